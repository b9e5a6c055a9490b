//! What the theme's languages call fields and values. Who reads "Thema" on a page may write `thema:`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::theme;

/// Which of some names a word of one of the languages stands for.
pub(super) fn meant<'n>(label: &str, mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let called = labels().get(&plain(label))?;
    names.find(|name| called.contains(&name.replace('-', "_").as_str()))
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
            assert_eq!(meant(label, fields.into_iter()), name, "{label}");
        }
        assert_eq!(meant("Entwurf", ["reviewed", "drafted"].into_iter()), Some("drafted"));
        assert_eq!(meant("", ["drafted"].into_iter()), None);
    }
}
