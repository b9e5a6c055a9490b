//! Alerts from outside: rule files that a check is given, in every form of its report; and the list of alerts, which an independent
//! judge holds against the schema that we print.

use serde_json::Value;

use crate::support::{Project, load, note, outputs, parts};

const RULES: &str = include_str!("../data/alerts/plain.rules.yaml");
const OBJECTS: &str = include_str!("../data/alerts/objects.yaml");
const CHART: &str = include_str!("../data/alerts/chart.yaml");

/// A repository with a site in `docs/`, and rule files beside it.
fn repository() -> Project {
    let project = Project::new("");
    project.remove("site.toml");
    project.write("docs/site.toml", crate::support::SITE);
    project.write(
        "docs/content/notes/pods.md",
        note("alerts: [KubePodCrashLooping, InChartDown]\n", "## Look\n"),
    );
    project.write("docs/content/notes/hosts.md", note("alerts: [Host out of memory, HostDwn]\n", "Text.\n"));
    project.write("docs/content/notes/certificates.md", note("", "Text.\n"));
    project.write("ops/plain.yaml", RULES);
    project.write("ops/objects.yaml", OBJECTS);
    project.write("ops/chart.yaml", CHART);
    project
}

const CHECK: [&str; 8] = [
    "check",
    "--site",
    "docs",
    "--alerts",
    "ops/plain.yaml",
    "--alerts",
    "ops/objects.yaml",
    "--alerts=ops/chart.yaml",
];

fn check(project: &Project, more: &[&str]) -> crate::support::Run {
    project.run(&[CHECK.as_slice(), more].concat())
}

#[test]
fn rule_files_of_each_kind_are_held_against_the_notes() {
    let project = repository();
    let run = check(&project, &["--format", "json"]).expect(1);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let faults: Vec<String> = report["diagnostics"].as_array().unwrap().iter().map(told).collect();
    let wanted = [
        "../ops/objects.yaml:28 broken-runbook `/notes/queues/` is not an address of this site",
        "../ops/plain.yaml:31 alert-without-note no note names the alert `HostDown`",
        "content/notes/hosts.md:6 alert-without-rule no rule has the alert `HostDwn`",
    ];
    assert_eq!(faults, wanted);
    // Alone, the plain file has no alert of the chart's.
    let run = project.run(&["check", "--site=docs", "--alerts=ops/plain.yaml", "--format=json"]).expect(0);
    assert!(run.stdout.contains("no rule has the alert `InChartDown`"), "{}", run.stdout);
}

fn told(fault: &Value) -> String {
    let text = |key: &str| fault[key].as_str().unwrap().to_owned();
    format!("{}:{} {} {}", text("path"), fault["line"], text("code"), text("message"))
}

#[test]
fn each_form_of_a_report_says_where_a_rule_stands() {
    let project = repository();
    let human = check(&project, &[]).expect(1);
    assert!(human.stdout.contains("--> ops/objects.yaml:28:22"), "{}", human.stdout);
    assert!(human.stdout.contains("runbook: https://notes.example.org/notes/queues/"), "{}", human.stdout);
    assert_eq!(check(&project, &[]).stdout, human.stdout, "it is remembered");
    let github = check(&project, &["--format", "github"]).expect(1);
    assert!(github.stdout.contains("file=ops/objects.yaml,line=28"), "{}", github.stdout);
    let sarif = check(&project, &["--format", "sarif"]).expect(1);
    assert!(sarif.stdout.contains("\"uri\": \"ops/objects.yaml\""), "{}", sarif.stdout);
    project.write("ops/objects.yaml", OBJECTS.replace("/notes/queues/", "/notes/hosts/"));
    let mended = check(&project, &[]).expect(0);
    assert!(!mended.stdout.contains("broken-runbook"), "{}", mended.stdout);
}

