//! Pictures at several widths: which pictures notes show, and the routes of their smaller copies.
//!
//! The engine says what the files hold ([`Facts`]); here each picture gets its widths and addresses. The copies are
//! made by `render::raster`.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use serde::{Deserialize, Serialize};

use super::late::Late;
use super::left_out::plain_name;
use super::link::{Target, resolve};
use super::route::Page;
use super::{Site, link};
use crate::parallel;
use crate::parse::Outline;
use crate::path::{SourcePath, UrlPath, slugify};
use crate::span::Span;

/// What a picture's file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The hash of its bytes and of the way copies are made, in hexadecimal digits.
    pub hash: String,
    /// Width and height as shown: a photo that was taken sideways is turned.
    pub dimensions: (u32, u32),
}

/// A picture that comes at several widths.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Width and height of the original, as shown.
    pub dimensions: (u32, u32),
    /// Its copies, from the narrowest.
    pub variants: Vec<Variant>,
}

/// A copy of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Variant {
    /// The original.
    pub source: SourcePath,
    /// Its width in pixels.
    pub width: u32,
    /// Its address.
    pub url: UrlPath,
    /// The name of what it holds: the same for the same bytes.
    pub key: String,
}

/// A picture in a note, and the place that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The picture.
    pub picture: SourcePath,
    /// The note or section that shows it.
    pub from: SourcePath,
    /// Where it does.
    pub span: Span,
}

/// Digits of the hash in an address.
const HASH_DIGITS: usize = 10;

impl Site {
    /// The pictures of the site's own files that notes and sections show, of those whose names are `wanted`, and maybe others.
    pub fn shown_pictures<'s>(&'s self, wanted: impl Fn(&str) -> bool + Sync) -> Vec<Shown> {
        let notes = self.notes.iter().map(|page| (page.path(), &page.note().facts.outline));
        let sections = self.sections.iter().filter_map(|section| section.file.as_ref());
        let sections = sections.map(|file| (&file.path, &file.outline));
        let outlines: Vec<(&SourcePath, &Outline)> = notes.chain(sections).collect();
        let is_wanted = |written: &str| plain_name(written).is_none_or(&wanted);
        let shown = |(path, outline): &(&'s SourcePath, &'s Outline)| -> Vec<Shown> {
            self.shown_in(path, outline, &is_wanted).collect()
        };
        parallel::map(&outlines, shown).concat()
    }

    fn shown_in<'a>(
        &'a self,
        from: &'a SourcePath,
        outline: &'a Outline,
        is_wanted: &'a impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Shown> + 'a {
        outline.pictures.iter().filter(|picture| is_wanted(&picture.destination)).filter_map(|picture| {
            let path = self.file_of(from, &picture.destination)?;
            Some(Shown { picture: path, from: from.clone(), span: picture.span })
        })
    }

    /// The file of the site that is copied and that a destination leads to.
    pub fn file_of(&self, from: &SourcePath, destination: &str) -> Option<SourcePath> {
        if link::is_data_picture(destination) {
            return None;
        }
        match resolve(self, from, destination) {
            Target::File(path) => Some(path),
            Target::Address(url, _) => match self.route(&url).map(|route| &route.page) {
                Some(Page::File(path)) => Some(path.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Late {
    /// Gives pictures their copies, and the copies their routes. A copy whose address is taken is left out.
    pub fn add_pictures(&mut self, site: &Site, facts: &BTreeMap<SourcePath, Facts>) {
        if facts.is_empty() {
            return;
        }
        let names: HashSet<&str> = facts.keys().map(SourcePath::file_name).collect();
        let shown = site.shown_pictures(|name| names.contains(name));
        let shown: BTreeSet<SourcePath> = shown.into_iter().map(|shown| shown.picture).collect();
        for path in shown {
            let Some(facts) = facts.get(&path) else { continue };
            let variants: Vec<Variant> = widths_of(facts.dimensions.0, &site.config.images.widths)
                .into_iter()
                .filter_map(|width| self.add_variant(site, &path, facts, width))
                .collect();
            if !variants.is_empty() {
                self.pictures.insert(path, Picture { dimensions: facts.dimensions, variants });
            }
        }
    }

    fn add_variant(&mut self, site: &Site, path: &SourcePath, facts: &Facts, width: u32) -> Option<Variant> {
        let stem = path.file_name().rsplit_once('.').map_or(path.file_name(), |(stem, _)| stem);
        let name = match slugify(stem) {
            name if name.is_empty() => "picture".to_owned(),
            name => name,
        };
        let hash = facts.hash.get(..HASH_DIGITS)?;
        let url = UrlPath::file(&format!("assets/img/{name}.{hash}-{width}.webp"));
        let key = format!("{}-{width}", facts.hash);
        let variant = Variant { source: path.clone(), width, url: url.clone(), key };
        match self.page_at(site, &url) {
            None => self.push(url, Page::Variant(variant.clone())),
            // Two files of one name that hold the same have one copy.
            Some(Page::Variant(other)) if other.key == variant.key => {}
            Some(_) => return None,
        }
        Some(variant)
    }
}

/// The widths of a picture's copies: those of the settings that are smaller than it, and its own where it is no
/// wider than the widest of them. A picture as narrow as the narrowest has none.
fn widths_of(own: u32, widths: &[u32]) -> Vec<u32> {
    let mut fitting: Vec<u32> = widths.iter().copied().filter(|width| *width < own).collect();
    if !fitting.is_empty() && fitting.len() < widths.len() {
        fitting.push(own);
    }
    fitting
}

#[cfg(test)]
mod tests {
    use super::widths_of;

    #[test]
    fn no_copy_is_wider_than_the_picture() {
        let widths = [480, 800, 1200];
        assert_eq!(widths_of(480, &widths), [] as [u32; 0]);
        assert_eq!(widths_of(481, &widths), [480, 481]);
        assert_eq!(widths_of(1200, &widths), [480, 800, 1200]);
        assert_eq!(widths_of(4000, &widths), [480, 800, 1200]);
    }
}
