//! Notes in one file: `build --bundle`. That a browser asks for nothing when it opens one is shown in `tests/browser/bundle.test.mjs`.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use crate::support::{Project, note};

const SITE: &str = r##"
-- site.toml --
title = "Harbour & co"
base_url = "https://notes.example.org/base"
[theme]
stylesheets = ["/own.css"]
logo = "/dot.svg"
accent = "#8b1d41"
[theme.footer]
text = "Extension 555"
-- static/own.css --
@import "more.css";
@font-face { font-family: x; src: url(x.woff2) }
body { background: url("dot.svg") } /* </style> */
-- static/more.css --
a { color: red }
-- static/x.woff2 --
no font
-- static/dot.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1" height="1"/>
-- content/notes/tls/index.md --
---
title: "Renew <TLS>"
date: 2026-01-02
topic: topic
summary: A summary.
image_sources: [{url: pic.svg, source: us}]
aliases: [/old/tls/]
stack: [nginx]
checklist: [Look]
change: {rollback: "Put it back.", expected_result: "It works."}
---
## Steps

[self](#steps), [other](../mail.md#roll-back), [alias of other](/base/mail/), [third](../third.md), [page](/notes/),
[out](https://example.com/x)

![A drawing](pic.svg)

```sh
systemctl reload nginx
```
-- content/notes/tls/pic.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10"><path d="M0 0h9v9z"/></svg>
-- content/notes/mail.md --
---
title: Mail
date: 2026-01-02
topic: topic
summary: A summary.
aliases: [/mail/]
stack: [nginx]
---
## Roll back

[back](tls/index.md), ![elsewhere](https://example.com/pic.png)
-- content/notes/third.md --
---
title: Third
date: 2026-01-02
topic: topic
summary: A summary.
stack: [nginx]
---
-- content/notes/draft.md --
---
title: Secret plan
date: 2026-01-02
topic: topic
summary: A summary.
draft: true
---
-- content/notes/faulty.md --
---
title: Faulty
topic: topic
summary: A summary.
---
"##;

fn project() -> Project {
    let project = Project::new(SITE);
    // Its fault is its own: a build of others is not the worse for it.
    project.run(&["build"]).expect(1);
    project
}

/// The elements of a page: name and attributes.
fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    fn walk(node: &Handle, found: &mut Vec<(String, Vec<(String, String)>)>) {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attributes = attrs
                .borrow()
                .iter()
                .map(|one| (one.name.local.to_string(), one.value.to_string()))
                .collect();
            found.push((name.local.to_string(), attributes));
        }
        node.children.borrow().iter().for_each(|child| walk(child, found));
    }
    let mut found = Vec::new();
    walk(&parse_document(RcDom::default(), ParseOpts::default()).one(html).document, &mut found);
    found
}

fn values<'e>(elements: &'e [(String, Vec<(String, String)>)], attribute: &str) -> Vec<&'e str> {
    let all = elements.iter().flat_map(|(_, attributes)| attributes);
    all.filter(|(name, _)| name == attribute).map(|(_, value)| value.as_str()).collect()
}

/// Holds a bundle against what each has to be.
fn judge(html: &str) {
    let elements = elements(html);
    for (name, attributes) in &elements {
        assert!(
            !["iframe", "object", "embed", "base", "form", "source", "video", "audio"]
                .contains(&name.as_str()),
            "{name}"
        );
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "srcset" && attribute != "style",
                "{name} {attribute}"
            );
            let is_name = attributes.iter().any(|(name, value)| name == "rel" && value == "canonical");
            let asks = attribute == "src" || (name == "link" && attribute == "href" && !is_name);
            assert!(!asks || value.starts_with("data:"), "{name} {attribute}={value}");
            let leads = attribute == "href" && name == "a";
            let is_whole = value.starts_with("https://") || value.starts_with('#');
            assert!(!leads || is_whole, "{value}");
        }
    }
    let ids = values(&elements, "id");
    let unique: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "ids are unique: {ids:?}");
    for place in values(&elements, "href").iter().filter_map(|link| link.strip_prefix('#')) {
        let is_top = place.is_empty() || place == "top";
        assert!(is_top || ids.contains(&place), "#{place} is there");
    }
    for label in ["aria-labelledby", "for", "aria-describedby"] {
        let named = values(&elements, label);
        assert!(named.iter().flat_map(|ids| ids.split(' ')).all(|id| ids.contains(&id)), "{label}");
    }
    let policy = html.split("Content-Security-Policy").nth(1).unwrap().split('>').next().unwrap();
    assert!(policy.contains("default-src &#39;none&#39;") && policy.contains("img-src data:"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("self") && !policy.contains("http"), "{policy}");
    let (_, style) = html.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    assert!(!style.contains("woff2") && !style.contains("more.css"), "the stylesheet loads nothing");
    assert!(!style.contains("@import"), "what it imports is in it");
    assert!(style.contains("data:image/svg+xml;base64,") && style.contains("--paper"));
}

