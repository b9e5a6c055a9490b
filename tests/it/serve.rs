//! The preview over HTTP: what it answers, whom it refuses, how it starts and ends.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::support::{Preview, Project, note, until, without_script};

fn project() -> Project {
    let project = Project::new(&format!("-- content/notes/a.md --\n{}", note("", "Text.\n")));
    project.write("static/data.txt", "0123456789");
    project
}

#[test]
fn every_page_of_the_own_site_is_what_build_writes_but_for_the_script() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new("");
    for folder in ["content", "static", "templates"] {
        for entry in walkdir::WalkDir::new(site.join(folder)) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(site).unwrap().to_str().unwrap();
                project.write(path, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    project.write("site.toml", std::fs::read(site.join("site.toml")).unwrap());
    project.run(&["build", "--drafts"]).expect(0);
    let preview = Preview::of(project.root(), &[]);
    let built = project.tree("public");
    let mut compared = 0;
    for (path, bytes) in built.iter().filter(|(path, _)| *path != ".fieldnotes-manifest.json") {
        let heard = preview.get(&format!("/{}", path.replace(' ', "%20")));
        assert_eq!(heard.status, 200, "{path}");
        if path.ends_with(".html") {
            assert!(heard.text().contains("<script src=\"/.fieldnotes/live.js\""), "{path}");
            assert_eq!(without_script(&heard.text()), String::from_utf8_lossy(bytes), "{path}");
        } else {
            assert!(heard.body == *bytes, "{path}");
        }
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn addresses_work_as_on_a_static_host() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    assert!(preview.get("/notes/a/").text().contains("A note"));
    let redirect = preview.get("/notes/a?x=1");
    assert_eq!((redirect.status, redirect.header("location")), (301, "/notes/a/?x=1"));
    let missing = preview.get("/notes/nowhere/");
    assert_eq!((missing.status, missing.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(missing.text().contains("live.js"), "the page appears by itself once it is written");
    assert_eq!(preview.get("/notes/a/").header("cache-control"), "no-store");
    assert_eq!(preview.get("/feed.xml").header("content-type"), "application/xml");
    assert_eq!(preview.ask("POST", "/", &[]).status, 405);
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let first = preview.get("/notes/a/");
    let again = preview.ask("GET", "/notes/a/", &[("If-None-Match", first.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(preview.ask("GET", "/notes/a/", &[("If-None-Match", "\"other\"")]).status, 200);
}

#[test]
fn head_has_the_length_and_no_body() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let (get, head) = (preview.get("/notes/a/"), preview.ask("HEAD", "/notes/a/", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}

#[test]
fn a_range_is_a_part() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let part = |range: &str| {
        let heard = preview.ask("GET", "/data.txt", &[("Range", range)]);
        (heard.status, heard.text(), heard.header("content-range").to_owned())
    };
    assert_eq!(part("bytes=2-4"), (206, "234".into(), "bytes 2-4/10".into()));
    assert_eq!(part("bytes=7-"), (206, "789".into(), "bytes 7-9/10".into()));
    assert_eq!(part("bytes=-2"), (206, "89".into(), "bytes 8-9/10".into()));
    assert_eq!(part("bytes=5-99"), (206, "56789".into(), "bytes 5-9/10".into()));
    assert_eq!(part("bytes=10-"), (416, String::new(), "bytes */10".into()));
    assert_eq!(part("lines=1-2").0, 200);
    assert_eq!(part("bytes=4-2").0, 200);
}

#[test]
fn text_is_packed_for_those_who_ask() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let packed = preview.ask("GET", "/notes/a/", &[("Accept-Encoding", "br, gzip")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(
        packed.body.starts_with(&[0x1f, 0x8b]) && packed.body.len() < preview.get("/notes/a/").body.len()
    );
    let refused = preview.ask("GET", "/notes/a/", &[("Accept-Encoding", "gzip;q=0")]);
    assert_eq!(refused.header("content-encoding"), "");
}

#[test]
fn it_answers_to_its_own_name_only() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let port = preview.host.split(':').nth(1).unwrap();
    let with = |host: &str| preview.ask("GET", "/notes/a/", &[("Host", host)]).status;
    for own in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("LOCALHOST:{port}")] {
        assert_eq!(with(&own), 200, "{own}");
    }
    for other in ["evil.example", "localhost", "localhost:1", &format!("evil.example:{port}"), ""] {
        assert_eq!(with(other), 403, "{other}");
    }
}

#[test]
fn it_answers_to_names_that_are_allowed() {
    let project = project();
    let preview = Preview::of(project.root(), &["--allow-host", "Build-Box.local", "--allow-host=notes.lan"]);
    let ask = |host: &str| preview.ask("GET", "/notes/a/", &[("Host", host)]);
    for allowed in ["build-box.local", "BUILD-BOX.local:4000", "notes.lan:443"] {
        assert_eq!(ask(allowed).status, 200, "{allowed}");
    }
    for other in ["x.notes.lan", "notes.lan.evil.example", "notes.lan:x"] {
        let refused = ask(other);
        let hint = format!("serve --allow-host {}\n", other.trim_end_matches(":x"));
        assert!(refused.status == 403 && refused.text().contains(&hint), "{other}: {}", refused.text());
    }
    // What is no name is not said again.
    assert!(!ask("a b;c").text().contains("a b"));
    let origin = |origin: &str| {
        let headers = [("Host", "notes.lan"), ("Origin", origin)];
        preview.send("GET", "/.fieldnotes/live?page=/notes/a/", &headers)
    };
    for (from, status) in [("https://notes.lan", "200"), ("http://notes.lan", "200"), ("https://lan", "403")]
    {
        let first = BufReader::new(origin(from)).lines().next().unwrap().unwrap();
        assert!(first.contains(status), "{from}: {first}");
    }
    project.run(&["serve", "--allow-host", "http://x"]).expect(2);
}

#[test]
fn no_path_leads_out_of_the_site() {
    let project = project();
    project.write("secret.txt", "secret");
    let preview = Preview::of(project.root(), &[]);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/notes/..%2f..%2fsecret.txt",
        "/static/../../secret.txt",
        "/..%5csecret.txt",
        "/data.txt%00",
        "/secret.txt",
        "/site.toml",
        "//etc/passwd",
        "/%ff",
        "/%",
        "/notes/./a/",
    ] {
        let heard = preview.get(path);
        assert_eq!(heard.status, 404, "{path}");
        assert!(!heard.text().contains("secret\n") && heard.header("location").is_empty(), "{path}");
    }
}

#[test]
fn the_live_connection_speaks_to_its_own_pages_only() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let address = "/.fieldnotes/live?page=/notes/a/";
    for foreign in [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(preview.ask("GET", address, &[foreign]).status, 403, "{foreign:?}");
    }
    let own = format!("http://{}", preview.host);
    let stream = preview.send("GET", address, &[("Origin", &own)]);
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().contains("200"));
    assert!(lines.any(|line| line.starts_with("data: {\"act\":\"none\"")));
}

#[test]
fn only_pages_that_changed_are_told_to_reload() {
    let project = project();
    project.write("content/notes/b.md", note("", "Other.\n").replace("A note", "B note"));
    let preview = Preview::of(project.root(), &[]);
    let open = |page: &str| {
        let stream = preview.send("GET", &format!("/.fieldnotes/live?page={page}"), &[]);
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.starts_with("data: {\"act\":\"none\"")));
        lines
    };
    let (mut a, mut b) = (open("/notes/a/"), open("/notes/b/"));
    project.write("content/notes/a.md", note("", "Changed.\n"));
    assert!(a.find(|line| line.starts_with("data: ")).unwrap().contains("\"act\":\"reload\""));
    project.remove("content/notes/b.md");
    assert!(b.find(|line| line.starts_with("data: ")).unwrap().contains("\"act\":\"gone\""));
}

#[test]
fn a_stylesheet_of_the_settings_is_followed() {
    let project = project();
    let settings = project.read("site.toml");
    project.write("static/own.css", "a { color: red }\n");
    project.write("site.toml", format!("{settings}\n[theme]\nstylesheets = \"/own.css\"\n"));
    let preview = Preview::of(project.root(), &[]);
    let stylesheet = || {
        let page = preview.get("/notes/a/").text();
        let address = page.split('"').find(|part| part.starts_with("/assets/own.")).unwrap().to_owned();
        preview.get(&address).text()
    };
    assert_eq!(stylesheet(), "a { color: red }\n");
    let stream = preview.send("GET", "/.fieldnotes/live?page=/notes/a/", &[]);
    let mut events =
        BufReader::new(stream).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "));
    events.next().unwrap();
    project.write("static/own.css", "a { color: blue }\n");
    let event = events.next().unwrap();
    assert!(event.contains("\"act\":\"styles\"") && event.contains("/assets/own."), "{event}");
    assert_eq!(stylesheet(), "a { color: blue }\n");
}

#[test]
fn a_renamed_note_leads_to_its_new_address() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let stream = preview.send("GET", "/.fieldnotes/live?page=/notes/a/", &[]);
    let mut events =
        BufReader::new(stream).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "));
    events.next().unwrap();
    std::fs::rename(project.path("content/notes/a.md"), project.path("content/notes/z.md")).unwrap();
    let event = events.next().unwrap();
    assert!(event.contains("\"act\":\"moved\"") && event.contains("\"to\":\"/notes/z/\""), "{event}");
}

