//! Runs the terminal sessions that README and manual show, and compares what they show with what comes.
//!
//! Each `console` block runs in a new folder, by the rules of `fieldnotes test`: `setup="…"` names what comes before it in the
//! same folder, as names of other blocks of the page (`name=…`), which are run or written to the path in their `title`, and as
//! paths of shell scripts in the repository. `.env` and `bin/` in the folder count. Without `setup` the folder is empty for a block
//! with `check=run`, and has a site that `fieldnotes init` made for one without attributes.
//!
//! A line `...` or `…` of shown output stands for any lines, `…` or `...` in a line for any text, and durations are taken for equal.
//! A command must end with 0 unless its output is shown; `expect=N` asks for another state of the last one. A block that can't
//! run here says `because="…"`, and the test prints it; any other is a failure.

use std::collections::BTreeMap;
use std::fs::{create_dir_all, read_to_string, write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fieldnotes::parse::front_matter;
use fieldnotes::parse::session::{Role, Session};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

/// What a session may run besides `fieldnotes`: what every system has.
const PROGRAMS: &[&str] = &[
    "cat", "cd", "cp", "diff", "echo", "false", "find", "git", "grep", "head", "ls", "mkdir", "mv", "printf",
    "pwd", "rm", "sed", "sort", "tail", "tee", "test", "touch", "true", "wc",
];

/// How long a block may take.
const MOST_TIME: Duration = Duration::from_mins(1);

/// A fenced block of a page.
struct Block {
    page: String,
    line: usize,
    language: String,
    attributes: BTreeMap<String, String>,
    code: String,
}

impl Block {
    fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// A command, and what is shown of its output.
#[derive(Default)]
struct Step {
    command: String,
    shown: String,
}

/// The fenced blocks of a page.
fn blocks(page: &str, text: &str) -> Vec<Block> {
    let body = front_matter::split(text).body;
    let attribute = Regex::new(r#"([\w-]+)=(?:"([^"]*)"|([^\s,}]+))"#).unwrap();
    let (mut found, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (event, range) in Parser::new_ext(body.of(text), Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let (language, rest) = info.split_once(['{', ' ']).unwrap_or((&info, ""));
                let read = |found: regex::Captures<'_>| {
                    let value = found.get(2).or(found.get(3)).map_or("", |value| value.as_str());
                    (found[1].to_owned(), value.to_owned())
                };
                open = Some(Block {
                    page: page.to_owned(),
                    line: text[..body.start as usize + range.start].lines().count() + 1,
                    language: language.trim().to_owned(),
                    attributes: attribute.captures_iter(rest).map(read).collect(),
                    code: String::new(),
                });
            }
            Event::Text(code) => open.iter_mut().for_each(|block| block.code.push_str(&code)),
            Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

/// The commands of a session.
fn steps(code: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in Session::read(code).lines {
        match (line.role, steps.last_mut()) {
            (Role::Command(_), _) => {
                steps.push(Step { command: line.text.to_owned() + "\n", shown: String::new() });
            }
            (Role::Continued, Some(step)) => step.command += &format!("{}\n", line.text),
            (Role::Output, Some(step)) => step.shown += &format!("{}{}\n", line.prompt, line.text),
            (Role::Continued | Role::Output, None) => {}
        }
    }
    steps
}

/// The programs that a command calls and that may be missing elsewhere.
fn strange_programs(command: &str) -> Vec<String> {
    // Quoted text calls nothing, and a comment neither.
    let quoted = Regex::new(r#"'[^']*'|"[^"]*""#).unwrap();
    let comment = Regex::new(r"(?m)(^|\s)#.*$").unwrap();
    let plain = quoted.replace_all(command, "Q");
    let plain = comment.replace_all(&plain, "").replace("\\\n", " ");
    let calls = plain.split(['\n', ';', '|', '&', '(', ')']);
    let words = calls.filter_map(|call| call.split_whitespace().find(|word| !word.contains('=')));
    let words = words.filter(|word| !word.starts_with(['>', '<']) && word.parse::<u8>().is_err());
    words.filter(|word| *word != "fieldnotes" && !PROGRAMS.contains(word)).map(str::to_owned).collect()
}

/// Output as it is compared: without blanks at line ends, and with one duration for all.
fn normal(output: &str) -> String {
    let duration = Regex::new(r"\b\d+(\.\d+)? ?(ms|s)\b").unwrap();
    let lines = output.lines().map(|line| duration.replace_all(line.trim_end(), "TIME").into_owned() + "\n");
    lines.collect::<String>().trim_matches('\n').to_owned()
}

/// Whether output is as it is shown.
fn is_as_shown(shown: &str, output: &str) -> bool {
    let mut pattern = String::from("(?s)^");
    for line in normal(shown).lines() {
        if matches!(line.trim(), "..." | "…") {
            pattern += r"(?:[^\n]*\n)*";
            continue;
        }
        let parts = line.split("...").flat_map(|part| part.split('…')).map(regex::escape);
        pattern += &(parts.collect::<Vec<_>>().join(r"[^\n]*") + r"\n");
    }
    Regex::new(&(pattern + "$")).unwrap().is_match(&(normal(output) + "\n"))
}

/// A folder to run in, with the program in `bin` and nothing of the caller's settings.
struct Place {
    folder: tempfile::TempDir,
    bin: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), bin: tempfile::tempdir().unwrap() };
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_fieldnotes"), place.bin.path().join("fieldnotes"))
            .unwrap();
        place
    }

    /// Runs a script with bash; its output of both streams, and its exit state.
    fn run(&self, script: &str) -> Result<(String, Option<i32>), String> {
        let output = self.bin.path().join("output");
        let file = std::fs::File::create(&output).unwrap();
        let own = [self.folder.path().join("bin"), self.bin.path().to_owned()];
        let callers = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&callers)));
        let settings = read_to_string(self.folder.path().join(".env")).unwrap_or_default();
        let mut child = Command::new("bash")
            .args(["-c", script])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", path.unwrap())
            .envs([("HOME", self.folder.path()), ("TMPDIR", self.folder.path())])
            .envs([("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")])
            .env("FIELDNOTES_SITE", root())
            .envs(settings.lines().filter_map(|line| line.split_once('=')))
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .process_group(0)
            .spawn()
            .unwrap();
        let begun = Instant::now();
        let mut status = None;
        while status.is_none() && begun.elapsed() < MOST_TIME {
            std::thread::sleep(Duration::from_millis(5));
            status = child.try_wait().unwrap();
        }
        // What was started in the background ends with the script.
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        child.wait().unwrap();
        let status = status.ok_or_else(|| format!("does not end within {} s", MOST_TIME.as_secs()))?;
        Ok((read_to_string(&output).unwrap(), status.code()))
    }

    fn must(&self, script: &str) -> Result<(), String> {
        match self.run(script)? {
            (_, Some(0)) => Ok(()),
            (output, _) => Err(format!("the setup failed:\n{script}\n{output}")),
        }
    }

    /// What `setup` names, in its order, each with its own setup first.
    fn set_up(&self, names: &str, page: &[Block], depth: usize) -> Result<(), String> {
        if depth > 10 {
            return Err("`setup` leads in a circle".to_owned());
        }
        for name in names.split_whitespace() {
            if name.contains(['/', '.']) {
                let script = read_to_string(root().join(name)).map_err(|error| format!("{name}: {error}"))?;
                self.must(&script)?;
                continue;
            }
            let block = page.iter().find(|block| block.attribute("name") == Some(name));
            let block = block.ok_or_else(|| format!("`setup` names no block of the page: {name}"))?;
            self.set_up(block.attribute("setup").unwrap_or_default(), page, depth + 1)?;
            match block.attribute("title") {
                Some(title) => {
                    let file = self.folder.path().join(title.trim_start_matches('/'));
                    create_dir_all(file.parent().unwrap()).unwrap();
                    write(file, &block.code).unwrap();
                }
                None if block.language == "console" => self.session(block)?,
                None => self.must(&block.code)?,
            }
        }
        Ok(())
    }

    /// Runs a session, and compares.
    fn session(&self, block: &Block) -> Result<(), String> {
        let steps = steps(&block.code);
        if steps.is_empty() {
            return Err("it holds no command".to_owned());
        }
        let mark = |at: usize| format!("@{at}@");
        let script: Vec<String> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| format!("{}printf '\\n{}%s\\n' $?\n", step.command, mark(at)))
            .collect();
        let (output, _) = self.run(&script.concat())?;
        let mut rest = output.as_str();
        for (at, step) in steps.iter().enumerate() {
            let command = step.command.trim_end();
            let end = format!("\n{}", mark(at));
            let Some((came, after)) = rest.split_once(&end) else {
                return Err(format!("`{command}` ends the session:\n{rest}"));
            };
            let (state, after) = after.split_once('\n').unwrap_or((after, ""));
            rest = after;
            let is_last = at + 1 == steps.len();
            let wanted =
                block.attribute("expect").filter(|_| is_last).and_then(|text| text.parse::<u8>().ok());
            let is_free = wanted.is_none() && !step.shown.trim().is_empty();
            if !is_free && state != wanted.unwrap_or(0).to_string() {
                return Err(format!("`{command}` ends with {state}:\n{came}"));
            }
            if !step.shown.trim().is_empty() && !is_as_shown(&step.shown, came) {
                return Err(format!(
                    "`{command}` prints something else:\n{}shown:\n{}",
                    normal(came) + "\n",
                    step.shown
                ));
            }
        }
        Ok(())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn check(block: &Block, page: &[Block]) -> Result<(), String> {
    let strange: Vec<String> =
        steps(&block.code).iter().flat_map(|step| strange_programs(&step.command)).collect();
    if !strange.is_empty() {
        return Err(format!("it runs {}: say `because=\"…\"`", strange.join(", ")));
    }
    if block.code.contains("fieldnotes serve") {
        return Err("`fieldnotes serve` does not end: say `because=\"…\"`".to_owned());
    }
    let place = Place::new();
    match block.attribute("setup") {
        Some(names) => place.set_up(names, page, 0)?,
        None if block.attribute("check") == Some("run") => {}
        None => place.must("fieldnotes init")?,
    }
    place.session(block)
}

