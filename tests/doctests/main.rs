//! What `fieldnotes test` makes of blocks, with the programs that run and parse them.
//!
//!     cargo test --test doctests
//!
//! It needs bash, Python with pglast, Node, nginx, logrotate and systemd-analyze, and what the blocks of the manual name; so it stands
//! apart from `cargo test`, and `.ci/run` runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails, and says where")]
#![allow(clippy::disallowed_methods, reason = "tests make and read the folders they look at")]

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod support;

// The own notes.
mod own;

// What each language makes of a block that is right, and of one that is wrong.
mod languages;

// What a run sees, what comes before it, what it leaves behind.
mod runs;

use support::{PATIENCE, Project, Run};

/// A site with one note. Its blocks have as much time as a test has, where they do not say: no test is about how fast a machine is.
pub(crate) fn site(body: &str) -> Project {
    let patient = |line: &str| match line {
        timed if timed.contains("timeout=") => timed.to_owned(),
        other => other.replace("check=run", &format!("check=run timeout={}s", PATIENCE.as_secs())),
    };
    let body: String = body.split_inclusive('\n').map(patient).collect();
    let project = Project::new("");
    project.write(
        "content/notes/a.md",
        format!("---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: S.\n---\n{body}"),
    );
    project
}

/// `fieldnotes test --run` on it.
pub(crate) fn tested(body: &str) -> Run {
    site(body).run(&["test", "--run"])
}