#[test]
fn a_page_that_is_reloaded_after_it_was_renamed_leads_to_its_new_address() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    std::fs::rename(project.path("content/notes/a.md"), project.path("content/notes/z.md")).unwrap();
    preview.answers("/notes/a/", 404);
    let page = preview.get("/notes/a/").text();
    let hash = page.split_once("data-hash=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap();
    let stream = preview.send("GET", &format!("/.fieldnotes/live?page=/notes/a/&hash={hash}"), &[]);
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let event = lines.find(|line| line.starts_with("data: ")).unwrap();
    assert!(event.contains("\"act\":\"moved\"") && event.contains("\"to\":\"/notes/z/\""), "{event}");
}

#[test]
fn a_note_that_is_renamed_to_and_fro_and_removed_is_gone() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let told = |page: &str| {
        let stream = preview.send("GET", &format!("/.fieldnotes/live?page={page}&hash=old"), &[]);
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        lines.find(|line| line.starts_with("data: ")).unwrap()
    };
    let path = |name: &str| project.path(&format!("content/notes/{name}.md"));
    for (from, to) in [("a", "z"), ("z", "a")] {
        std::fs::rename(path(from), path(to)).unwrap();
        preview.answers(&format!("/notes/{from}/"), 404);
        let event = told(&format!("/notes/{from}/"));
        assert!(event.contains(&format!("\"to\":\"/notes/{to}/\"")), "{event}");
    }
    project.remove("content/notes/a.md");
    preview.answers("/notes/a/", 404);
    for page in ["/notes/a/", "/notes/z/"] {
        assert!(told(page).contains("\"act\":\"gone\""), "{page}");
    }
}

