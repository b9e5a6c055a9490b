//! Texts of a front matter, as a note's own page shows them: a line with code and links, or paragraphs and commands.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{Body, Writer};
use crate::parse::{Outline, inline};
use crate::path::SourcePath;
use crate::render::reads::Reads;

/// The language of a command that says none.
const SHELL: &str = "sh";

/// A text in a line, without a block around it.
pub fn line(reads: &Reads<'_>, path: &SourcePath, text: &str) -> String {
    let outline = Outline::default();
    let mut writer = writer(reads, path, &outline);
    writer.events(&inline::events(text));
    writer.out
}

/// A text in paragraphs. Code between fences, a line that is nothing but code, and lines that begin with a prompt are blocks,
/// which a reader can copy.
pub fn paragraphs(reads: &Reads<'_>, path: &SourcePath, text: &str) -> String {
    let outline = Outline::default();
    let mut writer = writer(reads, path, &outline);
    for part in parts(text) {
        match part {
            Part::Lines(lines) => {
                writer.out.push_str("<p>");
                for (at, line) in lines.iter().enumerate() {
                    writer.out.push_str(if at == 0 { "" } else { "<br>\n" });
                    writer.events(&inline::events(line));
                }
                writer.out.push_str("</p>\n");
            }
            Part::Code(info, code) => {
                let kind = CodeBlockKind::Fenced(info.into());
                writer.events(&[
                    Event::Start(Tag::CodeBlock(kind)),
                    Event::Text(code.into()),
                    Event::End(TagEnd::CodeBlock),
                ]);
            }
        }
    }
    writer.out
}

fn writer<'a>(reads: &'a Reads<'_>, path: &'a SourcePath, outline: &'a Outline) -> Writer<'a> {
    Writer::new(Body { reads, path, text: "", outline, image_sources: &[], skips_title: false })
}

/// A part of a text.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    /// Lines of a paragraph.
    Lines(Vec<&'t str>),
    /// The words behind a fence, and the code below it.
    Code(String, String),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for part in inline::parts(text) {
        match part {
            inline::Part::Text(lines) => add_lines(lines, &mut parts),
            inline::Part::Code(info, lines) => {
                let code = lines.into_iter().flat_map(|line| [line, "\n"]).collect();
                parts.push(Part::Code(info.to_owned(), code));
            }
        }
    }
    parts
}

/// Adds lines outside of fences: paragraphs, and commands that lines consist of.
fn add_lines<'t>(lines: Vec<&'t str>, parts: &mut Vec<Part<'t>>) {
    let mut follows = false;
    for line in lines {
        let prompt = line.trim_start().starts_with("$ ").then(|| ("console", line.trim().to_owned()));
        let command = prompt.or_else(|| inline::command(line).map(|code| (SHELL, code)));
        match (command, parts.last_mut()) {
            (None, _) if line.trim().is_empty() => {
                follows = false;
                continue;
            }
            (Some((language, code)), Some(Part::Code(info, before))) if follows && info == language => {
                *before += &(code + "\n");
            }
            (Some((language, code)), _) => parts.push(Part::Code(language.to_owned(), code + "\n")),
            (None, Some(Part::Lines(before))) if follows => before.push(line),
            (None, _) => parts.push(Part::Lines(vec![line])),
        }
        follows = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text() {
        let code = |info: &str, code: &str| Part::Code(info.to_owned(), code.to_owned());
        let text =
            "Stop first:\n`a b`\n`c`\n\nThen `d`,\nand wait.\n```yaml\nx: 1\n```\n$ e\n$ f\n````\n```\n";
        assert_eq!(
            parts(text),
            [
                Part::Lines(vec!["Stop first:"]),
                code("sh", "a b\nc\n"),
                Part::Lines(vec!["Then `d`,", "and wait."]),
                code("yaml", "x: 1\n"),
                code("console", "$ e\n$ f\n"),
                code("", "```\n"),
            ]
        );
    }
}
