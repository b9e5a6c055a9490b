//! Rule files that a check is given: they may stand anywhere, and are no part of the site.

use std::fmt;
use std::sync::Arc;

use foldhash::HashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::{Options, text};
use crate::diagnostic::Diagnostic;
use crate::parse::rules::{self, Rules};
use crate::path::SourcePath;

/// A rule file.
#[derive(Clone)]
pub struct RuleFile {
    /// Its path as seen from the site's folder.
    pub path: SourcePath,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for RuleFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:x}", self.path, xxh3_128(&self.bytes))
    }
}

/// The rules of all files that a check is given.
pub(super) fn read(
    options: &Options,
    texts: &mut HashMap<SourcePath, Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(SourcePath, Rules)> {
    let of_file = |file: &RuleFile| {
        let (text, fault) = text::decoded(&file.path, file.bytes.to_vec());
        let mut rules = rules::read(&file.path, &text);
        diagnostics.extend(fault);
        diagnostics.append(&mut rules.diagnostics);
        texts.insert(file.path.clone(), text.into());
        (file.path.clone(), rules)
    };
    options.rules.iter().map(of_file).collect()
}
