//! What differs between two texts, line by line: an editor that is told no more keeps its cursors and its marks.

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use crate::span::Span;

/// What has to be written in the old text to make it the new one.
pub fn difference(old: &str, new: &str) -> Vec<(Span, String)> {
    let starts = |text: &str| {
        let mut at = 0;
        let ends = text.split_inclusive('\n').map(|line| {
            at += line.len();
            at
        });
        std::iter::once(0).chain(ends).collect::<Vec<usize>>()
    };
    let (of_old, of_new) = (starts(old), starts(new));
    let change = |hunk: Hunk| {
        let at = |line: u32| of_old[line as usize];
        let span = Span::new(at(hunk.before.start), at(hunk.before.end));
        let at = |line: u32| of_new[line as usize];
        (span, new[at(hunk.after.start)..at(hunk.after.end)].to_owned())
    };
    Diff::compute(Algorithm::Myers, &InternedInput::new(old, new)).hunks().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::splice;

    #[test]
    fn what_differs_makes_the_new_text_of_the_old_one() {
        for (old, new) in
            [("", "a"), ("a", ""), ("a\nb\nc\n", "a\nx\nc"), ("a\r\nb", "b\r\na\r\nb\n"), ("same", "same")]
        {
            let changes = difference(old, new);
            let changes: Vec<(Span, &str)> =
                changes.iter().map(|(span, text)| (*span, text.as_str())).collect();
            assert_eq!(splice(old, &changes).0, new);
        }
    }
}
