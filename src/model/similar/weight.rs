//! How much a word weighs in a note: by how often it stands there and how few notes have it, in steps.

/// Most notes that a word may stand for.
const MOST_NOTES: u32 = 200;
/// Words that stand for a note.
const WORDS: usize = 40;

/// A word that stands for a note, by its number, and how often it stands there.
pub(super) type Heavy = (u32, u8);

/// How rare a word of so many notes is. None if it tells nothing.
pub(super) fn rarity(count: u32) -> Option<u32> {
    (2..=MOST_NOTES).contains(&count).then(|| step(count))
}

/// The nearest half power of two, as a number of half powers: 1, 1.4, 2, 2.8, 4 are 0 to 4.
#[expect(clippy::cast_sign_loss, reason = "the logarithm of 1 or more is not below 0")]
pub(super) fn step(count: u32) -> u32 {
    (2.0 * f64::from(count).log2()).round() as u32
}

/// The weights of words at a number of notes.
#[derive(Debug)]
pub(super) struct Weights {
    /// By how often the word stands in the note.
    by_count: [f32; 256],
    /// By how many notes have the word.
    by_notes: [f32; MOST_NOTES as usize + 1],
}

impl Weights {
    /// The weights where the step of the number of notes is this.
    #[expect(clippy::cast_precision_loss, reason = "weights need no more than six digits")]
    pub(super) fn at(notes: u32) -> Self {
        let by_count = std::array::from_fn(|count| 1.0 + (count.max(1) as f32).ln());
        let of_rarity = |rarity: u32| ((notes as f32 - rarity as f32) / 2.0).exp2().ln_1p();
        let by_notes = std::array::from_fn(|count| rarity(count as u32).map_or(0.0, of_rarity));
        Self { by_count, by_notes }
    }

    /// What a word that so many notes have weighs where it stands once. None if it tells nothing.
    pub(super) fn of_word(&self, notes: u32) -> Option<f32> {
        self.by_notes.get(notes as usize).copied().filter(|weight| *weight > 0.0)
    }

    /// What a word weighs where it stands so often.
    pub(super) fn times(&self, of_word: f32, count: u8) -> f32 {
        of_word * self.by_count[usize::from(count)]
    }

    /// Keeps the heaviest words of a note, in the order in which they are given, which is that of their hashes; and
    /// says how long the vector of their weights is.
    pub(super) fn keep_heaviest(&self, words: &[(Heavy, f32)]) -> (Box<[Heavy]>, f32) {
        let mut heavy: Vec<(usize, f32)> =
            words.iter().map(|((_, count), of_word)| self.times(*of_word, *count)).enumerate().collect();
        if heavy.len() > WORDS {
            heavy.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            heavy.truncate(WORDS);
            heavy.sort_unstable_by_key(|(at, _)| *at);
        }
        let length = heavy.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        (heavy.iter().map(|(at, _)| words[*at].0).collect(), length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarity_counts_in_half_powers_of_two() {
        assert_eq!([1, 2, 3, 4, 5, 6, 16, 400].map(step), [0, 2, 3, 4, 5, 5, 8, 17]);
        assert_eq!((rarity(1), rarity(201), rarity(2)), (None, None, Some(2)));
    }
}
