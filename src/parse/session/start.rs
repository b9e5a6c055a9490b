//! Where a session begins, and which lines are sentences though a prompt's sign stands before them.

use super::opener;
use super::prompt::{self, Prompt, Strength, Style};

/// The line of the block's own first prompt. What else begins lines too counts where the block begins with it; and `#`, `%`
/// and `>` do only where no better prompt follows that they did not open.
pub(super) fn find(lines: &[&str]) -> Option<usize> {
    let mut doubted: Option<usize> = None;
    let mut is_opened = false;
    let mut has_text = false;
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim_start();
        let found = prompt::find(line).filter(|found| !is_prose(found, line, ""));
        match (found, doubted) {
            (Some(found), Some(first)) if found.strength != Strength::Weak => {
                return Some(if is_opened { first } else { at });
            }
            (Some(found), None) if found.strength != Strength::Weak => return Some(at),
            (Some(found), None) if !has_text => {
                if !matches!(found.style, Style::Sign('#' | '%' | '>')) {
                    return Some(at);
                }
                doubted = Some(at);
                is_opened = opener::opens_any(&line[found.length..]);
            }
            (Some(found), Some(_)) => is_opened |= opener::opens_any(&line[found.length..]),
            _ => has_text |= !line.is_empty() && !line.starts_with('#'),
        }
    }
    doubted
}

/// Whether what follows `# ` is a sentence: a comment, or a file's that was printed.
pub(super) fn is_prose(found: &Prompt<'_>, line: &str, last: &str) -> bool {
    const PLAIN_WORDS: [&str; 24] = [
        "the", "a", "an", "is", "are", "was", "to", "of", "and", "or", "for", "this", "see", "be", "with",
        "not", "by", "on", "from", "if", "you", "your", "it", "default",
    ];
    if found.style != Style::Sign('#') {
        return false;
    }
    let text = line[found.length..].trim();
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let begins_sentence = first.starts_with(char::is_uppercase) && !first.contains(['=', '/']);
    let is_no_command = !first.starts_with(|c: char| c.is_alphanumeric() || "_./~$({[\"'\\!`".contains(c));
    is_no_command
        || (begins_sentence && (words.next().is_some() || first.ends_with([':', '.'])))
        || (opener::prints(last) && text.split_whitespace().any(|word| PLAIN_WORDS.contains(&word)))
}
