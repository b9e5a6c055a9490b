//! The one door through which rendering sees a site, and which keeps a record of what is asked.
//!
//! A page that is made takes all it shows of the site from a [`Reads`]. Each question and the fingerprint of its answer are
//! noted; the page stands for as long as all of its questions have the same answers. Nothing else of the site is within
//! reach of rendering, so that nobody keeps a list of what a page depends on. The questions are in `reads/question.rs`, one
//! line each; what answers them is in `reads/answer.rs`.

mod alike;
mod answer;
mod board;
mod guide;
mod lists;
mod notes;
mod question;
mod site;
mod table;
mod value;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use alike::AlikeNotes;
pub use question::{Question, fingerprint};
pub use site::SiteFields;
pub use table::{Asked, Line, Questions};
pub use value::{
    Alike, Around, Basics, Board, Brief, Calendar, Due, Entries, Entry, Folder, Found, Front, Guide, Held,
    Index, Kept, Led, Noted, Own, Part, PutOff, Reviewed, Revised, Revisions, RowOf, Section, SectionHead,
    ShownPicture, TermCount, Titled, Way, Year,
};

use super::highlight::BlockCache;
use super::search;
use super::stretch::Remembered;
use super::template::Templates;
use super::view::shared::Rows;
use super::words::Words;
use crate::model::{Picture, Site};
use crate::note::{Body, Marks};
use crate::path::{SourcePath, UrlPath};
use crate::validate::Schema;

/// Gives the body of a note, without its text.
pub type Bodies<'a> = dyn Fn(&SourcePath) -> Option<Arc<Body>> + Sync + 'a;

/// What answers the questions of pages. The engine puts it together; of rendering, the door alone has it.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The site.
    pub site: &'a Site,
    /// The order and kind of the fields.
    pub schema: &'a Schema,
    /// The theme's words.
    pub words: &'a Words,
    /// The templates, with the site set.
    pub templates: &'a Templates,
    /// What templates see as `site`.
    pub fields: &'a SiteFields,
    /// The theme's files.
    pub assets: &'a super::Assets,
    /// What remembers highlighted code.
    pub cache: &'a dyn BlockCache,
    /// The search index; None if no file with words of it is wanted.
    pub search: Option<&'a search::Index>,
    /// The pictures that pages offer at several widths.
    pub pictures: &'a BTreeMap<SourcePath, Picture>,
    /// The rows of notes, made once for all listings.
    pub rows: &'a Rows,
    /// Which notes are alike.
    pub similar: &'a AlikeNotes,
    /// What tells whether a note is as it was.
    pub marks: &'a (dyn Fn(&SourcePath) -> Option<Marks> + Sync),
    /// The body of a note, without its text.
    pub body: &'a Bodies<'a>,
    /// The text of a file of the site.
    pub text: &'a (dyn Fn(&SourcePath) -> Option<Arc<str>> + Sync),
    /// What remembers parts of files that list all notes.
    pub remembered: &'a Remembered<'a>,
    /// The hash of what a file holds that is copied.
    pub file_hash: &'a (dyn Fn(&SourcePath) -> u128 + Sync),
}

/// What a page shows of the site is asked here.
pub struct Reads<'a> {
    sources: &'a Sources<'a>,
    questions: Option<&'a Questions>,
    asked: RefCell<Vec<Asked>>,
    /// Nearly every page asks for these, many times: once is enough.
    has_basics: Cell<bool>,
    has_words: Cell<bool>,
}

impl<'a> Reads<'a> {
    /// A record of no question yet. Without a table of questions none is kept, as in a preview.
    pub fn new(sources: &'a Sources<'a>, questions: Option<&'a Questions>) -> Self {
        let (asked, has_basics, has_words) = (RefCell::default(), Cell::default(), Cell::default());
        Self { sources, questions, asked, has_basics, has_words }
    }

    /// What was asked, each question once.
    pub fn trace(self) -> Box<[Asked]> {
        let mut asked = self.asked.into_inner();
        asked.sort_unstable();
        asked.dedup();
        asked.into()
    }

    /// Title, address and language of the site.
    pub fn basics(&self) -> Basics<'a> {
        if self.has_basics.replace(true) { self.sources.basics_of_site() } else { self.basics_of_site() }
    }

    /// The theme's words.
    pub fn words(&self) -> &'a Words {
        if self.has_words.replace(true) { self.sources.words } else { self.words_of_theme() }
    }

    /// What `href` holds for an address of the site.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{}", self.basics().base_path(), url.as_str())
    }

    /// The full address of a path on the site.
    pub fn permalink(&self, url: &UrlPath) -> String {
        format!("{}{}", self.basics().base_url, url.as_str())
    }

    /// What remembers highlighted code: it is the same, remembered or not.
    pub fn cache(&self) -> &'a dyn BlockCache {
        self.sources.cache
    }

    /// A template is rendered: it is made from others, and shows of the site what they say.
    pub(super) fn uses(&self, template: &str) {
        self.template(template);
        for field in self.sources.templates.fields(template) {
            self.site_field(field);
        }
    }

    /// What answers a template's counts. The answers are asked for, by [`Reads::count`], when it is done.
    pub(super) fn counter(&self) -> super::count::Counter {
        super::count::of_site(self.sources.site)
    }

    /// The templates; which of them are used is asked by [`Reads::uses`].
    pub(super) fn templates(&self) -> &'a Templates {
        self.sources.templates
    }

    /// The bodies of notes, that [`Reads::own`] or [`Reads::fronts`] told of.
    pub(super) fn bodies(&self) -> &'a Bodies<'a> {
        self.sources.body
    }

    /// What remembers texts that are made from answers alone.
    pub(super) fn remembered(&self) -> &'a Remembered<'a> {
        self.sources.remembered
    }

    /// The text of a note, that [`Reads::own`] told of; or of a section, that [`Reads::section_text`] told of.
    pub(super) fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        (self.sources.text)(path)
    }

    /// The text of a file of words of the search index.
    pub(super) fn words_of_file(&self, at: usize) -> String {
        self.search_words(&at);
        self.sources.search.map_or_else(String::new, |index| index.text(at))
    }

    /// The row of a note in listings, made once for all of them: each takes over what it asked.
    pub(super) fn row(&self, path: &SourcePath) -> super::view::shared::Row {
        let make = |reads: &Reads<'a>| super::view::listing::made_row(reads, path);
        let (row, asked) = self.sources.rows.row(path, make, || Reads::new(self.sources, self.questions));
        self.asked.borrow_mut().extend(asked);
        row
    }

    fn note_down(&self, question: impl FnOnce() -> Question, answer: impl FnOnce() -> u64) {
        if let Some(questions) = self.questions {
            let asked = questions.ask(&question(), answer);
            self.asked.borrow_mut().push(asked);
        }
    }
}
