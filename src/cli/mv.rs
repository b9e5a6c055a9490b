//! `fieldnotes mv`: moves a note, a bundle or a folder, with all links to it and from it, and leaves no address behind that
//! leads nowhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};

use super::args::{Common, Mv};
use super::output::Terminal;
use super::view::View;
use super::{ExitStatus, context};
use crate::corpus::CONTENT;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::relocate::{Moves, Plan, is_below, plan};
use crate::engine::store::Store;
use crate::nfc::nfc;
use crate::path::{SourcePath, markdown_stem, name_fault};
use crate::report::unified;
use crate::report::{count, visible};
use crate::source::Source;
use crate::source::disk::Disk;
use crate::write::lock;
use crate::write::relocate::Relocation;

pub(super) fn run(args: &Mv, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let _lock = lock::take(&site, lock::Holder::Move)?;
    if Relocation::recover(&site)? {
        terminal.say("an interrupted move was undone");
    }
    let disk = Disk::new(&site);
    let listing = disk.list().context("the site's folder can't be read")?;
    let files: Vec<SourcePath> = listing.files.into_iter().map(|file| file.path).collect();
    let (old, new) = Ends { site: &site, files: &files }.of(args)?;
    let moves = Moves::of(&files, &old, &new);
    let places = Places { disk: &disk, site: &site, files: &files };
    places.without_links(&moves, &old)?;
    let store = Arc::new(Store::open(&site, context::now));
    let source = || -> Box<dyn Source> { Box::new(listed(&site)) };
    let plan = plan(&source, moves, &store)?;
    let lost: Vec<&Diagnostic> = plan.faults.iter().filter(|fault| is_of_move(fault.code)).collect();
    if !lost.is_empty() {
        report(&lost, (&plan, &site), terminal);
        bail!(
            "`{old}` can't be moved to `{new}`: the site would have {} more; nothing was changed",
            count(lost.len(), "fault")
        );
    }
    if args.dry_run {
        terminal.result(&diff(&plan))?;
    } else {
        relocation(&places, &plan, (&old, &new))?.run(&site)?;
        context::remembered(store.commit(), terminal);
    }
    tell((&plan, &site), (&old, &new), args, terminal);
    Ok(ExitStatus::Clean)
}

/// A site's folder whose files are known by their spelling.
fn listed(site: &Path) -> Disk {
    let disk = Disk::new(site);
    // To list it is what tells how names are spelt.
    let _ = disk.list();
    disk
}

/// What is moved, and where to.
struct Ends<'a> {
    site: &'a Path,
    files: &'a [SourcePath],
}

