//! What is wrong with the content, as values: a diagnostic is made where the fault is found, collected, and
//! rendered elsewhere. It knows nothing of terminals, and never stops a phase.
//!
//! The message is a lower-case fragment that names the culprit in backticks, without path or line; the help is
//! one imperative sentence.

pub mod code;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use code::Code;

use crate::path::SourcePath;
use crate::span::Span;

/// What a site does about a code: `[lints] code = "allow" | "warn" | "deny" | "withhold"`, each graver than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported as a warning.
    Warn,
    /// Reported as an error; the note is published all the same.
    Deny,
    /// Reported as an error; the note is not published.
    Withhold,
}

impl Level {
    /// The level of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            "withhold" => Some(Self::Withhold),
            _ => None,
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
            Self::Withhold => "withhold",
        }
    }

    /// Whether a command that meets such a fault ends with status 1.
    pub fn is_error(self) -> bool {
        self >= Self::Deny
    }
}

/// How bad a fault is, to those who read a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// A command that meets it ends with status 1.
    Error,
    /// One that meets nothing worse ends well.
    Warning,
}

impl Severity {
    /// The word for it: `error`, `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Another place that plays a part, with what is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The file; often the diagnostic's own.
    pub path: SourcePath,
    /// The place.
    pub span: Span,
    /// What is there: "first used here".
    pub text: String,
}

/// A change of the source that mends the fault and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does: "replace `titel` by `title`".
    pub title: String,
    /// The file that it changes; most often the diagnostic's own.
    pub path: SourcePath,
    /// The bytes to replace; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of fault.
    pub code: Code,
    /// What is done about it; the code's level, which a site or a note can change.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub path: SourcePath,
    /// The exact place: a key, a value, a link's target.
    pub span: Span,
    /// What to see at the place, when the message does not say it already.
    pub label: Option<String>,
    /// Other places in play.
    pub related: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The path of the field: `score.quality`, `stack[2].version`.
    pub key: Option<String>,
    /// The one right correction, where there is one.
    pub fix: Option<Fix>,
    /// The text that it points at, where who found it knows; it takes no part in what is shown.
    pub pointed: Option<Box<str>>,
    /// What it has in common with others of its code and file, of which a report shows the first; None if it stands by itself.
    pub alike: Option<Box<str>>,
}

impl Diagnostic {
    /// A fault at a place, with the default severity of its code.
    pub fn new(code: Code, path: &SourcePath, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.default_level(),
            message: message.into(),
            path: path.clone(),
            span,
            label: None,
            related: Vec::new(),
            help: None,
            key: None,
            fix: None,
            pointed: None,
            alike: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what to see at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds the text that it points at.
    #[must_use]
    pub fn pointed(mut self, text: &str) -> Self {
        self.pointed = Some(text.into());
        self
    }

    /// Makes it one of many: the first stands for all that have this in common.
    #[must_use]
    pub fn alike(mut self, with: &str) -> Self {
        self.alike = Some(with.into());
        self
    }

    /// Names the field.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Adds another place in play.
    #[must_use]
    pub fn related(mut self, path: &SourcePath, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { path: path.clone(), span, text: text.into() });
        self
    }

    /// Adds the one right correction.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let (path, title, replacement) = (self.path.clone(), title.into(), replacement.into());
        self.fix_elsewhere(Fix { title, path, span, replacement })
    }

    /// Adds a correction of what is written at a place, where there is one right text for it.
    #[must_use]
    pub fn replace(self, written: &str, span: Span, right: Option<String>) -> Self {
        match right {
            Some(right) => self.fix(format!("replace `{written}` by `{right}`"), span, right),
            None => self,
        }
    }

    /// Adds the one right correction, of another file.
    #[must_use]
    pub fn fix_elsewhere(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Whether another one is the same fault, whatever brought it about.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.code, &self.path, self.span, &self.message)
            == (other.code, &other.path, other.span, &other.message)
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        if self.is_error() { Severity::Error } else { Severity::Warning }
    }

    /// Whether a command that meets it ends with status 1.
    pub fn is_error(&self) -> bool {
        self.level.is_error()
    }

    /// Whether it keeps its file from being published.
    pub fn withholds(&self) -> bool {
        self.level == Level::Withhold
    }
}

/// How many faults of a code and a level there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The code.
    pub code: Code,
    /// The level.
    pub level: Level,
    /// How many; never none.
    pub count: usize,
}

/// Counts faults by code and level: the gravest level first, then the most.
pub fn counted(diagnostics: &[Diagnostic]) -> Vec<Counted> {
    let mut counts: BTreeMap<(Code, Level), usize> = BTreeMap::new();
    for fault in diagnostics {
        *counts.entry((fault.code, fault.level)).or_default() += 1;
    }
    let one = |((code, level), count)| Counted { code, level, count };
    let mut counted: Vec<Counted> = counts.into_iter().map(one).collect();
    counted.sort_by_key(|one| (Reverse(one.level), Reverse(one.count), one.code));
    counted
}

/// Orders faults as they are reported: by path, then by place, then by code.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics
        .sort_by(|a, b| (&a.path, a.span, a.code, &a.message).cmp(&(&b.path, b.span, b.code, &b.message)));
}
