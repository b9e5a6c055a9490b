//! What a note's own template sees as `note`.

use serde::Serialize;

use super::{DateView, LinkView, NameView, date, day, term};
use crate::check::successor;
use crate::model::route::markdown_url;
use crate::model::{NoteId, Page, Site};
use crate::note::{Body, Change, Named, Profile};
use crate::parse::Outline;
use crate::render::details::Detail;
use crate::render::words::Words;

/// A note.
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each by name")]
#[derive(Debug, Serialize)]
pub struct NoteView {
    title: String,
    url: String,
    summary: String,
    date: Option<DateView>,
    updated: Option<DateView>,
    topic: Option<NameView>,
    status: Option<StatusView>,
    version: Option<String>,
    last_reviewed: Option<DateView>,
    review_due: Option<DateView>,
    reviewed_by: Option<String>,
    unreviewed: bool,
    edited: bool,
    deprecated: bool,
    superseded_by: Option<LinkView>,
    draft: bool,
    needs_human_review: bool,
    owner: Option<NameView>,
    reading_time: u32,
    stack: Vec<NamedView>,
    tools: Vec<NamedView>,
    difficulty: Option<NameView>,
    language: Option<NameView>,
    reference: Option<String>,
    checklist: Vec<String>,
    change: Option<ChangeView>,
    content: String,
    toc: Vec<TocView>,
    details: Vec<Detail>,
    previous: Option<LinkView>,
    next: Option<LinkView>,
    similar: Vec<SimilarView>,
    source_path: String,
    storage_key: String,
    markdown_url: Option<String>,
    hash: String,
}

/// A status, with the tone it is shown in.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    name: String,
    /// As readers see it.
    pub label: String,
    url: Option<String>,
    /// What it means for a reader: the class of its colour.
    pub tone: &'static str,
}

impl StatusView {
    /// What it is called.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// `good`, `warn`, `bad` or `neutral`.
    pub fn tone(&self) -> &'static str {
        self.tone
    }
}

/// A system or tool.
#[derive(Clone, Debug, Serialize)]
pub struct NamedView {
    name: String,
    version: Option<String>,
    url: Option<String>,
}

/// What was changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    reason: Option<String>,
    files: Vec<String>,
    commands: Vec<String>,
    metric: Option<MetricView>,
    expected_result: Option<String>,
    rollback: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct MetricView {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

/// A heading in the table of contents, with those below it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TocView {
    id: String,
    text: String,
    level: u8,
    children: Vec<TocView>,
}

/// A similar note.
#[derive(Clone, Debug, Serialize)]
pub struct SimilarView {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// The note in a sentence.
    pub summary: String,
    /// Its status.
    pub status: Option<StatusView>,
    /// What both have.
    pub shared: Vec<String>,
}

/// The view of a note, with its rendered body and details.
pub fn view(
    site: &Site,
    words: &Words,
    (id, body): (NoteId, &Body),
    content: String,
    details: Vec<Detail>,
) -> NoteView {
    let page = &site.notes[id];
    let note = &page.note;
    let link = |id: NoteId| LinkView {
        title: site.note(id).face.title.clone(),
        url: site.href(&site.notes[id].url),
    };
    NoteView {
        title: note.face.title.clone(),
        url: site.href(&page.url),
        summary: note.face.summary.clone(),
        date: note.face.date.map(|date| day(words, date)),
        updated: note.face.updated.map(|date| day(words, date)),
        topic: (!note.face.topic.is_empty()).then(|| term(site, "topic", &note.face.topic)),
        status: status(site, words, note),
        version: note.face.revision.version.clone(),
        last_reviewed: note.face.revision.last_reviewed.map(|day| date(words, day)),
        review_due: page.review_due.map(|day| date(words, day)),
        reviewed_by: note.face.revision.reviewed_by.clone(),
        unreviewed: page.is_dated && note.face.revision.last_reviewed.is_none(),
        edited: note.face.is_edited,
        deprecated: note.face.is_deprecated(),
        superseded_by: successor(site, note).map(link),
        draft: note.face.draft,
        needs_human_review: note.face.needs_human_review,
        owner: note.face.owner.as_deref().map(|name| term(site, "owner", name)),
        reading_time: note.face.reading_time,
        stack: named(site, "stack", &note.face.stack),
        tools: named(site, "tools", &note.face.tools),
        difficulty: note.face.difficulty.as_deref().map(|name| term(site, "difficulty", name)),
        language: body.code_language.as_deref().map(|name| term(site, "code_language", name)),
        reference: note.facts.reference.as_ref().map(|reference| reference.value.clone()),
        checklist: body.checklist.clone(),
        change: body.change.as_ref().and_then(change),
        content,
        toc: toc(&note.facts.outline, body.title_is_heading),
        details,
        previous: page.previous.map(link),
        next: page.next.map(link),
        similar: site.similar(id).iter().map(|other| similar(site, words, id, *other)).collect(),
        source_path: note.facts.path.as_str().to_owned(),
        storage_key: storage_key(note),
        markdown_url: site
            .route(&markdown_url(&page.url))
            .and_then(|route| (route.page == Page::NoteMarkdown(id)).then(|| site.href(&route.url))),
        hash: body.recorded_hash.as_ref().unwrap_or(&body.hash).clone(),
    }
}

