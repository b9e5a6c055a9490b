//! What `new` makes: where, of what, by which rules; and the site's own beginnings.

use proptest::prelude::*;

use super::{SITE, front, project};
use crate::support::{Project, Run, note};

/// Runs the program in a folder of the project.
fn run_in(project: &Project, folder: &str, arguments: &[&str]) -> Run {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    command.current_dir(project.path(folder)).args(arguments).env_remove("CI").env("NO_COLOR", "1");
    Run::from(command.output().unwrap())
}

#[test]
fn new_makes_a_valid_note_and_never_overwrites() {
    let project = project();
    let set = ["--set", "stack=nginx,tls", "--set", "revision.status=drafted", "--set", "reading_time=1"];
    let named = ["new", "notes/tls-renewal.md", "--title", "Renew: certificates", "--topic", "tls"];
    let made = project.run(&[&named[..], &set].concat()).expect(0);
    assert_eq!(
        made.stderr,
        "Made `content/notes/tls-renewal.md`\n  to be replaced: `summary` (line 5), lines 14, 18, 22 of the text\n  next: write it, and run `fieldnotes check`\n  its page says that it is not reviewed, until `fieldnotes review accept content/notes/tls-renewal.md --by NAME --status reviewed`\n"
    );
    let text = project.read("content/notes/tls-renewal.md");
    assert!(
        text.contains("- nginx\n")
            && text.contains("status: drafted")
            && text.contains("Renew: certificates"),
        "{text}"
    );
    let found = project.run(&["check", "--format", "concise"]).expect(0).stdout;
    assert!(
        found.lines().count() == 4 && found.lines().all(|line| line.contains("placeholder-left")),
        "{found}"
    );
    for spelt in ["content/notes/tls-renewal.md", "notes/tls-renewal", "./notes/tls-renewal.md"] {
        let again = project.run(&["new", spelt]).expect(2);
        assert!(again.stderr.contains("`content/notes/tls-renewal.md` already exists"), "{}", again.stderr);
    }
    assert_eq!(project.read("content/notes/tls-renewal.md"), text);
}

#[test]
fn a_path_is_read_from_where_one_stands() {
    let project = project();
    project.write("content/runbooks/deep/b.md", note("", "Text.\n"));
    let cases = [
        ("content/notes", "one.md", "content/notes/one.md", "one.md"),
        ("content/notes", "../runbooks/two", "content/runbooks/two.md", "../runbooks/two.md"),
        ("content/notes", "notes/three.md", "content/notes/three.md", "three.md"),
        ("content/notes", "content/notes/four.md", "content/notes/four.md", "four.md"),
        ("content", "notes/five.md", "content/notes/five.md", "notes/five.md"),
        ("content/runbooks", "deep/six.md", "content/runbooks/deep/six.md", "deep/six.md"),
        (".", "content/notes/seven.md", "content/notes/seven.md", "content/notes/seven.md"),
        (".", "notes/eight", "content/notes/eight.md", "content/notes/eight.md"),
        (".", "new-folder/v1.2", "content/new-folder/v1.2.md", "content/new-folder/v1.2.md"),
        (".", "./content/nine.md", "content/nine.md", "content/nine.md"),
    ];
    for (from, typed, made, shown) in cases {
        let run = run_in(&project, from, &["new", typed]).expect(0);
        assert!(project.exists(made), "{from} {typed}: {}", run.stderr);
        assert!(run.stderr.starts_with(&format!("Made `{shown}`\n")), "{}", run.stderr);
    }
    let whole = project.path("content/notes/ten.md");
    project.run(&["new", whole.to_str().unwrap()]).expect(0);
    assert!(whole.exists());
    let above = project.root().parent().unwrap();
    let site = project.root().file_name().unwrap().to_str().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    command.current_dir(above).args(["new", "--site", site, &format!("{site}/content/notes/eleven.md")]);
    Run::from(command.output().unwrap()).expect(0);
    assert!(project.exists("content/notes/eleven.md"));
    project.run(&["new", "--site", site, "notes/x"]).expect(2);
}

