//! What looks like a secret and is none: examples that everybody knows, what stands in the place of a real one, and lines
//! that say of themselves that they hold an example.

use std::ops::Range;

/// The words of a comment that say so, without the blanks between them.
const MARK: [&str; 2] = ["fieldnotes:", "example-secret"];

/// Whether a comment is such a one.
pub fn is_mark(comment: &str) -> bool {
    comment.trim_start_matches(['#', ' ', '\t']).starts_with(MARK[0])
}

/// The lines that comments say hold examples: their own, and the next one that is not blank; where that opens a block of
/// code, all of the block.
pub(super) fn marked(text: &str) -> Vec<Range<usize>> {
    let mut marked = Vec::new();
    for (at, _) in text.match_indices(MARK[0]) {
        let rest = text[at + MARK[0].len()..].trim_start_matches([' ', '\t']);
        if !rest.starts_with(MARK[1]) {
            continue;
        }
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let mut end = line_end(text, at);
        while end < text.len() {
            let line = &text[end..line_end(text, end)];
            let next = end + line.len();
            if !line.trim().is_empty() {
                end = fence_end(text, line, next).unwrap_or(next);
                break;
            }
            end = next;
        }
        marked.push(start..end);
    }
    marked
}

/// The end of the line of a place, behind its line break.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Where the block of code ends that a line opens.
fn fence_end(text: &str, line: &str, mut at: usize) -> Option<usize> {
    let fence = line.trim_start().trim_start_matches(['>', ' ', '-', '*']);
    let kind = fence.chars().next().filter(|c| "`~".contains(*c))?;
    let length = fence.chars().take_while(|c| *c == kind).count();
    if length < 3 {
        return None;
    }
    while at < text.len() {
        let end = line_end(text, at);
        let closing = text[at..end].trim().trim_start_matches(['>', ' ']);
        at = end;
        if closing.len() >= length && closing.chars().all(|c| c == kind) {
            break;
        }
    }
    Some(at)
}

/// Examples of manuals that look like the real thing.
const KNOWN: [&[u8]; 4] = [
    // The documentation of GitHub.
    b"16C7e42F292c6912E7710c838347Ae178B4a",
    // The documentation of Stripe; and of Square, Telegram.
    b"4eC39HqLyjWDarjtT1zdp7dc",
    b"123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
    b"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
];

/// Whether it is an example of some manual.
pub(super) fn is_known(token: &[u8]) -> bool {
    KNOWN.iter().any(|known| token.windows(known.len()).any(|part| part == *known))
}

/// Words that stand in examples, and hardly ever by chance.
const WORDS: [&str; 18] = [
    "example",
    "sample",
    "placeholder",
    "redacted",
    "changeme",
    "replaceme",
    "insert",
    "dummy",
    "notreal",
    "yourtoken",
    "yourkey",
    "yoursecret",
    "your_",
    "your-",
    "xxxx",
    "....",
    "****",
    "____",
];

/// Whether something stands in the place of a secret: words that say so, a sign again and again, or a row of signs in the
/// order of the alphabet.
pub(super) fn is_filler(token: &[u8]) -> bool {
    let lower: Vec<u8> = token.iter().map(u8::to_ascii_lowercase).collect();
    if WORDS.iter().any(|word| lower.windows(word.len()).any(|part| part == word.as_bytes())) {
        return true;
    }
    let signs: Vec<u8> = lower.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
    let mut kinds = [false; 256];
    for sign in &signs {
        kinds[usize::from(*sign)] = true;
    }
    let kinds = kinds.iter().filter(|is_there| **is_there).count();
    let follows = |pair: &[u8]| {
        pair[0] == pair[1] || pair[0] + 1 == pair[1] || matches!(pair, b"90" | b"9a" | b"0a" | b"z0" | b"fa")
    };
    let in_order = signs.windows(2).filter(|pair| follows(pair)).count();
    kinds <= 5 || in_order * 10 >= signs.len().saturating_sub(1) * 6
}

