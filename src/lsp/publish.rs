//! What the editor is told of faults: of the file that is open at once, of all others when the site was read.
//!
//! Every message says which state of an open file it is about. What the whole site tells of a file is held back while the text that
//! it is about is no longer the one in the editor: the next look at the site is on its way then.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use foldhash::HashMap;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use super::buffer::Buffer;
use super::protocol::{Location, Uri};
use super::site::Site;
use super::{Server, convert, uri};
use crate::diagnostic::Diagnostic;
use crate::engine::{Build, single};
use crate::path::SourcePath;
use crate::span::{LineIndex, Span};

impl Server {
    /// Says what shows in a buffer alone, before the site is read with it.
    pub(super) fn publish_meanwhile(&self, uri: &Uri) {
        let Some(buffer) = self.buffers.get(uri) else { return };
        let Some((site, path)) = self.site_of(buffer) else { return };
        let Some(build) = site.follower.as_ref().map(|follower| follower.build()) else { return };
        if let Some(faults) = single::meanwhile(&build, path, buffer.text()) {
            let root = buffer.place.as_ref().map_or(Path::new(""), |(root, _)| root);
            self.publish(&Told { root, site, build: &build }, path, &faults);
        }
    }

    /// Says what is known of a whole site, as far as the editor does not know it: open files first.
    pub(super) fn publish_all(&mut self, root: &Path) {
        let Some(site) = self.sites.get(root) else { return };
        let build = site.follower.as_ref().map(|follower| (follower.build(), follower.diagnostics()));
        let mut told = HashMap::default();
        let open: BTreeMap<&SourcePath, &Buffer> = self.open_in(root).collect();
        if let Some((build, faults)) = &build {
            let of_site = Told { root, site, build };
            let faults = by_file(faults);
            for (path, buffer) in &open {
                // A newer look is on its way.
                let is_current = build.text(path).is_some_and(|text| text == *buffer.text());
                let faults = faults.get(path).copied().unwrap_or_default();
                let fingerprint = fingerprint(faults, Some(buffer.version));
                if is_current && site.told.get(*path) != Some(&fingerprint) {
                    self.publish(&of_site, path, faults);
                }
                told.insert((*path).clone(), if is_current { fingerprint } else { 0 });
            }
            for (path, faults) in faults.into_iter().filter(|(path, _)| !open.contains_key(path)) {
                let fingerprint = fingerprint(faults, None);
                if site.told.get(path) != Some(&fingerprint) {
                    self.publish(&of_site, path, faults);
                }
                told.insert(path.clone(), fingerprint);
            }
        }
        for path in site.told.keys().filter(|path| !told.contains_key(*path)) {
            self.client.publish(&self.uri(root, site, path), None, &[]);
        }
        if let Some(site) = self.sites.get_mut(root) {
            site.told = told;
        }
    }

    /// The open files of a site.
    fn open_in<'a>(&'a self, root: &'a Path) -> impl Iterator<Item = (&'a SourcePath, &'a Buffer)> {
        self.buffers.values().filter_map(move |buffer| {
            let (of_root, path) = buffer.place.as_ref()?;
            (of_root == root).then_some((path, buffer))
        })
    }

    /// The buffer of a file.
    pub(super) fn buffer_at(&self, root: &Path, path: &SourcePath) -> Option<&Buffer> {
        let is_it =
            |buffer: &&Buffer| buffer.place.as_ref().is_some_and(|(of, at)| (&**of, at) == (root, path));
        self.buffers.values().find(is_it)
    }

    /// What the editor calls a file.
    pub(super) fn uri(&self, root: &Path, site: &Site, path: &SourcePath) -> Uri {
        let named = self.buffer_at(root, path).map(|buffer| buffer.uri.clone());
        named.unwrap_or_else(|| uri::of(&site.location(root, path)))
    }

    /// The lines of a file: as it is in the editor, else as the site was read.
    pub(super) fn lines(&self, root: &Path, build: &Build, path: &SourcePath) -> Arc<LineIndex> {
        match self.buffer_at(root, path) {
            Some(buffer) => Arc::clone(&buffer.lines),
            None => Arc::new(LineIndex::new(build.text(path).unwrap_or_else(|| "".into()))),
        }
    }

    fn publish(&self, of_site: &Told<'_>, path: &SourcePath, faults: &[Diagnostic]) {
        let Told { root, site, build } = of_site;
        let buffer = self.buffer_at(root, path);
        let own = self.lines(root, build, path);
        let encoding = self.client.encoding;
        let locate = |at: &SourcePath, span: Span| {
            let lines = if at == path { Arc::clone(&own) } else { self.lines(root, build, at) };
            Some(Location { uri: self.uri(root, site, at), range: convert::range(&lines, span, encoding) })
        };
        let told: Vec<Value> =
            faults.iter().map(|fault| convert::fault(fault, &own, encoding, &locate)).collect();
        self.client.publish(&self.uri(root, site, path), buffer.map(|buffer| buffer.version), &told);
    }
}

/// A site, and the build that is told of.
struct Told<'a> {
    root: &'a Path,
    site: &'a Site,
    build: &'a Build,
}

/// Faults by their files, of which they are in order.
fn by_file(faults: &[Diagnostic]) -> BTreeMap<&SourcePath, &[Diagnostic]> {
    faults.chunk_by(|one, other| one.path == other.path).map(|faults| (&faults[0].path, faults)).collect()
}

/// What tells whether an editor was told the same.
fn fingerprint(faults: &[Diagnostic], version: Option<i32>) -> u128 {
    xxh3_128(&postcard::to_stdvec(&(faults, version)).unwrap_or_default())
}
