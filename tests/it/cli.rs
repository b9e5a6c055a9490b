//! The program from outside: what each command and flag does, its exit status, and which stream gets what.

use crate::support::{Project, note};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

fn faulty() -> Project {
    let project = project();
    project.write("content/notes/b.md", note("colour: blue\n", "Text.\n"));
    project
}

#[test]
fn check_tells_clean_faulty_and_failed_apart() {
    let clean = project().run(&["check"]).expect(0);
    assert_eq!((clean.stdout.as_str(), clean.stderr.as_str()), ("", "no faults in 1 note\n"));
    let found = faulty().run(&["check"]).expect(1);
    assert!(
        found.stdout.starts_with(
            "error[unknown-field]: `colour` is not a field of a note\n --> content/notes/b.md:6:1\n"
        ),
        "{}",
        found.stdout
    );
    assert_eq!(found.stderr, "1 error in 2 notes\n");
    let nowhere = tempfile::tempdir().unwrap();
    let lost = project().run(&["check", "--site", nowhere.path().to_str().unwrap()]).expect(2);
    assert!(lost.stderr.contains("there is no site.toml"), "{}", lost.stderr);
    project().run(&["check", "--colour"]).expect(2);
}

#[test]
fn check_can_fail_on_warnings_and_look_at_a_part() {
    let project = faulty();
    project.write("content/notes/c.md", note("flags: {image_heavy: 1}\n", "Text.\n"));
    project.run(&["check", "content/notes/c.md"]).expect(0);
    let denied = project.run(&["check", "content/notes/c.md", "--deny", "warnings"]).expect(1);
    assert!(denied.stdout.contains("numeric-flag") && !denied.stdout.contains("colour"), "{}", denied.stdout);
    project.run(&["check", "content/notes/a.md"]).expect(0);
    project.run(&["check", "/"]).expect(2);
}

#[test]
fn check_speaks_json_as_the_contract_says() {
    let run = faulty().run(&["check", "--format", "json"]).expect(1);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let fault = &report["diagnostics"][0];
    assert_eq!(fault["code"], "unknown-field");
    assert_eq!(fault["severity"], "error");
    assert_eq!(fault["path"], "content/notes/b.md");
    assert_eq!(
        (&fault["line"], &fault["column"], &fault["end_line"], &fault["end_column"]),
        (&6.into(), &1.into(), &6.into(), &7.into())
    );
    assert_eq!(fault["key"], "colour");
    assert_eq!(report["summary"], serde_json::json!({ "notes": 2, "errors": 1, "warnings": 0 }));
}

#[test]
fn check_speaks_sarif_and_to_github() {
    let project = faulty();
    let run = project.run(&["check", "--format", "sarif"]).expect(1);
    let log: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], log["runs"][0]["tool"]["driver"]["rules"][0]["id"]);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 6);
    let above = project.root().parent().unwrap().to_str().unwrap().to_owned();
    let run = project.run_with(&["check", "--format", "github"], &[("GITHUB_WORKSPACE", &above)]).expect(1);
    let folder = project.root().file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        run.stdout.starts_with(&format!(
            "::error file={folder}/content/notes/b.md,line=6,endLine=6,col=1,endColumn=6,"
        )),
        "{}",
        run.stdout
    );
}

#[test]
fn today_can_be_named() {
    let project = project();
    project.write("content/notes/a.md", note("revision: {last_reviewed: 2026-06-01}\n", "Text.\n"));
    project.run(&["check", "--today", "2026-06-01"]).expect(0);
    project.run(&["check", "--today", "2026-05-31"]).expect(1);
    project.run_with(&["check"], &[("SOURCE_DATE_EPOCH", "1748649600")]).expect(1);
}

