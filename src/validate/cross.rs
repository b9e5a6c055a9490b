//! Rules over several fields of one note, and over its fields and its body.

use std::collections::HashMap;

use super::walk::Walker;
use super::{Rules, day, fences};
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::note::Note;
use crate::parse::Document;
use crate::parse::ids::TakenBy;
use crate::parse::math::{Placement, to_mathml};
use crate::parse::yaml::in_place_of;
use crate::span::Span;
use crate::suggest;
use crate::tree::Node;

/// Checks all of them.
pub(super) fn check(walker: &mut Walker<'_>, note: &Note, document: &Document, rules: &Rules<'_>) {
    if let Some(front) = &document.front {
        dates(walker, note, front);
        day::in_name(walker, note, front);
        reading_time(walker, document, front);
        repeated_items(walker, front);
        images(walker, note, document, front);
        code_language(walker, front, rules);
    }
    body(walker, document, rules);
}

/// Checks what only the body says.
pub(super) fn body(walker: &mut Walker<'_>, document: &Document, rules: &Rules<'_>) {
    headings(walker, document);
    fences::check(walker, document, rules);
    pictures(walker, document);
    formulas(walker, document);
}

fn formulas(walker: &mut Walker<'_>, document: &Document) {
    for formula in &document.outline.formulas {
        if let Err(reason) = to_mathml(&formula.source, Placement::Inline) {
            let message = format!("the formula can't be read: {reason}");
            let fault = Diagnostic::new(Code::MathSyntax, walker.path, formula.span, message);
            walker.push(fault.help("correct the LaTeX"));
        }
    }
}

fn dates(walker: &mut Walker<'_>, note: &Note, front: &Node) {
    if let (Some(date), Some(updated), Some(node)) =
        (note.profile.face.date, note.profile.face.updated, front.get("updated"))
        && updated.date < date.date
    {
        let message = format!("`updated` ({}) is earlier than `date` ({})", updated.date, date.date);
        let mut fault =
            Diagnostic::new(Code::UpdatedBeforeDate, walker.path, node.span, message).key("updated");
        if let Some(first) = front.get("date") {
            fault = fault.related(walker.path, first.span, "written on this day");
        }
        walker.push(fault.help("correct one of the two dates"));
    }
}

fn reading_time(walker: &mut Walker<'_>, document: &Document, front: &Node) {
    let Some(node) = front.get("reading_time") else { return };
    let Some(given) =
        node.as_integer().and_then(|minutes| u32::try_from(minutes).ok()).filter(|minutes| *minutes >= 1)
    else {
        return;
    };
    let computed = document.outline.length.minutes();
    let difference = given.abs_diff(computed);
    if difference > 2 && f64::from(difference) > f64::from(computed) / 2.0 {
        let message = format!("`reading_time` says {given} minutes; the body has about {computed}");
        let fault =
            Diagnostic::new(Code::ReadingTimeOff, walker.path, node.span, message).key("reading_time");
        let fault = fault.help("correct it, or remove it: without the field, the time is computed");
        walker.push(fault.fix(format!("replace {given} by {computed}"), node.span, computed.to_string()));
    }
}

fn repeated_items(walker: &mut Walker<'_>, front: &Node) {
    for key in ["checklist", "stack", "tools", "notes", "alerts"] {
        let Some(list) = front.get(key) else { continue };
        let text = |item: &Node| {
            let text = nfc(item.as_text().or_else(|| item.get("name")?.as_text())?);
            // Two alerts may differ in case alone.
            Some(if key == "alerts" { text.into_owned() } else { text.to_lowercase() })
        };
        let mut first_places = HashMap::new();
        for (at, item) in list.items().iter().enumerate() {
            let Some(name) = text(item) else { continue };
            let Some(first) = first_places.get(&name).copied() else {
                first_places.insert(name, item.span);
                continue;
            };
            let fault = Diagnostic::new(
                Code::DuplicateItem,
                walker.path,
                item.span,
                format!("`{key}` contains this item twice"),
            )
            .key(format!("{key}[{at}]"))
            .label("given again here")
            .related(walker.path, first, "first given here");
            walker.push(fault.help("remove one of the two"));
        }
    }
}

fn images(walker: &mut Walker<'_>, note: &Note, document: &Document, front: &Node) {
    let pictures = &document.outline.pictures;
    if let Some(node) = front.at("flags.has_images")
        && let Some(flag) = node.as_flag().filter(|flag| *flag == pictures.is_empty())
    {
        let message = if flag {
            "`has_images` is true, but the body has no picture"
        } else {
            "`has_images` is false, but the body has a picture"
        };
        let word = if flag { "false" } else { "true" };
        let mut fault =
            Diagnostic::new(Code::HasImagesMismatch, walker.path, node.span, message).key("flags.has_images");
        if let Some(picture) = pictures.first() {
            fault = fault.related(walker.path, picture.span, "a picture");
        }
        walker.push(fault.help(format!("write `{word}`")).fix(format!("write `{word}`"), node.span, word));
    }
    let is_listed =
        |address: &str| note.profile.facts.image_sources.iter().any(|source| source.is_of(address));
    let is_data = |address: &str| address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
    let is_file = |address: &str| !address.trim().is_empty() && !is_data(address);
    for picture in
        pictures.iter().filter(|picture| is_file(&picture.destination) && !is_listed(&picture.destination))
    {
        let message = format!("`{}` has no entry in `image_sources`", picture.destination);
        let fault = Diagnostic::new(Code::ImageWithoutSource, walker.path, picture.span, message);
        walker.push(
            fault
                .help(format!("add an entry with `url: {}` and the picture's `source`", picture.destination)),
        );
    }
    for (at, source) in note.profile.facts.image_sources.iter().enumerate() {
        if !pictures.iter().any(|picture| source.is_of(&picture.destination)) {
            let message = format!("`{}` is not a picture of the body", source.url.value);
            let fault = Diagnostic::new(Code::SourceWithoutImage, walker.path, source.url.span, message);
            let fault = fault.key(format!("image_sources[{at}].url"));
            walker.push(
                match suggest::nearest(
                    &source.url.value,
                    pictures.iter().map(|picture| &*picture.destination),
                ) {
                    Some(near) => {
                        let lacking = pictures.iter().map(|picture| &*picture.destination);
                        let right =
                            suggest::certain(&source.url.value, lacking.filter(|near| !is_listed(near)));
                        let right =
                            right.and_then(|near| in_place_of(&source.url.value, source.url.span, near));
                        fault.help(format!("did you mean `{near}`?")).replace(
                            &source.url.value,
                            source.url.span,
                            right,
                        )
                    }
                    None => fault.help("show the picture in the body, or remove the entry"),
                },
            );
        }
    }
}

