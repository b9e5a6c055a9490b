//! How each language is run: with which program, from which file, and where in it a fault is told.

use std::path::Path;
use std::process::Command;

use super::folder::Folder;
use crate::parse::doctest::language::Language;
use crate::source::disk::read_text;

/// The program that runs a language; None for those that nothing runs.
pub(super) fn program(language: Language) -> Option<&'static str> {
    match language {
        Language::Shell(program) => Some(program),
        Language::Session => Some("bash"),
        Language::Python => Some("python3"),
        Language::JavaScript => Some("node"),
        Language::Sql => Some("psql"),
        _ => None,
    }
}

/// Whether a script stands in the folder that it runs in: what it imports is looked for beside it.
pub(super) fn is_beside(language: Language) -> bool {
    matches!(language, Language::Python | Language::JavaScript)
}

/// What the file of a block is called that has no title.
pub(super) fn file_name(language: Language, number: usize, code: &str) -> String {
    let extension = match language {
        Language::Python => "py",
        Language::JavaScript if is_module(code) => "mjs",
        Language::JavaScript => "cjs",
        Language::Sql => "sql",
        Language::Nginx => "conf",
        _ => "sh",
    };
    format!("block-{number}.{extension}")
}

/// Whether JavaScript is a module: it imports or exports.
fn is_module(code: &str) -> bool {
    code.starts_with("await ")
        || code.lines().any(|line| line.starts_with("import ") || line.starts_with("export "))
        || code.contains("\nawait ")
}

/// The command that runs a file of the repository: by what its first line names, else by its ending. It need not be executable.
pub(super) fn of_file(language: Language, file: &Path, folder: &Folder) -> Command {
    let text = read_text(file).unwrap_or_default();
    let mut command = named(&text, folder).unwrap_or_else(|| plain(language, folder));
    command.arg(file);
    command
}

/// The program that the first line of a script names.
fn named(text: &str, folder: &Folder) -> Option<Command> {
    let named = text.lines().next()?.strip_prefix("#!")?.trim();
    let (program, argument) = named.split_once(' ').unwrap_or((named, ""));
    let mut command = folder.command(program);
    command.args((!argument.is_empty()).then_some(argument));
    Some(command)
}

/// The program of a language, as it takes a file.
fn plain(language: Language, folder: &Folder) -> Command {
    let mut command = folder.command(program(language).unwrap_or("sh"));
    if language == Language::Sql {
        command.args(PSQL);
    }
    command
}

/// How psql runs a file: without the settings of whoever calls it, and not past a fault.
const PSQL: [&str; 5] = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"];

/// Runs a file of Bash, and says in another one which line it failed in: it tells nobody by itself.
const BASH: &str = r#"set -eE; trap 'echo "$LINENO" >"$FIELDNOTES_LINE"' ERR; . "$0""#;

/// Where Bash says which line failed.
const LINE: &str = "line";

/// The command that runs a block.
pub(super) fn of_block(language: Language, file: &Path, code: &str, folder: &Folder) -> Command {
    // A script that says what runs it is run as it stands.
    let mut command = named(code, folder).unwrap_or_else(|| {
        let mut command = plain(language, folder);
        match language {
            Language::Shell("bash") => {
                let told = folder.put_script(LINE, "");
                command.args(["--noprofile", "--norc", "-c", BASH]);
                command.env("FIELDNOTES_LINE", told.unwrap_or_else(|_| folder.scripts().join(LINE)));
            }
            Language::Shell("zsh") => _ = command.args(["-f", "-e"]),
            Language::Shell(_) => _ = command.arg("-e"),
            _ => {}
        }
        command
    });
    command.arg(file);
    command
}

/// The line of a block that a program says it failed in, from 1.
pub(super) fn failed_line(output: &str, language: Language, folder: &Folder, number: usize) -> Option<usize> {
    if language == Language::Shell("bash") {
        let told = read_text(&folder.scripts().join(LINE)).ok();
        if let Some(line) = told.and_then(|line| line.trim().parse().ok()) {
            return Some(line);
        }
    }
    let name = file_name(language, number, "");
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let lines = || output.lines().filter_map(|line| line_in(line, stem));
    // Python tells of calls from the outermost on, all others begin with the place itself.
    if language == Language::Python { lines().next_back() } else { lines().next() }
}

/// The number that stands behind the name of a file: `block-3.py", line 7`, `block-3.sh: line 7:`, `block-3.sql:7: ERROR`.
pub(super) fn line_in(text: &str, name: &str) -> Option<usize> {
    let (_, behind) = text.split_once(name)?;
    let at = behind.find([':', '"'])?;
    let rest = behind[at..].trim_start_matches([':', '"', ',', ' ']);
    let rest = rest.strip_prefix("line ").unwrap_or(rest);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    rest[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_tell_lines_in_their_ways() {
        for (text, line) in [
            ("  File \"/tmp/x/work/block-3.py\", line 7, in <module>", Some(7)),
            ("/tmp/x/block-3.sh: line 12: foo: command not found", Some(12)),
            ("psql:/tmp/x/block-3.sql:4: ERROR:  no", Some(4)),
            ("/tmp/x/work/block-3.mjs:2", Some(2)),
            ("block-3 is called", None),
            ("elsewhere: line 3", None),
        ] {
            assert_eq!(line_in(text, "block-3"), line, "{text}");
        }
    }
}