#[test]
fn fix_mends_what_has_one_answer_and_nothing_else() {
    let project = project();
    let body = "Text.\r\n";
    let broken = "---\r\ntitel: \"A note\" # kept\r\ndate: 2026-01-02\r\ntopic: yes\r\nsummary: 'A summary.'\r\ndifficulty: beginer\r\nscores: {quality: 80}\r\nflags: {has_images: 1}\r\nreading_time: 30\r\nstack:\r\n  - {name: redis, version: 1.10}\r\nchecklist:\r\n\t- Look\r\n---\r\n";
    project.write("content/notes/a.md", format!("{broken}{body}"));
    let preview = project.run(&["check", "--fix", "--dry-run"]).expect(0);
    assert!(
        preview.stdout.contains("-titel: \"A note\" # kept")
            && preview.stdout.contains("+title: \"A note\" # kept"),
        "{}",
        preview.stdout
    );
    assert_eq!(project.read("content/notes/a.md"), format!("{broken}{body}"), "a dry run writes nothing");
    let fixed = project.run(&["check", "--fix", "--deny", "warnings"]).expect(0);
    assert!(fixed.stderr.contains("Fixed content/notes/a.md"), "{}", fixed.stderr);
    let expected = "---\r\ntitle: \"A note\" # kept\r\ndate: 2026-01-02\r\ntopic: \"yes\"\r\nsummary: 'A summary.'\r\ndifficulty: beginner\r\nscore: {quality: 80}\r\nflags: {has_images: false}\r\nreading_time: 1\r\nstack:\r\n  - {name: redis, version: \"1.10\"}\r\nchecklist:\r\n  - Look\r\n---\r\n";
    assert_eq!(project.read("content/notes/a.md"), format!("{expected}{body}"));
    let again = project.run(&["check", "--fix"]).expect(0);
    assert!(again.stderr.contains("nothing to fix"), "{}", again.stderr);
}

#[test]
fn fix_mends_what_is_nearly_yaml() {
    let project = project();
    let broken = "\n---\ntitle: [prod] Restart\ndate: 2026-1-2\ntopic:\u{a0}backups\nsummary: Fix issue #42\nowner:Platform team\ntools:\n-patroni\n- etcd\ndraft: no\nchecklist:\n  * Look\n---\nText.\n";
    project.write("content/notes/a.md", broken);
    project.run(&["check", "--fix", "--deny", "warnings"]).expect(0);
    let expected = "---\ntitle: \"[prod] Restart\"\ndate: 2026-01-02\ntopic: backups\nsummary: \"Fix issue #42\"\nowner: Platform team\ntools:\n- patroni\n- etcd\ndraft: false\nchecklist:\n  - Look\n---\nText.\n";
    assert_eq!(project.read("content/notes/a.md"), expected);
}

#[test]
fn build_sums_up_and_a_second_one_writes_nothing() {
    let project = project();
    let first = project.run(&["build"]).expect(0);
    assert!(
        first.stderr.starts_with("Built `public`: 1 note, ")
            && first.stderr.contains(" written, 0 unchanged, 0 removed, in "),
        "{}",
        first.stderr
    );
    assert_eq!(first.stdout, "");
    let second = project.run(&["build"]).expect(0);
    assert!(second.stderr.contains("nothing to write"), "{}", second.stderr);
}

#[test]
fn build_can_go_elsewhere_and_under_another_address() {
    let project = project();
    project.run(&["build", "--out", "elsewhere", "--base-url", "https://example.net/docs/"]).expect(0);
    let page = project.read("elsewhere/notes/a/index.html");
    assert!(
        page.contains("href=\"https://example.net/docs/notes/a/\"") && page.contains("href=\"/docs/notes/\""),
        "{page}"
    );
    for sources in [".", "content", "content/notes", "static/x"] {
        project.run(&["build", "--out", sources]).expect(2);
    }
    project.run(&["build", "--base-url", "javascript:alert(1)"]).expect(2);
}

#[test]
fn links_hold_under_another_address_with_a_path() {
    let project = Project::new("");
    project.write("site.toml", "title = \"S\"\nbase_url = \"https://x.example.org/docs\"\n");
    let body = "[b](/notes/b/) [list](/notes/) [start](/) [spelt out](/docs/notes/b/)\n";
    project.write("content/notes/a.md", note("", body));
    project.write("content/notes/b.md", note("", "Text.\n"));
    project.run(&["build"]).expect(0);
    for (base, path) in [("https://preview.example.org/notes", "/notes"), ("https://preview.example.org", "")]
    {
        project.run(&["build", "--out", "preview", "--base-url", base]).expect(0);
        let page = project.read("preview/notes/a/index.html");
        let links = format!(
            "<a href=\"{path}/notes/b/\">b</a> <a href=\"{path}/notes/\">list</a> <a href=\"{path}/\">start</a> \
             <a href=\"{path}/notes/b/\">spelt out</a>"
        );
        assert!(page.contains(&links), "{page}");
    }
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let project = project();
    project.write("content/notes/d.md", note("draft: true\n", "Text.\n"));
    let run = project.run(&["build"]).expect(0);
    assert!(
        run.stderr.contains("1 draft left out") && !project.exists("public/notes/d/index.html"),
        "{}",
        run.stderr
    );
    project.run(&["build", "--drafts"]).expect(0);
    assert!(project.exists("public/notes/d/index.html"));
}

