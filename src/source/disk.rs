//! A site's folder on disk: the only place that reads files.
//!
//! Links are followed as long as they lead to something below the site's folder. Hidden files, and the swap and
//! backup files of editors, are not part of a site. A path of the site is in Unicode's normal form C, whatever form its
//! file's name has on disk; which file has another one is remembered here.

mod spelling;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::around::Around;
use super::git::Git;
use super::{HEAD_BYTES, Listed, Listing, Source, Stamp};
use crate::corpus::{CONTENT, STATIC, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::Ledger;
use crate::parallel;
use crate::path::{SourcePath, name_fault};
use crate::span::Span;
use spelling::Spellings;

/// A folder.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    spellings: Spellings,
}

impl Disk {
    /// The folder that holds `site.toml`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), spellings: Spellings::default() }
    }

    fn walk(&self, folder: &str, real_root: &Path, listing: &mut Listing) {
        let start = self.root.join(folder);
        if !self.is_there(&start, listing) {
            return;
        }
        let walk = WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter();
        let mut walk = walk.filter_entry(|entry| {
            entry.depth() == 0 || !is_ignored(folder, &entry.file_name().to_string_lossy())
        });
        let mut entries = Vec::new();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unwalked(&start, &error, listing);
                    continue;
                }
            };
            let leaves = entry.path_is_symlink() && !leads_inside(entry.path(), real_root);
            if leaves {
                listing.diagnostics.extend(self.fault(
                    entry.path(),
                    Code::LinkLeavesSite,
                    "the symbolic link points outside of the site",
                    "copy the file that it points to into the site",
                ));
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            listing.has_links |= entry.path_is_symlink() && entry.depth() > 0;
            if entry.file_type().is_file() {
                entries.push(entry);
            }
        }
        // To ask the system for sizes and times takes longer than to list the names.
        let files: Vec<_> = parallel::map(&entries, |entry| self.file(entry));
        for file in files {
            match file {
                Ok(file) => listing.files.extend(file),
                Err(fault) => listing.diagnostics.extend(fault.map(|fault| *fault)),
            }
        }
    }

    /// A file; what is wrong with its name where that can't be used.
    fn file(&self, entry: &walkdir::DirEntry) -> Result<Option<Listed>, Option<Box<Diagnostic>>> {
        let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        let path = relative
            .to_str()
            .filter(|text| !text.contains(|c: char| c.is_control()))
            .and_then(SourcePath::new);
        let Some(path) = path else {
            let help = "rename it: letters, digits, `-`, `_` and `.` are safe everywhere";
            let message = "the name of this file can't be used";
            return Err(self.fault(entry.path(), Code::BadFileName, message, help).map(Box::new));
        };
        // Notes and folders are spelt anew for their addresses; other files keep their names.
        let reason = name_fault(path.file_name()).filter(|_| path.markdown_stem().is_none());
        if let Some(reason) = reason {
            let message = format!("the name of this file can't be used: {reason}");
            let help = "rename it: letters, digits, `-`, `_` and `.` are safe everywhere";
            return Err(self.fault(entry.path(), Code::BadFileName, &message, help).map(Box::new));
        }
        if relative != Path::new(path.as_str()) {
            self.spellings.add(&path, relative);
        }
        match entry.metadata().map_err(io::Error::from) {
            Ok(meta) => Ok(Some(listed(path, &meta))),
            // It went away while we looked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unreadable(entry.path(), &error.to_string()).map(Box::new)),
        }
    }

    /// Where the file of a path is on disk.
    fn place(&self, path: &SourcePath) -> PathBuf {
        self.spellings.place(&self.root, path)
    }

    /// Leaves one of the files whose names only differ in their Unicode form, and says so: they would be one page.
    fn part_twins(&self, listing: &mut Listing) {
        let Listing { files, diagnostics, .. } = listing;
        files.dedup_by(|twin, kept| {
            if twin.path != kept.path {
                return false;
            }
            let message = format!(
                "there are two files with the name `{}`; only the Unicode form of their letters differs",
                kept.path.file_name()
            );
            let fault = Diagnostic::new(Code::BadFileName, &kept.path, Span::at(0), message);
            diagnostics.push(fault.help("remove or rename one of them"));
            self.spellings.prefer_plain(&self.root, &kept.path);
            if let Ok(Some(file)) = self.look(&kept.path) {
                *kept = file;
            }
            true
        });
    }

    /// Whether there is a folder to look through. What stands in its place, or keeps it from being looked at, is a fault.
    fn is_there(&self, folder: &Path, listing: &mut Listing) -> bool {
        let reason = match fs::metadata(folder) {
            Ok(meta) if meta.is_dir() => return true,
            // That there are no notes is told by itself.
            Ok(_) if folder.ends_with(CONTENT) => return false,
            Ok(_) => "it is not a folder".to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.is_symlink() => return false,
            Err(error) => error.to_string(),
        };
        listing.diagnostics.extend(self.unreadable(folder, &reason));
        false
    }

    /// Takes down what kept the walk from looking at something in the folder `start`, or below.
    fn unwalked(&self, start: &Path, error: &walkdir::Error, listing: &mut Listing) {
        let path = error.path().unwrap_or(start);
        if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) && !path.is_symlink()
        {
            return; // It went away while we looked.
        }
        let reason =
            error.io_error().map_or_else(|| "it points back to itself".to_owned(), ToString::to_string);
        listing.diagnostics.extend(self.unreadable(path, &reason));
    }

    fn unreadable(&self, path: &Path, reason: &str) -> Option<Diagnostic> {
        let message = format!("this can't be read: {reason}");
        self.fault(path, Code::UnreadableFile, &message, "check its permissions, or remove it")
    }

    fn fault(&self, path: &Path, code: Code, message: &str, help: &str) -> Option<Diagnostic> {
        let relative = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy();
        let is_odd = |c: char| c.is_control() || c == '\\';
        let shown: String = relative.chars().map(|c| if is_odd(c) { '\u{fffd}' } else { c }).collect();
        SourcePath::new(&shown).map(|path| Diagnostic::new(code, &path, Span::at(0), message).help(help))
    }
}

