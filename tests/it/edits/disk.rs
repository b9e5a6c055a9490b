//! A random site in a folder of its own.

use std::fs;

use super::{Edit, Files, Random};
use crate::support::Project;

/// A site on disk that follows a draft.
pub(crate) struct Desk {
    pub(crate) project: Project,
    files: Files,
}

impl Desk {
    pub(crate) fn new(files: Files) -> Self {
        let project = Project::new("");
        for (path, bytes) in &files {
            project.write(path, bytes);
        }
        Self { project, files }
    }

    /// Brings the files to what they are after an edit: moved where the edit moved them, written in place or in one step.
    /// The files that differ.
    pub(crate) fn apply(&mut self, files: Files, edit: &Edit, random: &mut Random) -> Vec<String> {
        let paths = self.files.keys().chain(files.keys());
        let differing = paths.filter(|path| self.files.get(*path) != files.get(*path)).cloned().collect();
        for (from, to) in &edit.moves {
            if !files.contains_key(from) && !self.files.contains_key(to) {
                fs::create_dir_all(self.project.path(to).parent().unwrap()).unwrap();
                fs::rename(self.project.path(from), self.project.path(to)).unwrap();
                let bytes = self.files.remove(from).unwrap();
                self.files.insert(to.clone(), bytes);
            }
        }
        for path in self.files.keys().filter(|path| !files.contains_key(*path)) {
            self.project.remove(path);
        }
        for (path, bytes) in &files {
            if self.files.get(path) == Some(bytes) && !edit.touched.contains(path) {
                continue;
            }
            if random.chance(50) && self.files.contains_key(path) {
                self.project.write_in_place(path, bytes);
            } else {
                self.project.write(path, bytes);
            }
        }
        self.files = files;
        differing
    }
}