fn code_language(walker: &mut Walker<'_>, front: &Node, rules: &Rules<'_>) {
    if let Some(node) = front.get("code_language")
        && let Some(language) = node.as_text().filter(|language| !(rules.knows_language)(language))
    {
        let near = (rules.near_language)(language);
        let right = near.as_ref().filter(|(_, is_certain)| *is_certain);
        let right = right.and_then(|(near, _)| in_place_of(language, node.span, near));
        let fault = unknown_language(walker, node.span, language, near.as_ref());
        walker.push(fault.key("code_language").replace(language, node.span, right));
    }
}

/// The first word behind a fence.
pub(super) fn word(info: &str) -> &str {
    info.split([' ', '\t', ',', '{']).find(|word| !word.is_empty()).unwrap_or("")
}

/// A language that is not known.
pub(super) fn unknown_language(
    walker: &Walker<'_>,
    span: Span,
    language: &str,
    near: Option<&(String, bool)>,
) -> Diagnostic {
    let message = format!("`{language}` is not a language that the highlighter knows");
    let fault = Diagnostic::new(Code::UnknownLanguage, walker.path, span, message).alike(language);
    match near {
        Some((near, _)) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("write `text` for plain text; the manual lists the languages"),
    }
}

fn headings(walker: &mut Walker<'_>, document: &Document) {
    let mut level = 1;
    for heading in &document.outline.headings {
        if heading.level > level + 1 {
            let message = format!("a heading of level {} follows one of level {level}", heading.level);
            let fault = Diagnostic::new(Code::HeadingSkipsLevel, walker.path, heading.span, message);
            walker.push(fault.help(format!(
                "write it with {} signs: `{} {}`",
                level + 1,
                "#".repeat(level as usize + 1),
                heading.text
            )));
        }
        level = heading.level;
        if let Some(by) = heading.id_taken_by {
            let owner = match by {
                TakenBy::Heading => "another heading",
                TakenBy::Page | TakenBy::Place => "another part of the page",
            };
            let message = format!("{owner} already has this id; this one becomes `{}`", heading.id);
            let fault = Diagnostic::new(Code::DuplicateHeadingId, walker.path, heading.span, message);
            walker.push(fault.help("give it another id"));
        }
    }
}

fn pictures(walker: &mut Walker<'_>, document: &Document) {
    for picture in document.outline.pictures.iter().filter(|picture| !picture.has_alt) {
        let message = format!("`{}` has no alternative text", picture.destination);
        let fault = Diagnostic::new(Code::MissingAlt, walker.path, picture.span, message);
        walker.push(fault.help("describe the picture in the square brackets, or in `alt`"));
    }
}

/// Sets severities by the site's levels, and drops what the site or the note allows. Adds a fault for each
/// exception of the note that matched nothing.
pub(crate) fn apply_levels(
    config: &crate::config::Config,
    allowed: &[crate::span::Spanned<String>],
    path: &crate::path::SourcePath,
    diagnostics: &mut Vec<Diagnostic>,
) {
    use crate::diagnostic::Level;
    let mut used = vec![false; allowed.len()];
    diagnostics.retain_mut(|diagnostic| {
        let mine = allowed.iter().position(|code| code.value == diagnostic.code.name());
        if let Some(at) = mine.filter(|_| diagnostic.path == *path) {
            used[at] = true;
            return false;
        }
        diagnostic.level = config.level_of(diagnostic);
        diagnostic.level != Level::Allow
    });
    // What holds on a day is not for ever: an exception from it may be of use tomorrow.
    let is_of_day = |code: &str| Code::named(code).is_some_and(Code::is_of_day);
    let unused = allowed.iter().zip(used).filter(|(code, used)| !used && !is_of_day(&code.value));
    for (code, _) in unused {
        let fault = if Code::named(&code.value).is_none() {
            let is_new = |name: &&str| !allowed.iter().any(|other| other.value == *name);
            let meant = crate::config::code_meant(&code.value).filter(is_new);
            let right = meant.and_then(|name| in_place_of(&code.value, code.span, name));
            let fault = crate::config::unknown_code(path, code.span, &code.value);
            fault.replace(&code.value, code.span, right)
        } else {
            let message = format!("`{}` is allowed here, but the note has no such fault", code.value);
            Diagnostic::new(Code::UnusedAllow, path, code.span, message).help("remove it from `lints.allow`")
        };
        if config.level(fault.code) != Level::Allow {
            diagnostics.push(fault.key("lints.allow"));
        }
    }
    crate::fix::keep_apart(diagnostics, allowed.iter().map(|code| code.span));
}
