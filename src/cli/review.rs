//! `fieldnotes review`: the notes of a site by the state of their review, and what is written into them.

mod changed;
mod found;
mod four_eyes;
mod hash;
mod issues;
mod record;
mod since;

use std::path::Path;

use anyhow::Result;
use found::Found;

use super::args::{Common, Review, ReviewAction, ReviewFormat};
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::model::review::State;
use crate::report::review::{Reviews, github, human, json, markdown};
use crate::report::{count, visible};

pub(super) fn run(args: &Review, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    context::warn_of_move(&site, terminal);
    match &args.action {
        Some(ReviewAction::Accept(args)) => record::accept(args, &site, terminal),
        Some(ReviewAction::Defer(args)) => record::defer(args, &site, terminal),
        Some(ReviewAction::Retire(args)) => record::retire(args, &site, terminal),
        Some(ReviewAction::Issues(args)) => issues::run(args, &site, terminal),
        Some(ReviewAction::Hash(args)) => hash::run(args, &site, terminal),
        None => list(args, &site, terminal),
    }
}

fn list(args: &Review, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let found = Found::of(site, terminal)?;
    let today = context::today(args.today);
    let all = found.reviews(site, (&args.paths, args.owner.as_deref()), today, terminal)?;
    if let Some(since) = &args.changed_since {
        changed::tell(args, since, (&found.engine, &found.build), &all, terminal)?;
        found.tell_of_unread(terminal);
        return Ok(ExitStatus::Clean);
    }
    let reviews = Reviews::new(&all, &args.state, today);
    let text = match args.format {
        ReviewFormat::Human => human(&reviews, terminal.style()),
        ReviewFormat::Json => json(&reviews),
        ReviewFormat::Markdown => markdown(&reviews),
        ReviewFormat::Github => {
            github(&reviews, &|path| found.build.text(path), &context::site_in_repository(site))
        }
    };
    terminal.result(&text)?;
    found.tell_of_unread(terminal);
    if reviews.unknown() > 0 {
        let unknown = reviews.unknown();
        let (notes, watch) = (count(unknown, "note"), if unknown == 1 { "watches" } else { "watch" });
        terminal.report(&format!(
            "nobody can tell whether what {notes} {watch} has changed: `fieldnotes check` shows why\n"
        ));
    }
    let overdue = reviews.count(State::Overdue);
    match args.max_overdue.filter(|most| overdue > *most) {
        Some(most) => {
            terminal.report(&visible(&format!("{} overdue, {most} allowed\n", count(overdue, "note"))));
            Ok(ExitStatus::Faults)
        }
        None => Ok(ExitStatus::Clean),
    }
}
