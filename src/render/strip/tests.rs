//! A marker in each place that may hold metadata, in pictures made here; and that what they show is what they showed.

use std::io::{Cursor, Write};

use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, Rgba, RgbaImage};

use super::*;

fn name(bytes: &[u8]) -> &'static str {
    if bytes.iter().find(|byte| byte.is_ascii() && !byte.is_ascii_whitespace()) == Some(&b'<') {
        "a.SVG"
    } else {
        "a"
    }
}

fn strip(bytes: &[u8]) -> Option<Stripped> {
    super::strip(name(bytes), bytes)
}

/// What must be in no picture that is published.
const MARKER: &[u8] = b"BERLIN-SN4711";

/// Exif with an orientation, a device, and a place.
fn camera(orientation: u8, is_little: bool) -> Vec<u8> {
    let short = |number: u16| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
    let long = |number: u32| if is_little { number.to_le_bytes() } else { number.to_be_bytes() };
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [short(tag).as_slice(), &short(kind), &long(count), &long(value)].concat()
    };
    let turned = if is_little { u32::from(orientation) } else { u32::from(orientation) << 16 };
    let mut tiff = if is_little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    tiff.extend(long(8));
    tiff.extend(short(3));
    tiff.extend(entry(0x010f, 2, MARKER.len() as u32, 200));
    tiff.extend(entry(0x0112, 3, 1, turned));
    tiff.extend(entry(0x8825, 4, 1, 60));
    tiff.extend(long(0));
    tiff.resize(60, 0);
    tiff.extend(short(1));
    tiff.extend(entry(2, 5, 3, 100));
    tiff.resize(100, 0);
    for number in [52_u32, 1, 31, 1, 12, 1] {
        tiff.extend(long(number));
    }
    tiff.resize(200, 0);
    tiff.extend(MARKER);
    tiff
}

fn xmp() -> Vec<u8> {
    [
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude=\"52,31N\">".as_slice(),
        MARKER,
        b"</x:xmpmeta>",
    ]
    .concat()
}

fn pixels() -> DynamicImage {
    let pixel = |x: u32, y: u32| Rgba([(x * 7) as u8, (y * 11) as u8, (x * y) as u8, 255 - x as u8]);
    RgbaImage::from_fn(40, 24, pixel).into()
}

fn written(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = pixels();
    let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What a decoder shows of it, and how it is turned.
fn shown(bytes: &[u8], format: ImageFormat) -> (Vec<u8>, u8, Option<Vec<u8>>) {
    let mut reader = image::ImageReader::new(Cursor::new(bytes));
    reader.set_format(format);
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap().to_exif();
    let profile = decoder.icc_profile().unwrap();
    let picture = DynamicImage::from_decoder(decoder).unwrap();
    (picture.pixels().flat_map(|(_, _, pixel)| pixel.0).collect(), orientation, profile)
}

/// Strips a picture that has no fault but its metadata.
fn clean(bytes: &[u8], format: ImageFormat, orientation: u8) -> Vec<u8> {
    assert!(holds(bytes, MARKER));
    let stripped = strip(bytes).unwrap();
    assert!(!holds(&stripped.bytes, MARKER), "{format:?}");
    assert!(stripped.has_place && stripped.is_clean && stripped.orientation == orientation, "{format:?}");
    let (before, after) = (shown(bytes, format), shown(&stripped.bytes, format));
    assert_eq!(before, after);
    assert_eq!(after.1, orientation);
    let again = strip(&stripped.bytes).unwrap();
    assert_eq!(
        (again.bytes == stripped.bytes, again.has_place, again.orientation),
        (true, false, orientation)
    );
    stripped.bytes
}

fn segment(code: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, code], ((content.len() + 2) as u16).to_be_bytes().as_slice(), content].concat()
}

