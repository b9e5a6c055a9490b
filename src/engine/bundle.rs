//! Notes as one file that needs nothing else: their pages, made as always, with all that they show and load taken in.

use std::cell::{Cell, RefCell};

use super::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::link::{on_site, parts};
use crate::model::{Page, Route};
use crate::path::{SourcePath, UrlPath, content_type};
use crate::render::bundle::{Anchors, Holdings, Led, Names, Pieces, data, loaded, nonce, pieces, rewritten};
use crate::render::page::bundle::{Bundled, Frame};
use crate::render::reads::Reads;
use crate::render::{Content, Renderer};
use crate::span::Span;

/// Most bytes of a bundle: browsers open that at once, and mail programs send about as much.
pub const MOST: usize = 50_000_000;

/// A bundle.
#[derive(Debug)]
pub struct Bundle {
    /// The file.
    pub html: String,
    /// How many pictures it holds.
    pub pictures: usize,
    /// What its stylesheets load and it does not hold: the file and the line, and the address.
    pub lost: Vec<(String, usize, String)>,
}

/// Why there is none.
#[derive(Debug)]
pub enum Refused {
    /// A note or a template is at fault.
    Fault(Box<Diagnostic>),
    /// It would be too large; the address of its largest picture, and the bytes of that.
    TooLarge(Option<(String, usize)>),
}

impl Build {
    /// Puts published notes into one file.
    ///
    /// # Errors
    /// A page can't be made, or the file would be too large.
    pub fn bundle(&self, notes: &[SourcePath]) -> Result<Bundle, Refused> {
        let held = Held::new(self, notes);
        let pages = notes.iter().map(|path| held.page(path)).collect::<Result<Vec<Pieces>, _>>();
        let pages = pages.map_err(Refused::Fault)?;
        let slugs = notes.iter().map(|path| held.slug(path));
        let shown: Vec<_> = pages.iter().map(|page| page.main.as_str()).zip(slugs).collect();
        let names = Names::of(&shown);
        let mut bundled = Vec::new();
        for (own, (page, path)) in pages.iter().zip(notes).enumerate() {
            let note = self.site.note_at(path);
            let title = note.map(|page| page.note().face.title.clone()).unwrap_or_default();
            let label =
                |name: &str| self.theme.words.fill("name_and_value", &[("name", name), ("value", &title)]);
            let content = rewritten(&page.main, Anchors { notes: &names, own, label: &label }, &held);
            if held.is_too_large() {
                return Err(Refused::TooLarge(held.largest.into_inner()));
            }
            bundled.push(Bundled {
                id: names[own].id.clone(),
                title_id: names[own].title.clone(),
                title,
                url: note.map_or_else(UrlPath::root, |page| page.url.clone()),
                permalink: note.map(|page| self.site.permalink(&page.url)).unwrap_or_default(),
                content,
            });
        }
        let pictures = held.pictures.get();
        let nonce = nonce(bundled.iter().map(|note| note.content.as_str()));
        let loaded = pages.first().map(|page| loaded(page, &nonce, &held)).unwrap_or_default();
        let (logo, icon) = pages
            .first()
            .map(|page| (held.picture(page.logo.as_ref()), held.picture(page.icon.as_ref())))
            .unzip();
        let (logo, icon) = (logo.flatten(), icon.flatten());
        let frame = Frame { notes: bundled, logo, icon, head: loaded.head, end: loaded.end };
        let html = self.read(|reads| Renderer::new(reads).bundle(&frame)).map_err(Refused::Fault)?;
        if html.len() > MOST {
            return Err(Refused::TooLarge(held.largest.into_inner()));
        }
        Ok(Bundle { html, pictures, lost: held.lost.into_inner() })
    }
}

/// What a bundle takes from the site.
struct Held<'a> {
    build: &'a Build,
    notes: &'a [SourcePath],
    /// How many pictures were taken, and all of their bytes.
    pictures: Cell<usize>,
    bytes: Cell<usize>,
    largest: RefCell<Option<(String, usize)>>,
    lost: RefCell<Vec<(String, usize, String)>>,
}

impl<'a> Held<'a> {
    fn new(build: &'a Build, notes: &'a [SourcePath]) -> Self {
        let (pictures, bytes) = (Cell::default(), Cell::default());
        Self { build, notes, pictures, bytes, largest: RefCell::default(), lost: RefCell::default() }
    }

