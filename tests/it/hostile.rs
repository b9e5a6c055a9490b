//! The preview among clients that mean no good, know no better, or go away.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::support::{PATIENCE, Preview, Project, note, until};

fn started(arguments: &[&str]) -> (Project, Preview) {
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
    project.write("static/data.txt", "0123456789");
    let preview = Preview::of(project.root(), arguments);
    (project, preview)
}

/// What comes back when these bytes are sent; `HOST` in them stands for the preview's name.
fn exchange(preview: &Preview, bytes: &str) -> String {
    let mut stream = TcpStream::connect(&preview.host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // Who is refused early may be cut off while it speaks.
    let _ = stream.write_all(bytes.replace("HOST", &preview.host).as_bytes());
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8_lossy(&heard).into_owned()
}

/// A page that is open, after its first event.
fn open(preview: &Preview, page: &str) -> (String, BufReader<TcpStream>) {
    let mut reader = BufReader::new(preview.send("GET", &format!("/.fieldnotes/live?page={page}"), &[]));
    let mut line = String::new();
    while !line.starts_with("data: ") {
        line.clear();
        assert!(reader.read_line(&mut line).unwrap() > 0, "the stream ended");
    }
    (line, reader)
}

#[test]
fn addresses_that_are_not_escaped_lead_on_to_ones_that_are() {
    let (project, _) = started(&[]);
    project.write("static/größe/index.html", "<html><head></head>Size</html>");
    let preview = Preview::of(project.root(), &[]);
    let heard = exchange(&preview, "GET /größe?ä HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
    assert!(heard.starts_with("HTTP/1.1 301"), "{heard}");
    assert!(heard.contains("location: /gr%C3%B6%C3%9Fe/?%C3%A4\r\n"), "{heard}");
    assert_eq!(preview.get("/gr%C3%B6%C3%9Fe/").status, 200);
}

#[test]
fn a_range_of_another_version_gets_the_whole_one() {
    let (_project, preview) = started(&[]);
    let tag = preview.get("/data.txt").header("etag").to_owned();
    let part = |known: &str| {
        let heard = preview.ask("GET", "/data.txt", &[("Range", "bytes=2-4"), ("If-Range", known)]);
        (heard.status, heard.text())
    };
    assert_eq!(part(&tag), (206, "234".to_owned()));
    assert_eq!(part("\"other\""), (200, "0123456789".to_owned()));
    assert_eq!(part("Tue, 24 Nov 2026 00:00:00 GMT"), (200, "0123456789".to_owned()));
    let head = preview.ask("HEAD", "/data.txt", &[("Range", "bytes=2-4")]);
    assert_eq!((head.status, head.header("content-length")), (200, "10"));
}

#[test]
fn requests_that_could_be_read_in_two_ways_are_refused() {
    let (_project, preview) = started(&[]);
    let status = |request: &str| {
        let heard = exchange(&preview, request);
        heard.split(' ').nth(1).unwrap_or("none").to_owned()
    };
    let end = "Connection: close\r\n\r\n";
    assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n{end}")), "403");
    assert_eq!(status(&format!("GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n{end}")), "403");
    assert_eq!(status(&format!("GET http://HOST/data.txt HTTP/1.1\r\nHost: HOST\r\n{end}")), "200");
    assert_eq!(status(&format!("GET / HTTP/1.1\r\n{end}")), "403");
    let both = "Content-Length: 4\r\nTransfer-Encoding: chunked";
    let hidden =
        format!("POST / HTTP/1.1\r\nHost: HOST\r\n{both}\r\n\r\n0\r\n\r\nGET /data.txt HTTP/1.1\r\n");
    assert!(!exchange(&preview, &format!("{hidden}Host: HOST\r\n{end}")).contains("0123456789"));
    assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1, 2\r\n{end}")), "400");
    assert_eq!(status("\0\0\0\r\n\r\n"), "400");
}

#[test]
fn requests_without_end_are_refused_and_harm_nobody() {
    let (_project, preview) = started(&[]);
    let long = "a".repeat(70_000);
    let heard =
        exchange(&preview, &format!("GET /{long} HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"));
    assert!(heard.starts_with("HTTP/1.1 414"), "{heard}");
    let header = "X: y\r\n".repeat(1_000);
    let heard = exchange(&preview, &format!("GET / HTTP/1.1\r\nHost: HOST\r\n{header}\r\n"));
    assert!(heard.starts_with("HTTP/1.1 431"), "{heard}");
    let nearly = "/a".repeat(20_000);
    assert_eq!(preview.get(&nearly).status, 404);
    assert_eq!(preview.get(&format!("/.fieldnotes/live?page={nearly}%")).status, 400);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn several_requests_in_one_go_are_all_answered() {
    let (_project, preview) = started(&[]);
    let one = "GET /data.txt HTTP/1.1\r\nHost: HOST\r\n\r\n";
    let last = "GET /data.txt HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n";
    let heard = exchange(&preview, &format!("{one}{one}{last}"));
    assert_eq!(heard.matches("0123456789").count(), 3, "{heard}");
}

#[test]
fn who_says_nothing_or_hears_nothing_keeps_nobody_out() {
    let (project, _) = started(&[]);
    project.write("static/big.bin", vec![7; 20 << 20]);
    let preview = Preview::of(project.root(), &[]);
    let deaf = preview.send("GET", "/big.bin", &[]);
    let mut silent: Vec<TcpStream> = (0..250)
        .map(|number| {
            let mut stream = TcpStream::connect(&preview.host).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.write_all(if number % 2 == 0 { b"" } else { b"GET / HTTP/1.1\r\nHost" }).unwrap();
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status, 200, "those who said nothing have to go");
    for stream in &mut silent[..100] {
        let mut heard = Vec::new();
        assert!(stream.read_to_end(&mut heard).is_ok(), "the connection is still open");
    }
    drop(deaf);
}

#[test]
fn where_files_are_is_told_at_this_machine_alone() {
    let (project, _) = started(&[]);
    project.write("content/notes/b.md", note("colour: blue\n", "Text.\n"));
    let folder = project.root().to_str().unwrap();
    for page in ["/notes/a/", "/notes/b/"] {
        let own = Preview::of(project.root(), &[]);
        assert!(open(&own, page).0.contains(folder), "{page}");
        let shared = Preview::of(project.root(), &["--host", "0.0.0.0"]);
        let (event, _) = open(&shared, page);
        assert!(event.contains("content/notes/b.md") && !event.contains(folder), "{event}");
    }
}

#[test]
fn pages_that_were_closed_are_not_counted() {
    let (project, preview) = started(&[]);
    let closed: Vec<_> = (0..5).map(|_| open(&preview, "/notes/a/")).collect();
    let (_, mut kept) = open(&preview, "/notes/a/");
    let edits = Cell::new(0);
    let updated = || {
        edits.set(edits.get() + 1);
        project.write("content/notes/a.md", note("", &format!("Edit {}.\n", edits.get())));
        let said = || preview.told().matches("Changed ").count();
        until("the edit to be told", || said() == edits.get(), || preview.told());
        let told = preview.told();
        told.rsplit_once("1 page, ").unwrap().1.split(',').next().unwrap().to_owned()
    };
    assert_eq!(updated(), "6 open tabs updated");
    drop(closed);
    // The server learns of their end when its system says so.
    until("the closed pages to be forgotten", || updated() == "1 open tab updated", || preview.told());
    let mut line = String::new();
    while !line.contains("\"act\":\"reload\"") {
        line.clear();
        assert!(kept.read_line(&mut line).unwrap() > 0);
    }
}

#[test]
fn a_file_that_went_away_is_not_there_even_before_it_is_missed() {
    let (project, preview) = started(&["--poll"]);
    project.remove("static/data.txt");
    assert_eq!(preview.get("/data.txt").status, 404);
    preview.hear("Changed `static/data.txt`");
    assert_eq!(preview.get("/data.txt").status, 404);
}