fn photo(orientation: u8, is_little: bool) -> Vec<u8> {
    let plain = written(ImageFormat::Jpeg);
    let mut profile = vec![7; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    let thumbnail = [b"JFIF\0\x01\x02\0\0\x01\0\x01\x02\x02".as_slice(), MARKER].concat();
    let parts = [
        vec![0xff, 0xd8],
        segment(0xe0, &thumbnail),
        segment(0xe0, &[b"JFXX\0\x10".as_slice(), MARKER].concat()),
        segment(0xe1, &[b"Exif\0\0".as_slice(), &camera(orientation, is_little)].concat()),
        segment(0xe1, &xmp()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), &profile].concat()),
        segment(0xe2, &[b"MPF\0".as_slice(), MARKER].concat()),
        segment(0xed, &[b"Photoshop 3.0\08BIM".as_slice(), MARKER].concat()),
        segment(0xeb, MARKER),
        segment(0xfe, MARKER),
        // What the encoder wrote, but for its beginning and its own density.
        plain[20..].to_vec(),
        // A second picture, such as telephones put there.
        vec![0xff, 0xd8],
        segment(0xe1, &[b"Exif\0\0".as_slice(), &camera(1, true)].concat()),
        MARKER.to_vec(),
    ];
    parts.concat()
}

