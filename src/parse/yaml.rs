//! YAML 1.2 to a spanned tree. Faults are diagnostics at their place; what was read before one is kept.
//!
//! Depth is bounded by the parser, the number of values and the reach of aliases here, so that no input takes
//! more than linear time and memory, or the stack.

mod blocks;
mod brackets;
mod builder;
mod fault;
mod line;
mod mistake;
mod origin;
mod property;
mod whole;

use std::ops::Range;

use super::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;
use crate::tree::Node;
use builder::Builder;
pub use line::{bare_or_quoted, in_place_of, quoted};
pub use mistake::bullet;

/// What could be read.
#[derive(Debug, Default)]
pub struct Yaml {
    /// The root; nothing for an empty text.
    pub root: Option<Node>,
    /// Whether all keys at the top are known, those of `lost` included.
    pub is_whole: bool,
    /// Keys at the top whose values could not be read.
    pub lost: Vec<Box<str>>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Most syntax errors that are reported in one file.
const MOST_ERRORS: usize = 20;

/// Reads the part of a file that holds YAML. A syntax error costs only the key at the top that holds it: its
/// lines are blanked, so that every place stays right, and the rest is read again.
pub fn read(path: &SourcePath, text: &str, part: Span, limits: Limits) -> Yaml {
    let mut source = part.of(text).to_owned();
    let mut lost = Vec::new();
    let mut errors = Vec::new();
    loop {
        let mut builder = Builder::new(path, text, part.start as usize, limits);
        let fault = builder.run(&source);
        let mut yaml = builder.finish();
        let Some(fault) = fault else {
            if !lost.is_empty() {
                // An anchor may have gone with a blanked key.
                yaml.diagnostics.retain(|diagnostic| diagnostic.code != Code::YamlUnknownAlias);
            }
            yaml.diagnostics.splice(0..0, errors);
            yaml.lost = lost;
            return yaml;
        };
        let block = fault.lost;
        let is_known = errors.contains(&fault.diagnostic);
        if !is_known {
            errors.push(fault.diagnostic);
        }
        if is_known || errors.len() == MOST_ERRORS || block.is_empty() {
            return Yaml { is_whole: false, diagnostics: errors, lost, ..yaml };
        }
        lost.extend(blocks::key_or_word(&source[block.clone()]).map(Box::from));
        blocks::blank(&mut source, block);
    }
}

/// A fault that keeps a part of the text from being read.
struct Fault {
    /// The bytes to leave out, so that the rest can be read.
    lost: Range<usize>,
    diagnostic: Diagnostic,
}
