//! What is wrong with the words of a site: `language` and `[translations]` of site.toml. A text that lacks a gap would keep a number
//! or a name from readers, and one that has a gap of its own would show its braces to them.

use std::collections::BTreeSet;

use super::{built_in, languages, names, number, of_language, plural_of};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::plural::{Category, Plurals};
use crate::span::Spanned;
use crate::suggest;
use crate::validate::schema::Schema;

/// What a site's own fields, their values and indexes begin their keys with.
const FIELD: &str = "field_";
const VALUE: &str = "value_";
const INDEX: &str = "index_";

/// Ways to say the month: one of them will do.
const MONTH: &str = "month";
const MONTHS: [&str; 3] = [MONTH, "month_long", "month_number"];

/// Checks the language of a site and the words that it gives.
pub fn check(config: &Config, path: &SourcePath) -> Vec<Diagnostic> {
    let fault = |code, at: &Spanned<String>, message: String| Diagnostic::new(code, path, at.span, message);
    let mut faults = Vec::new();
    let schema = Schema::of_notes(&config.schema, None);
    for (key, text) in &config.translations {
        if let Some((known, help)) = unknown(config, &schema, &key.value) {
            let message = format!("`{}` is not a word of the theme", key.value);
            let of_key = fault(Code::ConfigUnknownKey, key, message).help(help);
            let known = known.filter(|known| config.translations.iter().all(|(key, _)| key.value != *known));
            faults.push(of_key.replace(&key.value, key.span, known));
        } else if let Some(help) = idle(&config.language, &key.value) {
            let message = format!("no number has the form of `{}` in `{}`", key.value, config.language);
            faults.push(fault(Code::ConfigInvalid, key, message).help(help));
        } else {
            let of_text = faults_of_text(&config.language, &key.value, &text.value);
            faults.extend(
                of_text
                    .into_iter()
                    .map(|(message, help)| fault(Code::ConfigInvalid, text, message).help(help)),
            );
        }
    }
    faults.extend(of_tag(config, path).or_else(|| untranslated(config, path)));
    faults
}

/// Why a key is none that the theme has, or that the site's own fields give it: what is meant, if that is sure, and a help.
fn unknown(config: &Config, schema: &Schema, key: &str) -> Option<(Option<String>, String)> {
    let known = built_in();
    if known.contains_key(key) || plural_of(key).is_some() || is_of_site(config, schema, key) {
        return None;
    }
    let fields = schema.fields.iter().map(|field| format!("{FIELD}{}", field.name));
    let indexes = config.taxonomies.iter().map(|taxonomy| format!("{INDEX}{}", taxonomy.name));
    let candidates: Vec<String> = known.keys().cloned().chain(fields).chain(indexes).collect();
    let words = || candidates.iter().map(String::as_str);
    let certain = suggest::certain(key, words()).map(str::to_owned);
    // The fields of a folder are not known here.
    if key.starts_with(FIELD) && certain.is_none() {
        return None;
    }
    let help = match suggest::nearest(key, words()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "see the theme's words: `fieldnotes templates show words.en.toml`".to_owned(),
    };
    Some((certain, help))
}

/// Whether a key is of a field, a value or an index that only the site has.
fn is_of_site(config: &Config, schema: &Schema, key: &str) -> bool {
    let has_field = |rest: &str, is_end: fn(&str) -> bool| {
        let after = |name: &str| rest.strip_prefix(&*name.replace('.', "_")).is_some_and(is_end);
        let of_index = config.taxonomies.iter().any(|taxonomy| after(&taxonomy.field));
        of_index || schema.fields.iter().any(|field| after(&field.name))
    };
    if let Some(rest) = key.strip_prefix(FIELD) {
        return has_field(rest, |end| end.is_empty() || end.starts_with('_'));
    }
    if let Some(rest) = key.strip_prefix(VALUE) {
        return has_field(rest, |end| end.len() > 1 && end.starts_with('_'));
    }
    if let Some(rest) = key.strip_prefix(INDEX) {
        return config.taxonomies.iter().any(|taxonomy| taxonomy.name == rest);
    }
    // Where a site has statuses or levels of its own, they can have words.
    let narrows = |name: &str| config.schema.fields.iter().any(|field| field.name == name);
    key.starts_with("status_") && narrows("revision")
        || key.starts_with("difficulty_") && narrows("difficulty")
}

