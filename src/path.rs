//! Paths of three kinds that can't be mixed up: of a source file, of a page on the site, of a written file.
//!
//! All three are relative to a root that they can't leave: `..`, absolute paths and empty parts never get into
//! one. Resolving a link (`../tls/renewal.md`) is arithmetic on text here; no disk is asked.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A file of the site, relative to the folder of `site.toml`, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// The path, or nothing when it is absolute, empty, or leaves the site.
    pub fn new(path: &str) -> Option<Self> {
        let normal = normalise(path)?;
        (!normal.is_empty()).then(|| Self(normal.into()))
    }

    /// The settings of the site: `site.toml`.
    pub fn settings() -> Self {
        Self("site.toml".into())
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

    /// Whether the file is that of a section, and not of a note.
    pub fn is_section(&self) -> bool {
        self.file_name() == "_index.md"
    }

    /// The path that a relative link in this file points at, or nothing when it leaves the site.
    pub fn join(&self, link: &str) -> Option<Self> {
        let folder = self.folder();
        if folder.is_empty() { Self::new(link) } else { Self::new(&format!("{folder}/{link}")) }
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The address of a page below the site's base URL: begins with `/`, and ends with `/` unless it names a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UrlPath(String);

impl UrlPath {
    /// The site's front page.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The address of a folder, from parts that are already slugs.
    pub fn folder(parts: &[&str]) -> Self {
        let mut url = String::from("/");
        for part in parts.iter().filter(|part| !part.is_empty()) {
            url.push_str(part.trim_matches('/'));
            url.push('/');
        }
        Self(url)
    }

    /// The address of a file, from its path below the root.
    pub fn file(path: &str) -> Self {
        Self(format!("/{}", path.trim_start_matches('/')))
    }

    /// An address as an author wrote it for an alias: `/old/page/`, `old/page`, `/old.html`. Nothing when it is
    /// no path on the site.
    pub fn parse(text: &str) -> Option<Self> {
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || r#"<>"'`\?#%{}|^"#.contains(c);
        if text.contains(forbidden) || text.contains("//") || text.contains(':') {
            return None;
        }
        let normal = normalise(text.trim_start_matches('/'))?;
        if normal.is_empty() {
            return None;
        }
        let is_file =
            normal.rsplit('/').next().is_some_and(|last| last.contains('.')) && !text.ends_with('/');
        Some(if is_file { Self::file(&normal) } else { Self::folder(&[&normal]) })
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a static host serves at this address.
    pub fn output(&self) -> OutputPath {
        let path = self.0.trim_start_matches('/');
        OutputPath(if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        })
    }

    /// The feed of the listing at this address.
    #[must_use]
    pub fn feed(&self) -> Self {
        Self(format!("{}feed.xml", self.0))
    }

    /// A folder below this one.
    #[must_use]
    pub fn join(&self, part: &str) -> Self {
        Self(format!("{}/{}/", self.0.trim_end_matches('/'), part.trim_matches('/')))
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A file below the output folder, with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutputPath(String);

impl OutputPath {
    /// The path, or nothing when it is absolute, empty, or leaves the output folder.
    pub fn new(path: &str) -> Option<Self> {
        let normal = normalise(path)?;
        (!normal.is_empty()).then_some(Self(normal))
    }

    /// The path as text: `notes/a/index.html`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Resolves `.` and `..` in a relative path of `/`-separated parts. Nothing when it would leave its root, is
/// absolute, or holds what no file name may hold.
pub fn normalise(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A word or phrase as a part of an address: lower-case ASCII, one `-` between words. `C++` and `C#` keep what
/// tells them apart. Empty when nothing of the text can be spelt that way.
pub fn slugify(text: &str) -> String {
    let mut spelt = std::borrow::Cow::Borrowed(text);
    if !text.is_ascii() {
        spelt = deunicode::deunicode_with_tofu(text, "").into();
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
    slug
}

/// The id of a heading: letters and digits of any script in lower case, one `-` between words, other signs left
/// out. Empty when the text has neither letter nor digit.
pub fn heading_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            slug.extend(c.to_lowercase());
        } else if (c.is_whitespace() || "-/.:".contains(c)) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
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
    fn slugs_keep_languages_apart() {
        assert_eq!(slugify("Node.js API design"), "node-js-api-design");
        assert_eq!(slugify("C++"), "c-plus-plus");
        assert_eq!(slugify("C#"), "c-sharp");
        assert_eq!(slugify("Crème brûlée"), "creme-brulee");
        assert_eq!(slugify("../.."), "");
    }

    #[test]
    fn heading_ids_keep_letters_of_any_script() {
        assert_eq!(heading_slug("Check & fix: the queue"), "check-fix-the-queue");
        assert_eq!(heading_slug("Größe 2"), "größe-2");
        assert_eq!(heading_slug("!!!"), "");
    }
}
