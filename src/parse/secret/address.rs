//! Passwords in addresses: `postgres://app:…@db`, `jdbc:postgresql://db/app?password=…`.

use std::ops::Range;

use super::Found;
use super::example::{is_example_host, is_no_password};

/// Most bytes of a scheme.
const MOST_SCHEME: usize = 24;
/// Most bytes of what stands between the slashes and the host.
const MOST_USER: usize = 400;
/// Most bytes of a user's name that are shown.
const MOST_SHOWN: usize = 24;

/// A password between a user and a host; `slashes` is where `://` stands.
pub(super) fn password(bytes: &[u8], slashes: Range<usize>) -> Option<Found> {
    let is_of_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+.-".contains(*byte);
    let scheme = bytes[..slashes.start].iter().rev().take(MOST_SCHEME).take_while(is_of_scheme).count();
    let start = slashes.start - scheme;
    let rest = &bytes[slashes.end..bytes.len().min(slashes.end + MOST_USER)];
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'`)|\\".contains(byte);
    let authority = rest.split(ends).next()?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority[..at].iter().position(|byte| *byte == b':')?;
    let (user, password) = (&authority[..colon], &authority[colon + 1..at]);
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || b"[$<{%_".contains(byte) || *byte >= 0x80;
    // A port, with what follows the host.
    let digits = password.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_port = password.get(digits).is_some_and(|byte| b"?#,;".contains(byte));
    let is_example = is_no_password(user, password) || is_example_host(&authority[at + 1..]);
    if scheme == 0 || !rest.get(at + 1).is_some_and(is_host) || is_port || is_example {
        return None;
    }
    let user = Some(user).filter(|user| user.len() <= MOST_SHOWN && user.is_ascii());
    let user = user.map_or("…".into(), |user| String::from_utf8_lossy(user));
    let scheme = String::from_utf8_lossy(&bytes[start..slashes.start]);
    Some(Found {
        whole: start..slashes.end + at,
        hidden: slashes.end + colon + 1..slashes.end + at,
        shown: format!("{scheme}://{user}:…@"),
    })
}

/// A password among the parameters of an address; `name` is where `password=` stands.
pub(super) fn parameter(bytes: &[u8], name: Range<usize>) -> Option<Found> {
    if !matches!(bytes[..name.start].last(), Some(b'?' | b'&' | b';')) {
        return None;
    }
    let is_apart = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`<>()|".contains(byte);
    let from = name.start.saturating_sub(MOST_USER);
    let before = bytes[from..name.start].rsplit(is_apart).next()?;
    let slashes = before.windows(3).position(|part| part == b"://")?;
    let host = before[slashes + 3..].split(|byte| b"/;?".contains(byte)).next().unwrap_or_default();
    if is_example_host(&host[host.iter().position(|byte| *byte == b'@').map_or(0, |at| at + 1)..]) {
        return None;
    }
    let ends = |byte: &u8| is_apart(byte) || b"&;".contains(byte);
    let value = bytes[name.end..].split(ends).next()?;
    let is_left_open = value.is_empty() && bytes.get(name.end) == Some(&b'<');
    if is_left_open || is_no_password(b"", value) {
        return None;
    }
    let end = name.end + value.len();
    Some(Found { whole: name.start..end, hidden: name.end..end, shown: "password=…".to_owned() })
}
