//! What the fuzz targets do with bytes, and what must hold whatever the bytes are: nothing panics, places lie in
//! their texts, pages are bounded, and nothing that a note holds becomes script.
//!
//! `fuzz_targets/` hands over what libFuzzer makes; `tests/it/fuzz.rs` takes this file in, and hands over random
//! pieces on each run of the tests.

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use fieldnotes::config::{Config, SchemaConfig};
use fieldnotes::diagnostic::Diagnostic;
use fieldnotes::engine::live::Live;
use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::lsp::Surroundings;
use fieldnotes::model::route::FeedOf;
use fieldnotes::model::{Page, Route};
use fieldnotes::parse::math::{Placement, to_mathml};
use fieldnotes::parse::{Extensions, Limits, fence::Fence, markdown as outline, parse, words};
use fieldnotes::path::SourcePath;
use fieldnotes::render::Content;
use fieldnotes::render::highlight::language;
use fieldnotes::source::memory::Memory;
use fieldnotes::span::Span;
use fieldnotes::validate::{self, Rules, Schema};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use hyper::Request;
use lsp_server::{Connection, Message, Notification};
use serde_json::{Value, json};

/// More than this no page may hold.
const MOST_BYTES: usize = 2_000_000;

fn path() -> SourcePath {
    SourcePath::new("content/notes/a.md").expect("it is a path")
}

/// Every place lies in the text, between characters.
fn places(text: &str, faults: &[Diagnostic]) {
    for fault in faults {
        let fix = fault.fix.as_ref().map(|fix| fix.span);
        let related = fault.related.iter().filter(|label| label.path == fault.path).map(|label| label.span);
        for span in std::iter::once(fault.span).chain(fix).chain(related) {
            assert!(text.get(span.range()).is_some(), "{} at {span:?}", fault.code);
        }
    }
}

/// A front matter is read and judged, and what is mended in it can be read again.
pub fn front_matter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut text = format!("---\n{text}");
    let schema = Schema::of_notes(&SchemaConfig::default(), None);
    let of_sections = Schema::of_sections(&SchemaConfig::default());
    let rules = |schema| Rules {
        schema,
        taxonomies: &[],
        knows_language: language::is_known,
        near_language: |_| None,
    };
    for _ in 0..3 {
        let document = parse(&path(), &text, Limits::default(), Extensions::default());
        let (_, mut faults) = validate::note(&document, &text, &rules(&schema));
        faults.extend(validate::section(&document, &text, &rules(&of_sections)));
        faults.extend(document.diagnostics);
        places(&text, &faults);
        text = fieldnotes::fix::apply(&text, &faults).0;
    }
}

/// A body is read: its outline, its words, its fences and its formulas.
pub fn markdown(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (found, losses) = outline::outline(&path(), text, Span::new(0, text.len()), Extensions::default());
    places(text, &losses);
    for heading in &found.headings {
        assert!(text.get(heading.span.range()).is_some(), "{:?}", heading.span);
    }
    words::count_words(text);
    let first = text.lines().next().unwrap_or_default();
    for (range, _) in Fence::parse(first).faults {
        assert!(first.get(range.clone()).is_some(), "{range:?}");
    }
    for placement in [Placement::Inline, Placement::Display] {
        if let Ok(formula) = to_mathml(first, placement) {
            let tags = tags(&formula);
            assert!(tags.iter().all(|tag| !is_live(tag)), "{formula}");
        }
    }
}

/// Settings are read and judged.
pub fn site_toml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (config, faults) = Config::parse(text);
    places(text, &faults);
    let schema = Schema::of_notes(&config.schema, None);
    places(text, &validate::unknown_required(&schema, &SourcePath::settings()));
    let build = build(text, "---\ntitle: A\n---\nText.\n");
    build.render(&few(&build), |_| {});
    assert!(build.diagnostics.iter().all(|fault| fault.code.name() != "internal-error"));
}

