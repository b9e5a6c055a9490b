//! The long words of a text: runs of the signs that tokens are made of.
//!
//! Prose has few of them, and so they are found without a look at each byte: one that is long enough holds a byte at every
//! so many bytes.

use std::ops::Range;

/// Fewest bytes in a row of a token, without a sign that parts it.
const LEAST: usize = 16;

/// What a byte is.
const PART: u8 = 1;
const SEPARATOR: u8 = 2;
const KINDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'+' => PART,
            b'/' | b'=' | b'.' | b'~' | b':' => SEPARATOR,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Hands over each long word, with what is joined to it by signs such as dots.
pub(super) fn long(bytes: &[u8], mut take: impl FnMut(Range<usize>)) {
    let mut at = LEAST - 1;
    // What was handed over already.
    let mut done = 0;
    while let Some(byte) = bytes.get(at) {
        if KINDS[usize::from(*byte)] != PART {
            at += LEAST;
            continue;
        }
        let end = end_of(bytes, at, PART);
        if at >= done && end - start_of(bytes, at, PART) >= LEAST {
            let word = start_of(bytes, at, PART | SEPARATOR)..end_of(bytes, end, PART | SEPARATOR);
            done = word.end;
            take(word);
        }
        // The sign at the end is none of a word.
        at = end + LEAST;
    }
}

fn start_of(bytes: &[u8], mut at: usize, kinds: u8) -> usize {
    while at > 0 && KINDS[usize::from(bytes[at - 1])] & kinds != 0 {
        at -= 1;
    }
    at
}

fn end_of(bytes: &[u8], mut at: usize, kinds: u8) -> usize {
    while at < bytes.len() && KINDS[usize::from(bytes[at])] & kinds != 0 {
        at += 1;
    }
    at
}
