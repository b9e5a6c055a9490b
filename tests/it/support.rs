//! A site for a test: from a text with `-- path --` separators, in memory or in a folder of its own.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::engine::rules::RuleFile;
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::render::Content;
use fieldnotes::source::memory::Memory;
use fieldnotes::span::LineIndex;

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
fn unescape(text: &str) -> String {
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

/// Reads and checks a site in memory, as `check` does. Files below `rules/` are rule files that it is given.
pub(crate) fn load(files: &[(String, String)]) -> Build {
    let rules = files.iter().filter(|(path, _)| path.starts_with("rules/"));
    let rule = |(path, text): &(String, String)| RuleFile {
        path: SourcePath::new(path).unwrap(),
        bytes: unescape(text).into_bytes().into(),
    };
    let rules = rules.map(rule).collect();
    let options = Options { today: Some(TODAY.parse().unwrap()), rules, ..Options::default() };
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

/// The preview of a site, as a process of its own; it goes when the test ends.
pub(crate) struct Preview {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) host: String,
    told: Arc<Mutex<String>>,
}

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

impl Preview {
    /// Starts `serve` for a site's folder, on a port that is free.
    pub(crate) fn of(site: &Path, arguments: &[&str]) -> Self {
        Self::with(site, &[&["--port", "0"], arguments].concat())
    }

    /// Starts `serve` with these arguments alone.
    pub(crate) fn with(site: &Path, arguments: &[&str]) -> Self {
        Self::by(Command::new(env!("CARGO_BIN_EXE_fieldnotes")), site, arguments)
    }

    /// Starts `serve` by a command of the test's own, which runs the program with what follows.
    pub(crate) fn by(mut command: Command, site: &Path, arguments: &[&str]) -> Self {
        command.args(["serve", "--site"]).arg(site).args(arguments).env("NO_COLOR", "1");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let told: Arc<Mutex<String>> = Arc::default();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let heard = Arc::clone(&told);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let mut preview = Self { child, host: String::new(), told };
        preview.hear("Serving http://");
        let told = preview.told();
        let address = told.split("Serving http://").nth(1).unwrap();
        preview.host = address.split('/').next().unwrap().replace("0.0.0.0", "127.0.0.1");
        preview
    }

    /// All that it said.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it says something.
    #[track_caller]
    pub(crate) fn hear(&self, text: &str) {
        until(&format!("{text:?} to be said"), || self.told().contains(text), || self.told());
    }

    /// Asks for an address.
    pub(crate) fn get(&self, path: &str) -> Heard {
        self.ask("GET", path, &[])
    }

    /// Asks, with headers; a `Host` among them takes the place of the right one.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Heard {
        let mut stream = self.send(method, path, headers);
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Heard::of(&bytes)
    }

    /// Sends a request.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            write!(request, "Host: {}\r\n", self.host).unwrap();
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        std::io::Write::write_all(&mut stream, (request + "\r\n").as_bytes()).unwrap();
        stream
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub(crate) fn shows(&self, path: &str, text: &str) {
        let page = || self.get(path);
        until(
            &format!("{path} to show {text:?}"),
            || page().text().contains(text),
            || format!("{}\n{}", page().text(), self.told()),
        );
    }

    /// Waits until an address has a status.
    #[track_caller]
    pub(crate) fn answers(&self, path: &str, status: u16) {
        let found = || self.get(path).status;
        until(&format!("{path} to be {status}"), || found() == status, || self.told());
    }

    /// Whether the process runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks the process to end, as Ctrl-C does; its status.
    pub(crate) fn interrupt(&mut self) -> i32 {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page of the preview without the script that keeps it up to date.
pub(crate) fn without_script(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script src=\"/.fieldnotes/live.js\"") else {
        return page.to_owned();
    };
    let (_, after) = rest.split_once("</script>").unwrap();
    format!("{before}{after}")
}

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

/// A reply of the preview.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a reply has a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap_or_default()
    }
}