#[test]
fn a_note_becomes_a_file_that_loads_nothing() {
    let project = project();
    let run = project.run(&["build", "--bundle", "content/notes/tls/index.md"]).expect(0);
    let html = project.read("tls.html");
    judge(&html);
    let size = html.len().div_ceil(1000);
    assert_eq!(run.stderr, format!("Bundled `tls.html`: 1 note, 1 picture, {size} KB\n"));
    assert_eq!(run.stdout, "");
    assert!(html.contains("<title>Renew &lt;TLS&gt; · Harbour &amp; co</title>"));
    assert!(html.contains("<img src=\"data:image/svg+xml;base64,PHN2Zy"), "the drawing is in it");
    assert!(
        html.contains("<a href=\"https://notes.example.org/base/notes/third/\" data-outside=\"\">third</a>")
    );
    assert!(html.contains("<a href=\"#steps\">self</a>") && html.contains("id=\"note-checklist\""));
    let (_, main) = html.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    assert!(
        !main.contains("note-similar")
            && !main.contains("class=\"steps\"")
            && !html.contains(" data-search=\"")
    );
    assert!(!html.contains("ld+json") && html.contains("name=\"robots\" content=\"noindex\""));
    assert!(
        html.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,")
            && html.contains("Extension 555")
    );
    assert!(html.contains("8b1d41") && html.contains("systemctl") && html.contains("Put it back."));
    assert!(html.contains("a { color: red }"), "what a stylesheet imports is in it");
}

#[test]
fn stylesheets_that_others_import_stand_in_their_places_and_what_is_not_there_is_told() {
    let project = project();
    project.write("static/own.css", "@import 'css/more.css' print;\na { background: url(dot.svg) }\n");
    project.write(
        "static/css/more.css",
        "@import 'deep.css' layer(deep);\nb { background: url(../dot.svg?1#x);\nmask: url(gone.svg) }\n",
    );
    project.write("static/css/deep.css", "@import 'more.css'; i { color: blue");
    let run = project.run(&["build", "--bundle", "content/notes/third.md"]).expect(0);
    let told = "static/css/more.css:3: `gone.svg` can't be taken into the file, and is left out\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    let html = project.read("third.html");
    let (_, style) = html.split_once("@media print {\n@layer deep {\n").unwrap();
    assert!(style.starts_with(" i { color: blue}\n}\n"), "{}", &style[..80]);
    assert!(style.contains("b { background: url(data:image/svg+xml;base64,"));
}

#[test]
fn no_two_ids_of_a_bundle_are_the_same_and_the_top_is_that_of_a_note() {
    let project = Project::new(SITE);
    let text = |body: &str| note("", body);
    project.write("content/notes/top.md", text("## Top\n\n[own](#top) [start](tls.top.md#top)\n"));
    project.write(
        "content/notes/site-main.md",
        text("[start](#top) [other](top.md#top)\n\n<a id=\"x.y\"></a>\n"),
    );
    project.write("content/notes/tls.top.md", text("<a id=\".title\"></a> [m](site-main.md#x.y)\n"));
    let names = ["top", "site-main", "tls.top", "tls/index"].map(|name| format!("content/notes/{name}.md"));
    let of_command: Vec<&str> = names.iter().map(String::as_str).collect();
    let run = project.run(&[&["build", "--bundle"], of_command.as_slice(), &["--out", "all.html"]].concat());
    run.expect(0);
    let html = project.read("all.html");
    judge(&html);
    for link in [
        "id=\"top-2.top\"",
        "<a href=\"#top-2.top\">own</a>",
        "<a href=\"#site-main-2\">start</a>",
        "<a href=\"#top-2.top\">other</a>",
        "<a href=\"#site-main-2.x.y\">m</a>",
    ] {
        assert!(html.contains(link), "{link}");
    }
    project.run(&["build", "--bundle", "content/notes/site-main.md", "--out", "one.html"]).expect(0);
    judge(&project.read("one.html"));
    assert!(project.read("one.html").contains("<a href=\"#top\">start</a>"), "the top of the page");
}

