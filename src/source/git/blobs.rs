//! What files held in the past: one `git cat-file` for all of them.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};

use super::{Git, Running};

/// A `git cat-file` that waits to be asked.
pub(super) struct Blobs {
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
    _running: Running,
}

impl Blobs {
    pub(super) fn open(git: &Git) -> Result<Self, String> {
        let mut command = git.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("git can't be started: {error}"))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (asked, answers) = pipes.ok_or("git can't be queried")?;
        Ok(Self { asked, answers: BufReader::new(answers), _running: Running(child) })
    }

    /// What a file held, by the id of that; None if the clone lacks it.
    pub(super) fn read(&mut self, id: &str) -> Option<Vec<u8>> {
        writeln!(self.asked, "{id}").ok()?;
        self.asked.flush().ok()?;
        let mut head = String::new();
        self.answers.read_line(&mut head).ok()?;
        // "ID blob SIZE", else "ID missing"; another program of git may end here, and then nothing is read.
        let size: u64 = head.trim_end().split_once(" blob ")?.1.parse().ok()?;
        let mut bytes = Vec::new();
        self.answers.by_ref().take(size).read_to_end(&mut bytes).ok()?;
        let mut end = [0];
        self.answers.read_exact(&mut end).ok()?;
        (bytes.len() as u64 == size).then_some(bytes)
    }
}
