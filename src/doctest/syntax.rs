//! Parses blocks without running them: JSON, YAML and TOML here, all else by the tools' own dry runs.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Result;

use super::folder::Folder;
use super::language::{file_name, line_in};
use super::process::{End, Ran};
use super::session;
use crate::parse::doctest::block::Block;
use crate::parse::doctest::language::Language;

/// What came of parsing.
pub(super) enum Parsed {
    /// There is no fault.
    Well,
    /// A fault, and the line of the code that it is in, from 1.
    Fault { line: Option<usize>, message: String },
    /// A program that is not installed.
    Lacks(&'static str),
    /// Somebody wanted to stop.
    Stopped,
}

/// How long a dry run may take.
const TIME: Duration = Duration::from_secs(30);

/// Parses Python: what it says of a fault is one line, with the line's number before it.
const PYTHON: &str = "import ast, sys
try:
    ast.parse(open(sys.argv[1]).read())
except SyntaxError as error:
    sys.exit(f'block:{error.lineno}: {error.msg}')
";

/// Parses SQL with the parser of `PostgreSQL`. Commands of psql itself are left out, its variables are names or texts.
const SQL: &str = r#"import re, sys
try:
    import pglast
except ImportError:
    sys.exit(77)
text = open(sys.argv[1]).read()
text = re.sub(r'(?m)^\s*\\.*$', lambda found: ' ' * len(found[0]), text)
text = re.sub(r'\\g\w*(?=\s|;|$)', lambda found: ';'.ljust(len(found[0])), text)
text = re.sub(r"(?<![:\w]):(['\"]\w+['\"])", r' \1', text)
text = re.sub(r'(?<![:\w]):(?=[a-z_])', ' ', text)
try:
    pglast.parse_sql(text)
except pglast.parser.ParseError as error:
    at = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], int) else 0
    sys.exit(f'block:{text.count(chr(10), 0, at) + 1}: {error.args[0]}')
"#;

/// What the program for SQL exits with that lacks the parser.
const NO_PARSER: i32 = 77;

/// Parses what this program parses itself.
pub(super) fn here(code: &str, language: Language) -> Parsed {
    match language {
        Language::Json => json(code),
        Language::Toml => toml(code),
        _ => yaml(code),
    }
}

/// Parses a block, whose fence may have a title, by the dry run of another program.
pub(super) fn dry(
    language: Language,
    (block, title): (&Block, Option<&str>),
    folder: &Folder,
    stop: &AtomicBool,
) -> Result<Parsed> {
    let (code, dry) = (block.code.as_str(), Dry { folder, stop });
    match language {
        Language::Shell(program) => dry.told(("block.sh", code), program, &["-n"]),
        Language::Session => match session::steps(code) {
            Ok(steps) => dry.told(("block.sh", &commands(&steps)), "bash", &["-n"]),
            Err((line, message)) => Ok(Parsed::Fault { line: Some(line), message }),
        },
        Language::Python => dry.told(("block.py", code), "python3", &["-c", PYTHON]),
        Language::JavaScript => {
            let name = file_name(language, 0, code).replace("block-0", "block");
            dry.told((&name, code), "node", &["--check"])
        }
        Language::Sql => dry.told(("block.sql", code), "python3", &["-c", SQL]),
        Language::Nginx => dry.nginx(code),
        Language::Systemd => {
            let name = title.and_then(|title| title.rsplit('/').next()).unwrap_or("block.service");
            dry.placed((name, code), "systemd-analyze", &["verify", "--man=no"])
        }
        Language::Logrotate => dry.placed(("block.conf", code), "logrotate", &["-d"]),
        Language::Json | Language::Yaml | Language::Toml => Ok(here(code, language)),
    }
}

/// The commands of a session alone, each in the line that it has in the block.
fn commands(steps: &[session::Step<'_>]) -> String {
    let mut script = String::new();
    for step in steps {
        let lines = script.matches('\n').count() + 1;
        script.push_str(&"\n".repeat(step.line.saturating_sub(lines)));
        script.push_str(&step.text);
        script.push('\n');
    }
    script
}

fn json(code: &str) -> Parsed {
    match serde_json::from_str::<serde_json::Value>(code) {
        Ok(_) => Parsed::Well,
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or("").to_owned();
            Parsed::Fault { line: Some(error.line()), message }
        }
    }
}

fn yaml(code: &str) -> Parsed {
    for document in serde_yaml::Deserializer::from_str(code) {
        if let Err(error) = <serde_yaml::Value as serde::Deserialize>::deserialize(document) {
            let line = error.location().map(|place| place.line());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or("").to_owned();
            return Parsed::Fault { line, message };
        }
    }
    Parsed::Well
}

fn toml(code: &str) -> Parsed {
    match toml::from_str::<toml::Table>(code) {
        Ok(_) => Parsed::Well,
        Err(error) => {
            let line = error.span().map(|span| code[..span.start.min(code.len())].matches('\n').count() + 1);
            Parsed::Fault { line, message: error.message().trim().replace('\n', ", ") }
        }
    }
}

/// A dry run of another program.
struct Dry<'a> {
    folder: &'a Folder,
    stop: &'a AtomicBool,
}

