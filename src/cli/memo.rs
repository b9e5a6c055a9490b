//! The memo of highlighted code on disk, for the commands that render.

use std::path::Path;

use super::output::Terminal;
use crate::engine::memo::location;

/// Stores a memo, where there is something to store. It only saves time: a folder that can't be written costs nothing
/// but that.
pub(super) fn write(site: &Path, bytes: Option<Vec<u8>>, terminal: &mut Terminal) {
    if let Some(bytes) = bytes {
        written(crate::write::atomic::write_cache(&location(site), &bytes), terminal);
    }
}

/// Says that something could not be remembered, to those who want to know.
pub(super) fn written(result: std::io::Result<()>, terminal: &mut Terminal) {
    if let Err(error) = result {
        terminal.detail(&format!("the cache was not written: {error}"));
    }
}
