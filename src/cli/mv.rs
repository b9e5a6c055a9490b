//! `fieldnotes mv`: moves a note, a bundle or a folder, with all links to it and from it, and leaves no address behind that
//! leads nowhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};

use super::args::{Common, Mv};
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::corpus::CONTENT;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::relocate::{Moves, Plan, is_below, plan};
use crate::engine::store::Store;
use crate::nfc::nfc;
use crate::parse::secret;
use crate::path::{SourcePath, markdown_stem, name_fault};
use crate::report::{count, human, visible};
use crate::source::Source;
use crate::source::disk::Disk;
use crate::write::lock;
use crate::write::relocate::Relocation;

pub(super) fn run(args: &Mv, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let _lock = lock::take(&site, lock::Holder::Move)?;
    if Relocation::recover(&site)? {
        terminal.say("a move that was cut off has been undone");
    }
    let disk = Disk::new(&site);
    let listing = disk.list().context("the site's folder can't be read")?;
    let files: Vec<SourcePath> = listing.files.into_iter().map(|file| file.path).collect();
    let (old, new) = Ends { site: &site, files: &files }.of(args)?;
    let moves = Moves::of(&files, &old, &new);
    let store = Arc::new(Store::open(&site, context::now));
    let source = || -> Box<dyn Source> { Box::new(listed(&site)) };
    let plan = plan(&source, moves, &store)?;
    let lost: Vec<&Diagnostic> = plan.faults.iter().filter(|fault| is_of_move(fault.code)).collect();
    if !lost.is_empty() {
        report(&lost, &plan, terminal);
        bail!(
            "`{old}` can't be moved to `{new}`: that would bring {}; nothing was changed",
            count(lost.len(), "fault")
        );
    }
    if args.dry_run {
        terminal.result(&diff(&plan))?;
    } else {
        relocation(&site, &disk, &plan, (&old, &new))?.run(&site)?;
        context::remembered(store.commit(), terminal);
    }
    tell(&plan, (&old, &new), args, terminal);
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
            bail!("`{}` leads out of `{CONTENT}`", args.new.display());
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
        ensure!(!old.is_section(), "`{old}` says what its folder is: move the folder");
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
        if (ends_with_slash || self.is_folder(&new)) && new != old {
            new = SourcePath::new(&format!("{new}/{}", old.file_name())).context("this is no path")?;
        } else if !is_folder && ending(&new).is_none() {
            let ending = ending(&old).unwrap_or_default();
            new = SourcePath::new(&format!("{new}{ending}")).context("this is no path")?;
        }
        ensure!(new != old, "`{old}` is there already");
        ensure!(
            !is_folder || markdown_stem(new.as_str()).is_none(),
            "`{old}` is a folder, and `{new}` the name of a note\n  write the name of a folder"
        );
        ensure!(
            is_folder || old.markdown_stem().is_some() == new.markdown_stem().is_some(),
            "`{old}` would become a file of another kind"
        );
        ensure!(!is_below(&new, &old), "`{old}` can't be moved into itself");
        let mut names = new.as_str().split('/').skip(1);
        if let Some(reason) = names
            .find_map(|name| if name.starts_with('.') { Some("a hidden file") } else { name_fault(name) })
        {
            bail!("`{new}` is no name for a file of the site: {reason}");
        }
        let is_taken = self.files.contains(&new)
            || self.is_folder(&new)
            || self.site.join(new.as_str()).symlink_metadata().is_ok();
        let is_same_but_for_case = new.as_str().to_lowercase() == old.as_str().to_lowercase();
        ensure!(
            !is_taken || is_same_but_for_case && !self.files.contains(&new),
            "`{new}` is there already; nothing was changed"
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

fn report(faults: &[&Diagnostic], plan: &Plan, terminal: &mut Terminal) {
    let style = terminal.error_style();
    let text = |path: &SourcePath| plan.build.text(path);
    for fault in faults {
        terminal.report(&format!("{}\n", human::diagnostic(fault, &text, style)));
    }
}

/// What is done on disk.
fn relocation(
    site: &Path,
    disk: &Disk,
    plan: &Plan,
    (old, new): (&SourcePath, &SourcePath),
) -> Result<Relocation> {
    let place = |path: &SourcePath| disk.location(path).unwrap_or_else(|| site.join(path.as_str()));
    let mut texts = Vec::new();
    for (path, (before, after)) in &plan.texts {
        let was = plan.moves.files.iter().find(|(_, now)| *now == path).map_or(path, |(was, _)| was);
        if let Some(before) = before {
            let now = disk.read(was).with_context(|| format!("`{was}` can't be read"))?;
            ensure!(now == before.as_bytes(), "`{was}` was changed meanwhile; nothing was moved");
        }
        let target = if was == path { place(path) } else { site.join(path.as_str()) };
        texts.push((target, before.clone().map(String::into_bytes), after.clone().into_bytes()));
    }
    Ok(Relocation { moves: vec![(place(old), site.join(new.as_str()))], texts })
}

/// The move as a diff.
fn diff(plan: &Plan) -> String {
    let mut out = String::new();
    for (was, now) in &plan.moves.files {
        out.push_str(&format!("rename {was} => {now}\n"));
    }
    for (path, (before, after)) in &plan.texts {
        let was = plan.moves.files.iter().find(|(_, now)| *now == path).map_or(path, |(was, _)| was);
        let (before, after) = (secret::masked(before.as_deref().unwrap_or_default()), secret::masked(after));
        let diff = similar::TextDiff::from_lines(&*before, &*after);
        let (old, new) = (format!("a/{was}"), format!("b/{path}"));
        out.push_str(&diff.unified_diff().context_radius(2).header(&old, &new).to_string());
    }
    visible(&out)
}

fn tell(plan: &Plan, (old, new): (&SourcePath, &SourcePath), args: &Mv, terminal: &mut Terminal) {
    let pages = plan.moves.files.keys().filter(|path| path.markdown_stem().is_some()).count();
    let what =
        if plan.moves.folder.is_some() { format!(" ({})", count(pages, "page")) } else { String::new() };
    let verb = if args.dry_run { "Would move" } else { "Moved" };
    let mended = format!(
        "{} mended, {} kept, {} changed",
        count(plan.links, "link"),
        count(plan.addresses, "old address"),
        count(plan.texts.len(), "file")
    );
    terminal.done(verb, &visible(&format!("{old} to {new}{what}: {mended}")));
    let others: Vec<&Diagnostic> = plan.faults.iter().collect();
    if !others.is_empty() {
        let then = if args.dry_run { "would have" } else { "has" };
        terminal.say(&format!("the site {then} {} more there:", count(others.len(), "fault")));
        report(&others, plan, terminal);
    }
}
