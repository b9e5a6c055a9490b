//! HTML that may stand in a note: which elements and attributes pass, and tags as they are read and written.
//!
//! What passes is what passes on GitHub, less what could change the page around a note. A page never gets a tag as it was
//! written: it is made anew from its name and its attributes. Where a tag may stand, `events/html.rs` says.

mod attribute;
mod element;
mod entity;
mod tag;

pub(crate) use attribute::Attribute;
pub(crate) use element::{Element, Kind, element};
pub(crate) use entity::decode;
pub(crate) use tag::{Quotes, Tag};

use std::fmt;

/// A tag that passes: its name and the attributes that pass.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clean {
    /// The element.
    pub(crate) element: &'static Element,
    /// Whether the tag ends it.
    pub(crate) is_end: bool,
    /// The attributes, decoded.
    pub(crate) attributes: Vec<(&'static str, String)>,
}

impl Clean {
    /// The tag that a text is, if it is one that passes.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let tag = Tag::read(text, 0, &mut Quotes::default()).filter(|tag| tag.end == text.len())?;
        let element = element(tag.name).filter(|element| element.kind.passes())?;
        let attributes = if tag.is_end { Vec::new() } else { tag.clean(element).0 };
        Some(Self { element, is_end: tag.is_end, attributes })
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for Clean {
    /// Writes the tag so that [`Clean::read`] reads it as it is.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "<{}{}", if self.is_end { "/" } else { "" }, self.element.name)?;
        for (name, value) in &self.attributes {
            write!(to, " {name}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;"))?;
        }
        to.write_str(">")
    }
}

/// Where the value of an attribute stands in the text of a tag; nothing where it has none.
pub(crate) fn value_place(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let tag = Tag::read(text, 0, &mut Quotes::default())?;
    let attribute = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
    attribute.value.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_reads_as_it_was_written() {
        let read = |text: &str| Clean::read(text).map(|tag| tag.to_string());
        assert_eq!(read("<A\n HREF='a&amp;\"b' onclick=x>").as_deref(), Some("<a href=\"a&amp;&quot;b\">"));
        assert_eq!(read("<details open>").as_deref(), Some("<details open=\"\">"));
        assert_eq!(read("</DIV >").as_deref(), Some("</div>"));
        assert_eq!((read("<namespace>"), read("<form>"), read("<b"), read("<b>x")), (None, None, None, None));
        assert_eq!(value_place("<a title=\"b\" href = b>", "href"), Some(20..21));
    }

    #[test]
    fn every_tag_that_passes_reads_back_as_itself() {
        for text in
            ["<a href=\"&#106;avascript&colon;&quot;<>'`\" id=x>", "<img src=a alt='a &lt;b&gt; &amp;amp;'>"]
        {
            let tag = Clean::read(text).unwrap();
            assert_eq!(Clean::read(&tag.to_string()), Some(tag));
        }
    }
}
