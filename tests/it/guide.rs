//! The navigation of a manual: how heavy it makes pages, and on which of them a page that is added is told. What it says in which order is
//! in `tests/suite/pages/guide.txt`; how it looks, in `tests/browser/guide.test.mjs`.

use std::collections::BTreeMap;

use crate::support::{load, outputs, parts};

/// A manual of some pages, with a folder of many and some folders of a few.
fn manual(codes: usize, folders: usize) -> BTreeMap<String, String> {
    let mut text = String::from(
        "-- content/manual/_index.md --\n---\ntitle: Manual\nkind: pages\nschema: {required: []}\n---\n-- content/manual/a.md --\n# A\n-- content/manual/b.md --\n# B\n",
    );
    for code in 0..codes {
        text.push_str(&format!("-- content/manual/codes/code-{code:04}.md --\n# Code {code}\n"));
    }
    for (folder, page) in (0..folders).flat_map(|folder| (0..5).map(move |page| (folder, page))) {
        text.push_str(&format!("-- content/manual/f{folder}/p{page}.md --\n# Page {page} of {folder}\n"));
    }
    outputs(&load(&parts(&text)))
}

/// How many pages the navigation of a page leads to.
fn links(files: &BTreeMap<String, String>, path: &str) -> usize {
    let (_, guide) = files[path].split_once("<nav class=\"guide\"").unwrap();
    guide.split_once("</nav>").unwrap().0.matches("<a href").count()
}

#[test]
fn a_folder_of_many_pages_is_one_link_elsewhere_and_shows_those_near_its_own() {
    let files = manual(1000, 0);
    assert_eq!(links(&files, "manual/a/index.html"), 4);
    for code in ["0000", "0500", "0999"] {
        let path = format!("manual/codes/code-{code}/index.html");
        assert_eq!(links(&files, &path), 4 + 13, "{code}");
        assert!(
            files[&path].contains(&format!("<a href=\"/manual/codes/code-{code}/\" aria-current=\"page\">"))
        );
        assert!(files[&path].contains(">All pages</a>"));
    }
}

#[test]
fn many_folders_are_links_though_each_holds_few_pages() {
    assert_eq!(links(&manual(0, 8), "manual/a/index.html"), 3 + 8 * 6);
    assert_eq!(links(&manual(0, 9), "manual/a/index.html"), 3 + 9);
    assert_eq!(links(&manual(0, 10), "manual/f4/p2/index.html"), 3 + 10 + 5);
}

#[test]
fn a_page_that_is_added_to_many_is_told_on_few() {
    let (before, after) = (manual(300, 0), manual(301, 0));
    let is_code = |path: &&String| path.starts_with("manual/codes/code-") && path.ends_with("index.html");
    let changed = before.keys().filter(is_code).filter(|path| before[*path] != after[*path]).count();
    assert!(changed <= 15, "{changed} pages");
    assert_eq!(before["manual/a/index.html"], after["manual/a/index.html"]);
}
