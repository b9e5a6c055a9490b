//! Which field or value was meant by a word that is none: the one that the theme calls so in any of its languages, for who reads
//! "Thema" on a page may write `thema:`; else the one that is written nearly so.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::suggest;
use crate::theme;

/// The one of some names that was probably meant.
pub(super) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    called(word, names.clone()).or_else(|| suggest::nearest(word, names))
}

/// The one that was probably meant, and no other.
pub(super) fn only<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    called(word, names.clone()).or_else(|| suggest::only(word, names))
}

/// The one that may be written without asking.
pub(super) fn certain<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    called(word, names.clone()).or_else(|| suggest::certain(word, names))
}

/// Which of some names a word of one of the languages stands for.
fn called<'n>(label: &str, mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let known = labels().get(&plain(label))?;
    names.find(|name| known.contains(&name.replace('-', "_").as_str()))
}

/// The names that each word stands for: of `field_topic = "Thema"`, `topic`.
fn labels() -> &'static HashMap<String, Vec<&'static str>> {
    static LABELS: OnceLock<HashMap<String, Vec<&'static str>>> = OnceLock::new();
    LABELS.get_or_init(|| {
        let mut labels: HashMap<String, Vec<&'static str>> = HashMap::new();
        for line in theme::WORDS.iter().flat_map(|(_, words)| words.lines()) {
            let Some((key, word)) = line.split_once(" = ") else { continue };
            let is_of_notes = |kind: &str| ["field", "status", "difficulty"].contains(&kind);
            if let Some((_, name)) = key.split_once('_').filter(|(kind, _)| is_of_notes(kind)) {
                labels.entry(plain(word.trim_matches('"'))).or_default().push(name);
            }
        }
        labels
    })
}

/// A word in small letters, with blanks between its parts.
fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_language_lead_to_their_names() {
        let fields = ["topic", "stack", "difficulty", "image_sources", "owner"];
        let of_fields = [
            ("Thema", Some("topic")),
            ("schwierigkeit", Some("difficulty")),
            ("bildquellen", Some("image_sources")),
            ("zustaendig", None),
            ("titre", None),
        ];
        for (label, name) in of_fields {
            assert_eq!(called(label, fields.into_iter()), name, "{label}");
        }
        assert_eq!(called("Entwurf", ["reviewed", "drafted"].into_iter()), Some("drafted"));
        assert_eq!(called("", ["drafted"].into_iter()), None);
    }
}
