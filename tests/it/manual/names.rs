//! The manual names all that the program has: each code, each command and each flag.

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory;
use fieldnotes::cli::args::Args;
use fieldnotes::diagnostic::Code;
use regex::Regex;

pub(super) fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("content/manual/{name}: {error}"))
}

#[test]
fn the_page_on_diagnostics_links_to_every_code() {
    let text = page("diagnostics.md");
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !text.contains(&format!("codes/{name}.md")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "content/manual/diagnostics.md lacks links to these");
}

/// The heading of a section as the path of a command: "## `fieldnotes review accept`" is "review accept".
fn command_of(heading: &str) -> String {
    let plain = heading.trim_start_matches('#').replace('`', "");
    let plain = plain.split(['{', '(', ':', ',']).next().unwrap_or_default().trim().to_owned();
    plain.strip_prefix("fieldnotes ").unwrap_or(&plain).trim().to_owned()
}

/// The text below the heading of a command, down to the next heading of its level or of a higher one.
fn section(text: &str, command: &str) -> Option<String> {
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let mut is_code = false;
    let mut found: Option<(usize, String)> = None;
    for line in text.lines() {
        is_code ^= line.trim_start().starts_with("```");
        let level = if is_code { 0 } else { level(line) };
        match &mut found {
            Some((own, _)) if level > 0 && level <= *own => break,
            Some((_, section)) => *section += &format!("{line}\n"),
            None if level > 0 && command_of(line) == command => found = Some((level, String::new())),
            None => {}
        }
    }
    found.map(|(_, section)| section)
}

/// Whether a text names a flag as a whole word.
fn names(text: &str, flag: &str) -> bool {
    text.match_indices(flag).any(|(at, _)| {
        let after = text[at + flag.len()..].chars().next();
        !after.is_some_and(|c| c == '-' || c.is_ascii_alphanumeric()) && !text[..at].ends_with('-')
    })
}

/// What the page lacks of a command and of those below it. A command below another needs no heading of its own.
fn missing_of(command: &clap::Command, path: &str, around: &str, text: &str, missing: &mut Vec<String>) {
    let own = section(text, path);
    if own.is_none() && !around.contains(path) {
        missing.push(format!("the command `{path}`"));
        return;
    }
    let below = own.unwrap_or_else(|| around.to_owned());
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        let flag = argument.get_long().map(|long| format!("--{long}"));
        let is_general = argument.is_global_set() || matches!(argument.get_id().as_str(), "help" | "version");
        if let Some(flag) = flag.filter(|flag| !is_general && !names(&below, flag)) {
            missing.push(format!("`{flag}` of `{path}`"));
        }
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        missing_of(inner, &format!("{path} {}", inner.get_name()), &below, text, missing);
    }
}

fn flags_of(command: &clap::Command, flags: &mut BTreeSet<String>) {
    flags.extend(
        command.get_arguments().filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")),
    );
    command.get_subcommands().for_each(|inner| flags_of(inner, flags));
}

#[test]
fn the_page_on_commands_has_every_command_and_flag_and_no_other() {
    let text = page("commands.md");
    let program = Args::command();
    let mut missing = Vec::new();
    for argument in program.get_arguments().filter_map(clap::Arg::get_long) {
        if !names(&text, &format!("--{argument}")) {
            missing.push(format!("`--{argument}` of all commands"));
        }
    }
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        missing_of(command, command.get_name(), "", &text, &mut missing);
    }
    assert!(missing.is_empty(), "content/manual/commands.md lacks:\n{}", missing.join("\n"));
    let mut flags = BTreeSet::from(["--help".to_owned(), "--version".to_owned()]);
    flags_of(&program, &mut flags);
    let named = Regex::new(r"`(--[a-z][a-z-]*)").unwrap();
    let strange: BTreeSet<String> = named
        .captures_iter(&text)
        .map(|found| found[1].to_owned())
        .filter(|flag| !flags.contains(flag))
        .collect();
    assert_eq!(strange, BTreeSet::new(), "content/manual/commands.md names flags that the program has not");
}

#[test]
fn a_command_is_found_below_its_heading() {
    let text = "# Commands\n## `check`\n`--fix` and `--fixed-up`\n```console\n## no heading\n```\n## `fieldnotes review`: list\nx\n### review accept {#a}\n`--by`\n## build\n";
    assert_eq!(section(text, "check").unwrap().lines().count(), 4);
    assert!(section(text, "review").unwrap().contains("--by"));
    assert_eq!(section(text, "review accept").unwrap(), "`--by`\n");
    assert_eq!(section(text, "urls"), None);
    assert!(names("`--fix` and", "--fix") && !names("`--fixed-up`", "--fix"));
}