#[test]
fn faults_of_rules_are_chosen_counted_and_known_as_all_others() {
    let project = repository();
    let chosen = check(&project, &["--select", "alert-without-note", "docs/content/notes/pods.md"]).expect(0);
    assert!(
        chosen.stdout.contains("HostDown") && !chosen.stdout.contains("broken-runbook"),
        "{}",
        chosen.stdout
    );
    check(&project, &["--ignore", "broken-runbook"]).expect(0);
    check(&project, &["--ignore", "broken-runbook", "--deny", "warnings"]).expect(1);
    assert!(check(&project, &["--statistics"]).expect(1).stdout.contains("broken-runbook"));
    check(&project, &["--write-baseline", "docs/known.txt"]).expect(0);
    let known = check(&project, &["--baseline", "docs/known.txt", "--deny", "warnings"]).expect(0);
    assert!(known.stderr.contains("3 known faults"), "{}", known.stderr);
    // Without the rule files nobody can tell that those faults are mended.
    let without =
        project.run(&["check", "--site=docs", "--baseline=docs/known.txt", "--deny=warnings"]).expect(0);
    assert_eq!(without.stdout, "");
    project.write("ops/objects.yaml", OBJECTS.replace("/notes/queues/", "/notes/hosts/"));
    let outdated = check(&project, &["--baseline", "docs/known.txt"]).expect(0);
    assert!(
        outdated.stdout.contains("a known fault is fixed: `broken-runbook` in ../ops/objects.yaml"),
        "{}",
        outdated.stdout
    );
}

#[test]
fn a_rule_file_that_can_not_be_read_ends_the_check() {
    let project = repository();
    for file in ["ops/none.yaml", "ops"] {
        let run = project.run(&["check", "--site", "docs", "--alerts", file]).expect(2);
        assert!(run.stderr.contains(&format!("the rule file `{file}` can't be read")), "{}", run.stderr);
    }
    let long = "# a comment\n".repeat(800_000);
    project.write("ops/long.yaml", long);
    project.run(&["check", "--site", "docs", "--alerts", "ops/long.yaml"]).expect(2);
    project.write("ops/latin.yaml", b"groups: [{rules: [{alert: \xe9, expr: up}]}]\n");
    let run = project.run(&["check", "--site", "docs", "--alerts", "ops/latin.yaml"]).expect(1);
    assert!(run.stdout.contains("not-utf8"), "{}", run.stdout);
}

#[test]
fn an_alert_leads_to_its_note_wherever_that_is_moved() {
    let project = repository();
    project.run(&["build", "--site", "docs"]).expect(0);
    let alert = "docs/public/alerts/KubePodCrashLooping/index.html";
    assert!(project.read(alert).contains("url=/notes/pods/"));
    project
        .run(&["mv", "--site", "docs", "docs/content/notes/pods.md", "docs/content/notes/loops.md"])
        .expect(0);
    project.run(&["build", "--site", "docs"]).expect(0);
    assert!(project.read(alert).contains("url=/notes/loops/"));
}

#[test]
fn the_list_of_alerts_is_valid_by_the_schema_that_is_printed() {
    let project = repository();
    let printed = project.run(&["schema", "--site", "docs", "--of", "alerts"]).expect(0);
    let schema: Value = serde_json::from_str(&printed.stdout).unwrap();
    jsonschema::meta::validate(&schema).expect("the schema is one by draft 2020-12");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let suite = parts(include_str!("../suite/alerts/addresses.txt"));
    let plain = parts("-- content/notes/a.md --\n---\ntitle: A\n---\n");
    for (files, count) in [(suite, 17), (plain, 0)] {
        let files: Vec<_> = files.into_iter().filter(|(name, _)| !name.starts_with("out/")).collect();
        let list: Value = serde_json::from_str(&outputs(&load(&files))["alerts.json"]).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&list).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(list["alerts"].as_array().unwrap().len(), count);
    }
    for wrong in [
        r#"{"version": 1, "count": 1, "alerts": [{"name": "A", "title": "A"}]}"#,
        r#"{"version": 1, "count": 1, "alerts": [{"name": "A", "title": "A", "url": "https://a.example/", "path": "/alerts/a/b/"}]}"#,
        r#"{"version": 2, "count": 0, "alerts": []}"#,
    ] {
        assert!(!validator.is_valid(&serde_json::from_str(wrong).unwrap()), "{wrong}");
    }
}
