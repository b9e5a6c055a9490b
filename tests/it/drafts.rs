//! Nothing of what is left out reaches any output: every place of a draft holds a word with [`MARK`] in it, and that is
//! looked for in the paths and bytes of all that is made.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader};
use std::sync::{Arc, Mutex};

use fieldnotes::diagnostic::Code;
use fieldnotes::engine::live::{Hint, Live};
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::{OutputPath, SourcePath};
use fieldnotes::render::Content;
use fieldnotes::source::memory::Memory;
use fieldnotes::source::{Listed, Listing, Source};

use crate::support::{FILES, Preview, Project, SITE, TODAY, parts};

/// What every word of a draft begins with, and nothing else holds. The endings of words are lost in the search index.
const MARK: &str = "qzxv";

const SETTINGS: &str = "[outputs]\nmarkdown = true\n[social]\ncards = true\n[[taxonomies]]\nname = \"owners\"\nfield = \"owner\"\ntitle = \"Owners\"\nfeed = true\n";

/// A note that says something in each of its places; `{draft}` stands for what holds it back.
const NOTE: &str = "---
title: qzxvtitle
date: 2026-01-02
updated: 2026-01-03
aliases: [/old/qzxvalias/]
{draft}
topic: qzxvtopic
summary: qzxvsummary.
ai_outline: [qzxvoutline]
ai_brief: qzxvbrief
stack: [{name: qzxvstack, version: qzxvone}]
tools: [qzxvtool]
revision: {status: published, version: 1.0.0-qzxvversion, reviewed_by: qzxvreviewer}
reference: qzxvreference
checklist: [qzxvstep]
entities: [{name: qzxventity, type: qzxvtype}]
image_sources: [{url: qzxvpic.png, source: qzxvsource, caption: qzxvcaption}]
payload: {qzxvkey: {deep: [qzxvpayload]}}
notes: [qzxvremark]
owner: qzxvowner
alerts: [QzxvPager]
change:
  reason: qzxvreason
  files: [qzxvfile]
  commands: [qzxvcommand]
  metric: {name: qzxvmetric, before: qzxvbefore, after: qzxvafter}
  expected_result: qzxvresult
  rollback: qzxvrollback
# qzxvyaml
---
<!-- qzxvcomment -->

## qzxvheading {#qzxvid}

qzxvtext `qzxvcode` <b title=\"qzxvhtml\">b</b> [qzxvlink](qzxvhosts.csv \"qzxvhover\") and[^qzxvfoot] https://qzxvhost.example

![qzxvalt](qzxvpic.png)

> [!WARNING]
> qzxvalert

```sh {title=\"qzxvfence\"}
echo qzxvblock
```

| qzxvcell |
|---|
| qzxvrow |

[^qzxvfoot]: qzxvfootnote
";

/// The list of all files of an output.
const MANIFEST: &str = ".fieldnotes-manifest.json";

/// The words of [`NOTE`] that a page shows, an address holds, or a file of the index.
const SHOWN: [&str; 31] = [
    "qzxvtitle",
    "qzxvalias",
    "qzxvtopic",
    "qzxvsummary",
    "qzxvstack",
    "qzxvtool",
    "qzxvversion",
    "qzxvreviewer",
    "qzxvreference",
    "qzxvstep",
    "qzxventity",
    "qzxvcaption",
    "qzxvpayload",
    "qzxvremark",
    "qzxvowner",
    "qzxvpager",
    "qzxvcommand",
    "qzxvrollback",
    "qzxvheading",
    "qzxvid",
    "qzxvtext",
    "qzxvcode",
    "qzxvlink",
    "qzxvalt",
    "qzxvalert",
    "qzxvfence",
    "qzxvblock",
    "qzxvcell",
    "qzxvfootnote",
    "qzxvpic.png",
    "qzxvhosts.csv",
];

/// What a section says; `{draft}` stands for what holds it back.
const SECTION: &str =
    "---\ntitle: qzxvsection\nsummary: qzxvabout.\n{draft}\n---\nqzxvintro ![qzxvseen](qzxvpic.png)\n";