impl Ends<'_> {
    fn of(&self, args: &Mv) -> Result<(SourcePath, SourcePath)> {
        let here = context::current_folder()?;
        let below = |base: &Path, path: &Path| -> Option<SourcePath> {
            let whole = std::path::absolute(base.join(path)).ok()?;
            let site = std::path::absolute(self.site).ok()?;
            let inside = plain(&whole).strip_prefix(plain(&site)).ok()?.to_str()?.replace('\\', "/");
            SourcePath::new(&nfc(&inside))
        };
        // A path is meant from here, from the site's folder, or from that of the notes.
        let bases = [here, self.site.to_owned(), self.site.join(CONTENT)];
        let found = bases.iter().find_map(|base| {
            let path = below(base, &args.old).filter(|path| self.is_there(path))?;
            Some((base, path))
        });
        let Some((base, old)) = found else {
            bail!("there is no `{}` below `{CONTENT}`", args.old.display());
        };
        let named = below(base, &args.new);
        let ends_with_slash = args.new.to_string_lossy().ends_with(['/', '\\']);
        let Some(new) = named
            .filter(|path| path.as_str().starts_with(&format!("{CONTENT}/")) || (path.as_str() == CONTENT))
        else {
            bail!("`{}` is outside of `{CONTENT}`", args.new.display());
        };
        self.ends(self.bundle(old), new, ends_with_slash)
    }

    fn is_there(&self, path: &SourcePath) -> bool {
        let is_content = path.as_str().starts_with(&format!("{CONTENT}/"));
        is_content && (self.files.contains(path) || self.is_folder(path))
    }

    fn is_folder(&self, path: &SourcePath) -> bool {
        path.as_str() == CONTENT || self.files.iter().any(|file| is_below(file, path))
    }

    /// The folder of a bundle in place of its `index.md`: what it shows goes along.
    fn bundle(&self, old: SourcePath) -> SourcePath {
        let folder = SourcePath::new(old.folder()).filter(|folder| folder.as_str() != CONTENT);
        let Some(folder) = folder.filter(|_| old.is_index()) else { return old };
        let other_pages = self
            .files
            .iter()
            .any(|file| is_below(file, &folder) && *file != old && file.markdown_stem().is_some());
        if other_pages { old } else { folder }
    }

    fn ends(
        &self,
        old: SourcePath,
        new: SourcePath,
        ends_with_slash: bool,
    ) -> Result<(SourcePath, SourcePath)> {
        ensure!(!old.is_section(), "`{old}` describes its folder: move the folder");
        let (mut old, mut new) = (old, new);
        let in_bundle: Vec<&SourcePath> = self.files.iter().filter(|file| is_below(file, &old)).collect();
        // A bundle that holds nothing but its note can become a file.
        if let [note] = in_bundle.as_slice()
            && note.is_index()
            && markdown_stem(new.as_str()).is_some()
        {
            old = (*note).clone();
        }
        let is_folder = self.is_folder(&old) && !self.files.contains(&old);
        if (ends_with_slash || self.is_folder(&new) || self.site.join(new.as_str()).is_dir()) && new != old {
            new = SourcePath::new(&format!("{new}/{}", old.file_name())).context("this is not a path")?;
        } else if !is_folder && ending(&new).is_none() {
            let ending = ending(&old).unwrap_or_default();
            new = SourcePath::new(&format!("{new}{ending}")).context("this is not a path")?;
        }
        ensure!(new != old, "`{old}` is already there");
        ensure!(!new.is_section(), "`{new}` describes its folder, and can't be the name of a note");
        ensure!(
            !is_folder || markdown_stem(new.as_str()).is_none(),
            "`{old}` is a folder, but `{new}` is the name of a note\n  write the name of a folder"
        );
        ensure!(
            is_folder || old.markdown_stem().is_some() == new.markdown_stem().is_some(),
            "`{old}` would become a file of another kind"
        );
        ensure!(!is_below(&new, &old), "`{old}` can't be moved into itself");
        let reason = |name: &str| match name {
            name if name.starts_with('.') => Some("it would be a hidden file"),
            name if name.contains(char::is_control) => Some("it contains invisible characters"),
            name => name_fault(name),
        };
        if let Some(reason) = new.as_str().split('/').skip(1).find_map(reason) {
            bail!("`{}` can't be the name of a file of the site: {reason}", visible(new.as_str()));
        }
        let is_taken = self.files.contains(&new)
            || self.is_folder(&new)
            || self.site.join(new.as_str()).symlink_metadata().is_ok();
        let is_same_but_for_case = new.as_str().to_lowercase() == old.as_str().to_lowercase();
        ensure!(
            !is_taken || is_same_but_for_case && !self.files.contains(&new),
            "`{new}` already exists; nothing was changed"
        );
        Ok((old, new))
    }
}

fn ending(path: &SourcePath) -> Option<&str> {
    let name = path.file_name();
    name.rfind('.').filter(|at| *at > 0).map(|at| &name[at..])
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => _ = out.pop(),
            part => out.push(part),
        }
    }
    out
}

/// Whether a fault says that something would be lost, or at a wrong place, by the move.
fn is_of_move(code: Code) -> bool {
    matches!(
        code,
        Code::BrokenLink
            | Code::BrokenAnchor
            | Code::MissingImage
            | Code::LinkLeavesSite
            | Code::SupersededByMissing
            | Code::UnknownPage
            | Code::DuplicatePermalink
            | Code::DuplicateAlias
            | Code::AliasHidesPage
            | Code::BrokenMenuLink
            | Code::BrokenRedirect
            | Code::VanishedAddress
            | Code::BadFileName
            | Code::ConfigSyntax
            | Code::ConfigInvalid
    )
}

fn report(faults: &[&Diagnostic], (plan, site): (&Plan, &Path), terminal: &mut Terminal) {
    let view = View::of_errors(site, terminal);
    let text = |path: &SourcePath| plan.build.text(path);
    for fault in faults {
        terminal.report(&view.fault(fault, &text));
    }
}

/// Where files are on disk, from the site's folder: a name may be spelt in another form of Unicode there.
struct Places<'a> {
    disk: &'a Disk,
    site: &'a Path,
    files: &'a [SourcePath],
}

