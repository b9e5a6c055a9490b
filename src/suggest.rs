//! "Did you mean": the nearest of the words that would have been right.

use crate::nfc::{is_same, nfc};

/// The candidate nearest to `word`, when it is near enough that an author probably meant it. Ties go to the
/// first candidate, so that the answer does not depend on anything but its input. Never one that looks the same.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = fold(word);
    let limit = (folded.chars().count() / 3).clamp(1, 3);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::osa_distance(&folded, &fold(candidate));
        let fits =
            distance <= limit && distance < candidate.chars().count().max(2) && !is_same(word, candidate);
        if fits && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The one candidate that is nearest, when no other is as near: safe to put in the word's place.
pub fn only<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let best = nearest(word, candidates.iter().copied())?;
    let folded = fold(word);
    let least = strsim::osa_distance(&folded, &fold(best));
    let rivals = candidates
        .iter()
        .filter(|other| **other != best && strsim::osa_distance(&folded, &fold(other)) <= least);
    (rivals.count() == 0).then_some(best)
}

/// Case and the choice of `-`, `_` and space are not what an author got wrong.
fn fold(word: &str) -> String {
    nfc(word)
        .chars()
        .take(64)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '-' || c == ' ' { '_' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
