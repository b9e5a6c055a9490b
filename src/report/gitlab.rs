//! For GitLab: a Code Quality report, a JSON array in which each fault has a place and a fingerprint.
//!
//! GitLab compares the fingerprints of two branches to say which faults a merge request adds and which it mends. So that of a fault
//! stays when lines above it come and go: it is made from the code, the path, the message, and which one it is of those that
//! have all of these in common.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::{Places, TextOf, line, prefixed};
use crate::diagnostic::{Code, Diagnostic, Level};

/// What faults can have in common.
type Alike<'d> = (Code, String, &'d str);

/// All diagnostics. `prefix` is the site's folder, as seen from the root of the repository.
pub fn report(diagnostics: &[Diagnostic], text: TextOf<'_>, prefix: &Path) -> String {
    let mut places = Places::new(text);
    let mut seen: HashMap<Alike<'_>, usize> = HashMap::new();
    let mut entries = Vec::with_capacity(diagnostics.len());
    for fault in diagnostics {
        let path = prefixed(&fault.path, prefix);
        let (start, end) = places.of(&fault.path, fault.span);
        let alike = (fault.code, path, fault.message.as_str());
        let number = seen.get(&alike).copied().unwrap_or(0);
        entries.push(json!({
            "description": description(fault),
            "check_name": fault.code.name(),
            "fingerprint": fingerprint(&alike, number),
            "severity": severity(fault.level),
            "location": { "path": alike.1, "lines": { "begin": start.line, "end": end.line } },
        }));
        seen.insert(alike, number + 1);
    }
    crate::render::machine::pretty(&Value::Array(entries))
}

/// GitLab shows it as one line, and nothing else of a fault: what to do belongs there too.
fn description(fault: &Diagnostic) -> String {
    match &fault.help {
        Some(help) => line(&format!("{}; help: {help}", fault.message)),
        None => line(&fault.message),
    }
}

/// GitLab sorts by these words, of which there are `info`, `minor`, `major`, `critical` and `blocker`. What keeps a note from
/// being published is graver than an error that leaves it there, and a warning is the least that somebody should look at.
/// `blocker` is left to those who block something by it: no fault of one note keeps the others from being published.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Withhold => "critical",
        Level::Deny => "major",
        Level::Warn => "minor",
        Level::Allow => "info",
    }
}

/// 32 hexadecimal digits, other ones for each fault of a report. A path and a message can hold any sign but NUL.
fn fingerprint((code, path, message): &Alike<'_>, number: usize) -> String {
    let hash = blake3::hash(format!("{code}\0{path}\0{message}\0{number}").as_bytes());
    hash.to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::span::Span;

    #[test]
    fn fingerprints_heed_what_a_fault_is_and_not_where() {
        let path = SourcePath::new("content/a.md").unwrap();
        let fault = |at, message: &str| Diagnostic::new(Code::BrokenLink, &path, Span::at(at), message);
        let prints = |faults: &[Diagnostic], prefix: &str| -> Vec<String> {
            let text = |_: &SourcePath| Some("a\nb\nc\nd".into());
            let report: Value = serde_json::from_str(&report(faults, &text, Path::new(prefix))).unwrap();
            let entries = report.as_array().unwrap().iter();
            entries.map(|entry| entry["fingerprint"].as_str().unwrap().to_owned()).collect()
        };
        let before = prints(&[fault(0, "x"), fault(2, "x"), fault(4, "y")], "docs");
        assert_eq!(before, prints(&[fault(2, "x"), fault(4, "x"), fault(6, "y")], "docs"));
        assert!(before.iter().all(|one| before.iter().filter(|other| one == *other).count() == 1));
        assert_ne!(before, prints(&[fault(0, "x"), fault(2, "x"), fault(4, "y")], ""));
        assert_eq!(report(&[], &|_| None, Path::new("")), "[]\n");
    }
}
