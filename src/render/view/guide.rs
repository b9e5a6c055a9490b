//! What templates see as `page.guide`: the pages of a manual, in its order, for a navigation beside each of them.

use serde::Serialize;

use crate::model::Page;
use crate::render::reads::{Folder, Guide, Part, Reads};

/// The pages of a manual.
#[derive(Clone, Debug, Serialize)]
pub struct GuideView {
    title: String,
    url: String,
    /// Whether the page is the listing of the manual.
    current: bool,
    /// Whether not all of its pages are among the items.
    cut: bool,
    items: Vec<ItemView>,
}

/// A page of it, or a folder.
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each by name")]
#[derive(Clone, Debug, Serialize)]
struct ItemView {
    title: String,
    url: String,
    /// Whether it is the page itself.
    current: bool,
    folder: bool,
    /// Whether the page stands in the folder.
    open: bool,
    cut: bool,
    items: Vec<ItemView>,
}

/// The navigation of a page, where it belongs to a manual.
pub fn view(reads: &Reads<'_>, page: &Page) -> Option<GuideView> {
    let Guide { titled, is_here, folder } = reads.guide(page)?;
    Some(GuideView {
        title: titled.title.to_owned(),
        url: reads.href(titled.url),
        current: is_here,
        cut: folder.is_cut,
        items: items(reads, &folder),
    })
}

fn items(reads: &Reads<'_>, folder: &Folder<'_>) -> Vec<ItemView> {
    folder.parts.iter().map(|part| item(reads, part)).collect()
}

fn item(reads: &Reads<'_>, Part { titled, is_here, folder }: &Part<'_>) -> ItemView {
    let of_folder = |ask: fn(&Folder<'_>) -> bool| folder.as_ref().is_some_and(ask);
    ItemView {
        title: titled.title.to_owned(),
        url: reads.href(titled.url),
        current: *is_here,
        folder: folder.is_some(),
        open: of_folder(|folder| folder.is_open),
        cut: of_folder(|folder| folder.is_cut),
        items: folder.as_ref().map(|folder| items(reads, folder)).unwrap_or_default(),
    }
}
