//! What an open page shows of faults: those of its own file cover it, the others are counted in a corner. Goes out
//! as data with the words of the terminal's report; the script in the page makes text of it, never HTML.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::config;
use crate::corpus::TEMPLATES;
use crate::diagnostic::Diagnostic;
use crate::engine::live::{Answer, Live};
use crate::model::{Known, Site};
use crate::path::SourcePath;
use crate::report::human::{self, Style};
use crate::span::LineIndex;

/// Where the overlay's styles are.
pub(super) const STYLES: &str = "/.fieldnotes/live.css";

/// Most faults that are sent to a page.
const MOST_FAULTS: usize = 50;

/// Who can see the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Who sits at this machine: links lead to files in their editor.
    ThisMachine,
    /// Others too, whom it does not concern where files are.
    Others,
}

impl Audience {
    /// Who reaches an address.
    pub(super) fn of(address: IpAddr) -> Self {
        if address.is_loopback() { Self::ThisMachine } else { Self::Others }
    }
}

/// The faults that keep a page from being published, and all others.
pub(super) fn faults(live: &Live, audience: Audience, answer: Option<&Answer>) -> Value {
    let mut all = live.diagnostics();
    if let Some(fault) = answer.and_then(|answer| answer.fault.clone())
        && !all.contains(&fault)
    {
        all.retain(|other| !other.is_same(&fault));
        all.insert(0, fault);
    }
    live.look(|build| leave_out_drafts(&build.site, &mut all));
    let source = answer.and_then(|answer| answer.source.as_ref());
    let is_own = |fault: &Diagnostic| {
        let is_of_all = fault.path.as_str() == config::FILE || fault.path.as_str().starts_with(TEMPLATES);
        (fault.is_error() && is_of_all) || (fault.withholds() && Some(&fault.path) == source)
    };
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_own);
    let errors = others.iter().filter(|fault| fault.is_error()).count();
    let list = |faults: &[Diagnostic]| -> Vec<Value> {
        faults.iter().take(MOST_FAULTS).map(|fault| one(live, audience, fault)).collect()
    };
    json!({
        "own": list(&own),
        "others": list(&others),
        "errors": errors,
        "warnings": others.len() - errors,
    })
}

/// A preview without drafts says nothing of them either: a report shows lines of its file.
fn leave_out_drafts(site: &Site, faults: &mut Vec<Diagnostic>) {
    let is_draft = |path: &SourcePath| site.known(path) == Some(Known::Draft);
    faults.retain(|fault| !is_draft(&fault.path));
    for fault in faults {
        fault.related.retain(|label| !is_draft(&label.path));
    }
}

fn one(live: &Live, audience: Audience, fault: &Diagnostic) -> Value {
    let text = |path: &SourcePath| live.text(path);
    let index = LineIndex::new(text(&fault.path).unwrap_or_else(|| "".into()));
    let place = index.line_column(fault.span.start);
    let is_told = |_: &_| audience == Audience::ThisMachine;
    let file = live.location(&fault.path).filter(is_told).and_then(|path| std::path::absolute(path).ok());
    json!({
        "severity": fault.severity().name(),
        "code": fault.code.name(),
        "message": fault.message,
        "help": fault.help,
        "path": fault.path.as_str(),
        "line": place.line,
        "column": place.column,
        "file": file.map(|file| file.to_string_lossy().into_owned()),
        "report": human::diagnostic(fault, &text, Style::Plain),
    })
}
