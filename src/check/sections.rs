//! The `order` of a section names files and folders that are there.

use crate::corpus::{SectionFile, below_content};
use crate::diagnostic::{Code, Diagnostic};
use crate::fix::keep_apart;
use crate::model::Site;
use crate::parse::yaml::in_place_of;

/// The names in `order` that are no file of the section.
pub(super) fn check(site: &Site, section: &SectionFile) -> Vec<Diagnostic> {
    let is_there = |name: &str| {
        let name = name.trim_end_matches('/');
        let path = section.path.join(name);
        let is_folder =
            path.as_ref().is_some_and(|path| site.section_at(below_content(path.as_str())).is_some());
        let candidates = [path, section.path.join(&format!("{name}/index.md"))];
        is_folder || candidates.into_iter().flatten().any(|path| site.known(&path).is_some())
    };
    let missing = section.order.iter().filter(|name| !is_there(&name.value));
    let mut faults: Vec<Diagnostic> = missing
        .map(|name| {
            let message = format!("`{}` is not a file of this section", name.value);
            let fault = Diagnostic::new(Code::UnknownPage, &section.path, name.span, message).key("order");
            let path = section.path.join(&name.value);
            let near = path.as_ref().and_then(|path| site.nearest_path(&section.path, path));
            match near.filter(|near| near.path.folder() == section.path.folder()) {
                Some(near) => {
                    let file = near.path.file_name();
                    let is_new = !section.order.iter().any(|other| other.value == file);
                    let written =
                        in_place_of(&name.value, name.span, file).filter(|_| near.is_certain && is_new);
                    fault.help(format!("did you mean `{file}`?")).replace(&name.value, name.span, written)
                }
                None => fault.help("correct the name, or remove it"),
            }
        })
        .collect();
    keep_apart(&mut faults, section.order.iter().map(|name| name.span));
    faults
}
