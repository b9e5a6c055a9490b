//! One block under test: what it needs, what comes before it, its run, and what this is held against.

use anyhow::Error;

use super::folder::{self, Folder, Script};
use super::process::{self, End};
use super::syntax::{self, Parsed};
use super::{Tested, World, language, needs, output, session};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::doctest::language::{Language, path_of_title};
use crate::parse::doctest::{Check, Expect, TIMEOUT, is_file, is_in_circle};
use crate::span::Span;

/// Why a test goes no further.
pub(super) enum Stop {
    Fault(Box<Diagnostic>),
    World(Error),
    Asked,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::World(error)
    }
}

/// A test that is under way.
pub(super) struct Test<'t, 'n> {
    note: &'t Tested<'n>,
    world: &'t World,
    folder: Folder,
    /// The blocks and files that came already.
    done: Vec<String>,
}

impl<'t, 'n> Test<'t, 'n> {
    pub(super) fn new(note: &'t Tested<'n>, world: &'t World, folder: Folder) -> Self {
        Self { note, world, folder, done: Vec::new() }
    }

    /// Tests a block.
    pub(super) fn block(&mut self, at: usize) -> Result<(), Stop> {
        let fence = self.note.fence(at);
        let Some(language) = fence.language.and_then(|name| Language::of(name, fence.title)) else {
            return Ok(());
        };
        if fence.doctest.check == Some(Check::Syntax) {
            return self.parse(at, language);
        }
        let setup = |at: usize| {
            self.note.fence(at).doctest.setup.iter().filter_map(|word| self.note.named(word)).collect()
        };
        if let Some(name) = fence.doctest.name.filter(|_| is_in_circle(at, setup)) {
            let span = self.note.place(at, None);
            let message = format!("the block `{name}` is its own setup");
            return Err(self.note.fault(Code::BlockFailed, span, message, "break the circle in `setup`"));
        }
        self.needs(at, needs::Kind::Program)?;
        self.setup(at)?;
        self.needs(at, needs::Kind::Address)?;
        self.run(at, language)
    }

    fn parse(&self, at: usize, language: Language) -> Result<(), Stop> {
        let (block, title) = (&self.note.blocks[at], self.note.fence(at).title);
        let parsed = syntax::dry(language, (block, title), &self.folder, &self.world.stop)?;
        self.note.parsed(at, language, parsed)
    }

    /// Sees that what a block needs is there. What its setup starts answers after that alone.
    fn needs(&self, at: usize, kind: needs::Kind) -> Result<(), Stop> {
        let needs = self.note.fence(at).doctest.needs;
        match needs
            .into_iter()
            .filter(|need| needs::kind(need) == kind)
            .find_map(|need| needs::lack(need, &self.folder))
        {
            Some(lack) => Err(self.note.lacks(at, &lack)),
            None => Ok(()),
        }
    }

    /// Does what has to come first, each once.
    fn setup(&mut self, at: usize) -> Result<(), Stop> {
        for word in self.note.fence(at).doctest.setup {
            if self.done.iter().any(|done| done == word) {
                continue;
            }
            self.done.push(word.to_owned());
            if is_file(word) {
                self.file(at, word)?;
                continue;
            }
            let Some(other) = self.note.named(word) else {
                let span = self.note.place(at, None);
                let message = format!("no block of this note is named `{word}`");
                return Err(self.note.fault(Code::BlockFailed, span, message, "correct `setup`"));
            };
            self.before(other).map_err(|stop| self.after(stop, at, word))?;
        }
        Ok(())
    }

    /// A block that comes before another one.
    fn before(&mut self, other: usize) -> Result<(), Stop> {
        self.needs(other, needs::Kind::Program)?;
        self.setup(other)?;
        self.needs(other, needs::Kind::Address)?;
        let fence = self.note.fence(other);
        if let Some(path) = fence.title.and_then(path_of_title) {
            self.folder.put(&path, &self.note.blocks[other].code)?;
        }
        let language = fence.language.and_then(|name| Language::of(name, fence.title));
        match language.filter(|_| fence.doctest.check == Some(Check::Run)) {
            Some(language) => self.run(other, language),
            None => Ok(()),
        }
    }

    /// What is told of a block when the one before it fails or is skipped: that one is told of by itself.
    fn after(&self, stop: Stop, at: usize, word: &str) -> Stop {
        match stop {
            Stop::Fault(fault) if fault.code == Code::BlockSkipped => self.note.skipped(
                at,
                &format!("so is `{word}`, which comes before it"),
                "see what that one lacks",
            ),
            Stop::Fault(fault) => {
                let what = format!("`{word}`, which comes before it, fails: {}", fault.message);
                self.note.skipped(at, &what, "fix that one first")
            }
            stop => stop,
        }
    }

