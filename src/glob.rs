//! Paths with wildcards, as settings and notes name files by them: `*` stays within a folder, `**` does not.

use globset::{GlobBuilder, GlobMatcher};

/// A path with wildcards. A plain path stands for the file, and for all that is below the folder, of that name.
#[derive(Clone, Debug)]
pub struct Glob {
    pattern: String,
    matcher: Option<GlobMatcher>,
}

impl Glob {
    /// Reads a pattern. A `/` at either end says nothing.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for people.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let pattern = pattern.trim_start_matches("./").trim_matches('/').to_owned();
        if pattern.is_empty() {
            return Err("it names no file".to_owned());
        }
        if pattern.split('/').any(|part| part == "..") {
            return Err("it leaves the repository".to_owned());
        }
        let glob = || GlobBuilder::new(&pattern).literal_separator(true).build();
        let matcher = if pattern.contains(WILD) {
            Some(glob().map_err(|error| error.kind().to_string())?.compile_matcher())
        } else {
            None
        };
        Ok(Self { pattern, matcher })
    }

    /// Whether a path, with `/` between its parts, is one of those meant.
    pub fn is_match(&self, path: &str) -> bool {
        if let Some(matcher) = &self.matcher {
            // A file may have such signs in its name: `app/[id]/page.tsx`.
            return path == self.pattern || matcher.is_match(path);
        }
        let rest = path.strip_prefix(self.pattern.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The pattern, without what says nothing.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether it names one path alone.
    pub fn is_plain(&self) -> bool {
        self.matcher.is_none()
    }

    /// The folder that all paths meant are in, or below; empty for the top.
    pub fn folder(&self) -> &str {
        match &self.matcher {
            Some(_) => self.base(),
            None => self.pattern.rsplit_once('/').map_or("", |(folder, _)| folder),
        }
    }

    /// The folder, or the file, that all paths meant are below, or are; empty where that is any.
    pub fn base(&self) -> &str {
        if self.is_plain() {
            return &self.pattern;
        }
        let wild = self.pattern.find(WILD).unwrap_or(self.pattern.len());
        self.pattern[..wild].rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// Signs that stand for others.
const WILD: [char; 5] = ['*', '?', '[', '{', '\\'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_folder_and_two_do_not() {
        let glob = |pattern: &str| Glob::new(pattern).unwrap();
        assert!(glob("src/*.rs").is_match("src/a.rs") && !glob("src/*.rs").is_match("src/b/a.rs"));
        assert!(glob("src/**/*.rs").is_match("src/a.rs") && glob("src/**/*.rs").is_match("src/b/a.rs"));
        assert!(glob("deploy/").is_match("deploy/a/b.yaml") && !glob("deploy").is_match("deployed"));
        assert_eq!(
            [glob("src/*.rs").base(), glob("*.rs").base(), glob("src/a.rs").base()],
            ["src", "", "src/a.rs"]
        );
        assert!(glob("./a.{toml,yaml}").is_match("a.toml"));
        let named = glob("app/[id]/page.tsx");
        assert!(named.is_match("app/[id]/page.tsx") && named.is_match("app/i/page.tsx"));
    }

    #[test]
    fn what_names_nothing_is_a_fault() {
        assert!(Glob::new("/").is_err() && Glob::new("../a").is_err() && Glob::new("a[").is_err());
    }
}
