//! Rules for single values: each kind of text and number, its faults, and what to write instead.

use super::schema::{Form, Range, Shape};
use super::walk::reads_otherwise;
use super::{day, labels};
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::is_same;
use crate::note::Interval;
use crate::path::{MOST_SLUG, SourcePath, UrlPath, name_fault, slugify};
use crate::span::Span;
use crate::tree::{Meaning, Scalar};

/// Longest summary that gets no warning, in characters.
const SUMMARY_LENGTH: usize = 300;

/// The faults of a single value.
pub(super) fn check(
    path: &SourcePath,
    span: Span,
    value: &Scalar,
    shape: &Shape,
    key: &str,
) -> Option<Diagnostic> {
    let rule = Rule { path, span, value, key };
    match shape {
        Shape::Text | Shape::Item | Shape::TextOr(_) | Shape::OutlineItem => rule.text(),
        Shape::Form(form) => rule.form(*form),
        Shape::Choice(words) => rule.choice(words),
        Shape::Pattern(pattern) => rule.strict_text().or_else(|| {
            let fault = rule.fault(Code::PatternMismatch, format!("`{key}` must match `{pattern}`"));
            (!pattern.is_match(&value.text))
                .then(|| fault.help("write a value that matches the pattern in site.toml"))
        }),
        Shape::Bool => match value.meaning() {
            Meaning::Bool(_) => None,
            _ => Some(rule.no_bool()),
        },
        Shape::Flag => rule.flag(),
        Shape::Integer(range) => match value.meaning() {
            Meaning::Integer(_) => rule.range(value.as_number(), range),
            // `3.0` and `1e3` are whole, as they are to JSON Schema.
            Meaning::Number(number) if number.fract() == 0.0 => rule.range(value.as_number(), range),
            _ => Some(rule.mismatch("a whole number")),
        },
        Shape::Number(range) => match value.meaning() {
            Meaning::Integer(_) | Meaning::Number(_) => rule.range(value.as_number(), range),
            _ => Some(rule.mismatch("a number")),
        },
        Shape::Scalar => rule.lossy_number(),
        Shape::List(_) | Shape::Map(_) | Shape::Open(..) | Shape::Any => None,
    }
}

/// What to write for a shape: "a list", "a date like 2026-05-31".
pub(super) fn wanted(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Item | Shape::Pattern(_) | Shape::Scalar | Shape::Any => "text".to_owned(),
        Shape::OutlineItem => "text, or one key with a text".to_owned(),
        Shape::TextOr(fields) => {
            let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
            format!("text, or a map of {}", names.join(" and "))
        }
        Shape::Choice(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", words.join(", "))
        }
        Shape::Bool | Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Integer(_) => "a whole number".to_owned(),
        Shape::Number(_) => "a number".to_owned(),
        Shape::List(_) => "a list".to_owned(),
        Shape::Map(_) | Shape::Open(..) => "a map of keys and values".to_owned(),
        Shape::Form(form) => match form {
            Form::Date => "a date like `2026-05-31`",
            Form::DateTime => "a date like `2026-05-31`, or a time like `2026-05-31T14:00:00Z`",
            Form::Version => "a version like `1.10.0`",
            Form::Interval => "an interval like `6 months`",
            Form::Hash => "8 to 64 lower-case hex digits",
            Form::Slug => "lower-case letters and digits, with `-` between words",
            Form::Alias => "a path on the site like `/old/page/`",
            Form::Url => "an address like `https://example.org/page`",
            Form::Source => "an address like `https://example.org/picture.png`, or a file of the site",
            Form::Summary => "text",
            Form::Language => "a language like `python`",
        }
        .to_owned(),
    }
}

/// What stands for a day that nobody knows here.
pub(super) const ANY_DAY: &str = "YYYY-MM-DD";

/// An example of a value, for "add a line".
pub(super) fn example(shape: &Shape) -> String {
    match shape {
        Shape::Choice(words) => words.first().cloned().unwrap_or_default(),
        Shape::Bool | Shape::Flag => "false".to_owned(),
        Shape::Integer(range) | Shape::Number(range) => range.minimum.unwrap_or(1.0).to_string(),
        Shape::List(_) => "[…]".to_owned(),
        Shape::Form(Form::Date | Form::DateTime) => ANY_DAY.to_owned(),
        Shape::Form(Form::Version) => "1.0.0".to_owned(),
        Shape::Form(Form::Interval) => "6 months".to_owned(),
        _ => "…".to_owned(),
    }
}

struct Rule<'a> {
    path: &'a SourcePath,
    span: Span,
    value: &'a Scalar,
    key: &'a str,
}

