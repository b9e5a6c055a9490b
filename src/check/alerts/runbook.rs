//! Where the runbook of an alert is: on this site, and whether it is there.

use crate::config::Config;
use crate::model::link::{id_of, parts, place_of, spelt};
use crate::model::{Page, Site, alert};
use crate::parse::Outline;
use crate::parse::rules::{Piece, Template};
use crate::path::{OutputPath, UrlPath};
use crate::suggest;

/// What to do where nothing is near.
const TO_WRITE: &str = "point it to a note, or to `/alerts/NAME/` of an alert that a note names";

/// What is found.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// It is no address of this site.
    Elsewhere,
    /// It is there, or may be: nobody knows what stands in a gap.
    There,
    /// Nothing is there.
    Nothing {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

/// Looks a runbook up.
pub(super) fn find(site: &Site, template: &Template) -> Found {
    if let Some(address) = template.whole() {
        return on_site(&site.config, &address).map_or(Found::Elsewhere, |path| of_address(site, path));
    }
    let Some(Piece::Text(start)) = template.0.first() else { return Found::There };
    match on_site(&site.config, start) {
        // What begins where the base URL ends may be another host.
        Some("") => Found::There,
        Some(path) => of_gaps(site, path, &template.0[1..]),
        None if may_become(&site.config, start) => Found::There,
        None => Found::Elsewhere,
    }
}

/// Whether an address that is cut short may be one below the base URL.
fn may_become(config: &Config, start: &str) -> bool {
    config.base_url.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// The path of an address of this site: one below its base URL, with either scheme, or a path as it is. Scheme and host have no
/// case.
fn on_site<'a>(config: &Config, address: &'a str) -> Option<&'a str> {
    if address.starts_with('/') && !address.starts_with("//") {
        return Some(address);
    }
    let below = |base: &str| {
        let (host, folder) = base.split_once('/').map_or((base, ""), |(host, _)| (host, &base[host.len()..]));
        let (scheme, rest) = address.split_once("://")?;
        let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let begins = is_web && rest.get(..host.len())?.eq_ignore_ascii_case(host);
        let rest = rest.get(host.len()..).filter(|_| begins)?.strip_prefix(folder)?;
        let ends = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        ends.then_some(rest)
    };
    config.base_url.split_once("://").and_then(|(_, base)| below(base))
}

fn of_address(site: &Site, address: &str) -> Found {
    let (path, rest) = parts(address);
    let path = path.unwrap_or_else(|| address.into());
    let path = if path.is_empty() { "/" } else { &*path };
    let Some((to, page)) = spelt(site, path, |url| page_at(site, &url)) else {
        return lost(site, path);
    };
    if let Page::Gone(_) = page {
        return Found::Nothing {
            message: format!("`{path}` is gone from this site"),
            help: "point it to the current note".to_owned(),
        };
    }
    let place = rest.split_once('#').map_or(String::new(), |(_, place)| place_of(place));
    match site.outline_at(&to) {
        Some((file, outline)) => of_place(outline, id_of(&place), file.file_name()),
        None => Found::There,
    }
}

/// What an address leads to in the end. That of a file in a folder may be spelt out: `…/index.html`.
fn page_at<'s>(site: &'s Site, url: &UrlPath) -> Option<(UrlPath, &'s Page)> {
    let as_file = || site.at_output(&OutputPath::new(url.as_str().trim_matches('/'))?);
    let route = site.route(url).or_else(as_file).filter(|route| site.leads_somewhere(&route.url))?;
    match &route.page {
        Page::Redirect(to) => Some((to.clone(), &site.route(to)?.page)),
        page => Some((route.url.clone(), page)),
    }
}

fn of_place(outline: &Outline, id: &str, file: &str) -> Found {
    if id.is_empty() || id.eq_ignore_ascii_case("top") || outline.id_of(id).is_some() {
        return Found::There;
    }
    let help = match suggest::nearest(id, outline.ids()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None => "point it to an existing heading, or to the page alone".to_owned(),
    };
    Found::Nothing { message: format!("`#{id}` is not a heading of `{file}`"), help }
}

fn lost(site: &Site, path: &str) -> Found {
    let draft = spelt(site, path, |url| site.left_out_at(&url).map(|(path, _)| path.clone()));
    if let Some(draft) = draft {
        let message = format!("`{path}` leads to a draft, which is not published");
        return Found::Nothing {
            message,
            help: format!("publish `{draft}`, or point it to a published note"),
        };
    }
    let message = format!("`{path}` is not an address of this site");
    let alert = || spelt(site, path, |url| alert::name_of(&url).map(str::to_owned));
    let help = match suggest::nearest(path, pages(site).map(UrlPath::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => alert().map_or_else(|| TO_WRITE.to_owned(), |name| super::to_name(&name)),
    };
    Found::Nothing { message, help }
}

/// An address with gaps: it may be right if it can become that of any page.
fn of_gaps(site: &Site, start: &str, rest: &[Piece]) -> Found {
    let path = |start: &str| until_place(std::iter::once(&Piece::Text(start.to_owned())).chain(rest));
    let template = |start: &str| Template(path(start).iter().map(decoded).collect());
    // A path may spell out that of the base URL.
    let base = site.base_path();
    let below = start.strip_prefix(base).filter(|below| !base.is_empty() && below.starts_with('/'));
    let templates: Vec<Template> = std::iter::once(start).chain(below).map(template).collect();
    let can_be = |url: &UrlPath| {
        let spellings = [url.as_str(), url.as_str().trim_end_matches('/')];
        templates.iter().any(|template| spellings.iter().any(|spelt| template.can_be(spelt)))
    };
    if pages(site).any(can_be) {
        return Found::There;
    }
    Found::Nothing {
        message: format!("no address of this site is like `{}`", shown(&path(start))),
        help: TO_WRITE.to_owned(),
    }
}

/// A piece of an address as it is on the site, without percent signs.
fn decoded(piece: &Piece) -> Piece {
    match piece {
        Piece::Text(text) => Piece::Text(parts(text).0.unwrap_or_else(|| text.into()).into_owned()),
        other => other.clone(),
    }
}

/// The pieces of a path, without the query and the place behind it.
fn until_place<'p>(pieces: impl Iterator<Item = &'p Piece>) -> Vec<Piece> {
    let mut path = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) if text.contains(['?', '#']) => {
                let end = text.find(['?', '#']).unwrap_or(text.len());
                path.push(Piece::Text(text[..end].to_owned()));
                break;
            }
            piece => path.push(piece.clone()),
        }
    }
    path
}

/// A path as people read it, with `…` for its gaps.
fn shown(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| if let Piece::Text(text) = piece { text } else { "…" }).collect()
}

/// The addresses that lead to something.
fn pages(site: &Site) -> impl Iterator<Item = &UrlPath> {
    let leads = |page: &Page| !matches!(page, Page::Gone(_) | Page::AlertWithoutNote | Page::Asset(_));
    site.routes.iter().filter(move |route| leads(&route.page)).map(|route| &route.url)
}
