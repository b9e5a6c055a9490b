//! How a picture is to be turned to be shown as it was taken: what EXIF data say, and the pixels turned.

use super::decode::Pixels;

/// How to turn a picture. Its rows and columns change places first, then it is mirrored.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Orientation {
    /// Whether rows become columns, so that width and height change places.
    pub(super) swaps: bool,
    /// Whether left and right of what is shown change places.
    mirrors_x: bool,
    /// Whether its top and bottom do.
    mirrors_y: bool,
}

impl Orientation {
    /// The one that EXIF data name; as it is where they name none.
    pub(super) fn of_exif(exif: &[u8]) -> Self {
        tag(exif).map(Self::numbered).unwrap_or_default()
    }

    /// The one of a number in EXIF, from 1 to 8.
    fn numbered(number: u16) -> Self {
        let (swaps, mirrors_x, mirrors_y) = match number {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => return Self::default(),
        };
        Self { swaps, mirrors_x, mirrors_y }
    }

    /// The picture as it is to be shown.
    pub(super) fn turned(self, picture: Pixels) -> Pixels {
        if self == Self::default() {
            return picture;
        }
        let (from_width, from_height) = (picture.width as usize, picture.height as usize);
        let (width, height) = if self.swaps { (from_height, from_width) } else { (from_width, from_height) };
        let channels = picture.channels;
        let mut bytes = Vec::with_capacity(picture.bytes.len());
        for y in 0..height {
            let y = if self.mirrors_y { height - 1 - y } else { y };
            for x in 0..width {
                let x = if self.mirrors_x { width - 1 - x } else { x };
                let (from_x, from_y) = if self.swaps { (y, x) } else { (x, y) };
                let at = (from_y * from_width + from_x) * channels;
                bytes.extend_from_slice(&picture.bytes[at..at + channels]);
            }
        }
        Pixels { width: width as u32, height: height as u32, channels, bytes }
    }
}

/// The number of the orientation in EXIF data: a tag of the first directory.
fn tag(exif: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x112;
    const SHORT: u16 = 3;
    let is_little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = exif.get(at..)?.first_chunk()?;
        Some(if is_little { u16::from_le_bytes(*bytes) } else { u16::from_be_bytes(*bytes) })
    };
    let long = |at: usize| {
        let bytes = exif.get(at..)?.first_chunk()?;
        Some(if is_little { u32::from_le_bytes(*bytes) } else { u32::from_be_bytes(*bytes) })
    };
    let directory = long(4)? as usize;
    for entry in 0..usize::from(short(directory)?) {
        let at = directory + 2 + entry * 12;
        let value = short(at + 8)?;
        if (short(at)?, short(at + 2)?, long(at + 4)?) == (ORIENTATION, SHORT, 1) {
            return Some(value);
        }
    }
    None
}
