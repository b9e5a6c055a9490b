//! Beginnings in each language that there is: the folders below `src/cli/beginning` say which. All have the same parts, what is to be
//! replaced is found in each, and nothing English is left for readers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::{front, nowhere};
use crate::support::Project;

const KINDS: [&str; 3] = ["runbook", "postmortem", "change"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/cli/beginning")
}

/// The languages, as folders.
fn languages() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

fn text(language: &str, file: &str) -> String {
    fs::read_to_string(folder().join(language).join(file))
        .unwrap_or_else(|error| panic!("{language}/{file}: {error}"))
}

/// What has to be alike in all languages: gaps, places to fill in, headings, rows of tables, blocks of code, keys of fields.
fn shape(text: &str) -> Vec<String> {
    let signs = regex::Regex::new(
        r"(?m)\{\{ \w+ \}\}|\[TODO: |^## |^\||^- |^\$ .*?(?:--by|$)|^```.*$|^ *[a-z_]+:(?: (?:drafted|\d).*)?|^  - ",
    );
    signs.unwrap().find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

#[test]
fn a_language_of_the_theme_is_one_of_beginnings_too() {
    let templates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates");
    let names =
        fs::read_dir(templates).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let of_theme: BTreeSet<String> = names
        .filter_map(|name| Some(name.strip_prefix("words.")?.strip_suffix(".toml")?.to_owned()))
        .collect();
    assert_eq!(languages(), of_theme);
}

#[test]
fn all_languages_have_the_same_parts() {
    let words = |language: &str| -> BTreeMap<String, BTreeMap<String, String>> {
        toml::from_str(&text(language, "words.toml")).unwrap()
    };
    for language in languages().iter().filter(|language| *language != "en") {
        for kind in KINDS.into_iter().chain(["first", "note", "page"]) {
            let file = format!("{kind}.md");
            let (own, english) = (text(language, &file), text("en", &file));
            assert_eq!(shape(&own), shape(&english), "{language}/{file}");
        }
        assert!(text(language, "section.md").contains("\ntitle: "), "{language}");
        assert_eq!(words(language)["titles"].keys().collect::<Vec<_>>(), ["change", "postmortem", "runbook"]);
        assert_eq!(
            words(language)["asked"].keys().collect::<Vec<_>>(),
            words("de")["asked"].keys().collect::<Vec<_>>()
        );
        // The steps back are found by the word that the theme has for them.
        let of_theme: BTreeMap<String, String> = toml::from_str(
            &fs::read_to_string(folder().join(format!("../../../templates/words.{language}.toml"))).unwrap(),
        )
        .unwrap();
        for file in ["first.md", "note.md", "change.md", "runbook.md"] {
            let heading = format!("\n## {}\n", of_theme["change_rollback"]);
            assert!(text(language, file).contains(&heading), "{language}/{file}");
        }
    }
}

/// The site of a language, with one note of each kind.
fn site(language: &str) -> Project {
    let project = nowhere();
    project.run(&["init", "--language", language]).expect(0);
    for kind in KINDS {
        project.run(&["new", &format!("notes/{kind}.md"), "--like", kind]).expect(0);
    }
    project
}

#[test]
fn a_site_begins_in_its_language_and_lacks_nothing_but_what_is_to_be_replaced() {
    let todo = regex::Regex::new(r"\[TODO[^\]]*\]").unwrap();
    for language in languages() {
        let project = nowhere();
        let made = project.run(&["init", "--language", &language]).expect(0);
        assert!(made.stderr.contains("`site.toml`"), "{}", made.stderr);
        assert!(project.read("site.toml").contains(&format!("\nlanguage = \"{language}\"\n")));
        assert!(!project.read("site.toml").contains("{{"), "{}", project.read("site.toml"));
        project.run(&["check", "--deny", "warnings"]).expect(0);
        project.run(&["test"]).expect(0);
        assert_eq!(front(&project.read("content/notes/first-note.md"))["revision"]["status"], "drafted");
        let project = site(&language);
        let found = project.run(&["check", "--format", "concise"]).expect(0).stdout;
        assert!(found.lines().count() > 30, "{found}");
        assert!(found.lines().all(|line| line.contains("warning[placeholder-left]")), "{found}");
        for kind in KINDS {
            let path = format!("content/notes/{kind}.md");
            let replaced = todo.replace_all(&project.read(&path), "words").into_owned();
            project.write(&path, replaced);
        }
        project.run(&["check", "--deny", "warnings"]).expect(0);
        project.run(&["test"]).expect(0);
    }
}

#[test]
fn what_new_asks_for_is_in_the_language_of_the_site() {
    let english = regex::Regex::new(r"\b(?:the|what|who|say|give|and|of|is)\b").unwrap();
    for language in languages().iter().filter(|language| *language != "en") {
        let project = nowhere();
        project.run(&["init", "--language", language]).expect(0);
        let given = ["new", "notes/a.md", "--title", "A"];
        project.run(&given).expect(0);
        let text = project.read("content/notes/a.md");
        assert!(!english.is_match(&text), "{language}: {text}");
        assert!(text.matches("[TODO: ").count() > 8, "{text}");
        // A field that has to be there is asked for in the same language, wherever it stands.
        let all = "required = [\"title\", \"slug\", \"tools\", \"code_language\", \"reference\", \"hash\", \"notes\", \"alerts\", \"watches\", \"change.files\", \"change.commands\", \"change.reason\", \"revision.reviewed_by\", \"revision.review_note\", \"revision.superseded_by\", \"ai_brief\"]\n";
        project.write("site.toml", format!("{}[schema]\n{all}", project.read("site.toml")));
        project.run(&["new", "other/b.md", "--title", "B"]).expect(0);
        let text = project.read("content/other/b.md");
        assert!(!english.is_match(&text), "{language}: {text}");
    }
    // What a site says of its own fields stays.
    let project = nowhere();
    project.run(&["init", "--language", "de"]).expect(0);
    let own = "[schema.fields.service]\ntype = \"string\"\nrequired = true\ndescription = \"The service.\"\n";
    project.write("site.toml", format!("{}{own}", project.read("site.toml")));
    project.run(&["new", "notes/a.md", "--title", "A"]).expect(0);
    let front = front(&project.read("content/notes/a.md"));
    assert_eq!(front["service"], "[TODO: the service]");
}

#[test]
fn a_language_without_texts_begins_in_english_and_what_is_no_language_is_refused() {
    let project = nowhere();
    let made = project.run(&["init", "a", "--language", "nl"]).expect(0);
    assert!(made.stderr.contains("there are no words in `nl` yet"), "{}", made.stderr);
    assert!(project.read("a/content/notes/first-note.md").contains("This note came with the site"));
    project.run(&["init", "b", "--language", "de-AT"]).expect(0);
    assert!(project.read("b/content/notes/first-note.md").contains("Diese Notiz kam mit der Website"));
    for (word, help) in [
        ("deutsch", "write `--language de`"),
        ("de_AT", "write `--language de-AT`"),
        ("x", "such as `de`"),
        ("", "such as `de`"),
    ] {
        let refused = project.run(&["init", "c", "--language", word]).expect(2);
        assert!(refused.stderr.contains(help), "{}", refused.stderr);
        assert!(!project.exists("c"));
    }
}
