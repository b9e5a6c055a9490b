//! Secrets that have to be looked into: blocks of private keys, what is written in Base64, and checksums.

use std::ops::Range;

use super::Found;
use super::example::{is_filler, is_no_password};

/// Most bytes of a private key.
const MOST_KEY: usize = 32 << 10;
/// Fewest signs in a row that are taken for the inside of a key.
const LEAST_KEY: usize = 40;

/// A block of a private key, with something of the key in it.
pub(super) fn private_key(bytes: &[u8], begin: Range<usize>) -> Option<Found> {
    let rest = &bytes[begin.end..bytes.len().min(begin.end + MOST_KEY)];
    let label_end = find(rest, b"-----")?;
    let label = std::str::from_utf8(&rest[..label_end]).ok()?;
    let is_label = label.ends_with("PRIVATE KEY") || label == "PGP PRIVATE KEY BLOCK";
    if !is_label || label.len() > 40 {
        return None;
    }
    let inside = begin.end + label_end + 5;
    let end = find(&rest[label_end + 5..], b"-----END ").map_or(begin.end + rest.len(), |end| inside + end);
    let hidden = key_material(bytes, inside..end)?;
    let shown = format!("-----BEGIN {label}-----");
    Some(Found { whole: begin.start..hidden.end, hidden, shown })
}

/// A key in the form of `PuTTY`.
pub(super) fn putty_key(bytes: &[u8], begin: Range<usize>) -> Option<Found> {
    let rest = &bytes[begin.end..bytes.len().min(begin.end + MOST_KEY)];
    let lines = begin.end + find(rest, b"Private-Lines:")? + b"Private-Lines:".len();
    let inside = &bytes[lines..begin.end + rest.len()];
    let end = find(inside, b"Private-MAC").map_or(lines + inside.len(), |end| lines + end);
    let hidden = key_material(bytes, lines..end)?;
    Some(Found { whole: begin.start..hidden.end, hidden, shown: "PuTTY-User-Key-File-…".to_owned() })
}

/// The part of a block that must not be shown; nothing where it holds no key, but dots or words in its stead.
fn key_material(bytes: &[u8], block: Range<usize>) -> Option<Range<usize>> {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let mut at = block.start;
    let mut length = 0;
    while at < block.end {
        // A line break as text, as in JSON.
        let is_break = bytes[at] == b'\\' && matches!(bytes.get(at + 1), Some(b'n' | b'r'));
        if is_break {
            (at, length) = (at + 2, 0);
            continue;
        }
        length = if is_of_key(bytes[at]) { length + 1 } else { 0 };
        at += 1;
        let ends = at == block.end || !is_of_key(bytes[at]);
        if ends && length >= LEAST_KEY && !is_filler(&bytes[at - length..at]) {
            return Some(block.start..whole_character(bytes, block.end));
        }
    }
    None
}

/// The first place from here on where a character begins.
fn whole_character(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
        at += 1;
    }
    at
}

/// A private key that is encoded once more, as in the settings of Kubernetes.
pub(super) fn encoded_key(bytes: &[u8], begin: Range<usize>) -> Option<Found> {
    let run = run(bytes, begin.start);
    let decoded = decode(&bytes[begin.start..run])?;
    let is_key = find(&decoded, b"PRIVATE KEY-----").is_some_and(|at| decoded.len() > at + 60);
    let hidden = begin.end..run;
    is_key.then(|| Found { whole: begin.start..run, hidden, shown: "LS0tLS1CRUdJTi…".to_owned() })
}

/// A JSON Web Token: three parts, of which the first names an algorithm.
pub(super) fn web_token(bytes: &[u8], begin: Range<usize>) -> Option<Found> {
    let is_part_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    if bytes[..begin.start].last().is_some_and(is_part_of_word) {
        return None;
    }
    let rest = &bytes[begin.start..];
    let end = rest.iter().position(|byte| !is_part_of_word(byte)).unwrap_or(rest.len());
    let mut parts = rest[..end].split(|byte| *byte == b'.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if payload.len() < 10 || signature.len() < 20 {
        return None;
    }
    let header: serde_json::Value = serde_json::from_slice(&decode(header)?).ok()?;
    header.get("alg")?.as_str()?;
    let payload = decode(payload).unwrap_or_default();
    // The example of jwt.io, which half of all manuals show.
    if find(&payload, b"John Doe").is_some() || is_filler(signature) {
        return None;
    }
    let trailing = rest[..end].iter().rev().take_while(|byte| **byte == b'.').count();
    let whole = begin.start..begin.start + end - trailing;
    Some(Found { hidden: begin.end..whole.end, whole, shown: "eyJ…".to_owned() })
}

/// A user and a password, as HTTP's header and Docker's settings hold them.
pub(super) fn basic(bytes: &[u8], name: Range<usize>) -> Option<Found> {
    let between = |byte: &&u8| b" \t\r\n:=\"'".contains(*byte);
    let start = name.end + bytes[name.end..].iter().take(8).take_while(between).count();
    let end = run(bytes, start);
    let decoded = decode(bytes.get(start..end).filter(|value| value.len() >= 8)?)?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let is_text = std::str::from_utf8(&decoded).is_ok_and(|text| !text.contains(char::is_control));
    if !is_text || is_no_password(&decoded[..colon], &decoded[colon + 1..]) {
        return None;
    }
    let shown = format!("{}…", String::from_utf8_lossy(&bytes[name.clone()]));
    Some(Found { whole: name.start..end, hidden: start..end, shown })
}

/// The end of what may be Base64.
fn run(bytes: &[u8], start: usize) -> usize {
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte);
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !is_inside(byte)).unwrap_or(rest.len())
}

/// Reads Base64 of either alphabet; nothing where it is none.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.split(|byte| *byte == b'=').next()?;
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    (text.len() % 4 != 1).then_some(out)
}

/// Whether a token ends in its own checksum, as those of GitHub and npm do: six digits to the base of 62.
pub(super) fn has_checksum(token: &[u8]) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some(body) = token.split(|byte| *byte == b'_').nth(1).filter(|body| body.len() == 36) else {
        return false;
    };
    let mut sum = flate2::Crc::new();
    sum.update(&body[..30]);
    let mut rest = sum.sum();
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    digits == body[30..]
}

/// Where some bytes stand among others.
fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
