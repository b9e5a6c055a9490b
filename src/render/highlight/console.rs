//! Terminal sessions: prompts are marked, commands are painted whole, and output is told apart.
//!
//! A line of output has the class `go` over all of it, an empty one too: what a reader copies is the other lines, without
//! what has the class `pr`.

use super::language::syntaxes;
use super::{code_lines, is_worthwhile, plain};
use crate::parse::session::{Dialect, Line, Role, Session};
use crate::render::html::escape_into;

/// The lines of a session, each ended by `\n`.
pub(super) fn console(code: &str) -> String {
    let session = Session::read(code);
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = session.lines.as_slice();
    while let Some(line) = rest.first() {
        let length = match line.role {
            Role::Command(dialect) => {
                let length = 1 + rest[1..].iter().take_while(|line| line.role == Role::Continued).count();
                command(&rest[..length], dialect, &mut out);
                length
            }
            Role::Continued | Role::Output => {
                output(line.text, &mut out);
                1
            }
        };
        rest = &rest[length..];
    }
    out
}

/// The lines of a command, painted as one text.
fn command(lines: &[Line<'_>], dialect: Dialect, out: &mut String) {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.text);
        text.push('\n');
    }
    let syntax = syntax(dialect).and_then(|token| syntaxes().find_syntax_by_token(token));
    let html = match syntax {
        Some(syntax) if is_worthwhile(&text) => code_lines(&text, syntax),
        _ => plain(&text),
    };
    for (line, html) in lines.iter().zip(html.split_inclusive('\n')) {
        if !line.prompt.is_empty() {
            span("pr", line.prompt, out);
        }
        out.push_str(html);
    }
}

/// The language that commands behind a prompt are written in.
fn syntax(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::Shell => Some("bash"),
        Dialect::PowerShell => Some("powershell"),
        Dialect::Batch => Some("bat"),
        Dialect::Sql => Some("sql"),
        Dialect::Python => Some("python"),
        Dialect::Ruby => Some("ruby"),
        Dialect::Plain => None,
    }
}

fn output(text: &str, out: &mut String) {
    span("go", text, out);
    out.push('\n');
}

fn span(class: &str, text: &str, out: &mut String) {
    out.push_str("<span class=\"");
    out.push_str(class);
    out.push_str("\">");
    escape_into(out, text);
    out.push_str("</span>");
}
