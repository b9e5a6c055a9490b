//! The files that pages load: those of the theme, the site's own, and those that `[theme]` names. All are published below
//! `/assets/`, with a hash in the name.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::encode;
use crate::theme;

/// The theme's files: by name, the name with a hash that they are published under, and their bytes.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    files: BTreeMap<String, Asset>,
}

#[derive(Clone, Debug)]
struct Asset {
    published: String,
    bytes: Vec<u8>,
}

impl Assets {
    /// The theme's files, with the site's own in place of those of the same name, and the colours of code in the
    /// stylesheet.
    pub fn new(own: &BTreeMap<String, Vec<u8>>, colours: &str) -> Self {
        let mut files: BTreeMap<String, Vec<u8>> =
            theme::ASSETS.iter().map(|(name, text)| ((*name).to_owned(), published(name, text))).collect();
        let is_own = |(name, bytes): &(&String, &Vec<u8>)| {
            !theme::ASSETS.iter().any(|(of_theme, text)| of_theme == name && text.as_bytes() == *bytes)
        };
        files.extend(own.iter().filter(is_own).map(|(name, bytes)| (name.clone(), bytes.clone())));
        if let Some(stylesheet) = files.get_mut(theme::STYLESHEET) {
            stylesheet.push(b'\n');
            stylesheet.extend_from_slice(colours.as_bytes());
        }
        let asset = |(name, bytes): (String, Vec<u8>)| {
            let hash = blake3::hash(&bytes).to_hex();
            let file = name.rsplit('/').next().unwrap_or(&name);
            let published = match file.rsplit_once('.') {
                Some((stem, extension)) => format!("{stem}.{}.{extension}", &hash[..10]),
                None => format!("{file}.{}", &hash[..10]),
            };
            (name, Asset { published, bytes })
        };
        Self { files: files.into_iter().map(asset).collect() }
    }

    /// The names that the files are published under, below `/assets/`.
    pub fn published(&self) -> Vec<String> {
        // Two files that hold the same, under the same name in two folders, are one.
        let names: BTreeSet<&String> = self.files.values().map(|asset| &asset.published).collect();
        names.into_iter().cloned().collect()
    }

    /// What the file that is published under a name holds.
    pub(super) fn bytes(&self, published: &str) -> Option<&[u8]> {
        self.files.values().find(|asset| asset.published == published).map(|asset| asset.bytes.as_slice())
    }

    /// The addresses of the files, by their names.
    pub fn addresses(&self, base_path: &str) -> BTreeMap<String, String> {
        let address = |asset: &Asset| format!("{base_path}/assets/{}", encode(&asset.published));
        self.files.iter().map(|(name, asset)| (name.clone(), address(asset))).collect()
    }
}

/// A file of the theme as browsers get it: scripts and stylesheets without comments that fill a line, and without the blanks
/// before lines, which are a fifth of what is sent. What a site puts in the place of one stays as it is.
fn published(name: &str, text: &str) -> Vec<u8> {
    if name.ends_with(".js") || name.ends_with(".css") { lean(text).into() } else { text.into() }
}

/// A text without comments that fill a line, blank lines, and blanks at the edges of lines.
fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("/*") && (line.ends_with("*/") || !line.contains("*/"));
        if is_comment || begins {
            is_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The files that `[theme]` names, by their names among the assets.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The picture beside the site's name.
    pub logo: Option<Logo>,
    /// The picture in the tab of a browser.
    pub favicon: Option<String>,
    /// Stylesheets, in order.
    pub stylesheets: Vec<String>,
    /// Scripts, in order.
    pub scripts: Vec<String>,
}

/// The picture beside the site's name.
#[derive(Clone, Debug)]
pub struct Logo {
    /// Its name among the assets.
    pub asset: String,
    /// Its width and height in pixels, where it says so.
    pub size: Option<(u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let text = "// a\n/* b\n   c */\n  d(\"// e\"); // f\n\n/** g */\n/* h */ i;\n";
        assert_eq!(lean(text), "d(\"// e\"); // f\n/* h */ i;\n");
    }

    #[test]
    fn no_text_of_a_script_goes_over_a_line() {
        for (name, text) in theme::ASSETS.iter().filter(|(name, _)| name.ends_with(".js")) {
            for line in lean(text).lines() {
                assert_eq!(line.matches('`').count() % 2, 0, "{name}: {line}");
            }
        }
    }
}
