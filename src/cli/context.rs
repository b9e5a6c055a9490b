//! What a command learns from its surroundings: the site's folder, the day, the environment.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use jiff::civil::Date;

use super::args::Common;
use super::output::Terminal;
use crate::config;
use crate::engine::Audience;
use crate::source::is_site;

/// The folder that holds `site.toml`: the one named, else the nearest upwards.
pub(super) fn site_folder(common: &Common) -> Result<PathBuf> {
    if let Some(site) = &common.site {
        if !is_site(site) {
            bail!("there is no {} in `{}`", config::FILE, site.display());
        }
        return Ok(site.clone());
    }
    let here = current_folder()?;
    match here.ancestors().find(|folder| is_site(folder)) {
        // Paths below the current folder stay short.
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => bail!(
            "there is no {} here or in a parent folder\n  create a site with `fieldnotes init`, or name its folder with `--site DIR`",
            config::FILE
        ),
    }
}

/// The current folder.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
pub(super) fn current_folder() -> Result<PathBuf> {
    std::env::current_dir().context("the current folder can't be determined")
}

/// The day to hold reviews against: the one named, else `SOURCE_DATE_EPOCH`, else the clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
pub(super) fn today(named: Option<Date>) -> Date {
    let of_epoch = || {
        let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
        Timestamp::from_second(seconds).ok()
    };
    let of_clock = || Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH);
    named.unwrap_or_else(|| {
        let at = of_epoch().unwrap_or_else(of_clock);
        jiff::tz::Offset::UTC.to_datetime(at).date()
    })
}

/// Says that a move was cut off, or is under way: the site is between two states then.
pub(super) fn warn_of_move(site: &Path, terminal: &mut Terminal) {
    if crate::write::relocate::is_begun(site) {
        terminal.report(
            "a `fieldnotes mv` is running, or was interrupted; the next `mv` undoes an interrupted one\n",
        );
    }
}

/// Says that something could not be remembered, to those who want to know. It costs time and nothing else.
pub(super) fn remembered(result: std::io::Result<()>, terminal: &mut Terminal) {
    if let Err(error) = result {
        terminal.detail(&format!("the cache was not written: {error}"));
    }
}

/// The time, in nanoseconds since 1970: for what is remembered, and for nothing that is written.
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
pub(super) fn now() -> u128 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// Where programs are looked for.
pub(super) fn program_path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// The most memory that this process has used at once, in bytes; None where the system does not say.
#[expect(clippy::disallowed_methods, reason = "this is no file of the site: it is how the system says it")]
pub(super) fn peak_memory() -> Option<u64> {
    // Linux alone has it.
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = told.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))?;
    kilobytes.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// How many columns there are: those of the terminal of this size, else what the environment says.
pub(super) fn width(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Option<usize> {
    let of_terminal = size.map(|(width, _)| usize::from(width.0));
    let told = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
    of_terminal.or_else(told).filter(|width| *width > 0)
}

/// Whether the program runs in CI.
pub(super) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true" || value == "1")
}

/// For whom the site is looked at.
pub(super) fn audience() -> Audience {
    if is_ci() { Audience::Readers } else { Audience::Author }
}

/// The site's folder as seen from the root of the repository: in a workflow that is the folder which its service names,
/// elsewhere the current folder.
pub(super) fn site_in_repository(site: &Path) -> PathBuf {
    let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].into_iter().find_map(std::env::var_os);
    let root = named.map(PathBuf::from).or_else(|| current_folder().ok());
    let real = |path: &Path| path.canonicalize().ok();
    let inside = root.and_then(|root| real(site)?.strip_prefix(real(&root)?).ok().map(Path::to_owned));
    inside.unwrap_or_default()
}

/// The full paths of the current folder and of a site's, with `/` between their parts and none before them.
pub(super) fn current_and(site: &Path) -> (String, String) {
    let plain = |folder: PathBuf| {
        let real = folder.canonicalize().unwrap_or(folder);
        real.to_string_lossy().replace('\\', "/").trim_start_matches('/').to_owned()
    };
    (current_folder().map(plain).unwrap_or_default(), plain(site.to_owned()))
}

/// A path as it is shown: without `./` before it, and from the current folder where it lies in that.
pub(super) fn shown(path: &Path) -> String {
    let here = current_folder().ok().filter(|_| path.is_absolute());
    let below = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    let path = below.filter(|below| !below.as_os_str().is_empty()).unwrap_or(path);
    let text = path.display().to_string();
    text.strip_prefix("./").map_or_else(|| text.clone(), str::to_owned)
}

/// Opens an address in the browser, if the system knows how.
pub(super) fn open_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = std::process::Command::new(program);
    let command =
        command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C ends the preview, not the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    // A system without a browser loses nothing: the address is printed.
    if let Ok(mut browser) = command.spawn() {
        std::thread::spawn(move || browser.wait());
    }
}
