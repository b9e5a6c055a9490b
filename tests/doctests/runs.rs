//! What a run sees, what comes before it, what it leaves behind.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::support::{PATIENCE, until};
use super::{site, tested};

fn passes(body: &str) {
    let run = tested(body);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn nothing_runs_unless_it_is_asked_for() {
    let project =
        site("```bash {check=run}\ntouch \"$FIELDNOTES_SITE/ran\"\n```\n\n```json {check=syntax}\n{\n```\n");
    for (arguments, status) in
        [(&["test"] as &[&str], 1), (&["test", "--list"], 0), (&["check"], 0), (&["build"], 0)]
    {
        let run = project.run(arguments);
        assert_eq!(run.status, status, "{arguments:?} {run:?}");
        assert!(!project.root().join("ran").exists(), "{arguments:?}");
    }
    let run = project.run(&["test"]);
    assert!(run.stderr.contains("1 block was not run: read it, and add `--run`"), "{run:?}");
    project.run(&["test", "--run"]);
    assert!(project.root().join("ran").exists());
}

#[test]
fn a_block_begins_in_an_empty_folder_with_an_empty_environment() {
    let run = site(
        "```bash {check=run}\ntest -z \"$(ls -A)\"\ntest \"$HOME\" = \"$PWD\"\ntest \"$TMPDIR\" = \"$PWD\"\n\
         test -z \"${CARGO_MANIFEST_DIR:-}\"\n! read -r line\n```\n",
    )
    .run(&["test", "--run"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn setups_come_first_and_once_in_the_same_folder() {
    let project = site(
        "```text {title=\"/etc/app/names.txt\" name=names}\none\ntwo\n```\n\n\
         ```bash {check=run name=count setup=names}\nwc -l <etc/app/names.txt | tee -a counted\n```\n\n\
         ```bash {title=\"bin/greet\" name=greet}\n#!/bin/sh\necho hello \"$NAME\"\n```\n\n\
         ```bash {check=run setup=\"count names greet content/env.sh\" name=all}\ngreet\nwc -l <counted\n```\n\n\
         ```text {output=all}\nhello you\n1\n```\n",
    );
    project.write("content/env.sh", "echo NAME=you >.env\n");
    let run = project.run(&["test", "--run"]);
    assert_eq!(run.status, 0, "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn a_script_of_the_repository_sets_the_environment() {
    let project = site(
        "```bash {check=run setup=tools/start.sh}\ntest \"$GREETING\" = 'hello = you'\ngreet\ntest -f made\n```\n\n\
         ```bash {check=run setup=tools/fails.sh}\ntrue\n```\n\n\
         ```bash {check=run setup=../../etc/passwd.sh}\ntrue\n```\n\n\
         ```bash {check=run setup=tools/data.txt}\ntrue\n```\n",
    );
    project.write("tools/start.sh", "#!/usr/bin/env bash\nset -euo pipefail\nall=(bin)\nmkdir \"${all[@]}\"\nprintf '#!/bin/sh\\necho hi\\n' >bin/greet\nchmod +x bin/greet\necho 'GREETING=hello = you' >.env\ntouch made\n");
    project.write("tools/fails.sh", "echo no database\nexit 1\n");
    project.write("tools/data.txt", "");
    let run = project.run(&["test", "--run"]);
    assert_eq!(run.status, 1);
    let faults: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(
        faults,
        [
            "error[block-failed]: `tools/fails.sh` ends with status 1",
            "error[block-failed]: `../../etc/passwd.sh` is not a file of the repository",
            "error[block-failed]: `tools/data.txt` has no extension of a language that can be run",
        ],
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("no database"), "{}", run.stdout);
}

/// A time to sleep for that begins so, and that no other run of these tests has: `sleep` knows fractions.
fn sleep(seconds: u32) -> String {
    format!("sleep {seconds}.{}", std::process::id())
}

/// How many processes of this run sleep for a time that begins so.
fn alive(seconds: u32) -> usize {
    let list = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let (start, end) = (format!("sleep {seconds}"), format!(".{}", std::process::id()));
    let list = String::from_utf8_lossy(&list.stdout);
    list.lines().filter(|line| line.starts_with(&start) && line.trim_end().ends_with(&end)).count()
}

#[test]
fn what_is_left_in_the_background_is_ended() {
    let begun = Instant::now();
    let [first, second, third] = [7531, 7532, 7533].map(sleep);
    passes(&format!(
        "```bash {{check=run}}\n{first} &\nsetsid {second} >/dev/null 2>&1 &\n(trap '' TERM; {third}) &\necho started\n```\n",
    ));
    assert!(begun.elapsed() < PATIENCE, "nobody waits for two hours");
    assert_eq!(alive(753), 0);
    let [first, second] = [7541, 7542].map(sleep);
    let run = tested(&format!("```bash {{check=run timeout=1s}}\nsetsid {first} &\n{second}\n```\n"));
    assert!(run.stdout.contains("the block takes longer than 1 s"), "{run:?}");
    assert_eq!(alive(754), 0);
}

#[test]
fn an_endless_output_takes_no_room() {
    let run = tested("```bash {check=run timeout=5m}\nyes 'a line of an endless output'\n```\n");
    assert!(run.stdout.contains("the block prints more than 4 MiB"), "{run:?}");
    assert!(run.stdout.len() < 4000, "{}", run.stdout.len());
}

#[test]
fn control_characters_and_secrets_of_an_output_do_not_reach_the_terminal() {
    let run = tested("```bash {check=run}\nprintf '\\033[2Jgone\\n'\nfalse\n```\n");
    assert!(run.stdout.contains("gone"), "{run:?}");
    assert!(!run.stdout.contains('\u{1b}'), "{:?}", run.stdout);
}

#[test]
fn paths_and_json_lists_name_each_block() {
    let project = site(
        "> ```bash {check=run name=a}\n> true\n> ```\n\n```sql {because=\"needs data\"}\nSELECT 1;\n```\n\n```nginx\ngzip on;\n```\n",
    );
    let run = project.run(&["test", "--list", "content/notes"]);
    assert_eq!(
        run.stdout,
        "content/notes/a.md\n    7  bash        run        a\n   11  SQL         because    needs data\n   15  nginx       unchecked\n"
    );
    assert!(
        run.stderr.contains("3 blocks: 1 to run, 0 to parse, 1 not tested for a reason, 1 not tested"),
        "{run:?}"
    );
    let run = project.run(&["test", "--list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(list["blocks"][1]["because"], "needs data");
    assert_eq!(list["blocks"][0]["check"], "run");
}

#[test]
fn a_review_can_be_recorded_for_a_note_whose_blocks_ran() {
    let project = site("```bash {check=run}\ntrue\n```\n\n```bash {check=run needs=none-such}\ntrue\n```\n");
    let accept = ["review", "accept", "content/notes/a.md", "--by", "B", "--tested", "--today", "2026-11-20"];
    let run = project.run(&accept);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains("`content/notes/a.md` is not accepted: 2 blocks in 1 note: 1 ran, 1 skipped"),
        "{run:?}"
    );
    assert!(!project.read("content/notes/a.md").contains("last_reviewed"));
    let text = project.read("content/notes/a.md").replace(" needs=none-such", "");
    project.write("content/notes/a.md", &text);
    let run = project.run(&accept);
    assert_eq!(run.status, 0, "{run:?}");
    let text = project.read("content/notes/a.md");
    assert!(
        text.contains("\n  last_reviewed: 2026-11-20\n  reviewed_by: B\n  tested: 2026-11-20\n"),
        "{text}"
    );
    project.write("content/notes/a.md", text.replace("check=run", "because=x"));
    let run = project.run(&accept);
    assert!(run.stderr.contains("has no block that runs"), "{run:?}");
}

#[test]
fn a_session_goes_no_further_than_to_the_command_that_fails() {
    let project =
        site("```console {check=run}\n$ cd /nonexistent\n$ touch \"$FIELDNOTES_SITE/made\"\n$ true\n```\n");
    let run = project.run(&["test", "--run"]);
    assert!(run.stdout.contains("the command ends with status 1"), "{run:?}");
    assert!(!project.root().join("made").exists());
}

#[test]
fn one_fault_is_told_once_and_other_blocks_run() {
    let run = tested(
        "```bash {check=run name=a}\nfalse\n```\n\n```bash {check=run name=b setup=a}\ntrue\n```\n\n\
         ```bash {check=run setup=b}\ntrue\n```\n\n```bash {chek=run}\ntrue\n```\n",
    );
    let told: Vec<&str> =
        run.stdout.lines().filter(|line| line.starts_with("error") || line.starts_with("warning")).collect();
    assert_eq!(
        told,
        [
            "error[block-failed]: the block ends with status 1",
            "warning[block-skipped]: the block is skipped: `a`, which comes before it, fails: the block ends with status 1",
            "warning[block-skipped]: the block is skipped: so is `b`, which comes before it",
            "warning[fence-attribute]: `chek` is not an attribute of a code block",
        ],
        "{}",
        run.stdout
    );
    let run = tested(
        "```bash {check=run name=a setup=b}\nfalse\n```\n\n```bash {check=run name=b setup=a}\nfalse\n```\n",
    );
    assert_eq!(run.status, 1, "{}", run.stdout);
}

#[test]
fn an_address_may_be_answered_by_what_the_setup_starts() {
    // A port that is free: other runs of this test have others.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let needs = format!("python3 127.0.0.1:{port}");
    let project =
        site(&format!("```bash {{check=run needs=\"{needs}\" setup=content/server.sh}}\ntrue\n```\n"));
    let connects = format!("python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", {port}))'");
    project.write(
        "content/server.sh",
        format!("python3 -m http.server --bind 127.0.0.1 {port} &\nuntil {connects}; do sleep 0.1; done\n"),
    );
    let run = project.run(&["test", "--run", "--deny", "warnings"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_note_that_changes_while_its_blocks_run_is_not_accepted() {
    let project = site("```bash {check=run}\necho more >>\"$FIELDNOTES_SITE/content/notes/a.md\"\n```\n");
    let run = project.run(&[
        "review",
        "accept",
        "content/notes/a.md",
        "--by",
        "B",
        "--tested",
        "--today",
        "2026-11-20",
    ]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("`content/notes/a.md` changed meanwhile"), "{run:?}");
    assert!(project.read("content/notes/a.md").ends_with("more\n"));
}

#[test]
fn a_signal_ends_the_test_with_all_that_it_started_and_nothing_else() {
    let [first, second, other] = [7551, 7552, 7561].map(sleep);
    let project = site(&format!("```bash {{check=run}}\n{first} &\n{second}\n```\n"));
    let script = format!("{other} & echo $! && exec \"$0\" test --run");
    let mut child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_fieldnotes")])
        .current_dir(project.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut sleeper = String::new();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut sleeper).unwrap();
    until("the block to sleep", || alive(755) == 2, || format!("{} sleep", alive(755)));
    let kill = |process: &str| Command::new("kill").args(["-TERM", process]).status().unwrap();
    kill(&child.id().to_string());
    let (status, left) = (child.wait().unwrap().code(), (alive(755), alive(756)));
    kill(sleeper.trim());
    assert_eq!((status, left), (Some(2), (0, 1)));
}
