//! What answers the questions of pages about the site as a whole, and about where links lead. Those about
//! notes are answered in `notes.rs`, those about listings in `lists.rs`.

use super::Sources;
use super::value::{Basics, ShownPicture};
use crate::config::{Repository, base_path};
use crate::model::Page;
use crate::model::link::{Target, encode, encode_place, is_data_picture, is_web, parts, resolve};
use crate::model::route::file_url;
use crate::note::Face;
use crate::parse::Extensions;
use crate::path::{SourcePath, UrlPath};
use crate::render::words::Words;
use crate::validate::schema::{Shape, Shown};

impl<'a> Sources<'a> {
    pub(super) fn basics_of_site(&self) -> Basics<'a> {
        Basics::of(&self.site.config)
    }

    pub(super) fn words_of_theme(&self) -> &'a Words {
        self.beyond().words
    }

    pub(super) fn description(&self) -> &'a str {
        self.site.description()
    }

    pub(super) fn home_title(&self) -> &'a str {
        self.site.home_title()
    }

    pub(super) fn repository(&self) -> Option<&'a Repository> {
        self.site.config.repository.as_ref()
    }

    pub(super) fn markdown(&self) -> Extensions {
        self.site.config.extensions
    }

    pub(super) fn page_bytes(&self) -> usize {
        self.site.config.limits.page_bytes
    }

    pub(super) fn fields(&self) -> Vec<(&'a str, bool)> {
        self.schema
            .fields
            .iter()
            .map(|field| (field.name.as_str(), field.shown != Shown::InDetails))
            .collect()
    }

    /// The place of a note's difficulty among the levels of the schema, the easiest first.
    pub(super) fn level(&self, face: &Face) -> Option<usize> {
        let (own, Some(Shape::Choice(levels))) = (face.difficulty.as_ref()?, self.schema.at("difficulty"))
        else {
            return None;
        };
        levels.iter().position(|level| level == own)
    }

    pub(super) fn own_fields(&self) -> Vec<&'a str> {
        self.schema.own_fields().collect()
    }

    pub(super) fn site_field(&self, name: &str) -> u64 {
        self.beyond().fields.fingerprint(name)
    }

    pub(super) fn template(&self, name: &str) -> u64 {
        self.beyond().templates.fingerprint(name)
    }

    pub(super) fn asset(&self, published: &str) -> Option<&'a [u8]> {
        self.beyond().assets.bytes(published)
    }

    pub(super) fn at(&self, url: &UrlPath) -> Option<&'a Page> {
        self.site.route(url).map(|route| &route.page)
    }

    pub(super) fn link(&self, from: &SourcePath, written: &str) -> Option<String> {
        let base = base_path(&self.site.config.base_url);
        let site = self.site;
        let with_place = |url: &UrlPath, place: Option<String>| match place {
            Some(place) if !place.is_empty() => format!("{base}{url}#{}", encode_place(&place)),
            _ => format!("{base}{url}"),
        };
        match resolve(site, from, written) {
            Target::External => Some(written.trim().to_owned()),
            Target::Here(place) => Some(format!("#{}", encode_place(&place))),
            Target::Note(id, place) => Some(with_place(&site.notes[id].url, place)),
            Target::Section(id, place) => Some(with_place(&site.sections[id].url, place)),
            Target::File(path) => Some(encode(&format!("{base}{}", file_url(&path)))),
            Target::Address(url, rest) => Some(format!("{}{rest}", encode(&format!("{base}{url}")))),
            Target::Repository(path) => {
                let (_, rest) = parts(written.trim());
                site.config.repository.as_ref().map(|repository| repository.url(&path) + rest)
            }
            Target::Unpublished(..)
            | Target::Missing(_)
            | Target::NoPage(_)
            | Target::Outside
            | Target::Unsafe(_)
            | Target::Unreadable => None,
        }
    }

    pub(super) fn picture(&self, from: &SourcePath, written: &str) -> Option<ShownPicture<'a>> {
        let elsewhere = |address: &str| {
            Some(ShownPicture { address: address.to_owned(), dimensions: None, copies: None })
        };
        if is_data_picture(written) {
            return elsewhere(written);
        }
        let site = self.site;
        let (address, file) = match resolve(site, from, written) {
            Target::External if is_web(written) => return elsewhere(written.trim()),
            Target::File(path) => (encode(&site.href(&file_url(&path))), Some(path)),
            Target::Address(url, rest) => {
                let file = match site.route(&url).map(|route| &route.page) {
                    Some(Page::File(path)) => Some(path.clone()),
                    _ => None,
                };
                (format!("{}{rest}", encode(&site.href(&url))), file)
            }
            _ => return None,
        };
        let dimensions = file.as_ref().and_then(|path| site.files.get(path)).and_then(|file| file.dimensions);
        let copies = file.and_then(|path| self.pictures.get(&path));
        Some(ShownPicture { address, dimensions, copies })
    }

    pub(super) fn place(&self, url: &UrlPath) -> (Option<&'a Page>, Option<&'a UrlPath>) {
        (self.at(url), self.site.card_of(url))
    }

    pub(super) fn file(&self, path: &SourcePath) -> Option<(u64, u128, bool)> {
        let file = self.site.files.get(path)?;
        // Where the time proves nothing, what the file holds does.
        let state = if file.modified == 0 { (self.beyond().file_hash)(path) } else { file.modified };
        Some((file.size, state, self.site.config.images.keep_metadata))
    }
}
