//! What a path in a link means. People write the file (`../tls/renewal.md`), the file as another tool publishes it
//! (`renewal.html`, `renewal`), its folder, the file as seen from `content/` (`/notes/tls/renewal.md`), or a page as readers see
//! it: by its address (`/notes/renewal/`), or relative to that of the page that the link stands on (`../renewal/`). Files go
//! before addresses.

use super::{Known, Target, address};
use crate::config::Repository;
use crate::corpus::CONTENT;
use crate::model::Site;
use crate::model::route::{Page, file_url};
use crate::path::{SourcePath, UrlPath, markdown_stem, normalise, slugify};

/// What follows the path of a link: as it is written, and the place that it names.
pub(super) type Rest<'r> = (&'r str, Option<String>);

/// Where a path leads that is written in `from`.
pub(super) fn of_path(site: &Site, from: &SourcePath, path: &str, (rest, place): Rest<'_>) -> Target {
    if path.starts_with('/') {
        return absolute(site, path, (rest, place));
    }
    let led = from.joined(path);
    let file = led.as_deref().and_then(|led| file(site, led, place.clone()));
    if let Some(target) = file {
        return target;
    }
    let on_page = beside_page(site, from, path).map(|path| address(site, &path, rest)).filter(is_there);
    let in_repository = || in_repository(site, from, path).map(Target::Repository);
    let by_words = || {
        let beside_file = led.as_deref().and_then(|led| led.strip_prefix(CONTENT)).map(str::to_owned);
        let places = beside_file.into_iter().chain(beside_page(site, from, path));
        places.into_iter().find_map(|path| in_words(site, &path, rest))
    };
    let nowhere = || led.as_deref().and_then(SourcePath::new).map_or(Target::Outside, Target::Missing);
    on_page.or_else(in_repository).or_else(by_words).unwrap_or_else(nowhere)
}

/// A path that begins with `/`: an address, or a file as seen from `content/`.
fn absolute(site: &Site, path: &str, (rest, place): Rest<'_>) -> Target {
    let by_address = address(site, path, rest);
    let Some(below) = below_content(path) else { return by_address };
    match &by_address {
        // A folder that has a page of its own, and what is published as a file, have one reading.
        Target::Address(url, _) if url.as_str().ends_with('/') && site.section_of(&below).is_none() => {
            let is_other = |page: UrlPath| Some(page) != page_at(site, url);
            let by_file = file(site, &below, place);
            by_file.filter(|target| page_of(site, target).is_some_and(is_other)).unwrap_or(by_address)
        }
        Target::NoPage(_) | Target::Outside => {
            let in_repository = || in_repository(site, &SourcePath::settings(), path).map(Target::Repository);
            let by_words = || in_words(site, path, rest);
            file(site, &below, place).or_else(in_repository).or_else(by_words).unwrap_or(by_address)
        }
        _ => by_address,
    }
}

/// The page that a path means as an address, where that is another one than the file it leads to.
pub(crate) fn other_page(
    site: &Site,
    from: &SourcePath,
    destination: &str,
    target: &Target,
) -> Option<UrlPath> {
    let page = page_of(site, target)?;
    let (path, rest) = super::parts(destination.trim());
    let is_way_up = |path: &str| {
        path.trim_end_matches('/').rsplit('/').next().is_some_and(|name| matches!(name, "." | ".."))
    };
    let path = path.filter(|path| !path.is_empty() && markdown_stem(path).is_none() && !is_way_up(path))?;
    let path = if path.starts_with('/') { path } else { beside_page(site, from, &path)?.into() };
    match address(site, &path, rest) {
        Target::Address(url, _) => {
            page_at(site, &url).filter(|other| *other != page && other.as_str().ends_with('/'))
        }
        _ => None,
    }
}

/// The address of the page that a target is, unless it is one by its address already.
fn page_of(site: &Site, target: &Target) -> Option<UrlPath> {
    match target {
        Target::Note(id, _) => Some(site.notes[*id].url.clone()),
        Target::Section(id, _) => Some(site.sections[*id].url.clone()),
        Target::File(path) => Some(file_url(path)),
        _ => None,
    }
}

/// The page at an address, behind any redirect.
fn page_at(site: &Site, url: &UrlPath) -> Option<UrlPath> {
    match &site.route(url)?.page {
        Page::Redirect(to) => Some(to.clone()),
        _ => Some(url.clone()),
    }
}

fn is_there(target: &Target) -> bool {
    matches!(target, Target::Address(..) | Target::Unpublished(..))
}

/// A path as an address, where its parts are spelt as those of files: `/v1.2/Guide/` is `/v1-2/guide/` here. The last part is a
/// file, or a page.
fn in_words(site: &Site, path: &str, rest: &str) -> Option<Target> {
    let (folder, name) = path.trim_end_matches('/').rsplit_once('/')?;
    let words = |path: &str| path.split('/').map(slugify).collect::<Vec<_>>().join("/");
    let folder = words(folder);
    let of_file = (!path.ends_with('/')).then(|| format!("{folder}/{name}"));
    let of_page = (markdown_stem(name).is_none()).then(|| format!("{folder}/{}/", slugify(name)));
    let mut all = of_file.into_iter().chain(of_page).filter(|words| words != path);
    all.find_map(|words| Some(address(site, &words, rest)).filter(is_there))
}