/// A note goes through all phases, with its HTML as text, or sanitised.
pub fn note_to_page(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // One of the two for each input: reading a site takes longer than all that is done with the note.
    let raw_html = if bytes.len().is_multiple_of(2) { "escape" } else { "sanitize" };
    let site = format!(
        "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n[markdown]\nraw_html = \"{raw_html}\"\n\
         [limits]\npage_bytes = {MOST_BYTES}\n[schema]\nrequired = []\nunknown = \"allow\"\n"
    );
    let build = build(&site, text);
    let note = build.text(&path()).unwrap_or_default();
    let own: Vec<Diagnostic> =
        build.diagnostics.iter().filter(|fault| fault.path == path()).cloned().collect();
    places(&note, &own);
    let faults = build.render(&few(&build), |artifact| {
        let Content::Bytes(bytes) = artifact.content else { return };
        assert!(bytes.len() <= MOST_BYTES, "{}: {} bytes", artifact.path.as_str(), bytes.len());
        let page = String::from_utf8(bytes).expect("a page is UTF-8");
        if artifact.path.as_str().ends_with(".html") {
            judge(&page);
        }
    });
    for fault in build.diagnostics.iter().chain(&faults) {
        assert!(fault.code.name() != "internal-error", "{}", fault.message);
    }
}

/// A request is answered: a line with the method and the address, and headers below it, a line each.
pub fn preview_request(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let mut words = first.splitn(2, |byte| *byte == b' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or(b"/"));
    let mut request = Request::builder().method(method).uri(target);
    let mut hosts = 0;
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        hosts += usize::from(name.eq_ignore_ascii_case(b"host"));
        request = request.header(name, value);
    }
    if hosts == 0 {
        request = request.header("host", "127.0.0.1:4000");
    }
    let Ok(request) = request.body(()) else { return };
    for live in &*PREVIEWS {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 4000));
        let reply = fieldnotes::serve::reply(live, address, &request);
        let status = reply.status().as_u16();
        assert!([200, 206, 301, 304, 403, 404, 405, 416].contains(&status), "{status}");
        assert!(reply.body().len() <= MOST_BYTES);
        let header = |name: &str| reply.headers().get(name).and_then(|value| value.to_str().ok());
        assert!(header("content-type").is_some() && header("x-content-type-options") == Some("nosniff"));
        if let Some(to) = header("location") {
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"), "{to}");
        }
        assert_eq!(status == 301, header("location").is_some(), "a redirect leads somewhere");
        // Of a refusal, the server's library leaves the body out by itself.
        if (request.method() == hyper::Method::HEAD && status != 403) || status == 304 {
            assert!(reply.body().is_empty());
        }
    }
}

static PREVIEWS: LazyLock<[Live; 2]> = LazyLock::new(|| {
    ["https://notes.example.org", "https://notes.example.org/docs/base"].map(|base_url| {
        let mut site = memory(
            &format!("title = \"Site\"\nbase_url = \"{base_url}\"\n"),
            "---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: s\naliases: [/old/]\n---\nText.\n",
        );
        site.put("static/a b/ü.txt", "text");
        Live::new(engine(site)).expect("memory can be listed")
    })
});

/// What all sites share, so that a card is drawn once.
static FILES: LazyLock<Arc<Store>> = LazyLock::new(|| Arc::new(Store::in_memory()));

fn memory(settings: &str, note: &str) -> Memory {
    let mut site = Memory::default();
    site.put("site.toml", settings);
    site.put("content/notes/a.md", note);
    site
}

fn engine(site: Memory) -> Engine {
    Engine::new(Box::new(site), Options::default(), Arc::clone(&FILES))
}

fn build(settings: &str, note: &str) -> Build {
    engine(memory(settings, note)).load().expect("memory can be listed")
}

/// The pages that show most of a note.
fn few(build: &Build) -> Vec<Route> {
    let shows = |page: &Page| {
        matches!(page, Page::Note(_) | Page::Redirect(..) | Page::JsonFeed | Page::Feed(FeedOf::Site))
    };
    build.site.routes.iter().filter(|route| shows(&route.page)).take(6).cloned().collect()
}

