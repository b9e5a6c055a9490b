//! `fieldnotes serve`: a preview that follows the files.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::Result;

use super::args::{Common, Serve as ServeArgs};
use super::output::{Terminal, seconds};
use super::view::View;
use super::{ExitStatus, context};
use crate::diagnostic::Diagnostic;
use crate::engine::live::{Change, Hint, Live};
use crate::engine::store::Store;
use crate::engine::{Engine, Options};
use crate::path::SourcePath;
use crate::report::first::First;
use crate::report::{Counts, count, visible};
use crate::serve::{self, Server};
use crate::source::disk::Disk;
use crate::watch::{self, Notice, Way};

/// What the command waits for.
enum Event {
    Watch(Notice),
    Stop,
}

pub(super) fn run(args: &ServeArgs, common: &Common, terminal: &mut Terminal) -> Result<ExitStatus> {
    let begun = Instant::now();
    let site = context::site_folder(common)?;
    let listener = serve::listen(args.host, args.port)?;
    let address = listener.local_addr()?;
    let options = Options { drafts: !args.no_drafts, ..Options::default() };
    let store = Arc::new(Store::open(&site, context::now));
    let engine = Engine::new(Box::new(Disk::new(&site)), options, store);
    let (sender, events) = channel();
    let poll = if args.poll { Way::Asked } else { Way::Events };
    // Watched before it is read, so that no change falls between.
    let way = watch::watch(&site, poll, notices(sender.clone()));
    let live = Arc::new(Live::new(engine)?);
    let server = Server::start(Arc::clone(&live), listener, &args.allow_host, move || {
        let _ = sender.send(Event::Stop);
    })?;
    let view = View::of_errors(&site, terminal);
    report((terminal, &view), &live, &live.diagnostics());
    warn(args, terminal, address.port(), &way);
    let url = url(&live, address);
    let notes = count(live.look(|build| build.site.notes.len()), "note");
    terminal.done("Serving", &format!("{url} ({notes} in {}); Ctrl-C stops it", seconds(begun.elapsed())));
    if args.open {
        context::open_browser(&url);
    }
    let store = |terminal: &mut Terminal| context::remembered(live.store(), terminal);
    follow((&live, &server), &events, (terminal, &view), store);
    server.stop();
    store(terminal);
    terminal.say("Stopped");
    Ok(ExitStatus::Clean)
}

/// How long nothing has to happen before the memo is stored.
const IDLE: Duration = Duration::from_secs(2);

/// Follows the files until the user asks for the end; calls `rest` once each time that nothing happens any more.
fn follow(
    (live, server): (&Live, &Server),
    events: &Receiver<Event>,
    (terminal, view): (&mut Terminal, &View),
    rest: impl Fn(&mut Terminal),
) {
    let mut rested = false;
    loop {
        let patience = if rested { Duration::MAX } else { IDLE };
        match events.recv_timeout(patience) {
            Ok(Event::Watch(Notice::Hint(hint))) => {
                rested &= !refresh(live, server, &hint, (terminal, view));
            }
            Ok(Event::Watch(Notice::Lost(reason))) => terminal.report(&lost("can no longer", &reason)),
            Err(RecvTimeoutError::Timeout) => {
                rest(terminal);
                rested = true;
            }
            Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// The address of the site's front page.
fn url(live: &Live, address: SocketAddr) -> String {
    let base = live.look(|build| build.site.base_path().to_owned());
    if address.ip().is_unspecified() {
        return format!("http://127.0.0.1:{}{base}/", address.port());
    }
    format!("http://{address}{base}/")
}

fn notices(sender: Sender<Event>) -> impl FnMut(Notice) -> bool {
    move |notice| sender.send(Event::Watch(notice)).is_ok()
}

/// Reads what changed, tells the open pages, and says so in one line. Whether anything changed.
fn refresh(live: &Live, server: &Server, hint: &Hint, (terminal, view): (&mut Terminal, &View)) -> bool {
    let begun = Instant::now();
    match live.refresh(hint) {
        Ok(None) => false,
        Ok(Some(change)) => {
            let reloaded = server.changed(&change);
            report((terminal, view), live, &change.new_faults);
            terminal.done("Changed", &told(live, &change, reloaded, begun.elapsed()));
            true
        }
        Err(error) => {
            terminal.error(&error);
            false
        }
    }
}

/// "`content/notes/a.md`: 1 page, 1 open page updated, in 12 ms; 2 errors".
fn told(live: &Live, change: &Change, reloaded: usize, took: Duration) -> String {
    let files = match change.files.as_slice() {
        [] => "the folder".to_owned(),
        [file] => format!("`{}`", visible(file.as_str())),
        [file, rest @ ..] => format!("`{}` and {} more", visible(file.as_str()), rest.len()),
    };
    let pages = if change.is_bodies_only {
        count(change.files.len(), "page")
    } else {
        format!("up to {}", count(live.look(|build| build.site.routes.len()), "page"))
    };
    let all = live.diagnostics();
    let counts = Counts::of(&all, 0);
    let mut text = format!("{files}: {pages}, {} updated, in {}", count(reloaded, "open tab"), seconds(took));
    if counts.errors > 0 {
        text.push_str(&format!("; {} in the site", count(counts.errors, "error")));
    }
    text
}

fn warn(args: &ServeArgs, terminal: &mut Terminal, port: u16, way: &Way) {
    if args.port.is_none() && port != serve::PORT {
        terminal.report(&format!("port {} is in use; using {port}\n", serve::PORT));
    }
    if !args.host.is_loopback() {
        terminal
            .report("warning: everybody who can reach this machine can read the preview, including drafts\n");
        if args.allow_host.is_empty() {
            terminal.say(&format!(
                "  others reach it by an address of this machine, at port {port}; to let in its name, add --allow-host NAME"
            ));
        }
    }
    match way {
        Way::Events => {}
        Way::Asked => terminal.say("polling for changes"),
        Way::Fallback(reason) => terminal.report(&lost("can't", reason)),
    }
}

/// The line that says why files are looked at in intervals, though nobody asked for it.
fn lost(can: &str, reason: &str) -> String {
    format!("the files {can} be watched ({reason}); polling for changes instead\n")
}

fn report((terminal, view): (&mut Terminal, &View), live: &Live, faults: &[Diagnostic]) {
    let text = |path: &SourcePath| live.text(path);
    let first = First::of(faults, &[]);
    for fault in &first.shown {
        terminal.report(&view.fault(fault, &text));
    }
    terminal.report(&first.rest("fieldnotes check"));
}
