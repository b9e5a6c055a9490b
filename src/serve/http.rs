//! A request to a reply, as static hosts do it: folders to `index.html`, a redirect to the trailing slash, the
//! site's 404 page, `ETag`s, ranges, gzip. Pages get the script that keeps them up to date, and nothing else.

use std::io::Write;
use std::net::SocketAddr;

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::Request;

use super::overlay::STYLES;
use super::reload::SCRIPT;
use crate::engine::live::Live;
use crate::path::{OutputPath, content_type};

/// What of a request the preview looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) method: String,
    /// The path as it was sent.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) host: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) fetch_site: Option<String>,
    if_none_match: Option<String>,
    range: Option<String>,
    if_range: Option<String>,
    accept_encoding: Option<String>,
}

impl Asked {
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let header = |name: &str| {
            request.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        Self {
            method: request.method().as_str().to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            host: named(request),
            origin: header("origin"),
            fetch_site: header("sec-fetch-site"),
            if_none_match: header("if-none-match"),
            range: header("range").filter(|_| request.method() == hyper::Method::GET),
            if_range: header("if-range"),
            accept_encoding: header("accept-encoding"),
        }
    }
}

/// The host that a request names: nothing when it names several.
fn named<B>(request: &Request<B>) -> Option<String> {
    let mut hosts: Vec<String> = request
        .headers()
        .get_all("host")
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .chain(request.uri().authority().map(ToString::to_string))
        .collect();
    hosts.dedup();
    if hosts.len() == 1 { hosts.pop() } else { None }
}

