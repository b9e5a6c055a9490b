//! A site for a test: from a text with `-- path --` separators, in memory or in a folder of its own.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, LazyLock, Mutex};

use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::engine::cache::MemoryFiles;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::render::Content;
use fieldnotes::render::highlight::NoCache;
use fieldnotes::source::memory::Memory;
use fieldnotes::span::LineIndex;

/// The settings of a site that does not bring its own.
pub(crate) const SITE: &str = "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n";

/// The day of all tests.
pub(crate) const TODAY: &str = "2026-11-24";

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
        memory.put(path, unescape(text));
    }
    memory
}

/// `\r`, `\t`, `\e` and `\u{feff}` in a case stand for the characters that editors would not keep.
fn unescape(text: &str) -> String {
    text.replace("\\r\n", "\r\n")
        .replace("\\t", "\t")
        .replace("\\e", "\u{1b}")
        .replace("\\u{feff}", "\u{feff}")
}

/// What all sites of tests share, so that the card of a site with the usual settings is drawn once.
pub(crate) static FILES: LazyLock<Arc<MemoryFiles>> = LazyLock::new(Arc::default);

/// Reads and checks a site in memory, as `check` does.
pub(crate) fn load(files: &[(String, String)]) -> Build {
    let options = Options { today: Some(TODAY.parse().unwrap()), ..Options::default() };
    let engine =
        Engine::new(Box::new(memory(files)), options, Arc::new(NoCache)).with_files(Arc::clone(&FILES) as _);
    let mut build = engine.load().unwrap();
    let template_faults = build.check_templates();
    build.diagnostics.extend(template_faults);
    fieldnotes::diagnostic::sort(&mut build.diagnostics);
    build
}

/// Every page of a site, by output path.
pub(crate) fn outputs(build: &Build) -> BTreeMap<String, String> {
    let made = Mutex::new(BTreeMap::new());
    build.render(&build.site.routes, |artifact| {
        let text = match artifact.content {
            Content::Bytes(bytes) => {
                String::from_utf8(bytes).unwrap_or_else(|error| format!("{} bytes\n", error.as_bytes().len()))
            }
            Content::Copy(path) => format!("copy of {path}\n"),
        };
        made.lock().unwrap().insert(artifact.path.as_str().to_owned(), text);
    });
    made.into_inner().unwrap()
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
        let Diagnostic { code, severity, message, help, related, fix, .. } = fault;
        writeln!(out, "{} {}[{code}] {message}", place(&fault.path, fault.span), severity.name()).unwrap();
        for label in related {
            writeln!(out, "  also: {} {}", place(&label.path, label.span), label.text).unwrap();
        }
        if let Some(help) = help {
            writeln!(out, "  help: {help}").unwrap();
        }
        if let Some(fix) = fix {
            writeln!(out, "  fix: {} -> {:?}", place(&fault.path, fix.span), fix.replacement).unwrap();
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

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let target = self.path(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, text).unwrap();
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
        command.env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1").envs(environment.iter().copied());
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