#[test]
#[expect(clippy::print_stderr, reason = "what was left out is to be seen")]
fn every_session_of_readme_and_manual_runs_as_shown_or_says_why_not() {
    let mut pages = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(root().join("content/manual")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            pages.push(format!("content/manual/{name}"));
        }
    }
    pages.sort();
    let (mut run, mut left_out, mut failures) = (0, Vec::new(), Vec::new());
    for page in &pages {
        let text = read_to_string(root().join(page)).unwrap();
        let blocks = blocks(page, &text);
        for block in blocks.iter().filter(|block| block.language == "console") {
            if let Some(reason) = block.attribute("because") {
                left_out.push(format!("{}: {reason}", block.place()));
                continue;
            }
            run += 1;
            if let Err(why) = check(block, &blocks) {
                failures.push(format!("{}: {why}", block.place()));
            }
        }
    }
    eprintln!("{run} sessions run, {} left out:\n{}", left_out.len(), left_out.join("\n"));
    assert!(run + left_out.len() > 20, "{run} sessions");
    assert!(failures.is_empty(), "{} of {run} sessions:\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn shown_output_can_leave_out_lines_and_text_and_any_duration_will_do() {
    let output = "a\nb 12 pages in 32 ms  \nc\nd\n";
    for shown in
        ["a\nb 12 pages in 1.2 s\nc\nd\n", "a\n...\nd\n", "…\nb … pages in 9 ms\n…\n", "a\nb...\nc\nd\n"]
    {
        assert!(is_as_shown(shown, output), "{shown}");
    }
    for shown in ["a\n", "a\nb\nc\nd\n", "...\nc\n", "a\nb … sheets\nc\nd\n"] {
        assert!(!is_as_shown(shown, output), "{shown}");
    }
}

#[test]
fn programs_that_may_be_missing_are_found() {
    assert_eq!(
        strange_programs("cd notes && fieldnotes check > out.txt 2>&1 | grep 'a | b'\n"),
        Vec::<String>::new()
    );
    assert_eq!(strange_programs("A=1 curl -s \"$url\" | jq . # aws\n"), ["curl", "jq"]);
}
