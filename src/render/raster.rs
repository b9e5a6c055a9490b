//! Pictures made of pixels: what a file holds by its header, and copies of it at other widths as WebP.
//!
//! Bytes to bytes. A picture is never decoded before its header was found to be within the limit. Copies are turned
//! the way the original is shown and keep its colour profile.

mod decode;
mod resize;
#[cfg(test)]
mod tests;
mod turn;

use serde::{Deserialize, Serialize};

use decode::{Opened, Pixels};

use crate::model::picture::Facts;

/// The way copies are made: part of their names, so that a better one replaces what caches hold.
const VERSION: &str = "webp 2";
/// The quality of copies, of 100: at this one text in screenshots stays clean.
const QUALITY: f32 = 82.0;
/// Most bytes of a colour profile that copies keep; usual ones have less than 4 KB.
const MOST_PROFILE_BYTES: usize = 64 << 10;

/// Why a picture gets no copies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Unfit {
    /// It is animated, of a kind that is left alone, or in colours for print.
    LeftAlone,
    /// It has more pixels than the limit: its width and height.
    TooLarge(u32, u32),
    /// It can't be decoded, for this reason.
    Damaged(String),
    /// Its file can't be read, for this reason.
    Unread(String),
}

/// Whether a file name is that of a kind of picture that copies are made of.
pub fn is_raster(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    ["png", "jpg", "jpeg", "webp"].contains(&extension.as_str())
}

/// What a picture is, by its header.
pub fn inspect(bytes: &[u8], most_pixels: usize) -> Result<Facts, Unfit> {
    let mut opened = decode::open(bytes).map_err(Unfit::Damaged)?;
    if opened.is_animated() {
        return Err(Unfit::LeftAlone);
    }
    let (width, height) = opened.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels as u64 {
        return Err(Unfit::TooLarge(width, height));
    }
    if profile(&mut opened).is_some_and(|profile| profile.get(16..20) == Some(b"CMYK")) {
        return Err(Unfit::LeftAlone);
    }
    let is_turned = opened.orientation().map_err(Unfit::Damaged)?.swaps;
    let mut hasher = blake3::Hasher::new();
    hasher.update(VERSION.as_bytes());
    hasher.update(bytes);
    Ok(Facts {
        hash: hasher.finalize().to_hex().to_string(),
        dimensions: if is_turned { (height, width) } else { (width, height) },
    })
}

/// Copies of a picture as WebP, one for each width, in their order. Fails with the reason.
pub fn copies(bytes: &[u8], widths: &[u32]) -> Result<Vec<Vec<u8>>, String> {
    let mut opened = decode::open(bytes)?;
    let profile = profile(&mut opened);
    let orientation = opened.orientation()?;
    let original = orientation.turned(opened.pixels()?);
    widths.iter().map(|width| copy(&original, *width, profile.as_deref())).collect()
}

fn copy(original: &Pixels, width: u32, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    if width == original.width {
        return encode(original, profile);
    }
    let height = u64::from(original.height) * u64::from(width) + u64::from(original.width) / 2;
    let height = (height / u64::from(original.width)).max(1) as u32;
    encode(&resize::resized(original, width, height), profile)
}

fn encode(picture: &Pixels, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let (width, height) = (picture.width, picture.height);
    let layout = if picture.channels == 4 { webp::PixelLayout::Rgba } else { webp::PixelLayout::Rgb };
    let mut settings = webp::WebPConfig::new().map_err(|()| "the encoder can't be set up".to_owned())?;
    settings.quality = QUALITY;
    // Coloured text keeps its edges.
    settings.use_sharp_yuv = 1;
    let encoder = webp::Encoder::new(&picture.bytes, layout, width, height);
    let bytes = encoder.encode_advanced(&settings).map_err(|error| format!("{error:?}"))?;
    Ok(match profile {
        Some(profile) => with_profile(&bytes, profile, width, height).unwrap_or_else(|| bytes.to_vec()),
        None => bytes.to_vec(),
    })
}

/// A WebP with a colour profile: the header that says so, the profile, and what the encoder made.
fn with_profile(webp: &[u8], profile: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    const HAS_PROFILE: u8 = 0x20;
    let chunks = webp.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    // The encoder writes the long header only where there is transparency.
    let (mut header, rest) = if let Some(rest) = chunks.strip_prefix(b"VP8X") {
        (rest.get(4..14)?.to_vec(), rest.get(14..)?)
    } else {
        let mut header = vec![0; 4];
        header.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
        header.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
        (header, chunks)
    };
    header[0] |= HAS_PROFILE;
    let mut body = b"WEBP".to_vec();
    for (name, content) in [(b"VP8X", header.as_slice()), (b"ICCP", profile)] {
        body.extend_from_slice(name);
        body.extend_from_slice(&u32::try_from(content.len()).ok()?.to_le_bytes());
        body.extend_from_slice(content);
        if content.len() % 2 == 1 {
            body.push(0);
        }
    }
    body.extend_from_slice(rest);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
    bytes.extend_from_slice(&body);
    Some(bytes)
}

/// The colour profile, where there is one for colours on a screen or in print.
fn profile(opened: &mut Opened<'_>) -> Option<Vec<u8>> {
    opened.profile().filter(|profile| {
        profile.len() <= MOST_PROFILE_BYTES && matches!(profile.get(16..20), Some(b"RGB " | b"CMYK"))
    })
}
