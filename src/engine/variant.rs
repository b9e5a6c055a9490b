//! Copies of pictures at other widths: which pictures get them, and making them behind a cache.
//!
//! A load reads the headers of the pictures that notes show; nothing is decoded. A build makes the copies before the
//! pages, since a page offers no copy of a picture that turns out to be damaged.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::Build;
use super::recall::Recall;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::picture::{Facts, Picture, Shown, Variant};
use crate::model::{Page, Route, Site};
use crate::path::{OutputPath, SourcePath};
use crate::render::raster::{self, Unfit};
use crate::render::{Artifact, Content};
use crate::source::Source;

/// Pictures with more pixels than this are decoded one at a time: a photo of this size takes 64 MB.
const BIG: u64 = 16_000_000;

/// What the pictures that notes show hold, by their headers, and those that get no copies though they should.
pub(super) fn inspect(
    source: &dyn Source,
    site: &Site,
    config: &Config,
    recall: &mut Recall,
) -> (BTreeMap<SourcePath, Facts>, Vec<Diagnostic>) {
    if !config.images.variants {
        return Default::default();
    }
    let shown = site.shown_pictures();
    let is_candidate = |path: &&SourcePath| {
        // One whose size can't be read was reported already.
        let has_size = site.files.get(*path).is_some_and(|file| file.dimensions.is_some());
        has_size && raster::is_raster(path.file_name())
    };
    let paths: BTreeSet<&SourcePath> =
        shown.iter().map(|shown| &shown.picture).filter(is_candidate).collect();
    let limit = config.limits.image_pixels;
    let inspect = |path: &SourcePath| {
        let bytes = source.read(path).map_err(|error| Unfit::Unread(error.to_string()))?;
        let stopped = |_| Err(Unfit::Damaged("the decoder stopped".to_owned()));
        catch_unwind(|| raster::inspect(&bytes, limit)).unwrap_or_else(stopped)
    };
    let anew: BTreeMap<&SourcePath, Result<Facts, Unfit>> = paths
        .par_iter()
        .filter(|path| recall.inspected(path, limit).is_none())
        .map(|path| (*path, inspect(path)))
        .collect();
    let mut facts = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for path in &paths {
        match anew.get(path).or_else(|| recall.inspected(path, limit)) {
            Some(Ok(found)) => {
                facts.insert((*path).clone(), found.clone());
            }
            None | Some(Err(Unfit::LeftAlone)) => {}
            Some(Err(Unfit::TooLarge(width, height))) => {
                diagnostics.extend(at_places(&shown, path, |name| {
                    let message = format!(
                        "the picture `{name}` claims {width} × {height} pixels; the limit is {limit} in all"
                    );
                    (Code::ImageTooLarge, message, "save it at the size that readers need, or raise `image_pixels` under `[limits]` in site.toml")
                }));
            }
            Some(Err(Unfit::Damaged(reason) | Unfit::Unread(reason))) => {
                diagnostics.extend(damaged(&shown, path, reason));
            }
        }
    }
    let is_lasting = |(_, result): &(_, Result<_, Unfit>)| !matches!(result, Err(Unfit::Unread(_)));
    for (path, result) in anew.into_iter().filter(is_lasting) {
        recall.learn_inspected(path, limit, result);
    }
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
        (Code::UnreadableImage, message, "save it again; it is published as it is")
    })
}

/// The pictures of a site that pages offer at several widths, and what was found on the way.
pub(super) struct Offered {
    /// The pictures whose copies could be made.
    pub(super) pictures: Arc<BTreeMap<SourcePath, Picture>>,
    /// Why others could not.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Makes the copies among the routes, on all processors, and hands each to `take`.
pub(super) fn make(build: &Build, routes: &[Route], take: &(impl Fn(Artifact) + Sync)) -> Offered {
    let mut wanted: BTreeMap<&SourcePath, Vec<(&Variant, &OutputPath)>> = BTreeMap::new();
    for route in routes {
        if let Page::Variant(variant) = &route.page {
            wanted.entry(&variant.source).or_default().push((variant, &route.output));
        }
    }
    let big = Mutex::new(());
    let failures: BTreeMap<SourcePath, String> = wanted
        .into_par_iter()
        .filter_map(|(path, variants)| {
            let pixels = build.site.pictures.get(path).map(|picture| picture.dimensions);
            let pixels = pixels.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
            let _turn = (pixels > BIG).then(|| big.lock().unwrap_or_else(PoisonError::into_inner));
            make_one(build, path, &variants, take).err().map(|reason| (path.clone(), reason))
        })
        .collect();
    let mut broken = build.broken_pictures.lock().unwrap_or_else(PoisonError::into_inner);
    let shown = if failures.is_empty() { Vec::new() } else { build.site.shown_pictures() };
    let diagnostics = failures.iter().flat_map(|(path, reason)| damaged(&shown, path, reason)).collect();
    broken.extend(failures.into_keys());
    let mut pictures = Arc::clone(&build.site.pictures);
    if !broken.is_empty() {
        Arc::make_mut(&mut pictures).retain(|path, _| !broken.contains(path));
    }
    Offered { pictures, diagnostics }
}

/// Makes the copies of one picture, or takes them from the cache.
fn make_one(
    build: &Build,
    path: &SourcePath,
    variants: &[(&Variant, &OutputPath)],
    take: &(impl Fn(Artifact) + Sync),
) -> Result<(), String> {
    let known: Vec<Option<Vec<u8>>> =
        variants.iter().map(|(variant, _)| build.files.get(&variant.key)).collect();
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
    for ((variant, output), known) in variants.iter().zip(known) {
        let is_new = known.is_none();
        let Some(bytes) = known.or_else(|| made.next()) else { continue };
        if is_new {
            build.files.put(&variant.key, &bytes);
        }
        take(Artifact { path: (*output).clone(), content: Content::Bytes(bytes) });
    }
    Ok(())
}

/// The copies, where there is one for each width, and none of them is empty.
fn one_each(made: Vec<Vec<u8>>, wanted: usize) -> Result<Vec<Vec<u8>>, String> {
    let whole = made.iter().filter(|copy| !copy.is_empty()).count();
    if whole == wanted && made.len() == wanted {
        return Ok(made);
    }
    Err(format!("{whole} of {wanted} copies came out of it"))
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
            assert!(reason.ends_with("of 2 copies came out of it"), "{reason}");
        }
    }
}
