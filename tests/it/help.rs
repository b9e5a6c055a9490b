//! Help and manual pages: true examples, exit states and environment in each, nothing wider than a terminal of old.

use clap::Command;
use fieldnotes::cli::args::page::Page;
use fieldnotes::cli::args::program;

use crate::support::Project;

/// The words of a command line, up to a pipe or a redirection.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    let end = words.iter().position(|word| word == "|" || word == ">").unwrap_or(words.len());
    words.truncate(end);
    words
}

fn each(command: &Command, see: &mut dyn FnMut(&Command)) {
    see(command);
    command.get_subcommands().filter(|inner| inner.get_name() != "help").for_each(|inner| each(inner, see));
}

fn built() -> Command {
    let mut program = program();
    program.build();
    program
}

#[test]
fn every_command_has_a_page_whose_examples_are_commands() {
    each(&built(), &mut |command| {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let page = command.get::<Page>().unwrap_or_else(|| panic!("{name} has no page"));
        assert!(!page.examples.is_empty(), "{name}");
        for (line, purpose) in page.examples {
            let line = line.strip_prefix("source <(").and_then(|line| line.strip_suffix(')')).unwrap_or(line);
            if let Err(error) = program().try_get_matches_from(words(line)) {
                let is_help = error.kind() == clap::error::ErrorKind::DisplayHelp;
                assert!(is_help, "{name}: `{line}`: {error}");
            }
            assert!(purpose.starts_with(char::is_uppercase) && !purpose.ends_with('.'), "{name}: {purpose}");
        }
        let own = name.replace('-', " ");
        assert!(name == "fieldnotes" || page.examples.iter().any(|(line, _)| line.contains(&own)), "{name}");
    });
}

#[test]
fn every_help_has_its_parts_within_eighty_columns() {
    let project = Project::new("");
    each(&built(), &mut |command| {
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let mut path: Vec<&str> = name.split('-').skip(1).collect();
        path.push("--help");
        let help = project.run_with(&path, &[("COLUMNS", "80")]).expect(0).stdout;
        for part in ["Common flags:", "Examples:", "Exit status:", "Environment:", "NO_COLOR"] {
            assert!(help.contains(part), "{name}: {part}\n{help}");
        }
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
        let is_command = |line: &&str| line.trim_start().starts_with("fieldnotes ");
        assert!(wide.iter().all(is_command), "{name}: {wide:?}");
        *path.last_mut().unwrap() = "-h";
        let short = project.run_with(&path, &[("COLUMNS", "80")]).expect(0).stdout;
        assert!(!short.contains("Examples:") && short.contains("Common flags:"), "{name}");
        let pages: Vec<&str> = std::iter::once("man").chain(path[..path.len() - 1].iter().copied()).collect();
        let page = project.run(&pages).expect(0).stdout;
        for part in
            [".SH NAME", ".SH \"COMMON FLAGS\"", ".SH EXAMPLES", ".SH \"EXIT STATUS\"", ".SH ENVIRONMENT"]
        {
            assert!(page.contains(part), "{name}: {part}\n{page}");
        }
    });
}

#[test]
fn the_environment_that_is_read_is_told() {
    let mut told = std::collections::BTreeSet::new();
    each(&built(), &mut |command| {
        told.extend(command.get::<Page>().unwrap().environment.iter().map(|(name, _)| *name));
    });
    let top = built();
    let of_program = top.get::<Page>().unwrap().environment;
    assert_eq!(told, of_program.iter().map(|(name, _)| *name).collect(), "the main page has them all");
    // What the code asks for by name is told, but for what shells and packages say to the program itself.
    let asks = regex::Regex::new(r#"env::var(?:_os)?\("([A-Z_]+)"\)"#).unwrap();
    for entry in walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let path = entry.unwrap().into_path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for name in asks.captures_iter(&text).map(|found| found[1].to_owned()) {
            let is_private = name.starts_with("_CLAP") || name == "SystemRoot" || name == "COLUMNS";
            assert!(is_private || told.contains(&*name), "{}: {name}", path.display());
        }
    }
}

