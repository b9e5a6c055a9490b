//! `review issues`: for each owner a text that lists what wants a review, for a job to post.

use std::path::Path;

use anyhow::Result;

use super::super::args::{IssueFormat, Issues};
use super::super::output::Terminal;
use super::super::{ExitStatus, context};
use super::found::Found;
use crate::report::issues::{issues, json, markdown};

pub(super) fn run(args: &Issues, site: &Path, terminal: &mut Terminal) -> Result<ExitStatus> {
    let found = Found::of(site, terminal)?;
    let today = context::today(args.today);
    let all = found.reviews(site, (&args.paths, args.owner.as_deref()), today, terminal)?;
    let config = &found.build.config;
    let issues = issues(&all, &args.state, (&config.title, &config.own_base_url));
    let text = match args.format {
        IssueFormat::Markdown => markdown(&issues),
        IssueFormat::Json => json(&issues),
    };
    terminal.result(&text)?;
    found.tell_of_unread(terminal);
    Ok(ExitStatus::Clean)
}
