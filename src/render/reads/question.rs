//! The questions of pages: what is asked, in one line each.
//!
//! A question is the smallest that its page needs, and names what it is about by path or name. That nothing is there is an
//! answer too. The same line makes the method of [`Reads`], what is stored, and how it is asked again, so that these can't
//! differ.

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::value::{
    Alike, Around, Basics, Board, Brief, Calendar, Entries, Entry, Found, Front, Guide, Held, Index, Led,
    Many, Own, Reviewed, Revisions, RowOf, Section, SectionHead, ShownPicture, TermCount, Titled, Way, Year,
};
use super::{Answer, Reads, Sources};
use crate::config::Repository;
use crate::fingerprint::fingerprint;
use crate::footprint::Footprint;
use crate::model::listing::{ListPage, Pages};
use crate::model::route::{FeedOf, Part};
use crate::model::search::{By, File};
use crate::model::{Name, Page};
use crate::parse::Extensions;
use crate::path::{SourcePath, UrlPath};
use crate::render::count::Count;
use crate::render::words::Words;

/// How the subject of a question is kept.
pub trait Keep {
    /// What is kept of it.
    type Kept;
    /// A copy to keep.
    fn keep(&self) -> Self::Kept;
}

impl Keep for str {
    type Kept = Box<str>;
    fn keep(&self) -> Box<str> {
        self.into()
    }
}

impl<T: Clone> Keep for T {
    type Kept = T;
    fn keep(&self) -> T {
        self.clone()
    }
}

/// The first of what a question is about.
macro_rules! first {
    () => {
        ()
    };
    ($first:expr $(, $other:expr)*) => {{
        $(let _ = $other;)*
        $first
    }};
}

/// Declares the questions: the name of each, the method that asks it, what it is about, and its answer.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident = $method:ident($($of:ident: $kind:ty),*) -> $answer:ty;)*) => {
        /// A question that a page asked of the site.
        #[derive(Debug, Serialize, Deserialize)]
        pub enum Question {
            $($(#[$doc])* $name($(<$kind as Keep>::Kept),*),)*
        }

        impl Question {
            /// A hash of the question, of which `written` is what [`Question::write`] wrote. Those about one thing stand together
            /// in the order of their hashes: what answers them is at hand then.
            pub(super) fn hash(&self, written: &[u8]) -> u64 {
                let subject = match self {
                    $(Self::$name($($of),*) => fingerprint(&first!($($of),*)),)*
                };
                subject & !u64::from(u32::MAX) | xxh3_64(written) & u64::from(u32::MAX)
            }

            /// What it is answered.
            pub fn answer(&self, sources: &Sources<'_>) -> Answer {
                match self {
                    $(Self::$name($($of),*) => {
                        let (told, footprint) = Footprint::of(|| sources.$method($($of),*));
                        Answer { hash: fingerprint(&told), footprint }
                    })*
                }
            }
        }

        impl<'a> Reads<'a> {
            $($(#[$doc])* pub fn $method(&self, $($of: &$kind),*) -> $answer {
                let (told, footprint) = Footprint::of(|| self.sources.$method($($of),*));
                let answer = || Answer { hash: fingerprint(&told), footprint };
                self.note_down(|| Question::$name($($of.keep()),*), answer);
                told
            })*
        }
    };
}

