//! What of its surroundings a template is made from: the other templates that it speaks of, and what it shows of the site.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::Xxh3;

use super::texts::{Texts, has_components};

/// What a template is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// A hash of its text and of those it speaks of.
    pub(super) fingerprint: u64,
    /// The names below `site` that any of them says.
    pub(super) fields: BTreeSet<String>,
}

/// A template, by itself.
struct Said<'t> {
    text: &'t str,
    /// The templates that it names between quotes.
    names: BTreeSet<&'t str>,
    /// The names below `site` that it says.
    fields: BTreeSet<String>,
    /// Any text may call what it defines, by a name that says nothing of where it is.
    has_components: bool,
}

/// What each of these templates is made from.
pub(super) fn all(texts: &Texts) -> BTreeMap<String, Uses> {
    // Each text is looked through once: there are many ways from one to another.
    let said: BTreeMap<&str, Said> = texts.iter().map(|(name, text)| (name, said(text, texts))).collect();
    said.keys().map(|name| ((*name).to_owned(), of(name, &said))).collect()
}

fn said<'t>(text: &'t str, texts: &'t Texts) -> Said<'t> {
    let between = ['"', '\'', '`'].iter().flat_map(|quote| text.split(*quote).skip(1));
    Said {
        text,
        names: between.filter_map(|name| texts.resolved(name)).collect(),
        fields: tags(text).flat_map(fields).collect(),
        has_components: has_components(text),
    }
}

fn of<'t>(name: &'t str, said: &BTreeMap<&'t str, Said<'t>>) -> Uses {
    let mut parts = BTreeSet::new();
    let with_components = said.iter().filter(|(_, said)| said.has_components).map(|(name, _)| *name);
    let mut waiting: Vec<&str> = std::iter::once(name).chain(with_components).collect();
    while let Some(part) = waiting.pop() {
        if parts.insert(part) {
            waiting.extend(said.get(part).iter().flat_map(|said| &said.names));
        }
    }
    let mut uses = Uses::default();
    let mut hasher = Xxh3::new();
    for (name, said) in parts.iter().filter_map(|part| Some((part, said.get(part)?))) {
        for part in [name.as_bytes(), said.text.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        uses.fields.extend(said.fields.iter().cloned());
    }
    uses.fingerprint = hasher.digest();
    uses
}

/// What a template tells the engine: the insides of `{{ … }}` and `{% … %}`. All else is for readers of the page, or of the template.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find('{')?;
            let after = &rest[start + 1..];
            let close = match after.bytes().next() {
                Some(b'{') => "}}",
                Some(b'%') => "%}",
                Some(b'#') => "#}",
                _ => {
                    rest = after;
                    continue;
                }
            };
            let (inside, behind) = after.split_once(close).unwrap_or((after, ""));
            rest = behind;
            if close != "#}" {
                return Some(inside);
            }
        }
    })
}

/// What a tag says behind `site`: a name, or nothing where it passes the site on as a whole, and so may mean any.
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
        let mut own: BTreeMap<String, String> = [
            ("base.html", "{{ site.title }}{% block main %}{% endblock %}"),
            ("a.html", "{% extends \"base.html\" %}{{ site.t.archive }} {{ page.site.x }}"),
            ("b.html", "{% include 'a.html' %}{{ site[\"x\"] }}"),
            ("alone.html", "website #site-main site {# {{ site }} #}{ {{ website }}"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
        let before = all(&Texts::with(&own));
        // Components of the theme may be called from anywhere.
        let of_all = &before["alone.html"].fields;
        let fields = |name: &str| before[name].fields.difference(of_all).cloned().collect::<Vec<_>>();
        assert!(!of_all.contains(""), "no template of the theme's passes the site on");
        assert_eq!(fields("a.html"), ["title"]);
        assert_eq!(fields("b.html"), ["", "title"]);
        own.insert("base.html".to_owned(), "other".to_owned());
        let after = all(&Texts::with(&own));
        let differ = |name: &str| before[name].fingerprint != after[name].fingerprint;
        assert!(differ("a.html") && differ("b.html") && !differ("alone.html"));
    }
}
