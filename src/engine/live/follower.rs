//! A site that is read again whenever its files change: for the preview, and for editors.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use anyhow::{Context, Result};

use super::seen::Seen;
use super::{Hint, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::files::Files;
use crate::engine::{Build, Engine, drift, own};
use crate::path::SourcePath;

/// An engine, what it read last, and what it is made of.
pub struct Follower {
    engine: Engine,
    build: RwLock<Arc<Build>>,
    seen: Mutex<Seen>,
    /// What a page of each kind showed, when somebody last wanted to know.
    shown: Mutex<Vec<Diagnostic>>,
}

impl Follower {
    /// Reads the site for the first time, from what is remembered as far as it holds.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn new(engine: Engine) -> Result<Self> {
        let listing = engine.list()?;
        let has_own_templates = listing.files.iter().any(|file| file.path.as_str().starts_with(TEMPLATES));
        let known = Files::new(Arc::clone(engine.store())).with_all_texts();
        let mut seen = Seen::new(known, listing, engine.source());
        let mut build = engine.reload(&seen.listing, &mut seen.known);
        if has_own_templates {
            try_templates(&mut build);
        }
        Ok(Self {
            engine,
            build: RwLock::new(Arc::new(build)),
            seen: Mutex::new(seen),
            shown: Mutex::default(),
        })
    }

    /// Reads what changed; gives back the files that differ, came or went, in order. Nothing when no content differs.
    ///
    /// # Errors
    /// The source can't be listed.
    pub fn refresh(&self, hint: &Hint) -> Result<Option<Vec<SourcePath>>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.build();
        let followed = seen.follow(hint, &old, self.engine.source());
        let Some(files) = followed.context("the site's folder can't be read")? else { return Ok(None) };
        self.read_again(&mut seen, old, &files);
        Ok(Some(files))
    }

    /// Reads the site again, though none of its files differs: what it watches may.
    pub fn look_around(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_again(&mut seen, self.build(), &[]);
    }

    fn read_again(&self, seen: &mut Seen, old: Arc<Build>, files: &[SourcePath]) {
        let tries_templates =
            files.iter().any(|path| can_break_templates(path, seen)) || has_template_faults(&old);
        let Seen { known, listing, .. } = seen;
        known.doubt(files.iter().cloned());
        let mut new = self.engine.reload(listing, known);
        if tries_templates {
            try_templates(&mut new);
        }
        self.shown().retain(|fault| !files.contains(&fault.path));
        *self.build.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        // To take the last build apart takes as long as a page: nobody waits for that.
        rayon::spawn(move || drop(old));
    }

    /// Whether some note watches anything.
    pub fn watches(&self) -> bool {
        !self.build().corpus.drift.is_empty()
    }

    /// Whether something became of what notes watch since the site was read.
    pub fn has_drifted(&self) -> bool {
        let build = self.build();
        let (source, store) = (self.engine.source(), self.engine.store());
        drift::find(source, &build.corpus, (store, None)).0 != build.corpus.drift
    }

    /// Makes a page of each kind, as a check does, and keeps what is wrong with them.
    pub fn try_pages(&self) {
        let faults = self.build().check_templates();
        *self.shown() = faults;
    }

    /// Every fault that is known, in order of path and place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.build().diagnostics.clone();
        let shown = self.shown();
        let new = shown.iter().filter(|fault| !all.iter().any(|known| known.is_same(fault)));
        let new: Vec<Diagnostic> = new.cloned().collect();
        if !new.is_empty() {
            all.extend(new);
            crate::diagnostic::sort(&mut all);
        }
        all
    }

    fn shown(&self) -> MutexGuard<'_, Vec<Diagnostic>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The site as it was last read.
    pub fn build(&self) -> Arc<Build> {
        Arc::clone(&self.build.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What reads it.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

/// Makes a page of each kind, so that what is wrong with a template is known before somebody asks for such a page.
fn try_templates(build: &mut Build) {
    let faults = build.check_templates();
    build.diagnostics.extend(faults);
    crate::diagnostic::sort(&mut build.diagnostics);
}

/// Whether the templates failed to make a page: any edit may change that, or the note that it is said of.
fn has_template_faults(build: &Build) -> bool {
    build.diagnostics.iter().any(|fault| fault.code.is_of_template() && fault.code != Code::TemplateSyntax)
}

/// Whether a file that differs can keep templates from making pages. Of one that pages lead to, they only find that it is gone.
fn can_break_templates(path: &SourcePath, seen: &Seen) -> bool {
    let is_below = path.as_str().starts_with(TEMPLATES);
    *path == SourcePath::settings() || (is_below && (own::is_template(path.as_str()) || !seen.has(path)))
}
