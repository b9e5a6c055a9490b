//! Turns a phrase with slots and choices into a sentence about one note.
//!
//! `{part}` is a slot: a fact of the note, or a fresh draw from its stack. `<a|b>` is a choice. Choices don't
//! nest, but may hold slots. Templates are trusted: an unknown slot is written as it stands, so that it is
//! seen.

use std::borrow::Cow;

use crate::plan::Plan;
use crate::random::Random;

/// The facts that phrases may speak of.
pub(crate) struct Scene<'a> {
    plan: &'a Plan,
}

impl<'a> Scene<'a> {
    /// The scene of one note.
    pub(crate) fn new(plan: &'a Plan) -> Self {
        Self { plan }
    }

    /// The phrase with every slot filled and every choice made.
    pub(crate) fn expand(&self, template: &str, random: &mut Random) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        self.expand_into(template, random, &mut out);
        out
    }

    /// One of `templates`, expanded, with its first letter a capital.
    pub(crate) fn sentence(&self, templates: &[&str], random: &mut Random) -> String {
        let template = random.pick(templates);
        capitalised(&self.expand(template, random))
    }

    fn expand_into(&self, template: &str, random: &mut Random, out: &mut String) {
        let mut rest = template;
        while let Some(start) = rest.find(['{', '<']) {
            out.push_str(&rest[..start]);
            let (is_slot, close) = if rest[start..].starts_with('{') { (true, '}') } else { (false, '>') };
            let Some(length) = rest[start..].find(close) else {
                break;
            };
            let inside = &rest[start + 1..start + length];
            if is_slot {
                out.push_str(&self.slot(inside, random));
            } else {
                let place = random.index(inside.split('|').count());
                let branch = inside.split('|').nth(place).unwrap_or_default();
                self.expand_into(branch, random, out);
            }
            rest = &rest[start + length + 1..];
        }
        out.push_str(rest);
    }

    fn slot(&self, name: &str, random: &mut Random) -> Cow<'static, str> {
        let Plan { stack, problem, .. } = self.plan;
        Cow::Borrowed(match name {
            "phrase" => problem.phrase,
            "Phrase" => return Cow::Owned(capitalised(problem.phrase)),
            "thing" => problem.thing,
            "a thing" => return Cow::Owned(with_article(problem.thing)),
            "things" => problem.things,
            "Things" => return Cow::Owned(capitalised(problem.things)),
            "symptom" => problem.symptom,
            "cause" => problem.cause,
            "remedy" => problem.remedy,
            "metric" => problem.metric,
            "unit" => problem.unit,
            "stack" => stack.name,
            "area" => stack.area,
            "part" => random.item(stack.parts),
            "tool" => random.item(stack.tools),
            "signal" => random.item(stack.signals),
            "file" => random.item(stack.files),
            "command" => random.item(stack.commands),
            "scenario" => self.plan.scenario,
            "owner" => self.plan.owner,
            "before" => return Cow::Owned(self.plan.before.to_string()),
            "after" => return Cow::Owned(self.plan.after.to_string()),
            "few" => return Cow::Owned(random.between(3, 9).to_string()),
            "minutes" => return Cow::Owned(random.between(10, 55).to_string()),
            "percent" => return Cow::Owned(random.between(5, 60).to_string()),
            "count" => return Cow::Owned(random.between(120, 9800).to_string()),
            _ => return Cow::Owned(format!("{{{name}}}")),
        })
    }
}

fn with_article(thing: &str) -> String {
    let article = if thing.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {thing}")
}

/// The text with its first letter a capital, unless its first word is a name with a style of its own.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !text.starts_with("nginx") => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
