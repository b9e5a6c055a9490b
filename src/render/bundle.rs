//! A bundle: notes in one page that asks for nothing, to be read from a disk without a network.
//!
//! It begins with the pages of the notes, as they are published. What stands in their `<main>` goes into the bundle: pictures become
//! data, links lead to places of the bundle or to full addresses, and ids of several notes are told apart. What their heads load goes
//! into its own head, and the policy says by hashes that nothing else may run. Where bytes come from is no matter here.

mod names;
mod page;
mod style;
mod tags;
mod tokens;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::html::escape;
pub use names::Names;
pub use page::{Pieces, pieces};
pub use tags::{Anchors, rewritten};

/// What a bundle takes from the site.
pub trait Holdings {
    /// The bytes of what a page loads by an address, and their type.
    fn file(&self, address: &str) -> Option<(Vec<u8>, &'static str)>;
    /// Where a link of the site leads.
    fn link(&self, address: &str) -> Led;
    /// Takes down what a stylesheet loads, by the address and the line where it does, and the bundle can't hold.
    fn lost(&self, sheet: &str, line: usize, address: &str);
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Led {
    /// To a note of the bundle, by its place in it, and to a place there, which may be empty.
    Note(usize, String),
    /// To a full address.
    Out(String),
}

/// The name of the mark by which a bundle is known again.
pub const MARK: &str = "<meta name=\"fieldnotes:bundle\"";

/// What the head and the end of a bundle load, as HTML.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The policy, stylesheets, and scripts that run before anything shows.
    pub head: String,
    /// Scripts that run when all is there.
    pub end: String,
}

/// Takes into a bundle what a page loads: stylesheets, and scripts with what their tags tell them.
pub fn loaded(pieces: &Pieces, nonce: &str, holdings: &impl Holdings) -> Loaded {
    let mut loaded = Loaded::default();
    let (mut of_styles, mut of_scripts) = (String::new(), String::new());
    let styles = pieces.stylesheets.iter().filter_map(|address| style::alone(address, holdings));
    let styles: Vec<String> = styles.collect();
    if !styles.is_empty() {
        let text = within("style", &styles.join("\n"));
        of_styles.push_str(&format!(" '{}'", hash(&text)));
        loaded.head.push_str(&format!("<style>{text}</style>\n"));
    }
    for script in &pieces.scripts {
        let Some(text) = text_of(holdings, &script.address) else { continue };
        let text = within("script", &text);
        let mut imports = false;
        let told = |(name, value): &(String, String)| {
            let module = module(holdings, value);
            imports |= module.is_some();
            format!(" {name}=\"{}\"", escape(module.as_ref().unwrap_or(value)))
        };
        let data: String = script.data.iter().map(told).collect();
        // What a script imports may run by the nonce of that script, and by nothing else.
        let (of_policy, nonce) = if imports {
            (format!("nonce-{nonce}"), format!(" nonce=\"{nonce}\""))
        } else {
            (hash(&text), String::new())
        };
        of_scripts.push_str(&format!(" '{of_policy}'"));
        let element = format!("<script{nonce}{data}>{text}</script>\n");
        if script.waits { loaded.end.push_str(&element) } else { loaded.head.push_str(&element) }
    }
    let allowed = |hashes: String| if hashes.is_empty() { " 'none'".to_owned() } else { hashes };
    let policy = format!(
        "default-src 'none'; script-src{}; style-src{}; img-src data:; base-uri 'none'; form-action 'none'",
        allowed(of_scripts),
        allowed(of_styles)
    );
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", escape(&policy));
    loaded.head.insert_str(0, &policy);
    loaded
}

fn text_of(holdings: &impl Holdings, address: &str) -> Option<String> {
    let (bytes, _) = holdings.file(address)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A script that another one imports when it needs it, as data; None where a value is no address of one.
fn module(holdings: &impl Holdings, value: &str) -> Option<String> {
    let is_address = value.starts_with('/') && value.ends_with(".js");
    let (bytes, kind) = holdings.file(value).filter(|_| is_address)?;
    Some(data(&bytes, kind.split(';').next().unwrap_or(kind)))
}

/// A text as it may stand in an element that nothing but its own end tag ends.
fn within(element: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, sign) = rest.split_at(at);
        out.push_str(before);
        let behind = &sign[1..];
        let ends =
            |word: &str| behind.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        // In a text of CSS or JavaScript, where alone these can stand, a backslash before them changes nothing.
        out.push_str(if ends(&format!("/{element}")) || ends("!--") { "<\\" } else { "<" });
        rest = behind;
    }
    out.push_str(rest);
    // Browsers read these as line ends, and would hash another text.
    out.replace("\r\n", "\n").replace(['\r', '\0'], "\n")
}

/// The hash by which a policy lets a text run.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// A nonce for a bundle of these contents. It is made of all of them, so that nobody who writes one of them knows it.
pub fn nonce<'c>(contents: impl Iterator<Item = &'c str>) -> String {
    let mut hasher = Sha256::new();
    contents.for_each(|content| hasher.update(content.as_bytes()));
    BASE64_STANDARD.encode(&hasher.finalize()[..18])
}

/// Bytes as an address that holds them.
pub fn data(bytes: &[u8], kind: &str) -> String {
    format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Files;

    impl Holdings for Files {
        fn file(&self, address: &str) -> Option<(Vec<u8>, &'static str)> {
            match address {
                "/a.png" => Some((b"png".to_vec(), "image/png")),
                "/a.css" => Some((b"a { background: url(/a.png) } /* </style> */".to_vec(), "text/css")),
                "/a.js" => Some((b"say('</SCRIPT><!--')\r\n".to_vec(), "text/javascript")),
                _ => None,
            }
        }

        fn link(&self, address: &str) -> Led {
            Led::Out(address.to_owned())
        }

        fn lost(&self, _: &str, _: usize, _: &str) {}
    }

    #[test]
    fn what_is_loaded_stands_in_the_page_and_the_policy_names_its_hash() {
        let page = "<head><link rel=\"stylesheet\" href=\"/a.css\"><script src=\"/a.js\" defer data-x=\"&lt;1\" data-search=\"/s.js\"></script></head><main>x</main>";
        let loaded = loaded(&pieces(page).unwrap(), "N", &Files);
        assert!(
            loaded.head.contains(
                "<style>a { background: url(data:image/png;base64,cG5n) } /* <\\/style> */</style>"
            )
        );
        let script = "say('<\\/SCRIPT><\\!--')\n";
        assert_eq!(loaded.end, format!("<script data-x=\"&lt;1\">{script}</script>\n"));
        assert!(loaded.head.contains(&escape(&hash(script))) && !loaded.head.contains("unsafe"));
        assert!(!loaded.head.contains("nonce"));
        let page = "<head><script src=\"/a.js\" data-later=\"/a.js\" data-x=\"/b.js\"></script></head><main>x</main>";
        let loaded = super::loaded(&pieces(page).unwrap(), "N", &Files);
        assert!(
            loaded.head.contains("<script nonce=\"N\" data-later=\"data:text/javascript;base64,")
                && loaded.head.contains("data-x=\"/b.js\"")
        );
        assert!(loaded.head.contains(&escape("script-src 'nonce-N';")));
    }
}
