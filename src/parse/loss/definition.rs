//! Definitions of links and footnotes: those that nothing refers to, those that are given twice, and what refers to
//! none. A definition is not shown, and the parser tells of none but a footnote's: it stands where no block is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Body;
use crate::diagnostic::{Code, Diagnostic};
use crate::suggest;

/// Most bytes of a label: more than a thousand make none.
const LONGEST: usize = 1000;
/// For how many labels that are not defined the nearest one is sought, and among how many.
const SUGGESTED: usize = 100;
/// How many definitions that nothing refers to are looked at.
const MOST_UNUSED: usize = 1000;

/// A definition.
#[derive(Debug)]
struct Definition {
    label: String,
    /// Where it leads; nothing for a footnote.
    target: String,
    place: Range<usize>,
}

/// What refers to a label that may be defined further down.
#[derive(Debug)]
pub(super) struct Undefined {
    /// What it is.
    pub(super) kind: Reference,
    /// The label, as written.
    pub(super) label: String,
    /// Where it stands.
    pub(super) place: Range<usize>,
}

/// What refers to a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Link,
    Picture,
    Footnote,
}

/// What a body defines, and what it refers to.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    links: Vec<Definition>,
    notes: Vec<Definition>,
    referred: HashSet<String>,
    referred_notes: HashSet<String>,
    /// What refers to nothing.
    pub(super) undefined: Vec<Undefined>,
    /// Single brackets that show as text: what was meant as a label may be among them.
    brackets: Vec<String>,
}

