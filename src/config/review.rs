//! `[review]`: how long reviews hold, how they are spread, and what of them is told.

use super::Config;
use super::read::Table;
use crate::note::Interval;

impl Config {
    pub(super) fn read_review(&mut self, table: &mut Table<'_>) {
        if let Some(interval) = table.optional_text("default")
            && table.interval(&interval)
        {
            self.review_in = interval.value;
        }
        table.table("folders", |inner| {
            for (folder, interval) in inner.all_texts() {
                if inner.interval(&interval) {
                    self.review_in_folders.insert(folder.value.trim_matches('/').to_owned(), interval.value);
                }
            }
        });
        if let Some(spread) = table.optional_text("spread")
            && table.interval(&spread)
        {
            self.review_spread = Interval::parse(&spread.value);
        }
        table.flag("four_eyes", &mut self.four_eyes);
        table.flag("show_reasons", &mut self.shows_reasons);
    }
}
