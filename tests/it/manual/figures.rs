//! The figures of the manual are those of the program: each is put together here from the constant that the program goes by, or
//! from the settings of a site that sets nothing.

use std::path::Path;

use fieldnotes::config::Config;
use regex::Regex;

use super::names::page;

/// The value of a constant in a source file: `16 << 20`, `2 * OTHER`, `Duration::from_secs(10)`.
fn constant(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap();
    let pattern = Regex::new(&format!(r"const {name}: [A-Za-z0-9]+ = ([^;]+);")).unwrap();
    let found = pattern.captures(&text).unwrap_or_else(|| panic!("no `{name}` in src/{file}"));
    let value = found[1].replace("Duration::from_secs(", "").replace(')', "");
    let term = |term: &str| match term.trim().replace('_', "").parse() {
        Ok(number) => number,
        Err(_) => constant(file, term.trim()),
    };
    if let Some((number, shift)) = value.split_once("<<") {
        return term(number) << term(shift);
    }
    value.split('*').map(term).product()
}

/// A number with a comma between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Sentences of the manual with their figures, as the program has them.
fn sentences() -> Vec<(&'static str, String)> {
    let config = Config::default();
    let limits = &config.limits;
    let of = |file: &str, name: &str| constant(file, name);
    let many = |file: &str, name: &str| grouped(constant(file, name));
    let mib = |bytes: u64| bytes >> 20;
    let site = "site-toml.md";
    vec![
        (
            "front-matter.md",
            format!("More than {} characters give a warning", of("validate/scalar.rs", "SUMMARY_LENGTH")),
        ),
        (site, format!("up to {} characters", of("validate/scalar.rs", "SUMMARY_LENGTH"))),
        (
            "front-matter.md",
            format!(
                "one minute for {} words, for {} characters of Chinese and Japanese, or for {} letters",
                of("parse/length.rs", "WORDS_PER_MINUTE"),
                of("parse/length.rs", "SIGNS_PER_MINUTE"),
                many("parse/length.rs", "LETTERS_PER_MINUTE")
            ),
        ),
        (
            "keeping-notes-true.md",
            format!(
                "Files of more than {} MiB, and more than {} files",
                mib(of("engine/watched.rs", "MOST_BYTES")),
                many("engine/watched.rs", "MOST_FILES")
            ),
        ),
        ("keeping-notes-true.md", format!("is due within {} days", of("model/review.rs", "NEAR"))),
        (
            "keeping-notes-true.md",
            format!(
                "With more than {} notes the board lists the first {}",
                of("model/listing.rs", "BOARD_ROWS"),
                of("model/listing.rs", "REVIEW_ROWS")
            ),
        ),
        (
            "keeping-notes-true.md",
            format!("with more than {} notes it lists", many("model/route.rs", "NOTES_IN_JSON")),
        ),
        (
            "publishing.md",
            format!(
                "{} addresses, and a `notes.json` or `review.json` with more than {} notes",
                many("model/route.rs", "SITEMAP_ADDRESSES"),
                many("model/route.rs", "NOTES_IN_JSON")
            ),
        ),
        ("publishing.md", format!("at most {} GiB", of("engine/store.rs", "MOST_BYTES") >> 30)),
        (site, format!("at most {} MB", mib(of("source/disk.rs", "MOST_BESIDE")))),
        (
            "writing-markdown.md",
            format!(
                "up to {} MiB they are read whole, of larger files the first {} KB",
                mib(of("engine/picture.rs", "MOST_TEXT")),
                of("source.rs", "HEAD_BYTES") >> 10
            ),
        ),
        (
            "writing-markdown.md",
            format!(
                "more than {} KB, or with a line of more than {} KB",
                of("render/highlight.rs", "MOST_BYTES") >> 10,
                of("render/highlight.rs", "MOST_LINE_BYTES") >> 10
            ),
        ),
        ("testing-commands.md", format!("Default: {} seconds", of("parse/doctest.rs", "TIMEOUT"))),
        ("commands.md", format!("Default: {}, or the next free port", of("serve.rs", "PORT"))),
        (site, format!("| `note_size` | `{}` ({} MiB) |", limits.note_size, limits.note_size >> 20)),
        (
            site,
            format!(
                "| `front_matter_size` | `{}` ({} MiB) |",
                limits.front_matter_size,
                limits.front_matter_size >> 20
            ),
        ),
        (site, format!("| `nesting` | `{}` |", limits.nesting)),
        (site, format!("| `items` | `{}` |", limits.items)),
        (site, format!("| `alias_nodes` | `{}` |", limits.alias_nodes)),
        (site, format!("| `image_pixels` | `{}` |", limits.image_pixels)),
        (site, format!("| `page_bytes` | `{}` ({} MiB) |", limits.page_bytes, limits.page_bytes >> 20)),
        (
            site,
            format!("`range` gives at most {} numbers at a time", many("render/template.rs", "MOST_AT_ONCE")),
        ),
        ("diagnostics.md", format!("the limit: {} MiB unless `[limits] note_size`", limits.note_size >> 20)),
        (
            "diagnostics.md",
            format!("the limit: {} MiB unless `[limits] page_bytes`", limits.page_bytes >> 20),
        ),
        (site, format!("| `per_page` | `{}` |", config.per_page)),
        (site, format!("| `limit` | `{}` |", config.feed_limit)),
    ]
}

#[test]
fn the_figures_of_the_manual_are_those_of_the_program() {
    let plain = |name: &str| page(name).split_whitespace().collect::<Vec<_>>().join(" ");
    let missing: Vec<String> = sentences()
        .into_iter()
        .filter(|(name, sentence)| !plain(name).contains(sentence.as_str()))
        .map(|(name, sentence)| format!("content/manual/{name} does not say: {sentence}"))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
