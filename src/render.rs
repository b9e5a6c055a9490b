//! Routes to artifacts: a path and its bytes. Still no disk, and no knowledge of whether this is a
//! build or a preview.

pub mod alerts;
mod assets;
pub mod bundle;
pub mod calendar;
pub mod card;
pub mod count;
pub mod details;
pub mod feed;
pub mod highlight;
pub mod html;
pub mod machine;
pub mod markdown;
pub mod page;
pub mod plain;
pub mod raster;
pub mod reads;
pub mod reviews;
pub mod search;
pub mod stretch;
pub mod strip;
mod structured;
pub mod template;
pub mod view;
pub mod words;

use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Page, Route};
use crate::path::{OutputPath, SourcePath};
use crate::span::Span;
pub use assets::{Assets, Chosen, Logo};
use reads::Reads;
use view::note::OwnNote;

/// A file of the site, made.
#[derive(Debug)]
pub struct Artifact {
    /// Where it goes, below the output folder.
    pub path: OutputPath,
    /// What it holds.
    pub content: Content,
}

/// The bytes of an artifact.
#[derive(Debug)]
pub enum Content {
    /// Made here.
    Bytes(Vec<u8>),
    /// A file of the site that is published as it stands, or without what pictures say of their making.
    Copy(SourcePath),
}

/// Makes pages from what they read of the site.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    reads: &'a Reads<'a>,
    /// The one note that lists show, where not all are wanted.
    only: Option<&'a SourcePath>,
    /// Whether the page of a note leads nowhere into the site.
    is_alone: bool,
}

impl<'a> Renderer<'a> {
    /// A renderer of pages as they are published.
    pub fn new(reads: &'a Reads<'a>) -> Self {
        Self { reads, only: None, is_alone: false }
    }

    /// The same with lists that show one note alone.
    #[must_use]
    pub fn only(self, note: &'a SourcePath) -> Self {
        Self { only: Some(note), ..self }
    }

    /// Renders a route.
    ///
    /// # Errors
    /// A template is at fault, or the note was changed meanwhile.
    pub fn render(&self, route: &Route) -> Result<Artifact, Box<Diagnostic>> {
        let reads = self.reads;
        // What the address leads to is the first of what a file is made from. A page asks for it with what stands for it
        // where its link is shared.
        if !route.output.as_str().ends_with(".html") {
            reads.at(&route.url);
        }
        let text = match &route.page {
            Page::File(path) => {
                reads.file(path);
                return Ok(Artifact { path: route.output.clone(), content: Content::Copy(path.clone()) });
            }
            Page::Asset(name) => {
                let bytes = reads.asset(name).ok_or_else(|| changed_meanwhile(&asset_file(name)))?.to_vec();
                return Ok(Artifact { path: route.output.clone(), content: Content::Bytes(bytes) });
            }
            Page::Feed(of) => feed::atom(reads, of),
            Page::JsonFeed => feed::json(reads),
            Page::Sitemap(part) => machine::sitemap(reads, *part),
            Page::NotesJson(part) => machine::notes_json(reads, *part),
            Page::AlertsJson => alerts::alerts_json(reads),
            Page::ReviewJson(part) => reviews::json(reads, *part),
            Page::Calendar(slug) => calendar::of(reads, slug),
            Page::Revisions => feed::revisions::atom(reads),
            Page::Texts => machine::texts(reads),
            Page::NoteMarkdown(path) => self.markdown(path)?,
            Page::LlmsTxt => plain::index(reads),
            Page::Robots => machine::robots(reads),
            Page::SearchFile(file) => search::file(reads, file),
            _ => self.page(route)?,
        };
        Ok(Artifact { path: route.output.clone(), content: Content::Bytes(text.into_bytes()) })
    }

    fn markdown(&self, path: &SourcePath) -> Result<String, Box<Diagnostic>> {
        let changed = || changed_meanwhile(path);
        let own = self.reads.own(path).ok_or_else(changed)?;
        let (note, facts, marks) = own.note.ok_or_else(changed)?;
        let text = self.reads.text(path).ok_or_else(changed)?;
        let body = self.reads.bodies()(path).ok_or_else(changed)?;
        let own = OwnNote { note, facts, title_is_heading: marks.title_is_heading, body: &body };
        Ok(plain::note(self.reads, &own, marks.span.of(&text)))
    }
}

/// The file of the theme that is published under a name, as far as the name says.
fn asset_file(published: &str) -> SourcePath {
    SourcePath::new(&format!("{TEMPLATES}/assets/{published}")).unwrap_or_else(SourcePath::settings)
}

/// A note whose body alone makes more than a page may hold: no fault of the template.
fn too_long(path: &SourcePath, most: usize) -> Box<Diagnostic> {
    let message = format!("the body makes a page of more than {most} bytes");
    let fault = Diagnostic::new(Code::FileTooLarge, path, Span::at(0), message);
    Box::new(fault.help("split the note, or raise `page_bytes` under `[limits]` in site.toml"))
}

/// A file whose text is not there any more as it was when it was judged.
pub fn changed_meanwhile(path: &SourcePath) -> Box<Diagnostic> {
    let message = "the file was changed or removed while the site was built";
    Box::new(Diagnostic::new(Code::UnreadableFile, path, Span::at(0), message).help("build the site again"))
}
