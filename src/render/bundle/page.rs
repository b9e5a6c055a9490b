//! What of a finished page goes into a bundle: what its `<main>` holds, and what its head loads.

use super::tokens::{Piece, tokens};

/// The pieces of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    /// What stands in its `<main>`.
    pub main: String,
    /// The addresses of its stylesheets.
    pub stylesheets: Vec<String>,
    /// Its scripts.
    pub scripts: Vec<Script>,
    /// The address of the picture beside the site's name.
    pub logo: Option<String>,
    /// The address of the picture in the tab of a browser.
    pub icon: Option<String>,
}

/// A script that a page loads.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// Its address.
    pub address: String,
    /// Whether it runs when the page is there.
    pub waits: bool,
    /// What its tag tells it.
    pub data: Vec<(String, String)>,
}

/// The addresses of what the site alone has: scripts that ask for one find none.
const OF_SITE: [&str; 1] = ["data-search"];

/// Takes a page apart; None if it has no `<main>`.
pub fn pieces(html: &str) -> Option<Pieces> {
    let mut pieces = Pieces::default();
    let mut start = None;
    let mut end = None;
    for piece in tokens(html) {
        let Piece::Tag(tag) = piece else { continue };
        match (tag.name.to_ascii_lowercase().as_str(), tag.is_end) {
            ("main", false) => start = start.or(Some(tag.range.end)),
            ("main", true) => end = Some(tag.range.start),
            ("link", false) if tag.get("rel").as_deref() == Some("stylesheet") => {
                pieces.stylesheets.extend(tag.get("href"));
            }
            ("link", false) if tag.get("rel").as_deref() == Some("icon") => pieces.icon = tag.get("href"),
            ("img", false) if start.is_none() && tag.get("class").as_deref() == Some("logo") => {
                pieces.logo = tag.get("src");
            }
            ("script", false) => {
                let Some(address) = tag.get("src") else { continue };
                let is_late =
                    tag.has("defer") || tag.has("async") || tag.get("type").as_deref() == Some("module");
                let is_told = |name: &str| name.starts_with("data-") && !OF_SITE.contains(&name);
                let told = tag.attributes().into_iter().filter(|(name, _)| is_told(name));
                let data = told.map(|(name, value)| (name, value.unwrap_or_default())).collect();
                pieces.scripts.push(Script { address, waits: is_late, data });
            }
            _ => {}
        }
    }
    html.get(start?..end?)?.clone_into(&mut pieces.main);
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_apart_and_what_is_no_markup_is_not_read() {
        let page = "<head><!-- <main>no</main> --><title><main></title><script>'<main>'</script>\
                    <link rel=stylesheet href='/a.css'><link rel=icon href=/i.svg><script src=/a.js></script></head>\
                    <img class=logo src=/l.svg>\
                    <main id=\"m\"><p title=\"</main>\">x</p></main></body>";
        let pieces = pieces(page).unwrap();
        assert_eq!(pieces.main, "<p title=\"</main>\">x</p>");
        assert_eq!(pieces.stylesheets, ["/a.css"]);
        assert_eq!((pieces.scripts[0].address.as_str(), pieces.scripts[0].waits), ("/a.js", false));
        assert_eq!((pieces.logo.as_deref(), pieces.icon.as_deref()), (Some("/l.svg"), Some("/i.svg")));
        assert_eq!(super::pieces("<body></body>"), None);
    }
}
