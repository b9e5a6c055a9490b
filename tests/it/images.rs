//! Copies of pictures at other widths: their names, the cache behind them, and pictures that get none.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Engine, Options};
use fieldnotes::render::Content;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::support::{Project, memory, note};

/// A picture of that size with something to see.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG whose header claims another size.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(8, 8, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

/// The header of a picture of another kind that claims a size, with nothing behind it.
fn header(name: &str, width: u16, height: u16) -> Vec<u8> {
    let (w, h) = (width.to_le_bytes(), height.to_le_bytes());
    match name.rsplit('.').next().unwrap() {
        "gif" => [b"GIF89a".as_slice(), &w, &h, &[0, 0, 0, 0x3b]].concat(),
        "svg" => format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"/>")
            .into_bytes(),
        // An extended WebP: 24 bits each, less one.
        "webp" => {
            let mut bytes = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
            bytes.extend_from_slice(&[w[0], w[1], 0, h[0], h[1], 0]);
            bytes.extend_from_slice(b"VP8 \0\0\0\0");
            bytes
        }
        "jpg" => {
            let mut bytes = picture(8, 8, ImageFormat::Jpeg);
            let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
            bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
            bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
            bytes
        }
        _ => bomb(width.into(), height.into()),
    }
}

fn project(settings: &str, name: &str, bytes: &[u8]) -> Project {
    let site = format!("title = \"S\"\nbase_url = \"https://a.example/docs\"\n{settings}");
    let sources = format!("image_sources: [{{url: {name}}}]\n");
    let project = Project::new(&format!(
        "-- site.toml --\n{site}-- content/notes/a.md --\n{}",
        note(&sources, &format!("![Depth]({name})\n"))
    ));
    project.write(&format!("content/notes/{name}"), bytes);
    project
}

/// The copies that a page offers, with their widths.
fn offered(page: &str) -> Vec<(String, u32)> {
    let Some((_, rest)) = page.split_once("<source type=\"image/webp\" srcset=\"") else { return Vec::new() };
    let list = rest.split('"').next().unwrap();
    let copy = |part: &str| {
        let (url, width) = part.trim().split_once(' ').unwrap();
        (url.to_owned(), width.trim_end_matches('w').parse().unwrap())
    };
    list.split(',').map(copy).collect()
}

#[test]
fn a_picture_comes_at_several_widths_none_wider_than_itself() {
    for (name, format) in [("Depth 1.png", ImageFormat::Png), ("d.jpg", ImageFormat::Jpeg)] {
        let written = name.replace(' ', "%20");
        let project = project("", &written, b"");
        project.remove(&format!("content/notes/{written}"));
        project.write(&format!("content/notes/{name}"), picture(1000, 600, format));
        project.run(&["build"]).expect(0);
        let page = project.read("public/notes/a/index.html");
        let copies = offered(&page);
        assert_eq!(copies.iter().map(|(_, width)| *width).collect::<Vec<_>>(), [480, 800, 1000], "{name}");
        assert!(page.contains("alt=\"Depth\" width=\"1000\" height=\"600\" decoding=\"async\"></picture>"));
        for (url, width) in copies {
            let file = url.strip_prefix("/docs/").unwrap();
            assert!(file.starts_with("assets/img/d") && file.ends_with(&format!("-{width}.webp")), "{file}");
            let bytes = std::fs::read(project.path("public").join(file)).unwrap();
            let copy = image::load_from_memory_with_format(&bytes, ImageFormat::WebP).unwrap();
            assert_eq!((copy.width(), copy.height()), (width, width * 600 / 1000));
        }
    }
}

#[test]
fn settings_choose_the_widths_or_turn_copies_off() {
    let bytes = picture(700, 300, ImageFormat::Png);
    let chosen = project("[images]\nwidths = [600, 300]\n", "d.png", &bytes);
    chosen.run(&["build"]).expect(0);
    let widths: Vec<u32> =
        offered(&chosen.read("public/notes/a/index.html")).into_iter().map(|(_, width)| width).collect();
    assert_eq!(widths, [300, 600]);
    let off = project("[images]\nvariants = false\n", "d.png", &bytes);
    off.run(&["build"]).expect(0);
    assert!(off.read("public/notes/a/index.html").contains("\"><img src=\"/docs/notes/d.png\""));
    assert!(!off.exists("public/assets/img"));
}

#[test]
fn pictures_that_no_note_shows_and_small_ones_get_no_copies() {
    let project = project("", "small.png", &picture(480, 10, ImageFormat::Png));
    project.write("static/unshown.png", picture(900, 10, ImageFormat::Png));
    project.run(&["build"]).expect(0);
    assert!(!project.exists("public/assets/img"));
    assert_eq!(project.run(&["check"]).expect(0).stderr.matches("warning").count(), 0);
}

#[test]
fn what_the_store_holds_is_not_made_again_and_a_check_makes_nothing() {
    let mut source = memory(&[("content/notes/a.md".to_owned(), note("", "![Depth](d.png)\n"))]);
    source.put("content/notes/d.png", picture(900, 300, ImageFormat::Png));
    let store = Arc::new(Store::in_memory());
    let engine = Engine::new(Box::new(source), Options::default(), Arc::clone(&store));
    engine.load().unwrap().check_templates();
    let checked = store.added_count();
    let made = || {
        let made = Mutex::new(BTreeMap::new());
        let build = engine.load().unwrap();
        build.render(&build.site.routes, |artifact| {
            if let Content::Bytes(bytes) = artifact.content {
                made.lock().unwrap().insert(artifact.path, bytes);
            }
        });
        made.into_inner().unwrap()
    };
    let first = made();
    assert_eq!(
        store.added_count() - checked,
        8,
        "three copies, the card of the site, the words of the search and their fingerprints, the entries of two lists"
    );
    assert_eq!(made(), first);
    assert_eq!(store.added_count() - checked, 8, "nothing was made again");
}

