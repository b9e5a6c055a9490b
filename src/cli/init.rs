//! `fieldnotes init`: a new site that builds at once.

use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::args::Init;
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::write::atomic;

const SITE: &str = "\
# The settings of this site. Everything but title and base_url has a default;
# the manual lists all of them.
title = \"Field notes\"
base_url = \"http://localhost:4000\" # where the site is published
description = \"What we changed, why, and how to undo it.\"
";

pub(super) fn run(args: &Init, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = args.dir.join(crate::config::FILE);
    let note = args.dir.join("content/notes/first-note.md");
    for file in [&site, &note] {
        if file.symlink_metadata().is_ok() {
            bail!("`{}` already exists; nothing was changed", file.display());
        }
    }
    create(&site, SITE)?;
    create(&note, &first_note(&context::today(None).to_string()))?;
    let shown = context::shown(&args.dir);
    terminal.done("Made", &format!("`{}` and `{}`", context::shown(&site), context::shown(&note)));
    let go = if shown == "." || shown.is_empty() { String::new() } else { format!("cd {shown} && ") };
    terminal.say(&format!("  next: {go}fieldnotes build"));
    Ok(ExitStatus::Clean)
}

fn create(path: &Path, text: &str) -> Result<()> {
    atomic::create(path, text.as_bytes())
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                anyhow::anyhow!("`{}` already exists; nothing was changed", path.display())
            }
            _ => anyhow::Error::from(error),
        })
        .with_context(|| format!("`{}` can't be created", path.display()))
}

fn first_note(today: &str) -> String {
    format!(
        "---
title: Write down what you changed
date: {today}
topic: maintenance notes
summary: A note says what was changed, how to check it, and how to undo it.
stack:
  - fieldnotes
owner: Platform team
revision:
  status: drafted
  version: 0.1.0
checklist:
  - Replace this text with what you did
  - Run `fieldnotes check`
change:
  reason: A fix that nobody wrote down is made twice.
  expected_result: The next person on call finds this note, and trusts it.
  rollback: Delete this file.
---

Say in two sentences what was wrong and what you did about it.

## Check

```console
$ fieldnotes check
```

## Roll back

Name the command that undoes the change, and what to watch while it runs.
"
    )
}
