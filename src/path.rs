//! Paths of three kinds that can't be mixed up: of a source file, of a page on the site, of a written file.
//!
//! All three are relative to a root that they can't leave: `..`, absolute paths and empty parts never get into
//! one, but for the path of a rule file, which reports show. Resolving a link (`../tls/renewal.md`) is arithmetic on text here; no disk is asked.

mod heading;
mod media;
mod name;
mod shell;

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::nfc::nfc;
pub use heading::{github_slug, heading_slug};
pub use media::content_type;
use name::is_hidden;
pub use name::{
    MOST_ALIAS, MOST_NAME, MOST_SLUG, decode, encode, has_visible, name_fault, slugify, title_of_name,
};
pub use shell::shell_word;

/// A file of the site, relative to the folder of `site.toml`, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// The path, or nothing when it is absolute, empty, or leaves the site.
    pub fn new(path: &str) -> Option<Self> {
        let normal = normalise(path)?;
        (!normal.is_empty()).then(|| Self(normal.into()))
    }

    /// The path of a file that may stand outside of the site (`../rules.yaml`): for reports alone, nothing is read by it.
    pub(crate) fn around(path: &str) -> Option<Self> {
        let inside = path.trim_start_matches("../");
        let up = &path[..path.len() - inside.len()];
        Self::new(inside).map(|path| Self(format!("{up}{path}").into()))
    }

    /// The settings of the site: `site.toml`.
    pub fn settings() -> Self {
        Self::of_name("site.toml")
    }

    /// A file beside the settings, by its name.
    pub(crate) fn of_name(name: &'static str) -> Self {
        Self(name.into())
    }

    /// The path as text: `content/notes/a.md`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds the file; empty for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The name of a Markdown file without its ending, however that is spelt; nothing for other files.
    pub fn markdown_stem(&self) -> Option<&str> {
        markdown_stem(self.file_name())
    }

    /// Whether the file is that of a section, and not of a note: `_index.md`.
    pub fn is_section(&self) -> bool {
        self.is_markdown_of("_index")
    }

    /// Whether the file may share its folder with the files that it shows, and then goes by the folder's name: `index.md`.
    pub fn is_index(&self) -> bool {
        self.is_markdown_of("index")
    }

    /// Whether this is the Markdown file of a name. It is looked at from its end, where most files differ.
    fn is_markdown_of(&self, stem: &str) -> bool {
        let (whole, stem) = (self.0.as_bytes(), stem.as_bytes());
        let without = |end: &[u8], part: &[u8]| {
            let at = end.len().checked_sub(part.len())?;
            end[at..].eq_ignore_ascii_case(part).then_some(at)
        };
        MARKDOWN.iter().any(|ending| {
            let at = without(whole, ending.as_bytes()).and_then(|at| at.checked_sub(1));
            let at = at.filter(|at| whole[*at] == b'.').and_then(|at| without(&whole[..at], stem));
            at.is_some_and(|at| at == 0 || whole[at - 1] == b'/')
        })
    }

    /// The path that a relative link in this file points at, or nothing when it leaves the site.
    pub fn join(&self, link: &str) -> Option<Self> {
        self.joined(link).map(|path| Self(path.into()))
    }

    /// The same as text, for a look at what is there.
    pub(crate) fn joined(&self, link: &str) -> Option<String> {
        let folder = self.folder();
        if folder.is_empty() && link.starts_with('/') {
            return None;
        }
        let path = follow(folder, link)?;
        (!path.is_empty()).then_some(path)
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The endings of Markdown files.
const MARKDOWN: [&str; 2] = ["md", "markdown"];

/// A path without the ending that Markdown files have, however that is spelt; nothing for other files.
pub fn markdown_stem(path: &str) -> Option<&str> {
    let (stem, ending) = path.rsplit_once('.')?;
    let is_markdown = MARKDOWN.iter().any(|known| ending.eq_ignore_ascii_case(known));
    is_markdown.then_some(stem)
}

/// The address of a page below the site's base URL: begins with `/`, and ends with `/` unless it names a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// The site's front page.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// The address of a folder, from parts that are already slugs.
    pub fn folder(parts: &[&str]) -> Self {
        let mut url = String::from("/");
        for part in parts.iter().filter(|part| !part.is_empty()) {
            url.push_str(part.trim_matches('/'));
            url.push('/');
        }
        Self(url.into())
    }

    /// The address of a file, from its path below the root.
    pub fn file(path: &str) -> Self {
        Self(format!("/{}", path.trim_start_matches('/')).into())
    }

    /// An address as an author wrote it for an alias: `/old/page/`, `old/page`, `/old.html`. Nothing when it is
    /// no path on the site, or one that hosts give a meaning of its own (`/.htaccess`).
    pub fn parse(text: &str) -> Option<Self> {
        let forbidden =
            |c: char| c.is_control() || c.is_whitespace() || is_hidden(c) || r#"<>"'`\?#%{}|^"#.contains(c);
        if text.contains(forbidden) || text.contains("//") || text.contains(':') || text.len() > MOST_ALIAS {
            return None;
        }
        let normal = normalise(text.trim_start_matches('/'))?;
        let is_odd =
            |part: &str| part.starts_with('.') || part.len() > MOST_NAME || name_fault(part).is_some();
        if normal.is_empty() || normal.split('/').any(is_odd) {
            return None;
        }
        // What leads on is a page: at any other name a host would serve it as something else.
        let is_file = [".html", ".htm"].iter().any(|end| normal.ends_with(end)) && !text.ends_with('/');
        Some(if is_file { Self::file(&normal) } else { Self::folder(&[&normal]) })
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a static host serves at this address. It is below the output folder, whatever the address.
    pub fn output(&self) -> OutputPath {
        let path = self.0.trim_start_matches('/');
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        };
        let is_plain =
            !file.contains(['\\', '\0']) && !file.split('/').any(|part| matches!(part, "" | "." | ".."));
        if is_plain {
            return OutputPath(file.into());
        }
        // No address is made of such parts; one that was all the same must not lead out of the folder.
        let parts: Vec<String> = file.split('/').map(slugify).filter(|part| !part.is_empty()).collect();
        OutputPath(parts.join("/").into())
    }

    /// The feed of the listing at this address.
    #[must_use]
    pub fn feed(&self) -> Self {
        Self(format!("{}feed.xml", self.0).into())
    }

    /// The address of the folder that this one stands in; the front page has none but itself.
    #[must_use]
    pub fn parent(&self) -> Self {
        let path = self.0.trim_end_matches('/');
        Self(path.rfind('/').map_or("/", |at| &path[..=at]).into())
    }

    /// The last part of the address, without slashes: empty for the front page.
    pub fn last_part(&self) -> &str {
        self.0.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }

    /// A folder below this one.
    #[must_use]
    pub fn join(&self, part: &str) -> Self {
        Self(format!("{}/{}/", self.0.trim_end_matches('/'), part.trim_matches('/')).into())
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A file below the output folder, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// The path, or nothing when it is absolute, empty, or leaves the output folder.
    pub fn new(path: &str) -> Option<Self> {
        let normal = normalise(path)?;
        (!normal.is_empty()).then(|| Self(normal.into()))
    }

    /// The path in lower case.
    #[must_use]
    pub fn to_lowercase(&self) -> Self {
        let has_other = |c: char| !c.is_ascii() || c.is_ascii_uppercase();
        if self.0.contains(has_other) { Self(self.0.to_lowercase().into()) } else { self.clone() }
    }

    /// The path as text: `notes/a/index.html`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Resolves `.` and `..` in a relative path of `/`-separated parts, and puts it into Unicode's normal form C: a name is
/// the same however its letters are composed. Nothing when it would leave its root, is absolute, or holds what no file
/// name may hold.
pub fn normalise(path: &str) -> Option<String> {
    if path.starts_with('/') { None } else { follow("", path) }
}

/// The way from a folder to a file or folder, both on the site.
pub fn relative(folder: &str, to: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// Goes on from a folder, which is normal already, along a path.
fn follow(folder: &str, path: &str) -> Option<String> {
    if path.contains(['\\', '\0']) {
        return None;
    }
    let mut at = String::with_capacity(folder.len() + 1 + path.len());
    at.push_str(folder);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if at.is_empty() => return None,
            ".." => at.truncate(at.rfind('/').unwrap_or(0)),
            part => {
                if !at.is_empty() {
                    at.push('/');
                }
                at.push_str(part);
            }
        }
    }
    match nfc(&at) {
        Cow::Owned(normal) => Some(normal),
        Cow::Borrowed(_) => Some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_its_root() {
        for path in ["../x", "a/../../x", "/etc/passwd", "a\\..\\x", "a\0b", "", ".", "a/.."] {
            assert_eq!(SourcePath::new(path), None, "{path:?}");
            assert_eq!(OutputPath::new(path), None, "{path:?}");
        }
    }

    #[test]
    fn links_are_resolved_from_the_folder_of_their_file() {
        let note = SourcePath::new("content/notes/tls/renewal.md").unwrap();
        assert_eq!(note.join("../redis/evictions.md").unwrap().as_str(), "content/notes/redis/evictions.md");
        assert_eq!(note.join("../../../../etc/passwd"), None);
    }

    #[test]
    fn an_alias_becomes_a_folder_or_a_file() {
        let output = |alias| UrlPath::parse(alias).map(|url| url.output().as_str().to_owned());
        assert_eq!(output("/old/page/").as_deref(), Some("old/page/index.html"));
        assert_eq!(output("old/page").as_deref(), Some("old/page/index.html"));
        assert_eq!(output("/old/page.html").as_deref(), Some("old/page.html"));
        for bad in ["/", "", "https://evil.example/", "//evil.example", "/a/../../b", "/a?b", "/a b", "/a%2e"]
        {
            assert_eq!(output(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_alias_is_a_page_and_no_file_that_a_host_reads() {
        let output = |alias: &str| UrlPath::parse(alias).map(|url| url.output().as_str().to_owned());
        assert_eq!(output("/old.php").as_deref(), Some("old.php/index.html"));
        assert_eq!(output("/v1.2").as_deref(), Some("v1.2/index.html"));
        let long = "x".repeat(201);
        for bad in ["/.htaccess", "/.well-known/x", "/con/", "/a/AUX.html", "/a./", "/a\u{202e}b/", &long] {
            assert_eq!(output(bad), None, "{bad:?}");
        }
        assert_eq!(output(&"abc/".repeat(126)), None);
    }

    #[test]
    fn no_output_leaves_its_folder_however_its_address_came_about() {
        for part in ["../../x", "..", "a/../../../b", "a\\..\\b", "./../x", "x\0y"] {
            let output = UrlPath::root().join("notes").join(part).output();
            assert_eq!(OutputPath::new(output.as_str()).as_ref(), Some(&output), "{part:?}");
            assert!(!output.as_str().contains(".."), "{part:?}");
        }
    }

    #[test]
    fn a_name_is_the_same_however_its_letters_are_composed() {
        let (composed, marked) = ("content/\u{fc}bung.md", "content/u\u{308}bung.md");
        assert_eq!(SourcePath::new(marked), SourcePath::new(composed));
        assert_eq!(UrlPath::parse("/u\u{308}bung/"), UrlPath::parse("/\u{fc}bung/"));
        assert_eq!(slugify("\u{1112}\u{1161}\u{11ab}"), slugify("\u{d55c}"));
        assert_eq!(slugify("\u{304b}\u{3099}"), slugify("\u{304c}"));
    }
}
