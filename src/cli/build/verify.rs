//! `build --verify`: the site is made twice, and both times have to give the same bytes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::engine::{Build, Engine};
use crate::path::OutputPath;
use crate::render::{Artifact, Content};

/// Holds a second build against the first.
///
/// # Errors
/// The two differ, or a file that is copied can't be read.
pub(super) fn verify(engine: &Engine, first: &Build) -> Result<()> {
    let second = engine.load()?;
    let (first, second) = (fingerprints(first)?, fingerprints(&second)?);
    let differing = difference(&first, &second);
    if let Some(path) = differing.first().map(|path| path.as_str()) {
        let more = differing.len() - 1;
        bail!(
            "two builds of the same input differ in `{path}`{}",
            if more == 0 { String::new() } else { format!(" and {more} more") }
        );
    }
    Ok(())
}

/// The hash of what each output holds.
type Fingerprints = BTreeMap<OutputPath, blake3::Hash>;

/// The fingerprints of all that a build makes.
fn fingerprints(build: &Build) -> Result<Fingerprints> {
    let made: Mutex<Result<Fingerprints>> = Mutex::new(Ok(Fingerprints::new()));
    build.render(&build.site.routes, |artifact| {
        let hash = hash(build, &artifact);
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        match (&mut *made, hash) {
            (Ok(made), Ok(hash)) => drop(made.insert(artifact.path, hash)),
            (Ok(_), Err(error)) => *made = Err(error),
            (Err(_), _) => {}
        }
    });
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn hash(build: &Build, artifact: &Artifact) -> Result<blake3::Hash> {
    Ok(match &artifact.content {
        Content::Bytes(bytes) => blake3::hash(bytes),
        Content::Copy(path) => {
            let published = build.published(path).with_context(|| format!("`{path}` can't be read"))?;
            blake3::hash(&published.bytes)
        }
    })
}

/// The outputs that are not the same in both, or are in one alone.
fn difference<'a>(first: &'a Fingerprints, second: &'a Fingerprints) -> Vec<&'a OutputPath> {
    let is_other = |path: &&OutputPath| first.get(*path) != second.get(*path);
    let only_second = second.keys().filter(|path| !first.contains_key(*path));
    first.keys().chain(only_second).filter(is_other).collect()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::engine::Options;
    use crate::engine::store::Store;
    use crate::path::SourcePath;
    use crate::source::memory::Memory;
    use crate::source::{Listed, Listing, Source};

    /// Files of which one is listed, and can't be read.
    struct Torn(Memory);

    impl Source for Torn {
        fn list(&self) -> io::Result<Listing> {
            self.0.list()
        }

        fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
            self.0.look(path)
        }

        fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
            match path.as_str() {
                "static/torn.zip" => Err(io::Error::other("bad sector")),
                _ => self.0.read(path),
            }
        }

        fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
            self.read(path)
        }

        fn is_there(&self, path: &str, top: &str) -> bool {
            self.0.is_there(path, top)
        }

        fn location(&self, _path: &SourcePath) -> Option<PathBuf> {
            None
        }
    }

    fn engine(files: &[&str]) -> Engine {
        let mut memory = Memory::default();
        memory.put("site.toml", "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n");
        for file in files {
            memory.put(file, "Bytes.");
        }
        Engine::new(Box::new(Torn(memory)), Options::default(), Arc::new(Store::off()))
    }

    #[test]
    fn a_copy_that_cannot_be_read_is_an_error_and_not_an_empty_file() {
        let sound = engine(&["static/a.zip"]);
        let build = sound.load().unwrap();
        assert!(fingerprints(&build).unwrap().keys().any(|path| path.as_str() == "a.zip"));
        verify(&sound, &build).unwrap();
        let torn = engine(&["static/torn.zip"]);
        let error = verify(&torn, &torn.load().unwrap()).unwrap_err();
        assert_eq!(format!("{error:#}"), "`static/torn.zip` can't be read: bad sector");
    }

    #[test]
    fn an_output_of_one_build_alone_is_a_difference_whichever_it_is() {
        let path = |path: &str| OutputPath::new(path).unwrap();
        let made = |paths: &[&str]| -> Fingerprints {
            paths.iter().map(|name| (path(name), blake3::hash(b"Bytes."))).collect()
        };
        assert_eq!(difference(&made(&["a", "b"]), &made(&["a"])), [&path("b")]);
        assert_eq!(difference(&made(&["a"]), &made(&["a", "b"])), [&path("b")]);
        assert_eq!(difference(&made(&["a"]), &made(&["a"])), [] as [&OutputPath; 0]);
    }
}
