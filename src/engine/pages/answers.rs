//! What the questions of pages were answered, as it is stored: so that a build seeks those answers alone that were made from something
//! that has changed.

use crate::render::reads::{Answer, Sources};
use crate::seen::Seen;
use crate::varint;

/// Most marks that stand one by one.
const MOST_MARKS: u32 = 8;
/// What stands for more of them.
const MANY: u8 = 254;
/// What stands for all of them: the question is asked again in any case.
const ALL: u8 = 255;

/// The site that questions are asked of, in short: its frame and its notes.
#[derive(Debug, Default)]
pub(super) struct Site {
    frame: u64,
    notes: Vec<[u64; 2]>,
}

impl Site {
    /// That of a build.
    pub(super) fn of(sources: &Sources<'_>) -> Self {
        Self { frame: sources.frame(), notes: sources.notes() }
    }
}

/// The answers of an earlier build, in the order of the stored questions.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Which questions these are, as the traces that belong to them say.
    of: u64,
    site: Site,
    all: Vec<Answer>,
}

impl Answers {
    /// The answers that [`encode`] wrote.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let number = |rest: &mut &[u8]| -> Option<u64> {
            let (number, after) = rest.split_first_chunk::<8>()?;
            *rest = after;
            Some(u64::from_le_bytes(*number))
        };
        let mut rest = bytes;
        let (of, frame) = (number(&mut rest)?, number(&mut rest)?);
        let (notes, count) = (varint::take(&mut rest)?, varint::take(&mut rest)?);
        let note = |_| Some([number(&mut rest)?, number(&mut rest)?]);
        let notes = (0..notes).map(note).collect::<Option<Vec<_>>>()?;
        let mut answers = Vec::new();
        for _ in 0..count {
            let (marks, after) = rest.split_first()?;
            rest = after;
            let seen = match *marks {
                ALL => Seen::ALL,
                MANY => Seen::of_bits(number(&mut rest)?),
                few => Seen::at(varint::take_bytes(&mut rest, usize::from(few))?),
            };
            answers.push(Answer { hash: if seen == Seen::ALL { 0 } else { number(&mut rest)? }, seen });
        }
        rest.is_empty().then_some(Self { of, site: Site { frame, notes }, all: answers })
    }

    /// What is known of the answers to these questions, where they are asked of this site.
    pub(super) fn known<'a>(
        &'a self,
        questions: u64,
        site: &Site,
        sources: &Sources<'_>,
    ) -> impl Fn(usize) -> Option<Answer> + Sync + use<'a> {
        let holds = self.are_of(questions, site);
        let notes = self.site.notes.iter().zip(&site.notes).enumerate();
        let changed = notes.filter(|(_, (old, new))| old != new).flat_map(|(id, (old, new))| {
            let parts = sources.marks_of(id).into_iter().zip(old.iter().zip(new));
            parts.filter(|(_, (old, new))| old != new).map(|(marks, _)| marks)
        });
        let changed = changed.fold(Seen::NOTHING, Seen::and);
        let answers = if holds { self.all.as_slice() } else { &[] };
        move |number| {
            let answer = answers.get(number)?;
            (answer.seen != Seen::ALL && !answer.seen.meets(changed)).then_some(*answer)
        }
    }

    /// Whether these are answers to these questions, asked of a site whose notes said the same to others.
    pub(super) fn hold(&self, questions: u64, site: &Site) -> bool {
        let said = |site: &Site| site.notes.iter().map(|[said, _]| *said).collect::<Vec<u64>>();
        self.are_of(questions, site) && said(&self.site) == said(site)
    }

    /// Whether these are answers to these questions, asked of a site of this frame.
    fn are_of(&self, questions: u64, site: &Site) -> bool {
        self.of == questions && self.site.frame == site.frame
    }
}

/// The answers to these questions, asked of this site, as they are stored.
pub(super) fn encode(of: u64, site: &Site, answers: &[Answer]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(12 * answers.len() + 16 * site.notes.len() + 32);
    bytes.extend_from_slice(&of.to_le_bytes());
    bytes.extend_from_slice(&site.frame.to_le_bytes());
    varint::put(site.notes.len() as u64, &mut bytes);
    varint::put(answers.len() as u64, &mut bytes);
    bytes.extend(site.notes.iter().flatten().flat_map(|note| note.to_le_bytes()));
    for Answer { hash, seen } in answers {
        match seen.count() {
            u64::BITS => {
                bytes.push(ALL);
                continue;
            }
            few @ ..=MOST_MARKS => {
                bytes.push(few as u8);
                bytes.extend(seen.places());
            }
            _ => {
                bytes.push(MANY);
                bytes.extend_from_slice(&seen.bits().to_le_bytes());
            }
        }
        bytes.extend_from_slice(&hash.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_back_and_what_is_cut_off_is_none() {
        let site = Site { frame: 5, notes: vec![[1, 2], [3, u64::MAX]] };
        let answers = [
            Answer { hash: 7, seen: Seen::NOTHING },
            Answer { hash: 9, seen: Seen::at(&[0, 63]) },
            Answer { hash: 10, seen: Seen::of_bits(u64::MAX >> 1) },
            Answer { hash: 11, seen: Seen::ALL },
        ];
        let bytes = encode(3, &site, &answers);
        let read = Answers::decode(&bytes).unwrap();
        assert!(read.are_of(3, &site) && !read.are_of(4, &site));
        assert_eq!(read.all[..3], answers[..3]);
        assert_eq!(read.all[3].seen, Seen::ALL);
        for end in 0..bytes.len() {
            assert!(Answers::decode(&bytes[..end]).is_none(), "{end}");
        }
    }
}
