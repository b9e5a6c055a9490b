//! Terminal sessions: which lines of a console block are commands, where each command ends, and what is output.
//!
//! A block is read by the prompt that it begins with: a line that begins like another prompt is output, unless the command
//! before it opened that other shell. A command goes on over lines as its shell would read it: here-documents, quotes, a
//! last `\`, `|` or `&&`, loops. Where a command has no end in the block, the session is cut, and says why: half a command
//! must not be copied.

mod further;
mod opener;
mod prompt;
mod shell;
mod start;
mod statement;

use prompt::{Prompt, Strength, Style};

/// How the lines behind a prompt are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Bash and its relatives.
    Shell,
    /// PowerShell.
    PowerShell,
    /// The command line of Windows.
    Batch,
    /// A client of a database.
    Sql,
    /// Python's own prompt.
    Python,
    /// Ruby's own prompt.
    Ruby,
    /// Anything else: a line is a command.
    Plain,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The first line of a command.
    Command(Dialect),
    /// A further line of the command before it.
    Continued,
    /// What the terminal answered.
    Output,
}

/// A line of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'c> {
    /// The prompt, with the blank behind it; empty where none is shown.
    pub prompt: &'c str,
    /// What stands behind it.
    pub text: &'c str,
    /// What the line is.
    pub role: Role,
}

/// Why a command has no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// A here-document lacks its last line, which is this.
    Document(String),
    /// A quote is never closed.
    Quote,
    /// A loop, a bracket, a last `\` or the like lacks what has to follow.
    More,
}

/// Where a session is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The line that the command begins in, from 1.
    pub line: usize,
    /// What it lacks.
    pub why: Unfinished,
}

/// A terminal session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session<'c> {
    /// Every line.
    pub lines: Vec<Line<'c>>,
    /// The first command that has no end.
    pub cut: Option<Cut>,
}

/// How many lines a command has, and how long the prompt of each but the first is.
struct Extent {
    prompts: Vec<usize>,
    unfinished: Option<Unfinished>,
}

impl Extent {
    /// A command of one line.
    fn line() -> Self {
        Self { prompts: Vec::new(), unfinished: None }
    }
}

impl<'c> Session<'c> {
    /// Reads a session.
    pub fn read(code: &'c str) -> Self {
        let lines: Vec<&str> = code.lines().collect();
        let mut session = Self::default();
        let start = start::find(&lines).unwrap_or(lines.len());
        session.lines.extend(lines[..start].iter().map(|line| output(line)));
        if let Some(first) = lines.get(start) {
            let indent = first.len() - first.trim_start().len();
            let mut reader = Reader { lines: &lines, indent, open: Vec::new(), last: "" };
            reader.read(start, &mut session);
        }
        session
    }
}

/// Reads the lines from the first prompt on.
struct Reader<'l, 'c> {
    lines: &'l [&'c str],
    /// Blanks before each line.
    indent: usize,
    /// The prompts of the shells that were opened one within the other.
    open: Vec<Style<'c>>,
    /// The first line of the last command.
    last: &'c str,
}

