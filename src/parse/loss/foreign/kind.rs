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
                ("a comment tag of Liquid, which does not hide text here", "write a comment: `<!-- … -->`")
            }
            Self::JinjaComment => ("a comment of Jinja", "write a comment: `<!-- … -->`"),
            Self::Template => ("a value of a template", instead::VALUE),
            Self::Erb => ("code of ERB or EJS", instead::CODE),
            Self::Attributes => {
                ("a list of attributes of kramdown or MkDocs", "remove it: text can't have attributes here")
            }
            Self::Kramdown => ("an instruction to kramdown", "remove it"),
            Self::MdxComment => ("a comment of MDX", "write a comment: `<!-- … -->`"),
            Self::MdxModule => ("a line of JavaScript for MDX", "remove it: a note can't contain programs"),
            Self::ObsidianComment => ("a comment of Obsidian", "write a comment: `<!-- … -->`"),
            Self::Highlight => ("highlighted text of Obsidian or MkDocs", "use emphasis instead: `**…**`"),
            Self::BlockId => {
                ("a block ID of Obsidian", "remove it, and link to a heading: `[text](note.md#heading)`")
            }
            Self::InlineNote => (
                "an inline footnote of Pandoc or Obsidian",
                "write `[^1]` here, and `[^1]: …` on a line of its own",
            ),
            Self::Contents => {
                ("a placeholder for a table of contents", "remove it: each page has a table of contents")
            }
            Self::Container => ("a container of Docusaurus, VitePress or MyST", instead::ANY),
            Self::Admonition => ("an admonition of MkDocs", instead::ANY),
            Self::Block => ("a block of MkDocs", instead::ANY),
            Self::Hint => ("a hint of docsify", "write a quote whose first line is `> [!NOTE]`"),
            Self::Tab => ("a tab of MkDocs", "write a heading for each tab, and its text below"),
            Self::Snippet => ("a snippet of MkDocs", "write the text itself, or link to its file"),
            Self::Directive => ("a directive of another tool", instead::ANY),
            Self::Role => ("a role of MyST", "write a link: `[text](note.md)`"),
            Self::Target => {
                ("a target of MyST", "remove it, and link to a heading: `[text](note.md#heading)`")
            }
            Self::Abbreviation => {
                ("an abbreviation of MkDocs or kramdown", "write out the words at their first use")
            }
            Self::Component => ("a component of MDX", "write in Markdown what it shows"),
            Self::Include => ("a file that MkDocs includes", "write the text itself, or link to its file"),
            Self::Remark => ("a tracked change or a comment of MkDocs", "write the final text"),
            Self::Keys => ("a keyboard shortcut of MkDocs", "write `<kbd>Ctrl</kbd> + <kbd>C</kbd>`"),
            Self::Inserted => ("text that MkDocs underlines", "write `<ins>…</ins>`"),
            Self::High => (
                "superscript text",
                "write `<sup>…</sup>`, or set `sub_superscript = true` under `[markdown]`",
            ),
            Self::Formula => {
                ("a formula", "set `math = \"dollar\"` under `[markdown]`, and write it as `$…$`")
            }
            Self::Width => {
                ("the width of a picture in Obsidian", "remove it: a picture can't have a width here")
            }
            Self::Task => ("a task of Obsidian", "write `[ ]`, or `[x]` for a completed task"),
            Self::Icon => ("an icon of MkDocs", "remove it, or write a word"),
            Self::Emoji => ("the name of an emoji", "write the emoji itself"),
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
