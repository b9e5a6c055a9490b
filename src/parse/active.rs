//! Files beside notes that do more than show: pages of their own, drawings that hold script, what hosts take for
//! programs or settings. A note's author need not be one whom the site trusts with that.
//!
//! A browser runs what an SVG holds when it is opened by itself, and no policy of a page applies to it then.

use roxmltree::{Document, Node, ParsingOptions};
use serde::{Deserialize, Serialize};

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Danger {
    /// A browser shows it as a page, and runs what is in it.
    Page,
    /// Hosts run it.
    Program,
    /// Hosts read it.
    Settings,
    /// It is XML that holds script.
    Script,
    /// It should be XML, and can't be read as such: what browsers make of it is not known.
    Unreadable,
}

/// Kinds of file that are pages to a browser, or hold some. What is compressed can't be looked through.
const PAGES: [&str; 14] = [
    "hta", "htc", "htm", "html", "mht", "mhtml", "shtm", "shtml", "stm", "svgz", "swf", "xht", "xhtm",
    "xhtml",
];
/// Kinds of file that some hosts run.
const PROGRAMS: [&str; 21] = [
    "asa", "ascx", "ashx", "asmx", "asp", "aspx", "cfm", "cgi", "fcgi", "jsp", "jspx", "phar", "php", "php3",
    "php4", "php5", "php7", "php8", "phps", "pht", "phtml",
];
/// Names that some hosts take for their settings.
const SETTINGS: [&str; 9] = [
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "cname",
    "netlify.toml",
    "staticwebapp.config.json",
    "vercel.json",
    "web.config",
];
/// Kinds of file that browsers read as XML, and so run where it holds XHTML or SVG with script.
const XML: [&str; 11] = ["atom", "mathml", "mml", "rdf", "rss", "svg", "wsdl", "xml", "xsd", "xsl", "xslt"];

/// Whether a file is of a kind that has to be read to be judged.
pub fn is_xml(name: &str) -> bool {
    kinds(name).last().is_some_and(|kind| XML.contains(&kind.as_str()))
}

/// What is wrong with a file by its name.
pub fn of_name(name: &str) -> Option<Danger> {
    if SETTINGS.contains(&name.to_ascii_lowercase().as_str()) {
        return Some(Danger::Settings);
    }
    // Hosts look at more than the last part: `a.php.txt`, `a.html.en`.
    let is_any = |list: &[&str]| kinds(name).any(|kind| list.contains(&kind.as_str()));
    match (is_any(&PROGRAMS), is_any(&PAGES)) {
        (true, _) => Some(Danger::Program),
        (_, true) => Some(Danger::Page),
        _ => None,
    }
}

/// What stands behind the dots of a name.
fn kinds(name: &str) -> impl DoubleEndedIterator<Item = String> {
    let parts: Vec<String> = name.split('.').skip(1).map(|part| part.trim().to_ascii_lowercase()).collect();
    parts.into_iter()
}

/// What is wrong with a file that browsers read as XML.
pub fn of_xml(bytes: &[u8]) -> Option<Danger> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some(Danger::Unreadable) };
    let text = text.trim_start_matches('\u{feff}');
    if !is_plain_encoding(text) || declares_attributes(text) {
        return Some(Danger::Unreadable);
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(text, options) else { return Some(Danger::Unreadable) };
    document.descendants().any(runs).then_some(Danger::Script)
}

/// Most elements and texts of a drawing.
const MOST_NODES: u32 = 500_000;

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// Elements of SVG and `MathML` that run something, load a document, or hold one.
const ELEMENTS: [&str; 10] = [
    "script",
    "handler",
    "listener",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "annotation-xml",
    "maction",
];
/// Elements of XHTML that a label in a drawing is made of.
const LABELS: [&str; 28] = [
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "ul",
];

/// Whether a part of a document runs something, or could be made to.
fn runs(node: Node<'_, '_>) -> bool {
    if let Some(instruction) = node.pi() {
        return instruction.target.eq_ignore_ascii_case("xml-stylesheet");
    }
    let name = node.tag_name();
    let is_banned = match name.namespace() {
        Some(SVG | MATHML) => ELEMENTS.contains(&name.name()),
        Some(XHTML) => !LABELS.contains(&name.name()),
        // Elements that no browser knows do nothing.
        _ => return false,
    };
    is_banned
        || node.attributes().any(|attribute| {
            let value = attribute.value();
            match attribute.name() {
                handler
                    if attribute.namespace().is_none() && handler.to_ascii_lowercase().starts_with("on") =>
                {
                    true
                }
                "href" | "src" | "data" | "action" | "from" | "to" | "values" | "by" => !is_harmless(value),
                // An animation that sets an address after the page was looked at.
                "attributeName" => value.trim().ends_with("href") || value.trim().starts_with("on"),
                _ => false,
            }
        })
}

