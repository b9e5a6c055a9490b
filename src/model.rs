//! The site as a whole: which notes are published, where each page lives, what is listed where.
//!
//! Built anew on every change: immutable, cheap, and the same for the same input. Knows no body's text, no
//! template and no disk. All routes are known here, before anything is rendered.

mod addresses;
pub mod alert;
pub mod board;
pub mod card;
pub mod codeowners;
mod frame;
mod late;
pub(crate) mod left_out;
pub mod link;
pub mod listing;
pub mod near;
pub mod note;
pub mod picture;
mod places;
pub mod review;
pub mod route;
pub mod search;
pub mod section;
mod similar;
pub mod standing;
pub mod taxonomy;
pub mod touched;

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use crate::config::{Config, base_path};
use crate::corpus::{CONTENT, Corpus, Drift, FileInfo, below_content, notes_beside};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Profile;
use crate::parallel;
use crate::path::{OutputPath, SourcePath, UrlPath};

pub use card::Card;
pub use late::{Finished, Late};
use left_out::{LeftOut, Sieve};
pub use note::NotePage;
pub use picture::Picture;
pub use places::Places;
pub use route::{Name, Page, Route};
pub use section::{Section, SectionKind};
pub use similar::Similar;
pub use standing::{Lasting, Standing};
pub use taxonomy::{Taxonomy, Term};

/// A note of the site: its place in [`Site::notes`].
pub type NoteId = usize;

/// A site.
#[derive(Clone, Debug)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// The published notes, newest first, ties by path. Plain pages come last.
    pub notes: Arc<Vec<NotePage>>,
    /// The sections; the first is the site's root.
    pub sections: Arc<Vec<Section>>,
    /// The indexes.
    pub taxonomies: Arc<Vec<Taxonomy>>,
    /// The dated notes, newest first: what home, archive, feeds and indexes list.
    pub dated: Arc<Vec<NoteId>>,
    /// The years of the archive, newest first, with their notes, newest first.
    pub years: Arc<Vec<(i16, Vec<NoteId>)>>,
    /// The board of reviews.
    pub board: Arc<board::Board>,
    /// The numbers of the notes in the search index.
    pub numbers: Arc<search::Numbers>,
    /// Files that are copied.
    pub files: Arc<BTreeMap<SourcePath, FileInfo>>,
    /// Pictures that come at several widths, by their files.
    pub pictures: Arc<BTreeMap<SourcePath, Picture>>,
    /// The address of the card that stands for pages without one of their own.
    pub social_card: Option<UrlPath>,
    /// The addresses of notes' own cards, by those of the notes.
    note_cards: Arc<HashMap<UrlPath, UrlPath>>,
    /// All pages and files: notes in order of their paths, and then what is made of all.
    pub routes: Arc<Vec<Route>>,
    /// What is known of the files of the site, published or not.
    by_path: Arc<HashMap<SourcePath, Known>>,
    names: Arc<near::Names>,
    by_url: Arc<HashMap<UrlPath, usize>>,
    /// The notes in order of their paths.
    pub by_file: Arc<Vec<NoteId>>,
    /// The folders that are a note's own, and its file.
    bundles: Arc<HashMap<String, SourcePath>>,
    /// What of the repository is no part of the site, as the corpus has it.
    beyond: Arc<BTreeMap<String, bool>>,
    /// What became of the files that notes watch, as the corpus has it.
    drift: Arc<BTreeMap<SourcePath, Drift>>,
    left_out: Arc<LeftOut>,
}

/// What a source file is to the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// A page.
    Note(NoteId),
    /// A section's page.
    Section(usize),
    /// A file that is copied.
    File,
    /// A draft, or a file that goes with one.
    Draft,
    /// A note that has faults, a file that goes with one, or one that is not safe to publish.
    Faulty,
}

