//! What an editor is told at a place of a file: completion, what something means, where it leads, what would change. It knows no
//! protocol: places are bytes, and answers are values that the language server puts into words of its own.
//!
//! The text is that of the editor and may be newer than the site that was read last; whatever concerns other files is as that has it.

pub mod action;
pub mod completion;
pub mod difference;
pub mod format;
pub mod hover;
pub mod lens;
pub mod place;
pub mod reference;
pub mod rename;
mod schema;
pub mod structure;
pub mod subject;
mod yaml;

use jiff::civil::Date;

use crate::config::TaxonomyConfig;
use crate::corpus::Corpus;
use crate::engine::{Build, single};
use crate::parse::Document;
use crate::path::SourcePath;
use crate::validate::Schema;

/// A place in a file that somebody asks about.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The site as it was read last.
    pub build: &'a Build,
    /// The file.
    pub path: &'a SourcePath,
    /// Its text in the editor.
    pub text: &'a str,
    /// The byte.
    pub at: usize,
    /// The day to hold reviews against.
    pub today: Date,
}

impl Question<'_> {
    /// The text as the site reads it.
    fn document(&self) -> Document {
        single::document(self.path, self.text, &self.build.config)
    }

    /// Whether the file is read as Markdown with a front matter.
    fn is_markdown(&self) -> bool {
        self.path.markdown_stem().is_some()
    }

    /// What the front matter of the file may hold.
    fn schema(&self) -> Schema {
        let (config, corpus) = (&self.build.config, &self.build.corpus);
        if corpus.sections.iter().any(|section| section.path == *self.path) || self.path.is_section() {
            return Schema::of_sections(&config.schema);
        }
        let folder = crate::corpus::below_content(self.path.folder());
        Corpus::schema_of(&config.schema, &corpus.sections, folder)
    }

    /// The index that a field's values are terms of.
    fn index_of(&self, field: &str) -> Option<(usize, &TaxonomyConfig)> {
        self.build.config.taxonomies.iter().enumerate().find(|(_, index)| index.field == field)
    }
}

/// A number with what it counts.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