#[test]
fn a_note_that_comes_back_elsewhere_is_found_by_its_text() {
    let project = project();
    let preview = Preview::of(project.root(), &[]);
    let open = || {
        let stream = preview.send("GET", "/.fieldnotes/live?page=/notes/a/&hash=old", &[]);
        BufReader::new(stream).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "))
    };
    let mut events = open();
    events.next().unwrap();
    let text = project.read("content/notes/a.md");
    project.remove("content/notes/a.md");
    assert!(events.next().unwrap().contains("\"act\":\"gone\""));
    project.write("content/notes/later.md", text);
    assert!(events.next().unwrap().contains("\"to\":\"/notes/later/\""));
    let late = open().next().unwrap();
    assert!(late.contains("\"act\":\"moved\""), "a tab that was not looking learns of it too: {late}");
}

#[test]
fn a_port_that_was_named_and_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = project().run(&["serve", "--port", &port]).expect(2);
    assert!(run.stderr.contains(&format!("port {port} is in use")), "{}", run.stderr);
    project().run(&["serve", "--host", "example.org"]).expect(2);
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_at_the_site_where_there_is_one() {
    let project = project();
    project.write("site.toml", "title = \"Site\"\nbase_url = \"https://example.net/docs/\"\n");
    assert!(Command::new("mkfifo").arg(project.path("end")).status().unwrap().success());
    let mut end = std::fs::File::options().read(true).write(true).open(project.path("end")).unwrap();
    // It is open until it is told to end, through the pipe, and says then that it was.
    let script = "#!/bin/sh\necho \"$@\" > \"$0.asked\"\nread -r word < end\necho $word > \"$0.ended\"\n";
    let browser = project.program("bin/xdg-open", script);
    let with = |folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fieldnotes"));
        command.env("PATH", folder).current_dir(project.root());
        Preview::by(command, project.root(), &["--port", "0", "--open"])
    };
    let mut preview = with(browser.parent().unwrap());
    let said = |what: &str| {
        let text =
            || std::fs::read_to_string(project.path(&format!("bin/xdg-open.{what}"))).unwrap_or_default();
        until(&format!("the browser to be {what}"), || text().ends_with('\n'), String::new);
        text()
    };
    assert_eq!(said("asked"), format!("http://{}/docs/\n", preview.host));
    assert_eq!(preview.interrupt(), 0, "it does not wait for the browser");
    end.write_all(b"closed\n").unwrap();
    assert_eq!(said("ended"), "closed\n", "the browser goes on without the preview");
    let preview = with(Path::new("/nowhere"));
    assert_eq!(preview.get("/docs/").status, 200, "without a browser it goes on");
}

