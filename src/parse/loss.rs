//! What Markdown loses or changes without a word: cells that a row has too many of, a fence that is never closed,
//! links without their definition, syntax of other tools, characters that nobody sees.
//!
//! It listens to the events that the outline is made from, so that a body is parsed once, and looks at the source
//! where an event shows less than was written. A body reads as it does on GitHub; nothing here changes that. Every
//! place is in bytes from the top of the file, and prefixes of lists and quotes are never taken for text.

mod alert;
mod bracket;
mod comment;
mod definition;
mod fence;
mod foreign;
mod html;
mod list;
mod markup;
mod placeholder;
mod run;
mod table;
mod unseen;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Extensions;
use crate::parse::events::html::Taken;
use crate::path::SourcePath;
use crate::span::Span;
use run::{Kind, Piece, Run, Stand};

/// A body and where it stands.
#[derive(Clone, Copy, Debug)]
struct Body<'s> {
    path: &'s SourcePath,
    source: &'s str,
    offset: usize,
}

impl<'s> Body<'s> {
    fn of(self, range: &Range<usize>) -> &'s str {
        self.source.get(range.clone()).unwrap_or("")
    }

    fn span(self, range: &Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    fn fault(self, code: Code, range: &Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.path, self.span(range), message)
    }
}

/// Hears the events of a body in their order, and says at the end what was lost.
#[derive(Debug)]
pub struct Finder<'s> {
    body: Body<'s>,
    /// Up to where the source has been seen as a part of something.
    covered: usize,
    run: Run,
    fence: Option<fence::Block>,
    in_html: bool,
    table: Option<table::Table>,
    lists: Vec<list::List>,
    definitions: definition::Definitions,
    unseen: unseen::Unseen,
    foreign: foreign::Foreign,
    faults: Vec<Diagnostic>,
}

impl<'s> Finder<'s> {
    /// Begins with a body, which stands at `offset` of its file.
    pub fn new(path: &'s SourcePath, source: &'s str, offset: usize, extensions: Extensions) -> Self {
        Self {
            body: Body { path, source, offset },
            covered: 0,
            run: Run::default(),
            fence: None,
            in_html: false,
            table: None,
            lists: Vec::new(),
            definitions: definition::Definitions::default(),
            unseen: unseen::Unseen::of(source),
            foreign: foreign::Foreign::new(extensions),
            faults: Vec::new(),
        }
    }

    /// Hears the next event; text has to come merged.
    pub fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) if !is_inline(tag.to_end()) => self.begin(tag, range),
            Event::End(tag) if !is_inline(*tag) => self.end(*tag, range),
            Event::Rule => {
                self.boundary(range.start);
                self.covered = range.end;
            }
            Event::Text(_) if let Some(block) = &mut self.fence => {
                block.text_end = range.end;
                self.unseen.code(range.clone(), "in a code block");
            }
            Event::Html(_) => {}
            // The parts of a block of HTML are no Markdown.
            _ if self.in_html => {}
            _ => self.inline(event, range),
        }
    }

    /// Hears which HTML is left out, or shows as text.
    pub(super) fn html(&mut self, taken: &[Taken]) {
        html::check(self.body, taken, &mut self.faults);
    }

    /// All that was lost, in no order.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.boundary(self.body.source.len());
        self.definitions.finish(self.body, &mut self.faults);
        self.unseen.finish(self.body, &mut self.faults);
        self.foreign.finish(self.body, &mut self.faults);
        self.faults
    }

    fn begin(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.boundary(range.start);
        if !matches!(tag, Tag::Paragraph) {
            self.run.stand = stand(tag);
        }
        match tag {
            Tag::CodeBlock(kind) => {
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.fence = Some(fence::Block::new(self.body, range, is_fenced.then_some(range.start)));
            }
            Tag::HtmlBlock => {
                self.in_html = true;
                for part in comment::around(self.body, range.clone(), &mut self.faults) {
                    self.foreign.templates(self.body, part);
                }
            }
            Tag::List(first) => self.lists.push(list::List::new(*first)),
            Tag::Item => {
                if let Some(list) = self.lists.last_mut() {
                    list.item(self.body, range);
                }
            }
            Tag::Table(columns) => self.table = Some(table::Table::new(columns.len())),
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.begin_row(self.faults.len());
                }
            }
            Tag::FootnoteDefinition(label) => {
                let head = self.definitions.note(self.body, label, range);
                self.covered = head.end;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            // What is left of these is no definition: a fence, hyphens, cells that are not shown.
            TagEnd::CodeBlock => {
                if let Some(block) = self.fence.take() {
                    block.end(self.body, range, &mut self.faults);
                }
                self.covered = range.end;
            }
            TagEnd::HtmlBlock => {
                self.in_html = false;
                self.covered = range.end;
            }
            TagEnd::TableCell | TagEnd::TableHead | TagEnd::TableRow => {
                self.boundary(range.end);
                if let Some(table) = &mut self.table {
                    table.end(tag, self.body, range, &mut self.faults);
                }
            }
            TagEnd::Table => {
                self.table = None;
                self.covered = range.end;
            }
            TagEnd::List(_) => {
                self.boundary(range.end);
                if let Some(list) = self.lists.pop() {
                    list.end(self.body, &mut self.faults);
                }
            }
            _ => self.boundary(range.end),
        }
        self.run.stand = Stand::Elsewhere;
    }

    /// Ends the text before a block's edge. What lies between it and the edge holds comments and definitions alone.
    fn boundary(&mut self, at: usize) {
        self.end_run();
        if at > self.covered {
            let gap = self.covered..at;
            if self.fence.is_some() || self.in_html {
                // Between pieces of code or HTML nothing is lost.
            } else if self.body.of(&gap).contains(comment::OPENING) {
                for part in comment::around(self.body, gap, &mut self.faults) {
                    self.between(part);
                }
            } else {
                self.between(gap);
            }
            self.covered = at;
        }
    }

    /// A part of the source that is in no block: blanks, prefixes of lists and quotes, definitions.
    fn between(&mut self, part: Range<usize>) {
        if self.table.is_none() && self.body.of(&part).contains("]:") {
            for rest in self.definitions.read(self.body, part.clone()) {
                self.foreign.templates(self.body, rest);
            }
            self.unseen.code(part, "in the address of a link");
        }
    }

    fn inline(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if self.run.pieces.is_empty() {
            self.boundary(range.start);
        }
        self.covered = self.covered.max(range.end);
        let kind = match event {
            Event::Text(_) => Kind::Text,
            Event::SoftBreak | Event::HardBreak => Kind::Break,
            Event::Start(Tag::Link { dest_url, id, .. } | Tag::Image { dest_url, id, .. }) => {
                self.definitions.refer(id);
                self.unseen.destination(self.body, range, dest_url);
                Kind::Begin
            }
            Event::End(TagEnd::Link | TagEnd::Image) => Kind::End,
            Event::FootnoteReference(label) => {
                self.definitions.refer_to_note(label);
                Kind::Other
            }
            Event::Code(_) => {
                self.unseen.code(range.clone(), "in code");
                Kind::Other
            }
            Event::Start(_) | Event::End(_) => Kind::Mark,
            _ => Kind::Other,
        };
        self.run.pieces.push(Piece { kind, range: range.clone() });
    }

    fn end_run(&mut self) {
        if self.run.pieces.is_empty() {
            return;
        }
        let (body, run) = (self.body, &self.run);
        self.unseen.prose(run.range());
        self.foreign.run(body, run);
        let signs = run.signs(body);
        if signs & run::BRACKET != 0 {
            bracket::check(body, run, &mut self.definitions, &mut self.faults);
            placeholder::check(body, run, &mut self.faults);
        }
        if signs & (run::BRACKET | run::LINE | run::PIPE) != 0 {
            let lines = run.lines(body);
            alert::check(body, run.stand, &lines, &mut self.faults);
            markup::at_line_starts(body, run.stand, &lines, &mut self.faults);
            if signs & run::PIPE != 0 && run.stand != Stand::Cell {
                table::in_text(body, run.stand, &lines, &mut self.faults);
            }
        }
        if signs & run::TICK != 0 {
            markup::unclosed_code(body, run, &mut self.faults);
        }
        if signs & run::BACKSLASH != 0 {
            markup::lost_backslash(body, run, &mut self.faults);
        }
        self.run.pieces.clear();
        self.run.stand = Stand::Elsewhere;
    }
}

