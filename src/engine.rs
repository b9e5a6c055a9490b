//! Runs the phases over a source, and is the only one that remembers anything between builds.
//!
//! [`Engine::load`] reads, parses, validates, models and checks; [`Build::render`] makes pages from the result,
//! on all processors. `check`, `build` and `serve` are ways to look at one engine.

mod addresses;
pub mod baseline;
mod beginnings;
mod beyond;
mod blame;
mod build;
pub mod bundle;
mod card;
pub mod dates;
mod drift;
pub mod files;
mod hrefs;
mod last;
mod level;
pub mod live;
pub mod load;
mod look;
mod notes;
pub mod outputs;
mod own;
pub mod pages;
mod picture;
mod published;
pub mod relocate;
pub mod rules;
mod sample;
mod search;
mod secrets;
pub mod single;
pub mod store;
mod text;
pub mod unknown;
mod variant;
pub(crate) mod watched;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use addresses::{hides_addresses, hides_notes};
use anyhow::{Context, Result};
use baseline::Heeded;
pub use build::{Build, unreadable};
use files::Files;
use jiff::civil::Date;
pub use published::Published;
use rules::RuleFile;
use store::Store;

use crate::config::Denied;
use crate::render::Assets;
use crate::render::highlight::BlockCache;
use crate::render::reads::SiteFields;
use crate::render::template::Templates;
use crate::render::words::Words;
use crate::source::{Listing, Source};

/// For whom a command looks at a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// For whoever writes it, on their machine.
    #[default]
    Author,
    /// For its readers: in CI, from where it is published.
    Readers,
}

/// What a command asks of a build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day to hold reviews against; nothing in a build.
    pub today: Option<Date>,
    /// An address in place of the one in `site.toml`.
    pub base_url: Option<String>,
    /// Whether search engines are to leave out every page.
    pub noindex: bool,
    /// For whom it is.
    pub audience: Audience,
    /// Which known faults are heeded.
    pub baseline: Heeded,
    /// Whether each fault is told, however many of a file are alike.
    pub tells_each: bool,
    /// What is taken for an error besides what the settings say.
    pub denied: Denied,
    /// Rule files whose alerts are held against the notes.
    pub rules: Vec<RuleFile>,
}

/// A site that can be built again and again.
pub struct Engine {
    source: Arc<dyn Source>,
    options: Options,
    store: Arc<Store>,
    code: Arc<dyn BlockCache + Send>,
}

/// What all pages are made with.
pub(crate) struct Theme {
    words: Arc<Words>,
    templates: Templates,
    assets: Assets,
    /// What templates see as `site`.
    fields: SiteFields,
}

impl Engine {
    /// An engine over a source, that remembers what it can in a store.
    pub fn new(source: Box<dyn Source>, options: Options, store: Arc<Store>) -> Self {
        Self { source: source.into(), options, code: Arc::clone(&store) as _, store }
    }

    /// The engine with another memory of highlighted code.
    #[must_use]
    pub fn with_code(self, code: Arc<dyn BlockCache + Send>) -> Self {
        Self { code, ..self }
    }

    /// What is remembered.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The source.
    pub fn source(&self) -> &dyn Source {
        &*self.source
    }

    /// Reads and checks the whole site.
    ///
    /// # Errors
    /// The source can't be listed. Faults in the content are no error: they are in [`Build::diagnostics`].
    pub fn load(&self) -> Result<Build> {
        let listing = self.list()?;
        Ok(self.reload(&listing, &mut Files::new(Arc::clone(&self.store))))
    }

    /// All files of the site.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn list(&self) -> Result<Listing> {
        self.source.list().context("the site's folder can't be read")
    }

    /// Reads and checks these files, from what is remembered of an earlier load, as far as it holds; and remembers
    /// this one.
    pub fn reload(&self, listing: &Listing, files: &mut Files) -> Build {
        load::load(self, listing, files)
    }
}

/// Measures phases.
pub struct Clock {
    last: Instant,
    /// The phases that ended.
    pub phases: Vec<(&'static str, Duration)>,
}

impl Clock {
    /// Begins the first phase.
    pub fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::new() }
    }

    /// Ends a phase.
    pub fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.phases.push((phase, now - self.last));
        self.last = now;
    }
}