/// What a build chooses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Whether drafts are published too.
    pub drafts: bool,
    /// Names of the theme's files in `/assets/`: they are routes too.
    pub assets: &'a [String],
    /// The site as it was, under the same settings and sections: what comes out the same is taken from there.
    pub before: Option<Places<'a>>,
}

impl Site {
    /// Builds the site from all notes that `is_good` says are without fault. Also what is wrong with the routes.
    pub fn build(
        config: &Arc<Config>,
        corpus: &Corpus,
        choice: Choice<'_>,
        is_good: impl Fn(&SourcePath) -> bool + Sync,
    ) -> (Self, Vec<Diagnostic>) {
        let sieve = Sieve::new(corpus, choice, is_good);
        if let Some(mut site) =
            choice.before.and_then(|before| before.site.says_same(before.corpus, corpus, &sieve))
        {
            site.config = Arc::clone(config);
            let diagnostics = site.claim_routes(choice);
            return (site, diagnostics);
        }
        let whole = choice.before.map(|before| before.site);
        let mut sections = section::build(corpus, &sieve);
        let before = whole.filter(|before| before.has_same_folders(corpus, &sections));
        let page = |note: &Profile| {
            let known = before.and_then(|before| before.id_of(&note.facts.path));
            let page = known.and_then(|id| Some(&before?.notes[id])).filter(|page| page.note().is_same(note));
            let new = || NotePage::new(config, note, corpus, &sections);
            (known, page.map_or_else(new, NotePage::alone))
        };
        let (mut pages, by_file) =
            note::sort(parallel::map(&sieve.published().collect::<Vec<_>>(), |note| page(note)));
        note::link_neighbours(&mut pages, &sections);
        section::fill(&mut sections, &pages);
        let mut site = Self::of_pages(config, pages, sections, whole);
        site.bundles = Arc::clone(&corpus.bundles);
        site.beyond = Arc::clone(&corpus.beyond);
        site.drift = Arc::clone(&corpus.drift);
        site.by_file = Arc::new(by_file);
        site.know(corpus, &sieve, sieve.known());
        let mut diagnostics = site.claim_routes(choice);
        let unused = sieve.unused(&site);
        if !unused.is_empty() {
            let mut known = sieve.known();
            known.extend(unused);
            site.know(corpus, &sieve, known);
            diagnostics = site.claim_routes(choice);
        }
        (site, diagnostics)
    }

    /// This site with the notes of another corpus, where those say the same, are published or left out as these are, and
    /// all else is as it was.
    fn says_same(&self, old: &Corpus, new: &Corpus, sieve: &Sieve<'_>) -> Option<Self> {
        if !sieve.judges_as(self) || old.files != new.files || old.notes.len() != new.notes.len() {
            return None;
        }
        let mut site = self.clone();
        site.drift = Arc::clone(&new.drift);
        for (note, old) in notes_beside(&new.notes, &old.notes) {
            let old = old.filter(|old| note.says_same(old))?;
            if !note.is_same(old)
                && let Some(id) = self.id_of(&note.facts.path)
            {
                Arc::make_mut(&mut site.notes)[id].says(note);
            }
        }
        Some(site)
    }

    /// Whether notes stand in the folders of this site: by them they have their addresses.
    fn has_same_folders(&self, corpus: &Corpus, sections: &[Section]) -> bool {
        let folders = sections.iter().map(|section| &section.folder);
        folders.eq(self.sections.iter().map(|section| &section.folder))
            && self.bundles == corpus.bundles
            && self.beyond == corpus.beyond
    }

