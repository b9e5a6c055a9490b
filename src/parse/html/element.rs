//! The elements of HTML, and what becomes of each in a note.

/// What kind of element it is: where it may stand, or that it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A part of a line of text.
    Phrase,
    /// A reading in a ruby.
    Reading,
    /// A break, which has no content.
    Break,
    /// A picture.
    Picture,
    /// A line across.
    Rule,
    /// A block that holds anything.
    Block,
    /// A paragraph, which no block can stand in.
    Paragraph,
    /// A heading, with its level.
    Heading(u8),
    /// What shows of `<details>` that is closed.
    Summary,
    /// An item of a list.
    Item,
    /// A term or its definition.
    Term,
    /// A table.
    Table,
    /// The caption of a table.
    Caption,
    /// A group of rows.
    Section,
    /// A row.
    Row,
    /// A cell.
    Cell,
    /// Its content passes, and nothing is lost with it.
    Wrapper,
    /// Its content passes; the element does not.
    Dropped,
    /// It has no content, and does not pass.
    DroppedEmpty,
    /// It shows as text with all that is in it, as on GitHub: its content is no HTML.
    Text,
    /// It does not pass, nor does its content: another language.
    Foreign,
}

impl Kind {
    /// Whether elements of this kind pass.
    pub(crate) fn passes(self) -> bool {
        use Kind::{Dropped, DroppedEmpty, Foreign, Text, Wrapper};
        !matches!(self, Wrapper | Dropped | DroppedEmpty | Text | Foreign)
    }

    /// Whether an element of this kind has no content and no end.
    pub(crate) fn is_empty(self) -> bool {
        matches!(self, Self::Break | Self::Picture | Self::Rule | Self::DroppedEmpty)
    }

    /// Whether it is a part of a line of text.
    pub(crate) fn is_in_line(self) -> bool {
        matches!(self, Self::Phrase | Self::Reading | Self::Break | Self::Picture | Self::Wrapper)
    }

    /// Whether it belongs to a table and holds no text itself.
    pub(crate) fn is_frame(self) -> bool {
        matches!(self, Self::Table | Self::Section | Self::Row)
    }

    /// Whether tags in it mean nothing to what stands around it.
    pub(crate) fn is_of_table(self) -> bool {
        self.is_frame() || matches!(self, Self::Caption | Self::Cell)
    }
}

/// An element.
#[derive(Debug, PartialEq)]
pub(crate) struct Element {
    /// Its name, in lower case.
    pub(crate) name: &'static str,
    /// What kind it is.
    pub(crate) kind: Kind,
}

const fn of(name: &'static str, kind: Kind) -> Element {
    Element { name, kind }
}

/// The element of a name, which has no case; nothing for a name that HTML does not know.
pub(crate) fn element(name: &str) -> Option<&'static Element> {
    let mut lower = [0; 16];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let at = ELEMENTS.binary_search_by(|element| element.name.as_bytes().cmp(lower)).ok()?;
    ELEMENTS.get(at)
}

