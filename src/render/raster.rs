//! Pictures made of pixels: what a file holds by its header, and copies of it at other widths as WebP.
//!
//! Bytes to bytes. A picture is never decoded before its header was found to be within the limit. Copies are turned
//! the way the original is shown and keep its colour profile.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use fast_image_resize::images::Image;
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, PixelType, ResizeOptions, Resizer};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use crate::model::picture::Facts;

/// The way copies are made: part of their names, so that a better one replaces what caches hold.
const VERSION: &str = "webp 1";
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
    let damaged = |error: image::ImageError| Unfit::Damaged(error.to_string());
    if is_animated(bytes).map_err(damaged)? {
        return Err(Unfit::LeftAlone);
    }
    let mut decoder = decoder(bytes).map_err(Unfit::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels as u64 {
        return Err(Unfit::TooLarge(width, height));
    }
    if profile(&mut decoder).is_some_and(|profile| profile.get(16..20) == Some(b"CMYK")) {
        return Err(Unfit::LeftAlone);
    }
    let dimensions =
        if is_turned(decoder.orientation().map_err(damaged)?) { (height, width) } else { (width, height) };
    let mut hasher = blake3::Hasher::new();
    hasher.update(VERSION.as_bytes());
    hasher.update(bytes);
    Ok(Facts { hash: hasher.finalize().to_hex().to_string(), dimensions })
}

/// Copies of a picture as WebP, one for each width, in their order. Fails with the reason.
pub fn copies(bytes: &[u8], widths: &[u32]) -> Result<Vec<Vec<u8>>, String> {
    let mut decoder = decoder(bytes)?;
    let profile = profile(&mut decoder);
    let orientation = decoder.orientation().map_err(|error| error.to_string())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    picture.apply_orientation(orientation);
    let has_alpha = picture.color().has_alpha();
    let (width, height) = (picture.width(), picture.height());
    let (pixels, kind) = if has_alpha {
        (picture.into_rgba8().into_raw(), PixelType::U8x4)
    } else {
        (picture.into_rgb8().into_raw(), PixelType::U8x3)
    };
    let original = Image::from_vec_u8(width, height, pixels, kind).map_err(|error| error.to_string())?;
    widths.iter().map(|width| copy(&original, *width, profile.as_deref())).collect()
}

fn copy(original: &Image<'_>, width: u32, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    if width == original.width() {
        return encode(original, profile);
    }
    let height = u64::from(original.height()) * u64::from(width) + u64::from(original.width()) / 2;
    let height = (height / u64::from(original.width())).max(1) as u32;
    let mut smaller = Image::new(width, height, original.pixel_type());
    match original.pixel_type() {
        PixelType::U8x4 => resize::<U8x4>(original, &mut smaller),
        _ => resize::<U8x3>(original, &mut smaller),
    }?;
    encode(&smaller, profile)
}

/// Fills a smaller picture. For each kind of pixel by its name: to let the library choose would compile it for all of its
/// thirteen kinds, which is a fifth of this program's code.
fn resize<P: PixelTrait>(original: &Image<'_>, smaller: &mut Image<'_>) -> Result<(), String> {
    let (from, to) = (original.typed_image::<P>(), smaller.typed_image_mut::<P>());
    let (from, mut to) = from.zip(to).ok_or("the pixels are of another kind")?;
    Resizer::new().resize_typed(&from, &mut to, &ResizeOptions::default()).map_err(|error| error.to_string())
}

fn encode(picture: &Image<'_>, profile: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let (width, height) = (picture.width(), picture.height());
    let layout = match picture.pixel_type() {
        PixelType::U8x4 => webp::PixelLayout::Rgba,
        _ => webp::PixelLayout::Rgb,
    };
    let mut settings = webp::WebPConfig::new().map_err(|()| "the encoder can't be set up".to_owned())?;
    settings.quality = QUALITY;
    // Coloured text keeps its edges.
    settings.use_sharp_yuv = 1;
    let encoder = webp::Encoder::new(picture.buffer(), layout, width, height);
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

/// A decoder that has read the header, and refuses to take more memory than an honest picture needs.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, String> {
    let reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    match reader.format() {
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) => {}
        _ => return Err("it is not a PNG, JPEG or WebP file".to_owned()),
    }
    reader.into_decoder().map_err(|error| error.to_string())
}

