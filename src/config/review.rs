//! `[review]`: how long reviews hold, how they are spread, and what of them is asked and told.

use std::collections::BTreeMap;

use super::read::Table;
use crate::note::Interval;
use crate::span::Spanned;

/// What a site asks of reviews.
#[derive(Clone, Debug)]
pub struct ReviewConfig {
    /// How long a review holds when a note does not say: "6 months".
    pub interval: String,
    /// The same by folder below `content/`, with the place of the folder's name.
    pub folders: BTreeMap<String, Spanned<String>>,
    /// By how much reviews come forward at most, so that they don't all fall due on one day.
    pub spread: Option<Interval>,
    /// Whether a review is refused to whoever last changed the body.
    pub four_eyes: bool,
    /// Whether pages say why a review is put off.
    pub shows_reasons: bool,
}

impl Default for ReviewConfig {
    fn default() -> Self {
        Self {
            interval: "12 months".to_owned(),
            folders: BTreeMap::new(),
            spread: None,
            four_eyes: false,
            shows_reasons: false,
        }
    }
}

impl ReviewConfig {
    pub(super) fn read(&mut self, table: &mut Table<'_>) {
        if let Some(interval) = table.optional_text("default")
            && table.interval(&interval)
        {
            self.interval = interval.value;
        }
        table.table("folders", |inner| {
            for (folder, interval) in inner.all_texts() {
                if inner.interval(&interval) {
                    let name = folder.value.trim_matches('/').to_owned();
                    self.folders.insert(name, Spanned::new(interval.value, folder.span));
                }
            }
        });
        if let Some(spread) = table.optional_text("spread")
            && table.interval(&spread)
        {
            self.spread = Interval::parse(&spread.value);
        }
        table.flag("four_eyes", &mut self.four_eyes);
        table.flag("show_reasons", &mut self.shows_reasons);
    }
}
