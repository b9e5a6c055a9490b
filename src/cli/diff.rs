//! `fieldnotes diff`: which pages differ between two outputs. Reads what each output says of itself, its manifest and its
//! list of notes, and none of its pages.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::args::{Diff, ListFormat};
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::compare::{Changes, Edition, Listed, Note};
use crate::model::route::TEXTS;
use crate::parallel;
use crate::path::UrlPath;
use crate::report::changes::{Most, human, json, markdown};
use crate::write::{self, MANIFEST, Manifest};

pub(super) fn run(args: &Diff, terminal: &mut Terminal) -> Result<ExitStatus> {
    ensure!(
        args.link.is_none() || args.format == ListFormat::Markdown,
        "`--link` has the format `markdown`\n  write `--format markdown`"
    );
    let (old, new) = rayon::join(|| load_named(&args.old), || load_named(&args.new));
    let (old, new) = (old?, new?);
    let changes = Changes::between(&old, &new);
    let most = args.max.map(Most::each);
    let text = match args.format {
        ListFormat::Human => human::report(&changes, most.unwrap_or_default(), terminal.style()),
        ListFormat::Json => json::report(&changes, most.unwrap_or(Most::each(usize::MAX))),
        ListFormat::Markdown => most.map_or_else(
            || markdown::comment(&changes, args.link.as_deref()),
            |most| markdown::report(&changes, most, args.link.as_deref()),
        ),
    };
    terminal.result(&text)?;
    // The process ends: to take two large lists apart would cost as much as to compare them.
    std::mem::forget((old, new));
    Ok(ExitStatus::Clean)
}

/// The output that somebody named, by its folder or by its manifest.
fn load_named(named: &Path) -> Result<Edition> {
    let is_manifest = named.file_name().is_some_and(|name| name == MANIFEST);
    let folder = if is_manifest { named.parent().unwrap_or(named) } else { named };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let shown = context::shown(folder);
    if !folder.is_dir() {
        bail!("`{shown}` is not a folder; name the output folder of a build, such as `public`");
    }
    load(folder)?.with_context(|| {
        let is_there = folder.join(MANIFEST).exists();
        let why = if is_there { format!("{MANIFEST} lists no files") } else { format!("there is no {MANIFEST}") };
        format!("`{shown}` does not contain a built site: {why}; build into it with `fieldnotes build --out {shown}`")
    })
}

/// The output in a folder; None where no build wrote there.
pub(super) fn load(folder: &Path) -> Result<Option<Edition>> {
    let manifest = Manifest::load(folder)?;
    if manifest.paths().next().is_none() {
        return Ok(None);
    }
    let notes = match listed(folder, "notes.json")? {
        Listed::Notes(notes) => notes,
        Listed::Parts(count) => {
            let part = |number: usize| match listed(folder, &format!("notes-{number}.json"))? {
                Listed::Notes(notes) => Ok(notes),
                Listed::Parts(_) => bail!("`notes-{number}.json` contains no notes; build the site again"),
            };
            parallel::range(count, |at| part(at + 1))
                .into_iter()
                .collect::<Result<Vec<Vec<Note>>>>()?
                .concat()
        }
    };
    // An older version wrote no such file.
    let texts = write::read(folder, &UrlPath::file(TEXTS).output()).ok();
    let texts = texts.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    Ok(Some(Edition::new(manifest.into_files(), notes).with_texts(texts)))
}

/// What one of the lists of notes holds.
fn listed(folder: &Path, name: &str) -> Result<Listed> {
    let shown = context::shown(&folder.join(name));
    let bytes = write::read(folder, &UrlPath::file(name).output())
        .with_context(|| format!("`{shown}` can't be read; build the site again"))?;
    Listed::parse(&bytes).with_context(|| format!("`{shown}` is damaged; build the site again"))
}
