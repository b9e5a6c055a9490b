//! A note, validated and typed: what the model, the pages and the feeds work with.
//!
//! Values here fit the schema, or are absent: a note with a fault in a field still becomes a [`Note`], so that
//! the rest of it can be checked, but it is not published.

mod draft;
mod interval;
mod review;

use std::hash::Hash;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::fingerprint::fingerprint;
use crate::nfc::is_same;
use crate::parse::Outline;
use crate::parse::words::Counts;
use crate::path::{SourcePath, UrlPath};
use crate::span::{Span, Spanned};
use crate::tree::{Node, Packed};

pub use draft::{is_draft, is_nearly_draft, says_draft};
pub use interval::{Interval, Unit};
pub use review::{OwnerSource, ReviewFacts};

/// A note, in parts. Each says who may see it; a change of one leaves the others, and all that is made from them, as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// What others may know of it.
    pub profile: Profile,
    /// What tells whether the rest is as it was.
    pub marks: Marks,
    /// What it is found by, and told from others.
    pub words: Arc<Counts>,
    /// What its own page alone shows.
    pub body: Arc<Body>,
}

/// A note without its body and its words: what the model, the rules over several notes, and the pages of other notes are
/// given.
///
/// So that an edit of a body changes no other page is what the compiler holds:
///
/// ```compile_fail
/// fn of_a_listing(note: &fieldnotes::note::Profile) -> &fieldnotes::note::Body {
///     &note.body
/// }
/// ```
///
/// What of a body shows elsewhere is derived into the face when the note is read:
///
/// ```
/// fn of_a_listing(note: &fieldnotes::note::Profile) -> u32 {
///     note.face.reading_time
/// }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// What lists and other pages show of it.
    pub face: Arc<Face>,
    /// What rules and addresses go by.
    pub facts: Arc<Facts>,
}

/// All that a row, a feed, a card or another page shows of a note.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct Face {
    /// What it is called.
    pub title: String,
    /// When it was written.
    pub date: Option<Day>,
    /// When it was changed in substance.
    pub updated: Option<Day>,
    /// Whether it is left out of the site.
    pub draft: bool,
    /// What it is about.
    pub topic: String,
    /// The note in a sentence or two: one line of plain text, cut short where it is too long for a list.
    pub summary: String,
    /// Where it stands among the pages of its section, the lightest first.
    pub weight: Option<i64>,
    /// What stands for it where there is none: what another tool's field says, or the first paragraph, cut short.
    pub lead: String,
    /// Systems.
    pub stack: Vec<Named>,
    /// Tools.
    pub tools: Vec<Named>,
    /// Minutes to read it: the author's figure, else the computed one.
    pub reading_time: u32,
    /// Its state.
    pub revision: Revision,
    /// Whether its body has changed since the author recorded its hash.
    pub is_edited: bool,
    /// Whether a person has to look at it before it is indexed.
    pub needs_human_review: bool,
    /// Who keeps it true.
    pub owner: Option<String>,
    /// How hard it is to follow.
    pub difficulty: Option<String>,
    /// The names of the things that it speaks of.
    pub entities: Vec<String>,
}

/// What rules over several notes and the routes of a site go by. Places take no part in its hash.
#[derive(Clone, Debug, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// Its file.
    pub path: SourcePath,
    /// The last part of its address.
    pub slug: String,
    /// Where its `slug` stands, if it gives one.
    pub slug_span: Option<Span>,
    /// Old addresses.
    pub aliases: Vec<Spanned<UrlPath>>,
    /// Its permanent name.
    pub reference: Option<Spanned<String>>,
    /// Where its pictures come from.
    pub image_sources: Vec<ImageSource>,
    /// What makes it untrue when it changes.
    pub watches: Vec<Watch>,
    /// The files that its change touched, as written.
    pub change_files: Vec<Spanned<String>>,
    /// The names of the alerts that lead to it.
    pub alerts: Vec<Spanned<String>>,
    /// Where the links of its fields lead, as far as their scheme is not open on every site.
    pub field_links: Vec<Spanned<String>>,
    /// What keeps it from being reviewed.
    pub deferred_because: Option<String>,
    /// What else is known of its review.
    pub review: ReviewFacts,
    /// Codes that are not reported for it.
    pub allowed: Vec<Spanned<String>>,
    /// Its terms in each index of the site, in the order of the settings.
    pub terms: Vec<Terms>,
    /// Where the front matter stands; where a missing key belongs is its end.
    pub front_span: Span,
    /// What the body leads to and shows, and the places that others can lead to.
    pub outline: Outline,
}

/// What tells of the parts that only some pages need whether they are as they were, and where the body is.
#[derive(Clone, Copy, Debug, Hash, Serialize, Deserialize)]
pub struct Marks {
    /// The fingerprint of its words.
    pub words: u64,
    /// The hash of its file's text down to the body.
    pub front: u64,
    /// The hash of its file's text.
    pub text: u128,
    /// The first half of the body's hash, as `hash` records it.
    pub body: u64,
    /// The fingerprint of the profile.
    pub profile: u64,
    /// Where the body stands.
    pub span: Span,
    /// Whether the title is the body's first heading, which the page then does not repeat.
    pub title_is_heading: bool,
}

