//! How the tags of a note change that goes into a bundle.

use super::names::{Names, TOP};
use super::tokens::{Piece, Read, tokens};
use super::{Holdings, Led, data};
use crate::render::html::escape;

/// How the ids and the parts of a note are told from those of others in a bundle.
#[derive(Clone, Copy)]
pub struct Anchors<'a> {
    /// What each note goes by.
    pub notes: &'a [Names],
    /// Which of them is this note.
    pub own: usize,
    /// The name of a part, with that of the note.
    pub label: &'a dyn Fn(&str) -> String,
}

/// Parts of a page that readers of a screen reader jump to, by their names.
const LANDMARKS: [&str; 3] = ["nav", "section", "aside"];

impl Anchors<'_> {
    fn is_alone(&self) -> bool {
        self.notes.len() == 1
    }

    fn id(&self, id: &str) -> String {
        format!("{}{id}", self.notes[self.own].prefix)
    }

    /// Where a link to a place of a note leads: what leads to the top of a page leads to where the note begins.
    fn place(&self, note: usize, place: &str) -> String {
        let names = &self.notes[note];
        let is_top = place.eq_ignore_ascii_case(TOP) && !names.has_top && !self.is_alone();
        if is_top || place.is_empty() {
            format!("#{}", names.id)
        } else {
            format!("#{}{place}", names.prefix)
        }
    }
}

/// Attributes that hold an id, or several.
const IDS: [&str; 10] = [
    "id",
    "for",
    "headers",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-flowto",
];
/// Attributes that make a browser ask for something.
const ASKS: [&str; 8] = ["src", "srcset", "sizes", "poster", "data", "background", "ping", "action"];
/// The class of a link from a picture to its file.
const WHOLE: &str = "whole";
/// Elements that are left out, with what they hold.
const LEFT_OUT: [&str; 2] = ["script", "style"];
/// Elements of which the tag is left out.
const UNTAGGED: [&str; 4] = ["link", "meta", "base", "source"];

/// What a note shows, as it stands in a bundle.
pub fn rewritten(html: &str, anchors: Anchors<'_>, holdings: &impl Holdings) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut work = Work { anchors, holdings, copy: None, links: 0, in_whole: false };
    let mut is_left_out = false;
    for piece in tokens(html) {
        let tag = match piece {
            Piece::Text(text) if !is_left_out => {
                out.push_str(text);
                continue;
            }
            Piece::Text(_) => continue,
            Piece::Tag(tag) => tag,
        };
        let name = tag.name.to_ascii_lowercase();
        if LEFT_OUT.contains(&name.as_str()) {
            is_left_out = !tag.is_end;
            continue;
        }
        if !is_left_out {
            work.tag(&name, &tag, &mut out);
        }
    }
    out
}

struct Work<'a, H> {
    anchors: Anchors<'a>,
    holdings: &'a H,
    /// The largest copy of the picture that is about to come.
    copy: Option<String>,
    /// How many links are open.
    links: usize,
    /// Whether one is open that leads to the file of a picture.
    in_whole: bool,
}

