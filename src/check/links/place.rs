//! A place of a page that a link names, and that the page does not have: whether the link stands in a note, in the settings or in a
//! template.

use super::mend;
use crate::model::Site;
use crate::model::link::{id_of, on_site, parts, place_of};
use crate::parse::Outline;
use crate::path::SourcePath;
use crate::suggest;

/// The place.
#[derive(Debug)]
pub(crate) struct LostPlace<'a> {
    /// The file, as its reader knows it.
    file: &'a str,
    outline: &'a Outline,
    place: String,
}

impl<'a> LostPlace<'a> {
    /// A place of the page of a file; None if the page has it.
    pub(crate) fn of((path, outline): (&'a SourcePath, &'a Outline), place: &str) -> Option<Self> {
        let place = id_of(place);
        let is_page = place.is_empty() || place.eq_ignore_ascii_case("top");
        let is_lost = !is_page && outline.id_of(place).is_none();
        is_lost.then(|| Self { file: path.file_name(), outline, place: place.to_owned() })
    }

    /// The place that an address from the top of the site names; None if it is there, or the page is none of a file.
    pub(crate) fn of_address(site: &'a Site, address: &str) -> Option<Self> {
        let (path, rest) = parts(address);
        let (_, place) = rest.split_once('#')?;
        let url = on_site(site, &path?)?;
        let (path, outline) = site.outline_at(&url)?;
        let lost = Self::of((path, outline), &place_of(place))?;
        Some(Self { file: path.as_str(), ..lost })
    }

    /// What is wrong.
    pub(crate) fn message(&self) -> String {
        format!("`#{}` is not a heading of `{}`", self.place, self.file)
    }

    /// The id that is nearest to what is written.
    pub(crate) fn near(&self) -> Option<&'a str> {
        suggest::nearest(&self.place, self.outline.ids())
    }

    /// What to do, with the nearest id where one was sought and found.
    pub(crate) fn help(&self, near: Option<&str>) -> String {
        match near {
            Some(near) => format!("did you mean `#{near}`?"),
            None if self.outline.ids().next().is_none() => {
                "the page has no headings; link to the page alone".to_owned()
            }
            None => format!("use one of: {}", mend::some(self.outline.ids())),
        }
    }

    /// The link with the id that is certainly meant.
    pub(crate) fn right(&self, destination: &str) -> Option<String> {
        let id = suggest::certain(&self.place, self.outline.ids())?;
        mend::with_place(destination, id)
    }
}
