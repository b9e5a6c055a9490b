//! Cards for where links are shared: which there are, and drawing them behind the store, since one costs more than a
//! hundred pages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Build;
use super::store::{Key, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Card, Late, NotePage, Page, Route, Site};
use crate::parallel;
use crate::path::SourcePath;
use crate::render::card;
use crate::render::reads::Basics;
use crate::render::words::Words;
use crate::span::Span;

/// Gives a site its card, and its notes theirs where the settings ask for them.
pub(super) fn add(late: &mut Late, site: &Site, words: &Words) {
    let key = card::of_site(Basics::of(&site.config), site.description()).key();
    late.add_card(site, Card { note: None, key });
    if !site.config.note_cards {
        return;
    }
    let of_note = |page: &NotePage| {
        let card = card::of_note(Basics::of(&site.config), words, &page.note().face, site.standing(page))?;
        Some(Card { note: Some(page.path().clone()), key: card.key() })
    };
    let cards: Vec<Option<Card>> = parallel::map(&site.notes, of_note);
    for card in cards.into_iter().flatten() {
        late.add_card(site, card);
    }
}

/// Draws the cards among the routes, on all processors, and hands each to `take`.
pub(super) fn make(
    build: &Build,
    routes: &[Route],
    take: &(impl Fn(&Route, Vec<u8>) + Sync),
) -> Vec<Diagnostic> {
    let draw = |route: &Route| {
        let Page::Card(card) = &route.page else { return None };
        let drawn = catch_unwind(AssertUnwindSafe(|| bytes(build, card)));
        match drawn.unwrap_or_else(|_| Err("the drawing stopped".to_owned())) {
            Ok(bytes) => {
                take(route, bytes);
                None
            }
            Err(reason) => Some(fault(route, &reason)),
        }
    };
    parallel::map(routes, draw).into_iter().flatten().collect()
}

fn bytes(build: &Build, card: &Card) -> Result<Vec<u8>, String> {
    let key = Key::of(Kind::Picture).and(card.key.as_bytes()).end();
    if let Some(known) = build.store.get(Kind::Picture, key) {
        return Ok(known);
    }
    let (site, words) = (&build.site, &build.theme.words);
    let of_note = |path: &SourcePath| {
        let page = site.note_at(path)?;
        card::of_note(Basics::of(&site.config), words, &page.note().face, site.standing(page))
    };
    let shown = match &card.note {
        Some(path) => of_note(path).ok_or("its note has no card")?,
        None => card::of_site(Basics::of(&site.config), site.description()),
    };
    let drawn = shown.draw()?;
    build.store.put(Kind::Picture, key, &drawn);
    Ok(drawn)
}

fn fault(route: &Route, reason: &str) -> Diagnostic {
    let message = format!("the card `{}` can't be drawn: {reason}", route.url);
    Diagnostic::new(Code::InternalError, &SourcePath::settings(), Span::at(0), message)
        .help("this is a fault of fieldnotes, not of the site; please report it with the file")
}
