//! Lines of code that were painted before: what a line looks like depends on the line, and on where the highlighter stands
//! before it. Notes of one team repeat themselves: the same directives, brackets and commands come again and again, and
//! to paint a line takes a hundred times as long as to find it.
//!
//! Kept for each thread and syntax, up to a bound; nothing of it outlives the process.

use std::cell::RefCell;

use foldhash::HashMap;
use syntect::parsing::SyntaxReference;
use xxhash_rust::xxh3::xxh3_128;

use super::painter::{Painter, Place};

/// Most lines that are kept of a syntax.
const MOST_LINES: usize = 20_000;
/// Most places that are told apart.
const MOST_PLACES: usize = 256;

/// The lines of a syntax.
struct Lines {
    /// Where the highlighter stood before or after a line; the first is before any.
    places: Vec<Place>,
    /// By the number of a place and the hash of a line: how the line looks, and the number of the place after it.
    known: HashMap<(usize, u128), (Box<str>, usize)>,
}

/// Writes the lines of a block, each ended by `\n`.
pub(super) fn write_lines(code: &str, syntax: &SyntaxReference, out: &mut String) {
    thread_local! {
        static SYNTAXES: RefCell<HashMap<String, Lines>> = RefCell::default();
    }
    SYNTAXES.with_borrow_mut(|syntaxes| {
        if !syntaxes.contains_key(&syntax.name) {
            syntaxes.insert(syntax.name.clone(), Lines::new(syntax));
        }
        if let Some(lines) = syntaxes.get_mut(&syntax.name) {
            lines.write(code, out);
        }
    });
}

impl Lines {
    fn new(syntax: &SyntaxReference) -> Self {
        Self { places: vec![Place::start(syntax)], known: HashMap::default() }
    }

    fn write(&mut self, code: &str, out: &mut String) {
        let mut at = 0;
        for line in code.split_inclusive('\n') {
            let key = (at, xxh3_128(line.as_bytes()));
            if let Some((html, next)) = self.known.get(&key) {
                out.push_str(html);
                at = *next;
                continue;
            }
            let start = out.len();
            let place = Painter::paint(self.places[at].clone(), line, out);
            let (next, is_new_life) = self.number(place);
            if !is_new_life {
                self.known.insert(key, (out[start..].into(), next));
            }
            at = next;
        }
    }

    /// The number of a place. When there is no more room, all but the start is forgotten, which is the second value.
    fn number(&mut self, place: Place) -> (usize, bool) {
        let is_full = self.places.len() >= MOST_PLACES || self.known.len() >= MOST_LINES;
        if is_full {
            self.places.truncate(1);
            self.known.clear();
        }
        let number = self.places.iter().position(|known| *known == place).unwrap_or_else(|| {
            self.places.push(place);
            self.places.len() - 1
        });
        (number, is_full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::highlight::language::syntaxes;

    /// Without a memory of lines.
    fn plainly(code: &str, syntax: &SyntaxReference) -> String {
        let mut out = String::new();
        let mut place = Place::start(syntax);
        for line in code.split_inclusive('\n') {
            place = Painter::paint(place, line, &mut out);
        }
        out
    }

    #[test]
    fn lines_look_the_same_when_they_come_again() {
        let codes = [
            "/* a\nlet x = 1;\n*/\nlet x = 1;\n",
            "let x = 1;\nlet y = \"a\nlet x = 1;\n\";\nlet x = 1;",
            "fn f() {\n}\n/* b\n}\n",
        ];
        let syntax = syntaxes().find_syntax_by_token("rust").unwrap();
        let mut lines = Lines::new(syntax);
        for code in codes.iter().cycle().take(12) {
            let mut out = String::new();
            lines.write(code, &mut out);
            assert_eq!(out, plainly(code, syntax), "{code}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let syntax = syntaxes().find_syntax_by_token("rust").unwrap();
        let mut lines = Lines::new(syntax);
        for number in 0..MOST_LINES + 100 {
            lines.write(&format!("{number}\n"), &mut String::new());
        }
        assert!(lines.known.len() <= MOST_LINES && lines.places.len() <= MOST_PLACES);
    }
}
