//! What each language makes of a block that is right, and of one that is wrong.

use super::tested;

/// Runs or parses a block, and says where it is wrong: the line of the note, with the message.
fn fault(fence: &str, code: &str) -> Option<(usize, String)> {
    let run = super::site(&format!("```{fence}\n{code}\n```\n")).run(&["test", "--run", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    let fault = report["diagnostics"].as_array().unwrap().first()?;
    let (code, message) = (fault["code"].as_str().unwrap(), fault["message"].as_str().unwrap());
    Some((fault["line"].as_u64().unwrap() as usize, format!("{code}: {message}")))
}

#[test]
fn blocks_that_are_right_pass() {
    let mut wrong = Vec::new();
    for (fence, code) in [
        ("json {check=syntax}", "{\"a\": [1]}"),
        ("yaml {check=syntax}", "a: b\n---\n- c"),
        ("toml {check=syntax}", "a = 1\n[b]\nc = \"d\""),
        ("sh {check=syntax}", "if true; then echo a; fi"),
        ("bash {check=syntax}", "cat <<E\n$(date)\nE"),
        ("console {check=syntax}", "$ for a in b; do\n>   rm -rf /nothing\n> done\noutput (unbalanced"),
        ("python {check=syntax}", "import os\nprint(f'{os}')"),
        ("javascript {check=syntax}", "import a from 'b';\nexport const c = await a();"),
        ("js {check=syntax}", "const a = require('b');"),
        (
            "sql {check=syntax}",
            "\\set a 1\nSELECT :'a', :\"a\", b::text FROM c WHERE d = :a \\gset\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);",
        ),
        (
            "nginx {check=syntax}",
            "server {\n  listen 80;\n  location / { proxy_pass http://app.example:8080; }\n}",
        ),
        ("nginx {check=syntax}", "gzip on;"),
        ("nginx {check=syntax}", "events {}\nhttp { map $uri $a { default 1; } }"),
        ("nginx {check=syntax}", "proxy_set_header Host $host;\nif ($request_method = POST) { return 405; }"),
        ("ini {title=\"/etc/systemd/system/a.service\" check=syntax}", "[Service]\nExecStart=/opt/not/there"),
        (
            "text {title=\"/etc/logrotate.d/a\" check=syntax}",
            "/var/log/a.log {\n  rotate 3\n  daily\n  create 0640 no-such-user adm\n}",
        ),
        ("bash {check=run}", "false || true"),
        ("console {check=run}", "$ echo one; echo two >/dev/stdout\none\ntwo"),
        ("console {check=run}", "$ seq 100000 | tail -1\n100000"),
        ("console {check=run}", "$ seq 100000\n…\n100000"),
        ("js {check=run}", "await Promise.resolve();"),
        ("sh {check=run expect=3}", "exit 3"),
        ("python {check=run expect=\"6 times\"}", "print(2 * 3, 'times')"),
        ("javascript {check=run}", "import fs from 'node:fs';\nfs.readdirSync('.');"),
        ("console {check=run}", "$ echo one two\none …\n$ cd /\n$ pwd\n/\n$ (exit 4) || echo $?\n4"),
        ("console {check=run expect=1}", "$ false"),
        ("console {check=run}", "$ (exit 3) || true; (exit 0)\n$ echo $?\n0\n$ echo \"$#\"\n0"),
        ("bash {check=run}", "#!/usr/bin/env python3\nprint(1)"),
    ] {
        if let Some(fault) = fault(fence, code) {
            wrong.push(format!("{fence}\n{code}\n{fault:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn blocks_that_are_wrong_are_told_at_their_line() {
    let mut wrong = Vec::new();
    for (fence, code, line, message) in [
        ("json {check=syntax}", "{\"a\": [1,]}", 8, "block-syntax: JSON can't be parsed: trailing comma"),
        ("yaml {check=syntax}", "a: b\nc: [", 9, "block-syntax: YAML can't be parsed: "),
        ("toml {check=syntax}", "a = 1\nb = ", 9, "block-syntax: TOML can't be parsed: "),
        ("sh {check=syntax}", "true\nif true; fi", 9, "block-syntax: sh can't be parsed: "),
        (
            "bash {check=syntax}",
            "true\n)",
            9,
            "block-syntax: bash can't be parsed: syntax error near unexpected token `)'",
        ),
        (
            "console {check=syntax}",
            "$ true\nx\n$ echo )",
            10,
            "block-syntax: console can't be parsed: syntax error",
        ),
        (
            "python {check=syntax}",
            "a = 1\nb = = 2",
            9,
            "block-syntax: Python can't be parsed: invalid syntax",
        ),
        (
            "javascript {check=syntax}",
            "const a = 1;\nconst = 2;",
            9,
            "block-syntax: JavaScript can't be parsed: SyntaxError: ",
        ),
        (
            "sql {check=syntax}",
            "SELECT 1;\nSELEC 2;",
            9,
            "block-syntax: SQL can't be parsed: syntax error at or near \"SELEC\"",
        ),
        (
            "nginx {check=syntax}",
            "server {\n  lisen 80;\n}",
            9,
            "block-syntax: nginx can't be parsed: unknown directive \"lisen\"",
        ),
        (
            "ini {title=\"a.service\" check=syntax}",
            "[Service]\nExecStat=/bin/true",
            9,
            "block-syntax: systemd can't be parsed: Unknown key",
        ),
        (
            "text {title=\"/etc/logrotate.d/a\" check=syntax}",
            "/a {\n  rotat 3\n}",
            9,
            "block-syntax: logrotate can't be parsed: ",
        ),
        ("bash {check=run}", "true\nls /not-there\ntrue", 9, "block-failed: the block ends with status 2"),
        ("sh {check=run}", "exit 4", 7, "block-failed: the block ends with status 4"),
        (
            "bash {check=run expect=1}",
            "true",
            7,
            "block-failed: the block ends with status 0, and not with 1",
        ),
        ("bash {check=run expect=\"x\"}", "echo y", 7, "block-failed: `x` is not in the output of the block"),
        (
            "python {check=run}",
            "a = 1\n\ndef f():\n    return a / 0\n\nf()",
            11,
            "block-failed: the block ends with status 1",
        ),
        (
            "javascript {check=run}",
            "const a = 1;\nthrow new Error('x');",
            9,
            "block-failed: the block ends with status 1",
        ),
        ("console {check=run}", "$ echo a\na\n$ echo b\nc", 11, "block-output: another line is printed"),
        ("console {check=run}", "$ echo a\na\nb", 10, "block-output: this line is not printed"),
        ("console {check=run}", "$ seq 3\n1", 9, "block-output: more is printed than the note shows"),
        ("console {check=run}", "$ true\n$ false\n$ true", 9, "block-failed: the command ends with status 1"),
        (
            "console {check=run}",
            "$ exit 0\n$ true\n$ true",
            8,
            "block-failed: the command ends the shell, before those below it ran",
        ),
        ("console {check=run}", "$ true\n$ exit 5", 9, "block-failed: the block ends with status 5"),
        ("console {check=run}", "$ echo a; exit\nb", 9, "block-output: another line is printed"),
        (
            "console {check=run}",
            "$ printf '\\1fieldnotes step\\0010\\n'; exit 1",
            8,
            "block-failed: the block ends with status 1",
        ),
        (
            "console {check=run}",
            "$ seq 100000\n1\n$ true",
            9,
            "block-output: more is printed than the note shows",
        ),
        ("bash {check=run}", "#!/nonexistent/program\ntrue", 7, "block-failed: the block can't be run: "),
        ("bash {check=run}", "rm -rf ~\nfalse", 9, "block-failed: the block ends with status 1"),
        (
            "ini {title=\"a.service\" check=syntax}",
            "[Unit]\nDescription=A",
            7,
            "block-syntax: systemd can't be parsed: ",
        ),
        ("bash {check=run}", "kill -9 $$", 7, "block-failed: the block is ended by signal 9"),
    ] {
        let found = fault(fence, code);
        if !found.as_ref().is_some_and(|(at, told)| told.starts_with(message) && *at == line) {
            wrong.push(format!("{fence}\n{code}\nwanted {line} {message}\nfound {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_program_that_is_missing_leaves_the_block_out() {
    let run = tested("```bash {check=run needs=\"sh no-such-program\"}\nfalse\n```\n");
    assert_eq!(run.status, 0, "block-failed: {run:?}");
    assert!(
        run.stdout
            .contains("warning[block-skipped]: the block is skipped: `no-such-program` is not installed"),
        "{run:?}"
    );
    let run = tested("```bash {check=run needs=\"127.0.0.1:1\"}\nfalse\n```\n");
    assert!(run.stdout.contains("nothing answers at `127.0.0.1:1`"), "{run:?}");
    let run = super::site("```bash {check=run needs=none-such}\nfalse\n```\n")
        .run(&["test", "--run", "--deny", "warnings"]);
    assert_eq!(run.status, 1, "block-failed: {run:?}");
}
