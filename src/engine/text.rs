//! What the bytes of a file say, where they are text.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// The text of a file that has to be UTF-8, and what is wrong with it where it is not. Bytes that mean nothing are
/// replaced by a sign then: a report can still show the place.
pub(super) fn decoded(path: &SourcePath, bytes: Vec<u8>) -> (String, Option<Diagnostic>) {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or(0);
    let message = format!("the file is not UTF-8: byte {at} is 0x{byte:02x}");
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let fault = Diagnostic::new(Code::NotUtf8, path, span, message).help("save the file as UTF-8");
    (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(fault))
}

/// Kinds of file that are no text.
const BINARY: [&str; 31] = [
    "7z", "avif", "bmp", "br", "bz2", "docx", "eot", "gif", "gz", "heic", "ico", "jpeg", "jpg", "mov", "mp3",
    "mp4", "odt", "ogg", "otf", "pdf", "png", "tgz", "ttf", "wasm", "webm", "webp", "woff", "woff2", "xlsx",
    "xz", "zip",
];

/// Whether a file is of a kind that is no text.
pub(super) fn is_binary(name: &str) -> bool {
    let kind = name.rsplit('.').next().unwrap_or("");
    BINARY.iter().any(|binary| kind.eq_ignore_ascii_case(binary))
}

/// How many bytes of a file say whether it is text: none of them is zero then.
const BYTES_OF_TEXT: usize = 8 << 10;

/// The text of a file of any kind and encoding; `None` if it is no text.
pub(super) fn of<'b>(name: &str, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
    if is_binary(name) {
        return None;
    }
    if let Some(text) = of_pairs(bytes) {
        return Some(Cow::Owned(text));
    }
    let is_text = !bytes.iter().take(BYTES_OF_TEXT).any(|byte| *byte == 0);
    is_text.then(|| String::from_utf8_lossy(bytes))
}

/// The text of a file in UTF-16, as some tools of Windows write it.
fn of_pairs(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let read = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}
