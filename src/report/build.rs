//! What a build did, for programs: the JSON of `build --report`, and its JSON Schema.

use std::time::Duration;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Counted, Level};

/// How a build ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It could not do its job, or has not ended.
    #[default]
    Failed,
    /// Faults kept it from being published: the output is as it was.
    Refused,
    /// The output was as it has to be.
    Unchanged,
    /// Files of the output were written or removed.
    Built,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Built, Self::Unchanged, Self::Refused, Self::Failed];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// What was published.
#[derive(Clone, Copy, Debug, Default)]
pub struct Published {
    /// Notes.
    pub notes: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    /// Notes that were left out for their faults.
    pub left_out: usize,
    /// Pages.
    pub pages: usize,
    /// Files that were written, that stood already, and that were removed.
    pub files: [usize; 3],
    /// The bytes that were written, and those of all files.
    pub bytes: [u64; 2],
}

/// What a build did.
#[derive(Clone, Debug, Default)]
pub struct BuildReport {
    /// How it ended.
    pub outcome: Outcome,
    /// The exit status; None while it runs.
    pub exit_status: Option<u8>,
    /// What was published, if anything.
    pub published: Option<Published>,
    /// The faults that were found.
    pub faults: Vec<Counted>,
    /// The number of faults that are known.
    pub known: usize,
    /// How long each phase took.
    pub phases: Vec<(&'static str, Duration)>,
    /// How long all of it took.
    pub time: Duration,
    /// The most memory that it used at once, in bytes; None where the system does not say.
    pub peak_memory: Option<u64>,
    /// Why it failed.
    pub error: Option<String>,
}

impl BuildReport {
    /// Whether a text is such a report.
    pub fn is_one(text: &str) -> bool {
        let report: Option<serde_json::Value> = serde_json::from_str(text).ok();
        report.is_some_and(|report| report["program_version"].is_string() && report["outcome"].is_string())
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        let fault = |counted: &Counted| {
            let Counted { code, level, count } = counted;
            json!({ "code": code.name(), "level": level.name(), "count": count })
        };
        let phase =
            |(name, time): &(&str, Duration)| json!({ "name": name, "milliseconds": milliseconds(*time) });
        let mut report = json!({
            "version": 1,
            "program_version": env!("CARGO_PKG_VERSION"),
            "outcome": self.outcome.name(),
            "exit_status": self.exit_status,
            "notes": null, "pages": null, "files": null, "bytes": null,
            "faults": self.faults.iter().map(fault).collect::<Vec<_>>(),
            "known_faults": self.known,
            "phases": self.phases.iter().map(phase).collect::<Vec<_>>(),
            "milliseconds": milliseconds(self.time),
            "peak_memory": self.peak_memory,
            "error": self.error,
        });
        if let Some(Published { notes, drafts, left_out, pages, files, bytes }) = self.published {
            let ([written, unchanged, removed], [new, total]) = (files, bytes);
            report["notes"] = json!({ "published": notes, "drafts": drafts, "left_out": left_out });
            report["pages"] = json!(pages);
            report["files"] = json!({ "written": written, "unchanged": unchanged, "removed": removed });
            report["bytes"] = json!({ "written": new, "total": total });
        }
        crate::render::machine::pretty(&report)
    }
}

/// Milliseconds, to a tenth.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

/// The JSON Schema (draft 2020-12) of the file.
pub fn schema() -> Value {
    let mut schema = object(&[
        ("version", json!({ "const": 1 })),
        ("program_version", json!({ "type": "string", "description": "The version of fieldnotes." })),
        ("outcome", outcomes()),
        ("exit_status", or_null("integer", "The exit status; null if the build did not end.")),
        ("notes", or_null("object", "The notes of the site; null if nothing was published.")),
        ("pages", or_null("integer", "The number of pages of the site; null if nothing was published.")),
        ("files", or_null("object", "The files of the site; null if nothing was published.")),
        ("bytes", or_null("object", "The size of the files; null if nothing was published.")),
        ("faults", list(&fault(), "The faults by code and level, the most serious first.")),
        ("known_faults", number("The number of faults that are in the baseline.")),
        ("phases", list(&object(&[("name", json!({ "type": "string" })), time()]), "The phases in order.")),
        time(),
        (
            "peak_memory",
            or_null("integer", "The most memory that was used at once, in bytes; null except on Linux."),
        ),
        ("error", or_null("string", "Why the build failed; null if it did not.")),
    ]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("What a build of fieldnotes did");
    let nothing = json!({ "type": "null" });
    schema["if"] = json!({ "properties": { "outcome": { "enum": ["built", "unchanged"] } } });
    schema["then"] = json!({ "properties": {
        "notes": object(&[
            ("published", number("Notes on the site.")),
            ("drafts", number("Drafts that were left out.")),
            ("left_out", number("Notes that were left out because of their faults.")),
        ]),
        "pages": { "type": "integer" },
        "files": object(&[
            ("written", number("Files that are new or changed.")),
            ("unchanged", number("Files that were there already.")),
            ("removed", number("Files of an earlier build that were removed.")),
        ]),
        "bytes": object(&[
            ("written", number("The size of the files that were written.")),
            ("total", number("The size of all files of the site.")),
        ]),
        "error": nothing,
    } });
    schema["else"] =
        json!({ "properties": { "notes": nothing, "pages": nothing, "files": nothing, "bytes": nothing } });
    schema
}

fn outcomes() -> Value {
    json!({
        "enum": Outcome::ALL.map(Outcome::name),
        "description": "`built`: files were written or removed. `unchanged`: there was nothing to write. `refused`: faults kept \
                        the build from being published. `failed`: the build could not do its work, or did not end.",
    })
}

fn fault() -> Value {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let levels = [Level::Withhold, Level::Deny, Level::Warn].map(Level::name);
    object(&[
        ("code", json!({ "enum": codes })),
        ("level", json!({ "enum": levels, "description": "`withhold` and `deny` are errors." })),
        ("count", json!({ "type": "integer", "minimum": 1 })),
    ])
}

fn number(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": about })
}

fn time() -> (&'static str, Value) {
    ("milliseconds", json!({ "type": "number", "minimum": 0, "description": "How long it took." }))
}

fn list(items: &Value, about: &str) -> Value {
    json!({ "type": "array", "items": items, "description": about })
}

fn or_null(kind: &str, about: &str) -> Value {
    json!({ "type": [kind, "null"], "description": about })
}

/// An object that has these properties, and no others.
fn object(properties: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Value> =
        properties.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
