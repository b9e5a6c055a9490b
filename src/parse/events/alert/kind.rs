//! The kinds of alerts, and what other tools call them.

use pulldown_cmark::BlockQuoteKind;

/// Each kind, its name on GitHub, and the names of other tools: `MkDocs`, Docusaurus, `VitePress`, `MyST`, Obsidian.
const KINDS: [(BlockQuoteKind, &str, &[&str]); 5] = [
    (
        BlockQuoteKind::Note,
        "NOTE",
        &[
            "abstract",
            "admonition",
            "callout",
            "cite",
            "details",
            "example",
            "faq",
            "help",
            "info",
            "question",
            "quote",
            "secondary",
            "seealso",
            "summary",
            "tldr",
            "todo",
        ],
    ),
    (BlockQuoteKind::Tip, "TIP", &["check", "done", "hint", "success"]),
    (BlockQuoteKind::Important, "IMPORTANT", &["attention"]),
    (BlockQuoteKind::Warning, "WARNING", &["alert", "fail", "failure", "missing", "warn"]),
    (BlockQuoteKind::Caution, "CAUTION", &["bug", "danger", "error", "fatal"]),
];

/// The kind that a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) kind: BlockQuoteKind,
    /// Its name on GitHub.
    pub(crate) name: &'static str,
    /// Whether the word is that name.
    pub(crate) is_own: bool,
}

/// The kind that a word stands for, if it is known.
pub(crate) fn named(word: &str) -> Option<Named> {
    KINDS.iter().find_map(|(kind, name, others)| {
        let is_own = name.eq_ignore_ascii_case(word);
        let is_known = is_own || others.iter().any(|other| other.eq_ignore_ascii_case(word));
        is_known.then_some(Named { kind: *kind, name, is_own })
    })
}
