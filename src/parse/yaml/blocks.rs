//! The blocks of a front matter: each is a key at the top with the lines that belong to it.
//!
//! Found by text alone, since they are needed just where the YAML can't be read.

use std::ops::Range;

/// The bytes of the block that holds the byte at `at`: from the last line before it that begins at the left
/// margin with a letter or quote, to the next such line.
pub(super) fn around(source: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        if begins_block(line) {
            if offset > at {
                return start..offset;
            }
            start = offset;
        }
        offset += line.len();
    }
    if source[start..].trim().is_empty() { start..start } else { start..source.len() }
}

/// Whether a line begins a block.
pub(super) fn begins_block(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphanumeric() || "_\"'".contains(c))
}

/// The key that a block begins with.
pub(super) fn key(block: &str) -> Option<&str> {
    let line = block.lines().next()?;
    let (key, _) = line.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    (!key.is_empty()).then_some(key)
}

/// The key that a block begins with; where the colon is what is wrong with it, the word that it begins with.
pub(super) fn key_or_word(block: &str) -> Option<&str> {
    let word = || {
        let line = block.lines().next()?;
        let end = line.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)))?;
        (end > 0).then(|| &line[..end])
    };
    key(block).or_else(word)
}

/// Overwrites a range with blanks; line breaks stay, and so does every place behind it.
pub(super) fn blank(source: &mut String, range: Range<usize>) {
    let blanks: String = source[range.clone()]
        .chars()
        .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
        .collect();
    source.replace_range(range, &blanks);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_reaches_from_key_to_key() {
        let source = "title: a\nlist:\n  - b: c: d\n- e\nnext: f\n";
        assert_eq!(&source[around(source, 22)], "list:\n  - b: c: d\n- e\n");
        assert_eq!(&source[around(source, 0)], "title: a\n");
        assert_eq!(&source[around(source, 40)], "next: f\n");
        assert_eq!(key("list:\n  - b"), Some("list"));
        assert_eq!(key_or_word("title：x\n"), Some("title"));
    }

    #[test]
    fn blanking_moves_nothing() {
        let mut source = "a: é\nb: 1\n".to_owned();
        blank(&mut source, 0..6);
        assert_eq!(source, "     \nb: 1\n");
    }
}
