//! What the commands say of the cache.

use super::output::Terminal;

/// Says that something could not be remembered, to those who want to know. It costs time and nothing else.
pub(super) fn written(result: std::io::Result<()>, terminal: &mut Terminal) {
    if let Err(error) = result {
        terminal.detail(&format!("the cache was not written: {error}"));
    }
}
