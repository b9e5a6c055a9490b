//! Prompts: what a line of a terminal session begins with before the command.

use super::Dialect;

/// A prompt at the beginning of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prompt<'c> {
    /// Its bytes, with the blank behind it.
    pub(super) length: usize,
    pub(super) style: Style<'c>,
    pub(super) strength: Strength,
    pub(super) dialect: Dialect,
}

/// Which prompts are of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style<'c> {
    /// A sign alone.
    Sign(char),
    /// A shell's that names a user, a host or a folder.
    Host,
    /// The folder alone: `/etc # `.
    Folder,
    /// A program's own.
    Program(Dialect),
    /// A name and a sign: `router# `, `julia> `.
    Named(&'c str),
}

/// How likely it is that a line which looks like it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// Much else begins like it.
    Weak,
    /// Little else begins like it.
    Plain,
    /// Nothing else looks like it.
    Strong,
}

/// Most bytes of a prompt.
const MOST_BYTES: usize = 120;

/// Names of clients for databases, as their prompts give them.
const SQL_CLIENTS: [&str; 7] = ["mysql", "sqlite", "cqlsh", "hive", "trino", "presto", "spark-sql"];
/// Debuggers, whose prompts stand in brackets.
const DEBUGGERS: [&str; 5] = ["(gdb)", "(lldb)", "(Pdb)", "(dbx)", "(rr)"];

/// The prompt that a line begins with.
pub(super) fn find(line: &str) -> Option<Prompt<'_>> {
    let first = line.chars().next()?;
    match first {
        '$' | '#' | '%' => sign(line, first),
        '>' => python(line).or_else(|| sign(line, first)),
        '(' => bracketed(line),
        '[' => square(line).or_else(|| program(line)),
        '❯' | '➜' | 'λ' | '»' => arrow(line, first),
        '└' | '╰' => corner(line),
        '=' => nameless_postgres(line),
        '/' | '~' | '-' => headed(line),
        _ if first.is_alphanumeric() || first == '_' => {
            windows(line).or_else(|| program(line)).or_else(|| headed(line))
        }
        _ => None,
    }
}

/// psql's prompt as its own manual has it: `=> ` and `=# `.
fn nameless_postgres(line: &str) -> Option<Prompt<'_>> {
    let (_, length) = head(line).filter(|(head, _)| *head == "=")?;
    Some(prompt(length, Style::Program(Dialect::Sql), Strength::Weak, Dialect::Sql))
}

fn prompt(length: usize, style: Style<'_>, strength: Strength, dialect: Dialect) -> Prompt<'_> {
    Prompt { length, style, strength, dialect }
}

/// A sign with a blank behind it, or alone on its line.
fn sign(line: &str, sign: char) -> Option<Prompt<'_>> {
    let rest = &line[sign.len_utf8()..];
    let blank = rest.chars().next();
    let strength = if sign == '$' { Strength::Plain } else { Strength::Weak };
    matches!(blank, None | Some(' '))
        .then(|| prompt(line.len().min(sign.len_utf8() + 1), Style::Sign(sign), strength, Dialect::Shell))
}

fn python(line: &str) -> Option<Prompt<'_>> {
    let rest = line.strip_prefix(">>>")?;
    let style = Style::Program(Dialect::Python);
    (rest.is_empty() || rest.starts_with(' '))
        .then(|| prompt(line.len().min(4), style, Strength::Weak, Dialect::Python))
}

/// Signs that themes of shells use; after two blanks the folder follows, and the state of its repository.
fn arrow(line: &str, sign: char) -> Option<Prompt<'_>> {
    let rest = &line[sign.len_utf8()..];
    let style = Style::Sign(sign);
    let of = |left: &str| prompt(line.len() - left.len(), style, Strength::Weak, Dialect::Shell);
    if rest.is_empty() {
        return Some(of(""));
    }
    let rest = rest.strip_prefix(' ')?;
    if sign != '➜' || !rest.starts_with(' ') {
        return Some(of(rest));
    }
    let mut left = word_off(rest.trim_start());
    if left.starts_with("git:(") {
        left = word_off(left);
        left = left.strip_prefix("✗ ").or_else(|| left.strip_prefix("✗")).unwrap_or(left);
    }
    Some(of(left))
}

/// What follows the first word and the blanks behind it.
fn word_off(text: &str) -> &str {
    text[text.find(' ').unwrap_or(text.len())..].trim_start()
}

