//! `fieldnotes lsp`: what editors start.

use std::io::IsTerminal;

use anyhow::Result;

use super::output::Terminal;
use super::{ExitStatus, context};
use crate::lsp::{self, Surroundings};
use crate::watch::{self, Notice, Way};

pub(super) fn run(terminal: &mut Terminal) -> Result<ExitStatus> {
    if std::io::stdin().is_terminal() {
        terminal.report("waiting for an editor on standard input; it is editors that start this command\n");
    }
    let surroundings = Surroundings {
        today: || context::today(None),
        now: context::now,
        follow: |site, mut tell| {
            let hint = move |notice| match notice {
                Notice::Hint(hint) => tell(hint),
                Notice::Lost(_) => true,
            };
            watch::watch(site, Way::Events, hint);
        },
    };
    let was_ended = lsp::run(surroundings)?;
    Ok(if was_ended { ExitStatus::Clean } else { ExitStatus::Failed })
}
