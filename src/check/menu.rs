//! The links that the settings name, in the header and at the foot of pages: none runs anything, and where one leads to a page of the site, the page is there.

use crate::config::{FILE, MenuItem};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::settings::quoted;
use crate::model::link::{on_site, parts, unsafe_scheme};
use crate::model::{Page, Site};
use crate::path::{SourcePath, UrlPath};
use crate::suggest;

/// The entries of `[[menu]]` and of the footer that lead to no page, or may not be followed.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let Some(path) = SourcePath::new(FILE) else { return Vec::new() };
    let footer = site.config.theme.footer.links.iter().map(|item| ("theme.footer", item));
    let items: Vec<_> = site.config.menu.iter().map(|item| ("menu", item)).chain(footer).collect();
    let unsafe_ones = items.iter().filter_map(|(key, item)| {
        let scheme = unsafe_scheme(&site.config, &item.url.value)?;
        let message = format!("links with `{scheme}:` are not allowed");
        let fault = Diagnostic::new(Code::UnsafeLink, &path, item.url.span, message).key(*key);
        Some(fault.help("use an http or https address, or the address of a page"))
    });
    let lost = items.iter().filter(|(_, item)| is_own(item) && !is_there(site, &item.url.value));
    let lost = lost.map(|(key, item)| {
        let url = &item.url.value;
        let message = format!("no page of the site has the address `{url}`");
        let fault = Diagnostic::new(Code::BrokenMenuLink, &path, item.url.span, message).key(*key);
        let pages = site.routes.iter().filter(|route| !matches!(route.page, Page::File(_) | Page::Asset(_)));
        let pages = || pages.clone().map(|route| route.url.as_str());
        match suggest::nearest(url, pages()) {
            Some(near) => {
                let right = suggest::certain(url, pages());
                fault.help(format!("did you mean `{near}`?")).replace(url, item.url.span, right.map(quoted))
            }
            None => fault.help(match UrlPath::parse(url) {
                Some(path) => format!("write the address of a page, such as `/notes/`, or write the page: `content{path}_index.md`, with `kind: pages`"),
                None => "write the address of a page, such as `/notes/`".to_owned(),
            }),
        }
    });
    unsafe_ones.chain(lost).collect()
}

/// Whether an entry leads to the site itself.
fn is_own(item: &MenuItem) -> bool {
    item.url.value.starts_with('/') && !item.url.value.starts_with("//")
}

fn is_there(site: &Site, url: &str) -> bool {
    parts(url).0.is_some_and(|path| on_site(site, &path).is_some())
}
