//! The manual against the program. For each code it repeats the text that `explain` prints, and it repeats the theme's words:
//! UPDATE=1 writes those parts again. `manual/names.rs`: it names every code, command and flag.

mod figures;
mod names;
// Blocks that are run, or printed by a command.
mod recipes;

use std::collections::BTreeSet;
use std::path::Path;

use fieldnotes::diagnostic::Code;

fn page(code: Code) -> String {
    let text = code.page();
    let first = text.split("\n\n").next().unwrap().replace('\n', " ");
    let summary = serde_json::to_string(&first.replace('`', "")).unwrap();
    // `explain` shows the page too, so that what tests need is added for the manual alone.
    let text = text
        .trim_end()
        .replace("```console\n", "```console {check=syntax because=\"needs a site with this fault\"}\n");
    format!("---\ntitle: {}\nsummary: {summary}\n---\n\n{text}\n", code.name())
}

#[test]
fn every_code_has_its_page_in_the_manual_and_no_other_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/codes");
    for code in Code::ALL {
        let path = folder.join(format!("{code}.md"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, page(*code)).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&path).unwrap_or_default(),
            page(*code),
            "{code}: run with UPDATE=1"
        );
    }
    let names: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "_index.md" || names.contains(&name), "{name}");
    }
}

#[test]
fn every_word_that_is_asked_for_is_in_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words: toml::Table =
        toml::from_str(&std::fs::read_to_string(root.join("templates/words.en.toml")).unwrap()).unwrap();
    let asked = regex::Regex::new(r#"words\s*\.(?:get|fill|plural)\("(\w+)"|site\.t\.(\w+)|words\.(js_\w+)|plural\("(js_\w+)"|"(\w+)" \| plural"#).unwrap();
    let files = ["src", "templates"].into_iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let (mut asked_for, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for entry in files.map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        for found in asked.captures_iter(&text) {
            let key = found.iter().skip(1).flatten().next().unwrap().as_str();
            if !words.contains_key(key) && !words.contains_key(&format!("{key}_one")) {
                missing.insert(format!("{}: {key}", entry.path().display()));
            }
            asked_for.insert(key.to_owned());
        }
    }
    assert!(asked_for.len() > 50, "{asked_for:?}");
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn the_manual_lists_the_words_of_the_theme() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/templates.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let fence = "```toml {title=\"words.en.toml\"}\n";
    let (before, rest) = text.split_once(fence).unwrap();
    let (_, after) = rest.split_once("```").unwrap();
    let words =
        std::fs::read_to_string(path.ancestors().nth(3).unwrap().join("templates/words.en.toml")).unwrap();
    // The comment at the top is for those who edit the file.
    let words = words.split_once("\n\n").unwrap().1;
    let expected = format!("{before}{fence}{words}```{after}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), expected, "run with UPDATE=1");
}
