//! Copies of pictures at other widths: which pictures get them, and making them behind the store.
//!
//! A load reads the headers of the pictures that notes show; nothing is decoded. A build makes the copies before the
//! pages, since a page offers no copy of a picture that turns out to be damaged.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::{Mutex, PoisonError};

use super::Build;
use super::files::Files;
use super::store::{Key, Kind};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::picture::{Facts, Shown, Variant};
use crate::model::{Page, Route, Site};
use crate::parallel;
use crate::path::SourcePath;
use crate::render::raster::{self, Unfit};
use crate::source::Source;

/// Pictures with more pixels than this are decoded one at a time: a photo of this size takes 64 MB.
const BIG: u64 = 16_000_000;

/// What the pictures that notes show hold, by their headers, and those that get no copies though they should.
pub(super) fn inspect(
    source: &dyn Source,
    site: &Site,
    config: &Config,
    files: &mut Files,
) -> (BTreeMap<SourcePath, Facts>, Vec<Diagnostic>) {
    if !config.images.variants {
        return Default::default();
    }
    let shown = site.shown_pictures(raster::is_raster);
    let is_candidate = |path: &&SourcePath| {
        // One whose size can't be read was reported already.
        let has_size = site.files.get(*path).is_some_and(|file| file.dimensions.is_some());
        has_size && raster::is_raster(path.file_name())
    };
    let paths: BTreeSet<&SourcePath> =
        shown.iter().map(|shown| &shown.picture).filter(is_candidate).collect();
    let paths: Vec<&SourcePath> = paths.into_iter().collect();
    let limit = config.limits.image_pixels;
    let inspect = |path: &SourcePath| {
        let bytes = source.read(path).map_err(|error| Unfit::Unread(error.to_string()))?;
        let stopped = |_| Err(Unfit::Damaged("the decoder stopped".to_owned()));
        catch_unwind(|| raster::inspect(&bytes, limit)).unwrap_or_else(stopped)
    };
    let found: Vec<(SourcePath, Result<Facts, Unfit>)> =
        parallel::map(&paths, |path| ((*path).clone(), files.picture(path, limit, || inspect(path))));
    let mut facts = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (path, found) in &found {
        match found {
            Ok(found) => {
                facts.insert(path.clone(), found.clone());
            }
            Err(Unfit::LeftAlone) => {}
            Err(Unfit::TooLarge(width, height)) => {
                diagnostics.extend(at_places(&shown, path, |name| {
                    let message = format!(
                        "the picture `{name}` claims {width} × {height} pixels; the limit is {limit} in all"
                    );
                    (Code::ImageTooLarge, message, "save it at the size that readers need, or raise `image_pixels` under `[limits]` in site.toml")
                }));
            }
            Err(Unfit::Damaged(reason) | Unfit::Unread(reason)) => {
                diagnostics.extend(damaged(&shown, path, reason));
            }
        }
    }
    let lasting = found.into_iter().filter(|(_, found)| !matches!(found, Err(Unfit::Unread(_))));
    files.learn_pictures(limit, lasting.collect());
    (facts, diagnostics)
}

