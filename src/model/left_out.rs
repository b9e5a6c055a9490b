//! What a build leaves out: drafts, notes with faults, and all that belongs to them. The files of a bundle go with its
//! note, all that stands below a draft `_index.md` goes with that, and a file that nobody but notes left out uses goes with
//! those. A folder in which nothing is published is no section.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use foldhash::{HashMap, HashSet};

use super::link::{Target, resolve};
use super::note::url_of;
use super::route::file_url;
use super::section::Section;
use super::{Choice, Known, Site, alert};
use crate::corpus::{CONTENT, Corpus, SectionFile, below_content, folders_up};
use crate::fingerprint::of_unordered;
use crate::note::Profile;
use crate::parallel;
use crate::parse::Outline;
use crate::path::{SourcePath, UrlPath, markdown_stem, slugify};

/// Tells what is left out.
pub(super) struct Sieve<'c> {
    corpus: &'c Corpus,
    /// The folders of `_index.md` files that are drafts, where drafts are left out.
    draft_folders: HashSet<&'c str>,
    /// Why each note of the corpus is left out, if it is.
    notes: Vec<Option<Known>>,
}

/// What is left out of a site, by where it would be.
#[derive(Debug, Default, PartialEq)]
pub(super) struct LeftOut {
    /// Folders below `content/` in which nothing is published.
    folders: HashMap<String, Known>,
    /// Addresses.
    urls: HashMap<UrlPath, (SourcePath, Known)>,
    /// The addresses of the alerts that notes name.
    alerts: BTreeMap<UrlPath, (SourcePath, Known)>,
    /// Why each note of the corpus is, if it is.
    notes: Vec<Option<Known>>,
}

impl Hash for LeftOut {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { folders, urls, alerts, notes } = self;
        (of_unordered(folders), of_unordered(urls), alerts, notes).hash(state);
    }
}

impl<'c> Sieve<'c> {
    /// Judges all notes; `is_good` says which are without fault.
    pub(super) fn new(
        corpus: &'c Corpus,
        choice: Choice<'_>,
        is_good: impl Fn(&SourcePath) -> bool + Sync,
    ) -> Self {
        let drafts = corpus.sections.iter().filter(|section| section.draft && !choice.drafts);
        let draft_folders = drafts.map(|section| section.folder()).collect();
        let mut sieve = Self { corpus, draft_folders, notes: Vec::new() };
        let judge = |note: &Profile| {
            if (note.face.draft && !choice.drafts) || sieve.hides(below_content(note.facts.path.folder())) {
                return Some(Known::Draft);
            }
            (!is_good(&note.facts.path)).then_some(Known::Faulty)
        };
        sieve.notes = parallel::map(&corpus.notes, judge);
        sieve
    }

    /// Whether the notes that a site left out are those that this leaves out.
    pub(super) fn judges_as(&self, site: &Site) -> bool {
        self.notes == site.left_out.notes
    }

