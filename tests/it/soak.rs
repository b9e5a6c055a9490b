//! The preview as a process, while files change at random and clients ask for pages the whole time: it never fails to
//! answer, and in the end shows what a build writes.
//!
//! Follows 100 edits; `FIELDNOTES_SOAK_EDITS` sets another number, `FIELDNOTES_SEED` which ones.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::Duration;

use crate::edits::disk::Desk;
use crate::edits::{Draft, Edit, Files, Random};
use crate::support::{Preview, Project, number, until, without_script};

/// Asks for pages until it is told to stop; also opens pages that stay open, and leaves them. How many it asked for.
fn ask(preview: &Preview, known: &Mutex<BTreeSet<String>>, seed: u64, stop: &AtomicBool) -> usize {
    let mut random = Random::new(seed);
    let mut open = Vec::new();
    let mut asked = 0;
    while !stop.load(Ordering::Relaxed) {
        let address = {
            let known = known.lock().unwrap();
            known.iter().nth(random.below(known.len())).cloned().unwrap_or_default()
        };
        if random.chance(5) {
            let mut stream = preview.send("GET", &format!("/.fieldnotes/live?page={address}"), &[]);
            let mut head = [0; 12];
            stream.read_exact(&mut head).unwrap();
            assert_eq!(&head, b"HTTP/1.1 200", "the stream of {address}");
            open.push(stream);
        } else {
            let headers: &[(&str, &str)] =
                if random.chance(30) { &[("Accept-Encoding", "gzip")] } else { &[] };
            let heard = preview.ask(random.of(&["GET", "GET", "HEAD"]), &address, headers);
            assert!([200, 301, 404].contains(&heard.status), "{address} is {}", heard.status);
        }
        if open.len() > 8 {
            open.swap_remove(random.below(8));
        }
        asked += 1;
    }
    asked
}

/// The address of a file of a build.
fn address(output: &str) -> String {
    let path = output.strip_suffix("index.html").filter(|path| path.is_empty() || path.ends_with('/'));
    let mut address = String::from("/");
    for byte in path.unwrap_or(output).bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

fn build(project: &Project) -> Files {
    project.run(&["build", "--drafts", "--no-strict", "--quiet", "--no-cache"]);
    let mut built = project.tree("public");
    built.remove(".fieldnotes-manifest.json");
    built
}

/// What differs between the preview and a build: nothing, in the end.
fn difference(preview: &Preview, built: &Files, ever: &BTreeSet<String>) -> Option<String> {
    for (output, bytes) in built {
        let heard = preview.get(&address(output));
        let shown =
            if output.ends_with(".html") { without_script(&heard.text()).into_bytes() } else { heard.body };
        if heard.status != 200 || shown != *bytes {
            let shown = String::from_utf8_lossy(&shown).into_owned();
            return Some(format!("{output}: {} {shown}", heard.status));
        }
    }
    let there: BTreeSet<String> = built.keys().map(|output| address(output)).collect();
    let left = ever.iter().filter(|address| !there.contains(*address));
    left.map(|address| (address, preview.get(address).status))
        .find(|(_, status)| ![301, 404].contains(status))
        .map(|(address, status)| format!("{address}: {status}, and a build has no such page"))
}

#[test]
fn it_answers_while_files_change_and_ends_with_what_a_build_writes() {
    let edits = number("FIELDNOTES_SOAK_EDITS").unwrap_or(100);
    let seed = number("FIELDNOTES_SEED").unwrap_or(1);
    let mut random = Random::new(seed);
    let mut draft = Draft::begin(&mut random, 45);
    let mut desk = Desk::new(draft.files());
    let mut preview = Preview::of(desk.project.root(), &[]);
    let known: Mutex<BTreeSet<String>> =
        Mutex::new(build(&desk.project).keys().map(|output| address(output)).collect());
    let stop = AtomicBool::new(false);
    let asked: usize = std::thread::scope(|scope| {
        let (preview, known, stop) = (&preview, &known, &stop);
        let clients: Vec<_> =
            (1..=3).map(|client| scope.spawn(move || ask(preview, known, seed + client, stop))).collect();
        for _ in 0..edits {
            if clients.iter().any(ScopedJoinHandle::is_finished) {
                break;
            }
            let edit = draft.edit(&mut random);
            desk.apply(draft.files(), &edit, &mut random);
            known.lock().unwrap().extend(draft.addresses().map(|path| address(path.trim_start_matches('/'))));
            std::thread::sleep(Duration::from_millis([0, 1, 10, 60, 300][random.below(5)]));
        }
        draft.settle();
        desk.apply(draft.files(), &Edit::default(), &mut random);
        stop.store(true, Ordering::Relaxed);
        let ended = clients.into_iter().map(ScopedJoinHandle::join);
        ended.map(|client| client.unwrap_or_else(|_| panic!("seed {seed}: a client failed"))).sum()
    });
    assert!(preview.is_alive(), "seed {seed}: {}", preview.told());
    let built = build(&desk.project);
    desk.project.run(&["check"]).expect(0);
    let ever = known.into_inner().unwrap();
    until(
        &format!("seed {seed}: the preview to show what a build writes, after {edits} edits"),
        || difference(&preview, &built, &ever).is_none(),
        || difference(&preview, &built, &ever).unwrap_or_default(),
    );
    let told = preview.told();
    assert!(!told.contains("internal-error") && !told.contains("panicked"), "seed {seed}: {told}");
    assert!(asked > 0);
}