/// A site with something to hold back.
struct Case {
    name: &'static str,
    /// The files that are held back, with `{draft}` in one of them.
    files: Vec<(String, String)>,
    /// What holds them back.
    draft: &'static str,
    /// What the same place holds where they are published.
    open: &'static str,
    /// What a published note writes to lead to them.
    links: &'static [&'static str],
    /// Words that show where they are published, besides those of a note.
    shown: &'static [&'static str],
}

/// A note, and the files beside it in a folder: two that it uses.
fn with_files(folder: &str, note: &str, text: &str) -> Vec<(String, String)> {
    let file = |name: &str, text: &str| (format!("content/{folder}{name}"), text.to_owned());
    vec![
        file(note, text),
        file("qzxvpic.png", "\u{1}qzxvbytes of a picture"),
        file("qzxvhosts.csv", "qzxvcolumn,qzxvvalue\n"),
    ]
}

fn bundle(name: &'static str, index: &str, draft: &'static str, open: &'static str) -> Case {
    let mut files = with_files("notes/qzxvname/", index, NOTE);
    files.push(("content/notes/qzxvname/qzxvunused.pdf".into(), "qzxvpdf".into()));
    files.push(("content/notes/qzxvname/qzxvbelow/qzxvdeep.txt".into(), "qzxvdeeper".into()));
    let links: &[&str] = &[
        "qzxvname/",
        "qzxvname/qzxvhosts.csv",
        "qzxvname/qzxvpic.png",
        "qzxvname/qzxvbelow/qzxvdeep.txt",
        "/notes/qzxvname/",
        "/notes/qzxvname/qzxvhosts.csv",
        "/notes/qzxvname/qzxvpic.png",
    ];
    Case { name, files, draft, open, links, shown: &["qzxvname", "qzxvunused.pdf", "qzxvdeep.txt"] }
}

fn section(name: &'static str, file: &str, draft: &'static str, open: &'static str) -> Case {
    let note = NOTE.replace("{draft}", "difficulty: beginner");
    let mut files = with_files("qzxvfolder/", file, SECTION);
    files.extend(with_files("qzxvfolder/qzxvsub/", "qzxvname.md", &note));
    let other = note.replace("/old/qzxvalias/", "/old/qzxvother/").replace("qzxvreference", "qzxvref");
    let other = other.replace("[QzxvPager]", "[QzxvDuty]");
    files.extend(with_files("qzxvfolder/qzxvsub/qzxvbundle/", "index.md", &other));
    let below = SECTION.replace("{draft}\n", "").replace(" ![qzxvseen](qzxvpic.png)", "");
    files.push(("content/qzxvfolder/qzxvempty/_index.md".into(), below));
    let links: &[&str] = &[
        "../qzxvfolder/",
        "../qzxvfolder/qzxvsub/",
        "../qzxvfolder/qzxvempty/",
        "../qzxvfolder/qzxvsub/qzxvname.md",
        "../qzxvfolder/qzxvsub/qzxvbundle/qzxvpic.png",
        "/qzxvfolder/",
        "/qzxvfolder/qzxvsub/",
        "/qzxvfolder/qzxvpic.png",
    ];
    Case {
        name,
        files,
        draft,
        open,
        links,
        shown: &["qzxvfolder", "qzxvsub", "qzxvsection", "qzxvabout", "qzxvintro", "qzxvempty", "qzxvbundle"],
    }
}

fn cases() -> Vec<Case> {
    let open = "difficulty: beginner";
    let files = with_files("notes/", "qzxvname.md", NOTE);
    let links: &[&str] = &["qzxvname.md", "/notes/qzxvname/", "qzxvname.md#qzxvid"];
    let lonely = with_files("qzxvlonely/qzxvdeep/", "qzxvname.markdown", NOTE);
    let lonely_links: &[&str] = &["../qzxvlonely/", "../qzxvlonely/qzxvdeep/", "/qzxvlonely/"];
    vec![
        Case {
            name: "a draft",
            files: files.clone(),
            draft: "draft: true",
            open,
            links,
            shown: &["qzxvname"],
        },
        Case {
            name: "a draft whose flag is text",
            files,
            draft: "draft: yes",
            open,
            links,
            shown: &["qzxvname"],
        },
        Case {
            name: "a folder of drafts alone",
            files: lonely,
            draft: "draft: true",
            open,
            links: lonely_links,
            shown: &["qzxvlonely", "qzxvdeep"],
        },
        bundle("a draft bundle", "index.md", "draft: true", open),
        bundle("a draft bundle in capitals", "INDEX.MD", "draft: true", open),
        bundle("a bundle with a fault", "index.md", "difficulty: none", open),
        bundle("a bundle that can't be read", "index.md", "difficulty: [", open),
        section("a draft section", "_index.md", "draft: true", "order: []"),
        section("a draft section of another ending", "_Index.Markdown", "draft: true", "order: []"),
        section("a draft section whose flag is text", "_index.md", "draft: 'yes'", "order: []"),
        section("a draft section that can't be read", "_index.md", "draft: true\norder: [", "order: []"),
    ]
}

