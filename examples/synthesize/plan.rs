//! What a note is about, decided from the seed and its number alone: cheap enough that other notes can ask
//! for it when they link here. The body and the front matter both start from this value.

use crate::date::{Day, LAST_DAY};
use crate::grammar::{Scene, capitalised};
use crate::problems::{PROBLEMS, Problem};
use crate::random::{Lane, Random};
use crate::stacks::{STACKS, Stack};

const TITLES: &[&str] = &[
    "{Phrase} in {stack}",
    "{Phrase} in {stack}: a field note",
    "How we approach {things} in {stack}",
    "{stack}: {phrase} without surprises",
    "A maintenance note on {things} for {stack}",
    "{Things} in {stack}, {scenario}",
    "Checklist for {phrase} in {stack}",
    "What {things} taught us about {stack}",
    "{Phrase}, {scenario}: {stack}",
    "Why {symptom}: {things} in {stack}",
];
const SCENARIOS: &[&str] = &[
    "in a small team",
    "on a busy site",
    "during a long migration",
    "after a hand-over",
    "with one maintainer",
    "before a seasonal peak",
    "across three regions",
    "on a shared cluster",
    "in a regulated product",
    "with two release trains",
];
const OWNERS: &[&str] = &[
    "platform team",
    "billing team",
    "search team",
    "content team",
    "data team",
    "reliability team",
    "storefront team",
    "mobile team",
    "security team",
];
const RELATED_TRIES: u32 = 12;

/// The facts of one note that its other parts share.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    seed: u64,
    /// The note's number in the run, from 1.
    pub(crate) number: u32,
    /// What it is written with.
    pub(crate) stack: &'static Stack,
    /// What it solves.
    pub(crate) problem: &'static Problem,
    /// Under which circumstances.
    pub(crate) scenario: &'static str,
    /// The team that keeps it true.
    pub(crate) owner: &'static str,
    /// The day it was written.
    pub(crate) date: Day,
    /// The metric before the change.
    pub(crate) before: u32,
    /// The metric after the change.
    pub(crate) after: u32,
    title: &'static str,
}

impl Plan {
    /// The plan of note `number` in the run of `seed`.
    pub(crate) fn new(seed: u64, number: u32) -> Self {
        let mut random = Random::new(seed, number, Lane::Plan);
        let after = random.between(3, 180);
        Self {
            seed,
            number,
            stack: &STACKS[random.index(STACKS.len())],
            problem: &PROBLEMS[random.index(PROBLEMS.len())],
            scenario: random.pick(SCENARIOS),
            owner: random.pick(OWNERS),
            date: Day(random.below(LAST_DAY.0)),
            before: after + 1 + after * random.between(20, 400) / 100,
            after,
            title: random.pick(TITLES),
        }
    }

    /// The numbers for one part of this note.
    pub(crate) fn random(&self, lane: Lane) -> Random {
        Random::new(self.seed, self.number, lane)
    }

    /// The title, without Markdown.
    pub(crate) fn title(&self) -> String {
        let mut random = self.random(Lane::Plan);
        capitalised(&Scene::new(self).expand(self.title, &mut random))
    }

    /// The file, below `content/notes`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.stack.slug, self.file_name())
    }

    /// The path of `other` as a link in this note's file writes it.
    pub(crate) fn path_to(&self, other: &Plan) -> String {
        if self.stack.slug == other.stack.slug { other.file_name() } else { format!("../{}", other.path()) }
    }

    /// An earlier note, preferably one that shares the stack or the problem; none for the first.
    pub(crate) fn related(&self, random: &mut Random) -> Option<Plan> {
        let mut found = None;
        for _ in 0..RELATED_TRIES {
            let number = 1 + random.below(self.number - 1);
            let other = (number < self.number).then(|| Plan::new(self.seed, number))?;
            if other.stack.slug == self.stack.slug || other.problem.noun == self.problem.noun {
                return Some(other);
            }
            found = Some(other);
        }
        found
    }

    fn file_name(&self) -> String {
        let things = self.problem.things.replace(' ', "-");
        format!("{things}-{:06}.md", self.number)
    }
}

/// A draw from the days between `first` and the last day allowed.
pub(crate) fn day_since(first: Day, random: &mut Random) -> Day {
    Day(random.between(first.0, LAST_DAY.0))
}
