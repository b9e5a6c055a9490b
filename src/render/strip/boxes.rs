//! AVIF and HEIC: boxes within boxes, with a list of what the file holds and where. Metadata is overwritten with zeros
//! where it stands, since all else is found by its place. How the picture is turned stands elsewhere, and stays.

use std::ops::Range;

use super::Stripped;

/// Most parts of a file that are looked at.
const MOST: usize = 10_000;

/// Whether a file of boxes is a picture, and not a film.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    let brands = bytes.get(8..32.min(bytes.len())).unwrap_or_default();
    let kinds = [b"avif".as_slice(), b"avis", b"heic", b"heix", b"heif", b"mif1", b"msf1"];
    brands.chunks(4).any(|brand| kinds.contains(&brand))
}

/// The picture without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(0);
    out.bytes = bytes.to_vec();
    for part in parts(bytes, 0..bytes.len()) {
        match &part.name {
            b"meta" => blank_items(bytes, part.content, &mut out),
            b"uuid" => {
                out.read_xmp(&bytes[part.content.clone()]);
                out.bytes[part.content].fill(0);
            }
            _ => {}
        }
    }
    let has_left =
        [b"<x:xmpmeta".as_slice(), b"GPSLatitude"].iter().any(|sign| super::holds(&out.bytes, sign));
    out.is_clean &= !has_left;
    out.orientation = 1;
    out
}

/// Overwrites the items of a file that are metadata.
fn blank_items(bytes: &[u8], meta: Range<usize>, out: &mut Stripped) {
    // A version and flags stand before the parts.
    let inner: Vec<Part> = parts(bytes, meta.start.saturating_add(4)..meta.end).collect();
    let find = |name: &[u8; 4]| inner.iter().find(|part| part.name == *name).map(|part| part.content.clone());
    let Some(infos) = find(b"iinf") else { return };
    let metadata = metadata_items(&bytes[infos]);
    if metadata.is_empty() {
        return;
    }
    let within = find(b"idat").map_or(0, |data| data.start);
    let Some(places) = find(b"iloc").and_then(|places| Places::read(&bytes[places], within)) else {
        out.is_clean = false;
        return;
    };
    for item in metadata {
        let of_item = places.0.iter().filter(|(id, _)| *id == item).collect::<Vec<_>>();
        out.is_clean &= !of_item.is_empty();
        for (_, place) in of_item {
            let Some(content) = bytes.get(place.clone()) else {
                out.is_clean = false;
                continue;
            };
            // The place where Exif begins stands before it.
            let exif = content.windows(4).take(64).position(|four| matches!(four, b"II*\0" | b"MM\0*"));
            out.read_exif(&content[exif.unwrap_or(0)..]);
            out.read_xmp(content);
            out.bytes[place.clone()].fill(0);
        }
    }
}

/// The numbers of the items that are metadata.
fn metadata_items(infos: &[u8]) -> Vec<u32> {
    let count_bytes = if infos.first() == Some(&0) { 2 } else { 4 };
    let entries = parts(infos, 4 + count_bytes..infos.len()).filter(|part| part.name == *b"infe");
    let number = |part: Part| {
        let entry = &infos[part.content];
        let mut reader = Reader { bytes: entry, at: 4 };
        let id = reader.number(if entry.first() == Some(&2) { 2 } else { 4 })?;
        reader.number(2)?;
        let kind = entry.get(reader.at..reader.at + 4)?;
        let is_metadata = kind == b"Exif" || (kind == b"mime" && super::holds(entry, b"rdf+xml"));
        is_metadata.then_some(id as u32)
    };
    entries.filter_map(number).collect()
}

/// Items, and where they stand.
struct Places(Vec<(u32, Range<usize>)>);

impl Places {
    /// Reads the list; `within` is where the data begins that stands in the list's own box.
    fn read(list: &[u8], within: usize) -> Option<Self> {
        let version = *list.first()?;
        let mut reader = Reader { bytes: list, at: 4 };
        let sizes = reader.number(2)?;
        let size = |shift: u32| (sizes >> shift & 15) as usize;
        let (of_offset, of_length, of_base) = (size(12), size(8), size(4));
        let of_index = if version == 0 { 0 } else { size(0) };
        let of_id = if version < 2 { 2 } else { 4 };
        let count = (reader.number(of_id)? as usize).min(MOST);
        let mut places = Vec::new();
        for _ in 0..count {
            let id = reader.number(of_id)? as u32;
            let method = if version == 0 { 0 } else { reader.number(2)? & 15 };
            reader.number(2)?;
            let base = reader.number(of_base)?;
            for _ in 0..(reader.number(2)? as usize).min(MOST) {
                reader.number(of_index)?;
                let (offset, length) = (reader.number(of_offset)?, reader.number(of_length)?);
                let start = usize::try_from(base.checked_add(offset)?).ok()?;
                let start = if method == 1 { start.checked_add(within)? } else { start };
                places.push((id, start..start.checked_add(usize::try_from(length).ok()?)?));
            }
        }
        Some(Self(places))
    }
}

/// Numbers of so many bytes, one after the other.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn number(&mut self, size: usize) -> Option<u64> {
        let bytes = self.bytes.get(self.at..self.at.checked_add(size)?)?;
        self.at += size;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

/// A box.
struct Part {
    name: [u8; 4],
    content: Range<usize>,
}

/// The boxes of a part of a file, one after the other, as far as they are whole.
fn parts(bytes: &[u8], within: Range<usize>) -> impl Iterator<Item = Part> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..within.end.min(bytes.len()))?;
        let (length, after) = rest.split_first_chunk::<4>()?;
        let name = *after.first_chunk::<4>()?;
        let (length, head) = match u32::from_be_bytes(*length) {
            0 => (rest.len(), 8),
            1 => (usize::try_from(u64::from_be_bytes(*after.get(4..)?.first_chunk::<8>()?)).ok()?, 16),
            length => (length as usize, 8),
        };
        if length < head || length > rest.len() {
            return None;
        }
        let content = at + head..at + length;
        at += length;
        Some(Part { name, content })
    })
    .take(MOST)
}
