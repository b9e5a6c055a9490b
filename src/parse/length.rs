//! How long a text is for a reader: in words, and in signs where a script sets no blanks between words.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::nfc::is_combining_mark;

/// Words that a reader takes in a minute, code included: silent reading of English prose is 238 on average (Brysbaert
/// 2019, a review of 190 studies), and technical text is slower.
pub const WORDS_PER_MINUTE: u64 = 220;

/// Han and kana that a reader takes in a minute: between the 400 and 600 that are given for Japanese and Chinese, and
/// what Medium and Hugo reckon with.
pub const SIGNS_PER_MINUTE: u64 = 500;

/// Letters that a reader takes in a minute where words are spelt with letters but not parted: Thai, Lao, Khmer, Burmese.
/// We know of no measurement for these; readers of 14 alphabetic scripts took 68 ms for a letter when they read aloud
/// (Trauzettel-Klosinski and Dietz 2012, the `IReST` texts), which is some 1,000 a minute at our rate for words.
pub const LETTERS_PER_MINUTE: u64 = 1_000;

/// A length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// Words between blanks.
    words: u32,
    /// Signs that are a word or a syllable each.
    signs: u32,
    /// Letters, with their marks, of words that no blanks part.
    letters: u32,
}

/// How a script parts its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// By blanks.
    Spaced,
    /// Not at all; each sign is a word or a syllable.
    Signs,
    /// Not at all; words are spelt with letters.
    Letters,
}

impl Length {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        // All signs of such scripts take three bytes or more, and the first of these is at least this.
        if !text.bytes().any(|byte| byte >= 0xe0) {
            self.words += text.split_whitespace().count() as u32;
            return;
        }
        for word in text.split_whitespace() {
            self.word(word);
        }
    }

    /// Adds what stands between two blanks.
    fn word(&mut self, word: &str) {
        if word.chars().all(|c| script(c) == Script::Spaced) {
            self.words += 1;
            return;
        }
        let mut is_in_word = false;
        for c in word.chars() {
            let is_counted = c.is_alphanumeric() || is_combining_mark(c);
            match script(c) {
                Script::Signs => self.signs += u32::from(is_counted),
                Script::Letters => self.letters += u32::from(is_counted),
                Script::Spaced => {
                    // `nginx-1.25` between two signs is a word; a comma or a bracket of theirs is none, and ends one.
                    self.words += u32::from(is_counted && !is_in_word);
                    is_in_word = is_counted || (is_in_word && c.is_ascii());
                    continue;
                }
            }
            is_in_word = false;
        }
    }

    /// Minutes to read it, one at the least.
    pub fn minutes(self) -> u32 {
        const WHOLE: u64 = WORDS_PER_MINUTE * SIGNS_PER_MINUTE * LETTERS_PER_MINUTE;
        let part = |count: u32, per_minute: u64| u64::from(count) * (WHOLE / per_minute);
        let sum = part(self.words, WORDS_PER_MINUTE)
            + part(self.signs, SIGNS_PER_MINUTE)
            + part(self.letters, LETTERS_PER_MINUTE);
        u32::try_from(sum.div_ceil(WHOLE)).unwrap_or(u32::MAX).max(1)
    }
}

/// Han and its strokes, kana of both widths, Bopomofo, Yi; the planes of rarer Han.
const SIGNS: [RangeInclusive<char>; 12] = [
    '\u{2e80}'..='\u{2fdf}',
    '\u{3005}'..='\u{3007}',
    '\u{3021}'..='\u{302d}',
    '\u{3031}'..='\u{312f}',
    '\u{31a0}'..='\u{31ff}',
    '\u{3400}'..='\u{9fff}',
    '\u{a000}'..='\u{a4cf}',
    '\u{f900}'..='\u{faff}',
    '\u{ff66}'..='\u{ff9f}',
    '\u{1b000}'..='\u{1b16f}',
    '\u{20000}'..='\u{2fa1f}',
    '\u{30000}'..='\u{323af}',
];

/// Thai and Lao, Tibetan, which parts syllables by a sign of its own, Burmese, Khmer, and smaller scripts of the region.
const LETTERS: [RangeInclusive<char>; 8] = [
    '\u{e00}'..='\u{eff}',
    '\u{f00}'..='\u{fff}',
    '\u{1000}'..='\u{109f}',
    '\u{1780}'..='\u{17ff}',
    '\u{1950}'..='\u{1aaf}',
    '\u{1b00}'..='\u{1b7f}',
    '\u{a980}'..='\u{a9ff}',
    '\u{aa60}'..='\u{aadf}',
];

/// Hangul is set with blanks, and so is all that is not named above.
fn script(c: char) -> Script {
    let is_in = |ranges: &[RangeInclusive<char>]| ranges.iter().any(|range| range.contains(&c));
    if c < FIRST {
        Script::Spaced
    } else if is_in(&SIGNS) {
        Script::Signs
    } else if is_in(&LETTERS) {
        Script::Letters
    } else {
        Script::Spaced
    }
}

/// The first sign of any script without blanks.
const FIRST: char = '\u{e00}';

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> (u32, u32, u32) {
        let mut length = Length::default();
        length.add(text);
        (length.words, length.signs, length.letters)
    }

    #[test]
    fn text_with_blanks_is_counted_in_words() {
        assert_eq!(length("One two — three: a/b"), (5, 0, 0));
        assert_eq!(length("서버를 다시 시작한다"), (3, 0, 0));
        assert_eq!(length("Größe überprüfen"), (2, 0, 0));
    }

    #[test]
    fn text_without_blanks_is_counted_in_signs() {
        assert_eq!(length("重启服务器，然后检查日志。"), (0, 11, 0));
        assert_eq!(length("サーバーを再起動する"), (0, 10, 0));
        assert_eq!(length("วิธีแก้"), (0, 0, 7));
    }

    #[test]
    fn of_mixed_text_both_count() {
        assert_eq!(length("重启nginx（1.25版）服务"), (2, 5, 0));
        assert_eq!(length("run kubectl 重启 รัน"), (2, 2, 3));
    }

    #[test]
    fn rates_add_up() {
        let minutes = |text: &str| {
            let mut length = Length::default();
            length.add(text);
            length.minutes()
        };
        assert_eq!((minutes(""), minutes(&"字".repeat(4350)), minutes(&"字".repeat(500))), (1, 9, 1));
        assert_eq!((minutes(&"a ".repeat(220)), minutes(&"a ".repeat(221))), (1, 2));
        assert_eq!(minutes(&format!("{}{}", "a ".repeat(220), "字".repeat(500))), 2);
        assert_eq!(minutes(&"ก".repeat(4350)), 5);
    }
}
