//! "Did you mean": the nearest of the words that would have been right, and whether it is near enough to be written in the
//! place of the other.

use std::borrow::Cow;

use crate::nfc::{is_same, nfc};

/// The candidate nearest to `word`, when it is near enough that an author probably meant it. Ties go to the
/// first candidate, so that the answer does not depend on anything but its input. Never one that looks the same.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    Near::of(word, candidates).map(|near| near.first)
}

/// The one candidate that is nearest, when no other is as near. It is what was probably meant, and no more: the opposite of a
/// word is often as near to it.
pub fn only<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    Near::of(word, candidates).filter(|near| near.is_only).map(|near| near.first)
}

/// The one candidate that is nearest, when `word` can hardly be anything but a slip of it: the only one that may be written
/// without asking.
pub fn certain<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    only(word, candidates).filter(|near| is_slip(word, near))
}

/// Whether one word is a slip of another: a single letter missing, too many or wrong, two neighbours swapped, or nothing but
/// capitals and signs between words written otherwise.
///
/// A letter makes other words too (`draft`, `graft`; `task`, `tasks`; `node-a`, `node-b`; `stack`, `stock`). So the letter stands
/// in a run of at least `FEWEST` letters, of `FEWEST_WRONG` if it is another one, and neither begins nor ends it; the last two
/// may be swapped. Letters are those that have capitals: in other scripts one sign is often a word.
pub fn is_slip(word: &str, near: &str) -> bool {
    if word.len().max(near.len()) > MOST_BYTES {
        return false;
    }
    let (word, near): (Vec<char>, Vec<char>) = (folded(&nfc(word)).collect(), folded(&nfc(near)).collect());
    word == near || Slip::between(&word, &near).is_some_and(|slip| slip.is_within_word())
}

/// How many letters a run has at least in which one may be missing, or too many, or two swapped.
const FEWEST: usize = 5;
/// How many it has at least in which one may be wrong.
const FEWEST_WRONG: usize = 8;
/// Longest word that is looked at as a whole.
const MOST_BYTES: usize = 1000;

/// One change between two words. Of a letter that is doubled either may be the one.
struct Slip<'w> {
    /// The longer of the words.
    word: &'w [char],
    change: Change,
    /// The first and the last place in the longer word where the change can be.
    first: usize,
    last: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    One,
    Wrong,
    Swap,
}

impl<'w> Slip<'w> {
    fn between(word: &'w [char], near: &'w [char]) -> Option<Self> {
        let (short, long) = if word.len() < near.len() { (word, near) } else { (near, word) };
        let ahead = short.iter().zip(long).take_while(|(one, other)| one == other).count();
        let behind =
            short.iter().rev().zip(long.iter().rev()).take_while(|(one, other)| one == other).count();
        let end = long.len() - behind;
        let of = |change, first, last| Some(Self { word: long, change, first, last });
        match (long.len() - short.len(), end.saturating_sub(ahead)) {
            (1, _) if ahead + behind >= short.len() => of(Change::One, end - 1, ahead),
            (0, 1) => of(Change::Wrong, ahead, ahead),
            (0, 2) if short[ahead] == long[end - 1] && short[end - 1] == long[ahead] => {
                of(Change::Swap, ahead, end - 1)
            }
            _ => None,
        }
    }

    fn is_within_word(&self) -> bool {
        let is_letter = |c: &&char| c.is_lowercase();
        let ahead = self.word[..self.first].iter().rev().take_while(is_letter).count();
        let behind = self.word[self.last + 1..].iter().take_while(is_letter).count();
        let changed = &self.word[self.first..=self.last];
        let (fewest, is_inside) = match self.change {
            // The run has as many letters in the shorter word.
            Change::One => (FEWEST + 1, behind > 0),
            Change::Wrong => (FEWEST_WRONG, behind > 0),
            Change::Swap => (FEWEST, true),
        };
        changed.iter().all(|c| c.is_lowercase())
            && ahead > 0
            && is_inside
            && ahead + changed.len() + behind >= fewest
    }
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
    Cow::Owned(folded(&nfc(word)).take(MOST_LETTERS).collect())
}

/// The letters of a word, small ones, and `_` for what stands between words.
fn folded(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '-' || c == ' ' { '_' } else { c })
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
    fn one_letter_within_a_word_is_a_slip() {
        for (word, meant) in [
            ("evictons", "evictions"),
            ("titel", "title"),
            ("onwer", "owner"),
            ("sumary", "summary"),
            ("summmary", "summary"),
            ("Last-Reviewd_by", "last_reviewed_by"),
            ("seperate", "separate"),
            ("release-2-ntoes", "release-2-notes"),
            ("Power On.md", "power-on.md"),
            ("u\u{308}bersciht", "\u{fc}bersicht"),
        ] {
            assert_eq!(certain(word, [meant]), Some(meant), "{word}");
        }
    }

    #[test]
    fn what_may_be_another_word_is_no_slip() {
        for (word, other) in [
            ("release-2", "release-1"),
            ("import-data", "export-data"),
            ("faq", "fax"),
            ("stages", "states-x"),
            ("unreviewed", "reviewed"),
            ("unpublished", "published"),
            ("insecure", "secure"),
            ("unadvanced", "advanced"),
            ("mysqld", "mysql"),
            ("undraft", "draft"),
            ("craft", "draft"),
            ("graft", "draft"),
            ("store", "score"),
            ("stock", "stack"),
            ("deaths", "depth"),
            ("last_viewed", "last_reviewed"),
            ("reviewed_at", "reviewed_by"),
            ("power-on", "power-off"),
            ("cluster-east", "cluster-west"),
            ("node-a", "node-b"),
            ("scale-up", "scale-in"),
            ("is-locked", "is-unlocked"),
            ("start", "restart"),
            ("attach", "detach"),
            ("inbound", "unbound"),
            ("valid", "invalid"),
            ("mysql", "pgsql"),
            ("de", "en"),
            ("may", "jan"),
            ("ii", "iii"),
            ("tasks", "task"),
            ("test", "rest"),
            ("lamas", "llamas"),
            ("passs", "pass"),
            ("lastreviewed", "last_reviewed"),
            ("version12", "version123"),
            ("\u{6570}\u{636e}\u{5e93}\u{51b7}\u{5907}\u{4efd}", "\u{6570}\u{636e}\u{5e93}\u{5907}\u{4efd}"),
        ] {
            assert_eq!(certain(word, [other]), None, "{word}");
            assert_eq!(certain(other, [word]), None, "{other}");
        }
        let long = |end: &str| "a-long-name-".repeat(8) + end;
        assert_eq!(certain(&long("one"), [long("two").as_str()]), None);
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
