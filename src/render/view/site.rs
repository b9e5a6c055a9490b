//! What every template sees as `site`: nothing that changes with every note, lest every page had to be made again for one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::LinkView;
use crate::config::MenuItem;
use crate::model::link::{encode, is_insecure, on_site, parts, unsafe_scheme};
use crate::model::{Section, Site, Taxonomy};
use crate::path::{UrlPath, content_type};
use crate::render::Chosen;
use crate::render::html::json_for_script;
use crate::render::words::{Words, direction};

/// The site.
#[derive(Debug, Serialize)]
pub struct SiteView {
    title: String,
    base_url: String,
    home_url: String,
    description: String,
    language: String,
    dir: &'static str,
    menu: Vec<LinkView>,
    generator: String,
    sections: Vec<WayView>,
    taxonomies: Vec<WayView>,
    archive_url: String,
    review_url: String,
    /// None as long as a site has no search page: the header then has no field.
    search_url: Option<String>,
    feed_url: String,
    feed_json_url: String,
    notes_json_url: String,
    assets: BTreeMap<String, String>,
    theme: ThemeView,
    social_card: Option<String>,
    csp: String,
    t: BTreeMap<String, String>,
    words_json: String,
    /// How many days before a review falls due it is near.
    review_near: i32,
}

/// What `[theme]` says.
#[derive(Debug, Serialize)]
struct ThemeView {
    logo: Option<LogoView>,
    favicon: Option<FaviconView>,
    stylesheets: Vec<String>,
    scripts: Vec<String>,
    footer: FooterView,
}

/// The picture beside the site's name. Width and height are in pixels; null where the picture does not say them.
#[derive(Debug, Serialize)]
struct LogoView {
    url: String,
    width: Option<u32>,
    height: Option<u32>,
}

