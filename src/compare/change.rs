//! What of a note changed from one edition to the next.

use super::Note;

/// A thing of a note that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub what: What,
    /// What it was, where that is told and was anything.
    pub old: Option<String>,
    /// What it is, where that is told and is anything.
    pub new: Option<String>,
}

/// A thing of a note that can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Its text, below the front matter.
    Text,
    /// Its page, in a way that nobody knows: one of the outputs does not tell of the text.
    Page,
    /// Its title.
    Title,
    /// Its status.
    Status,
    /// Its version.
    Version,
    /// When it was last found true.
    Review,
    /// Another field of its front matter.
    Field(String),
}

impl What {
    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Page => "page",
            Self::Title => "title",
            Self::Status => "status",
            Self::Version => "version",
            Self::Review => "review",
            Self::Field(_) => "field",
        }
    }
}

/// All that changed of a note.
pub(super) fn between(old: &Note, new: &Note) -> Vec<Change> {
    let mut changes = Vec::new();
    if let (Some(before), Some(after)) = (&old.body_hash, &new.body_hash)
        && before != after
    {
        changes.push(Change { what: What::Text, old: None, new: None });
    }
    let told = [
        (What::Title, &old.title, &new.title),
        (What::Status, &old.status, &new.status),
        (What::Version, &old.version, &new.version),
        (What::Review, &old.last_reviewed, &new.last_reviewed),
    ];
    for (what, old, new) in told.into_iter().filter(|(_, old, new)| old != new) {
        changes.push(Change { what, old: old.clone(), new: new.clone() });
    }
    if old.reference != new.reference {
        changes.push(field("reference"));
    }
    changes.extend(fields(&old.fields, &new.fields));
    changes
}

/// The fields that came, went, or have another value. Both lists are in order.
fn fields<'f>(mut old: &'f [(String, u64)], mut new: &'f [(String, u64)]) -> impl Iterator<Item = Change> {
    let mut found = Vec::new();
    loop {
        let next = match (old.first(), new.first()) {
            (Some((before, _)), Some((after, _))) => before.min(after),
            (Some((name, _)), None) | (None, Some((name, _))) => name,
            (None, None) => return found.into_iter(),
        };
        if take(&mut old, next) != take(&mut new, next) {
            found.push(field(next));
        }
    }
}

/// Takes the value of a field from the front of a list, if it stands there.
fn take(fields: &mut &[(String, u64)], name: &str) -> Option<u64> {
    let ((first, value), rest) = fields.split_first()?;
    (first == name).then(|| {
        *fields = rest;
        *value
    })
}

fn field(name: &str) -> Change {
    Change { what: What::Field(name.to_owned()), old: None, new: None }
}