#[test]
fn a_place_or_a_name_that_no_note_can_have_is_refused_with_a_reason() {
    let project = project();
    project.write("static/a.css", "");
    let cases = [
        ("../out.md", "outside of `content/`"),
        ("/tmp/out.md", "outside of `content/`"),
        ("notes/../../../out.md", "outside of `content/`"),
        ("static/x.md", "outside of `content/`"),
        ("templates/x.md", "outside of `content/`"),
        (".hidden", "use letters and digits"),
        ("notes/--", "use letters and digits"),
        ("_index.de.md", "the page of a folder is its `_index.md`"),
        ("notes", "write the name of the note too: `fieldnotes new notes/NAME.md`"),
        ("notes/", "`content/notes` is a folder"),
        ("content", "write the name of the note too: `fieldnotes new NAME.md`"),
        ("notes/x.txt", "write `x.md`"),
        ("notes/con.md", "device name"),
        ("notes/a.md/b", "`content/notes/a.md` is a file, where a folder is needed"),
    ];
    let before = project.tree(".");
    for (path, reason) in cases {
        let run = project.run(&["new", "--", path]).expect(2);
        assert!(run.stderr.contains(reason), "{path}: {}", run.stderr);
    }
    assert!(project.tree(".") == before);
}

#[test]
fn a_day_in_the_name_is_the_date_and_no_part_of_the_title() {
    let project = project();
    project.run(&["new", "notes/2026-10-01-tls-renewal.md"]).expect(0);
    let made = front(&project.read("content/notes/2026-10-01-tls-renewal.md"));
    assert_eq!((&made["title"], &made["date"]), (&"Tls renewal".into(), &"2026-10-01".into()));
    project.run(&["new", "notes/2026-02-30-x.md"]).expect(0);
    let made = front(&project.read("content/notes/2026-02-30-x.md"));
    assert_eq!(made["title"], "2026 02 30 x", "no day has this date");
    project.run(&["new", "notes/2026-10-02-disk/index.md"]).expect(0);
    let made = front(&project.read("content/notes/2026-10-02-disk/index.md"));
    assert_eq!((&made["title"], &made["date"]), (&"Disk".into(), &"2026-10-02".into()));
}

#[test]
fn new_heeds_the_schema_as_check_does() {
    let project = project();
    project.write(
        "site.toml",
        format!(
            "{SITE}[schema.fields.team]\ntype = \"string\"\nenum = [\"web\", \"data\"]\nrequired = true\n[schema.fields.ticket]\ntype = \"string\"\npattern = \"^OPS-[0-9]+$\"\n[schema.fields.cost]\ntype = \"integer\"\nminimum = 1\nmaximum = 5\n[schema.fields.areas]\ntype = \"list\"\nenum = [\"eu\", \"us\"]\n"
        ),
    );
    let refused = [
        ("difficulty=hard", "write one of `beginner`, `intermediate`, `advanced`"),
        ("revision.status=don", "`don`"),
        ("revision.version=1.10", "give all three numbers: `1.10.0`"),
        ("revision.last_reviewed=2026-13-01", "`2026-13-01`"),
        ("revision.owner=me", "`owner` is not a key of `revision`"),
        ("revision=reviewed", "`revision`"),
        ("owner.name=me", "`owner`"),
        ("titel=a", "did you mean `title`?"),
        ("tags=a", "`tags`"),
        ("team=ops", "`web`, `data`"),
        ("ticket=12", "`ticket`"),
        ("cost=9", "`cost`"),
        ("cost=much", "`cost`"),
        ("areas=eu,mars", "`mars`"),
        ("draft=maybe", "`draft`"),
        ("aliases=a b", "`a b`"),
        ("slug=A B", "`A B`"),
        ("entities=a,b", "`entities[0]`"),
        ("score.quality=200", "`score.quality`"),
        ("image_sources=x", "`image_sources[0]`"),
    ];
    for (set, told) in refused {
        let run = project.run(&["new", "notes/x", "--set", set]).expect(2);
        assert!(
            run.stderr.contains(told) && run.stderr.contains("nothing was written"),
            "{set}: {}",
            run.stderr
        );
        assert!(!project.exists("content/notes/x.md"), "{set}");
        let like = project.run(&["new", "notes/x", "--like", "change", "--set", set]).expect(2);
        assert!(!project.exists("content/notes/x.md"), "{set}: {}", like.stderr);
    }
    let set = [
        "difficulty=advanced",
        "revision.status=reviewed",
        "revision.last_reviewed=2026-01-02",
        "team=data",
        "ticket=OPS-12",
        "cost=3",
        "areas=eu,us",
        "score.quality=80",
        "flags.has_images=true",
        "change.rollback=Undo: it",
        "payload.a.b=1.10",
        "change.commands=a",
    ];
    let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
    for (name, like) in [("x", &[][..]), ("y", &["--like", "change"])] {
        let path = format!("notes/{name}");
        project
            .run(
                &[&["new", &path, "--title", "T", "--topic", "t", "--set", "summary=S."], like, &set]
                    .concat(),
            )
            .expect(0);
        let made = front(&project.read(&format!("content/notes/{name}.md")));
        assert_eq!(made["cost"], 3);
        assert_eq!(made["areas"], serde_json::json!(["eu", "us"]));
        assert_eq!(made["payload"]["a"]["b"], "1.10");
        assert_eq!(made["change"]["rollback"], "Undo: it");
        assert_eq!(made["flags"]["has_images"], true);
    }
    let chosen = project.run(&["new", "notes/z"]).expect(0);
    assert!(chosen.stderr.contains("`team` is web, the first of its values"), "{}", chosen.stderr);
}

