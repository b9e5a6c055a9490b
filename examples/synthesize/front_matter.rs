//! Writes a note's front matter: every field of the note format but `slug`, `aliases` and `draft`, in the
//! order of the meta box.

use crate::body::Body;
use crate::date::Day;
use crate::grammar::{Scene, capitalised};
use crate::plan::{Plan, day_since};
use crate::random::{Lane, Random};
use crate::yaml::Yaml;

const SUMMARIES: &[&str] = &[
    "{Phrase} in {stack}: what to measure, what to change first, and what to do about the {signal}.",
    "Notes on {phrase} in {stack}, {scenario}, with a baseline and a rehearsed way back.",
    "Why {symptom}, how {tool} helped to see it, and how the {metric} came down to {after} {unit}.",
    "A plan for {things} in {stack} that <a newcomer|one person> can follow in {minutes} minutes.",
];
const BRIEFS: &[&str] = &[
    "The note argues from one measurement, shows where the {part} comes in, and keeps the change small enough to be undone.",
    "Written for the person on call: the symptom first, then the cause, then the step that helped {scenario}.",
    "A working paper of the {owner}, with the {part} as its example and the checks in the order in which they were run.",
];
const ACTIONS: &[&str] = &[
    "change one thing and measure again",
    "begin with the {part}",
    "agree on a limit, then change {file}",
    "rehearse the rollback first",
];
const RISKS: &[&str] = &[
    "the {signal} may rise for {minutes} minutes",
    "the {part} may need a restart",
    "old versions keep the former behaviour",
];
const RESULTS: &[&str] = &[
    "the {metric} below {before} {unit} for {few} weeks",
    "no report of {a thing} within {few} weeks",
    "{metric} near {after} {unit} at the usual load",
];
const ROLLBACKS: &[&str] = &[
    "restore {file} and run {command}",
    "turn the switch off; the {part} needs no restart",
    "go back one release and watch the {signal}",
];
/// Every so many notes one has a hash that matches its body: an edit of it changes what listings say of its review.
const REVIEWED: u32 = 5;
const REVIEW_PERIODS: &[&str] = &["6 months", "30 days", "1 year", "3 months", "90 days"];

/// The front matter between its two `---` lines, for the note with this plan and body.
pub(crate) fn write(plan: &Plan, body: &Body) -> String {
    let random = plan.random(Lane::FrontMatter);
    let mut writer = Writer { plan, body, scene: Scene::new(plan), random, yaml: Yaml::new() };
    let changed = writer.opening();
    writer.facts();
    writer.record(changed);
    writer.lists();
    writer.payload();
    writer.change();
    writer.yaml.finish()
}

struct Writer<'a> {
    plan: &'a Plan,
    body: &'a Body,
    scene: Scene<'a>,
    random: Random,
    yaml: Yaml,
}