fn is_inline(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript};
    matches!(tag, Emphasis | Strong | Strikethrough | Superscript | Subscript | Link | Image)
}

fn stand(tag: &Tag<'_>) -> Stand {
    match tag {
        Tag::BlockQuote(None) => Stand::Quote,
        Tag::Item => Stand::Item,
        Tag::Heading { .. } => Stand::Heading,
        Tag::TableCell => Stand::Cell,
        _ => Stand::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::events::events;

    fn told(source: &str) -> Vec<(Code, String)> {
        let path = SourcePath::settings();
        let mut finder = Finder::new(&path, source, 0, Extensions::default());
        for (event, range) in events(source, Extensions::default()) {
            finder.event(&event, &range);
        }
        let place = |fault: Diagnostic| (fault.code, fault.span.of(source).to_owned());
        finder.finish().into_iter().map(place).collect()
    }

    #[test]
    fn a_body_may_end_without_a_line_end() {
        assert_eq!(told("```sh"), [(Code::UnclosedFence, "```sh".to_owned())]);
        assert_eq!(told("~~~"), [(Code::UnclosedFence, "~~~".to_owned())]);
        assert_eq!(told("```\na\n```"), []);
        assert_eq!(told("|a|\n|-|\n|b|c|"), [(Code::TableCells, "c".to_owned())]);
        assert_eq!(told("> <!--"), [(Code::UnclosedComment, "<!--".to_owned())]);
        assert_eq!(told("[a]: b"), [(Code::UnusedDefinition, "[a]".to_owned())]);
        assert_eq!(told("> [!X-Y]"), [(Code::UnknownAlert, "[!X-Y]".to_owned())]);
        assert_eq!(told(""), []);
    }

    #[test]
    fn bodies_that_are_made_to_take_long_do_not() {
        const TIMES: usize = 20_000;
        for part in
            ["[a](", "[a][", "[[", "]]", "[", "]", "`a ", "[!x\n", "<!-- a -->\n", "[a]: b \"\n[", "|a|\n"]
        {
            told(&part.repeat(TIMES));
        }
        for part in [
            "{{", "{a", "{.a", "{% ", "{{<", "<%", "%%a ", "==a ", "x^[a", ":a", ":x: ", "_{{ ", "{:/ ",
            ":::a\n", "!!! a\n",
        ] {
            let text = part.repeat(TIMES);
            told(&text);
            for end in ["}", "}}", "]", "%}"] {
                told(&format!("{text}{end}"));
            }
        }
        let mut text = String::new();
        for at in 0..TIMES / 10 {
            text.push_str(&format!("[x{at}y][z{at}]\n\n[w{at}]: u\n\n"));
        }
        assert_eq!(told(&text).len(), TIMES / 10 + 1000);
    }
}