fn is_file(link: &str) -> bool {
    [".csv", ".png", ".txt"].iter().any(|end| link.ends_with(end))
}

impl Case {
    /// The files of the site, with `held` in place of `{draft}`.
    fn site(&self, held: &str) -> Vec<(String, String)> {
        let shown = |link: &str| if is_file(link) { format!("![shown]({link})") } else { String::new() };
        let links: String =
            self.links.iter().map(|link| format!("[there]({link}) {}\n\n", shown(link))).collect();
        let plain = "---\ntitle: Open\ndate: 2026-01-02\ntopic: open\nsummary: Open.\n---\n";
        let mut files = vec![
            ("site.toml".to_owned(), format!("{SITE}{SETTINGS}")),
            ("content/notes/_index.md".to_owned(), "---\ntitle: Notes\n---\n".to_owned()),
            ("content/notes/open.md".to_owned(), format!("{plain}{links}")),
            ("content/notes/other.md".to_owned(), plain.replace("Open", "Other") + "Text.\n"),
        ];
        files.extend(self.files.iter().map(|(path, text)| (path.clone(), text.replace("{draft}", held))));
        files
    }
}

/// Files that change while a site is in memory.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Memory>>);

impl Shelf {
    fn of(files: &[(String, String)]) -> Self {
        let shelf = Self::default();
        shelf.put(files);
        shelf
    }

    fn put(&self, files: &[(String, String)]) {
        let mut memory = self.0.lock().unwrap();
        for (path, text) in files {
            memory.put(path, text.as_bytes());
        }
    }

    fn engine(&self, drafts: bool) -> Engine {
        let options = Options { drafts, today: Some(TODAY.parse().unwrap()), ..Options::default() };
        Engine::new(Box::new(self.clone()), options, Arc::clone(&FILES))
    }
}

impl Source for Shelf {
    fn list(&self) -> io::Result<Listing> {
        self.0.lock().unwrap().list()
    }

    fn look(&self, path: &SourcePath) -> io::Result<Option<Listed>> {
        self.0.lock().unwrap().look(path)
    }

    fn read(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        self.0.lock().unwrap().read(path)
    }

    fn read_head(&self, path: &SourcePath) -> io::Result<Vec<u8>> {
        self.0.lock().unwrap().read_head(path)
    }

    fn is_there(&self, _path: &str, _top: &str) -> bool {
        false
    }

    fn location(&self, _path: &SourcePath) -> Option<std::path::PathBuf> {
        None
    }
}

type Outputs = BTreeMap<String, Vec<u8>>;

fn outputs(build: &Build, source: &Shelf) -> Outputs {
    let made = Mutex::new(Outputs::new());
    let faults = build.render(&build.site.routes, |artifact| {
        let bytes = match artifact.content {
            Content::Bytes(bytes) => bytes,
            Content::Copy(path) => source.read(&path).unwrap(),
        };
        made.lock().unwrap().insert(artifact.path.as_str().to_owned(), bytes);
    });
    assert!(faults.iter().all(|fault| !fault.is_error()), "{faults:?}");
    made.into_inner().unwrap()
}