/// The start tags of a page.
#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let TagToken(tag) = token
            && tag.kind == StartTag
        {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

/// The start tags of a page, as a browser reads them.
pub fn tags(html: &str) -> Vec<Tag> {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

fn value<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Whether a tag runs something, loads a page, or sends a reader on.
fn is_live(tag: &Tag) -> bool {
    const ELEMENTS: &[&str] = &[
        "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal",
        "template",
    ];
    let runs = |name: &str, value: &str| {
        let bare: String = value.chars().filter(|c| !c.is_ascii_control() && *c != ' ').collect();
        let bare = bare.to_ascii_lowercase();
        name.starts_with("on")
            || matches!(name, "srcdoc" | "formaction" | "style" | "ping")
            || ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| bare.starts_with(scheme))
    };
    let addresses = ["href", "src", "action", "xlink:href", "srcset", "poster", "data", "cite"];
    ELEMENTS.contains(&&*tag.name)
        || tag.attrs.iter().any(|attribute| {
            let name = &*attribute.name.local;
            let is_address = addresses.contains(&name);
            runs(name, if is_address { &attribute.value } else { "" })
        })
}

/// The scripts of a page are the theme's, and nothing else runs.
fn judge(page: &str) {
    let mut scripts = 0;
    for tag in tags(page) {
        if &*tag.name == "script" {
            scripts += 1;
            let is_own = value(&tag, "src").is_some_and(|src| src.starts_with("/assets/"))
                || value(&tag, "type") == Some("application/ld+json");
            assert!(is_own && tag.attrs.iter().all(|one| !one.name.local.starts_with("on")), "{tag:?}");
            continue;
        }
        assert!(!is_live(&tag), "{tag:?}");
        if &*tag.name == "meta"
            && let Some(kind) = value(&tag, "http-equiv")
        {
            let content = value(&tag, "content").unwrap_or_default();
            assert!(
                kind == "Content-Security-Policy" || (kind == "refresh" && content.starts_with("0; url=/")),
                "{tag:?}"
            );
        }
        if &*tag.name == "form" {
            assert!(value(&tag, "action").is_some_and(|action| action.starts_with("/search/")), "{tag:?}");
        }
    }
    assert!(scripts <= 4, "{scripts} scripts");
}

/// A language server over a site in a folder of its own, and what comes out of it.
static EDITOR: LazyLock<Mutex<Connection>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("there is room for a folder").keep();
    for (path, text) in [
        ("site.toml", "title = \"A\"\nbase_url = \"https://a.example\"\n"),
        (
            "content/notes/a.md",
            "---\ntitle: A\ndate: 2026-01-01\ntopic: a\nsummary: A.\n---\n\n# A\n\n[b](b.md#b)\n",
        ),
        (
            "content/notes/b.md",
            "---\ntitle: B\ndate: 2026-01-01\ntopic: b\nsummary: B.\nstack: [x]\n---\n\n## B\n",
        ),
    ] {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(file, text).expect("it can be written");
    }
    let (ours, theirs) = Connection::memory();
    let surroundings = Surroundings { today: || jiff::civil::date(2026, 1, 2), now: || 1, follow: |_, _| {} };
    std::thread::spawn(move || fieldnotes::lsp::serve(theirs, surroundings).expect("it goes on"));
    let root = format!("file://{}", folder.display());
    let params = json!({ "processId": null, "rootUri": root, "capabilities": {} });
    ask(&ours, 0, "initialize", params);
    for name in ["a", "b"] {
        let uri = format!("{root}/content/notes/{name}.md");
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "---\ntitle: A\n---\n# A\n" });
        tell(&ours, "textDocument/didOpen", json!({ "textDocument": document }));
    }
    Mutex::new(ours)
});

fn tell(editor: &Connection, method: &str, params: Value) {
    editor
        .sender
        .send(Notification { method: method.to_owned(), params }.into())
        .expect("the server listens");
}

/// Asks, and waits for the answer; what else is said is let go.
fn ask(editor: &Connection, id: i32, method: &str, params: Value) {
    let request = lsp_server::Request { id: id.into(), method: method.to_owned(), params };
    editor.sender.send(request.into()).expect("the server listens");
    loop {
        let message = editor.receiver.recv_timeout(Duration::from_mins(1)).expect("the server answers");
        if matches!(message, Message::Response(response) if response.id == id.into()) {
            return;
        }
    }
}

/// Messages of an editor, one a line: a method, and what it comes with. After them the server still answers.
pub fn language_server(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let editor = EDITOR.lock().unwrap_or_else(PoisonError::into_inner);
    for line in text.lines() {
        let (method, params) = line.split_once(' ').unwrap_or((line, "null"));
        let params: Value = serde_json::from_str(params).unwrap_or_else(|_| Value::String(params.to_owned()));
        match method.strip_prefix('?') {
            Some("shutdown") | None if ["exit", "shutdown", "?shutdown"].contains(&method) => {}
            Some(method) => ask(&editor, 1, method, params),
            None => tell(&editor, method, params),
        }
    }
    ask(&editor, 2, "workspace/symbol", json!({ "query": "A" }));
}
