//! Formulas: a `math` block, what stands between two lines `$$`, `` $`…`$ ``, and where a site asks for it `$…$` by
//! Pandoc's rules.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::definition::behind_markers;
use super::sign::is_escaped;
use super::weave::is_leaf;
use super::{Extensions, InCode, Math, Placed};

/// What a line of its own holds before and after a formula.
const FENCE: &str = "$$";

/// A formula between two lines `$$`.
#[derive(Debug)]
pub(super) struct Block {
    /// The whole, with its dollar signs.
    pub(super) range: Range<usize>,
    /// What stands between the lines.
    pub(super) content: Range<usize>,
}

/// A line that may begin one.
struct Opening {
    /// Where its dollar signs stand.
    at: usize,
    /// Where the next line begins.
    content: usize,
    /// How many quotes it stands in.
    quotes: usize,
}

/// The formulas between two lines `$$`. No blank line stands in one, and no line that begins or ends code.
pub(super) fn blocks(source: &str, extensions: Extensions) -> Vec<Block> {
    let mut blocks = Vec::new();
    if extensions.math == Math::Off || !source.contains(FENCE) {
        return blocks;
    }
    let mut open: Option<Opening> = None;
    let mut end = 0;
    for line in source.split_inclusive('\n') {
        let start = end;
        end += line.len();
        let text = behind_markers(line).trim_end();
        let at = start + line.len() - behind_markers(line).len();
        let quotes = source[start..at].matches('>').count();
        let is_code = text.starts_with("```") || text.starts_with("~~~");
        if text == FENCE {
            match open.take() {
                Some(opening) if opening.content < start && opening.quotes == quotes => {
                    blocks
                        .push(Block { range: opening.at..at + FENCE.len(), content: opening.content..start });
                }
                _ => open = Some(Opening { at, content: end, quotes }),
            }
        } else if text.is_empty() || is_code {
            open = None;
        }
    }
    blocks
}

/// Puts formulas in place of the events that the parser made of them.
pub(super) fn weave<'s>(
    source: &'s str,
    events: Vec<Placed<'s>>,
    blocks: &[Block],
    extensions: Extensions,
) -> Vec<Placed<'s>> {
    if extensions.math == Math::Off || !(source.contains('$') || source.contains("math")) {
        return events;
    }
    let mut woven: Vec<Placed<'s>> = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    let mut code_block = InCode::default();
    while let Some((event, range)) = events.next() {
        code_block.pass(&event);
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_math(&info) => {
                let mut formula = String::new();
                while let Some((event, _)) = events.next_if(|(event, _)| matches!(event, Event::Text(_))) {
                    if let Event::Text(text) = event {
                        formula.push_str(&text);
                    }
                }
                code_block = InCode::default();
                events.next();
                woven.push((Event::Start(Tag::Paragraph), range.clone()));
                woven.push((Event::DisplayMath(formula.into()), range.clone()));
                woven.push((Event::End(TagEnd::Paragraph), range));
                continue;
            }
            Event::Text(_) if !code_block.0 => {
                let block = blocks.binary_search_by_key(&range.start, |block| block.range.start);
                if let Some(block) = block.ok().map(|at| &blocks[at]) {
                    woven.push((Event::DisplayMath(lines(source, block)), block.range.clone()));
                    let is_inside =
                        |(event, range): &Placed<'_>| is_leaf(event) && range.end <= block.range.end;
                    while events.next_if(is_inside).is_some() {}
                    continue;
                }
            }
            Event::Code(ref code) if is_between_dollars(source, &range, woven.last(), events.peek()) => {
                let formula = Event::InlineMath(code.clone());
                shorten(&mut woven);
                woven.push((formula, range.start - 1..range.end + 1));
                if let Some((Event::Text(text), place)) = events.peek_mut() {
                    *text = part(text, 1..text.len());
                    place.start += 1;
                }
                continue;
            }
            _ => {}
        }
        woven.push((event, range));
    }
    woven
}

fn is_math(info: &str) -> bool {
    info.split([' ', '\t', ',', '{']).next() == Some("math")
}

/// The lines of a formula, without what begins the lines of the list or quote that it stands in.
fn lines<'s>(source: &'s str, block: &Block) -> CowStr<'s> {
    let line_start = source[..block.range.start].rfind('\n').map_or(0, |at| at + 1);
    if line_start == block.range.start {
        return source[block.content.clone()].into();
    }
    let quotes = source[line_start..block.range.start].matches('>').count();
    let line = |line: &'s str| {
        let mut text = line;
        for _ in 0..quotes {
            text = text.trim_start().strip_prefix('>').unwrap_or(text);
        }
        text.trim_start()
    };
    source[block.content.clone()].lines().map(line).collect::<Vec<_>>().join("\n").into()
}

/// Whether code stands between `$` and `$`, neither of them escaped nor a part of another formula.
fn is_between_dollars(
    source: &str,
    code: &Range<usize>,
    before: Option<&Placed<'_>>,
    after: Option<&Placed<'_>>,
) -> bool {
    let is_text = |event: Option<&Placed<'_>>, fits: fn(&str) -> bool| matches!(event, Some((Event::Text(text), _)) if fits(text));
    is_text(before, |text| text.ends_with('$'))
        && is_text(after, |text| text.starts_with('$'))
        && source[..code.start].ends_with('$')
        && source[code.end..].starts_with('$')
        && !is_escaped(source, code.start - 1)
}

/// Takes the sign before a formula from the end of the text before it.
fn shorten(before: &mut [Placed<'_>]) {
    if let Some((Event::Text(text), place)) = before.last_mut() {
        *text = part(text, 0..text.len() - 1);
        place.end -= 1;
    }
}

/// A part of a text.
fn part<'s>(text: &CowStr<'s>, part: Range<usize>) -> CowStr<'s> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[part]),
        text => text[part].to_owned().into(),
    }
}

/// The end of a formula `$…$` or `$$…$$` that begins at a place, by Pandoc's rules: no blank behind the first sign nor
/// before the last, no digit behind the last, no blank line within.
pub(super) fn end_of_dollars(source: &str, start: usize) -> Option<(usize, usize)> {
    let sign = if source[start..].starts_with(FENCE) { FENCE } else { "$" };
    let inner = start + sign.len();
    let rest = &source[inner..];
    let rest = &rest[..rest.find("\n\n").unwrap_or(rest.len())];
    let is_whole = |at: &usize| !is_escaped(source, inner + at);
    let at = rest.match_indices(sign).map(|(at, _)| at).find(is_whole).filter(|at| *at > 0)?;
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let after = rest[at + sign.len()..].chars().next();
    let first = rest.chars().next();
    // Code between dollar signs is a formula too, and found as such.
    let fits = !is_blank(first)
        && first != Some('`')
        && !is_blank(rest[..at].chars().next_back())
        && !after.is_some_and(|c| c.is_ascii_digit());
    (fits || sign == FENCE).then_some((inner, inner + at + sign.len()))
}