/// The outputs whose paths or bytes hold a word, in small letters or capitals, with what stands around it.
fn holding(outputs: &Outputs, word: &str) -> Vec<String> {
    let around = |path: &String, bytes: &Vec<u8>| {
        let (mut text, mut path) = (String::from_utf8_lossy(bytes).to_lowercase(), path.to_lowercase());
        // Whoever follows an alert hears that no note is published for it: that there is such a page says so much.
        for page in ["alerts/qzxvpager/index.html", "alerts/qzxvduty/index.html"] {
            path = path.replace(page, "");
            if path == MANIFEST {
                text = text.replace(page, "");
            }
        }
        let at = text.find(word).or_else(|| path.contains(word).then_some(0))?;
        let start = text.floor_char_boundary(at.saturating_sub(80));
        let end = text.floor_char_boundary(at + 80);
        Some(format!("{path}: {}", &text[start..end]))
    };
    outputs.iter().filter_map(|(path, bytes)| around(path, bytes)).collect()
}

#[track_caller]
fn holds_nothing(name: &str, outputs: &Outputs) {
    for path in
        ["index.html", "notes/open/index.html", "llms.txt", "alerts.json", "search/facets/sections.json"]
    {
        assert!(outputs.contains_key(path), "{name}: {path}");
    }
    let leaks = holding(outputs, MARK);
    assert!(leaks.is_empty(), "{name}:\n{}", leaks.join("\n\n"));
}

#[test]
fn nothing_of_what_is_left_out_is_in_a_build() {
    for case in cases() {
        let shelf = Shelf::of(&case.site(case.draft));
        let build = shelf.engine(false).load().unwrap();
        holds_nothing(case.name, &outputs(&build, &shelf));
    }
}

#[test]
fn what_is_published_is_all_there() {
    for case in cases() {
        let is_draft = case.draft == "draft: true";
        let shelf = Shelf::of(&case.site(if is_draft { case.draft } else { case.open }));
        let build = shelf.engine(is_draft).load().unwrap();
        let made = outputs(&build, &shelf);
        for word in SHOWN.iter().chain(case.shown) {
            assert!(!holding(&made, word).is_empty(), "{}: {word}", case.name);
        }
    }
}

#[test]
fn whoever_leads_to_a_draft_is_told_so() {
    for case in cases().into_iter().filter(|case| case.draft == "draft: true") {
        let shelf = Shelf::of(&case.site(case.draft));
        let build = shelf.engine(false).load().unwrap();
        let of_open = |path: &SourcePath| path.as_str() == "content/notes/open.md";
        let told: Vec<_> = build.diagnostics.iter().filter(|fault| of_open(&fault.path)).collect();
        let is_of_links = told.iter().filter(|fault| fault.code == Code::DraftLink).count();
        let files = case.links.iter().filter(|link| is_file(link)).count();
        assert_eq!(is_of_links, case.links.len() + files, "{}: {told:#?}", case.name);
    }
}

#[test]
fn what_is_held_back_while_a_preview_runs_is_gone_from_it() {
    for case in cases() {
        let shelf = Shelf::of(&case.site(case.open));
        let live = Live::new(shelf.engine(false)).unwrap();
        let before: Vec<OutputPath> =
            live.look(|build| build.site.routes.iter().map(|route| route.output.clone()).collect());
        let shown = before.iter().filter(|path| live.page(path).is_some()).count();
        assert_eq!(shown, before.len());
        let held = case.site(case.draft);
        shelf.put(&held);
        let paths = held.iter().filter_map(|(path, _)| SourcePath::new(path)).collect();
        live.refresh(&Hint::Paths(paths)).unwrap().expect("something changed");
        let fresh = outputs(&shelf.engine(false).load().unwrap(), &shelf);
        let routes: Vec<OutputPath> =
            live.look(|build| build.site.routes.iter().map(|route| route.output.clone()).collect());
        let is_faulty = !case.draft.contains("draft");
        let mut made = Outputs::new();
        for path in before.iter().chain(&routes) {
            let Some(answer) = live.page(path).filter(|answer| answer.fault.is_none()) else { continue };
            made.insert(path.as_str().to_owned(), answer.bytes.to_vec());
        }
        holds_nothing(case.name, &made);
        assert!(made == fresh, "{}", case.name);
        // A note with faults is shown as it was to its author alone, under what is wrong with it.
        let kept: Vec<_> = before
            .iter()
            .filter(|path| live.page(path).is_some_and(|answer| answer.fault.is_some()))
            .collect();
        assert_eq!(kept.len(), usize::from(is_faulty), "{}: {kept:?}", case.name);
    }
}