/// A reply.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn text(status: u16, text: &str) -> Self {
        let headers = vec![
            ("content-type", "text/plain; charset=utf-8".to_owned()),
            ("cache-control", "no-store".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        Self { status, headers, body: text.as_bytes().to_vec() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The names that the server goes by. Others are refused: a page elsewhere could have its name lead here.
#[derive(Debug)]
pub(super) struct Hosts {
    address: SocketAddr,
    /// Names that the user lets in. They stand for any port: a tunnel has its own.
    allowed: Vec<String>,
}

impl Hosts {
    pub(super) fn of(address: SocketAddr, allowed: &[String]) -> Self {
        Self { address, allowed: allowed.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// Lets a request in, or says why not.
    pub(super) fn admit(&self, asked: &Asked) -> Result<(), Reply> {
        if asked.host.as_deref().is_some_and(|host| self.is_own(host)) {
            return Ok(());
        }
        let name = asked.host.as_deref().map(|host| name_and_port(host).0).filter(|name| is_host_name(name));
        let hint = name.map_or_else(String::new, |name| {
            format!("To let in those to {name}, start it with: fieldnotes serve --allow-host {name}\n")
        });
        Err(Reply::text(403, &format!("The preview answers requests to its own address only.\n{hint}")))
    }

    fn is_own(&self, host: &str) -> bool {
        let (name, port) = name_and_port(host);
        let name = name.to_ascii_lowercase();
        if port.is_some() && self.allowed.contains(&name) {
            return true;
        }
        if port != Some(self.address.port()) {
            return false;
        }
        let is_local = matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1");
        // Of a server that is open to all, any address can be the way in, but no name.
        let is_address = name
            .parse()
            .is_ok_and(|ip: std::net::IpAddr| ip == self.address.ip() || self.address.ip().is_unspecified());
        is_local || is_address
    }
}

/// The name, or the address without its brackets, and the port that a `Host` header says.
fn name_and_port(host: &str) -> (&str, Option<u16>) {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    (name.trim_start_matches('[').trim_end_matches(']'), port)
}

/// Whether a text is the name of a host, without a port: letters, digits and hyphens between dots, or an address.
pub fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=63).contains(&label.len()) && label.chars().all(is_of_name) && !label.starts_with('-')
    };
    text.len() <= 253 && (text.split('.').all(is_label) || text.parse::<std::net::IpAddr>().is_ok())
}

/// What is at an address of the site, with its status: found, or the page for what is not there.
pub(super) struct Found {
    pub(super) status: u16,
    pub(super) output: OutputPath,
    pub(super) answer: Option<crate::engine::live::Answer>,
}

/// Looks an address up, without the query: percent-encoded, below the site's base path.
pub(super) fn find(live: &Live, path: &str) -> Option<Found> {
    let base = live.look(|build| build.site.base_path().to_owned());
    let below = decode(path)?.strip_prefix(&base)?.strip_prefix('/')?.to_owned();
    if below.split('/').any(|part| part == ".." || part == ".") || below.contains("//") {
        return None;
    }
    let file = if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below };
    let output = OutputPath::new(&file)?;
    let not_found = OutputPath::new("404.html")?;
    Some(match live.page(&output) {
        Some(answer) => Found { status: 200, output, answer: Some(answer) },
        None => Found { status: 404, output, answer: live.page(&not_found) },
    })
}

/// Answers a request for a page or file.
pub(super) fn reply(live: &Live, asked: &Asked) -> Reply {
    if asked.method != "GET" && asked.method != "HEAD" {
        return Reply::text(405, "the preview accepts only GET and HEAD\n").with("allow", "GET, HEAD");
    }
    let mut reply = match asked.path.as_str() {
        SCRIPT => own(asked, "text/javascript; charset=utf-8", include_str!("live.js")),
        STYLES => own(asked, "text/css; charset=utf-8", include_str!("live.css")),
        _ => of_site(live, asked),
    };
    if asked.method == "HEAD" && reply.status != 304 {
        reply.headers.push(("content-length", reply.body.len().to_string()));
        reply.body.clear();
    }
    reply
}

fn own(asked: &Asked, kind: &str, text: &str) -> Reply {
    finish(asked, 200, kind, text.as_bytes().to_vec())
}

fn of_site(live: &Live, asked: &Asked) -> Reply {
    let base = live.look(|build| build.site.base_path().to_owned());
    if !base.is_empty() && (asked.path == "/" || asked.path == base) {
        return redirect(&format!("{base}/"), "");
    }
    let Some(found) = find(live, &asked.path) else {
        return Reply::text(404, "there is no page here\n");
    };
    if found.status == 404 && !asked.path.ends_with('/') {
        let folder = OutputPath::new(&format!("{}/index.html", found.output.as_str()));
        if folder.is_some_and(|folder| live.page(&folder).is_some()) {
            return redirect(&format!("{}/", asked.path), &asked.query);
        }
    }
    let Some(answer) = found.answer else { return Reply::text(404, "there is no page here\n") };
    let kind = content_type(answer.output.as_str());
    let is_page = kind.starts_with("text/html");
    if answer.fault.is_some() && !is_page {
        return Reply::text(404, "the file can't be read, or is gone\n");
    }
    let body = if is_page { with_script(&answer.bytes) } else { answer.bytes.to_vec() };
    finish(asked, found.status, kind, body)
}

fn redirect(to: &str, query: &str) -> Reply {
    // Two slashes at the front would lead to another host.
    let to = format!("/{}", to.trim_start_matches('/'));
    let to = ascii(&if query.is_empty() { to } else { format!("{to}?{query}") });
    Reply::text(301, "").with("location", to)
}

/// An address as a header holds it: what was sent as it stands is escaped.
fn ascii(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The page with the script before the end of its head.
fn with_script(page: &[u8]) -> Vec<u8> {
    let needle = b"</head>";
    let Some(at) = page.windows(needle.len()).position(|part| part.eq_ignore_ascii_case(needle)) else {
        return page.to_vec();
    };
    let tag = format!("<script src=\"{SCRIPT}\" data-hash=\"{}\" defer></script>", hash(page));
    [&page[..at], tag.as_bytes(), &page[at..]].concat()
}

/// What tells two pages apart.
pub(super) fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}

/// `ETag`, range and gzip.
fn finish(asked: &Asked, status: u16, kind: &str, body: Vec<u8>) -> Reply {
    let accepts_gzip = asked.accept_encoding.as_deref().is_some_and(accepts_gzip);
    let wants_gzip = accepts_gzip && asked.range.is_none() && is_text(kind) && body.len() > 1_000;
    let tag = format!("\"{}{}\"", hash(&body), if wants_gzip { "-gzip" } else { "" });
    let headers = vec![
        ("content-type", kind.to_owned()),
        ("cache-control", "no-store".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("etag", tag.clone()),
        ("accept-ranges", "bytes".to_owned()),
        ("vary", "accept-encoding".to_owned()),
    ];
    let reply = Reply { status, headers, body };
    if status != 200 {
        return reply;
    }
    let is_known = |known: &str| {
        known.trim() == "*" || known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    };
    if asked.if_none_match.as_deref().is_some_and(is_known) {
        return Reply { status: 304, body: Vec::new(), ..reply };
    }
    let is_same = asked.if_range.as_deref().is_none_or(|known| known.trim() == tag);
    if let Some(range) = asked.range.as_deref().filter(|_| is_same) {
        return part(reply, range);
    }
    if wants_gzip && let Some(body) = gzip(&reply.body) {
        return Reply { body, ..reply }.with("content-encoding", "gzip");
    }
    reply
}

fn accepts_gzip(header: &str) -> bool {
    header.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00")
    })
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

/// One range of the body; several, or what is no range, gets the whole.
fn part(mut reply: Reply, range: &str) -> Reply {
    let length = reply.body.len();
    let Some((from, to)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return reply;
    };
    if to.contains(',') {
        return reply;
    }
    let bounds = match (from.trim().parse::<usize>(), to.trim().parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to => Some((from, to.min(length.saturating_sub(1)))),
        (Ok(from), Err(_)) if to.trim().is_empty() => Some((from, length.saturating_sub(1))),
        (Err(_), Ok(last)) if from.trim().is_empty() && last > 0 => {
            Some((length.saturating_sub(last), length.saturating_sub(1)))
        }
        (Err(_), Ok(0)) if from.trim().is_empty() => Some((length, length)),
        _ => None,
    };
    let Some((from, to)) = bounds else { return reply };
    if from >= length {
        reply.body = Vec::new();
        reply.status = 416;
        return reply.with("content-range", format!("bytes */{length}"));
    }
    reply.body = reply.body[from..=to].to_vec();
    reply.status = 206;
    reply.with("content-range", format!("bytes {from}-{to}/{length}"))
}

/// Percent-encoded text; nothing when it holds what no path may hold.
pub(super) fn decode(text: &str) -> Option<String> {
    crate::path::decode(text).filter(|text| !text.contains(['\0', '\\']))
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("json") || kind.contains("xml")
}