impl Rule<'_> {
    fn fault(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.path, self.span, message).key(self.key)
    }

    fn mismatch(&self, wanted: &str) -> Diagnostic {
        let found = match self.value.meaning() {
            Meaning::Text if matches!(&*self.value.text, "true" | "false") => {
                format!("the text `{}` in quotes", self.value.text)
            }
            Meaning::Bool(_) | Meaning::Text => format!("`{}`", shortened(&self.value.text)),
            Meaning::Integer(_) | Meaning::Number(_) => format!("the number `{}`", self.value.text),
            Meaning::Null => "nothing".to_owned(),
        };
        let fault = self.fault(Code::WrongType, format!("`{}` must be {wanted}, not {found}", self.key));
        fault.help(format!("write {wanted}{}", if self.value.plain { "" } else { ", without quotes" }))
    }

    /// Text of any form: not blank, and read as text by every reader.
    fn text(&self) -> Option<Diagnostic> {
        let text = &*self.value.text;
        if text.trim().is_empty() {
            let fault = self.fault(Code::EmptyField, format!("`{}` has no text", self.key));
            return Some(fault.help("write some text, or remove the key"));
        }
        if !(self.value.plain && reads_otherwise(self.value.meaning(), text)) {
            return None;
        }
        let kind = match self.value.meaning() {
            Meaning::Integer(_) | Meaning::Number(_) => "a number",
            _ => "true or false",
        };
        let quoted = format!("\"{text}\"");
        let fault = self
            .fault(Code::AmbiguousText, format!("`{text}` is text here, but {kind} to other YAML parsers"));
        Some(fault.help(format!("put it in quotes: `{quoted}`")).fix(
            format!("put `{text}` in quotes"),
            self.span,
            quoted,
        ))
    }

    /// A version such as `1.10`, which other readers take for 1.1.
    fn lossy_number(&self) -> Option<Diagnostic> {
        let text = &*self.value.text;
        let is_lossy = |number: f64| self.key.ends_with(".version") && number.to_string() != text;
        let Meaning::Number(number) = self.value.meaning() else { return None };
        is_lossy(number).then(|| {
            let quoted = format!("\"{text}\"");
            let message = format!("`{text}` is text here, but the number {number} to other YAML parsers");
            let fault =
                self.fault(Code::AmbiguousText, message).help(format!("put it in quotes: `{quoted}`"));
            fault.fix(format!("put `{text}` in quotes"), self.span, quoted)
        })
    }

    /// Text that a pattern or a list of words applies to: nothing but text will do.
    fn strict_text(&self) -> Option<Diagnostic> {
        (self.value.meaning() != Meaning::Text).then(|| self.mismatch("text"))
    }

    fn choice(&self, words: &[String]) -> Option<Diagnostic> {
        let text = &*self.value.text;
        if words.iter().any(|word| is_same(word, text)) && self.value.meaning() == Meaning::Text {
            return None;
        }
        let fault =
            self.fault(Code::UnknownValue, format!("`{}` is not a value of `{}`", shortened(text), self.key));
        let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let known = || words.iter().map(String::as_str);
        let fault = fault.help(match labels::nearest(text, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", listed.join(", ")),
        });
        Some(match labels::certain(text, known()) {
            Some(near) => fault.fix(format!("replace `{text}` by `{near}`"), self.span, near),
            None => fault,
        })
    }

    fn flag(&self) -> Option<Diagnostic> {
        match self.value.meaning() {
            Meaning::Bool(_) => None,
            Meaning::Integer(number @ (0 | 1)) => {
                let word = if number == 1 { "true" } else { "false" };
                let fault = self.fault(Code::NumericFlag, format!("`{}` is written as a number", self.key));
                Some(fault.help(format!("write `{word}`")).fix(
                    format!("replace `{number}` by `{word}`"),
                    self.span,
                    word,
                ))
            }
            _ => Some(self.no_bool()),
        }
    }

    /// What is neither `true` nor `false`; words that other readers take for one are mended.
    fn no_bool(&self) -> Diagnostic {
        let word = match self.value.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => "true",
            "false" | "no" | "off" | "n" => "false",
            _ => return self.mismatch("`true` or `false`"),
        };
        let fault = self
            .mismatch("`true` or `false`")
            .help(format!("write `{word}`{}", if self.value.plain { "" } else { ", without quotes" }));
        fault.fix(format!("write `{word}`"), self.span, word)
    }

    fn range(&self, number: Option<f64>, range: &Range) -> Option<Diagnostic> {
        let number = number?;
        let bounds = match (range.minimum, range.maximum) {
            (Some(least), Some(most)) => format!("from {least} to {most}"),
            (Some(least), None) => format!("{least} or more"),
            (None, Some(most)) => format!("{most} or less"),
            (None, None) => return None,
        };
        let fits = range.minimum.is_none_or(|least| number >= least)
            && range.maximum.is_none_or(|most| number <= most);
        (!fits).then(|| {
            let message = format!("`{}` must be {bounds}, not {}", self.key, self.value.text);
            self.fault(range.code, message).help(format!("write a number {bounds}"))
        })
    }

    fn form(&self, form: Form) -> Option<Diagnostic> {
        let text = &*self.value.text;
        match form {
            Form::Summary => self.text().or_else(|| self.summary(text)),
            Form::Language => self.text(),
            Form::Date | Form::DateTime => day::fault(text, form).map(|fault| self.date(fault)),
            Form::Version => {
                self.pattern(form, Code::InvalidVersion, "is not a version", Self::version_help(text))
            }
            Form::Interval => self.interval(text),
            Form::Hash => self.pattern(
                form,
                Code::InvalidHash,
                "is not a hash",
                format!("write {}", wanted(&Shape::Form(form))),
            ),
            Form::Slug => self.slug(text, form),
            Form::Url | Form::Source => self.pattern(
                form,
                Code::InvalidUrl,
                "is not an address",
                format!("write {}", wanted(&Shape::Form(form))),
            ),
            Form::Alias if self.value.meaning() != Meaning::Text => Some(self.mismatch("text")),
            Form::Alias => UrlPath::parse(text).is_none().then(|| {
                let fault = self
                    .fault(Code::InvalidAlias, format!("`{}` is not a path on the site", shortened(text)));
                fault.help(format!("write {}", wanted(&Shape::Form(form))))
            }),
        }
    }

    fn date(&self, wrong: day::Wrong) -> Diagnostic {
        let fault = self.fault(Code::InvalidDate, wrong.message).help(wrong.help);
        match wrong.right {
            Some(right) => fault.fix(format!("write `{right}`"), self.span, right),
            None => fault,
        }
    }

    fn interval(&self, text: &str) -> Option<Diagnostic> {
        let right = Interval::meant(text);
        let help = right.as_ref().map_or_else(
            || "write a number and a unit, like `30 days`, `6 months` or `1 year`".to_owned(),
            |right| format!("write `{right}`"),
        );
        let fault = self.pattern(Form::Interval, Code::InvalidInterval, "is not an interval", help)?;
        Some(match right {
            Some(right) => fault.fix(format!("replace `{text}` by `{right}`"), self.span, right),
            None => fault,
        })
    }

    fn pattern(&self, form: Form, code: Code, what: &str, help: String) -> Option<Diagnostic> {
        let text = &*self.value.text;
        let is_text = self.value.meaning() == Meaning::Text;
        let fits = is_text && form.regex().is_some_and(|regex| regex.is_match(text));
        (!fits).then(|| {
            // A number such as 12345678 has the right digits; only quotes are missing.
            let digits = !is_text && form.regex().is_some_and(|regex| regex.is_match(text));
            if digits {
                let quoted = format!("\"{text}\"");
                return self
                    .fault(code, format!("YAML parsers read `{text}` as a number"))
                    .help(format!("put it in quotes: `{quoted}`"))
                    .fix(format!("put `{text}` in quotes"), self.span, quoted);
            }
            self.fault(code, format!("`{}` {what}", shortened(text))).help(help)
        })
    }

    fn slug(&self, text: &str, form: Form) -> Option<Diagnostic> {
        let slug = slugify(text);
        let help = format!("write {}: `{slug}`", wanted(&Shape::Form(form)));
        self.pattern(form, Code::InvalidSlug, "is not a slug", help).or_else(|| {
            let reason = match name_fault(text) {
                _ if text.len() > MOST_SLUG => format!("has more than {MOST_SLUG} characters"),
                Some(_) => "is a device name on Windows".to_owned(),
                None => return None,
            };
            let fault = self.fault(Code::InvalidSlug, format!("`{}` {reason}", shortened(text)));
            Some(fault.help("choose another"))
        })
    }

    fn version_help(text: &str) -> String {
        let numbers: Vec<&str> = text.split('.').collect();
        let simple = numbers
            .iter()
            .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        match (simple, numbers.len()) {
            (true, 1) => format!("give all three numbers: `{text}.0.0`"),
            (true, 2) => format!("give all three numbers: `{text}.0`"),
            _ => "give three numbers with dots between them, like `1.10.0`".to_owned(),
        }
    }

    fn summary(&self, text: &str) -> Option<Diagnostic> {
        let length = text.chars().count();
        (length > SUMMARY_LENGTH).then(|| {
            self.fault(
                Code::SummaryTooLong,
                format!(
                    "`{}` has {length} characters; listings and search engines show about {SUMMARY_LENGTH}",
                    self.key
                ),
            )
            .help("write one or two sentences, and leave the rest to the body")
        })
    }
}

/// A value, cut so that a message stays on a line.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
