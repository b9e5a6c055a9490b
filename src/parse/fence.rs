//! The words behind the opening fence of a code block: ```` ```nginx {title="nginx.conf" hl_lines="2-4 7"} ````.

use std::ops::Range;

use super::doctest::{self, Doctest};

/// What the words ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence<'s> {
    /// The language, as written.
    pub language: Option<&'s str>,
    /// A title to show above the code: usually a file name.
    pub title: Option<&'s str>,
    /// Lines to highlight, from 1, as inclusive ranges.
    pub highlighted: Vec<(usize, usize)>,
    /// Whether lines carry their numbers.
    pub numbered: bool,
    /// Whether names like `<<host>>` are to be filled in by the reader.
    pub placeholders: bool,
    /// How the block is tested.
    pub doctest: Doctest<'s>,
    /// Where the lines to highlight are written, in bytes of the words.
    pub highlighted_at: Option<Range<usize>>,
    /// What could not be understood: a byte range of the words, and why.
    pub faults: Vec<(Range<usize>, String)>,
}

impl<'s> Fence<'s> {
    /// Reads the words of a fence.
    pub fn parse(info: &'s str) -> Self {
        let mut fence = Self::default();
        let (words, attributes) = match info.find('{') {
            Some(brace) => info.split_at(brace),
            None => (info, ""),
        };
        fence.read_words(words);
        if attributes.is_empty() {
            return fence;
        }
        let start = words.len() + 1;
        let inner = &attributes[1..];
        match inner.rfind('}') {
            Some(close) => fence.read_attributes(&inner[..close], start),
            None => fence.faults.push((words.len()..info.len(), "`{` is never closed".to_owned())),
        }
        fence
    }

    /// Whether a line, from 1, is to be highlighted.
    pub fn highlights(&self, line: usize) -> bool {
        self.highlighted.iter().any(|&(first, last)| (first..=last).contains(&line))
    }

    /// Reads the language, and attributes that stand without braces, as other tools write them; what else stands there is left
    /// alone.
    fn read_words(&mut self, text: &'s str) {
        let mut at = 0;
        while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace() && c != ',') {
            at += skip;
            let rest = &text[at..];
            let word = rest.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(rest.len());
            let named = rest[..word].split_once('=').filter(|(name, _)| is_known(name));
            let Some((name, (value, used))) =
                named.and_then(|(name, _)| Some((name, value_of(&rest[name.len() + 1..])?)))
            else {
                self.language = self.language.or(Some(&rest[..word]));
                at += word;
                continue;
            };
            match name {
                "title" if !value.is_empty() => self.title = Some(value),
                "hl_lines" => self.highlighted = line_ranges(value).unwrap_or_default(),
                "linenums" | "linenos" => self.numbered = value != "false" && value != "0",
                _ => {}
            }
            at += name.len() + 1 + used;
        }
    }

    fn read_attributes(&mut self, text: &'s str, offset: usize) {
        let mut at = 0;
        while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace() && c != ',') {
            at += skip;
            let rest = &text[at..];
            let name_end =
                rest.find(|c: char| c == '=' || c == ',' || c.is_whitespace()).unwrap_or(rest.len());
            let name = &rest[..name_end];
            let (value, used) = match rest[name_end..].strip_prefix('=') {
                Some(value) => value_of(value)
                    .map_or((Some(""), rest.len()), |(value, used)| (Some(value), name_end + 1 + used)),
                None => (None, name_end),
            };
            self.attribute(name, value, offset + at..offset + at + used);
            at += used.max(1);
        }
    }

    fn attribute(&mut self, name: &'s str, value: Option<&'s str>, range: Range<usize>) {
        match self.doctest.attribute(name, value) {
            Some(true) => return,
            Some(false) => return self.faults.push((range, format!("`{name}` has no usable value"))),
            None => {}
        }
        match (name, value) {
            ("title", Some(title)) if !title.is_empty() => self.title = Some(title),
            ("linenos" | "linenums", None | Some("true" | "1")) => self.numbered = true,
            ("placeholders", None | Some("true")) => self.placeholders = true,
            ("hl_lines", Some(lines)) => match line_ranges(lines) {
                Some(ranges) => (self.highlighted, self.highlighted_at) = (ranges, Some(range)),
                None => self.faults.push((range, format!("`{lines}` is not a list of lines"))),
            },
            (name, _) if name.starts_with('.') && self.language.is_none() => self.language = Some(&name[1..]),
            ("title" | "linenos" | "placeholders" | "hl_lines", _) => {
                self.faults.push((range, format!("`{name}` has no usable value")));
            }
            _ => self.faults.push((range, format!("`{name}` is not an attribute of a code block"))),
        }
    }
}

