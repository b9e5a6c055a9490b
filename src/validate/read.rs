//! Typed values out of a front matter. Lenient: what does not fit is absent here, and reported elsewhere.

use foldhash::HashMap;
use jiff::civil::Date;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::fields::WITH_LINKS;
use super::public::{owned, public};
use super::{day, place_of_missing, title};
use crate::config::TaxonomyConfig;
use crate::config::schemes::SCHEMES;
use crate::nfc::nfc;
use crate::note::{
    Body, Change, Day, Face, Facts, ImageSource, Interval, Marks, Named, Note, OwnerSource, Profile,
    ReviewFacts, Revision, Terms, Watch, is_draft,
};
use crate::parse::Document;
use crate::parse::brief;
use crate::parse::inline;
use crate::parse::words::{Counts, add_words};
use crate::path::{SourcePath, UrlPath, markdown_stem, slugify, title_of_name};
use crate::span::{Span, Spanned};
use crate::tree::{Node, Packed, Value};

/// Reads a note of a site that has these indexes.
pub fn note(document: &Document, text: &str, taxonomies: &[TaxonomyConfig]) -> Note {
    let empty = Node { span: document.front_span, value: Value::Map(Vec::new()) };
    let said = document.front.as_ref().unwrap_or(&empty);
    let front = &*owned(said, &document.of_settings);
    let (title, title_is_heading) = title::title(document, text);
    let title = title.unwrap_or_else(|| title_of_file(document.path.as_str()));
    let in_name = date_in_name(own_name(&document.path)).map(|(date, _)| date);
    let own = text_of(front, "reading_time")
        .and_then(|minutes| minutes.parse().ok())
        .filter(|minutes| *minutes >= 1);
    let hash = body_hash(document.body.of(text));
    let written = text_of(front, "summary").unwrap_or_default();
    let whole = inline::plain(&written).into_owned();
    let summary = brief::cut(&whole, brief::SUMMARY).into_owned();
    let lead = if summary.is_empty() {
        let described = text_of(front, "description").map(|text| inline::plain(&text).into_owned());
        let lead = described.map(|text| brief::cut(&text, brief::SUMMARY).into_owned());
        lead.unwrap_or_else(|| document.outline.lead.clone())
    } else {
        String::new()
    };
    let recorded_hash = front.get("hash").and_then(Node::as_text).map(str::to_owned);
    let face = Face {
        title,
        date: front.get("date").and_then(day_of).or(in_name.and_then(midnight)),
        updated: front.get("updated").and_then(day_of),
        draft: is_draft(front) || document.says_draft,
        topic: text_of(front, "topic").unwrap_or_default(),
        summary,
        lead,
        weight: text_of(front, "weight").and_then(|weight| weight.parse().ok()),
        stack: items(front, "stack", named),
        tools: items(front, "tools", named),
        reading_time: own.unwrap_or_else(|| document.outline.length.minutes()),
        revision: front.get("revision").map(revision).unwrap_or_default(),
        is_edited: recorded_hash.as_deref().is_some_and(|recorded| !is_hash_of(recorded, &hash)),
        needs_human_review: front.at("flags.needs_human_review").and_then(Node::as_flag).unwrap_or(false),
        owner: text_of(front, "owner"),
        difficulty: text_of(front, "difficulty"),
        entities: items(front, "entities", |entity| Some(nfc(entity.get("name")?.as_text()?).into_owned())),
    };
    let mut facts = facts(document, front, taxonomies);
    facts.review = review(document, text, said, front);
    facts.outline.lead.clear();
    let of_body = std::mem::take(&mut facts.outline.words_used);
    let words = words(&face, &whole, &of_body);
    let profile = Profile { face: face.into(), facts: facts.into() };
    let marks = Marks {
        words: words.fingerprint(),
        front: xxh3_64(text.get(..document.body.range().start).unwrap_or("").as_bytes()),
        text: xxh3_128(text.as_bytes()),
        body: u64::from_str_radix(&hash[..16], 16).unwrap_or(0),
        profile: profile.fingerprint(),
        span: document.body,
        title_is_heading,
    };
    let has_front = document.front.is_some() || profile.facts.review.owner_source.is_some();
    let body = Body {
        summary: (written != profile.face.summary).then_some(written),
        checklist: items(front, "checklist", |item| item.as_text().map(str::to_owned))
            .into_iter()
            .filter(|step: &String| !step.trim().is_empty())
            .collect(),
        change: front.get("change").map(change),
        code_language: text_of(front, "code_language"),
        recorded_hash,
        hash,
        front: has_front.then(|| Packed::new(&public(front, &document.of_settings))),
    };
    Note { profile, marks, words: words.into(), body: body.into() }
}

