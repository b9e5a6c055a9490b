//! A file that a build writes outside of its output: `--summary` and `--report`, in which it tells something, and a bundle.
//!
//! The first two are written before the build begins, and again when it is over, however it ends: they never keep what an earlier build
//! said.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{is_source, real};
use crate::cli::context;
use crate::cli::output::Terminal;
use crate::source::disk::read_text;
use crate::write::atomic;
use crate::{config, ledger};

/// The file, or what stands in its place: a pipe or a device is told once, when all is known.
#[derive(Debug)]
pub(super) enum Target {
    /// A file, which is replaced in one step.
    File(PathBuf),
    /// What can't be replaced.
    Stream(PathBuf),
    /// Standard output.
    Output,
}

/// What stands for standard output.
pub(super) const DASH: &str = "-";
/// Where systems have the streams of a process as files.
const STREAMS: [&str; 3] = ["/dev/", "/proc/self/fd/", "/proc/thread-self/fd/"];

/// An option that names such a file, and whether a text is one that it writes: what anybody else wrote is never replaced.
pub(super) type Told = (&'static str, fn(&str) -> bool);

impl Target {
    /// Takes a file that an option names, which can't be one of the site's, nor one of the output.
    pub(super) fn take(target: &Path, (option, is_own): Told, (site, out): (&Path, &Path)) -> Result<Self> {
        if let Some(stream) = Self::stream(target) {
            return Ok(stream);
        }
        let (shown, found) = (context::shown(target), real(target)?);
        let site = real(site)?;
        if found.starts_with(real(out)?) {
            bail!("`{shown}` is in the output folder; choose another file for `{option}`");
        }
        if is_source(&site, &found)
            || [config::FILE, ledger::FILE].iter().any(|name| found == site.join(name))
        {
            bail!("`{shown}` is one of the site's sources; choose another file for `{option}`");
        }
        if target.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            bail!("`{shown}` already exists, and is not a file; choose another one for `{option}`");
        }
        if !holds(target, |text| text.trim().is_empty() || is_own(text)) {
            bail!("`{shown}` holds what `{option}` never wrote; choose another file, or remove this one");
        }
        Ok(Self::File(target.to_owned()))
    }

    /// Takes the file of an earlier build, where there is one, for a build that cannot even begin.
    pub(super) fn of_earlier(target: &Path, (_, is_own): Told) -> Option<Self> {
        let of_file = || (target.is_file() && holds(target, is_own)).then(|| Self::File(target.to_owned()));
        Self::stream(target).or_else(of_file)
    }

    /// What a path names that is no file to be replaced.
    fn stream(target: &Path) -> Option<Self> {
        if target.as_os_str() == DASH || target == Path::new("/dev/stdout") {
            return Some(Self::Output);
        }
        let is_below = STREAMS.iter().any(|folder| target.starts_with(folder));
        let there = target.metadata().ok()?;
        let is_stream = !there.is_dir() && (is_below || !there.is_file());
        is_stream.then(|| Self::Stream(target.to_owned()))
    }

    /// Whether two paths are the same place to write to.
    pub(super) fn is_same(one: &Path, other: &Path) -> Result<bool> {
        Ok(match (Self::stream(one), Self::stream(other)) {
            (Some(Self::Output), Some(Self::Output)) => true,
            (None, None) => real(one)? == real(other)?,
            _ => one == other,
        })
    }

    /// Writes what holds until more is known.
    pub(super) fn begin(&self, text: &str) -> Result<()> {
        if matches!(self, Self::File(_)) { self.write(text) } else { Ok(()) }
    }

    pub(super) fn write(&self, text: &str) -> Result<()> {
        let (path, written) = match self {
            Self::File(path) => (path, atomic::write(path, text.as_bytes())),
            Self::Stream(path) => (path, atomic::pour(path, text.as_bytes())),
            Self::Output => return Ok(Terminal::raw_bytes(text.as_bytes())?),
        };
        written.with_context(|| format!("`{}` can't be written", context::shown(path)))
    }
}

/// Whether a file is not there, or holds such a text.
fn holds(file: &Path, is_such: impl Fn(&str) -> bool) -> bool {
    match read_text(file) {
        Ok(text) => is_such(&text),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