#[test]
fn a_port_that_is_taken_gives_way_to_the_next() {
    let project = project();
    // Somebody else may have it, who may give it back at any time: then the preview may get it.
    let taken = TcpListener::bind("127.0.0.1:4000");
    let preview = Preview::with(project.root(), &[]);
    let (told, port) = (preview.told(), preview.host.split(':').nth(1).unwrap());
    assert!(taken.is_err() || port != "4000", "{told}");
    assert_eq!(told.contains(&format!("port 4000 is in use; using {port}")), port != "4000", "{told}");
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn what_is_wrong_goes_out_in_the_words_of_the_terminal() {
    let project = project();
    project.write("content/notes/b.md", note("colour: blue\n", "Text.\n"));
    let preview = Preview::of(project.root(), &[]);
    let hello = |page: &str| -> serde_json::Value {
        let stream = preview.send("GET", &format!("/.fieldnotes/live?page={page}"), &[]);
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        let line = lines.find(|line| line.starts_with("data: ")).unwrap();
        serde_json::from_str(line.trim_start_matches("data: ")).unwrap()
    };
    let own = hello("/notes/b/");
    let fault = &own["faults"]["own"][0];
    assert_eq!((&fault["line"], &fault["column"]), (&6.into(), &1.into()));
    // The page counts paths from the site, the terminal from the folder it is in.
    let root = format!("{}/", project.root().display());
    let told = preview.told().replace(&root, "");
    assert!(told.contains(fault["report"].as_str().unwrap()), "{fault}\n{told}");
    let other = hello("/notes/a/");
    assert_eq!(
        (other["faults"]["own"].as_array().unwrap().len(), &other["faults"]["errors"]),
        (0, &1.into())
    );
}

#[test]
fn it_starts_with_faults_and_serves_the_rest() {
    let project = project();
    project.write("content/notes/b.md", note("colour: blue\n", "Text.\n"));
    let preview = Preview::of(project.root(), &[]);
    preview.hear("error[unknown-field]");
    assert_eq!(preview.get("/notes/a/").status, 200);
    assert!(preview.get("/notes/b/").text().contains("live.js"));
}

#[test]
fn drafts_are_shown_unless_they_are_not_wanted() {
    let project = project();
    project.write("content/notes/d.md", note("draft: true\n", "Text.\n"));
    assert_eq!(Preview::of(project.root(), &[]).get("/notes/d/").status, 200);
    assert_eq!(Preview::of(project.root(), &["--no-drafts"]).get("/notes/d/").status, 404);
}

#[test]
fn a_server_that_is_open_to_all_says_so() {
    let project = project();
    let preview = Preview::of(project.root(), &["--host", "0.0.0.0"]);
    assert!(preview.told().contains("warning: everybody"), "{}", preview.told());
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.ask("GET", "/", &[("Host", "evil.example")]).status, 403);
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_and_writes_no_output() {
    let project = project();
    let mut preview = Preview::of(project.root(), &[]);
    let _open = preview.send("GET", "/.fieldnotes/live?page=/", &[]);
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.interrupt(), 0);
    assert!(!project.exists("public"));
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let project = project();
    project.write("site.toml", "title = \"Site\"\nbase_url = \"https://example.net/docs/\"\n");
    let preview = Preview::of(project.root(), &[]);
    assert_eq!(preview.get("/").header("location"), "/docs/");
    assert_eq!(preview.get("/docs/notes/a/").status, 200);
    assert_eq!(preview.get("/notes/a/").status, 404);
}
