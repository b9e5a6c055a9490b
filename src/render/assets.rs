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
            theme::ASSETS.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
        files.extend(own.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
        for (name, text) in theme::ASSETS.iter().filter(|(name, _)| is_code(name)) {
            // A site's copy that says the same is published as the same.
            if let Some(bytes) = files.get_mut(*name).filter(|bytes| *bytes == text.as_bytes()) {
                *bytes = lean(text).into_bytes();
            }
        }
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

fn is_code(name: &str) -> bool {
    [".css", ".js"].iter().any(|ending| name.ends_with(ending))
}

/// A stylesheet or a script of the theme without what only its authors read: comments on lines of their own, and the blanks that lines
/// begin with. Readers load a seventh less. It is not for the files of a site, whose texts may run over several lines.
fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        let is_comment = is_open || line.starts_with("//") || line.starts_with("/*");
        is_open = is_comment && (is_open || line.starts_with("/*")) && !line.ends_with("*/");
        if !is_comment && !line.is_empty() {
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
    fn comments_and_indentation_are_not_published() {
        let text =
            "// Says\n// more.\na {\n  /* One. */\n  b: c; /* stays */\n}\n\n/* Two\n   lines. */\nd\n";
        assert_eq!(lean(text), "a {\nb: c; /* stays */\n}\nd\n");
    }

    #[test]
    fn in_the_theme_no_text_runs_over_lines_and_comments_have_lines_of_their_own() {
        for (name, text) in theme::ASSETS.iter().filter(|(name, _)| is_code(name)) {
            for line in text.lines() {
                assert!(line.matches('`').count() % 2 == 0 && !line.ends_with('\\'), "{name}: {line}");
                let begins = line.trim().starts_with("/*");
                assert!(
                    !begins || line.matches("*/").count() <= 1 && !line.trim_end_matches("*/").contains("*/"),
                    "{name}: {line}"
                );
            }
        }
    }
}
