//! `fieldnotes schema`: the site's JSON Schema.

use anyhow::{Context, Result};

use super::args::Common;
use super::output::Terminal;
use super::{ExitStatus, context};
use crate::config::{self, Config};
use crate::report::human;
use crate::source::disk::read_text;
use crate::validate::{Schema, json};

pub(super) fn run(common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let site = context::site_folder(common)?;
    let text = read_text(&site.join(config::FILE)).context("site.toml can't be read")?;
    let (config, diagnostics) = Config::parse(&text);
    let style = terminal.error_style();
    let source = std::sync::Arc::<str>::from(text);
    for diagnostic in &diagnostics {
        let report = human::diagnostic(diagnostic, &|_| Some(std::sync::Arc::clone(&source)), style);
        terminal.report(&format!("{report}\n"));
    }
    let schema = json::json_schema(&Schema::of_notes(&config.schema, None), &config.base_url);
    terminal.result(&format!("{}\n", serde_json::to_string_pretty(&schema)?))?;
    let has_errors = diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error);
    Ok(if has_errors { ExitStatus::Faults } else { ExitStatus::Clean })
}
