//! Which pages of a build are as they were made before: those that would be told the same by the site.
//!
//! What each page asked, its *trace*, is stored. A build asks the same questions again, each once, and the fingerprint of a
//! page is the sum of what it asked and what the answers are: two builds that agree on that make the same bytes. An answer that
//! was made from what is as it was is not sought again.

mod answers;
mod traces;

use std::sync::{Mutex, PoisonError};

use answers::{Answers, Fingerprints};
use foldhash::HashMap;
use traces::{Encoded, Trace, Traces};

use super::Build;
use super::store::{Key, Kind, Store};
use crate::diagnostic::Diagnostic;
use crate::model::{Route, Similar};
use crate::path::OutputPath;
use crate::render::Artifact;
use crate::render::reads::{Asked, Questions};

/// Answers are stored anew when more than one in so many was sought again.
const MOST_AGAIN: usize = 40;

/// What a page is made from, in short.
pub type Fingerprint = u128;

/// What the pages of an earlier build asked.
#[derive(Default)]
pub struct Before {
    traces: Traces,
    answers: Answers,
    /// Which notes were alike.
    similar: Option<Similar>,
}

impl Before {
    /// What is stored of it.
    pub fn read(store: &Store) -> Self {
        let traces = store.get(Kind::Trace, key()).and_then(Traces::decode);
        let answers = store.get(Kind::Answer, answers_key()).and_then(|bytes| Answers::decode(&bytes));
        let similar = super::build::stored_similar(store);
        Self { traces: traces.unwrap_or_default(), answers: answers.unwrap_or_default(), similar }
    }
}

/// The pages of a build, with what is known of how they were made.
pub struct Pages<'b> {
    build: &'b Build,
    questions: Questions,
    before: Traces,
    answers: Answers,
    /// What the questions were asked of.
    site: Fingerprints,
    made: Mutex<HashMap<OutputPath, Trace>>,
}

impl<'b> Pages<'b> {
    /// Asks again what the pages of an earlier build asked. The pictures of the build are made by now.
    pub fn of(build: &'b Build, before: Before) -> Self {
        let Before { traces: mut before, answers, similar } = before;
        build.knows_similar(similar);
        // What is asked is made first, on all processors.
        build.similar();
        if !before.is_empty() {
            build.index();
        }
        let (site, questions) = build.with_sources(|sources| {
            let site = Fingerprints::of(sources);
            let known = answers.known(before.of_questions(), &site, sources);
            let questions = before.questions(sources, &known);
            (site, questions)
        });
        let questions = questions.unwrap_or_else(|| {
            before = Traces::default();
            Questions::none()
        });
        Self { build, questions, before, answers, site, made: Mutex::default() }
    }

    /// How many questions of the earlier build were asked again, and how many had an answer that holds.
    pub fn asked(&self) -> (usize, usize) {
        self.questions.again
    }

    /// What a page would be made from; None if nobody knows what it asks.
    pub fn fingerprint(&self, route: &Route) -> Option<Fingerprint> {
        if route.page.is_picture() {
            return Some(of_page(route));
        }
        let mut trace = self.before.of(&route.output)?;
        trace.try_fold(of_page(route), |sum, number| Some(sum.wrapping_add(self.questions.answer(number)?)))
    }

    /// Renders pages on all processors, and hands each to `take` with what it was made from.
    pub fn render(&self, routes: &[Route], take: impl Fn(Artifact, Fingerprint) + Sync) -> Vec<Diagnostic> {
        self.build.make_pages(routes, Some(&self.questions), |artifact, route, asked: &[Asked]| {
            let fingerprint = asked.iter().fold(of_page(route), |sum, (_, hash)| sum.wrapping_add(*hash));
            let trace = traces::trace_of(asked.iter().map(|(number, _)| *number));
            self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(artifact.path.clone(), trace);
            take(artifact, fingerprint);
        })
    }

    /// Stores what the pages of the site asked, and which notes are alike.
    pub fn store(self) {
        let (again, known) = self.asked();
        let made = self.made.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (routes, store) = (&self.build.site.routes, &self.build.store);
        let pages: Vec<&OutputPath> = routes.iter().map(|route| &route.output).collect();
        let Encoded { bytes, of, answers } = self.before.encode(self.questions, &pages, &made);
        if let Some(bytes) = bytes {
            store.put(Kind::Trace, key(), &bytes);
            drop(bytes);
            store.put(Kind::Similar, super::build::similar_key(), &self.build.similar().similar().to_bytes());
        }
        // What texts said since has to be asked again, as long as that is little.
        let holds = self.answers.hold(of, &self.site) && again * MOST_AGAIN < known;
        if !holds {
            store.put(Kind::Answer, answers_key(), &answers::encode(of, &self.site, &answers));
        }
    }
}

/// Which page it is, in short. Another may come to have its address and ask the same; of a copy of a picture or a card, it
/// says all that it is made from.
pub fn of_page(route: &Route) -> Fingerprint {
    let page = postcard::to_stdvec(&route.page).unwrap_or_default();
    Key::of(Kind::Page).and(&page).end()
}

fn answers_key() -> u128 {
    Key::of(Kind::Answer).end()
}

fn key() -> u128 {
    Key::of(Kind::Trace).end()
}