#[test]
fn faults_of_what_a_note_shows_count_by_whatever_name_it_is_bundled() {
    let project = project();
    project.write(
        "content/notes/tls/pic.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>x()</script></svg>",
    );
    for named in ["content/notes/tls", "content/notes/tls/index.md"] {
        let run = project.run(&["build", "--bundle", named]).expect(1);
        assert!(run.stderr.contains("unsafe-file") && run.stderr.contains("Bundled"), "{}", run.stderr);
        project.remove("tls.html");
        let run = project.run(&["build", "--strict", "--bundle", named]).expect(1);
        assert!(run.stderr.contains("unsafe-file") && !project.exists("tls.html"), "{}", run.stderr);
    }
    // What nobody shows is in no bundle, and does not matter to one.
    project.run(&["build", "--bundle", "content/notes/mail.md"]).expect(0);
    project.write("content/notes/unused.html", "<p>x</p>");
    project.write("content/notes/draft.md", note("draft: true\n", "[nowhere](nowhere.md)\n"));
    project.remove("content/notes/faulty.md");
    project.remove("content/notes/tls/pic.svg");
    project.write(
        "content/notes/tls/pic.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>",
    );
    project.run(&["build", "--bundle", "content/notes"]).expect(0);
}

#[test]
fn a_bundle_can_go_to_standard_output() {
    let project = project();
    let run = project.run(&["build", "--bundle", "content/notes/third.md", "--out", "-"]).expect(0);
    judge(&run.stdout);
    assert!(run.stderr.starts_with("Bundled `-`: 1 note") && !project.exists("-"), "{}", run.stderr);
    project.run(&["build", "--bundle", "content/notes/third.md"]).expect(0);
    assert_eq!(run.stdout, project.read("third.html"));
}

#[test]
fn several_notes_lead_to_each_other_within_the_file() {
    let project = project();
    project
        .run(&["build", "--bundle", "content/notes/mail.md", "content/notes/tls", "--out", "all.html"])
        .expect(0);
    let html = project.read("all.html");
    judge(&html);
    for link in [
        "<a href=\"#mail.roll-back\">other</a>",
        "<a href=\"#mail\">alias of other</a>",
        "<a href=\"#tls\">back</a>",
        "<li><a id=\"mail..title\" href=\"#mail\">Mail</a></li>",
    ] {
        assert!(html.contains(link), "{link}");
    }
    assert!(
        html.find("id=\"mail\"").unwrap() < html.find("id=\"tls\"").unwrap(),
        "in the order of the command"
    );
    let absent = "<a class=\"absent\" href=\"https://example.com/pic.png\" data-outside=\"\">elsewhere</a>";
    assert!(html.contains(absent));
}

#[test]
fn a_folder_is_its_published_notes_and_what_is_not_published_is_in_no_bundle() {
    let project = project();
    project.run(&["build", "--bundle", "content/notes/draft.md"]).expect(2);
    let run = project.run(&["build", "--bundle", "content/notes"]).expect(1);
    assert!(
        run.stderr.contains("content/notes/faulty.md") && run.stderr.contains("no bundle was written"),
        "{}",
        run.stderr
    );
    assert!(!project.exists("bundle.html"));
    project.remove("content/notes/faulty.md");
    project.run(&["build", "--bundle", "content/notes"]).expect(0);
    let html = project.read("bundle.html");
    judge(&html);
    assert!(!html.contains("Secret plan") && html.contains("Third"));
    let run = project.run(&["build", "--bundle", "content/notes/draft.md"]).expect(2);
    assert!(run.stderr.contains("is a draft"), "{}", run.stderr);
    project.run(&["build", "--drafts", "--bundle", "content/notes/third.md"]).expect(2);
    for named in ["site.toml", "content/notes/none.md", "static"] {
        let run = project.run(&["build", "--bundle", named]).expect(2);
        assert!(run.stderr.contains(named), "{}", run.stderr);
    }
}