    /// Runs a file of the repository.
    fn file(&self, at: usize, word: &str) -> Result<(), Stop> {
        let fault = |message: String, help: &str| {
            let span = self.note.place(at, None);
            self.note.fault(Code::BlockFailed, span, message, help)
        };
        let real = self.world.site.join(word).canonicalize().ok();
        let root = self.world.root.canonicalize().ok();
        let Some(file) =
            real.filter(|real| real.is_file() && root.is_some_and(|root| real.starts_with(root)))
        else {
            let message = format!("`{word}` is not a file of the repository");
            return Err(fault(message, "correct `setup`: a path from the site's folder"));
        };
        let Some(language) = Language::of_file(word) else {
            let message = format!("`{word}` has no extension of a language that can be run");
            return Err(fault(message, "end its name in `.sh`, `.py` or `.js`"));
        };
        let time = self.time(at).max(folder::SETUP);
        let ran = self.folder.run(&Script::File(&file), language, time, &self.world.stop)?;
        match ran.end {
            End::Exited(0) => Ok(()),
            End::Stopped => Err(Stop::Asked),
            end => Err(fault(format!("`{word}` {}", ended(end, time)), &printed(&ran.output))),
        }
    }

    fn time(&self, at: usize) -> std::time::Duration {
        self.note.fence(at).doctest.timeout.unwrap_or(TIMEOUT)
    }

    fn run(&self, at: usize, language: Language) -> Result<(), Stop> {
        let (block, fence, time) = (&self.note.blocks[at], self.note.fence(at), self.time(at));
        if let Some(program) = self.folder.lacking(language) {
            return Err(self.note.lacks(at, &format!("`{program}` is not installed")));
        }
        let printed = if language == Language::Session {
            self.session(at)?
        } else {
            let script = Script::Block { code: &block.code, title: fence.title, number: at };
            let ran = self.folder.run(&script, language, time, &self.world.stop)?;
            let line = language::failed_line(&ran.output, language, &self.folder, at);
            self.judge(at, (ran.end, line), &ran.output)?;
            ran.output
        };
        self.shown_apart(fence.doctest.name, &printed)
    }

    /// Holds an end against what is expected.
    fn judge(&self, at: usize, (end, line): (End, Option<usize>), output: &str) -> Result<(), Stop> {
        let expect = self.note.fence(at).doctest.expect.unwrap_or(Expect::Status(0));
        let span = || self.note.place(at, line);
        match (end, expect) {
            (End::Stopped, _) => Err(Stop::Asked),
            (End::Exited(status), Expect::Status(expected)) if status == expected => Ok(()),
            (End::Exited(0), Expect::Text(text)) if output.contains(text) => Ok(()),
            (End::Exited(0), Expect::Text(text)) => {
                let message = format!("`{text}` is not in the output of the block");
                Err(self.note.fault(Code::BlockFailed, span(), message, &printed(output)))
            }
            (end, expect) => {
                let wanted = match expect {
                    Expect::Status(status) if status != 0 => format!(", and not with {status}"),
                    _ => String::new(),
                };
                let message = format!("the block {}{wanted}", ended(end, self.time(at)));
                Err(self.note.fault(Code::BlockFailed, span(), message, &printed(output)))
            }
        }
    }

    /// Runs a terminal session, and holds what its commands print against what is shown.
    fn session(&self, at: usize) -> Result<String, Stop> {
        let block = &self.note.blocks[at];
        let line = |line: usize| block.line(self.note.text, line);
        let steps = session::steps(&block.code).map_err(|(at, why)| {
            self.note.fault(
                Code::BlockFailed,
                line(at),
                format!("the session can't be run: {why}"),
                "correct the block",
            )
        })?;
        let script = Script::Session { steps: &steps, number: at };
        let ran = self.folder.run(&script, Language::Session, self.time(at), &self.world.stop)?;
        let (outputs, rest) = session::outputs(&ran.output, &self.folder.mark());
        // The last command may end the shell.
        let last = (outputs.len() + 1 == steps.len()).then(|| (rest.to_owned(), 0));
        for (number, (step, (output, status))) in steps.iter().zip(outputs.iter().chain(&last)).enumerate() {
            if number + 1 < steps.len() && *status != 0 {
                let message = format!("the command ends with status {status}");
                return Err(self.note.fault(Code::BlockFailed, line(step.line), message, &printed(output)));
            }
            if number == outputs.len() && !matches!(ran.end, End::Exited(_)) {
                break;
            }
            if step.shown.is_empty() {
                continue;
            }
            if let Some(different) = output::difference(&step.shown, output) {
                let first = step.line + step.text.matches('\n').count();
                let at = line(first + 1 + different.line.min(step.shown.len() - 1));
                return Err(self.differs(at, &different, step.shown.len()));
            }
        }
        // A command that ends the shell has no status of its own, and neither has one that takes too long.
        let (status, last) = match outputs.get(steps.len() - 1) {
            Some((output, status)) => (End::Exited(*status), output.as_str()),
            None => (ran.end, rest),
        };
        let place = steps.get(outputs.len().min(steps.len() - 1)).map(|step| step.line);
        if outputs.len() + 1 < steps.len() && matches!(status, End::Exited(_)) {
            let message = "the command ends the shell, before those below it ran".to_owned();
            let span = line(place.unwrap_or(1));
            return Err(self.note.fault(Code::BlockFailed, span, message, &printed(last)));
        }
        self.judge(at, (status, place), last)?;
        Ok(outputs.into_iter().map(|(output, _)| output).collect::<String>() + rest)
    }

