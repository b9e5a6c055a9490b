//! Everything that was read, judged one file at a time: what the model is built from and the site-wide checks
//! run over. Holds faulty notes and drafts too, so that a link to one is told from a link to nothing.

mod drift;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::config::SchemaConfig;
use crate::diagnostic::Diagnostic;
use crate::ledger::Ledger;
use crate::note::{Profile, is_draft};
use crate::parse::active::Danger;
use crate::parse::secret::Secret;
use crate::parse::{Document, Outline, inline};
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::Node;
use crate::validate::Schema;

pub use drift::{Drift, Watched};

/// The folder of the notes.
pub const CONTENT: &str = "content";
/// The folder of the files that are copied as they are.
pub const STATIC: &str = "static";
/// The folder of the site's own templates.
pub const TEMPLATES: &str = "templates";

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The notes, in order of their paths.
    pub notes: Arc<Vec<Profile>>,
    /// The `_index.md` files, in order of their paths.
    pub sections: Vec<Arc<SectionFile>>,
    /// The other files below `content/`, and those below `static/`.
    pub files: Arc<BTreeMap<SourcePath, FileInfo>>,
    /// The folders, below `content/`, that are a note's own, and its file.
    pub bundles: Arc<HashMap<String, SourcePath>>,
    /// The addresses that the site has had, where it keeps a ledger of them.
    pub ledger: Option<Arc<Ledger>>,
    /// What notes lead to in the repository that is no part of the site, by its path from the top, and whether it is there.
    pub beyond: Arc<BTreeMap<String, bool>>,
    /// What became of the files that notes watch, for each note that watches any.
    pub drift: Arc<BTreeMap<SourcePath, Drift>>,
}

/// What is known of a file that is copied.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct FileInfo {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970; 0 if that proves nothing of what it holds.
    pub modified: u128,
    /// Width and height, where it is a picture that says so.
    pub dimensions: Option<(u32, u32)>,
    /// What browsers or hosts would do with it besides showing it.
    pub danger: Option<Danger>,
    /// The secrets that it holds.
    pub secrets: Arc<[Secret]>,
    /// What it says of its making.
    pub traces: Traces,
    /// Whether it can't be read, so that nobody knows what it holds.
    pub is_unread: bool,
}

/// What a picture says of its making.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Traces {
    /// Whether it says where it was made.
    pub has_place: bool,
    /// Whether some of it may be there that can't be removed.
    pub stays: bool,
}

/// An `_index.md`.
#[derive(Clone, Debug)]
pub struct SectionFile {
    /// Its file.
    pub path: SourcePath,
    /// What the section is called.
    pub title: Option<String>,
    /// Whether its first heading is its title, at the top of its body.
    pub title_is_heading: bool,
    /// The section in a sentence or two.
    pub summary: String,
    /// Whether it holds plain pages, not dated notes.
    pub is_pages: bool,
    /// Its files in the order they are listed.
    pub order: Vec<Spanned<String>>,
    /// What its notes must and may hold.
    pub schema: Option<SchemaConfig>,
    /// Whether it is left out of the site, with all it holds.
    pub draft: bool,
    /// Where its body stands.
    pub body: Span,
    /// What the body holds.
    pub outline: Outline,
}

/// What its section shows: it is known of each note by itself how `schema` judges it.
impl Hash for SectionFile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            path,
            title,
            title_is_heading,
            summary,
            is_pages,
            order,
            schema: _,
            draft,
            body: _,
            outline,
        } = self;
        (path, title, title_is_heading, summary, is_pages, order, draft, outline).hash(state);
    }
}

impl SectionFile {
    /// Reads a section's settings; also what is wrong with its `schema`.
    pub fn read(document: &Document, text: &str) -> (Self, Vec<Diagnostic>) {
        let front = document.front.as_ref();
        let (title, title_is_heading) = crate::validate::title::title(document, text);
        let text = |key: &str| front?.get(key)?.as_text().map(str::to_owned);
        let items = front.and_then(|front| front.get("order")).map_or(&[] as &[Node], Node::items);
        let (schema, diagnostics) = match front.and_then(|front| front.get("schema")) {
            Some(node) => {
                let (schema, diagnostics) = SchemaConfig::parse(&document.path, node, "schema");
                (Some(schema), diagnostics)
            }
            None => (None, Vec::new()),
        };
        let section = Self {
            path: document.path.clone(),
            title,
            title_is_heading,
            summary: inline::plain(&text("summary").or_else(|| text("description")).unwrap_or_default())
                .into_owned(),
            is_pages: text("kind").as_deref() == Some("pages"),
            order: items
                .iter()
                .filter_map(|item| Some(Spanned::new(item.as_text()?.to_owned(), item.span)))
                .collect(),
            schema,
            draft: front.is_some_and(is_draft) || document.says_draft,
            body: document.body,
            outline: document.outline.clone(),
        };
        (section, diagnostics)
    }

