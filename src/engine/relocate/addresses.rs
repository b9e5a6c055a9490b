//! The addresses that a move leaves behind: each leads on to where its page is then, and the ledger is true.

use anyhow::{Context, Result, bail, ensure};

use super::mend::{Mender, content_path};
use super::{Moves, State, Texts};
use crate::edit::list;
use crate::edit::settings;
use crate::ledger::{Addresses, Ledger, with_changes};
use crate::model::note::url_of;
use crate::model::{NotePage, Page, Site};
use crate::note::Profile;
use crate::path::{SourcePath, UrlPath};
use crate::source::Source;

/// Sees that what moves takes no address that something else has.
pub(super) fn are_free(then: &State, moves: &Moves) -> Result<()> {
    let corpus = then.corpus();
    for note in corpus.notes.iter().filter(|note| moves.files.values().any(|new| *new == note.facts.path)) {
        let (path, url) = (&note.facts.path, url_of(note, corpus));
        let has_alias = |other: &&Profile| {
            other.facts.path != *path && other.facts.aliases.iter().any(|alias| alias.value == url)
        };
        if let Some(other) = corpus.notes.iter().find(has_alias) {
            bail!(
                "`{path}` would have the address `{url}`, which is an alias of `{}`\n  choose another name",
                other.facts.path
            );
        }
        let is_own = then.all.route(&url).is_some_and(|route| route.page == Page::Note(path.clone()));
        ensure!(
            is_own || note.facts.slug.is_empty(),
            "`{path}` would have the address `{url}`, which another page has\n  choose another name"
        );
    }
    Ok(())
}

/// Gives notes their old addresses as aliases, and the settings those of sections.
pub(super) fn keep(mender: &Mender<'_>, texts: &mut Texts<'_>) -> Result<()> {
    let (before, moved) = (&mender.before.public, &mender.moved.public);
    for page in before.notes.iter() {
        let Some(now) = moved.note_at(mender.moves.now(page.path())) else { continue };
        if now.url != page.url {
            of_note(texts, page, &now.url, moved)?;
        }
    }
    of_sections(mender, texts)
}

fn of_note(texts: &mut Texts<'_>, page: &NotePage, new: &UrlPath, moved: &Site) -> Result<()> {
    let old_path = page.path();
    let path = texts.moves.now(old_path).clone();
    let text = texts.of(old_path)?;
    let key = moved.config.schema.renames.name_of("aliases");
    let is_new = |alias: &str| UrlPath::parse(alias).as_ref() == Some(new);
    let text = match list::remove(&path, &text, key, is_new) {
        Some(edit) => edit.apply(&text),
        None => text,
    };
    let is_taken = moved.route(&page.url).is_some_and(|route| !matches!(route.page, Page::Redirect(_)));
    let has_it = page.note().facts.aliases.iter().any(|alias| alias.value == page.url);
    let text = if is_taken || has_it {
        text
    } else {
        texts.addresses += 1;
        let edit = list::add(&path, &text, key, &[page.url.as_str()]).with_context(|| {
            format!("`{old_path}` can't take its old address as an alias\n  write valid front matter, and try again")
        })?;
        edit.apply(&text)
    };
    texts.set(old_path, text)
}

/// Sections have no file that could hold an alias, or need not have.
fn of_sections(mender: &Mender<'_>, texts: &mut Texts<'_>) -> Result<()> {
    let (before, moved) = (&mender.before.public, &mender.moved.public);
    let path = SourcePath::settings();
    let mut text = texts.of(&path)?;
    // What is a page again leads nowhere else.
    for redirect in &before.config.redirects {
        let is_page = |site: &Site| {
            site.route(&redirect.from.value).is_some_and(|route| !matches!(route.page, Page::Redirect(_)))
        };
        if is_page(moved) && !is_page(before) {
            let edit = settings::remove(&text, "redirects", redirect.from.value.as_str());
            text = edit.map_or(text.clone(), |edit| edit.apply(&text));
        }
    }
    for section in before.sections.iter().skip(1).filter(|section| !moved.has_address(&section.url)) {
        let Some(to) = section_now(mender, &section.folder) else { continue };
        let edit = settings::add(&text, "redirects", &[(section.url.as_str(), to.as_str())]);
        let edit = edit.context("a line can't be added to `redirects` in site.toml\n  write it as a table, `[redirects]`, and try again")?;
        text = edit.apply(&text);
        // What led there leads on at once.
        for redirect in before.config.redirects.iter().filter(|redirect| redirect.to.value == section.url) {
            let edit = settings::set(&text, "redirects", redirect.from.value.as_str(), to.as_str());
            text = edit.map_or(text.clone(), |edit| edit.apply(&text));
        }
        texts.addresses += 1;
    }
    texts.set(&path, text)
}

/// The section that stands for one that is no longer there.
fn section_now(mender: &Mender<'_>, folder: &str) -> Option<UrlPath> {
    let moved = &mender.moved.public;
    let of_folder = || moved.section_at(&mender.moves.section_now(folder)).map(|id| &moved.sections[id]);
    let below = content_path(folder);
    let of_notes = || {
        let is_below =
            |path: &SourcePath| path.as_str().strip_prefix(&below).is_some_and(|rest| rest.starts_with('/'));
        let mut notes = mender.moves.files.iter().filter(|(old, _)| is_below(old));
        notes.find_map(|(_, new)| Some(&moved.sections[moved.note_at(new)?.section]))
    };
    of_folder().or_else(of_notes).map(|section| section.url.clone())
}

/// The ledger before and after the move, if there is one and it changes.
pub(super) fn in_ledger(
    source: &dyn Source,
    before: &Site,
    after: &Site,
) -> Result<Option<(Option<String>, String)>> {
    let bytes = match source.read(&Ledger::path()) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context("`urls.lock` can't be read"),
    };
    let text = String::from_utf8(bytes).ok().context("`urls.lock` is not UTF-8")?;
    let (old, new) = (before.addresses(), after.addresses());
    let changed: Addresses = new.into_iter().filter(|(url, listed)| old.get(url) != Some(listed)).collect();
    let changed = with_changes(&text, &changed);
    Ok((changed != text).then_some((Some(text), changed)))
}
