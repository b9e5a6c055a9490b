//! GIF: a row of blocks. Comments, texts that no browser shows, and what applications wrote go, but for how often an
//! animation runs and the colour profile; so does all that follows the end of the picture.

use super::Stripped;

/// What extensions of applications stay: how often an animation runs, under two names, and the colour profile.
const KEPT: [&[u8; 11]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// The picture without its metadata.
pub(super) fn strip(bytes: &[u8]) -> Stripped {
    let mut out = Stripped::with_room(bytes.len());
    let mut at = blocks_start(bytes);
    out.bytes.extend_from_slice(&bytes[..at]);
    while let Some(end) = block_end(bytes, at) {
        let block = &bytes[at..end];
        match block {
            [0x3b, ..] => {
                out.bytes.push(0x3b);
                return out;
            }
            [0x21, 0xff, 11, rest @ ..] => {
                let is_kept = rest.first_chunk::<11>().is_some_and(|name| KEPT.contains(&name));
                if is_kept {
                    out.bytes.extend_from_slice(block);
                } else {
                    out.read_xmp(block);
                }
            }
            // How a picture is shown, and pictures.
            [0x21, 0xf9, ..] | [0x2c, ..] => out.bytes.extend_from_slice(block),
            _ => {}
        }
        at = end;
    }
    // A file that breaks off within a picture has all of its pixels here.
    match bytes.get(at) {
        Some(0x2c) => out.bytes.extend_from_slice(&bytes[at..]),
        Some(0x21) => {}
        _ => out.take_unread(&bytes[at..]),
    }
    out
}

/// Where the blocks begin: behind the header, and the colours of all pictures.
fn blocks_start(bytes: &[u8]) -> usize {
    let colours = bytes.get(10).map_or(0, |flags| colours(*flags));
    (13 + colours).min(bytes.len())
}

/// How many bytes of colours these flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Where a block ends; nothing where there is none, or not all of it.
fn block_end(bytes: &[u8], at: usize) -> Option<usize> {
    let data = match bytes.get(at)? {
        0x3b => return Some(at + 1),
        0x21 => at + 2,
        // A picture: place and size, its own colours, and how wide its codes are.
        0x2c => at + 10 + colours(*bytes.get(at + 9)?) + 1,
        _ => return None,
    };
    let mut end = data;
    loop {
        let length = usize::from(*bytes.get(end)?);
        end += 1 + length;
        if length == 0 {
            return Some(end);
        }
    }
}
