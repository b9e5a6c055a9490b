//! What pictures say of their making: where it was, and what can't be removed.

use crate::config::Config;
use crate::corpus::{Corpus, FileInfo};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// The pictures that say where they were made, and those of which more is published than what they show.
pub(super) fn check(config: &Config, corpus: &Corpus) -> Vec<Diagnostic> {
    let keeps = config.images.keep_metadata;
    let of_file = |(path, info): (&SourcePath, &FileInfo)| {
        let stays = info.traces.stays && !keeps;
        let is_published = info.traces.stays || keeps;
        let end = if is_published { "and is published with it" } else { "which is not published" };
        let place = info.traces.has_place.then(|| place(path, end));
        [place, stays.then(|| self::stays(path))]
    };
    corpus.files.iter().flat_map(of_file).flatten().collect()
}

fn place(path: &SourcePath, end: &str) -> Diagnostic {
    let name = path.file_name();
    let message = format!("`{name}` contains the place where it was taken, {end}");
    let help = "remove the place from the file too: anyone who has the repository can read it";
    Diagnostic::new(Code::PicturePlace, path, Span::at(0), message).help(help)
}

/// A picture that can't be published without its metadata.
pub(crate) fn stays(path: &SourcePath) -> Diagnostic {
    let message = format!("the metadata of `{}` can't be removed", path.file_name());
    Diagnostic::new(Code::PictureMetadata, path, Span::at(0), message)
        .help("save it again as PNG, JPEG or WebP, without metadata")
}