#[test]
fn a_photo_keeps_pixels_orientation_and_colours() {
    for (orientation, is_little) in [(1, true), (6, true), (8, false), (3, false)] {
        let kept = clean(&photo(orientation, is_little), ImageFormat::Jpeg, orientation);
        assert_eq!(holds(&kept, b"Exif\0\0"), orientation != 1);
        assert!(holds(&kept, b"ICC_PROFILE") && kept.ends_with(&[0xff, 0xd9]));
        assert!(kept.len() < 1_000 + written(ImageFormat::Jpeg).len());
    }
    let plain = written(ImageFormat::Jpeg);
    assert_eq!(strip(&plain).unwrap().bytes, plain, "where there is nothing to remove, nothing changes");
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(content);
    [&(content.len() as u32).to_be_bytes(), name.as_slice(), content, &sum.sum().to_be_bytes()].concat()
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

fn screenshot(orientation: u8) -> Vec<u8> {
    let plain = written(ImageFormat::Png);
    let header = 8 + 25;
    let mut profile = vec![7; 200];
    profile[16..20].copy_from_slice(b"RGB ");
    let parts = [
        plain[..header].to_vec(),
        chunk(*b"iCCP", &[MARKER, b"\0\0", &packed(&profile)].concat()),
        chunk(*b"pHYs", &[0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
        chunk(*b"tEXt", &[b"Author\0".as_slice(), MARKER].concat()),
        chunk(*b"zTXt", &[b"Comment\0\0".as_slice(), &packed(&xmp())].concat()),
        chunk(*b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &xmp()].concat()),
        chunk(*b"eXIf", &camera(orientation, true)),
        chunk(*b"tIME", &[7, 0xe8, 1, 2, 3, 4, 5]),
        chunk(*b"sPLT", &[MARKER, b"\0\x08"].concat()),
        chunk(*b"prVt", MARKER),
        plain[header..plain.len() - 12].to_vec(),
        chunk(*b"tEXt", &[b"mxfile\0".as_slice(), MARKER].concat()),
        chunk(*b"IEND", b""),
        // What an editor left of the picture before it was cropped.
        chunk(*b"IDAT", MARKER),
    ];
    parts.concat()
}

#[test]
fn a_screenshot_keeps_pixels_orientation_and_colours() {
    for orientation in [1, 8] {
        let kept = clean(&screenshot(orientation), ImageFormat::Png, orientation);
        assert_eq!(holds(&kept, b"eXIf"), orientation != 1);
        assert!(holds(&kept, b"pHYs") && !holds(&kept, b"tIME") && kept.ends_with(&chunk(*b"IEND", b"")));
    }
    let plain = written(ImageFormat::Png);
    assert_eq!(strip(&plain).unwrap().bytes, plain);
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WEBP".to_vec(), chunks.concat()].concat();
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn part(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut part = [name.as_slice(), &(content.len() as u32).to_le_bytes(), content].concat();
    part.resize(part.len() + content.len() % 2, 0);
    part
}

#[test]
fn a_webp_keeps_pixels_orientation_and_colours() {
    let plain = written(ImageFormat::WebP);
    let mut profile = vec![7; 201];
    profile[16..20].copy_from_slice(b"RGB ");
    for orientation in [1, 6] {
        let header = [0x20 | 0x10 | 0x08 | 0x04, 0, 0, 0, 39, 0, 0, 23, 0, 0];
        let mut picture = riff(&[
            part(*b"VP8X", &header),
            part(*b"ICCP", &profile),
            part(*b"ODD ", MARKER),
            plain[12..].to_vec(),
            part(*b"EXIF", &camera(orientation, true)),
            part(*b"XMP ", &xmp()),
        ]);
        picture.extend(MARKER);
        let kept = clean(&picture, ImageFormat::WebP, orientation);
        assert_eq!(kept[20] & 0x0c, if orientation == 1 { 0 } else { 0x08 });
        assert_eq!(u32::from_le_bytes(*kept[4..].first_chunk().unwrap()) as usize, kept.len() - 8);
    }
    assert_eq!(strip(&plain).unwrap().bytes, plain);
    let frame = [vec![0; 16], part(*b"VP8L", b"pixels"), part(*b"note", MARKER)].concat();
    let film = riff(&[part(*b"VP8X", &[2; 10]), part(*b"ANIM", &[0; 6]), part(*b"ANMF", &frame)]);
    let kept = strip(&film).unwrap().bytes;
    assert!(!holds(&kept, MARKER) && holds(&kept, b"pixels") && holds(&kept, b"ANIM"));
}

/// A GIF of one pixel, with these blocks before it.
fn gif(blocks: &[&[u8]], after: &[u8]) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\xff\0".as_slice();
    let pixel = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0".as_slice();
    [head, &blocks.concat(), pixel, after].concat()
}

#[test]
fn a_gif_keeps_its_pictures_and_how_often_they_run() {
    let block = |text: &[u8]| [&[text.len() as u8], text, &[0]].concat();
    let comment = [b"\x21\xfe".as_slice(), &block(MARKER)].concat();
    let text = [b"\x21\x01\x0c\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(), &block(MARKER)].concat();
    let xmp = [b"\x21\xff\x0bXMP DataXMP".as_slice(), &block(b"<x exif:GPSLatitude/>"), b""].concat();
    let own = [b"\x21\xff\x0bMAKERNOTE01".as_slice(), &block(MARKER)].concat();
    let runs = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0".as_slice();
    let shows = b"\x21\xf9\x04\0\x0a\0\0\0".as_slice();
    let after = [comment.as_slice(), b"\x3b", MARKER].concat();
    let stripped = strip(&gif(&[runs, &comment, &text, &xmp, &own, shows], &after)).unwrap();
    assert_eq!(stripped.bytes, gif(&[runs, shows], b"\x3b"));
    assert!(stripped.has_place && stripped.is_clean);
}

const DRAWING: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<!-- Created by M -->
<!DOCTYPE svg [ <!-- M --> <!ENTITY name "a name"> ]>
<?editor M?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="http://www.inkscape.org/namespaces/inkscape" xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.0.dtd" viewBox="0 0 9 9" s:docname="M" e:export-filename="/home/M/x.png" content="&lt;mxfile host=&quot;M&quot;/>">
  <title>&name;</title><metadata id="m"><r:RDF xmlns:r="r">M</r:RDF></metadata>
  <s:namedview id="v"><e:grid type="M"/></s:namedview>
  <g e:label="M" id="a"><!-- M --><path d="M0 0h9v9z" e:connector='M'/><use xlink:href="#a"/></g>
  <foreignObject><div xmlns="http://www.w3.org/1999/xhtml">kept<o:p xmlns:o="urn:o">kept</o:p></div></foreignObject>
</svg>
<!-- M -->
"##;

#[test]
fn a_drawing_keeps_what_it_draws() {
    let drawing = DRAWING.replace("M0 0h9", "PATH").replace('M', "BERLIN-SN4711").replace("PATH", "M0 0h9");
    let stripped = strip(drawing.as_bytes()).unwrap();
    assert!(stripped.is_clean);
    let text = String::from_utf8(stripped.bytes).unwrap();
    assert!(!holds(text.as_bytes(), MARKER), "{text}");
    let expected = [
        "<title>&name;</title>\n",
        "<g id=\"a\"><path d=\"M0 0h9v9z\"/><use xlink:href=\"#a\"/></g>",
        "kept<o:p xmlns:o=\"urn:o\">kept</o:p></div></foreignObject>",
        "viewBox=\"0 0 9 9\">",
    ];
    for part in expected {
        assert!(text.contains(part), "{part} in {text}");
    }
    let plain = b"\xef\xbb\xbf<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>";
    assert_eq!(strip(plain).unwrap().bytes, plain);
    let odd = strip(b"<svg><!-- a --><g></svg>").unwrap();
    assert!(!odd.is_clean && odd.bytes == b"<svg><!-- a --><g></svg>");
}

/// Boxes of an AVIF: an item of pixels, and one of Exif.
fn boxes() -> Vec<u8> {
    let part = |name: [u8; 4], content: &[u8]| {
        [&((content.len() + 8) as u32).to_be_bytes(), name.as_slice(), content].concat()
    };
    let info = |id: u8, kind: &[u8; 4]| {
        part(*b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind.as_slice(), b"\0"].concat())
    };
    let exif = [b"\0\0\0\x06Exif\0\0".as_slice(), &camera(6, false)].concat();
    let meta = |offset: u32| {
        let place = |id: u8, offset: u32, length: usize| {
            [&[0, id, 0, 0, 0, 1], offset.to_be_bytes().as_slice(), &(length as u32).to_be_bytes()].concat()
        };
        let places = [place(1, offset, 6), place(2, offset + 6, exif.len())].concat();
        let infos = [&[0, 0, 0, 0, 0, 2], info(1, b"av01").as_slice(), &info(2, b"Exif")].concat();
        let list = [&[0, 0, 0, 0, 0x44, 0, 0, 2], places.as_slice()].concat();
        part(*b"meta", &[&[0; 4], part(*b"iinf", &infos).as_slice(), &part(*b"iloc", &list)].concat())
    };
    let head = part(*b"ftyp", b"avif\0\0\0\0avifmif1");
    let data = (head.len() + meta(0).len() + 8) as u32;
    [head, meta(data), part(*b"mdat", &[b"pixels".as_slice(), &exif].concat())].concat()
}

#[test]
fn boxes_keep_all_but_the_bytes_of_metadata() {
    let picture = boxes();
    let stripped = strip(&picture).unwrap();
    assert!(holds(&picture, MARKER) && !holds(&stripped.bytes, MARKER));
    assert!(stripped.has_place && stripped.is_clean && stripped.orientation == 1);
    let place = picture.windows(6).position(|part| part == b"pixels").unwrap() + 6;
    assert_eq!(stripped.bytes[..place], picture[..place]);
    assert_eq!(stripped.bytes.len(), picture.len());
    assert!(!strip(&strip(&picture).unwrap().bytes).unwrap().has_place);
}

#[test]
fn files_that_break_off_or_are_damaged_never_panic_and_never_pass_as_clean_with_a_marker() {
    let pictures = [
        photo(6, true),
        screenshot(8),
        boxes(),
        gif(&[b"\x21\xfe\x0dBERLIN-SN4711\0"], b"\x3b"),
        DRAWING.as_bytes().to_vec(),
        riff(&[part(*b"VP8X", &[0x0c; 10]), part(*b"EXIF", &camera(6, true)), part(*b"VP8 ", &[1; 9])]),
        camera(6, false),
    ];
    for picture in pictures {
        for at in 0..picture.len() {
            strip(&picture[..at]);
            needs_all(name(&picture), &picture[..at]);
            let mut damaged = picture.clone();
            for value in [0, 0xff, damaged[at] ^ 0x41, damaged[at].wrapping_add(1)] {
                damaged[at] = value;
                strip(&damaged);
                needs_all(name(&picture), &damaged);
            }
        }
    }
    // Between two segments stands something else: what follows is not known.
    let photo = photo(6, true);
    let at = photo.windows(4).position(|part| part == b"Exif").unwrap() - 4;
    let odd = [&photo[..at], b"odd", &photo[at..]].concat();
    let stripped = strip(&odd).unwrap();
    assert!(!stripped.is_clean);
    assert_eq!(super::strip("a.html", b"<svg><!-- a page keeps its comments --></svg>"), None);
    assert_eq!(strip(b"%PDF-1.7"), None);
    assert_eq!(strip(b"text"), None);
    assert_eq!(strip(b""), None);
    let tiff = strip(&camera(6, true)).unwrap();
    assert!(tiff.has_place && !tiff.is_clean && tiff.bytes == camera(6, true));
}
