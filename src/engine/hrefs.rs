//! Links of a site's own templates that are written out: where one leads to a page or a file of the site, it is there, below the path of
//! the site. What a template puts together is known when a page is made, and not here.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use foldhash::HashMap;
use regex::Regex;

use crate::check::LostPlace;
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Site;
use crate::model::link::{on_site, parts, scheme};
use crate::path::SourcePath;
use crate::span::Span;
use crate::suggest;

/// An attribute that holds an address.
#[expect(clippy::unwrap_used, reason = "the pattern is right, as the tests that find a link show")]
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\s(?:href|src|action|poster)\s*=\s*(?:"([^"{}<>]+)"|'([^'{}<>]+)')"#).unwrap()
});

/// Comments, of templates and of HTML.
#[expect(clippy::unwrap_used, reason = "the pattern is right, as the tests that find a link show")]
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)\{#.*?#\}|<!--.*?-->|\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}").unwrap()
});

/// The faults of all templates of the site.
pub(super) fn check(site: &Site, texts: &HashMap<SourcePath, Arc<str>>) -> Vec<Diagnostic> {
    let is_template = |path: &SourcePath| {
        path.as_str()
            .strip_prefix(TEMPLATES)
            .is_some_and(|name| name.starts_with('/') && name.ends_with(".html"))
    };
    let mut own: Vec<_> = texts.iter().filter(|(path, _)| is_template(path)).collect();
    own.sort_unstable_by_key(|(path, _)| *path);
    own.into_iter().flat_map(|(path, text)| of_template(site, path, text)).collect()
}

fn of_template(site: &Site, path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let comments: Vec<Range<usize>> = COMMENT.find_iter(text).map(|found| found.range()).collect();
    let is_told = |at: usize| comments.iter().all(|comment| !comment.contains(&at));
    let addresses = ADDRESS.captures_iter(text).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    let addresses = addresses.filter(|found| is_told(found.start()) && !found.as_str().starts_with("//"));
    let faults = addresses.filter_map(|found| {
        let (message, help) = fault(site, found.as_str())?;
        let place = Span::new(found.start(), found.end());
        Some(Diagnostic::new(Code::BrokenMenuLink, path, place, message).help(help))
    });
    faults.collect()
}

/// What is wrong with an address, and what to do.
fn fault(site: &Site, url: &str) -> Option<(String, String)> {
    if !url.starts_with('/') {
        return relative(site, url);
    }
    let found = parts(url).0.and_then(|path| on_site(site, &path));
    let base = site.base_path();
    let rest =
        url.strip_prefix(base).filter(|rest| base.is_empty() || rest.is_empty() || rest.starts_with('/'));
    match (found, rest) {
        (Some(_), Some(_)) => {
            LostPlace::of_address(site, url).map(|lost| (lost.message(), lost.help(lost.near())))
        }
        (Some(_), None) => Some((
            format!("`{url}` lacks `{base}`, the path of `base_url`"),
            format!("write `{{{{ site.home_url }}}}{}`", url.trim_start_matches('/')),
        )),
        (None, _) => {
            let known = || site.routes.iter().map(|route| route.url.as_str());
            let help = if let Some(name) = url.split_once("/assets/").map(|(_, name)| name) {
                format!(
                    "files of `templates/assets/` have a hash in their address: `{{{{ site.assets[\"{name}\"] }}}}`"
                )
            } else if let Some(near) = suggest::nearest(rest.unwrap_or(url), known()) {
                format!("did you mean `{base}{near}`?")
            } else {
                "write the address of a page or of a file below `static/`".to_owned()
            };
            Some((format!("no page or file of the site has the address `{url}`"), help))
        }
    }
}

/// What is wrong with an address that does not begin at the top of the site: it leads to another place from each page.
fn relative(site: &Site, url: &str) -> Option<(String, String)> {
    let url = url.trim();
    // A place of the page, a question to it, or another site.
    if url.is_empty() || url.starts_with(['#', '?', '\\']) || scheme(url).is_some() {
        return None;
    }
    let path = url.trim_start_matches(['.', '/']);
    let whole = format!("{}/{path}", site.base_path());
    let is_there = parts(&whole).0.is_some_and(|path| on_site(site, &path).is_some());
    let help = if is_there {
        format!("write `{{{{ site.home_url }}}}{path}`")
    } else {
        "write `{{ site.home_url }}` and the address of a page or of a file below `static/`".to_owned()
    };
    Some((format!("`{url}` leads to another place from each page"), help))
}