    /// Holds what a block printed against the blocks that show it.
    fn shown_apart(&self, name: Option<&str>, output: &str) -> Result<(), Stop> {
        let Some(name) = name else { return Ok(()) };
        for (at, block) in self.note.blocks.iter().enumerate() {
            if self.note.fence(at).doctest.output != Some(name) {
                continue;
            }
            let shown: Vec<&str> = block.code.lines().collect();
            if let Some(different) = output::difference(&shown, output) {
                let span = block.line(self.note.text, (different.line + 1).min(shown.len()));
                return Err(self.differs(span, &different, shown.len()));
            }
        }
        Ok(())
    }

    fn differs(&self, span: Span, different: &output::Difference, shown: usize) -> Stop {
        let (message, help) = match &different.printed {
            None => ("this line is not printed".to_owned(), "remove it".to_owned()),
            Some(line) if different.line >= shown => {
                ("more is printed than the note shows".to_owned(), format!("add `{line}`, or `…`"))
            }
            Some(line) => (
                "another line is printed".to_owned(),
                format!("write `{line}`, or `…` for the part that differs"),
            ),
        };
        self.note.fault(Code::BlockOutput, span, message, &help)
    }
}

impl Tested<'_> {
    /// What parsing a block came to.
    pub(super) fn parsed(&self, at: usize, language: Language, parsed: Parsed) -> Result<(), Stop> {
        match parsed {
            Parsed::Well => Ok(()),
            Parsed::Fault { line, message } => {
                let message = format!("{} can't be parsed: {message}", language.name());
                Err(self.fault(Code::BlockSyntax, self.place(at, line), message, "correct the block"))
            }
            Parsed::Stopped => Err(Stop::Asked),
            Parsed::Lacks(program) => Err(self.lacks(at, &format!("`{program}` is not installed"))),
        }
    }

    /// Where a line of a block stands, from 1; the fence where none is known.
    fn place(&self, at: usize, line: Option<usize>) -> Span {
        let block = &self.blocks[at];
        line.map_or_else(|| block.fence(self.text), |line| block.line(self.text, line))
    }

    fn lacks(&self, at: usize, what: &str) -> Stop {
        self.skipped(at, what, "install it, or start it, and test again")
    }

    fn skipped(&self, at: usize, what: &str, help: &str) -> Stop {
        let message = format!("the block is skipped: {what}");
        self.fault(Code::BlockSkipped, self.place(at, None), message, help)
    }

    fn fault(&self, code: Code, span: Span, message: impl Into<String>, help: &str) -> Stop {
        Stop::Fault(Box::new(Diagnostic::new(code, self.path, span, message).help(help)))
    }
}

/// How something ended, in words.
fn ended(end: End, time: std::time::Duration) -> String {
    match end {
        End::Exited(status) => format!("ends with status {status}"),
        End::Signalled(signal) => format!("is ended by signal {signal}"),
        End::TimedOut => format!("takes longer than {} s", time.as_secs()),
        End::Endless => format!("prints more than {} MiB", process::ENDLESS / 1024 / 1024),
        End::Stopped => "was stopped".to_owned(),
    }
}

/// Lines of an output that a report shows.
const LINES_TOLD: usize = 12;

/// The end of what was printed.
fn printed(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let last = &lines[lines.len().saturating_sub(LINES_TOLD)..];
    if last.is_empty() {
        return "it printed nothing".to_owned();
    }
    let left_out = if lines.len() > last.len() { "…\n" } else { "" };
    format!("look at what it printed:\n{left_out}{}", last.join("\n"))
}
