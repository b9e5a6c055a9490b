//! Every page and file of the site, with its address: known before anything is rendered, and each address once.

mod alert;
mod alias;
mod claim;
mod made;
mod notes;
mod page;

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::listing::{List, ListPage};
use super::{Known, NoteId, NotePage, Site};
use crate::config::TaxonomyConfig;
use crate::corpus::{CONTENT, STATIC, below_content};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::note::Profile;
use crate::path::{OutputPath, SourcePath, UrlPath, markdown_stem, slugify};
use crate::span::Span;
use claim::Claim;
use made::Made;
pub use page::{FeedOf, Name, Page, Part};

/// A page or file.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Route {
    /// Its address.
    pub url: UrlPath,
    /// The file that holds it.
    pub output: OutputPath,
    /// What it is.
    pub page: Page,
}

/// Most addresses in one sitemap, by the protocol.
pub const SITEMAP_ADDRESSES: usize = 50_000;
/// Most notes in one `notes.json`, or `review.json`.
pub const NOTES_IN_JSON: usize = 10_000;

/// The feed of revisions.
pub const REVISIONS: &str = "revisions.xml";

/// The file, beside the manifest, that says of each note whether its text is as it was.
pub const TEXTS: &str = ".fieldnotes-texts.json";

/// The address of a note's Markdown, from that of its page.
pub fn markdown_url(page: &UrlPath) -> UrlPath {
    UrlPath::file(&format!("{page}index.md"))
}

/// The address of a file below `content/` or `static/`; folders of notes are spelt as in the notes' addresses.
pub fn file_url(path: &SourcePath) -> UrlPath {
    if let Some(rest) = path.as_str().strip_prefix(STATIC).and_then(|rest| rest.strip_prefix('/')) {
        return UrlPath::file(rest);
    }
    let folder = below_content(path.folder());
    let parts: Vec<String> = folder.split('/').map(slugify).filter(|part| !part.is_empty()).collect();
    UrlPath::file(&[parts.join("/").as_str(), path.file_name()].join("/"))
}

/// Whether an index is worth a feed for each of its terms.
pub fn has_feeds(taxonomy: &TaxonomyConfig) -> bool {
    taxonomy.feed
}

/// All routes. Of two that want one address the first stays, and the other is a fault; of two notes, that is the first by
/// path. They are those of the site before where each comes out as it was.
pub(super) fn build(
    site: &Site,
    assets: &[String],
    before: Option<&Arc<Vec<Route>>>,
) -> (Arc<Vec<Route>>, Vec<Diagnostic>) {
    let mut claims = Claims::new(site, before.map_or(&[], |before| before));
    claims.notes();
    claims.listings();
    claims.machines();
    claims.files(assets);
    claims.aliases();
    claims.alerts();
    match before {
        Some(before) if claims.followed == before.len() && claims.routes.is_empty() => {
            (Arc::clone(before), claims.diagnostics)
        }
        _ => {
            claims.stop_following();
            (Arc::new(claims.routes), claims.diagnostics)
        }
    }
}

