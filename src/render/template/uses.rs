//! What of its surroundings a template is made from: the other templates that it speaks of, and what it shows of the site.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::Xxh3;

/// What a template is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// A hash of its text and of those it speaks of.
    pub(super) fingerprint: u64,
    /// The names below `site` that any of them says.
    pub(super) fields: BTreeSet<String>,
}

/// What each of these templates is made from.
pub(super) fn all(texts: &BTreeMap<String, String>) -> BTreeMap<String, Uses> {
    texts.keys().map(|name| (name.clone(), of(name, texts))).collect()
}

fn of(name: &str, texts: &BTreeMap<String, String>) -> Uses {
    let mut parts = BTreeSet::from([name]);
    // Any text may call a component, by a name that says nothing of where it is.
    parts.extend(
        texts.iter().filter(|(_, text)| text.contains("{% component")).map(|(name, _)| name.as_str()),
    );
    parts.extend(
        texts.iter().filter(|(_, text)| text.contains("{%- component")).map(|(name, _)| name.as_str()),
    );
    loop {
        let spoken_of = |other: &&str| {
            let is_named = |part: &&str| texts.get(*part).is_some_and(|text| names(text, other));
            !parts.contains(*other) && parts.iter().any(is_named)
        };
        let more: Vec<&str> = texts.keys().map(String::as_str).filter(spoken_of).collect();
        if more.is_empty() {
            break;
        }
        parts.extend(more);
    }
    let mut uses = Uses::default();
    let mut hasher = Xxh3::new();
    for text in parts.iter().filter_map(|part| Some((part, texts.get(*part)?))) {
        let (name, text) = text;
        for part in [name.as_bytes(), text.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        uses.fields.extend(fields(text));
    }
    uses.fingerprint = hasher.digest();
    uses
}

/// Whether a text names a template, between quotes.
fn names(text: &str, name: &str) -> bool {
    ['"', '\'', '`'].iter().any(|quote| text.contains(&format!("{quote}{name}{quote}")))
}

/// What a text says behind `site`: a name, or nothing where it passes the site on as a whole, and so may mean any.
fn fields(text: &str) -> impl Iterator<Item = String> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices("site").filter_map(move |(at, word)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        if before.is_some_and(|c| is_of_name(c) || ".@-\"'/".contains(c)) || after.starts_with(is_of_name) {
            return None;
        }
        let name = after.strip_prefix('.').map(|rest| rest.split(|c| !is_of_name(c)).next().unwrap_or(""));
        Some(name.unwrap_or("").to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_made_from_all_that_it_speaks_of() {
        let text = |text: &str| text.to_owned();
        let mut texts = BTreeMap::from([
            (text("base.html"), text("{{ site.title }}{% block main %}{% endblock %}")),
            (text("a.html"), text("{% extends \"base.html\" %}{{ site.t.archive }} {{ page.site.x }}")),
            (text("b.html"), text("{% include 'a.html' %}{{ site[\"x\"] }}")),
            (text("ui.html"), text("{% component ui.x(@site) %}{{ site.dir }}{% endcomponent %}")),
            (text("alone.html"), text("website site-main")),
        ]);
        let before = all(&texts);
        let fields = |name: &str| before[name].fields.iter().cloned().collect::<Vec<_>>();
        assert_eq!(fields("a.html"), ["dir", "t", "title"]);
        assert_eq!(fields("b.html"), ["", "dir", "t", "title"]);
        texts.insert(text("base.html"), text("other"));
        let after = all(&texts);
        let differ = |name: &str| before[name].fingerprint != after[name].fingerprint;
        assert!(differ("a.html") && differ("b.html") && !differ("alone.html"));
    }
}
