//! Cards: the pictures that stand for a page where its link is shared. Which page has which one, and their routes.
//!
//! What a card shows, and so the hash in its name, is said by `render::card`.

use serde::{Deserialize, Serialize};

use super::Site;
use super::late::Late;
use super::route::Page;
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

impl Late {
    /// Gives the site, or a note, its card. One whose address is taken is left out.
    pub fn add_card(&mut self, site: &Site, card: Card) {
        let hash = card.key.get(..HASH_DIGITS).unwrap_or(&card.key);
        let of_note = card.note.as_ref().and_then(|path| site.note_at(path));
        let url = match of_note {
            None => UrlPath::file(&format!("assets/card.{hash}.png")),
            Some(page) => UrlPath::file(&format!("assets/card/{}.{hash}.png", page.note().facts.slug)),
        };
        match self.page_at(site, &url) {
            None => self.push(url.clone(), Page::Card(card)),
            // Two notes of one name that look the same share a card.
            Some(Page::Card(other)) if other.key == card.key => {}
            Some(_) => return,
        }
        match of_note {
            None => self.social_card = Some(url),
            Some(page) => {
                self.note_cards.insert(page.url.clone(), url);
            }
        }
    }
}

impl Site {
    /// The card of a page: a note's own, else the site's.
    pub fn card_of(&self, page: &UrlPath) -> Option<&UrlPath> {
        self.note_cards.get(page).or(self.social_card.as_ref())
    }
}
