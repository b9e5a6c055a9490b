//! Runs a program to its end, for a bounded time and with a bounded output, and ends what it leaves behind.
//!
//! Whatever a block starts in the background is a child of ours in the end, daemons too: Linux gives orphans to the nearest
//! process that asks for them. Elsewhere the process group is ended, which a daemon leaves.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Most bytes of an output that are kept.
const MOST_OUTPUT: u64 = 256 * 1024;
/// Most bytes of an output: a program that prints more is ended, for it would fill the disk.
pub(super) const ENDLESS: u64 = 64 * 1024 * 1024;
/// How long a program has to end by itself when it is told to.
const GRACE: Duration = Duration::from_secs(2);
/// Time between two looks at a program that runs.
const TICK: Duration = Duration::from_millis(5);

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ran {
    /// How it ended.
    pub(super) end: End,
    /// What it printed, on either stream, as far as it is kept.
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

/// Runs a program in a folder; what it prints goes to the file `output`. It reads nothing, and its environment is the one given.
pub(super) fn run(
    command: &mut Command,
    (folder, output): (&Path, &Path),
    timeout: Duration,
    stop: &AtomicBool,
) -> io::Result<Ran> {
    // A file, and no pipe: all that the program wrote is there when it ends, whoever else still has it open.
    let file = OpenOptions::new().create(true).write(true).truncate(true).open(output)?;
    drop(file);
    let file = OpenOptions::new().append(true).open(output)?;
    command.current_dir(folder).stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file.try_clone()?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break end_of(status);
        }
        let reason = if stop.load(Ordering::Relaxed) {
            Some(End::Stopped)
        } else if begun.elapsed() >= timeout {
            Some(End::TimedOut)
        } else {
            (file.metadata()?.len() > ENDLESS).then_some(End::Endless)
        };
        if let Some(reason) = reason {
            end_group(&mut child);
            break reason;
        }
        std::thread::sleep(TICK);
    };
    Ok(Ran { end, output: kept(output)? })
}

fn end_of(status: ExitStatus) -> End {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return End::Signalled(signal);
    }
    End::Exited(status.code().unwrap_or(1))
}

/// What was printed, as far as it is kept.
fn kept(output: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(output)?.take(MOST_OUTPUT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
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

/// From here on orphans of what is run are children of this process.
pub(super) fn adopt_orphans() {
    // A kernel that does not know this leaves daemons running, and nothing worse.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Ends all that was left behind: first it is asked to end, then it is ended.
#[cfg(target_os = "linux")]
pub(super) fn end_what_is_left() {
    let begun = Instant::now();
    let mut force = Force::Ask;
    loop {
        // Those that have ended are let go of.
        while let Ok(Some(_)) = rustix::process::wait(rustix::process::WaitOptions::NOHANG) {}
        let left = descendants(rustix::process::getpid().as_raw_nonzero().get());
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
pub(super) fn end_what_is_left() {}

/// The processes below one, as the kernel tells of them.
#[cfg(target_os = "linux")]
fn descendants(of: i32) -> Vec<i32> {
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
        found.extend(pairs.iter().filter(|(_, parent)| *parent == pid).map(|(child, _)| *child));
        at += 1;
    }
    found.split_off(1)
}
