//! Pictures without what they say of their making: the place, the device, its owner, a thumbnail of what was cut off, the
//! settings of an editor. What stays is pixels, orientation and colour profile, byte for byte.
//!
//! Bytes to bytes, by the container alone: nothing is decoded, and nothing is encoded again. One file a kind of picture.
//! What can't be read as its kind stays as it is, and is told from what holds nothing to remove.

mod boxes;
pub(in crate::render) mod exif;
mod gif;
mod jpeg;
mod png;
mod svg;
mod webp;

/// A picture, as it can be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    /// What is left of it.
    pub bytes: Vec<u8>,
    /// How it is turned, as Exif counts: 1 is upright.
    pub orientation: u8,
    /// Whether it said where it was made.
    pub has_place: bool,
    /// Whether nothing that should go can be left.
    pub is_clean: bool,
}

impl Stripped {
    /// Nothing, yet; it will take so many bytes.
    fn with_room(length: usize) -> Self {
        Self { bytes: Vec::with_capacity(length), orientation: 1, has_place: false, is_clean: true }
    }

    /// Reads what goes: metadata in the form of a camera.
    fn read_exif(&mut self, tiff: &[u8]) {
        let read = exif::read(tiff);
        self.has_place |= read.has_place;
        if self.orientation == 1 {
            self.orientation = read.orientation;
        }
    }

    /// Reads what goes: metadata in the form of an editor.
    fn read_xmp(&mut self, text: &[u8]) {
        self.has_place |= holds(text, b"GPSLatitude");
    }

    /// Takes what can't be read as it is. It may hold what should go.
    fn take_unread(&mut self, rest: &[u8]) {
        self.is_clean &= !SIGNS.iter().any(|sign| holds(rest, sign));
        self.bytes.extend_from_slice(rest);
    }
}

/// How metadata begins, whatever the file is.
const SIGNS: [&[u8]; 10] = [
    b"Exif\0\0",
    b"http://ns.adobe.com/",
    b"<x:xmpmeta",
    b"Photoshop 3.0",
    b"GPSLatitude",
    b"eXIf",
    b"tEXt",
    b"iTXt",
    b"zTXt",
    b"XMP ",
];

/// Whether some bytes stand among others.
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A picture without its metadata; nothing for files that are no pictures, or of a kind that is published as it is. Kinds
/// are told by the first bytes, but for drawings, which are text.
pub fn strip(name: &str, bytes: &[u8]) -> Option<Stripped> {
    match bytes {
        _ if is_drawing(name) => Some(svg::strip(bytes)),
        [0xff, 0xd8, 0xff, ..] => Some(jpeg::strip(bytes)),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(png::strip(bytes)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(webp::strip(bytes)),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(gif::strip(bytes)),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if boxes::is_picture(bytes) => Some(boxes::strip(bytes)),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some(tiff(bytes)),
        _ => None,
    }
}

/// Whether the first bytes of a picture don't tell what [`strip`] finds of orientation and place.
pub fn needs_all(name: &str, head: &[u8]) -> bool {
    match head {
        [0xff, 0xd8, 0xff, ..] => jpeg::needs_all(head),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::needs_all(head),
        _ => is_drawing(name),
    }
}

fn is_drawing(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".svg")
}

/// A picture whose pixels stand among its metadata: it stays as it is.
fn tiff(bytes: &[u8]) -> Stripped {
    let mut stripped = Stripped::with_room(0);
    stripped.read_exif(bytes);
    Stripped { bytes: bytes.to_vec(), orientation: 1, is_clean: false, ..stripped }
}

#[cfg(test)]
mod tests;
