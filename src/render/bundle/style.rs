//! A stylesheet that loads nothing: what it imports stands in its place, and its pictures are in it. Fonts are left out.

use super::{Holdings, data, text_of};
use crate::model::link::scheme;
use crate::parse::stylesheet::{self, closing, imports};
use crate::path::normalise;

/// The text of a stylesheet, by its address; none where there is no such file.
pub(super) fn alone(address: &str, holdings: &impl Holdings) -> Option<String> {
    let text = text_of(holdings, address)?;
    Some(Sheet { address, above: None }.alone(&text, holdings))
}

/// A stylesheet, and the one that imports it.
struct Sheet<'a> {
    address: &'a str,
    above: Option<&'a Sheet<'a>>,
}

impl Sheet<'_> {
    fn alone(&self, text: &str, holdings: &impl Holdings) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for import in imports(text) {
            out.push_str(&text[done..import.range.start]);
            let (before, behind) = &import.around;
            if let Some(text) = self.imported(&import.address, import.range.start, (text, holdings)) {
                out.push_str(&format!("{before}{text}{behind}\n"));
            }
            done = import.range.end;
        }
        self.unloaded((text, done), holdings, &mut out);
        out.push_str(&closing(text));
        out
    }

    /// What an import brings in; nothing where it is not there, or where the file is on the way to itself.
    fn imported(&self, written: &str, at: usize, (text, holdings): (&str, &impl Holdings)) -> Option<String> {
        let address = self.resolved(written);
        if self.is_within(&address) {
            return None;
        }
        let found = holdings.file(path(&address)).filter(|(_, kind)| kind.starts_with("text/css"));
        let Some((bytes, _)) = found else {
            holdings.lost(self.address, line(text, at), written);
            return None;
        };
        let sheet = Sheet { address: &address, above: Some(self) };
        Some(sheet.alone(&String::from_utf8_lossy(&bytes), holdings))
    }

    /// Whether it has this address, or one above it has.
    fn is_within(&self, address: &str) -> bool {
        path(self.address) == path(address) || self.above.is_some_and(|above| above.is_within(address))
    }

    /// The rest of a text behind its imports, with the addresses that it loads replaced.
    fn unloaded(&self, (text, from): (&str, usize), holdings: &impl Holdings, out: &mut String) {
        let mut done = from;
        for address in stylesheet::addresses(text) {
            let (written, start) = (address.value.as_str(), address.span.start as usize);
            let is_within = written.starts_with('#') || scheme(written).as_deref() == Some("data");
            if is_within || start < done {
                continue;
            }
            out.push_str(&text[done..start]);
            let resolved = self.resolved(written);
            let place = resolved.split_once('#').map_or("", |(_, place)| place);
            match holdings.file(path(&resolved)) {
                Some((bytes, kind)) if kind.starts_with("image/") => {
                    out.push_str(&data(&bytes, kind));
                    if !place.is_empty() {
                        out.push_str(&format!("#{place}"));
                    }
                }
                Some((_, kind)) if kind.starts_with("font/") => out.push_str("data:,"),
                _ => {
                    holdings.lost(self.address, line(text, start), written);
                    out.push_str("data:,");
                }
            }
            done = address.span.end as usize;
        }
        out.push_str(&text[done..]);
    }

    /// An address as seen from the top of the site's host.
    fn resolved(&self, written: &str) -> String {
        if written.starts_with('/') || scheme(written).is_some() {
            return written.to_owned();
        }
        let folder = self.address.rfind('/').map_or("/", |at| &self.address[..=at]);
        let (own, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        let joined = normalise(&format!("{}{own}", folder.trim_start_matches('/')));
        joined.map_or_else(|| written.to_owned(), |joined| format!("/{joined}{rest}"))
    }
}

/// An address without what stands behind its path.
fn path(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or(address)
}

/// The number of a line.
fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::super::Led;
    use super::*;

    #[derive(Default)]
    struct Files(RefCell<Vec<String>>);

    impl Holdings for Files {
        fn file(&self, address: &str) -> Option<(Vec<u8>, &'static str)> {
            let (text, kind) = match address {
                "/a.png" | "/x/a.png" => ("png", "image/png"),
                "/a.woff2" => ("font", "font/woff2"),
                "/own.css" => {
                    ("@import \"x/b.css\" print; @import 'gone.css';\na { b: url(/a.png) }", "text/css")
                }
                "/x/b.css" => (
                    "@import '../own.css'; @import url(c.css?1) layer(l); b { c: url(a.png); d: url(no.png",
                    "text/css",
                ),
                "/x/c.css" => ("c { d: 'e' }", "text/css"),
                "/late.css" => (
                    "a { src: url('/a.woff2'); b: url(\"/a.png#x\") c: url(#y) url(data:image/gif;base64,AA) } @import \"/x/b.css\";",
                    "text/css",
                ),
                _ => return None,
            };
            Some((text.as_bytes().to_vec(), kind))
        }

        fn link(&self, address: &str) -> Led {
            Led::Out(address.to_owned())
        }

        fn lost(&self, sheet: &str, line: usize, address: &str) {
            self.0.borrow_mut().push(format!("{sheet}:{line} {address}"));
        }
    }

    #[test]
    fn imports_stand_in_their_places() {
        let files = Files::default();
        assert_eq!(
            alone("/own.css", &files).unwrap(),
            "@media print {\n @layer l {\nc { d: 'e' }\n}\n b { c: url(data:image/png;base64,cG5n); d: url(data:,)}\n}\n \na { b: url(data:image/png;base64,cG5n) }"
        );
        assert_eq!(*files.0.borrow(), ["/x/b.css:1 no.png", "/own.css:1 gone.css"]);
    }

    #[test]
    fn a_stylesheet_loads_nothing() {
        let files = Files::default();
        assert_eq!(
            alone("/late.css", &files).unwrap(),
            "a { src: url('data:,'); b: url(\"data:image/png;base64,cG5n#x\") c: url(#y) url(data:image/gif;base64,AA) } @import \"data:,\";"
        );
        assert_eq!(files.0.borrow().len(), 1);
    }
}
