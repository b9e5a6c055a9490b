//! What an author wrote that is nearly TOML: text without quotes, the signs of YAML, JSON and others, a header that is not closed.
//! Each is found by its line alone, named, and mended where there is one right way.

mod map;
mod value;

use std::ops::Range;

use super::lines::{Line, Place, equals, is_bare};
use super::quoted;
pub(super) use crate::parse::mistake::Mistake;
pub(super) use value::as_toml;

/// The mistake in a line that can't be read; `at` is where the reader of TOML gave up.
pub(super) fn in_line(line: &Line<'_>, at: usize) -> Option<Mistake> {
    match line.place {
        Place::Within => None,
        Place::Item => value::item(line.text, at),
        Place::Header => header(line.text),
        Place::Statement => frame(line.text)
            .or_else(|| other_comment(line.text))
            .or_else(|| yaml(line.text))
            .or_else(|| key(line.text))
            .or_else(|| no_equals(line.text))
            .or_else(|| value::of(line.text, equals(line.text)? + 1)),
    }
}

/// Where the text of a line stands in it, without the blanks around it.
fn content(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..text.trim_end().len().max(start)
}

/// `---` and `+++`, as they stand around the front matter of a note.
fn frame(text: &str) -> Option<Mistake> {
    let place = content(text);
    let said = &text[place.clone()];
    let is_frame = said.len() >= 3 && ['-', '+'].iter().any(|sign| said.chars().all(|c| c == *sign));
    is_frame.then(|| {
        let message = format!("`{said}` stands around the front matter of a note, and not in settings");
        Mistake::new(place.clone(), message, "remove the line").fix(place, "")
    })
}

/// `// note`, `; note`, `/* note */` and `<!-- note -->`.
fn other_comment(text: &str) -> Option<Mistake> {
    let place = content(text);
    let said = &text[place.clone()];
    let sign = ["//", "<!--", ";", "--", "/*"].into_iter().find(|sign| said.starts_with(sign))?;
    let end = if sign == "/*" { "*/" } else { "-->" };
    let comment = format!("# {}", said[sign.len()..].trim_end_matches(end).trim());
    let place_of_sign = place.start..place.start + sign.len();
    let help = format!("write `{comment}`");
    let mistake = Mistake::new(place_of_sign, "a comment begins with `#` in TOML", help);
    // One that is not closed goes on in the lines below.
    let is_whole = sign != "/*" || said.ends_with(end);
    Some(if is_whole { mistake.fix(place, comment) } else { mistake })
}

/// `title: Notes`, as YAML has it, and `"title": "Notes",`, as JSON does.
fn yaml(text: &str) -> Option<Mistake> {
    let place = content(text);
    let said = &text[place.clone()];
    let colon = said.find(':')?;
    let (key, rest) = (said[..colon].trim_end(), &said[colon + 1..]);
    let plain = key.trim_matches(['"', '\'']);
    let is_key = is_bare(plain) && (rest.is_empty() || rest.starts_with([' ', '\t', '=']));
    if !is_key {
        return None;
    }
    let at = place.start + colon..place.start + colon + 1;
    if let Some(value) = rest.strip_prefix('=') {
        let help = format!("write `{plain} = {}`", value.trim());
        return Some(Mistake::new(at.clone(), "`:=` is no sign of TOML", help).fix(at, ""));
    }
    let written = rest.trim().trim_end_matches(',');
    let message = format!("`{key}:` is written as in YAML; in TOML `=` stands between a key and its value");
    if written.is_empty() || written.starts_with(['[', '{', '|', '>', '&', '*', '#']) {
        let help = format!("write `{plain} = …`, or `[{plain}]` on a line of its own for a table");
        return Some(Mistake::new(at, message, help));
    }
    let right = format!("{plain} = {}", value::as_toml(written));
    let mistake = Mistake::new(at, message, format!("write `{right}`"));
    // What is indented belongs to a key further up, and a comment may be none.
    let is_certain = place.start == 0 && !written.contains('#');
    Some(if is_certain { mistake.fix(place, right) } else { mistake })
}

