//! The answers to questions about reviews. None of them depends on the day, and none holds what is not published: why a review
//! is put off, what a reviewer remarked, or what a note watches.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Titled;
use crate::model::Standing;
use crate::model::board::Falls;
use crate::model::review::State;
use crate::path::{SourcePath, UrlPath};

/// What the board of reviews shows of a note.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Reviewed<'a> {
    /// Its file.
    pub path: &'a SourcePath,
    /// Its title and address.
    pub titled: Titled<'a>,
    /// Its status.
    pub status: Option<&'a str>,
    /// Its version.
    pub version: Option<&'a str>,
    /// Who keeps it true, as most of that keeper's notes spell it.
    pub owner: Option<&'a str>,
    /// What is known of it whatever the day.
    pub standing: Standing,
    /// When it was last found true.
    pub last_reviewed: Option<Date>,
}

/// What the board of reviews says of all of its notes.
#[derive(Clone, Debug, Hash)]
pub struct Board<'a> {
    /// How many there are.
    pub count: usize,
    /// The statuses that they have.
    pub statuses: BTreeSet<&'a str>,
    /// How many want a look in each month, and on no day. With the address of the list of each, where it has a page.
    pub parts: Vec<(Falls, usize, Option<UrlPath>)>,
    /// Who keeps them, by name; nobody last.
    pub keepers: Vec<Kept<'a>>,
}

/// The notes of a keeper.
#[derive(Clone, Debug, Hash)]
pub struct Kept<'a> {
    /// The name; None for nobody.
    pub name: Option<&'a str>,
    /// The address of the calendar, where there is one.
    pub calendar: Option<UrlPath>,
    /// How many there are.
    pub count: usize,
    /// How many are in each state that holds whatever the day, the gravest first.
    pub states: Vec<(State, usize)>,
    /// On which days the reviews fall due that are not put off, the earliest first, and how many.
    pub due: Vec<(Date, usize)>,
    /// The others.
    pub put_off: Vec<PutOff>,
}

/// A review that is put off.
#[derive(Clone, Copy, Debug, Hash)]
pub struct PutOff {
    /// When it falls due.
    pub due: Option<Date>,
    /// Until when it is put off.
    pub until: Date,
    /// Whether the note was never reviewed.
    pub is_first: bool,
}

/// The calendar of a keeper of notes.
#[derive(Clone, Debug, Hash)]
pub struct Calendar<'a> {
    /// The name; None for nobody.
    pub name: Option<&'a str>,
    /// The reviews, the earliest first.
    pub reviews: Vec<Due<'a>>,
}

/// A review in a calendar.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Due<'a> {
    /// The title and address of the note.
    pub titled: Titled<'a>,
    /// The note in a sentence or two.
    pub summary: &'a str,
    /// The permanent name of the note.
    pub reference: Option<&'a str>,
    /// When the note wants a look.
    pub day: Date,
    /// When it was last found true.
    pub last_reviewed: Option<Date>,
    /// When it last changed, as far as it says.
    pub changed: Option<Date>,
}

/// What was revised last.
#[derive(Clone, Debug, Hash)]
pub struct Revisions<'a> {
    /// The address of the board, which the feed goes with.
    pub board: &'a UrlPath,
    /// The notes, the latest first.
    pub notes: Vec<Revised<'a>>,
}

/// A note in the feed of revisions.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Revised<'a> {
    /// Its title and address.
    pub titled: Titled<'a>,
    /// The note in a sentence or two.
    pub summary: &'a str,
    /// When it was revised.
    pub at: Timestamp,
    /// Its version.
    pub version: Option<&'a str>,
    /// When it was changed in substance.
    pub updated: Option<Date>,
    /// When it was last found true.
    pub last_reviewed: Option<Date>,
    /// By whom.
    pub reviewed_by: Option<&'a str>,
    /// Who keeps it true.
    pub owner: Option<&'a str>,
}
