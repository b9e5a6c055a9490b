//! The open pages: each holds a stream of events, and hears only of what concerns it. A page whose bytes differ is
//! told to reload; where nothing but stylesheets differs, to swap these; where it is gone, that it is, or where it
//! went.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};
use serde_json::{Value, json};

use super::http::{Asked, Found, Reply, decode, find, hash};
use super::overlay::{self, Audience};
use crate::engine::live::{Change, Live};
use crate::model::Page;
use crate::model::route::file_url;
use crate::path::UrlPath;

/// Where the stream is.
pub(super) const ADDRESS: &str = "/.fieldnotes/live";
/// Where the script in the page is.
pub(super) const SCRIPT: &str = "/.fieldnotes/live.js";
/// Events that may wait for a page; one that reads none of them is let go, and comes back by itself.
const MOST_WAITING: usize = 64;

/// All open pages.
pub(super) struct Hub {
    audience: Audience,
    tabs: Mutex<Vec<Tab>>,
}

/// An open page.
struct Tab {
    /// Its address, as the browser has it, without query and fragment.
    path: String,
    shown: Shown,
    faults: String,
    sender: Sender<Bytes, Infallible>,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    status: u16,
    /// Of all its bytes.
    hash: String,
    /// Of its bytes without the names of stylesheets.
    frame: String,
}

impl Hub {
    /// No page is open yet.
    pub(super) fn new(audience: Audience) -> Self {
        Self { audience, tabs: Mutex::default() }
    }

    /// Opens a stream for a page; what it shows is compared with what it should at once.
    pub(super) fn open(&self, live: &Live, asked: &Asked) -> Result<Channel<Bytes, Infallible>, Reply> {
        if !is_own(asked) {
            return Err(Reply::text(403, "the preview answers its own pages only\n"));
        }
        if asked.method != "GET" {
            return Err(Reply::text(405, "only GET\n"));
        }
        let value = |name: &str| {
            asked.query.split('&').find_map(|pair| decode(pair.strip_prefix(name)?.strip_prefix('=')?))
        };
        let path = value("page").ok_or_else(|| Reply::text(400, "which page?\n"))?;
        let known = value("hash").unwrap_or_default();
        let (sender, channel) = Channel::new(MOST_WAITING);
        // Held while the page is looked at, so that no change falls between the look and the list.
        let mut tabs = self.tabs.lock().unwrap_or_else(PoisonError::into_inner);
        let found = find(live, &path);
        let shown = Shown::of(live, found.as_ref());
        let answer = found.as_ref().and_then(|found| found.answer.as_ref());
        let faults = overlay::faults(live, self.audience, answer);
        let left = (shown.status == 404).then(|| left(live, &path));
        let mut hello = match (known.as_str(), left) {
            // Also where the page was asked for after it had gone, as when it is reloaded for a change just before.
            (_, Some(left)) if left["act"] == "moved" => left,
            (known, _) if known.is_empty() || known == shown.hash => json!({ "act": "none" }),
            (_, Some(left)) => left,
            _ => json!({ "act": "reload" }),
        };
        hello["hash"] = json!(shown.hash);
        hello["faults"] = faults.clone();
        let mut tab = Tab { path, shown, faults: String::new(), sender };
        if tab.send(&hello) {
            tab.faults = faults.to_string();
            tabs.push(tab);
        }
        Ok(channel)
    }

    /// Tells the open pages what became of them. How many show something else.
    pub(super) fn changed(&self, live: &Live, change: &Change) -> usize {
        let mut tabs = self.tabs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reached = 0;
        tabs.retain_mut(|tab| {
            // A comment shows whether anybody still listens: for who does not, no page is made.
            if !tab.put(": changed\n\n".to_owned()) {
                return false;
            }
            let (act, faults) = tab.update(live, self.audience, change);
            let Some(mut message) = act else { return true };
            let is_other = message["act"] != "none";
            message["hash"] = json!(tab.shown.hash);
            message["faults"] = faults;
            let is_heard = tab.send(&message);
            reached += usize::from(is_other && is_heard);
            is_heard
        });
        reached
    }
}

