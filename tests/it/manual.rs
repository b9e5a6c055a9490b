//! The manual's page for each code is the text that `explain` prints. UPDATE=1 writes the pages anew.

use std::collections::BTreeSet;
use std::path::Path;

use fieldnotes::diagnostic::Code;

fn page(code: Code) -> String {
    let text = code.page();
    let first = text.split("\n\n").next().unwrap().replace('\n', " ");
    let summary = serde_json::to_string(&first.replace('`', "")).unwrap();
    format!("---\ntitle: {}\nsummary: {summary}\n---\n\n{}\n", code.name(), text.trim_end())
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
