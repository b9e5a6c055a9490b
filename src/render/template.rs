//! The templates of a site: the built-in theme, with the site's own files in place of some, and what a template
//! can call. Faults in them are diagnostics with their place.

mod place;
mod uses;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use super::count::{self, Counter};
use super::reads::Reads;
use uses::Uses;

use super::words::{Words, fill_gaps};
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;
use crate::theme;

/// The component that makes the row of a note.
const ROW: &str = "ui.row";
/// The template that the theme has it in.
const COMPONENTS: &str = "components.html";
/// Bytes that most pages have room in.
const PAGE: usize = 32 << 10;
/// How many numbers all calls of `range` may give on one page. The engine bounds how deep
/// includes and components nest, but counts no steps: calls within loops would multiply without end.
const MOST_NUMBERS: usize = 1_000_000;

/// What to do about counts that no template is given unasked.
const COUNT_HELP: &str =
    "use `count()`, which gives the number of all notes; the manual has more, under \"Templates\"";

/// How many a single call may give.
const MOST_AT_ONCE: usize = 100_000;

thread_local! {
    /// How many `range` gave so far. A page is made on one thread from beginning to end.
    static NUMBERS: Cell<usize> = const { Cell::new(0) };
}

/// Templates that are ready to render.
pub struct Templates {
    tera: Tera,
    texts: BTreeMap<String, String>,
    uses: BTreeMap<String, Uses>,
    /// Whether the site has some of its own.
    has_own: bool,
}

impl Templates {
    /// Compiles the theme with the site's own templates in place of those of the same name. A site's template
    /// that has faults is reported, and the theme's is used in its stead.
    pub fn new(own: &BTreeMap<String, String>, words: &Arc<Words>) -> (Self, Vec<Diagnostic>) {
        let mut texts: BTreeMap<String, String> =
            theme::TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        texts.extend(own.iter().map(|(name, text)| (name.clone(), text.clone())));
        let mut diagnostics = Vec::new();
        let mut tera = engine(words);
        if let Err(error) = add(&mut tera, &texts) {
            diagnostics = faults(own, words);
            if diagnostics.is_empty() {
                diagnostics.extend(unreadable(&error, "base.html", &texts));
            }
            tera = engine(words);
            let built_in = theme::TEMPLATES
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect();
            if add(&mut tera, &built_in).is_err() {
                tera = engine(words);
            }
        }
        let uses = uses::all(&texts);
        (Self { tera, texts, uses, has_own: !own.is_empty() }, diagnostics)
    }

    /// Sets what every template sees.
    pub fn set_site(&mut self, site: &impl serde::Serialize) {
        self.tera.global_context().insert("site", site);
    }

    /// Renders a page of so many bytes at the most: a loop that runs away ends there, and not with the memory.
    /// `counter` answers what its templates count.
    pub fn render(
        &self,
        name: &str,
        context: &Context,
        most: usize,
        counter: Counter,
    ) -> Result<String, Box<Diagnostic>> {
        let render = |page: &mut Bounded| self.tera.render_to(name, context, page);
        count::with(Some(counter), || self.bounded(name, most, PAGE, render))
    }

    /// Whether the site has templates of its own.
    pub fn has_own(&self) -> bool {
        self.has_own
    }

    /// Whether a template may ask for more of a row than its HTML, which is all that those of the theme show.
    pub(super) fn want_fields(&self) -> bool {
        self.has_own
    }

    /// Renders the row of a note; nothing where a site's own components have none.
    pub(super) fn row(&self, reads: &Reads<'_>, note: &Value) -> Result<String, Box<Diagnostic>> {
        reads.uses(COMPONENTS);
        if !self.tera.contains_component(ROW) {
            return Ok(String::new());
        }
        let mut context = Context::new();
        context.insert_value("note", note.clone());
        let render = |out: &mut Bounded| self.tera.render_component_to(ROW, &context, None, true, out);
        count::with(None, || self.bounded(COMPONENTS, reads.page_bytes(), 0, render))
    }

