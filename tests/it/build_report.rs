//! What a build says of itself: `build --report` writes it in every way in which a build can end, and it fits its schema.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{Project, Run, note};

struct Reported {
    project: Project,
    validator: Validator,
}

impl Reported {
    fn new() -> Self {
        let project = Project::new("");
        project.write("content/notes/a.md", note("", "Text.\n"));
        project.write("content/notes/draft.md", note("draft: true\n", "Text.\n"));
        let printed = project.run(&["schema", "--of", "build-report"]).expect(0).stdout;
        let schema: Value = serde_json::from_str(&printed).unwrap();
        jsonschema::meta::validate(&schema).unwrap();
        Self { project, validator: jsonschema::validator_for(&schema).unwrap() }
    }

    /// What the report says of a build under these options.
    fn build(&self, arguments: &[&str], status: i32) -> Value {
        self.run(arguments, status).1
    }

    fn run(&self, arguments: &[&str], status: i32) -> (Run, Value) {
        // What an earlier build said.
        let earlier = json!({ "program_version": "0.0.9", "outcome": "built" }).to_string();
        self.project.write("report.json", earlier);
        let run =
            self.project.run(&[&["build", "--report", "report.json"], arguments].concat()).expect(status);
        let report: Value = serde_json::from_str(&self.project.read("report.json")).unwrap();
        let faults: Vec<String> =
            self.validator.iter_errors(&report).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{report}");
        assert_eq!(report["exit_status"], status);
        if cfg!(target_os = "linux") {
            assert!(report["peak_memory"].as_u64().unwrap() > 1_000_000, "{report}");
        }
        assert!(report["milliseconds"].is_f64(), "{report}");
        (run, report)
    }

    /// The number and the size of the files of the output, without the manifest.
    fn output(&self) -> (usize, usize) {
        let mut files = self.project.tree("public");
        files.remove(".fieldnotes-manifest.json").unwrap();
        (files.len(), files.values().map(Vec::len).sum())
    }
}

#[test]
fn a_report_says_what_a_build_wrote() {
    let site = Reported::new();
    let report = site.build(&[], 0);
    let (files, bytes) = site.output();
    assert_eq!(report["outcome"], "built");
    assert_eq!(report["notes"], json!({ "published": 1, "drafts": 1, "left_out": 0 }));
    assert_eq!(report["files"], json!({ "written": files, "unchanged": 0, "removed": 0 }));
    assert_eq!(report["bytes"], json!({ "written": bytes, "total": bytes }));
    let pages = site.project.tree("public").keys().filter(|path| path.ends_with(".html")).count();
    assert_eq!(report["pages"], pages);
    assert_eq!((&report["faults"], &report["error"]), (&json!([]), &Value::Null));
    assert_eq!(report["program_version"], env!("CARGO_PKG_VERSION"));
    let phases: f64 = report["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phase| phase["milliseconds"].as_f64().unwrap())
        .sum();
    assert!(phases > 0.0 && phases <= report["milliseconds"].as_f64().unwrap() + 1.0, "{report}");
    // With a faulty note and a warning: both are counted, and the note is left out.
    site.project.write("content/notes/b.md", note("colour: red\n", "Text.\n"));
    site.project.write("content/notes/c.md", note("", "[x](gone.md) [](a.md) [](a.md)\n"));
    let report = site.build(&[], 1);
    assert_eq!(report["outcome"], "built");
    assert_eq!(report["notes"], json!({ "published": 2, "drafts": 1, "left_out": 1 }));
    let expected = json!([
        { "code": "unknown-field", "level": "withhold", "count": 1 },
        { "code": "broken-link", "level": "deny", "count": 1 },
        { "code": "missing-link-text", "level": "warn", "count": 2 },
    ]);
    assert_eq!(report["faults"], expected);
    let total = report["bytes"]["total"].as_u64().unwrap();
    assert_eq!(total, site.output().1 as u64);
    assert!(report["bytes"]["written"].as_u64().unwrap() < total);
    // Files that go are counted, and change the output.
    site.project.remove("content/notes/c.md");
    let report = site.build(&[], 1);
    assert_eq!((&report["outcome"], report["files"]["removed"].as_u64() > Some(0)), (&json!("built"), true));
}

#[test]
fn a_build_with_nothing_to_do_reports_the_same_site() {
    let site = Reported::new();
    site.project.write("content/notes/b.md", note("colour: red\n", "Text.\n"));
    // A file's time proves nothing to a build that comes right after it.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    let built = site.build(&["--clean"], 1);
    let (run, early) = site.run(&["--verbose"], 1);
    assert!(!run.stderr.contains("rendered"), "it did not end early: {}", run.stderr);
    let (full, verified) = (site.build(&["--no-cache"], 1), site.build(&["--verify"], 1));
    for (report, name) in [(&early, "early"), (&full, "full"), (&verified, "verified")] {
        assert_eq!(report["outcome"], "unchanged", "{name}");
        for key in ["notes", "pages", "faults"] {
            assert_eq!(report[key], built[key], "{name}: {key}");
        }
        let (files, bytes) = site.output();
        assert_eq!(report["files"], json!({ "written": 0, "unchanged": files, "removed": 0 }), "{name}");
        assert_eq!(report["bytes"], json!({ "written": 0, "total": bytes }), "{name}");
    }
    assert!(verified["phases"].as_array().unwrap().iter().any(|phase| phase["name"] == "verify"));
}

#[test]
fn a_build_that_is_refused_or_fails_says_why() {
    let site = Reported::new();
    site.build(&[], 0);
    site.project.write("content/notes/b.md", note("colour: red\n", "Text.\n"));
    let refused = site.build(&["--strict"], 1);
    assert_eq!(
        (&refused["outcome"], &refused["notes"], &refused["error"]),
        (&json!("refused"), &Value::Null, &Value::Null)
    );
    assert_eq!(refused["faults"][0]["code"], "unknown-field");
    site.project.remove("content/notes/b.md");
    // A template that fails is found only when pages are made.
    site.project.write("templates/note.html", "{{ page.nothing.at.all }}");
    let refused = site.build(&[], 1);
    assert_eq!((&refused["outcome"], &refused["files"]), (&json!("refused"), &Value::Null));
    assert_eq!(refused["faults"][0]["code"], "template-render");
    site.project.remove("templates/note.html");
    site.project.write("content/notes/a.md", note("", "Other text.\n"));
    site.project.write("public/.fieldnotes-manifest.json", "{");
    let failed = site.build(&[], 2);
    assert_eq!((&failed["outcome"], &failed["pages"]), (&json!("failed"), &Value::Null));
    assert!(failed["error"].as_str().unwrap().contains("is damaged"), "{failed}");
}

#[test]
fn a_build_that_does_not_end_leaves_no_old_report() {
    let site = Reported::new();
    // The other file is refused when the report is begun.
    let failed = site.build(&["--summary", "content/x.md"], 2);
    assert_eq!(failed["outcome"], "failed");
    let unfinished = json!({
        "version": 1, "program_version": "0.1.0", "outcome": "failed", "exit_status": null, "notes": null, "pages": null,
        "files": null, "bytes": null, "faults": [], "known_faults": 0, "phases": [], "milliseconds": 0.0,
        "peak_memory": null, "error": "the build was not completed",
    });
    assert!(site.validator.is_valid(&unfinished));
    let mut wrong = unfinished.clone();
    wrong["outcome"] = json!("built");
    assert!(!site.validator.is_valid(&wrong), "a site that was built has notes and files");
}

#[test]
fn a_report_takes_the_place_of_no_source_and_no_output() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    project.write("urls.lock", "");
    project.write("public/x", "");
    let files = [
        "public/x.json",
        "public",
        "content/notes/a.md",
        "content/x.json",
        "site.toml",
        "urls.lock",
        "static/x",
    ];
    for file in files.into_iter().chain(["templates/note.html", "nowhere/x.json"]) {
        let before = project.tree(".");
        let failed = project.run(&["build", "--report", file]).expect(2).stderr;
        assert!(failed.contains("--report") || failed.contains("nowhere/x.json"), "{failed}");
        assert_eq!(project.tree("."), before, "{file}");
    }
    let same = project.run(&["build", "--report", "x.json", "--summary", "./x.json"]).expect(2).stderr;
    assert!(same.contains("`--summary` and `--report` can't write the same file"), "{same}");
    assert!(!project.exists("x.json"));
}