    /// The site of some pages, of which neither files nor routes are known yet.
    fn of_pages(
        config: &Arc<Config>,
        pages: Vec<NotePage>,
        sections: Vec<Section>,
        before: Option<&Self>,
    ) -> Self {
        let dated: Vec<NoteId> = (0..pages.len()).filter(|id| pages[*id].is_dated).collect();
        let lists = || (listing::years(&pages, &dated), board::Board::of(config, &pages, before));
        let numbers = || search::Numbers::of(&pages, &sections);
        let taxonomies = || taxonomy::build(config, &pages, &dated, before);
        let (((years, board), numbers), taxonomies) = rayon::join(|| rayon::join(lists, numbers), taxonomies);
        Self {
            config: Arc::clone(config),
            years: Arc::new(years),
            board: Arc::new(board),
            numbers: Arc::new(numbers),
            taxonomies,
            notes: Arc::new(pages),
            sections: Arc::new(sections),
            dated: Arc::new(dated),
            files: Arc::default(),
            pictures: Arc::default(),
            social_card: None,
            note_cards: Arc::default(),
            routes: Arc::default(),
            by_path: Arc::default(),
            names: Arc::default(),
            by_url: Arc::default(),
            by_file: Arc::default(),
            bundles: Arc::default(),
            beyond: Arc::default(),
            drift: Arc::default(),
            left_out: Arc::default(),
        }
    }

    /// Takes down what each source file is to the site; `left_out` are those that are not published.
    fn know(&mut self, corpus: &Corpus, sieve: &Sieve<'_>, left_out: HashMap<SourcePath, Known>) {
        self.left_out = Arc::new(sieve.places(&left_out, &self.sections));
        let mut by_path = left_out;
        by_path
            .extend(self.notes.iter().enumerate().map(|(id, page)| (page.path().clone(), Known::Note(id))));
        let with_file = |(id, section): (usize, &Section)| {
            Some((section.file.as_ref()?.path.clone(), Known::Section(id)))
        };
        by_path.extend(self.sections.iter().enumerate().filter_map(with_file));
        // What could run in a browser is published only where the settings let it pass.
        let withholds = |code| self.config.withholds(code);
        let (withholds_unsafe, withholds_secrets) = (withholds(Code::UnsafeFile), withholds(Code::Secret));
        let is_safe = |info: &FileInfo| {
            let is_dangerous = info.danger.is_some() && withholds_unsafe;
            !is_dangerous && !info.is_unread && (info.secrets.is_empty() || !withholds_secrets)
        };
        let mut is_all = true;
        for (path, info) in corpus.files.iter() {
            let known = by_path.entry(path.clone()).or_insert(if is_safe(info) {
                Known::File
            } else {
                Known::Faulty
            });
            is_all &= *known == Known::File;
        }
        self.files = if is_all {
            Arc::clone(&corpus.files)
        } else {
            let files = corpus.files.iter().filter(|(path, _)| by_path.get(*path) == Some(&Known::File));
            Arc::new(files.map(|(path, info)| (path.clone(), info.clone())).collect())
        };
        self.by_path = Arc::new(by_path);
        self.names = Arc::default();
    }

    /// Gives each page and file its route. Also what is wrong with them.
    fn claim_routes(&mut self, choice: Choice<'_>) -> Vec<Diagnostic> {
        let before = choice.before.map(|before| before.site);
        let (routes, diagnostics) = route::build(self, choice.assets, before.map(|before| &before.routes));
        self.by_url = match before {
            Some(before) if Arc::ptr_eq(&before.routes, &routes) => Arc::clone(&before.by_url),
            _ => Arc::new(routes.iter().enumerate().map(|(at, route)| (route.url.clone(), at)).collect()),
        };
        self.routes = routes;
        diagnostics
    }

    /// What a source file is to the site; nothing when there is no such file.
    pub fn known(&self, path: &SourcePath) -> Option<Known> {
        self.by_path.get(path).copied()
    }

    /// The file of a path, and what it is to the site; None if there is no such file.
    fn file_at(&self, path: &str) -> Option<(&SourcePath, Known)> {
        self.by_path.get_key_value(path).map(|(path, known)| (path, *known))
    }

    /// Whether a page or file has this address.
    pub fn has_address(&self, url: &UrlPath) -> bool {
        self.by_url.contains_key(url)
    }

    /// The page or file of an address.
    pub fn route(&self, url: &UrlPath) -> Option<&Route> {
        self.by_url.get(url).map(|at| &self.routes[*at])
    }

