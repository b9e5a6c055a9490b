//! The texts of all templates: those of the theme, whose names begin with `theme/`, and the site's own. A name that the site has
//! no template of is that of the theme's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::theme;

/// What the names of the theme's templates begin with, so that a site's own can build on the one that it replaces:
/// `{% extends "theme/base.html" %}`.
pub(super) const THEME: &str = "theme/";

/// The templates, by the names that the engine knows them by.
pub(super) struct Texts(BTreeMap<String, Cow<'static, str>>);

impl Texts {
    /// The theme alone.
    pub(super) fn built_in() -> Self {
        let named = |(name, text): &(&str, &'static str)| (format!("{THEME}{name}"), Cow::Borrowed(*text));
        Self(theme::TEMPLATES.iter().map(named).collect())
    }

    /// The theme, and the templates of a site. None of these takes a name of the theme's. A template that the site replaces, and
    /// does not build on, is left out: it need not fit the others any more.
    pub(super) fn with<'t>(own: impl IntoIterator<Item = (&'t String, &'t String)> + Clone) -> Self {
        let mut texts = Self::built_in();
        let replaces = |name: &str| own.clone().into_iter().any(|(own, _)| own == name);
        let builds_on = |name: &str| own.clone().into_iter().any(|(_, text)| text.contains(name));
        texts.0.retain(|name, text| {
            let is_replaced = name.strip_prefix(THEME).is_some_and(replaces);
            !is_replaced || builds_on(name) || has_components(text)
        });
        for (name, text) in own {
            texts.0.entry(name.clone()).or_insert_with(|| Cow::Owned(text.clone()));
        }
        texts
    }

    /// The names, with the texts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), &**text))
    }

    /// The name that the engine takes for one that a template says; nothing where there is no such template.
    pub(super) fn resolved(&self, name: &str) -> Option<&str> {
        let known = self.0.get_key_value(name).or_else(|| self.0.get_key_value(&format!("{THEME}{name}")));
        known.map(|(name, _)| name.as_str())
    }

    /// The names that a template can say.
    pub(super) fn names(&self) -> Vec<String> {
        let of_theme =
            theme::TEMPLATES.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("{THEME}{name}")]);
        self.0.keys().cloned().chain(of_theme).collect()
    }

    /// Whether the theme has a template of that name.
    pub(super) fn is_of_theme(name: &str) -> bool {
        theme::TEMPLATES.iter().any(|(known, _)| *known == name)
    }

    /// The text that is used for a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(self.resolved(name)?).map(|text| &**text)
    }
}

/// Whether a text defines components, which any other may call by a name that says nothing of where they are.
pub(super) fn has_components(text: &str) -> bool {
    ["{% component", "{%- component"].iter().any(|tag| text.contains(tag))
}
