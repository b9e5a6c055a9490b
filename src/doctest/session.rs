//! Runs the commands of a terminal session in one shell, and tells what each of them printed.

use crate::parse::session::{Dialect, Role, Session};

/// A command of a session, and what the note shows below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step<'c> {
    /// The command, in one line or more.
    pub(super) text: String,
    /// Where it begins: a line of the code, from 1.
    pub(super) line: usize,
    /// What is shown below it.
    pub(super) shown: Vec<&'c str>,
}

/// The commands of a session, in order.
///
/// # Errors
/// Says why they can't be run: they are those of another program than a shell, or one has no end. With the line, from 1.
pub(super) fn steps(code: &str) -> Result<Vec<Step<'_>>, (usize, String)> {
    let session = Session::read(code);
    if let Some(cut) = session.cut {
        return Err((cut.line, "the command has no end".to_owned()));
    }
    let mut steps: Vec<Step<'_>> = Vec::new();
    for (at, line) in session.lines.iter().enumerate() {
        match line.role {
            Role::Command(Dialect::Shell) => {
                steps.push(Step { text: line.text.to_owned(), line: at + 1, ..Step::default() });
            }
            Role::Command(_) => {
                return Err((at + 1, "the prompt is not that of a shell".to_owned()));
            }
            Role::Continued => {
                if let Some(step) = steps.last_mut() {
                    step.text.push('\n');
                    step.text.push_str(line.text);
                }
            }
            Role::Output => {
                if let Some(step) = steps.last_mut() {
                    step.shown.push(line.text);
                }
            }
        }
    }
    if steps.is_empty() {
        return Err((1, "no line begins with a prompt such as `$ `".to_owned()));
    }
    for step in &mut steps {
        // What stands between two commands for the eye is no output.
        let length = step.shown.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
        step.shown.truncate(length);
    }
    Ok(steps)
}

/// A script that runs the commands one after the other, each with a mark and its status behind it. `folder` is where each stands
/// in a file of its own, by its number. It goes no further than to the first that fails: what comes after would run in a place
/// that it was not written for.
pub(super) fn script(steps: &[Step<'_>], folder: &str, mark: &str) -> String {
    let quoted = crate::path::shell_word(folder);
    let run = |at: usize| {
        let further = if at + 1 < steps.len() { " || exit" } else { "" };
        format!(". {quoted}/{at}\n__fieldnotes_mark{further}\n")
    };
    let mark =
        format!("__fieldnotes_mark() {{ set -- $?; command printf '{mark}%s\\n' \"$1\"; return \"$1\"; }}\n");
    mark + &(0..steps.len()).map(run).collect::<String>()
}

/// What each command printed, with its status, and what came behind that; fewer than there are commands where one of them failed
/// or ended the shell.
pub(super) fn outputs<'p>(printed: &'p str, mark: &str) -> (Vec<(String, i32)>, &'p str) {
    let mut outputs = Vec::new();
    let mut rest = printed;
    while let Some((output, behind)) = rest.split_once(mark) {
        let (status, behind) = behind.split_once('\n').unwrap_or((behind, ""));
        outputs.push((output.to_owned(), status.parse().unwrap_or(1)));
        rest = behind;
    }
    (outputs, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_have_what_is_shown_below_them() {
        let code = "$ echo a \\\n    b\na b\n\n$ cat <<E\nx\nE\nx\n$ true\n";
        let steps = steps(code).unwrap();
        let seen: Vec<_> =
            steps.iter().map(|step| (step.text.as_str(), step.line, step.shown.as_slice())).collect();
        let all: [(&str, usize, &[&str]); 3] =
            [("echo a \\\n    b", 1, &["a b"]), ("cat <<E\nx\nE", 5, &["x"]), ("true", 9, &[])];
        assert_eq!(seen, all);
    }

    #[test]
    fn what_is_no_shell_is_not_run() {
        assert_eq!(steps("app=# SELECT 1;\n").unwrap_err().0, 1);
        assert_eq!(steps("$ cat <<E\nx\n").unwrap_err().0, 1);
        assert_eq!(steps("nothing\n").unwrap_err().0, 1);
    }

    #[test]
    fn outputs_are_told_apart() {
        let printed = "a\n\u{1}m\u{1}0\nno line end\u{1}m\u{1}3\nrest";
        let (outputs, rest) = outputs(printed, "\u{1}m\u{1}");
        assert_eq!(outputs, [("a\n".to_owned(), 0), ("no line end".to_owned(), 3)]);
        assert_eq!(rest, "rest");
    }
}
