//! `check --fix` on site.toml: what has one right way is mended, and nothing else of the file changes.

use crate::support::Project;

fn mended(text: &str) -> (String, String) {
    let project = Project::new("");
    project.write("site.toml", text);
    project.write("content/notes/a.md", crate::support::note("", "Text.\n"));
    // What comes to light behind a mistake is mended by a next run.
    for _ in 0..4 {
        project.run(&["check", "--fix"]);
    }
    (project.read("site.toml"), project.run(&["check", "--format", "concise"]).stdout)
}

#[test]
fn a_file_with_many_mistakes_is_mended() {
    let text = "// My site\ntitel = My notes\nbaseURL: https://a.example\nlanguage = \u{201e}de\u{201c}\n\n# Lists\n[listing\nper_page = \"20\";\n\n[schema]\nrequired = [\"title\"\nunknown = allow\n\n[review]\nfour_eyes = True\ndescription = \"Mine\"\n";
    let right = "# My site\ntitle = \"My notes\"\nbase_url = \"https://a.example\"\nlanguage = \"de\"\ndescription = \"Mine\"\n\n# Lists\n[listing]\nper_page = 20\n\n[schema]\nrequired = [\"title\"]\nunknown = \"allow\"\n\n[review]\nfour_eyes = true\n";
    assert_eq!(mended(text), (right.to_owned(), String::new()));
}

#[test]
fn settings_below_a_table_go_above_it() {
    let text = "[listing]\r\nper_page = 3\r\ntitle = \"A\"\r\nbase_url = \"https://a.example\"\r\n";
    let right = "title = \"A\"\r\nbase_url = \"https://a.example\"\r\n\r\n[listing]\r\nper_page = 3\r\n";
    assert_eq!(mended(text), (right.to_owned(), String::new()));
}

#[test]
fn no_text_makes_the_reader_fall_over() {
    let signs = [
        "title", "=", "\"", "'", "[", "]", "{", "}", "#", ",", ":", "\n", " ", "\u{201c}", "\\", "\u{fc}",
        "3", "\r\n",
    ];
    let mut seed = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(signs[(seed >> 33) as usize % signs.len()]);
        }
        let (_, faults) = fieldnotes::config::Config::parse(&text);
        for fault in &faults {
            assert!(text.get(fault.span.range()).is_some(), "{text:?}: {fault:?}");
        }
        fieldnotes::fix::apply(&text, &faults);
    }
}
