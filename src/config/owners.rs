//! `[owners]`: who keeps notes true that don't say it themselves, by their paths.

use super::read::Table;
use crate::diagnostic::Code;
use crate::glob::Glob;
use crate::parse::Document;
use crate::path::SourcePath;
use crate::span::Spanned;

/// Owners by paths from the site's folder, in the order of the settings.
#[derive(Clone, Debug, Default)]
pub struct Owners(Vec<(Glob, Spanned<String>)>);

impl Owners {
    /// Reads the table.
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let mut owners = Vec::new();
        for (pattern, owner) in table.all_texts() {
            if owner.value.trim().is_empty() {
                table
                    .fault(Code::ConfigInvalid, owner.span, format!("`{}` has no owner", pattern.value))
                    .help_last("name who maintains these notes");
                continue;
            }
            match Glob::new(&pattern.value) {
                Err(reason) => table
                    .fault(
                        Code::ConfigInvalid,
                        pattern.span,
                        format!("`{}` can't be read: {reason}", pattern.value),
                    )
                    .help_last("write a path or a glob: `content/notes/tls/**`"),
                Ok(glob) if leads_elsewhere(&glob) => table
                    .fault(
                        Code::ConfigInvalid,
                        pattern.span,
                        format!(
                            "`{}` matches no note: paths are relative to the folder of site.toml",
                            pattern.value
                        ),
                    )
                    .help_last("begin it with `content/`, or with `**/`"),
                Ok(glob) => {
                    owners.push((glob, Spanned::new(owner.value.trim().to_owned(), owner.span)));
                }
            }
        }
        Self(owners)
    }

    /// The owner of a note that names none: the last line that names its path says it.
    pub fn of(&self, path: &SourcePath) -> Option<&str> {
        let last = self.0.iter().rev().find(|(glob, _)| glob.is_match(path.as_str()));
        last.map(|(_, owner)| owner.value.as_str())
    }

    /// Says in a document who keeps it.
    pub fn apply(&self, document: &mut Document) {
        document.of_settings.owner = self.of(&document.path).map(str::to_owned);
    }

    /// All that are named, with their places.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.0.iter().map(|(_, owner)| owner)
    }
}

/// Whether no path below `content/` can be meant.
fn leads_elsewhere(glob: &Glob) -> bool {
    let (first, rest) = glob.as_str().split_once('/').unwrap_or((glob.as_str(), ""));
    let is_one_name = rest.is_empty() && !glob.is_plain() && first != "**";
    // A first part that is no pattern by itself is one of several paths: `{content/a,content/b}`.
    is_one_name || Glob::new(first).is_ok_and(|first| !first.is_match("content"))
}
