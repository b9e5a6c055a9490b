//! Bare addresses in text, as GFM links them: `https://…`, `www.…` and mail addresses.
//!
//! The rules are those of "Autolinks (extension)" in the specification of GitHub's Markdown: what a domain is, and which
//! signs at the end belong to the sentence around it.

use std::ops::Range;

/// An address that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Address {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// Where it leads.
    pub(super) destination: String,
    /// Whether it is a mail address.
    pub(super) is_mail: bool,
}

/// Schemes of addresses that are linked without brackets.
const SCHEMES: [&str; 2] = ["http", "https"];

/// The addresses of the web that begin in a part of a text. They may go on behind it; `before` is the sign before the part,
/// if it does not begin a line.
pub(super) fn web(source: &str, part: Range<usize>, before: Option<char>) -> Vec<Address> {
    let text = &source[part.clone()];
    let mut starts: Vec<(usize, bool)> = text.match_indices("://").map(|(at, _)| (at, true)).collect();
    starts.extend(text.match_indices("www.").map(|(at, _)| (at, false)));
    starts.sort_unstable();
    let mut found: Vec<Address> = Vec::new();
    for (at, has_scheme) in starts {
        let from = found.last().map_or(part.start, |address| address.range.end);
        let at = part.start + at;
        if at >= from {
            let before = source[from..at].chars().next_back().or(before);
            found.extend(if has_scheme {
                with_scheme(source, from, at)
            } else {
                without_scheme(source, before, at)
            });
        }
    }
    found
}

/// An address whose `://` stands at a place.
fn with_scheme(source: &str, from: usize, at: usize) -> Option<Address> {
    let before = &source[from..at];
    let scheme = &before[before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len()..];
    if !SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let domain = at + "://".len();
    let length = domain_length(&source[domain..], 0)?;
    let range = at - scheme.len()..end(source, at, domain + length);
    let destination = source[range.clone()].to_owned();
    Some(Address { range, destination, is_mail: false })
}

/// An address whose `www.` stands at a place.
fn without_scheme(source: &str, before: Option<char>, at: usize) -> Option<Address> {
    if !before.is_none_or(|c| c.is_whitespace() || "*_~(".contains(c)) {
        return None;
    }
    let length = domain_length(&source[at..], 1)?;
    let range = at..end(source, at, at + length);
    let destination = format!("http://{}", &source[range.clone()]);
    Some(Address { range, destination, is_mail: false })
}

/// The length of a domain that holds so many dots. No underscore stands in its last two parts.
fn domain_length(text: &str, dots: usize) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c) || (!c.is_ascii() && !c.is_whitespace());
    let domain = &text[..text.find(|c: char| !is_part(c)).unwrap_or(text.len())];
    let is_plain = domain.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii());
    let has_score = domain.rsplit('.').take(2).any(|part| part.contains('_'));
    (is_plain && !has_score && domain.matches('.').count() >= dots).then_some(domain.len())
}

/// Where an address ends that reaches to a place at least: at a blank or a `<`, but for signs of the sentence.
fn end(source: &str, start: usize, least: usize) -> usize {
    let rest = &source[least..];
    let mut address =
        &source[start..least + rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len())];
    let (opened, mut closed) = (address.matches('(').count(), address.matches(')').count());
    while let Some(last) = address.chars().next_back() {
        let shorter = &address[..address.len() - last.len_utf8()];
        address = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' => shorter,
            ')' if closed > opened => {
                closed -= 1;
                shorter
            }
            ';' => {
                let name = shorter.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                let is_entity = name.ends_with('&') && name.len() < shorter.len();
                if is_entity { &name[..name.len() - 1] } else { shorter }
            }
            _ => break,
        };
    }
    start + address.len()
}

/// The mail addresses in a part of a text.
pub(super) fn mail(source: &str, part: Range<usize>) -> Vec<Address> {
    let text = &source[part.clone()];
    text.match_indices('@').filter_map(|(at, _)| mail_at(text, at, part.start)).collect()
}

/// The mail address around an `@`.
fn mail_at(text: &str, at: usize, offset: usize) -> Option<Address> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || ".+-_".contains(c);
    let before = text[..at].trim_end_matches(is_name);
    // Half of an address with an escape in it would be somebody else's.
    let is_escaped = before.ends_with('\\') && text[before.len()..].starts_with(['.', '+', '-', '_']);
    if before.len() == at || is_escaped {
        return None;
    }
    let rest = &text[at + 1..];
    let is_domain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let mut domain = &rest[..rest.find(|c| !is_domain(c)).unwrap_or(rest.len())];
    if rest[domain.len()..].starts_with('@') {
        return None;
    }
    // A dot that no letter follows ends the sentence.
    if let Some(dot) = domain
        .match_indices('.')
        .map(|(at, _)| at)
        .find(|at| !domain[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()))
    {
        domain = &domain[..dot];
    }
    if !domain.contains('.') || !domain.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut start = before.len();
    if before.ends_with("xmpp:") {
        return None;
    }
    if let Some(outer) = before.strip_suffix("mailto:") {
        match outer.chars().next_back() {
            Some(c) if c.is_ascii_alphanumeric() => {}
            Some(c) if is_name(c) => return None,
            _ => start = outer.len(),
        }
    }
    let range = offset + start..offset + at + 1 + domain.len();
    let destination = format!("{}@{domain}", &text[before.len()..at]);
    Some(Address { range, destination, is_mail: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        web(text, 0..text.len(), None).into_iter().map(|address| &text[address.range]).collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_does() {
        assert_eq!(found("https://example.org/a*b*c."), ["https://example.org/a*b*c"]);
        assert_eq!(found("(www.example.org/search?q=(a))+ok)"), ["www.example.org/search?q=(a))+ok"]);
        assert_eq!(found("(see http://a.example/b), <c>"), ["http://a.example/b"]);
        assert_eq!(found("https://a.example/?x=1&copy; y"), ["https://a.example/?x=1"]);
        assert_eq!(found("HTTPS://A.example/\"q\""), ["HTTPS://A.example/\"q"]);
        assert_eq!(found("http://localhost:8080/x"), ["http://localhost:8080/x"]);
    }

    #[test]
    fn what_is_no_address_stays_text() {
        for text in ["xhttp://a.example", "http:// x", "http://*x*", "ssh://host", "awww.a.example"] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(found("http://a_b.example"), Vec::<&str>::new());
    }

    #[test]
    fn mail_addresses_are_found() {
        let text = "ask a.b+c@x.example, mailto:d@y.example. no@host, @z.example, e@f_g.example";
        let found: Vec<_> = mail(text, 0..text.len());
        let texts: Vec<&str> = found.iter().map(|address| &text[address.range.clone()]).collect();
        assert_eq!(texts, ["a.b+c@x.example", "mailto:d@y.example", "e@f_g.example"]);
        assert_eq!(found[1].destination, "d@y.example");
    }
}
