//! What a move of a note, a bundle or a folder changes in the files of a site: links to what moves and from it, and the addresses
//! that it leaves behind. Nothing is written here: the plan says what would be, and has been tried.

mod addresses;
mod known;
mod mend;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::baseline::Heeded;
use super::store::Store;
use super::{Build, Engine, Options};
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::{Edit, apply};
use crate::ledger::Ledger;
use crate::model::{Choice, Site};
use crate::path::SourcePath;
use crate::source::Source;
use crate::source::moved::Moved;
use known::Rewritten;
use mend::Mender;
pub use target::{Moves, is_below};

/// What a move changes.
pub struct Plan {
    /// The new paths of files, by their old ones.
    pub moves: Moves,
    /// The texts that change, by the paths that they have then: what they are now, if they are there, and what then.
    pub texts: BTreeMap<SourcePath, (Option<String>, String)>,
    /// How many links and paths are mended.
    pub links: usize,
    /// How many addresses lead on to new ones.
    pub addresses: usize,
    /// Files that can't be read: their links stay as they are.
    pub unread: BTreeSet<SourcePath>,
    /// The site as it would be, for its texts.
    pub build: Build,
    /// What would be wrong then that is not now, and is not of the move: a folder may ask its notes for more.
    pub faults: Vec<Diagnostic>,
}

/// A site, with all of its notes, faulty ones included.
struct State {
    build: Build,
    /// With drafts.
    all: Site,
    /// Without them.
    public: Site,
}

impl State {
    fn of(source: Box<dyn Source>, store: &Arc<Store>) -> Result<Self> {
        // What is known is a fault all the same: a move has to know of it.
        let options = Options { baseline: Heeded::Nothing, ..Options::default() };
        let build = Engine::new(source, options, Arc::clone(store)).load()?;
        let site = |drafts| {
            Site::build(&build.config, &build.corpus, Choice { drafts, ..Choice::default() }, |_| true).0
        };
        let (all, public) = (site(true), site(false));
        Ok(Self { build, all, public })
    }

    fn corpus(&self) -> &Corpus {
        &self.build.corpus
    }
}

/// Works out what a move changes; `source` gives the site as it is.
///
/// # Errors
/// The site can't be read, something keeps it from being moved, or some link would be lost.
pub fn plan(source: &dyn Fn() -> Box<dyn Source>, moves: Moves, store: &Arc<Store>) -> Result<Plan> {
    let before = State::of(source(), store)?;
    let of_settings = |fault: &&Diagnostic| fault.path == SourcePath::settings() && fault.is_error();
    if let Some(fault) = before.build.diagnostics.iter().find(of_settings) {
        bail!("site.toml has a fault: {}\n  run `fieldnotes check`, and fix it first", fault.message);
    }
    let of_ledger = |fault: &&Diagnostic| fault.code == Code::LedgerSyntax && fault.is_error();
    if let Some(fault) = before.build.diagnostics.iter().find(of_ledger) {
        bail!("urls.lock has a fault: {}\n  run `fieldnotes check`, and fix it first", fault.message);
    }
    let renamed = State::of(Box::new(Moved::new(source(), moves.files.clone(), BTreeMap::new())), store)?;
    addresses::are_free(&renamed, &moves)?;
    let reader = source();
    let mut texts = Texts {
        source: &*reader,
        moves: &moves,
        changed: BTreeMap::new(),
        rewritten: Rewritten::new(),
        links: 0,
        addresses: 0,
    };
    let mender = Mender { before: &before, moved: &renamed, moves: &moves };
    mender.mend(&mut texts)?;
    addresses::keep(&mender, &mut texts)?;
    let Texts { changed: mut texts, rewritten, links, addresses, .. } = texts;
    texts.retain(|_, (old, new)| old.as_ref() != Some(new));
    let new = |texts: &BTreeMap<SourcePath, (Option<String>, String)>| {
        texts.iter().map(|(path, (_, new))| (path.clone(), new.clone())).collect()
    };
    let mut after = State::of(Box::new(Moved::new(source(), moves.files.clone(), new(&texts))), store)?;
    if let Some(change) = addresses::in_ledger(&*reader, &before.public, &after.public)? {
        texts.insert(Ledger::path(), change);
        after = State::of(Box::new(Moved::new(source(), moves.files.clone(), new(&texts))), store)?;
    }
    mender.verify(&after)?;
    texts.extend(known::carried(&*reader, &before.build.config, &moves, &rewritten)?);
    let faults = new_faults(&before.build, &after.build, &moves);
    let is_unread = |fault: &&Diagnostic| {
        let codes = [Code::NotUtf8, Code::UnreadableFile, Code::FrontMatterUnclosed, Code::FileTooLarge];
        codes.contains(&fault.code) || fault.code == Code::InternalError
    };
    let unread = before.build.diagnostics.iter().filter(is_unread).map(|fault| fault.path.clone()).collect();
    Ok(Plan { texts, links, addresses, unread, build: after.build, faults, moves })
}

/// The faults of a site that it did not have before, at least not as often in that file.
fn new_faults(before: &Build, after: &Build, moves: &Moves) -> Vec<Diagnostic> {
    let mut known: BTreeMap<(Code, SourcePath), usize> = BTreeMap::new();
    for fault in &before.diagnostics {
        *known.entry((fault.code, moves.now(&fault.path).clone())).or_default() += 1;
    }
    let is_new = |fault: &&Diagnostic| {
        let left = known.get_mut(&(fault.code, fault.path.clone()));
        match left.filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                false
            }
            None => true,
        }
    };
    after.diagnostics.iter().filter(is_new).cloned().collect()
}

/// The texts of a site that change.
struct Texts<'a> {
    source: &'a dyn Source,
    moves: &'a Moves,
    changed: BTreeMap<SourcePath, (Option<String>, String)>,
    /// What links were, and what they are written as now.
    rewritten: Rewritten,
    links: usize,
    addresses: usize,
}

impl Texts<'_> {
    /// The text of a file, by its old path, as it is so far.
    fn of(&self, old: &SourcePath) -> Result<String> {
        if let Some((_, text)) = self.changed.get(self.moves.now(old)) {
            return Ok(text.clone());
        }
        let bytes = self.source.read(old).with_context(|| format!("`{old}` can't be read"))?;
        String::from_utf8(bytes).ok().with_context(|| format!("`{old}` is not UTF-8, and can't be changed"))
    }

    /// Sets the text of a file, by its old path.
    fn set(&mut self, old: &SourcePath, new: String) -> Result<()> {
        let path = self.moves.now(old).clone();
        if let Some((_, text)) = self.changed.get_mut(&path) {
            *text = new;
            return Ok(());
        }
        let before = self.of(old)?;
        self.changed.insert(path, (Some(before), new));
        Ok(())
    }

    /// Makes changes in the text of a file, by its old path.
    fn edit(&mut self, old: &SourcePath, edits: Vec<Edit>) -> Result<()> {
        if edits.is_empty() {
            return Ok(());
        }
        let text = self.of(old)?;
        self.set(old, apply(&text, edits))
    }
}