impl Tab {
    /// What the page is to do, and its faults; nothing when neither changed.
    fn update(&mut self, live: &Live, audience: Audience, change: &Change) -> (Option<Value>, Value) {
        let found = find(live, &self.path);
        let now = Shown::of(live, found.as_ref());
        let answer = found.as_ref().and_then(|found| found.answer.as_ref());
        let faults = overlay::faults(live, audience, answer);
        let before = std::mem::replace(&mut self.shown, now.clone());
        let bytes = answer.map_or(&[] as &[u8], |answer| &*answer.bytes);
        let act = act(live, change, &self.path, (&before, &now), bytes);
        let text = faults.to_string();
        let is_same = act["act"] == "none" && text == self.faults;
        self.faults = text;
        (if is_same { None } else { Some(act) }, faults)
    }

    fn send(&mut self, message: &Value) -> bool {
        self.put(format!("data: {message}\n\n"))
    }

    fn put(&mut self, text: String) -> bool {
        self.sender.try_send(Frame::data(Bytes::from(text))).is_ok()
    }
}

impl Shown {
    fn of(live: &Live, found: Option<&Found>) -> Self {
        let bytes =
            found.and_then(|found| found.answer.as_ref()).map_or(&[] as &[u8], |answer| &*answer.bytes);
        let mut frame = String::from_utf8_lossy(bytes).into_owned();
        for style in live.look(|build| styles(&build.site)) {
            frame = frame.replace(&style, "style");
        }
        Self {
            status: found.map_or(404, |found| found.status),
            hash: hash(bytes),
            frame: hash(frame.as_bytes()),
        }
    }
}

/// The addresses of the theme's stylesheets.
fn styles(site: &crate::model::Site) -> Vec<String> {
    let name = |route: &crate::model::Route| match &route.page {
        Page::Asset(name) if name.ends_with(".css") => Some(site.href(&route.url)),
        _ => None,
    };
    site.routes.iter().filter_map(name).collect()
}

fn act(live: &Live, change: &Change, path: &str, (before, now): (&Shown, &Shown), bytes: &[u8]) -> Value {
    let has_just_moved = |(from, _): &(UrlPath, UrlPath)| is_at(live, path, from);
    if now.status == 404 && (before.status == 200 || change.moved.iter().any(has_just_moved)) {
        return left(live, path);
    }
    if before.frame != now.frame || before.status != now.status {
        return json!({ "act": "reload" });
    }
    if before.hash != now.hash {
        return json!({ "act": "styles", "styles": live.look(|build| styles(&build.site)) });
    }
    // Files that are copied keep their address when they change.
    let text = String::from_utf8_lossy(bytes);
    let copied = change.files.iter().filter(|file| file.markdown_stem().is_none());
    let copied: Vec<String> = copied
        .map(|file| live.look(|build| build.site.href(&file_url(file))))
        .filter(|url| text.contains(url.as_str()))
        .collect();
    if copied.is_empty() {
        return json!({ "act": "none" });
    }
    if copied.iter().all(|url| url.ends_with(".css")) {
        return json!({ "act": "styles", "styles": copied });
    }
    json!({ "act": "reload" })
}

/// What a page does that is no more: goes where it went, or says so.
fn left(live: &Live, path: &str) -> Value {
    let base = live.look(|build| build.site.base_path().to_owned());
    let url = decode(path).and_then(|path| UrlPath::parse(path.strip_prefix(&base)?));
    match url.and_then(|url| live.moved_to(&url)) {
        Some(to) => json!({ "act": "moved", "to": live.look(|build| build.site.href(&to)) }),
        None => json!({ "act": "gone" }),
    }
}

fn is_at(live: &Live, path: &str, url: &UrlPath) -> bool {
    decode(path) == Some(live.look(|build| build.site.href(url)))
}

/// Whether a page of the preview itself asks.
fn is_own(asked: &Asked) -> bool {
    // A proxy in front of the preview may speak https.
    let from = |origin: &str| {
        ["http://", "https://"].iter().find_map(|scheme| origin.strip_prefix(scheme).map(str::to_owned))
    };
    let is_own_origin =
        asked.origin.as_deref().is_none_or(|origin| asked.host.is_some() && from(origin) == asked.host);
    is_own_origin && asked.fetch_site.as_deref().is_none_or(|site| matches!(site, "same-origin" | "none"))
}
