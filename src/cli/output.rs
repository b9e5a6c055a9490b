//! What a command prints: results on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style as Ansi};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::{Colour, Common};
use crate::report::human::Style;
use crate::report::visible;

/// The terminal, or what stands in its place.
#[derive(Debug)]
pub(super) struct Terminal {
    choice: ColorChoice,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    pub(super) fn new(common: &Common) -> Self {
        let choice = match common.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        Self { choice, quiet: common.quiet, verbose: common.verbose }
    }

    /// How reports on standard output are to look.
    pub(super) fn style(&self) -> Style {
        match self.choice {
            ColorChoice::Never => Style::Plain,
            ColorChoice::Always | ColorChoice::AlwaysAnsi => Style::Coloured,
            ColorChoice::Auto => {
                if AutoStream::choice(&io::stdout()) == ColorChoice::Never {
                    Style::Plain
                } else {
                    Style::Coloured
                }
            }
        }
    }

    /// How reports on standard error are to look.
    pub(super) fn error_style(&self) -> Style {
        match self.choice {
            ColorChoice::Auto if AutoStream::choice(&io::stderr()) == ColorChoice::Never => Style::Plain,
            ColorChoice::Never => Style::Plain,
            _ => Style::Coloured,
        }
    }

    /// Prints a part of the result.
    pub(super) fn result(&mut self, text: &str) -> io::Result<()> {
        self.result_bytes(text.as_bytes())
    }

    /// Prints a part of the result, as it is.
    pub(super) fn result_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = AutoStream::new(io::stdout().lock(), self.choice);
        stdout.write_all(bytes)?;
        stdout.flush()
    }

    /// Prints bytes that are for a program, as they are: a colour stream would leave out the signs that part them.
    pub(super) fn raw_bytes(bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()
    }

    /// Prints a report to standard error, even when quiet.
    pub(super) fn report(&mut self, text: &str) {
        let mut stderr = AutoStream::new(io::stderr().lock(), self.choice);
        let _ = stderr.write_all(text.as_bytes());
    }

    /// Tells what was done; not when quiet.
    pub(super) fn say(&mut self, text: &str) {
        if !self.quiet {
            self.report(&format!("{text}\n"));
        }
    }

    /// Tells what was done, with its first word in colour.
    pub(super) fn done(&mut self, verb: &str, text: &str) {
        let style = Ansi::new().bold().fg_color(Some(AnsiColor::Green.into()));
        self.say(&format!("{style}{verb}{style:#} {text}"));
    }

    /// Tells details; only when verbose.
    pub(super) fn detail(&mut self, text: &str) {
        if self.verbose {
            self.report(&format!("{text}\n"));
        }
    }

    /// Says why a command could not do its job.
    pub(super) fn error(&mut self, error: &anyhow::Error) {
        let style = Ansi::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let mut text = format!("{style}error{style:#}: {}\n", visible(&error.to_string()));
        for cause in error.chain().skip(1) {
            text.push_str(&format!("  because: {}\n", visible(&cause.to_string())));
        }
        self.report(&text);
    }

    /// A progress bar over so many steps; nothing shows where there is no terminal, or when quiet.
    pub(super) fn progress(&self, steps: usize, what: &str) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {pos}/{len}") {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_message(what.to_owned());
        bar
    }
}

/// A time as a person reads it: `12 ms`, `3.40 s`.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1.0 => format!("{:.0} ms", seconds * 1e3),
        seconds => format!("{seconds:.2} s"),
    }
}
