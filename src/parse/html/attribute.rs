//! The attributes of HTML that pass: on which elements, and with which values.

/// What an attribute may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// The id of a place, without blanks. Who else has it is not known here.
    Id,
    /// Any text.
    Text,
    /// An address, which is judged where it is resolved.
    Address,
    /// Nothing: that it is there says all.
    Flag,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A number of up to four digits, which may be less than none.
    Number,
    /// So many pixels, or percent.
    Length,
    /// The name of a language.
    Language,
}

use Attribute::{Address, Flag, Id, Language, Length, Number, Text, Word};

const SIDES: Attribute = Word(&["left", "center", "right", "justify"]);
const PLACES: Attribute = Word(&["left", "right", "top", "middle", "bottom", "center"]);
const HEIGHTS: Attribute = Word(&["top", "middle", "bottom", "baseline"]);

/// Some elements, and attributes that all of them have.
type Row = (&'static [&'static str], &'static [(&'static str, Attribute)]);

/// Attributes by the elements that have them; all have the first ones.
const ATTRIBUTES: &[Row] = &[
    (&[], &[("id", Id), ("title", Text), ("lang", Language), ("dir", Word(&["ltr", "rtl", "auto"]))]),
    (&["a"], &[("href", Address)]),
    (&["img"], &[("src", Address), ("alt", Text), ("width", Length), ("height", Length), ("align", PLACES)]),
    (&["div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "caption"], &[("align", SIDES)]),
    (&["table"], &[("align", SIDES), ("width", Length)]),
    (&["thead", "tbody", "tfoot", "tr"], &[("align", SIDES), ("valign", HEIGHTS)]),
    (
        &["td", "th"],
        &[
            ("align", SIDES),
            ("valign", HEIGHTS),
            ("width", Length),
            ("height", Length),
            ("colspan", Number),
            ("rowspan", Number),
        ],
    ),
    (&["th"], &[("scope", Word(&["row", "col", "rowgroup", "colgroup"]))]),
    (&["ol"], &[("start", Number), ("reversed", Flag), ("type", Word(&["1", "a", "A", "i", "I"]))]),
    (&["li"], &[("value", Number)]),
    (&["details"], &[("open", Flag)]),
    (&["time", "del", "ins"], &[("datetime", Text)]),
];

/// Attributes that change little of what a reader sees: that they are left out is not worth a word. Nor is `data-…`.
const SILENT: &[&str] = &[
    "border",
    "cellpadding",
    "cellspacing",
    "cite",
    "clear",
    "compact",
    "decoding",
    "itemprop",
    "itemscope",
    "itemtype",
    "loading",
    "rel",
    "target",
];

impl Attribute {
    /// What an element's attribute may say, with its name; nothing where it does not pass.
    pub(crate) fn of(element: &str, name: &str) -> Option<(&'static str, Self)> {
        let rows =
            ATTRIBUTES.iter().filter(|(elements, _)| elements.is_empty() || elements.contains(&element));
        rows.flat_map(|(_, attributes)| attributes.iter())
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .copied()
    }

    /// The value as it passes.
    pub(crate) fn pass(self, value: &str) -> Option<String> {
        let value = value.trim_matches(|c: char| c.is_ascii_whitespace());
        let is = |is: bool| is.then(|| value.to_owned());
        match self {
            Text | Address => Some(value.to_owned()),
            Flag => Some(String::new()),
            Id => is(!value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control())),
            // The case of `type="A"` says something.
            Word(words) => {
                let exact = words.iter().find(|word| **word == value);
                let word = exact.or_else(|| words.iter().find(|word| word.eq_ignore_ascii_case(value)));
                word.map(|word| (*word).to_owned())
            }
            Number => is_number(value.strip_prefix('-').unwrap_or(value)).then(|| value.to_owned()),
            Length => {
                let number = value.strip_suffix("px").unwrap_or(value);
                is_number(number.strip_suffix('%').unwrap_or(number)).then(|| number.to_owned())
            }
            Language => {
                is(value.len() <= 35
                    && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
            }
        }
    }

    /// Whether nothing is lost with an attribute that does not pass.
    pub(crate) fn is_silent(name: &str) -> bool {
        SILENT.iter().any(|silent| silent.eq_ignore_ascii_case(name))
            || name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data-"))
    }
}

fn is_number(digits: &str) -> bool {
    (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(element: &str, name: &str, value: &str) -> Option<String> {
        Attribute::of(element, name)?.1.pass(value)
    }

    #[test]
    fn values_that_say_nothing_known_do_not_pass() {
        assert_eq!(passed("div", "align", " Center ").as_deref(), Some("center"));
        assert_eq!(passed("div", "align", "left;x"), None);
        assert_eq!(passed("img", "width", "120px").as_deref(), Some("120"));
        assert_eq!(passed("img", "width", "50%").as_deref(), Some("50%"));
        assert_eq!(passed("img", "width", "99999"), None);
        assert_eq!(passed("ol", "start", "-3").as_deref(), Some("-3"));
        assert_eq!(passed("ol", "type", "A").as_deref(), Some("A"));
        assert_eq!(passed("b", "id", "a b"), None);
        assert_eq!(
            (passed("b", "class", "x"), passed("b", "onclick", "x"), passed("b", "href", "x")),
            (None, None, None)
        );
    }
}
