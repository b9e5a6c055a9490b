//! `fieldnotes schema`: the site's JSON Schema, or that of one folder.

use std::sync::Arc;

use anyhow::{Result, bail};

use super::args::Common;
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::corpus::{CONTENT, Corpus};
use crate::diagnostic::Diagnostic;
use crate::engine::store::Store;
use crate::engine::{Engine, Options};
use crate::path::SourcePath;
use crate::report::human;
use crate::source::disk::Disk;
use crate::validate::{Schema, json};

pub(super) fn run(folder: Option<&str>, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let engine = Engine::new(Box::new(Disk::new(&site)), Options::default(), Arc::new(Store::off()));
    let build = engine.load()?;
    let folder = folder.unwrap_or("").trim_matches('/');
    let folder = folder.strip_prefix(CONTENT).unwrap_or(folder).trim_matches('/');
    if !folder.is_empty() && !build.site.sections.iter().any(|section| *section.folder == *folder) {
        bail!("there is no folder `{CONTENT}/{folder}` with notes");
    }
    // Only what is wrong with the settings bears on the schema.
    let is_setting = |path: &SourcePath| path.as_str() == crate::config::FILE;
    let faults: Vec<&Diagnostic> = build.diagnostics.iter().filter(|fault| is_setting(&fault.path)).collect();
    let style = terminal.error_style();
    for fault in &faults {
        let report = human::diagnostic(fault, &|path| build.text(path), style);
        terminal.report(&format!("{report}\n"));
    }
    let overrides = Corpus::schema_of(&build.corpus.sections, folder);
    let mut schema = Schema::of_notes(
        &build.config.schema,
        overrides.as_ref().and_then(|section| section.schema.as_ref()),
    );
    if build.config.owners.names().next().is_some() {
        // Which note has an owner by the settings depends on its path, which an editor doesn't tell.
        schema = schema.without_required("owner");
    }
    let printed = json::json_schema(&schema, &build.config.base_url);
    terminal.result(&format!("{}\n", serde_json::to_string_pretty(&printed)?))?;
    Ok(if faults.iter().any(|fault| fault.is_error()) { ExitStatus::Faults } else { ExitStatus::Clean })
}
