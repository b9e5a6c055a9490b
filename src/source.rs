//! Where files come from: a folder on disk, or text in memory. Everything a build reads comes through here, so
//! the engine knows all its inputs.

pub mod around;
pub mod codeowners;
pub mod disk;
pub mod git;
pub mod memory;
pub mod moved;
pub mod overlay;

use std::io;

use crate::diagnostic::Diagnostic;
use crate::path::SourcePath;

/// A site's files.
pub trait Source: Sync + Send {
    /// All files of the site, in order of their paths, and what can't be one.
    fn list(&self) -> io::Result<Listing>;

    /// A file as it is now; nothing when there is none.
    ///
    /// # Errors
    /// There is something else at this path: a folder, or a link.
    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>>;

    /// What a file holds.
    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>>;

    /// The first bytes of a file: enough to know a picture's size.
    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>>;

    /// Whether there is a file or folder at a path that counts from the site's folder, and may leave it, but not the folder
    /// `top`, which counts from there too.
    fn is_there(&self, path: &str, top: &str) -> bool;

    /// The files around the site that its notes can watch.
    ///
    /// # Errors
    ///
    /// Why nobody can tell which there are.
    fn around(&self) -> Result<around::Around, String> {
        Err("the site is not on a disk".to_owned())
    }

    /// The repository that the site is in, if there is one.
    fn repository(&self) -> Option<git::Git> {
        None
    }

    /// Where a file is on disk, if it is.
    fn location(&self, path: &SourcePath) -> Option<std::path::PathBuf>;
}

/// The files of a site.
#[derive(Debug, Default)]
pub struct Listing {
    /// What was found.
    pub files: Vec<Listed>,
    /// Names that can't be used, links that leave the site.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there are links among them: one file may have several paths then.
    pub has_links: bool,
    /// The state of the repository's past, where something of it is asked for.
    pub past: Option<String>,
    /// What stands where notes watch, where a command asked for it before the site is read.
    pub watched: Option<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path.
    pub path: SourcePath,
    /// Its size, in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970; 0 where that is not known.
    pub modified: u128,
}

/// Size and time of a file: where both are as they were, its bytes most likely are.
pub type Stamp = (u64, u128);

impl Listed {
    /// Its size and time.
    pub fn stamp(&self) -> Stamp {
        (self.size, self.modified)
    }
}

/// How much of a file is read to know a picture's size.
pub const HEAD_BYTES: usize = 256 << 10;

/// Whether a folder is that of a site: there is something by the name of the settings, if only a folder or a link to nothing. To look
/// further up then would find another site.
pub fn is_site(folder: &std::path::Path) -> bool {
    folder.join(crate::config::FILE).symlink_metadata().is_ok()
}
