//! Every word that the theme and the engine put into a page, by key: English unless a site replaces it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::config::Config;
use crate::theme;

/// The words of a site.
#[derive(Clone, Debug, Hash)]
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
        fill_gaps(self.get(key), |name| {
            gaps.iter().find(|(gap, _)| *gap == name).map(|(_, value)| Cow::Borrowed(*value))
        })
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
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let month_short = self.month_short(date.month());
        let month_long = self.month(date.month());
        let month_number = format!("{:02}", date.month());
        self.fill(
            "date_format",
            &[
                ("day", &day),
                ("month", month_short),
                ("month_long", month_long),
                ("month_number", &month_number),
                ("year", &year),
            ],
        )
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: i8) -> &str {
        self.name("months", month)
    }

    /// The short name of a month, from 1.
    pub fn month_short(&self, month: i8) -> &str {
        self.name("months_short", month)
    }

    /// A name from a list of months: with commas between them, where names hold spaces, else with spaces.
    fn name<'w>(&'w self, key: &'w str, month: i8) -> &'w str {
        let list = self.get(key);
        let at = usize::try_from(month - 1).unwrap_or(0);
        let name = if list.contains(',') { list.split(',').nth(at) } else { list.split_whitespace().nth(at) };
        name.unwrap_or("").trim()
    }
}

/// A text with its gaps (`{name}`) filled; those that have no value stay as they are.
pub(super) fn fill_gaps<'v>(text: &str, value_of: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let gap = after.split_once('}').and_then(|(name, after)| Some((value_of(name)?, after)));
        if let Some((value, after)) = gap {
            out.push_str(&value);
            rest = after;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Languages that are written from right to left, by the first part of their tag.
const RIGHT_TO_LEFT: [&str; 16] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Scripts that are written from right to left, as in a tag: `az-Arab`.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 8] = ["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// The direction of writing of a language: `rtl` or `ltr`. A script in the tag goes before what its language has.
pub fn direction(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next().unwrap_or("");
    let script = parts.find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    let is_from_right = script
        .map_or_else(|| RIGHT_TO_LEFT.contains(&primary), |script| RIGHT_TO_LEFT_SCRIPTS.contains(&script));
    if is_from_right { "rtl" } else { "ltr" }
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

    #[test]
    fn gaps_are_filled_and_what_is_none_stays() {
        let value_of = |name: &str| (name == "n").then_some(Cow::Borrowed("{n}3"));
        assert_eq!(fill_gaps("a {n} of {{n}} {m} {", value_of), "a {n}3 of {{n}3} {m} {");
    }

    #[test]
    fn a_language_or_its_script_sets_the_direction() {
        for (language, wanted) in [
            ("en", "ltr"),
            ("de-AT", "ltr"),
            ("ar", "rtl"),
            ("AR-EG", "rtl"),
            ("he", "rtl"),
            ("fa-IR", "rtl"),
            ("ur", "rtl"),
            ("yi", "rtl"),
            ("az-Arab-IR", "rtl"),
            ("ar-Latn", "ltr"),
            ("arn", "ltr"),
            ("", "ltr"),
        ] {
            assert_eq!(direction(language), wanted, "{language}");
        }
    }
}
