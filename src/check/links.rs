//! Every link and picture of a note leads somewhere: to a note, a heading, a file or an address that is there. What is
//! wrong with links and pictures besides is said in `links/unseen.rs`.

mod mend;
mod place;
mod template;
mod unseen;

use std::cell::Cell;

use crate::config::schemes;
use crate::corpus::{CONTENT, SectionFile};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::links::{Form, written};
use crate::model::link::{Target, is_data_picture, is_web, place_of};
use crate::model::{Known, Places};
use crate::note::{Facts, ImageSource};
use crate::parse::Outline;
use crate::parse::markdown::{Link, Picture};
use crate::path::SourcePath;
use crate::span::{Span, Spanned};

pub(crate) use place::LostPlace;
pub(super) use template::unmended;

/// The faults of a note's links.
pub(super) fn of_note(places: Places<'_>, note: &Facts) -> Vec<Diagnostic> {
    let checker = Checker::new(places, &note.path, &note.outline);
    let mut diagnostics = checker.check();
    diagnostics.extend(note.image_sources.iter().filter_map(|source| checker.image_source(source)));
    diagnostics.extend(note.field_links.iter().filter_map(|link| checker.field_link(link)));
    diagnostics
}

/// The faults of a section's links.
pub(super) fn of_section(places: Places<'_>, section: &SectionFile) -> Vec<Diagnostic> {
    Checker::new(places, &section.path, &section.outline).check()
}

struct Checker<'a> {
    places: Places<'a>,
    path: &'a SourcePath,
    outline: &'a Outline,
    /// For how many destinations that lead nowhere the nearest one was sought.
    sought: Cell<usize>,
}

/// A destination of a link or a picture.
#[derive(Clone, Copy)]
struct Given<'a> {
    destination: &'a str,
    /// Where it is reported.
    span: Span,
    /// Where it is written, to the byte.
    written: Option<Span>,
}

impl<'a> Checker<'a> {
    fn new(places: Places<'a>, path: &'a SourcePath, outline: &'a Outline) -> Self {
        Self { places, path, outline, sought: Cell::new(0) }
    }

    fn check(&self) -> Vec<Diagnostic> {
        let link = |link: &Link| {
            let Link { destination, span, written } = link;
            let fault = self.link(Given { destination, span: *span, written: *written })?;
            of_author(fault, destination).map(|fault| fault.pointed(destination))
        };
        let picture = |picture: &Picture| {
            let Picture { destination, span, written, .. } = picture;
            let fault = self.picture(Given { destination, span: *span, written: *written })?;
            of_author(fault, destination).map(|fault| fault.pointed(destination))
        };
        let links = self.outline.links.iter().filter_map(link);
        let pictures = self.outline.pictures.iter().filter_map(picture);
        links.chain(pictures).chain(self.nameless()).collect()
    }

    fn fault(&self, code: Code, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(code, self.path, span, message)
    }

    fn link(&self, given: Given<'_>) -> Option<Diagnostic> {
        let Given { destination, span, .. } = given;
        if matches!(destination.trim(), "" | "#" | "?") {
            return Some(self.empty(destination.trim(), span));
        }
        let target = self.places.resolve(self.path, destination);
        match &target {
            Target::External
            | Target::Repository(_)
            | Target::File(_)
            | Target::Unpublished(_, Known::Faulty) => None,
            Target::Address(url, rest) => {
                let place = rest.split_once('#').map_or("", |(_, place)| place);
                self.place(self.places.at(url)?, &place_of(place), given)
            }
            Target::Here(place) => self.place((self.path, self.outline), place, given),
            Target::Note(id, place) => {
                let of_note = self.places.of_note(*id);
                self.place(of_note, place.as_deref().unwrap_or(""), given)
                    .or_else(|| self.ambiguous(destination, &target, span))
            }
            Target::Section(id, place) => {
                let of_section = self.places.of_section(*id);
                of_section
                    .and_then(|section| self.place(section, place.as_deref().unwrap_or(""), given))
                    .or_else(|| self.ambiguous(destination, &target, span))
            }
            Target::Unpublished(path, _) => self.draft(path, destination, span),
            Target::Missing(path) => Some(self.missing(path, given)),
            Target::NoPage(address) => Some(self.no_page(address, given)),
            Target::Outside | Target::Unsafe(_) | Target::Unreadable => Some(self.refused(&target, given)),
        }
    }

