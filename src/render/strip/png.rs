//! PNG: a row of chunks with names. Those that pixels and colours need stay; of the others none is known to be harmless.

use super::{Stripped, exif};

/// Bytes before the first chunk.
const SIGNATURE: usize = 8;
/// Bytes of a chunk around its content: its length and name before it, and a sum behind it.
const AROUND: usize = 12;
/// Chunks that stay, besides those that decoders can't do without.
const KEPT: [[u8; 4]; 16] = [
    *b"tRNS", *b"cHRM", *b"gAMA", *b"sRGB", *b"cICP", *b"sBIT", *b"mDCV", *b"cLLI", *b"mDCv", *b"cLLi",
    *b"bKGD", *b"pHYs", *b"hIST", *b"acTL", *b"fcTL", *b"fdAT",
];
/// What a colour profile is called: its own name may be that of a device or a person.
const PROFILE: &[u8] = b"icc\0";
/// Most bytes of a text that are unpacked.
const MOST_TEXT: u64 = 1 << 20;

/// The picture without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(bytes.len());
    out.bytes.extend_from_slice(&bytes[..SIGNATURE]);
    let mut at = SIGNATURE;
    while let Some(chunk) = Chunk::at(bytes, at) {
        let whole = bytes.get(at..at + chunk.length.saturating_add(AROUND));
        let Some(whole) = whole else {
            // A file that breaks off: within pixels, these are all there is.
            if is_kept(chunk.name) {
                out.bytes.extend_from_slice(&bytes[at..]);
            }
            return out;
        };
        take(&mut out, chunk.name, whole);
        at += whole.len();
        if chunk.name == *b"IEND" {
            return out;
        }
    }
    out.take_unread(&bytes[at..]);
    out
}

/// The beginning of a chunk.
struct Chunk {
    name: [u8; 4],
    length: usize,
}

impl Chunk {
    /// Reads one; nothing where there is none.
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let (length, rest) = bytes.get(at..)?.split_first_chunk::<4>()?;
        let name = *rest.first_chunk::<4>()?;
        let is_name = name.iter().all(u8::is_ascii_alphabetic);
        is_name.then_some(Self { name, length: u32::from_be_bytes(*length) as usize })
    }
}

fn is_kept(name: [u8; 4]) -> bool {
    // A name that begins with a capital: no decoder may leave such a chunk out.
    name[0].is_ascii_uppercase() || KEPT.contains(&name)
}

/// Takes a chunk, or what has to stay of it.
fn take(out: &mut Stripped, name: [u8; 4], whole: &[u8]) {
    let content = &whole[8..whole.len() - 4];
    match &name {
        b"iCCP" => {
            let profile = content.iter().position(|byte| *byte == 0).map(|end| &content[end + 1..]);
            out.bytes.extend(chunk(name, &[PROFILE, profile.unwrap_or_default()].concat()));
        }
        b"eXIf" => {
            out.read_exif(content);
            if out.orientation != 1 {
                out.bytes.extend(chunk(name, &exif::minimal(out.orientation)));
            }
        }
        b"iTXt" | b"tEXt" => {
            out.read_xmp(content);
            out.read_xmp(&unpacked(content));
        }
        b"zTXt" => out.read_xmp(&unpacked(content)),
        _ if is_kept(name) => out.bytes.extend_from_slice(whole),
        _ => {}
    }
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(content);
    let length = content.len() as u32;
    [&length.to_be_bytes(), name.as_slice(), content, &sum.sum().to_be_bytes()].concat()
}

/// The text of a chunk that holds it compressed; nothing where it does not.
fn unpacked(content: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut text = Vec::new();
    // The stream begins behind a few names, each of which ends in zero.
    let start =
        content.windows(2).position(|pair| pair[0] == 0x78 && matches!(pair[1], 0x01 | 0x5e | 0x9c | 0xda));
    if let Some(packed) = start.map(|start| &content[start..]) {
        let _ = flate2::read::ZlibDecoder::new(packed).take(MOST_TEXT).read_to_end(&mut text);
    }
    text
}