    /// Whether it says what its notes must and may hold.
    pub fn has_rules(&self) -> bool {
        self.schema.is_some() || self.is_pages
    }

    /// The folder below `content/`; empty for the site's root.
    pub fn folder(&self) -> &str {
        below_content(self.path.folder())
    }
}

impl Corpus {
    /// The notes and sections, each in order of their paths, and the other files.
    pub fn new(
        notes: Vec<Profile>,
        sections: Vec<Arc<SectionFile>>,
        files: BTreeMap<SourcePath, FileInfo>,
    ) -> Self {
        let paths = notes.iter().map(|note| &note.facts.path);
        let bundles = bundles(paths.chain(sections.iter().map(|section| &section.path)));
        let (notes, files, bundles) = (Arc::new(notes), Arc::new(files), Arc::new(bundles));
        Self { notes, sections, files, bundles, ledger: None, beyond: Arc::default(), drift: Arc::default() }
    }

    /// Whether a file is that of a note.
    pub fn has_note(&self, path: &SourcePath) -> bool {
        self.note_at(path).is_some()
    }

    /// The note of a file.
    pub fn note_at(&self, path: &SourcePath) -> Option<&Profile> {
        let at = self.notes.binary_search_by(|note| note.facts.path.cmp(path)).ok()?;
        self.notes.get(at)
    }

    /// Whether a folder below `content/` is a *bundle*: one note, `index.md`, and the files that go with it.
    pub fn is_bundle(&self, folder: &str) -> bool {
        self.bundles.contains_key(folder)
    }

    /// Whether a note is an `index.md` that other notes stand beside: it is one of them then, and its folder a section.
    pub fn is_misplaced(&self, path: &SourcePath) -> bool {
        path.is_index() && !self.is_bundle(below_content(path.folder()))
    }

    /// The schema of the notes of a folder.
    pub fn schema_of(site: &SchemaConfig, sections: &[Arc<SectionFile>], folder: &str) -> Schema {
        let by_folder: HashMap<&str, &Arc<SectionFile>> =
            sections.iter().map(|section| (section.folder(), section)).collect();
        schema_within(
            site,
            folders_up(folder).filter_map(|folder| by_folder.get(folder).map(|page| &***page)),
        )
    }
}

/// The schema of notes by the pages of their folder and of those above it, the innermost first: the first `schema` of these holds, and
/// all below a section of plain pages are such pages.
pub fn schema_within<'s>(
    site: &SchemaConfig,
    mut sections: impl Iterator<Item = &'s SectionFile> + Clone,
) -> Schema {
    let own = sections.clone().find_map(|section| section.schema.as_ref());
    if sections.any(|section| section.is_pages) {
        Schema::of_pages(site, own)
    } else {
        Schema::of_notes(site, own)
    }
}

/// The folders with an `index.md`, and no other page in them or below. The folder of all notes is none.
fn bundles<'p>(paths: impl Iterator<Item = &'p SourcePath> + Clone) -> HashMap<String, SourcePath> {
    let of_index = |path: &&SourcePath| path.is_index() && path.folder() != CONTENT;
    let of_folder = |path: &SourcePath| (below_content(path.folder()).to_owned(), path.clone());
    let mut bundles: HashMap<String, SourcePath> = paths.clone().filter(of_index).map(of_folder).collect();
    if bundles.is_empty() {
        return bundles;
    }
    for path in paths {
        let own = usize::from(path.is_index());
        for folder in folders_up(below_content(path.folder())).skip(own) {
            bundles.remove(folder);
        }
    }
    bundles
}

/// A folder below `content/`, and those above it up to the root, which has no name.
pub fn folders_up(folder: &str) -> impl Iterator<Item = &str> + Clone {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(parent, _)| parent))
    })
}

/// Values, each beside the one of its path among others. Both stand in order of their paths, by which `compare` tells them.
pub fn beside<'n, 'o, N, O>(
    ones: &'n [N],
    others: &'o [O],
    compare: impl Fn(&O, &N) -> Ordering,
) -> impl Iterator<Item = (&'n N, Option<&'o O>)> {
    let mut others = others.iter().peekable();
    ones.iter().map(move |one| {
        while others.next_if(|other| compare(other, one).is_lt()).is_some() {}
        (one, others.next_if(|other| compare(other, one).is_eq()))
    })
}

/// Notes, each beside the one of its path among others. Most are the ones that they were, which the pointers tell.
pub fn notes_beside<'n, 'o>(
    notes: &'n [Profile],
    others: &'o [Profile],
) -> impl Iterator<Item = (&'n Profile, Option<&'o Profile>)> {
    beside(notes, others, |other, note| {
        if other.is_same(note) { Ordering::Equal } else { other.facts.path.cmp(&note.facts.path) }
    })
}

/// A path below `content/`, from a path on the site.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix(CONTENT).map_or("", |rest| rest.trim_start_matches('/'))
}
