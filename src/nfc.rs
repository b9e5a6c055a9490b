//! Texts in Unicode's normal form C, the one that names and addresses are compared and written in.
//!
//! `ü` may be one sign, as most editors write it, or a `u` with a mark behind it, as macOS gives the names of files.
//! Both are the same text to a reader, and have to be the same name here.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// The text in normal form C; most texts are, and are not copied.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Whether two texts are the same in normal form C.
pub fn is_same(a: &str, b: &str) -> bool {
    a == b || (!(a.is_ascii() && b.is_ascii()) && nfc(a) == nfc(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_with_a_mark_is_one_letter() {
        assert_eq!(nfc("u\u{308}bung"), "\u{fc}bung");
        assert!(matches!(nfc("\u{fc}bung"), Cow::Borrowed(_)));
        assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}"), "\u{d55c}");
        assert!(is_same("e\u{301}", "\u{e9}") && !is_same("e\u{301}", "e"));
    }
}
