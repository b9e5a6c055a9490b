//! For those who show results of tests, such as Jenkins and GitLab: JUnit's XML. A file with faults is a suite, and each of its faults
//! a test.
//!
//! Readers know a test by its class and its name, and tell by them which one fails anew and which for long. So a name holds what a
//! fault is, without its line, which stands in the message; equal ones are counted. An error is a failure; a warning is a test that
//! was skipped, which is shown and fails nothing: a list of failures says the same as the exit status. Without any fault there
//! is one test, which passes: a report without tests is an error to many readers.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use super::{Places, TextOf, human, line, prefixed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::html::escape_xml;
use crate::span::LineColumn;

/// All diagnostics. `prefix` is the site's folder, as seen from the root of the repository.
pub fn report(diagnostics: &[Diagnostic], text: TextOf<'_>, prefix: &Path) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut places = Places::new(text);
    let mut seen = HashMap::new();
    let _ = writeln!(out, "<testsuites {}>", attributes("fieldnotes", diagnostics));
    if diagnostics.is_empty() {
        let _ = writeln!(out, "  <testsuite {}>", attributes("fieldnotes", diagnostics));
        out.push_str(
            "    <testcase classname=\"fieldnotes\" name=\"no faults\" time=\"0\"/>\n  </testsuite>\n",
        );
    }
    for of_file in diagnostics.chunk_by(|one, other| one.path == other.path) {
        let path = prefixed(&of_file[0].path, prefix);
        let _ = writeln!(out, "  <testsuite {}>", attributes(&path, of_file));
        for fault in of_file {
            let name = format!("{path}: {}", fault.message);
            let number = seen.entry((fault.code, name.clone())).or_insert(0_usize);
            *number += 1;
            let name = if *number > 1 { format!("{name} ({number})") } else { name };
            let (start, _) = places.of(&fault.path, fault.span);
            out.push_str(&test((fault, &name), (&path, start), text));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// The attributes of a suite, or of all of them.
fn attributes(name: &str, faults: &[Diagnostic]) -> String {
    let failures = faults.iter().filter(|fault| fault.is_error()).count();
    let (tests, skipped) = (faults.len().max(1), faults.len() - failures);
    let name = attribute(name);
    format!(
        "name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\""
    )
}

fn test((fault, name): (&Diagnostic, &str), (path, start): (&str, LineColumn), text: TextOf<'_>) -> String {
    let element = match fault.severity() {
        Severity::Error => "failure",
        Severity::Warning => "skipped",
    };
    let LineColumn { line, column } = start;
    let message = attribute(&format!("{path}:{line}:{column}: {}", fault.message));
    let (name, path, severity) = (attribute(name), attribute(path), fault.severity().name());
    let whole = escape_xml(&human::diagnostic(fault, text, human::Style::Plain));
    format!(
        "    <testcase classname=\"{}\" name=\"{name}\" file=\"{path}\" line=\"{line}\" time=\"0\">\n      \
         <{element} type=\"{severity}\" message=\"{message}\">{whole}</{element}>\n    </testcase>\n",
        fault.code
    )
}

/// Text of an attribute, in which a reader would make spaces of line breaks.
fn attribute(text: &str) -> String {
    escape_xml(&line(text))
}
