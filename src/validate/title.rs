//! What a file is called: by its front matter, its first heading, or its name; and whether its body says that again.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::brief::one_line;
use crate::parse::events::events;
use crate::parse::markdown::Heading;
use crate::parse::{Document, Extensions};

/// What a file is called: by its front matter, else by its first heading. Also whether that heading says it at the top of the
/// body, where a page that shows its title leaves it out.
pub fn title(document: &Document, text: &str) -> (Option<String>, bool) {
    let given = document.front.as_ref().and_then(|front| front.get("title")?.as_text());
    let given = given.map(|title| one_line(title).into_owned());
    let Some(heading) = document.outline.headings.first() else { return (given, false) };
    let before = start_of_text(document, text)..heading.span.start as usize;
    let is_at_top = || before.is_empty() || shows_no_words(&text[before.clone()]);
    match given {
        Some(title) => {
            let says_it = heading.level == 1 && is_same_title(&title, &heading.text) && is_at_top();
            (Some(title), says_it)
        }
        // Where others of its level follow, or text stands before it, it is a part.
        None if heading.level > 1 && (has_equal(&document.outline.headings) || !is_at_top()) => (None, false),
        None => (Some(one_line(&heading.text).into_owned()), is_at_top()),
    }
}

/// Whether the first heading has one of its level, or of a higher one, behind it.
fn has_equal(headings: &[Heading]) -> bool {
    headings.iter().skip(1).any(|heading| heading.level <= headings[0].level)
}

/// Whether what stands above a title is a logo, or badges: pictures, alone or in links.
fn shows_no_words(above: &str) -> bool {
    const MOST: usize = 8000;
    let mut pictures = 0_usize;
    above.len() < MOST
        && above.trim_start().starts_with(['!', '[', '<'])
        && events(above, Extensions::default()).into_iter().all(|(event, _)| {
            match event {
                Event::Start(Tag::Image { .. }) => pictures += 1,
                Event::End(TagEnd::Image) => pictures -= 1,
                _ => {}
            }
            match event {
                Event::Text(text) => pictures > 0 || text.trim().is_empty(),
                Event::Start(Tag::Paragraph | Tag::Image { .. } | Tag::Link { .. } | Tag::HtmlBlock)
                | Event::End(_)
                | Event::SoftBreak
                | Event::HardBreak
                | Event::InlineHtml(_) => true,
                Event::Html(html) => shows_no_text(&html),
                _ => false,
            }
        })
}

/// Whether a piece of HTML is tags alone.
fn shows_no_text(html: &str) -> bool {
    html.split('>').all(|part| part.split('<').next().is_none_or(|text| text.trim().is_empty()))
}

/// Whether a heading says what a title says: case and the signs of code are none of it.
fn is_same_title(title: &str, heading: &str) -> bool {
    let plain = |text: &str| {
        let words: Vec<String> = text.replace('`', "").split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    plain(title) == plain(heading)
}

/// Where a body begins, behind blanks and comments.
fn start_of_text(document: &Document, text: &str) -> usize {
    let body = document.body.of(text);
    let mut rest = body.trim_start();
    while let Some(end) = rest.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
        rest = rest[4 + end + 3..].trim_start();
    }
    document.body.start as usize + body.len() - rest.len()
}
