//! An `index.md` is alone in its folder, and a section has one page.

use crate::corpus::{CONTENT, Corpus, below_content};
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Profile;
use crate::path::SourcePath;
use crate::span::Span;
use foldhash::HashMap;

/// The `index.md` files that stand among other notes, and pages of sections that have another.
pub(super) fn check(corpus: &Corpus) -> Vec<Diagnostic> {
    // Of several, the last is taken.
    let pages: HashMap<&str, &SourcePath> =
        corpus.sections.iter().map(|section| (section.folder(), &section.path)).collect();
    let second = corpus.sections.iter().filter_map(|section| {
        let page = pages.get(section.folder()).filter(|page| **page != &section.path)?;
        let message = format!("the page of this section is `{}`", page.file_name());
        let fault = Diagnostic::new(Code::MisplacedIndex, &section.path, Span::at(0), message);
        Some(fault.help("move its content there, and remove it"))
    });
    let misplaced = corpus.notes.iter().filter(|note| corpus.is_misplaced(&note.facts.path));
    let misplaced = misplaced.map(|note| {
        let page = pages.get(below_content(note.facts.path.folder())).copied();
        misplaced_index(note, page)
    });
    second.chain(misplaced).collect()
}

fn misplaced_index(note: &Profile, page: Option<&SourcePath>) -> Diagnostic {
    let name = note.facts.path.file_name();
    let is_home = note.facts.path.folder() == CONTENT;
    let message = if is_home {
        format!("`{name}` is a note like others here, not the home page")
    } else {
        format!("`{name}` is in a folder with other notes, so it is a note and not the page of the section")
    };
    let help = match page {
        Some(page) => format!("give it another name, or move its content to `{}`", page.file_name()),
        None if is_home => {
            "rename it to `_index.md`, which gives the home page a title, a summary and a body".to_owned()
        }
        None => "rename it to `_index.md`, which is the section's page, or give it another name".to_owned(),
    };
    let span = Span::at(note.facts.front_span.start as usize);
    Diagnostic::new(Code::MisplacedIndex, &note.facts.path, span, message).help(help)
}
