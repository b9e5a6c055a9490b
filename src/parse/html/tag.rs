//! A tag as it is written. Between an element's name and the `>` a browser takes nearly anything for attributes, and so does
//! this; what has no `>`, or a `<` before it, is no tag.

use std::ops::Range;

use super::{Attribute, Element, decode};

/// A tag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tag<'t> {
    /// What it was read from.
    text: &'t str,
    /// Its name, as written.
    pub(crate) name: &'t str,
    /// Whether it ends an element.
    pub(crate) is_end: bool,
    /// Whether a slash stands at its end.
    pub(crate) is_closed: bool,
    /// Its attributes.
    pub(crate) attributes: Vec<Written<'t>>,
    /// The place behind it.
    pub(crate) end: usize,
}

/// An attribute as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written<'t> {
    /// Its name.
    pub(crate) name: &'t str,
    /// Where its value stands, without quotes.
    pub(crate) value: Option<Range<usize>>,
}

/// From where on a text holds no more quotes of each kind: it is searched for one that is not there but once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quotes {
    double: usize,
    single: usize,
}

impl Default for Quotes {
    fn default() -> Self {
        Self { double: usize::MAX, single: usize::MAX }
    }
}

impl Quotes {
    /// The next quote from a place on.
    fn next(&mut self, text: &str, quote: u8, from: usize) -> Option<usize> {
        let known = if quote == b'"' { &mut self.double } else { &mut self.single };
        if from >= *known {
            return None;
        }
        let found = text.as_bytes()[from..].iter().position(|byte| *byte == quote);
        if found.is_none() {
            *known = from;
        }
        found.map(|at| from + at)
    }
}

impl<'t> Tag<'t> {
    /// Reads the tag that begins at a place of a text.
    pub(crate) fn read(text: &'t str, start: usize, quotes: &mut Quotes) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.get(start) != Some(&b'<') {
            return None;
        }
        let is_end = bytes.get(start + 1) == Some(&b'/');
        let from = start + 1 + usize::from(is_end);
        if !bytes.get(from)?.is_ascii_alphabetic() {
            return None;
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let name = &text[from..run(bytes, from, is_name)];
        let mut at = from + name.len();
        // `<https://…>` and `<a@b.example>` are none.
        if !matches!(bytes.get(at)?, b'>' | b'/') && !is_blank(*bytes.get(at)?) {
            return None;
        }
        let mut attributes = Vec::new();
        loop {
            at = run(bytes, at, |byte| is_blank(byte) || byte == b'/');
            match bytes.get(at)? {
                b'>' => break,
                b'<' => return None,
                _ => attributes.push(Self::attribute(text, &mut at, quotes)?),
            }
        }
        let is_closed = bytes[at - 1] == b'/';
        Some(Self { text, name, is_end, is_closed, attributes, end: at + 1 })
    }

    fn attribute(text: &'t str, at: &mut usize, quotes: &mut Quotes) -> Option<Written<'t>> {
        let bytes = text.as_bytes();
        let ends = |byte: u8| is_blank(byte) || b"=></".contains(&byte);
        // A `=` may begin a name.
        let end = run(bytes, *at + 1, |byte| !ends(byte));
        let name = text.get(*at..end)?;
        *at = end;
        let equals = run(bytes, *at, is_blank);
        if bytes.get(equals) != Some(&b'=') {
            return Some(Written { name, value: None });
        }
        let from = run(bytes, equals + 1, is_blank);
        let quote = *bytes.get(from)?;
        let value = if matches!(quote, b'"' | b'\'') {
            let end = quotes.next(text, quote, from + 1)?;
            *at = end + 1;
            from + 1..end
        } else {
            *at = run(bytes, from, |byte| !is_blank(byte) && !b"<>".contains(&byte));
            from..*at
        };
        Some(Written { name, value: Some(value) })
    }

    /// The attributes that pass, and those that do not and are missed.
    pub(crate) fn clean(&self, element: &Element) -> (Vec<(&'static str, String)>, Vec<&'t str>) {
        let (mut clean, mut missed): (Vec<(&'static str, String)>, Vec<&str>) = (Vec::new(), Vec::new());
        for written in &self.attributes {
            // A name of a place is its id: nothing else may be found by a name.
            let is_name = element.name == "a" && written.name.eq_ignore_ascii_case("name");
            let value = written.value.clone().map_or("", |value| &self.text[value]);
            let name = if is_name { "id" } else { written.name };
            let passed = Attribute::of(element.name, name)
                .and_then(|(name, attribute)| Some((name, attribute.pass(&decode(value))?)));
            match passed {
                Some((name, _)) if clean.iter().any(|(known, _)| *known == name) => {}
                Some(passed) => clean.push(passed),
                None if Attribute::is_silent(written.name) => {}
                None => missed.push(written.name),
            }
        }
        (clean, missed)
    }
}

/// The end of a run of such bytes.
fn run(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len())
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Tag<'_>> {
        Tag::read(text, 0, &mut Quotes::default())
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        let tag = read("<a href=x/y?z=1 title = 'a > b'id=\"c\"open/>d").unwrap();
        let names: Vec<&str> = tag.attributes.iter().map(|attribute| attribute.name).collect();
        assert_eq!((tag.name, tag.is_closed, names), ("a", true, vec!["href", "title", "id", "open"]));
        assert_eq!(tag.text[tag.attributes[0].value.clone().unwrap()], *"x/y?z=1");
        assert!(read("</DIV\n>").is_some_and(|tag| tag.is_end && tag.name == "DIV"));
        for text in [
            "<a href=\"x>",
            "<a <b>",
            "< a>",
            "<a",
            "<1>",
            "<https://a>",
            "<a@b>",
            "</>",
            "<é>",
            "<a x=<b>",
            "<a é",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn quotes_that_never_end_are_searched_for_once() {
        let text = "<a b=\"".repeat(99) + &"<a b='".repeat(200_000);
        let mut quotes = Quotes::default();
        assert!(text.match_indices('<').all(|(at, _)| Tag::read(&text, at, &mut quotes).is_none()));
    }
}
