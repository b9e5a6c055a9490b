//! What a body holds, without rendering it: headings with their ids, links, pictures, code, and how long it is.
//!
//! One pass over the events, with every place in bytes from the top of the file. Links are checked, and the
//! table of contents is made, from this; the page itself is rendered from the text again, when it is needed.

mod destination;
mod outline;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use destination::Open;
pub use outline::Outline;

use super::anchors::Anchors;
use super::brief;
use super::events::{self, Extensions, html::Sanitised};
use super::ids::{HeadingIds, TakenBy};
use super::loss::Finder;
use super::words::add_words;
use crate::diagnostic::Diagnostic;
use crate::path::{SourcePath, has_visible, heading_slug};
use crate::span::Span;

mod html;

/// A heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id of the heading, unique in the file.
    pub id: String,
    /// Its text, without markup.
    pub text: String,
    /// The line it stands on.
    pub span: Span,
    /// What has the id that the author wrote already, if anything.
    pub id_taken_by: Option<TakenBy>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads, as written.
    pub destination: String,
    /// Where the destination stands; the whole link when it stands in a definition elsewhere.
    pub span: Span,
    /// Where the destination is written as it is read, to the byte: in the link, or in its definition.
    pub written: Option<Span>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// Its address, as written.
    pub destination: String,
    /// Where the address stands.
    pub span: Span,
    /// Where it is written as it is read, as with a link.
    pub written: Option<Span>,
    /// Whether it has an alternative text.
    pub has_alt: bool,
}

/// A code block with words behind its fence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The words.
    pub info: String,
    /// Where they stand.
    pub span: Span,
    /// How many lines the code has.
    pub lines: u32,
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formula {
    /// The LaTeX.
    pub source: String,
    /// Where it stands, with its dollar signs.
    pub span: Span,
}

/// Reads the outline of the part of a file that is Markdown; also what of it Markdown loses.
pub fn outline(
    path: &SourcePath,
    text: &str,
    body: Span,
    extensions: Extensions,
) -> (Outline, Vec<Diagnostic>) {
    let source = body.of(text);
    let mut losses = Finder::new(path, source, body.start as usize, extensions);
    let raw_html = extensions.raw_html;
    let mut reader = Reader {
        source,
        offset: body.start as usize,
        html: html::Reader::new(raw_html),
        ..Reader::default()
    };
    let Sanitised { events, mut taken, pieces } = events::read(source, extensions);
    for (event, range) in events {
        losses.event(&event, &range);
        reader.event(event, range);
    }
    reader.look_up(extensions);
    // Last, for a footnote further down takes ids too; and those that were written first, for links lead to them.
    for is_written in [true, false] {
        for at in 0..reader.outline.headings.len() {
            if reader.explicit_ids[at].is_some() == is_written {
                reader.name_heading(at);
            }
        }
    }
    reader.name_places(&mut taken);
    losses.html(&taken);
    let Reader { mut outline, counts, .. } = reader;
    outline.has_html = !pieces.is_empty();
    outline.anchors = Anchors::of(&outline.headings, &outline.places);
    outline.words_used = counts.into_iter().collect();
    (outline, losses.finish())
}

/// Bytes of a first paragraph that hold as much of it as may stand for a summary, whatever its script.
const MOST_LEAD: usize = 4 * brief::DESCRIPTION;

#[expect(clippy::struct_excessive_bools, reason = "each says where in the body the reader is")]
#[derive(Default)]
struct Reader<'s> {
    source: &'s str,
    offset: usize,
    ids: HeadingIds,
    heading: Option<(Heading, Option<String>)>,
    explicit_ids: Vec<Option<String>>,
    in_picture: bool,
    /// Whether a code block with words behind its fence is open.
    in_code: bool,
    /// The links and pictures that are open, the innermost last.
    open: Vec<Open<'s>>,
    /// Those whose destination stands in the definition of a label: whether it is a picture, and its number.
    defined: Vec<(destination::Kind, usize, CowStr<'s>)>,
    /// How many lists, quotes and footnotes are open.
    depth: usize,
    /// Whether the first paragraph is open.
    in_lead: bool,
    /// Whether a link is open of which nothing shows so far.
    unnamed: bool,
    html: html::Reader,
    counts: foldhash::HashMap<u32, u32>,
    outline: Outline,
}