#[test]
fn what_is_held_back_is_taken_out_of_the_output_folder() {
    let is_typical =
        |case: &Case| ["a draft bundle", "a bundle with a fault", "a draft section"].contains(&case.name);
    for case in cases().into_iter().filter(is_typical) {
        let project = Project::new("");
        for (path, text) in case.site(case.open) {
            project.write(&path, text);
        }
        project.run(&["build", "--no-strict", "--quiet"]);
        assert!(!holding(&project.tree("public"), "qzxvtitle").is_empty());
        for (path, text) in case.site(case.draft) {
            project.write(&path, text);
        }
        project.run(&["build", "--no-strict", "--quiet"]);
        project.run(&["build", "--no-strict", "--quiet", "--no-cache", "--out", "clean"]);
        let (mut grown, mut clean) = (project.tree("public"), project.tree("clean"));
        holds_nothing(case.name, &grown);
        grown.remove(MANIFEST);
        clean.remove(MANIFEST);
        assert!(grown == clean, "{}", case.name);
    }
}

#[test]
fn a_preview_without_drafts_says_nothing_of_their_faults() {
    let project = Project::new("");
    let text = NOTE.replace("{draft}", "draft: true\nqzxvfield: 1");
    let published = "---\ntitle: Open\ndate: 2026-01-02\ntopic: open\nsummary: Open.\nreference: qzxvreference\nzzz: 1\n---\n";
    for (path, text) in with_files("notes/qzxvname/", "index.md", &text) {
        project.write(&path, text);
    }
    project.write("content/notes/open.md", published.replace("qzxvreference", "r"));
    let hello = |preview: &Preview| {
        let stream = preview.send("GET", "/.fieldnotes/live?page=/", &[]);
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.find(|line| line.starts_with("data: ")).unwrap()
    };
    let preview = Preview::of(project.root(), &["--no-drafts"]);
    preview.hear("qzxvfield");
    let told = hello(&preview);
    assert!(told.contains("`zzz` is not a field") && !told.contains(MARK), "{told}");
    assert_eq!(preview.get("/notes/qzxvname/").status, 404);
    assert_eq!(preview.get("/notes/qzxvname/qzxvhosts.csv").status, 404);
    let preview = Preview::of(project.root(), &[]);
    assert!(hello(&preview).contains("qzxvfield"));
}

#[test]
fn a_file_that_somebody_else_uses_stays() {
    let text = "-- content/notes/a.md --\n---\ntitle: A\ndate: 2026-01-02\ntopic: t\nsummary: S.\ndraft: true\n---\n[x](x.csv) [y](y.csv) [z](z.csv) [s](/s.csv) ![p](/notes/p.png)\n\
        -- content/notes/b.md --\n---\ntitle: B\ndate: 2026-01-02\ntopic: t\nsummary: S.\n---\n[x](/notes/x.csv)\n\
        -- content/notes/_index.md --\n---\ntitle: Notes\n---\n[y](y.csv)\n\
        -- content/notes/x.csv --\n1\n-- content/notes/y.csv --\n1\n-- content/notes/z.csv --\n1\n-- content/notes/free.csv --\n1\n\
        -- content/notes/p.png --\n1\n-- static/s.csv --\n1\n";
    let mut files = vec![("site.toml".to_owned(), SITE.to_owned())];
    files.extend(parts(text));
    let shelf = Shelf::of(&files);
    let made = outputs(&shelf.engine(false).load().unwrap(), &shelf);
    let copied: Vec<&str> = made
        .keys()
        .map(String::as_str)
        .filter(|path| path.ends_with(".csv") || path.ends_with("/p.png"))
        .collect();
    assert_eq!(copied, ["notes/free.csv", "notes/x.csv", "notes/y.csv", "s.csv"]);
    let made = outputs(&shelf.engine(true).load().unwrap(), &shelf);
    assert!(made.contains_key("notes/z.csv") && made.contains_key("notes/p.png"));
}
