//! Pictures for the tests: each kind that a PNG, JPEG or WebP file can be of, 37 by 29 pixels.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use png::{BitDepth, ColorType};

const WIDTH: u32 = 37;
const HEIGHT: u32 = 29;

/// A picture from the folder of the tests' data: kinds that nothing here can write.
pub(super) fn picture(name: &str) -> &'static [u8] {
    match name {
        "animated.png" => include_bytes!("../../../../tests/data/pictures/animated.png"),
        "animated.webp" => include_bytes!("../../../../tests/data/pictures/animated.webp"),
        "cmyk.jpg" => include_bytes!("../../../../tests/data/pictures/cmyk.jpg"),
        "progressive-grey.jpg" => include_bytes!("../../../../tests/data/pictures/progressive-grey.jpg"),
        "progressive.jpg" => include_bytes!("../../../../tests/data/pictures/progressive.jpg"),
        _ => include_bytes!("../../../../tests/data/pictures/subsampled.jpg"),
    }
}

/// Something to see, in so many bytes a pixel.
fn pixels(channels: usize) -> Vec<u8> {
    let channel = |x: u32, y: u32, channel: usize| match channel {
        0 => x * 6,
        1 => y * 8,
        2 => (x * y) / 5,
        _ => 255 - (x + y) * 3,
    };
    let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    places.flat_map(|(x, y)| (0..channels).map(move |at| channel(x, y, at) as u8)).collect()
}

/// Every kind by its name, which has `alpha` in it where there is transparency.
pub(super) fn kinds() -> Vec<(String, Vec<u8>)> {
    let mut kinds = Vec::new();
    for colour in
        [ColorType::Grayscale, ColorType::GrayscaleAlpha, ColorType::Rgb, ColorType::Rgba, ColorType::Indexed]
    {
        for depth in [BitDepth::One, BitDepth::Two, BitDepth::Four, BitDepth::Eight, BitDepth::Sixteen] {
            kinds.extend(pngs(colour, depth));
        }
    }
    for (name, transparency) in [("", None), (", alpha by a colour", Some(&[0, 200, 0, 0, 0, 0][..]))] {
        kinds.push((format!("png interlaced{name}"), interlaced(transparency)));
    }
    for name in ["cmyk.jpg", "progressive-grey.jpg", "progressive.jpg", "subsampled.jpg"] {
        kinds.push((name.to_owned(), picture(name).to_vec()));
    }
    let mut ycck = picture("cmyk.jpg").to_vec();
    let adobe = ycck.windows(5).position(|five| five == b"Adobe").unwrap();
    ycck[adobe + 11] = 2;
    kinds.push(("jpeg ycck".to_owned(), ycck));
    for (name, colour, channels) in
        [("jpeg", ExtendedColorType::Rgb8, 3), ("jpeg grey", ExtendedColorType::L8, 1)]
    {
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).write_image(&pixels(channels), WIDTH, HEIGHT, colour).unwrap();
        kinds.push((name.to_owned(), bytes));
    }
    kinds.extend(webps());
    kinds
}

fn webps() -> Vec<(String, Vec<u8>)> {
    let mut kinds = Vec::new();
    for (name, channels) in [("", 3), (" alpha", 4)] {
        let pixels = pixels(channels);
        let layout = if channels == 4 { webp::PixelLayout::Rgba } else { webp::PixelLayout::Rgb };
        let encoder = webp::Encoder::new(&pixels, layout, WIDTH, HEIGHT);
        kinds.push((format!("webp lossy{name}"), encoder.encode(70.0).to_vec()));
        kinds.push((format!("webp lossless{name}"), encoder.encode_lossless().to_vec()));
    }
    kinds
}

