//! Exif: how a picture is turned, whether it says where it was taken, and the least that says how it is turned.

/// What is read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) struct Exif {
    /// 1 is upright.
    pub(in crate::render) orientation: u8,
    /// Whether it holds coordinates.
    pub(super) has_place: bool,
}

/// Tags of the first directory.
const ORIENTATION: u16 = 0x0112;
const PLACE: u16 = 0x8825;
/// Tags of the directory of the place: latitude and longitude, of the camera and of what it shows.
const COORDINATES: [u16; 4] = [0x0002, 0x0004, 0x0014, 0x0016];
/// Bytes of an entry.
const ENTRY: usize = 12;
/// Most entries of a directory that are looked at.
const MOST_ENTRIES: usize = 1_000;

/// Reads Exif from its byte order on; some programs leave the name of the format before it.
pub(in crate::render) fn read(bytes: &[u8]) -> Exif {
    let tiff = Tiff::of(bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes));
    let mut exif = Exif { orientation: 1, has_place: false };
    let Some((tiff, first)) = tiff.and_then(|tiff| Some((tiff, tiff.number(4)?))) else { return exif };
    for (tag, at) in tiff.entries(first) {
        match tag {
            ORIENTATION => {
                let value = tiff.short(at + 8).and_then(|value| u8::try_from(value).ok());
                exif.orientation = value.filter(|value| (1..=8).contains(value)).unwrap_or(1);
            }
            PLACE => {
                let place = tiff.number(at + 8).unwrap_or(0);
                exif.has_place =
                    tiff.entries(place).any(|(tag, at)| COORDINATES.contains(&tag) && tiff.says(at));
            }
            _ => {}
        }
    }
    exif
}

/// Exif that says how a picture is turned, and nothing else.
pub(super) fn minimal(orientation: u8) -> [u8; 26] {
    let mut bytes = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0";
    bytes[18] = orientation;
    bytes
}

/// Directories of numbered entries, in either byte order.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Tiff<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        match bytes {
            [b'I', b'I', b'*', 0, ..] => Some(Self { bytes, is_little: true }),
            [b'M', b'M', 0, b'*', ..] => Some(Self { bytes, is_little: false }),
            _ => None,
        }
    }

    fn short(self, at: usize) -> Option<u16> {
        let two = *self.bytes.get(at..)?.first_chunk::<2>()?;
        Some(if self.is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn number(self, at: usize) -> Option<usize> {
        let four = *self.bytes.get(at..)?.first_chunk::<4>()?;
        let number = if self.is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
        usize::try_from(number).ok()
    }

    /// The tags of a directory, and where their entries stand.
    fn entries(self, directory: usize) -> impl Iterator<Item = (u16, usize)> {
        let count = usize::from(self.short(directory).unwrap_or(0)).min(MOST_ENTRIES);
        let place = move |at: usize| directory.checked_add(2)?.checked_add(at * ENTRY);
        (0..count).map_while(move |at| Some((self.short(place(at)?)?, place(at)?)))
    }

    /// Whether an entry holds anything but zeros: some cameras write places without a place.
    fn says(self, entry: usize) -> bool {
        let count = self.number(entry + 4).unwrap_or(0).min(8);
        let values = self.number(entry + 8).and_then(|at| self.bytes.get(at..));
        // Of each pair of numbers the first is the value, and the second what it is divided by.
        let Some(values) = values.and_then(|values| values.get(..count * 8)) else { return true };
        values.chunks(8).any(|pair| pair[..4] != [0; 4])
    }
}