questions! {
    /// Title, address and language of the site.
    Basics = basics_of_site() -> Basics<'a>;
    /// The theme's words.
    Words = words_of_theme() -> &'a Words;
    /// The site in a sentence.
    Description = description() -> &'a str;
    /// What the home page is called.
    HomeTitle = home_title() -> &'a str;
    /// Where the sources of the site are shown.
    Repository = repository() -> Option<&'a Repository>;
    /// How Markdown is read.
    Markdown = markdown() -> Extensions;
    /// Most bytes of a page.
    PageBytes = page_bytes() -> usize;
    /// The fields of a front matter in their order, and whether each is hidden.
    Fields = fields() -> Vec<(&'a str, bool)>;
    /// The fields of the site's own.
    OwnFields = own_fields() -> Vec<&'a str>;
    /// What templates see as `site`, by one of its names.
    SiteField = site_field(name: str) -> u64;
    /// A template, with all that it includes.
    Template = template(name: str) -> u64;
    /// A file of the theme, by the name that it is published under.
    Asset = asset(published: str) -> Option<&'a [u8]>;
    /// What has an address.
    At = at(url: UrlPath) -> Option<&'a Page>;
    /// What a page has by its address: what it is, and the picture that stands for it where its link is shared.
    Place = place(url: UrlPath) -> (Option<&'a Page>, Option<&'a UrlPath>);
    /// What a note's own page shows of it.
    Own = own(path: SourcePath) -> Option<Own<'a>>;
    /// The notes before and after a note in its section, the one that replaces it, and the address of its Markdown.
    Around = around(path: SourcePath) -> Around<'a>;
    /// The navigation that a page of a manual has.
    Guide = guide(page: Page) -> Option<Guide<'a>>;
    /// The note that replaces a note.
    Successor = successor(path: SourcePath) -> Option<Titled<'a>>;
    /// Until when the review of a note is put off, and why, where the site publishes that.
    Deferral = deferral(path: SourcePath) -> Option<(jiff::civil::Date, &'a str)>;
    /// The notes most similar to a note.
    Similar = similar(path: SourcePath) -> Vec<Alike<'a>>;
    /// A note in short.
    Brief = brief(path: SourcePath) -> Option<Brief<'a>>;
    /// What the row of a note shows.
    Row = row_of(path: SourcePath) -> Option<RowOf<'a>>;
    /// What the board of reviews shows of a note.
    Reviewed = reviewed(path: SourcePath) -> Option<Reviewed<'a>>;
    /// What the entry of a note in a feed shows.
    Entry = entry(path: SourcePath) -> Option<Entry<'a>>;
    /// What a result of the search shows of a note.
    Found = found(path: SourcePath) -> Option<Found<'a>>;
    /// Where a destination leads, as it is written in a file of a folder.
    Link = link(from: SourcePath, written: str) -> Option<String>;
    /// What the front matter of a note names, and is not published.
    Unsaid = unsaid(path: SourcePath) -> Vec<&'a str>;
    /// The picture that a destination shows, as it is written in a file.
    Picture = picture(from: SourcePath, written: str) -> Option<ShownPicture<'a>>;
    /// The indexes of the site.
    Indexes = indexes() -> Vec<Index<'a>>;
    /// The page of a term, by the field and any spelling.
    Term = term(field: str, name: str) -> Option<&'a UrlPath>;
    /// The name of a term and its address, by its slug.
    TermHead = term_head(index: str, slug: str) -> Option<(&'a str, &'a UrlPath)>;
    /// All terms of an index, with their counts.
    Terms = terms(index: str) -> Vec<TermCount<'a>>;
    /// How many terms an index has, and its commonest.
    CommonTerms = common_terms(index: str) -> (usize, Vec<TermCount<'a>>);
    /// The same among the notes of a folder, with how many of these each has.
    TermsWithin = terms_within(folder: str, index: str) -> (usize, Vec<TermCount<'a>>);
    /// Whether an index has terms.
    HasTerms = has_terms(index: str) -> bool;
    /// The indexes that listings are narrowed down by.
    Facets = facets() -> Vec<Index<'a>>;
    /// What leads to a section: its title, its address, and the section above it.
    SectionHead = section_head(folder: str) -> Option<SectionHead<'a>>;
    /// A section.
    Section = section(folder: str) -> Option<Section<'a>>;
    /// The text of a section.
    SectionText = section_text(folder: str) -> Option<Own<'a>>;
    /// What a section of plain pages holds, in its order.
    Contents = contents(folder: str) -> Vec<Held<'a>>;
    /// The sections right below one.
    Ways = ways(folder: str) -> Vec<Way<'a>>;
    /// The folders of the sections right below one.
    Folders = folders(folder: str) -> Vec<&'a Name>;
    /// The notes of a section alone that search engines may have.
    SectionNotes = section_notes(folder: str) -> Vec<&'a SourcePath>;
    /// The notes that a page lists, by month.
    Months = months(page: Page) -> Vec<(i8, Vec<&'a SourcePath>)>;
    /// The notes that a page lists.
    Listed = listed(page: Page) -> Vec<&'a SourcePath>;
    /// The pages of its listing with the next newer and the next older notes.
    Steps = steps(page: Page) -> (Option<ListPage>, Option<ListPage>);
    /// How the listing of a page is split.
    Extent = extent(page: Page) -> Option<Pages>;
    /// What a template counts.
    Counted = count(of: Count) -> Result<usize, String>;
    /// The years of the archive.
    Years = years() -> Vec<Year>;
    /// The notes whose review falls due first.
    Due = due() -> Vec<&'a SourcePath>;
    /// What the board of reviews says of all of its notes.
    Board = board() -> Board<'a>;
    /// The notes of the board, or of a part of them.
    Reviews = reviews(part: Part) -> (usize, Many<Reviewed<'a>>);
    /// The reviews of a keeper of notes, by the name of the calendar.
    Calendar = calendar(slug: str) -> Option<Calendar<'a>>;
    /// The notes that were revised last.
    Revisions = revisions() -> Revisions<'a>;
    /// The last instant that any note of the site names.
    Newest = newest() -> Option<jiff::Timestamp>;
    /// The notes of a feed.
    Feed = feed(of: FeedOf) -> Entries<'a>;
    /// The addresses of the sitemap, or of a part of it, with the days that they changed on.
    Sitemap = sitemap(part: Part) -> Vec<(&'a UrlPath, Option<jiff::civil::Date>)>;
    /// The front matters of all notes, or of a part of them.
    Fronts = fronts(part: Part) -> (usize, Many<Front<'a>>);
    /// The alerts that lead to notes, in order of their names.
    Alerts = alerts() -> Vec<Led<'a>>;
    /// The addresses of all notes, in order, each with the hash of its body.
    Texts = texts() -> Many<(&'a UrlPath, u64)>;
    /// The sections of plain pages right below the root, where the site has notes beside them: their folders and titles.
    Scopes = scopes() -> Vec<(&'a Name, &'a str)>;
    /// The first file of the search index.
    SearchStart = search_start() -> String;
    /// A file of words of the search index, in short.
    SearchWords = search_words(file: usize) -> u64;
    /// The notes that a file of results shows, with their numbers.
    SearchNotes = search_notes(file: usize) -> Vec<(u32, &'a SourcePath)>;
    /// The numbers of the notes of each term or section, in order.
    SearchNumbers = search_numbers(file: File) -> Vec<(&'a str, Vec<u32>)>;
    /// The numbers of the notes in an order. A note that has nothing to go by is left out.
    SearchOrder = search_order(by: By) -> Vec<u32>;
    /// A file that is copied: its size and time, and whether a picture keeps what it says of its making.
    File = file(path: SourcePath) -> Option<(u64, u128, bool)>;
}

impl Question {
    /// Adds the question to those that are stored. Two that differ differ in their bytes.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        // What is written to memory comes about.
        let _ = postcard::serialize_with_flavor(self, Room(bytes));
    }

    /// The question of the bytes that [`Question::write`] wrote.
    pub(super) fn take(bytes: &[u8]) -> Option<Self> {
        postcard::take_from_bytes(bytes)
            .ok()
            .filter(|(_, rest)| rest.is_empty())
            .map(|(question, _)| question)
    }
}

/// Bytes that what is written is added to.
struct Room<'b>(&'b mut Vec<u8>);

impl Flavor for Room<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
