//! The files that are no pages, and the size of pictures, from their first bytes: pages reserve the room, so that
//! nothing jumps.

use std::collections::BTreeMap;
use std::io;
use std::panic::catch_unwind;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::files::Files;
use super::{text, unreadable};
use crate::corpus::{CONTENT, FileInfo, STATIC, Traces};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::route::{is_note, is_other_format};
use crate::parallel;
use crate::parse::active::{self, Danger};
use crate::parse::secret::{self, Secret};
use crate::path::SourcePath;
use crate::render::strip;
use crate::source::{Listed, Source};
use crate::span::Span;

/// Everything below `content/` and `static/` that is no page, and the faults of what can't be read: nobody knows what
/// such a file holds, and it is not published.
pub(super) fn other_files(
    source: &dyn Source,
    files: &[Listed],
    known: &mut Files,
) -> (BTreeMap<SourcePath, FileInfo>, Vec<Diagnostic>) {
    let is_other = |file: &&Listed| {
        let path = file.path.as_str();
        let is_below = path.starts_with(CONTENT) || path.starts_with(STATIC);
        is_below && !is_note(&file.path) && !is_other_format(&file.path)
    };
    let others: Vec<&Listed> = files.iter().filter(is_other).collect();
    let looked: Vec<io::Result<FileInfo>> =
        parallel::map(&others, |file| known.other(file, || look(source, file)));
    let mut found = HashMap::new();
    let (mut infos, mut faults) = (BTreeMap::new(), Vec::new());
    for (file, looked) in others.iter().zip(looked) {
        let info = match looked {
            Ok(info) => {
                found.insert(file.path.clone(), (file.stamp(), info.clone()));
                info
            }
            Err(error) => {
                faults.push(unreadable(&file.path, &error));
                FileInfo { size: file.size, is_unread: true, ..FileInfo::default() }
            }
        };
        infos.insert(file.path.clone(), info);
    }
    known.end_others(found);
    (infos, faults)
}

fn look(source: &dyn Source, file: &Listed) -> io::Result<FileInfo> {
    let (dimensions, traces) = picture(source, file)?;
    let (danger, secrets) = (danger(source, file)?, secrets(source, file)?);
    Ok(FileInfo { dimensions, danger, secrets, traces, ..FileInfo::default() })
}

/// Notes in a format that is not published.
pub(super) fn other_formats(files: &[Listed]) -> Vec<Diagnostic> {
    let fault = |file: &Listed| {
        let message =
            format!("`{}` is left out: notes are `.md` or `.markdown` files", file.path.file_name());
        Diagnostic::new(Code::OtherFormat, &file.path, Span::at(0), message).help(
            "convert it to plain Markdown and rename it, or move it below `static/` to publish it unchanged",
        )
    };
    files.iter().filter(|file| is_other_format(&file.path)).map(fault).collect()
}

/// Most bytes of an XML file that is looked through.
const MOST_XML: u64 = 16 << 20;

/// What a file beside notes would do in a browser or on a host. The site's owner answers for those below `static/`.
fn danger(source: &dyn Source, file: &Listed) -> io::Result<Option<Danger>> {
    let name = file.path.file_name();
    if !file.path.as_str().starts_with(CONTENT) {
        return Ok(None);
    }
    if let Some(danger) = active::of_name(name) {
        return Ok(Some(danger));
    }
    Ok(match active::is_xml(name) {
        true if file.size > MOST_XML => Some(Danger::Unreadable),
        true => active::of_xml(&source.read(&file.path)?),
        false => None,
    })
}

/// Most bytes of a text that is looked through for secrets; of a longer one, as many as are read of a picture.
const MOST_TEXT: u64 = 4 << 20;

/// The secrets of a file that is text.
fn secrets(source: &dyn Source, file: &Listed) -> io::Result<Arc<[Secret]>> {
    let name = file.path.file_name();
    if text::is_binary(name) {
        return Ok(Arc::default());
    }
    let bytes = if file.size > MOST_TEXT { source.read_head(&file.path) } else { source.read(&file.path) }?;
    Ok(text::of(name, &bytes).map_or_else(Arc::default, |text| secret::find(&text).into()))
}

fn extension(name: &str) -> String {
    name.rsplit('.').next().unwrap_or("").to_ascii_lowercase()
}

