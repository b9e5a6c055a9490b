//! Cases with edits: what is rendered after each, in full, and that all pages are then those of a clean build.
//!
//! `-- edit PATH --` gives a file another text, `-- remove PATH --` takes it away, and `-- rendered --` lists what the next
//! build renders after the edits before it. A page that comes out as it was stands behind `same:`. `-- drafts --` has
//! drafts published.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fieldnotes::engine::pages::{Before, Fingerprint, Pages};
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::model::Route;
use fieldnotes::render::{Artifact, Content};

use crate::support::{TODAY, memory, outputs};

type Part = (String, String);

/// The parts of a case that change the site, or say what comes of it.
pub(crate) fn is_of_edits(name: &str) -> bool {
    name.starts_with("edit ") || name.starts_with("remove ") || name == "rendered" || name == "drafts"
}

/// What each `-- rendered --` part of a case should say, in order. Panics where a page is not that of a clean build.
pub(crate) fn found(case: &str, files: &[Part], edits: &[Part]) -> Vec<String> {
    let options = Options {
        today: Some(TODAY.parse().unwrap()),
        drafts: edits.iter().any(|(name, _)| name == "drafts"),
        ..Options::default()
    };
    let mut files: BTreeMap<String, String> = files.iter().cloned().collect();
    let mut site = Site { store: Arc::new(Store::in_memory()), options, pages: BTreeMap::new() };
    site.build(case, &files);
    let mut found = Vec::new();
    for (name, text) in edits {
        if let Some(path) = name.strip_prefix("edit ") {
            files.insert(path.to_owned(), text.clone());
        } else if let Some(path) = name.strip_prefix("remove ") {
            assert!(files.remove(path).is_some(), "{case}: there is no {path} to remove");
        } else if name == "rendered" {
            found.push(site.build(case, &files));
        }
    }
    found
}

/// A site that is built again and again.
struct Site {
    store: Arc<Store>,
    options: Options,
    /// Each output: what it was made from, and what it holds.
    pages: BTreeMap<String, (Fingerprint, String)>,
}

impl Site {
    /// Builds these files, and lists what is rendered for that.
    fn build(&mut self, case: &str, files: &BTreeMap<String, String>) -> String {
        let files: Vec<Part> = files.clone().into_iter().collect();
        let engine = |store| Engine::new(Box::new(memory(&files)), self.options.clone(), store);
        let build = engine(Arc::clone(&self.store)).load().unwrap();
        let pages = Pages::of(&build, Before::read(&self.store));
        let is_due = |route: &&Route| {
            let known = self.pages.get(route.output.as_str()).map(|(made_from, _)| *made_from);
            !route.page.is_picture() && (known.is_none() || pages.fingerprint(route) != known)
        };
        let due: Vec<Route> = build.site.routes.iter().filter(is_due).cloned().collect();
        let made = render(&pages, &due);
        pages.store();
        let mut listed = String::new();
        for (path, (_, text)) in &made {
            let is_same = self.pages.get(path).is_some_and(|(_, before)| before == text);
            listed.push_str(&format!("{}{path}\n", if is_same { "same: " } else { "" }));
        }
        self.pages.extend(made);
        self.compare(case, &build, &engine(Arc::new(Store::off())).load().unwrap());
        listed
    }

    /// Forgets the outputs that are gone, and holds the others against those of a clean build.
    fn compare(&mut self, case: &str, build: &Build, clean: &Build) {
        let routes: Vec<&str> = build.site.routes.iter().map(|route| route.output.as_str()).collect();
        self.pages.retain(|path, _| routes.contains(&path.as_str()));
        let clean = outputs(clean);
        for (path, (_, text)) in &self.pages {
            assert_eq!(Some(text), clean.get(path), "{case}: {path} is not as in a clean build");
        }
        let pages = clean.keys().filter(|path| !path.ends_with(".webp") && !path.contains("/card"));
        let lacking: Vec<&String> = pages.filter(|path| !self.pages.contains_key(*path)).collect();
        assert_eq!(lacking, [] as [&String; 0], "{case}");
    }
}

fn render(pages: &Pages<'_>, due: &[Route]) -> BTreeMap<String, (Fingerprint, String)> {
    let made = Mutex::new(BTreeMap::new());
    pages.render(due, |Artifact { path, content }, made_from| {
        let text = match content {
            Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Content::Copy(source) => format!("copy of {source}\n"),
        };
        made.lock().unwrap().insert(path.as_str().to_owned(), (made_from, text));
    });
    made.into_inner().unwrap()
}
