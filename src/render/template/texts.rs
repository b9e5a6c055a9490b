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

    /// The theme, and the templates of a site. None of these takes a name of the theme's.
    pub(super) fn with<'t>(own: impl IntoIterator<Item = (&'t String, &'t String)>) -> Self {
        let mut texts = Self::built_in();
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

    /// The text that is used for a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(self.resolved(name)?).map(|text| &**text)
    }
}