impl<'c> Reader<'_, 'c> {
    fn read(&mut self, start: usize, session: &mut Session<'c>) {
        let mut at = start;
        while let Some(line) = self.lines.get(at) {
            let Some(prompt) = self.prompt(at) else {
                session.lines.push(output(line));
                at += 1;
                continue;
            };
            let (shown, text) = line.split_at(self.indent + prompt.length);
            session.lines.push(Line { prompt: shown, text, role: Role::Command(prompt.dialect) });
            // Once half a command was found nothing of the block is copied, and no more ends are looked for.
            let extent = if session.cut.is_none() { self.extent(at, text, &prompt) } else { Extent::line() };
            for (line, length) in self.lines[at + 1..].iter().zip(&extent.prompts) {
                let (prompt, text) = line.split_at(*length);
                session.lines.push(Line { prompt, text, role: Role::Continued });
            }
            if let Some(why) = extent.unfinished {
                session.cut = Some(Cut { line: at + 1, why });
            }
            at += 1 + extent.prompts.len();
            self.last = text;
        }
    }

    /// The prompt of a line, if this is where one is expected.
    fn prompt(&mut self, at: usize) -> Option<Prompt<'c>> {
        let found = self.candidate(at)?;
        if let Some(known) = self.open.iter().position(|style| *style == found.style) {
            self.open.truncate(known + 1);
            return Some(found);
        }
        let is_first = self.open.is_empty();
        let is_opened = opener::opens(self.last, &found)
            || (found.strength == Strength::Strong && !opener::prints(self.last));
        if !is_first && !is_opened {
            return None;
        }
        self.open.push(found.style);
        Some(found)
    }

    /// What looks like a prompt.
    fn candidate(&self, at: usize) -> Option<Prompt<'c>> {
        let (_, line) = self.unindented(at)?;
        prompt::find(line).filter(|found| !start::is_prose(found, line, self.last))
    }

    /// A line without the blanks that stand before each line of the block, and how many bytes these have.
    fn unindented(&self, at: usize) -> Option<(usize, &'c str)> {
        let line = *self.lines.get(at)?;
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = blanks.min(self.indent);
        Some((indent, &line[indent..]))
    }

    /// How far a command goes.
    fn extent(&self, at: usize, text: &str, prompt: &Prompt<'c>) -> Extent {
        match prompt.dialect {
            Dialect::Shell => self.follow(at, text, prompt, &shell::Shell::default()),
            Dialect::PowerShell => self.follow(at, text, prompt, &statement::PowerShell::default()),
            Dialect::Batch => self.follow(at, text, prompt, &statement::Batch::default()),
            Dialect::Sql => self.follow(at, text, prompt, &statement::Sql::default()),
            Dialect::Python => self.follow(at, text, prompt, &statement::Python::default()),
            Dialect::Ruby | Dialect::Plain => self.follow(at, text, prompt, &statement::Plain),
        }
    }

    /// Reads lines until the command is whole: first those behind prompts for further lines, then as they stand.
    fn follow<G: Grammar>(&self, at: usize, text: &str, prompt: &Prompt<'c>, start: &G) -> Extent {
        let mut first = start.clone();
        first.line(text);
        if let Some(extent) = self.prompted(at, prompt, first.clone()) {
            return extent;
        }
        let mut state = first;
        let mut prompts = Vec::new();
        let mut at = at;
        loop {
            let Some(unfinished) = state.unfinished() else { return Extent { prompts, unfinished: None } };
            at += 1;
            let is_prompt = || self.candidate(at).is_some_and(|found| found.style == prompt.style);
            match self.unindented(at) {
                Some((indent, line)) if state.takes(line) && (state.takes_prompts() || !is_prompt()) => {
                    // Behind a document a command may go on with a prompt.
                    let goes_on = unfinished == Unfinished::More && !state.takes_prompts();
                    let length = further::find(line, prompt).filter(|_| goes_on).unwrap_or(0);
                    state.line(&line[length..]);
                    prompts.push(indent + length);
                }
                _ => return G::cut(unfinished),
            }
        }
    }

    /// The lines behind prompts for further lines, if they make the command whole.
    fn prompted<G: Grammar>(&self, at: usize, prompt: &Prompt<'c>, mut state: G) -> Option<Extent> {
        let mut prompts = Vec::new();
        while state.goes_on() {
            let further = self.unindented(at + 1 + prompts.len()).and_then(|(indent, line)| {
                let length = further::find(line, prompt)?;
                Some((indent + length, &line[length..]))
            });
            let Some((length, text)) = further else { break };
            state.line(text);
            prompts.push(length);
        }
        (!prompts.is_empty() && state.unfinished().is_none()).then_some(Extent { prompts, unfinished: None })
    }
}

/// When a command is whole.
trait Grammar: Clone {
    /// Reads a line.
    fn line(&mut self, text: &str);

    /// What the command lacks; nothing when it is whole.
    fn unfinished(&self) -> Option<Unfinished>;

    /// Whether a line behind a prompt for further lines belongs to the command.
    fn goes_on(&self) -> bool {
        self.unfinished().is_some()
    }

    /// Whether a line without a prompt can belong to the command.
    fn takes(&self, _line: &str) -> bool {
        true
    }

    /// Whether a line can belong to the command though it begins with a prompt.
    fn takes_prompts(&self) -> bool {
        false
    }

    /// What is made of a command that has no end.
    fn cut(unfinished: Unfinished) -> Extent {
        Extent { prompts: Vec::new(), unfinished: Some(unfinished) }
    }
}

fn output(text: &str) -> Line<'_> {
    Line { prompt: "", text, role: Role::Output }
}

#[cfg(test)]
mod tests;
