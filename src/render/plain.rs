//! The site for programs that read Markdown: each note as `index.md` beside its page, and `llms.txt`, which lists
//! them. Made where `[outputs] markdown` asks for it.
//!
//! A note's body stays as its author wrote it, but for its links, which become absolute addresses of pages, and for HTML, which
//! is that of the page where it is sanitised. Titles
//! and other values can't break the format: signs that mean something to Markdown are escaped, lines are joined.

mod field;
mod front;
mod html;

use std::ops::Range;

use jiff::civil::Date;
use pulldown_cmark::{Event, Tag};

use crate::model::route::markdown_url;
use crate::model::{Lasting, Standing};
use crate::parse::brief;
use crate::parse::events::html::Piece;
use crate::parse::events::tail::{edited, tails};
use crate::parse::events::{comments, definitions, with_html};
use crate::path::SourcePath;
use crate::render::reads::{Brief, Reads};
use crate::render::view::note::OwnNote;

/// A note: its title, what is known of it as a list, its body.
pub fn note(reads: &Reads<'_>, own: &OwnNote<'_>, text: &str) -> String {
    let note = &own.note;
    let mut out = format!("# {}\n\n", escape(&note.face.title));
    let summary = own.body.summary.as_ref().unwrap_or(&note.face.summary);
    if !summary.is_empty() {
        out.push_str(&format!("{}\n\n", field::line(reads, note.path, summary)));
    }
    out.push_str(&front::of(reads, own));
    let body = body(reads, own, text);
    let body = body.trim_matches(['\n', '\r']);
    if !body.trim().is_empty() {
        // A body that begins with a list, or with indented code, would go on with the list before it.
        out.push_str(&format!("\n---\n\n{body}\n"));
    }
    out
}

/// The list of all notes that search engines may have, by section.
pub fn index(reads: &Reads<'_>) -> String {
    let mut out = format!("# {}\n", escape(reads.basics().title));
    if !reads.description().is_empty() {
        out.push_str(&format!("\n> {}\n", escape(&brief::cut(reads.description(), brief::SUMMARY))));
    }
    section(reads, "", "", &mut out);
    out
}

/// A section's own notes, and the sections below it. The root has no title of its own.
fn section(reads: &Reads<'_>, folder: &str, above: &str, out: &mut String) {
    let own = reads.section(folder).map_or("", |section| section.title);
    let title = if above.is_empty() { own.to_owned() } else { format!("{above} / {own}") };
    let rows: String = reads.section_notes(folder).iter().filter_map(|path| row(reads, path)).collect();
    if !rows.is_empty() {
        let heading = if title.is_empty() { reads.words().get("pages") } else { &title };
        out.push_str(&format!("\n## {}\n\n{rows}", escape(heading)));
    }
    for below in reads.folders(folder) {
        section(reads, below, &title, out);
    }
}

fn row(reads: &Reads<'_>, path: &SourcePath) -> Option<String> {
    let note = reads.brief(path)?;
    let url = destination(&reads.permalink(&markdown_url(note.url)));
    let mut row = format!("- [{}]({url})", escape(note.title));
    if !note.summary.is_empty() {
        row.push_str(&format!(": {}", escape(note.summary)));
    }
    let marks = marks(reads, path, &note);
    if !marks.is_empty() {
        row.push_str(&format!(" ({})", marks.join("; ")));
    }
    row.push('\n');
    Some(row)
}

/// What is known of a note whatever the day is, and the days that the rest depends on. A note that is no longer to be followed names
/// the one that replaces it.
fn marks(reads: &Reads<'_>, path: &SourcePath, note: &Brief<'_>) -> Vec<String> {
    let (words, standing) = (reads.words(), note.standing);
    let said = |key: &str, value: String| format!("{}: {value}", words.get(key));
    let status = note.status.filter(|status| !standing.names().contains(status));
    let successor = standing.has(Lasting::Deprecated).then(|| reads.successor(path)).flatten();
    let day = |key: &'static str, day: Option<Date>| day.map(|day| said(key, day.to_string()));
    let marks = [
        status.map(|status| said("status", escape(status))),
        states(standing),
        successor.map(|next| said("successor", front::link(reads, next.title, next.url))),
        day("review_due", standing.review_due),
        day("put_off_until", standing.deferred_until),
    ];
    marks.into_iter().flatten().collect()
}

