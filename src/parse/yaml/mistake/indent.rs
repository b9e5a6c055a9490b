//! Lines that are indented otherwise than what they belong to.

use super::Mistake;
use crate::parse::yaml::line::Line;

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
        let message = "the text above goes on here with a colon and a blank, which make a key of the line";
        return Some(Mistake::new(colon, message, "put the whole text in quotes"));
    }
    if let Some((other, value)) = above.entry()
        && line.indent > above.content
        && !value.is_empty()
    {
        let message =
            format!("`{key}` is indented deeper than `{other}` above it, which has a value already");
        return Some(Mistake::new(place, message, format!("align it with `{other}`")));
    }
    let beside = above_at_least(source, line)?;
    let (other, _) = beside.entry()?;
    if beside.content == line.content {
        return None;
    }
    if line.indent == 0 {
        let message =
            format!("`{other}` is indented by {}, and `{key}` below it by nothing", blanks(beside.content));
        let place = beside.place(beside.content..beside.content + other.len());
        return Some(Mistake::new(place, message, format!("begin `{other}` at the margin, as `{key}` does")));
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
                    format!("this list item belongs to no key: `{key}` above it has a value already");
                Mistake::new(place, message, "put a key above it, or remove the value of that one")
            });
        }
        at = above;
    }
    None
}

fn blanks(count: usize) -> String {
    match count {
        0 => "nothing".to_owned(),
        1 => "1 blank".to_owned(),
        _ => format!("{count} blanks"),
    }
}