    /// A picture of the frame, as data.
    fn picture(&self, address: Option<&String>) -> Option<String> {
        let (bytes, kind) = self.file(address?)?;
        kind.starts_with("image/").then(|| data(&bytes, kind))
    }

    fn is_too_large(&self) -> bool {
        // As data, three bytes take four.
        self.bytes.get() / 3 * 4 > MOST
    }

    /// The page of a note, taken apart.
    fn page(&self, path: &SourcePath) -> Result<Pieces, Box<Diagnostic>> {
        let html = self.build.read(|reads: &Reads<'_>| Renderer::new(reads).note_alone(path))?;
        pieces(&html).ok_or_else(|| {
            let template = SourcePath::new("templates/note.html").unwrap_or_else(SourcePath::settings);
            let fault = Diagnostic::new(
                Code::TemplateRender,
                &template,
                Span::at(0),
                "the page of a note has no `<main>`, which is what a bundle takes of it",
            );
            Box::new(fault.help("put what belongs to the note into a `<main>` element"))
        })
    }

    /// The words of a note's address.
    fn slug(&self, path: &SourcePath) -> &'a str {
        self.build.site.note_at(path).map_or("", |page| page.note().facts.slug.as_str())
    }

    /// The address on the site that an address of a page names, with what stands behind it.
    fn on_site(&self, address: &str) -> Option<(UrlPath, String)> {
        let path = address.strip_prefix(self.build.site.base_path())?;
        if !path.starts_with('/') || path.starts_with("//") {
            return None;
        }
        let (path, rest) = parts(path);
        Some((on_site(&self.build.site, &path?)?, rest.to_owned()))
    }

    fn route(&self, address: &str) -> Option<&'a Route> {
        let (url, _) = self.on_site(address)?;
        self.build.site.route(&url)
    }

    /// The note that an address leads to, if only by way of another one.
    fn note(&self, url: &UrlPath) -> Option<&'a SourcePath> {
        let site = &self.build.site;
        match &site.route(url)?.page {
            Page::Note(path) => Some(path),
            Page::Redirect(to) => match &site.route(to)?.page {
                Page::Note(path) => Some(path),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Holdings for Held<'_> {
    fn file(&self, address: &str) -> Option<(Vec<u8>, &'static str)> {
        let route = self.route(address)?;
        if !matches!(route.page, Page::File(_) | Page::Variant(_) | Page::Asset(_)) || self.is_too_large() {
            return None;
        }
        let bytes = match self.build.render_one(route).ok()?.content {
            Content::Bytes(bytes) => bytes,
            Content::Copy(path) => {
                let published = self.build.published(&path).ok()?;
                published.fault.is_none().then_some(published.bytes)?
            }
        };
        let kind = content_type(route.output.as_str());
        if kind.starts_with("image/") {
            self.pictures.set(self.pictures.get() + 1);
            self.bytes.set(self.bytes.get() + bytes.len());
            let mut largest = self.largest.borrow_mut();
            if largest.as_ref().is_none_or(|(_, most)| *most < bytes.len()) {
                *largest = Some((route.url.to_string(), bytes.len()));
            }
        }
        Some((bytes, kind))
    }

    fn lost(&self, sheet: &str, line: usize, address: &str) {
        let source = self.route(sheet).and_then(|route| match &route.page {
            Page::Asset(name) => Some(name.clone()),
            Page::File(path) => Some(path.to_string()),
            _ => None,
        });
        let told = (source.unwrap_or_else(|| sheet.to_owned()), line, address.to_owned());
        self.lost.borrow_mut().push(told);
    }

    fn link(&self, address: &str) -> Led {
        let site = &self.build.site;
        let origin = site.config.base_url.strip_suffix(site.base_path()).unwrap_or(&site.config.base_url);
        let Some((url, rest)) = self.on_site(address) else {
            let is_of_site = address.starts_with('/') && !address.starts_with("//");
            return Led::Out(if is_of_site { format!("{origin}{address}") } else { address.to_owned() });
        };
        let note = self.note(&url).and_then(|path| self.notes.iter().position(|note| note == path));
        let place = rest.split_once('#').map_or("", |(_, place)| place);
        match note {
            Some(note) => Led::Note(note, place.to_owned()),
            None => Led::Out(format!("{origin}{address}")),
        }
    }
}
