//! Files behind a gate, for tests of what happens when one of them can't be read, and of which ones are read.

use std::path::PathBuf;

use fieldnotes::path::SourcePath;
use fieldnotes::source::{Listed, Listing, Source};

/// Files that are read only where the gate lets it pass.
pub(crate) struct Gated<S, G>(pub(crate) S, pub(crate) G);

impl<S: Source, G: Fn(&SourcePath) -> std::io::Result<()> + Send + Sync> Source for Gated<S, G> {
    fn list(&self) -> std::io::Result<Listing> {
        self.0.list()
    }

    fn look(&self, path: &SourcePath) -> std::io::Result<Option<Listed>> {
        self.0.look(path)
    }

    fn read(&self, path: &SourcePath) -> std::io::Result<Vec<u8>> {
        self.1(path)?;
        self.0.read(path)
    }

    fn read_head(&self, path: &SourcePath) -> std::io::Result<Vec<u8>> {
        self.1(path)?;
        self.0.read_head(path)
    }

    fn is_there(&self, path: &str, top: &str) -> bool {
        self.0.is_there(path, top)
    }

    fn location(&self, path: &SourcePath) -> Option<PathBuf> {
        self.0.location(path)
    }
}
