//! For GitHub's workflows: one command a line, which the runner turns into an annotation at the place.
//!
//! GitHub shows the first ten errors and the first ten warnings of a step, and drops the rest without a word. So the gravest are
//! told, and a notice says how many more there are.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::first::by_code;
use super::{Counts, Places, TextOf, prefixed, visible};
use crate::diagnostic::{Diagnostic, Severity};

/// Most annotations of a level that GitHub shows of a step.
const MOST: usize = 10;

/// The gravest diagnostics as workflow commands, in their order. `prefix` is the site's folder, as seen from the root of the
/// repository, and `command` the command that was given.
pub fn report(diagnostics: &[Diagnostic], text: TextOf<'_>, prefix: &Path, command: &str) -> String {
    let mut places = Places::new(text);
    let errors = gravest(diagnostics, Severity::Error);
    let warnings = gravest(diagnostics, Severity::Warning);
    let told: BTreeSet<usize> = errors.iter().chain(&warnings).copied().collect();
    let one = |at: &usize| annotated(&diagnostics[*at], &mut places, prefix);
    let mut out: String = told.iter().map(one).collect();
    if told.len() < diagnostics.len() {
        out.push_str(&rest(diagnostics, command));
    }
    out
}

/// Which faults of a severity are told: the first of each code, then the second of each, and of those the ones first that withhold a
/// note. So no code hides another one, however many faults it has.
fn gravest(diagnostics: &[Diagnostic], severity: Severity) -> Vec<usize> {
    let mut seen = HashMap::new();
    let mut ranked = Vec::new();
    for (at, fault) in diagnostics.iter().enumerate().filter(|(_, fault)| fault.severity() == severity) {
        let number = seen.entry(fault.code).or_insert(0_usize);
        ranked.push((*number, Reverse(fault.level), at));
        *number += 1;
    }
    ranked.sort_unstable();
    ranked.into_iter().take(MOST).map(|(_, _, at)| at).collect()
}

/// Says how many faults there are where not all are told, and what shows them.
fn rest(diagnostics: &[Diagnostic], command: &str) -> String {
    let counts = Counts::of(diagnostics, 0).told().unwrap_or_default();
    let message = format!(
        "{counts}: {}\nGitHub shows at most {MOST} annotations of each level; `{command} --format concise` lists all faults",
        by_code(diagnostics)
    );
    format!("::notice title=fieldnotes::{}\n", data(&visible(&message)))
}

fn annotated(fault: &Diagnostic, places: &mut Places<'_>, prefix: &Path) -> String {
    let (start, end) = places.of(&fault.path, fault.span);
    let file = property(&prefixed(&fault.path, prefix));
    let mut place = format!("file={file},line={},endLine={}", start.line, end.line);
    // Columns are only heeded within one line; the end is the last character.
    if start.line == end.line {
        place.push_str(&format!(
            ",col={},endColumn={}",
            start.column,
            end.column.saturating_sub(1).max(start.column)
        ));
    }
    let mut message = fault.message.clone();
    for label in &fault.related {
        let (line, _) = places.of(&label.path, label.span);
        message.push_str(&format!("\n{}: {}:{}", label.text, label.path, line.line));
    }
    if let Some(help) = &fault.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    let title = property(&format!("fieldnotes {}", fault.code.name()));
    format!("::{} {place},title={title}::{}\n", fault.severity().name(), data(&visible(&message)))
}

/// An annotation of a level and with a title, at a line of a file as seen from the root of the repository.
pub(super) fn annotation((level, title): (&str, &str), (file, line): (&str, usize), message: &str) -> String {
    let (file, title) = (property(file), property(&format!("fieldnotes {title}")));
    format!("::{level} file={file},line={line},title={title}::{}\n", data(&visible(message)))
}

/// As many annotations of each level as GitHub shows, in their order, and where that is not all of them a notice that says `all`
/// and the command that shows the rest.
pub(super) fn shown(annotations: &[String], all: &str, command: &str) -> String {
    let level = |annotation: &str| annotation.split([' ', ':']).nth(2).unwrap_or_default().to_owned();
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut out = String::new();
    let mut is_whole = true;
    for annotation in annotations {
        let count = counts.entry(level(annotation)).or_default();
        *count += 1;
        // The notice that is added takes one place of its level.
        let most = if annotation.starts_with("::notice") { MOST - 1 } else { MOST };
        if *count <= most {
            out.push_str(annotation);
        } else {
            is_whole = false;
        }
    }
    if !is_whole {
        let message =
            format!("{all}\nGitHub shows at most {MOST} annotations of each level; `{command}` lists all");
        out.push_str(&format!("::notice title=fieldnotes::{}\n", data(&visible(&message))));
    }
    out
}

/// Text of a message: line breaks and percent signs are written as codes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property: also colons and commas.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::path::SourcePath;
    use crate::span::Span;

    #[test]
    fn the_gravest_are_told_and_no_code_hides_another() {
        let told = |codes: &[(Code, usize)]| -> Vec<(Code, usize)> {
            let path = SourcePath::settings();
            let fault =
                |(code, count): &(Code, usize)| vec![Diagnostic::new(*code, &path, Span::at(0), ""); *count];
            let faults: Vec<Diagnostic> = codes.iter().flat_map(fault).collect();
            let told = gravest(&faults, Severity::Error);
            let count = |code: Code| told.iter().filter(|at| faults[**at].code == code).count();
            codes.iter().map(|(code, _)| (*code, count(*code))).collect()
        };
        let (link, image) = (Code::BrokenLink, Code::MissingImage);
        let (field, value) = (Code::UnknownField, Code::UnknownValue);
        assert_eq!(told(&[(link, 20), (field, 3), (image, 1)]), [(link, 6), (field, 3), (image, 1)]);
        // In the last round there is place for one of three.
        assert_eq!(told(&[(link, 9), (image, 9), (field, 9)]), [(link, 3), (image, 3), (field, 4)]);
        assert_eq!(told(&[(value, 50), (Code::MissingAlt, 50)]), [(value, 10), (Code::MissingAlt, 0)]);
    }

    #[test]
    fn as_many_of_a_level_are_shown_as_github_shows() {
        let many = |level: &'static str, count: usize| {
            (0..count).map(move |at| annotation((level, "due"), ("a.md", at + 1), "x"))
        };
        let few: Vec<String> = many("warning", 10).chain(many("notice", 9)).collect();
        assert_eq!(shown(&few, "19", "review"), few.concat());
        let all: Vec<String> = many("warning", 12).chain(many("notice", 12)).collect();
        let told = shown(&all, "24 notes", "fieldnotes review");
        let count = |level: &str| told.lines().filter(|line| line.starts_with(level)).count();
        assert_eq!((count("::warning "), count("::notice ")), (10, 10));
        assert!(
            told.ends_with("`fieldnotes review` lists all\n") && told.contains("::24 notes%0A"),
            "{told}"
        );
    }

    #[test]
    fn commands_name_the_place_from_the_root_of_the_repository() {
        let path = SourcePath::new("content/a,b.md").unwrap();
        let fault =
            Diagnostic::new(Code::BrokenLink, &path, Span::new(2, 4), "100% `x`\nis: gone").help("mend it");
        let text = |_: &SourcePath| Some("a\nbcd".into());
        assert_eq!(
            report(&[fault], &text, Path::new("docs"), "fieldnotes check"),
            "::error file=docs/content/a%2Cb.md,line=2,endLine=2,col=1,endColumn=2,title=fieldnotes broken-link::100%25 `x`%0Ais: gone%0Ahelp: mend it\n"
        );
    }
}
