//! Names of emoji between colons, as GitHub has them: `:tada:`.

use std::ops::Range;

/// Most bytes of a name; the longest that there is has fewer.
const MOST: usize = 48;

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Where it stands, with its colons.
    pub(crate) range: Range<usize>,
    /// What it stands for.
    pub(crate) sign: &'static str,
}

/// The names in a part of a source. A name is no part of a word, so that `10:100:20` stays what it is.
pub(crate) fn names(source: &str, part: Range<usize>) -> Vec<Name> {
    let mut found: Vec<Name> = Vec::new();
    for (at, _) in source[part.clone()].match_indices(':') {
        let start = part.start + at;
        let end = found.last().map_or(0, |name| name.range.end);
        let before = source[..start].chars().next_back();
        let is_free = before.is_none_or(|c| !c.is_alphanumeric() && c != ':' && c != '\\');
        if start == end || (start > end && is_free) {
            found.extend(name(source, start, part.end));
        }
    }
    found
}

fn name(source: &str, start: usize, end: usize) -> Option<Name> {
    let is_part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_+-".contains(byte);
    let rest = &source.as_bytes()[start + 1..end];
    let length = rest.iter().take(MOST).take_while(|byte| is_part(byte)).count();
    let close = start + 1 + length;
    let is_closed = length > 0 && rest.get(length) == Some(&b':');
    let is_word = || source[close + 1..].chars().next().is_some_and(char::is_alphanumeric);
    if !is_closed || is_word() {
        return None;
    }
    let sign = emojis::get_by_shortcode(&source[start + 1..close])?.as_str();
    Some(Name { range: start..close + 1, sign })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<&'static str> {
        names(text, 0..text.len()).into_iter().map(|name| name.sign).collect()
    }

    #[test]
    fn names_stand_by_themselves() {
        assert_eq!(signs(":tada: (:+1:) :-1::heart:, :e-mail:."), ["🎉", "👍", "👎", "❤️", "📧"]);
        assert_eq!(
            signs("10:100:20 web:latest: ::tada: \\:tada: a:x:b :tada :x:é :none: :TADA:"),
            Vec::<&str>::new()
        );
    }
}
