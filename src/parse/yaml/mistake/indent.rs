//! Lines that are indented otherwise than what they belong to.

use std::ops::Range;

use super::Mistake;
use crate::parse::yaml::line::{Line, quoted};

/// The text without quotes that goes on in a line: from behind its key to the last line that is indented as deep. None where
/// lines stand between that YAML leaves out, or it begins with a sign of YAML's.
fn whole_text(source: &str, line: &Line<'_>) -> Option<Range<usize>> {
    let mut first = *line;
    let value = loop {
        let above = first.before(source)?;
        let between = &source[above.start + above.text.len()..first.start];
        if between.trim_matches('\r') != "\n" {
            return None;
        }
        match above.entry() {
            Some((_, value)) if above.indent < line.indent => break value,
            _ if above.indent >= line.indent && !above.is_item() => first = above,
            _ => return None,
        }
    };
    let is_plain = |c: char| c.is_alphanumeric() || c == '(';
    let mut end = line.start + line.text.trim_end().len();
    let mut at = line.start + line.text.len();
    for next in source.get(at..)?.split_inclusive('\n') {
        let text = next.trim_end();
        let goes_on = text.len() - text.trim_start().len() >= line.indent;
        // The first part is the end of the line itself.
        if at > line.start + line.text.len() {
            if text.is_empty() || !goes_on {
                break;
            }
            end = at + text.len();
        }
        at += next.len();
    }
    let text = &source[value.start..end];
    let is_whole = text.starts_with(is_plain) && !text.contains(" #") && !text.contains('\\');
    is_whole.then_some(value.start..end)
}

/// The mistake of a line that stands at another depth than the lines it could belong to.
pub(in crate::parse::yaml) fn misplaced(source: &str, line: &Line<'_>) -> Option<Mistake> {
    let above = line.before(source)?;
    if line.is_item() {
        return item(source, line);
    }
    let (key, _) = line.entry()?;
    let place = line.place(line.content..line.content + key.len());
    if key.contains(' ') && line.indent > above.content {
        let colon = line.place(line.content + key.len()..line.content + key.len() + 1);
        let message = "the text above continues here, but a colon and a space make this line a key";
        let mistake = Mistake::new(colon, message, "put the whole text in quotes");
        return Some(match whole_text(source, line) {
            Some(text) => {
                let quoted = quoted(&source[text.clone()]);
                mistake.fix(text, quoted)
            }
            None => mistake,
        });
    }
    if let Some((other, value)) = above.entry()
        && line.indent > above.content
        && !value.is_empty()
    {
        let message =
            format!("`{key}` is indented deeper than `{other}` above it, which already has a value");
        return Some(Mistake::new(place, message, format!("align it with `{other}`")));
    }
    let beside = above_at_least(source, line)?;
    let (other, _) = beside.entry()?;
    if beside.content == line.content {
        return None;
    }
    if line.indent == 0 {
        let message = format!(
            "`{other}` is indented by {}, and `{key}` below it is not indented",
            blanks(beside.content)
        );
        let place = beside.place(beside.content..beside.content + other.len());
        return Some(Mistake::new(
            place,
            message,
            format!("remove the indentation of `{other}`, as in `{key}`"),
        ));
    }
    let help = format!("align it with `{other}`, or with the key that it belongs to");
    let message = format!(
        "`{key}` is indented by {}, and `{other}` above it by {}",
        blanks(line.content),
        blanks(beside.content)
    );
    Some(Mistake::new(place, message, help))
}

/// The nearest line above that is indented deeper than this one, with nothing shallower between: a neighbour that
/// was meant to be at the same depth.
fn above_at_least<'s>(source: &'s str, line: &Line<'s>) -> Option<Line<'s>> {
    let mut found = None;
    let mut at = *line;
    while let Some(above) = at.before(source) {
        if above.content <= line.content {
            break;
        }
        if above.entry().is_some() {
            found = Some(above);
        }
        at = above;
    }
    found
}

fn item(source: &str, line: &Line<'_>) -> Option<Mistake> {
    let place = line.place(line.indent..line.indent + 1);
    let mut at = *line;
    while let Some(above) = at.before(source) {
        if above.is_item() {
            if above.indent == line.indent {
                return None;
            }
            let message = format!(
                "this item is indented by {}, and the one above it by {}",
                blanks(line.indent),
                blanks(above.indent)
            );
            let help = format!("indent it by {} too", blanks(above.indent));
            return Some(Mistake::new(place, message, help));
        }
        if above.indent <= line.indent {
            let (key, value) = above.entry()?;
            return (!value.is_empty()).then(|| {
                let message =
                    format!("this list item belongs to no key: `{key}` above it already has a value");
                Mistake::new(place, message, "put a key above it, or remove the value of that one")
            });
        }
        at = above;
    }
    None
}

fn blanks(count: usize) -> String {
    match count {
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
