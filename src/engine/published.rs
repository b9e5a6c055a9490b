//! The files that are no pages, as they are published: pictures without what they say of their making, unless the settings
//! keep that, and all others as they stand.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::check;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;
use crate::render::strip::{self, Stripped};
use crate::source::Source;

/// A file, as it is published.
#[derive(Debug)]
pub struct Published {
    /// What is published of it.
    pub bytes: Vec<u8>,
    /// What could not be removed from a file that is too large to be looked at before.
    pub fault: Option<Diagnostic>,
}

/// Reads a file, and takes from it what is not published.
pub(super) fn read(source: &dyn Source, config: &Config, path: &SourcePath) -> std::io::Result<Published> {
    let bytes = source.read(path)?;
    if config.images.keep_metadata {
        return Ok(Published { bytes, fault: None });
    }
    // Where we fail on a file, it is one that can't be read.
    let stripped = catch_unwind(AssertUnwindSafe(|| strip::strip(path.file_name(), &bytes)));
    let is_unread = stripped.is_err();
    let Some(Stripped { bytes: kept, is_clean, .. }) = stripped.unwrap_or_default() else {
        return Ok(Published { fault: is_unread.then(|| check::pictures::stays(path)), bytes });
    };
    let was_looked_at = bytes.len() <= crate::source::HEAD_BYTES;
    let fault = (!is_clean && !was_looked_at).then(|| check::pictures::stays(path));
    Ok(Published { bytes: kept, fault })
}
