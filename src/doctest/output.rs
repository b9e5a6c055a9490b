//! Holds what a program printed against what a note shows. A line `...` or `…` stands for any lines, and within a line either
//! stands for any text.

/// Where what was printed leaves what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The first line that does not fit, from 0; as many as there are lines where more was printed than is shown.
    pub(super) line: usize,
    /// What was printed there; None where nothing was.
    pub(super) printed: Option<String>,
}

/// The first difference; None where all fits. Blanks at the ends of lines and empty lines at the end don't count.
pub(super) fn difference(shown: &[&str], printed: &str) -> Option<Difference> {
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_end()).collect();
    let (shown, printed) = (without_end(&shown), without_end(&printed));
    let mut furthest = (0, 0);
    if fits(shown, printed, &mut furthest) {
        return None;
    }
    let (line, at) = furthest;
    Some(Difference { line, printed: printed.get(at).map(|line| (*line).to_owned()) })
}

fn without_end<'l, 's>(lines: &'l [&'s str]) -> &'l [&'s str] {
    let length = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    &lines[..length]
}

fn is_gap(line: &str) -> bool {
    matches!(line.trim(), "..." | "…")
}

/// Whether lines fit, with the furthest pair that did not. After a gap the first way that fits is as good as any, so that it
/// takes at most the one number of lines times the other.
fn fits(shown: &[&str], printed: &[&str], furthest: &mut (usize, usize)) -> bool {
    let (mut line, mut at) = (0, 0);
    // Where to go on when a line does not fit: behind the last gap, one printed line further.
    let mut again: Option<(usize, usize)> = None;
    loop {
        let next = shown.get(line);
        if next.is_some_and(|next| is_gap(next)) {
            again = Some((line + 1, at));
            line += 1;
            continue;
        }
        let fits = match (next, printed.get(at)) {
            (None, None) => return true,
            (Some(next), Some(printed)) => fits_line(next, printed),
            _ => false,
        };
        if fits {
            (line, at) = (line + 1, at + 1);
            continue;
        }
        *furthest = (*furthest).max((line, at));
        let Some((behind, from)) = again.filter(|(_, from)| *from < printed.len()) else { return false };
        again = Some((behind, from + 1));
        (line, at) = (behind, from + 1);
    }
}

/// Whether a line fits, with gaps in it.
fn fits_line(shown: &str, printed: &str) -> bool {
    let shown = shown.replace("...", "…");
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or("");
    // Blanks at the ends of lines don't count, those before a gap neither.
    let begun = printed.strip_prefix(first).or_else(|| (printed == first.trim_end()).then_some(""));
    let Some(mut rest) = begun else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_for_lines_and_for_text() {
        for (shown, printed, is_same) in [
            ("a\nb", "a\nb\n\n", true),
            ("a", "a  \n", true),
            ("a\nb", "a\nc", false),
            ("...", "", true),
            ("...", "x\ny", true),
            ("a\n…\nd", "a\nb\nc\nd", true),
            ("a\n…\nd", "a\nd", true),
            ("a\n…\nd", "a\nb\nd\ne", false),
            ("…\na\n…\na", "a\nb\na\nb\na", true),
            ("took … ms", "took 12 ms", true),
            ("took ... ms, ... files", "took 12 ms, 3 files", true),
            ("took … ms", "took 12 s", false),
            ("…s", "seconds", true),
            ("x: …", "x: ", true),
            ("x: …", "x", false),
            ("a…a", "a", false),
            ("", "x", false),
        ] {
            let lines: Vec<&str> = shown.lines().collect();
            assert_eq!(difference(&lines, printed).is_none(), is_same, "{shown:?} {printed:?}");
        }
    }

    #[test]
    fn the_first_line_that_does_not_fit_is_told() {
        let told = |shown: &[&str], printed: &str| {
            let found = difference(shown, printed).unwrap();
            (found.line, found.printed)
        };
        assert_eq!(told(&["a", "b"], "a\nx"), (1, Some("x".to_owned())));
        assert_eq!(told(&["a", "b"], "a"), (1, None));
        assert_eq!(told(&["a"], "a\nmore"), (1, Some("more".to_owned())));
    }

    #[test]
    fn many_gaps_take_no_long_time() {
        let shown = ["…", "a"].repeat(200);
        let printed = "a\n".repeat(5000) + "b";
        assert!(difference(&shown, &printed).is_some());
        let shown = ["…", "x…x"].repeat(2000);
        assert!(difference(&shown, &("xx\n".repeat(5000) + "y")).is_some());
    }
}
