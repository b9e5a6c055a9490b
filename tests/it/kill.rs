//! A build, or a `check --fix`, that is killed at any instant leaves whole files, and the next one finishes the job. A `mv` that is
//! killed is done, or is undone by the next one.
//!
//! `FIELDNOTES_KILLS` sets how many builds are killed, `FIELDNOTES_FIX_KILLS` how many runs of `check --fix`,
//! `FIELDNOTES_MV_KILLS` how many of `mv`, and `FIELDNOTES_SEED` which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::edits::Random;
use crate::support::{PATIENCE, Project, number};

type Files = BTreeMap<String, Vec<u8>>;

const MANIFEST: &str = ".fieldnotes-manifest.json";
const STAGING: &str = ".fieldnotes-staging/";
/// How many contents the site has in turn.
const VERSIONS: usize = 3;
const NOTES: usize = 220;

fn start(site: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
    command.args(arguments).arg("--quiet").arg("--site").arg(site);
    command.env_remove("CI").stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// One of the contents: bodies and titles differ, notes come, go and move, and one has a template of its own.
fn content(version: usize) -> Files {
    let mut files = Files::new();
    for number in 0..NOTES {
        let of_body = if number % 3 == 0 { 0 } else { version };
        let of_title = if number % 5 == 0 { version } else { 0 };
        let name = match number % 11 {
            // Others take the names that these leave.
            1 => format!("moving-{}", (number / 11 + version) % 20),
            2 if version == 1 => continue,
            3 if version != 2 => continue,
            _ => format!("n{number}"),
        };
        let stack = ["nginx", "redis", "linux", "postgres"][(number + of_title) % 4];
        let mut text = format!(
            "---\ntitle: Note {number} title {of_title}\ndate: 2026-01-{:02}\ntopic: topic {}\nsummary: Of note {number}.\n\
             stack: [{stack}]\n---\n",
            number % 28 + 1,
            number % 6,
        );
        for line in 0..12 {
            write!(text, "Paragraph {line} of body {of_body} in note {number}.\n\n").unwrap();
        }
        write!(text, "```sh\necho {of_body} {}\n```\n", number % 9).unwrap();
        files.insert(format!("content/notes/{name}.md"), text.into_bytes());
    }
    let picture = image::RgbImage::from_fn(700, 40, |x, y| image::Rgb([x as u8, y as u8, version as u8]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    files.insert("content/notes/picture.png".to_owned(), bytes.into_inner());
    let note = crate::support::note("", "![A picture](picture.png)\n");
    files.insert("content/notes/pictured.md".to_owned(), note.into_bytes());
    files.insert("static/same.txt".to_owned(), b"the same".to_vec());
    files.insert(format!("static/{version}/own.txt"), format!("{version}").into_bytes());
    if version == 2 {
        let template =
            "{% extends \"base.html\" %}{% block main %}<p>Another template.</p>{% endblock main %}";
        files.insert("templates/section.html".to_owned(), template.into());
    }
    files
}

/// Brings the site's files to a content; those that stay the same are not touched.
fn bring(project: &Project, from: &Files, to: &Files) {
    for path in from.keys().filter(|path| !to.contains_key(*path)) {
        project.remove(path);
    }
    for (path, bytes) in to.iter().filter(|(path, bytes)| from.get(*path) != Some(bytes)) {
        project.write(path, bytes);
    }
}

/// Any part of a time.
fn part(random: &mut Random, most: Duration) -> Duration {
    most / 1_000 * random.below(1_000) as u32
}

/// When a build is killed.
#[derive(Clone, Copy)]
enum Aim {
    /// This long after it began.
    After(Duration),
    /// This long after it began to write aside.
    Aside(Duration),
    /// This long after it began to move files into place.
    Moving(Duration),
}

impl Aim {
    fn take(random: &mut Random, build: Duration) -> Self {
        match random.below(4) {
            0 | 1 => Self::After(part(random, build)),
            2 => Self::Aside(part(random, build / 2)),
            _ => Self::Moving(part(random, Duration::from_millis(25))),
        }
    }

    /// Waits, kills, and says whether the build was still at it.
    fn kill(self, project: &Project, mut child: Child) -> bool {
        let stamp = |path: &str| {
            let meta = project.path(path).symlink_metadata().ok();
            meta.and_then(|meta| meta.modified().ok())
        };
        let manifest = stamp(&format!("public/{MANIFEST}"));
        let staging = format!("public/{STAGING}notes");
        let delay = match self {
            Self::After(delay) => delay,
            Self::Aside(delay) => {
                await_sign(&mut child, || stamp(&staging).is_some());
                delay
            }
            Self::Moving(delay) => {
                await_sign(&mut child, || stamp(&format!("public/{MANIFEST}")) != manifest);
                delay
            }
        };
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }
}

/// Waits until a process gives a sign, or has ended.
fn await_sign(child: &mut Child, is_there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_there() && child.try_wait().unwrap().is_none() && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// What a cut-off build left: every file is one that a whole build makes, or the user's, and the manifest knows it.
/// Whether pages of two contents stand beside each other.
fn judge(left: &Files, clean: &[Files]) -> bool {
    let manifest: BTreeMap<String, String> =
        left.get(MANIFEST).map(|bytes| serde_json::from_slice(bytes).unwrap()).unwrap_or_default();
    let mut of_versions = (0..VERSIONS).collect::<BTreeSet<usize>>();
    for (path, bytes) in left {
        if path == MANIFEST || path.starts_with(STAGING) {
            continue;
        }
        if path == "CNAME" {
            assert_eq!(bytes, b"mine");
            continue;
        }
        let of: Vec<usize> = (0..VERSIONS).filter(|at| clean[*at].get(path) == Some(bytes)).collect();
        assert!(!of.is_empty(), "{path} is of no content: {} bytes", bytes.len());
        assert!(manifest.contains_key(path), "{path} is not in the manifest");
        of_versions.retain(|version| of.contains(version));
    }
    of_versions.is_empty()
}

#[test]
#[expect(clippy::print_stderr, reason = "what a long run did is of interest")]
fn a_build_that_is_killed_leaves_whole_pages_and_the_next_one_repairs_them() {
    let kills = number("FIELDNOTES_KILLS").unwrap_or(25);
    let mut random = Random::new(number("FIELDNOTES_SEED").unwrap_or(1));
    let contents: Vec<Files> = (0..VERSIONS).map(content).collect();
    let clean: Vec<Files> = contents
        .iter()
        .map(|files| {
            let project = Project::new("");
            bring(&project, &Files::new(), files);
            project.run(&["build", "--no-cache"]).expect(0);
            project.tree("public")
        })
        .collect();
    let project = Project::new("-- public/CNAME --\nmine");
    let mut current = &Files::new();
    let mut version = 0;
    let mut whole_build = Duration::from_secs(2);
    let (mut cut_off, mut mixed, mut in_staging) = (0, 0, 0);
    let mut is_whole = true;
    for round in 0..kills {
        if is_whole || random.chance(50) {
            version = (version + 1 + random.below(VERSIONS - 1)) % VERSIONS;
            bring(&project, current, &contents[version]);
            current = &contents[version];
        }
        let arguments: &[&str] = if random.chance(10) { &["build", "--clean"] } else { &["build"] };
        cut_off +=
            u32::from(Aim::take(&mut random, whole_build).kill(&project, start(project.root(), arguments)));
        let left = project.tree("public");
        mixed += u32::from(judge(&left, &clean));
        in_staging += u32::from(left.keys().any(|path| path.starts_with(STAGING)));
        is_whole = random.chance(35) || round + 1 == kills;
        if is_whole {
            let begun = Instant::now();
            project.run(&["build"]).expect(0);
            whole_build = begun.elapsed().max(whole_build / 2);
            let mut there = project.tree("public");
            assert_eq!(there.remove("CNAME").unwrap(), b"mine");
            let differing: Vec<&String> = there
                .iter()
                .filter(|(path, bytes)| clean[version].get(*path) != Some(bytes))
                .map(|(path, _)| path)
                .collect();
            assert!(there == clean[version], "round {round}: {differing:?}");
            let is_rest = |path: &String| path.rsplit('/').next().unwrap().starts_with('.');
            let rest: Vec<String> = project.tree(".fieldnotes").into_keys().filter(is_rest).collect();
            assert_eq!(rest, [""; 0], "round {round}");
        }
    }
    eprintln!(
        "{kills} kills: {cut_off} builds cut off, {in_staging} with files aside, {mixed} with pages of two contents"
    );
}

#[test]
#[expect(clippy::print_stderr, reason = "what a long run did is of interest")]
fn a_fix_that_is_killed_leaves_whole_notes_and_the_next_one_finishes() {
    let kills = number("FIELDNOTES_FIX_KILLS").unwrap_or(8);
    let mut random = Random::new(number("FIELDNOTES_SEED").unwrap_or(1));
    let faulty: Files = (0..150)
        .map(|number| {
            let text = format!(
                "---\ntitel: Note {number}\ndate: 2026-01-02\ntopic: t\nsummary: S.\ndifficulty: beginer\n---\n{}",
                "A line of the body.\n".repeat(40)
            );
            (format!("content/notes/n{number:03}.md"), text.into_bytes())
        })
        .collect();
    let project = Project::new("");
    bring(&project, &Files::new(), &faulty);
    let begun = Instant::now();
    project.run(&["check", "--fix"]).expect(0);
    let run = begun.elapsed();
    let fixed = project.tree("content");
    let (mut cut_off, mut half) = (0, 0);
    for round in 0..kills {
        for (path, text) in &faulty {
            if random.chance(80) {
                project.write(path, text);
            }
        }
        let mut child = start(project.root(), &["check", "--fix"]);
        if random.chance(30) {
            std::thread::sleep(part(&mut random, run));
        } else {
            let is_old = |path: &&String| project.read(path).into_bytes() == faulty[*path];
            let first = faulty.keys().find(is_old).unwrap();
            await_sign(&mut child, || !is_old(&first));
            std::thread::sleep(Duration::from_micros(random.below(3_000) as u64));
        }
        child.kill().unwrap();
        cut_off += u32::from(child.wait().unwrap().code().is_none());
        let left = project.tree("content");
        let mut states = BTreeSet::new();
        for (path, text) in &left {
            let is_aside = path.rsplit('/').next().unwrap().starts_with('.');
            let is_fixed = fixed.get(path) == Some(text);
            let is_old = faulty.get(&format!("content/{path}")) == Some(text);
            assert!(is_aside || is_fixed || is_old, "round {round}: {path} is neither old nor fixed");
            states.insert(is_fixed);
        }
        assert!(fixed.keys().all(|path| left.contains_key(path)), "round {round}: a note is gone");
        half += u32::from(states.len() == 2);
        project.run(&["check", "--fix"]).expect(0);
        assert!(project.tree("content") == fixed, "round {round}");
    }
    eprintln!("{kills} kills: {cut_off} runs cut off, {half} with old notes beside mended ones");
}

#[test]
#[expect(clippy::print_stderr, reason = "what a long run did is of interest")]
fn a_move_that_is_killed_is_done_or_undone() {
    let kills = number("FIELDNOTES_MV_KILLS").unwrap_or(8);
    let mut random = Random::new(number("FIELDNOTES_SEED").unwrap_or(1));
    let note = |title: &str, link: &str| {
        let front = format!("---\ntitle: {title}\ndate: 2026-01-02\ntopic: t\nsummary: S.\n---\n");
        format!("{front}[x]({link})\n").into_bytes()
    };
    let mut before: Files = (0..150)
        .map(|number| {
            (format!("content/notes/n{number:03}.md"), note(&format!("N {number}"), "deep/target.md"))
        })
        .collect();
    before.insert("content/notes/deep/target.md".to_owned(), note("Target", "../n000.md"));
    let project = Project::new("");
    bring(&project, &Files::new(), &before);
    let all = |project: &Project| -> Files {
        project.tree("content").into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect()
    };
    let moving = ["mv", "notes/deep", "moved/deep"];
    let settings = project.read("site.toml");
    let begun = Instant::now();
    project.run(&moving).expect(0);
    let (run, after) = (begun.elapsed(), all(&project));
    bring(&project, &after, &before);
    project.write("site.toml", &settings);
    let (mut undone, mut cut_off) = (0, 0);
    for round in 0..kills {
        let mut child = start(project.root(), &moving);
        if random.chance(30) {
            std::thread::sleep(part(&mut random, run));
        } else {
            await_sign(&mut child, || project.exists(".fieldnotes/moving"));
            std::thread::sleep(Duration::from_micros(random.below(8_000) as u64));
        }
        child.kill().unwrap();
        cut_off += u32::from(child.wait().unwrap().code().is_none());
        let next = project.run(&["mv", "--dry-run", "notes/n000.md", "notes/other.md"]).expect(0);
        undone += u32::from(next.stderr.contains("was undone"));
        let left = all(&project);
        assert!(left == before || left == after, "round {round}: {:?}", left.keys().collect::<Vec<_>>());
        assert!(!project.exists(".fieldnotes/moving"), "round {round}");
        bring(&project, &left, &before);
        project.write("site.toml", &settings);
    }
    eprintln!("{kills} kills: {cut_off} moves cut off, {undone} of them undone");
}
