//! PNG, JPEG and WebP files to pixels, with the decoder of each format.
//!
//! Opening a file reads its header and no pixel. What comes out is 8 bits a channel, in colours with or without
//! transparency, as the file holds them: its colour profile isn't applied, and it isn't turned.

use std::fmt;
use std::io::Cursor;

use image_webp::WebPDecoder;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::turn::Orientation;

/// Most memory that a decoder may take beside the pixels, as for a profile that is packed.
const MOST_DECODER_BYTES: usize = 512 << 20;

/// Pixels in rows from the top.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bytes of a pixel: 3 for red, green and blue, 4 where there is transparency.
    pub(super) channels: usize,
    pub(super) bytes: Vec<u8>,
}

/// A picture whose header is read.
pub(super) enum Opened<'a> {
    Png(Box<png::Reader<Cursor<&'a [u8]>>>),
    Jpeg(Box<JpegDecoder<ZCursor<&'a [u8]>>>),
    WebP(Box<WebPDecoder<Cursor<&'a [u8]>>>),
}

/// Reads the header.
pub(super) fn open(bytes: &[u8]) -> Result<Opened<'_>, String> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        open_png(bytes).map_err(reason)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        open_jpeg(bytes).map_err(reason)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(reason)?;
        decoder.set_memory_limit(MOST_DECODER_BYTES);
        Ok(Opened::WebP(Box::new(decoder)))
    } else {
        Err("it is not a PNG, JPEG or WebP file".to_owned())
    }
}

fn open_png(bytes: &[u8]) -> Result<Opened<'_>, png::DecodingError> {
    let limits = png::Limits { bytes: MOST_DECODER_BYTES };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    // Palettes become colours, and a byte is the least that a channel has.
    decoder.set_transformations(png::Transformations::EXPAND);
    Ok(Opened::Png(Box::new(decoder.read_info()?)))
}

fn open_jpeg(bytes: &[u8]) -> Result<Opened<'_>, zune_jpeg::errors::DecodeErrors> {
    // The format knows no side longer than 65,535, and how many pixels are too many the caller says.
    let options =
        DecoderOptions::default().set_strict_mode(false).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers()?;
    let colours = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => ColorSpace::Luma,
        _ => ColorSpace::RGB,
    };
    let options = decoder.options().jpeg_set_out_colorspace(colours);
    decoder.set_options(options);
    Ok(Opened::Jpeg(Box::new(decoder)))
}

impl Opened<'_> {
    /// Width and height, before it is turned.
    pub(super) fn dimensions(&self) -> (u32, u32) {
        match self {
            Self::Png(reader) => reader.info().size(),
            Self::Jpeg(decoder) => {
                decoder.info().map_or((0, 0), |info| (u32::from(info.width), u32::from(info.height)))
            }
            Self::WebP(decoder) => decoder.dimensions(),
        }
    }

    pub(super) fn is_animated(&self) -> bool {
        match self {
            Self::Png(reader) => reader.info().animation_control.is_some(),
            Self::Jpeg(_) => false,
            Self::WebP(decoder) => decoder.is_animated(),
        }
    }

    /// The colour profile as the file holds it.
    pub(super) fn profile(&mut self) -> Option<Vec<u8>> {
        match self {
            Self::Png(reader) => reader.info().icc_profile.as_ref().map(|profile| profile.to_vec()),
            Self::Jpeg(decoder) => decoder.icc_profile(),
            Self::WebP(decoder) => decoder.icc_profile().ok().flatten(),
        }
    }

    /// How it is to be turned to be shown, by its EXIF data.
    pub(super) fn orientation(&mut self) -> Result<Orientation, String> {
        Ok(match self {
            Self::Png(reader) => reader.info().exif_metadata.as_deref().map(Orientation::of_exif),
            Self::Jpeg(decoder) => decoder.exif().map(|exif| Orientation::of_exif(exif)),
            Self::WebP(decoder) => {
                let exif = decoder.exif_metadata().map_err(reason)?;
                exif.as_deref().map(Orientation::of_exif)
            }
        }
        .unwrap_or_default())
    }

    /// Decodes the pixels.
    pub(super) fn pixels(self) -> Result<Pixels, String> {
        let (width, height) = self.dimensions();
        let too_large = || "it is too large for this machine".to_owned();
        let (channels, bytes) = match self {
            Self::Png(mut reader) => {
                let mut bytes = vec![0; reader.output_buffer_size().ok_or_else(too_large)?];
                reader.next_frame(&mut bytes).map_err(reason)?;
                let (colours, depth) = reader.output_color_type();
                if depth == png::BitDepth::Sixteen {
                    bytes = halved(&bytes);
                }
                (colours.samples(), bytes)
            }
            Self::Jpeg(mut decoder) => {
                let mut bytes = vec![0; decoder.output_buffer_size().ok_or_else(too_large)?];
                decoder.decode_into(&mut bytes).map_err(reason)?;
                (decoder.output_colorspace().map_or(3, |colours| colours.num_components()), bytes)
            }
            Self::WebP(mut decoder) => {
                let mut bytes = vec![0; decoder.output_buffer_size().ok_or_else(too_large)?];
                decoder.read_image(&mut bytes).map_err(reason)?;
                (if decoder.has_alpha() { 4 } else { 3 }, bytes)
            }
        };
        let (channels, bytes) = coloured(channels, bytes);
        if bytes.len() as u64 != u64::from(width) * u64::from(height) * channels as u64 {
            return Err("its pixels are not as many as its header says".to_owned());
        }
        Ok(Pixels { width, height, channels, bytes })
    }
}

/// What a decoder says, in one line.
fn reason(error: impl fmt::Display) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('"').to_owned()
}

/// Channels of 16 bits, the higher byte first, as the nearest ones of 8.
fn halved(bytes: &[u8]) -> Vec<u8> {
    let nearest = |pair: &[u8; 2]| ((u32::from(u16::from_be_bytes(*pair)) + 128) / 257) as u8;
    bytes.as_chunks().0.iter().map(nearest).collect()
}

/// Shades of grey as colours.
fn coloured(channels: usize, bytes: Vec<u8>) -> (usize, Vec<u8>) {
    match channels {
        1 => (3, bytes.iter().flat_map(|grey| [*grey; 3]).collect()),
        2 => {
            let pairs = bytes.as_chunks().0.iter();
            (4, pairs.flat_map(|[grey, alpha]| [*grey, *grey, *grey, *alpha]).collect())
        }
        _ => (channels, bytes),
    }
}
