//! The pages on publishing and on headers have no block that nothing runs. The block says itself what does: it has `check=run`, and
//! `tests/doctests` run it; or it is named in the `setup` of such a block. Workflows are not there: `fieldnotes ci` prints them.

use std::collections::BTreeSet;
use std::path::Path;

use fieldnotes::parse::doctest::Check;
use fieldnotes::parse::fence::Fence;

use super::names::page;

/// The words and the text of each fenced block of a page.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        match line.trim_start().strip_prefix("```") {
            Some(words) if !is_open => blocks.push((words, String::new())),
            Some(_) => {}
            None if is_open => blocks.last_mut().unwrap().1 += &format!("{line}\n"),
            None => continue,
        }
        is_open ^= line.trim_start().starts_with("```");
    }
    blocks
}

/// What nothing runs: the words of each such block.
fn idle(text: &str) -> Vec<&str> {
    let blocks = blocks(text);
    let fences: Vec<Fence<'_>> = blocks.iter().map(|(words, _)| Fence::parse(words)).collect();
    let is_run = |fence: &Fence<'_>| fence.doctest.check == Some(Check::Run);
    let mut setup: BTreeSet<&str> =
        fences.iter().filter(|fence| is_run(fence)).flat_map(|fence| fence.doctest.setup.clone()).collect();
    // What is set up may be set up by another.
    loop {
        let is_set_up = |fence: &&Fence<'_>| fence.doctest.name.is_some_and(|name| setup.contains(name));
        let more: Vec<&str> =
            fences.iter().filter(is_set_up).flat_map(|fence| fence.doctest.setup.clone()).collect();
        let before = setup.len();
        setup.extend(more);
        if setup.len() == before {
            break;
        }
    }
    let is_idle =
        |fence: &Fence<'_>| !is_run(fence) && !fence.doctest.name.is_some_and(|name| setup.contains(name));
    fences.iter().zip(&blocks).filter(|(fence, _)| is_idle(fence)).map(|(_, (words, _))| *words).collect()
}

#[test]
fn every_block_on_publishing_and_headers_is_run() {
    let mut idle_blocks = Vec::new();
    for name in ["publishing.md", "headers.md"] {
        let text = page(name);
        idle_blocks.extend(idle(&text).iter().map(|words| format!("content/manual/{name}: ```{words}")));
    }
    assert_eq!(idle_blocks, Vec::<String>::new(), "no test runs them");
}

/// The major and minor number of a version.
fn short(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[test]
fn the_page_on_headers_names_the_versions_that_the_tests_install() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/doctests");
    let text = page("headers.md");
    let packages: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("package.json")).unwrap()).unwrap();
    let requirements = std::fs::read_to_string(folder.join("requirements.txt")).unwrap();
    let pinned = |name: &str| {
        let line = requirements.lines().find(|line| line.starts_with(name)).unwrap();
        short(line.split_once("==").unwrap().1)
    };
    let of_npm = |name: &str| short(packages["devDependencies"][name].as_str().unwrap());
    for wanted in [
        format!("`wrangler pages dev`, version {}", of_npm("wrangler")),
        format!("`@netlify/headers` {}", of_npm("@netlify/headers")),
        format!("the AWS CLI {}", pinned("awscli")),
        format!("moto {}", pinned("moto")),
    ] {
        assert!(text.contains(&wanted), "content/manual/headers.md lacks: {wanted}");
    }
}

#[test]
fn a_block_is_idle_unless_it_is_run_or_set_up() {
    let text = "```sh {check=run setup=\"a tests/x.sh\"}\n```\n```text {name=a setup=b}\n```\n```text {name=b}\n```\n\
                ```text {name=c}\nx\n```\n```sh {check=syntax because=\"needs a host\"}\n```\n";
    assert_eq!(idle(text), ["text {name=c}", "sh {check=syntax because=\"needs a host\"}"]);
}
