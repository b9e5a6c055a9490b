//! What keeps git from running what a repository names, and from fetching: settings and environment of every call.

use std::process::Command;

use super::Git;

/// Settings that stand above those of the repository. `git log` and `git diff` are told besides to leave drivers alone.
const SETTINGS: [&str; 4] =
    ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "log.showSignature=false"];

/// What of the environment would lead git elsewhere, or to other answers: a hook that runs us has some of it.
const LEADING: [&str; 10] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// What every call of git is given.
const ENVIRONMENT: [(&str, &str); 5] = [
    // Nothing of the index is written.
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    // What another object stands for is a matter of one clone.
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    // What a partial clone lacks is not fetched. Git before 2.44 does not know this and tries to, by no protocol at all.
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
];

/// Gives a command what keeps it harmless. Its own arguments follow.
pub(super) fn make(command: &mut Command) {
    command.arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for name in LEADING {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT);
}

impl Git {
    /// Settings that switch off the filters that the repository names: to compare a file with what git has of it, git would
    /// run them.
    ///
    /// # Errors
    ///
    /// One has a name that can't be switched off.
    pub(super) fn without_filters(&self) -> Result<Vec<String>, String> {
        // Without any, git finds nothing and fails.
        let found = self.ask(&["config", "-z", "--name-only", "--get-regexp", r"^filter\..*$"]);
        let mut off = Vec::new();
        for name in found.unwrap_or_default().split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            let name = String::from_utf8_lossy(name);
            if name.contains('=') {
                return Err(format!("the repository has a filter whose name can't be used: `{name}`"));
            }
            let value = if name.ends_with(".required") { "false" } else { "" };
            off.extend(["-c".to_owned(), format!("{name}={value}")]);
        }
        Ok(off)
    }
}