/// The names of the states of a note; nothing where it has none.
fn states(standing: Standing) -> Option<String> {
    let names = standing.names();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The body with absolute links, and without the heading that is the title.
fn body(reads: &Reads<'_>, own: &OwnNote<'_>, source: &str) -> String {
    edited(source, edits(reads, own, source))
}

/// What is written otherwise in a body.
fn edits(reads: &Reads<'_>, own: &OwnNote<'_>, source: &str) -> Vec<(Range<usize>, String)> {
    let extensions = reads.markdown();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for definition in definitions(source, extensions) {
        let label = definition_label(&source[definition.range.clone()]);
        if let (Some(label), Some(url)) = (label, moved(reads, own.note.path, &definition.destination)) {
            let title = if url == NOWHERE { String::new() } else { quoted(&definition.title) };
            edits.push((definition.range.clone(), format!("{label} {url}{title}")));
        }
    }
    edits.extend(comments(source, extensions).into_iter().map(|comment| (comment, String::new())));
    let (events, pieces) = with_html(source, extensions);
    let copy = |piece: &Piece| (piece.range.clone(), html::copied(reads, own.note.path, &piece.copied));
    edits.extend(pieces.iter().map(copy));
    if own.title_is_heading {
        let heading = events.iter().find(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })));
        edits.extend(heading.map(|(_, range)| (range.clone(), String::new())));
    }
    for tail in tails(source, &events) {
        if let Some(url) = moved(reads, own.note.path, tail.destination) {
            let title = if url == NOWHERE { String::new() } else { quoted(tail.title) };
            edits.push((tail.range, format!("]({url}{title})")));
        }
    }
    edits
}

/// Where a link leads that leads nowhere.
const NOWHERE: &str = "#";

/// `[label]:` of a definition, as it is written.
fn definition_label(definition: &str) -> Option<&str> {
    let end = definition.match_indices("]:").find(|(at, _)| !definition[..*at].ends_with('\\'))?.0;
    definition.starts_with('[').then(|| &definition[..end + 2])
}

/// The absolute address of a destination; nothing where it stays as it is. What leads nowhere, to a draft, or may
/// not be followed leads to the top.
fn moved(reads: &Reads<'_>, from: &SourcePath, written: &str) -> Option<String> {
    if written.is_empty() || crate::model::link::is_data_picture(written) {
        return None;
    }
    let found = reads.link(from, written).unwrap_or_else(|| NOWHERE.to_owned());
    let url = match found.strip_prefix(reads.basics().base_path()).filter(|path| path.starts_with('/')) {
        Some(path) if !path.starts_with("//") => format!("{}{path}", reads.basics().base_url),
        _ => found,
    };
    (url != written.trim()).then(|| destination(&url))
}

/// An address as it may stand in brackets.
fn destination(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// A link's title, with the space before it; nothing where there is none.
fn quoted(title: &str) -> String {
    if title.is_empty() {
        return String::new();
    }
    let joined = title.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(" \"{}\"", joined.replace('\\', "\\\\").replace('"', "\\\"").replace('|', "\\|"))
}

/// Text as it shows in a line of Markdown: on one line, with the signs escaped that mean something there.
fn escape(text: &str) -> String {
    let clean = |word: &str| word.chars().filter(|c| !c.is_control()).collect::<String>();
    let line = text.split_whitespace().map(clean).collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_sign = match c {
            '\\' | '`' | '*' | '[' | ']' | '{' | '}' | '$' | '^' | '~' | '|' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '<' => next != ' ',
            '&' => next.is_ascii_alphabetic() || next == '#',
            '#' => next == ' ' || before == ' ',
            // What begins a line may begin a list, a quote or a rule.
            '-' | '+' | '>' | '=' | ':' => out.is_empty(),
            '.' | ')' => next == ' ' && !out.is_empty() && out.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if is_sign {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::LinkType;

    use super::*;
    use crate::parse::Extensions;
    use crate::parse::events::events;

    #[test]
    fn a_text_stays_text_on_one_line() {
        assert_eq!(escape("a [b](c)\n# d"), "a \\[b\\](c) \\# d");
        assert_eq!(escape("1. <script> & max_connections_"), "1\\. \\<script> & max_connections\\_");
        assert_eq!(escape("- x"), "\\- x");
        assert_eq!(escape("C# {#id}"), "C\\# \\{#id\\}");
        assert_eq!(read(&escape("ask +ops@notes.example")), "ask +ops@notes.example");
        assert_eq!(destination("https://a.example/(x)/"), "https://a.example/%28x%29/");
    }

    /// The text of the events; any markup but headings, paragraphs and items shows in it as such. Bare addresses become links
    /// however their signs are escaped, as on GitHub, and stay what they are to a reader.
    fn read(markdown: &str) -> String {
        let mut text = String::new();
        for (event, _) in events(markdown, Extensions::default()) {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::Start(
                    Tag::Heading { id: None, .. }
                    | Tag::Paragraph
                    | Tag::Item
                    | Tag::List(None)
                    | Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. },
                )
                | Event::End(_) => {}
                other => text.push_str(&format!("{other:?}")),
            }
        }
        text
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_back_as_itself(text in r"[ -~\n\t\u{a0}-\u{ff}]{0,40}|[-+*_#>`~|:=.)(\[\]0-9 a\n]{0,12}") {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let escaped = escape(&text);
            proptest::prop_assert_eq!(read(&format!("{escaped}\n")), line.clone());
            proptest::prop_assert_eq!(read(&format!("# {escaped}\n")), line.clone());
            proptest::prop_assert_eq!(read(&format!("- Owner: {escaped}\n")), format!("Owner: {line}").trim_end().to_owned());
        }
    }
}