#[test]
fn the_result_is_the_same_for_any_number_of_jobs_with_and_without_a_cache() {
    let project = project("", "d.jpg", &picture(1300, 700, ImageFormat::Jpeg));
    let runs = [vec!["build", "--jobs", "1"], vec!["build", "--jobs", "2", "--no-cache"], vec!["build"]];
    let trees: Vec<_> = runs
        .iter()
        .enumerate()
        .map(|(at, run)| {
            let out = format!("out{at}");
            let mut arguments = run.clone();
            arguments.extend(["--out", &out]);
            project.run(&arguments).expect(0);
            let mut tree = project.tree(&out);
            tree.retain(|path, _| !path.starts_with(".fieldnotes"));
            tree
        })
        .collect();
    assert!(trees[0].keys().filter(|path| path.ends_with(".webp")).count() == 3);
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0], trees[2]);
    project.run(&["build", "--verify"]).expect(0);
}

#[test]
fn a_picture_that_claims_too_many_pixels_is_refused_by_its_header() {
    let project = project("", "d.png", &bomb(30_000, 30_000));
    let built = project.run(&["build"]).expect(0).stderr;
    assert!(built.contains("1 image-too-large"), "{built}");
    let text = project.run(&["check"]).expect(0).stdout;
    assert!(text.contains("warning[image-too-large]: the picture `d.png` claims 30000 × 30000"), "{text}");
    assert!(text.contains("content/notes/a.md:8:10"), "{text}");
    assert!(project.read("public/notes/a/index.html").contains("\"><img src=\"/docs/notes/d.png\""));
    assert!(!project.exists("public/assets/img"));
}

#[test]
fn a_picture_of_any_kind_that_claims_too_much_is_told_by_its_header_and_never_decoded() {
    for name in ["d.png", "d.jpg", "d.webp", "d.gif", "d.svg"] {
        let project = project("", name, &header(name, 60_000, 60_000));
        let run = project.run(&["build"]).expect(0);
        let is_told = ["image-too-large", "unreadable-image"].iter().any(|code| run.stderr.contains(code));
        assert!(is_told, "{name}: {}", run.stderr);
        assert!(!project.exists("public/assets/img"), "{name}");
        let run = crate::images::project("[limits]\nimage_pixels = 100\n", name, &header(name, 20, 20))
            .run(&["check"]);
        assert!(run.stdout.contains("the limit is 100 in all") || name == "d.webp", "{name}: {}", run.stdout);
    }
}

#[test]
fn a_picture_that_cannot_be_decoded_is_published_as_it_is() {
    let mut bytes = picture(900, 500, ImageFormat::Png);
    let half = bytes.len() / 2;
    bytes[half..half + 40].fill(0x55);
    let project = project("", "d.png", &bytes);
    let run = project.run(&["build"]).expect(0);
    assert!(
        run.stderr.contains("warning[unreadable-image]: the picture `d.png` can't be decoded"),
        "{}",
        run.stderr
    );
    assert!(project.read("public/notes/a/index.html").contains("\"><img src=\"/docs/notes/d.png\""));
    assert_eq!(std::fs::read(project.path("public/notes/d.png")).unwrap(), bytes);
    assert!(!project.exists("public/assets/img"));
    let quiet = "title = \"S\"\nbase_url = \"https://a.example\"\n[lints]\nunreadable-image = \"allow\"\n";
    project.write("site.toml", quiet);
    assert!(!project.run(&["build"]).expect(0).stderr.contains("unreadable-image"));
}

#[test]
fn the_card_that_pages_name_is_there_and_notes_have_their_own_where_a_site_wants_it() {
    let site = "title = \"S\"\nbase_url = \"https://a.example\"\n";
    let project = Project::new(&format!(
        "-- site.toml --\n{site}-- content/notes/a.md --\n{}-- content/notes/b.md --\n{}",
        note("stack: [redis 8]\n", "Text.\n"),
        note("revision: {status: published}\n", "Text.\n")
    ));
    let card = |page: &str| {
        let page = project.read(page);
        let (_, rest) = page.split_once("og:image\" content=\"https://a.example/").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    project.run(&["build"]).expect(0);
    let of_site = card("public/index.html");
    assert_eq!(card("public/notes/a/index.html"), of_site);
    project.write("site.toml", format!("{site}[social]\ncards = true\n"));
    project.run(&["build", "--jobs", "1"]).expect(0);
    let own = [card("public/notes/a/index.html"), card("public/notes/b/index.html")];
    assert_eq!(card("public/index.html"), of_site);
    assert!(own[0].starts_with("assets/card/a.") && own[1].starts_with("assets/card/b."));
    for file in [&of_site, &own[0], &own[1]] {
        let bytes = std::fs::read(project.path("public").join(file)).unwrap();
        let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Png).unwrap();
        assert_eq!((picture.width(), picture.height()), (1200, 630));
    }
    project.run(&["build", "--no-cache", "--out", "again"]).expect(0);
    assert_eq!(project.tree("again"), project.tree("public"));
}
