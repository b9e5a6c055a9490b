//! The structured data of pages, for search engines: schema.org's vocabulary as JSON-LD. Each page has one graph, with what it is and
//! the way to it. It says nothing that the page does not, and leaves out what nobody wrote.

use serde_json::{Value, json};

use super::card;
use super::html::json_for_script;
use super::reads::Reads;
use super::view::PageView;
use super::view::note::OwnNote;
use crate::model::route::markdown_url;
use crate::path::UrlPath;

/// The data of a page, ready for a script element: what it is, if it is anything, and the pages above it. None where there is
/// nothing to say.
pub(super) fn of_page(reads: &Reads<'_>, page: &PageView, what: Option<Value>) -> Option<String> {
    let graph: Vec<Value> = what.into_iter().chain(trail(reads, page)).collect();
    let data = json!({ "@context": "https://schema.org", "@graph": graph });
    (!graph.is_empty()).then(|| json_for_script(&data.to_string()))
}

/// The site, which its front page stands for.
pub(super) fn website(reads: &Reads<'_>, page: &PageView) -> Value {
    let basics = reads.basics();
    let home = reads.permalink(&UrlPath::root());
    let mut site = json!({
        "@type": "WebSite",
        "@id": format!("{home}#website"),
        "name": basics.title,
        "url": home,
        "inLanguage": basics.language,
        "publisher": publisher(reads),
    });
    if !page.description.is_empty() {
        site["description"] = json!(page.description);
    }
    site
}

/// A note: a `TechArticle`.
pub(super) fn article(reads: &Reads<'_>, own: &OwnNote<'_>, page: &PageView) -> Value {
    let (note, basics) = (&own.note, reads.basics());
    let (face, revision) = (note.face, &note.face.revision);
    let home = reads.permalink(&UrlPath::root());
    let mut web_page = json!({ "@type": "WebPage", "@id": page.permalink });
    if let Some(day) = revision.last_reviewed {
        web_page["lastReviewed"] = json!(day.to_string());
    }
    let names = |items: &[crate::note::Named]| items.iter().map(|item| item.name.clone()).collect::<Vec<_>>();
    let keywords = [names(&face.stack), names(&face.tools)].concat();
    let about: Vec<Value> =
        names(&face.stack).iter().map(|name| json!({ "@type": "Thing", "name": name })).collect();
    let status = work_status(own);
    let has = |text: &str| (!text.is_empty()).then(|| json!(text));
    let known = [
        ("description", has(&page.description)),
        ("datePublished", face.date.map(|day| json!(day.at.to_string()))),
        ("dateModified", face.changed().map(|day| json!(day.at.to_string()))),
        ("author", face.owner.as_deref().map(|owner| author(reads, owner))),
        ("image", page.image.as_ref().map(|url| picture(url))),
        ("articleSection", has(&face.topic)),
        ("keywords", (!keywords.is_empty()).then(|| json!(keywords))),
        ("proficiencyLevel", face.difficulty.as_deref().and_then(proficiency)),
        ("identifier", own.facts.reference.as_ref().map(|reference| json!(reference.value))),
        ("version", revision.version.as_ref().map(|version| json!(version))),
        ("creativeWorkStatus", (!status.is_empty()).then(|| json!(status))),
        ("about", (!about.is_empty()).then(|| json!(about))),
        ("encoding", reads.around(note.path).has_markdown.then(|| as_markdown(reads, note.url))),
    ];
    let mut article = json!({
        "@type": "TechArticle",
        "@id": format!("{}#article", page.permalink),
        "headline": face.title,
        "url": page.permalink,
        "mainEntityOfPage": web_page,
        "inLanguage": basics.language,
        "isPartOf": { "@type": "WebSite", "@id": format!("{home}#website"), "name": basics.title, "url": home },
        "publisher": publisher(reads),
        "timeRequired": format!("PT{}M", face.reading_time),
    });
    for (name, value) in known {
        if let Some(value) = value {
            article[name] = value;
        }
    }
    article
}

/// Whoever the site is of: nothing more is known of them than what the site is called.
fn publisher(reads: &Reads<'_>) -> Value {
    json!({ "@type": "Organization", "name": reads.basics().title, "url": reads.permalink(&UrlPath::root()) })
}

/// Who keeps a note true, and the page with all of their notes.
fn author(reads: &Reads<'_>, owner: &str) -> Value {
    let mut author = json!({ "@type": "Organization", "name": owner });
    if let Some(url) = reads.term("owner", owner) {
        author["url"] = json!(reads.permalink(url));
    }
    author
}

/// The card that stands for a page where its link is shared.
fn picture(url: &str) -> Value {
    let (width, height) = card::SIZE;
    json!({ "@type": "ImageObject", "url": url, "width": width, "height": height })
}

/// The two levels that schema.org has; one between them has no name there.
fn proficiency(difficulty: &str) -> Option<Value> {
    match difficulty {
        "beginner" => Some(json!("Beginner")),
        "advanced" => Some(json!("Expert")),
        _ => None,
    }
}

fn as_markdown(reads: &Reads<'_>, url: &UrlPath) -> Value {
    let address = reads.permalink(&markdown_url(url));
    json!({ "@type": "MediaObject", "encodingFormat": "text/markdown", "contentUrl": address })
}

/// How far a note is, and what is known of it.
fn work_status<'a>(own: &OwnNote<'a>) -> Vec<&'a str> {
    let status = own.note.face.revision.status.as_deref();
    let others = own.note.standing.names().into_iter().filter(|name| status != Some(name));
    status.into_iter().chain(others).collect()
}

/// The way to a page from the front page, with the page itself. None for the front page, and for a page that stands nowhere.
fn trail(reads: &Reads<'_>, page: &PageView) -> Option<Value> {
    let origin = reads.basics().base_url;
    let origin = origin.strip_suffix(reads.basics().base_path()).unwrap_or(origin);
    if page.breadcrumbs.is_empty() && !matches!(page.kind, "note" | "section") {
        return None;
    }
    let above = page.breadcrumbs.iter().map(|crumb| (crumb.title.clone(), format!("{origin}{}", crumb.url)));
    let home = (reads.words().get("home").to_owned(), reads.permalink(&UrlPath::root()));
    let own = (page.title.clone(), page.permalink.clone());
    let steps = std::iter::once(home).chain(above).chain([own]).enumerate();
    let item = |(at, (name, url)): (usize, (String, String))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": url });
    let items: Vec<Value> = steps.map(item).collect();
    Some(
        json!({ "@type": "BreadcrumbList", "@id": format!("{}#way", page.permalink), "itemListElement": items }),
    )
}