/// Why a form of a plural is never shown.
fn idle(language: &str, key: &str) -> Option<String> {
    let (family, category) = plural_of(key)?;
    let plurals = Plurals::of(language).unwrap_or_default();
    let used: Vec<String> = plurals.categories().map(|used| format!("`{family}_{}`", used.name())).collect();
    let is_used = plurals.categories().any(|used| used == category);
    (!is_used).then(|| format!("remove it; the forms of `{language}` are {}", used.join(", ")))
}

/// What is wrong with a text: a message and a help for each fault.
pub(super) fn faults_of_text(language: &str, key: &str, text: &str) -> Vec<(String, String)> {
    let english = match plural_of(key) {
        Some((family, _)) => built_in().get(&format!("{family}_{}", Category::Other.name())),
        None => built_in().get(key),
    };
    let original = english.map_or("", String::as_str);
    let (wanted, found) = (gaps(original), gaps(text));
    let has =
        |gaps: &BTreeSet<&str>, gap: &str| gaps.contains(gap) || is_month(&gap) && gaps.iter().any(is_month);
    let strange: Vec<&str> = found.iter().copied().filter(|gap| !has(&wanted, gap)).collect();
    let meant: Vec<Option<&str>> =
        strange.iter().map(|gap| suggest::nearest(gap, wanted.iter().copied())).collect();
    let of_strange = strange.iter().zip(&meant).map(|(gap, meant)| {
        let known: Vec<String> = wanted.iter().map(|gap| format!("`{{{gap}}}`")).collect();
        let help = match (meant, known.is_empty()) {
            (Some(near), _) => format!("did you mean `{{{near}}}`?"),
            (None, false) => format!("use {}", known.join(", ")),
            (None, true) => "remove it: this text has no gaps".to_owned(),
        };
        (format!("nothing fills the gap `{{{gap}}}` of `{key}`"), help)
    });
    // A gap that is misspelt is not told of a second time.
    let is_missing = |gap: &&&str| {
        let needs_none = **gap == "n" && is_said(language, key);
        !has(&found, gap) && !meant.contains(&Some(**gap)) && !needs_none
    };
    let help = || format!("write it in; the English text is {}", quoted(original));
    let of_missing =
        wanted.iter().filter(is_missing).map(|gap| (format!("`{key}` lacks the gap `{{{gap}}}`"), help()));
    of_strange.chain(of_missing).chain(fault_of_shape(key, text)).collect()
}

/// What is wrong with a text that has to be of a certain form.
fn fault_of_shape(key: &str, text: &str) -> Option<(String, String)> {
    match key {
        "months" | "months_short" => {
            let count = names(text).filter(|name| !name.trim().is_empty()).count();
            let help = "write the twelve months, with commas between them where names hold spaces";
            (count != 12).then(|| (format!("the number of names in `{key}` is {count}"), help.to_owned()))
        }
        "number_format" => {
            let help = "write 12345.6 or 1234.5 as the language does: `1,234.5`, `12.345,6`";
            (!number::is_sample(text))
                .then(|| (format!("`{text}` does not show how numbers are written"), help.to_owned()))
        }
        _ => None,
    }
}

/// Whether the form of a plural says the number by itself: "a note".
fn is_said(language: &str, key: &str) -> bool {
    let plurals = Plurals::of(language).unwrap_or_default();
    plural_of(key).is_some_and(|(_, category)| plurals.is_of_one_number(category))
}

fn is_month(gap: &&str) -> bool {
    MONTHS.contains(gap)
}

/// The gaps of a text: `n` of `{n} notes`.
pub(super) fn gaps(text: &str) -> BTreeSet<&str> {
    let is_name =
        |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(is_name)
        .collect()
}

fn quoted(text: &str) -> String {
    if text.contains('`') { format!("\"{text}\"") } else { format!("`{text}`") }
}

/// A language that is no tag: browsers and screen readers would not know it.
fn of_tag(config: &Config, path: &SourcePath) -> Option<Diagnostic> {
    let language = config.language.as_str();
    let right = right_tag(language).err()?;
    let help =
        right.as_ref().map_or_else(|| NO_TAG.to_owned(), |right| format!("write `language = \"{right}\"`"));
    let message = format!("`{language}` is not the tag of a language");
    let fault = Diagnostic::new(Code::ConfigInvalid, path, config.language_at, message).help(help);
    Some(fault.replace(language, config.language_at, right.map(|right| format!("\"{right}\""))))
}

/// What to write where a language has no tag that is known.
pub const NO_TAG: &str = "write the tag of the language, such as `de` or `pt-BR`";

