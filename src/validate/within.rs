//! Fields of a schema by their paths: keys within maps, and what is required of them.

use super::schema::{Field, Schema, Shape};

impl Schema {
    /// Whether what is at this path must be there, since it or what it holds is required.
    pub(super) fn is_required_within(&self, path: &str) -> bool {
        let is_on_way = |required: &String| {
            required.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.required_within.iter().any(is_on_way)
    }

    /// The schema of notes that may leave a field out, since its value comes from elsewhere.
    #[must_use]
    pub fn without_required(mut self, name: &str) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            field.required = false;
        }
        self
    }

    /// The paths of all keys that have a name, those within maps too.
    pub(super) fn paths(&self) -> Vec<String> {
        fn add(fields: &[Field], above: &str, paths: &mut Vec<String>) {
            for field in fields {
                let path = format!("{above}{}", field.name);
                if let Shape::Map(inner) | Shape::Open(inner, _) = &field.shape {
                    add(inner, &format!("{path}."), paths);
                }
                paths.push(path);
            }
        }
        let mut paths = Vec::new();
        add(&self.fields, "", &mut paths);
        paths
    }
}
