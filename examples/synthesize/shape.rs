//! The two shapes of site: notes that hold every field and have no fault, and plain ones that hold few fields and have
//! two warnings each. What one shape writes says nothing of the other, so that both can be measured.

use std::fmt;

use crate::body::Body;
use crate::plan::Plan;
use crate::{front_matter, plain};

/// What the notes of a site are like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Every field of the note format, and code in every note.
    Seed,
    /// Few fields, long prose, some tables and HTML, about two warnings a note.
    Plain,
}

impl Shape {
    /// The shape of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Seed, Self::Plain].into_iter().find(|shape| shape.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Plain => "plain",
        }
    }

    /// What `site.toml` holds.
    pub(crate) fn settings(self) -> &'static str {
        match self {
            Self::Seed => SETTINGS,
            Self::Plain => PLAIN_SETTINGS,
        }
    }

    /// The text of the note with this plan.
    pub(crate) fn note(self, plan: &Plan) -> String {
        match self {
            Self::Seed => {
                let body = Body::write(plan);
                format!("---\n{}---\n\n{}", front_matter::write(plan, &body), body.text)
            }
            Self::Plain => plain::write(plan),
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

const SETTINGS: &str = r#"title = "Synthesized field notes"
base_url = "https://notes.example.org"
description = "Maintenance notes written by a generator, for load tests."
language = "en"
"#;

const PLAIN_SETTINGS: &str = r#"title = "Plain field notes"
base_url = "https://notes.example.org"
description = "Plain notes written by a generator, for load tests."
language = "en"

[schema]
required = ["title", "date"]

[schema.fields.tags]
type = "list"
taxonomy = true

[markdown]
raw_html = "sanitize"
"#;
