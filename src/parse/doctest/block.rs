//! The fenced code blocks of a body, each with its code and the place of every line.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::parse::Extensions;
use crate::parse::events;
use crate::span::Span;

/// A fenced code block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The words behind the fence.
    pub info: String,
    /// The code, without what quotes and lists put before each line.
    pub code: String,
    /// Where the block begins in the file.
    pub start: usize,
    /// Where each line of the code stands in the file.
    pub lines: Vec<Span>,
}

impl Block {
    /// Those of a part of a file that is Markdown.
    pub fn all(text: &str, body: Span, extensions: Extensions) -> Vec<Self> {
        let offset = body.start as usize;
        let mut blocks: Vec<Self> = Vec::new();
        let mut is_open = false;
        for (event, range) in events::events(body.of(text), extensions) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    blocks.push(Self {
                        info: info.to_string(),
                        start: offset + range.start,
                        ..Self::default()
                    });
                    is_open = true;
                }
                Event::End(TagEnd::CodeBlock) => is_open = false,
                Event::Text(code) if is_open => {
                    if let Some(block) = blocks.last_mut() {
                        block.code.push_str(&code);
                    }
                }
                _ => {}
            }
        }
        for block in &mut blocks {
            block.lines = places(text, block.start, &block.code);
        }
        blocks
    }

    /// Where its opening fence stands: the first line of the block.
    pub fn fence(&self, text: &str) -> Span {
        let end = text[self.start..].find('\n').map_or(text.len(), |end| self.start + end);
        Span::new(self.start, self.start + text[self.start..end].trim_end().len())
    }

    /// Where a line of the code stands, from 1; the last one for those past the end, and the fence where there is none.
    pub fn line(&self, text: &str, number: usize) -> Span {
        let found = self.lines.get(number.saturating_sub(1)).or(self.lines.last());
        found.copied().unwrap_or_else(|| self.fence(text))
    }
}

/// Each line of code stands at the end of a line of the file, in the same order.
fn places(text: &str, start: usize, code: &str) -> Vec<Span> {
    let mut at = start;
    let mut next = || {
        at = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        at
    };
    let place = |line: &str| {
        let begin = next();
        let end = text[begin..].find('\n').map_or(text.len(), |end| begin + end);
        let whole = text[begin..end].trim_end_matches('\r');
        let indent = whole.len().saturating_sub(line.len());
        let indent = if whole.ends_with(line) { indent } else { 0 };
        Span::new(begin + indent, begin + whole.len())
    };
    code.lines().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_places_in_quotes_lists_and_with_any_line_end() {
        let text = "---\na: b\n---\n- x\n\n  ```bash {check=run}\n  one\n    two\n\n  three\n  ```\n\n> ```sh\r\n> four\r\n> ```\r\n";
        let body = Span::new(text.find("- x").unwrap(), text.len());
        let blocks = Block::all(text, body, Extensions::default());
        let lines =
            |block: &Block| block.lines.iter().map(|span| span.of(text).to_owned()).collect::<Vec<_>>();
        assert_eq!(blocks.len(), 2);
        assert_eq!(lines(&blocks[0]), ["one", "  two", "", "three"]);
        assert_eq!(blocks[0].code, "one\n  two\n\nthree\n");
        assert_eq!(blocks[0].fence(text).of(text), "```bash {check=run}");
        assert_eq!(lines(&blocks[1]), ["four"]);
        assert_eq!(blocks[1].line(text, 9).of(text), "four");
        assert_eq!(Block { start: blocks[1].start, ..Block::default() }.line(text, 1).of(text), "```sh");
    }
}
