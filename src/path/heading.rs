//! The ids of headings: letters of any script as they stand, where addresses of pages are spelt in ASCII.

use crate::nfc::{is_combining_mark, nfc};

/// The id of a heading: letters and digits of any script in lower case, with the marks that belong to them, one `-`
/// between words, other signs left out; in normal form C. Empty when the text has neither letter nor digit.
pub fn heading_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    // Whether a mark that follows has the letter that it belongs to.
    let mut bears_marks = false;
    for c in nfc(text).chars() {
        if c.is_alphanumeric() || c == '_' || (bears_marks && is_mark_of_letter(c)) {
            slug.extend(c.to_lowercase());
            bears_marks = true;
            continue;
        }
        bears_marks = false;
        if (c.is_whitespace() || "-/.:".contains(c)) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    nfc(&slug).into_owned()
}

/// The id that GitHub gives a heading, before it is made unique: letters, marks, digits, `_` and `-` in lower case, each
/// blank as `-`, all else left out.
pub fn github_slug(text: &str) -> String {
    let keep = |c: &char| c.is_alphanumeric() || is_combining_mark(*c) || matches!(c, '_' | '-' | ' ');
    let blank = |c: char| if c == ' ' { '-' } else { c };
    text.trim().chars().flat_map(char::to_lowercase).filter(keep).map(blank).collect()
}

/// Whether a sign is a mark that words are written with. Those that choose a picture for a sign, or frame one, as in an
/// emoji, are not.
fn is_mark_of_letter(c: char) -> bool {
    is_combining_mark(c)
        && !matches!(c, '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_ids_keep_letters_of_any_script() {
        assert_eq!(heading_slug("Check & fix: the queue"), "check-fix-the-queue");
        assert_eq!(heading_slug("Größe 2"), "größe-2");
        assert_eq!(heading_slug("!!!"), "");
    }

    #[test]
    fn heading_ids_keep_the_marks_of_letters_and_no_others() {
        assert_eq!(heading_slug("मुद्दा कैसे हल करें"), "मुद्दा-कैसे-हल-करें");
        assert_eq!(heading_slug("วิธีแก้ปัญหา"), "วิธีแก้ปัญหา");
        assert_eq!(heading_slug("ปุ่ม ON/OFF"), "ปุ่ม-on-off");
        assert_eq!(heading_slug("U\u{308}bung"), "\u{fc}bung");
        assert_eq!(heading_slug("J\u{30c}"), "\u{1f0}");
        assert_eq!(heading_slug("\u{26a0}\u{fe0f} Warning 1\u{fe0f}\u{20e3}"), "warning-1");
        assert_eq!(heading_slug("a \u{2260} b"), heading_slug("a =\u{338} b"));
    }
}