struct Claims<'s> {
    site: &'s Site,
    /// The routes of the site before, and how many of them came out the same. None of those is in what follows yet.
    before: &'s [Route],
    followed: usize,
    routes: Vec<Route>,
    /// Outputs in lower case, since some disks tell no case apart.
    taken: HashMap<OutputPath, usize>,
    /// The folders that outputs stand in: no file can have the name of one.
    folders: HashMap<String, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Claims<'s> {
    fn new(site: &'s Site, before: &'s [Route]) -> Self {
        let (routes, taken, folders) = (Vec::new(), HashMap::new(), HashMap::new());
        Self { site, before, followed: 0, routes, taken, folders, diagnostics: Vec::new() }
    }

    /// Takes an address. Gives it back, with the route that has it already.
    fn claim(&mut self, url: UrlPath, page: Page) -> Result<(), (usize, UrlPath)> {
        if self.follows(&url, |before| *before == page) {
            return Ok(());
        }
        self.stop_following();
        self.take(Claim::new(url, page)).map_err(|(holder, route)| (holder, route.url))
    }

    /// Whether the next route comes out as it was.
    fn follows(&mut self, url: &UrlPath, is_same: impl Fn(&Page) -> bool) -> bool {
        let next = self.before.get(self.followed).filter(|_| self.routes.is_empty());
        let follows = next.is_some_and(|next| next.url == *url && is_same(&next.page));
        self.followed += usize::from(follows);
        follows
    }

    /// Takes the routes down that came out as they were.
    fn stop_following(&mut self) {
        if !self.routes.is_empty() {
            return;
        }
        // Two of a note, as a rule, of which one has a folder of its own.
        let notes = self.site.notes.len();
        self.routes.reserve(2 * notes);
        self.taken.reserve(2 * notes);
        self.folders.reserve(notes);
        for route in &self.before[..self.followed] {
            // They were free among themselves.
            let _ = self.take(Claim::of(route.clone()));
        }
    }

    fn take(&mut self, Claim { route, key }: Claim) -> Result<(), (usize, Route)> {
        if let Some(&holder) = self.taken.get(&key).or_else(|| self.folders.get(key.as_str())) {
            return Err((holder, route));
        }
        // Where a folder is known, those above it are too, and none of them is a file.
        let above = key.as_str().rmatch_indices('/').map(|(at, _)| &key.as_str()[..at]);
        let new: Vec<&str> = above.take_while(|folder| !self.folders.contains_key(*folder)).collect();
        if let Some(&holder) = new.iter().find_map(|folder| self.taken.get(*folder)) {
            return Err((holder, route));
        }
        self.folders.extend(new.into_iter().map(|folder| (folder.to_owned(), self.routes.len())));
        self.taken.insert(key, self.routes.len());
        self.routes.push(route);
        Ok(())
    }

    /// The note whose page a route leads to.
    fn note_of(&self, route: usize) -> Option<&'s Profile> {
        match &self.routes.get(route)?.page {
            Page::Note(path) => self.site.note_at(path).map(NotePage::note),
            _ => None,
        }
    }

    fn listings(&mut self) {
        let site = self.site;
        self.claim_page(UrlPath::root(), Page::Home);
        for (id, section) in site.sections.iter().enumerate().skip(1) {
            if !self.site.has_note_as_page(section) {
                self.list(&site.section_list(id), |page| Page::Section(Name::clone(&section.folder), page));
            }
        }
        for (id, taxonomy) in site.taxonomies.iter().enumerate() {
            self.claim_page(taxonomy.url.clone(), Page::Taxonomy(Name::clone(&taxonomy.name)));
            for (at, term) in taxonomy.terms.iter().enumerate() {
                let page = |page| Page::Term(Name::clone(&taxonomy.name), Name::clone(&term.slug), page);
                self.list(&site.term_list(id, at), page);
            }
        }
        self.claim_page(site.config.own_pages.archive.clone(), Page::Archive);
        for (year, _) in site.years.iter() {
            self.list(&site.year_list(*year), |page| Page::ArchiveYear(*year, page));
        }
        self.claim_page(site.config.own_pages.review.clone(), Page::Review);
        for (falls, _) in site.due_parts().filter(|_| site.has_due_pages()) {
            self.list(&site.due_list(falls), |page| Page::ReviewDue(falls, page));
        }
        self.claim_page(site.config.own_pages.search.clone(), Page::Search);
        self.claim_page(UrlPath::file("404.html"), Page::NotFound);
    }

    fn list(&mut self, list: &List<'_>, page: impl Fn(ListPage) -> Page) {
        for number in list.pages.all() {
            self.claim_page(list.url_of(number), page(number));
        }
    }

    fn machines(&mut self) {
        let site = self.site;
        self.claim_page(UrlPath::root().feed(), Page::Feed(FeedOf::Site));
        self.claim_page(UrlPath::file("feed.json"), Page::JsonFeed);
        for section in site.sections.iter().skip(1) {
            if !section.is_pages {
                let url = section.url.feed();
                self.claim_page(url, Page::Feed(FeedOf::Section(Name::clone(&section.folder))));
            }
        }
        for taxonomy in site.taxonomies.iter().filter(|taxonomy| has_feeds(&taxonomy.config)) {
            for term in taxonomy.terms.iter() {
                let of = FeedOf::Term(Name::clone(&taxonomy.name), Name::clone(&term.slug));
                self.claim_page(term.url.feed(), Page::Feed(of));
            }
        }
        self.split("sitemap", "xml", site.sitemap_urls().len().div_ceil(SITEMAP_ADDRESSES), Page::Sitemap);
        self.split("notes", "json", site.notes.len().div_ceil(NOTES_IN_JSON), Page::NotesJson);
        self.claim_page(UrlPath::file("alerts.json"), Page::AlertsJson);
        self.split("review", "json", site.board.notes.len().div_ceil(NOTES_IN_JSON), Page::ReviewJson);
        for keeper in site.calendars() {
            self.claim_page(site.calendar_url(keeper), Page::Calendar(Name::clone(&keeper.slug)));
        }
        self.claim_page(UrlPath::file(REVISIONS), Page::Revisions);
        self.claim_page(UrlPath::file(TEXTS), Page::Texts);
        self.claim_page(UrlPath::file("robots.txt"), Page::Robots);
        for (url, file) in super::search::files(site) {
            self.claim_page(url, Page::SearchFile(file));
        }
        if site.config.markdown_output {
            self.markdown();
            self.claim_page(UrlPath::file("llms.txt"), Page::LlmsTxt);
        }
    }

    /// `sitemap.xml`, or an index of that name and `sitemap-1.xml` and so on.
    fn split(&mut self, name: &str, extension: &str, parts: usize, page: fn(Part) -> Page) {
        let whole = UrlPath::file(&format!("{name}.{extension}"));
        if parts <= 1 {
            return self.claim_page(whole, page(Part::Whole));
        }
        self.claim_page(whole, page(Part::Index(parts)));
        for part in 1..=parts {
            self.claim_page(UrlPath::file(&format!("{name}-{part}.{extension}")), page(Part::Number(part)));
        }
    }

    /// The file that comes first below a folder.
    fn first_of(&self, folder: &str) -> Option<SourcePath> {
        let start = format!("{CONTENT}/{folder}/");
        let mut notes = self.site.notes_by_path().map(NotePage::path);
        notes.find(|path| path.as_str().starts_with(&start)).cloned()
    }

    /// A page that the site makes itself. Where its address is taken, the one that has it is at fault.
    fn claim_page(&mut self, url: UrlPath, page: Page) {
        if !self.follows(&url, |before| *before == page) {
            self.take_page(Claim::new(url, page));
        }
    }

    /// The same, where there is no site before to follow any more.
    fn take_page(&mut self, claim: Claim) {
        self.stop_following();
        let Err((holder, Route { url, page, .. })) = self.take(claim) else { return };
        let what = Made::of(&page);
        let (path, place, help) = match &self.routes[holder].page {
            Page::Note(path) => {
                let help = format!("rename the file, or give the note another `slug`{}", what.or_moved());
                let start = self.note_of(holder).map_or(0, |note| note.facts.front_span.start);
                (path.clone(), Span::at(start as usize), help)
            }
            Page::Section(folder, _) => {
                let section = self.site.section_at(folder).map(|id| &self.site.sections[id]);
                let file = section.and_then(|section| section.file.as_ref());
                let first = section.and_then(|section| self.first_of(&section.folder));
                let path = file.map(|file| file.path.clone()).or(first).unwrap_or_else(SourcePath::settings);
                (path, Span::at(0), format!("rename the folder `{CONTENT}/{folder}`{}", what.or_moved()))
            }
            _ => (SourcePath::settings(), Span::at(0), "give an index or a folder another name".to_owned()),
        };
        let message = format!("the address `{url}` is already used by {}", what.name());
        let mut fault = Diagnostic::new(Code::DuplicatePermalink, &path, place, message).help(help);
        // No note is at fault for the name of its folder.
        if matches!(self.routes[holder].page, Page::Section(..)) {
            fault.level = Level::Deny;
        }
        self.diagnostics.push(fault);
    }

    fn files(&mut self, assets: &[String]) {
        for asset in assets {
            // An asset's name holds its hash: nothing else has that name.
            let _ = self.claim(UrlPath::file(&format!("assets/{asset}")), Page::Asset(asset.clone()));
        }
        for path in self.site.files.keys() {
            if let Err((_, url)) = self.claim(file_url(path), Page::File(path.clone())) {
                let message =
                    format!("the file would be published as `{url}`, which another page or file has");
                let fault = Diagnostic::new(Code::DuplicatePermalink, path, Span::at(0), message);
                self.diagnostics.push(fault.help("rename the file"));
            }
        }
    }
}

