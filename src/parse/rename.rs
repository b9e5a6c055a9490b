//! Fields of other tools that a site reads as ours: `[fields.rename]`. The tree of a front matter gets our names; places stay
//! those of what is written, and whoever writes or reports takes the site's own name.

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Document;
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Value};

/// One foreign field, and the field that it is read as.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Rename {
    /// The site's name.
    pub own: Spanned<String>,
    /// The path of our field: `summary`, `revision.last_reviewed`.
    pub field: Spanned<String>,
}

/// The fields that a site calls otherwise.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Renames(pub Vec<Rename>);

impl Renames {
    /// What a site calls a field: its own name where it has one.
    pub fn name_of<'n>(&'n self, field: &'n str) -> &'n str {
        self.0.iter().find(|rename| rename.field.value == field).map_or(field, |rename| &rename.own.value)
    }

    /// The field that one of the site's own names is read as; another name is that of a field.
    pub fn field_of<'n>(&'n self, own: &'n str) -> &'n str {
        self.0.iter().find(|rename| rename.own.value == own).map_or(own, |rename| &rename.field.value)
    }

    /// Gives the front matter our names. A field that stands there by both is a fault, and ours counts.
    pub fn apply(&self, document: &mut Document) {
        let Some(Node { value: Value::Map(entries), .. }) = &mut document.front else { return };
        let mut renames: Vec<&Rename> = self.0.iter().collect();
        // A map first, and then what is put into it.
        renames.sort_by_key(|rename| rename.field.value.matches('.').count());
        for rename in renames {
            let Some(at) = entries.iter().position(|entry| *entry.key.value == *rename.own.value) else {
                continue;
            };
            let mut entry = entries.remove(at);
            let span = entry.key.span;
            // Other tools take one path without a list around it.
            if rename.field.value == "aliases" && matches!(entry.value.value, Value::Scalar(_)) {
                let one = entry.value.clone();
                entry.value.value = Value::List(vec![one]);
            }
            if let Err(taken) = put(entries, at, &rename.field.value, entry) {
                document.diagnostics.push(in_the_way(&document.path, rename, span, &taken));
            }
        }
    }

    /// Tells a fault in the words of the site: the author may never have seen ours.
    pub fn tell(&self, fault: &mut Diagnostic) {
        for rename in &self.0 {
            let (own, field) = (&rename.own.value, &rename.field.value);
            let Some(rest) = fault.key.as_deref().and_then(|key| key.strip_prefix(field.as_str())) else {
                continue;
            };
            if !rest.is_empty() && !rest.starts_with(['.', '[']) {
                continue;
            }
            fault.key = Some(format!("{own}{rest}"));
            let last = field.rsplit('.').next().unwrap_or(field);
            let mut put = |text: &mut String| {
                for end in ["`", ":", ".", "["] {
                    *text = text.replace(&format!("`{field}{end}"), &format!("`{own}{end}"));
                    *text = text.replace(&format!("`{last}{end}"), &format!("`{own}{end}"));
                }
            };
            put(&mut fault.message);
            fault.help.as_mut().map(&mut put);
        }
    }
}

/// What keeps a value from its place.
enum Taken {
    /// The field is there, with the place of its key.
    ByField(Span),
    /// What is to hold it is no map: its name, and the place of that.
    ByValue(Box<str>, Span),
}

/// Puts a value under the path of a field.
fn put(entries: &mut Vec<Entry>, at: usize, field: &str, mut entry: Entry) -> Result<(), Taken> {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let known = entries.iter_mut().find(|known| *known.key.value == *first);
    let Some(rest) = rest else {
        if let Some(known) = known {
            return Err(Taken::ByField(known.key.span));
        }
        entry.key.value = first.into();
        entries.insert(at, entry);
        return Ok(());
    };
    match known {
        Some(Entry { value: Node { value: Value::Map(inner), .. }, .. }) => {
            let end = inner.len();
            put(inner, end, rest, entry)
        }
        Some(known) => Err(Taken::ByValue(known.key.value.clone(), known.key.span)),
        None => {
            let (key, span) = (Spanned::new(first.into(), entry.key.span), entry.value.span);
            let mut inner = Vec::new();
            put(&mut inner, 0, rest, entry)?;
            entries.insert(at, Entry { key, value: Node { span, value: Value::Map(inner) } });
            Ok(())
        }
    }
}

fn in_the_way(path: &SourcePath, rename: &Rename, span: Span, taken: &Taken) -> Diagnostic {
    let (own, field) = (&rename.own.value, &rename.field.value);
    let fault = |code, why: &str, other, label| {
        let message = format!("`{own}` is read as `{field}`, {why}");
        Diagnostic::new(code, path, span, message).key(own.as_str()).related(path, other, label)
    };
    match taken {
        Taken::ByField(other) => fault(Code::DuplicateKey, "which the note has too", *other, "given here")
            .help("keep one of the two"),
        Taken::ByValue(name, other) => {
            let why = format!("and `{name}` is not a map that could contain it");
            fault(Code::WrongType, &why, *other, "given here")
                .help(format!("write the keys of `{name}` below it, each on a line of its own"))
        }
    }
}
