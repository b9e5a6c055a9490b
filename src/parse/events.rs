//! The one way from a body to Markdown events: `CommonMark` and GFM as GitHub reads them, and the extensions that
//! `[markdown]` turns on.
//!
//! Everything that looks at a body takes its events from here: checks, pages, search and Markdown copies agree on what
//! is code, a link or a formula. The parser knows most of it. The rest is done around it: signs that mean something to the
//! parser and nothing to GitHub are hidden from it (`mask`), and bare addresses, formulas and scripts are found in what it
//! calls text (`mark`). Comments are dropped, for no reader is to see one, and HTML is
//! sanitised (`html`).

mod address;
pub(crate) mod alert;
mod comment;
mod definition;
pub(crate) mod emoji;
mod formula;
pub(crate) mod html;
mod mark;
mod mask;
mod picture;
mod sign;
mod strict;
mod table;
pub(crate) mod tail;
mod weave;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Tag, TagEnd};

use html::{Piece, Sanitised};

/// An event, and where it stands in the body.
pub type Placed<'s> = (Event<'s>, Range<usize>);

/// What a site's Markdown has beyond GitHub's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Extensions {
    /// How formulas are written.
    pub math: Math,
    /// Whether a line `: text` below a term defines it.
    pub definition_lists: bool,
    /// Whether `H~2~O` and `10^6^` are subscript and superscript.
    pub sub_superscript: bool,
    /// Whether `{#id}` at the end of a heading is its id.
    pub heading_attributes: bool,
    /// Whether what other tools write for alerts makes alerts: `:::note`, `!!! note`, `> [!info]`.
    pub admonitions: bool,
    /// Whether `:tada:` is the sign of that name.
    pub emoji: bool,
    /// What happens to HTML.
    pub raw_html: RawHtml,
}

/// What happens to HTML that a body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// It shows as text.
    Escape,
    /// What passes on GitHub passes, anew and where it may stand.
    Sanitize,
    /// It passes as it is: for authors who are trusted.
    Allow,
}

/// How formulas are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Math {
    /// Not at all.
    Off,
    /// As a `math` block, between lines `$$`, and as `` $`…`$ ``.
    Fenced,
    /// Also as `$…$`, by Pandoc's rules.
    Dollar,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            math: Math::Fenced,
            definition_lists: true,
            sub_superscript: false,
            heading_attributes: true,
            raw_html: RawHtml::Sanitize,
            admonitions: false,
            emoji: false,
        }
    }
}

impl Extensions {
    /// What the parser is asked for. Chosen one by one: smart punctuation would change commands that are quoted in
    /// prose, and the parser's own formulas and scripts begin at any dollar sign or tilde.
    pub(crate) fn options(self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        options.set(Options::ENABLE_HEADING_ATTRIBUTES, self.heading_attributes);
        options.set(Options::ENABLE_DEFINITION_LIST, self.definition_lists);
        options
    }
}

/// Most times that a body is read again for what its addresses and formulas hold.
const MOST_ROUNDS: usize = 4;

/// The events of a body, in order; neighbouring texts are one. The title of an alert is a `DefinitionListTitle`, which is the
/// first thing in it and belongs to no list; an empty one stands for none at all.
pub fn events(source: &str, extensions: Extensions) -> Vec<Placed<'_>> {
    read(source, extensions).events
}

/// The same, and the HTML that they hold with what stands for it in a copy, where HTML is sanitised.
pub(crate) fn with_html(source: &str, extensions: Extensions) -> (Vec<Placed<'_>>, Vec<Piece>) {
    let Sanitised { events, pieces, .. } = read(source, extensions);
    (events, pieces)
}

/// The same, and the HTML that does not pass as it is.
pub(super) fn read(source: &str, extensions: Extensions) -> Sanitised<'_> {
    let (mut mask, alerts) = alert::masked(source, extensions);
    let formulas = formula::blocks(source, extensions);
    sign::hide(source, extensions, &mut mask);
    table::open(source, &mut mask);
    for formula in &formulas {
        mask.hide_all(formula.content.clone());
    }
    if extensions.definition_lists {
        definition::hide(source, extensions, &mut mask);
    }
    let options = extensions.options();
    let mut events = mask.read(options);
    let is_sanitised = extensions.raw_html == RawHtml::Sanitize;
    let unknown = if is_sanitised { html::hide_unknown(source, &events, &mut mask) } else { Vec::new() };
    if !unknown.is_empty() {
        events = mask.read(options);
    }
    let footnotes = picture::hide_footnotes(source, &events, &mut mask, options);
    if !footnotes.is_empty() {
        events = mask.read(options);
    }
    let mut marks = mark::find(source, &events, extensions);
    for _ in 0..MOST_ROUNDS {
        if !mask.hide_marks(&marks) {
            break;
        }
        events = mask.read(options);
        marks = mark::find(source, &events, extensions);
    }
    let events = strict::weave(source, events);
    let events = formula::weave(source, events, &formulas, extensions);
    let mut events = weave::marks(source, comment::drop(source, events), &marks);
    picture::drop_footnotes(source, &mut events, &footnotes);
    let events = alert::weave(source, events, &alerts);
    if is_sanitised {
        html::weave(source, events, &unknown)
    } else {
        Sanitised { events, taken: Vec::new(), pieces: Vec::new() }
    }
}

