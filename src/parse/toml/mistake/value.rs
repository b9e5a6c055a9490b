//! Values that are nearly TOML: text without quotes or with those of a word processor, `yes` and `None`, lists without brackets,
//! signs of other languages around them.

use super::super::lines::{equals, is_bare, string};
use super::super::{flag, quoted};
use super::{Mistake, map};

/// The mistake in the value of a line, which begins at this place of it.
pub(super) fn of(text: &str, from: usize) -> Option<Mistake> {
    let start = from + text[from..].len() - text[from..].trim_start().len();
    let value = text[start..].trim_end();
    let key = text[..from - 1].trim();
    let end = start + value.len();
    if let Some(colour) = colour(value) {
        let right = quoted(colour);
        let message = format!("`{colour}` begins a comment without quotes");
        let place = start..start + colour.len();
        return Some(
            Mistake::new(place.clone(), message, format!("write `{key} = {right}`")).fix(place, right),
        );
    }
    if value.is_empty() || value.starts_with('#') {
        let help = "write a value behind the `=` (text stands in quotes), or remove the line";
        return Some(Mistake::new(from - 1..from, format!("`{key}` has no value"), help));
    }
    if let Some(sign) = value.chars().next().filter(|sign| "=>:".contains(*sign)) {
        let rest = value[1..].trim_start();
        let place = from - 1..start + 1;
        let message = format!("one `=` stands between a key and its value, and no `{sign}` beside it");
        let mistake = Mistake::new(place, message, format!("write `{key} = {rest}`"));
        return Some(mistake.fix(from - 1..start + value.len() - rest.len(), "= "));
    }
    second_setting(value, start)
        .or_else(|| foreign_quotes(value, start))
        .or_else(|| text_in_quotes(value, start))
        .or_else(|| list(value, start, key))
        .or_else(|| map::of(value, start, key))
        .or_else(|| unquoted(value, start..end, key))
}

/// `#663399`, and nothing else: a colour, and no comment.
fn colour(value: &str) -> Option<&str> {
    let word = value.split_whitespace().next().filter(|word| word.starts_with('#'))?;
    let is_colour = matches!(word.len(), 4 | 7 | 9) && word[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
    let rest = value[word.len()..].trim_start();
    (is_colour && (rest.is_empty() || rest.starts_with('#'))).then_some(word)
}

/// `"de" description = "x"`: a second setting in one line.
fn second_setting(value: &str, start: usize) -> Option<Mistake> {
    let end = if value.starts_with(['"', '\'']) {
        string(value)?
    } else {
        value.find(char::is_whitespace).filter(|end| is_value(&value[..*end]))?
    };
    let behind = value[end..].trim_start().trim_start_matches([',', ';']).trim_start();
    let key = behind[..equals(behind)?].trim();
    if !is_bare(key) {
        return None;
    }
    let place = start + end..start + value.len();
    let message = format!("a second setting, `{key}`, stands in this line");
    let mistake = Mistake::new(place.clone(), message, format!("write `{behind}` on a line of its own"));
    Some(mistake.fix(place, format!("\n{behind}")))
}

/// Quotation marks that texts have in print.
const PRINTED: &str = "\u{201c}\u{201d}\u{201e}\u{201f}\u{ab}\u{bb}\u{2018}\u{2019}\u{201a}\u{2039}\u{203a}\u{60}\u{b4}\u{ff02}\u{300c}\u{300d}";

/// `“Notes”`: quotation marks that TOML does not know.
fn foreign_quotes(value: &str, start: usize) -> Option<Mistake> {
    let is_printed = |c: char| PRINTED.contains(c);
    let mark = value.chars().next().filter(|c| is_printed(*c))?;
    let place = start..start + mark.len_utf8();
    let message = format!("`{mark}` is not a quotation mark in TOML");
    let inner = &value[mark.len_utf8()..];
    let Some(inner) = inner.strip_suffix(|c: char| is_printed(c) || c == '"' || c == '\'') else {
        return Some(Mistake::new(place, message, "write the text between two `\"`"));
    };
    let right = quoted(inner);
    let mistake = Mistake::new(place, message, format!("write `{right}`"));
    let is_one = !inner.contains(is_printed) && !inner.contains('"');
    Some(if is_one { mistake.fix(start..start + value.len(), right) } else { mistake })
}

/// A text in quotes that is not closed, or that is closed too early, or that something follows.
fn text_in_quotes(value: &str, start: usize) -> Option<Mistake> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if value.starts_with("\"\"\"") || value.starts_with("'''") {
        return None;
    }
    let Some(length) = string(value) else {
        let other = if quote == '"' { '\'' } else { '"' };
        let message = format!("the text has no `{quote}` at its end");
        // What closes it is the other mark: it is no part of the text.
        if let Some(inner) =
            value[1..].strip_suffix(other).filter(|inner| !inner.contains(['"', '\'', '#', '\\']))
        {
            let (place, right) = (start..start + value.len(), quoted(inner));
            let help = format!("write `{right}`");
            return Some(Mistake::new(place.clone(), message, help).fix(place, right));
        }
        let right = format!("{value}{quote}");
        let mistake = Mistake::new(start..start + value.len(), message, format!("write `{right}`"));
        let is_certain = !value.contains(['#', '\\']) && !value.ends_with([',', ';']);
        let end = start + value.len();
        return Some(if is_certain { mistake.fix(end..end, quote.to_string()) } else { mistake });
    };
    let rest = value[length..].trim();
    if rest.is_empty() || rest.starts_with('#') {
        return escape(&value[..length], start);
    }
    let place = start + length..start + value.len();
    let said = rest.split('#').next().unwrap_or_default().trim_end();
    if matches!(said, ";" | ",") {
        let sign = start + value.len() - rest.len();
        let message = format!("no `{said}` stands behind a value in TOML");
        let mistake = Mistake::new(sign..sign + 1, message, format!("remove the `{said}`"));
        return Some(mistake.fix(sign..sign + 1, ""));
    }
    if let Some(comment) = rest.strip_prefix("//") {
        let right = format!(" # {}", comment.trim());
        let help = format!("write `{}`", right.trim());
        return Some(
            Mistake::new(place.clone(), "a comment begins with `#` in TOML", help).fix(place, right),
        );
    }
    let (first, list) = (&value[..length], rest.starts_with(','));
    if list {
        let message = "a list stands in brackets";
        return Some(Mistake::new(start..start + value.len(), message, format!("write `[{value}]`")));
    }
    let message = format!("the text ends with its second `{quote}`: `{first}`");
    let Some(inner) = value[1..].strip_suffix(quote) else {
        return Some(Mistake::new(place, message, "remove what stands behind it, or put it into the quotes"));
    };
    let right = quoted(inner);
    let mistake = Mistake::new(place, message, format!("write `{right}`"));
    Some(if quote == '\'' { mistake.fix(start..start + value.len(), right) } else { mistake })
}

