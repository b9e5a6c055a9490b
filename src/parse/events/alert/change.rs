//! What the parser is shown in place of alerts: a `>` before each of their lines, and their titles as headings.

use super::find::{INDENT, behind_quotes};
use super::{Alert, Shape, Title};
use crate::parse::events::mask::Change;

/// The changes that make quotes of alerts, which come by where they begin.
pub(super) fn changes(source: &str, alerts: &[Alert]) -> Vec<Change> {
    let mut writer = Writer { changes: Vec::new(), open: Vec::new(), is_quote: false };
    let mut alerts = alerts.iter().peekable();
    let mut start = 0;
    let mut lines = source.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let end = start + line.len();
        let text = line.trim_end_matches(['\n', '\r']);
        let head = alerts.next_if(|alert| alert.start < end);
        let next = lines.peek().copied().unwrap_or("");
        writer.line(&Line { start, text, next }, head);
        start = end;
    }
    writer.changes
}

struct Line<'s> {
    start: usize,
    /// Without its end.
    text: &'s str,
    /// The line below it.
    next: &'s str,
}

struct Writer<'a> {
    changes: Vec<Change>,
    /// The alerts that the line stands in, the outermost first.
    open: Vec<&'a Alert>,
    /// Whether the line before begins a quote by itself.
    is_quote: bool,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &Line<'_>, head: Option<&'a Alert>) {
        self.leave(line, head);
        let is_blank = line.text.trim().is_empty();
        if head.is_some_and(|head| head.shape != Shape::Quote) && self.is_quote {
            // Without a blank line between them the alert would be a part of that quote.
            self.put(line.start, self.prefix(self.open.len()).trim_end().to_owned() + "\n");
        }
        for at in 0..self.open.len() {
            self.content(self.open[at], line);
        }
        if let Some(head) = head {
            self.head(head);
            if head.shape != Shape::Quote {
                self.open.push(head);
            }
        }
        self.is_quote = !is_blank && head.is_none() && begins_quote(line.text);
    }

    fn put(&mut self, at: usize, text: String) {
        self.changes.push(Change { range: at..at, text: text.into() });
    }

    /// Leaves the alerts that end before a line. Where that is one of text, and no head, it would go on with theirs.
    fn leave(&mut self, line: &Line<'_>, head: Option<&Alert>) {
        while let Some(alert) = self.open.pop_if(|alert| alert.end <= line.start) {
            if alert.shape != Shape::Indented || line.text.trim().is_empty() {
                continue;
            }
            let mut between = self.prefix(self.open.len());
            if head.is_none() && !begins_quote(line.text) {
                between += &" ".repeat(alert.pad);
                between.push('>');
            }
            self.put(line.start, between.trim_end().to_owned() + "\n");
        }
    }

    /// What the lines begin with that stand in so many alerts.
    fn prefix(&self, alerts: usize) -> String {
        let mut prefix = "> ".repeat(self.open.get(alerts.wrapping_sub(1)).map_or(0, |alert| alert.quotes));
        for alert in &self.open[..alerts] {
            prefix += &" ".repeat(alert.pad);
            prefix += "> ";
        }
        prefix
    }

    fn head(&mut self, alert: &Alert) {
        let start = alert.head.start;
        let quote = if alert.shape == Shape::Quote { "" } else { "> " };
        match &alert.title {
            Title::Written(title) => {
                self.replace(start..title.start, format!("{quote}# "));
                self.replace(title.end..alert.head.end, String::new());
            }
            Title::Kind | Title::None => self.replace(alert.head.clone(), quote.to_owned()),
        }
    }

    fn replace(&mut self, range: std::ops::Range<usize>, text: String) {
        if !range.is_empty() || !text.is_empty() {
            self.changes.push(Change { range, text: text.into() });
        }
    }

    /// A line of an alert. The line that closes it is an empty one of the quote, or no line of it where another quote follows.
    fn content(&mut self, alert: &Alert, line: &Line<'_>) {
        let Some(behind) = behind_quotes(line.text, alert.quotes) else { return };
        let rest = &line.text[behind..];
        let (column, blanks) = up_to(rest, alert.column);
        let at = line.start + behind + blanks;
        if let Some(closing) = alert.closing.filter(|closing| *closing >= line.start) {
            let end = line.start + line.text.len();
            if closing < end {
                let is_last = begins_quote(line.next) || super::word(line.next.trim()).is_some();
                self.replace(at..closing, if is_last { "" } else { "> " }.to_owned());
                self.replace(closing..end, String::new());
                return;
            }
        }
        let is_blank = rest.trim().is_empty();
        let pad = if is_blank { alert.pad.min(alert.column - column) } else { 0 };
        let removed = if alert.shape == Shape::Indented { up_to(&rest[blanks..], INDENT).1 } else { 0 };
        self.replace(at..at + removed, " ".repeat(pad) + "> ");
    }
}

/// How far a text is indented up to a column, in columns and in bytes.
fn up_to(text: &str, most: usize) -> (usize, usize) {
    let (mut column, mut bytes) = (0, 0);
    for byte in text.bytes() {
        let next = match byte {
            b' ' => column + 1,
            b'\t' => (column / INDENT + 1) * INDENT,
            _ => break,
        };
        if next > most {
            break;
        }
        (column, bytes) = (next, bytes + 1);
    }
    (column, bytes)
}

/// Whether a line begins a quote, past what it is indented by and the marks of items.
fn begins_quote(line: &str) -> bool {
    line.trim_start().starts_with('>')
}