/// A kind of PNG with nothing, and with what says which of its pixels are seen through; none where there is no such kind.
fn pngs(colour: ColorType, depth: BitDepth) -> Vec<(String, Vec<u8>)> {
    let bits = depth as usize;
    let is_whole = bits >= 8;
    if !is_whole && !matches!(colour, ColorType::Grayscale | ColorType::Indexed) {
        return Vec::new();
    }
    if colour == ColorType::Indexed && bits > 8 {
        return Vec::new();
    }
    let row = (WIDTH as usize * colour.samples() * bits).div_ceil(8);
    let noise = (0..row * HEIGHT as usize).map(|at| (at * 37 + at / 7) as u8);
    let data: Vec<u8> = if is_whole && colour != ColorType::Indexed && bits == 8 {
        pixels(colour.samples())
    } else {
        noise.collect()
    };
    let seen_through = match colour {
        ColorType::Grayscale => vec![0, 1],
        ColorType::Rgb => vec![0, 6, 0, 8, 0, 0],
        ColorType::Indexed => vec![0, 128],
        _ => Vec::new(),
    };
    let mut kinds = Vec::new();
    for transparency in [None, Some(seen_through).filter(|known| !known.is_empty())] {
        if transparency.is_none() && !kinds.is_empty() {
            continue;
        }
        let has_alpha =
            matches!(colour, ColorType::GrayscaleAlpha | ColorType::Rgba) || transparency.is_some();
        let name = format!("png {colour:?} of {bits}").replace("Alpha", "").replace("Rgba", "Rgb");
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
        encoder.set_color(colour);
        encoder.set_depth(depth);
        if colour == ColorType::Indexed {
            encoder.set_palette((0..3_u32 << bits).map(|at| (at * 5) as u8).collect::<Vec<_>>());
        }
        if let Some(transparency) = transparency {
            encoder.set_trns(transparency);
        }
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        kinds.push((if has_alpha { format!("{name}, alpha") } else { name }, bytes));
    }
    kinds
}

/// A PNG in colours whose pixels come in seven rounds, each finer than the one before.
fn interlaced(transparency: Option<&[u8]>) -> Vec<u8> {
    const ROUNDS: [[usize; 4]; 7] =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];
    let pixels = pixels(3);
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    for [left, top, right, down] in ROUNDS {
        for y in (top..HEIGHT as usize).step_by(down) {
            packed.write_all(&[0]).unwrap();
            for x in (left..WIDTH as usize).step_by(right) {
                packed.write_all(&pixels[(y * WIDTH as usize + x) * 3..][..3]).unwrap();
            }
        }
    }
    let mut header = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 1]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    if let Some(transparency) = transparency {
        bytes.extend(chunk(b"tRNS", transparency));
    }
    bytes.extend(chunk(b"IDAT", &packed.finish().unwrap()));
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

fn chunk(name: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(content);
    [&(content.len() as u32).to_be_bytes(), name, content, &sum.sum().to_be_bytes()].concat()
}

/// A picture in each format with these EXIF data, the lossless ones first.
pub(super) fn turned(exif: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    written(|encoder| encoder.set_exif_metadata(exif.to_vec()).unwrap())
}

/// A picture in each format with this colour profile.
pub(super) fn profiled(profile: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    written(|encoder| encoder.set_icc_profile(profile.to_vec()).unwrap())
}

fn written(with: impl Fn(&mut dyn Metadata)) -> [(&'static str, Vec<u8>); 3] {
    let pixels = pixels(3);
    let (mut png, mut webp, mut jpeg) = (Vec::new(), Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    with(&mut encoder);
    encoder.write_image(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    with(&mut encoder);
    encoder.write_image(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    let mut encoder = JpegEncoder::new(&mut jpeg);
    with(&mut encoder);
    encoder.write_image(&pixels, WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    [("png", png), ("webp", webp), ("jpeg", jpeg)]
}

/// What an encoder writes beside the pixels.
trait Metadata {
    fn set_exif_metadata(&mut self, exif: Vec<u8>) -> Result<(), image::error::UnsupportedError>;
    fn set_icc_profile(&mut self, profile: Vec<u8>) -> Result<(), image::error::UnsupportedError>;
}

impl<T: ImageEncoder> Metadata for T {
    fn set_exif_metadata(&mut self, exif: Vec<u8>) -> Result<(), image::error::UnsupportedError> {
        ImageEncoder::set_exif_metadata(self, exif)
    }

    fn set_icc_profile(&mut self, profile: Vec<u8>) -> Result<(), image::error::UnsupportedError> {
        ImageEncoder::set_icc_profile(self, profile)
    }
}
