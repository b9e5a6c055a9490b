//! What is taken out of a body that differs, before it differs for good: what cmark-gfm's extensions do beside the
//! specifications, each too small for a row of the manual, and what no tree can tell.

use std::sync::LazyLock;

use regex::Regex;

/// Where a pattern is found, one text takes the place of another in all of the body.
const QUIRKS: &[(&str, &[(&str, &str)])] = &[
    // They look past `~` when they judge a `*` or `_` beside it.
    (r"[*_]~|~[*_]", &[("~", "%")]),
    // A task is ticked if its text holds a tick.
    (r"\[ \].*\[[xX]\]", &[("[x]", "[y]"), ("[X]", "[Y]")]),
    // The text of a task may define a link, and is lost.
    (r"\[[ xX]\] +\[", &[("] [", "] (")]),
    // A task without a text on its line.
    (r"(?m)\[[ xX]\]\s*$", &[("[ ]", "[y]"), ("[x]", "[y]"), ("[X]", "[y]")]),
    // The row below a table that is indented, or begins with a tag, ends it.
    (r"(?m)^.*\|.*\n(?: {4}|\t)", &[("\n    ", "\n"), ("\n\t", "\n")]),
    // A list is loose for the table in it.
    (r"(?m)^[ \t>]*(?:[-+*]|\d+[.)]|[ \t])[ \t]*\|?[ :]*-+[ :]*\|[-|: ]*$", &[("|", "/")]),
    // A tag at the start of a line ends an item or a table.
    (r"(?m)^[ \t>]*</?[a-zA-Z]", &[("<", "(")]),
    // A footnote that is not there shows as written, and one that begins with a blank line is code.
    (r"\[\^", &[("[^", "[")]),
    // Nobody's mail: with two `@`, in an address, or behind a scheme that goes on before it.
    (r"@\S*@|@\S*://|@\S*\\|(?:mailto|xmpp):@|[\w.+-](?:mailto|xmpp):", &[("@", "#")]),
    // An address that ends in `_` is judged by what follows.
    (r"(?m)://[^\s|<]*_[.\s]*(?:\||$)", &[("_", "-")]),
    // An address takes in the signs that would pair with others before it or behind.
    (r"\[\S*(?:://|www\.)|(?:://|www\.)[^\s<]*[\\\[`]", &[("\\", "/"), ("[", "("), ("]", ")"), ("`", "'")]),
    // Whether it is a formula is not GitHub's alone to say.
    (r"\$`|`\$", &[("$`", "`"), ("`$", "`")]),
    // No address here, and so its signs are signs.
    (r"ftp://", &[("ftp://", "ftp:")]),
    // What stands in a link that is never closed is a link in a link.
    (r"<a", &[("<a", "<b")]),
];

static PATTERNS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| QUIRKS.iter().map(|(pattern, _)| Regex::new(pattern).unwrap()).collect());

/// The body without quirks, if it has any.
pub(crate) fn without(markdown: &str) -> Option<String> {
    let mut plain = markdown.to_owned();
    for (pattern, (_, replacements)) in PATTERNS.iter().zip(QUIRKS) {
        if pattern.is_match(&plain) {
            for (quirk, other) in *replacements {
                plain = plain.replace(quirk, other);
            }
        }
    }
    (plain != markdown).then_some(plain)
}
