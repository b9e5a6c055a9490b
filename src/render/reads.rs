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
mod sources;
mod table;
mod value;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

pub use alike::AlikeNotes;
pub use question::Question;
pub use site::SiteFields;
pub use sources::{Beyond, Bodies, OfNotes, Sources};
pub use table::{Answer, Asked, Line, Questions};
pub use value::{
    Alike, Around, Basics, Board, Brief, Calendar, Due, Entries, Entry, Folder, Found, Front, Guide, Held,
    Index, Kept, Led, Many, Noted, Own, Part, PutOff, Reviewed, Revised, Revisions, RowOf, Section,
    SectionHead, ShownPicture, TermCount, Titled, Way, Year,
};

use super::highlight::BlockCache;
use super::stretch::Remembered;
use super::template::Templates;
use super::words::Words;
use crate::path::{SourcePath, UrlPath};

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
        if self.has_words.replace(true) { self.sources.beyond().words } else { self.words_of_theme() }
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
        self.sources.beyond().cache
    }

    /// A template is rendered: it is made from others, and shows of the site what they say.
    pub(super) fn uses(&self, template: &str) {
        self.template(template);
        for field in self.sources.beyond().templates.fields(template) {
            self.site_field(field);
        }
    }

    /// What answers a template's counts. The answers are asked for, by [`Reads::count`], when it is done.
    pub(super) fn counter(&self) -> super::count::Counter {
        super::count::of_site(self.sources.site)
    }

    /// The templates; which of them are used is asked by [`Reads::uses`].
    pub(super) fn templates(&self) -> &'a Templates {
        self.sources.beyond().templates
    }

    /// The bodies of notes, that [`Reads::own`] or [`Reads::fronts`] told of.
    pub(super) fn bodies(&self) -> &'a Bodies<'a> {
        self.sources.beyond().body
    }

    /// What remembers texts that are made from answers alone.
    pub(super) fn remembered(&self) -> &'a Remembered<'a> {
        self.sources.beyond().remembered
    }

    /// The text of a note, that [`Reads::own`] told of; or of a section, that [`Reads::section_text`] told of.
    pub(super) fn text(&self, path: &SourcePath) -> Option<Arc<str>> {
        (self.sources.beyond().text)(path)
    }

    /// The text of a file of words of the search index.
    pub(super) fn words_of_file(&self, at: usize) -> String {
        self.search_words(&at);
        self.sources.beyond().search.map_or_else(String::new, |index| index.text(at))
    }

    /// The row of a note in listings, made once for all of them: each takes over what it asked.
    pub(super) fn row(&self, path: &SourcePath) -> super::view::shared::Row {
        let make = |reads: &Reads<'a>| super::view::listing::made_row(reads, path);
        let (row, asked) =
            self.sources.beyond().rows.row(path, make, || Reads::new(self.sources, self.questions));
        self.asked.borrow_mut().extend(asked);
        row
    }

    fn note_down(&self, question: impl FnOnce() -> Question, answer: impl FnOnce() -> Answer) {
        if let Some(questions) = self.questions {
            let asked = questions.ask(&question(), answer);
            self.asked.borrow_mut().push(asked);
        }
    }
}