fn is_animated(bytes: &[u8]) -> image::ImageResult<bool> {
    match image::guess_format(bytes) {
        Ok(ImageFormat::Png) => PngDecoder::new(Cursor::new(bytes))?.is_apng(),
        Ok(ImageFormat::WebP) => Ok(WebPDecoder::new(Cursor::new(bytes))?.has_animation()),
        _ => Ok(false),
    }
}

/// The colour profile, where there is one for colours on a screen.
fn profile(decoder: &mut impl ImageDecoder) -> Option<Vec<u8>> {
    decoder.icc_profile().ok().flatten().filter(|profile| {
        profile.len() <= MOST_PROFILE_BYTES && matches!(profile.get(16..20), Some(b"RGB " | b"CMYK"))
    })
}

fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::{ImageEncoder, Rgb, RgbImage};

    use super::*;

    /// A photo that was taken sideways: 60 by 40, shown as 40 by 60, with a colour profile.
    fn photo() -> (Vec<u8>, Vec<u8>) {
        let pixels =
            RgbImage::from_fn(60, 40, |x, _| if x < 30 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new(&mut bytes);
        let mut profile = vec![7; 200];
        profile[16..20].copy_from_slice(b"RGB ");
        encoder.set_icc_profile(profile.clone()).unwrap();
        let turned = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        encoder.set_exif_metadata(turned.to_vec()).unwrap();
        encoder.encode_image(&pixels).unwrap();
        (bytes, profile)
    }

    #[test]
    fn a_photo_that_was_taken_sideways_is_turned_and_keeps_its_colours() {
        let (bytes, profile) = photo();
        assert_eq!(inspect(&bytes, 10_000).unwrap().dimensions, (40, 60));
        let copies = copies(&bytes, &[20, 40]).unwrap();
        assert_eq!(copies.len(), 2);
        for copy in copies {
            let mut decoder = WebPDecoder::new(Cursor::new(&copy)).unwrap();
            assert_eq!(decoder.icc_profile().unwrap().as_deref(), Some(profile.as_slice()));
            let shown = DynamicImage::from_decoder(decoder).unwrap().into_rgb8();
            let (width, height) = shown.dimensions();
            assert_eq!(height, width * 3 / 2);
            let (top, bottom) = (shown.get_pixel(width / 2, 2), shown.get_pixel(width / 2, height - 3));
            assert!(top[0] > 200 && top[2] < 60 && bottom[2] > 200 && bottom[0] < 60, "{top:?} {bottom:?}");
        }
    }

    #[test]
    fn the_header_alone_decides_what_is_too_large() {
        let (bytes, _) = photo();
        assert_eq!(inspect(&bytes, 2399).unwrap_err(), Unfit::TooLarge(60, 40));
        assert!(matches!(inspect(b"GIF89a", 10).unwrap_err(), Unfit::Damaged(_)));
    }

    #[test]
    fn transparency_and_a_profile_stand_together() {
        let pixels = vec![10; 32 * 32 * 4];
        let picture = Image::from_vec_u8(32, 32, pixels, PixelType::U8x4).unwrap();
        let bytes = encode(&picture, Some(b"odd")).unwrap();
        let mut decoder = WebPDecoder::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(decoder.icc_profile().unwrap().as_deref(), Some(b"odd".as_slice()));
        let shown = DynamicImage::from_decoder(decoder).unwrap().into_rgba8();
        assert_eq!(shown.get_pixel(3, 3)[3], 10);
    }
}
