//! One command at a time that writes a site or its output: a lock that the system drops when its holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

/// What holds the lock of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A build.
    Build,
    /// A run of `check --fix`.
    Fix,
    /// A run of `urls` that writes the ledger.
    Urls,
    /// A run of `mv`.
    Move,
    /// A run of `review` that writes into notes.
    Review,
}

/// What the file says of each after the number of the process, and what people call it.
const HOLDERS: [(Holder, &str, &str); 5] = [
    (Holder::Build, "", "build"),
    (Holder::Fix, " fix", "`check --fix`"),
    (Holder::Urls, " urls", "`urls`"),
    (Holder::Move, " mv", "`mv`"),
    (Holder::Review, " review", "`review`"),
];

/// How often, and how long each time, it is waited for what a holder says of itself.
const PATIENCE: (usize, Duration) = (20, Duration::from_millis(5));

/// Takes the lock of a site.
///
/// # Errors
/// Another process holds it; the error says which.
#[expect(clippy::disallowed_methods, reason = "the lock stands in the site's own hidden folder")]
pub fn take(site: &Path, holder: Holder) -> Result<Lock> {
    let folder = site.join(".fieldnotes");
    // A site that can't be written can still be built, into a folder elsewhere: there is nothing to lock then.
    if std::fs::create_dir_all(&folder).is_err() {
        return Ok(Lock { _file: None });
    }
    let path = folder.join("lock");
    let Ok(mut file) = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)
    else {
        return Ok(Lock { _file: None });
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let text = holder_of(&mut file);
            if text.is_empty() {
                bail!("another command of this site is running; wait for it, or stop it");
            }
            let process: String = text.chars().filter(char::is_ascii_digit).collect();
            let holder = HOLDERS.iter().rev().find(|(_, sign, _)| text.ends_with(sign));
            let what = holder.map_or("command", |(_, _, name)| name);
            bail!("another {what} of this site is running (process {process}); wait for it, or stop it");
        }
        Err(TryLockError::Error(error)) => return Err(error).context("the site can't be locked"),
    }
    let sign = HOLDERS.iter().find(|(known, ..)| *known == holder).map_or("", |(_, sign, _)| sign);
    let text = format!("{}{sign}", std::process::id());
    let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
    Ok(Lock { _file: Some(file) })
}

/// What the holder of a lock says of itself: it may have taken it just now, and says it a moment later.
fn holder_of(file: &mut File) -> String {
    let mut text = String::new();
    for _ in 0..PATIENCE.0 {
        let _ = file.rewind().and_then(|()| file.read_to_string(&mut text));
        if !text.is_empty() {
            break;
        }
        std::thread::sleep(PATIENCE.1);
    }
    text
}