#[test]
fn a_folder_has_rules_and_habits_of_its_own() {
    let project = project();
    project.write(
        "content/db/_index.md",
        "---\ntitle: Databases\nschema:\n  required: [title, date, owner, change.rollback]\n---\n",
    );
    let made = project.run(&["new", "db/x"]).expect(0);
    let text = project.read("content/db/x.md");
    assert!(made.stderr.contains("`change.rollback`") && !text.contains("summary"), "{text}");
    let usual = "owner: Web team\nstack: [nginx]\nrevision: {status: reviewed, last_reviewed: 2026-01-02, review_in: 3 months}\nalerts: [Down]\nhash: abcdef0123456789\nchange: {reason: r, rollback: b}\n";
    for name in ["a", "b", "c"] {
        project.write(&format!("content/web/{name}.md"), note(&usual.replace("Down", name), "Text.\n"));
    }
    project.write("content/web/d.md", note("difficulty: beginner\n", "Text.\n"));
    project.run(&["new", "web/x"]).expect(0);
    let text = project.read("content/web/x.md");
    let made = front(&text);
    assert_eq!(
        (&made["owner"], &made["revision"]["status"]),
        (&"Web team".into(), &"drafted".into()),
        "{text}"
    );
    assert_eq!(made["revision"]["review_in"], "3 months");
    assert!(made["change"]["rollback"].is_string() && made["change"]["files"].is_null(), "{text}");
    for never in ["alerts", "hash", "last_reviewed", "difficulty"] {
        assert!(!text.contains(never), "{never}: {text}");
    }
    let found = project.run(&["check", "content/web/x.md", "--format", "concise"]).expect(0).stdout;
    assert!(found.lines().all(|line| line.contains("placeholder-left")), "{found}");
}