/// `content/** = "…"`: a key that needs quotes.
fn key(text: &str) -> Option<Mistake> {
    let equals = equals(text)?;
    let place = content(&text[..equals]);
    let key = &text[place.clone()];
    if key.is_empty() {
        let help = "write a key before it: `title = \"…\"`";
        return Some(Mistake::new(equals..equals + 1, "there is no key before the `=`", help));
    }
    if is_bare(key) || key.contains(['"', '\'']) {
        return None;
    }
    let right = quoted(key);
    let mistake =
        Mistake::new(place.clone(), format!("`{key}` needs quotes to be a key"), format!("write `{right}`"));
    Some(mistake.fix(place, right))
}

/// `title "Notes"`, `title`: nothing stands between a key and its value, or there is no value.
fn no_equals(text: &str) -> Option<Mistake> {
    if equals(text).is_some() {
        return None;
    }
    let place = content(text);
    let said = &text[place.clone()];
    let Some((key, value)) = said.split_once(char::is_whitespace) else {
        let help = format!("write `{said} = \"…\"`, or remove the line");
        return Some(Mistake::new(place, format!("`{said}` has no value"), help));
    };
    let right = format!("{key} = {}", value::as_toml(value.trim()));
    let end = place.start + key.len();
    let message = format!("there is no `=` between `{key}` and its value");
    let mistake = Mistake::new(end..end, message, format!("write `{right}`"));
    let is_certain = is_bare(key) && value.trim_start().starts_with(['"', '\'']);
    Some(if is_certain { mistake.fix(place, right) } else { mistake })
}

/// `[listing`, `[listing]]`: brackets that do not belong together.
fn header(text: &str) -> Option<Mistake> {
    let place = content(text);
    if let Some(mistake) = behind_header(&text[place.clone()], place.start) {
        return Some(mistake);
    }
    let said = text[place.clone()].split('#').next().unwrap_or_default().trim_end();
    let place = place.start..place.start + said.len();
    let name = said.trim_start_matches('[').trim_end_matches(']').trim();
    let (opened, closed) =
        (said.len() - said.trim_start_matches('[').len(), said.len() - said.trim_end_matches(']').len());
    if opened == closed && opened <= 2 {
        let is_plain = name.split('.').all(|part| is_bare(part.trim()) || part.contains(['"', '\'']));
        let right = format!("[{}]", quoted(name));
        return (!is_plain).then(|| {
            Mistake::new(
                place.clone(),
                format!("`{name}` needs quotes to be a key"),
                format!("write `{right}`"),
            )
        });
    }
    let right = if opened >= 2 { format!("[[{name}]]") } else { format!("[{name}]") };
    let message = format!("the brackets of `{said}` do not belong together");
    let mistake = Mistake::new(place.clone(), message, format!("write `{right}`"));
    Some(if is_bare(name) && opened == 1 { mistake.fix(place, right) } else { mistake })
}

/// `[theme]:`, `[theme] accent = "…"`: something stands behind a header.
fn behind_header(said: &str, start: usize) -> Option<Mistake> {
    let first = said.find(']')?;
    let end = said.len() - said[first..].trim_start_matches(']').len();
    let (header, behind) = (&said[..end], said[end..].trim());
    if behind.is_empty() || behind.starts_with('#') {
        return None;
    }
    let place = start + end..start + said.len();
    if equals(behind).is_some_and(|at| is_bare(behind[..at].trim())) {
        let message = format!("a setting stands in the line of `{header}`");
        let mistake = Mistake::new(place.clone(), message, format!("write `{behind}` on a line of its own"));
        return Some(mistake.fix(place, format!("\n{behind}")));
    }
    let message = format!("no `{behind}` stands behind a header in TOML");
    let mistake = Mistake::new(place.clone(), message, format!("write `{header}`"));
    Some(if behind.chars().all(|sign| ":;,=.".contains(sign)) { mistake.fix(place, "") } else { mistake })
}