/// A fault of a picture, at each place that shows it.
fn at_places(
    shown: &[Shown],
    path: &SourcePath,
    fault: impl Fn(&str) -> (Code, String, &'static str),
) -> Vec<Diagnostic> {
    let (code, message, help) = fault(path.file_name());
    let places = shown.iter().filter(|shown| shown.picture == *path);
    places.map(|place| Diagnostic::new(code, &place.from, place.span, message.clone()).help(help)).collect()
}

fn damaged(shown: &[Shown], path: &SourcePath, reason: &str) -> Vec<Diagnostic> {
    at_places(shown, path, |name| {
        let message = format!("the picture `{name}` can't be decoded: {reason}");
        (Code::UnreadableImage, message, "save it again; it is published unchanged")
    })
}

/// Makes the copies among the routes, on all processors, and hands each to `take`. Says which pictures are damaged.
pub(super) fn make(
    build: &Build,
    routes: &[Route],
    take: &(impl Fn(&Route, Vec<u8>) + Sync),
) -> Vec<Diagnostic> {
    let mut wanted: BTreeMap<&SourcePath, Vec<(&Variant, &Route)>> = BTreeMap::new();
    for route in routes {
        if let Page::Variant(variant) = &route.page {
            wanted.entry(&variant.source).or_default().push((variant, route));
        }
    }
    let big = Mutex::new(());
    let wanted: Vec<(&SourcePath, Vec<(&Variant, &Route)>)> = wanted.into_iter().collect();
    let make = |(path, variants): &(&SourcePath, Vec<(&Variant, &Route)>)| {
        let pixels = build.site.pictures.get(*path).map(|picture| picture.dimensions);
        let pixels = pixels.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
        let _turn = (pixels > BIG).then(|| big.lock().unwrap_or_else(PoisonError::into_inner));
        make_one(build, path, variants, take).err().map(|reason| ((*path).clone(), reason))
    };
    let failures: BTreeMap<SourcePath, String> = parallel::map(&wanted, make).into_iter().flatten().collect();
    let mut broken = build.broken_pictures.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = if failures.is_empty() { Vec::new() } else { build.site.shown_pictures(raster::is_raster) };
    let diagnostics = failures.iter().flat_map(|(path, reason)| damaged(&shown, path, reason)).collect();
    broken.extend(failures.into_keys());
    diagnostics
}

/// Makes the copies of one picture, or takes them from the store.
fn make_one(
    build: &Build,
    path: &SourcePath,
    variants: &[(&Variant, &Route)],
    take: &(impl Fn(&Route, Vec<u8>) + Sync),
) -> Result<(), String> {
    let key = |variant: &Variant| Key::of(Kind::Picture).and(variant.key.as_bytes()).end();
    let known: Vec<Option<Vec<u8>>> =
        variants.iter().map(|(variant, _)| build.store.get(Kind::Picture, key(variant))).collect();
    let missing: Vec<u32> = variants
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none())
        .map(|((variant, _), _)| variant.width)
        .collect();
    let made = if missing.is_empty() {
        Vec::new()
    } else {
        let bytes = build.source.read(path).map_err(|error| error.to_string())?;
        let made = catch_unwind(|| raster::copies(&bytes, &missing))
            .unwrap_or_else(|_| Err("the decoder stopped".to_owned()))?;
        one_each(made, missing.len())?
    };
    let mut made = made.into_iter();
    for ((variant, route), known) in variants.iter().zip(known) {
        let is_new = known.is_none();
        let Some(bytes) = known.or_else(|| made.next()) else { continue };
        if is_new {
            build.store.put(Kind::Picture, key(variant), &bytes);
        }
        take(route, bytes);
    }
    Ok(())
}

/// The copies, where there is one for each width, and none of them is empty.
fn one_each(made: Vec<Vec<u8>>, wanted: usize) -> Result<Vec<Vec<u8>>, String> {
    let whole = made.iter().filter(|copy| !copy.is_empty()).count();
    if whole == wanted && made.len() == wanted {
        return Ok(made);
    }
    Err(format!("only {whole} of {wanted} copies could be made"))
}

#[cfg(test)]
mod tests {
    use super::one_each;

    #[test]
    fn copies_that_run_short_or_are_empty_are_a_fault_of_the_picture() {
        let made = |sizes: &[usize]| sizes.iter().map(|size| vec![1; *size]).collect::<Vec<_>>();
        assert_eq!(one_each(made(&[3, 2]), 2), Ok(made(&[3, 2])));
        for sizes in [&[3][..], &[3, 0], &[]] {
            let reason = one_each(made(sizes), 2).unwrap_err();
            assert!(reason.ends_with("of 2 copies could be made"), "{reason}");
        }
    }
}
