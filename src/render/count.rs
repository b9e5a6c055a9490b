//! What templates count by the function `count`: notes, those of a section or of a term, and the terms of an index.
//!
//! Counts change whenever a note comes or goes, so no template is given them unasked: only a page that asks for one has to
//! be made again for it. Every question goes through the [`Counter`] that is set for the page being made.

use std::cell::RefCell;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::{Kwargs, TeraResult};

use crate::model::taxonomy::canonical;
use crate::model::{Site, Taxonomy};
use crate::suggest::nearest;

/// A question of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Count {
    /// All dated notes.
    Notes,
    /// The notes of a section, by its folder below `content/`.
    OfSection(String),
    /// The terms of an index, by its name.
    Terms(String),
    /// The notes of a term.
    OfTerm {
        /// The name of the index.
        index: String,
        /// The term, in any of its spellings.
        term: String,
    },
}

/// Answers a question, or says which name in it is unknown.
pub type Counter = Arc<dyn Fn(&Count) -> Result<usize, String>>;

thread_local! {
    /// What answers for the page being made. A page is made on one thread from beginning to end.
    static COUNTER: RefCell<Option<Counter>> = const { RefCell::new(None) };
}

/// The arguments of `count`.
const ARGUMENTS: [&str; 3] = ["section", "index", "term"];
/// How many names a message lists.
const LISTED: usize = 8;

/// Sets what answers while `make` runs; None where nothing may be counted.
pub(super) fn with<T>(counter: Option<Counter>, make: impl FnOnce() -> T) -> T {
    struct Reset(Option<Counter>);
    impl Drop for Reset {
        fn drop(&mut self) {
            COUNTER.set(self.0.take());
        }
    }
    let _reset = Reset(COUNTER.replace(counter));
    make()
}

/// The function `count` of templates.
pub(super) fn count(arguments: &Kwargs) -> TeraResult<usize> {
    let asked = question(arguments)?;
    let Some(counter) = COUNTER.with_borrow(Clone::clone) else {
        let message = "`count` is not available in the row of a note, which is made once for all listings";
        return Err(tera::Error::message(message));
    };
    counter(&asked).map_err(tera::Error::message)
}

fn question(arguments: &Kwargs) -> TeraResult<Count> {
    if let Some(unknown) = arguments.iter().find_map(|(key, _)| {
        let key = key.as_str().unwrap_or_default();
        (!ARGUMENTS.contains(&key)).then_some(key)
    }) {
        let message = format!("`count` has no argument `{unknown}`{}", choice(unknown, ARGUMENTS));
        return Err(tera::Error::message(message));
    }
    let text = |name| arguments.get::<String>(name);
    match (text("section")?, text("index")?, text("term")?) {
        (None, None, None) => Ok(Count::Notes),
        (Some(folder), None, None) => Ok(Count::OfSection(folder)),
        (None, Some(index), None) => Ok(Count::Terms(index)),
        (None, Some(index), Some(term)) => Ok(Count::OfTerm { index, term }),
        _ => {
            Err(tera::Error::message("`count` takes a `section`, or an `index`, or an `index` and a `term`"))
        }
    }
}

/// Answers from a site.
pub(super) fn of_site(site: &Site) -> Counter {
    let (sections, taxonomies) = (Arc::clone(&site.sections), Arc::clone(&site.taxonomies));
    let (config, notes) = (Arc::clone(&site.config), site.dated.len());
    Arc::new(move |asked| match asked {
        Count::Notes => Ok(notes),
        Count::OfSection(folder) => {
            let section = sections.iter().find(|section| *section.folder == **folder);
            let folders = sections.iter().map(|section| &*section.folder);
            let folders = folders.filter(|folder| !folder.is_empty());
            section.map(|section| section.notes.len()).ok_or_else(|| unknown("section", folder, folders))
        }
        Count::Terms(index) => Ok(known_index(&taxonomies, index)?.terms.len()),
        Count::OfTerm { index, term } => {
            let taxonomy = known_index(&taxonomies, index)?;
            let name = canonical(&config, index, term);
            let found = taxonomy.term(name.as_deref().unwrap_or(term)).map(|term| term.notes.len());
            let names = taxonomy.terms.iter().map(|term| term.name.as_str());
            found.ok_or_else(|| unknown("term", term, names))
        }
    })
}

fn known_index<'t>(taxonomies: &'t [Taxonomy], name: &str) -> Result<&'t Taxonomy, String> {
    let found = taxonomies.iter().find(|taxonomy| taxonomy.config.name == name);
    let names = taxonomies.iter().map(|taxonomy| taxonomy.config.name.as_str());
    found.ok_or_else(|| unknown("index", name, names))
}

fn unknown<'n>(kind: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    format!("there is no {kind} `{name}` to count{}", choice(name, known))
}

/// The name that was meant, else the first of those that there are.
fn choice<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(name, known.iter().copied()) {
        return format!("; did you mean `{near}`?");
    }
    let shown: Vec<String> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match (shown.as_slice(), known.len() - shown.len()) {
        ([], _) => String::new(),
        (_, 0) => format!("; known: {}", shown.join(", ")),
        (_, more) => format!("; known: {} and {more} more", shown.join(", ")),
    }
}