#[test]
fn faults_of_a_note_are_told_and_those_of_others_are_not() {
    let project = project();
    let run = project.run(&["build", "--bundle", "content/notes/third.md"]).expect(0);
    assert!(!run.stderr.contains("faulty"), "{}", run.stderr);
    project.write("content/notes/third.md", note("", "[nowhere](nowhere.md)\n"));
    let run = project.run(&["build", "--bundle", "content/notes/third.md"]).expect(1);
    assert!(run.stderr.contains("broken-link") && run.stderr.contains("Bundled"), "{}", run.stderr);
    project.remove("third.html");
    let run = project.run(&["build", "--strict", "--bundle", "content/notes/third.md"]).expect(1);
    assert!(run.stderr.contains("broken-link") && !project.exists("third.html"), "{}", run.stderr);
    project.write(
        "templates/note.html",
        "{% extends \"base.html\" %}{% block main %}{{ nothing }}{% endblock %}",
    );
    let run = project.run(&["build", "--bundle", "content/notes/tls"]).expect(1);
    assert!(run.stderr.contains("templates/note.html") && !project.exists("tls.html"), "{}", run.stderr);
}

#[test]
fn only_a_bundle_is_replaced_and_the_output_stays_as_it_was() {
    let project = project();
    let before = project.tree("public");
    let bundle = |out: &str| project.run(&["build", "--bundle", "content/notes/third.md", "--out", out]);
    for (out, why) in [
        ("mine.html", "never wrote"),
        ("public/x.html", "in the output folder"),
        ("content/x.html", "one of the site's sources"),
        ("site.toml", "one of the site's sources"),
    ] {
        project.write("mine.html", "<p>mine</p>");
        let run = bundle(out).expect(2);
        assert!(run.stderr.contains(why), "{out}: {}", run.stderr);
    }
    assert_eq!(project.read("mine.html"), "<p>mine</p>");
    bundle("again.html").expect(0);
    let first = project.read("again.html");
    bundle("again.html").expect(0);
    assert_eq!(project.read("again.html"), first, "the same input gives the same bytes");
    std::fs::create_dir(project.path("folder")).unwrap();
    bundle("folder").expect(0);
    assert_eq!(project.read("folder/third.html"), first);
    assert!(bundle("nowhere/x.html").expect(2).stderr.contains("nowhere/x.html"));
    assert_eq!(project.tree("public"), before);
}

#[test]
fn a_note_is_named_from_the_current_folder_too_and_the_address_can_be_another() {
    let project = project();
    let note = project.path("content/notes/third.md").to_string_lossy().into_owned();
    project.run(&["build", "--site", ".", "--bundle", &note]).expect(0);
    judge(&project.read("third.html"));
    project
        .run(&[
            "build",
            "--base-url",
            "https://other.example",
            "--bundle",
            "content/notes/tls",
            "--out",
            "o.html",
        ])
        .expect(0);
    let html = project.read("o.html");
    judge(&html);
    assert!(html.contains("https://other.example/notes/third/") && !html.contains("/base/"));
}

#[test]
fn a_bundle_that_would_be_too_large_is_not_written() {
    let project = project();
    let settings = project.read("site.toml");
    project.write("site.toml", format!("{settings}[images]\nkeep_metadata = true\n"));
    project.write(
        "content/notes/third/index.md",
        note("image_sources: [{url: big.gif, source: us}]\n", "![Big](big.gif)\n"),
    );
    project.remove("content/notes/third.md");
    let mut picture = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    picture.resize(38_000_000, 0);
    project.write("content/notes/third/big.gif", picture);
    let run = project.run(&["build", "--bundle", "content/notes/third"]).expect(2);
    let told = "the bundle would hold more than 50.0 MB; name fewer notes\n  its largest picture is `/notes/third/big.gif`, 38.0 MB";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(!project.exists("third.html"));
}