#[test]
fn one_thread_and_two_make_the_same_bytes() {
    let project = project();
    for number in 0..40 {
        let stack = ["nginx", "redis", "linux"][number % 3];
        project.write(
            &format!("content/notes/n{number}.md"),
            note(&format!("stack: [{stack}]\n"), "```rust\nfn a() {}\n```\n"),
        );
    }
    project.run(&["build", "--jobs", "1", "--out", "one", "--no-cache"]).expect(0);
    project.run(&["build", "--jobs", "2", "--out", "two", "--no-cache"]).expect(0);
    assert!(project.tree("one") == project.tree("two"));
    project.run(&["build", "--verify"]).expect(0);
}

#[test]
fn a_faulty_note_is_left_out_and_strict_leaves_the_old_site() {
    let project = project();
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    project.write("content/notes/b.md", note("colour: blue\n", "Text.\n"));
    for (flags, environment) in
        [(&["build", "--strict"][..], &[][..]), (&["build"][..], &[("CI", "true")][..])]
    {
        let run = project.run_with(flags, environment).expect(1);
        assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
        assert!(project.tree("public") == before);
    }
    let run = project.run_with(&["build", "--no-strict"], &[("CI", "true")]).expect(1);
    assert!(run.stderr.contains("1 note left out because of its faults"), "{}", run.stderr);
    assert!(project.exists("public/notes/a/index.html") && !project.exists("public/notes/b/index.html"));
}

#[test]
fn a_template_that_fails_leaves_the_site_that_is_there_and_names_the_note() {
    let project = project();
    project.write("content/notes/owned.md", note("owner: Us\n", "Text.\n"));
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    let of_note = |text: &str| {
        let text = format!("{{% extends \"base.html\" %}}{{% block main %}}{text}{{% endblock main %}}");
        project.write("templates/note.html", text);
    };
    for (text, code) in [("{{ note.owner.name }}", "template-render"), ("{% if %}", "template-syntax")] {
        of_note(text);
        for flags in [&["build", "--strict"][..], &["build", "--no-strict"], &["build", "--no-cache"]] {
            let run = project.run(flags).expect(1);
            assert!(
                run.stderr.contains(code) && run.stderr.contains("templates/note.html:1"),
                "{}",
                run.stderr
            );
            assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
            let is_named =
                run.stderr.contains("content/notes/a.md") && run.stderr.contains("on the page of this note");
            assert_eq!(is_named, code == "template-render", "{}", run.stderr);
            assert!(!run.stderr.contains("owned.md"), "{}", run.stderr);
            assert!(project.tree("public") == before);
        }
    }
    project.run(&["build", "--out", "other"]).expect(1);
    assert!(!project.exists("other"), "a site that is not there yet is not begun");
    of_note("{{ note.title }}");
    project.run(&["build"]).expect(0);
}

#[test]
fn clean_writes_every_file_anew_and_the_cache_can_be_left_alone() {
    let project = project();
    project.run(&["build", "--no-cache"]).expect(0);
    assert!(!project.exists(".fieldnotes/cache"));
    let again = project.run(&["build", "--clean"]).expect(0);
    assert!(again.stderr.contains(" 0 unchanged"), "{}", again.stderr);
}

#[test]
fn quiet_and_verbose_are_heeded() {
    assert_eq!(project().run(&["build", "--quiet"]).expect(0).stderr, "");
    // A second build of the same files may see that there is nothing to do, and has no phases then.
    let verbose = project().run(&["build", "--verbose"]).expect(0);
    for phase in ["discover", "parse", "validate", "model", "check", "render and write", "commit"] {
        assert!(verbose.stderr.contains(phase), "{}", verbose.stderr);
    }
}

#[test]
fn colour_is_for_terminals_or_for_those_who_ask() {
    let project = faulty();
    let plain = project.run(&["check"]).expect(1);
    assert!(!plain.stdout.contains('\u{1b}'));
    let coloured = project.run(&["check", "--color", "always"]).expect(1);
    assert!(coloured.stdout.contains('\u{1b}'));
}