#[test]
fn a_page_for_each_command_is_written_into_a_folder() {
    let project = Project::new("");
    project.run(&["man", "--out", "share/man1"]).expect(0);
    for page in
        ["fieldnotes.1", "fieldnotes-build.1", "fieldnotes-review-accept.1", "fieldnotes-templates-copy.1"]
    {
        assert!(project.read(&format!("share/man1/{page}")).contains(".TH "), "{page}");
    }
    let wrong = project.run(&["man", "biuld"]).expect(2);
    assert!(wrong.stderr.contains("did you mean `build`?"), "{}", wrong.stderr);
}

#[test]
fn shells_are_offered_codes_states_and_what_the_site_uses() {
    let project = Project::new("-- site.toml --\ntitle = \"T\"\nbase_url = \"https://a.example\"\n");
    project.write("content/notes/a.md", crate::support::note("owner: Data team\n", "Text.\n"));
    // Bash asks for answers with a vertical tab between them.
    let offered = |line: &[&str]| {
        let index = (line.len() - 1).to_string();
        let words: Vec<&str> = ["--"].into_iter().chain(line.iter().copied()).collect();
        let asked =
            [("FIELDNOTES_COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", &*index), ("_CLAP_IFS", "\u{b}")];
        project.run_with(&words, &asked).expect(0).stdout
    };
    assert_eq!(offered(&["fieldnotes", "explain", "missing-al"]), "missing-alt");
    assert_eq!(offered(&["fieldnotes", "check", "--select", "secret,missing-al"]), "secret,missing-alt");
    assert_eq!(offered(&["fieldnotes", "check", "--deny", "warn"]), "warnings");
    assert_eq!(offered(&["fieldnotes", "review", "--state", "overd"]), "overdue");
    assert_eq!(offered(&["fieldnotes", "templates", "show", "base"]), "base.html");
    assert_eq!(offered(&["fieldnotes", "check", "content/notes/"]), "content/notes/a.md");
    assert_eq!(offered(&["fieldnotes", "review", "--owner", "Da"]), "Data\\ team");
    assert_eq!(offered(&["fieldnotes", "review", "--state", "d"]), "due\u{b}drifted\u{b}deferred");
    assert_eq!(offered(&["fieldnotes", "new", "--set", "diff"]), "difficulty=");
    assert_eq!(offered(&["fieldnotes", "new", "--set", "revision.st"]), "revision.status=");
    assert_eq!(offered(&["fieldnotes", "new", "--set", "difficulty=adv"]), "difficulty=advanced");
    assert_eq!(offered(&["fieldnotes", "new", "--set", "draft="]), "draft=true\u{b}draft=false");
    assert_eq!(offered(&["fieldnotes", "new", "--set", "owner=Da"]), "owner=Data\\ team");
    assert_eq!(offered(&["fieldnotes", "new", "--like", "post"]), "postmortem");
    assert_eq!(offered(&["fieldnotes", "init", "--language", "d"]), "de");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = project.run(&["completions", shell]).expect(0).stdout;
        assert!(script.contains("FIELDNOTES_COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn all_codes_are_listed_a_line_each() {
    let project = Project::new("");
    let list = project.run_with(&["explain"], &[("COLUMNS", "80")]).expect(0).stdout;
    let is_too_wide = |line: &&str| line.chars().count() > 80;
    assert_eq!(list.lines().find(is_too_wide), None);
    for code in fieldnotes::diagnostic::Code::ALL {
        let lines = list.lines().filter(|line| line.split_whitespace().next() == Some(code.name()));
        assert_eq!(lines.count(), 1, "{code}");
    }
    assert_eq!(project.run_with(&["explain", "--all"], &[("COLUMNS", "80")]).expect(0).stdout, list);
}