/// The picture in the tab of a browser.
#[derive(Debug, Serialize)]
struct FaviconView {
    url: String,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// What a site says at the foot of every page.
#[derive(Debug, Serialize)]
struct FooterView {
    text: String,
    links: Vec<LinkView>,
}

/// A section or an index. How much it holds is not said: that changes with every note.
#[derive(Clone, Debug, Serialize)]
struct WayView {
    /// The name that its address holds.
    name: String,
    title: String,
    url: String,
}

/// What pages may load: the site's own files, pictures by https, and nothing in the page itself. JSON-LD is data,
/// which no policy applies to.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; \
                          font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// The policy of a site: where its pages themselves come by http, pictures may too.
fn policy(site: &Site) -> String {
    let is_insecure = is_insecure(&site.config.base_url);
    if is_insecure { POLICY.replace(" https: ", " https: http: ") } else { POLICY.to_owned() }
}

impl SiteView {
    /// The view of a site; `assets` are the addresses of the files that pages load, by their names.
    pub fn new(site: &Site, words: &Words, (assets, chosen): (BTreeMap<String, String>, &Chosen)) -> Self {
        let config = &site.config;
        let own = &config.own_pages;
        let for_script: BTreeMap<&String, &String> =
            words.table().iter().filter(|(key, _)| is_for_script(key)).collect();
        Self {
            title: config.title.clone(),
            base_url: config.base_url.clone(),
            home_url: site.href(&UrlPath::root()),
            description: site.description().to_owned(),
            language: config.language.clone(),
            dir: direction(&config.language),
            menu: menu(site),
            generator: concat!("fieldnotes ", env!("CARGO_PKG_VERSION")).to_owned(),
            sections: sections(site),
            taxonomies: taxonomies(site),
            archive_url: site.href(&own.archive),
            review_url: site.href(&own.review),
            search_url: site.route(&own.search).map(|route| site.href(&route.url)),
            feed_url: site.href(&UrlPath::root().feed()),
            feed_json_url: site.href(&UrlPath::file("feed.json")),
            notes_json_url: site.href(&UrlPath::file("notes.json")),
            theme: theme(site, &assets, chosen),
            assets,
            social_card: site.social_card.as_ref().map(|card| site.permalink(card)),
            csp: policy(site),
            words_json: json_for_script(&serde_json::to_string(&for_script).unwrap_or_default()),
            review_near: crate::model::review::NEAR,
            t: words.table().clone(),
        }
    }
}

/// Whether the scripts of pages need a word.
fn is_for_script(key: &str) -> bool {
    key.starts_with("js_")
        || key.starts_with("notes_count_")
        || matches!(key, "list_separator" | "minutes" | "name_and_value")
}

fn sections(site: &Site) -> Vec<WayView> {
    let view = |section: &Section| WayView {
        name: section.folder.to_string(),
        title: section.title.clone(),
        url: site.href(&section.url),
    };
    site.children(0).map(view).collect()
}

fn taxonomies(site: &Site) -> Vec<WayView> {
    let view = |taxonomy: &Taxonomy| WayView {
        name: taxonomy.config.name.clone(),
        title: taxonomy.config.title.clone(),
        url: site.href(&taxonomy.url),
    };
    site.taxonomies.iter().map(view).collect()
}

/// Where an entry of the menu leads; one that leads to no page is left as it is, below the base URL.
fn menu_url(site: &Site, written: &str) -> String {
    if !written.starts_with('/') || written.starts_with("//") {
        return written.to_owned();
    }
    let (path, rest) = parts(written);
    match path.and_then(|path| on_site(site, &path)) {
        Some(url) => format!("{}{rest}", encode(&site.href(&url))),
        None => format!("{}{written}", site.base_path()),
    }
}

fn theme(site: &Site, assets: &BTreeMap<String, String>, chosen: &Chosen) -> ThemeView {
    let address = |name: &String| assets.get(name).cloned();
    let config = &site.config.theme;
    ThemeView {
        logo: chosen.logo.as_ref().and_then(|logo| {
            let (width, height) = logo.size.unzip();
            Some(LogoView { url: address(&logo.asset)?, width, height })
        }),
        favicon: chosen
            .favicon
            .as_ref()
            .and_then(|name| Some(FaviconView { url: address(name)?, kind: content_type(name) })),
        stylesheets: chosen.stylesheets.iter().filter_map(address).collect(),
        scripts: chosen.scripts.iter().filter_map(address).collect(),
        footer: FooterView { text: config.footer.text.clone(), links: own_links(site, &config.footer.links) },
    }
}

/// Links that the settings name, without those that may not be followed.
fn own_links(site: &Site, items: &[MenuItem]) -> Vec<LinkView> {
    let is_safe = |item: &&MenuItem| unsafe_scheme(&site.config, &item.url.value).is_none();
    let link = |item: &MenuItem| LinkView { title: item.title.clone(), url: menu_url(site, &item.url.value) };
    items.iter().filter(is_safe).map(link).collect()
}

/// The links of the header: the site's own, else the top sections, two indexes that hold something, and pages such as an imprint.
fn menu(site: &Site) -> Vec<LinkView> {
    if !site.config.menu.is_empty() {
        return own_links(site, &site.config.menu);
    }
    let link = |section: &Section| LinkView { title: section.title.clone(), url: site.href(&section.url) };
    let (texts, sections): (Vec<_>, Vec<_>) = site.children(0).partition(|section| section.is_text());
    let mut menu: Vec<LinkView> = sections.into_iter().map(link).collect();
    let indexes = site.taxonomies.iter().filter(|taxonomy| {
        matches!(&*taxonomy.config.name, "stack" | "topics") && !taxonomy.terms.is_empty()
    });
    menu.extend(
        indexes
            .map(|taxonomy| LinkView { title: taxonomy.config.title.clone(), url: site.href(&taxonomy.url) }),
    );
    menu.extend(texts.into_iter().map(link));
    menu
}
