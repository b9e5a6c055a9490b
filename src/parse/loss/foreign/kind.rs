//! The kinds of syntax that other tools have and Markdown has not: whose it is, and what to write in its stead.

use super::instead;

/// A kind of foreign syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    HugoShortcode,
    HugoComment,
    LiquidTag,
    LiquidComment,
    JinjaComment,
    Template,
    Erb,
    Attributes,
    Kramdown,
    MdxComment,
    MdxModule,
    ObsidianComment,
    Highlight,
    BlockId,
    InlineNote,
    Contents,
    Container,
    Admonition,
    Block,
    Hint,
    Tab,
    Snippet,
    Directive,
    Role,
    Target,
    Abbreviation,
    Component,
    Include,
    Remark,
    Keys,
    Inserted,
    High,
    Formula,
    Width,
    Task,
    Icon,
    Emoji,
}

impl Kind {
    /// What it is, and what to write in its stead.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::HugoShortcode => ("a shortcode of Hugo", instead::ANY),
            Self::HugoComment => ("a comment of Hugo", "write a comment: `<!-- … -->`"),
            Self::LiquidTag => ("a tag of Liquid or Jinja", instead::ANY),
            Self::LiquidComment => {
                ("a tag of a comment of Liquid, which hides nothing here", "write a comment: `<!-- … -->`")
            }
            Self::JinjaComment => ("a comment of Jinja", "write a comment: `<!-- … -->`"),
            Self::Template => ("a value of a template", instead::VALUE),
            Self::Erb => ("code of ERB or EJS", instead::CODE),
            Self::Attributes => {
                ("a list of attributes of kramdown or MkDocs", "drop it: no text has attributes here")
            }
            Self::Kramdown => ("an instruction to kramdown", "drop it"),
            Self::MdxComment => ("a comment of MDX", "write a comment: `<!-- … -->`"),
            Self::MdxModule => ("a line of JavaScript for MDX", "drop it: a note holds no program"),
            Self::ObsidianComment => ("a comment of Obsidian", "write a comment: `<!-- … -->`"),
            Self::Highlight => ("text marked by Obsidian or MkDocs", "stress the words: `**…**`"),
            Self::BlockId => (
                "the name of a block in Obsidian",
                "drop it, and link to a heading: `[text](note.md#heading)`",
            ),
            Self::InlineNote => {
                ("a footnote of Pandoc or Obsidian", "write `[^1]` here, and `[^1]: …` on a line of its own")
            }
            Self::Contents => {
                ("a place for a table of contents", "drop it: each page has its table of contents")
            }
            Self::Container => ("a container of Docusaurus, VitePress or MyST", instead::ANY),
            Self::Admonition => ("an admonition of MkDocs", instead::ANY),
            Self::Block => ("a block of MkDocs", instead::ANY),
            Self::Hint => ("a hint of docsify", "write a quote whose first line is `> [!NOTE]`"),
            Self::Tab => ("a tab of MkDocs", "write a heading in place of each tab, its text below it"),
            Self::Snippet => ("a snippet of MkDocs", "write the text itself, or link to its file"),
            Self::Directive => ("a directive of another tool", instead::ANY),
            Self::Role => ("a role of MyST", "write a link: `[text](note.md)`"),
            Self::Target => {
                ("the name of a place in MyST", "drop it, and link to a heading: `[text](note.md#heading)`")
            }
            Self::Abbreviation => {
                ("an abbreviation of MkDocs or kramdown", "write the words out where they first stand")
            }
            Self::Component => ("a component of MDX", "write in Markdown what it shows"),
            Self::Include => ("a file that MkDocs puts in", "write the text itself, or link to its file"),
            Self::Remark => ("a change or a remark of MkDocs", "write the text as it is to be"),
            Self::Keys => ("a shortcut of MkDocs", "write `<kbd>Ctrl</kbd> + <kbd>C</kbd>`"),
            Self::Inserted => ("text that MkDocs underlines", "write `<ins>…</ins>`"),
            Self::High => (
                "a letter that stands high",
                "write `<sup>…</sup>`, or set `sub_superscript = true` under `[markdown]`",
            ),
            Self::Formula => {
                ("a formula", "set `math = \"dollar\"` under `[markdown]`, and write it as `$…$`")
            }
            Self::Width => {
                ("the width of a picture in Obsidian", "drop it: a picture is as wide as the text")
            }
            Self::Task => ("a task of Obsidian", "write `[ ]`, or `[x]` for what is done"),
            Self::Icon => ("an icon of MkDocs", "drop it, or write a word"),
            Self::Emoji => ("the name of an emoji", "write the sign itself"),
        }
    }

    /// What it is.
    pub(super) const fn what(self) -> &'static str {
        self.row().0
    }

    /// What to write in its stead, where nothing more is known.
    pub(super) const fn instead(self) -> &'static str {
        self.row().1
    }
}
