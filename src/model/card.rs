//! Cards: the pictures that stand for a page where its link is shared. Which page has which one, and their routes.
//!
//! What a card shows, and so the hash in its name, is said by `render::card`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Site;
use super::route::{Page, Route};
use crate::path::{SourcePath, UrlPath};

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    /// Whose it is: a note's, or the site's.
    pub note: Option<SourcePath>,
    /// The name of what it shows: the same for the same picture.
    pub key: String,
}

/// Digits of the hash in an address.
const HASH_DIGITS: usize = 10;

impl Site {
    /// Gives the site, or a note, its card. One whose address is taken is left out.
    pub fn add_card(&mut self, card: Card) {
        let hash = card.key.get(..HASH_DIGITS).unwrap_or(&card.key);
        let url = match &card.note {
            None => UrlPath::file(&format!("assets/card.{hash}.png")),
            Some(path) => {
                let slug = self.note_at(path).map_or("", |page| &page.note.facts.slug);
                UrlPath::file(&format!("assets/card/{slug}.{hash}.png"))
            }
        };
        // Two notes of one name that look the same share a card.
        let is_same = |page: &Page| matches!(page, Page::Card(other) if other.key == card.key);
        if self.route(&url).is_some_and(|route| !is_same(&route.page)) {
            return;
        }
        match card.note.as_ref().and_then(|path| self.note_at(path)) {
            None => self.social_card = Some(url.clone()),
            Some(page) => {
                let of_page = page.url.clone();
                Arc::make_mut(&mut self.note_cards).insert(of_page, url.clone());
            }
        }
        if !self.has_address(&url) {
            self.push_route(Route { output: url.output(), url, page: Page::Card(card) });
        }
    }

    /// The card of a page: a note's own, else the site's.
    pub fn card_of(&self, page: &UrlPath) -> Option<&UrlPath> {
        self.note_cards.get(page).or(self.social_card.as_ref())
    }
}
