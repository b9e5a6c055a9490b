//! Commands that open another shell, and commands that print what others wrote.

use super::Dialect;
use super::prompt::{Prompt, Style};

/// Shells.
const SHELLS: [&str; 9] = ["bash", "sh", "zsh", "ash", "dash", "ksh", "fish", "pwsh", "rbash"];
/// Commands that open a shell by themselves.
const OPENERS: [&str; 14] = [
    "login",
    "newgrp",
    "fakeroot",
    "tmux",
    "screen",
    "wsl",
    "nix-shell",
    "unshare",
    "arch-chroot",
    "telnet",
    "toolbox",
    "distrobox",
    "schroot",
    "chroot",
];
/// Commands that run another one, which may be a shell.
const RUNNERS: [&str; 20] = [
    "docker",
    "podman",
    "nerdctl",
    "crictl",
    "kubectl",
    "oc",
    "lxc",
    "incus",
    "vagrant",
    "multipass",
    "machinectl",
    "virsh",
    "pct",
    "poetry",
    "pipenv",
    "nix",
    "nsenter",
    "ip",
    "systemd-nspawn",
    "runuser",
];
/// What these are told when they are to open a shell.
const ASKED: [&str; 9] = ["ssh", "shell", "enter", "login", "attach", "console", "rsh", "debug", "develop"];
/// Commands that print files, logs and pages.
const PRINTERS: [&str; 30] = [
    "cat",
    "bat",
    "head",
    "tail",
    "less",
    "more",
    "grep",
    "egrep",
    "fgrep",
    "zgrep",
    "rg",
    "sed",
    "awk",
    "echo",
    "printf",
    "diff",
    "git",
    "journalctl",
    "history",
    "zcat",
    "strings",
    "man",
    "curl",
    "wget",
    "jq",
    "yq",
    "tree",
    "find",
    "tee",
    "script",
];
/// Options of `ssh` that the next word belongs to.
const SSH_WITH_VALUE: &str = "BbcDEeFIiJLlmOopQRSWw";

/// Whether a command opens what shows a prompt.
pub(super) fn opens(command: &str, prompt: &Prompt<'_>) -> bool {
    match prompt.style {
        Style::Program(dialect) => names(command, programs(dialect)),
        Style::Named(name) if prompt.dialect != Dialect::Shell => words(command)
            .map(base)
            .any(|word| !word.is_empty() && (word.starts_with(name) || name.starts_with(word))),
        Style::Sign('>') => names(command, &["node", "deno", "R", "lua", "mongo", "mongosh"]),
        Style::Sign(_) | Style::Host | Style::Folder | Style::Named(_) => is_shell_opened(command),
    }
}

/// Whether a command opens any other shell that shows a prompt of its own.
pub(super) fn opens_any(command: &str) -> bool {
    const ALL: [Dialect; 5] =
        [Dialect::Sql, Dialect::Python, Dialect::Ruby, Dialect::PowerShell, Dialect::Plain];
    is_shell_opened(command) || ALL.into_iter().any(|dialect| names(command, programs(dialect)))
}

/// Whether a command prints what others wrote, in which a prompt may occur.
pub(super) fn prints(command: &str) -> bool {
    let is_log = words(command).any(|word| word == "logs");
    let mut words = words(command).skip_while(|word| is_before_command(word));
    is_log || words.next().is_some_and(|word| PRINTERS.contains(&base(word)))
}

/// The programs that a prompt belongs to.
fn programs(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sql => {
            &["mysql", "mariadb", "psql", "sqlite", "sqlite3", "cqlsh", "dbshell", "hive", "trino", "beeline"]
        }
        Dialect::Python => {
            &["python", "python2", "python3", "ipython", "ipython3", "bpython", "pypy", "shell"]
        }
        Dialect::Ruby => &["irb", "pry", "console"],
        Dialect::PowerShell => &["pwsh", "powershell", "powershell.exe"],
        Dialect::Plain => &["redis-cli", "valkey-cli", "keydb-cli", "gdb", "lldb", "pdb"],
        Dialect::Batch => &["cmd", "cmd.exe"],
        Dialect::Shell => &SHELLS,
    }
}

fn names(command: &str, programs: &[&str]) -> bool {
    words(command).any(|word| programs.contains(&base(word)))
}

fn words(command: &str) -> impl Iterator<Item = &str> {
    command.split_whitespace()
}

/// A command without the folder that it lies in.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// Variables, and commands that another follows.
fn is_before_command(word: &str) -> bool {
    ["sudo", "doas", "exec", "env", "time", "command", "-E", "-n", "-H"].contains(&word) || word.contains('=')
}

fn is_shell_opened(command: &str) -> bool {
    let words: Vec<&str> =
        words(command).skip_while(|word| is_before_command(word) && !is_raising(word)).collect();
    let Some((first, rest)) = words.split_first() else { return false };
    let first = base(first);
    let ends_in_shell = rest.last().is_some_and(|word| SHELLS.contains(&base(word)));
    if is_raising(first) {
        return is_raised_shell(rest);
    }
    match first {
        "su" => !rest.iter().any(|word| word.starts_with("-c") || word.starts_with("--command")),
        "ssh" | "mosh" | "autossh" => operands(rest, SSH_WITH_VALUE) == 1,
        _ if SHELLS.contains(&first) => rest.iter().all(|word| word.starts_with('-') && *word != "-c"),
        _ if OPENERS.contains(&first) => true,
        _ if RUNNERS.contains(&first) => ends_in_shell || rest.iter().any(|word| ASKED.contains(word)),
        _ => false,
    }
}

fn is_raising(word: &str) -> bool {
    word == "sudo" || word == "doas"
}

/// Whether `sudo` opens a shell: by an option without a command, or because the command does.
fn is_raised_shell(words: &[&str]) -> bool {
    let mut asks = false;
    let mut at = 0;
    while let Some(option) = words.get(at).filter(|word| word.starts_with('-')) {
        let letters = option.trim_start_matches('-');
        let is_long = option.starts_with("--");
        asks |= ["login", "shell"].contains(&letters) || (!is_long && letters.contains(['i', 's']));
        at += 1 + usize::from(
            !is_long && letters.ends_with(['u', 'g', 'h', 'p', 'C', 'r', 't', 'U', 'D', 'R']),
        );
    }
    match words.get(at..) {
        Some(rest) if !rest.is_empty() => is_shell_opened(&rest.join(" ")),
        _ => asks,
    }
}

/// How many words are neither options nor belong to one.
fn operands(words: &[&str], with_value: &str) -> usize {
    let mut count = 0;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let takes_next = word.len() == 2 && word.starts_with('-') && with_value.contains(&word[1..]);
        count += usize::from(!word.starts_with('-'));
        at += 1 + usize::from(takes_next);
    }
    count
}
