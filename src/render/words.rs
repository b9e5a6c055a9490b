//! Every word that the theme and the engine put into a page, by key: English unless a site replaces it.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::theme;

/// The words of a site.
#[derive(Clone, Debug)]
pub struct Words {
    table: BTreeMap<String, String>,
}

impl Words {
    /// The theme's words, with those of `[translations]` in their place.
    pub fn new(config: &Config) -> Self {
        let mut table = built_in();
        table.extend(config.translations.iter().map(|(key, text)| (key.clone(), text.clone())));
        Self { table }
    }

    /// The text of a key; the key itself where there is none.
    pub fn get<'w>(&'w self, key: &'w str) -> &'w str {
        self.table.get(key).map_or(key, String::as_str)
    }

    /// The text of a key, with its gaps (`{name}`) filled.
    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        gaps.iter()
            .fold(self.get(key).to_owned(), |text, (gap, value)| text.replace(&format!("{{{gap}}}"), value))
    }

    /// The text for a number of things: `KEY_one` or `KEY_other`, with `{n}` filled.
    pub fn plural(&self, key: &str, count: i64) -> String {
        let form = if count == 1 { "one" } else { "other" };
        self.fill(&format!("{key}_{form}"), &[("n", &count.to_string())])
    }

    /// All keys and texts.
    pub fn table(&self) -> &BTreeMap<String, String> {
        &self.table
    }

    /// A day as readers of the site write it.
    pub fn date(&self, date: jiff::civil::Date) -> String {
        let month = self.get("months_short").split(' ').nth(at(date.month())).unwrap_or("").to_owned();
        self.fill(
            "date_format",
            &[("day", &date.day().to_string()), ("month", &month), ("year", &date.year().to_string())],
        )
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: i8) -> &str {
        self.get("months").split(' ').nth(at(month)).unwrap_or("")
    }
}

/// The place of a month, from 1, in a list.
fn at(month: i8) -> usize {
    usize::try_from(month - 1).unwrap_or(0)
}

/// The keys that `[translations]` may hold.
pub fn built_in() -> BTreeMap<String, String> {
    // The table is the theme's own, and a test reads it: a fault in it shows there.
    toml::from_str(theme::WORDS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_has_a_text_for_every_word_that_the_engine_uses() {
        let words = Words::new(&Config::default());
        for key in [
            "alert_note",
            "alert_tip",
            "alert_important",
            "alert_warning",
            "alert_caution",
            "footnotes",
            "footnote_back",
            "heading_link",
            "image_source",
            "table",
            "yes",
            "no",
            "months",
            "months_short",
            "date_format",
        ] {
            assert!(words.table().contains_key(key), "{key}");
        }
        assert_eq!(words.date("2026-01-11".parse().unwrap()), "11 Jan 2026");
    }
}