fn similar(site: &Site, words: &Words, id: NoteId, other: NoteId) -> SimilarView {
    let note = site.note(other);
    SimilarView {
        title: note.face.title.clone(),
        url: site.href(&site.notes[other].url),
        summary: note.face.summary.clone(),
        status: status(site, words, note),
        shared: shared(site.note(id), note),
    }
}

/// Most names that are said to be shared.
const MOST_SHARED: usize = 4;

/// Systems, tools and entities that both notes name.
fn shared(note: &Profile, other: &Profile) -> Vec<String> {
    let theirs: Vec<&str> = names(other).collect();
    let mut shared: Vec<String> = Vec::new();
    for name in names(note) {
        let is_new = !shared.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is_new && theirs.iter().any(|their| is_same_name(name, their)) {
            shared.push(name.to_owned());
        }
        if shared.len() == MOST_SHARED {
            break;
        }
    }
    shared
}

fn names(note: &Profile) -> impl Iterator<Item = &str> {
    note.face
        .stack
        .iter()
        .chain(&note.face.tools)
        .map(|named| &*named.name)
        .chain(note.face.entities.iter().map(String::as_str))
}

/// Whether names only differ in upper and lower case; most are ASCII, and are not copied for that.
fn is_same_name(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.to_lowercase() == b.to_lowercase()
    }
}

/// What a reader's ticks are kept under: a new version of a note begins with none.
fn storage_key(note: &Profile) -> String {
    format!("{}@{}", note.facts.path.as_str(), note.face.revision.version.as_deref().unwrap_or("0"))
}

/// The status of a note.
pub fn status(site: &Site, words: &Words, note: &Profile) -> Option<StatusView> {
    let name = note.face.revision.status.as_deref()?;
    let term = term(site, "revision.status", name);
    let tone = match name {
        "published" | "reviewed" => "good",
        "drafted" => "warn",
        "deprecated" => "bad",
        _ => "neutral",
    };
    let key = format!("status_{name}");
    let label = words.table().get(&key).cloned().unwrap_or(term.label);
    Some(StatusView { name: name.to_owned(), label, url: term.url, tone })
}

/// Systems or tools, with their pages.
pub fn named(site: &Site, field: &str, items: &[Named]) -> Vec<NamedView> {
    let view = |item: &Named| {
        let term = term(site, field, &item.name);
        NamedView { name: term.name, version: item.version.clone(), url: term.url }
    };
    items.iter().map(view).collect()
}

fn change(change: &Change) -> Option<ChangeView> {
    (*change != Change::default()).then(|| ChangeView {
        reason: change.reason.clone(),
        files: change.files.clone(),
        commands: change.commands.clone(),
        metric: change.metric.clone().map(|(name, before, after)| MetricView { name, before, after }),
        expected_result: change.expected_result.clone(),
        rollback: change.rollback.clone(),
    })
}

/// The headings of the two upper levels of a body, nested. The title is none of them.
pub fn toc(outline: &Outline, skips_title: bool) -> Vec<TocView> {
    let shift = crate::render::markdown::heading_shift(outline, skips_title);
    let headings = outline.headings.iter().skip(usize::from(skips_title));
    let top = headings.clone().map(|heading| heading.level).min().unwrap_or(2);
    let mut toc: Vec<TocView> = Vec::new();
    for heading in headings {
        let entry = TocView {
            id: heading.id.clone(),
            text: heading.text.clone(),
            level: (heading.level + shift).min(6),
            children: Vec::new(),
        };
        match (heading.level - top, toc.last_mut()) {
            (0, _) | (1, None) => toc.push(entry),
            (1, Some(above)) => above.children.push(entry),
            _ => {}
        }
    }
    toc
}