fn facts(document: &Document, front: &Node, taxonomies: &[TaxonomyConfig]) -> Facts {
    Facts {
        path: document.path.clone(),
        slug: slug_of(front).unwrap_or_else(|| slug_of_file(document.path.as_str())),
        slug_span: front.get("slug").map(|slug| slug.span),
        aliases: items(front, "aliases", |item| {
            Some(Spanned::new(UrlPath::parse(item.as_text()?)?, item.span))
        }),
        reference: front.get("reference").and_then(name),
        image_sources: items(front, "image_sources", image_source),
        watches: items(front, "watches", watch),
        change_files: front.get("change").map(|change| items(change, "files", spanned)).unwrap_or_default(),
        alerts: items(front, "alerts", name),
        field_links: field_links(front),
        deferred_because: front.get("revision").and_then(|node| {
            text_of(node.get("deferred")?, "because").map(|text| inline::plain(&text).into_owned())
        }),
        review: ReviewFacts::default(),
        allowed: front.get("lints").map(|lints| items(lints, "allow", spanned)).unwrap_or_default(),
        terms: taxonomies.iter().map(|taxonomy| terms(front, &taxonomy.field)).collect(),
        front_span: document.front_span,
        outline: document.outline.clone(),
    }
}

/// Where the links of fields lead that show any, but for those that every site has open.
fn field_links(front: &Node) -> Vec<Spanned<String>> {
    let fields = WITH_LINKS.iter().filter_map(|path| front.at(path));
    let texts = fields.flat_map(|node| match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    });
    let is_odd = |destination: &String| !SCHEMES.iter().any(|scheme| is_of(destination, scheme));
    let links = |node: &Node| {
        let found = node.as_text().map(inline::destinations).unwrap_or_default();
        let span = node.span;
        found.into_iter().filter(is_odd).map(move |destination| Spanned::new(destination, span))
    };
    texts.flat_map(links).collect()
}

/// Whether an address has a scheme.
fn is_of(address: &str, scheme: &str) -> bool {
    let begin = address.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    begin && address.as_bytes().get(scheme.len()) == Some(&b':')
}

/// What is known of its review; `said` is the front matter as written, `front` has the owner of the settings.
fn review(document: &Document, text: &str, said: &Node, front: &Node) -> ReviewFacts {
    let place = |path: &str| said.at(path).map_or(Span::default(), |node| node.span);
    let is_known = document.front_is_whole && document.lost.is_empty() && document.is_readable();
    let is_said = said.at("revision.last_reviewed").is_some_and(|node| !node.is_null());
    let source =
        |_| if text_of(said, "owner").is_some() { OwnerSource::Field } else { OwnerSource::Settings };
    ReviewFacts {
        hash_span: place("hash"),
        deferred_span: place("revision.deferred"),
        missing: (is_known && !is_said).then(|| place_of_missing(document, text)),
        owner_source: text_of(front, "owner").map(source),
    }
}

/// Whether a recorded hash is that of a body: one of them may be cut short.
pub(crate) fn is_hash_of(recorded: &str, hash: &str) -> bool {
    hash.starts_with(recorded) || recorded.starts_with(hash)
}

