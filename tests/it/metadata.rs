//! What pictures say of their making is in no file that is published, beside a note or below `static/`, nor in a copy at
//! another width; what they show is.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, Rgb, RgbImage};

use crate::support::{Preview, Project, note};

const MARKER: &str = "BERLIN-SN4711";

fn is_marked(bytes: &[u8]) -> bool {
    bytes.windows(MARKER.len()).any(|part| part == MARKER.as_bytes())
}

/// Exif with an orientation, a device and a place.
fn exif(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [tag.to_le_bytes().as_slice(), &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()]
            .concat()
    };
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x03\0".to_vec();
    tiff.extend(entry(0x010f, 2, MARKER.len() as u32, 120));
    tiff.extend(entry(0x0112, 3, 1, orientation.into()));
    tiff.extend(entry(0x8825, 4, 1, 60));
    tiff.resize(6 + 60, 0);
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(2, 5, 3, 80));
    tiff.resize(6 + 80, 0);
    tiff.extend([52_u32, 1, 31, 1, 12, 1].iter().flat_map(|number| number.to_le_bytes()));
    tiff.resize(6 + 120, 0);
    [tiff.as_slice(), MARKER.as_bytes()].concat()
}

/// A photo that was taken sideways, and says where; of which a second one stands behind the first.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    let mut plain = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut plain, ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let exif = exif(6);
    let length = ((exif.len() + 2) as u16).to_be_bytes();
    [&plain[..2], b"\xff\xe1", &length, &exif, &plain[2..], &plain[..2], b"\xff\xe1", &length, &exif].concat()
}

/// What a file shows, and how it is turned.
fn shown(bytes: &[u8]) -> (Vec<u8>, u8) {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap().to_exif();
    (DynamicImage::from_decoder(decoder).unwrap().into_rgb8().into_raw(), orientation)
}

fn site(settings: &str) -> Project {
    let site = format!("title = \"S\"\nbase_url = \"https://a.example\"\n{settings}");
    let fields = "image_sources: [{url: big.jpg}, {url: small.jpg}, {url: plan.svg}]\n";
    let body = "![Big](big.jpg)\n\n![Small](small.jpg)\n\n![Plan](plan.svg)\n\n[Phone](phone.heic)\n";
    let project = Project::new(&format!(
        "-- site.toml --\n{site}-- content/notes/a/index.md --\n{}",
        note(fields, body)
    ));
    project.write("content/notes/a/big.jpg", photo(900, 600));
    project.write("content/notes/a/small.jpg", photo(60, 40));
    // Named as another kind than it is.
    project.write("static/front.png", photo(60, 40));
    project.write(
        "content/notes/a/phone.heic",
        [b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".as_slice(), &[0; 20]].concat(),
    );
    project.write(
        "content/notes/a/plan.svg",
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><metadata>{MARKER}</metadata><path d=\"M0 0h9\"/></svg>"),
    );
    project
}

#[test]
fn no_file_of_a_build_says_where_a_picture_was_taken() {
    let project = site("");
    let checked = project.run(&["check"]).expect(0).stdout;
    let run = project.run(&["build"]).expect(0);
    for name in ["content/notes/a/big.jpg", "content/notes/a/small.jpg", "static/front.png"] {
        let file = name.rsplit('/').next().unwrap();
        let told = format!(
            "warning[picture-place]: `{file}` contains the place where it was taken, which is not published"
        );
        assert!(checked.contains(&told) && checked.contains(name), "{checked}");
    }
    assert_eq!(checked.matches("warning[").count(), 3, "{checked}");
    assert!(run.stderr.contains("3 warnings: 3 picture-place\n"), "{}", run.stderr);
    let tree = project.tree("public");
    assert_eq!(tree.keys().filter(|path| path.ends_with(".webp")).count(), 2);
    for (path, bytes) in &tree {
        assert!(!is_marked(bytes), "{path}");
    }
    for (from, to) in [
        ("content/notes/a/big.jpg", "public/notes/a/big.jpg"),
        ("content/notes/a/small.jpg", "public/notes/a/small.jpg"),
        ("static/front.png", "public/front.png"),
    ] {
        let read = |path: &str| std::fs::read(project.path(path)).unwrap();
        assert!(is_marked(&read(from)));
        assert_eq!(shown(&read(from)), shown(&read(to)), "{to}");
        assert_eq!(shown(&read(to)).1, 6);
    }
    let page = project.read("public/notes/a/index.html");
    assert!(
        page.contains("width=\"600\" height=\"900\"") && page.contains("width=\"40\" height=\"60\""),
        "{page}"
    );
    let copy = tree.iter().find(|(path, _)| path.ends_with("-480.webp")).unwrap().1;
    let copy = image::load_from_memory(copy).unwrap();
    assert_eq!((copy.width(), copy.height()), (480, 720));
    project.run(&["build", "--verify"]).expect(0);
}

#[test]
fn builds_one_after_another_and_the_preview_publish_the_same_bytes() {
    let project = site("");
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    let again = project.run(&["build"]).expect(0);
    assert!(again.stderr.contains("nothing to write"), "{}", again.stderr);
    assert_eq!(project.tree("public"), before);
    let preview = Preview::of(project.root(), &[]);
    for path in ["notes/a/big.jpg", "notes/a/plan.svg", "front.png"] {
        assert_eq!(preview.get(&format!("/{path}")).body, before[path], "{path}");
    }
}

#[test]
fn a_setting_keeps_what_pictures_say() {
    let project = site("[images]\nkeep_metadata = true\n");
    let run = project.run(&["build"]).expect(0);
    assert!(run.stderr.contains("3 picture-place"), "{}", run.stderr);
    let told = project.run(&["check"]).expect(0).stdout;
    assert!(
        told.contains("`big.jpg` contains the place where it was taken, and is published with it"),
        "{told}"
    );
    for path in ["notes/a/big.jpg", "notes/a/small.jpg", "notes/a/plan.svg"] {
        let source = std::fs::read(project.path("content").join(path)).unwrap();
        assert_eq!(std::fs::read(project.path("public").join(path)).unwrap(), source);
    }
    // Copies are made of pixels.
    let copies = project.tree("public/assets/img");
    assert!(!copies.is_empty() && !copies.values().any(|bytes| is_marked(bytes)));
    project.write("site.toml", "title = \"S\"\nbase_url = \"https://a.example\"\n");
    project.run(&["build"]).expect(0);
    assert!(!project.tree("public").values().any(|bytes| is_marked(bytes)));
}

#[test]
fn a_picture_that_cannot_be_taken_apart_is_told() {
    let project = site("");
    let whole = photo(60, 40);
    let odd = [&whole[..2], b"odd", &whole[2..]].concat();
    project.write("static/odd.jpg", [b"\xff\xd8\xff\xe0\0\x04\0\0".as_slice(), &odd[2..]].concat());
    project.write("static/scan.tif", &exif(1)[6..]);
    let run = project.run(&["check"]).expect(0);
    for name in ["odd.jpg", "scan.tif"] {
        let told = format!("warning[picture-metadata]: the metadata of `{name}` can't be removed");
        assert!(run.stdout.contains(&told), "{}", run.stdout);
    }
    assert!(
        run.stdout.contains("`scan.tif` contains the place where it was taken, and is published with it"),
        "{}",
        run.stdout
    );
    project.run(&["build"]).expect(0);
}