    /// A link in a field, which leads nowhere but to an address with a scheme.
    fn field_link(&self, link: &Spanned<String>) -> Option<Diagnostic> {
        let target = self.places.resolve(self.path, &link.value);
        let given = Given { destination: &link.value, span: link.span, written: None };
        matches!(target, Target::Unsafe(_) | Target::Unreadable).then(|| self.refused(&target, given))
    }

    /// A path that means one page as that of a file, and another one as an address.
    fn ambiguous(&self, destination: &str, target: &Target, span: Span) -> Option<Diagnostic> {
        let page = self.places.other_page(self.path, destination, target)?;
        let led = match target {
            Target::Note(id, _) => relative(self.path, self.places.of_note(*id).0),
            Target::Section(id, _) => self.places.url_of_section(*id).to_string(),
            _ => return None,
        };
        let message = format!("`{destination}` leads to `{led}` as a file, and to `{page}` as an address");
        let help = format!("write `{led}` for the file, or the path of the other file");
        Some(self.fault(Code::AmbiguousLink, span, message).help(help))
    }

    /// What leads to a draft, or to a file that goes with one. Of a draft it may: both are left out.
    fn draft(&self, path: &SourcePath, destination: &str, span: Span) -> Option<Diagnostic> {
        if self.places.known(self.path) == Some(Known::Draft) {
            return None;
        }
        let is_file = self.places.file(path).is_some();
        let (message, help) = if is_file {
            let message = format!("`{destination}` belongs to a draft, which is not published");
            (message, format!("publish the draft first, or move the file out of `{}`", path.folder()))
        } else {
            let message = format!("`{destination}` leads to a draft, which is not published");
            (message, format!("publish `{path}` first, or remove the link"))
        };
        Some(self.fault(Code::DraftLink, span, message).help(help))
    }

    fn refused(&self, target: &Target, given: Given<'_>) -> Diagnostic {
        let Given { destination, span, .. } = given;
        if let Target::Unsafe(scheme) = target {
            if scheme.len() == 1 && destination.as_bytes().get(1) == Some(&b':') {
                let message = format!("`{destination}` is a path on one computer, outside of the site");
                return self.fault(Code::LinkLeavesSite, span, message).help(
                    "put the file below `content/` or `static/`, and write a path relative to this file",
                );
            }
            let message = format!("links with `{scheme}:` are not allowed");
            let help = if schemes::is_closed(scheme) {
                "use an http or https address, or a file of the site".to_owned()
            } else {
                format!(
                    "use an http or https address, or allow the scheme: `schemes = [\"{scheme}\"]` under `[markdown]`"
                )
            };
            return self.fault(Code::UnsafeLink, span, message).help(help);
        }
        if *target == Target::Unreadable {
            let message = format!("`{destination}` contains a control character");
            return self
                .fault(Code::UnsafeLink, span, message)
                .help("remove it, or write it as `%` and its code");
        }
        if let Some(fault) = self.of_windows(given) {
            return fault;
        }
        let message = format!("`{destination}` is outside of the site");
        self.fault(Code::LinkLeavesSite, span, message).help("put the file below `content/` or `static/`")
    }

