//! What an output says of a note that drifted: a change of what it watches makes anew what shows the note, and nothing else.

use std::collections::BTreeMap;

use crate::support::{Project, note};

/// A site with a note that watches a file, and was reviewed, beside one that has nothing to do with it.
fn project() -> Project {
    let project = Project::new("");
    project.write(
        "site.toml",
        "title = \"S\"\nbase_url = \"https://a.example\"\n[outputs]\nmarkdown = true\n[social]\ncards = true\n",
    );
    project.write("conf/a.yaml", "b: 1\n");
    project
        .write("content/notes/a.md", note("stack: [redis]\nowner: Ops\nwatches: [conf/a.yaml]\n", "Text.\n"));
    project.write("content/notes/b.md", note("stack: [redis]\n", "Other words.\n"));
    project.write("content/runbooks/c.md", note("stack: [nginx]\n", "Nothing of that.\n"));
    project
        .run(&["review", "accept", "content/notes/a.md", "--by", "Ana", "--today", "2026-06-01"])
        .expect(0);
    project
}

/// The output of a build, and the paths that differ from one before.
fn built(project: &Project, before: &BTreeMap<String, Vec<u8>>) -> (BTreeMap<String, Vec<u8>>, Vec<String>) {
    project.run(&["build"]).expect(0);
    let mut after = project.tree("public");
    after.remove(".fieldnotes-manifest.json");
    let differs = |path: &&String| before.get(*path) != after.get(*path);
    let changed = after.keys().filter(differs).cloned().collect();
    (after, changed)
}

#[test]
fn a_change_of_what_a_note_watches_makes_anew_what_shows_the_note() {
    let project = project();
    let (fresh, _) = built(&project, &BTreeMap::new());
    project.write("conf/a.yaml", "b: 2\n");
    let (drifted, changed) = built(&project, &fresh);
    let names_it =
        |path: &&String| String::from_utf8_lossy(&drifted[*path]).to_lowercase().contains("drifted");
    let shown: Vec<&String> = changed.iter().filter(names_it).collect();
    for wanted in [
        "feed.json",
        "feed.xml",
        "index.html",
        "llms.txt",
        "notes.json",
        "notes/a/index.html",
        "notes/a/index.md",
        "notes/b/index.html",
        "notes/index.html",
        "review/index.html",
        "search/notes/0.json",
        "stack/redis/index.html",
    ] {
        assert!(shown.iter().any(|path| *path == wanted), "{wanted} in {changed:?}");
    }
    let other = |path: &&String| !shown.contains(path) && !path.starts_with("assets/card/");
    assert_eq!(changed.iter().filter(other).collect::<Vec<_>>(), Vec::<&String>::new(), "say nothing of it");
    let page = String::from_utf8_lossy(&drifted["notes/a/index.html"]).into_owned();
    let banner = "<p data-tone=\"bad\"><strong>Drifted.</strong> Files that this note depends on have changed, or are gone.</p>";
    assert!(page.contains(banner), "{page}");
    assert!(page.contains("Last reviewed on 1 Jun 2026 by Ana. Kept by Ops."), "{page}");
    assert!(page.contains("\"creativeWorkStatus\":[\"drifted\"]"), "{page}");
    project.run(&["build", "--clean"]).expect(0);
    let mut clean = project.tree("public");
    clean.remove(".fieldnotes-manifest.json");
    assert!(clean == drifted, "a clean build says the same");
    project.write("conf/a.yaml", "b: 1\n");
    assert!(built(&project, &drifted).0 == fresh, "and the output is as it was");
}