/// Whether the events so far stand in a block of code, whose texts mean nothing else.
#[derive(Clone, Copy, Default)]
struct InCode(bool);

impl InCode {
    /// Goes past an event.
    fn pass(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.0 = true,
            Event::End(TagEnd::CodeBlock) => self.0 = false,
            _ => {}
        }
    }
}

/// A definition of where links lead: `[label]: address "title"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// What it defines.
    pub label: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// The address.
    pub destination: String,
    /// The title; empty if it has none.
    pub title: String,
}

/// The definitions of a body.
pub fn definitions(source: &str, extensions: Extensions) -> Vec<Definition> {
    alert::masked(source, extensions).0.definitions(extensions.options())
}

/// The comments of a body: what a copy of its text leaves out.
pub fn comments(source: &str, extensions: Extensions) -> Vec<Range<usize>> {
    if !source.contains(comment::OPENING) {
        return Vec::new();
    }
    comment::places(source, &alert::masked(source, extensions).0.read(extensions.options()))
}

/// Text that looks like HTML without what looks like a comment, in parts: in a script, which shows as text where HTML does,
/// a comment is none to a browser, and still an author's remark.
pub fn outside_comments(html: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(comment::OPENING) {
        parts.push(&rest[..at]);
        rest = &rest[at + comment::length(&rest[at..])..];
    }
    parts.push(rest);
    parts
}

/// A body without its comments, in parts.
pub fn visible(source: &str, extensions: Extensions) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut end = 0;
    for comment in comments(source, extensions) {
        parts.push(&source[end.min(comment.start)..comment.start]);
        end = end.max(comment.end);
    }
    parts.push(&source[end..]);
    parts
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::CowStr;

    use super::*;

    const ALL: Extensions = Extensions {
        math: Math::Dollar,
        definition_lists: true,
        sub_superscript: true,
        heading_attributes: true,
        raw_html: RawHtml::Sanitize,
        admonitions: true,
        emoji: true,
    };

    fn texts<'e>(event: &'e Event<'_>) -> Vec<&'e CowStr<'e>> {
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => vec![text],
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                vec![dest_url, title]
            }
            _ => Vec::new(),
        }
    }

    /// What begins ends, in order; every place is in the body, and no sign is hidden any more.
    fn assert_whole(source: &str, extensions: Extensions) {
        let mut open: Vec<TagEnd> = Vec::new();
        for (event, range) in events(source, extensions) {
            assert!(source.get(range.clone()).is_some(), "{source:?}: {range:?}");
            for text in texts(&event) {
                let hidden = |c: char| c.is_control() && !c.is_whitespace();
                assert!(!text.contains(hidden), "{source:?}: {text:?}");
            }
            match event {
                Event::Start(tag) => open.push(tag.to_end()),
                Event::End(tag) => assert_eq!(open.pop(), Some(tag), "{source:?}"),
                _ => {}
            }
        }
        assert_eq!(open, [], "{source:?}");
    }

    #[test]
    fn neighbouring_texts_are_one() {
        let found = events("a ~b \\* c~ &amp; *d*\n", Extensions::default());
        let texts: Vec<_> = found.iter().filter(|(event, _)| matches!(event, Event::Text(_))).collect();
        assert_eq!(texts.len(), 2);
        assert_eq!(texts[0].0, Event::Text("a ~b * c~ & ".into()));
    }

    #[test]
    fn alerts_that_are_made_to_take_long_do_not() {
        const TIMES: usize = 20_000;
        for part in [
            ":::note\n",
            ":::note\nx\n:::\n",
            "!!! note\n",
            "!!! note\n    x\n\n",
            "> [!NOTE] x\n",
            "> [!NOTE] x\n\n",
            "> ",
            "- ",
            "> - ",
            "    !!! note\n",
            "``` \n:::note\n",
            "<!--\n:::note\n:::\n",
            "::::note\n:::tip\n",
            "- :::note\n\n  :::\n",
        ] {
            events(&part.repeat(TIMES), ALL);
        }
        let deep = (0..200).fold(String::new(), |text, depth| text + &"    ".repeat(depth) + "!!! note\n");
        assert_whole(&deep, ALL);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
        #[test]
        fn whatever_is_written_the_events_are_whole(
            source in r"(\$\$|\$`|`\$|https://a\.b/|www\.a\.b|x@y\.z|<!--|-->|~~?|\^|\*\*?|_|\[|\]\(|\]|\)|: |:|\n\n|\n> |\n- |\n|```|`|\\|&amp;|\{#x\}|# |\||--|[a-c ]|<b>|é|:::|note|!!! note|\[!NOTE\]|    |:x:){0,24}"
        ) {
            assert_whole(&source, ALL);
            assert_whole(&source, Extensions::default());
        }
    }
}
