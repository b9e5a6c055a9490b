//! Where in a front matter somebody is writing, told by its lines alone: what is being written is seldom YAML yet.

use crate::span::Span;

/// A step down from the top of a front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into an item of a list.
    Item,
}

/// What is being written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The way to it; of a value the last step is its key, or the item that it is.
    pub(super) way: Vec<Step>,
    /// Whether a value is written, or a key.
    pub(super) kind: Kind,
    /// What is written of it so far, up to the cursor and on to the end of the word.
    pub(super) word: Span,
    /// The column that keys of the same map begin at.
    pub(super) indent: usize,
    /// Keys that the map has already.
    pub(super) siblings: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A key.
    Key,
    /// A key in braces.
    InlineKey,
    /// A value on the line of its key.
    Value,
    /// An item of a list, which may become a key of a map.
    Item,
    /// A value in brackets or braces, which takes no lines of its own.
    Inline,
}

impl Spot {
    /// The path of the field: `stack`, `revision.status`; items of lists have none of their own.
    pub(super) fn field(&self) -> String {
        let keys = self.way.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item => None,
        });
        keys.collect::<Vec<_>>().join(".")
    }
}

/// A line as far as its beginning tells.
struct Line<'t> {
    /// The columns of its dashes.
    dashes: Vec<usize>,
    /// The column of what follows them.
    column: usize,
    /// What follows them.
    rest: &'t str,
}

impl<'t> Line<'t> {
    fn new(line: &'t str) -> Self {
        let mut dashes = Vec::new();
        let mut rest = line.trim_start_matches(' ');
        loop {
            let column = line.len() - rest.len();
            let inner = match rest.strip_prefix('-') {
                Some("") => "",
                Some(inner) if inner.starts_with(' ') => inner.trim_start_matches(' '),
                _ => return Self { dashes, column, rest },
            };
            dashes.push(column);
            rest = inner;
        }
    }

    /// The key that it begins with, and what follows the colon.
    fn key(&self) -> Option<(&'t str, &'t str)> {
        let quote = self.rest.chars().next().filter(|c| "\"'".contains(*c));
        let (key, rest) = if let Some(quote) = quote {
            self.rest[1..].split_once(quote)?
        } else {
            self.rest.split_at(self.rest.find(':')?)
        };
        let value = rest.trim_start().strip_prefix(':')?;
        let is_key = !key.is_empty() && !key.contains(['#', '{', '[', '}', ']', ',']);
        (is_key && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (key.trim(), value.trim()))
    }

    fn is_empty(&self) -> bool {
        self.rest.trim().is_empty() || self.rest.starts_with('#')
    }
}

/// What is being written at a byte of a text, within its front matter; None where no key and no value begins.
pub(super) fn spot(text: &str, front: Span, at: usize) -> Option<Spot> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1).max(front.start as usize);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let whole = text[start..end].trim_end_matches('\r');
    let before = &text[start..at];
    let line = Line::new(before);
    if line.rest.starts_with('#') {
        return None;
    }
    let above: Vec<&str> = text[front.start as usize..start].lines().rev().collect();
    let below = text.get(end..(front.end as usize).max(end)).unwrap_or("").lines().skip(1);
    let mut way = Way { need: line.column, steps: Vec::new(), is_item: false, siblings: Vec::new() };
    for dash in line.dashes.iter().rev() {
        way.item(*dash);
    }
    way.up(&above)?;
    way.down(below, &line);
    let Way { mut steps, mut siblings, .. } = way;
    steps.reverse();
    let rest = &text[at..start + whole.len().max(at - start)];
    let word = |from: usize, form: Form| Span::new(from, at + rest_of_word(&text[from..at], rest, form));
    let column = start + (before.len() - line.rest.len());
    let Some((key, _)) = line.key() else {
        if line.rest.starts_with(['[', '{']) {
            return inline(line.rest, steps, at, |from| word(from, Form::Inline));
        }
        let (kind, form) =
            if line.dashes.is_empty() { (Kind::Key, Form::Key) } else { (Kind::Item, Form::Line) };
        return Some(Spot { way: steps, kind, word: word(column, form), indent: line.column, siblings });
    };
    siblings.retain(|sibling| sibling != key);
    steps.push(Step::Key(key.to_owned()));
    let colon = line.rest.find(':').map_or(line.rest.len(), |colon| colon + 1);
    let value = line.rest[colon..].trim_start();
    if value.starts_with(['[', '{']) {
        return inline(value, steps, at, |from| word(from, Form::Inline));
    }
    // Blocks of text are nobody's but the author's.
    if value.starts_with(['|', '>']) {
        return None;
    }
    let word = word(at - value.len(), Form::Line);
    Some(Spot { way: steps, kind: Kind::Value, word, indent: line.column, siblings })
}

/// What a word ends with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A key: a colon.
    Key,
    /// A value on a line: the end of the line, or a comment.
    Line,
    /// A value in brackets: these, or a comma.
    Inline,
}

/// How much of what follows belongs to a word, of which this is written before.
fn rest_of_word(before: &str, rest: &str, form: Form) -> usize {
    if let Some(quote) = before.chars().next().filter(|c| "\"'".contains(*c)) {
        // With the quote that ends it.
        return rest.find(quote).map_or(0, |end| end + 1);
    }
    let end = match form {
        Form::Key => rest.find(|c: char| c.is_whitespace() || c == ':'),
        Form::Line => rest.find(" #"),
        Form::Inline => rest.find([',', ']', '}', ':']),
    };
    rest[..end.unwrap_or(rest.len())].trim_end().len()
}