#[test]
fn a_report_can_go_to_standard_output() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    let names: &[&str] = if cfg!(unix) { &["-", "/dev/stdout", "/dev/fd/1"] } else { &["-"] };
    for name in names {
        let told = project.run(&["build", "--report", name]).expect(0).stdout;
        assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["exit_status"], 0, "{name}: {told}");
        let told = project.run(&["build", "--summary", name]).expect(0).stdout;
        assert!(
            told.starts_with("### Changes of the site") && !told.contains("not completed"),
            "{name}: {told}"
        );
        let told = project.run(&["build", "--out", "content", "--report", name]).expect(2).stdout;
        assert_eq!(serde_json::from_str::<Value>(&told).unwrap()["outcome"], "failed", "{name}");
    }
    assert!(!project.exists("-"));
    let both = project.run(&["build", "--report", "-", "--summary", "-"]).expect(2).stderr;
    assert!(both.contains("can't write the same file"), "{both}");
    for refused in [&["build", "--out", "-"][..], &["check", "--write-baseline", "-"], &["man", "--out", "-"]]
    {
        let run = project.run(refused).expect(2);
        assert!(!project.exists("-") && run.stderr.contains("  name a "), "{refused:?}: {}", run.stderr);
    }
}

#[test]
fn the_schema_is_printed_outside_of_a_site_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    let output =
        command.current_dir(folder.path()).args(["schema", "--of", "build-report"]).output().unwrap();
    assert!(output.status.success());
}

#[test]
fn a_build_that_cannot_begin_leaves_no_old_report_and_makes_no_new_one() {
    let reported = Reported::new();
    for arguments in [["--out", "content"], ["--site", "nowhere"]] {
        let report = reported.build(&arguments, 2);
        assert!(report["outcome"] == "failed" && report["error"].is_string(), "{report}");
    }
    reported.project.run(&["build", "--out", "content", "--report", "new.json"]).expect(2);
    assert!(!reported.project.exists("new.json"));
}

#[test]
fn what_nobody_but_a_build_wrote_is_never_replaced() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    for (file, text) in [
        ("CODEOWNERS", "* @team\n"),
        (".git/config", "[core]\n"),
        ("known.txt", "content/notes/a.md broken-link\n"),
        ("data.json", "{\"outcome\": 3}\n"),
        ("bytes.bin", "\u{feff}x"),
    ] {
        project.write(file, text);
        for option in ["--report", "--summary"] {
            let refused = project.run(&["build", option, file]).expect(2).stderr;
            assert!(refused.contains(&format!("`{file}` holds what `{option}` never wrote")), "{refused}");
            assert_eq!(project.read(file), text);
        }
    }
    project.write("empty.md", "");
    project.run(&["build", "--summary", "empty.md"]).expect(0);
    project.run(&["build", "--summary", "empty.md"]).expect(0);
    assert!(project.read("empty.md").starts_with("### Changes of the site"));
}
