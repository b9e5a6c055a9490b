//! The languages of the theme: none is forgotten, plurals are those of Unicode, and no text of a page is without a key.

use std::path::Path;

use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::plural::Plurals;
use fieldnotes::theme;
use regex::Regex;

use crate::support::{Project, load, parts};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of the files in a folder that end so, in order.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(ending)).collect();
    names.sort();
    names
}

#[test]
fn each_file_of_the_theme_is_built_in() {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let words = theme::WORDS.iter().map(|(language, _)| format!("words.{language}.toml")).collect();
    assert_eq!(files("templates", ".toml"), sorted(words));
    let templates = theme::TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files("templates", ".html"), sorted(templates));
    let assets = theme::ASSETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files("templates/assets", ""), sorted(assets));
}

#[test]
fn plurals_are_those_of_unicode() {
    let samples = include_str!("../data/plurals.txt");
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for line in samples.lines().filter(|line| !line.starts_with('#')) {
        let (languages, forms) = line.split_once(": ").unwrap();
        for (form, numbers) in forms.split("; ").map(|form| form.split_once(' ').unwrap()) {
            for range in numbers.split(',') {
                let (first, last) = range.split_once('~').unwrap_or((range, range));
                for count in first.parse::<u64>().unwrap()..=last.parse().unwrap() {
                    for language in languages.split(' ') {
                        let found = Plurals::of(language).unwrap().category(count).name();
                        checked += 1;
                        if found != form {
                            wrong.push(format!("{language}: {count} is {form}, not {found}"));
                        }
                    }
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(checked > 5000, "{checked}");
}

/// Text that is the same in every language: names of formats, signs, and a code block's language.
const NO_WORDS: [&str; 7] = ["Esc", "notes.json", "lang", "html", ".ics", "shell", "$"];

/// A template without what Tera fills in.
fn without_tera(text: &str) -> String {
    let comments = Regex::new(r"(?s)\{#.*?#\}").unwrap();
    let fillings = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}").unwrap();
    fillings.replace_all(&comments.replace_all(text, ""), "").into_owned()
}

fn is_english(text: &str) -> bool {
    let words = Regex::new(r"[A-Za-z]{2,}").unwrap();
    words.is_match(text) && !text.contains("::") && !NO_WORDS.contains(&text.trim())
}

#[test]
fn no_template_has_a_text_without_a_key() {
    let shown = Regex::new(r#"\b(?:title|aria-label|aria-description|placeholder|alt|data-label)="([^"]*)""#)
        .unwrap();
    let mut found = Vec::new();
    let tags = Regex::new(r#"(?s)<(?:"[^"]*"|[^>"])*>"#).unwrap();
    for (name, text) in theme::TEMPLATES {
        let html = without_tera(text);
        let of_attributes = shown.captures_iter(&html).map(|hit| hit[1].to_owned());
        let texts = tags.split(&html).map(str::to_owned);
        let english = of_attributes.chain(texts).filter(|text| is_english(text));
        found.extend(english.map(|text| format!("{name}: {}", text.trim())));
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn no_script_and_no_part_of_the_renderer_has_a_text_without_a_key() {
    let mut found = Vec::new();
    // Scripts: what is put into a page as text.
    let put = Regex::new(r#"(?:textContent|ariaLabel|title|placeholder)\s*[:=]\s*["`]([^"`$]*)["`$]|(?:"aria-label"|"title"),\s*["`]([^"`$]*)["`$]"#).unwrap();
    for (name, text) in theme::ASSETS.iter().filter(|(name, _)| name.ends_with(".js")) {
        let texts = put.captures_iter(text).filter_map(|hit| hit.get(1).or(hit.get(2)));
        found.extend(
            texts.filter(|text| is_english(text.as_str())).map(|text| format!("{name}: {}", text.as_str())),
        );
    }
    // The renderer: text between tags, and in attributes that are read out.
    let between = Regex::new(r#">([^<>"{}\\]*[A-Za-z]{2,}[^<>"{}\\]*)<"#).unwrap();
    let attribute = Regex::new(r#"(?:aria-label|title|placeholder)=\\"([^"\\{}]+)"#).unwrap();
    let sources = walkdir::WalkDir::new(root().join("src/render")).sort_by_file_name();
    let is_code =
        |path: &Path| path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs");
    for entry in sources.into_iter().map(Result::unwrap).filter(|entry| is_code(entry.path())) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| line.contains('"') && !line.trim_start().starts_with("//")) {
            let hits = between.captures_iter(line).chain(attribute.captures_iter(line));
            found.extend(
                hits.filter(|hit| is_english(&hit[1]))
                    .map(|hit| format!("{}: {}", entry.path().display(), &hit[1])),
            );
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_words_that_templates_and_scripts_ask_for_are_there() {
    let english: toml::Table = toml::from_str(theme::WORDS[0].1).unwrap();
    let asked = Regex::new(r#"site\.t\.(\w+)|words\.(\w+)|"(\w+)" \| plural|plural\("(\w+)""#).unwrap();
    let mut missing = Vec::new();
    let scripts = theme::ASSETS.iter().filter(|(name, _)| name.ends_with(".js"));
    for (name, text) in theme::TEMPLATES.iter().chain(scripts) {
        for hit in asked.captures_iter(text) {
            let key = hit.iter().skip(1).flatten().next().unwrap().as_str();
            // The board's data has words of its own name; the renderer gives those out by their keys too.
            if !english.contains_key(key)
                && !english.contains_key(&format!("{key}_other"))
                && !matches!(key, "split" | "includes")
            {
                missing.push(format!("{name}: {key}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    let others: String = theme::TEMPLATES.iter().chain(theme::ASSETS).map(|(_, text)| *text).collect();
    let sources = walkdir::WalkDir::new(root().join("src")).into_iter().map(Result::unwrap);
    let code: String = sources
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap())
        .collect();
    // A word is asked for by its key, or by what all words of a kind begin with.
    let kinds = ["field_", "status_", "difficulty_", "index_", "state_", "interval_", "js_scheme_", "alert_"];
    let is_idle = |key: &&String| {
        let stem = key.trim_end_matches("_one").trim_end_matches("_other");
        !kinds.iter().any(|kind| key.starts_with(kind))
            && !others.contains(stem)
            && !code.contains(&format!("\"{stem}\""))
    };
    let idle: Vec<&String> = english.keys().filter(is_idle).collect();
    assert!(idle.is_empty(), "nothing shows these: {idle:?}");
}

/// What `check` says of a `[translations]` table in a language.
fn said_of(language: &str, translations: &str) -> String {
    let head = "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n";
    let build = load(&parts(&format!(
        "-- site.toml --\n{head}language = \"{language}\"\n[translations]\n{translations}\n"
    )));
    let shown = |fault: &Diagnostic| {
        format!("{}: {} | {}\n", fault.code, fault.message, fault.help.as_deref().unwrap_or(""))
    };
    build.diagnostics.iter().map(shown).collect()
}

#[test]
fn a_language_that_the_theme_lacks_is_told_of_until_all_is_translated() {
    let told = said_of("pl", "home = \"Strona główna\"");
    assert!(told.starts_with("untranslated: ") && told.contains("have no text in `pl`"), "{told}");
    assert!(said_of("de-AT", "").is_empty() && said_of("en-GB", "").is_empty());
    let english: toml::Table = toml::from_str(theme::WORDS[0].1).unwrap();
    // Polish has four forms for whole numbers, and `other` for fractions.
    let of_word = |(key, text): (&String, &toml::Value)| {
        let text = text.as_str().unwrap();
        let forms = match key.rsplit_once('_') {
            Some((stem, "other")) => {
                ["one", "few", "many", "other"].map(|form| format!("{stem}_{form}")).to_vec()
            }
            Some((stem, "one")) if english.contains_key(&format!("{stem}_other")) => Vec::new(),
            _ => vec![key.clone()],
        };
        forms.iter().map(|key| format!("{key} = \"\"\"{text}\"\"\"\n")).collect::<String>()
    };
    let whole: String = english.iter().map(of_word).collect();
    assert_eq!(said_of("pl", &whole), "");
}

#[test]
fn the_program_shows_the_words_of_each_language_and_says_where_others_belong() {
    let site = Project::new("-- site.toml --\ntitle = \"Site\"\nbase_url = \"https://notes.example.org\"\n");
    for (language, text) in theme::WORDS {
        let shown = site.run(&["templates", "show", &format!("words.{language}.toml")]).expect(0);
        assert_eq!(shown.stdout.trim_end(), text.trim_end());
    }
    let refused = site.run(&["templates", "copy", "words.de.toml"]).expect(2);
    assert!(refused.stderr.contains("`[translations]` in site.toml"), "{}", refused.stderr);
    assert!(!site.exists("templates"));
}
