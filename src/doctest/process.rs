//! Runs a program to its end, for a bounded time and with a bounded output, and ends what it leaves behind.
//!
//! Whatever a block starts in the background is a child of ours in the end, daemons too: Linux gives orphans to the nearest
//! process that asks for them. Elsewhere the process group is ended, which a daemon leaves.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Most bytes of an output: a program that prints more is ended.
pub(super) const ENDLESS: u64 = 4 * 1024 * 1024;
/// How long a program has to end by itself when it is told to.
const GRACE: Duration = Duration::from_secs(2);
/// Time between two looks at a program that runs.
const TICK: Duration = Duration::from_millis(5);

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ran {
    /// How it ended.
    pub(super) end: End,
    /// What it printed, on either stream.
    pub(super) output: String,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a status.
    Exited(i32),
    /// By a signal.
    Signalled(i32),
    /// It was ended, for it took too long.
    TimedOut,
    /// It was ended, for it printed too much.
    Endless,
    /// It was ended, for somebody wanted to stop.
    Stopped,
}

/// Runs a program in a folder. It reads nothing, and its environment is the one given.
pub(super) fn run(
    command: &mut Command,
    folder: &Path,
    timeout: Duration,
    stop: &AtomicBool,
) -> io::Result<Ran> {
    let (reader, writer) = io::pipe()?;
    command.current_dir(folder).stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer.try_clone()?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let output = Output::read(reader, writer);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break end_of(status);
        }
        let reason = if stop.load(Ordering::Relaxed) {
            Some(End::Stopped)
        } else if begun.elapsed() >= timeout {
            Some(End::TimedOut)
        } else {
            (output.length() > ENDLESS).then_some(End::Endless)
        };
        if let Some(reason) = reason {
            end_group(&mut child);
            break reason;
        }
        std::thread::sleep(TICK);
    };
    let (output, length) = output.up_to_now()?;
    let end = if length > ENDLESS && matches!(end, End::Exited(_)) { End::Endless } else { end };
    Ok(Ran { end, output })
}

/// What a program prints, as it comes.
struct Output {
    writer: PipeWriter,
    /// What nobody else writes: where it comes, all has come that was written before.
    mark: Vec<u8>,
    length: Arc<AtomicU64>,
    kept: Receiver<Vec<u8>>,
}

impl Output {
    /// Reads a pipe to its end. What is left in the background may go on writing long after the program has ended, and would end
    /// if nobody read that.
    fn read(mut reader: PipeReader, writer: PipeWriter) -> Self {
        let mark = format!("\u{1}{:x}\u{1}", RandomState::new().hash_one(0)).into_bytes();
        let (length, (send, kept)) = (Arc::<AtomicU64>::default(), channel());
        let (count, sought) = (Arc::clone(&length), mark.clone());
        std::thread::spawn(move || {
            let (mut kept, mut room) = (Some(Vec::new()), [0; 8192]);
            while let Ok(read @ 1..) = reader.read(&mut room) {
                count.fetch_add(read as u64, Ordering::Relaxed);
                let Some(bytes) = &mut kept else { continue };
                let from = bytes.len().saturating_sub(sought.len());
                bytes.extend_from_slice(&room[..read]);
                if let Some(at) = bytes[from..].windows(sought.len()).position(|window| window == sought) {
                    bytes.truncate(from + at);
                    let _ = send.send(kept.take().unwrap_or_default());
                } else if bytes.len() as u64 > ENDLESS * 2 {
                    bytes.drain(..ENDLESS as usize);
                }
            }
        });
        Self { writer, mark, length, kept }
    }

    fn length(&self) -> u64 {
        self.length.load(Ordering::Relaxed)
    }

    /// All that was written so far, and how much it was; of very much the end.
    fn up_to_now(mut self) -> io::Result<(String, u64)> {
        self.writer.write_all(&self.mark)?;
        let bytes = self.kept.recv().unwrap_or_default();
        Ok((String::from_utf8_lossy(&bytes).into_owned(), self.length() - self.mark.len() as u64))
    }
}

fn end_of(status: ExitStatus) -> End {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return End::Signalled(signal);
    }
    End::Exited(status.code().unwrap_or(1))
}

/// Ends a program and those of its group.
fn end_group(child: &mut Child) {
    signal_group(child, Force::Ask);
    let begun = Instant::now();
    while begun.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
        std::thread::sleep(TICK);
    }
    signal_group(child, Force::Kill);
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// How a process is ended.
#[derive(Clone, Copy)]
enum Force {
    Ask,
    Kill,
}

#[cfg(unix)]
fn signal_group(child: &Child, force: Force) {
    if let Some(group) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        // Its processes may all have ended.
        let _ = rustix::process::kill_process_group(group, signal_of(force));
    }
}

#[cfg(not(unix))]
fn signal_group(_: &Child, _: Force) {}

#[cfg(unix)]
fn signal_of(force: Force) -> rustix::process::Signal {
    match force {
        Force::Ask => rustix::process::Signal::TERM,
        Force::Kill => rustix::process::Signal::KILL,
    }
}

/// The processes that were there before a test: whoever started this program may have left it some.
#[derive(Debug)]
pub(super) struct Before(#[cfg(target_os = "linux")] Vec<i32>);

/// From here on orphans of what is run are children of this process.
#[cfg(target_os = "linux")]
pub(super) fn adopt_orphans() -> Before {
    // A kernel that does not know this leaves daemons running, and nothing worse.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    Before(descendants(rustix::process::getpid().as_raw_nonzero().get(), &[]))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn adopt_orphans() -> Before {
    Before()
}

/// Ends all that was left behind: first it is asked to end, then it is ended.
#[cfg(target_os = "linux")]
pub(super) fn end_what_is_left(before: &Before) {
    let begun = Instant::now();
    let mut force = Force::Ask;
    loop {
        // Those that have ended are let go of.
        while let Ok(Some(_)) = rustix::process::wait(rustix::process::WaitOptions::NOHANG) {}
        let left = descendants(rustix::process::getpid().as_raw_nonzero().get(), &before.0);
        if left.is_empty() || begun.elapsed() > GRACE * 3 {
            return;
        }
        for pid in left.into_iter().filter_map(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, signal_of(force));
        }
        std::thread::sleep(TICK * 4);
        if begun.elapsed() > GRACE {
            force = Force::Kill;
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn end_what_is_left(_: &Before) {}

/// The processes below one, as the kernel tells of them; not some others, nor what is below them.
#[cfg(target_os = "linux")]
fn descendants(of: i32, others: &[i32]) -> Vec<i32> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is no file of a site, but what the kernel says of a process"
    )]
    let parent = |pid: i32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name before it can hold anything, brackets too.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<i32>().ok()
    };
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok());
    let pairs: Vec<(i32, i32)> = pids.filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let mut found = vec![of];
    let mut at = 0;
    while let Some(&pid) = found.get(at) {
        let below = pairs.iter().filter(|(child, parent)| *parent == pid && !others.contains(child));
        found.extend(below.map(|(child, _)| *child));
        at += 1;
    }
    found.split_off(1)
}