/// What stands for a password where there is none.
const PASSWORDS: [&str; 58] = [
    "123",
    "1234",
    "12345",
    "123456",
    "12345678",
    "abc",
    "admin",
    "bar",
    "baz",
    "bitnami",
    "changeit",
    "changeme",
    "changethis",
    "contrasena",
    "dbpass",
    "dbpassword",
    "dummy",
    "example",
    "foo",
    "guest",
    "hidden",
    "hunter2",
    "insert",
    "kennwort",
    "key",
    "letmein",
    "minio",
    "minioadmin",
    "mongo",
    "motdepasse",
    "mypass",
    "mypassword",
    "mysecret",
    "mysql",
    "pass",
    "passwd",
    "password",
    "password1",
    "password123",
    "passwort",
    "placeholder",
    "postgres",
    "postgresql",
    "pswd",
    "pw",
    "pwd",
    "qwerty",
    "rabbitmq",
    "redacted",
    "redis",
    "root",
    "s3cret",
    "secret",
    "secret123",
    "test",
    "test123",
    "token",
    "xoauthbasic",
];

/// Whether a password in an address is evidently none, or one that everybody knows.
pub(super) fn is_no_password(user: &[u8], password: &[u8]) -> bool {
    let (Ok(user), Ok(password)) = (std::str::from_utf8(user), std::str::from_utf8(password)) else {
        return false;
    };
    let plain: String =
        password.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let opens = |open: char, close: char| password.starts_with(open) && password.contains(close);
    let is_of_words = password.chars().all(|c| c.is_ascii_alphabetic() || "_-. ".contains(c));
    let holds = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    password.chars().count() < 3
        || plain.is_empty()
        || user.eq_ignore_ascii_case(password)
        || opens('<', '>')
        || opens('{', '}')
        || opens('[', ']')
        || opens('%', '%')
        || password.starts_with("%(")
        || is_variable(password)
        || PASSWORDS.contains(&plain.as_str())
        || holds(&["xxx", "example", "your", "changeme", "redacted", "placeholder"])
        || (is_of_words && password.split(['_', '-', '.']).any(is_word_for_password))
        || (is_of_words && password.contains('_') && !password.contains(|c: char| c.is_ascii_lowercase()))
        || (password.len() >= 8 && is_filler(password.as_bytes()))
        || same_sign(password)
}

/// Whether an address leads to nobody else's machine, or to a name that is kept for examples: what opens it there is no secret.
/// Of several hosts all have to be such ones.
pub(super) fn is_example_host(hosts: &[u8]) -> bool {
    let Ok(hosts) = std::str::from_utf8(hosts) else { return false };
    let is_example = |host: &str| {
        let host = match host.strip_prefix('[') {
            Some(inner) => inner.split(']').next().unwrap_or_default(),
            None => host.split([':', '?', '#', ';']).next().unwrap_or_default(),
        };
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_in =
            |name: &&str| host.strip_suffix(*name).is_some_and(|left| left.is_empty() || left.ends_with('.'));
        host == "::1"
            || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
            || ["localhost", "example", "example.com", "example.org", "example.net"].iter().any(is_in)
    };
    hosts.split(',').all(is_example)
}

fn is_word_for_password(part: &str) -> bool {
    ["pass", "password", "passwd", "passphrase", "pw", "pwd", "secret", "token"]
        .iter()
        .any(|word| part.eq_ignore_ascii_case(word))
}

fn same_sign(text: &str) -> bool {
    let mut signs = text.chars();
    let first = signs.next();
    signs.all(|sign| Some(sign) == first)
}

/// Whether all of it is the name of a variable: `$PASS`, `${PASS}`, `$(pass db)`, `$env:PASS`.
fn is_variable(text: &str) -> bool {
    let Some(name) = text.strip_prefix('$') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_:".contains(c);
    name.starts_with(['{', '(', '<', '$']) || (!name.is_empty() && name.chars().all(is_name))
}
