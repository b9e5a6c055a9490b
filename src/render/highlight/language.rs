//! Names of languages: what authors write behind a fence, and the syntax that is meant.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

use crate::suggest;

/// Changes whenever the same code may come out with other classes: part of the key under which blocks are
/// remembered.
pub const VERSION: &str = "two-face 0.5.2, classes 2";

/// How code is read.
#[derive(Clone, Copy, Debug)]
pub enum Language {
    /// As it stands.
    Plain,
    /// A terminal session.
    Console,
    /// By a syntax.
    Syntax(&'static SyntaxReference),
}

impl Language {
    /// The name of the language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "text",
            Self::Console => "console",
            Self::Syntax(syntax) => &syntax.name,
        }
    }
}

/// Words for text that no syntax reads.
const PLAIN: [&str; 9] = ["text", "plain", "plaintext", "txt", "none", "output", "log", "http", "promql"];
/// Words for a terminal session.
const CONSOLE: [&str; 8] = [
    "console",
    "shell-session",
    "shellsession",
    "sh-session",
    "bash-session",
    "terminal",
    "session",
    "pycon",
];
/// Words that authors use, and the syntax's own.
const ALIASES: [(&str, &str); 32] = [
    ("apache", "apache conf"),
    ("asm", "assembly x86_64"),
    ("c++", "cpp"),
    ("cjs", "javascript"),
    ("conf", "nginx"),
    ("containerfile", "dockerfile"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("dosini", "ini"),
    ("env", "dotenv"),
    ("fsharp", "fs"),
    ("golang", "go"),
    ("hcl", "terraform"),
    ("javascript", "js"),
    ("jinja", "jinja2"),
    ("js-nolint", "js"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsx", "js"),
    ("make", "makefile"),
    ("mjs", "js"),
    ("objectivec", "objective-c"),
    ("patch", "diff"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("properties", "java properties"),
    ("py3", "python"),
    ("shell", "bash"),
    ("systemd", "ini"),
    ("toml", "toml"),
    ("tf", "terraform"),
    ("yml", "yaml"),
];

/// All syntaxes. Loaded at the first use: it takes some milliseconds.
pub fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
    &SYNTAXES
}

/// Every word for a language, in lower case, with what it means. A later syntax takes a word from an earlier
/// one, as in the highlighter itself; names go before file endings.
fn words() -> &'static HashMap<String, Language> {
    static WORDS: LazyLock<HashMap<String, Language>> = LazyLock::new(|| {
        let mut words = HashMap::new();
        let set = syntaxes();
        for syntax in set.syntaxes() {
            for extension in &syntax.file_extensions {
                words.insert(extension.to_lowercase(), Language::Syntax(syntax));
            }
        }
        for syntax in set.syntaxes() {
            words.insert(syntax.name.to_lowercase(), Language::Syntax(syntax));
            words.insert(syntax.name.to_lowercase().replace(' ', "-"), Language::Syntax(syntax));
        }
        for (alias, name) in ALIASES {
            if let Some(&language) = words.get(name) {
                words.insert(alias.to_owned(), language);
            }
        }
        words.extend(PLAIN.iter().map(|word| ((*word).to_owned(), Language::Plain)));
        words.extend(CONSOLE.iter().map(|word| ((*word).to_owned(), Language::Console)));
        words
    });
    &WORDS
}

/// The language of a word.
pub fn find(word: &str) -> Option<Language> {
    let words = words();
    words.get(word).or_else(|| words.get(&word.to_lowercase())).copied()
}

/// The language of a code block. A script for a shell that begins with a prompt is a session, whatever it is called.
pub fn of(word: &str, code: &str) -> Option<Language> {
    let found = find(word)?;
    let is_script =
        matches!(found, Language::Syntax(syntax) if syntax.file_extensions.iter().any(|end| end == "sh"));
    Some(if is_script && code.starts_with("$ ") { Language::Console } else { found })
}

/// Whether a word is a language.
pub fn is_known(word: &str) -> bool {
    find(word).is_some()
}

/// All words for languages, in order.
pub fn all() -> Vec<&'static str> {
    let mut all: Vec<&str> = words().keys().map(String::as_str).filter(|word| word.len() > 1).collect();
    all.sort_unstable();
    all
}

/// The word for a language that is nearest to one that is none, and whether no other language can be meant.
pub fn nearest(word: &str) -> Option<(String, bool)> {
    // The shortest word of a language is the one that authors know; of equals, the first.
    let known = all();
    let near = suggest::nearest(word, known.iter().copied())?;
    let name = |word: &str| find(word).map(Language::name);
    // Other words for the same language are no rivals.
    let rivals = known.iter().copied().filter(|other| *other == near || name(other) != name(near));
    let is_certain = suggest::is_slip(word, near) && suggest::only(word, rivals) == Some(near);
    Some((near.to_owned(), is_certain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_authors_write_are_known() {
        for word in [
            "csharp",
            "console",
            "shell-session",
            "text",
            "plain",
            "output",
            "apache",
            "none",
            "js-nolint",
            "yml",
            "JavaScript",
            "typescript",
            "ts",
            "tsx",
            "nginx",
            "dockerfile",
            "toml",
            "ini",
            "systemd",
            "sql",
            "hcl",
            "bash",
            "sh",
            "zsh",
            "fish",
            "powershell",
            "python",
            "go",
            "rust",
            "java",
            "kotlin",
            "php",
            "ruby",
            "diff",
            "json",
            "jsonc",
            "xml",
            "html",
            "css",
            "scss",
            "lua",
            "perl",
            "makefile",
            "cmake",
            "graphql",
            "proto",
            "elixir",
            "vim",
            "markdown",
            "http",
            "terraform",
            "jinja2",
            "c",
            "cpp",
            "c++",
        ] {
            assert!(is_known(word), "{word}");
        }
        assert!(!is_known("shel"));
        for (word, near) in [("pyhton", "python"), ("kotiln", "kotlin"), ("dokcerfile", "dockerfile")] {
            assert_eq!(nearest(word), Some((near.to_owned(), true)));
        }
        for word in ["helm", "ymal", "tasks", "test"] {
            assert!(!nearest(word).is_some_and(|(_, is_certain)| is_certain), "{word}");
        }
    }

    #[test]
    fn every_alias_leads_to_a_syntax() {
        for (alias, name) in ALIASES {
            assert!(is_known(alias), "{alias} -> {name}");
        }
    }
}
