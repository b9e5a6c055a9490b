//! JPEG: a row of segments, with the pixels behind some of them. Those of applications and comments go, but for the
//! density, the colour profile, and what Adobe says of the colours; so does all that follows the end of the picture.

use super::{Stripped, exif};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;
const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// The picture without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(bytes.len());
    out.bytes.extend_from_slice(&[0xff, START]);
    // How the picture is turned is said behind the segment with the density, where there is one.
    let mut place = out.bytes.len();
    let mut at = 2;
    while let Some(segment) = Segment::at(bytes, at) {
        match segment {
            Segment::Lone(END) => {
                out.bytes.extend_from_slice(&[0xff, END]);
                at = bytes.len();
            }
            Segment::Lone(code) => {
                out.bytes.extend_from_slice(&[0xff, code]);
                at += 2;
            }
            Segment::Fill => at += 1,
            Segment::Whole { code, content, end } => {
                let is_first = out.bytes.len() == 2;
                take(&mut out, code, content);
                if is_first && code == 0xe0 {
                    place = out.bytes.len();
                }
                at = end;
                if code == SCAN {
                    at = scan_end(bytes, end);
                    out.bytes.extend_from_slice(&bytes[end..at]);
                }
            }
            // A file that breaks off within metadata has no pixels.
            Segment::Cut(code) if is_metadata(code) => at = bytes.len(),
            Segment::Cut(_) => {
                out.bytes.extend_from_slice(&bytes[at..]);
                at = bytes.len();
            }
        }
    }
    if at < bytes.len() {
        out.take_unread(&bytes[at..]);
    }
    if out.orientation != 1 {
        let content = [b"Exif\0\0".as_slice(), &exif::minimal(out.orientation)].concat();
        out.bytes.splice(place..place, segment(0xe1, &content));
    }
    out
}

/// Whether the first bytes end before the pixels begin.
pub(super) fn needs_all(head: &[u8]) -> bool {
    let mut at = 2;
    loop {
        match Segment::at(head, at) {
            Some(Segment::Whole { code: SCAN, .. } | Segment::Lone(END)) => return false,
            Some(Segment::Whole { end, .. }) => at = end,
            Some(Segment::Lone(_)) => at += 2,
            Some(Segment::Fill) => at += 1,
            Some(Segment::Cut(_)) | None => return true,
        }
    }
}

/// What stands at a place.
enum Segment<'a> {
    /// A marker without content.
    Lone(u8),
    /// A byte that fills.
    Fill,
    /// A marker with its content.
    Whole { code: u8, content: &'a [u8], end: usize },
    /// A marker whose content is not all there.
    Cut(u8),
}

impl<'a> Segment<'a> {
    /// Reads one; nothing where there is none.
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let [0xff, code, rest @ ..] = bytes.get(at..)? else { return None };
        match *code {
            0xff => Some(Self::Fill),
            0x00 | START => None,
            0x01 | 0xd0..=END => Some(Self::Lone(*code)),
            code => {
                let Some(length) = rest.first_chunk::<2>() else { return Some(Self::Cut(code)) };
                let length = usize::from(u16::from_be_bytes(*length));
                Some(match rest.get(2..length) {
                    Some(content) => Self::Whole { code, content, end: at + 2 + length },
                    None if length < 2 => return None,
                    None => Self::Cut(code),
                })
            }
        }
    }
}

fn is_metadata(code: u8) -> bool {
    matches!(code, 0xe0..=0xef | COMMENT)
}

/// Takes a segment, or what has to stay of it.
fn take(out: &mut Stripped, code: u8, content: &[u8]) {
    match code {
        // The density, without the thumbnail that may follow it.
        0xe0 if content.starts_with(b"JFIF\0") && content.len() >= 14 => {
            let mut density = content[..14].to_vec();
            density[12..].fill(0);
            out.bytes.extend(segment(code, &density));
        }
        0xe1 if content.starts_with(b"Exif\0") => out.read_exif(content.get(6..).unwrap_or_default()),
        0xe1 => out.read_xmp(content),
        0xe2 if content.starts_with(PROFILE) => out.bytes.extend(segment(code, content)),
        0xee if content.starts_with(b"Adobe") && content.len() >= 12 => {
            out.bytes.extend(segment(code, &content[..12]));
        }
        code if is_metadata(code) => {}
        code => out.bytes.extend(segment(code, content)),
    }
}

fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() + 2) as u16;
    [&[0xff, code], length.to_be_bytes().as_slice(), content].concat()
}

/// Where the pixels of a scan end: at the next marker that is no part of them.
fn scan_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(next) = bytes[at..].iter().position(|byte| *byte == 0xff) {
        at += next;
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => break,
        }
    }
    bytes.len()
}
