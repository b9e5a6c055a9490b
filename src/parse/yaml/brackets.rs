//! A bracket that is opened in one key and never closed swallows the keys below it, and the parser trips over one of
//! those. Found by text alone: brackets that begin a value, outside of quotes, comments and block texts.

use super::blocks;

/// The bracket that is still open at a byte, with its place, when it was opened in a key above the one there.
pub(super) fn open_above(source: &str, at: usize) -> Option<(usize, char)> {
    let mut scanner = Scanner::default();
    let mut offset = 0;
    for line in source[..at].split_inclusive('\n') {
        scanner.line(line, offset);
        offset += line.len();
    }
    let &(place, bracket) = scanner.open.first()?;
    let end_of_line = |at: usize| source[at..].find('\n').map_or(source.len(), |newline| at + newline + 1);
    let below = source.get(end_of_line(place)..end_of_line(at)).unwrap_or("");
    // Items at the left margin belong to the bracket; a key there does not.
    below
        .lines()
        .any(|line| blocks::begins_block(line) && blocks::key(line).is_some())
        .then_some((place, bracket))
}

#[derive(Default)]
struct Scanner {
    open: Vec<(usize, char)>,
    quote: Option<char>,
    /// The indentation of the key whose block text goes on.
    block_text: Option<usize>,
}

impl Scanner {
    fn line(&mut self, line: &str, offset: usize) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(of_key) = self.block_text {
            if line.trim().is_empty() || indent > of_key {
                return;
            }
            self.block_text = None;
        }
        let mut before = '\n';
        let mut begins_value = true;
        for (at, c) in line.char_indices() {
            match (self.quote, c) {
                (Some(quote), _) => {
                    if c == quote && before != '\\' {
                        self.quote = None;
                    }
                }
                (None, '#') if before.is_whitespace() => break,
                (None, '"' | '\'') if begins_value => self.quote = Some(c),
                (None, '[' | '{') if begins_value => self.open.push((offset + at, c)),
                (None, ']' | '}') => {
                    self.open.pop();
                }
                (None, _) => {}
            }
            let is_in_flow = !self.open.is_empty();
            begins_value = match c {
                '[' | '{' | ',' if is_in_flow => true,
                ' ' => begins_value || matches!(before, ':' | '-' | '?'),
                _ => false,
            };
            before = c;
        }
        let text = line.trim_end().trim_end_matches(['-', '+']);
        if self.open.is_empty() && self.quote.is_none() && (text.ends_with(": |") || text.ends_with(": >")) {
            self.block_text = Some(indent);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Option<usize> {
        open_above(source, source.len()).map(|(place, _)| place)
    }

    #[test]
    fn a_bracket_above_is_found_and_what_only_looks_like_one_is_not() {
        assert_eq!(found("a: [x, y\nb: 1\nc: 2\n"), Some(3));
        assert_eq!(found("a: [x, y]\nb: 1\n"), None);
        assert_eq!(found("a: x [y\nb: \"[\" # [\nc: it's [\nd: |\n  k: [\ne: 1\n"), None);
        assert_eq!(found("a: [\nx,\ny\n"), None);
        assert_eq!(found("a: {\nb: 1\n}\nc: 1\n"), None);
        assert_eq!(found("- {a: [1}\nb: 1\nc: 2\n"), Some(2));
    }
}