impl Dry<'_> {
    /// Runs a program over a file of this name and text; what that came to where it did not end by itself.
    fn run(
        &self,
        (name, text): (&str, &str),
        program: &'static str,
        arguments: &[&str],
    ) -> Result<Result<Ran, Parsed>> {
        if !self.folder.has(program) {
            return Ok(Err(Parsed::Lacks(program)));
        }
        let file = self.folder.put_script(name, text)?;
        let mut command = self.folder.command(program);
        command.args(arguments).arg(file);
        let ran = self.folder.run_command(&mut command, TIME, self.stop)?;
        Ok(match ran.end {
            End::Stopped => Err(Parsed::Stopped),
            End::TimedOut => {
                let message = format!("`{program}` takes longer than {} s", TIME.as_secs());
                Err(Parsed::Fault { line: None, message })
            }
            _ => Ok(ran),
        })
    }

    /// What a program says of a file that it can't parse: any bad end is a fault.
    fn told(&self, file: (&str, &str), program: &'static str, arguments: &[&str]) -> Result<Parsed> {
        Ok(match self.run(file, program, arguments)? {
            Err(parsed) => parsed,
            Ok(Ran { end: End::Exited(0), .. }) => Parsed::Well,
            Ok(Ran { end: End::Exited(NO_PARSER), .. }) if program == "python3" => Parsed::Lacks("pglast"),
            Ok(ran) => fault_of(&ran.output),
        })
    }

    /// The same for programs that also look at the machine: only what they say of a line is a fault of the file.
    fn placed(&self, file: (&str, &str), program: &'static str, arguments: &[&str]) -> Result<Parsed> {
        let Ran { end, output } = match self.run(file, program, arguments)? {
            Ok(ran) => ran,
            Err(parsed) => return Ok(parsed),
        };
        let name = file.0;
        let told: Vec<&str> = output.lines().filter(|line| !is_of_machine(line)).collect();
        if let Some((line, text)) = told.iter().find_map(|text| Some((line_in(text, name)?, *text))) {
            return Ok(Parsed::Fault { line: Some(line), message: message_of(text, name) });
        }
        // systemd says `a.service: …` of a unit as a whole.
        let whole = told.iter().find_map(|text| text.strip_prefix(name)?.strip_prefix(": "));
        Ok(match whole.filter(|_| end != End::Exited(0)) {
            Some(message) => Parsed::Fault { line: None, message: message.to_owned() },
            None => Parsed::Well,
        })
    }

    /// A part of a configuration stands in one of four places: the first that takes it is its own.
    fn nginx(&self, code: &str) -> Result<Parsed> {
        let work = self.folder.work();
        let arguments = ["-t", "-q", "-e", "stderr", "-p", &work.to_string_lossy(), "-c"];
        let mut first = None;
        for (before, behind) in
            [("", ""), ("http {", "}"), ("http { server {", "}}"), ("http { server { location / {", "}}}")]
        {
            let events = if code.contains("events") && before.is_empty() { "" } else { "events {} " };
            // What is put before it stands in its first line, so that lines keep their numbers.
            let whole = format!("{events}pid nginx.pid; {before} {code}\n{behind}\n");
            let output = match self.run(("block.conf", &whole), "nginx", &arguments)? {
                Ok(ran) => ran.output,
                Err(parsed) => return Ok(parsed),
            };
            let told =
                output.lines().find(|line| line_in(line, "block.conf").is_some() && !is_of_machine(line));
            let Some(text) = told else { return Ok(Parsed::Well) };
            let is_misplaced =
                text.contains("is not allowed here") || text.contains("unexpected end of file");
            let fault = (line_in(text, "block.conf"), message_of(text, "block.conf"));
            if first.is_none() || !is_misplaced {
                first = Some(fault);
            }
            if !is_misplaced {
                break;
            }
        }
        Ok(first.map_or(Parsed::Well, |(line, message)| Parsed::Fault { line, message }))
    }
}

/// What nginx, logrotate and systemd say of what this machine lacks, and not of the file.
const OF_MACHINE: [&str; 12] = [
    "host not found",
    "cannot load",
    "open() ",
    "getpwnam",
    "BIO_new_file",
    "mkdir() ",
    "dlopen() ",
    "unknown user",
    "unknown group",
    "is not executable",
    "not found",
    "Failed to create",
];

fn is_of_machine(text: &str) -> bool {
    OF_MACHINE.iter().any(|sign| text.contains(sign))
}

/// The first line that names a place.
fn fault_of(output: &str) -> Parsed {
    let placed = output.lines().find_map(|text| Some((line_in(text, "block")?, text)));
    match placed {
        Some((line, text)) => {
            // Node says first where, and what further down.
            let what = output.lines().find(|line| line.contains("Error: ")).unwrap_or(text);
            Parsed::Fault { line: Some(line), message: message_of(what, "block") }
        }
        None => Parsed::Fault {
            line: None,
            message: output.lines().next().unwrap_or("no reason given").to_owned(),
        },
    }
}

/// What is said, without the place and what stands before it.
fn message_of(text: &str, name: &str) -> String {
    let behind = text.split_once(name).filter(|_| line_in(text, name).is_some());
    let Some((before, behind)) = behind else { return text.trim().to_owned() };
    let rest = behind.trim_start_matches(|c: char| c != ':').trim_start_matches([':', ' ']);
    let rest = rest.strip_prefix("line ").unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([':', ' ']);
    if !rest.trim().is_empty() {
        return rest.trim().to_owned();
    }
    // `[emerg] unknown directive "x" in /tmp/…/block.conf:3`
    let before = before.rsplit_once(" in ").map_or(before, |(said, _)| said);
    let before = before.rsplit_once("] ").map_or(before, |(_, said)| said);
    before
        .rsplit_once('#')
        .map_or(before, |(_, said)| said)
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == ' ')
        .to_owned()
}