impl<H: Holdings> Work<'_, H> {
    fn tag(&mut self, name: &str, tag: &Read<'_>, out: &mut String) {
        if name == "a" && !self.in_whole && !has_class(tag, WHOLE) {
            self.links = if tag.is_end { self.links.saturating_sub(1) } else { self.links + 1 };
        }
        if name == "a" && self.is_of_whole(tag) {
            return;
        }
        match name {
            "picture" => self.copy = None,
            "source" => self.copy = self.copy.take().or_else(|| widest(&tag.get("srcset")?)),
            "img" if !tag.is_end => return self.picture(tag, out),
            _ => {}
        }
        if UNTAGGED.contains(&name) {
            return;
        }
        if tag.is_end || tag.attributes().is_empty() {
            return out.push_str(tag.text());
        }
        out.push('<');
        out.push_str(tag.name);
        for (attribute, value) in tag.attributes() {
            self.attribute(name, (&attribute, value.as_deref()), out);
        }
        out.push('>');
    }

    /// Whether a tag belongs to the link around a picture that leads to its file: the picture is here, and the file is not.
    fn is_of_whole(&mut self, tag: &Read<'_>) -> bool {
        if tag.is_end {
            return std::mem::take(&mut self.in_whole);
        }
        self.in_whole = has_class(tag, WHOLE);
        self.in_whole
    }

    fn attribute(&self, element: &str, (name, value): (&str, Option<&str>), out: &mut String) {
        let Some(value) = value else {
            out.push_str(&format!(" {name}"));
            return;
        };
        let mut write = |name: &str, value: &str| out.push_str(&format!(" {name}=\"{}\"", escape(value)));
        match name {
            _ if ASKS.contains(&name) => {}
            _ if name.starts_with("on") || name == "style" || name == "target" => {}
            "href" | "xlink:href" => match self.led(value) {
                (address, true) => {
                    write(name, &address);
                    if element == "a" {
                        write("data-outside", "");
                    }
                }
                (address, false) => write(name, &address),
            },
            "aria-label" if self.is_one_of_several(element) => write(name, &(self.anchors.label)(value)),
            _ if IDS.contains(&name) => {
                let ids = value.split_whitespace().map(|id| self.anchors.id(id));
                let is_name = name == "aria-labelledby" && self.is_one_of_several(element);
                let title = is_name.then(|| self.anchors.notes[self.anchors.own].title.clone());
                write(name, &ids.chain(title).collect::<Vec<_>>().join(" "));
            }
            _ => write(name, value),
        }
    }

    /// Whether other notes have such a part too, which may have the same name.
    fn is_one_of_several(&self, element: &str) -> bool {
        LANDMARKS.contains(&element) && !self.anchors.is_alone()
    }

    /// Where a link leads, and whether that is outside of the bundle.
    fn led(&self, address: &str) -> (String, bool) {
        if let Some(place) = address.strip_prefix('#') {
            return (self.anchors.place(self.anchors.own, place), false);
        }
        match self.holdings.link(address) {
            Led::Note(note, place) => (self.anchors.place(note, &place), false),
            Led::Out(address) => (address, true),
        }
    }

    /// A picture as data; where it is none of the site, a link to it.
    fn picture(&mut self, tag: &Read<'_>, out: &mut String) {
        let source = tag.get("src").unwrap_or_default();
        let own = tag.get("srcset").and_then(|list| widest(&list));
        let candidates = [self.copy.take().or(own), Some(source.clone())];
        if source.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
            return self.shown(tag, &source, out);
        }
        let found = candidates.into_iter().flatten().find_map(|address| self.holdings.file(&address));
        match found.filter(|(_, kind)| kind.starts_with("image/")) {
            Some((bytes, kind)) => self.shown(tag, &data(&bytes, kind), out),
            None => self.absent(tag, &source, out),
        }
    }

    fn shown(&self, tag: &Read<'_>, source: &str, out: &mut String) {
        out.push_str(&format!("<img src=\"{}\"", escape(source)));
        for (name, value) in tag.attributes() {
            if name != "loading" {
                self.attribute("img", (&name, value.as_deref()), out);
            }
        }
        out.push('>');
    }

    fn absent(&self, tag: &Read<'_>, source: &str, out: &mut String) {
        let (address, _) = self.led(source);
        let alt = tag.get("alt").filter(|alt| !alt.trim().is_empty()).unwrap_or_else(|| address.clone());
        let alt = escape(&alt);
        out.push_str(&match self.links {
            0 => format!("<a class=\"absent\" href=\"{}\" data-outside=\"\">{alt}</a>", escape(&address)),
            _ => format!("<span class=\"absent\">{alt}</span>"),
        });
    }
}

