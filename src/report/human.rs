//! For people: the source line, a caret at the place, what to do. Rendered by rustc's own renderer.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Counts, TextOf, count, number, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::secret;
use crate::path::SourcePath;
use crate::span::Span;

/// Whether the report is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// With colours, for a terminal.
    Coloured,
    /// Without.
    Plain,
}

/// How reports look.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Whether they are coloured.
    pub style: Style,
    /// How many columns source lines may take.
    pub width: usize,
    /// A path as a reader finds it.
    pub path: &'a dyn Fn(&SourcePath) -> String,
}

/// How wide a report is where nobody says how wide what it is shown on is.
pub const WIDTH: usize = 140;

/// Longest line that is shown whole, in bytes: a minified line would fill the terminal.
const MOST_LINE_BYTES: usize = 2_000;

/// A diagnostic as text, with paths from the site's folder and a line break at its end.
pub fn diagnostic(diagnostic: &Diagnostic, text: TextOf<'_>, style: Style) -> String {
    drawn(diagnostic, text, &Look { style, width: WIDTH, path: &|path| path.as_str().to_owned() })
}

/// A diagnostic as text, with a line break at its end.
pub fn drawn(diagnostic: &Diagnostic, text: TextOf<'_>, look: &Look<'_>) -> String {
    let shown_path = |path: &SourcePath| visible(&(look.path)(path));
    let renderer = match look.style {
        Style::Coloured => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(look.width);
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let own = excerpt(&diagnostic.path, diagnostic.span, text);
    let label = diagnostic.label.as_deref().map(visible);
    let mut snippet = Snippet::source(own.text.as_str())
        .path(shown_path(&diagnostic.path))
        .line_start(own.line)
        .annotation(AnnotationKind::Primary.span(own.range.clone()).label(label));
    let mut others = Vec::new();
    for related in &diagnostic.related {
        let near = (related.path == diagnostic.path).then(|| own.range_of(related.span)).flatten();
        match near {
            Some(range) => {
                snippet =
                    snippet.annotation(AnnotationKind::Context.span(range).label(visible(&related.text)));
            }
            None => others.push((related, excerpt(&related.path, related.span, text))),
        }
    }
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.name());
    // A fault of a file as a whole: there is no line to show.
    let group = Group::with_title(title);
    let mut group = if own.text.is_empty() && diagnostic.related.is_empty() {
        group.element(Origin::path(shown_path(&diagnostic.path)).line(1).char_column(1))
    } else {
        group.element(snippet)
    };
    for (related, excerpt) in &others {
        group = group.element(
            Snippet::source(excerpt.text.as_str())
                .path(shown_path(&related.path))
                .line_start(excerpt.line)
                .annotation(
                    AnnotationKind::Context.span(excerpt.range.clone()).label(visible(&related.text)),
                ),
        );
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let mut report = renderer.render(&[group]);
    report.push('\n');
    report
}

/// The lines around a place of a file, without secrets: any fault can be near one.
fn excerpt(path: &SourcePath, span: Span, text: TextOf<'_>) -> Excerpt {
    let source = text(path);
    Excerpt::new(&secret::masked(source.as_deref().unwrap_or("")), span)
}

/// The lines around a place, without anything that acts on a terminal.
struct Excerpt {
    text: String,
    /// The number of the first line.
    line: usize,
    range: std::ops::Range<usize>,
    /// Where the excerpt begins in its file, and the text there as it was; nothing for a part of a line.
    raw: Option<(usize, String)>,
}

/// Lines that an excerpt reaches above its place, so that a second place nearby shows in the same one.
const LINES_ABOVE: usize = 12;

impl Excerpt {
    fn new(text: &str, span: Span) -> Self {
        let bytes = span.range();
        let mut first = bytes.start.min(text.len());
        let mut last = bytes.end.clamp(first, text.len());
        while !text.is_char_boundary(first) {
            first -= 1;
        }
        while !text.is_char_boundary(last) {
            last += 1;
        }
        let line_start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
        let mut start = line_start;
        for _ in 0..LINES_ABOVE {
            start = text[..start.saturating_sub(1)].rfind('\n').map_or(0, |newline| newline + 1);
        }
        let end = last + text[last..].find('\n').unwrap_or(text.len() - last);
        if end - start > MOST_LINE_BYTES {
            return Self::cut(text, first, last, line_start);
        }
        let bom =
            if start == 0 && text.starts_with(crate::span::BOM) { crate::span::BOM.len_utf8() } else { 0 };
        let start = start + bom;
        let raw = &text[start..end.max(start)];
        let from = shown(&text[start..first.max(start)]).len();
        let length = shown(&text[first.max(start)..last.max(start)]).len();
        Self {
            line: text[..start].matches('\n').count() + 1,
            range: from..from + length,
            text: shown(raw),
            raw: Some((start, raw.to_owned())),
        }
    }

    /// A part of a line that is too long to show.
    fn cut(text: &str, first: usize, last: usize, line_start: usize) -> Self {
        let mut from = first.saturating_sub(60).max(line_start);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let mut to = last.min(first + 120).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let mut end = text[to..].find('\n').map_or(text.len(), |newline| to + newline).min(to + 60);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let clean = |part: &str| visible(&part.replace(['\r', '\n'], " "));
        let mark = if from > line_start { "…" } else { "" };
        let before = format!("{mark}{}", clean(&text[from..first]));
        let inside = clean(&text[first..to]);
        let after = clean(&text[to..end]);
        let line = text[..line_start].matches('\n').count() + 1;
        Self {
            range: before.len()..before.len() + inside.len(),
            text: format!("{before}{inside}{after}…"),
            line,
            raw: None,
        }
    }

    /// Where another place of the same file stands in this excerpt.
    fn range_of(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let (start, raw) = self.raw.as_ref()?;
        let range = span.range();
        let before = raw.get(..range.start.checked_sub(*start)?)?;
        let inside = raw.get(range.start - start..range.end.checked_sub(*start)?)?;
        let from = shown(before).len();
        Some(from..from + shown(inside).len())
    }
}

/// Text as it stands in an excerpt: without carriage returns, and without anything that acts on a terminal.
fn shown(text: &str) -> String {
    visible(&text.replace('\r', ""))
}

/// The last line: "2 errors, 1 warning in 418 notes; --fix can fix 2 of 3".
/// Where some are known, `baseline` says by which file.
pub fn summary(counts: Counts, baseline: Option<&str>) -> String {
    let notes = count(counts.notes, "note");
    let found = counts.told().unwrap_or_else(|| "no faults".to_owned());
    let mended = match counts.fixable {
        0 => String::new(),
        fixable => format!("; --fix can fix {} of {}", number(fixable), number(counts.faults())),
    };
    let known = match (counts.known, baseline) {
        (0, _) | (_, None) => String::new(),
        (known, Some(file)) => format!("; {} in {}", count(known, "known fault"), visible(file)),
    };
    format!("{found} in {notes}{mended}{known}")
}
