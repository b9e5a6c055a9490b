//! The answers to questions: small values with all that a page may see of what it asked about, and nothing more, since their
//! fingerprints tell whether the page stands. Those about reviews are in `value/review.rs`, those about the
//! order of plain pages in `value/guide.rs`.

mod guide;
mod review;

use std::hash::{Hash, Hasher};

use jiff::civil::Date;

use crate::config::{Accent, Config, base_path};
use crate::fingerprint::fingerprint;
use crate::model::{Name, Picture, SectionKind, Standing};
use crate::note::{Day, Face, Facts, Marks, Named};
use crate::parallel;
use crate::parse::Outline;
use crate::parse::rename::Renames;
use crate::path::{SourcePath, UrlPath};
use crate::span::Span;

pub use guide::{Folder, Guide, Held, Part};
pub use review::{Board, Calendar, Due, Kept, PutOff, Reviewed, Revised, Revisions};

/// What nearly every page shows.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Basics<'a> {
    /// The site's name.
    pub title: &'a str,
    /// Its address, without a trailing slash.
    pub base_url: &'a str,
    /// Its language.
    pub language: &'a str,
    /// Whether search engines are to leave out all of it.
    pub noindex: bool,
    /// Its own colour of links.
    pub accent: Option<Accent>,
}

impl<'a> Basics<'a> {
    /// Those of a site with these settings.
    pub fn of(config: &'a Config) -> Self {
        let Config { title, base_url, language, noindex, theme, .. } = config;
        Self { title, base_url, language, noindex: *noindex, accent: theme.accent }
    }

    /// The path of the address; empty for a site at the root of its host.
    pub fn base_path(self) -> &'a str {
        base_path(self.base_url)
    }
}

/// The face of a note, and its place on the site.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Noted<'a> {
    /// Its file.
    pub path: &'a SourcePath,
    /// Its face.
    pub face: &'a Face,
    /// Its address.
    pub url: &'a UrlPath,
    /// The folder of its section.
    pub section: &'a Name,
    /// Whether search engines leave it out.
    pub is_hidden: bool,
    /// Whether it is a plain page, as of a manual.
    pub is_plain: bool,
    /// When its review falls due.
    pub review_due: Option<Date>,
    /// What is known of it whatever the day is.
    pub standing: Standing,
}

/// What a link to a note says.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Titled<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
}

/// A note in short.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Brief<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// The note in a sentence or two.
    pub summary: &'a str,
    /// Its status.
    pub status: Option<&'a str>,
    /// What is known of it whatever the day is.
    pub standing: Standing,
}

/// What stands around a note.
#[derive(Clone, Debug, Hash)]
pub struct Around<'a> {
    /// The note before it in its section.
    pub previous: Option<Titled<'a>>,
    /// The note after it.
    pub next: Option<Titled<'a>>,
    /// The note that replaces it.
    pub successor: Option<Titled<'a>>,
    /// Whether it is published as Markdown too.
    pub has_markdown: bool,
    /// The sections and pages of the folder whose page it is: of `tls/` for `tls.md`.
    pub below: Vec<Titled<'a>>,
}

/// What files that list all notes show: hashed on all processors, since it is much.
#[derive(Clone, Debug)]
pub struct Many<T>(pub Vec<T>);

/// How many of them one task hashes.
const AT_ONCE: usize = 256;

impl<T: Hash + Sync> Hash for Many<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        parallel::map_chunks(&self.0, AT_ONCE, |some| fingerprint(&some)).hash(state);
    }
}

/// A note that is similar to another.
#[derive(Clone, Debug, Hash)]
pub struct Alike<'a> {
    /// The note in short.
    pub brief: Brief<'a>,
    /// Names of systems, tools and things that both share.
    pub shared: Vec<&'a str>,
}

/// What the row of a note in a listing shows.
#[derive(Clone, Copy, Debug, Hash)]
pub struct RowOf<'a> {
    /// The note in short.
    pub brief: Brief<'a>,
    /// When it was written, and when it was changed in substance.
    pub days: (Option<Date>, Option<Date>),
    /// Its version.
    pub version: Option<&'a str>,
    /// Systems.
    pub stack: &'a [Named],
    /// Tools.
    pub tools: &'a [Named],
    /// How hard it is to follow.
    pub difficulty: Option<&'a str>,
    /// The place of that among the levels, the easiest first.
    pub level: Option<usize>,
    /// Minutes to read it.
    pub reading_time: u32,
    /// Who keeps it true.
    pub owner: Option<&'a str>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Where its front matter stands: for reports, and no part of what pages show.
    pub place: Span,
}

/// An alert, and what it leads to.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Led<'a> {
    /// Its name.
    pub name: &'a str,
    /// The address that leads on from it; None where it has none.
    pub path: Option<&'a UrlPath>,
    /// The note in short.
    pub brief: Brief<'a>,
    /// Who keeps it true.
    pub owner: Option<&'a str>,
    /// When it was last found true.
    pub last_reviewed: Option<Date>,
    /// When its review falls due.
    pub review_due: Option<Date>,
}

