//! The page of a bundle: a frame of its own around what the pages of its notes show.

use serde::Serialize;
use serde_json::json;

use super::Rendered;
use crate::path::{SourcePath, UrlPath};
use crate::render::Renderer;
use crate::render::view::PageView;

/// What a bundle holds, ready to show.
#[derive(Debug)]
pub struct Frame {
    /// Its notes.
    pub notes: Vec<Bundled>,
    /// The picture beside the site's name, as data.
    pub logo: Option<String>,
    /// The same, for the tab of a browser.
    pub icon: Option<String>,
    /// What its head loads, as HTML.
    pub head: String,
    /// What runs when all is there, as HTML.
    pub end: String,
}

/// A note in a bundle.
#[derive(Debug, Serialize)]
pub struct Bundled {
    /// The place of the note in the page; empty where it is alone.
    pub id: String,
    /// The id of its title in the list of notes.
    pub title_id: String,
    /// What it is called.
    pub title: String,
    /// Its address on the site.
    #[serde(skip)]
    pub url: UrlPath,
    /// The same in full.
    pub permalink: String,
    /// What its page shows.
    pub content: String,
}

impl Renderer<'_> {
    /// The page of a note without what leads on into the site: for a bundle to take what it shows.
    ///
    /// # Errors
    /// A template is at fault, or the note was changed meanwhile.
    pub fn note_alone(self, path: &SourcePath) -> Rendered {
        Renderer { is_alone: true, ..self }.note(path)
    }

    /// A bundle.
    ///
    /// # Errors
    /// Its template is at fault.
    pub fn bundle(&self, frame: &Frame) -> Rendered {
        let reads = self.reads;
        let (title, url) = match frame.notes.as_slice() {
            [note] => (note.title.as_str(), note.url.clone()),
            _ => (reads.home_title(), UrlPath::root()),
        };
        let mut page = PageView::new(reads, "bundle", title, &url);
        page.noindex = true;
        self.template("bundle.html", page, |context| {
            let Frame { notes, logo, icon, head, end } = frame;
            let view = json!({ "notes": notes, "logo": logo, "icon": icon, "head": head, "end": end });
            context.insert("bundle", &view);
        })
    }
}