impl<'s> Reader<'s> {
    fn event(&mut self, event: Event<'s>, range: std::ops::Range<usize>) {
        self.lead(&event);
        let closes = matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
        if let Some(open) = self.open.last_mut().filter(|_| !closes) {
            open.pass(&range);
        }
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let heading = Heading { level: level as u8, span: self.line(range), ..Heading::default() };
                self.heading = Some((heading, id.map(|id| id.to_string())));
            }
            Event::FootnoteReference(label) if !self.in_picture => self.ids.refer(&label),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                let number = self.outline.links.len();
                self.open.push(Open::new(number, link_type, id, range.clone()));
                if link_type != LinkType::Email {
                    let (destination, span) = (dest_url.to_string(), self.destination(&range, &dest_url));
                    self.outline.links.push(Link { destination, span, written: None });
                    self.unnamed = true;
                }
            }
            Event::End(TagEnd::Link) => {
                self.close(destination::Kind::Link);
                if std::mem::take(&mut self.unnamed) {
                    self.outline.nameless.push(self.place(&range));
                }
            }
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                let number = self.outline.pictures.len();
                self.open.push(Open::new(number, link_type, id, range.clone()));
                let (destination, span) = (dest_url.to_string(), self.destination(&range, &dest_url));
                self.outline.pictures.push(Picture { destination, span, written: None, has_alt: false });
                self.in_picture = true;
            }
            Event::End(TagEnd::Image) => {
                self.close(destination::Kind::Picture);
                self.in_picture = false;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if !info.is_empty() => {
                let span = self.find(&range, &info).unwrap_or_else(|| self.line(range));
                self.outline.code.push(CodeBlock { info: info.to_string(), span, lines: 0 });
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Text(text) | Event::Code(text) => {
                if let Some(code) = self.outline.code.last_mut().filter(|_| self.in_code) {
                    code.lines += text.bytes().filter(|byte| *byte == b'\n').count() as u32;
                }
                self.text(&text);
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((heading, _)) = &mut self.heading {
                    heading.text.push(' ');
                }
                self.alt(" ");
            }
            Event::InlineMath(source) | Event::DisplayMath(source) => {
                self.text(&source);
                self.outline.formulas.push(Formula { source: source.to_string(), span: self.place(&range) });
            }
            Event::Start(Tag::HtmlBlock) => self.html_block(range),
            Event::Html(html) => self.html(&html, range, html::Stand::Block),
            Event::InlineHtml(html) => self.html(&html, range, html::Stand::Line),
            _ => {}
        }
    }

    /// Follows where the first paragraph begins and ends, and takes down its text.
    fn lead(&mut self, event: &Event<'_>) {
        let lead = &mut self.outline.lead;
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)) => self.depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition) => {
                self.depth = self.depth.saturating_sub(1);
            }
            Event::Start(Tag::Paragraph) => self.in_lead = self.depth == 0 && lead.is_empty(),
            Event::End(TagEnd::Paragraph) if std::mem::take(&mut self.in_lead) => {
                *lead = brief::cut(lead.trim(), brief::DESCRIPTION).into_owned();
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text)
                if self.in_lead && !self.in_picture && lead.len() <= MOST_LEAD =>
            {
                lead.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak if self.in_lead && !lead.is_empty() => lead.push(' '),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.outline.length.add(text);
        add_words(text, 1, &mut self.counts);
        if let Some((heading, _)) = &mut self.heading {
            heading.text.push_str(text);
        }
        self.alt(text);
    }

    /// Text between the brackets of a picture or link, if there is one.
    fn alt(&mut self, text: &str) {
        self.unnamed &= !has_visible(text);
        if self.in_picture
            && let Some(picture) = self.outline.pictures.last_mut()
        {
            picture.has_alt |= !text.trim().is_empty();
        }
    }

    fn end_heading(&mut self) {
        let Some((mut heading, explicit)) = self.heading.take() else { return };
        heading.text.truncate(heading.text.trim_end().len());
        self.outline.headings.push(heading);
        self.explicit_ids.push(explicit);
    }

    fn name_heading(&mut self, at: usize) {
        let explicit = self.explicit_ids[at].clone();
        let heading = &mut self.outline.headings[at];
        heading.id_taken_by = explicit.as_deref().and_then(|id| self.ids.taken_by(id));
        heading.id = self.ids.claim(&explicit.unwrap_or_else(|| heading_slug(&heading.text)));
    }

    fn place(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    /// The first line of a block, without its end.
    fn line(&self, range: std::ops::Range<usize>) -> Span {
        let line = self.source[range.clone()].lines().next().unwrap_or("");
        Span::new(range.start, range.start + line.len()).shifted(self.offset)
    }

    fn find(&self, range: &std::ops::Range<usize>, needle: &str) -> Option<Span> {
        let at = range.start + self.source[range.clone()].find(needle)?;
        Some(Span::new(at, at + needle.len()).shifted(self.offset))
    }

    /// Where the destination of an inline link stands: the last time it is written in the link. A destination
    /// that was escaped, or is defined elsewhere, is not found; the link as a whole is the place then.
    fn destination(&self, range: &std::ops::Range<usize>, destination: &str) -> Span {
        let link = &self.source[range.clone()];
        let found = link.rfind("](").and_then(|paren| link[paren..].find(destination).map(|at| paren + at));
        match found.or_else(|| link.find(destination)).filter(|_| !destination.is_empty()) {
            Some(at) => self.place(&(range.start + at..range.start + at + destination.len())),
            None => self.place(range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::length::Length;

    fn read(text: &str) -> Outline {
        outline(&SourcePath::settings(), text, Span::new(0, text.len()), Extensions::default()).0
    }

    #[test]
    fn heading_ids_are_unique_and_stable() {
        let found = read("# Steps\n## Steps\n## Steps 2\n### Own {#steps}\n## `code` & *more*\n");
        let ids: Vec<&str> = found.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["steps-2", "steps-3", "steps-2-2", "steps", "code-more"]);
        assert_eq!(found.headings[3].id_taken_by, None);
        let found = read("# A {#x}\n# B {#x}\n# Before you\nstart\n\nBefore you\nstart\n===\n");
        let ids: Vec<&str> = found.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["x", "x-2", "before-you", "before-you-start"]);
        assert_eq!(found.headings[1].id_taken_by, Some(TakenBy::Heading));
    }

    #[test]
    fn destinations_are_found_where_they_are_written() {
        let text = "[a.md](b/a.md#x) and ![](pic.png \"t\") and [ref]\n\n[ref]: other.md\n";
        let found = read(text);
        let texts: Vec<&str> = found.links.iter().map(|link| link.span.of(text)).collect();
        assert_eq!(texts, ["b/a.md#x", "[ref]"]);
        assert_eq!(found.pictures[0].span.of(text), "pic.png");
        assert!(!found.pictures[0].has_alt);
    }

    #[test]
    fn the_length_is_that_of_prose_and_code() {
        let mut five_words = Length::default();
        five_words.add("one two three four five");
        assert_eq!(read("One two `three`\n\n```\nfour five\n```\n").length, five_words);
    }

    #[test]
    fn links_of_which_nothing_shows_are_found() {
        let text = "[](a.md) [ ](b.md) [![](p.png)](c.md) [`x`](d.md) [![y](p.png)](e.md) [&#8203;](f.md)\n";
        let found: Vec<&str> = read(text).nameless.iter().map(|span| span.of(text)).collect::<Vec<_>>();
        assert_eq!(found, ["[](a.md)", "[ ](b.md)", "[![](p.png)](c.md)", "[&#8203;](f.md)"]);
    }
}
