//! What would change in a file, as the unified diff that `patch` and `git apply` take.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

use super::visible;
use crate::parse::secret;
use crate::path::SourcePath;

/// How many lines that stay the same are shown around each change.
const CONTEXT: u32 = 2;

/// What would change in a file, from one name to another; secrets are masked. Empty if nothing would.
pub fn diff((old, before): (&SourcePath, &str), (new, after): (&SourcePath, &str)) -> String {
    let (before, after) = (secret::masked(before), secret::masked(after));
    let input = InternedInput::new(&*before, &*after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let is_near = |one: &Hunk, next: &Hunk| next.before.start - one.before.end <= 2 * CONTEXT;
    let told: String = hunks.chunk_by(is_near).map(|group| shown(group, &input)).collect();
    if told.is_empty() { told } else { visible(&format!("--- a/{old}\n+++ b/{new}\n{told}")) }
}

/// Changes that are near each other, with the lines between and around them.
fn shown(hunks: &[Hunk], input: &InternedInput<&str>) -> String {
    let (Some(first), Some(last)) = (hunks.first(), hunks.last()) else { return String::new() };
    let above = first.before.start.min(CONTEXT);
    let below = (input.before.len() as u32 - last.before.end).min(CONTEXT);
    let old = first.before.start - above..last.before.end + below;
    let new = first.after.start - above..last.after.end + below;
    let mut told = format!("@@ -{} +{} @@\n", numbers(&old), numbers(&new));
    let mut at = old.start;
    let mut write = |sign: char, lines: &[Token]| {
        for token in lines {
            let line = input.interner[*token];
            let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            told.push_str(&format!("{sign}{line}{end}"));
        }
    };
    for hunk in hunks {
        write(' ', lines(&input.before, at..hunk.before.start));
        write('-', lines(&input.before, hunk.before.clone()));
        write('+', lines(&input.after, hunk.after.clone()));
        at = hunk.before.end;
    }
    write(' ', lines(&input.before, at..old.end));
    told
}

fn lines(of: &[Token], range: Range<u32>) -> &[Token] {
    &of[range.start as usize..range.end as usize]
}

/// The number of the first line, and how many there are. The first has the number 1; where there is none, the one before it is named.
fn numbers(lines: &Range<u32>) -> String {
    format!("{},{}", lines.start + u32::from(!lines.is_empty()), lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, after: &str) -> String {
        let path = SourcePath::new("content/a.md").unwrap();
        let told = diff((&path, before), (&path, after));
        let names = "--- a/content/a.md\n+++ b/content/a.md\n";
        told.strip_prefix(names).map_or_else(String::new, str::to_owned)
    }

    #[test]
    fn changes_stand_between_the_lines_around_them() {
        let lines = "a\nb\nc\nd\ne\nf\ng\nh\n";
        assert_eq!(of(lines, lines), "");
        assert_eq!(of(lines, &lines.replace("d\n", "D\n")), "@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f\n");
        assert_eq!(of("", "a\n"), "@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(of("a\n", ""), "@@ -1,1 +0,0 @@\n-a\n");
        assert_eq!(of("a", "a\n"), "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
    }

    #[test]
    fn changes_apply_to_the_old_text() {
        let all: Vec<String> = (0..30).map(|number| format!("{number}\n")).collect();
        for changed in [vec![0], vec![3], vec![4], vec![29], vec![3, 8], vec![3, 9], vec![0, 5, 6, 20, 29]] {
            let mut new = all.clone();
            for &at in &changed {
                new[at] = if at % 2 == 0 { String::new() } else { format!("x\n{at}\ny\n") };
            }
            assert_eq!(apply(&all, &of(&all.concat(), &new.concat())), new.concat(), "{changed:?}");
        }
    }

    /// What a diff makes of these lines; each line that it names has to be there.
    fn apply(old: &[String], diff: &str) -> String {
        let mut lines = old.iter().map(String::as_str);
        let (mut made, mut at) = (String::new(), 0);
        for line in diff.split_inclusive('\n') {
            if let Some(numbers) = line.strip_prefix("@@ -") {
                let (first, length) = numbers.split_once(' ').unwrap().0.split_once(',').unwrap();
                let before = first.parse::<usize>().unwrap() - usize::from(length != "0");
                made.extend(lines.by_ref().take(before - at));
                at = before;
            } else if let Some(added) = line.strip_prefix('+') {
                made += added;
            } else {
                assert_eq!(lines.next(), Some(&line[1..]));
                at += 1;
                made += line.strip_prefix(' ').unwrap_or_default();
            }
        }
        made.extend(lines);
        made
    }

    #[test]
    fn secrets_are_masked_and_control_characters_shown() {
        let told = of("", "token: ghp_k3jQ9xT2mWv7RzL5bNc8HdF1sYpG6aUeXo4K\n\u{1b}[31m\n");
        assert!(!told.contains("ghp_k3jQ9xT2mWv7") && !told.contains('\u{1b}'), "{told}");
    }
}
