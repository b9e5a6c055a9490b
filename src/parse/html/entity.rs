//! Characters that HTML writes by name or number: `&nbsp;`, `&#8203;`.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

/// Most bytes of a name.
const MOST: usize = 40;

/// A text of HTML as it reads. What is no character of HTML stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    let places = places(text);
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    // The parser of Markdown knows all names. It reads each but once, and says where it found one.
    let joined = places.iter().map(|(start, end)| &text[*start..*end]).collect::<Vec<_>>().join(" ");
    let mut read = Parser::new_ext(&joined, Options::empty()).into_offset_iter().filter_map(
        |(event, range)| match event {
            Event::Text(text) => Some((text, range)),
            _ => None,
        },
    );
    let mut next = read.next();
    let mut decoded = String::with_capacity(text.len());
    let (mut end, mut at) = (0, 0);
    for (from, to) in places {
        decoded.push_str(&text[end..from]);
        while next.as_ref().is_some_and(|(_, range)| range.end <= at) {
            next = read.next();
        }
        match &next {
            Some((text, range)) if *range == (at..at + to - from) => decoded.push_str(text),
            _ => decoded.push_str(&text[from..to]),
        }
        (end, at) = (to, at + to - from + 1);
    }
    decoded.push_str(&text[end..]);
    Cow::Owned(decoded)
}

/// Where there may be such a name.
fn places(text: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for (at, _) in text.match_indices('&') {
        let name = text.as_bytes()[at + 1..].iter().take(MOST);
        let length = name.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        if length > 0 && text.as_bytes().get(at + 1 + length) == Some(&b';') {
            places.push((at, at + length + 2));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_become_characters_and_the_rest_stays() {
        assert_eq!(decode("a &lt;b&gt; &amp;amp; &copy;&#x41;&#66;!"), "a <b> &amp; ©AB!");
        assert_eq!(decode("&nosuch; &; & &amp &#xZ;&amp;"), "&nosuch; &; & &amp &#xZ;&");
        assert_eq!(decode("&#0;"), "\u{fffd}");
        assert_eq!(decode("&#42;a&#42; &lbrack;x&rsqb;&lpar;y&rpar;"), "*a* [x](y)");
        assert_eq!(decode("&#32;&NewLine;&Tab;."), " \n\t.");
    }
}
