//! HTML in the Markdown of a note, where HTML is sanitised: what passes on the page, written anew; what shows there as text is
//! text here, and what is left out there is not here either.

use super::{NOWHERE, escape, moved};
use crate::parse::events::html::Copied;
use crate::parse::events::outside_comments;
use crate::parse::html::Clean;
use crate::path::SourcePath;
use crate::render::reads::Reads;

/// What stands for a piece of HTML.
pub(super) fn copied(reads: &Reads<'_>, from: &SourcePath, piece: &Copied) -> String {
    match piece {
        Copied::Nothing => String::new(),
        Copied::Tag(tag) => with_address(reads, from, tag).to_string(),
        Copied::Empty(tag) => format!("{}</{}>", with_address(reads, from, tag), tag.element.name),
        Copied::Text(text) => escape(&outside_comments(text).concat()),
        Copied::InBlock(text) => in_block(&outside_comments(text).concat()),
    }
}

/// A tag whose address is that of a page. What a link that leads nowhere says of it is left out.
fn with_address(reads: &Reads<'_>, from: &SourcePath, tag: &Clean) -> Clean {
    let mut tag = tag.clone();
    let place = tag.attributes.iter().position(|(name, _)| matches!(*name, "href" | "src"));
    let Some(place) = place else { return tag };
    let (name, written) = &mut tag.attributes[place];
    if let Some(url) = moved(reads, from, written) {
        let is_lost = *name == "href" && url == NOWHERE;
        *written = url;
        if is_lost {
            tag.attributes.retain(|(name, _)| *name != "title");
        }
    }
    tag
}

/// Text on one line, so that it reads the same in a block of HTML and in a line of Markdown.
fn in_block(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            match c {
                '<' => out.push_str("&lt;"),
                '&' => out.push_str("&amp;"),
                c if c.is_ascii_punctuation() && !",.;/='\"()-".contains(c) => {
                    out.push_str(&format!("&#{};", u32::from(c)));
                }
                c => out.push(c),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_a_block_means_nothing_to_markdown() {
        assert_eq!(in_block("<script>\n\n- [a](b)\n&lt;"), "&lt;script&#62; - &#91;a&#93;(b) &amp;lt;");
    }
}
