//! What the commands of `review` write into a note: that it was looked at, that this is put off, that it holds no longer.

use jiff::civil::Date;

use super::keys::{Refusal, set, unset};
use super::watches;
use crate::parse::yaml::bare_or_quoted;
use crate::path::SourcePath;
use crate::validate::Schema;
use crate::validate::schema::Shape;

/// A note that is written into.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// Its file.
    pub path: &'p SourcePath,
    /// The site's fields: their order, and what the site calls them.
    pub schema: &'p Schema,
}

/// A review.
#[derive(Clone, Copy, Debug)]
pub struct Accepted<'a> {
    /// The day.
    pub day: Date,
    /// Who looked at the note.
    pub by: &'a str,
    /// What that person has to say.
    pub note: Option<&'a str>,
    /// The status that the note has from then on.
    pub status: Option<&'a str>,
    /// The hash of the body that was reviewed.
    pub hash: &'a str,
    /// The digests of what the note watches, in its order; None where one stays as it was.
    pub digests: &'a [Option<String>],
}

impl Place<'_> {
    /// A text with the record of a review. One that was put off is so no longer.
    ///
    /// # Errors
    ///
    /// Where the front matter can't be changed in place.
    pub fn accept(self, text: &str, review: Accepted<'_>) -> Result<String, Refusal> {
        let day = review.day.to_string();
        let values = [
            ("revision.status", review.status),
            ("revision.last_reviewed", Some(day.as_str())),
            ("revision.reviewed_by", Some(review.by)),
            ("revision.review_note", review.note),
            ("hash", Some(review.hash)),
        ];
        let text = self.set_all(text, values)?;
        let text = watches::record(self.path, &text, &self.key("watches"), review.digests)?;
        unset(self.path, &text, &self.key("revision.deferred"))
    }

    /// A text that puts its review off.
    ///
    /// # Errors
    ///
    /// Where the front matter can't be changed in place.
    pub fn defer(self, text: &str, until: Date, because: &str) -> Result<String, Refusal> {
        let until = until.to_string();
        self.set_all(
            text,
            [("revision.deferred.until", Some(until.as_str())), ("revision.deferred.because", Some(because))],
        )
    }

    /// A text that says that it holds no longer, and what does.
    ///
    /// # Errors
    ///
    /// Where the front matter can't be changed in place.
    pub fn retire(self, text: &str, successor: Option<&str>) -> Result<String, Refusal> {
        self.set_all(
            text,
            [("revision.status", Some(crate::note::DEPRECATED)), ("revision.superseded_by", successor)],
        )
    }

    fn set_all<const N: usize>(
        self,
        text: &str,
        values: [(&str, Option<&str>); N],
    ) -> Result<String, Refusal> {
        let mut text = text.to_owned();
        for (field, value) in values {
            let Some(value) = value else { continue };
            // A hash of digits alone would be a number.
            let written = bare_or_quoted(value);
            text = set(self.path, &text, (&self.key(field), &written), &|above| self.order(above))?;
        }
        Ok(text)
    }

    /// The key of a field, as the site calls it.
    fn key<'f>(&'f self, field: &'f str) -> Vec<&'f str> {
        let parts: Vec<&str> = field.split('.').collect();
        let own = (1..=parts.len()).rev().find_map(|depth| {
            let (field, rest) = (parts[..depth].join("."), &parts[depth..]);
            let rename = self.schema.renames.0.iter().find(|rename| rename.field.value == field)?;
            Some([&[rename.own.value.as_str()], rest].concat())
        });
        own.unwrap_or(parts)
    }

    /// The names of the fields below some keys, in the format's order.
    fn order(self, above: &[&str]) -> Vec<String> {
        let names = |fields: &[crate::validate::schema::Field]| {
            fields.iter().map(|field| field.name.clone()).collect()
        };
        match (above, self.schema.at(&above.join("."))) {
            ([], _) => names(&self.schema.fields),
            (_, Some(Shape::Map(fields))) => names(fields),
            _ => Vec::new(),
        }
    }
}
