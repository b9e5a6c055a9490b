//! Addresses that templates of other tools were to fill in: `{{ site.url }}/a`, `{% link a.md %}`, `<%= url %>`. Nobody here knows
//! where they lead, so that none of them is mended.

use crate::diagnostic::Diagnostic;

/// Longest address that is looked at for signs that belong together, in bytes.
const LONGEST: usize = 400;

/// Whether an address holds what `foreign-syntax` tells of.
pub(super) fn is_filled_in(destination: &str) -> bool {
    let mut rest = Some(destination).filter(|text| text.len() <= LONGEST).unwrap_or("");
    while let Some(at) = rest.find(['{', '<']) {
        let (before, found) = rest.split_at(at);
        let inner =
            |open, close| found.strip_prefix(open)?.split_once(close).map(|(inner, _): (&str, _)| inner);
        let is_value =
            |inner: &str| !inner.trim_matches('{').trim().is_empty() && !before.ends_with(['_', '^']);
        let is_tag = |inner: &str| {
            inner.trim_start_matches(['-', ' ', '\n']).starts_with(|c: char| c.is_ascii_alphabetic())
        };
        if inner("{{", "}}").is_some_and(is_value)
            || inner("{%", "%}").is_some_and(is_tag)
            || inner("<%", "%>").is_some()
        {
            return true;
        }
        rest = &found[1..];
    }
    false
}

/// A fault without its correction, where the address holds the beginning of such signs.
pub(in crate::check) fn unmended(mut fault: Diagnostic, address: &str) -> Diagnostic {
    if fault.fix.is_some() && is_begun(&address.to_ascii_lowercase()) {
        fault.fix = None;
    }
    fault
}

/// Whether an address holds the beginning of such signs, be they written in numbers.
fn is_begun(address: &str) -> bool {
    ["{{", "{%", "<%", "%7b%7b", "%7b%25", "%3c%25"].iter().any(|sign| address.contains(sign))
}
