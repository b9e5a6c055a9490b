//! Foreign syntax that takes a line: containers and admonitions, tabs, snippets, tables of contents.

use super::kind::Kind;
use crate::parse::events::alert::{named, word};

/// Where a line stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// It is the only one.
    Only,
    /// It is the first of several.
    First,
    /// Others stand before it.
    Later,
}

/// The kind that a line is of, and how much of it.
pub(super) fn kind(line: &str, at: At) -> Option<(Kind, usize)> {
    let text = line.trim_end();
    let whole = |kind: Kind| Some((kind, text.len()));
    let is_first = at != At::Later;
    match text.as_bytes().first()? {
        b':' if text.starts_with(":::") => container(text, at),
        b':' if is_directive(text) => whole(Kind::Directive),
        b'!' if text.starts_with("!!!") => word(text).and_then(|_| whole(Kind::Admonition)),
        b'?' if text.starts_with("???") => word(text).and_then(|_| whole(Kind::Admonition)),
        b'!' | b'?' if is_first && text.as_bytes().get(1) == Some(&b'>') => whole(Kind::Hint),
        b'/' if is_block(text) => whole(Kind::Block),
        b'=' if ["=== \"", "===+ \"", "===! \""].iter().any(|tab| text.starts_with(tab)) => whole(Kind::Tab),
        b'-' | b';' if ["--8<--", "-8<-", ";--8<--", ";-8<-"].iter().any(|cut| text.starts_with(cut)) => {
            whole(Kind::Snippet)
        }
        b'[' | b'@' | b'$' if at == At::Only && is_contents(text) => whole(Kind::Contents),
        b'(' if at == At::Only && is_target(text) => whole(Kind::Target),
        b'*' if is_abbreviation(text) => whole(Kind::Abbreviation),
        b'i' | b'e' if is_first && is_module(text) => whole(Kind::MdxModule),
        b'%' if text == "%%" || (is_first && text.starts_with("%% ") && !text[2..].contains("%%")) => {
            whole(Kind::ObsidianComment)
        }
        _ => None,
    }
}

/// Marks for which other tools put a table of contents.
pub(in crate::parse::loss) fn is_contents(text: &str) -> bool {
    const MARKS: [&str; 7] =
        ["[toc]", "[[toc]]", "[[_toc_]]", "[[_tosp_]]", "@[toc]", "${toc}", "[[table-of-contents]]"];
    MARKS.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// `:::note`; in the middle of a text only with a word that names an alert.
fn container(text: &str, at: At) -> Option<(Kind, usize)> {
    let inner = text.trim_start_matches(':').trim_start();
    let is_known = word(text).is_some_and(|word| named(word).is_some());
    let is_named = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{');
    (is_known || (at != At::Later && is_named)).then_some((Kind::Container, text.len()))
}

/// `::name[…]`, `::name{…}`.
fn is_directive(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("::") else { return false };
    let name = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    name > 0 && inner[name..].starts_with(['[', '{']) && text.ends_with([']', '}'])
}

/// `/// note | Title`.
fn is_block(text: &str) -> bool {
    const OTHERS: [&str; 6] = ["tab", "caption", "figure-caption", "html", "define", "note"];
    let is_known = |word: &str| named(word).is_some() || OTHERS.contains(&word) || text.contains('|');
    text.starts_with("///") && word(text).is_some_and(is_known)
}

/// `(name)=`.
fn is_target(text: &str) -> bool {
    let name = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_:.".contains(&c))
    })
}

/// `*[HTML]: Hyper Text Markup Language`.
fn is_abbreviation(text: &str) -> bool {
    let inner = text.strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
    inner.is_some_and(|(name, words)| !name.is_empty() && !name.contains('[') && words.starts_with(' '))
}

/// `import A from "b"`, `export const a = …`.
fn is_module(text: &str) -> bool {
    let is_quoted = |text: &str| {
        let text = text.trim_end_matches(';');
        ['"', '\''].iter().any(|quote| text.len() > 1 && text.starts_with(*quote) && text.ends_with(*quote))
    };
    if let Some(rest) = text.strip_prefix("import ") {
        return is_quoted(rest) || rest.rsplit_once(" from ").is_some_and(|(_, from)| is_quoted(from.trim()));
    }
    let rest = text.strip_prefix("export ").unwrap_or("");
    let is_value = ["const ", "let ", "var "].iter().any(|word| rest.starts_with(word)) && rest.contains('=');
    is_value
        || ["default ", "function "].iter().any(|word| rest.starts_with(word) && rest.contains(['{', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_a_line() {
        for (line, wanted) in [
            (":::note", Kind::Container),
            ("::: code-group", Kind::Container),
            ("::: package.module", Kind::Container),
            ("!!! note \"A title\"", Kind::Admonition),
            ("???+ custom", Kind::Admonition),
            ("/// caption", Kind::Block),
            ("!> Take care", Kind::Hint),
            ("=== \"Tab\"", Kind::Tab),
            ("--8<-- \"a.md\"", Kind::Snippet),
            ("::youtube[Title]{id=x}", Kind::Directive),
            ("[[_TOC_]]", Kind::Contents),
            ("[toc]", Kind::Contents),
            ("(a-place)=", Kind::Target),
            ("*[HTML]: Hyper Text", Kind::Abbreviation),
            ("import A from '@site/a';", Kind::MdxModule),
            ("export const a = 1;", Kind::MdxModule),
            ("%%", Kind::ObsidianComment),
        ] {
            assert_eq!(kind(line, At::Only).map(|(kind, _)| kind), Some(wanted), "{line}");
        }
    }

    #[test]
    fn what_is_text() {
        for line in [
            "::1 is an address",
            "!!! note that",
            "??? why so",
            "/// a path",
            "==== x",
            "[TOC] x",
            "(x) = y",
            "*[x]* y",
            "import data from a file",
            "export the data",
            "%d",
            ":::",
            "// note",
            "",
        ] {
            assert_eq!(kind(line, At::Only), None, "{line}");
        }
        assert_eq!(kind(":::x is none", At::Later), None);
    }
}