impl Site {
    /// The pages that the sitemap names.
    pub fn sitemap_urls(&self) -> Vec<(&UrlPath, Option<NoteId>)> {
        let mut urls: Vec<(&UrlPath, Option<NoteId>)> = Vec::new();
        for route in self.routes.iter() {
            match &route.page {
                Page::Note(path) => match self.known(path) {
                    Some(Known::Note(id)) if !self.notes[id].is_hidden => urls.push((&route.url, Some(id))),
                    _ => {}
                },
                Page::Section(folder, ListPage::First)
                    if self.section_at(folder).is_some_and(|id| self.sections[id].is_draft) => {}
                Page::Home
                | Page::Section(_, ListPage::First)
                | Page::Taxonomy(_)
                | Page::Term(_, _, ListPage::First)
                | Page::Archive => {
                    urls.push((&route.url, None));
                }
                _ => {}
            }
        }
        urls
    }
}

/// Endings of what other programs make pages of, and we don't: Markdown under other names, and Markdown with programs in
/// it. Copied as it stands it would be on the site with its front matter, drafts too.
const OTHER_FORMATS: [&str; 13] = [
    "mdx", "mdown", "mdwn", "mdtxt", "mdtext", "mkd", "mkdn", "mkdown", "livemd", "markdn", "qmd", "rmd",
    "mdc",
];

