//! Every word that the theme and the engine put into a page, by key: in the language of the site where the theme has it, else in
//! English, unless the site replaces it. `words/fault.rs` judges what a site replaces.

mod direction;
mod fault;
mod number;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::config::Config;
use crate::path::slugify;
use crate::plural::{Category, Plurals};
use crate::theme;

pub use direction::direction;
pub use fault::{NO_TAG, check, right_tag};

/// Words by their keys.
pub type Table = BTreeMap<String, String>;

/// The words of a site.
#[derive(Clone, Debug, Hash)]
pub struct Words {
    table: Table,
    plurals: Plurals,
    /// Whether values of fields have words of their own, beyond those of statuses and levels.
    has_values: bool,
}

impl Words {
    /// The theme's words, with those of `[translations]` in their place.
    pub fn new(config: &Config) -> Self {
        let mut table = ENGLISH.clone();
        let own = of_language(&config.language);
        let translations = config.translations.iter().map(|(key, text)| (&key.value, &text.value));
        // A plural has the forms of its language: what English has besides is none of them.
        match own {
            Some(own) => drop_plurals(&mut table, own.keys()),
            None => drop_plurals(&mut table, translations.clone().map(|(key, _)| key)),
        }
        table.extend(own.into_iter().flatten().map(|(key, text)| (key.clone(), text.clone())));
        table.extend(translations.map(|(key, text)| (key.clone(), text.clone())));
        let plurals = Plurals::of(&config.language).unwrap_or_default();
        Self { has_values: table.keys().any(|key| key.starts_with("value_")), table, plurals }
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

    /// The text for a number of things, by the rules of the language: `KEY_one`, `KEY_few`, and `KEY_other` for a form that is
    /// not there. `{n}` is filled.
    pub fn plural(&self, key: &str, count: i64) -> String {
        let number = self.number(count);
        fill_gaps(self.form(key, count), |name| (name == "n").then_some(Cow::Borrowed(&*number)))
    }

    /// The text for a number of things, with its gaps.
    pub fn form(&self, key: &str, count: i64) -> &str {
        let category = self.plurals.category(count.unsigned_abs());
        let of = |category: Category| self.table.get(&format!("{key}_{}", category.name()));
        of(category).or_else(|| of(Category::Other)).map_or("", String::as_str)
    }

    /// Texts as a list.
    pub fn list<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> String {
        texts.into_iter().collect::<Vec<_>>().join(self.get("list_separator"))
    }

    /// A key as readers see it: `code_language` is "code language", and `status` within `revision` is "status". At the top of a front
    /// matter `map` is empty.
    pub fn field<'t>(&'t self, map: &str, key: &str) -> Cow<'t, str> {
        let of = |path: &str| self.table.get(&format!("field_{}", path.replace('.', "_")));
        let within = if map.is_empty() { None } else { of(&format!("{map}.{key}")) };
        match within.or_else(|| of(key)) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(key.replace('_', " ")),
        }
    }

    /// A value of a field as readers see it. Words that the format sets begin with a capital; names stay as they are written.
    pub fn value(&self, field: &str, value: &str) -> String {
        let key = match field {
            "revision.status" => format!("status_{value}"),
            "difficulty" => format!("difficulty_{value}"),
            _ if self.has_values => format!("value_{}_{}", field.replace('.', "_"), slugify(value)),
            _ => return value.to_owned(),
        };
        match self.table.get(&key) {
            Some(text) => text.clone(),
            None if key.starts_with("value_") => value.to_owned(),
            None => capitalised(value),
        }
    }

    /// The heading of an index that says none itself: the theme's, else that of its field.
    pub fn index(&self, name: &str) -> Option<&str> {
        self.table.get(&format!("index_{name}")).map(String::as_str)
    }

    /// All keys and texts.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// A day as readers of the site write it.
    pub fn date(&self, date: jiff::civil::Date) -> String {
        self.day_or_month("date_format", date.year(), date.month(), Some(date.day()))
    }

    /// A month as readers of the site write it.
    pub fn year_and_month(&self, year: i16, month: i8) -> String {
        self.day_or_month("month_format", year, month, None)
    }

    /// A year as readers of the site write it.
    pub fn year(&self, year: i16) -> String {
        self.fill("year_format", &[("year", &year.to_string())])
    }

    fn day_or_month(&self, key: &str, year: i16, month: i8, day: Option<i8>) -> String {
        self.fill(
            key,
            &[
                ("day", &day.map(|day| day.to_string()).unwrap_or_default()),
                ("month", self.month_short(month)),
                ("month_long", self.month(month)),
                ("month_number", &format!("{month:02}")),
                ("year", &year.to_string()),
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

    /// A name from a list of months.
    fn name<'w>(&'w self, key: &'w str, month: i8) -> &'w str {
        names(self.get(key)).nth(usize::try_from(month - 1).unwrap_or(0)).unwrap_or("").trim()
    }
}

/// Names in a list: with commas between them, where names hold spaces, else with spaces.
fn names(list: &str) -> impl Iterator<Item = &str> {
    let commas = list.contains(',').then(|| list.split(','));
    let spaces = (!list.contains(',')).then(|| list.split_whitespace());
    commas.into_iter().flatten().chain(spaces.into_iter().flatten())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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

/// The keys and texts in English.
pub fn built_in() -> &'static Table {
    &ENGLISH
}

/// The theme's words in a language, by its tag: `de-AT` has those of `de`. None for English, which all others lie above, and where
/// the theme lacks the language.
pub fn of_language(language: &str) -> Option<&'static Table> {
    let find = |tag: &str| OTHERS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(tag));
    by_tag(language, find).map(|(_, text, table)| table.get_or_init(|| read(text)))
}

