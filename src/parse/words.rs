//! The words of a text, for telling which notes are alike: folded, without the words that every text has.

use std::hash::{Hash, Hasher};

use foldhash::{HashMap, HashMapExt};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

/// Most that a word is counted: past that, one more tells nothing.
const MOST: u32 = u8::MAX as u32;

/// Words, by their hash, in order, and how often each stands there. A site holds those of all its notes at once, and so
/// they take five bytes a word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    words: Box<[u32]>,
    counts: Box<[u8]>,
}

impl Counts {
    /// The words, in order.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// The words in order, with how often each stands there.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.words.iter().copied().zip(self.counts.iter().copied().map(u32::from))
    }

    /// A hash of all of it.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = Xxh3::default();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// Whether a word is among them.
    pub fn has(&self, word: u32) -> bool {
        self.words.binary_search(&word).is_ok()
    }
}

impl FromIterator<(u32, u32)> for Counts {
    /// The counts of words that are all different.
    fn from_iter<T: IntoIterator<Item = (u32, u32)>>(counts: T) -> Self {
        let mut counts: Vec<(u32, u32)> = counts.into_iter().collect();
        counts.sort_unstable();
        Self {
            words: counts.iter().map(|(word, _)| *word).collect(),
            counts: counts.iter().map(|(_, count)| (*count).min(MOST) as u8).collect(),
        }
    }
}

/// Words of English that say nothing of what a text is about.
const COMMON: [&str; 60] = [
    "about", "after", "all", "and", "any", "are", "because", "been", "before", "but", "can", "does", "each",
    "for", "from", "has", "have", "how", "into", "its", "may", "more", "most", "must", "not", "one", "only",
    "other", "over", "same", "should", "since", "so", "some", "still", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "two", "until", "was", "what",
    "when", "where", "which", "while", "who", "will", "with", "would", "you",
];

/// The same as numbers in the same order, which are compared faster than texts.
const COMMON_NUMBERS: [u64; COMMON.len()] = {
    let mut numbers = [0; COMMON.len()];
    let mut at = 0;
    while at < COMMON.len() {
        numbers[at] = number(COMMON[at].as_bytes());
        at += 1;
    }
    numbers
};

/// A word of at most 8 bytes as a number.
const fn number(word: &[u8]) -> u64 {
    let mut number = 0;
    let mut at = 0;
    while at < 8 {
        let byte = if at < word.len() { word[at] } else { 0 };
        number = number << 8 | byte as u64;
        at += 1;
    }
    number
}

/// Counts the words of a text; of those that only differ in their ending `s`, one.
pub fn count_words(text: &str) -> Counts {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    add_words(text, 1, &mut counts);
    counts.into_iter().collect()
}

/// Adds the words of a text to counts, each as often as it is worth.
pub(crate) fn add_words(text: &str, worth: u32, counts: &mut HashMap<u32, u32>) {
    let mut folded = Vec::new();
    // Most text is ASCII, and nothing has to be decoded to see where a word of that ends.
    for run in text.as_bytes().split(|byte| byte.is_ascii() && !is_of_word(*byte)) {
        if run.is_ascii() {
            folded.clear();
            folded.extend(run.iter().map(u8::to_ascii_lowercase));
            add_word(run, &folded, worth, counts);
            continue;
        }
        let run = std::str::from_utf8(run).unwrap_or("");
        for word in run.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
            let lower: String = word.chars().flat_map(char::to_lowercase).collect();
            add_word(word.as_bytes(), lower.as_bytes(), worth, counts);
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Adds a word, which is given as it stands and in lower case.
fn add_word(word: &[u8], folded: &[u8], worth: u32, counts: &mut HashMap<u32, u32>) {
    if word.len() < 3 || word.len() > 40 || word.iter().all(u8::is_ascii_digit) {
        return;
    }
    let stem = folded.strip_suffix(b"s").filter(|stem| stem.len() > 3 && !stem.ends_with(b"s"));
    let stem = stem.unwrap_or(folded);
    if stem.len() > 8 || COMMON_NUMBERS.binary_search(&number(stem)).is_err() {
        *counts.entry(xxhash_rust::xxh3::xxh3_64(stem) as u32).or_default() += worth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_no_letter_of_any_script_follows() {
        let words = |text| count_words(text).iter().map(|(_, count)| count).sum::<u32>();
        assert_eq!(words("Größe—naïve x_y: résumés«Ölstand» ö-"), 5);
        assert_eq!(count_words("GRÖSSE x_Y"), count_words("x_y/größe".replace('ß', "ss").as_str()));
    }

    #[test]
    fn words_are_folded_and_common_ones_left_out() {
        assert!(COMMON.is_sorted());
        assert!(COMMON.iter().all(|word| word.len() <= 8));
        let queue = count_words("queue").words()[0];
        assert_eq!(count_words("The queues, and a Queue of 100"), Counts::from_iter([(queue, 2)]));
        assert_eq!(count_words("the with 42 ab"), Counts::default());
    }

    #[test]
    fn counts_are_in_order_and_end_somewhere() {
        let counts = Counts::from_iter([(7, 1000), (3, 255), (5, 1)]);
        assert_eq!(counts.iter().collect::<Vec<_>>(), [(3, 255), (5, 1), (7, 255)]);
        assert!(counts.has(5) && !counts.has(4));
    }
}
