//! What templates see: small views of the site, made of plain values. A page's template sees its own note and a
//! few facts of others, never the site as a whole.

pub mod guide;
pub mod listing;
pub mod note;
pub mod shared;
pub mod site;
pub mod standing;

use guide::GuideView;
use serde::Serialize;

use super::reads::Reads;
use super::words::Words;
use crate::note::Day;
use crate::parse::brief;
use crate::path::UrlPath;

/// A link: what it says and where it leads.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// A name with the page it leads to.
#[derive(Clone, Debug, Serialize)]
pub struct NameView {
    /// As in the front matter.
    pub name: String,
    /// As readers see it.
    pub label: String,
    /// Where it leads; nothing where the field has no index.
    pub url: Option<String>,
}

/// A day, for machines and for readers.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// `2026-01-11`.
    pub iso: String,
    /// `11 Jan 2026`.
    pub text: String,
}

/// What the head of every page says.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PageView {
    /// The page's title, without the site's.
    pub title: String,
    /// Its address for links.
    pub url: String,
    /// Its full address.
    pub permalink: String,
    /// A sentence or two about it.
    pub description: String,
    /// `note`, `section`, `home` and so on.
    pub kind: &'static str,
    /// Whether search engines leave it out.
    pub noindex: bool,
    /// The pages above it, from the top.
    pub breadcrumbs: Vec<LinkView>,
    /// The feed of what it lists.
    pub feed_url: Option<String>,
    /// A class for the root element; none by default.
    pub root_class: String,
    /// Structured data, ready for a script element.
    pub json_ld: Option<String>,
    /// A picture that stands for it, as a full address.
    pub image: Option<String>,
    /// The pages of the manual that it belongs to.
    pub guide: Option<GuideView>,
    /// When it was published, in RFC 3339.
    pub published: Option<String>,
    /// When it last changed, in RFC 3339.
    pub modified: Option<String>,
}

impl PageView {
    /// The head of a page at an address.
    pub fn new(reads: &Reads<'_>, kind: &'static str, title: &str, url: &UrlPath) -> Self {
        Self {
            title: title.to_owned(),
            url: reads.href(url),
            permalink: reads.permalink(url),
            image: reads.place(url).1.map(|card| reads.permalink(card)),
            kind,
            ..Self::default()
        }
    }

    /// Says what the page is about: in one line, as much as others show of it.
    pub fn describe(&mut self, text: &str) {
        self.description = brief::cut(&brief::one_line(text), brief::DESCRIPTION).into_owned();
    }
}

/// A day of a note.
pub fn day(words: &Words, day: Day) -> DateView {
    date(words, day.date)
}

/// A calendar day.
pub fn date(words: &Words, date: jiff::civil::Date) -> DateView {
    DateView { iso: date.to_string(), text: words.date(date) }
}

/// A value of a field that has an index: with the address of its page.
pub fn term(reads: &Reads<'_>, field: &str, name: &str) -> NameView {
    let url = reads.term(field, name).map(|url| reads.href(url));
    NameView { name: name.to_owned(), label: reads.words().value(field, name), url }
}