/// `"C:\notes"`: a backslash that begins no escape.
fn escape(text: &str, start: usize) -> Option<Mistake> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut signs = inner.char_indices();
    let wrong = std::iter::from_fn(|| {
        let (at, _) = signs.by_ref().find(|(_, c)| *c == '\\')?;
        Some((at, signs.next()?.1))
    })
    .find(|(_, c)| !"btnfr\"\\e".contains(*c))?;
    let at = start + 1 + wrong.0;
    let place = at..at + 1 + wrong.1.len_utf8();
    let message = format!("`\\{}` means nothing in a text between double quotes", wrong.1);
    if inner.contains(['\'', '"']) {
        return Some(Mistake::new(place, message, "write each backslash twice"));
    }
    let literal = format!("'{inner}'");
    // `\n` of a path is no line break; elsewhere it may well be one, and between single quotes it would be lost.
    let is_path = inner.as_bytes().get(1..3) == Some(br":\") || inner.starts_with("\\\\");
    if !is_path && has_escapes(inner) {
        let right = format!("\"{}\\{}\"", &inner[..wrong.0], &inner[wrong.0..]);
        let help = format!("write `{right}`, or `{literal}`, where every backslash is one");
        return Some(Mistake::new(place, message, help));
    }
    let mistake = Mistake::new(place, message, format!("write `{literal}`, where a backslash is one"));
    Some(if inner.contains("\\\\") { mistake } else { mistake.fix(start..start + text.len(), literal) })
}

/// Whether a text has backslashes that mean something between double quotes.
fn has_escapes(inner: &str) -> bool {
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        if sign == '\\' && signs.next().is_some_and(|next| "btnfre".contains(next)) {
            return true;
        }
    }
    false
}

/// `[title, date]`, `[400 800]`: a list on one line.
fn list(value: &str, start: usize, key: &str) -> Option<Mistake> {
    if !value.starts_with('[') {
        return None;
    }
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    let items: Vec<&str> = inner.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    if inner.contains(['[', '{', '#']) || items.is_empty() {
        return None;
    }
    let place = start..start + value.len();
    let is_number = |item: &str| item.parse::<f64>().is_ok();
    let apart: Vec<&str> = inner.split([',', ' ', '\t']).filter(|item| !item.is_empty()).collect();
    if apart.iter().all(|item| is_number(item)) {
        let right = format!("[{}]", apart.join(", "));
        let help = format!("write `{key} = {right}`");
        return Some(
            Mistake::new(place.clone(), "commas stand between the items of a list", help).fix(place, right),
        );
    }
    let is_whole = |item: &&str| string(item).is_some_and(|length| length == item.len());
    let is_plain = |item: &&str| !item.contains(['"', '\'', '=']);
    if !items.iter().all(|item| is_whole(item) || is_plain(item)) {
        let words = inner.split(['"', '\'']).filter(|part| !part.trim_matches([' ', '\t', ',']).is_empty());
        let right = format!("[{}]", words.map(|word| quoted(word.trim())).collect::<Vec<_>>().join(", "));
        let help = format!("write `{key} = {right}`");
        return Some(Mistake::new(place, "commas stand between the items of a list", help));
    }
    let right = items.iter().map(|item| as_toml(item)).collect::<Vec<_>>().join(", ");
    let right = format!("[{right}]");
    let first = items.iter().find(|item| !is_whole(item) && !is_number(item))?;
    let at = start + value.find(first)?;
    let message = format!("`{first}` is text, and text stands in quotes");
    Some(Mistake::new(at..at + first.len(), message, format!("write `{key} = {right}`")).fix(place, right))
}

