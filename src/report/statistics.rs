//! How many faults there are, by code, folder and file: where a team begins.

mod human;
mod json;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Counts;
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::unknown::UnknownField;
use crate::path::SourcePath;

/// Faults, counted.
#[derive(Debug)]
pub struct Statistics {
    /// All of them.
    counts: Counts,
    /// By code, the most first.
    codes: Vec<(Code, Counts)>,
    /// By folder, the most first. Where a folder is that of notes, `notes` says how many it holds.
    folders: Vec<(String, Counts)>,
    /// By file, the most first, with the codes of each.
    files: Vec<OfFile>,
    /// Unknown fields that many notes share.
    fields: Vec<UnknownField>,
}

/// The faults of a file, and how many it has of each code.
type OfFile = (SourcePath, Counts, Vec<(Code, usize)>);

/// Folders deeper than these are counted with the one above them: `content/notes/tls`.
const DEPTH: usize = 3;

impl Statistics {
    /// Counts faults; `notes` are the files of those that were checked.
    pub fn new<'n>(
        faults: &[Diagnostic],
        notes: impl Iterator<Item = &'n SourcePath>,
        fields: Vec<UnknownField>,
    ) -> Self {
        let mut counts = Counts::default();
        let mut codes: BTreeMap<Code, Counts> = BTreeMap::new();
        let mut folders: BTreeMap<&str, Counts> = BTreeMap::new();
        let mut files: BTreeMap<&SourcePath, (Counts, BTreeMap<Code, usize>)> = BTreeMap::new();
        for note in notes {
            counts.notes += 1;
            folders.entry(folder(note)).or_default().notes += 1;
        }
        for fault in faults {
            counts.add(fault);
            codes.entry(fault.code).or_default().add(fault);
            folders.entry(folder(&fault.path)).or_default().add(fault);
            let (of_file, of_codes) = files.entry(&fault.path).or_default();
            of_file.add(fault);
            *of_codes.entry(fault.code).or_default() += 1;
        }
        let of_file = |(path, (counts, codes)): (&SourcePath, (Counts, BTreeMap<Code, usize>))| {
            (path.clone(), counts, most_first(codes, |count| *count))
        };
        let mut files: Vec<_> = files.into_iter().map(of_file).collect();
        files.sort_by_key(|(_, counts, _)| Reverse(counts.faults()));
        let folders = folders.into_iter().filter(|(_, counts)| counts.faults() > 0);
        let folders = folders.map(|(folder, counts)| (folder.to_owned(), counts)).collect();
        Self {
            counts,
            codes: most_first(codes, Counts::faults),
            folders: most_first(folders, Counts::faults),
            files,
            fields,
        }
    }
}

fn most_first<K: Ord, C>(counts: BTreeMap<K, C>, of: impl Fn(&C) -> usize) -> Vec<(K, C)> {
    let mut counts: Vec<(K, C)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(of(count)));
    counts
}

/// The folder that a file is counted with; a file beside the settings stands for itself.
fn folder(path: &SourcePath) -> &str {
    let text = path.as_str();
    let is_deep = [CONTENT, STATIC, TEMPLATES].iter().any(|top| path.folder().starts_with(top));
    if !is_deep {
        return text;
    }
    let end = text.match_indices('/').take(DEPTH).last().map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// What a site would write into its settings to know a field.
fn definition(field: &UnknownField) -> Option<String> {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let key = if field.name.chars().all(is_bare) && !field.name.is_empty() {
        field.name.clone()
    } else {
        crate::edit::settings::quoted(&field.name)
    };
    let (kind, _) = field.kind?;
    Some(format!("[schema.fields.{key}]\ntype = \"{kind}\"\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_with_a_folder_that_says_something() {
        let of = |path: &str| folder(&SourcePath::new(path).unwrap()).to_owned();
        assert_eq!(of("content/notes/a.md"), "content/notes");
        assert_eq!(of("content/a.md"), "content");
        assert_eq!(of("content/docs/tls/deep/a.md"), "content/docs/tls");
        assert_eq!(of("site.toml"), "site.toml");
    }
}