/// The second line of a prompt over two lines.
fn corner(line: &str) -> Option<Prompt<'_>> {
    let rest = line.trim_start_matches(['└', '╰', '─', '╴']);
    let sign = rest.chars().next().filter(|sign| "$#%>❯➤".contains(*sign))?;
    let rest = &rest[sign.len_utf8()..];
    let left = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
    Some(prompt(line.len() - left.len(), Style::Host, Strength::Strong, Dialect::Shell))
}

/// Names of environments before a shell's prompt, `(venv) $ `, or a debugger's prompt.
fn bracketed(line: &str) -> Option<Prompt<'_>> {
    let close = line.find(')')?;
    let name = &line[1..close];
    let blanks = line[close + 1..].len() - line[close + 1..].trim_start_matches(' ').len();
    let start = close + 1 + blanks;
    let is_environment = !name.is_empty() && name.len() < 60 && !name.contains(['(', '"', '\'', '$']);
    let inner = (is_environment && blanks > 0).then(|| find(&line[start..])).flatten();
    if let Some(inner) =
        inner.filter(|inner| inner.dialect == Dialect::Shell || inner.dialect == Dialect::PowerShell)
    {
        let strength = if name.contains(' ') { Strength::Weak } else { Strength::Strong };
        return Some(Prompt { length: start + inner.length, strength, ..inner });
    }
    let style = Style::Program(Dialect::Plain);
    let is_debugger = DEBUGGERS.contains(&&line[..=close]) && (blanks > 0 || start == line.len());
    is_debugger.then(|| prompt(line.len().min(close + 2), style, Strength::Strong, Dialect::Plain))
}

/// `[user@host folder]$ `.
fn square(line: &str) -> Option<Prompt<'_>> {
    let close = line.find(']').filter(|close| *close < MOST_BYTES)?;
    let inner = &line[1..close];
    let mut rest = line[close + 1..].chars();
    let sign = rest.next().filter(|sign| "$#%>".contains(*sign))?;
    let is_ended = matches!(rest.next(), None | Some(' '));
    let strength = if inner.contains('@') { Strength::Strong } else { Strength::Plain };
    (is_ended && !inner.is_empty() && sign.is_ascii())
        .then(|| prompt(line.len().min(close + 3), Style::Host, strength, Dialect::Shell))
}

/// `PS C:\> `, `PS> ` and `C:\>`.
fn windows(line: &str) -> Option<Prompt<'_>> {
    let end = line.find('>').filter(|end| *end < MOST_BYTES)?;
    let head = &line[..end];
    let rest = &line[end + 1..];
    let is_blank = rest.is_empty() || rest.starts_with(' ');
    if let Some(place) = head.strip_prefix("PS").filter(|_| is_blank) {
        let is_place =
            place.is_empty() || place.starts_with(' ') && place[1..].contains([':', '/', '~', '\\']);
        let style = Style::Program(Dialect::PowerShell);
        return is_place
            .then(|| prompt(line.len().min(end + 2), style, Strength::Strong, Dialect::PowerShell));
    }
    let mut drive = head.chars();
    let is_folder = drive.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && drive.as_str().starts_with(":\\")
        && !head.contains(['<', '|', '"', '?', '*']);
    let length = end + 1 + usize::from(rest.starts_with(' '));
    is_folder.then(|| prompt(length, Style::Program(Dialect::Batch), Strength::Strong, Dialect::Batch))
}

/// What stands before the first sign that a blank or the line's end follows, and the bytes up to the command.
pub(super) fn head(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let is_sign = |at: &usize| {
        matches!(bytes[*at], b'$' | b'#' | b'%' | b'>') && matches!(bytes.get(at + 1), None | Some(b' '))
    };
    let end = (0..bytes.len().min(MOST_BYTES)).find(is_sign)?;
    Some((&line[..end], bytes.len().min(end + 2)))
}

/// Prompts of programs that read commands of their own.
fn program(line: &str) -> Option<Prompt<'_>> {
    if let Some(found) = numbered(line) {
        return Some(found);
    }
    let (head, length) = head(line)?;
    let is_angle = line.as_bytes()[head.len()] == b'>';
    let is_client = is_angle && (SQL_CLIENTS.contains(&head) || is_with_database(head));
    let is_postgres =
        head.strip_suffix(['*', '!', '^']).unwrap_or(head).strip_suffix('=').is_some_and(is_name);
    let dialect = if is_client || is_postgres {
        Dialect::Sql
    } else if is_angle && is_port(head) {
        Dialect::Plain
    } else {
        return None;
    };
    Some(prompt(length, Style::Program(dialect), Strength::Strong, dialect))
}

