//! "Did you mean": the nearest of the words that would have been right, and whether it is near enough to be written in the
//! place of the other.

use std::borrow::Cow;

use crate::nfc::{is_same, nfc};

/// The candidate nearest to `word`, when it is near enough that an author probably meant it. Ties go to the
/// first candidate, so that the answer does not depend on anything but its input. Never one that looks the same.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    Near::of(word, candidates).map(|near| near.first)
}

/// The one candidate that is nearest, when no other is as near: safe to put in the place of a word that can only be one of
/// them.
pub fn only<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    Near::of(word, candidates).filter(|near| near.is_only).map(|near| near.first)
}

/// The one candidate that is nearest, when `word` can hardly be anything but a slip of it: safe to put in the place of a word
/// that anybody may choose, such as the name of a file.
pub fn certain<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    only(word, candidates).filter(|near| is_slip(word, near))
}

/// Whether one word is a slip of another. Numbers tell words apart, and so do their first letters (`import`, `export`); in
/// a short one every letter does.
pub fn is_slip(word: &str, near: &str) -> bool {
    let (word, near) = (fold(word), fold(near));
    let length = word.chars().count();
    let most = match length {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    word.chars().next() == near.chars().next()
        && digits(&word) == digits(&near)
        && strsim::osa_distance(&word, &near) <= most
}

/// The nearest candidates.
struct Near<'c> {
    first: &'c str,
    is_only: bool,
}

impl<'c> Near<'c> {
    fn of(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<Self> {
        let sought = Sought::new(word);
        let mut best: Option<(usize, Self)> = None;
        for candidate in candidates {
            // One that is as near as the nearest counts: then neither is the only one.
            let most = best.as_ref().map_or(sought.most, |(least, _)| *least);
            let Some(distance) = sought.distance(candidate, most).filter(|_| !is_same(word, candidate))
            else {
                continue;
            };
            match &mut best {
                Some((least, near)) if *least == distance => near.is_only &= near.first == candidate,
                _ => best = Some((distance, Self { first: candidate, is_only: true })),
            }
        }
        best.map(|(_, near)| near)
    }
}

/// A word that is compared with many.
struct Sought {
    folded: String,
    length: usize,
    letters: u64,
    /// The distance that is still near.
    most: usize,
}

impl Sought {
    fn new(word: &str) -> Self {
        let folded = fold(word).into_owned();
        let length = folded.chars().count();
        Self { length, letters: letters(&folded), most: (length / 3).clamp(1, 3), folded }
    }

    /// How far a candidate is from the word, if no further than that. What can't be near is seen without a look at each letter:
    /// words of other lengths, and of other letters.
    fn distance(&self, candidate: &str, most: usize) -> Option<usize> {
        let folded = fold(candidate);
        let length = folded.chars().count();
        if length.abs_diff(self.length) > most {
            return None;
        }
        let other = letters(&folded);
        let missing = (self.letters & !other).count_ones().max((other & !self.letters).count_ones());
        if missing as usize > most {
            return None;
        }
        let distance = strsim::osa_distance(&self.folded, &folded);
        (distance <= most && distance < length.max(2)).then_some(distance)
    }
}

/// Which letters a word has, as bits; several letters share one.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

/// Case and the choice of `-`, `_` and space are not what an author got wrong.
fn fold(word: &str) -> Cow<'_, str> {
    let is_folded = |byte: &u8| byte.is_ascii() && !byte.is_ascii_uppercase() && !b"- ".contains(byte);
    if word.len() <= MOST_LETTERS && word.as_bytes().iter().all(is_folded) {
        return Cow::Borrowed(word);
    }
    let folded = nfc(word)
        .chars()
        .take(MOST_LETTERS)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '-' || c == ' ' { '_' } else { c })
        .collect();
    Cow::Owned(folded)
}

/// How much of a word is looked at, in characters.
const MOST_LETTERS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_found_and_a_far_one_is_not() {
        let keys = ["title", "topic", "tools", "code_language"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("Code-Language", keys), Some("code_language"));
        assert_eq!(nearest("weather", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest("title", ["title", "titles"]), Some("titles"));
        assert_eq!(nearest("u\u{308}bung", ["\u{fc}bung"]), None);
        assert_eq!(nearest("u\u{308}bun", ["\u{fc}bung"]), Some("\u{fc}bung"));
    }

    #[test]
    fn of_two_that_are_as_near_neither_is_the_only_one() {
        assert_eq!(only("tols", ["tools", "tolls"]), None);
        assert_eq!(only("tols", ["tools", "tools", "topics"]), Some("tools"));
        assert_eq!(only("titel", ["titles", "title"]), Some("title"));
    }

    #[test]
    fn what_may_be_another_word_is_no_slip() {
        assert_eq!(certain("evictons", ["evictions"]), Some("evictions"));
        assert_eq!(certain("roll-bcak", ["roll-back"]), Some("roll-back"));
        for (word, other) in [
            ("release-2", "release-1"),
            ("import-data", "export-data"),
            ("faq", "fax"),
            ("stages", "states-x"),
        ] {
            assert_eq!(certain(word, [other]), None, "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_not_looked_at_is_not_near(word in "[abcA-]{0,8}", candidates in proptest::collection::vec("[abcä_]{0,8}", 0..6)) {
            let limit = (fold(&word).chars().count() / 3).clamp(1, 3);
            let distance = |other: &str| strsim::osa_distance(&fold(&word), &fold(other));
            let is_near = |other: &&str| {
                distance(other) <= limit && distance(other) < other.chars().count().max(2) && !is_same(&word, other)
            };
            let all = candidates.iter().map(String::as_str);
            let wanted = all.clone().filter(is_near).min_by_key(|other| distance(other));
            proptest::prop_assert_eq!(nearest(&word, all), wanted);
        }
    }
}