#[test]
fn a_site_has_beginnings_of_its_own() {
    let project = project();
    let own = "---\n# Who is on call says it.\ntitle: \"Incident: {{ title }}\"\ndate: {{ date }}\ntopic: {{ topic }}\nowner: {{ author }}\nsummary: [TODO: what failed]\n---\n# {{ title }}\n\nSlug {{ slug }}, {{ .Values.x }}, {{ titel }}.\n";
    project.write("templates/new/incident.md", own);
    project.write("templates/new/runbook.md", "---\ntitle: {{ title }}\nowner: Us\n---\nOurs.\n");
    project.write("templates/new/notes.md", "Ours for notes: {{ title }}\n");
    let named =
        ["new", "notes/2026-10-01-db.md", "--like", "incident", "--title", "A: b #c", "--topic", "yes"];
    let made = project.run(&named).expect(0);
    let text = project.read("content/notes/2026-10-01-db.md");
    let read = front(&text);
    assert_eq!(read["title"], "Incident: A: b #c");
    assert_eq!((&read["topic"], &read["date"]), (&"yes".into(), &"2026-10-01".into()));
    assert!(text.contains("# Who is on call says it.\n") && text.contains("\n# A: b #c\n"), "{text}");
    assert!(text.contains("Slug db, {{ .Values.x }}, {{ titel }}."), "{text}");
    assert!(
        made.stderr.contains("`{{ titel }}` of `templates/new/incident.md` has no value"),
        "{}",
        made.stderr
    );
    assert!(made.stderr.contains("did you mean `{{ title }}`?"), "{}", made.stderr);
    project.run(&["new", "other/x", "--like", "runbook"]).expect(0);
    let text = project.read("content/other/x.md");
    assert!(text.contains("owner: Us") && text.contains("Ours.") && text.contains("summary:"), "{text}");
    project.run(&["new", "notes/deep/y", "--title", "Y"]).expect(0);
    assert!(project.read("content/notes/deep/y.md").ends_with("---\nOurs for notes: Y\n"));
    project.run(&["check"]).expect(0);
    project.run(&["build"]).expect(0);
    let unknown = project.run(&["new", "notes/z", "--like", "incidnt"]).expect(2);
    let listed = "did you mean `incident`? there are: incident, notes, runbook, change, postmortem";
    assert!(unknown.stderr.contains(listed), "{}", unknown.stderr);
    for name in ["../../site", "/etc/passwd", "", "new/incident"] {
        project.run(&["new", "notes/z", "--like", name]).expect(2);
    }
    project.write(
        "templates/new/bad.md",
        "---\ntitle: {{ title }}\ndifficulty: hard\ncolour: {{ topic }}\n---\n",
    );
    let found = project.run(&["check", "--format", "concise", "templates"]).expect(0).stdout;
    assert!(found.contains("templates/new/bad.md:3:13: warning"), "{found}");
    assert!(found.contains("templates/new/bad.md:4:1: warning[unknown-field]"), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_written_as_that_text(
        text in prop_oneof![
            "\\PC{1,40}",
            "[-:#*&!%@`'\"~|>?{}\\[\\], a1.\\\\\n\t]{1,12}",
            prop::sample::select(vec![
                "yes", "on", "NO", "null", "~", "1.10", "0123", "0x1f", "12:30", "2026-01-01", "a: b", "a #b", "#x", "- x",
                "*a", "&a", "!a", "%a", "@a", " a ", "two\nlines", "=", "<<", "{{ x }}", "{{ title }}", "'", "\"", "---",
                "[a]", "emoji 🎉", "a\u{301}",
            ]).prop_map(str::to_owned),
        ],
    ) {
        prop_assume!(text.chars().any(char::is_alphanumeric) || !text.trim().is_empty());
        let project = project();
        project.write("templates/new/own.md", "---\ntitle: {{ title }}\ntopic: \"{{ topic }}\"\n---\nText.\n");
        let set = format!("owner={text}");
        for (name, like) in [("plain", &[][..]), ("like", &["--like", "change"]), ("own", &["--like", "own"])] {
            let path = format!("notes/{name}");
            let title = format!("--title={text}");
            let topic = format!("--topic={text}");
            let run = project.run(&[&["new", &path, &title, &topic, "--set", &set], like].concat());
            if run.status == 2 {
                prop_assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
                prop_assert!(!project.exists(&["content/", &path, ".md"].concat()));
                continue;
            }
            let written = project.read(&format!("content/{path}.md"));
            let read: serde_json::Value = serde_yaml::from_str(written.split("\n---\n").next().unwrap()).unwrap();
            for key in ["title", "topic", "owner"] {
                prop_assert_eq!(&read[key], &serde_json::Value::String(text.clone()), "{}", written);
            }
        }
        let found = project.run(&["check", "--format", "concise"]).expect(0).stdout;
        prop_assert!(!found.contains("error["), "{}", found);
    }
}
