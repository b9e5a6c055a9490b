//! The templates of a site: the built-in theme, with the site's own files in place of some, and what a template
//! can call. Faults in them are diagnostics with their place.

mod fault;
mod place;
mod texts;
mod uses;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Kwargs, State, Tera, Value};

use super::count::{self, Counter};
use super::reads::Reads;
use texts::{THEME, Texts};
use uses::Uses;

use super::words::{Words, fill_gaps};
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

/// The component that makes the row of a note.
const ROW: &str = "ui.row";
/// The template that the theme has it in.
const COMPONENTS: &str = "components.html";
/// Bytes that most pages have room in.
const PAGE: usize = 32 << 10;
/// How many numbers all calls of `range` may give on one page. The engine bounds how deep
/// includes and components nest, but counts no steps: calls within loops would multiply without end.
const MOST_NUMBERS: usize = 1_000_000;

/// How many a single call may give.
const MOST_AT_ONCE: usize = 100_000;

thread_local! {
    /// How many `range` gave so far. A page is made on one thread from beginning to end.
    static NUMBERS: Cell<usize> = const { Cell::new(0) };
}

/// Templates that are ready to render.
pub struct Templates {
    tera: Tera,
    texts: Texts,
    uses: BTreeMap<String, Uses>,
    /// Whether the site has some of its own.
    has_own: bool,
}

impl Templates {
    /// Compiles the theme with the site's own templates in place of those of the same name. A site's template
    /// that has faults is reported, and the theme's is used in its stead.
    pub fn new(own: &BTreeMap<String, String>, words: &Arc<Words>) -> (Self, Vec<Diagnostic>) {
        let texts = Texts::with(own);
        let mut diagnostics = fault::hidden(own);
        let tera = loaded(&texts, words).or_else(|error| {
            let found = diagnostics.len();
            diagnostics.extend(fault::of_each(own, words));
            if diagnostics.len() == found {
                diagnostics.extend(fault::unreadable(&error, "base.html", &texts));
            }
            loaded(&Texts::built_in(), words)
        });
        let tera = tera.unwrap_or_else(|_| engine(words));
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
        rendered
            .map_err(|error| Box::new(fault::diagnostic(&error, Code::TemplateRender, name, &self.texts)))?;
        Ok(String::from_utf8(page.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    /// The text of a template, for a report.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let name = path.as_str().strip_prefix(TEMPLATES)?.strip_prefix('/')?;
        self.texts.get(name)
    }

    fn uses(&self, name: &str) -> Option<&Uses> {
        self.uses.get(self.texts.resolved(name)?)
    }

    /// The fingerprint of a template, with all that it speaks of.
    pub(super) fn fingerprint(&self, name: &str) -> u64 {
        self.uses(name).map_or(0, |uses| uses.fingerprint)
    }

    /// What a template, or one that it speaks of, shows of the site: names below `site`, and an empty one where it may be
    /// any.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.uses(name).into_iter().flat_map(|uses| &uses.fields).map(String::as_str)
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
        let form = plural_words.form(key, count);
        let number = plural_words.number(count);
        Ok(fill_gaps(
            form,
            |name| if name == "n" { Some(Cow::Borrowed(&*number)) } else { value_of(&gaps, name) },
        ))
    });
    let number_words = Arc::clone(words);
    tera.register_filter("number", move |count: i64, _: Kwargs, _: &State| number_words.number(count));
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
    Ok(fill_gaps(text, |name| value_of(gaps, name)))
}

/// The value that a filter is given for a gap.
fn value_of<'g>(gaps: &'g Kwargs, name: &str) -> Option<Cow<'g, str>> {
    let (_, value): (_, &Value) = gaps.iter().find(|(key, _)| key.as_str() == Some(name))?;
    Some(value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed))
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

/// The engine with these templates.
fn loaded(texts: &Texts, words: &Arc<Words>) -> Result<Tera, tera::Error> {
    let mut tera = engine(words);
    tera.set_fallback_prefixes([THEME])?;
    tera.add_raw_templates(texts.iter())?;
    Ok(tera)
}