    /// The notes that are published.
    pub(super) fn published(&self) -> impl Iterator<Item = &'c Profile> {
        let notes = self.corpus.notes.iter().zip(&self.notes);
        notes.filter(|(_, why)| why.is_none()).map(|(note, _)| note)
    }

    /// The notes that are left out, and why.
    fn left_out(&self) -> impl Iterator<Item = (&'c Profile, Known)> {
        self.corpus.notes.iter().zip(&self.notes).filter_map(|(note, why)| Some((note, (*why)?)))
    }

    /// The `_index.md` files that are published.
    pub(super) fn sections(&self) -> impl Iterator<Item = &'c std::sync::Arc<SectionFile>> {
        self.corpus.sections.iter().filter(|section| !self.hides(section.folder()))
    }

    /// The paths of all pages that are published.
    pub(super) fn pages(&self) -> impl Iterator<Item = &'c SourcePath> {
        let notes = self.corpus.notes.iter().zip(&self.notes).filter(|(_, why)| why.is_none());
        notes.map(|(note, _)| &note.facts.path).chain(self.sections().map(|section| &section.path))
    }

    /// Whether a folder below `content/` is a draft, by itself or by one above it.
    fn hides(&self, folder: &str) -> bool {
        !self.draft_folders.is_empty() && folders_up(folder).any(|folder| self.draft_folders.contains(folder))
    }

    /// All that is left out before anybody looks who uses what: pages, and the files that belong to them.
    pub(super) fn known(&self) -> HashMap<SourcePath, Known> {
        let mut known: HashMap<SourcePath, Known> =
            self.left_out().map(|(note, why)| (note.facts.path.clone(), why)).collect();
        let hidden = self.corpus.sections.iter().filter(|section| self.hides(section.folder()));
        known.extend(hidden.map(|section| (section.path.clone(), Known::Draft)));
        if known.is_empty() {
            return known;
        }
        let bundles: HashMap<&str, Known> = self
            .left_out()
            .filter(|(note, _)| note.facts.path.is_index() && !self.corpus.is_misplaced(&note.facts.path))
            .map(|(note, why)| (below_content(note.facts.path.folder()), why))
            .collect();
        let of_file = |path: &SourcePath| {
            let folder = content_folder(path)?;
            if self.hides(folder) {
                return Some(Known::Draft);
            }
            folders_up(folder).find_map(|folder| bundles.get(folder).copied())
        };
        known.extend(self.corpus.files.keys().filter_map(|path| Some((path.clone(), of_file(path)?))));
        known
    }

    /// Files beside notes that are used by notes left out, and by nothing that is published. A site whose routes are known
    /// is asked for who uses what.
    pub(super) fn unused(&self, site: &Site) -> HashMap<SourcePath, Known> {
        let mut files: HashMap<SourcePath, Known> = HashMap::default();
        for (note, why) in self.left_out() {
            let used = uses(note).filter_map(|written| site.file_of(&note.facts.path, written));
            files.extend(used.filter(|file| self.is_shared(file)).map(|file| (file, why)));
        }
        files.extend(self.most_likely_own(site));
        if files.is_empty() { files } else { site.without_used(files) }
    }

    /// Files that most likely belong to notes left out, though other notes stand near: those beside an `index.md`, and
    /// those of `a.md` in a folder `a`.
    fn most_likely_own(&self, site: &Site) -> Vec<(SourcePath, Known)> {
        let folder = |path: &'c SourcePath| below_content(path.folder());
        let own: HashMap<&str, Known> = self
            .left_out()
            .filter_map(|(note, why)| {
                if note.facts.path.is_index() {
                    return Some((folder(&note.facts.path), why));
                }
                Some((markdown_stem(below_content(note.facts.path.as_str()))?, why))
            })
            .collect();
        if own.is_empty() {
            return Vec::new();
        }
        let with_pages = LazyCell::new(|| -> HashSet<&str> {
            let notes = self.corpus.notes.iter().map(|note| folder(&note.facts.path));
            notes.chain(self.corpus.sections.iter().map(|section| section.folder())).collect()
        });
        let of_file = |path: &SourcePath| {
            let above = content_folder(path)?;
            let (at, why) =
                folders_up(above).enumerate().find_map(|(at, folder)| Some((at, own.get(folder)?)))?;
            // Where a page stands between, it belongs to the notes there.
            let is_of_others = folders_up(above).take(at).any(|folder| with_pages.contains(folder));
            (!is_of_others).then(|| (path.clone(), *why))
        };
        site.files.keys().filter(|path| self.is_shared(path)).filter_map(of_file).collect()
    }

    /// Whether a file stands in a folder of several notes. One of a bundle is its note's, whoever else uses it.
    fn is_shared(&self, file: &SourcePath) -> bool {
        let is_in_bundle = |folder| folders_up(folder).any(|folder| self.corpus.is_bundle(folder));
        content_folder(file).is_some_and(|folder| !is_in_bundle(folder))
    }

    /// Where all that is `known` to be left out would be.
    pub(super) fn places(&self, known: &HashMap<SourcePath, Known>, sections: &[Section]) -> LeftOut {
        let mut left_out = LeftOut { notes: self.notes.clone(), ..LeftOut::default() };
        let files = self.corpus.files.keys().filter_map(|path| Some((path, *known.get(path)?)));
        left_out.urls.extend(files.map(|(path, why)| (file_url(path), (path.clone(), why))));
        let is_section =
            |folder: &str| sections.binary_search_by(|section| (*section.folder).cmp(folder)).is_ok();
        let hidden = self.corpus.sections.iter().filter(|section| self.hides(section.folder()));
        let mut folders: Vec<(&str, Known)> =
            hidden.map(|section| (section.folder(), Known::Draft)).collect();
        for (note, why) in self.left_out() {
            left_out.urls.insert(url_of(note, self.corpus), (note.facts.path.clone(), why));
            folders.push((below_content(note.facts.path.folder()), why));
            for url in note.facts.alerts.iter().filter_map(|alert| alert::url_of(&alert.value).ok()) {
                left_out.alerts.entry(url).or_insert((note.facts.path.clone(), why));
            }
        }
        for (folder, why) in folders {
            for folder in folders_up(folder).take_while(|folder| !is_section(folder)) {
                left_out.folder(folder, why);
            }
        }
        left_out
    }
}