/// What there is for a language by its tag, else for the language that it is a kind of.
pub fn by_tag<T>(language: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let tag = language.replace('_', "-");
    let mut tag = tag.as_str();
    loop {
        if let Some(found) = find(tag) {
            return Some(found);
        }
        tag = tag.rsplit_once('-')?.0;
    }
}

/// Whether the theme has words for a language.
pub fn has_language(language: &str) -> bool {
    by_tag(language, |tag| languages().find(|known| known.eq_ignore_ascii_case(tag))).is_some()
}

/// The languages whose words the theme has.
pub fn languages() -> impl Iterator<Item = &'static str> {
    theme::WORDS.iter().map(|(language, _)| *language)
}

/// The language that all others fall back to.
const FALLBACK: &str = "en";

static ENGLISH: LazyLock<Table> = LazyLock::new(|| {
    let text = theme::WORDS.iter().find(|(language, _)| *language == FALLBACK).map_or("", |(_, text)| text);
    read(text)
});

/// The other languages, with their texts: most sites have one, and the words of the rest are never read.
static OTHERS: LazyLock<Vec<(&str, &str, OnceLock<Table>)>> = LazyLock::new(|| {
    let others = theme::WORDS.iter().filter(|(language, _)| *language != FALLBACK);
    others.map(|(language, text)| (*language, *text, OnceLock::new())).collect()
});

fn read(text: &str) -> Table {
    // The table is the theme's own, and a test reads it: a fault in it shows there.
    toml::from_str(text).unwrap_or_default()
}

/// The plural that a key is a form of, and which: `notes_count_few` is "few" of `notes_count`.
fn plural_of(key: &str) -> Option<(&str, Category)> {
    let (family, form) = key.rsplit_once('_')?;
    let category = Category::ALL.into_iter().find(|category| category.name() == form)?;
    let is_plural = ENGLISH.contains_key(&format!("{family}_{}", Category::Other.name()));
    is_plural.then_some((family, category))
}

/// Takes all forms of those plurals away that other words give, unless these leave out the form that all others fall back to.
fn drop_plurals<'k>(table: &mut Table, keys: impl Iterator<Item = &'k String>) {
    for (family, category) in keys.filter_map(|key| plural_of(key)) {
        if category == Category::Other {
            table.retain(|key, _| plural_of(key).is_none_or(|(other, _)| other != family));
        }
    }
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
}