/// What the entry of a note in a feed shows.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Entry<'a> {
    /// Its title and address.
    pub titled: Titled<'a>,
    /// The note in a sentence or two.
    pub summary: &'a str,
    /// When it was written.
    pub date: Option<Day>,
    /// When it last changed.
    pub changed: Option<Day>,
    /// Who keeps it true.
    pub owner: Option<&'a str>,
    /// Systems.
    pub stack: &'a [Named],
    /// What is known of it whatever the day is.
    pub standing: Standing,
}

/// What a result of the search shows of a note.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Found<'a> {
    /// The note in short.
    pub brief: Brief<'a>,
    /// When it was written.
    pub date: Option<Date>,
    /// Systems.
    pub stack: &'a [Named],
    /// How hard it is to follow.
    pub difficulty: Option<&'a str>,
    /// The place of that among the levels, the easiest first.
    pub level: Option<usize>,
    /// Minutes to read it.
    pub reading_time: u32,
    /// Whether it is a draft.
    pub draft: bool,
    /// The folder of its section, where it is a plain page.
    pub section: Option<&'a Name>,
}

/// What the page of a note, or of a section, shows of it alone. The text is asked for with it.
#[derive(Clone, Debug)]
pub struct Own<'a> {
    /// Its file.
    pub path: &'a SourcePath,
    /// What the body holds.
    pub outline: &'a Outline,
    /// What is known of a note; None for a section.
    pub note: Option<(Noted<'a>, &'a Facts, Marks)>,
    /// Where the body stands in the text.
    pub span: Span,
    /// Whether its first heading is the title of its page, and left out below that.
    pub title_is_heading: bool,
    /// The hash of the text of a section; of a note, the marks have it.
    pub text: u64,
    /// As what the fields of its front matter are read.
    pub renames: &'a Renames,
}

/// All that is shown of it alone is made from its text and the names of fields, and from how Markdown is read, which pages ask
/// for themselves.
impl Hash for Own<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.path, self.text, self.title_is_heading, self.renames).hash(state);
        if let Some((note, _, marks)) = &self.note {
            (note, marks.text).hash(state);
        }
    }
}

/// A picture of the site that a note shows.
#[derive(Clone, Debug, Hash)]
pub struct ShownPicture<'a> {
    /// Its address.
    pub address: String,
    /// Width and height, where they are known.
    pub dimensions: Option<(u32, u32)>,
    /// Its copies at other widths.
    pub copies: Option<&'a Picture>,
}

/// An index.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Index<'a> {
    /// The name in its address.
    pub name: &'a str,
    /// The field.
    pub field: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
}

/// A term, and how many notes it has.
#[derive(Clone, Copy, Debug, Hash)]
pub struct TermCount<'a> {
    /// The spelling that most notes use.
    pub name: &'a str,
    /// The last part of its address.
    pub slug: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// How many notes it has.
    pub count: usize,
}

/// What leads to a section.
#[derive(Clone, Copy, Debug, Hash)]
pub struct SectionHead<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// The folder of the section above it.
    pub parent: Option<&'a Name>,
}

/// A section, without its notes.
#[derive(Clone, Debug, Hash)]
pub struct Section<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// The folder of the section above it.
    pub parent: Option<&'a Name>,
    /// The section in a sentence or two.
    pub summary: &'a str,
    /// Whether it holds plain pages.
    pub is_pages: bool,
}

/// A section right below another one.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Way<'a> {
    /// The folder.
    pub folder: &'a Name,
    /// What it is called.
    pub title: &'a str,
    /// Its address.
    pub url: &'a UrlPath,
    /// What it holds.
    pub kind: SectionKind,
    /// How many notes it has.
    pub count: usize,
    /// The section in a sentence or two.
    pub summary: &'a str,
}

/// A year of the archive.
#[derive(Clone, Debug, Hash)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its address.
    pub url: UrlPath,
    /// How many notes it has.
    pub count: usize,
    /// The months, newest first: number, how many notes, and the address of the page that begins it.
    pub months: Vec<(i8, usize, UrlPath)>,
}

/// The entries of a feed.
#[derive(Clone, Debug, Hash)]
pub struct Entries<'a> {
    /// What the feed is about; None for the site.
    pub title: Option<&'a str>,
    /// The page that it goes with.
    pub page: UrlPath,
    /// The newest notes that are not hidden.
    pub notes: Vec<&'a SourcePath>,
}

/// The front matter of a note, for machines.
#[derive(Clone, Debug, Hash)]
pub struct Front<'a> {
    /// Its file.
    pub path: &'a SourcePath,
    /// Its title and address.
    pub titled: Titled<'a>,
    /// When its review falls due.
    pub review_due: Option<Date>,
    /// What is known of it whatever the day is.
    pub standing: Standing,
    /// The hash of its text, which its body is made from.
    pub front: u64,
    /// As what its fields are read.
    pub renames: &'a Renames,
    /// What it names, and is not published.
    pub unsaid: Vec<&'a str>,
    /// Who keeps it, which the settings may say.
    pub owner: Option<&'a str>,
    /// Why its review is put off, where the site publishes that.
    pub because: Option<&'a str>,
}
