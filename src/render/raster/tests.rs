//! Pictures of every kind, and broken ones: what is decoded, beside what the `image` crate makes of it; and the copies.

mod made;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::metadata::Orientation as Turn;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Rgb, RgbImage};

use super::*;

/// What `image` makes of a file, turned and in 8 bits.
fn judge(bytes: &[u8]) -> Result<Pixels, String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let turn = decoder.orientation().map_err(|error| error.to_string())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    picture.apply_orientation(turn);
    let (width, height) = (picture.width(), picture.height());
    Ok(if picture.color().has_alpha() {
        Pixels { width, height, channels: 4, bytes: picture.into_rgba8().into_raw() }
    } else {
        Pixels { width, height, channels: 3, bytes: picture.into_rgb8().into_raw() }
    })
}

fn decoded(bytes: &[u8]) -> Result<Pixels, String> {
    let mut opened = decode::open(bytes)?;
    let orientation = opened.orientation()?;
    Ok(orientation.turned(opened.pixels()?))
}

fn assert_same(name: &str, bytes: &[u8]) {
    match (decoded(bytes), judge(bytes)) {
        (Ok(ours), Ok(theirs)) => assert!(ours == theirs, "{name}: other pixels"),
        (Err(ours), Err(_)) => assert!(!ours.is_empty() && !ours.contains('\n'), "{name}: {ours}"),
        (ours, theirs) => panic!("{name}: {:?}, not {:?}", ours.map(drop), theirs.map(drop)),
    }
}

#[test]
fn every_kind_of_picture_is_decoded_as_it_is() {
    for (name, bytes) in made::kinds() {
        let pixels = decoded(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((pixels.width, pixels.height), (37, 29), "{name}");
        assert!(pixels.bytes.iter().any(|byte| *byte != pixels.bytes[0]), "{name}: there is nothing to see");
        assert_eq!(pixels.channels == 4, name.contains("alpha"), "{name}");
        assert_same(&name, &bytes);
        let facts = inspect(&bytes, 37 * 29).unwrap_or_else(|unfit| panic!("{name}: {unfit:?}"));
        assert_eq!(facts.dimensions, (37, 29), "{name}");
        assert_eq!(inspect(&bytes, 37 * 29 - 1), Err(Unfit::TooLarge(37, 29)), "{name}");
        for copy in copies(&bytes, &[37, 11]).unwrap() {
            assert!(copy.starts_with(b"RIFF"), "{name}");
        }
    }
}

#[test]
fn every_orientation_is_turned_as_it_is_shown() {
    for number in 1..=8 {
        let exif =
            [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[number, 0, 0, 0, 0, 0, 0]];
        for (name, bytes) in made::turned(&exif.concat()) {
            let turn = Turn::from_exif(number).unwrap();
            let mut wanted = judge(&made::turned(&[])[0].1).unwrap();
            let picture = RgbImage::from_raw(37, 29, wanted.bytes).unwrap();
            let mut picture = DynamicImage::ImageRgb8(picture);
            picture.apply_orientation(turn);
            (wanted.width, wanted.height) = (picture.width(), picture.height());
            wanted.bytes = picture.into_rgb8().into_raw();
            if name != "jpeg" {
                assert!(decoded(&bytes).unwrap() == wanted, "{name} {number}");
            }
            assert_same(&format!("{name} {number}"), &bytes);
            let shown = inspect(&bytes, 10_000).unwrap().dimensions;
            assert_eq!(shown, (wanted.width, wanted.height), "{name} {number}");
        }
    }
}

#[test]
fn a_file_that_ends_early_has_a_reason_or_its_pixels_and_never_stops_the_program() {
    for (name, bytes) in made::kinds() {
        for step in 0..40 {
            let end = bytes.len() * step / 40;
            let name = format!("{name}, the first {end} bytes");
            assert_same(&name, &bytes[..end]);
            let _ = inspect(&bytes[..end], 10_000);
        }
    }
}

#[test]
fn changed_bytes_are_decoded_as_others_do_or_have_a_reason() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for (name, bytes) in made::kinds() {
        for round in 0..24 {
            let mut changed = bytes.clone();
            for _ in 0..=random(4) {
                let at = random(changed.len());
                changed[at] ^= 1 << random(8);
            }
            // A header that claims more than the limit is never decoded.
            if inspect(&changed, 10_000).is_ok() {
                assert_same(&format!("{name}, round {round}"), &changed);
                let _ = copies(&changed, &[9]);
            }
        }
    }
}

