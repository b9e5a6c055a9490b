//! From the text of a file to a [`Document`]: the front matter as a spanned tree, the body as an outline.
//!
//! A pure function of one text. It never fails and judges no field: what cannot be read is a diagnostic, and the
//! rest of the file is read all the same.

pub mod active;
mod anchors;
pub mod brief;
pub mod doctest;
pub mod events;
pub mod fence;
pub mod front_matter;
pub mod hidden;
pub(crate) mod html;
pub mod ids;
pub mod inline;
pub mod length;
pub mod loss;
pub mod markdown;
pub mod math;
mod mistake;
pub mod placeholder;
pub mod rename;
pub mod rules;
pub mod secret;
pub mod session;
pub mod stylesheet;
pub mod toml;
pub mod watched;
pub mod words;
pub mod yaml;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::Node;

pub use anchors::Anchors;
pub use events::Extensions;
pub use markdown::Outline;

/// A file, read but not judged.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub path: SourcePath,
    /// The front matter; nothing when the file has none.
    pub front: Option<Node>,
    /// Whether all keys of the front matter are known. Where they are not, missing fields prove nothing.
    pub front_is_whole: bool,
    /// Whether the text asks for the file to be left out, where the front matter can't tell.
    pub says_draft: bool,
    /// What the settings say of it.
    pub of_settings: OfSettings,
    /// Keys of the front matter whose values could not be read.
    pub lost: Vec<Box<str>>,
    /// Where the front matter stands, without its fences; empty, at the top, when there is none.
    pub front_span: Span,
    /// Where the body stands.
    pub body: Span,
    /// What the body holds: headings, links, pictures, code.
    pub outline: Outline,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// What the settings say of one file.
#[derive(Clone, Debug, Default)]
pub struct OfSettings {
    /// Who keeps it true, where it doesn't say that itself.
    pub owner: Option<String>,
    /// Whether its page says why its review is put off.
    pub shows_reason: bool,
}

/// Bounds on one file, against input that is made to exhaust memory or time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most bytes of a note.
    pub note_size: usize,
    /// Most bytes of a front matter.
    pub front_matter_size: usize,
    /// Most levels of lists and maps in a front matter, aliases counted as what they stand for.
    pub nesting: usize,
    /// Most values in a front matter.
    pub items: usize,
    /// Most values that aliases may stand for.
    pub alias_nodes: usize,
    /// Most pixels of a picture that is decoded.
    pub image_pixels: usize,
    /// Most bytes that a template may make of a page.
    pub page_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            note_size: 4 << 20,
            front_matter_size: 1 << 20,
            nesting: 255,
            items: 100_000,
            alias_nodes: 10_000,
            image_pixels: 64_000_000,
            page_bytes: 20 << 20,
        }
    }
}

/// Reads a file.
pub fn parse(path: &SourcePath, text: &str, limits: Limits, extensions: Extensions) -> Document {
    let mut document = Document {
        path: path.clone(),
        front: None,
        front_is_whole: true,
        says_draft: false,
        of_settings: OfSettings::default(),
        lost: Vec::new(),
        front_span: Span::at(0),
        body: Span::new(0, text.len()),
        outline: Outline::default(),
        diagnostics: Vec::new(),
    };
    if text.len() > limits.note_size {
        let message =
            format!("the file has {} bytes, more than the {} allowed", text.len(), limits.note_size);
        let help = "split the note, or raise `note_size` under `[limits]` in site.toml";
        document.diagnostics.push(Diagnostic::new(Code::FileTooLarge, path, Span::at(0), message).help(help));
        return document;
    }
    if text.trim_matches(|c: char| c.is_whitespace() || c == crate::span::BOM).is_empty() {
        let help = "write front matter and a body, or remove it";
        document
            .diagnostics
            .push(Diagnostic::new(Code::EmptyFile, path, Span::at(0), "the file is empty").help(help));
        return document;
    }
    read_front_matter(&mut document, text, limits);
    let (outline, losses) = markdown::outline(path, text, document.body, extensions);
    document.outline = outline;
    document.diagnostics.extend(losses);
    document
}

fn read_front_matter(document: &mut Document, text: &str, limits: Limits) {
    let path = document.path.clone();
    let split = front_matter::split(text);
    document.body = split.body;
    let misplaced = match split.front {
        None => front_matter::misplaced::at_top(&path, text),
        Some(_) if split.unclosed.is_none() => front_matter::misplaced::second(&path, text, split.body),
        Some(_) => None,
    };
    let mut front = split.front;
    if let Some(misplaced) = misplaced {
        // What fields these are is not known, or only in part.
        document.front_is_whole = misplaced.front.is_some();
        document.body = misplaced.body;
        document.diagnostics.push(*misplaced.fault);
        front = front.or(misplaced.front);
    }
    let Some(front) = front else { return };
    document.front_span = front;
    if let Some(opening) = split.unclosed {
        document.front_is_whole = false;
        document.diagnostics.push(unclosed(&path, opening, split.nearly_closed));
    }
    if front.range().len() > limits.front_matter_size {
        let message = format!(
            "the front matter has {} bytes, more than the {} allowed",
            front.range().len(),
            limits.front_matter_size
        );
        document.front_is_whole = false;
        document.diagnostics.push(
            Diagnostic::new(Code::YamlTooLarge, &path, Span::at(front.start as usize), message).help(
                "move long text into the body, or raise `front_matter_size` under `[limits]` in site.toml",
            ),
        );
        return;
    }
    let read = yaml::read(&path, text, front, limits);
    document.front_is_whole &= read.is_whole;
    document.lost = read.lost;
    document.front = read.root;
    document.diagnostics.extend(read.diagnostics);
}

fn unclosed(path: &SourcePath, opening: Span, nearly: Option<Span>) -> Diagnostic {
    let message = "the front matter is not closed";
    let fault = Diagnostic::new(Code::FrontMatterUnclosed, path, opening, message).label("opened here");
    match nearly {
        Some(line) => fault
            .related(path, line, "this line does not close it")
            .help("write `---` and nothing else on the line that closes it")
            .fix("close the front matter with `---`", line, "---"),
        None => fault.help("end it with a line `---` before the body"),
    }
}
