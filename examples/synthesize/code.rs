//! Code blocks: templates in thirteen languages, filled with names and numbers that differ from note to note.
//!
//! `code/<language>.txt` holds the templates, with `%%` lines between them. `@noun@` is a slot (see
//! `Block::slot`). A line that begins with `%* ` is written one to four times, with a fresh `@each@` in every
//! copy.

use std::fmt::Write;

use crate::grammar::capitalised;
use crate::random::Random;

const VERBS: &str = "load, store, verify, refresh, publish, collect, settle, resume, compare, inspect";
const WORDS: &str =
    "stale, pending, recent, failed, open, idle, late, spare, orphaned, locked, partial, expired";
const FIELDS: &str = "status, owner, region, locale, priority, checksum, source, channel, origin, label, revision, \
                      tenant, bucket, reason, batch, queue, digest, cursor, weight, shard, scope";

/// A language that blocks are written in.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    Bash,
    Go,
    Java,
    JavaScript,
    Json,
    Nginx,
    Php,
    Python,
    Ruby,
    Rust,
    Sql,
    TypeScript,
    Yaml,
}

impl Language {
    /// The word after the fence.
    pub(crate) fn name(self) -> &'static str {
        self.source().0
    }

    fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::Bash => ("bash", include_str!("code/bash.txt")),
            Self::Go => ("go", include_str!("code/go.txt")),
            Self::Java => ("java", include_str!("code/java.txt")),
            Self::JavaScript => ("javascript", include_str!("code/javascript.txt")),
            Self::Json => ("json", include_str!("code/json.txt")),
            Self::Nginx => ("nginx", include_str!("code/nginx.txt")),
            Self::Php => ("php", include_str!("code/php.txt")),
            Self::Python => ("python", include_str!("code/python.txt")),
            Self::Ruby => ("ruby", include_str!("code/ruby.txt")),
            Self::Rust => ("rust", include_str!("code/rust.txt")),
            Self::Sql => ("sql", include_str!("code/sql.txt")),
            Self::TypeScript => ("typescript", include_str!("code/typescript.txt")),
            Self::Yaml => ("yaml", include_str!("code/yaml.txt")),
        }
    }
}

/// A fenced block about `noun`, without a blank line around it.
pub(crate) fn fenced(language: Language, noun: &str, random: &mut Random) -> String {
    let (name, source) = language.source();
    let template = random.index(source.split("%%\n").count());
    let mut block = Block::new(noun, random);
    let mut out = format!("```{name}\n");
    for line in source.split("%%\n").nth(template).unwrap_or(source).lines() {
        if let Some(line) = line.strip_prefix("%* ") {
            for _ in 0..random.between(1, 4) {
                block.line(line, random, &mut out);
            }
        } else {
            block.line(line, random, &mut out);
        }
    }
    out.push_str("```");
    out
}

/// The names that one block keeps to.
struct Block<'a> {
    noun: &'a str,
    verb: &'static str,
    word: &'static str,
    fields: Vec<&'static str>,
    field: usize,
}

impl<'a> Block<'a> {
    fn new(noun: &'a str, random: &mut Random) -> Self {
        Self {
            noun,
            verb: random.item(VERBS),
            word: random.item(WORDS),
            fields: random.items(FIELDS, usize::MAX),
            field: 0,
        }
    }

    fn line(&mut self, line: &str, random: &mut Random, out: &mut String) {
        let mut rest = line;
        while let Some(start) = rest.find('@') {
            out.push_str(&rest[..start]);
            rest = &rest[start + 1..];
            let slot = rest.find('@').map(|end| (&rest[..end], &rest[end + 1..]));
            match slot {
                Some((name, after)) if self.slot(name, random, out) => rest = after,
                _ => out.push('@'),
            }
        }
        out.push_str(rest);
        out.push('\n');
    }

    /// Writes the slot's value; false when there is no such slot, as in `@Override`.
    fn slot(&mut self, name: &str, random: &mut Random, out: &mut String) -> bool {
        if name.eq_ignore_ascii_case("each") {
            self.field = (self.field + 1) % self.fields.len();
        }
        let field = self.fields[self.field];
        match name {
            "noun" => out.push_str(self.noun),
            "nouns" => out.extend([self.noun, "s"]),
            "Noun" => out.push_str(&capitalised(self.noun)),
            "verb" => out.push_str(self.verb),
            "Verb" => out.push_str(&capitalised(self.verb)),
            "word" => out.push_str(self.word),
            "each" | "same" => out.push_str(field),
            "Each" => out.push_str(&capitalised(field)),
            "EACH" | "EACHSAME" => out.push_str(&field.to_uppercase()),
            "num" => return write!(out, "{}", random.between(10, 990)).is_ok(),
            "small" => return write!(out, "{}", random.between(2, 9)).is_ok(),
            _ => return false,
        }
        true
    }
}