impl Places<'_> {
    fn of(&self, file: &SourcePath) -> PathBuf {
        let real = self.disk.location(file);
        let inside = real.as_deref().and_then(|real| real.strip_prefix(self.site).ok());
        inside.map_or_else(|| PathBuf::from(file.as_str()), Path::to_owned)
    }

    /// Where a folder is, by a file in it.
    fn of_folder(&self, folder: &SourcePath) -> Option<PathBuf> {
        let file = self.files.iter().find(|file| is_below(file, folder))?;
        let depth = file.as_str()[folder.as_str().len()..].matches('/').count();
        self.of(file).ancestors().nth(depth).map(Path::to_owned)
    }

    fn is_link(&self, path: &Path) -> bool {
        self.site.join(path).symlink_metadata().is_ok_and(|meta| meta.is_symlink())
    }

    /// Refuses to move links: they would lead elsewhere then.
    fn without_links(&self, moves: &Moves, old: &SourcePath) -> Result<()> {
        let files = moves.files.keys().map(|file| self.of(file));
        let mut all = files.chain(self.of_folder(old));
        match all.find(|path| self.is_link(path)) {
            Some(link) => {
                bail!(
                    "`{}` is a symbolic link, and would no longer point to the same file; move the file that it points to",
                    link.display()
                )
            }
            None => Ok(()),
        }
    }

    /// Where something new is to stand: below the nearest folder that is there.
    fn of_new(&self, path: &SourcePath) -> PathBuf {
        let above = path.as_str().rmatch_indices('/').map(|(at, _)| at);
        let known = above.filter_map(|at| {
            let folder = self.of_folder(&SourcePath::new(&path.as_str()[..at])?)?;
            Some(folder.join(&path.as_str()[at + 1..]))
        });
        known.into_iter().next().unwrap_or_else(|| PathBuf::from(path.as_str()))
    }
}

/// What is done on disk.
fn relocation(
    places: &Places<'_>,
    plan: &Plan,
    (old, new): (&SourcePath, &SourcePath),
) -> Result<Relocation> {
    let from = if plan.moves.folder.is_some() { places.of_folder(old) } else { None };
    let (from, to) = (from.unwrap_or_else(|| places.of(old)), places.of_new(new));
    let mut texts = Vec::new();
    for (path, (before, after)) in &plan.texts {
        let was = old_path(plan, path);
        if let Some(before) = before {
            let now = places.disk.read(was).with_context(|| format!("`{was}` can't be read"))?;
            ensure!(now == before.as_bytes(), "`{was}` was changed in the meantime; nothing was moved");
        }
        let real = places.of(was);
        ensure!(
            !places.is_link(&real),
            "`{was}` is a symbolic link, and can't be changed; nothing was moved"
        );
        let target = real.strip_prefix(&from).ok().filter(|_| was != path).map_or_else(
            || real.clone(),
            |rest| if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) },
        );
        texts.push((target, before.clone().map(String::into_bytes), after.clone().into_bytes()));
    }
    Ok(Relocation { moves: vec![(from, to)], texts })
}

/// The path that a file has now, by the one that it has then.
fn old_path<'p>(plan: &'p Plan, path: &'p SourcePath) -> &'p SourcePath {
    plan.moves.files.iter().find(|(_, now)| *now == path).map_or(path, |(was, _)| was)
}

/// The move as a diff.
fn diff(plan: &Plan) -> String {
    let mut out = String::new();
    for (was, now) in &plan.moves.files {
        out.push_str(&visible(&format!("rename {was} => {now}\n")));
    }
    for (path, (before, after)) in &plan.texts {
        let was = old_path(plan, path);
        out.push_str(&unified::diff((was, before.as_deref().unwrap_or_default()), (path, after)));
    }
    out
}

fn tell(
    (plan, site): (&Plan, &Path),
    (old, new): (&SourcePath, &SourcePath),
    args: &Mv,
    terminal: &mut Terminal,
) {
    let pages = plan.moves.files.keys().filter(|path| path.markdown_stem().is_some()).count();
    let what =
        if plan.moves.folder.is_some() { format!(" ({})", count(pages, "page")) } else { String::new() };
    let verb = if args.dry_run { "Would move" } else { "Moved" };
    let mended = format!(
        "{} updated, {} kept, {} changed",
        count(plan.links, "link"),
        count(plan.addresses, "old address"),
        count(plan.texts.len(), "file")
    );
    terminal.done(verb, &visible(&format!("{old} to {new}{what}: {mended}")));
    if !plan.unread.is_empty() {
        let paths: Vec<String> = plan.unread.iter().map(|path| format!("`{path}`")).collect();
        terminal.say(&visible(&format!(
            "not searched for links, because they can't be read: {}",
            paths.join(", ")
        )));
    }
    let others: Vec<&Diagnostic> = plan.faults.iter().collect();
    if !others.is_empty() {
        let then = if args.dry_run { "would have" } else { "has" };
        terminal.say(&format!("the site {then} {} more:", count(others.len(), "fault")));
        report(&others, (plan, site), terminal);
    }
}
