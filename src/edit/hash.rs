//! The `hash` of a body that a reviewer recorded, carried along where a tool of ours changes nothing but where links lead.

use super::Edit;
use crate::parse::{Limits, front_matter, yaml};
use crate::path::SourcePath;
use crate::validate::read::{is_hash_of, whole_body_hash};

/// The text of a file after such a change, with the hash of the new body in place of that of the old one. It is the same text
/// where none is recorded under the key, or it was not that of the old body.
pub fn carried(path: &SourcePath, (old, new): (&str, &str), key: &str) -> String {
    carry(path, old, new, key).map_or_else(|| new.to_owned(), |edit| edit.apply(new))
}

fn carry(path: &SourcePath, old: &str, new: &str, key: &str) -> Option<Edit> {
    let split = front_matter::split(new);
    let (before, after) = (front_matter::split(old).body.of(old), split.body.of(new));
    // Whatever else can't be read there.
    let root = yaml::read(path, new, split.front?, Limits::default()).root?;
    let node = root.get(key)?;
    let recorded = node.as_text()?;
    if before == after || !is_hash_of(recorded, &whole_body_hash(before)) {
        return None;
    }
    let written = node.span.of(new);
    let at = node.span.start as usize + written.find(recorded)?;
    let mut hash = whole_body_hash(after);
    hash.truncate(recorded.len());
    Some(Edit::replace(at..at + recorded.len(), hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_that_held_is_carried_along_at_its_length_and_another_is_not() {
        let path = SourcePath::new("content/a.md").unwrap();
        for length in [8, 24, 64] {
            let hash = |body: &str| whole_body_hash(body)[..length].to_owned();
            let note = |hash: &str, body: &str| format!("---\ntitle: A\nhash: \"{hash}\"\n---\n{body}");
            let old = note(&hash("[a](a.md)\n"), "[a](a.md)\n");
            let moved = old.replace("a.md", "b/a.md");
            assert_eq!(carried(&path, (&old, &moved), "hash"), note(&hash("[a](b/a.md)\n"), "[a](b/a.md)\n"));
            let edited = note(&hash("[a](a.md)\n"), "Edited. [a](a.md)\n");
            let moved = edited.replace("a.md", "b/a.md");
            assert_eq!(carried(&path, (&edited, &moved), "hash"), moved);
        }
    }
}
