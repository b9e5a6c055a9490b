//! What templates see as `site`, by its names: a page asks for those that its templates speak of.

use foldhash::HashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// The fingerprints of what templates see as `site`.
#[derive(Clone, Debug, Default)]
pub struct SiteFields(HashMap<String, u64>);

impl SiteFields {
    /// Those of a view.
    pub fn of(view: &impl Serialize) -> Self {
        let value = serde_json::to_value(view).unwrap_or_default();
        let fields = value.as_object().into_iter().flatten();
        let mut all: HashMap<String, u64> =
            fields.map(|(name, value)| (name.clone(), xxh3_64(value.to_string().as_bytes()))).collect();
        // A template that takes the site as a whole may show any of it.
        all.insert(String::new(), xxh3_64(value.to_string().as_bytes()));
        Self(all)
    }

    /// The fingerprint of a field; 0 if there is none of that name.
    pub(super) fn fingerprint(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or_default()
    }
}
