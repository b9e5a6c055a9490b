//! Pictures of every kind, and broken ones: what comes out of them, beside what the `image` crate makes of them.

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