impl Writer<'_> {
    /// Writes the first fields; gives back the day of the last change.
    fn opening(&mut self) -> Day {
        let plan = self.plan;
        let mut changed = plan.date;
        self.yaml.text(0, "title", &plan.title());
        self.yaml.raw(0, "date", plan.date);
        if self.random.chance(60) {
            changed = day_since(plan.date, &mut self.random);
            self.yaml.raw(0, "updated", changed);
        }
        let topic = self.text("{phrase} / {stack}");
        self.yaml.text(0, "topic", &topic);
        let summary = self.scene.sentence(SUMMARIES, &mut self.random);
        self.yaml.text(0, "summary", &summary);
        self.outline();
        let brief = self.scene.sentence(BRIEFS, &mut self.random);
        self.yaml.folded("ai_brief", &brief);
        changed
    }

    fn outline(&mut self) {
        self.yaml.open(0, "ai_outline");
        let (action, risk) = (self.one_of(ACTIONS), self.one_of(RISKS));
        for (key, value) in [
            ("context", self.plan.scenario),
            ("problem", self.plan.problem.symptom),
            ("stack", self.plan.stack.name),
            ("recommended action", &action),
            ("risk", &risk),
        ] {
            if self.random.chance(60) {
                self.yaml.map_item(1, &[(key, value)]);
            } else {
                self.yaml.item(1, &format!("{key}: {value}"));
            }
        }
    }

    fn facts(&mut self) {
        let (plan, language) = (self.plan, self.body.language.name());
        let stack = [plan.stack.name, plan.stack.area, language];
        if self.random.chance(50) {
            self.yaml.flow_list("stack", &stack);
        } else {
            self.yaml.list(0, "stack", &stack);
        }
        self.yaml.open(0, "tools");
        let count = 5 + self.random.index(2);
        for tool in self.random.items(plan.stack.tools, count) {
            if self.random.chance(25) {
                let version = format!("{}.{}", self.random.between(1, 24), self.random.below(31));
                self.yaml.map_item(1, &[("name", tool), ("version", &version)]);
            } else {
                self.yaml.item(1, tool);
            }
        }
        self.yaml.text(0, "code_language", language);
        let difficulty = self.random.pick(&["beginner", "intermediate", "advanced"]);
        self.yaml.text(0, "difficulty", difficulty);
        self.yaml.raw(0, "reading_time", self.body.reading_time());
        self.yaml.raw(0, "view_count", self.random.below(60_000));
        self.yaml.open(0, "score");
        for key in ["quality", "freshness", "depth", "clarity"] {
            self.yaml.raw(1, key, self.random.between(55, 99));
        }
    }

    fn record(&mut self, changed: Day) {
        let (status, successor) = self.status();
        let (major, minor) = (self.random.between(1, 4), self.random.below(13));
        self.yaml.open(0, "revision");
        self.yaml.text(1, "status", status);
        self.yaml.raw(1, "version", format_args!("{major}.{minor}.{}", self.random.below(10)));
        self.yaml.raw(1, "last_reviewed", day_since(changed, &mut self.random));
        self.yaml.text(1, "review_in", self.random.pick(REVIEW_PERIODS));
        self.yaml.text(1, "reviewed_by", self.plan.owner);
        if let Some(successor) = successor {
            self.yaml.text(1, "superseded_by", &self.plan.path_to(&successor));
        }
        let tail = self.random.below(10_000);
        self.yaml.raw(0, "reference", format_args!("anp-ref-{:06}-{tail:04}", self.plan.number));
        let invented = format!("{:016x}{:08x}", self.random.bits(), self.random.bits() >> 32);
        let hash = if self.is_as_reviewed() { self.body.hash() } else { invented };
        self.yaml.raw(0, "hash", format_args!("\"{hash}\""));
        self.yaml.open(0, "flags");
        self.yaml.raw(1, "ai_generated_style", self.random.chance(70));
        self.yaml.raw(1, "has_images", true);
        self.yaml.raw(1, "image_heavy", false);
        self.yaml.raw(1, "needs_human_review", self.random.chance(5));
    }

    /// The status, and for a deprecated note the one that takes its place.
    fn status(&mut self) -> (&'static str, Option<Plan>) {
        match self.random.below(100) {
            0..8 => ("drafted", None),
            8..12 => match self.plan.related(&mut self.random) {
                Some(successor) => ("deprecated", Some(successor)),
                None => ("published", None),
            },
            12..82 => ("published", None),
            _ => ("reviewed", None),
        }
    }

    fn lists(&mut self) {
        let (plan, body) = (self.plan, self.body);
        let steps: Vec<_> = body.checklist.iter().map(|step| step.replace('`', "")).collect();
        self.yaml.list(0, "checklist", &steps);
        self.yaml.open(0, "entities");
        for (name, kind) in
            [(plan.stack.name, "stack"), (plan.stack.area, "area"), (plan.problem.things, "problem")]
        {
            self.yaml.map_item(1, &[("name", name), ("type", kind)]);
        }
        self.yaml.open(0, "image_sources");
        self.yaml
            .map_item(1, &[("source", "own drawing"), ("url", "picture.svg"), ("caption", &body.caption)]);
    }

    fn payload(&mut self) {
        self.yaml.open(0, "payload");
        self.yaml.raw(1, "source_id", format_args!("synthesize-{:06}", self.plan.number));
        self.yaml.text(1, "generator", "fieldnotes synthesize");
        self.yaml.text(1, "scenario", self.plan.scenario);
        self.yaml.raw(1, "paragraphs", self.body.paragraphs);
        self.yaml.open(1, "shape");
        self.yaml.raw(2, "sections", self.body.sections);
        self.yaml.raw(2, "code_blocks", 2);
        self.yaml.list(
            0,
            "notes",
            &[
                if self.is_as_reviewed() {
                    "the hash is that of the body"
                } else {
                    "the hash is synthetic and does not match the body"
                },
                "the view count is invented",
                "written by a generator for load tests",
            ],
        );
        self.yaml.text(0, "owner", self.plan.owner);
    }

    fn change(&mut self) {
        let Plan { stack, problem, before, after, .. } = self.plan;
        self.yaml.open(0, "change");
        self.yaml.text(1, "reason", &capitalised(problem.cause));
        let count = 2 + self.random.index(2);
        self.yaml.list(1, "files", &self.random.items(stack.files, count));
        self.yaml.list(1, "commands", &self.random.items(stack.commands, 2));
        self.yaml.open(1, "metric");
        self.yaml.text(2, "name", problem.metric);
        self.yaml.text(2, "before", &format!("{before} {}", problem.unit));
        self.yaml.text(2, "after", &format!("{after} {}", problem.unit));
        let (result, rollback) = (self.one_of(RESULTS), self.one_of(ROLLBACKS));
        self.yaml.text(1, "expected_result", &result);
        self.yaml.text(1, "rollback", &rollback);
    }

    /// Whether nobody has edited the note since its review.
    fn is_as_reviewed(&self) -> bool {
        self.plan.number.is_multiple_of(REVIEWED)
    }

    fn one_of(&mut self, templates: &[&str]) -> String {
        let template = self.random.pick(templates);
        self.text(template)
    }

    fn text(&mut self, template: &str) -> String {
        self.scene.expand(template, &mut self.random)
    }
}