    /// The page or file that is published as a file.
    pub fn at_output(&self, output: &OutputPath) -> Option<&Route> {
        let folder = output.as_str().strip_suffix("index.html").map(UrlPath::file);
        let urls = folder.into_iter().chain([UrlPath::file(output.as_str())]);
        urls.filter_map(|url| self.route(&url)).find(|route| route.output == *output)
    }

    /// The page of a note; None if no published note has this path.
    pub fn note_at(&self, path: &SourcePath) -> Option<&NotePage> {
        self.id_of(path).and_then(|id| self.notes.get(id))
    }

    /// The place of a note among all; None if no published note has this path.
    pub fn id_of(&self, path: &SourcePath) -> Option<NoteId> {
        match self.known(path)? {
            Known::Note(id) => Some(id),
            _ => None,
        }
    }

    /// The section of a folder below `content/`.
    pub fn section_at(&self, folder: &str) -> Option<usize> {
        self.sections.binary_search_by(|section| (*section.folder).cmp(folder)).ok()
    }

    /// Whether a note beside a folder is the folder's page: `tls.md` beside `tls/`, which has no `_index.md`.
    pub fn has_note_as_page(&self, section: &Section) -> bool {
        let is_page = |end: &str| {
            let note = SourcePath::new(&format!("{CONTENT}/{}{end}", section.folder));
            note.and_then(|note| self.note_at(&note)).is_some_and(|note| note.url == section.url)
        };
        section.file.is_none() && !section.folder.is_empty() && [".md", ".markdown"].into_iter().any(is_page)
    }

    /// The place of an index.
    pub fn index_at(&self, name: &str) -> Option<usize> {
        self.taxonomies.iter().position(|taxonomy| &*taxonomy.name == name)
    }

    /// The places of an index and of one of its terms, by its slug.
    pub fn term_at(&self, index: &str, slug: &str) -> Option<(usize, usize)> {
        let index = self.index_at(index)?;
        Some((index, self.taxonomies[index].place_of(slug)?))
    }

    /// The section of a folder of the site: `content/notes`.
    fn section_of(&self, folder: &str) -> Option<usize> {
        let below = folder.strip_prefix(CONTENT)?;
        let below = if below.is_empty() { below } else { below.strip_prefix('/')? };
        self.section_at(below)
    }

    /// The file of the note that a folder of the site belongs to.
    fn page_of(&self, folder: &str) -> Option<&SourcePath> {
        self.bundles.get(below_content(folder))
    }

    /// The notes in order of their paths.
    fn notes_by_path(&self) -> impl Iterator<Item = &NotePage> {
        self.by_file.iter().map(|id| &self.notes[*id])
    }

    /// The note of an id.
    pub fn note(&self, id: NoteId) -> &Profile {
        self.notes[id].note()
    }

    /// The site in a sentence: the summary of `content/_index.md`, else the description of the settings.
    pub fn description(&self) -> &str {
        let of_home = self.sections.first().and_then(Section::published_file).map(|file| &*file.summary);
        of_home.filter(|summary| !summary.is_empty()).unwrap_or(&self.config.description)
    }

    /// What the home page is called: the title of `content/_index.md`, else the name of the site.
    pub fn home_title(&self) -> &str {
        let file = self.sections.first().and_then(Section::published_file);
        file.and_then(|file| file.title.as_deref()).unwrap_or(&self.config.title)
    }

    /// The address of a path on the site, with the path that the base URL may have: what `href` holds.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.base_path(), url.as_str())
    }

    /// The full address of a path on the site.
    pub fn permalink(&self, url: &UrlPath) -> String {
        format!("{}{}", self.config.base_url, url.as_str())
    }

    /// The path of the base URL, without a trailing slash: empty for a site at the root of its host.
    pub fn base_path(&self) -> &str {
        base_path(&self.config.base_url)
    }
}
