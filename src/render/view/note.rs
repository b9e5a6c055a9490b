//! What a note's own template sees as `note`.

use serde::Serialize;
use serde_json::{Map, Value};

use super::standing::{self, StandingView};
use super::{DateView, LinkView, NameView, date, day, term};
use crate::config::Repository;
use crate::model::Lasting;
use crate::model::route::markdown_url;
use crate::note::{Body, Change, DEPRECATED, DRAFTED, Facts, Named};
use crate::parse::inline;
use crate::parse::markdown::Heading;
use crate::path::SourcePath;
use crate::render::details::Detail;
use crate::render::markdown::{Rendered, field};
use crate::render::reads::{Alike, Noted, Reads, Titled};
use crate::render::words::Words;

/// All that a note's own page shows of it.
#[derive(Clone, Copy, Debug)]
pub struct OwnNote<'a> {
    /// Its face and place.
    pub note: Noted<'a>,
    /// What rules go by.
    pub facts: &'a Facts,
    /// Whether the title is the first heading of the body.
    pub title_is_heading: bool,
    /// What nobody else shows.
    pub body: &'a Body,
}

/// A note.
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each by name")]
#[derive(Debug, Serialize)]
pub struct NoteView {
    title: String,
    url: String,
    summary: String,
    summary_html: String,
    date: Option<DateView>,
    updated: Option<DateView>,
    topic: Option<NameView>,
    status: Option<StatusView>,
    version: Option<String>,
    last_reviewed: Option<DateView>,
    review_due: Option<DateView>,
    reviewed_by: Option<String>,
    deferred: Option<DeferredView>,
    unreviewed: bool,
    edited: bool,
    deprecated: bool,
    superseded_by: Option<LinkView>,
    standing: StandingView,
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
    checklist_html: Vec<String>,
    change: Option<ChangeView>,
    content: String,
    /// The place of the first step, of a list or of the checklist.
    first_step: Option<String>,
    toc: Vec<TocView>,
    details: Vec<Detail>,
    /// The fields of the site's own.
    fields: Map<String, Value>,
    /// What is in the folder whose page the note is.
    below: Vec<LinkView>,
    previous: Option<LinkView>,
    next: Option<LinkView>,
    similar: Vec<SimilarView>,
    source_path: String,
    edit_url: Option<String>,
    report_url: Option<String>,
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

/// Until when a review is put off, and why, where the site publishes that.
#[derive(Debug, Serialize)]
struct DeferredView {
    until: DateView,
    because: String,
}

/// What was changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    reason: Option<String>,
    reason_html: Option<String>,
    files: Vec<String>,
    commands: Vec<String>,
    metric: Option<MetricView>,
    expected_result: Option<String>,
    expected_result_html: Option<String>,
    rollback: Option<String>,
    rollback_html: Option<String>,
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
    /// What is known of it.
    pub standing: StandingView,
    /// What both have.
    pub shared: Vec<String>,
}

/// The view of a note, with its rendered body and details.
pub fn view(reads: &Reads<'_>, own: &OwnNote<'_>, content: Rendered, details: Vec<Detail>) -> NoteView {
    let OwnNote { note, facts, title_is_heading, body } = own;
    let (face, words) = (note.face, reads.words());
    let link = |to: Titled<'_>| LinkView { title: to.title.to_owned(), url: reads.href(to.url) };
    let around = reads.around(note.path);
    let markdown = around.has_markdown.then(|| reads.href(&markdown_url(note.url)));
    let revision = &face.revision;
    let shown = |text: &String| field::line(reads, note.path, text);
    let of_checklist = || (!body.checklist.is_empty()).then(|| CHECKLIST.to_owned());
    let repository = reads.repository();
    NoteView {
        title: face.title.clone(),
        url: reads.href(note.url),
        summary: body
            .summary
            .as_ref()
            .map_or_else(|| face.summary.clone(), |written| inline::plain(written).into_owned()),
        summary_html: shown(body.summary.as_ref().unwrap_or(&face.summary)),
        date: face.date.map(|date| day(words, date)),
        updated: face.updated.map(|date| day(words, date)),
        topic: (!face.topic.is_empty()).then(|| term(reads, "topic", &face.topic)),
        status: revision.status.as_deref().map(|name| status(reads, name)),
        version: revision.version.clone(),
        last_reviewed: revision.last_reviewed.map(|day| date(words, day)),
        review_due: note.review_due.map(|day| date(words, day)),
        reviewed_by: revision.reviewed_by.clone(),
        deferred: note
            .standing
            .deferred_until
            .and_then(|_| reads.deferral(note.path))
            .map(|(until, because)| DeferredView { until: date(words, until), because: because.to_owned() }),
        unreviewed: note.standing.has(Lasting::Unreviewed),
        edited: face.is_edited,
        deprecated: face.is_deprecated(),
        superseded_by: around.successor.map(link),
        standing: standing::own(words, note.standing, face),
        draft: face.draft,
        needs_human_review: face.needs_human_review,
        owner: face.owner.as_deref().map(|name| term(reads, "owner", name)),
        reading_time: face.reading_time,
        stack: named(reads, "stack", &face.stack),
        tools: named(reads, "tools", &face.tools),
        difficulty: face.difficulty.as_deref().map(|name| term(reads, "difficulty", name)),
        language: body.code_language.as_deref().map(|name| term(reads, "code_language", name)),
        reference: facts.reference.as_ref().map(|reference| reference.value.clone()),
        checklist: body.checklist.iter().map(|step| inline::plain(step).into_owned()).collect(),
        checklist_html: body.checklist.iter().map(shown).collect(),
        change: body.change.as_ref().and_then(|told| change(reads, note.path, told)),
        content: content.html,
        first_step: content.first_step.or_else(of_checklist),
        toc: toc(facts.outline.headings.get(usize::from(*title_is_heading)..).unwrap_or_default()),
        details,
        fields: own_fields(reads, own),
        below: around.below.into_iter().map(link).collect(),
        previous: around.previous.map(link),
        next: around.next.map(link),
        similar: reads.similar(note.path).into_iter().map(|alike| similar(reads, alike)).collect(),
        source_path: note.path.as_str().to_owned(),
        edit_url: repository.map(|repository| repository.edit_url(note.path.as_str())),
        report_url: repository.and_then(|repository| report(reads, note, repository)),
        storage_key: storage_key(note),
        markdown_url: markdown,
        hash: body.recorded_hash.as_ref().unwrap_or(&body.hash).clone(),
    }
}

