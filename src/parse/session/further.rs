//! Prompts for further lines of a command: `> `, `-> `, `... `.

use super::Dialect;
use super::prompt::{Prompt, Style, head, is_name};

/// The bytes of a prompt for a further line of a command that began behind another prompt.
pub(super) fn find(line: &str, prompt: &Prompt<'_>) -> Option<usize> {
    let blanks = line.len() - line.trim_start().len();
    let text = &line[blanks..];
    let after = |sign: &str| {
        let rest = text.strip_prefix(sign)?;
        (rest.is_empty() || rest.starts_with(' '))
            .then(|| blanks + sign.len() + usize::from(!rest.is_empty()))
    };
    let any = |signs: &[&str]| signs.iter().find_map(|sign| after(sign));
    match prompt.dialect {
        Dialect::Shell if blanks == 0 && prompt.style == Style::Sign('>') => any(&[">", "...", "|"]),
        Dialect::Shell if blanks == 0 => after(">").or_else(|| zsh(text)),
        Dialect::PowerShell => after(">>"),
        Dialect::Batch => after("More?"),
        Dialect::Sql => any(&["->", "'>", "\">", "`>", "/*>", "...>", "..."]).or_else(|| postgres(text)),
        Dialect::Python => any(&["...", "...:"]),
        Dialect::Plain if prompt.style != Style::Program(Dialect::Plain) => any(&["...", "..", "->"]),
        _ => None,
    }
}

/// zsh says what it waits for: `heredoc> `, `for dquote> `.
fn zsh(text: &str) -> Option<usize> {
    const WAITS: [&str; 26] = [
        "heredoc",
        "heredocd",
        "quote",
        "dquote",
        "bquote",
        "pipe",
        "cmdand",
        "cmdor",
        "cmdsubst",
        "braceparam",
        "for",
        "while",
        "until",
        "repeat",
        "select",
        "if",
        "then",
        "elif",
        "elif-then",
        "else",
        "case",
        "function",
        "subsh",
        "cursh",
        "array",
        "mathsubst",
    ];
    let head = text.split_once('>')?.0;
    let rest = &text[head.len() + 1..];
    let is_wait = !head.is_empty() && head.split(' ').all(|word| WAITS.contains(&word));
    (is_wait && (rest.is_empty() || rest.starts_with(' ')))
        .then(|| head.len() + 1 + usize::from(!rest.is_empty()))
}

/// psql's prompt for further lines: the name, a sign for what it waits for, and `#` or `>`.
fn postgres(text: &str) -> Option<usize> {
    let (head, length) = head(text)?;
    let name = head.strip_suffix(['-', '(', '\'', '"', '*', '$'])?;
    (name.is_empty() || is_name(name)).then_some(length)
}