/// Kinds of file whose first bytes say how large a picture is.
const SIZED: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"];
/// Kinds of file that are looked at for what they say of their making.
const PICTURES: [&str; 17] = [
    "apng", "avif", "avifs", "gif", "heic", "heif", "hif", "jfif", "jpe", "jpeg", "jpg", "mpo", "png", "svg",
    "tif", "tiff", "webp",
];

/// What the first bytes of a picture say: its width and height as it is shown, and what it tells of its making. Where that
/// stands behind the pixels, all bytes are read.
fn picture(source: &dyn Source, file: &Listed) -> io::Result<(Option<(u32, u32)>, Traces)> {
    let kind = extension(file.path.file_name());
    let (is_sized, is_looked_at) = (SIZED.contains(&kind.as_str()), PICTURES.contains(&kind.as_str()));
    if !is_sized && !is_looked_at {
        return Ok((None, Traces::default()));
    }
    let mut bytes = source.read_head(&file.path)?;
    let dimensions = is_sized.then(|| dimensions(&kind, &bytes)).flatten();
    if !is_looked_at || file.size > MOST_PICTURE {
        return Ok((dimensions, Traces::default()));
    }
    if (bytes.len() as u64) < file.size && strip::needs_all(file.path.file_name(), &bytes) {
        bytes = source.read(&file.path)?;
    }
    let Some(stripped) = catch_unwind(|| strip::strip(file.path.file_name(), &bytes)).ok().flatten() else {
        return Ok((dimensions, Traces::default()));
    };
    let is_whole = bytes.len() as u64 == file.size;
    let traces = Traces { has_place: stripped.has_place, stays: is_whole && !stripped.is_clean };
    // From the fifth on, orientations turn a picture on its side.
    let turn = |(width, height)| if stripped.orientation >= 5 { (height, width) } else { (width, height) };
    Ok((dimensions.map(turn), traces))
}

/// Width and height of a picture of that name, as far as its first bytes say.
pub(super) fn size(name: &str, head: &[u8]) -> Option<(u32, u32)> {
    dimensions(&extension(name), head)
}

/// Most bytes of a picture that is looked at for more than its size.
const MOST_PICTURE: u64 = 64 << 20;

/// Width and height of a picture, as far as its first bytes say.
fn dimensions(kind: &str, head: &[u8]) -> Option<(u32, u32)> {
    if kind == "svg" {
        return of_svg(&String::from_utf8_lossy(head));
    }
    let size = imagesize::blob_size(head).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
        .filter(|(width, height)| *width > 0 && *height > 0)
}

/// The size of an SVG, from its root element: the attributes where they are plain numbers or pixels, else the `viewBox`.
fn of_svg(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let number = |value: &str| {
        value.trim().trim_end_matches("px").parse::<f64>().ok().filter(|number| (1.0..1e6).contains(number))
    };
    let pair = attribute(tag, "width").and_then(number).zip(attribute(tag, "height").and_then(number));
    let view_box = || {
        let numbers: Vec<f64> =
            attribute(tag, "viewBox")?.split([' ', ',']).filter_map(|part| part.parse().ok()).collect();
        (numbers.len() == 4 && numbers[2] >= 1.0 && numbers[3] >= 1.0).then(|| (numbers[2], numbers[3]))
    };
    let (width, height) = pair.or_else(view_box)?;
    #[expect(clippy::cast_sign_loss, reason = "both are 1 or more")]
    Some((width.round() as u32, height.round() as u32))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut from = 0;
    loop {
        let at = from + tag[from..].find(name)?;
        let before = tag[..at].chars().next_back();
        let rest = tag[at + name.len()..].trim_start();
        if let Some(value) = rest.strip_prefix('=').map(str::trim_start)
            && before.is_some_and(char::is_whitespace)
        {
            let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
            return value[1..].split(quote).next();
        }
        from = at + name.len();
    }
}

#[cfg(test)]
mod tests {
    use super::of_svg;

    #[test]
    fn sizes_come_from_attributes_or_the_view_box() {
        assert_eq!(of_svg(r#"<?xml?><svg stroke-width="2" width="700" height="420px">"#), Some((700, 420)));
        assert_eq!(of_svg(r#"<svg viewBox="0 0 120 80" width="100%">"#), Some((120, 80)));
        assert_eq!(of_svg("<svg>"), None);
    }
}