    fn bounded(
        &self,
        name: &str,
        most: usize,
        expected: usize,
        render: impl FnOnce(&mut Bounded) -> Result<(), tera::Error>,
    ) -> Result<String, Box<Diagnostic>> {
        NUMBERS.set(0);
        let mut page = Bounded { bytes: Vec::with_capacity(expected), most, is_full: false };
        let rendered = render(&mut page);
        if page.is_full {
            return Err(Box::new(too_large(name, most)));
        }
        rendered.map_err(|error| Box::new(diagnostic(&error, Code::TemplateRender, name, &self.texts)))?;
        Ok(String::from_utf8(page.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The text of a template, for a report.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let name = path.as_str().strip_prefix(TEMPLATES)?.strip_prefix('/')?;
        self.texts.get(name).map(String::as_str)
    }

    /// The fingerprint of a template, with all that it speaks of.
    pub(super) fn fingerprint(&self, name: &str) -> u64 {
        self.uses.get(name).map_or(0, |uses| uses.fingerprint)
    }

    /// What a template, or one that it speaks of, shows of the site: names below `site`, and an empty one where it may be
    /// any.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.uses.get(name).into_iter().flat_map(|uses| &uses.fields).map(String::as_str)
    }
}

/// A page that is being made, and takes no more than it may have.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
    is_full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most - self.bytes.len() {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn too_large(name: &str, most: usize) -> Diagnostic {
    let path = SourcePath::new(&format!("{TEMPLATES}/{name}")).unwrap_or_else(SourcePath::settings);
    let message = format!("`{name}` makes a page of more than {most} bytes");
    Diagnostic::new(Code::PageTooLarge, &path, Span::at(0), message)
        .help("look for a loop that does not end, or raise `page_bytes` under `[limits]` in site.toml")
}

fn engine(words: &Arc<Words>) -> Tera {
    let mut tera = Tera::default();
    tera.register_function("range", |arguments: Kwargs, _: &State| range(&arguments));
    tera.register_function("count", |arguments: Kwargs, _: &State| count::count(&arguments));
    let plural_words = Arc::clone(words);
    tera.register_filter("fill", |text: &str, gaps: Kwargs, _: &State| fill(text, &gaps));
    tera.register_filter("plural", move |key: &str, gaps: Kwargs, _: &State| -> tera::TeraResult<String> {
        all_defined(&gaps)?;
        let count: i64 = gaps.must_get("n")?;
        Ok(plural_words.plural(key, count))
    });
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| crate::path::slugify(text));
    let date_words = Arc::clone(words);
    tera.register_filter("date", move |text: &str, _: Kwargs, _: &State| {
        match text.get(..10).unwrap_or(text).parse() {
            Ok(date) => date_words.date(date),
            Err(_) => text.to_owned(),
        }
    });
    tera
}

/// Numbers from `start`, 0 unless told, up to `end` in steps of `step_by`, as Tera's own does it.
fn range(arguments: &Kwargs) -> tera::TeraResult<Vec<i64>> {
    let start = arguments.get::<i64>("start")?.unwrap_or(0);
    let end = arguments.must_get::<i64>("end")?;
    let step = arguments.get::<i64>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(tera::Error::message("`range` needs a step other than 0"));
    }
    if start > end && step > 0 {
        return Err(tera::Error::message("`range` ends before its `start`"));
    }
    let is_within = |number: &i64| if step > 0 { *number < end } else { *number > end };
    let numbers: Vec<i64> = std::iter::successors(Some(start), |number| number.checked_add(step))
        .take_while(is_within)
        .take(MOST_AT_ONCE + 1)
        .collect();
    // A call costs something even where it gives nothing.
    NUMBERS.set(NUMBERS.get() + numbers.len().max(1));
    if numbers.len() > MOST_AT_ONCE || NUMBERS.get() > MOST_NUMBERS {
        let message = format!("`range` gives at most {MOST_AT_ONCE} numbers, and {MOST_NUMBERS} on one page");
        return Err(tera::Error::message(message));
    }
    Ok(numbers)
}

fn fill(text: &str, gaps: &Kwargs) -> tera::TeraResult<String> {
    all_defined(gaps)?;
    Ok(fill_gaps(text, |name| {
        let (_, value): (_, &Value) = gaps.iter().find(|(key, _)| key.as_str() == Some(name))?;
        Some(value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed))
    }))
}

/// A fault where a filter is given what is not there: it would show a text with a hole.
fn all_defined(gaps: &Kwargs) -> tera::TeraResult<()> {
    match gaps.iter().find(|(_, value)| value.is_undefined()) {
        Some((name, _)) => Err(tera::Error::message(format!(
            "the value of `{}` is not defined",
            name.as_str().unwrap_or("")
        ))),
        None => Ok(()),
    }
}

