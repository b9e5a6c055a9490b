//! One note by itself, before it is a file of the site: what `check` would say of its front matter and of its text.

use super::notes::{renamed, rules};
use crate::config::Config;
use crate::corpus::SectionFile;
use crate::diagnostic::{Diagnostic, Level};
use crate::path::SourcePath;
use crate::validate::{self, Schema};

/// The faults of a note of this text, each with the level that the site gives it, in order of their places.
pub fn faults(path: &SourcePath, text: &str, config: &Config, schema: &Schema) -> Vec<Diagnostic> {
    let document = renamed(path, text, config);
    let (_, mut faults) = validate::note(&document, text, &rules(schema, &config.taxonomies));
    for fault in &mut faults {
        schema.renames.tell(fault);
    }
    faults.extend(document.diagnostics);
    for fault in &mut faults {
        fault.level = config.level_of(fault);
    }
    faults.retain(|fault| fault.level != Level::Allow);
    crate::diagnostic::sort(&mut faults);
    faults
}

/// What the page of a section says.
pub fn section(path: &SourcePath, text: &str, config: &Config) -> SectionFile {
    SectionFile::read(&renamed(path, text, config), text).0
}