impl Source for Disk {
    fn list(&self) -> io::Result<Listing> {
        let mut listing = Listing::default();
        self.spellings.clear();
        let real_root = self.root.canonicalize()?;
        if !self.root.join(CONTENT).is_dir() {
            let help =
                "put the notes there; `fieldnotes new notes/first.md` creates the folder and a first note";
            let message = format!("the site has no folder `{CONTENT}`");
            let path = self.root.join(CONTENT);
            listing.diagnostics.extend(self.fault(&path, Code::NoNotes, &message, help));
        }
        for folder in [CONTENT, STATIC, TEMPLATES] {
            self.walk(folder, &real_root, &mut listing);
        }
        // Whoever reads these says why they can't be read.
        for path in [SourcePath::settings(), Ledger::path()] {
            if let Ok(meta) = fs::metadata(self.root.join(path.as_str())) {
                listing.files.push(listed(path, &meta));
            }
        }
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.part_twins(&mut listing);
        Ok(listing)
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        let folder = path.as_str().split('/').next().unwrap_or_default();
        if path.as_str().split('/').skip(1).any(|name| is_ignored(folder, name)) {
            return Ok(None);
        }
        match self.place(path).symlink_metadata() {
            Ok(meta) if meta.is_file() => Ok(Some(listed(path.clone(), &meta))),
            Ok(_) => Err(io::Error::other("this is not a file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let place = self.place(path);
        // What was listed leads to something inside.
        if !matches!(path.as_str().split('/').next(), Some(CONTENT | STATIC | TEMPLATES)) {
            if !place.canonicalize()?.starts_with(self.root.canonicalize()?) {
                return Err(refused("it is a symbolic link that points outside of the site".to_owned()));
            }
            let most = if *path == SourcePath::settings() { MOST_SETTINGS } else { MOST_BESIDE };
            return read_regular(&place, Some(most));
        }
        read_regular(&place, None)
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let place = self.place(path);
        regular(&place)?;
        File::open(place)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    fn is_there(&self, path: &str, top: &str) -> bool {
        let found = |path: &str| self.root.join(path).canonicalize().ok();
        let inside = found(path)
            .zip(found(top))
            .and_then(|(found, top)| Some(found.strip_prefix(top).ok()?.to_owned()));
        inside.is_some_and(|inside| {
            !inside.components().any(|part| is_of_git(&part.as_os_str().to_string_lossy()))
        })
    }

    fn around(&self) -> Result<Around, String> {
        Around::of(&self.root)
    }

    fn repository(&self) -> Option<Git> {
        Git::around(&self.root)
    }

    fn location(&self, path: &SourcePath) -> Option<PathBuf> {
        Some(self.place(path))
    }
}

/// The settings are read at every load, whatever their time is.
fn listed(path: SourcePath, meta: &fs::Metadata) -> Listed {
    let modified = changed(meta).filter(|_| path != SourcePath::settings()).unwrap_or(0);
    Listed { path, size: meta.len(), modified }
}

/// When a file was last changed, in nanoseconds since 1970: when it was written, or came to its place, whichever is
/// later. A copy that keeps the time of its original is told from what was there before.
pub fn changed(meta: &fs::Metadata) -> Option<u128> {
    let written = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some(written.max(placed(meta)))
}

/// When the file of a path was last changed.
pub fn last_change(path: &Path) -> Option<u128> {
    changed(&fs::metadata(path).ok()?)
}

#[cfg(unix)]
fn placed(meta: &fs::Metadata) -> u128 {
    use std::os::unix::fs::MetadataExt;
    let seconds = u128::try_from(meta.ctime()).unwrap_or(0);
    seconds * 1_000_000_000 + u128::try_from(meta.ctime_nsec()).unwrap_or(0)
}

#[cfg(not(unix))]
fn placed(_meta: &fs::Metadata) -> u128 {
    0
}

/// The text of a file outside of a site's model: for commands that edit one.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads files")]
pub fn read_text(path: &Path) -> io::Result<String> {
    regular(path)?;
    fs::read_to_string(path)
}

/// The names of the Markdown files of a folder, in their order; none where there is no folder.
pub fn markdown_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| crate::path::markdown_stem(name).is_some()).collect();
    names.sort();
    names
}

/// Most bytes of the settings.
const MOST_SETTINGS: u64 = 1 << 20;
/// Most bytes of another file beside the site's folders: a ledger, or a list of known faults.
const MOST_BESIDE: u64 = 64 << 20;

/// What a file holds.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads files")]
fn read_regular(path: &Path, most: Option<u64>) -> io::Result<Vec<u8>> {
    let size = regular(path)?;
    match most.filter(|most| size > *most) {
        Some(most) => Err(refused(format!("it has {size} bytes, more than the {most} allowed"))),
        None => fs::read(path),
    }
}

/// The size of a file. What is none may never end: a device, or a pipe. Of a folder the system tells itself.
fn regular(path: &Path) -> io::Result<u64> {
    let meta = fs::metadata(path)?;
    if meta.is_file() || meta.is_dir() {
        return Ok(meta.len());
    }
    Err(refused("it is not a regular file".to_owned()))
}

fn refused(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}

/// Whether a part of a path belongs to git, and not to what it keeps.
fn is_of_git(part: &str) -> bool {
    part.eq_ignore_ascii_case(".git")
}

fn leads_inside(link: &Path, real_root: &Path) -> bool {
    link.canonicalize().is_ok_and(|target| target.starts_with(real_root))
}

/// Names that are no part of a site: hidden files, and what editors leave beside a file they save. Hosts ask for some
/// hidden files (`.nojekyll`, `.well-known/`), so that `static/` may hold any but those of git and the system.
pub fn is_ignored(folder: &str, name: &str) -> bool {
    let is_hidden = match folder {
        STATIC => matches!(name, ".DS_Store" | ".git" | ".gitignore" | ".gitkeep"),
        _ => name.starts_with('.'),
    };
    is_hidden || name.ends_with('~') || name.starts_with('#') || name.ends_with(".swp") || name == "4913"
}

/// Size and time of a file around a site. What is no regular file has none.
pub(super) fn stamp_of(path: &Path) -> io::Result<Stamp> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.is_file() {
        return Err(refused("it is not a regular file".to_owned()));
    }
    Ok((meta.len(), changed(&meta).unwrap_or(0)))
}

/// The bytes of a file around a site.
pub(crate) fn read_bounded(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_regular(path, Some(most))
}

/// The bytes of a file outside of a site's model: the cache.
pub fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    read_regular(path, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the folder that it looks through")]
    fn a_file_whose_metadata_cannot_be_read_is_a_fault_with_its_path() {
        let site = tempfile::tempdir().unwrap();
        let folder = site.path().join("static/d");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("f.txt"), "Text.").unwrap();
        let walked = WalkDir::new(&folder).follow_links(true).into_iter().map(Result::unwrap);
        let entry = walked.last().unwrap();
        let disk = Disk::new(site.path());
        assert_eq!(disk.file(&entry).unwrap().unwrap().path.as_str(), "static/d/f.txt");
        fs::remove_file(folder.join("f.txt")).unwrap();
        assert_eq!(disk.file(&entry).unwrap(), None, "it went away");
        fs::remove_dir(&folder).unwrap();
        fs::write(&folder, "No folder any more.").unwrap();
        let fault = disk.file(&entry).unwrap_err().unwrap();
        assert_eq!((fault.code, fault.path.as_str()), (Code::UnreadableFile, "static/d/f.txt"));
    }
}
