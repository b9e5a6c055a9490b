//! `fieldnotes review`: the notes of a site by the state of their review, and what is written into them.

mod changed;
mod four_eyes;
mod record;
mod since;

use std::path::Path;

use anyhow::Result;

use super::args::{Common, Review, ReviewAction, ReviewFormat};
use super::output::Terminal;
use super::scope::Scope;
use super::{ExitStatus, context};
use crate::diagnostic::Diagnostic;
use crate::engine::store::Store;
use crate::engine::{Engine, Options, hides_notes};
use crate::model::review::{State, reviews};
use crate::report::review::{Reviews, github, human, json, markdown};
use crate::report::{count, visible};
use crate::source::disk::Disk;

pub(super) fn run(args: &Review, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    context::warn_of_move(&site, terminal);
    match &args.action {
        Some(ReviewAction::Accept(args)) => record::accept(args, &site, terminal),
        Some(ReviewAction::Defer(args)) => record::defer(args, &site, terminal),
        Some(ReviewAction::Retire(args)) => record::retire(args, &site, terminal),
        None => list(args, &site, terminal),
    }
}

fn list(args: &Review, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let scopes: Vec<Scope> = args.paths.iter().map(|path| Scope::new(site, path)).collect::<Result<_>>()?;
    let store = std::sync::Arc::new(Store::open(site, context::now));
    let engine = Engine::new(Box::new(Disk::new(site)), Options::default(), std::sync::Arc::clone(&store));
    let build = engine.load()?;
    context::remembered(store.commit(), terminal);
    let unread: Vec<&Diagnostic> =
        build.diagnostics.iter().filter(|fault| hides_notes(&build.config, &build.corpus, fault)).collect();
    let today = context::today(args.today);
    let is_asked_for = |review: &crate::model::review::Review<'_>| {
        let is_in = scopes.is_empty() || scopes.iter().any(|scope| scope.holds(review.path()));
        is_in && args.owner.as_deref().is_none_or(|owner| review.owner().unwrap_or("") == owner)
    };
    let mut all = reviews(&build.site, &build.corpus, today);
    all.retain(is_asked_for);
    if let Some(since) = &args.changed_since {
        changed::tell(args, since, (&engine, &build), &all, terminal)?;
        tell_unread(&unread, terminal);
        return Ok(ExitStatus::Clean);
    }
    let found = Reviews::new(&all, &args.state, today);
    let text = match args.format {
        ReviewFormat::Human => human(&found, terminal.style()),
        ReviewFormat::Json => json(&found),
        ReviewFormat::Markdown => markdown(&found),
        ReviewFormat::Github => github(&found, &|path| build.text(path), &context::site_in_repository(site)),
    };
    terminal.result(&text)?;
    tell_unread(&unread, terminal);
    let overdue = found.count(State::Overdue);
    match args.max_overdue.filter(|most| overdue > *most) {
        Some(most) => {
            terminal
                .report(&visible(&format!("{} overdue, and {most} are allowed\n", count(overdue, "note"))));
            Ok(ExitStatus::Faults)
        }
        None => Ok(ExitStatus::Clean),
    }
}

fn tell_unread(unread: &[&Diagnostic], terminal: &mut Terminal) {
    if !unread.is_empty() {
        let files = count(unread.len(), "fault");
        terminal.report(&format!("not all notes could be read: `fieldnotes check` tells of {files}\n"));
    }
}
