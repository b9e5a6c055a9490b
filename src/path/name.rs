//! Names of files and folders: which ones every disk and host can have, and words as parts of addresses.

use std::borrow::Cow;

use crate::nfc::nfc;

/// Most bytes of a part of an address that we make: with what is put behind it, it is a file name on any disk.
pub const MOST_SLUG: usize = 100;
/// Most bytes of an alias.
pub const MOST_ALIAS: usize = 500;
/// Most bytes of one part of an alias, or of the name of an alert.
pub const MOST_NAME: usize = 200;

/// Names that Windows keeps for devices, with any extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
}

/// Signs that show nothing, or turn the direction of writing: with them one name can pass for another.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether anything of a text shows: a sign that is neither a blank nor hidden.
pub fn has_visible(text: &str) -> bool {
    text.contains(|c: char| !(c.is_whitespace() || c.is_control() || is_hidden(c)))
}

/// Why a file or folder can't have this name on every disk and host; nothing when it can.
pub fn name_fault(name: &str) -> Option<&'static str> {
    if is_device(name) {
        return Some("it is a device name on Windows");
    }
    if name.ends_with(['.', ' ']) {
        return Some("it ends in a dot or a space, which Windows removes");
    }
    name.contains(is_hidden).then_some("it contains an invisible character")
}

/// The words of a name as a title; the name itself where it has none.
pub fn title_of_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

/// A word or phrase as a part of an address: lower-case ASCII, one `-` between words. `C++` and `C#` keep what
/// tells them apart. Empty when nothing of the text can be spelt that way. A long one is cut, and ends in a hash of
/// the whole; the name of a device gets a `_`.
pub fn slugify(text: &str) -> String {
    let mut spelt = Cow::Borrowed(text);
    if !text.is_ascii() {
        spelt = deunicode::deunicode_with_tofu(&nfc(text), "").into();
    }
    if spelt.contains(['+', '#']) {
        spelt = spelt.replace('+', " plus ").replace('#', " sharp ").into();
    }
    let mut slug = String::with_capacity(spelt.len());
    for c in spelt.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            slug.push(c.to_ascii_lowercase());
        } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.len() > MOST_SLUG {
        let hash = xxhash_rust::xxh3::xxh3_64(slug.as_bytes());
        slug.truncate(MOST_SLUG - 17);
        slug = format!("{}-{hash:016x}", slug.trim_end_matches('-'));
    } else if is_device(&slug) {
        slug.push('_');
    }
    slug
}

/// Percent-encoded text; nothing when it is not UTF-8, or a percent sign stands for nothing.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (digits, after) = rest.split_first_chunk::<2>()?;
            let digit = |byte: u8| char::from(byte).to_digit(16);
            bytes.push((digit(digits[0])? * 16 + digit(digits[1])?) as u8);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
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
    fn slugs_are_names_on_any_disk() {
        assert_eq!(slugify("CON"), "con_");
        assert_eq!(slugify("console"), "console");
        let (long, other) = (slugify(&"北".repeat(85)), slugify(&"北".repeat(84)));
        assert!(long.len() <= MOST_SLUG && other.len() <= MOST_SLUG);
        assert_ne!(long, other);
        assert_eq!(slugify(&long), long);
        assert_eq!(name_fault("aux.png"), Some("it is a device name on Windows"));
        assert!(
            name_fault("a ").is_some()
                && name_fault("a.").is_some()
                && name_fault("a\u{202e}gnp.exe").is_some()
        );
        assert_eq!(name_fault("Größe 1.png"), None);
    }

    #[test]
    fn slugs_keep_languages_apart() {
        assert_eq!(slugify("Node.js API design"), "node-js-api-design");
        assert_eq!(slugify("C++"), "c-plus-plus");
        assert_eq!(slugify("C#"), "c-sharp");
        assert_eq!(slugify("Crème brûlée"), "creme-brulee");
        assert_eq!(slugify("../.."), "");
    }
}
