//! Disks that are full or read-only, files that go away while they are read, and two builds at once: the output that
//! was there stays as it was, the user hears why, and nothing is left behind.
//!
//! Where the system lets a test mount a file system of its own (Linux, as a rule), it is a real one that is full.

use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::path::SourcePath;
use fieldnotes::source::Source;
use fieldnotes::source::memory::Memory;

use crate::gated::Gated;
use crate::support::{Project, Run, SITE, note, outputs, until};

fn project() -> Project {
    Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")))
}

/// Runs a script in the site's folder; `$fieldnotes` is the program.
fn script(project: &Project, shell: &[&str], script: &str) -> Run {
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).arg(script).current_dir(project.root());
    command.env("fieldnotes", env!("CARGO_BIN_EXE_fieldnotes")).env("NO_COLOR", "1").env_remove("CI");
    Run::from(command.output().unwrap())
}

const SHELL: &[&str] = &["sh", "-c"];
/// A shell that may mount file systems, which nobody else sees.
const MOUNTING: &[&str] = &["unshare", "--map-root-user", "--mount", "sh", "-ec"];

fn may_mount() -> bool {
    let mut command = Command::new(MOUNTING[0]);
    command.args(&MOUNTING[1..]).arg("mount -t tmpfs tmpfs /mnt").stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[test]
fn a_write_that_fails_leaves_the_old_site_and_no_rest() {
    let project = project();
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    project.write("content/notes/b.md", note("", &"More text.\n\n".repeat(2_000)));
    // As on a full disk: no file may grow beyond 4 KiB. The signal that says so is ignored, as a service has it.
    let run = script(&project, SHELL, "trap '' XFSZ; ulimit -f 8; exec $fieldnotes build").expect(2);
    assert!(run.stderr.contains("can't be written\n  because: File too large"), "{}", run.stderr);
    assert!(project.tree("public") == before);
    assert!(!project.exists("public/.fieldnotes-staging"));
    project.run(&["build"]).expect(0);
    assert!(project.exists("public/notes/b/index.html"));
}

#[test]
fn of_a_file_that_cannot_be_made_nothing_is_left() {
    let project = project();
    let begun = "trap '' XFSZ; ulimit -f";
    for (blocks, command) in [
        (1, "new notes/n.md --set topic=tests --set \"summary=$(printf '%0600d' 0)\""),
        (1, "ci github --write"),
        (1, "ci gitlab --write"),
        (1, "templates copy base.html"),
        (0, "init fresh"),
    ] {
        let before = project.tree(".");
        let script_of = format!("{begun} {blocks}; exec $fieldnotes {command}");
        let run = script(&project, SHELL, &script_of).expect(2);
        assert!(run.stderr.contains("can't be made"), "{command}: {}", run.stderr);
        let mut after = project.tree(".");
        after.retain(|path, _| !path.starts_with(".fieldnotes/"));
        assert!(after.keys().all(|path| before.contains_key(path)), "{command}: {:?}", after.keys());
    }
}

#[test]
fn a_full_disk_leaves_the_old_site_and_no_rest() {
    if !may_mount() {
        return;
    }
    let project = project();
    project.write("static/keep.txt", "text");
    let run = script(
        &project,
        MOUNTING,
        "mkdir public; mount -t tmpfs -o size=3m tmpfs public
         $fieldnotes build --quiet; cp -r public before
         head -c 4000000 /dev/zero > static/big.bin
         $fieldnotes build || echo status $?
         diff -r public before && echo as it was
         rm static/big.bin; $fieldnotes build --quiet && diff -r public before && echo as it was again",
    );
    assert!(run.stdout == "status 2\nas it was\nas it was again\n", "{}\n{}", run.stdout, run.stderr);
    assert!(
        run.stderr.contains("big.bin` can't be written\n  because: No space left on device"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_read_only_output_folder_is_named_and_stays_as_it_was() {
    if !may_mount() {
        return;
    }
    let project = project();
    project.run(&["build"]).expect(0);
    let before = project.tree("public");
    project.write("content/notes/a.md", note("", "Other text.\n"));
    let run = script(
        &project,
        MOUNTING,
        "mount --bind public public; mount -o remount,bind,ro public; exec $fieldnotes build",
    )
    .expect(2);
    assert!(
        run.stderr.contains("public` can't be written\n  because: Read-only file system"),
        "{}",
        run.stderr
    );
    assert!(project.tree("public") == before);
}

#[test]
fn a_file_in_place_of_the_output_folder_is_named_and_stays() {
    let project = project();
    project.write("public", "mine");
    let run = project.run(&["build"]).expect(2);
    assert!(run.stderr.contains("public` can't be made"), "{}", run.stderr);
    assert_eq!(project.read("public"), "mine");
    let project = self::project();
    project.write("public/.fieldnotes-staging", "mine");
    let run = project.run(&["build"]).expect(2);
    assert!(run.stderr.contains(".fieldnotes-staging` is in the way; remove it"), "{}", run.stderr);
    assert_eq!(project.read("public/.fieldnotes-staging"), "mine");
}

/// A command that has the lock of its site, and keeps it until the test listens to what it says.
struct Holder {
    child: Child,
    says: UnixStream,
}

impl Holder {
    /// Starts a command whose first word is one too many for what it speaks into.
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let (says, mut full) = UnixStream::pair().unwrap();
        full.set_nonblocking(true).unwrap();
        for length in [4096, 1] {
            while full.write(&[b'.'; 4096][..length]).is_ok() {}
        }
        full.set_nonblocking(false).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
        command.args(arguments).current_dir(project.root()).env_remove("CI").stdout(Stdio::null());
        let child = command.stderr(OwnedFd::from(full)).spawn().unwrap();
        // Which lets go of our end, so that what it says has an end.
        drop(command);
        let holder = Self { child, says };
        let lock = || std::fs::read_to_string(project.path(".fieldnotes/lock")).unwrap_or_default();
        let has_it = || lock().split(' ').next() == Some(&holder.process());
        until("the lock to be taken", has_it, lock);
        holder
    }

    fn process(&self) -> String {
        self.child.id().to_string()
    }

    /// Listens until it is done: what it said.
    fn end(mut self) -> String {
        let mut said = String::new();
        self.says.read_to_string(&mut said).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{said}");
        said.trim_start_matches('.').to_owned()
    }
}

#[test]
fn the_second_of_two_builds_says_whose_turn_it_is() {
    for (arguments, what, last) in
        [(&["build"][..], "build", "Built "), (&["check", "--fix"], "`check --fix`", "nothing to fix")]
    {
        let project = project();
        let first = Holder::start(&project, arguments);
        // One that remembers may see that nothing is left to do, and needs no turn.
        for arguments in [&["build", "--no-cache"][..], &["check", "--fix"]] {
            let second = project.run(arguments).expect(2);
            let expected = format!("another {what} of this site is running (process {})", first.process());
            assert!(second.stderr.contains(&expected), "{}", second.stderr);
        }
        project.run(&["check"]).expect(0);
        let said = first.end();
        assert!(said.starts_with(last), "{said}");
        project.run(&["build"]).expect(0);
    }
}

fn load(source: impl Source + 'static) -> Build {
    let engine = Engine::new(Box::new(source), Options::default(), Arc::new(Store::off()));
    engine.load().unwrap()
}

#[test]
fn a_file_that_goes_away_while_it_is_read_costs_no_other_page() {
    let mut site = Memory::default();
    site.put("site.toml", SITE);
    site.put("content/notes/a.md", note("", "![P](p.png)\n"));
    site.put("content/notes/b.md", note("", "[A](a.md)\n"));
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(600, 9).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    site.put("content/notes/p.png", picture.into_inner());

    let load_without = |gone: &'static str| {
        let is_there = move |path: &SourcePath| {
            if path.as_str() == gone { Err(std::io::ErrorKind::NotFound.into()) } else { Ok(()) }
        };
        load(Gated(site.clone(), is_there))
    };
    let build = load_without("content/notes/b.md");
    let mut without = site.clone();
    without.remove("content/notes/b.md");
    let without = load(without);
    assert_eq!(build.diagnostics, without.diagnostics);
    assert!(outputs(&build) == outputs(&without), "a note that is gone is none");

    let build = load_without("content/notes/p.png");
    let late = build.render(&build.site.routes, |_| {});
    let found: Vec<(&str, &str)> =
        build.diagnostics.iter().chain(&late).map(|fault| (fault.code.name(), fault.path.as_str())).collect();
    assert!(found.contains(&("unreadable-file", "content/notes/p.png")), "{found:?}");
    let pages = outputs(&build);
    assert!(pages.contains_key("notes/a/index.html") && pages.contains_key("notes/b/index.html"));
}
