//! Pictures turned the way they are shown, as their EXIF data say.

use super::decode::Pixels;
use crate::render::strip::exif;

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
        let (swaps, mirrors_x, mirrors_y) = match exif::read(exif).orientation {
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
