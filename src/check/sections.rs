//! The `order` of a section names files and folders that are there, each once, and such as it can give a place.

use crate::corpus::{SectionFile, below_content};
use crate::diagnostic::{Code, Diagnostic};
use crate::fix::keep_apart;
use crate::model::{Known, Site};
use crate::parse::yaml::in_place_of;
use crate::path::SourcePath;
use crate::span::Spanned;

/// The names in `order` that give nothing a place.
pub(super) fn check(site: &Site, section: &SectionFile) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut named: Vec<(SourcePath, &Spanned<String>)> = Vec::new();
    for name in &section.order {
        let path = meant(site, section, &name.value);
        let earlier = path.as_ref().and_then(|path| named.iter().find(|(other, _)| other == path));
        if let Some((_, earlier)) = earlier {
            faults.push(twice(section, name, earlier));
            continue;
        }
        faults.extend(fault(site, section, name));
        named.extend(path.map(|path| (path, name)));
    }
    keep_apart(&mut faults, section.order.iter().map(|name| name.span));
    faults
}

/// The file or folder that a name means: a bundle is the same by its folder and by its file.
fn meant(site: &Site, section: &SectionFile, name: &str) -> Option<SourcePath> {
    let path = section.path.join(name.trim_end_matches('/'))?;
    let of_bundle = || SourcePath::new(&format!("{path}/index.md"));
    let is_bundle = !is_folder(site, &path) && of_bundle().is_some_and(|path| site.known(&path).is_some());
    if is_bundle { of_bundle() } else { Some(path) }
}

fn is_folder(site: &Site, path: &SourcePath) -> bool {
    site.section_at(below_content(path.as_str())).is_some()
}

fn twice(section: &SectionFile, name: &Spanned<String>, earlier: &Spanned<String>) -> Diagnostic {
    told(section, name, format!("`{}` is in `order` already", name.value))
        .related(&section.path, earlier.span, "named here first")
        .help("remove one of them: a page has one place")
}

fn told(section: &SectionFile, name: &Spanned<String>, message: String) -> Diagnostic {
    Diagnostic::new(Code::UnknownPage, &section.path, name.span, message).key("order")
}

fn fault(site: &Site, section: &SectionFile, name: &Spanned<String>) -> Option<Diagnostic> {
    let told = |message: String| told(section, name, message);
    let folder = section.path.folder();
    let written = &name.value;
    let Some(path) = meant(site, section, written).filter(|path| is_there(site, path)) else {
        return Some(unknown(site, section, name));
    };
    let inside = path.as_str().strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    let Some(inside) = inside else { return Some(elsewhere(section, name, &path)) };
    if path == section.path {
        let message = format!("`{written}` is this section's own file");
        return Some(told(message).help("remove it: the page of a section is before all that it lists"));
    }
    // A listing of notes has those of folders below it too.
    let is_pages = site.section_at(below_content(folder)).is_some_and(|id| site.sections[id].is_pages);
    let is_index = matches!(site.known(&path), Some(Known::Section(_)));
    let deep = inside.split_once('/').filter(|(_, rest)| is_index || is_pages && *rest != "index.md");
    if let Some((below, _)) = deep {
        let message = format!("`{written}` is in another folder, which has an order of its own");
        let help = if is_index {
            format!(
                "name the folder: `{}`",
                path.folder().strip_prefix(folder).unwrap_or(below).trim_start_matches('/')
            )
        } else {
            format!("name the folder, `{below}`, and put its pages in order in `{folder}/{below}/{INDEX}`")
        };
        return Some(told(message).help(help));
    }
    let is_file = matches!(site.known(&path), Some(Known::File));
    is_file.then(|| {
        told(format!("`{written}` is not a page")).help("remove it: only pages and folders are listed")
    })
}

/// What is said of a name that is none in the folder of the section.
fn elsewhere(section: &SectionFile, name: &Spanned<String>, path: &SourcePath) -> Diagnostic {
    let folder = section.path.folder();
    if path.as_str() == folder {
        let message = format!("`{}` is the folder of this section itself", name.value);
        return told(section, name, message)
            .help("remove it: its place is in the `order` of the folder above");
    }
    told(section, name, format!("`{}` is not in the folder of this section", name.value))
        .help(format!("name files and folders in `{folder}`"))
}

/// The file of a section.
const INDEX: &str = "_index.md";

fn is_there(site: &Site, path: &SourcePath) -> bool {
    is_folder(site, path) || site.known(path).is_some()
}

/// What is said of a name that means nothing, with the nearest one that does.
fn unknown(site: &Site, section: &SectionFile, name: &Spanned<String>) -> Diagnostic {
    let fault = told(section, name, format!("`{}` is not a file of this section", name.value));
    let path = section.path.join(&name.value);
    let near = path.as_ref().and_then(|path| site.nearest_path(&section.path, path));
    match near.filter(|near| near.path.folder() == section.path.folder()) {
        Some(near) => {
            let file = near.path.file_name();
            let is_new = !section.order.iter().any(|other| other.value == file);
            let written = in_place_of(&name.value, name.span, file).filter(|_| near.is_certain && is_new);
            fault.help(format!("did you mean `{file}`?")).replace(&name.value, name.span, written)
        }
        None => fault.help("correct the name, or remove it"),
    }
}
