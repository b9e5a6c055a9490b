//! What the questions of pages were answered, as it is stored: so that a build seeks those answers alone that were made from something
//! that has changed.

use crate::footprint::Footprint;
use crate::render::reads::{Answer, Sources};

/// The fingerprints of a site: of its frame, and of each of its notes what it says to others and its text.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    frame: u64,
    notes: Vec<[u64; 2]>,
}

impl Fingerprints {
    /// Those of the site that questions are asked of.
    pub(super) fn of(sources: &Sources<'_>) -> Self {
        Self { frame: sources.frame(), notes: sources.notes() }
    }
}

/// The answers of an earlier build, in the order of the stored questions.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Which questions these are, as the traces that belong to them say.
    of: u64,
    site: Fingerprints,
    all: Vec<Answer>,
}

impl Answers {
    /// The answers that [`encode`] wrote.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return None };
        let (head, rest) = numbers.split_first_chunk::<4>()?;
        let [of, frame, notes, answers] = head.map(u64::from_le_bytes);
        let (pairs, []) = rest.as_chunks::<2>() else { return None };
        let (notes, all) = pairs.split_at_checked(usize::try_from(notes).ok()?)?;
        let pair = |pair: &[[u8; 8]; 2]| pair.map(u64::from_le_bytes);
        let notes = notes.iter().map(pair).collect();
        let answer = |[hash, footprint]: [u64; 2]| Answer { hash, footprint: Footprint(footprint) };
        let all: Vec<Answer> = all.iter().map(pair).map(answer).collect();
        (all.len() as u64 == answers).then_some(Self { of, site: Fingerprints { frame, notes }, all })
    }

    /// What is known of the answers to these questions, where they are asked of this site.
    pub(super) fn known<'a>(
        &'a self,
        questions: u64,
        site: &Fingerprints,
        sources: &Sources<'_>,
    ) -> impl Fn(usize) -> Option<Answer> + Sync + use<'a> {
        let mut changed = Footprint::NONE;
        for (id, (old, new)) in self.site.notes.iter().zip(&site.notes).enumerate() {
            for (part, footprint) in sources.footprints(id).into_iter().enumerate() {
                if old[part] != new[part] {
                    changed = changed.and(footprint);
                }
            }
        }
        let answers = if self.are_of(questions, site) { self.all.as_slice() } else { &[] };
        move |number| {
            let answer = answers.get(number)?;
            let holds = answer.footprint != Footprint::ALL && !answer.footprint.meets(changed);
            holds.then_some(*answer)
        }
    }

    /// Whether these are answers to these questions, asked of a site whose notes said the same to others.
    pub(super) fn hold(&self, questions: u64, site: &Fingerprints) -> bool {
        let said = self.site.notes.iter().map(|[said, _]| said);
        self.are_of(questions, site) && said.eq(site.notes.iter().map(|[said, _]| said))
    }

    /// Whether these are answers to these questions, asked of a site of this frame.
    fn are_of(&self, questions: u64, site: &Fingerprints) -> bool {
        self.of == questions && self.site.frame == site.frame
    }
}

/// The answers to these questions, asked of this site, as they are stored: numbers of eight bytes.
pub(super) fn encode(of: u64, site: &Fingerprints, answers: &[Answer]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 * (answers.len() + site.notes.len()) + 32);
    let mut put = |numbers: &[u64]| bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    put(&[of, site.frame, site.notes.len() as u64, answers.len() as u64]);
    for note in &site.notes {
        put(note);
    }
    for Answer { hash, footprint } in answers {
        put(&[*hash, footprint.0]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_back_and_what_is_cut_off_is_none() {
        let site = Fingerprints { frame: 5, notes: vec![[1, 2], [3, u64::MAX]] };
        let answer = |(hash, footprint)| Answer { hash, footprint };
        let answers =
            [(7, Footprint::NONE), (9, Footprint(1 << 63 | 1)), (u64::MAX, Footprint::ALL)].map(answer);
        let bytes = encode(3, &site, &answers);
        let read = Answers::decode(&bytes).unwrap();
        assert!(read.are_of(3, &site) && !read.are_of(4, &site));
        assert!(read.hold(3, &site) && !read.hold(3, &Fingerprints { frame: 5, notes: vec![[1, 2]] }));
        assert_eq!(read.all, answers);
        for end in 0..bytes.len() {
            assert!(Answers::decode(&bytes[..end]).is_none(), "{end}");
        }
    }
}
