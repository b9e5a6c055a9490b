//! The preview of a site, as a process of its own: what it says, and what it answers.

use std::fmt::Write;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use super::{PATIENCE, until};

/// The preview of a site, as a process of its own; it goes when the test ends.
pub(crate) struct Preview {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) host: String,
    told: Arc<Mutex<String>>,
}

impl Preview {
    /// Starts `serve` for a site's folder, on a port that is free.
    pub(crate) fn of(site: &Path, arguments: &[&str]) -> Self {
        Self::with(site, &[&["--port", "0"], arguments].concat())
    }

    /// Starts `serve` with these arguments alone.
    pub(crate) fn with(site: &Path, arguments: &[&str]) -> Self {
        Self::by(Command::new(env!("CARGO_BIN_EXE_fieldnotes")), site, arguments)
    }

    /// Starts `serve` by a command of the test's own, which runs the program with what follows.
    pub(crate) fn by(mut command: Command, site: &Path, arguments: &[&str]) -> Self {
        command.args(["serve", "--site"]).arg(site).args(arguments).env("NO_COLOR", "1");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let told: Arc<Mutex<String>> = Arc::default();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let heard = Arc::clone(&told);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let mut preview = Self { child, host: String::new(), told };
        preview.hear("Serving http://");
        let told = preview.told();
        let address = told.split("Serving http://").nth(1).unwrap();
        preview.host = address.split('/').next().unwrap().replace("0.0.0.0", "127.0.0.1");
        preview
    }

    /// All that it said.
    pub(crate) fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Waits until it says something.
    #[track_caller]
    pub(crate) fn hear(&self, text: &str) {
        until(&format!("{text:?} to be said"), || self.told().contains(text), || self.told());
    }

    /// Asks for an address.
    pub(crate) fn get(&self, path: &str) -> Heard {
        self.ask("GET", path, &[])
    }

    /// Asks, with headers; a `Host` among them takes the place of the right one.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Heard {
        let mut stream = self.send(method, path, headers);
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Heard::of(&bytes)
    }

    /// Sends a request.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            write!(request, "Host: {}\r\n", self.host).unwrap();
        }
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        std::io::Write::write_all(&mut stream, (request + "\r\n").as_bytes()).unwrap();
        stream
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub(crate) fn shows(&self, path: &str, text: &str) {
        let page = || self.get(path);
        until(
            &format!("{path} to show {text:?}"),
            || page().text().contains(text),
            || format!("{}\n{}", page().text(), self.told()),
        );
    }

    /// Waits until an address has a status.
    #[track_caller]
    pub(crate) fn answers(&self, path: &str, status: u16) {
        let found = || self.get(path).status;
        until(&format!("{path} to be {status}"), || found() == status, || self.told());
    }

    /// Whether the process runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks the process to end, as Ctrl-C does; its status.
    pub(crate) fn interrupt(&mut self) -> i32 {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page of the preview without the script that keeps it up to date.
pub(crate) fn without_script(page: &str) -> String {
    let Some((before, rest)) = page.split_once("<script src=\"/.fieldnotes/live.js\"") else {
        return page.to_owned();
    };
    let (_, after) = rest.split_once("</script>").unwrap();
    format!("{before}{after}")
}

/// A reply of the preview.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a reply has a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(start.as_str())).unwrap_or_default()
    }
}