/// Whether a text has the form of a language's tag; else the tag that is meant, if that is known.
///
/// # Errors
/// Where it has not.
pub fn right_tag(language: &str) -> Result<(), Option<String>> {
    let mut parts = language.split('-');
    let is_word =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = parts.next().unwrap_or("");
    let is_primary = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let is_private = matches!(primary, "x" | "i" | "X" | "I") && language.contains('-');
    if (is_primary || is_private) && parts.all(is_word) {
        return Ok(());
    }
    let lower = language.to_lowercase();
    let named = NAMES.iter().find(|(names, _)| names.split(' ').any(|name| name == lower));
    let tag = language.replace('_', "-");
    Err(named.map(|(_, tag)| (*tag).to_owned()).or_else(|| (tag != language).then_some(tag)))
}

/// What a language is called, and its tag: the theme's, and some that it lacks.
const NAMES: [(&str, &str); 12] = [
    ("english", "en"),
    ("german deutsch", "de"),
    ("french français francais", "fr"),
    ("spanish español espanol castellano", "es"),
    ("japanese 日本語 nihongo", "ja"),
    ("arabic العربية عربي", "ar"),
    ("chinese 中文", "zh"),
    ("portuguese português portugues", "pt"),
    ("italian italiano", "it"),
    ("polish polski", "pl"),
    ("russian русский", "ru"),
    ("dutch nederlands", "nl"),
];

/// A language that the theme lacks, with words that nobody has translated.
fn untranslated(config: &Config, path: &SourcePath) -> Option<Diagnostic> {
    let language = config.language.as_str();
    let is_english = language.get(..2).is_some_and(|two| two.eq_ignore_ascii_case("en"))
        && !language.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic);
    if is_english || of_language(language).is_some() {
        return None;
    }
    let missing = missing(language, &config.translations.iter().map(|(key, _)| &*key.value).collect());
    if missing.is_empty() {
        return None;
    }
    let all = self::missing(language, &BTreeSet::new()).len();
    let message = match missing.len() {
        _ if config.translations.is_empty() => {
            format!("the theme has no words in `{language}`: its pages show English ones")
        }
        1 => format!("`{}` has no text in `{language}`: pages show the English one", missing[0]),
        count => format!(
            "{count} of the theme's {all} words have no text in `{language}`: pages show the English ones"
        ),
    };
    let first: Vec<String> = missing.iter().take(5).map(|key| format!("`{key}`")).collect();
    let more = if missing.len() > first.len() { " and so on" } else { "" };
    let theme: Vec<&str> = languages().collect();
    let help = format!(
        "write them under `[translations]`: {}{more}; the theme itself has {}",
        first.join(", "),
        theme.join(", ")
    );
    Some(Diagnostic::new(Code::Untranslated, path, config.language_at, message).help(help))
}

/// The keys that a language needs and that are not given: of a plural the forms that it has.
pub(super) fn missing(language: &str, given: &BTreeSet<&str>) -> Vec<String> {
    let plurals = Plurals::of(language).unwrap_or_default();
    let wanted = built_in().keys().flat_map(|key| match plural_of(key) {
        Some((family, Category::Other)) => {
            plurals.categories().map(|category| format!("{family}_{}", category.name())).collect()
        }
        Some(_) => Vec::new(),
        None => vec![key.clone()],
    });
    // Millions of notes need no form of their own.
    let is_rare = |key: &str| plural_of(key).is_some_and(|(_, form)| plurals.is_of_millions(form));
    wanted.filter(|key| !given.contains(key.as_str()) && !is_rare(key)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Table;
    use super::*;
    use crate::theme;

    fn table(text: &str) -> Table {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_words_of_each_language_are_whole_and_have_the_gaps_of_the_english_ones() {
        let mut wrong = Vec::new();
        for (language, text) in theme::WORDS {
            let words = table(text);
            let given: BTreeSet<&str> = words.keys().map(String::as_str).collect();
            wrong.extend(
                missing(language, &given).into_iter().map(|key| format!("{language}: {key} is missing")),
            );
            for (key, text) in &words {
                if !built_in().contains_key(key) && plural_of(key).is_none() {
                    wrong.push(format!("{language}: {key} is not a word"));
                }
                wrong.extend(idle(language, key).map(|help| format!("{language}: {key}: {help}")));
                let faults = faults_of_text(language, key, text);
                wrong.extend(faults.into_iter().map(|(message, _)| format!("{language}: {message}")));
                if text.trim() != text && !key.ends_with("list_separator") {
                    wrong.push(format!("{language}: {key} has blanks around it"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn gaps_are_names_in_braces() {
        let of = |text| gaps(text).into_iter().collect::<Vec<_>>();
        assert_eq!(of("{first} to {last} {} {a b} {x"), ["first", "last"]);
    }
}
