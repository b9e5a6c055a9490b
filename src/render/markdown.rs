//! A body to HTML: our own writer over the parser's events, since links, headings, pictures, code and footnotes
//! all become more than `CommonMark` says.
//!
//! Nothing that a note holds reaches the page unescaped; HTML is text, or is written anew, unless the site trusts its authors.

mod code;
pub mod field;
mod footnote;
mod heading;
mod link;
mod picture;
mod raw;
mod step;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use super::html::escape_into;
use super::reads::Reads;
use crate::note::ImageSource;
use crate::parse::Outline;
use crate::parse::events::events;
use crate::parse::markdown::Heading;
use crate::parse::math::{Placement, to_mathml};
use crate::path::SourcePath;
use footnote::Footnotes;
use step::Steps;

/// A body, and all that its rendering reads.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// What links are resolved by.
    pub reads: &'a Reads<'a>,
    /// The file.
    pub path: &'a SourcePath,
    /// The body's text.
    pub text: &'a str,
    /// What the body holds.
    pub outline: &'a Outline,
    /// Where its pictures come from.
    pub image_sources: &'a [ImageSource],
    /// Whether the first heading is the page's title, and is left out here.
    pub skips_title: bool,
}

/// A body as HTML.
#[derive(Debug)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// The id of the first step of the first list of steps.
    pub first_step: Option<String>,
}

/// Renders a body.
pub fn render(body: Body<'_>) -> Rendered {
    let placed = events(body.text, body.reads.markdown());
    let events: Vec<Event<'_>> = placed.into_iter().map(|(event, _)| event).collect();
    let mut writer = Writer::new(body);
    writer.events(&events);
    writer.finish()
}

/// How many levels the headings that a page shows move down: its title is the only one of level 1.
pub fn heading_shift(shown: &[Heading]) -> u8 {
    u8::from(shown.iter().any(|heading| heading.level == 1))
}

struct Writer<'a> {
    body: Body<'a>,
    out: String,
    footnotes: Footnotes,
    shift: u8,
    headings: usize,
    pictures: usize,
    table: Vec<Alignment>,
    cell: usize,
    in_table_head: bool,
    /// The element of the open cell.
    cell_tag: &'static str,
    in_link: usize,
    /// Whether each open link became one, or text.
    links: Vec<bool>,
    label_is_open: bool,
    steps: Steps,
    /// How many places that HTML names are written.
    places: usize,
}

impl<'a> Writer<'a> {
    fn new(body: Body<'a>) -> Self {
        let shown = body.outline.headings.get(usize::from(body.skips_title)..);
        Self {
            out: String::with_capacity(body.text.len() * 2),
            footnotes: Footnotes::default(),
            shift: heading_shift(shown.unwrap_or_default()),
            headings: 0,
            pictures: 0,
            table: Vec::new(),
            cell: 0,
            in_table_head: false,
            cell_tag: "td",
            in_link: 0,
            links: Vec::new(),
            label_is_open: false,
            steps: Steps::default(),
            places: 0,
            body,
        }
    }