fn add(tera: &mut Tera, texts: &BTreeMap<String, String>) -> Result<(), tera::Error> {
    tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// The faults of each of the site's templates by itself, and then of each with the theme around it.
fn faults(own: &BTreeMap<String, String>, words: &Arc<Words>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (name, text) in own {
        let mut texts: BTreeMap<String, String> =
            theme::TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        texts.insert(name.clone(), text.clone());
        if let Err(error) = add(&mut engine(words), &texts) {
            diagnostics.extend(unreadable(&error, name, &texts));
        }
    }
    diagnostics
}

/// The faults that keep templates from being read: the engine may say several at once, as one text.
fn unreadable(error: &tera::Error, name: &str, texts: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    let of_one = |error: &tera::Error| diagnostic(error, Code::TemplateSyntax, name, texts);
    match error.kind() {
        ErrorKind::Msg(text) if text.starts_with("error: ") => text
            .split("\n\n")
            .filter(|part| part.starts_with("error: "))
            .map(|part| of_one(&tera::Error::message(part)))
            .collect(),
        _ => vec![of_one(error)],
    }
}

/// A template engine's error as a diagnostic.
fn diagnostic(
    error: &tera::Error,
    code: Code,
    rendered: &str,
    texts: &BTreeMap<String, String>,
) -> Diagnostic {
    let (name, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) if is_of_tag(report.message()) => {
            let text = texts.get(report.filename()).map_or("", String::as_str);
            let found = place::unexpected(text, report.span().range.start);
            let (range, message) =
                found.unwrap_or_else(|| (report.span().range.clone(), report.message().to_owned()));
            (report.filename().to_owned(), range, message)
        }
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename().to_owned(), report.span().range.clone(), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, parent } => (
            current.clone(),
            find(texts, current, parent),
            format!("there is no template `{parent}` to extend"),
        ),
        ErrorKind::CircularExtend { tpl, .. } => {
            (tpl.clone(), 0..0, "the template extends itself in a circle".to_owned())
        }
        ErrorKind::CircularInclude { tpl, .. } => {
            (tpl.clone(), 0..0, "the template includes itself in a circle".to_owned())
        }
        ErrorKind::TemplateNotFound(name) => {
            (rendered.to_owned(), 0..0, format!("there is no template `{name}`"))
        }
        _ => match place::reports(&error.to_string()).into_iter().next() {
            Some(report) => {
                let range = texts.get(&report.name).map_or(0..0, |text| report.range(text));
                (report.name, range, report.message)
            }
            None => (rendered.to_owned(), 0..0, error.to_string().lines().next().unwrap_or("").to_owned()),
        },
    };
    let name = if texts.contains_key(&name) { name } else { rendered.to_owned() };
    let length = texts.get(&name).map_or(0, String::len);
    let span = Span::new(range.start.min(length), range.end.min(length));
    let path = SourcePath::new(&format!("{TEMPLATES}/{name}")).or_else(|| SourcePath::new(TEMPLATES));
    let message = message.split(". Available").next().unwrap_or(&message);
    let message = lower_first(message.trim_end_matches('.'));
    let is_absent = message.ends_with("is not defined");
    let wants_count = || {
        let text = texts.get(&name).and_then(|text| text.get(span.start as usize..)).unwrap_or_default();
        let rest = text.lines().next().unwrap_or_default();
        message.contains("`count`") || rest.starts_with("notes") || rest.contains("site.notes")
    };
    let help = match code {
        Code::TemplateSyntax => "correct the template; `build` writes nothing until then",
        _ if is_absent && wants_count() => COUNT_HELP,
        _ => "the manual lists the variables of each template, under \"Templates\"",
    };
    let fault = |path: &SourcePath| Diagnostic::new(code, path, span, message.clone()).help(help);
    match path {
        Some(path) => fault(&path),
        None => unreachable!("the folder of templates is a path"),
    }
}

/// Whether the engine stumbled over a tag, or over the end of a template in which one is open.
fn is_of_tag(message: &str) -> bool {
    message.starts_with("Unknown tag") || message.starts_with("Unexpected end")
}

fn find(texts: &BTreeMap<String, String>, name: &str, needle: &str) -> std::ops::Range<usize> {
    let at = texts.get(name).and_then(|text| text.find(needle));
    at.map_or(0..0, |at| at..at + needle.len())
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