/// The words of a note, whose summary is given whole, with what each field makes them worth, in order of the words.
fn words(face: &Face, summary: &str, of_body: &Counts) -> Counts {
    let mut counts: HashMap<u32, u32> = of_body.iter().collect();
    let mut add = |text: &str, worth: u32| add_words(text, worth, &mut counts);
    add(&face.title, 4);
    add(&face.topic, 4);
    add(summary, 2);
    for named in face.stack.iter().chain(&face.tools) {
        add(&named.name, 5);
    }
    for name in &face.entities {
        add(name, 5);
    }
    counts.into_iter().collect()
}

/// The values of a field that make terms: a text, the texts of a list, or the `name`s of a list of maps.
fn terms(front: &Node, field: &str) -> Terms {
    let term = |node: &Node| {
        let named = if matches!(node.value, Value::Map(_)) { node.get("name")? } else { node };
        let text = named.as_text()?.trim();
        (!text.is_empty()).then(|| Spanned::new(nfc(text).into(), named.span))
    };
    match front.at(field) {
        Some(Node { value: Value::List(items), .. }) => items.iter().filter_map(term).collect(),
        Some(node) => term(node).into_iter().collect(),
        None => Box::default(),
    }
}

/// The hash of a body: 24 hex digits of BLAKE3 over the text with `\n` line ends, without blanks at line ends
/// and without blank lines at its ends.
pub fn body_hash(body: &str) -> String {
    let mut hash = whole_body_hash(body);
    hash.truncate(24);
    hash
}

/// The same with all of its 64 digits.
pub(crate) fn whole_body_hash(body: &str) -> String {
    blake3::hash(normal(body).as_bytes()).to_hex().to_string()
}

/// A body as far as it counts: without trailing blanks, and with one kind of line ends.
pub(crate) fn normal(body: &str) -> String {
    let lines: Vec<&str> = body.lines().map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    format!("{}\n", lines.join("\n").trim_matches('\n'))
}

/// The date that a file name begins with, and the rest of the name.
pub(crate) fn date_in_name(name: &str) -> Option<(Date, &str)> {
    let date = day::date(name.get(..10)?)?;
    let rest = name.get(10..)?;
    // A daily note is called by its day.
    let is_day = rest.is_empty() || markdown_stem(name).is_some_and(|stem| stem.len() == 10);
    Some((date, if is_day { name } else { rest.strip_prefix('-')? }))
}

/// The name that a note goes by: its file's, or its folder's where it is a bundle.
pub(crate) fn own_name(path: &SourcePath) -> &str {
    if path.is_index() { path.folder().rsplit('/').next().unwrap_or_default() } else { path.file_name() }
}

/// `notes/a/index.md` and `notes/a.md` are both called `a`.
fn stem(path: &str) -> &str {
    let path = markdown_stem(path).unwrap_or(path);
    let is_index = |(_, name): &(&str, &str)| name.eq_ignore_ascii_case("index");
    let path = path.rsplit_once('/').filter(is_index).map_or(path, |(folder, _)| folder);
    let name = path.rsplit('/').next().unwrap_or(path);
    date_in_name(name).map_or(name, |(_, rest)| rest)
}

/// The `slug` that a note gives. One that is none is reported, but a note may allow that for itself: it is spelt as one
/// here, so that no address is made of anything else.
fn slug_of(front: &Node) -> Option<String> {
    Some(slugify(&text_of(front, "slug")?)).filter(|slug| !slug.is_empty())
}

fn slug_of_file(path: &str) -> String {
    slugify(stem(path))
}

/// The title of a file that says none.
pub(crate) fn title_of_file(path: &str) -> String {
    let stem = stem(path);
    if day::date(stem).is_some() {
        return stem.to_owned();
    }
    title_of_name(stem)
}

