//! Texts where there is room for a line and no more: on one line, and cut short behind a word.

use std::borrow::Cow;

/// Most characters of what a page says of itself to search engines and where its link is shared; a lead has as much.
pub(crate) const DESCRIPTION: usize = 300;
/// Most characters of a summary in lists, feeds and search.
pub(crate) const SUMMARY: usize = 600;
/// How far before its end a text is cut for the sake of a word: further back there is none, as in Chinese.
const WORD: usize = 60;

/// A text on one line: what breaks it, and blanks in a row, are one blank. Blanks that keep words together stay.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| matches!(c, ' ' | '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_line = !text.contains(|c: char| c != ' ' && breaks(c))
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if is_line {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A text of so many characters at the most: a longer one ends behind a word, with an ellipsis.
pub fn cut(text: &str, most: usize) -> Cow<'_, str> {
    // A text has at least as many bytes as characters.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let room = most.saturating_sub(1);
    let at = |number: usize| text.char_indices().nth(number).map_or(text.len(), |(at, _)| at);
    let (first, end) = (at(room.saturating_sub(WORD)), at(room));
    let is_end = text[end..].starts_with(char::is_whitespace);
    let word = if is_end { None } else { text[first..end].rfind(char::is_whitespace) };
    let kept = &text[..word.map_or(end, |word| first + word)];
    Cow::Owned(format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-".contains(c))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line() {
        for (text, line) in [
            ("a b", "a b"),
            (" a\r\n\n  b\tc \u{2028}d\u{7} ", "a b c d\u{7}"),
            ("dix\u{a0}: a\u{3000}b", "dix\u{a0}: a\u{3000}b"),
            ("\n", ""),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_ends_behind_a_word() {
        assert_eq!(cut("one two three", 13), "one two three");
        assert_eq!(cut("one two three", 12), "one two…");
        assert_eq!(cut("one, two three", 9), "one, two…");
        assert_eq!(cut("one, two three", 7), "one…");
        assert_eq!(cut("übergänge", 4), "übe…");
        let (long, word) = ("猫".repeat(400), "x".repeat(400));
        assert_eq!(cut(&long, DESCRIPTION).chars().count(), DESCRIPTION);
        assert_eq!(cut(&format!("a b {word}"), DESCRIPTION).chars().count(), DESCRIPTION);
    }
}