/// What the page of a note alone shows, besides its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Body {
    /// The summary as it is written, where the face has less: its plain text on one line, as much as a list has room for.
    pub summary: Option<String>,
    /// Steps to tick, as written.
    pub checklist: Vec<String>,
    /// What was changed.
    pub change: Option<Change>,
    /// The language of most of its code.
    pub code_language: Option<String>,
    /// The hash of the body that the author recorded.
    pub recorded_hash: Option<String>,
    /// The body's hash, as `hash` records it.
    pub hash: String,
    /// The whole front matter: for the details box, and for fields of the site's own.
    pub front: Option<Packed>,
}

/// The values that a note gives to the field of an index, with their places.
pub type Terms = Box<[Spanned<Box<str>>]>;

/// A day, and the instant where the author gave one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    /// The day as written.
    pub date: Date,
    /// The instant; midnight in Greenwich where only a day is given.
    pub at: Timestamp,
}

/// A system or a tool.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Which version, as written.
    pub version: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// Files of the repository that a note depends on.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct Watch {
    /// A path or a glob, and `#` with the name of a part of a file, as written.
    pub pattern: Spanned<String>,
    /// What was there at the last review.
    pub digest: Option<String>,
}

/// The state of a note.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// How far it is.
    pub status: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// When it was last found true.
    pub last_reviewed: Option<Date>,
    /// Where that stands.
    pub last_reviewed_span: Span,
    /// How long that holds.
    pub review_in: Option<Interval>,
    /// Who found it true.
    pub reviewed_by: Option<String>,
    /// Until when the review is put off.
    pub deferred_until: Option<Date>,
    /// The file of the note that replaces it, as written.
    pub superseded_by: Option<Spanned<String>>,
}

/// Where a picture comes from.
#[derive(Clone, Debug, PartialEq, Hash, Serialize, Deserialize)]
pub struct ImageSource {
    /// Who made it, or where it is from.
    pub source: Option<String>,
    /// Its address or file, as written.
    pub url: Spanned<String>,
    /// What shows below it.
    pub caption: Option<String>,
}

/// What was changed, and how to undo it, as written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Why.
    pub reason: Option<String>,
    /// Which files.
    pub files: Vec<String>,
    /// With which commands.
    pub commands: Vec<String>,
    /// The figure that moved: name, before, after.
    pub metric: Option<(String, Option<String>, Option<String>)>,
    /// What holds when it worked.
    pub expected_result: Option<String>,
    /// How to undo it.
    pub rollback: Option<String>,
}

impl ImageSource {
    /// Whether this is the source of a picture, by its address as written.
    pub fn is_of(&self, picture: &str) -> bool {
        is_same(self.url.value.trim_start_matches("./"), picture.trim_start_matches("./"))
    }
}

impl Body {
    /// The whole front matter, unpacked; None if the file has none.
    pub fn front(&self) -> Option<Node> {
        self.front.as_ref().and_then(Packed::open)
    }
}

impl Facts {
    /// Its terms in an index, by the place of that in the settings.
    pub fn terms(&self, taxonomy: usize) -> impl Iterator<Item = (&str, Span)> {
        let terms = self.terms.get(taxonomy).map_or(&[] as &[_], |terms| terms);
        terms.iter().map(|term| (&*term.value, term.span))
    }

    /// Where a fault of its address is shown.
    pub fn place_of_slug(&self) -> Span {
        self.slug_span.unwrap_or(Span::at(self.front_span.start as usize))
    }
}

impl Profile {
    /// Whether this is the other, and not one that was read again.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.face, &other.face) && Arc::ptr_eq(&self.facts, &other.facts)
    }

    /// Whether this says what the other says, wherever in its file it does.
    pub fn says_same(&self, other: &Self) -> bool {
        self.is_same(other) || self.fingerprint() == other.fingerprint()
    }

    /// The fingerprint of what it says, wherever in its file it does.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&(&self.face, &self.facts))
    }
}

/// The status of what is no longer to be followed.
pub const DEPRECATED: &str = "deprecated";

/// The status of what is not finished.
pub const DRAFTED: &str = "drafted";

/// All values of `revision.status`.
pub const STATUSES: [&str; 4] = [DRAFTED, "reviewed", "published", DEPRECATED];

impl Face {
    /// The note in a sentence or two, for lists and for search engines.
    pub fn about(&self) -> &str {
        if self.summary.is_empty() { &self.lead } else { &self.summary }
    }

    /// When the note last changed, as far as it says.
    pub fn changed(&self) -> Option<Day> {
        self.updated.or(self.date)
    }

    /// Whether it has the status `deprecated`.
    pub fn is_deprecated(&self) -> bool {
        self.revision.status.as_deref() == Some(DEPRECATED)
    }

    /// Whether it has the status `drafted`.
    pub fn is_drafted(&self) -> bool {
        self.revision.status.as_deref() == Some(DRAFTED)
    }
}
