//! Placeholders: `[TODO: say who keeps this note]`, or `[TODO]`. It is what beginnings of notes hold where only the author knows what
//! belongs there, and nothing else that anybody writes, so that no list of texts has to be kept.

use std::ops::Range;

/// The word in the brackets.
pub const WORD: &str = "TODO";

/// What each begins with.
pub const OPENING: &str = "[TODO";

/// A placeholder that says what to write in its place.
pub fn asking(what: &str) -> String {
    format!("{OPENING}: {what}]")
}

/// The places of those in a text.
pub fn find(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.match_indices(OPENING).filter_map(move |(at, _)| {
        let rest = &text[at + OPENING.len()..];
        let is_one = rest.starts_with([':', ']']) && !text[..at].ends_with('\\');
        let end = rest.find(']').filter(|_| is_one)?;
        // What another bracket opens in between belongs to something else.
        (!rest[..end].contains('[')).then_some(at..at + OPENING.len() + end + 1)
    })
}

/// What is said of one.
pub fn message(written: &str) -> String {
    let words: Vec<&str> = written.split_whitespace().collect();
    format!("`{}` was never replaced", words.join(" ").replace('`', ""))
}

/// What to do about one.
pub const HELP: &str = "write what it asks for in its place, or remove it";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_todo_in_brackets_is_a_placeholder() {
        let found = |text: &str| find(text).map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("a [TODO: b] c [TODO]"), ["[TODO: b]", "[TODO]"]);
        assert_eq!(found(&asking("say why")), ["[TODO: say why]"]);
        assert_eq!(found("[TODO: two\nlines]"), ["[TODO: two\nlines]"]);
        for ordinary in [
            "TODO: b",
            "[todo: b]",
            "[TODOS]",
            "[TODO list]",
            "[TODO: open",
            r"\[TODO: b]",
            "[TODO: [a](b)]",
            "[x] TODO",
        ] {
            assert_eq!(found(ordinary), Vec::<String>::new(), "{ordinary}");
        }
    }
}
