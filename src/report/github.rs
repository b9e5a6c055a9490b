//! For GitHub's workflows: one command a line, which the runner turns into an annotation at the place.

use std::path::Path;

use super::{Places, TextOf, prefixed, visible};
use crate::diagnostic::Diagnostic;

/// All diagnostics as workflow commands. `prefix` is the site's folder, as seen from the root of the repository.
pub fn report(diagnostics: &[Diagnostic], text: TextOf<'_>, prefix: &Path) -> String {
    let mut places = Places::new(text);
    diagnostics.iter().map(|fault| command(fault, &mut places, prefix)).collect()
}

fn command(fault: &Diagnostic, places: &mut Places<'_>, prefix: &Path) -> String {
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
    fn commands_name_the_place_from_the_root_of_the_repository() {
        let path = SourcePath::new("content/a,b.md").unwrap();
        let fault =
            Diagnostic::new(Code::BrokenLink, &path, Span::new(2, 4), "100% `x`\nis: gone").help("mend it");
        let text = |_: &SourcePath| Some("a\nbcd".into());
        assert_eq!(
            report(&[fault], &text, Path::new("docs")),
            "::error file=docs/content/a%2Cb.md,line=2,endLine=2,col=1,endColumn=2,title=fieldnotes broken-link::100%25 `x`%0Ais: gone%0Ahelp: mend it\n"
        );
    }
}