fn has_class(tag: &Read<'_>, class: &str) -> bool {
    tag.get("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// The widest of the copies that a `srcset` lists.
fn widest(list: &str) -> Option<String> {
    let candidate = |one: &str| {
        let mut words = one.split_whitespace();
        let address = words.next()?.to_owned();
        let width = words.next().and_then(|width| width.trim_end_matches(['w', 'x']).parse::<f64>().ok());
        Some((address, width.unwrap_or(1.0)))
    };
    // A comma within an address has no blank behind it.
    let all = list.split(", ").filter_map(candidate);
    all.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(address, _)| address)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Files;

    impl Holdings for Files {
        fn file(&self, address: &str) -> Option<(Vec<u8>, &'static str)> {
            let is_there = ["/a.png", "/a.800.webp"].contains(&address);
            let kind = if address.ends_with("webp") { "image/webp" } else { "image/png" };
            is_there.then(|| (address.as_bytes().to_vec(), kind))
        }

        fn link(&self, address: &str) -> Led {
            match address.split_once('#').unwrap_or((address, "")) {
                ("/notes/b/", place) => Led::Note(1, place.to_owned()),
                _ if address.starts_with('/') => Led::Out(format!("https://notes.example.org{address}")),
                _ => Led::Out(address.to_owned()),
            }
        }

        fn lost(&self, _: &str, _: usize, _: &str) {}
    }

    fn of(html: &str) -> String {
        let notes = Names::of(&[(html, "a"), ("<p id=top>", "b")]);
        let label = |name: &str| format!("{name}: A");
        rewritten(html, Anchors { notes: &notes, own: 0, label: &label }, &Files)
    }

    #[test]
    fn ids_and_links_to_them_are_those_of_their_note() {
        assert_eq!(
            of(
                "<section aria-labelledby=\"x y\"><h2 id=x>a &lt; b</h2><a href='#x'>x</a><a href=\"#top\">t</a></section>"
            ),
            "<section aria-labelledby=\"a.x a.y a..title\"><h2 id=\"a.x\">a &lt; b</h2><a href=\"#a.x\">x</a><a href=\"#a\">t</a></section>"
        );
    }

    #[test]
    fn the_top_of_a_page_is_where_its_note_begins_unless_a_place_is_called_so() {
        let links = "<a href=#top>t</a><a href=#>n</a><a href=/notes/b/#top>b</a>";
        assert_eq!(of(links), "<a href=\"#a\">t</a><a href=\"#a\">n</a><a href=\"#b.top\">b</a>");
        let own = "<b id=top>x</b><a href=#top>t</a>";
        assert_eq!(of(own), "<b id=\"a.top\">x</b><a href=\"#a.top\">t</a>");
    }

    #[test]
    fn parts_of_several_notes_have_names_of_their_own() {
        assert_eq!(
            of("<nav aria-label=\"On this page\"><p aria-label=\"x\">"),
            "<nav aria-label=\"On this page: A\"><p aria-label=\"x\">"
        );
    }

    #[test]
    fn links_lead_to_the_bundle_or_to_full_addresses() {
        assert_eq!(
            of("<a href=\"/notes/b/#y\">b</a><a href=\"/notes/b/\">b</a>"),
            "<a href=\"#b.y\">b</a><a href=\"#b\">b</a>"
        );
        assert_eq!(
            of("<a href=\"/c/?a=1&amp;b=2\" target=_blank>c</a>"),
            "<a href=\"https://notes.example.org/c/?a=1&amp;b=2\" data-outside=\"\">c</a>"
        );
    }

    #[test]
    fn pictures_are_data_and_what_cannot_be_had_is_a_link() {
        let copies = "<picture><source type=\"image/webp\" srcset=\"/a.480.webp 480w, /a.800.webp 800w\" sizes=\"1px\"><img src=\"/a.png\" alt=\"A\" width=\"9\" loading=\"lazy\"></picture>";
        assert_eq!(
            of(copies),
            format!(
                "<picture><img src=\"{}\" alt=\"A\" width=\"9\"></picture>",
                data(b"/a.800.webp", "image/webp")
            )
        );
        assert_eq!(
            of("<img src=\"/a.png\" alt>"),
            format!("<img src=\"{}\" alt>", data(b"/a.png", "image/png"))
        );
        let whole =
            "<p><a class=\"whole\" href=\"/a.png\"><img src=\"/a.png\" alt></a> <a href=\"#x\">x</a></p>";
        assert_eq!(
            of(whole),
            format!("<p><img src=\"{}\" alt> <a href=\"#a.x\">x</a></p>", data(b"/a.png", "image/png"))
        );
        let link = "<a class=\"absent\" href=\"https://b.example/x.png\" data-outside=\"\">X &amp; Y</a>";
        assert_eq!(of("<img src=\"https://b.example/x.png\" alt=\"X &amp; Y\">"), link);
        assert_eq!(
            of("<a href=\"#i\"><img src=\"//b.example/x.png\" alt=\"X\"></a>"),
            "<a href=\"#a.i\"><span class=\"absent\">X</span></a>"
        );
    }

    #[test]
    fn nothing_that_asks_for_something_or_runs_is_left() {
        let html = "<script src=\"/a.js\">1 < 2</script><style>a{}</style><link href=/x><video src=\"/a.mp4\" poster=\"/a.png\" controls></video><iframe src=/x></iframe><b onclick=\"x()\" style=\"background:url(/x)\">b</b><!-- c -->";
        assert_eq!(of(html), "<video controls></video><iframe></iframe><b>b</b>");
    }
}
