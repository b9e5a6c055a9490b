//! What the commands of `review` write into a note: that it was looked at, that this is put off, that it holds no longer.

use jiff::civil::Date;

use super::held::held;
use super::keys::{Refusal, set, unset};
use super::{Front, front, watches};
use crate::parse::yaml::bare_or_quoted;
use crate::path::SourcePath;
use crate::tree::Node;
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
    /// The day on which its blocks ran and passed, if they were tested for it.
    pub tested: Option<Date>,
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
        let tested = review.tested.map(|day| day.to_string());
        let values = [
            ("revision.status", review.status),
            ("revision.last_reviewed", Some(day.as_str())),
            ("revision.reviewed_by", Some(review.by)),
            ("revision.tested", tested.as_deref()),
            ("revision.review_note", review.note),
            ("hash", Some(review.hash)),
        ];
        let new = self.set_all(text, values)?;
        let new = watches::record(self.path, &new, &self.key(&new, "watches"), review.digests)?;
        let new = unset(self.path, &new, &self.key(&new, "revision.deferred"))?;
        let named = values.map(|(field, _)| field);
        self.held((text, new), &[&named[..], &["revision.deferred"]].concat())
    }

    /// A text that puts its review off.
    ///
    /// # Errors
    ///
    /// Where the front matter can't be changed in place.
    pub fn defer(self, text: &str, until: Date, because: &str) -> Result<String, Refusal> {
        let until = until.to_string();
        let values =
            [("revision.deferred.until", Some(until.as_str())), ("revision.deferred.because", Some(because))];
        self.held((text, self.set_all(text, values)?), &["revision.deferred"])
    }

    /// A text that says that it holds no longer, and what does.
    ///
    /// # Errors
    ///
    /// Where the front matter can't be changed in place.
    pub fn retire(self, text: &str, successor: Option<&str>) -> Result<String, Refusal> {
        let values =
            [("revision.status", Some(crate::note::DEPRECATED)), ("revision.superseded_by", successor)];
        // Nobody waits for the review of what holds no longer.
        let new = self.set_all(text, values)?;
        let new = unset(self.path, &new, &self.key(&new, "revision.deferred"))?;
        let named = values.map(|(field, _)| field);
        self.held((text, new), &[&named[..], &["revision.deferred"]].concat())
    }

    /// A changed text, if nothing but these fields, and digests of what is watched, is otherwise.
    fn held(self, texts: (&str, String), fields: &[&str]) -> Result<String, Refusal> {
        // What was taken away is in the old one, what was added in the new one.
        let [old, new] = [texts.0, &texts.1].map(|text| self.root(text));
        let of_both = |field| [self.key_in(old.as_ref(), field), self.key_in(new.as_ref(), field)];
        let keys: Vec<Vec<&str>> = fields.iter().flat_map(|field| of_both(field)).collect();
        held(self.path, texts, &keys, &self.key_in(old.as_ref(), "watches"))
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
            text = set(self.path, &text, (&self.key(&text, field), &written), &|above| self.order(above))?;
        }
        Ok(text)
    }

    /// The key of a field: what the note calls it, and where the note does not have it, what the site does. Notes may have the
    /// format's name too.
    fn key<'f>(&'f self, text: &str, field: &'f str) -> Vec<&'f str> {
        self.key_in(self.root(text).as_ref(), field)
    }

    fn root(&self, text: &str) -> Option<Node> {
        match front(self.path, text)? {
            Front::Map(root, _) => Some(root),
            Front::None(_) | Front::Empty(_) => None,
        }
    }

    fn key_in<'f>(&'f self, root: Option<&Node>, field: &'f str) -> Vec<&'f str> {
        let parts: Vec<&str> = field.split('.').collect();
        self.key_there(root, &parts).unwrap_or_else(|| self.key_to_be(root, &parts))
    }

    /// What else the site calls a field.
    fn own_names(&self, parts: &[&str]) -> impl Iterator<Item = &str> {
        let field = parts.join(".");
        let renames = self.schema.renames.0.iter().filter(move |rename| rename.field.value == field);
        renames.map(|rename| rename.own.value.as_str())
    }

    /// What a front matter that has a field calls it.
    fn key_there<'f>(&'f self, root: Option<&Node>, parts: &[&'f str]) -> Option<Vec<&'f str>> {
        let (last, above) = parts.split_last()?;
        let is_there = |own: &&str| root.is_some_and(|root| root.get(own).is_some());
        if let Some(own) = self.own_names(parts).find(is_there) {
            return Some(vec![own]);
        }
        let mut key = if above.is_empty() { Vec::new() } else { self.key_there(root, above)? };
        let map = key.iter().try_fold(root?, |node, key| node.get(key))?;
        map.get(last)?;
        key.push(last);
        Some(key)
    }

    /// What a field is to be called in a front matter that lacks it.
    fn key_to_be<'f>(&'f self, root: Option<&Node>, parts: &[&'f str]) -> Vec<&'f str> {
        let Some((last, above)) = parts.split_last() else { return Vec::new() };
        if let Some(own) = self.own_names(parts).next() {
            return vec![own];
        }
        let mut key = self.key_there(root, above).unwrap_or_else(|| self.key_to_be(root, above));
        key.push(last);
        key
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SchemaConfig;

    #[test]
    fn what_would_change_something_else_is_refused() {
        let path = SourcePath::new("content/a.md").unwrap();
        let schema = Schema::of_notes(&SchemaConfig::default(), None);
        let place = Place { path: &path, schema: &schema };
        let digests = [Some("0123456789ab".to_owned())];
        let day = jiff::civil::date(2026, 6, 1);
        let review = Accepted {
            day,
            by: "B",
            note: None,
            status: None,
            tested: None,
            hash: "0123456789ab",
            digests: &digests,
        };
        for front in [
            "watches:\n  - &my-file x.txt\npayload: {which: *my-file}\n",
            "watches: [&a-b x.txt]\npayload: *a-b\n",
            "watches: &w [x.txt]\npayload: *w\n",
            "watches:\n  - >-\n    x.txt\n",
            "watches:\n  - |- # c\n    x.txt\n",
            "watches: [path: x.txt]\n",
            "? revision\n: status: reviewed\n",
            "revision:\n  deferred:\n    until: 2027-01-01\n    because: &d x\npayload: {s: *d}\n",
        ] {
            let text = format!("---\ntitle: A\n{front}---\nText.\n");
            let accepted = place.accept(&text, review);
            assert!(accepted.is_err(), "{front}{accepted:?}");
        }
        let explicit = "---\n? revision\n: status: reviewed\n---\nText.\n";
        assert_eq!(place.defer(explicit, day, "x"), Err(Refusal::Tied));
        assert_eq!(place.retire(explicit, Some("b.md")), Err(Refusal::Tied));
    }
}
