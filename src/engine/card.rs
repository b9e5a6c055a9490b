//! Cards for where links are shared: which there are, and drawing them behind the cache, since one costs more than a
//! hundred pages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Card, NoteId, Page, Route, Site};
use crate::path::SourcePath;
use crate::render::words::Words;
use crate::render::{Artifact, Content, card};
use crate::span::Span;

/// Gives a site its card, and its notes theirs where the settings ask for them.
pub(super) fn add(site: &mut Site, words: &Words) {
    let key = card::key(&card::of_site(site));
    site.add_card(Card { note: None, key });
    if !site.config.note_cards {
        return;
    }
    let of_note =
        |id: NoteId| Some(Card { note: Some(id), key: card::key(&card::of_note(site, words, id)?) });
    let cards: Vec<Card> = (0..site.notes.len()).into_par_iter().filter_map(of_note).collect();
    for card in cards {
        site.add_card(card);
    }
}

/// Draws the cards among the routes, on all processors, and hands each to `take`.
pub(super) fn make(build: &Build, routes: &[Route], take: &(impl Fn(Artifact) + Sync)) -> Vec<Diagnostic> {
    routes
        .par_iter()
        .filter_map(|route| {
            let Page::Card(card) = &route.page else { return None };
            let drawn = catch_unwind(AssertUnwindSafe(|| bytes(build, card)));
            match drawn.unwrap_or_else(|_| Err("the drawing stopped".to_owned())) {
                Ok(bytes) => {
                    take(Artifact { path: route.output.clone(), content: Content::Bytes(bytes) });
                    None
                }
                Err(reason) => Some(fault(route, &reason)),
            }
        })
        .collect()
}

fn bytes(build: &Build, card: &Card) -> Result<Vec<u8>, String> {
    if let Some(known) = build.files.get(&card.key) {
        return Ok(known);
    }
    let svg = match card.note {
        Some(id) => card::of_note(&build.site, &build.words, id).unwrap_or_default(),
        None => card::of_site(&build.site),
    };
    let drawn = card::draw(&svg)?;
    build.files.put(&card.key, &drawn);
    Ok(drawn)
}

fn fault(route: &Route, reason: &str) -> Diagnostic {
    let message = format!("the card `{}` can't be drawn: {reason}", route.url);
    Diagnostic::new(Code::InternalError, &SourcePath::settings(), Span::at(0), message)
        .help("this is a fault of fieldnotes, not of the site; please report it with the file")
}