/// A label as it is compared.
fn fold(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Definitions {
    /// A link or a picture that has found its definition; the label of others is empty.
    pub(super) fn refer(&mut self, label: &str) {
        if !label.is_empty() {
            self.referred.insert(fold(label));
        }
    }

    /// A reference to a footnote.
    pub(super) fn refer_to_note(&mut self, label: &str) {
        self.referred_notes.insert(fold(label));
    }

    /// Words in brackets that are no link.
    pub(super) fn bracket(&mut self, inner: &str) {
        if self.brackets.len() < SUGGESTED && inner.len() < LONGEST {
            self.brackets.push(fold(inner));
        }
    }

    /// A footnote; where its label stands, with the colon.
    pub(super) fn note(&mut self, body: Body<'_>, label: &str, range: &Range<usize>) -> Range<usize> {
        let length = body.of(range).find("]:").map_or(0, |end| end + "]:".len());
        let place = range.start..range.start + length;
        self.notes.push(Definition { label: fold(label), target: String::new(), place: place.clone() });
        place
    }

    /// Reads the definitions of links between two blocks. Where the rests of their lines stand, those of comments left out.
    pub(super) fn read(&mut self, body: Body<'_>, between: Range<usize>) -> Vec<Range<usize>> {
        let (mut start, mut rests) = (between.start, Vec::new());
        for line in body.of(&between).split_inclusive('\n') {
            let found = definition(body, start, between.end);
            start += line.len();
            if let Some(link) = found {
                if !is_comment(&link) && link.place.end < start {
                    rests.push(link.place.end..start);
                }
                self.links.push(link);
            }
        }
        rests
    }

    /// What is wrong with them, once all are known.
    pub(super) fn finish(self, body: Body<'_>, faults: &mut Vec<Diagnostic>) {
        twice(body, &self.links, "link", faults);
        twice(body, &self.notes, "footnote", faults);
        let links = unused(&self.links, &self.referred).filter(|link| !is_comment(link));
        faults.extend(links.take(MOST_UNUSED).filter_map(|link| self.unused_link(body, link)));
        for note in unused(&self.notes, &self.referred_notes) {
            let label = body.of(&note.place).trim_end_matches(':');
            let message = format!("nothing refers to the footnote `{label}`, so it is not shown");
            let fault = body.fault(Code::UnusedDefinition, &note.place, message);
            faults.push(fault.help(format!("write `{label}` in the text, or remove the footnote")));
        }
        // A footnote that is defined, and is none all the same, stands in the text of a picture.
        let in_picture = |undefined: &Undefined| {
            let label = fold(&undefined.label);
            undefined.kind == Reference::Footnote && self.notes.iter().any(|note| note.label == label)
        };
        for (number, undefined) in self.undefined.iter().enumerate() {
            if in_picture(undefined) {
                let label = body.of(&undefined.place);
                let message = format!("`{label}` is in the text of a picture, and is left out");
                let fault = body.fault(Code::FootnoteInImage, &undefined.place, message);
                faults.push(fault.help("put it after the picture"));
                continue;
            }
            let known = if undefined.kind == Reference::Footnote { &self.notes } else { &self.links };
            let known = known.iter().take(SUGGESTED).map(|known| known.label.as_str());
            let near = suggest::nearest(&fold(&undefined.label), known.filter(|_| number < SUGGESTED));
            faults.push(undefined.fault(body, near));
        }
    }
    /// A link's definition that nothing refers to. It is no loss by itself: a list of addresses may serve many notes. It is
    /// one where it was meant as text, or where brackets nearly name it.
    fn unused_link(&self, body: Body<'_>, link: &Definition) -> Option<Diagnostic> {
        let label = body.of(&link.place);
        if !link.target.contains(['/', '.', '#', ':']) {
            let message = format!("nothing refers to `{label}`, so the line is not shown");
            let fault = body.fault(Code::UnusedDefinition, &link.place, message);
            return Some(fault.help("write `\\[` if it is text; otherwise link to it or remove it"));
        }
        let is_long = link.label.chars().count() > 3;
        let near = self.brackets.iter().filter(|_| is_long).map(String::as_str);
        let near = suggest::nearest(&link.label, near)?;
        let message = format!("nothing refers to `{label}`, and `[{near}]` is shown as text");
        let fault = body.fault(Code::UnusedDefinition, &link.place, message);
        Some(fault.help("write both labels in the same way"))
    }
}

impl Undefined {
    fn fault(&self, body: Body<'_>, near: Option<&str>) -> Diagnostic {
        let label = &self.label;
        let (code, message, help) = match self.kind {
            Reference::Link | Reference::Picture => {
                let what = if self.kind == Reference::Link { "link" } else { "picture" };
                let message = format!("`{label}` is not defined: the {what} is shown as text");
                let help = format!("add a line `[{label}]: address`, or write `\\[` if it is text");
                (Code::UndefinedReference, message, help)
            }
            Reference::Footnote => {
                let message = format!("the footnote `{label}` is not defined: `[^{label}]` is shown as text");
                let help = format!("add a line `[^{label}]: …`, or write `\\[` if it is text");
                (Code::UndefinedFootnote, message, help)
            }
        };
        let help = near.map_or(help, |near| format!("did you mean `{near}`?"));
        body.fault(code, &self.place, message).help(help)
    }
}

/// The definitions that nothing refers to, each label once.
fn unused<'a>(all: &'a [Definition], referred: &'a HashSet<String>) -> impl Iterator<Item = &'a Definition> {
    let mut told = HashSet::new();
    all.iter().filter(move |known| !referred.contains(&known.label) && told.insert(known.label.as_str()))
}

/// A label that is defined once more, with another target: the first counts.
fn twice(body: Body<'_>, all: &[Definition], what: &str, faults: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, &Definition> = HashMap::new();
    for definition in all {
        let known = *first.entry(&definition.label).or_insert(definition);
        let is_other = known.target != definition.target || known.target.is_empty();
        if known.place != definition.place && is_other {
            let label = body.of(&definition.place).trim_end_matches(':');
            let message = format!("the {what} `{label}` is defined twice: the first definition is used");
            let fault = body.fault(Code::DuplicateDefinition, &definition.place, message);
            let fault = fault.related(body.path, body.span(&known.place), "first defined here");
            faults.push(fault.help("remove one of the two, or give it another label"));
        }
    }
}

/// Whether a definition is a remark that is not meant to be shown: `[//]: # (…)`, `[comment]: <> (…)`.
fn is_comment(definition: &Definition) -> bool {
    definition.label.starts_with("//") || matches!(definition.target.as_str(), "#" | "<>" | "-")
}

/// The definition that begins on a line, behind what lists and quotes put before it.
fn definition(body: Body<'_>, start: usize, end: usize) -> Option<Definition> {
    let rest = body.of(&(start..end));
    let is_prefix = |c: char| c == ' ' || c == '\t' || ">-+*.)".contains(c) || c.is_ascii_digit();
    let label_start = rest.len() - rest.trim_start_matches(is_prefix).len();
    let label = rest[label_start..].strip_prefix('[')?;
    let near = &label.as_bytes()[..label.len().min(LONGEST)];
    let label = &label[..near.windows(2).position(|end| end == b"]:").filter(|length| *length > 0)?];
    let target_start = label_start + 1 + label.len() + "]:".len();
    let is_gap = |c: char| c.is_whitespace() || c == '>';
    let target = rest[target_start..].trim_start_matches(is_gap).split_whitespace().next()?;
    let place = start + label_start..start + target_start - 1;
    Some(Definition { label: fold(label), target: target.to_owned(), place })
}
