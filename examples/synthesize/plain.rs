//! Writes a plain note: a title, a date and little more, over long prose that leads to many other notes. Some have a
//! table, some HTML, some no code at all. Most have warnings, two in the middle, and none has an error: pictures without
//! an entry in `image_sources` or without a text of their own, and reading times that are far off.

use std::fmt::Write;

use crate::code::fenced;
use crate::grammar::{Scene, capitalised};
use crate::phrases::{CLOSING, CODE_LEADS, INTRODUCTIONS, MIDDLE, OPENING, STEPS, Theme};
use crate::plan::Plan;
use crate::random::{Lane, Random};
use crate::yaml::Yaml;

/// How a link to another note stands in a sentence.
const MENTIONS: &[&str] = &[
    "The same {part} comes up in [@](#).",
    "We <read|looked at> [@](#) before we began, and it <helped|saved us {minutes} minutes>.",
    "What [@](#) says of the {signal} holds here too.",
    "<Compare|See also> [@](#).",
];
/// Where the address of a mention goes.
const GAP: &str = "[@](#)";
const QUOTES: &[&str] = &[
    "We did not have {a thing}. We had {few} of them, on {few} machines, and nobody was told.",
    "If {symptom}, somebody <changed|touched> the {part}. It is never the weather.",
];
const HTML: &[&str] = &[
    "<details>\n<summary>What {tool} said</summary>\n<p>The {signal} stood at <b>{count}</b>, and {cause}.</p>\n</details>",
    "<p>Press <kbd>Ctrl</kbd> and <kbd>C</kbd> to end `{command}`; the {part} <small>(and nothing else)</small> goes with it.</p>",
    "<dl>\n<dt>{metric}</dt>\n<dd>counted in {unit}, <em>less is better</em></dd>\n</dl>",
];

/// The text of the note with this plan.
pub(crate) fn write(plan: &Plan) -> String {
    let mut writer = Writer {
        plan,
        scene: Scene::new(plan),
        random: plan.random(Lane::Body),
        text: String::with_capacity(9000),
    };
    writer.body();
    let front = front_matter(plan, &mut plan.random(Lane::FrontMatter));
    format!("---\n{front}---\n\n{}", writer.text)
}

/// The few fields that a plain note has.
fn front_matter(plan: &Plan, random: &mut Random) -> String {
    let mut yaml = Yaml::new();
    let scene = Scene::new(plan);
    yaml.text(0, "title", &plan.title());
    yaml.raw(0, "date", plan.date);
    if random.chance(40) {
        yaml.text(0, "summary", &capitalised(&scene.expand("{phrase} in {stack}, {scenario}.", random)));
    }
    match random.below(3) {
        0 => yaml.text(0, "topic", plan.stack.area),
        1 => yaml.list(0, "tags", &[plan.stack.name, plan.problem.things]),
        _ => {}
    }
    if random.chance(45) {
        // No note takes so long.
        yaml.raw(0, "reading_time", random.between(40, 90));
    }
    yaml.finish()
}

struct Writer<'a> {
    plan: &'a Plan,
    scene: Scene<'a>,
    random: Random,
    text: String,
}

impl Writer<'_> {
    fn body(&mut self) {
        let introduction = self.scene.sentence(INTRODUCTIONS, &mut self.random);
        self.block(format_args!("{introduction}"));
        if self.random.chance(90) {
            let caption = capitalised(&self.scene.expand("the {part} in {stack}", &mut self.random));
            self.block(format_args!("![{caption}](picture.svg)"));
        }
        self.section(&OPENING);
        let mut middle: Vec<&Theme> = MIDDLE.iter().collect();
        self.random.shuffle(&mut middle);
        middle.truncate(2 + self.random.index(MIDDLE.len() - 2));
        for theme in middle {
            self.section(theme);
        }
        self.section(&CLOSING);
        self.text.pop();
    }

    /// A heading, two to four paragraphs, and now and then something between them.
    fn section(&mut self, theme: &Theme) {
        let heading = self.random.pick(theme.headings);
        self.block(format_args!("## {heading}"));
        for _ in 0..2 + self.random.index(3) {
            self.paragraph(theme);
        }
        match self.random.below(100) {
            0..12 => self.code(),
            12..22 => self.table(),
            22..34 => self.list(),
            34..40 => self.from(HTML),
            40..46 => self.quote(),
            // A picture that says nothing to those who can't see it.
            46..51 => self.block(format_args!("![](picture.svg)")),
            _ => {}
        }
    }

    fn paragraph(&mut self, theme: &Theme) {
        let mut sentences = theme.sentences.to_vec();
        self.random.shuffle(&mut sentences);
        sentences.truncate(3 + self.random.index(3));
        let mut text: Vec<String> = sentences
            .iter()
            .map(|sentence| capitalised(&self.scene.expand(sentence, &mut self.random)))
            .collect();
        if self.random.chance(30) {
            text.extend(self.mention());
        }
        self.block(format_args!("{}", text.join(" ")));
    }

    /// A sentence that leads to an earlier note; `None` in the first one.
    fn mention(&mut self) -> Option<String> {
        let other = self.plan.related(&mut self.random)?;
        let sentence = self.random.pick(MENTIONS);
        let (before, after) = sentence.split_once(GAP).unwrap_or((sentence, ""));
        let link = format!("[{}]({})", other.title(), self.plan.path_to(&other));
        let (before, after) =
            (self.scene.expand(before, &mut self.random), self.scene.expand(after, &mut self.random));
        Some(format!("{before}{link}{after}"))
    }

    fn code(&mut self) {
        let language = self.plan.stack.languages[usize::from(self.random.chance(40))];
        let lead = self.scene.sentence(CODE_LEADS, &mut self.random);
        let code = fenced(language, self.plan.problem.noun, &mut self.random);
        self.block(format_args!("{lead}\n\n{code}"));
    }

    fn table(&mut self) {
        let mut table = "| File | What it holds | Read again |\n|---|---|---:|".to_owned();
        for file in self.random.items(self.plan.stack.files, 4) {
            let holds = self.scene.expand("the {part}, beside the {signal}", &mut self.random);
            let weeks = self.random.between(2, 40);
            // A String takes every write.
            let _ = write!(table, "\n| `{file}` | {holds} | {weeks} weeks |");
        }
        self.block(format_args!("{table}"));
    }

    fn list(&mut self) {
        let mut list = String::new();
        for at in 0..4 + self.random.index(3) {
            let step = self.scene.sentence(STEPS, &mut self.random);
            let indent = if at % 3 == 2 { "  " } else { "" };
            list.extend([indent, "- ", &step, "\n"]);
        }
        self.block(format_args!("{}", list.trim_end()));
    }

    fn quote(&mut self) {
        let quote = self.scene.sentence(QUOTES, &mut self.random);
        self.block(format_args!("> {quote}"));
    }

    /// A block of HTML: what stands between `<` and `>` there is no choice, so that slots alone are filled.
    fn from(&mut self, blocks: &[&str]) {
        let block = self.random.pick(blocks);
        let mut filled = String::new();
        for part in block.split_inclusive('}') {
            let (plain, slot) = part.split_at(part.find('{').unwrap_or(part.len()));
            filled.push_str(plain);
            filled.push_str(&self.scene.expand(slot, &mut self.random));
        }
        self.block(format_args!("{filled}"));
    }

    /// Writes one block and the blank line after it.
    fn block(&mut self, block: std::fmt::Arguments<'_>) {
        // A String takes every write.
        let _ = write!(self.text, "{block}\n\n");
    }
}
