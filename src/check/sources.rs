//! What `image_sources` says pictures come from: an address, or a file of the site.

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::model::Places;
use crate::model::link::{Target, is_data_picture};
use crate::note::Facts;

/// The faults of a note's sources.
pub(super) fn of_note(places: Places<'_>, note: &Facts) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (at, source) in note.image_sources.iter().enumerate() {
        let url = &source.url.value;
        // One that the form rules out is reported with the fields, one that the body shows too with the body.
        let is_spelt = crate::validate::schema::Form::Source.regex().is_some_and(|form| form.is_match(url));
        let is_shown = note.outline.pictures.iter().any(|picture| source.is_of(&picture.destination));
        if !is_spelt || is_shown || is_data_picture(url) {
            continue;
        }
        let is_address = url.starts_with("http://") || url.starts_with("https://");
        let is_file = matches!(
            places.resolve(&note.path, url),
            Target::File(_) | Target::Address(..) | Target::Unpublished(..)
        );
        if is_address || is_file {
            continue;
        }
        let message = format!("`{url}` is neither an address nor a file of the site");
        let mut fault = Diagnostic::new(Code::InvalidUrl, &note.path, source.url.span, message);
        // The page is right; only what it says of a picture is not.
        fault.level = Level::Warn;
        let near = note.path.join(url).and_then(|path| places.nearest_path(&note.path, &path).cloned());
        let help = match near {
            Some(near) => format!("did you mean `{}`?", super::links::relative(&note.path, &near)),
            None => "write an address like `https://example.org/picture.png`, or the picture's path from this file"
                .to_owned(),
        };
        faults.push(fault.key(format!("image_sources[{at}].url")).help(help));
    }
    faults
}
