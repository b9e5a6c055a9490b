//! A file of the cache that holds many pieces one after another. Pieces are added at its end and read from where they
//! are; somebody else remembers where that is, and what a piece means.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::atomic;

/// What is gathered before it is written, in bytes.
const BUFFER: usize = 1 << 20;

/// A file of pieces. One process at a time may add to it.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    /// Most bytes that it holds.
    most: u64,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Opened when it is needed for the first time: a build may read and add nothing.
    file: Option<File>,
    /// Where it ended before anything was added.
    begun: u64,
    /// Where what is gathered will begin.
    end: u64,
    gathered: Vec<u8>,
}

impl Pack {
    /// The pack in this file, of so many bytes at the most, which ends where the one who remembers its pieces says: what
    /// follows was never remembered, and is overwritten.
    pub fn new(path: PathBuf, end: u64, most: u64) -> Self {
        Self { path, most, inner: Mutex::new(Inner::new(end)) }
    }

    /// The piece of this length that begins there.
    ///
    /// # Errors
    /// It is not there, or can't be read.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // What a damaged memory says must not make us ask for more than there can be.
        if at + length as u64 > inner.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut piece = vec![0; length];
        let file = inner.file(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut piece)?;
        Ok(piece)
    }

    /// Adds a piece, and says where it begins.
    ///
    /// # Errors
    /// The pack is full, or the file can't be written.
    pub fn add(&self, piece: &[u8]) -> io::Result<u64> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let at = inner.end + inner.gathered.len() as u64;
        if at + piece.len() as u64 > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        inner.gathered.extend_from_slice(piece);
        if inner.gathered.len() >= BUFFER {
            inner.flush(&self.path)?;
        }
        Ok(at)
    }

    /// Writes what is gathered, and says where the pack ends.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn flush(&self) -> io::Result<u64> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.flush(&self.path)?;
        Ok(inner.end)
    }

    /// Takes away what was added: it may be what fills the disk.
    ///
    /// # Errors
    /// The file can't be made shorter.
    pub fn abandon(&self) -> io::Result<()> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.gathered.clear();
        inner.end = inner.begun;
        match &inner.file {
            // A write that failed may have left a part of a piece: the file's own length says more than ours.
            Some(file) if file.metadata()?.len() > inner.begun => file.set_len(inner.begun),
            _ => Ok(()),
        }
    }

    /// Another pack takes the place of this one, in one step.
    ///
    /// # Errors
    /// It can't be put there.
    pub fn replace_by(&self, other: &Self) -> io::Result<()> {
        let end = other.flush()?;
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        atomic::replace(&other.path, &self.path)?;
        *inner = Inner::new(end);
        Ok(())
    }

    /// A pack beside this one that holds nothing yet, to take its place.
    ///
    /// # Errors
    /// It can't be made.
    pub fn beside(&self) -> io::Result<Self> {
        let path = atomic::aside(&self.path, &format!("-{}", std::process::id()));
        OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
        Ok(Self::new(path, 0, self.most))
    }
}

impl Inner {
    fn new(end: u64) -> Self {
        Self { file: None, begun: end, end, gathered: Vec::new() }
    }

    fn file(&mut self, path: &Path) -> io::Result<&mut File> {
        if self.file.is_none() {
            if let Some(parent) = path.parent() {
                atomic::make_folders(parent)?;
            }
            let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
            self.file = Some(open);
        }
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn flush(&mut self, path: &Path) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        let end = self.end;
        let file = self.file(path)?;
        file.seek(SeekFrom::Start(end))?;
        file.write_all(&gathered)?;
        self.end += gathered.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_pack_takes_nothing_more_and_what_was_added_can_be_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        let length = || std::fs::metadata(&path).unwrap().len();
        let pack = Pack::new(path.clone(), 0, 10);
        assert_eq!((pack.add(b"abcd").unwrap(), pack.add(b"efgh").unwrap()), (0, 4));
        assert_eq!(pack.add(b"ijk").unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!((pack.add(b"ij").unwrap(), pack.flush().unwrap(), length()), (8, 10, 10));
        let pack = Pack::new(path.clone(), 4, 2 * BUFFER as u64);
        pack.add(&vec![b'x'; BUFFER]).unwrap();
        assert_eq!(length(), 4 + BUFFER as u64);
        pack.abandon().unwrap();
        assert_eq!((length(), pack.read(0, 4).unwrap()), (4, b"abcd".to_vec()));
    }
}
