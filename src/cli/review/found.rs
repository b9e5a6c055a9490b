//! The reviews that a command is about: those of the site, with the owners that the repository names, of the paths and the owner
//! that were asked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;

use super::super::context;
use super::super::output::Terminal;
use super::super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options, hides_notes};
use crate::model::codeowners::CodeOwners;
use crate::model::review::{Review, fill_owners, reviews};
use crate::path::SourcePath;
use crate::report::{count, visible};
use crate::source::codeowners::code_owners;
use crate::source::disk::Disk;
use crate::source::git::Git;
use crate::suggest;

/// A site whose reviews are looked at.
pub(super) struct Found {
    pub(super) build: Build,
    pub(super) engine: Engine,
    /// Owners by the repository, and the folder of the site in it.
    owners: Option<(CodeOwners, String)>,
}

impl Found {
    /// Reads a site.
    pub(super) fn of(site: &Path, terminal: &mut Terminal) -> Result<Self> {
        let store = Arc::new(Store::open(site, context::now));
        let engine = Engine::new(Box::new(Disk::new(site)), Options::default(), Arc::clone(&store));
        let build = engine.load()?;
        context::remembered(store.commit(), terminal);
        Ok(Self { build, engine, owners: owners(site, terminal) })
    }

    /// The reviews of notes below these paths, or of all, that somebody of this name keeps.
    pub(super) fn reviews(
        &self,
        site: &Path,
        (paths, owner): (&[PathBuf], Option<&str>),
        today: Date,
        terminal: &mut Terminal,
    ) -> Result<Vec<Review<'_>>> {
        let scopes: Vec<Scope> = paths.iter().map(|path| Scope::new(site, path)).collect::<Result<_>>()?;
        let mut all = reviews(&self.build.site, &self.build.corpus, today);
        if let Some((owners, folder)) = &self.owners {
            fill_owners(&mut all, owners, folder);
        }
        if let Some(owner) = owner.filter(|owner| !all.iter().any(|review| review.is_kept_by(owner))) {
            let names: BTreeSet<&str> = all.iter().filter_map(Review::owner).collect();
            let meant = suggest::nearest(owner, names).map(|near| format!("; did you mean `{near}`?"));
            terminal
                .report(&visible(&format!("no note has the owner `{owner}`{}\n", meant.unwrap_or_default())));
        }
        all.retain(|review| {
            let is_in = scopes.is_empty() || scopes.iter().any(|scope| scope.holds(review.path()));
            is_in && owner.is_none_or(|owner| review.is_kept_by(owner))
        });
        Ok(all)
    }

    /// Says that notes may be missing, where some could not be read, or that settings were not.
    pub(super) fn tell_of_unread(&self, terminal: &mut Terminal) {
        let Build { config, corpus, diagnostics, .. } = &self.build;
        let unread = diagnostics.iter().filter(|fault| hides_notes(config, corpus, fault)).count();
        let is_of_settings = |fault: &&Diagnostic| fault.path == SourcePath::settings() && fault.is_error();
        let settings = diagnostics.iter().filter(is_of_settings).count();
        if settings > 0 {
            let faults = count(settings, "fault");
            terminal.report(&format!("site.toml has faults: `fieldnotes check` shows {faults}\n"));
        }
        if unread > 0 {
            let faults = count(unread, "fault");
            terminal.report(&format!("some notes could not be read: `fieldnotes check` shows {faults}\n"));
        }
    }
}

fn owners(site: &Path, terminal: &mut Terminal) -> Option<(CodeOwners, String)> {
    let git = Git::around(site)?;
    let (place, read) = code_owners(&git)?;
    match read.map_err(|error| error.to_string()).and_then(|text| CodeOwners::parse(&text)) {
        Ok(owners) => Some((owners, git.folder().to_owned())),
        Err(reason) => {
            terminal.report(&visible(&format!("the owners in {place} can't be read: {reason}\n")));
            None
        }
    }
}