/// Prompts of Ruby and Python that count their lines.
fn numbered(line: &str) -> Option<Prompt<'_>> {
    let of = |length: usize, dialect| prompt(length, Style::Program(dialect), Strength::Strong, dialect);
    if let Some(rest) = line.strip_prefix("In [") {
        let (number, text) = rest.split_once("]:")?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let text = text.strip_prefix(' ').unwrap_or(text);
        return is_number.then(|| of(line.len() - text.len(), Dialect::Python));
    }
    if line.starts_with("irb(") || line.starts_with('[') && line.contains("] pry(") {
        let close = line.find("):").or_else(|| line.find(")>")).filter(|close| *close < MOST_BYTES)?;
        let (_, text) = line[close..].split_once(['>', '*', '"', '\''])?;
        let text = text.strip_prefix(' ').unwrap_or(text);
        return Some(of(line.len() - text.len(), Dialect::Ruby));
    }
    None
}

/// `MariaDB [shop]`.
fn is_with_database(head: &str) -> bool {
    let name = head.strip_suffix(']').and_then(|head| head.split_once(" ["));
    name.is_some_and(|(client, _)| ["MariaDB", "MySQL", "mysql"].contains(&client))
}

/// `127.0.0.1:6379`, with the number of a database behind it.
fn is_port(head: &str) -> bool {
    let head = head.split_once('[').map_or(head, |(head, _)| head);
    head.rsplit_once(':').is_some_and(|(host, port)| {
        !host.contains(' ') && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
}

/// A shell's prompt that ends in a sign: `user@host:~$ `, `bash-5.1$ `, `/etc # `, `router# `.
fn headed(line: &str) -> Option<Prompt<'_>> {
    let (head, length) = head(line)?;
    let sign = line.as_bytes()[head.len()];
    if is_user_at_host(head, sign) || is_shell_and_version(head) || is_host_and_folder(head) {
        return Some(prompt(length, Style::Host, Strength::Strong, Dialect::Shell));
    }
    let word = head.strip_suffix(' ').unwrap_or(head);
    if word.contains(' ') || head.starts_with('-') {
        return None;
    }
    if head.starts_with(['/', '~']) {
        let is_text = word.contains(['"', '\'', ';', '=']) || (word.len() < head.len() && sign == b'>');
        return (!is_text).then(|| prompt(length, Style::Folder, Strength::Weak, Dialect::Shell));
    }
    let name = head.split_once('(').filter(|_| head.ends_with(')')).map_or(head, |(name, _)| name);
    let is_unlikely = name.len() == 1 && name.starts_with(char::is_uppercase);
    let dialect = if sign == b'>' { Dialect::Plain } else { Dialect::Shell };
    (is_name(name) && !is_unlikely && name.starts_with(char::is_alphabetic))
        .then(|| prompt(length, Style::Named(name), Strength::Weak, dialect))
}

/// `user@host`, with the folder behind a colon or a blank, or nothing.
fn is_user_at_host(head: &str, sign: u8) -> bool {
    let Some((user, rest)) = head.split_once('@') else { return false };
    let end = rest.find([':', ' ']).unwrap_or(rest.len());
    let (host, place) = rest.split_at(end);
    let is_place = match place.strip_prefix(' ') {
        Some(folder) => {
            let word = folder.strip_suffix(' ').unwrap_or(folder);
            !word.contains(' ') && (sign == b'%' || folder == word || word.starts_with(['/', '~']))
        }
        None => !place.starts_with(": ") && place.matches(' ').count() < 3,
    };
    is_name(user) && is_name_of_host(host) && is_place
}

fn is_name_of_host(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
}

/// `bash-5.1`.
fn is_shell_and_version(head: &str) -> bool {
    let head = head.strip_prefix('-').unwrap_or(head);
    head.split_once('-').is_some_and(|(shell, version)| {
        ["bash", "sh", "zsh", "ksh", "dash", "ash"].contains(&shell)
            && version.starts_with(|c: char| c.is_ascii_digit())
            && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// `host:/etc`, and `host:~ user` as older Macs have it.
fn is_host_and_folder(head: &str) -> bool {
    head.split_once(':').is_some_and(|(host, folder)| {
        is_name(host)
            && folder.starts_with(['~', '/'])
            && folder.matches(' ').count() < 2
            && !folder.ends_with(' ')
    })
}