#[test]
fn nothing_a_note_holds_acts_on_a_terminal() {
    let project = project();
    project.write(
        "content/notes/\u{202e}b.md",
        note("\"\\u001b[31mred\": 1\ntitle2: \"\u{1b}]0;x\u{7}\"\n", "Text.\n"),
    );
    for format in ["human", "github"] {
        let run = project.run(&["check", "--format", format]).expect(1);
        assert!(!run.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {:?}", run.stdout);
    }
}

#[test]
fn helpers_print_what_they_promise() {
    let project = project();
    let schema: serde_json::Value = serde_json::from_str(&project.run(&["schema"]).expect(0).stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    project.write("content/runbooks/_index.md", "---\ntitle: Runbooks\nschema: {required: [owner]}\n---\n");
    let of_folder: serde_json::Value =
        serde_json::from_str(&project.run(&["schema", "runbooks"]).expect(0).stdout).unwrap();
    assert_eq!(of_folder["required"], serde_json::json!(["owner"]));
    project.run(&["schema", "nowhere"]).expect(2);
    let explained = project.run(&["explain", "broken-link"]).expect(0).stdout;
    assert!(explained.starts_with("# broken-link\n") && explained.contains("## Remedy"), "{explained}");
    let near = project.run(&["explain", "broken-lnk"]).expect(2);
    assert!(near.stderr.contains("did you mean `broken-link`?"), "{}", near.stderr);
    assert!(project.run(&["explain", "--all"]).expect(0).stdout.lines().count() > 60);
    assert!(project.run(&["completions", "bash"]).expect(0).stdout.contains("fieldnotes"));
    assert!(project.run(&["man"]).expect(0).stdout.contains(".TH fieldnotes"));
    assert!(project.run(&["--version"]).expect(0).stdout.starts_with("fieldnotes "));
    assert!(project.run(&["--help"]).expect(0).stdout.contains("check"));
}

#[test]
fn two_builds_of_one_site_do_not_run_at_once() {
    let project = project();
    project.run(&["build"]).expect(0);
    let lock = std::fs::File::open(project.path(".fieldnotes/lock")).unwrap();
    lock.lock().unwrap();
    let refused = project.run(&["build"]).expect(2);
    assert!(refused.stderr.contains("another build of this site is running"), "{}", refused.stderr);
    drop(lock);
    project.run(&["build"]).expect(0);
}

#[test]
fn a_build_that_would_take_all_notes_away_writes_nothing() {
    let project = project();
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    let text = project.read("content/notes/a.md");
    let is_refused = |reason: &str| {
        for flags in [
            &["build", "--strict"][..],
            &["build"],
            &["build", "--no-strict", "--clean"],
            &["build", "--no-cache"],
        ] {
            let run = project.run(flags).expect(1);
            assert!(run.stderr.contains("error[no-notes]") && run.stderr.contains(reason), "{}", run.stderr);
            assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
            assert!(project.tree("public") == before, "{reason}");
        }
    };
    std::fs::rename(project.path("content"), project.path("docs")).unwrap();
    is_refused("the site has no folder `content`");
    let run = project.run(&["check"]).expect(1);
    assert!(run.stdout.contains("error[no-notes]"), "{}", run.stdout);
    project.write("content", "not a folder");
    is_refused("the site has no folder `content`");
    project.remove("content");
    project.write("content/notes/_index.md", "---\ntitle: Notes\n---\n");
    is_refused("there is no note below `content`, but `public` has pages of notes");
    project.write("content/notes/a.md", text.replace("topic:", "draft: true\ntopic:"));
    is_refused("the only note is left out");
    project.write("content/notes/a.md", "no front matter");
    project.write("content/notes/b.md", "no front matter");
    is_refused("all 2 notes are left out");
    project.write("content/notes/a.md", text.clone());
    project.remove("content/notes/b.md");
    project.run(&["build"]).expect(0);
    // Whoever wants an empty site says so.
    project.remove("content/notes/a.md");
    project.run(&["build", "--out", "empty"]).expect(0);
    project.write("site.toml", format!("{}[lints]\nno-notes = \"allow\"\n", project.read("site.toml")));
    project.run(&["build"]).expect(0);
    assert!(!project.exists("public/notes/a/index.html"));
}

#[test]
fn a_fix_of_a_link_alone_carries_the_hash_along_and_one_of_the_text_does_not() {
    let project = Project::new("");
    let hash = fieldnotes::validate::read::body_hash;
    let written = |body: &str, hash: String| note(&format!("hash: \"{hash}\"\n"), body);
    let (link, text) = ("[b](b\u{200b}.md) A text.\n", "[b](b.md) A te\u{200b}xt.\n");
    project.write("content/notes/link.md", written(link, hash(link)));
    project.write("content/notes/text.md", written(text, hash(text)));
    project.write("content/notes/b.md", note("", "Text.\n"));
    project.run(&["check", "--fix"]).expect(0);
    let mended = "[b](b.md) A text.\n";
    assert_eq!(project.read("content/notes/link.md"), written(mended, hash(mended)));
    assert_eq!(project.read("content/notes/text.md"), written(mended, hash(text)));
}
