//! The links that the settings name, in the header and at the foot of pages: none runs anything, each has the same place on all pages,
//! and where one leads to a page of the site, the page is there, and has the place that it names.

use super::links::LostPlace;
use crate::config::{FILE, MenuItem};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::settings::quoted;
use crate::model::link::{on_site, parts, scheme, unsafe_scheme};
use crate::model::{Page, Site};
use crate::path::{SourcePath, UrlPath};
use crate::suggest;

/// What to write where nothing else is meant.
const EXAMPLE: &str = "write the address of a page, such as `/notes/`";

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
    let lost = items.iter().filter_map(|(key, item)| {
        let Lost { message, help, right } = lost(site, item)?;
        let fault = Diagnostic::new(Code::BrokenMenuLink, &path, item.url.span, message).key(*key);
        Some(fault.help(help).replace(&item.url.value, item.url.span, right.as_deref().map(quoted)))
    });
    unsafe_ones.chain(lost).collect()
}

/// What is said of a link that leads nowhere.
struct Lost {
    message: String,
    help: String,
    /// The address that is meant, where that is certain.
    right: Option<String>,
}

fn lost(site: &Site, item: &MenuItem) -> Option<Lost> {
    let url = item.url.value.as_str();
    if url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\") {
        return if is_there(site, url) { lost_place(site, url) } else { Some(no_page(site, url)) };
    }
    let trimmed = url.trim();
    let told = |message: String, help: String, right: Option<String>| Some(Lost { message, help, right });
    if trimmed.is_empty() {
        return told("the link has no address".to_owned(), EXAMPLE.to_owned(), None);
    }
    let of_site = format!("/{}", trimmed.trim_start_matches(['/', '\\', '.']));
    let of_site = Some(of_site).filter(|address| is_there(site, address));
    let instead = |else_write: String| match &of_site {
        Some(address) => format!("did you mean `{address}`?"),
        None => else_write,
    };
    if let Some(host) = trimmed.strip_prefix("//").or_else(|| trimmed.strip_prefix("/\\")) {
        let message = format!("`{trimmed}` is an address of another site, without `https:`");
        return told(message, instead(format!("write `https://{host}`")), of_site.clone());
    }
    match scheme(trimmed) {
        Some(scheme) if matches!(&*scheme, "http" | "https") => {
            let host = trimmed.split_once("://").map_or("", |(_, rest)| rest);
            let is_named = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
            let help = format!("write the whole address, such as `{scheme}://www.example.org/`");
            if is_named { None } else { told(format!("`{trimmed}` names no site"), help, None) }
        }
        Some(_) => None,
        // A place on whichever page it is.
        None if trimmed.starts_with('#') => None,
        None => {
            let message = format!("`{trimmed}` leads to another place from each page");
            let first = trimmed.split(['/', '?', '#']).next().unwrap_or_default();
            let is_host = first.trim_matches('.').contains('.') && !first.starts_with('.');
            let other = if is_host {
                format!("write `https://{trimmed}` for another site, or begin a page's address with `/`")
            } else {
                EXAMPLE.to_owned()
            };
            told(message, instead(other), of_site.clone())
        }
    }
}

/// What is said of a place that the page of a link does not have.
fn lost_place(site: &Site, url: &str) -> Option<Lost> {
    let lost = LostPlace::of_address(site, url)?;
    let near = lost.near();
    Some(Lost { message: lost.message(), help: lost.help(near), right: near.and_then(|_| lost.right(url)) })
}

/// What is said of an address that no page has.
fn no_page(site: &Site, url: &str) -> Lost {
    let message = format!("no page of the site has the address `{url}`");
    let pages = site.routes.iter().filter(|route| !matches!(route.page, Page::File(_) | Page::Asset(_)));
    let pages = || pages.clone().map(|route| route.url.as_str());
    let help = match (suggest::nearest(url, pages()), UrlPath::parse(url)) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(path)) => {
            format!("{EXAMPLE}, or write the page: `content{path}_index.md`, with `kind: pages`")
        }
        (None, None) => EXAMPLE.to_owned(),
    };
    Lost { message, help, right: suggest::certain(url, pages()).map(str::to_owned) }
}

fn is_there(site: &Site, url: &str) -> bool {
    parts(url).0.is_some_and(|path| on_site(site, &path).is_some())
}