impl NoteView {
    /// Takes away what leads on into the site: a copy that stands alone has none of it.
    pub fn without_site(&mut self) {
        self.below.clear();
        self.similar.clear();
        (self.previous, self.next, self.markdown_url) = (None, None, None);
    }
}

/// The fields that only the site knows, with their values; null for those of its schema that the note lacks.
fn own_fields(reads: &Reads<'_>, own: &OwnNote<'_>) -> Map<String, Value> {
    let of_schema = reads.own_fields().into_iter().map(|name| (name.to_owned(), Value::Null));
    let mut fields: Map<String, Value> = of_schema.collect();
    let Some(front) = own.body.front() else { return fields };
    let known = reads.fields();
    let is_own = |name: &str| fields.contains_key(name) || !known.iter().any(|(known, _)| *known == name);
    let found: Vec<(String, Value)> = front
        .entries()
        .iter()
        .filter(|entry| is_own(&entry.key.value))
        .map(|entry| (entry.key.value.to_string(), crate::render::machine::value(&entry.value)))
        .collect();
    fields.extend(found);
    fields
}

fn similar(reads: &Reads<'_>, Alike { brief, shared }: Alike<'_>) -> SimilarView {
    SimilarView {
        title: brief.title.to_owned(),
        url: reads.href(brief.url),
        summary: brief.summary.to_owned(),
        status: brief.status.map(|name| status(reads, name)),
        standing: standing::view(reads.words(), brief.standing),
        shared: shared.into_iter().map(str::to_owned).collect(),
    }
}

/// What a reader's ticks are kept under: a new version of a note begins with none.
fn storage_key(note: &Noted<'_>) -> String {
    format!("{}@{}", note.path.as_str(), note.face.revision.version.as_deref().unwrap_or("0"))
}

/// A status.
pub fn status(reads: &Reads<'_>, name: &str) -> StatusView {
    let url = term(reads, "revision.status", name).url;
    let (label, tone) = label_and_tone(reads.words(), name);
    StatusView { name: name.to_owned(), label, url, tone }
}

/// A status as readers see it, and what it means for them: `good`, `warn`, `bad` or `neutral`.
pub fn label_and_tone(words: &Words, status: &str) -> (String, &'static str) {
    let tone = match status {
        "published" | "reviewed" => "good",
        DRAFTED => standing::tone(Lasting::Drafted),
        DEPRECATED => standing::tone(Lasting::Deprecated),
        _ => "neutral",
    };
    (words.value("revision.status", status), tone)
}

/// Systems or tools, with their pages.
pub fn named(reads: &Reads<'_>, field: &str, items: &[Named]) -> Vec<NamedView> {
    let view = |item: &Named| {
        let term = term(reads, field, &item.name);
        NamedView { name: term.name, version: item.version.clone(), url: term.url }
    };
    items.iter().map(view).collect()
}

/// The id of the list of steps that the front matter gives.
const CHECKLIST: &str = "note-checklist";

/// Where a problem with a note is reported, if its host has a place for that: with its title, and where it is.
fn report(reads: &Reads<'_>, note: &Noted<'_>, repository: &Repository) -> Option<String> {
    let title = reads.words().fill("report_title", &[("title", &note.face.title)]);
    repository.report_url(&title, &format!("{}\n{}\n\n", reads.permalink(note.url), note.path))
}

fn change(reads: &Reads<'_>, path: &SourcePath, change: &Change) -> Option<ChangeView> {
    let plain = |text: &Option<String>| text.as_ref().map(|text| inline::plain_lines(text).into_owned());
    let html = |text: &Option<String>| text.as_ref().map(|text| field::paragraphs(reads, path, text));
    (*change != Change::default()).then(|| ChangeView {
        reason: plain(&change.reason),
        reason_html: html(&change.reason),
        files: change.files.clone(),
        commands: change.commands.clone(),
        metric: change.metric.clone().map(|(name, before, after)| MetricView { name, before, after }),
        expected_result: plain(&change.expected_result),
        expected_result_html: html(&change.expected_result),
        rollback: plain(&change.rollback),
        rollback_html: html(&change.rollback),
    })
}

/// The headings of the two upper levels of those that a page shows, nested.
pub fn toc(headings: &[Heading]) -> Vec<TocView> {
    let shift = crate::render::markdown::heading_shift(headings);
    let top = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
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