/// The attributes of how a block is shown, each with an example.
const SHOWN: [(&str, &str); 4] = [
    ("title", "title=\"…\""),
    ("hl_lines", "hl_lines=\"2-4 7\""),
    ("linenos", "linenos"),
    ("placeholders", "placeholders"),
];

/// All attributes, each with an example.
pub fn attributes() -> impl Iterator<Item = (&'static str, &'static str)> {
    SHOWN.into_iter().chain(doctest::ATTRIBUTES)
}

/// Whether a name is that of an attribute which may stand without braces.
fn is_known(name: &str) -> bool {
    matches!(name, "title" | "hl_lines" | "linenums" | "linenos")
}

/// A value, quoted or bare, and how many bytes it takes.
fn value_of(text: &str) -> Option<(&str, usize)> {
    if let Some(quote) = text.chars().next().filter(|c| "\"'".contains(*c)) {
        let end = text[1..].find(quote)?;
        return Some((&text[1..=end], end + 2));
    }
    let end = text.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(text.len());
    Some((&text[..end], end))
}

/// `2-4 7` as ranges.
fn line_ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split([' ', ','])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let range = (first.parse().ok()?, last.parse().ok()?);
            (range.0 >= 1 && range.0 <= range.1).then_some(range)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Fence;

    #[test]
    fn attributes_are_read() {
        let fence = Fence::parse(r#"nginx {title="nginx.conf" hl_lines="2-4 7" linenos}"#);
        assert_eq!(fence.language, Some("nginx"));
        assert_eq!(fence.title, Some("nginx.conf"));
        assert_eq!(fence.highlighted, [(2, 4), (7, 7)]);
        assert!(fence.numbered && fence.highlights(3) && !fence.highlights(5));
        assert_eq!(fence.faults, []);
        let fence = Fence::parse(r#"py title="a b.py" linenums="1" hl_lines="2 3""#);
        assert_eq!((fence.language, fence.title, fence.numbered), (Some("py"), Some("a b.py"), true));
        assert_eq!(fence.highlighted, [(2, 2), (3, 3)]);
        let fence = Fence::parse(r#" title="Content tabs""#);
        assert_eq!((fence.language, fence.title), (None, Some("Content tabs")));
        let fence = Fence::parse(r#"title="a b" py"#);
        assert_eq!((fence.language, fence.title), (Some("py"), Some("a b")));
        assert_eq!(Fence::parse("js title=a.js {title=b.js}").title, Some("b.js"));
        assert_eq!(Fence::parse("rust,ignore x=1").language, Some("rust"));
    }

    #[test]
    fn faults_name_their_place() {
        let info = "sql {hl_lines=4-2 titel=x}";
        let faults = Fence::parse(info).faults;
        let texts: Vec<&str> = faults.iter().map(|(range, _)| &info[range.clone()]).collect();
        assert_eq!(texts, ["hl_lines=4-2", "titel=x"]);
        assert_eq!(Fence::parse("sql {title=").faults.len(), 1);
        assert_eq!(Fence::parse("{.rust}").language, Some("rust"));
    }
}
