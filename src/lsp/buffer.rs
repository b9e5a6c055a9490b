//! A file that is open in the editor: its text, and how that changes.

use std::path::PathBuf;
use std::sync::Arc;

use super::convert;
use super::protocol::{ContentChange, Uri};
use crate::path::SourcePath;
use crate::span::{Encoding, LineIndex};

/// An open file.
pub(super) struct Buffer {
    /// What the editor calls it.
    pub(super) uri: Uri,
    /// Which of its states this is.
    pub(super) version: i32,
    /// Its text.
    pub(super) lines: Arc<LineIndex>,
    /// The folder of its site, and its path there.
    pub(super) place: Option<(PathBuf, SourcePath)>,
}

impl Buffer {
    /// The text.
    pub(super) fn text(&self) -> &Arc<str> {
        self.lines.text()
    }

    /// Makes the changes of a message, one after the other.
    pub(super) fn change(&mut self, version: i32, changes: Vec<ContentChange>, encoding: Encoding) {
        self.version = version;
        for change in changes {
            let text: Arc<str> = match change.range {
                None => change.text.into(),
                Some(range) => {
                    let start = self.lines.offset(convert::position_of(range.start), encoding);
                    let end = self.lines.offset(convert::position_of(range.end), encoding).max(start);
                    let old = self.text();
                    [&old[..start], &change.text, &old[end..]].concat().into()
                }
            };
            self.lines = Arc::new(LineIndex::of_buffer(text));
        }
    }
}
