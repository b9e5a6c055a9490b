//! Where a link in a note leads. Links between notes are written as file paths (`../tls/renewal.md#roll-back`)
//! and become addresses of the site.

mod readings;

use std::borrow::Cow;

pub(crate) use readings::{beyond, other_page};

pub use crate::path::encode;

use super::{Known, NoteId, Site};
use crate::config::{Config, base_path, schemes};
use crate::corpus::STATIC;
use crate::nfc::nfc;
use crate::parse::Outline;
use crate::path::{SourcePath, UrlPath, normalise};

/// What a destination is. A place is the id of a heading, decoded, with what follows [`DIRECTIVE`] as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// An address outside of the site.
    External,
    /// A heading or other place of the same page.
    Here(String),
    /// A note, and a place of it.
    Note(NoteId, Option<String>),
    /// A section's page, and a place of it.
    Section(usize, Option<String>),
    /// A file that is copied.
    File(SourcePath),
    /// A page by its address on the site, with the query or place that follows it.
    Address(UrlPath, String),
    /// A file or folder of the repository that is no part of the site, by its path from the top.
    Repository(String),
    /// What is not published: a draft, a note with faults, or a file or folder that goes with one.
    Unpublished(SourcePath, Known),
    /// A file that is not there.
    Missing(SourcePath),
    /// An address on the site that no page has.
    NoPage(String),
    /// A path that leaves the site.
    Outside,
    /// A scheme that could run something in a reader's browser.
    Unsafe(String),
    /// One with control characters, of which browsers make what they like.
    Unreadable,
}

/// Kinds of picture that may stand in the page itself, as `data:` addresses. SVG is none: it can hold script.
const DATA_PICTURES: [&str; 4] = ["png", "jpeg", "gif", "webp"];

/// Whether a destination is a picture that stands in the page itself.
pub fn is_data_picture(destination: &str) -> bool {
    let begins =
        |start: &str| destination.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    begins("data:") && DATA_PICTURES.iter().any(|kind| begins(&format!("data:image/{kind};base64,")))
}

/// Whether a destination is an address of the web outside of the site, however its scheme is spelt; `//host/` has that
/// of the page.
pub fn is_web(destination: &str) -> bool {
    destination.trim().starts_with("//") || scheme(destination).is_some_and(|scheme| is_http(&scheme))
}

/// Whether a destination is fetched without encryption.
pub fn is_insecure(destination: &str) -> bool {
    scheme(destination).is_some_and(|scheme| scheme == "http")
}