    /// Writes events, from the first to the last.
    fn events(&mut self, events: &[Event<'_>]) {
        let mut at = 0;
        while at < events.len() {
            at = self.event(events, at);
        }
    }

    /// Writes the events from a place up to another.
    fn events_between(&mut self, events: &[Event<'_>], mut at: usize, end: usize) {
        while at < end {
            at = self.event(events, at);
        }
    }

    /// Writes the event at a place, and those that belong to it. Returns the place of the next one.
    fn event(&mut self, events: &[Event<'_>], at: usize) -> usize {
        match &events[at] {
            Event::Start(tag) => return self.start(tag, events, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => escape_into(&mut self.out, text),
            Event::Code(code) => self.element("code", code),
            Event::InlineMath(source) => self.math(source, Placement::Inline),
            Event::DisplayMath(source) => self.math(source, Placement::Display),
            Event::Html(html) | Event::InlineHtml(html) => self.html(html),
            Event::FootnoteReference(label) => self.footnotes.reference(label, &mut self.out),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(ticked) => {
                self.out.push_str("<label><input type=\"checkbox\" disabled");
                self.out.push_str(if *ticked { " checked> " } else { "> " });
                self.label_is_open = true;
            }
        }
        at + 1
    }

    fn start(&mut self, tag: &Tag<'_>, events: &[Event<'_>], at: usize) -> usize {
        if is_block(tag) && !matches!(tag, Tag::Paragraph) {
            self.close_label();
        }
        match tag {
            Tag::Paragraph => {
                if let Some(next) = self.figure(events, at) {
                    return next;
                }
                self.out.push_str("<p>");
            }
            Tag::Heading { .. } => return self.heading(tag, events, at),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => return self.alert(*kind, events, at),
            Tag::CodeBlock(kind) => return self.code_block(kind, events, at),
            Tag::HtmlBlock => return self.html_block(events, at),
            Tag::List(None) if is_task_list(events, at) => self.list(None, "<ul class=\"tasks\">\n"),
            Tag::List(first) => self.list(*first, "<ul>\n"),
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(label) => {
                // What stands aside has no steps.
                self.steps.begin_list(None);
                self.footnotes.begin(label, &mut self.out);
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => self.begin_table(alignments),
            Tag::TableHead => {
                self.in_table_head = true;
                self.cell = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.begin_cell(events.get(at + 1)),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.begin_link(*link_type, dest_url, title),
            Tag::Image { dest_url, title, .. } => return self.picture(dest_url, title, events, at),
            Tag::MetadataBlock(_) => {}
        }
        at + 1
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close_label();
                self.out.push_str("</p>\n");
            }
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::List(is_ordered) => {
                self.steps.end_list();
                self.out.push_str(if is_ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.close_label();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.steps.end_list();
                self.footnotes.end(&mut self.out);
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.push_str("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str("</");
                self.out.push_str(self.cell_tag);
                self.out.push('>');
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Image
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn finish(mut self) -> Rendered {
        self.footnotes.write(self.body.reads.words(), &mut self.out);
        Rendered { html: self.out, first_step: self.steps.first }
    }

    fn close_label(&mut self) {
        if std::mem::take(&mut self.label_is_open) {
            self.out.push_str("</label>");
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        escape_into(&mut self.out, text);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn math(&mut self, source: &str, placement: Placement) {
        match to_mathml(source, placement) {
            Ok(mathml) => self.out.push_str(&mathml),
            Err(_) => self.element("code", source),
        }
    }

    /// What an alert begins with: its title, or the word for its kind. Returns the place of what follows.
    fn alert(&mut self, kind: BlockQuoteKind, events: &[Event<'_>], at: usize) -> usize {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        self.out.push_str(&format!("<div class=\"alert alert-{name}\" role=\"note\">"));
        let has_title = matches!(events.get(at + 1), Some(Event::Start(Tag::DefinitionListTitle)));
        let end = if has_title { end_of(events, at + 1) } else { at };
        if has_title && end == at + 2 {
            self.out.push('\n');
            return end + 1;
        }
        self.out.push_str("<p class=\"alert-title\">");
        if has_title {
            let mut inner = at + 2;
            while inner < end {
                inner = self.event(events, inner);
            }
        } else {
            escape_into(&mut self.out, self.body.reads.words().get(&format!("alert_{name}")));
        }
        self.out.push_str("</p>\n");
        end + 1
    }

    /// Begins a list, with this tag where its items have no numbers.
    fn list(&mut self, first: Option<u64>, unnumbered: &str) {
        self.steps.begin_list(first);
        match first {
            Some(1) => self.out.push_str("<ol>\n"),
            Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            None => self.out.push_str(unnumbered),
        }
    }

    fn begin_table(&mut self, alignments: &[Alignment]) {
        self.table = alignments.to_vec();
        self.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"");
        escape_into(&mut self.out, self.body.reads.words().get("table"));
        self.out.push_str("\"><table>\n");
    }

    /// A cell, and the event behind its start. An empty one heads no column: a screen reader would read out a heading without a name.
    fn begin_cell(&mut self, next: Option<&Event<'_>>) {
        let is_empty = matches!(next, Some(Event::End(TagEnd::TableCell)));
        self.cell_tag = if self.in_table_head && !is_empty { "th" } else { "td" };
        self.out.push_str(if self.cell_tag == "th" { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match self.table.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Left | Alignment::None) | None => ">",
        });
        self.cell += 1;
    }
}

/// The place of the end that belongs to the start at a place.
fn end_of(events: &[Event<'_>], start: usize) -> usize {
    let mut depth = 0usize;
    for (at, event) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    events.len()
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::DefinitionList
            | Tag::Table(_)
    )
}

/// Whether the first item of a list is a task.
fn is_task_list(events: &[Event<'_>], at: usize) -> bool {
    let first = events.get(at + 2);
    let second = events.get(at + 3);
    let is_marker = |event: Option<&Event<'_>>| matches!(event, Some(Event::TaskListMarker(_)));
    is_marker(first) || (matches!(first, Some(Event::Start(Tag::Paragraph))) && is_marker(second))
}