/// Beside the same filter of `image`, which rounds between its two steps.
#[test]
fn a_smaller_picture_is_what_the_filter_makes_of_it() {
    for (name, bytes) in made::kinds().into_iter().filter(|(name, _)| name.contains("of 8")) {
        let picture = decoded(&bytes).unwrap();
        for (width, height) in [(36, 28), (20, 16), (11, 9), (1, 1), (60, 47)] {
            let smaller = resize::resized(&picture, width, height);
            assert_eq!((smaller.width, smaller.height), (width, height));
            if picture.channels == 3 {
                let whole = RgbImage::from_raw(37, 29, picture.bytes.clone()).unwrap();
                let wanted = image::imageops::resize(&whole, width, height, FilterType::Lanczos3).into_raw();
                let off = wanted.iter().zip(&smaller.bytes).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
                assert!(off <= 2, "{name} at {width} by {height}: off by {off}");
            }
        }
    }
}

#[test]
fn an_even_ground_stays_as_it_is_and_what_nobody_sees_does_not_bleed() {
    for colour in [0, 1, 127, 254, 255] {
        let even = Pixels { width: 90, height: 70, channels: 3, bytes: vec![colour; 90 * 70 * 3] };
        assert!(resize::resized(&even, 37, 29).bytes.iter().all(|byte| *byte == colour), "{colour}");
    }
    // Red that is seen beside green that is not.
    let row: Vec<u8> = (0..40).flat_map(|x| if x < 20 { [200, 0, 0, 255] } else { [0, 200, 0, 0] }).collect();
    let edge = Pixels { width: 40, height: 40, channels: 4, bytes: row.repeat(40) };
    for pixel in resize::resized(&edge, 13, 13).bytes.chunks(4) {
        assert_eq!(pixel[1..3], [0, 0]);
        assert!(pixel[3] == 0 || pixel[0] == 200, "{pixel:?}");
    }
}

#[test]
fn what_is_animated_or_for_print_is_left_alone() {
    let mut print = made::picture("cmyk.jpg").to_vec();
    let mut profile = b"\xff\xe2\0\x90ICC_PROFILE\0\x01\x01".to_vec();
    profile.resize(2 + 0x90, 0);
    profile[18 + 16..18 + 20].copy_from_slice(b"CMYK");
    print.splice(2..2, profile);
    for bytes in [made::picture("animated.png"), made::picture("animated.webp"), &print] {
        assert_eq!(inspect(bytes, 10_000), Err(Unfit::LeftAlone));
    }
}

#[test]
fn a_profile_is_kept_by_every_format() {
    let mut profile = vec![7; 300];
    profile[16..20].copy_from_slice(b"RGB ");
    for (name, bytes) in made::profiled(&profile) {
        let copy = copies(&bytes, &[20]).unwrap().remove(0);
        let kept = WebPDecoder::new(Cursor::new(&copy)).unwrap().icc_profile().unwrap();
        assert_eq!(kept.as_deref(), Some(profile.as_slice()), "{name}");
    }
}

/// A photo that was taken sideways: 60 by 40, shown as 40 by 60, with a colour profile.
fn photo() -> (Vec<u8>, Vec<u8>) {
    let pixels = RgbImage::from_fn(60, 40, |x, _| if x < 30 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) });
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
    let picture = Pixels { width: 32, height: 32, channels: 4, bytes: vec![10; 32 * 32 * 4] };
    let bytes = encode(&picture, Some(b"odd")).unwrap();
    let mut decoder = WebPDecoder::new(Cursor::new(&bytes)).unwrap();
    assert_eq!(decoder.icc_profile().unwrap().as_deref(), Some(b"odd".as_slice()));
    let shown = DynamicImage::from_decoder(decoder).unwrap().into_rgba8();
    assert_eq!(shown.get_pixel(3, 3)[3], 10);
}