/// What is being written between brackets and braces.
fn inline(value: &str, mut steps: Vec<Step>, at: usize, word: impl Fn(usize) -> Span) -> Option<Spot> {
    let mut open: Vec<char> = Vec::new();
    let (mut begin, mut key, mut siblings) = (0, None, Vec::new());
    for (place, c) in value.char_indices() {
        match c {
            '[' | '{' => {
                steps.extend(key.take().map(|key: &str| Step::Key(key.to_owned())));
                if c == '[' {
                    steps.push(Step::Item);
                }
                open.push(c);
                siblings.clear();
            }
            ']' | '}' => {
                open.pop();
                return None;
            }
            ',' => key = None,
            ':' => {
                key = Some(value[begin..place].trim());
                siblings.extend(key.map(str::to_owned));
            }
            _ => continue,
        }
        begin = place + c.len_utf8();
    }
    let written = value[begin..].trim_start();
    let kind = match (open.last(), key) {
        (Some('{'), None) => Kind::InlineKey,
        _ => Kind::Inline,
    };
    if let Some(key) = key {
        siblings.retain(|sibling| sibling != key);
        steps.push(Step::Key(key.to_owned()));
    }
    Some(Spot { way: steps, kind, word: word(at - written.len()), indent: 0, siblings })
}

/// The way up from a line.
struct Way {
    /// The column that what is above has to begin before.
    need: usize,
    steps: Vec<Step>,
    /// Whether the last step is an item: the key above may stand in the same column as its dash.
    is_item: bool,
    siblings: Vec<String>,
}

impl Way {
    fn item(&mut self, dash: usize) {
        self.steps.push(Step::Item);
        self.need = dash;
        self.is_item = true;
    }

    /// Follows the lines above, the nearest first; None within a block of text.
    fn up(&mut self, above: &[&str]) -> Option<()> {
        for text in above {
            let line = Line::new(text);
            if line.is_empty() {
                continue;
            }
            if let Some((key, value)) = line.key() {
                if line.column == self.need && !self.is_item && self.steps.is_empty() {
                    self.siblings.push(key.to_owned());
                } else if line.column < self.need || (self.is_item && line.column == self.need) {
                    if value.starts_with(['|', '>']) {
                        return None;
                    }
                    self.steps.push(Step::Key(key.to_owned()));
                    self.need = line.column;
                    self.is_item = false;
                }
            }
            for dash in line.dashes.iter().rev() {
                if *dash < self.need {
                    self.item(*dash);
                }
            }
            if self.need == 0 && !self.is_item && !self.steps.is_empty() {
                return Some(());
            }
        }
        Some(())
    }

    /// Gathers the keys of the same map further down.
    fn down<'t>(&mut self, below: impl Iterator<Item = &'t str>, from: &Line<'_>) {
        let column = from.column;
        let is_plain = from.dashes.is_empty();
        for line in below.map(Line::new).filter(|line| !line.is_empty()) {
            let first = line.dashes.first().copied().unwrap_or(line.column);
            if first < column || (first == column && !line.dashes.is_empty() && is_plain && column > 0) {
                return;
            }
            if line.column == column && line.dashes.is_empty() {
                self.siblings.extend(line.key().map(|(key, _)| key.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spot of `|` in a front matter: its way, what is written, its kind.
    fn at(front: &str) -> Option<(String, String, Kind, String)> {
        let at = front.find('|').unwrap();
        let text = front.replacen('|', "", 1);
        let spot = spot(&text, Span::new(0, text.len()), at)?;
        let step = |step: &Step| match step {
            Step::Key(key) => key.clone(),
            Step::Item => "-".to_owned(),
        };
        let way: Vec<String> = spot.way.iter().map(step).collect();
        Some((way.join("."), spot.word.of(&text).to_owned(), spot.kind, spot.siblings.join(",")))
    }

    fn told(front: &str) -> String {
        at(front).map_or("none".to_owned(), |(way, word, kind, siblings)| {
            format!("{way} {word:?} {kind:?} {siblings}")
        })
    }

    #[test]
    fn a_spot_is_told_by_lines_that_are_no_yaml_yet() {
        for (front, expected) in [
            ("|", " \"\" Key "),
            ("title: A\nsu|\ntopic: x\n", " \"su\" Key title,topic"),
            ("difficulty: adv|", "difficulty \"adv\" Value "),
            ("revision:\n  st|", "revision \"st\" Key "),
            (
                "revision:\n  status: drafted\n  |\n  version: 1.0.0\ntitle: A",
                "revision \"\" Key status,version",
            ),
            ("revision:\n  status: |", "revision.status \"\" Value "),
            ("stack:\n  - ngi|", "stack.- \"ngi\" Item "),
            ("stack:\n- ngi|", "stack.- \"ngi\" Item "),
            ("stack:\n  - name: nginx\n    ver|", "stack.- \"ver\" Key name"),
            ("stack:\n  - name: |", "stack.-.name \"\" Value "),
            ("stack: [nginx, lin|]", "stack.- \"lin\" Inline "),
            ("stack: [{ name: ngi|", "stack.-.name \"ngi\" Inline "),
            ("change: { reason: x, ro|", "change \"ro\" InlineKey reason"),
            ("change:\n  metric:\n    na|", "change.metric \"na\" Key "),
            ("change:\n  reason: |\n  files:", "change.reason \"\" Value files"),
            ("title: \"a: b|", "title \"\\\"a: b\" Value "),
            ("difficulty: \"be|\" # x", "difficulty \"\\\"be\\\"\" Value "),
            ("owner: Te|am Alpha # x", "owner \"Team Alpha\" Value "),
            ("stack: [\"ngi|\", x]", "stack.- \"\\\"ngi\\\"\" Inline "),
            ("# no|te", "none"),
        ] {
            assert_eq!(told(front), expected, "{front}");
        }
        assert_eq!(spot("a: |\n  text\n", Span::new(0, 12), 9), None);
    }
}
