//! What `image_sources` says pictures come from: an address, or a file of the site.

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::fix::keep_apart;
use crate::model::Places;
use crate::model::link::{Target, is_data_picture};
use crate::note::Facts;
use crate::parse::yaml::in_place_of;

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
        let fault = fault.key(format!("image_sources[{at}].url"));
        let path = note.path.join(url);
        faults.push(match path.as_ref().and_then(|path| places.nearest_path(&note.path, path)) {
            Some(near) => {
                let new = super::links::relative(&note.path, near.path);
                let leads = matches!(places.resolve(&note.path, &new), Target::File(_));
                let written = in_place_of(url, source.url.span, &new).filter(|_| near.is_certain && leads);
                let fault = fault.help(format!("did you mean `{new}`?"));
                super::links::unmended(fault.replace(url, source.url.span, written), url)
            }
            None => fault.help(
                "write an address like `https://example.org/picture.png`, or the picture's path relative to this file",
            ),
        });
    }
    keep_apart(&mut faults, note.image_sources.iter().map(|source| source.url.span));
    faults
}