/// A relative path as an address, as a browser follows it on the page of a file. Nothing where that is not on the site.
fn beside_page(site: &Site, from: &SourcePath, path: &str) -> Option<String> {
    let page = match site.known(from)? {
        Known::Note(id) => &site.notes[id].url,
        Known::Section(id) => &site.sections[id].url,
        _ => return None,
    };
    let joined = normalise(&format!("{}{path}", page.as_str().trim_start_matches('/')))?;
    Some(format!("/{joined}"))
}

/// The path in the repository of what a path leads to that is there, and no part of the site.
fn in_repository(site: &Site, from: &SourcePath, path: &str) -> Option<String> {
    let path = inside(site.config.repository.as_ref()?, from, path)?;
    (site.beyond.get(&path) == Some(&true)).then_some(path)
}

/// The path in the repository that a destination may lead to, if it may.
pub(crate) fn beyond(repository: &Repository, from: &SourcePath, destination: &str) -> Option<String> {
    if destination.starts_with("//") || destination.starts_with('#') || super::scheme(destination).is_some() {
        return None;
    }
    let (path, _) = super::parts(destination.trim());
    let path = path.filter(|path| !path.is_empty())?;
    let is_beyond = |path: &String| {
        let below = path.strip_prefix(&repository.folder_of(CONTENT));
        below.is_none_or(|below| !below.is_empty() && !below.starts_with('/'))
    };
    inside(repository, from, &path).filter(is_beyond)
}

fn inside(repository: &Repository, from: &SourcePath, path: &str) -> Option<String> {
    if let Some(path) = path.strip_prefix('/') {
        return normalise(path).filter(|path| !path.is_empty());
    }
    normalise(&format!("{}/{path}", repository.folder_of(from.folder()))).filter(|path| !path.is_empty())
}

fn below_content(path: &str) -> Option<String> {
    let below = normalise(path.trim_start_matches('/'))?;
    Some(if below.is_empty() { CONTENT.to_owned() } else { format!("{CONTENT}/{below}") })
}

/// The file or folder that a path of the site means; None if there is none.
fn file(site: &Site, path: &str, place: Option<String>) -> Option<Target> {
    if let Some(target) = exact(site, path, place.clone()) {
        return Some(target);
    }
    let (stem, ending) = stem(path);
    let folder = match stem.rsplit_once('/') {
        Some((folder, name)) if is_of_folder(name) => Some(folder),
        _ => None,
    };
    let by_name =
        [".md", ".markdown"].iter().find_map(|end| exact(site, &format!("{stem}{end}"), place.clone()));
    // A folder's page by any of its names: `tls/README.md`, where `tls/_index.md` or `tls/index.md` is there.
    if let Some(folder) = folder.filter(|_| !ending.is_empty()) {
        return by_name.or_else(|| exact(site, folder, place));
    }
    by_name.or_else(|| exact(site, stem, place).filter(|_| !ending.is_empty()))
}

/// The file of a path, the note of a folder, or the folder's own page.
fn exact(site: &Site, path: &str, place: Option<String>) -> Option<Target> {
    let of_folder = || site.file_at(site.page_of(path)?.as_str());
    match site.file_at(path).or_else(of_folder) {
        Some((_, Known::Note(id))) => return Some(Target::Note(id, place)),
        Some((_, Known::Section(id))) => return Some(Target::Section(id, place)),
        Some((path, Known::File)) => return Some(Target::File(path.clone())),
        Some((path, known @ (Known::Draft | Known::Faulty))) => {
            return Some(Target::Unpublished(path.clone(), known));
        }
        None => {}
    }
    let section = site.section_of(path);
    // Where a folder has no page of its own, hosts of repositories show its README.
    if section.is_none_or(|id| site.sections[id].file.is_none())
        && let Some((_, Known::Note(id))) = readme(site, path)
    {
        return Some(Target::Note(id, place));
    }
    match (section, site.left_out.why(path), SourcePath::new(path)) {
        (Some(id), ..) => Some(Target::Section(id, place)),
        (None, Some(why), Some(path)) => Some(Target::Unpublished(path, why)),
        _ => None,
    }
}

/// Names of the file that a host of repositories shows for a folder.
const README: [&str; 3] = ["README.md", "readme.md", "Readme.md"];

fn readme<'s>(site: &'s Site, folder: &str) -> Option<(&'s SourcePath, Known)> {
    README.iter().find_map(|name| site.file_at(&format!("{folder}/{name}")))
}

/// Whether a file of this name, without its ending, is the page of its folder.
fn is_of_folder(name: &str) -> bool {
    matches!(name, "index" | "_index" | "README" | "readme" | "Readme")
}

/// A path without the ending of a page, and that ending; the whole path where it has none.
fn stem(path: &str) -> (&str, &str) {
    let endings = [".html", ".htm", ".mdx", ".markdown", ".md"];
    let ending = endings.iter().find(|ending| path.ends_with(**ending)).map_or(0, |ending| ending.len());
    path.split_at(path.len() - ending)
}
