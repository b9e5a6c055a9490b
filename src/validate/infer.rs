//! Which type a field of the site's own would have, from the values that notes give it: the one that most of them fit, by
//! the rules that would judge them.

use super::schema::narrowed;
use super::walk::Walker;
use crate::config::{FieldConfig, FieldType, TYPES};
use crate::path::SourcePath;
use crate::tree::Node;

/// The values of a field, as they come.
#[derive(Clone, Debug, Default)]
pub struct Values {
    count: usize,
    /// How many values each type takes, by its place in [`ORDER`].
    fitting: [usize; ORDER.len()],
}

/// The types, the narrowest first: of two that take as many values, the first is meant.
const ORDER: [FieldType; 8] = [
    FieldType::Boolean,
    FieldType::Integer,
    FieldType::Number,
    FieldType::Date,
    FieldType::Url,
    FieldType::List,
    FieldType::Map,
    FieldType::String,
];

impl Values {
    /// Takes a value into account. One that is none says nothing.
    pub fn add(&mut self, value: &Node) {
        if value.is_null() {
            return;
        }
        self.count += 1;
        for (fitting, kind) in self.fitting.iter_mut().zip(ORDER) {
            *fitting += usize::from(fits(value, kind));
        }
    }

    /// The name of the type that takes most values, and how many it does not take; None if it takes none of them.
    pub fn kind(&self) -> Option<(&'static str, usize)> {
        if self.count == 0 {
            return Some((name(FieldType::String), 0));
        }
        let most = self.fitting.iter().max().filter(|most| **most > 0)?;
        let kind = ORDER[self.fitting.iter().position(|fitting| fitting == most)?];
        Some((name(kind), self.count - most))
    }
}

fn name(kind: FieldType) -> &'static str {
    TYPES.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name)
}

fn fits(value: &Node, kind: FieldType) -> bool {
    let field = FieldConfig { kind: Some(kind), ..FieldConfig::new("") };
    let path = SourcePath::settings();
    let mut walker = Walker { path: &path, text: "", diagnostics: Vec::new() };
    if let Some(shape) = narrowed(&field) {
        walker.value(value, &shape, "");
    }
    !walker.diagnostics.iter().any(crate::diagnostic::Diagnostic::is_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Limits, yaml};
    use crate::span::Span;
    use crate::tree::Packed;

    fn kind(values: &[&str]) -> Option<(&'static str, usize)> {
        let mut seen = Values::default();
        for value in values {
            let text = format!("x: {value}\n");
            let root =
                yaml::read(&SourcePath::settings(), &text, Span::new(0, text.len()), Limits::default()).root;
            seen.add(Packed::new(&root.unwrap()).open().unwrap().get("x").unwrap());
        }
        seen.kind()
    }

    #[test]
    fn the_narrowest_type_that_takes_most_values_is_meant() {
        assert_eq!(kind(&["true", "false", "~"]), Some(("boolean", 0)));
        assert_eq!(kind(&["1", "2"]), Some(("integer", 0)));
        assert_eq!(kind(&["1", "2.5"]), Some(("number", 0)));
        assert_eq!(kind(&["2026-01-02"]), Some(("date", 0)));
        assert_eq!(kind(&["https://example.org/a"]), Some(("url", 0)));
        assert_eq!(kind(&["[a, b]", "[c]", "d"]), Some(("list", 1)));
        assert_eq!(kind(&["{a: 1, b: [2]}"]), Some(("map", 0)));
        assert_eq!(kind(&["billing", "2026-01-02", "'7'"]), Some(("string", 0)));
        assert_eq!(kind(&["[{a: 1}]"]), Some(("list", 0)));
        assert_eq!(kind(&["~"]), Some(("string", 0)));
    }
}