/// All elements, in order. Of what HTML knew once, and browsers know still, only what nobody takes for a word of their own.
static ELEMENTS: &[Element] = &[
    of("a", Kind::Phrase),
    of("abbr", Kind::Phrase),
    of("acronym", Kind::Dropped),
    of("address", Kind::Dropped),
    of("applet", Kind::Dropped),
    of("area", Kind::DroppedEmpty),
    of("article", Kind::Dropped),
    of("aside", Kind::Dropped),
    of("audio", Kind::Dropped),
    of("b", Kind::Phrase),
    of("base", Kind::DroppedEmpty),
    of("basefont", Kind::DroppedEmpty),
    of("bdi", Kind::Dropped),
    of("bdo", Kind::Phrase),
    of("bgsound", Kind::DroppedEmpty),
    of("big", Kind::Dropped),
    of("blink", Kind::Dropped),
    of("blockquote", Kind::Block),
    of("body", Kind::Dropped),
    of("br", Kind::Break),
    of("button", Kind::Dropped),
    of("canvas", Kind::Dropped),
    of("caption", Kind::Caption),
    of("center", Kind::Dropped),
    of("cite", Kind::Phrase),
    of("code", Kind::Phrase),
    of("col", Kind::DroppedEmpty),
    of("colgroup", Kind::Dropped),
    of("data", Kind::Dropped),
    of("datalist", Kind::Dropped),
    of("dd", Kind::Term),
    of("del", Kind::Phrase),
    of("details", Kind::Block),
    of("dfn", Kind::Phrase),
    of("dialog", Kind::Dropped),
    of("dir", Kind::Dropped),
    of("div", Kind::Block),
    of("dl", Kind::Block),
    of("dt", Kind::Term),
    of("em", Kind::Phrase),
    of("embed", Kind::DroppedEmpty),
    of("fieldset", Kind::Dropped),
    of("figcaption", Kind::Block),
    of("figure", Kind::Block),
    of("font", Kind::Dropped),
    of("footer", Kind::Dropped),
    of("form", Kind::Dropped),
    of("frame", Kind::DroppedEmpty),
    of("frameset", Kind::Dropped),
    of("h1", Kind::Heading(1)),
    of("h2", Kind::Heading(2)),
    of("h3", Kind::Heading(3)),
    of("h4", Kind::Heading(4)),
    of("h5", Kind::Heading(5)),
    of("h6", Kind::Heading(6)),
    of("head", Kind::Dropped),
    of("header", Kind::Dropped),
    of("hgroup", Kind::Dropped),
    of("hr", Kind::Rule),
    of("html", Kind::Dropped),
    of("i", Kind::Phrase),
    of("iframe", Kind::Text),
    of("img", Kind::Picture),
    of("input", Kind::DroppedEmpty),
    of("ins", Kind::Phrase),
    of("kbd", Kind::Phrase),
    of("keygen", Kind::DroppedEmpty),
    of("label", Kind::Dropped),
    of("legend", Kind::Dropped),
    of("li", Kind::Item),
    of("link", Kind::DroppedEmpty),
    of("listing", Kind::Dropped),
    of("main", Kind::Dropped),
    of("map", Kind::Dropped),
    of("mark", Kind::Phrase),
    of("marquee", Kind::Dropped),
    of("math", Kind::Foreign),
    of("menu", Kind::Dropped),
    of("meta", Kind::DroppedEmpty),
    of("meter", Kind::Dropped),
    of("nav", Kind::Dropped),
    of("nobr", Kind::Dropped),
    of("noembed", Kind::Text),
    of("noframes", Kind::Text),
    of("noscript", Kind::Dropped),
    of("object", Kind::Dropped),
    of("ol", Kind::Block),
    of("optgroup", Kind::Dropped),
    of("option", Kind::Dropped),
    of("output", Kind::Dropped),
    of("p", Kind::Paragraph),
    of("param", Kind::DroppedEmpty),
    of("picture", Kind::Wrapper),
    of("plaintext", Kind::Text),
    of("pre", Kind::Block),
    of("progress", Kind::Dropped),
    of("q", Kind::Phrase),
    of("rb", Kind::Dropped),
    of("rp", Kind::Reading),
    of("rt", Kind::Reading),
    of("rtc", Kind::Dropped),
    of("ruby", Kind::Phrase),
    of("s", Kind::Phrase),
    of("samp", Kind::Phrase),
    of("script", Kind::Text),
    of("search", Kind::Dropped),
    of("section", Kind::Dropped),
    of("select", Kind::Dropped),
    of("slot", Kind::Dropped),
    of("small", Kind::Phrase),
    of("source", Kind::DroppedEmpty),
    of("span", Kind::Phrase),
    of("strike", Kind::Phrase),
    of("strong", Kind::Phrase),
    of("style", Kind::Text),
    of("sub", Kind::Phrase),
    of("summary", Kind::Summary),
    of("sup", Kind::Phrase),
    of("svg", Kind::Foreign),
    of("table", Kind::Table),
    of("tbody", Kind::Section),
    of("td", Kind::Cell),
    of("template", Kind::Dropped),
    of("textarea", Kind::Text),
    of("tfoot", Kind::Section),
    of("th", Kind::Cell),
    of("thead", Kind::Section),
    of("time", Kind::Phrase),
    of("title", Kind::Text),
    of("tr", Kind::Row),
    of("track", Kind::DroppedEmpty),
    of("tt", Kind::Phrase),
    of("u", Kind::Dropped),
    of("ul", Kind::Block),
    of("var", Kind::Phrase),
    of("video", Kind::Dropped),
    of("wbr", Kind::Break),
    of("xmp", Kind::Text),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_whatever_their_case() {
        assert!(ELEMENTS.is_sorted_by_key(|element| element.name));
        assert!(ELEMENTS.iter().all(|known| element(known.name) == Some(known)));
        assert_eq!(element("DeTails").map(|element| element.name), Some("details"));
        assert_eq!(element("namespace"), None);
        assert_eq!(element(&"x".repeat(99)), None);
    }
}
