//! Where a link in a note leads. Links between notes are written as file paths (`../tls/renewal.md#roll-back`)
//! and become addresses of the site.

use super::{Known, NoteId, Site};
use crate::path::{SourcePath, UrlPath};

/// What a destination is.
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
    /// A note that is not published: a draft, or one with faults.
    Unpublished(SourcePath, Known),
    /// A file that is not there.
    Missing(SourcePath),
    /// An address on the site that no page has.
    NoPage(String),
    /// A path that leaves the site.
    Outside,
    /// A scheme that could run something in a reader's browser.
    Unsafe(String),
}

/// Schemes that a note may link to.
pub const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "sms", "irc"];

/// Kinds of picture that may stand in the page itself, as `data:` addresses. SVG is none: it can hold script.
const DATA_PICTURES: [&str; 4] = ["png", "jpeg", "gif", "webp"];

/// Whether a destination is a picture that stands in the page itself.
pub fn is_data_picture(destination: &str) -> bool {
    DATA_PICTURES.iter().any(|kind| destination.starts_with(&format!("data:image/{kind};base64,")))
}

/// Resolves a destination, as written in `from`.
pub fn resolve(site: &Site, from: &SourcePath, destination: &str) -> Target {
    let destination = destination.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if let Some(scheme) = scheme(destination) {
        return if SCHEMES.contains(&scheme.as_str()) { Target::External } else { Target::Unsafe(scheme) };
    }
    if destination.starts_with("//") {
        return Target::External;
    }
    if destination.contains(|c: char| c.is_control()) {
        return Target::Unsafe("control characters".to_owned());
    }
    if let Some(place) = destination.strip_prefix('#') {
        return Target::Here(decode(place).unwrap_or_else(|| place.to_owned()));
    }
    let end = destination.find(['?', '#']).unwrap_or(destination.len());
    let (path, rest) = destination.split_at(end);
    let place = rest.split_once('#').map(|(_, place)| decode(place).unwrap_or_else(|| place.to_owned()));
    let Some(path) = decode(path) else { return Target::Outside };
    if path.starts_with('/') {
        return address(site, &path, rest);
    }
    if path.is_empty() {
        return Target::Here(place.unwrap_or_default());
    }
    let Some(path) = from.join(&path) else { return Target::Outside };
    file(site, path, place)
}

/// The scheme of an address that could run something in a reader's browser, or is not known not to.
pub fn unsafe_scheme(destination: &str) -> Option<String> {
    scheme(destination.trim()).filter(|scheme| !SCHEMES.contains(&scheme.as_str()))
}

/// The scheme of an address, in lower case. Signs that browsers leave out when they look for one are left out.
fn scheme(destination: &str) -> Option<String> {
    let cleaned: String =
        destination.chars().take(64).filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = cleaned.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    fits.then(|| scheme.to_ascii_lowercase())
}

fn file(site: &Site, path: SourcePath, place: Option<String>) -> Target {
    let in_folder = |name: &str| SourcePath::new(&format!("{path}/{name}"));
    let candidates = [Some(path.clone()), in_folder("index.md"), in_folder("_index.md")];
    let found =
        candidates.into_iter().flatten().find_map(|path| site.known(&path).map(|known| (path, known)));
    match found {
        Some((_, Known::Note(id))) => Target::Note(id, place),
        Some((_, Known::Section(id))) => Target::Section(id, place),
        Some((path, Known::File)) => Target::File(path),
        Some((path, known @ (Known::Draft | Known::Faulty))) => Target::Unpublished(path, known),
        None => site.section_of(&path).map_or(Target::Missing(path), |id| Target::Section(id, place)),
    }
}

/// An address on the site, as a reader would type it.
fn address(site: &Site, path: &str, rest: &str) -> Target {
    let path = path.strip_prefix(site.base_path()).filter(|path| path.starts_with('/')).unwrap_or(path);
    let Some(normal) = crate::path::normalise(path.trim_start_matches('/')) else { return Target::Outside };
    let as_file = UrlPath::file(&normal);
    let as_folder = if normal.is_empty() { UrlPath::root() } else { UrlPath::folder(&[&normal]) };
    match [as_file, as_folder].into_iter().find(|url| site.has_address(url)) {
        Some(url) => Target::Address(url, rest.to_owned()),
        None => Target::NoPage(format!("/{normal}")),
    }
}

/// Resolves percent signs. Nothing when they do not spell UTF-8.
fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
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
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// A path as it stands in an address: letters, digits and the signs that need no escape stay.
pub fn encode(path: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&()*+,;=:@".contains(&byte) {
            encoded.push(byte as char);
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
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
}