impl LeftOut {
    fn is_empty(&self) -> bool {
        self.urls.is_empty() && self.folders.is_empty()
    }

    fn folder(&mut self, folder: &str, why: Known) {
        if self.folders.contains_key(folder) {
            return;
        }
        self.folders.insert(folder.to_owned(), why);
        if let Some(path) = SourcePath::new(&format!("{CONTENT}/{folder}")) {
            self.urls.entry(folder_url(folder)).or_insert((path, why));
        }
    }

    /// Why nothing is published in a folder of the site, if so.
    pub(super) fn why(&self, folder: &str) -> Option<Known> {
        self.folders.get(content_folder_of(folder)?).copied()
    }

    /// What would have an address, and why it has not.
    pub(super) fn at(&self, url: &UrlPath) -> Option<&(SourcePath, Known)> {
        self.urls.get(url).or_else(|| self.alerts.get(url))
    }

    /// The addresses of the alerts of notes that are left out, in order.
    pub(super) fn alerts(&self) -> impl Iterator<Item = &UrlPath> {
        self.alerts.keys()
    }
}

/// The address of a folder below `content/`.
pub(super) fn folder_url(folder: &str) -> UrlPath {
    let parts: Vec<String> = folder.split('/').map(slugify).collect();
    UrlPath::folder(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether a destination may lead to a file of one of these names. One whose name is not plain may.
pub(crate) fn may_name(written: &str, names: &HashSet<&str>) -> bool {
    plain_name(written).is_none_or(|name| names.contains(name))
}

/// The name of the file that a destination leads to, as it is written there. None where it has escapes, or letters that have
/// several forms.
pub(crate) fn plain_name(written: &str) -> Option<&str> {
    let end = written.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(written.len());
    let path = written[..end].trim();
    let name = &path[path.bytes().rposition(|byte| byte == b'/').map_or(0, |at| at + 1)..];
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte) && byte != b'%';
    (!matches!(name, "" | "." | "..") && name.bytes().all(is_plain)).then_some(name)
}

/// The folder of a file, below `content/`; nothing for a file elsewhere.
fn content_folder(path: &SourcePath) -> Option<&str> {
    let folder = path.folder();
    let is_there =
        folder == CONTENT || folder.strip_prefix(CONTENT).is_some_and(|rest| rest.starts_with('/'));
    is_there.then(|| below_content(folder))
}

/// The name of a folder below `content/`, from its path on the site.
fn content_folder_of(folder: &str) -> Option<&str> {
    folder.strip_prefix(CONTENT)?.strip_prefix('/')
}

/// All that a note leads to or shows, as it is written.
pub(crate) fn uses(note: &Profile) -> impl Iterator<Item = &str> {
    let sources = note.facts.image_sources.iter().map(|source| source.url.value.as_str());
    of_outline(&note.facts.outline).chain(sources)
}

/// All that a body leads to or shows, as it is written.
pub(crate) fn of_outline(outline: &Outline) -> impl Iterator<Item = &str> {
    let links = outline.links.iter().map(|link| link.destination.as_str());
    links.chain(outline.pictures.iter().map(|picture| picture.destination.as_str()))
}

impl Site {
    /// The files that a note leads to or shows, published or not.
    pub fn files_of(&self, note: &Profile) -> BTreeSet<SourcePath> {
        let from = &note.facts.path;
        let file = |written: &str| match resolve(self, from, written) {
            Target::Unpublished(path, _) => Some(path),
            _ => self.file_of(from, written),
        };
        uses(note).filter_map(file).collect()
    }

    /// The destinations of a note that lead to what is left out, as they are written: names that no page shows. The
    /// longest come first, lest one that another begins with leaves the rest of that.
    pub fn unsaid<'n>(&self, note: &'n Profile) -> Vec<&'n str> {
        self.unsaid_in(&note.facts.path, &note.facts.outline)
    }

    /// The same of a file with this outline.
    pub fn unsaid_in<'n>(&self, path: &SourcePath, outline: &'n Outline) -> Vec<&'n str> {
        if self.left_out.is_empty() {
            return Vec::new();
        }
        let leads_out = |written: &&str| matches!(resolve(self, path, written), Target::Unpublished(..));
        let mut unsaid: Vec<&str> = of_outline(outline).filter(leads_out).collect();
        unsaid.sort_unstable_by_key(|written| (std::cmp::Reverse(written.len()), *written));
        unsaid.dedup();
        unsaid
    }

    /// The same of the files that its front matter names, in order of their names.
    pub fn unsaid_fields<'n>(&self, note: &'n Profile) -> Vec<&'n str> {
        if self.left_out.is_empty() {
            return Vec::new();
        }
        let leads_out =
            |written: &&str| matches!(resolve(self, &note.facts.path, written), Target::Unpublished(..));
        let sources = note.facts.image_sources.iter().map(|source| &source.url);
        let named = sources.chain(&note.face.revision.superseded_by);
        let mut unsaid: Vec<&str> = named.map(|written| written.value.as_str()).filter(leads_out).collect();
        unsaid.sort_unstable();
        unsaid.dedup();
        unsaid
    }

    /// Those of some files that neither published notes and sections use, nor the header leads to.
    fn without_used(&self, mut left: HashMap<SourcePath, Known>) -> HashMap<SourcePath, Known> {
        let paths: Vec<SourcePath> = left.keys().cloned().collect();
        let names: HashSet<&str> = paths.iter().map(SourcePath::file_name).collect();
        let mut use_one = |from: &SourcePath, written: &str| {
            let used = if may_name(written, &names) { self.file_of(from, written) } else { None };
            used.is_some_and(|file| {
                left.remove(&file);
                left.is_empty()
            })
        };
        let of_note = |page: &super::NotePage| uses(page.note()).any(|written| use_one(page.path(), written));
        // Whoever uses the last one ends the search: as a rule that is one of the first notes.
        if !self.notes.iter().any(of_note) {
            for file in self.sections.iter().filter_map(|section| section.file.as_ref()) {
                of_outline(&file.outline).for_each(|written| _ = use_one(&file.path, written));
            }
            let settings = SourcePath::settings();
            self.config.menu.iter().for_each(|item| _ = use_one(&settings, &item.url.value));
        }
        left
    }
}
