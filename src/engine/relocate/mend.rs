//! The links of all pages, before and after a move.

use std::mem::discriminant;

use anyhow::{Context, Result, bail};

use super::target::{Moves, path_from};
use super::{State, Texts};
use crate::corpus::{CONTENT, SectionFile, below_content};
use crate::edit::links::{Form, destinations, written as spelt};
use crate::edit::{Edit, hash, list, settings};
use crate::model::link::{Target, parts, resolve};
use crate::model::listing::ListPage;
use crate::model::route::file_url;
use crate::model::{Page, Site};
use crate::note::Profile;
use crate::parse::Outline;
use crate::path::{SourcePath, UrlPath, relative};
use crate::span::{Span, Spanned};

/// Mends links.
pub(super) struct Mender<'a> {
    pub(super) before: &'a State,
    /// The site with its files moved, and no text changed.
    pub(super) moved: &'a State,
    pub(super) moves: &'a Moves,
}

impl Mender<'_> {
    /// Mends all links to what moves, and from it.
    pub(super) fn mend(&self, texts: &mut Texts<'_>) -> Result<()> {
        for note in self.before.corpus().notes.iter() {
            if self.is_concerned(&note.facts.path, uses(note)) {
                self.page(texts, &note.facts.path, &note.facts.outline, paths_of(note))?;
            }
        }
        for section in &self.before.corpus().sections {
            let links = crate::model::left_out::of_outline(&section.outline);
            if self.is_concerned(&section.path, links) {
                self.page(texts, &section.path, &section.outline, Vec::new())?;
            }
            self.order(texts, section)?;
        }
        self.settings(texts)
    }

    /// Whether any of the destinations of a page has to be written otherwise.
    fn is_concerned<'n>(&self, path: &SourcePath, mut uses: impl Iterator<Item = &'n str>) -> bool {
        uses.any(|written| self.destination(path, written, Form::Bare).is_some())
    }

    fn page(
        &self,
        texts: &mut Texts<'_>,
        path: &SourcePath,
        outline: &Outline,
        front: Vec<&Spanned<String>>,
    ) -> Result<()> {
        let text = texts.of(path)?;
        let mut edits = Vec::new();
        let mut in_angles = Vec::new();
        let of_text = |(span, written): &(Span, &str)| span.of(&text) == *written;
        for (span, written) in destinations(outline).into_iter().filter(of_text) {
            let form = if text[..span.start as usize].ends_with('<') { Form::Angle } else { Form::Bare };
            let new = self.destination(path, written, form);
            let rewritten = new.iter().map(|new| ((path.clone(), written.to_owned()), new.clone()));
            texts.rewritten.extend(rewritten);
            edits.extend(new.map(|text| Edit { span, text }));
            in_angles.extend((form == Form::Angle).then_some(written));
        }
        for value in front {
            // The source of a picture is written as the picture is; other paths need no escapes there.
            let is_picture = outline.pictures.iter().any(|picture| picture.destination == value.value);
            let is_bare = if is_picture {
                !in_angles.contains(&value.value.as_str())
            } else {
                value.value.contains('%')
            };
            let form = if is_bare { Form::Bare } else { Form::Angle };
            let new = self.destination(path, &value.value, form);
            edits.extend(new.and_then(|new| list::scalar(&text, value, &new)));
        }
        texts.links += edits.len();
        texts.edit(path, edits)?;
        let new = hash::carried(
            self.moves.now(path),
            (&text, &texts.of(path)?),
            self.before.build.config.schema.renames.name_of("hash"),
        );
        texts.set(path, new)
    }

    /// Where a file or a folder is then that the `order` of a section names.
    fn ordered(&self, section: &SectionFile, name: &str) -> Option<String> {
        let bare = name.trim_end_matches('/');
        let candidates = [section.path.join(bare), section.path.join(&format!("{bare}/index.md"))];
        let file = candidates.iter().flatten().find(|path| self.before.all.known(path).is_some());
        let Some(file) = file else {
            let folder = candidates[0].as_ref()?.as_str();
            let section = self.before.all.section_at(below_content(folder));
            return section.map(|_| self.moves.folder_now(folder));
        };
        let is_folder = !bare.ends_with(file.file_name());
        let new = self.moves.now(file);
        Some(if is_folder { new.folder().to_owned() } else { new.as_str().to_owned() })
    }

    /// The files and folders that a section lists in an order of its own. What leaves the folder leaves the list.
    fn order(&self, texts: &mut Texts<'_>, section: &SectionFile) -> Result<()> {
        let now = self.moves.now(&section.path);
        for name in &section.order {
            let Some(new) = self.ordered(section, &name.value) else { continue };
            let new = new.strip_prefix(now.folder()).and_then(|rest| rest.strip_prefix('/'));
            let slash = if name.value.ends_with('/') { "/" } else { "" };
            let new = new.map(|new| format!("{new}{slash}"));
            let text = texts.of(&section.path)?;
            let edit = match new {
                Some(new) if new == name.value => continue,
                Some(new) if !new.trim_end_matches('/').contains('/') => {
                    list::replace(now, &text, "order", &name.value, &new)
                }
                _ => list::remove(now, &text, "order", |item| item == name.value),
            };
            texts.links += usize::from(edit.is_some());
            texts.edit(&section.path, edit.into_iter().collect())?;
        }
        Ok(())
    }

    /// The links of the header, and the folders that have an interval of their own.
    fn settings(&self, texts: &mut Texts<'_>) -> Result<()> {
        let (path, config) = (SourcePath::settings(), &self.before.build.config);
        let mut edits = Vec::new();
        for item in &config.menu {
            let new = self.destination(&path, &item.url.value, Form::Bare);
            edits.extend(new.map(|new| Edit { span: item.url.span, text: settings::quoted(&new) }));
        }
        for redirect in &config.redirects {
            let new = self.address(&redirect.to.value);
            edits
                .extend(new.map(|new| Edit { span: redirect.to.span, text: settings::quoted(new.as_str()) }));
        }
        texts.links += edits.len();
        texts.edit(&path, edits)?;
        for folder in config.reviews.folders.keys() {
            let new = self.moves.section_now(folder);
            if new != *folder {
                let edit = settings::rename(&texts.of(&path)?, "review.folders", folder, &new);
                let edit = edit.with_context(|| {
                    format!("`{folder}` can't be renamed in site.toml\n  write it under `[review.folders]`, and try again")
                })?;
                texts.edit(&path, vec![edit])?;
            }
        }
        Ok(())
    }

    /// How a destination has to be written, if not as it is.
    fn destination(&self, from: &SourcePath, written: &str, form: Form) -> Option<String> {
        let target = resolve(&self.before.all, from, written);
        if let Target::Address(url, _) = &target {
            let is_absolute = written.trim_start().starts_with('/') || from == &SourcePath::settings();
            return if is_absolute {
                self.of_address(url, written)
            } else {
                self.beside_page(url, from, written, form)
            };
        }
        if let Target::Repository(path) = &target {
            return self.of_repository(path, from, written, form);
        }
        let file = self.file(&target)?;
        let (path, rest) = parts(written);
        let path = path.filter(|path| !path.is_empty())?;
        let raw = &written[..written.len() - rest.len()];
        let now = self.moves.now(from);
        if path.starts_with('/') {
            let (old, new) = (file.as_ref()?, self.moves.now(file.as_ref()?));
            let below = new.as_str().strip_prefix(CONTENT).unwrap_or(new.as_str());
            return (old != new).then(|| spelt(below, form) + rest);
        }
        if now == from && file.as_ref().is_some_and(|file| self.moves.now(file) == file) {
            return None;
        }
        let led = from.joined(&path);
        let leads = self.leads(led.as_deref(), file.as_ref())?;
        // A way round that was none before is made short, so that a move back leaves every byte as it was.
        let is_short = |from: &SourcePath, leads: &str| {
            path.trim_start_matches("./").trim_end_matches('/') == relative(from.folder(), leads)
        };
        let was_long = led.is_none_or(|led| !is_short(from, &led));
        if now.joined(&path).as_ref() == Some(&leads) && (is_short(now, &leads) || was_long) {
            return None;
        }
        Some(path_from(now, &leads, raw, form) + rest)
    }

    /// The way to a file of the repository from where a file is then.
    fn of_repository(&self, path: &str, from: &SourcePath, written: &str, form: Form) -> Option<String> {
        let now = self.moves.now(from);
        if now.folder() == from.folder() || written.trim().starts_with('/') {
            return None;
        }
        let repository = self.before.build.config.repository.as_ref()?;
        let (_, rest) = parts(written);
        Some(spelt(&relative(&repository.folder_of(now.folder()), path), form) + rest)
    }

    /// The path that leads then to what one `led` to: a folder stands for its note as long as that stays in it, and what was
    /// meant by another name is written as a file.
    fn leads(&self, led: Option<&str>, file: Option<&SourcePath>) -> Option<String> {
        let folder = led.map(|led| self.moves.folder_now(led));
        let Some(file) = file else { return folder };
        let now = self.moves.now(file);
        let is_folder = led == Some(file.folder());
        if is_folder && file.is_section() {
            return folder;
        }
        let stays = file.is_index() || folder.as_deref() == Some(now.folder());
        let stands_for_it = is_folder && stays && file.file_name() == now.file_name();
        Some(if stands_for_it { now.folder() } else { now.as_str() }.to_owned())
    }

    /// The file that a destination leads to; within, nothing for a section that has none.
    #[expect(clippy::option_option, reason = "a folder without a file of its own is a target too")]
    fn file(&self, target: &Target) -> Option<Option<SourcePath>> {
        let site = &self.before.all;
        match target {
            Target::Note(id, _) => Some(Some(site.note(*id).facts.path.clone())),
            Target::Section(id, _) => Some(site.sections[*id].file.as_ref().map(|file| file.path.clone())),
            Target::File(path) | Target::Unpublished(path, _) => Some(Some(path.clone())),
            _ => None,
        }
    }

    /// What is written then in place of an address as seen from that of a page, if it leads elsewhere from there: the path of the
    /// file, which moves with it.
    fn beside_page(&self, url: &UrlPath, from: &SourcePath, written: &str, form: Form) -> Option<String> {
        let now = self.moves.now(from);
        let led = self.address(url).unwrap_or_else(|| url.clone());
        if matches!(resolve(&self.moved.all, now, written), Target::Address(to, _) if to == led) {
            return None;
        }
        let (_, rest) = parts(written);
        let raw = &written[..written.len() - rest.len()];
        let file = match &self.before.all.route(url)?.page {
            Page::Note(path) | Page::File(path) => self.moves.now(path).as_str().to_owned(),
            Page::Section(folder, ListPage::First) => format!("{CONTENT}/{}", self.moves.section_now(folder)),
            _ => return Some(format!("{led}{rest}")),
        };
        Some(path_from(now, &file, raw, form) + rest)
    }

    /// An address as a link has to name it, if not as it does.
    fn of_address(&self, url: &UrlPath, written: &str) -> Option<String> {
        let new = self.address(url)?;
        let (_, rest) = parts(written);
        let raw = &written[..written.len() - rest.len()];
        // The path of the base URL may stand before it.
        let old = url.as_str().trim_matches('/');
        let Some(begin) = raw.trim_end_matches('/').strip_suffix(old) else {
            // Its parts are spelt as those of files.
            return Some(format!("{new}{rest}"));
        };
        let new = new.as_str().trim_start_matches('/');
        let new = if raw.ends_with('/') { new } else { new.trim_end_matches('/') };
        Some(format!("{begin}{new}{rest}"))
    }

    /// Where what has an address is then, if elsewhere.
    pub(super) fn address(&self, url: &UrlPath) -> Option<UrlPath> {
        let now = match &self.before.all.route(url)?.page {
            Page::Note(path) => self.moved.all.note_at(self.moves.now(path))?.url.clone(),
            Page::Section(folder, ListPage::First) => {
                let id = self.moved.all.section_at(&self.moves.section_now(folder))?;
                self.moved.all.sections[id].url.clone()
            }
            Page::File(path) => file_url(self.moves.now(path)),
            _ => return None,
        };
        (now != *url).then_some(now)
    }

    /// Sees that every link leads where it led.
    pub(super) fn verify(&self, after: &State) -> Result<()> {
        let pages = |state: &State| -> Vec<(SourcePath, Vec<String>)> {
            let owned = |uses: &mut dyn Iterator<Item = &str>| uses.map(str::to_owned).collect();
            let notes =
                state.corpus().notes.iter().map(|note| (note.facts.path.clone(), owned(&mut uses(note))));
            let sections = state.corpus().sections.iter();
            let sections = sections.map(|section| {
                (section.path.clone(), owned(&mut crate::model::left_out::of_outline(&section.outline)))
            });
            notes.chain(sections).collect()
        };
        let then: std::collections::BTreeMap<_, _> = pages(after).into_iter().collect();
        for (old, links) in pages(self.before) {
            let now = self.moves.now(&old);
            let new = then.get(now).map_or(&[] as &[String], Vec::as_slice);
            for (at, written) in links.iter().enumerate() {
                let led = resolve(&self.before.all, &old, written);
                let leads = new.get(at).map(|written| resolve(&after.all, now, written));
                if !leads.is_some_and(|leads| self.is_same(&led, &after.all, &leads)) {
                    bail!(
                        "the link `{written}` in `{old}` can't be updated\n  write the path of a file, without escapes, and try again"
                    );
                }
            }
        }
        Ok(())
    }

    /// Whether a destination leads where it led, as far as that is on the site.
    fn is_same(&self, led: &Target, site: &Site, leads: &Target) -> bool {
        let old = &self.before.all;
        match (led, leads) {
            (Target::Note(old_id, old_place), Target::Note(id, place)) => {
                *self.moves.now(&old.note(*old_id).facts.path) == site.note(*id).facts.path
                    && old_place == place
            }
            (Target::Section(old_id, _), Target::Section(id, _)) => {
                self.moves.section_now(&old.sections[*old_id].folder) == *site.sections[*id].folder
            }
            (Target::Repository(old), Target::Repository(new)) => old == new,
            (Target::File(old), Target::File(new)) => self.moves.now(old) == new,
            (Target::Unpublished(old, _), Target::Unpublished(new, _)) => {
                self.moves.now(old) == new || self.moves.folder_now(old.as_str()) == new.as_str()
            }
            (Target::Address(old, _), _) => {
                let new = match leads {
                    Target::Address(new, _) => new.clone(),
                    Target::Note(id, _) => site.notes[*id].url.clone(),
                    Target::Section(id, _) => site.sections[*id].url.clone(),
                    Target::File(path) => file_url(path),
                    _ => return false,
                };
                *self.address(old).as_ref().unwrap_or(old) == new
            }
            // What led nowhere has nothing to keep.
            (Target::Missing(_) | Target::NoPage(_) | Target::Outside, _) => true,
            (led, leads) => discriminant(led) == discriminant(leads),
        }
    }
}

/// All that a note leads to or shows, as it is written; also the note that replaces it.
fn uses(note: &Profile) -> impl Iterator<Item = &str> {
    let successor = note.face.revision.superseded_by.as_ref().map(|written| written.value.as_str());
    crate::model::left_out::uses(note).chain(successor)
}

/// The paths that a front matter holds.
fn paths_of(note: &Profile) -> Vec<&Spanned<String>> {
    let sources = note.facts.image_sources.iter().map(|source| &source.url);
    sources.chain(&note.face.revision.superseded_by).collect()
}

/// The path of a folder below `content/`.
pub(super) fn content_path(folder: &str) -> String {
    format!("{CONTENT}/{folder}")
}