fn text_of(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn items<T>(node: &Node, key: &str, read: impl Fn(&Node) -> Option<T>) -> Vec<T> {
    node.get(key).map_or(&[] as &[Node], Node::items).iter().filter_map(read).collect()
}

fn spanned(node: &Node) -> Option<Spanned<String>> {
    node.as_text().map(|text| Spanned::new(text.to_owned(), node.span))
}

/// A text that is compared with others.
fn name(node: &Node) -> Option<Spanned<String>> {
    node.as_text().map(|text| Spanned::new(nfc(text).into_owned(), node.span))
}

fn named(node: &Node) -> Option<Named> {
    let (name, version) = match &node.value {
        Value::Scalar(_) => (node, None),
        Value::Map(_) => (node.get("name")?, text_of(node, "version")),
        Value::List(_) => return None,
    };
    let text = name.as_text()?.trim();
    (!text.is_empty()).then(|| Named { name: nfc(text).into_owned(), version, span: name.span })
}

fn watch(node: &Node) -> Option<Watch> {
    let path = if matches!(node.value, Value::Map(_)) { node.get("path")? } else { node };
    Some(Watch { pattern: spanned(path)?, digest: text_of(node, "digest") })
}

/// A day of an instant: RFC 3339.
pub(crate) fn instant(text: &str) -> Option<Day> {
    day::date_time(text).map(|(date, at)| Day { date, at })
}

fn day_of(node: &Node) -> Option<Day> {
    let text = node.as_text()?;
    instant(text).or_else(|| midnight(day::date(text)?))
}

fn midnight(date: Date) -> Option<Day> {
    let at = jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(Day { date, at })
}

fn revision(node: &Node) -> Revision {
    Revision {
        status: text_of(node, "status").map(|status| nfc(&status).into_owned()),
        version: text_of(node, "version"),
        last_reviewed: text_of(node, "last_reviewed").and_then(|text| day::date(&text)),
        last_reviewed_span: node.get("last_reviewed").map_or(Span::default(), |node| node.span),
        review_in: text_of(node, "review_in").and_then(|text| Interval::parse(&text)),
        reviewed_by: text_of(node, "reviewed_by"),
        deferred_until: node.at("deferred.until").and_then(Node::as_text).and_then(day::date),
        superseded_by: node.get("superseded_by").and_then(spanned),
    }
}

fn image_source(node: &Node) -> Option<ImageSource> {
    Some(ImageSource {
        source: text_of(node, "source"),
        url: node.get("url").and_then(spanned)?,
        caption: text_of(node, "caption"),
    })
}

fn change(node: &Node) -> Change {
    let text = |item: &Node| item.as_text().map(str::to_owned);
    Change {
        reason: text_of(node, "reason"),
        files: items(node, "files", text),
        commands: items(node, "commands", text),
        metric: node.get("metric").and_then(|metric| {
            Some((text_of(metric, "name")?, text_of(metric, "before"), text_of(metric, "after")))
        }),
        expected_result: text_of(node, "expected_result"),
        rollback: text_of(node, "rollback"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_file_name_gives_date_and_slug() {
        assert_eq!(slug_of_file("content/notes/2026-01-02-Log Rotation.md"), "log-rotation");
        assert_eq!(slug_of_file("content/notes/tls/index.md"), "tls");
        assert_eq!(slug_of_file("content/notes/tls/Index.Markdown"), "tls");
        assert_eq!(slug_of_file("content/notes/v1.2.MD"), "v1-2");
        assert_eq!(date_in_name("2026-02-30-x.md"), None);
        assert_eq!(title_of_file("content/notes/2026-01-02-log-rotation.md"), "Log rotation");
    }

    #[test]
    fn the_hash_heeds_neither_line_ends_nor_trailing_blanks() {
        assert_eq!(body_hash("\n\na  \nb\n\n"), body_hash("a\r\nb"));
        assert_ne!(body_hash("a\nb"), body_hash("a\n\nb"));
        assert_eq!(body_hash("a").len(), 24);
    }
}
