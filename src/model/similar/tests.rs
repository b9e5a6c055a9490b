//! What is followed equals what is built from nothing, to the bit, after any changes and however it was kept; and bytes
//! that are damaged do no harm.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Notes that change at random, always the same way.
struct Notes {
    state: u64,
    all: BTreeMap<SourcePath, Arc<Counts>>,
    /// How many notes there are, more or less.
    around: usize,
}

impl Notes {
    fn new(seed: u64, around: usize) -> Self {
        let mut notes = Self { state: seed, all: BTreeMap::new(), around };
        (0..around).for_each(|_| notes.add());
        notes
    }

    fn random(&mut self, below: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % below
    }

    /// Words of which the first are in almost all notes, and the last in few.
    fn words(&mut self) -> Arc<Counts> {
        let mut words: BTreeMap<u32, u32> = BTreeMap::new();
        for word in 0..8 {
            if self.random(40) >= word {
                words.insert(word as u32, 1);
            }
        }
        for spread in [60, 200, self.around, self.around * 3] {
            for _ in 0..6 {
                let word = 1000 * spread + self.random(spread);
                *words.entry(word as u32).or_default() += 1 + self.random(3) as u32 / 2;
            }
        }
        // Hashes are spread over all numbers.
        let spread = words.into_iter().map(|(word, count)| (word.wrapping_mul(2_654_435_761), count));
        Arc::new(spread.collect())
    }

    fn any(&mut self) -> Option<(SourcePath, Arc<Counts>)> {
        let at = self.random(self.all.len().max(1));
        self.all.iter().nth(at).map(|(path, words)| (path.clone(), Arc::clone(words)))
    }

    fn add(&mut self) {
        let path = SourcePath::new(&format!("content/{}.md", self.random(10_000))).unwrap();
        // Some notes are alike word for word, so that their likeness to others is the same.
        let copied = if self.random(4) == 0 { self.any() } else { None };
        let words = copied.map_or_else(|| self.words(), |(_, words)| words);
        self.all.insert(path, words);
    }

    fn change(&mut self) {
        let Some((path, words)) = self.any() else { return self.add() };
        match self.random(6) {
            0 | 1 if self.all.len() < self.around + 12 => self.add(),
            0..=2 => drop(self.all.remove(&path)),
            3 => drop(self.all.insert(path, Arc::default())),
            4 => {
                let words = self.words();
                self.all.insert(path, words);
            }
            _ => {
                let fewer = words.iter().filter(|_| self.random(9) > 0).collect::<Counts>();
                self.all.insert(path, Arc::new(fewer));
            }
        }
    }

    fn listed(&self) -> Vec<(SourcePath, u64)> {
        self.all.iter().map(|(path, words)| (path.clone(), words.fingerprint())).collect()
    }

    fn ask(&self) -> impl Fn(&SourcePath) -> Option<Arc<Counts>> + Sync {
        |path| self.all.get(path).cloned()
    }
}

/// All lists, with how alike the notes are.
fn lists(similar: &Similar) -> BTreeMap<&str, Vec<(&str, u32)>> {
    let index = &similar.index;
    let path = |slot: u32| index.note(slot).unwrap().path.as_str();
    let near = |slot: u32| index.near.get(slot).unwrap().notes().iter();
    let list = |slot| near(slot).map(|(other, likeness)| (path(*other), likeness.to_bits())).collect();
    index.slots.iter().map(|(path, slot)| (path.as_str(), list(*slot))).collect()
}

/// Follows so many changes, and says of how many not all words were asked for.
fn follow_changes(seed: u64, around: usize, steps: usize) -> usize {
    let mut notes = Notes::new(seed, around);
    let (mut kept, mut stored) = (Similar::default(), Similar::default());
    let mut small = 0;
    for step in 0..steps {
        let listed = notes.listed();
        let asked = AtomicUsize::new(0);
        let ask = |path: &SourcePath| {
            asked.fetch_add(1, Ordering::Relaxed);
            notes.all.get(path).cloned()
        };
        let before = kept.clone();
        let lists_before = format!("{:?}", lists(&before));
        kept = kept.follow_within(&listed, &ask, usize::MAX);
        small += usize::from(asked.into_inner() < listed.len());
        stored = stored.follow(&listed, &notes.ask());
        stored = Similar::from_bytes(&stored.to_bytes()).unwrap();
        let built = Similar::default().follow_within(&listed, &notes.ask(), 0);
        assert_eq!(lists(&kept), lists(&built), "kept: seed {seed}, {around} notes, step {step}");
        assert_eq!(lists(&stored), lists(&built), "stored: seed {seed}, {around} notes, step {step}");
        assert_eq!(format!("{:?}", lists(&before)), lists_before, "what was before stays as it is");
        assert!(around < 50 || lists(&built).values().any(|list| list.len() == index::SHOWN));
        let changes = if notes.random(8) == 0 { 1 + notes.random(1 + around / 4) } else { 1 };
        (0..changes).for_each(|_| notes.change());
    }
    small
}

#[test]
fn following_few_notes_equals_building_them() {
    let small: usize = (0..12).map(|seed| follow_changes(seed, 8, 60)).sum();
    assert!(small > 100, "{small}");
}

#[test]
fn following_equals_building_where_words_become_too_common() {
    let small: usize = (0..3).map(|seed| follow_changes(seed, 200, 60)).sum();
    assert!(small > 60, "{small}");
}

#[test]
fn following_equals_building_where_words_are_no_longer_listed() {
    let small: usize = (0..2).map(|seed| follow_changes(seed, 400, 40)).sum();
    assert!(small > 40, "{small}");
}

