//! Code to HTML with short classes: `<span class="k">let</span>`.
//!
//! The highlighter's scopes are folded into a handful of classes, neighbours of one class share a span, and each
//! line stands alone, so that lines can be numbered and marked. Colours are in [`palette`]. What was highlighted
//! once is asked of a [`BlockCache`], since this is the dearest part of a page.

mod console;
pub mod language;
mod line;
mod painter;
pub mod palette;

use std::sync::Arc;

use syntect::parsing::SyntaxReference;

use super::html::escape_into;
use language::Language;

/// Blocks above this many bytes stay plain.
pub const MOST_BYTES: usize = 64 << 10;
/// Blocks with a line above this many bytes stay plain: the time for a line grows faster than its length.
pub const MOST_LINE_BYTES: usize = 4 << 10;

/// Remembers highlighted code between pages and builds.
pub trait BlockCache: Sync {
    /// What was remembered under a key.
    fn get(&self, key: u128) -> Option<Arc<str>>;
    /// Remembers.
    fn put(&self, key: u128, html: Arc<str>);
}

/// Remembers nothing.
#[derive(Debug)]
pub struct NoCache;

impl BlockCache for NoCache {
    fn get(&self, _key: u128) -> Option<Arc<str>> {
        None
    }

    fn put(&self, _key: u128, _html: Arc<str>) {}
}

/// Highlighted code: as many lines as the code has, each ended by `\n`, no span over a line's end.
pub fn highlight(code: &str, language: Option<Language>, cache: &dyn BlockCache) -> Arc<str> {
    // Of a session it's the commands that are painted: a long line of output costs nothing.
    let is_painted = |language: &Language| matches!(language, Language::Console) || is_worthwhile(code);
    let Some(language) = language.filter(is_painted) else { return plain(code) };
    let key = key(code, language.name());
    if let Some(html) = cache.get(key) {
        return html;
    }
    let html: Arc<str> = match language {
        Language::Console => console::console(code).into(),
        Language::Syntax(syntax) => code_lines(code, syntax),
        Language::Plain => return plain(code),
    };
    cache.put(key, Arc::clone(&html));
    html
}

fn is_worthwhile(code: &str) -> bool {
    code.len() <= MOST_BYTES && code.lines().all(|line| line.len() <= MOST_LINE_BYTES)
}

/// The key of a block: its code, its language, and the version of everything that makes classes from them.
fn key(code: &str, language: &str) -> u128 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(language::VERSION.as_bytes());
    hasher.update(language.as_bytes());
    hasher.update(b"\0");
    hasher.update(code.as_bytes());
    hasher.digest128()
}

fn plain(code: &str) -> Arc<str> {
    let mut out = String::with_capacity(code.len() + 16);
    escape_into(&mut out, code);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.into()
}

fn code_lines(code: &str, syntax: &SyntaxReference) -> Arc<str> {
    let mut out = String::with_capacity(code.len() * 3);
    line::write_lines(code, syntax, &mut out);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(code: &str, language: &str) -> String {
        highlight(code, language::find(language), &NoCache).to_string()
    }

    /// The text of the code, with all markup taken away.
    fn text(html: &str) -> String {
        let mut out = String::new();
        let mut in_tag = false;
        for c in html.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        out.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    }

    #[test]
    fn markup_never_changes_the_text() {
        let samples = [
            ("rust", "fn main() {\n    let x = \"a\\n\"; // <b>\n}\n"),
            ("javascript", "/* a\n b */ const f = (x) => `${x} & 1`;\n"),
            ("console", "$ echo \"a\" \\\n  && ls\nout <put>\n# id\n"),
            ("yaml", "a: [1, true]\nb: 'c'\n"),
            ("text", "<script>\n"),
        ];
        for (language, code) in samples {
            assert_eq!(text(&html(code, language)), code, "{language}");
        }
    }

    #[test]
    fn a_comment_over_two_lines_has_a_span_on_each() {
        assert_eq!(
            html("/* a\nb */\n", "rust"),
            "<span class=\"c\">/* a</span>\n<span class=\"c\">b */</span>\n"
        );
    }

    #[test]
    fn prompts_are_marked_and_output_is_told_apart() {
        let found = html("$ ls\na.txt\n", "console");
        assert!(found.starts_with("<span class=\"pr\">$ </span>"), "{found}");
        assert!(found.ends_with("<span class=\"go\">a.txt</span>\n"), "{found}");
    }

    #[test]
    fn a_command_over_lines_is_painted_as_one() {
        let found = html("$ echo 'a\n> $b'\n\nout\n", "console");
        assert!(
            found.contains("\n<span class=\"pr\">&gt; </span><span class=\"s\">$b&#39;</span>\n"),
            "{found}"
        );
        assert!(found.ends_with("\n<span class=\"go\"></span>\n<span class=\"go\">out</span>\n"), "{found}");
    }

    #[test]
    fn a_session_is_read_though_its_output_is_long() {
        let output = "x".repeat(MOST_BYTES);
        let found = html(&format!("$ ls\n{output}\n"), "console");
        assert!(found.ends_with(&format!("<span class=\"go\">{output}</span>\n")));
    }

    #[test]
    fn a_script_that_begins_with_a_prompt_is_a_session() {
        let found = |code| language::of("bash", code).map(Language::name);
        assert_eq!(found("$ ls\n"), Some("console"));
        assert_ne!(found("ls\n"), Some("console"));
        assert_ne!(language::of("php", "$ ls\n").map(Language::name), Some("console"));
    }

    #[test]
    fn long_blocks_and_lines_stay_plain() {
        let line = "let x = 1;".repeat(500);
        assert_eq!(html(&line, "rust"), format!("{line}\n"));
        let block = "let x = 1;\n".repeat(7000);
        assert_eq!(html(&block, "rust"), block);
    }
}
