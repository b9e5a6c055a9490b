//! WebP: a row of chunks in one of the kind RIFF. Those of pixels, animation and colours stay; the header says no more
//! that there were others.

use super::{Stripped, exif};

/// Bytes before the first chunk.
const HEADER: usize = 12;
/// Bytes of a frame of an animation before its own chunks.
const FRAME: usize = 16;
/// Flags of the header: whether there is metadata of a camera, or of an editor.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
/// Chunks of pixels.
const PIXELS: [&[u8; 4]; 3] = [b"VP8 ", b"VP8L", b"ALPH"];

/// The picture without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(bytes.len());
    out.bytes.extend_from_slice(&bytes[..HEADER]);
    let size = bytes[4..].first_chunk::<4>().map_or(0, |size| u32::from_le_bytes(*size) as usize);
    // What follows the picture goes too. A size that is too large is that of a file that breaks off.
    let end = size.saturating_add(8).clamp(HEADER, bytes.len());
    let mut at = HEADER;
    let mut header = None;
    while let Some(chunk) = Chunk::at(&bytes[..end], at) {
        if chunk.name == b"VP8X" && chunk.content.len() >= 10 {
            header = Some(out.bytes.len() + 8);
        }
        take(&mut out, &chunk);
        at = chunk.end;
    }
    if at < end {
        out.take_unread(&bytes[at..end]);
    }
    if let Some(flags) = header {
        out.bytes[flags] &= !(HAS_EXIF | HAS_XMP);
        if out.orientation != 1 {
            out.bytes[flags] |= HAS_EXIF;
            let exif = chunk(*b"EXIF", &exif::minimal(out.orientation));
            out.bytes.extend(exif);
        }
    }
    let size = (out.bytes.len() - 8) as u32;
    out.bytes[4..8].copy_from_slice(&size.to_le_bytes());
    out
}

/// Whether metadata may stand behind the pixels.
pub(super) fn needs_all(head: &[u8]) -> bool {
    let has_header = head.get(HEADER..HEADER + 4) == Some(b"VP8X");
    has_header && head.get(HEADER + 8).is_some_and(|flags| flags & (HAS_EXIF | HAS_XMP) != 0)
}

struct Chunk<'a> {
    name: &'a [u8; 4],
    content: &'a [u8],
    whole: &'a [u8],
    end: usize,
}

impl<'a> Chunk<'a> {
    /// Reads a chunk, or as much as there is of it; nothing where there is none.
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let (name, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        if !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ') {
            return None;
        }
        let content = &rest[..length.min(rest.len())];
        let end = at.saturating_add(8).saturating_add(length).saturating_add(length % 2).min(bytes.len());
        Some(Self { name, content, whole: &bytes[at..end], end })
    }
}

/// Takes a chunk, or what has to stay of it.
fn take(out: &mut Stripped, chunk: &Chunk<'_>) {
    match chunk.name {
        b"EXIF" => out.read_exif(chunk.content),
        b"XMP " => out.read_xmp(chunk.content),
        b"ANMF" => out.bytes.extend(frame(chunk)),
        b"VP8X" | b"ICCP" | b"ANIM" => out.bytes.extend_from_slice(chunk.whole),
        name if PIXELS.contains(&name) => out.bytes.extend_from_slice(chunk.whole),
        _ => {}
    }
}

/// A frame of an animation, with its pixels alone.
fn frame(frame: &Chunk<'_>) -> Vec<u8> {
    let Some(head) = frame.content.get(..FRAME) else { return frame.whole.to_vec() };
    let mut kept = head.to_vec();
    let mut at = FRAME;
    while let Some(inner) = Chunk::at(frame.content, at) {
        if PIXELS.contains(&inner.name) {
            kept.extend_from_slice(inner.whole);
        }
        at = inner.end;
    }
    chunk(*frame.name, &kept)
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = content.len() as u32;
    let mut chunk = [name.as_slice(), &length.to_le_bytes(), content].concat();
    chunk.resize(chunk.len() + content.len() % 2, 0);
    chunk
}