/// What programs put behind the name of a note that they copy, and some editors behind any name.
const COPIES: [&str; 24] = [
    "1", "2", "backup", "bak", "bk", "bz2", "disabled", "draft", "erb", "gz", "j2", "jinja", "liquid", "off",
    "old", "orig", "part", "rej", "save", "swo", "swp", "tmp", "tmpl", "txt",
];

/// Whether a path is that of a note in a format that is not published, or of a copy of a note.
pub fn is_other_format(path: &SourcePath) -> bool {
    let (name, ending) = path.file_name().rsplit_once('.').unwrap_or_default();
    let is_any = |endings: &[&str]| endings.iter().any(|known| ending.eq_ignore_ascii_case(known));
    // Of `a.md.bak`, or of `a.md~` and `a.md_`.
    let signs = path.file_name().trim_end_matches(|c: char| !c.is_alphanumeric());
    let is_signed = signs.len() < path.file_name().len() && markdown_stem(signs).is_some();
    let is_copy = || is_signed || (is_any(&COPIES) && markdown_stem(name).is_some());
    path.as_str().starts_with(CONTENT) && (is_any(&OTHER_FORMATS) || is_copy())
}

/// Whether a path is one of the files that become pages.
pub fn is_note(path: &SourcePath) -> bool {
    path.as_str().starts_with(CONTENT) && path.markdown_stem().is_some()
}