    /// A path from the root that is neither an address of the site nor a file below `content/`.
    fn no_page(&self, address: &str, given: Given<'_>) -> Diagnostic {
        let message = format!("no page of the site has the address `{address}`");
        let fault = self.fault(Code::BrokenLink, given.span, message);
        let file =
            SourcePath::new(&format!("{CONTENT}{address}")).filter(|path| path.markdown_stem().is_some());
        let near = file.and_then(|file| self.nearest(&file));
        match near.and_then(|near| Some((near.path.as_str().strip_prefix(CONTENT)?, near.is_certain))) {
            Some((near, is_certain)) => {
                let new = format!("{}{}", written(near, Form::Bare), behind(given.destination));
                let fault = fault.help(format!("did you mean `{near}`?"));
                self.mended(fault, given, is_certain.then_some(new))
            }
            None => fault
                .help("link to the note's file (`../section/note.md`): fieldnotes checks this path, and updates it when the note moves"),
        }
    }

    fn missing(&self, path: &SourcePath, given: Given<'_>) -> Diagnostic {
        let Given { destination, span, .. } = given;
        if let Some(fault) = self.of_windows(given) {
            return fault;
        }
        let message = format!("`{destination}` is not a file of the site");
        let fault = self.fault(Code::BrokenLink, span, message);
        let rest = behind(destination);
        let of_page = || {
            let page = SourcePath::new(&format!("{path}.md")).filter(|_| !path.file_name().contains('.'))?;
            self.nearest(&page)
        };
        match self.nearest(path).or_else(of_page) {
            Some(near) => {
                let file = relative(self.path, near.path);
                let new = format!("{}{rest}", written(&file, Form::Bare));
                let fault = fault.help(format!("did you mean `{file}{rest}`?"));
                self.mended(fault, given, near.is_certain.then_some(new))
            }
            None => fault.help(format!("there is no `{path}`; correct the path")),
        }
    }

    /// A path whose parts are divided by backslashes, as Windows writes it.
    fn of_windows(&self, given: Given<'_>) -> Option<Diagnostic> {
        let Given { destination, span, .. } = given;
        if !destination.contains('\\') && !destination.contains("%5C") {
            return None;
        }
        let slashes = destination.replace('\\', "/").replace("%5C", "/");
        let message = format!("`{destination}` is not a file: backslashes do not separate folders here");
        let fault = self.fault(Code::BrokenLink, span, message);
        let is_there = !matches!(
            self.places.resolve(self.path, &slashes),
            Target::Missing(_) | Target::NoPage(_) | Target::Outside | Target::Unsafe(_) | Target::Unreadable
        );
        Some(if is_there {
            let help = format!("write slashes: `{slashes}`");
            self.mended(fault.help(help), given, Some(slashes))
        } else {
            fault.help(format!("write slashes, and a path that exists: `{slashes}` does not"))
        })
    }

    /// A place on a page: one of its headings, or what HTML gives an id.
    fn place(
        &self,
        (path, outline): (&SourcePath, &Outline),
        place: &str,
        given: Given<'_>,
    ) -> Option<Diagnostic> {
        let lost = LostPlace::of((path, outline), place)?;
        let near = if self.seeks() { lost.near() } else { None };
        let fault = self.fault(Code::BrokenAnchor, given.span, lost.message()).help(lost.help(near));
        Some(match near {
            Some(_) => self.mended(fault, given, lost.right(given.destination)),
            None => fault,
        })
    }

