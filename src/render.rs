//! Routes to artifacts: a path and its bytes. Still no disk, and no knowledge of whether this is a
//! build or a preview.

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
pub mod search;
pub mod strip;
pub mod template;
pub mod view;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{NoteId, Page, Picture, Route, Site};
use crate::note::Body;
use crate::path::{OutputPath, SourcePath};
use crate::span::Span;
use crate::theme;
use crate::validate::Schema;
use highlight::BlockCache;
use template::Templates;
use words::Words;

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

/// The theme's files: by name, the name with a hash that they are published under, and their bytes.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
}

#[derive(Clone, Debug)]
struct Asset {
    published: String,
    text: String,
}

impl Assets {
    /// The theme's files, with the site's own in place of those of the same name, and the colours of code in the
    /// stylesheet.
    pub fn new(own: &BTreeMap<String, String>, colours: &str) -> Self {
        let mut texts: BTreeMap<String, String> =
            theme::ASSETS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        texts.extend(own.iter().map(|(name, text)| (name.clone(), text.clone())));
        if let Some(stylesheet) = texts.get_mut(theme::STYLESHEET) {
            stylesheet.push('\n');
            stylesheet.push_str(colours);
        }
        let asset = |(name, text): (String, String)| {
            let hash = blake3::hash(text.as_bytes()).to_hex();
            let published = match name.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem}.{}.{extension}", &hash[..10]),
                None => format!("{name}.{}", &hash[..10]),
            };
            (name, Asset { published, text })
        };
        Self { files: texts.into_iter().map(asset).collect() }
    }

    /// The names that the files are published under, below `/assets/`.
    pub fn published(&self) -> Vec<String> {
        self.files.values().map(|asset| asset.published.clone()).collect()
    }

    fn text(&self, published: &str) -> Option<&str> {
        self.files.values().find(|asset| asset.published == published).map(|asset| asset.text.as_str())
    }

    fn addresses(&self, base_path: &str) -> BTreeMap<String, String> {
        let address = |asset: &Asset| format!("{base_path}/assets/{}", asset.published);
        self.files.iter().map(|(name, asset)| (name.clone(), address(asset))).collect()
    }
}

/// All that rendering reads.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    /// The site.
    pub site: &'a Site,
    /// The order and kind of the fields.
    pub schema: &'a Schema,
    /// The theme's words.
    pub words: &'a Words,
    /// The templates, with the site set.
    pub templates: &'a Templates,
    /// The theme's files.
    pub assets: &'a Assets,
    /// What many pages show.
    pub shared: &'a view::shared::Shared,
    /// What remembers highlighted code.
    pub cache: &'a dyn BlockCache,
    /// The search index; nothing where no file with words of it is rendered.
    pub search: Option<&'a search::Index>,
    /// The pictures that pages offer at several widths.
    pub pictures: &'a BTreeMap<SourcePath, Picture>,
    /// The one note that lists show, where not all are wanted.
    pub only: Option<NoteId>,
    /// The body of a note, without its text.
    pub body: &'a (dyn Fn(&SourcePath) -> Option<Arc<Body>> + Sync),
    /// The text of a file of the site.
    pub text: &'a (dyn Fn(&SourcePath) -> Option<Arc<str>> + Sync),
}

impl Renderer<'_> {
    /// The view that every template sees as `site`.
    pub fn site_view(site: &Site, words: &Words, assets: &Assets) -> view::site::SiteView {
        view::site::SiteView::new(site, words, assets.addresses(site.base_path()))
    }

    /// Renders a route.
    pub fn render(&self, route: &Route) -> Result<Artifact, Box<Diagnostic>> {
        let content = match &route.page {
            Page::File(path) => Content::Copy(path.clone()),
            Page::Asset(name) => {
                Content::Bytes(self.assets.text(name).unwrap_or_default().as_bytes().to_vec())
            }
            Page::Feed(of) => Content::Bytes(feed::atom(self.site, *of).into_bytes()),
            Page::JsonFeed => Content::Bytes(feed::json(self.site).into_bytes()),
            Page::Sitemap(part) => Content::Bytes(machine::sitemap(self.site, *part).into_bytes()),
            Page::NotesJson(part) => {
                Content::Bytes(machine::notes_json(self.site, self.body, *part).into_bytes())
            }
            Page::NoteMarkdown(id) => {
                let path = &self.site.note(*id).facts.path;
                let text = (self.text)(path).ok_or_else(|| changed_meanwhile(path))?;
                let parts = (self.body)(path).ok_or_else(|| changed_meanwhile(path))?;
                Content::Bytes(plain::note(self.site, self.words, (*id, &parts), &text).into_bytes())
            }
            Page::LlmsTxt => Content::Bytes(plain::index(self.site, self.words).into_bytes()),
            Page::Robots => Content::Bytes(machine::robots(self.site).into_bytes()),
            Page::SearchFile(file) => {
                Content::Bytes(search::file(self.search, self.site, self.words, *file).into_bytes())
            }
            _ => Content::Bytes(self.page(route)?.into_bytes()),
        };
        Ok(Artifact { path: route.output.clone(), content })
    }
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
