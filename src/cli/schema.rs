//! `fieldnotes schema`: the JSON Schema of the site's notes, of those of one folder, or of a file that the site has for machines.

use std::sync::Arc;

use anyhow::{Result, bail};
use serde_json::Value;

use super::args::{Common, Schema as Args, SchemaOf};
use super::output::Terminal;
use super::view::View;
use super::{ExitStatus, context};
use crate::corpus::{CONTENT, Corpus};
use crate::diagnostic::Diagnostic;
use crate::engine::store::Store;
use crate::engine::{Build, Engine, Options};
use crate::path::SourcePath;
use crate::render::alerts;
use crate::render::reviews;
use crate::report;
use crate::source::disk::Disk;
use crate::validate::json;

pub(super) fn run(args: &Args, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let schema: fn(&Build, &str) -> Value = match args.of {
        SchemaOf::Notes => of_notes,
        SchemaOf::Alerts => |build, _| alerts::schema(&build.config.base_url),
        SchemaOf::Review => |build, _| reviews::schema(&build.config.base_url),
        // It is the same of all sites, and asks for none.
        SchemaOf::BuildReport => {
            print(&report::build::schema(), terminal)?;
            return Ok(ExitStatus::Clean);
        }
    };
    let site = context::site_folder(common)?;
    let engine = Engine::new(Box::new(Disk::new(&site)), Options::default(), Arc::new(Store::off()));
    let build = engine.load()?;
    let folder = args.folder.as_deref().unwrap_or("").trim_matches('/');
    let folder = folder.strip_prefix(CONTENT).unwrap_or(folder).trim_matches('/');
    if !folder.is_empty() && !build.site.sections.iter().any(|section| *section.folder == *folder) {
        bail!("there is no folder `{CONTENT}/{folder}` with notes");
    }
    // Only what is wrong with the settings bears on the schema.
    let is_setting = |path: &SourcePath| path.as_str() == crate::config::FILE;
    let faults: Vec<&Diagnostic> = build.diagnostics.iter().filter(|fault| is_setting(&fault.path)).collect();
    let view = View::of_errors(&site, terminal);
    for fault in &faults {
        terminal.report(&view.fault(fault, &|path| build.text(path)));
    }
    print(&schema(&build, folder), terminal)?;
    Ok(if faults.iter().any(|fault| fault.is_error()) { ExitStatus::Faults } else { ExitStatus::Clean })
}

fn print(schema: &Value, terminal: &mut Terminal) -> Result<()> {
    Ok(terminal.result(&format!("{}\n", serde_json::to_string_pretty(schema)?))?)
}

/// That of the notes of a folder.
fn of_notes(build: &Build, folder: &str) -> Value {
    let mut schema = Corpus::schema_of(&build.config.schema, &build.corpus.sections, folder);
    if build.config.owners.names().next().is_some() {
        // Which note has an owner by the settings depends on its path, which an editor doesn't tell.
        schema = schema.without_required("owner");
    }
    json::json_schema(&schema, &build.config.base_url)
}