/// The mistake in a line of a list over several lines.
pub(super) fn item(text: &str, at: usize) -> Option<Mistake> {
    let start = text.len() - text.trim_start().len();
    let said = text.trim().trim_end_matches(',').trim_end();
    let is_text = !said.is_empty() && !said.contains(['"', '\'', '=', '[', ']', '{', '}', '#', ',']);
    if is_text && said.parse::<f64>().is_err() {
        let place = start..start + said.len();
        let right = quoted(said);
        let mistake = Mistake::new(
            place.clone(),
            format!("`{said}` is text, and text stands in quotes"),
            format!("write `{right}`"),
        );
        return Some(mistake.fix(place, right));
    }
    let rest = text.get(at..)?;
    let begins_item = at == start && rest.starts_with(['"', '\'', '{', '[']);
    begins_item.then(|| {
        let length = if rest.starts_with(['{', '[']) { 1 } else { string(rest).unwrap_or(rest.len()) };
        Mistake::new(
            at..at + length,
            "there is no comma before this item of the list",
            "write `,` behind the item before it",
        )
    })
}

/// A value without quotes that is none.
fn unquoted(value: &str, place: std::ops::Range<usize>, key: &str) -> Option<Mistake> {
    if value.starts_with(['[', '{', '"', '\'']) {
        return None;
    }
    let said = value.split(" #").next().unwrap_or_default().trim_end();
    let place = place.start..place.start + said.len();
    let bare = said.trim_end_matches([';', ',']).trim_end();
    if bare.len() < said.len() && is_value(bare) {
        let sign = place.start + bare.len()..place.end;
        let message = format!("no `{}` stands behind a value in TOML", &said[bare.len()..]);
        return Some(Mistake::new(sign.clone(), message, "remove it").fix(sign, ""));
    }
    let lower = bare.to_ascii_lowercase();
    if let "true" | "false" = lower.as_str() {
        let help = format!("write `{key} = {lower}`");
        return Some(
            Mistake::new(place.clone(), format!("`{bare}` is written `{lower}` in TOML"), help)
                .fix(place, lower),
        );
    }
    // `ja`, `no` and `si` are tags of languages too.
    if let Some(flag) = flag(&lower).filter(|_| !key.ends_with("language")) {
        let help = format!("write `{key} = {flag}`, or `{key} = {}` if it is text", quoted(bare));
        return Some(Mistake::new(place, format!("`{bare}` is neither true nor false in TOML"), help));
    }
    if let "null" | "none" | "nil" | "~" | "undefined" = lower.as_str() {
        let message = format!("TOML has no `{bare}`");
        let help = format!("remove the line, or write `{key} = \"\"`");
        return Some(Mistake::new(place, message, help));
    }
    let items: Vec<&str> = said.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    if items.len() > 1 {
        let right = format!("[{}]", items.iter().map(|item| as_toml(item)).collect::<Vec<_>>().join(", "));
        let is_numbers = items.iter().all(|item| is_value(item));
        let message = if is_numbers {
            "a list stands in brackets"
        } else {
            "text stands in quotes, and a list in brackets"
        };
        if is_numbers {
            let help = format!("write `{key} = {right}`");
            return Some(Mistake::new(place.clone(), message, help).fix(place, right));
        }
        let help = format!("write `{key} = {}`, or `{key} = {right}` for a list", quoted(said));
        return Some(Mistake::new(place, message, help));
    }
    let inner = bare.trim_end_matches(['"', '\'']);
    let right = quoted(inner);
    let help = format!("write `{key} = {right}`");
    if inner.len() < bare.len() {
        let mistake = Mistake::new(place.clone(), "the text has no quotation mark at its beginning", help);
        return Some(if inner.contains(['"', '\'']) { mistake } else { mistake.fix(place, right) });
    }
    let mistake = Mistake::new(place.clone(), format!("`{bare}` is text, and text stands in quotes"), help);
    // What stands behind `#` may be part of the text; quotes within may be all that is missing.
    let is_certain = !value.contains('#') && !bare.contains(['"', '\'']);
    Some(if is_certain { mistake.fix(place, right) } else { mistake })
}

/// Whether a text is a number, or true or false.
fn is_value(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// What somebody wrote without heed to TOML, as TOML has it.
pub(in crate::parse::toml) fn as_toml(written: &str) -> String {
    let is_quoted = written.starts_with(['"', '\'']) && string(written) == Some(written.len());
    match written.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => "true".to_owned(),
        "false" | "no" | "off" => "false".to_owned(),
        _ if is_quoted || is_value(written) => written.to_owned(),
        _ => quoted(written),
    }
}