/// Whether an address, or each of a list of them, runs nothing.
fn is_harmless(value: &str) -> bool {
    let is_shown = |c: &char| !c.is_whitespace() && !c.is_control();
    let cleaned: String = value.chars().filter(is_shown).collect::<String>().to_ascii_lowercase();
    let mut parts = cleaned.split(';').map(str::to_owned).collect::<Vec<_>>();
    parts.push(cleaned.clone());
    parts.iter().all(|part| {
        let is_picture = PICTURES
            .iter()
            .any(|kind| part.strip_prefix("data:image/").is_some_and(|rest| rest.starts_with(kind)));
        !part.starts_with("javascript:")
            && !part.starts_with("vbscript:")
            && (is_picture || !part.starts_with("data:"))
    })
}

/// Pictures that can hold no script.
const PICTURES: [&str; 6] = ["png", "jpeg", "jpg", "gif", "webp", "avif"];

/// Whether the text is what it seems to be: in other encodings the same bytes could be other signs.
fn is_plain_encoding(text: &str) -> bool {
    let Some(declaration) = text.strip_prefix("<?xml") else { return true };
    let declaration = declaration.split("?>").next().unwrap_or("");
    let Some((_, value)) = declaration.split_once("encoding") else { return true };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let value = value.get(1..).and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or("");
    ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"]
        .contains(&value.to_ascii_lowercase().as_str())
}

/// Whether a document type gives elements attributes that stand nowhere else, or builds its declarations from parts.
fn declares_attributes(text: &str) -> bool {
    let is_built = |part: &str| part.trim_start().starts_with('%');
    text.contains("<!ATTLIST") || text.split("<!ENTITY").skip(1).any(is_built)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> Option<Danger> {
        of_xml(format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:h=\"http://www.w3.org/1999/xhtml\">{inner}</svg>").as_bytes())
    }

    #[test]
    fn drawings_pass() {
        assert_eq!(
            svg(
                "<title>Once</title><style>a { fill: red }</style><a xlink:href=\"https://a.example\"><path d=\"M0 0\"/></a><use href=\"#x\"/><image href=\"data:image/png;base64,AA==\"/><foreignObject><h:div>label</h:div></foreignObject><animate attributeName=\"opacity\" values=\"0;1\"/>"
            ),
            None
        );
        assert_eq!(of_xml(b"<!DOCTYPE svg PUBLIC \"x\" \"y\" [<!ENTITY a \"b\">]><svg>&a;</svg>"), None);
        assert_eq!(of_xml(b"<project><script onload=\"no browser knows this\"/></project>"), None);
    }

    #[test]
    fn whatever_runs_is_found() {
        for inner in [
            "<script>x</script>",
            "<h:script>x</h:script>",
            "<g onload=\"x\"/>",
            "<a href=\"javascript:x\"/>",
            "<a xlink:href=\" java&#10;script:x\"/>",
            "<foreignObject><h:iframe/></foreignObject>",
            "<animate attributeName=\"href\" values=\"#a\"/>",
            "<set attributeName=\"xlink:href\" to=\"#a\"/>",
            "<animate attributeName=\"x\" values=\"1;javascript:x\"/>",
            "<?xml-stylesheet href=\"x\"?>",
            "<use href=\"data:image/svg+xml,x\"/>",
            "<h:p onclick=\"x\"/>",
        ] {
            assert_eq!(svg(inner), Some(Danger::Script), "{inner}");
        }
        let by_entity = "<!DOCTYPE svg [<!ENTITY x \"<script xmlns='http://www.w3.org/2000/svg'>x</script>\">]><svg>&x;</svg>";
        assert_eq!(of_xml(by_entity.as_bytes()), Some(Danger::Script));
        let by_type =
            "<!DOCTYPE svg [<!ATTLIST svg onload CDATA \"x\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        for odd in [
            by_type,
            "<svg",
            "<!DOCTYPE svg [<!ENTITY % x \"\">]><svg/>",
            "<?xml version=\"1.0\" encoding=\"utf-7\"?><svg/>",
        ] {
            assert_eq!(of_xml(odd.as_bytes()), Some(Danger::Unreadable), "{odd}");
        }
        assert_eq!(of_xml(b"\xff\xfe<"), Some(Danger::Unreadable));
    }

    #[test]
    fn names_say_what_browsers_and_hosts_take_a_file_for() {
        assert_eq!(of_name("a.HTML"), Some(Danger::Page));
        assert_eq!(of_name("a.html.en"), Some(Danger::Page));
        assert_eq!(of_name("a.php.png"), Some(Danger::Program));
        assert_eq!(of_name("_Headers"), Some(Danger::Settings));
        for name in ["a.png", "html", "data.json", "fix.sh", "once.pdf"] {
            assert_eq!(of_name(name), None, "{name}");
        }
        assert!(is_xml("a.SVG") && !is_xml("a.png"));
    }
}
