//! Where a new note belongs: what was typed, read from the current folder as a shell reads it, or from the top of the site or of
//! its notes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::super::context;
use crate::corpus::{CONTENT, STATIC, TEMPLATES, below_content};
use crate::path::{SourcePath, markdown_stem, normalise, shell_word, slugify};
use crate::source::disk::{is_ignored, markdown_names};
use crate::validate::read::date_in_name;

/// Endings of files that hold text, and are no notes.
const FOREIGN: [&str; 12] =
    ["adoc", "asciidoc", "docx", "htm", "html", "ipynb", "json", "mdx", "org", "pdf", "rst", "txt"];

/// The file of the note that was named.
pub(super) fn note(site: &Path, named: &Path) -> Result<SourcePath> {
    let text = named.to_str().context("the path is not UTF-8")?.replace('\\', "/");
    let (_, below_site) = context::current_and(site);
    let places = Places { site: site.to_owned(), top: below_site, written: text.clone() };
    let found = if places.is_elsewhere() { Vec::new() } else { places.readings() };
    let Some(first) = found.first() else {
        bail!(
            "`{}` is outside of `{CONTENT}/`, where the notes are\n  write its path from there: `fieldnotes new {}`",
            named.display(),
            shell_word(&format!(
                "notes/{}",
                text.rsplit('/').find(|part| !part.is_empty()).unwrap_or("NAME.md")
            ))
        );
    };
    let is_folder = |path: &String| site.join(path).is_dir();
    let has_folder = |path: &&String| {
        is_folder(path) || path.rsplit_once('/').is_some_and(|(folder, _)| is_folder(&folder.to_owned()))
    };
    let chosen = found.iter().find(has_folder).unwrap_or(first);
    if text.ends_with('/') || is_folder(chosen) {
        let below = chosen.strip_prefix(CONTENT).unwrap_or(chosen).trim_matches('/');
        let example = if below.is_empty() { "NAME.md".to_owned() } else { format!("{below}/NAME.md") };
        bail!(
            "`{chosen}` is a folder\n  write the name of the note too: `fieldnotes new {}`",
            shell_word(&example)
        );
    }
    with_name(chosen)
}

/// The path with a name that a note can have.
fn with_name(path: &str) -> Result<SourcePath> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(name, "_index" | "_index.md") {
        let page = format!("{}.md", path.strip_suffix(".md").unwrap_or(path));
        return checked(
            SourcePath::new(&page).with_context(|| format!("`{page}` can't be the path of a page"))?,
        );
    }
    if name.starts_with("_index") {
        bail!("`{name}` can't be the name of a note: the page of a folder is its `_index.md`");
    }
    if let Some((stem, ending)) = name.rsplit_once('.').filter(|(_, ending)| FOREIGN.contains(ending)) {
        bail!("a note is a Markdown file, and `{name}` ends in `.{ending}`\n  write `{stem}.md`");
    }
    let whole = if markdown_stem(path).is_some() { path.to_owned() } else { format!("{path}.md") };
    let path = SourcePath::new(&whole).with_context(|| format!("`{whole}` can't be the path of a note"))?;
    let path = checked(path)?;
    let stem = markdown_stem(path.file_name()).unwrap_or_default();
    let stem = date_in_name(stem).map_or(stem, |(_, rest)| rest);
    if path.file_name().starts_with(['.', '_']) || slugify(stem).is_empty() {
        bail!("`{}` can't be the name of a note: use letters and digits", path.file_name());
    }
    if let Some(why) = crate::path::name_fault(path.file_name()) {
        bail!("`{}` can't be the name of a note: {why}", path.file_name());
    }
    Ok(path)
}

/// The path, if the site reads its folder.
fn checked(path: SourcePath) -> Result<SourcePath> {
    if let Some(ignored) = path.folder().split('/').skip(1).find(|folder| is_ignored(CONTENT, folder)) {
        bail!("a note in `{ignored}/` would not be read: the folder is hidden; choose another one");
    }
    Ok(path)
}

/// Refuses an `index.md` that would be a note like others, where it is meant to be the page of a folder.
pub(super) fn ensure_own(site: &Path, path: &SourcePath) -> Result<()> {
    if !path.is_index() {
        return Ok(());
    }
    let names = markdown_names(&site.join(path.folder()));
    let below = below_content(path.folder());
    if below.is_empty() || names.iter().any(|name| name != path.file_name() && !name.starts_with('_')) {
        let whose = if below.is_empty() { "of the site" } else { "of the folder" };
        let page = if below.is_empty() { "_index.md".to_owned() } else { format!("{below}/_index.md") };
        bail!(
            "`{path}` would be a note like others there\n  for the page {whose} run `fieldnotes new {}`; a note needs another name",
            shell_word(&page)
        );
    }
    Ok(())
}

struct Places {
    site: PathBuf,
    /// The site's folder in full, without a slash before it.
    top: String,
    written: String,
}

impl Places {
    /// What the path can mean, below the site, the likeliest first; only places below the notes' folder.
    fn readings(&self) -> Vec<String> {
        let (here, _) = context::current_and(&self.site);
        let written = self.written.as_str();
        let is_absolute = written.starts_with('/') || Path::new(written).is_absolute();
        let whole = if is_absolute {
            written.trim_start_matches('/').to_owned()
        } else {
            format!("{here}/{written}")
        };
        let of_here = self.in_site(&whole).or_else(|| self.in_site(&real(&whole)?));
        let from = |folder: &str| normalise(&format!("{folder}{written}"));
        let of_site = if is_absolute { [None, None] } else { [from(""), from(&format!("{CONTENT}/"))] };
        let all = [of_here].into_iter().chain(of_site).flatten();
        all.filter(|path| {
            path.strip_prefix(CONTENT)
                .is_some_and(|rest| rest.starts_with('/') && rest.len() > 1 || rest.is_empty())
        })
        .collect()
    }

    /// Whether it is seen from here in a folder of the site that holds other things than notes.
    fn is_elsewhere(&self) -> bool {
        let (here, _) = context::current_and(&self.site);
        let inside = self.in_site(&format!("{here}/{}", self.written)).unwrap_or_default();
        let first = inside.split('/').next().unwrap_or_default();
        [STATIC, TEMPLATES, "public"].contains(&first) && !self.site.join(CONTENT).join(first).is_dir()
    }

    /// A whole path as one below the site.
    fn in_site(&self, whole: &str) -> Option<String> {
        let whole = normalise(whole)?;
        let inside = whole.strip_prefix(&self.top)?;
        inside.strip_prefix('/').map(str::to_owned)
    }
}

/// A whole path without links, as far as it is there.
fn real(whole: &str) -> Option<String> {
    let path = Path::new("/").join(whole);
    let existing = path.ancestors().find(|part| part.exists())?;
    let rest = path.strip_prefix(existing).ok()?;
    let real = existing.canonicalize().ok()?.join(rest);
    Some(real.to_string_lossy().trim_start_matches('/').to_owned())
}
