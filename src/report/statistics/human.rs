//! The statistics for people: a table each for codes, folders and files, and what to paste into site.toml.

use anstyle::{AnsiColor, Style as Ansi};

use super::{Counts, Statistics, UnknownField, definition};
use crate::report::human::Style;
use crate::report::{count, number, visible};

/// Most folders and files that are shown.
const MOST: usize = 10;
/// Most codes that are named beside a file.
const MOST_CODES: usize = 3;

/// A line of a table: a number, what it counts, and more about it.
struct Row {
    number: usize,
    name: String,
    rest: String,
}

impl Statistics {
    /// The statistics as text.
    pub fn human(&self, style: Style) -> String {
        let mut out = String::new();
        let mut table = |title: &str, rows: &[Row], left_out: usize| {
            if rows.is_empty() {
                return;
            }
            out.push_str(&format!("{}\n{}", heading(title, style), aligned(rows)));
            if left_out > 0 {
                out.push_str(&format!("  and {} more\n", number(left_out)));
            }
            out.push('\n');
        };
        table("By code", &self.of_codes(), 0);
        table("By folder", &self.of_folders(), self.folders.len().saturating_sub(MOST));
        table("Files with the most faults", &self.of_files(), self.files.len().saturating_sub(MOST));
        out.push_str(&self.mended(style));
        out.push_str(&self.unknown_fields(style));
        out
    }

    fn of_codes(&self) -> Vec<Row> {
        let row = |(code, counts): &(crate::diagnostic::Code, Counts)| Row {
            number: counts.faults(),
            name: code.name().to_owned(),
            rest: format!("{}{}", severities(*counts), fixable(*counts)),
        };
        self.codes.iter().map(row).collect()
    }

    fn of_folders(&self) -> Vec<Row> {
        let row = |(folder, counts): &(String, Counts)| {
            let notes = match counts.notes {
                0 => String::new(),
                notes => format!(", {} there", count(notes, "note")),
            };
            let rest = format!("{}{}{notes}", severities(*counts), fixable(*counts));
            Row { number: counts.faults(), name: visible(folder), rest }
        };
        self.folders.iter().take(MOST).map(row).collect()
    }

    fn of_files(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (path, counts, codes) in self.files.iter().take(MOST) {
            let mut named: Vec<String> = codes
                .iter()
                .take(MOST_CODES)
                .map(|(code, count)| format!("{} {code}", number(*count)))
                .collect();
            if codes.len() > MOST_CODES {
                named.push(count(codes.len() - MOST_CODES, "more code"));
            }
            let name = visible(path.as_str());
            rows.push(Row { number: counts.faults(), name, rest: named.join(", ") });
        }
        rows
    }

    /// How much of it is done at once.
    fn mended(&self, style: Style) -> String {
        if self.counts.fixable == 0 {
            return String::new();
        }
        let Counts { fixable, .. } = self.counts;
        let all = count(self.counts.faults(), "fault");
        let text = format!("`fieldnotes check --fix` fixes {} of {all}", number(fixable));
        format!("{}\n\n", heading(&text, style))
    }

    fn unknown_fields(&self, style: Style) -> String {
        if self.fields.is_empty() {
            return String::new();
        }
        let title =
            "Unknown fields that several notes share; copy those that you want to keep into site.toml";
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        format!("{}\n\n{}\n", heading(title, style), fields.join("\n"))
    }
}

/// A field as it is defined, behind a comment that says where it comes from.
fn field(field: &UnknownField) -> String {
    let mut said = format!("in {}", count(field.notes, "note"));
    if !field.examples.is_empty() {
        said.push_str(&format!(": {}", field.examples.join(", ")));
    }
    match field.kind {
        Some((_, misfits)) if misfits > 0 => {
            said.push_str(&format!("; {} of another type", count(misfits, "value")));
        }
        None => said.push_str("; no type fits all of its values"),
        _ => {}
    }
    // A comment ends with its line, whatever a value holds.
    let said = visible(&said.replace(['\n', '\r', '\t'], " "));
    let text =
        definition(field).unwrap_or_else(|| format!("# `{}`\n", field.name.replace(['\n', '\r'], " ")));
    format!("# {said}\n{}", visible(&text))
}

fn heading(text: &str, style: Style) -> String {
    match style {
        Style::Coloured => {
            format!("{0}{text}{0:#}", Ansi::new().bold().fg_color(Some(AnsiColor::Cyan.into())))
        }
        Style::Plain => text.to_owned(),
    }
}

/// "12 errors, 3 warnings", or the one word where they are all alike.
fn severities(counts: Counts) -> String {
    match (counts.errors, counts.warnings) {
        (1, 0) => "error".to_owned(),
        (_, 0) => "errors".to_owned(),
        (0, 1) => "warning".to_owned(),
        (0, _) => "warnings".to_owned(),
        _ => counts.told().unwrap_or_default(),
    }
}

fn fixable(counts: Counts) -> String {
    match counts.fixable {
        0 => String::new(),
        fixable if fixable == counts.faults() => ", --fix fixes all".to_owned(),
        fixable => format!(", --fix fixes {}", number(fixable)),
    }
}

/// Rows with their numbers to the right, and what follows the names one below the other.
fn aligned(rows: &[Row]) -> String {
    let numbers: Vec<String> = rows.iter().map(|row| number(row.number)).collect();
    let wide = numbers.iter().map(String::len).max().unwrap_or(0);
    let long = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let line =
        |(row, number): (&Row, &String)| format!("  {number:>wide$}  {:<long$}  {}\n", row.name, row.rest);
    rows.iter().zip(&numbers).map(line).collect::<Vec<_>>().concat()
}
