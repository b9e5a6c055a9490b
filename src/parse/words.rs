//! The words of a text, for telling which notes are alike: folded, without the words that every text has.

use foldhash::{HashMap, HashMapExt};

/// Words, by their hash, and how often each stands there.
pub type Counts = Vec<(u32, u32)>;

/// Words of English that say nothing of what a text is about.
const COMMON: [&str; 60] = [
    "about", "after", "all", "and", "any", "are", "because", "been", "before", "but", "can", "does", "each",
    "for", "from", "has", "have", "how", "into", "its", "may", "more", "most", "must", "not", "one", "only",
    "other", "over", "same", "should", "since", "so", "some", "still", "such", "than", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "two", "until", "was", "what",
    "when", "where", "which", "while", "who", "will", "with", "would", "you",
];

/// Counts the words of a text; of those that only differ in their ending `s`, one.
pub fn count_words(text: &str) -> Counts {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    add_words(text, &mut counts);
    let mut counts: Counts = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

/// Adds the words of a text to counts.
pub(super) fn add_words(text: &str, counts: &mut HashMap<u32, u32>) {
    let mut folded = String::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
        if word.len() < 3 || word.len() > 40 || word.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        folded.clear();
        if word.is_ascii() {
            folded.push_str(word);
            folded.make_ascii_lowercase();
        } else {
            folded.extend(word.chars().flat_map(char::to_lowercase));
        }
        let stem =
            folded.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s')).unwrap_or(&folded);
        if COMMON.binary_search(&stem).is_err() {
            *counts.entry(xxhash_rust::xxh3::xxh3_64(stem.as_bytes()) as u32).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_common_ones_left_out() {
        assert!(COMMON.is_sorted());
        assert_eq!(count_words("The queues, and a Queue of 100"), [(count_words("queue")[0].0, 2)]);
        assert_eq!(count_words("the with 42 ab"), []);
    }
}