    fn picture(&self, given: Given<'_>) -> Option<Diagnostic> {
        let Given { destination, span, .. } = given;
        if is_data_picture(destination) {
            return None;
        }
        let target = self.places.resolve(self.path, destination);
        match &target {
            Target::External if is_web(destination) => self.blocked(destination, span),
            Target::Address(..) | Target::Unpublished(_, Known::Faulty) => None,
            Target::File(path) => self.dimensions(path, destination, span),
            Target::Unpublished(path, _) if self.places.file(path).is_some() => {
                let own = || self.dimensions(path, destination, span);
                self.draft(path, destination, span).or_else(own)
            }
            Target::Outside | Target::Unsafe(_) | Target::Unreadable => Some(self.refused(&target, given)),
            Target::Note(..) | Target::Section(..) | Target::Unpublished(..) => {
                let message = format!("`{destination}` is a page, not a picture");
                let fault = self.fault(Code::MissingImage, span, message);
                Some(fault.help(format!("link to it, without the `!`: `[text]({destination})`")))
            }
            _ => {
                let message = match destination.trim() {
                    "" => "the picture has no address".to_owned(),
                    _ => format!("the picture `{destination}` does not exist"),
                };
                let fault = self.fault(Code::MissingImage, span, message);
                let path = self.path.join(destination);
                Some(match path.as_ref().and_then(|path| self.nearest(path)) {
                    Some(near) => {
                        let file = relative(self.path, near.path);
                        let new = near.is_certain.then(|| written(&file, Form::Bare));
                        self.mended_picture(fault.help(format!("did you mean `{file}`?")), given, new)
                    }
                    None => fault.help("put the picture beside the note"),
                })
            }
        }
    }

    /// A source whose `url` is a draft's file; where the body shows it, that is said there.
    fn image_source(&self, source: &ImageSource) -> Option<Diagnostic> {
        if self.outline.pictures.iter().any(|picture| source.is_of(&picture.destination)) {
            return None;
        }
        match self.places.resolve(self.path, &source.url.value) {
            Target::Unpublished(path, Known::Draft) => {
                let fault = self.draft(&path, &source.url.value, source.url.span)?;
                Some(fault.key("image_sources.url"))
            }
            _ => None,
        }
    }

    fn dimensions(&self, path: &SourcePath, destination: &str, span: Span) -> Option<Diagnostic> {
        let Some((width, height)) = self.places.file(path)?.dimensions else {
            let message = format!("the size of the picture `{destination}` can't be read");
            let fault = self.fault(Code::UnreadableImage, span, message);
            return Some(
                fault
                    .help("use PNG, JPEG, GIF, WebP, AVIF, or SVG with a `viewBox`; the file may be damaged"),
            );
        };
        // Pictures that get copies are looked at where those are made.
        let has_no_copies = [".gif", ".avif", ".bmp", ".ico", ".svg"]
            .iter()
            .any(|end| path.file_name().to_ascii_lowercase().ends_with(end));
        let limit = self.places.config().limits.image_pixels;
        let is_large = u64::from(width) * u64::from(height) > limit as u64;
        (has_no_copies && is_large).then(|| {
            let name = path.file_name();
            let message =
                format!("the picture `{name}` claims {width} × {height} pixels; the limit is {limit} in all");
            self.fault(Code::ImageTooLarge, span, message).help("save it at the size that readers need, or raise `image_pixels` under `[limits]` in site.toml")
        })
    }
}

/// A fault of an address, unless the address is one that another tool was to fill in: that is said where its signs stand.
fn of_author(fault: Diagnostic, destination: &str) -> Option<Diagnostic> {
    let leads_nowhere = matches!(
        fault.code,
        Code::BrokenLink | Code::BrokenAnchor | Code::MissingImage | Code::LinkLeavesSite
    );
    (!leads_nowhere || !template::is_filled_in(destination)).then(|| unmended(fault, destination))
}

/// The query and the place behind the path of a destination.
fn behind(destination: &str) -> &str {
    destination.find(['?', '#']).map_or("", |at| &destination[at..])
}

/// How a file is written in a link from another one.
pub(super) fn relative(from: &SourcePath, to: &SourcePath) -> String {
    crate::path::relative(from.folder(), to.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_written_as_the_author_would() {
        let path = |text| SourcePath::new(text).unwrap();
        assert_eq!(relative(&path("content/notes/a/x.md"), &path("content/notes/b/y.md")), "../b/y.md");
        assert_eq!(relative(&path("content/notes/a/x.md"), &path("content/notes/a/y.md")), "y.md");
    }
}
