//! A site for a test: from a text with `-- path --` separators, in memory or in a folder of its own.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::engine::rules::RuleFile;
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Audience, Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::render::Content;
use fieldnotes::source::memory::Memory;
use fieldnotes::span::LineIndex;

#[path = "support/preview.rs"]
mod preview;
#[allow(unused_imports, reason = "the tests of git and of blocks have no preview")]
pub(crate) use preview::{Preview, without_script};

/// The settings of a site that does not bring its own.
pub(crate) const SITE: &str = "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n";

/// The day of all tests.
pub(crate) const TODAY: &str = "2026-11-27";

/// Splits a text at its `-- name --` lines. What stands before the first one is left out.
pub(crate) fn parts(text: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, parts.last_mut()) {
            (Some(name), _) => parts.push((name.to_owned(), String::new())),
            (None, Some((_, part))) => part.push_str(line),
            (None, None) => {}
        }
    }
    parts
}

/// A site in memory.
pub(crate) fn memory(files: &[(String, String)]) -> Memory {
    let mut memory = Memory::default();
    memory.put("site.toml", SITE);
    for (path, text) in files {
        memory.put(&unescape(path), unescape(text));
    }
    memory
}

/// `\r`, `\t`, `\e` and `\u{301}` in a case, in names of files too, stand for the characters that editors would not keep.
pub(crate) fn unescape(text: &str) -> String {
    let text = text.replace("\\r\n", "\r\n").replace("\\t", "\t").replace("\\e", "\u{1b}");
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// What all sites of tests share, so that the card of a site with the usual settings is drawn once.
pub(crate) static FILES: LazyLock<Arc<Store>> = LazyLock::new(|| Arc::new(Store::in_memory()));

/// Reads and checks a site in memory, as `check` does. Files below `rules/` are rule files that it is given; a file `ci` says that it runs in CI.
pub(crate) fn load(files: &[(String, String)]) -> Build {
    let rules = files.iter().filter(|(path, _)| path.starts_with("rules/"));
    let rule = |(path, text): &(String, String)| RuleFile {
        path: SourcePath::new(path).unwrap(),
        bytes: unescape(text).into_bytes().into(),
    };
    let rules = rules.map(rule).collect();
    let is_ci = files.iter().any(|(path, _)| path == "ci");
    let audience = if is_ci { Audience::Readers } else { Audience::Author };
    let options = Options { today: Some(TODAY.parse().unwrap()), rules, audience, ..Options::default() };
    let engine = Engine::new(Box::new(memory(files)), options, Arc::clone(&FILES));
    let mut build = engine.load().unwrap();
    let template_faults = build.check_templates();
    build.diagnostics.extend(template_faults);
    fieldnotes::diagnostic::sort(&mut build.diagnostics);
    build
}

/// Every page of a site, by output path.
pub(crate) fn outputs(build: &Build) -> BTreeMap<String, String> {
    rendered(build).0
}

/// The same, and what could not be made.
pub(crate) fn rendered(build: &Build) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    let made = Mutex::new(BTreeMap::new());
    let faults = build.render(&build.site.routes, |artifact| {
        let text = match artifact.content {
            Content::Bytes(bytes) => {
                String::from_utf8(bytes).unwrap_or_else(|error| format!("{} bytes\n", error.as_bytes().len()))
            }
            Content::Copy(path) => format!("copy of {path}\n"),
        };
        made.lock().unwrap().insert(artifact.path.as_str().to_owned(), text);
    });
    (made.into_inner().unwrap(), faults)
}

/// Diagnostics as the suite writes them: a line each, what belongs to it below, indented.
pub(crate) fn listed(build: &Build) -> String {
    let place = |path: &SourcePath, span: fieldnotes::span::Span| {
        let index = LineIndex::new(build.text(path).unwrap_or_else(|| "".into()));
        let (start, end) = (index.line_column(span.start), index.line_column(span.end));
        format!("{path}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    };
    let mut out = String::new();
    for fault in &build.diagnostics {
        let Diagnostic { code, message, help, related, fix, .. } = fault;
        writeln!(out, "{} {}[{code}] {message}", place(&fault.path, fault.span), fault.severity().name())
            .unwrap();
        for label in related {
            writeln!(out, "  also: {} {}", place(&label.path, label.span), label.text).unwrap();
        }
        if let Some(help) = help {
            writeln!(out, "  help: {help}").unwrap();
        }
        if let Some(fix) = fix {
            writeln!(out, "  fix: {} -> {:?}", place(&fix.path, fix.span), fix.replacement).unwrap();
        }
    }
    out
}

/// A site in a folder of its own, which goes when the test ends.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// Writes the files of a text with `-- path --` separators; a `site.toml` is added where there is none.
    pub(crate) fn new(text: &str) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("site.toml", SITE);
        for (path, text) in parts(text) {
            project.write(&path, &text);
        }
        project
    }

    /// The site's folder.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the site.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Puts a file in its place, whole and in one step: a preview that looks at the files meanwhile sees the old one or this.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let (target, aside) = (self.path(path), self.root().with_extension("aside"));
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(&aside, text).unwrap();
        std::fs::rename(&aside, target).unwrap();
    }

    /// Empties a file and fills it again, as many editors do.
    pub(crate) fn write_in_place(&self, path: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(path), text).unwrap();
    }

    /// Makes a program of a script. Another process writes it: one that this process holds open to write can't be run, nor
    /// can it as long as a process that another test starts just now has inherited it.
    pub(crate) fn program(&self, path: &str, script: &str) -> PathBuf {
        let target = self.path(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "cat >\"$0\" && chmod +x \"$0\""]).arg(&target).stdin(Stdio::piped());
        let mut writer = command.spawn().unwrap();
        writer.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success(), "{path}");
        target
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Runs the program in the site's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program with some environment variables set.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
        command.current_dir(self.root()).args(arguments).env_remove("CI").env_remove("GITHUB_WORKSPACE");
        command
            .env_remove("CI_PROJECT_DIR")
            .env_remove("SOURCE_DATE_EPOCH")
            .env("NO_COLOR", "1")
            .envs(environment.iter().copied());
        Run::from(command.output().unwrap())
    }

    /// Every file below a folder, by path.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                (path, std::fs::read(entry.path()).unwrap())
            })
            .collect()
    }
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// The run, which has to have ended so.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// A note that has no fault, with one more line in its front matter, and a body.
pub(crate) fn note(line: &str, body: &str) -> String {
    format!("---\ntitle: A note\ndate: 2026-01-02\ntopic: topic\nsummary: A summary.\n{line}---\n{body}")
}

/// How long a test waits for what has to come: longer than it takes on any machine, as only a test that fails waits so
/// long. All deadlines of tests are this one.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// A number from the environment.
pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Waits for something; fails with what it is, and with what there is instead.
#[track_caller]
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool, instead: impl Fn() -> String) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "waited for {what}; instead:\n{}", instead());
        std::thread::sleep(Duration::from_millis(10));
    }
}
