//! Notes that are alike, as pages ask for them: where on the site each is, and which names two of them share.

use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{NoteId, Similar, Site};
use crate::note::Face;

/// Most names that two notes are said to share.
const MOST_SHARED: usize = 4;

/// Which notes of a site are alike. All of them are asked for in every build, and so what is found of a note is kept.
#[derive(Debug)]
pub struct AlikeNotes {
    similar: Similar,
    /// Where notes are on the site, by their numbers among those that are alike.
    places: Vec<OnceLock<Option<NoteId>>>,
    /// Hashes of the names that notes name, in lower case, by their places on the site.
    names: Vec<OnceLock<Box<[u64]>>>,
}

impl AlikeNotes {
    /// Those of a site.
    pub fn new(similar: Similar, site: &Site) -> Self {
        let places = std::iter::repeat_with(OnceLock::new).take(similar.numbers()).collect();
        let names = std::iter::repeat_with(OnceLock::new).take(site.notes.len()).collect();
        Self { similar, places, names }
    }

    /// Which are alike.
    pub fn similar(&self) -> &Similar {
        &self.similar
    }

    /// The notes most similar to one, the most similar first.
    pub(super) fn nearest(&self, site: &Site, id: NoteId) -> impl Iterator<Item = NoteId> {
        let near = self.similar.nearest(&site.note(id).facts.path);
        near.filter_map(|(number, path)| match self.places.get(number) {
            Some(place) => *place.get_or_init(|| site.id_of(path)),
            None => site.id_of(path),
        })
    }

    /// Systems, tools and entities that both notes name, in whatever case.
    pub(super) fn shared<'a>(&self, site: &'a Site, note: NoteId, other: NoteId) -> Vec<&'a str> {
        let face = &*site.note(note).face;
        let (ours, theirs) = (self.names_of(note, face), self.names_of(other, &site.note(other).face));
        let mut shared: Vec<(u64, &str)> = Vec::new();
        for (hash, name) in ours.iter().zip(names(face)) {
            if theirs.contains(hash) && !shared.iter().any(|(known, _)| known == hash) {
                shared.push((*hash, name));
                if shared.len() == MOST_SHARED {
                    break;
                }
            }
        }
        shared.into_iter().map(|(_, name)| name).collect()
    }

    fn names_of(&self, id: NoteId, face: &Face) -> &[u64] {
        self.names[id].get_or_init(|| names(face).map(hash).collect())
    }
}

fn names(note: &Face) -> impl Iterator<Item = &str> {
    let named = note.stack.iter().chain(&note.tools).map(|named| &*named.name);
    named.chain(note.entities.iter().map(String::as_str))
}

fn hash(name: &str) -> u64 {
    const ROOM: usize = 32;
    match name.as_bytes() {
        short if short.len() <= ROOM && name.is_ascii() => {
            let mut lower = [0; ROOM];
            let lower = &mut lower[..short.len()];
            lower.copy_from_slice(short);
            lower.make_ascii_lowercase();
            xxh3_64(lower)
        }
        _ => xxh3_64(name.to_lowercase().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_case() {
        let long = "A Name of More Than Thirty-Two Letters";
        for (one, other) in [("PostgreSQL", "postgresql"), ("ÄRGER", "ärger"), (long, &long.to_uppercase())]
        {
            assert_eq!(hash(one), hash(other), "{one}");
        }
        for (one, other) in [("Go", "Go 1"), ("C", "C++"), ("a", "ä")] {
            assert_ne!(hash(one), hash(other), "{one}");
        }
    }
}
