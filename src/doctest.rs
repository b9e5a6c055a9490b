//! Tests the code blocks of notes that ask for it: parses them, or runs each in an empty folder of its own.
//!
//! It is no sandbox: what runs can do what its user can do. So nothing runs unless it is asked for, and no other command
//! comes here. What a fence can say stands in `parse/doctest.rs`.

mod folder;
mod language;
mod needs;
mod output;
mod process;
mod session;
mod syntax;
mod test;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Result;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Extensions;
use crate::parse::doctest::Check;
use crate::parse::doctest::block::Block;
use crate::parse::doctest::language::Language;
use crate::parse::fence::Fence;
use crate::path::SourcePath;
use crate::span::Span;
use folder::Folder;
use process::Before;
use test::{Stop, Test};

/// Where blocks run, and what of the world they see.
#[derive(Debug)]
pub struct World {
    /// The site's folder.
    pub site: PathBuf,
    /// The repository around it, or the site's folder again: files that blocks are set up by stand within.
    root: PathBuf,
    /// Where programs are looked for.
    path: OsString,
    /// Whether somebody wants to stop.
    stop: Arc<AtomicBool>,
    /// What ran before any block did.
    before: Before,
}

impl World {
    /// That of a site in a repository, with the folders that programs are looked for in, and whether somebody wants to stop.
    pub fn new((site, root): (&Path, &Path), path: OsString, stop: Arc<AtomicBool>) -> Self {
        let before = process::adopt_orphans();
        Self { site: site.to_owned(), root: root.to_owned(), path, stop, before }
    }
}

/// A note whose blocks are tested.
#[derive(Debug)]
pub struct Tested<'t> {
    path: &'t SourcePath,
    text: &'t str,
    blocks: Vec<Block>,
}

/// What is to be done with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is run.
    Run,
    /// It is parsed by another program.
    Parse,
    /// It is parsed here.
    ParseHere,
    /// It says why it is not tested.
    Excused,
    /// It says nothing.
    Unchecked,
}

/// A block that could be tested.
#[derive(Debug)]
pub struct Case<'b> {
    /// Its place among all blocks of the note.
    at: usize,
    /// Its fence.
    pub place: Span,
    /// Its language.
    pub language: Language,
    /// What is to be done.
    pub action: Action,
    /// Its name.
    pub name: Option<&'b str>,
    /// Why it is not run.
    pub because: Option<&'b str>,
}

/// What came of a test.
#[derive(Debug)]
pub enum Outcome {
    /// All is as it should be.
    Passed,
    /// Something that it needs is not there.
    LeftOut(Box<Diagnostic>),
    /// It is wrong.
    Failed(Box<Diagnostic>),
    /// Somebody wanted to stop.
    Stopped,
}

impl<'t> Tested<'t> {
    /// The blocks of a note.
    pub fn new(path: &'t SourcePath, text: &'t str, body: Span, extensions: Extensions) -> Self {
        Self { path, text, blocks: Block::all(text, body, extensions) }
    }

    /// The note's file.
    pub fn path(&self) -> &SourcePath {
        self.path
    }

    /// The line that a block begins in, from 1.
    pub fn line(&self, case: &Case<'_>) -> usize {
        self.text[..case.place.start as usize].matches('\n').count() + 1
    }

    /// Those that are commands, or in a language that can be parsed.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.blocks.iter().enumerate().filter_map(|(at, block)| {
            let Fence { language, title, doctest, .. } = Fence::parse(&block.info);
            let language = Language::of(language?, title)?;
            let action = match (doctest.check, doctest.because) {
                (Some(Check::Run), _) if language.can_run() => Action::Run,
                (Some(_), _) if language.is_parsed_here() => Action::ParseHere,
                (Some(_), _) => Action::Parse,
                (None, Some(_)) => Action::Excused,
                (None, None) => Action::Unchecked,
            };
            let place = block.fence(self.text);
            Some(Case { at, place, language, action, name: doctest.name, because: doctest.because })
        })
    }

    /// Tests a block.
    ///
    /// # Errors
    /// The folder that it runs in can't be made or written.
    pub fn test(&self, case: &Case<'_>, world: &World) -> Result<Outcome> {
        let outcome = if case.action == Action::ParseHere {
            self.parsed(case.at, case.language, syntax::here(&self.blocks[case.at].code, case.language))
        } else {
            let outcome = Test::new(self, world, Folder::new(&world.path, &world.site)?).block(case.at);
            process::end_what_is_left(&world.before);
            outcome
        };
        Ok(match outcome {
            Ok(()) => Outcome::Passed,
            Err(Stop::Fault(fault)) if fault.code == Code::BlockSkipped => Outcome::LeftOut(fault),
            Err(Stop::Fault(fault)) => Outcome::Failed(fault),
            Err(Stop::Asked) => Outcome::Stopped,
            Err(Stop::World(error)) => Outcome::Failed(Box::new(self.not_run(case, &error))),
        })
    }

    /// A block that can't be run at all keeps no other from being run.
    fn not_run(&self, case: &Case<'_>, error: &anyhow::Error) -> Diagnostic {
        let message = format!("the block can't be run: {error:#}");
        Diagnostic::new(Code::BlockFailed, self.path, case.place, message)
            .help("see that what it names is there, and that it leaves its folder as it is")
    }

    fn fence(&self, at: usize) -> Fence<'_> {
        Fence::parse(&self.blocks[at].info)
    }

    fn named(&self, name: &str) -> Option<usize> {
        (0..self.blocks.len()).find(|at| self.fence(*at).doctest.name == Some(name))
    }
}
