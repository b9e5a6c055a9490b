//! The `order` of a section names files that are there.

use crate::corpus::SectionFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::fix::keep_apart;
use crate::model::Site;
use crate::parse::yaml::in_place_of;

/// The names in `order` that are no file of the section.
pub(super) fn check(site: &Site, section: &SectionFile) -> Vec<Diagnostic> {
    let is_there = |name: &str| {
        let candidates = [section.path.join(name), section.path.join(&format!("{name}/index.md"))];
        candidates.into_iter().flatten().any(|path| site.known(&path).is_some())
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
