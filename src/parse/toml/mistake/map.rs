//! Maps on one line that are nearly TOML: with the signs of YAML and JSON in them, or without their last brace.

use super::super::lines::string;
use super::Mistake;

/// The mistake in a map, which stands at this place of its line.
pub(super) fn of(value: &str, start: usize, key: &str) -> Option<Mistake> {
    if !value.starts_with('{') {
        return None;
    }
    let (right, colon, depth) = read(value);
    if let Some(colon) = colon {
        let place = start + colon..start + colon + 1;
        let message = "in TOML `=` stands between a key and its value, also in braces";
        let mistake = Mistake::new(place, message, format!("write `{key} = {right}`"));
        return Some(if depth == 0 { mistake.fix(start..start + value.len(), right) } else { mistake });
    }
    if depth != 1 || value.contains('#') && !value.contains(['"', '\'']) {
        return None;
    }
    let end = start + value.len();
    let message = format!("the braces of `{key}` are not closed on their line");
    Some(
        Mistake::new(
            start..start + 1,
            message,
            format!("write `}}` at the end, with all of it on one line, or a table `[{key}]`"),
        )
        .fix(end..end, " }"),
    )
}

/// A map with `=` for each `:`, where the first of these stands, and how many braces are open at its end.
fn read(value: &str) -> (String, Option<usize>, usize) {
    let (mut right, mut colon, mut depth) = (String::with_capacity(value.len() + 8), None, 0_usize);
    let mut at = 0;
    while let Some(sign) = value[at..].chars().next() {
        match sign {
            '"' | '\'' => {
                let length = string(&value[at..]).unwrap_or(value.len() - at);
                right.push_str(&value[at..at + length]);
                at += length;
                continue;
            }
            ':' => {
                colon = colon.or(Some(at));
                right.push_str(" =");
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if sign != ':' {
            right.push(sign);
        }
        at += sign.len_utf8();
    }
    (right, colon, depth)
}