fn is_http(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// What stands in an address between the id of a place and what browsers look for in the page's text: `#:~:text=…`.
pub const DIRECTIVE: &str = ":~:";

/// The id that a place names; empty for the page as a whole.
pub fn id_of(place: &str) -> &str {
    place.split(DIRECTIVE).next().unwrap_or("")
}

/// A place, from what stands behind `#`.
pub fn place_of(written: &str) -> String {
    let id = id_of(written);
    let directive = &written[id.len()..];
    let id = decode(id).unwrap_or(Cow::Borrowed(id));
    format!("{}{directive}", nfc(&id))
}

/// A place as it stands in an address. What browsers look for is escaped already where it has to be: there `,` and `-`
/// mean something, and `%2C` does not.
pub fn encode_place(place: &str) -> String {
    let id = id_of(place);
    let parts = place[id.len()..].split('%').map(encode);
    encode(id) + &parts.collect::<Vec<_>>().join("%")
}

/// Resolves a destination, as written in `from`.
pub fn resolve(site: &Site, from: &SourcePath, destination: &str) -> Target {
    match led(site, from, destination) {
        Target::Here(place) => Target::Here(own_place(site.outline_of(from), place)),
        Target::Note(id, Some(place)) => {
            Target::Note(id, Some(own_place(Some(&site.note(id).facts.outline), place)))
        }
        Target::Section(id, Some(place)) => {
            let file = site.sections[id].file.as_ref();
            Target::Section(id, Some(own_place(file.map(|file| &file.outline), place)))
        }
        Target::Address(url, rest) => match rest.split_once('#') {
            Some((query, place)) => {
                let place = own_place(site.outline_at(&url).map(|(_, outline)| outline), place_of(place));
                Target::Address(url, format!("{query}#{}", encode_place(&place)))
            }
            None => Target::Address(url, rest),
        },
        target => target,
    }
}

/// A place by the id that it has on its page, where the link names it otherwise.
fn own_place(outline: Option<&Outline>, place: String) -> String {
    let name = id_of(&place);
    match outline.and_then(|outline| outline.id_of(name)) {
        Some(id) if id != name => format!("{id}{}", &place[name.len()..]),
        _ => place,
    }
}

/// The same, with places as they are written.
fn led(site: &Site, from: &SourcePath, destination: &str) -> Target {
    let destination = destination.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if let Some(scheme) = scheme(destination) {
        let is_open = schemes::is_open(&scheme, &site.config.schemes);
        return if is_open { Target::External } else { Target::Unsafe(scheme) };
    }
    if destination.starts_with("//") {
        return Target::External;
    }
    if destination.contains(|c: char| c.is_control()) {
        return Target::Unreadable;
    }
    if let Some(place) = destination.strip_prefix('#') {
        return Target::Here(place_of(place));
    }
    let (path, rest) = parts(destination);
    let place = rest.split_once('#').map(|(_, place)| place_of(place));
    let Some(path) = path else { return Target::Outside };
    if path.is_empty() {
        return Target::Here(place.unwrap_or_default());
    }
    readings::of_path(site, from, &path, (rest, place))
}

/// The scheme of an address that could run something in a reader's browser, or is not known not to.
pub fn unsafe_scheme(config: &Config, destination: &str) -> Option<String> {
    scheme(destination.trim()).filter(|scheme| !schemes::is_open(scheme, &config.schemes))
}

/// The scheme of an address, in lower case. Signs that browsers leave out when they look for one are left out.
pub fn scheme(destination: &str) -> Option<String> {
    if !destination.contains(':') {
        return None;
    }
    let cleaned: String =
        destination.chars().take(64).filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = cleaned.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    fits.then(|| scheme.to_ascii_lowercase())
}

/// A path that begins with `/`.
fn address(site: &Site, path: &str, rest: &str) -> Target {
    match (on_site(site, path), normalise(path.trim_start_matches('/'))) {
        (Some(url), _) => Target::Address(url, rest.to_owned()),
        (None, Some(normal)) => withheld(site, &normal)
            .or_else(|| left_out(site, path))
            .unwrap_or_else(|| Target::NoPage(format!("/{normal}"))),
        (None, None) => Target::Outside,
    }
}

/// A file below `static/` that is not published for what it holds.
fn withheld(site: &Site, address: &str) -> Option<Target> {
    let path = SourcePath::new(&format!("{STATIC}/{address}"))?;
    let known = site.known(&path).filter(|known| matches!(known, Known::Faulty))?;
    Some(Target::Unpublished(path, known))
}

/// The page or file of a path that begins with `/`, which counts from the base URL. Where nothing is there, the path may
/// spell out that of the base URL, as readers see it, or of the one in site.toml.
pub fn on_site(site: &Site, path: &str) -> Option<UrlPath> {
    spelt(site, path, |url| site.leads_somewhere(&url).then_some(url))
}

/// What would have this address if it were published.
fn left_out(site: &Site, path: &str) -> Option<Target> {
    spelt(site, path, |url| {
        let (path, why) = site.left_out.at(&url)?;
        Some(Target::Unpublished(path.clone(), *why))
    })
}

/// What is found at one of the addresses that a path may spell.
pub(crate) fn spelt<T>(site: &Site, path: &str, find: impl Fn(UrlPath) -> Option<T>) -> Option<T> {
    let page = |path: &str| {
        let normal = normalise(path.trim_start_matches('/'))?;
        let as_file = UrlPath::file(&normal);
        let as_folder = if normal.is_empty() { UrlPath::root() } else { UrlPath::folder(&[&normal]) };
        [as_file, as_folder].into_iter().find_map(&find)
    };
    let below = |base: &str| {
        let rest = path.strip_prefix(base).filter(|_| !base.is_empty())?;
        if rest.is_empty() || rest.starts_with('/') { page(rest) } else { None }
    };
    page(path).or_else(|| below(site.base_path())).or_else(|| below(base_path(&site.config.own_base_url)))
}

/// The path of an address, decoded, and the query and place behind it.
pub fn parts(destination: &str) -> (Option<Cow<'_, str>>, &str) {
    let end = destination.find(['?', '#']).unwrap_or(destination.len());
    (decode(&destination[..end]), &destination[end..])
}

/// Resolves percent signs. Nothing when they do not spell UTF-8.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = |digit: u8| (digit as char).to_digit(16);
        match (byte, tail) {
            (b'%', &[high, low, ref after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push((hex(high)? * 16 + hex(low)?) as u8);
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_found_however_it_is_spelt() {
        assert_eq!(scheme("java\tscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" JavaScript\n:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("a.md"), None);
        assert_eq!(scheme("dir/a:b.md"), None);
    }

    #[test]
    fn percent_signs_are_resolved_once() {
        assert_eq!(decode("a%20b").as_deref(), Some("a b"));
        assert_eq!(decode("%2e%2e/x").as_deref(), Some("../x"));
        assert_eq!(decode("100%").as_deref(), Some("100%"));
        assert_eq!(decode("%ff"), None);
        assert_eq!(encode("a b/é.png"), "a%20b/%C3%A9.png");
    }

    #[test]
    fn what_browsers_look_for_is_no_part_of_an_id() {
        assert_eq!(place_of("u%CC%88b:~:text=a%2Cb,c%20d"), "\u{fc}b:~:text=a%2Cb,c%20d");
        assert_eq!(id_of("roll-back:~:text=x"), "roll-back");
        assert_eq!(id_of(":~:text=x"), "");
        assert_eq!(encode_place("\u{fc}b:~:text=a%2Cb,c d"), "%C3%BCb:~:text=a%2Cb,c%20d");
    }

    #[test]
    fn schemes_have_no_case() {
        assert!(is_web("HTTPS://a.example/x.png") && is_web("//a.example/x.png") && is_web("http:x"));
        assert!(!is_web("mailto:a@b.example") && !is_web("a.png") && !is_web("/a.png"));
        assert!(is_insecure("HTTP://a.example/x.png") && !is_insecure("//a.example/x.png"));
        assert!(
            is_data_picture("DATA:image/PNG;base64,xyz") && !is_data_picture("data:image/svg+xml;base64,x")
        );
    }
}