/// The first word is in all notes, and so it is not known in which, when it comes to stand for the last that have it.
#[test]
fn a_word_that_was_in_most_notes_stands_for_the_few_that_keep_it() {
    let mut notes = Notes::new(9, 425);
    let mut kept = Similar::default().follow(&notes.listed(), &notes.ask());
    assert!(notes.all.len() > words::MOST_LISTED);
    let paths: Vec<SourcePath> = notes.all.keys().cloned().collect();
    let (at_once, one_by_one) = paths.split_at(paths.len() - 202);
    for losing in std::iter::once(at_once).chain(one_by_one.chunks(1).take(5)) {
        for path in losing {
            let fewer = notes.all[path].iter().filter(|(word, _)| *word != 0).collect();
            notes.all.insert(path.clone(), Arc::new(fewer));
        }
        kept = kept.follow_within(&notes.listed(), &notes.ask(), usize::MAX);
        let built = Similar::default().follow(&notes.listed(), &notes.ask());
        assert_eq!(lists(&kept), lists(&built));
    }
    assert_eq!(kept.index.words.number(0).and_then(|word| kept.index.words.get(word)).unwrap().count, 197);
}

#[test]
fn a_note_named_twice_counts_once_and_one_without_words_is_asked_for_again() {
    let notes = Notes::new(1, 20);
    let mut listed = notes.listed();
    let built = Similar::default().follow(&listed, &notes.ask());
    let unknown = listed[3].0.clone();
    let ask_most = |path: &SourcePath| notes.ask()(path).filter(|_| *path != unknown);
    let without = Similar::default().follow_within(&listed, &ask_most, usize::MAX);
    assert!(built.nearest(&unknown).next().is_some());
    assert!(without.nearest(&unknown).next().is_none());
    assert_eq!(lists(&without.follow_within(&listed, &notes.ask(), usize::MAX)), lists(&built));
    listed[7].1 += 1;
    listed.extend(notes.listed());
    assert_eq!(lists(&built.follow_within(&listed, &notes.ask(), usize::MAX)), lists(&built));
    assert_eq!(lists(&Similar::default().follow(&listed, &notes.ask())), lists(&built));
}

/// Uses what was read from bytes for all it is there for.
fn try_bytes(bytes: &[u8], notes: &Notes) {
    let Some(read) = Similar::from_bytes(bytes) else { return };
    let listed = notes.listed();
    for (path, _) in &listed {
        assert!(read.nearest(path).count() <= index::SHOWN);
    }
    let followed = read.follow_within(&listed, &notes.ask(), usize::MAX);
    assert!(Similar::from_bytes(&followed.to_bytes()).is_some());
}

#[test]
fn damaged_bytes_do_no_harm() {
    let mut notes = Notes::new(5, 5);
    let similar = Similar::default().follow(&notes.listed(), &notes.ask());
    let bytes = similar.to_bytes();
    (0..4).for_each(|_| notes.change());
    for at in 0..bytes.len() {
        assert!(Similar::from_bytes(&bytes[..at]).is_none(), "cut off at {at}");
        for damage in [0x01, 0x80, bytes[at]] {
            let mut damaged = bytes.clone();
            damaged[at] ^= damage;
            try_bytes(&damaged, &notes);
        }
    }
    for _ in 0..500 {
        let noise: Vec<u8> = (0..notes.random(60)).map(|_| notes.random(256) as u8).collect();
        try_bytes(&noise, &notes);
        try_bytes(&[&bytes[..notes.random(bytes.len())], &noise].concat(), &notes);
    }
    assert!(Similar::from_bytes(&[0xff; 40]).is_none());
}

/// How alike two notes are, as the definition has it.
fn by_definition(notes: &Notes, a: &Counts, b: &Counts) -> f64 {
    let step = |count: usize| (2.0 * f64::from(count as u32).log2()).round();
    let total = step(notes.all.len());
    let weigh = |counts: &Counts| {
        let weight = |(word, count): (u32, u32)| {
            let of = notes.all.values().filter(|words| words.has(word)).count();
            let rarity = (2..=200).contains(&of).then(|| 2.0_f64.powf((total - step(of)) / 2.0).ln_1p())?;
            Some((word, (1.0 + f64::from(count).ln()) * rarity))
        };
        let weights: BTreeMap<u32, f64> = counts.iter().filter_map(weight).collect();
        assert!(weights.len() <= 40);
        let length = weights.values().map(|weight| weight * weight).sum::<f64>().sqrt();
        (weights, length)
    };
    let ((a, length_of_a), (b, length_of_b)) = (weigh(a), weigh(b));
    let shared: f64 = a.iter().filter_map(|(word, weight)| Some(weight * b.get(word)?)).sum();
    if shared == 0.0 { 0.0 } else { shared / (length_of_a * length_of_b) }
}

#[test]
fn lists_hold_the_most_similar_notes_and_ties_go_by_path() {
    let notes = Notes::new(3, 40);
    let similar = Similar::default().follow(&notes.listed(), &notes.ask());
    for (path, words) in &notes.all {
        let others = notes.all.iter().filter(|(other, _)| *other != path);
        let mut alike: Vec<(i64, &SourcePath)> = others
            .map(|(other, of_other)| ((by_definition(&notes, words, of_other) * -1e5).round() as i64, other))
            .filter(|(likeness, _)| *likeness <= -8000)
            .collect();
        alike.sort();
        let expected: Vec<&SourcePath> =
            alike.into_iter().take(index::SHOWN).map(|(_, other)| other).collect();
        assert_eq!(similar.nearest(path).map(|(_, other)| other).collect::<Vec<_>>(), expected, "{path}");
    }
}
