//! `fieldnotes lsp`: what editors start.

use anyhow::Result;

use super::{ExitStatus, context};
use crate::lsp::{self, Surroundings};
use crate::watch::{self, Notice, Way};

pub(super) fn run() -> Result<ExitStatus> {
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
