//! `[addresses]`: where the pages stand that the site makes itself, so that a folder of notes can keep its name.

use super::read::Table;
use crate::diagnostic::Code;
use crate::path::{UrlPath, slugify};

/// The addresses of such pages.
#[derive(Clone, Debug)]
pub struct OwnPages {
    /// The archive by year and month.
    pub archive: UrlPath,
    /// The review table.
    pub review: UrlPath,
    /// The page of the search.
    pub search: UrlPath,
}

impl Default for OwnPages {
    fn default() -> Self {
        let page = |name| UrlPath::root().join(name);
        Self { archive: page("archive"), review: page("review"), search: page("search") }
    }
}

impl OwnPages {
    /// The address of a year of the archive.
    pub fn year(&self, year: i16) -> UrlPath {
        self.archive.join(&year.to_string())
    }

    /// Reads `archive = "by-date"`.
    pub(super) fn read(&mut self, table: &mut Table<'_>) {
        for (key, into) in
            [("archive", &mut self.archive), ("review", &mut self.review), ("search", &mut self.search)]
        {
            let Some(written) = table.optional_text(key) else { continue };
            let parts: Vec<String> = written.value.trim_matches('/').split('/').map(slugify).collect();
            let right = parts.join("/");
            if parts.iter().all(|part| !part.is_empty()) && right == written.value.trim_matches('/') {
                *into = UrlPath::root().join(&right);
                continue;
            }
            let message = format!("`{key} = \"{}\"` can't be the address of a page", written.value);
            let right = if right.is_empty() { format!("site-{key}") } else { right };
            table
                .fault(Code::ConfigInvalid, written.span, message)
                .help_last(format!("write lower-case letters, digits and hyphens: `{key} = \"{right}\"`"));
        }
    }
}
