//! Writes a note's Markdown: an introduction and its picture, then four to six sections of prose that carry
//! the code blocks, the checklist and, in some notes, a table, an alert, a footnote and a link to an earlier
//! note.

use std::fmt::Write;

use crate::code::{Language, fenced};
use crate::grammar::{Scene, capitalised};
use crate::phrases::{ALERTS, CLOSING, CODE_LEADS, FOOTNOTES, INTRODUCTIONS, MIDDLE, OPENING, STEPS, Theme};
use crate::plan::Plan;
use crate::random::{Lane, Random};

const WORDS_PER_MINUTE: usize = 220;
const STEP_COUNT: usize = 5;

/// A finished body, with what the front matter says about it.
pub(crate) struct Body {
    /// The Markdown.
    pub(crate) text: String,
    /// How many headings it has.
    pub(crate) sections: usize,
    /// How many paragraphs of prose it has.
    pub(crate) paragraphs: usize,
    /// The language of its first code block.
    pub(crate) language: Language,
    /// The picture's alternative text.
    pub(crate) caption: String,
    /// The steps of its list.
    pub(crate) checklist: Vec<String>,
}

impl Body {
    /// The body of the note with this plan.
    pub(crate) fn write(plan: &Plan) -> Self {
        let mut random = plan.random(Lane::Body);
        let scene = Scene::new(plan);
        let caption = capitalised(&scene.expand("the {part} <in|of> {stack}", &mut random));
        let mut steps = STEPS.to_vec();
        random.shuffle(&mut steps);
        steps.truncate(STEP_COUNT);
        let checklist = steps.iter().map(|step| scene.expand(step, &mut random)).collect();
        let body = Self {
            text: String::with_capacity(5000),
            sections: 4 + random.index(3),
            paragraphs: 0,
            language: plan.stack.languages[usize::from(random.chance(20))],
            caption,
            checklist,
        };
        let mut writer = Writer { plan, scene, random, body };
        writer.write();
        writer.body
    }

    /// What `hash` holds of a note that nobody has edited since its review: 24 digits of the BLAKE3 hash of the body, with
    /// no blanks at line ends and one line end behind it.
    pub(crate) fn hash(&self) -> String {
        let lines: Vec<&str> = self.text.lines().map(str::trim_end).collect();
        let normal = format!("{}\n", lines.join("\n").trim_matches('\n'));
        blake3::hash(normal.as_bytes()).to_hex()[..24].to_owned()
    }

    /// Whole minutes that the body takes to read.
    pub(crate) fn reading_time(&self) -> usize {
        self.text.split_whitespace().count().div_ceil(WORDS_PER_MINUTE)
    }
}

/// What a section carries beside prose.
#[derive(Clone, Copy)]
enum Extra {
    Code(Language),
    Steps,
    Table,
    Alert,
    Footnote,
    Link,
}

struct Writer<'a> {
    plan: &'a Plan,
    scene: Scene<'a>,
    random: Random,
    body: Body,
}

