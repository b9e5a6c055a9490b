//! The same site gives the same bytes wherever, whenever and however it is built: in another folder, time zone and
//! language, by another user, with more threads, from files that were made in another order and at another time.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::{Project, SITE, note};

type Files = BTreeMap<String, Vec<u8>>;

fn files() -> Files {
    let mut files = Files::new();
    let titles =
        ["Zebra", "Ärger", "apple", "Istanbul", "ıssız", "İzmir", "2 of 10", "10 of 2", "猫", "éclair"];
    for (number, title) in titles.iter().enumerate() {
        let text = format!(
            "---\ntitle: \"{title}\"\ndate: 2026-0{}-01\ntopic: Topic {title}\nsummary: S.\n\
             stack: [Redis, nginx, \"{title}\"]\nowner: \"{title}\"\n\
             revision: {{last_reviewed: 2025-11-11, review_in: 3 months}}\n---\n\
             See [another](n{}.md), ![a picture](p.png) and $x^2$.\n\n```rust\nfn a{number}() {{}}\n```\n",
            number % 3 + 1,
            (number + 3) % titles.len(),
        );
        files.insert(format!("content/notes/n{number}.md"), text.into_bytes());
    }
    files.insert("content/ops/deep/d.md".to_owned(), note("", "Deep.\n").into_bytes());
    let mut picture = std::io::Cursor::new(Vec::new());
    let image = image::RgbImage::from_fn(900, 30, |x, y| image::Rgb([x as u8, y as u8, 7]));
    image.write_to(&mut picture, image::ImageFormat::Png).unwrap();
    files.insert("content/notes/p.png".to_owned(), picture.into_inner());
    files.insert("static/b/ü.txt".to_owned(), b"text".to_vec());
    files.insert("site.toml".to_owned(), format!("{SITE}[outputs]\nmarkdown = true\n").into_bytes());
    files
}

/// How a build differs from the plain one.
#[derive(Clone, Copy, Default)]
struct Circumstances {
    environment: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
    /// The site's folder below one that is there for the test.
    folder: &'static str,
    /// Where the program is started.
    from: Option<&'static str>,
    backwards: bool,
    /// When the files were last changed.
    age: Duration,
}

fn build(files: &Files, how: Circumstances) -> Files {
    let project = Project::new("");
    project.remove("site.toml");
    let inside =
        |path: &str| if how.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", how.folder) };
    let mut paths: Vec<&String> = files.keys().collect();
    if how.backwards {
        paths.reverse();
    }
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000) - how.age;
    for path in paths {
        project.write(&inside(path), &files[path]);
        std::fs::File::options()
            .append(true)
            .open(project.path(&inside(path)))
            .unwrap()
            .set_modified(time)
            .unwrap();
    }
    let site = project.path(&inside("site.toml")).parent().unwrap().to_owned();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    command.args(["build", "--quiet", "--site"]).arg(&site).args(how.arguments);
    command.current_dir(how.from.map_or(site.as_path(), Path::new)).env_remove("CI");
    let output = command.envs(how.environment.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project.tree(&inside("public"))
}

#[test]
fn the_same_site_gives_the_same_bytes_under_all_circumstances() {
    let files = files();
    let plain = Circumstances::default();
    let expected = build(&files, plain);
    let has = |path: &str| expected.contains_key(path);
    assert!(
        has("notes/n9/index.html") && has("review.json") && has("review/zebra.ics") && expected.len() > 60
    );
    let cases = [
        ("again", plain),
        ("east", Circumstances { environment: &[("TZ", "Pacific/Kiritimati")], ..plain }),
        ("west", Circumstances { environment: &[("TZ", "Pacific/Pago_Pago")], ..plain }),
        (
            "language",
            Circumstances {
                environment: &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("LANGUAGE", "tr")],
                ..plain
            },
        ),
        ("no language", Circumstances { environment: &[("LANG", "C"), ("LC_ALL", "POSIX")], ..plain }),
        (
            "user",
            Circumstances {
                environment: &[
                    ("HOME", "/nonexistent"),
                    ("XDG_CACHE_HOME", "/nonexistent"),
                    ("USER", "somebody"),
                    ("HOSTNAME", "elsewhere"),
                    ("TMPDIR", "/nonexistent"),
                ],
                ..plain
            },
        ),
        ("day", Circumstances { environment: &[("SOURCE_DATE_EPOCH", "86400")], ..plain }),
        ("current folder", Circumstances { from: Some("/"), ..plain }),
        ("path of the site", Circumstances { folder: "deep/Größe & more/notes", ..plain }),
        ("one thread", Circumstances { arguments: &["--jobs", "1"], ..plain }),
        ("many threads", Circumstances { arguments: &["--jobs", "7"], ..plain }),
        ("no cache", Circumstances { arguments: &["--no-cache"], ..plain }),
        ("order of the files", Circumstances { backwards: true, ..plain }),
        ("age of the files", Circumstances { age: Duration::from_hours(250_000), ..plain }),
    ];
    for (what, how) in cases {
        let built = build(&files, how);
        let differing: Vec<&String> = built
            .iter()
            .filter(|(path, bytes)| expected.get(*path) != Some(bytes))
            .map(|(path, _)| path)
            .collect();
        assert!(built == expected, "{what}: {differing:?}");
    }
}
