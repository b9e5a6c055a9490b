//! The file of the store that holds what is remembered, one piece after another. Pieces are added at its end and read from
//! where they are; somebody else remembers where that is, and what a piece means.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::atomic;

/// A file of pieces, open for reading, and for writing too where the folder can be written.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    file: File,
}

/// The right to write to the packs of a folder, held until it is dropped: one process at a time has it.
#[derive(Debug)]
pub struct Turn {
    _file: File,
}

impl Turn {
    /// Takes the right to write; None if another process has it.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        atomic::make_folders(folder)?;
        let path = folder.join("lock");
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Pack {
    /// Opens a pack that is there, to be read.
    ///
    /// # Errors
    /// It is not there, or can't be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: File::open(path)? })
    }

    /// Opens a pack to be written, and makes it if it is not there.
    ///
    /// # Errors
    /// It can't be written.
    pub fn open_to_write(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// The bytes of this length that begin there.
    ///
    /// # Errors
    /// They are not there, or can't be read.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut piece = vec![0; length];
        read_at(&self.file, at, &mut piece)?;
        Ok(piece)
    }

    /// Writes bytes to a place.
    ///
    /// # Errors
    /// They can't be written.
    pub fn write(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        write_at(&self.file, at, bytes)
    }

    /// Takes away what stands behind a place: it may be what fills the disk.
    ///
    /// # Errors
    /// The file can't be made shorter.
    pub fn cut(&self, end: u64) -> io::Result<()> {
        if self.file.metadata()?.len() > end { self.file.set_len(end) } else { Ok(()) }
    }

    /// Removes the other packs of the folder, that another one took the place of. One that is still read may stay until the
    /// next time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the folder is the store's own, which can be removed at any time"
    )]
    pub fn remove_others(&self, ending: &str) {
        let entries = self.path.parent().and_then(|folder| fs::read_dir(folder).ok());
        for entry in entries.into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path != self.path && path.extension().is_some_and(|known| known == ending) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
fn write_at(file: &File, at: u64, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    let mut done = 0;
    while done < bytes.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], at + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => done += read,
        }
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, at: u64, bytes: &[u8]) -> io::Result<()> {
    let mut done = 0;
    while done < bytes.len() {
        done += std::os::windows::fs::FileExt::seek_write(file, &bytes[done..], at + done as u64)?;
    }
    Ok(())
}