impl Writer<'_> {
    fn write(&mut self) {
        let introduction = self.random.pick(INTRODUCTIONS);
        self.paragraph(&[introduction]);
        let caption = self.body.caption.clone();
        self.block(format_args!("![{caption}](picture.svg)"));
        let mut middle: Vec<&Theme> = MIDDLE.iter().collect();
        self.random.shuffle(&mut middle);
        let last = self.body.sections - 1;
        for (place, extras) in self.extras().into_iter().enumerate() {
            match place {
                0 => self.section("##", &OPENING, &extras),
                _ if place == last => self.section("##", &CLOSING, &extras),
                _ => {
                    let level = if self.random.chance(35) { "###" } else { "##" };
                    self.section(level, middle[place], &extras);
                }
            }
        }
        if self.body.text.contains("[^1]") {
            let note = self.scene.sentence(FOOTNOTES, &mut self.random);
            self.block(format_args!("[^1]: {note}"));
        }
        self.body.text.pop();
    }

    /// Which section carries what.
    fn extras(&mut self) -> Vec<Vec<Extra>> {
        let sections = self.body.sections;
        let mut extras = vec![Vec::new(); sections];
        let first = self.random.index(sections / 2);
        let second = first + 1 + self.random.index(sections - first - 1);
        let other = self.plan.stack.languages[usize::from(self.random.chance(75))];
        extras[first].push(Extra::Code(self.body.language));
        extras[second].push(Extra::Code(other));
        extras[self.random.index(sections)].push(Extra::Steps);
        for (extra, percent) in
            [(Extra::Table, 40), (Extra::Alert, 30), (Extra::Footnote, 20), (Extra::Link, 50)]
        {
            if self.random.chance(percent) {
                extras[self.random.index(sections)].push(extra);
            }
        }
        extras
    }

    fn section(&mut self, level: &str, theme: &Theme, extras: &[Extra]) {
        let heading = self.random.pick(theme.headings);
        self.block(format_args!("{level} {heading}"));
        let mut sentences = theme.sentences.to_vec();
        self.random.shuffle(&mut sentences);
        let (first, second) = sentences.split_at(2 + self.random.index(2));
        self.paragraph(first);
        if extras.is_empty() || self.random.chance(30) {
            self.paragraph(&second[..2]);
        }
        for extra in extras {
            self.extra(*extra);
        }
    }

    fn extra(&mut self, extra: Extra) {
        match extra {
            Extra::Code(language) => {
                let lead = self.scene.sentence(CODE_LEADS, &mut self.random);
                let code = fenced(language, self.plan.problem.noun, &mut self.random);
                self.block(format_args!("{lead}\n\n{code}"));
            }
            Extra::Steps => self.steps(),
            Extra::Table => self.table(),
            Extra::Alert => {
                let alert = self.scene.sentence(ALERTS, &mut self.random);
                self.block(format_args!("> {alert}"));
            }
            Extra::Footnote => {
                let text = self
                    .scene
                    .expand("The {metric} stood at {before} {unit} at first.[^1]", &mut self.random);
                self.block(format_args!("{text}"));
            }
            Extra::Link => self.link(),
        }
    }

    fn steps(&mut self) {
        let style = self.random.below(3);
        let mut list = String::new();
        for (place, step) in self.body.checklist.iter().enumerate() {
            let mark = match style {
                0 => format!("{}.", place + 1),
                1 => "-".to_owned(),
                _ if self.random.chance(60) => "- [x]".to_owned(),
                _ => "- [ ]".to_owned(),
            };
            list.extend([mark.as_str(), " ", step, "\n"]);
        }
        let lead =
            self.random.pick(&["The steps, in order:", "What we did:", "Before the change is closed:"]);
        self.block(format_args!("{lead}\n\n{}", list.trim_end()));
    }

    fn table(&mut self) {
        let Plan { stack, problem, before, after, .. } = self.plan;
        let mut table = format!(
            "| Measure | Before | After |\n|:---|---:|---:|\n| {} ({}) | {before} | {after} |",
            problem.metric, problem.unit
        );
        let rows = 2 + self.random.index(3);
        for signal in self.random.items(stack.signals, rows) {
            let (low, high) = (self.random.between(5, 400), self.random.between(401, 999));
            // A String takes every write.
            let _ = write!(table, "\n| {signal} | {high} | {low} |");
        }
        self.block(format_args!("{table}"));
    }

    fn link(&mut self) {
        let Some(other) = self.plan.related(&mut self.random) else {
            return;
        };
        let lead = self.random.pick(&[
            "See also",
            "A close relative is",
            "For the other half, read",
            "This builds on",
        ]);
        let (title, path) = (other.title(), self.plan.path_to(&other));
        self.block(format_args!("{lead} [{title}]({path})."));
    }

    fn paragraph(&mut self, sentences: &[&str]) {
        let text: Vec<_> = sentences
            .iter()
            .map(|sentence| capitalised(&self.scene.expand(sentence, &mut self.random)))
            .collect();
        self.body.paragraphs += 1;
        self.block(format_args!("{}", text.join(" ")));
    }

    /// Writes one block and the blank line after it.
    fn block(&mut self, block: std::fmt::Arguments<'_>) {
        // A String takes every write.
        let _ = write!(self.body.text, "{block}\n\n");
    }
}
