//! The phases before rendering: read, parse, validate, model, check.

use std::sync::{Arc, Mutex};

use super::files::{Files, Notes};
use super::last::Sites;
use super::notes::{self, Found};
use super::own::OwnTemplates;
use super::store::Store;
use super::watched::Watcher;
use super::{
    Audience, Build, Clock, Engine, Options, Theme, addresses, baseline, beginnings, beyond, card, dates,
    drift, hrefs, rules, secrets, text, unreadable, variant,
};
use crate::check;
use crate::config::{self, Config};
use crate::corpus::Corpus;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::model::{Choice, Late, NotePage, Places, Site};
use crate::path::SourcePath;
use crate::render::highlight::palette;
use crate::render::reads::SiteFields;
use crate::render::view::shared::Rows;
use crate::render::view::site::SiteView;
use crate::render::words::Words;
use crate::source::{Listing, Source};
use crate::span::Span;
use crate::validate::{self, Schema};
use foldhash::{HashMap, HashMapExt, HashSet};

/// Reads and checks a site.
pub(super) fn load(engine: &Engine, listing: &Listing, files: &mut Files) -> Build {
    let Engine { source, options, store, code } = engine;
    let (shared_source, source) = (source, &**source);
    let mut clock = Clock::start();
    let mut diagnostics = listing.diagnostics.clone();
    let mut texts = HashMap::new();
    let config = Arc::new(settings(source, options, &mut texts, &mut diagnostics));
    clock.lap("discover");
    let settings_text = texts.get(&SourcePath::settings()).cloned().unwrap_or_default();
    let judge = || notes::judge(source, &listing.files, &config, &settings_text, files);
    let theme = || {
        let words = Arc::new(Words::new(&config));
        let own = OwnTemplates::read(source, &listing.files, &config);
        (own.templates(&words), own.assets(&config), words)
    };
    let watcher = || Watcher::expected(source, store);
    let (found, (((mut templates, template_texts, template_faults), (assets, chosen), words), watcher)) =
        rayon::join(judge, || rayon::join(theme, watcher));
    let Found { mut corpus, notes, faults, texts: section_texts, surroundings } = found;
    corpus.ledger = addresses::ledger(source, &mut texts, &mut diagnostics);
    let rules = rules::read(options, &mut texts, &mut diagnostics);
    let baseline = baseline::read(source, (&config, options), &mut texts, &mut diagnostics);
    let around = look_around((source, listing), &config, &mut corpus, (files, store), watcher);
    diagnostics.extend(around.into_iter().chain(template_faults));
    texts.extend(beginnings::check((source, &listing.files), &config, &corpus, &mut diagnostics));
    let of_secrets = secrets::texts(source, &corpus);
    texts.extend(section_texts.into_iter().chain(of_secrets).chain(template_texts));
    clock.lap("parse, validate, theme");
    let names = assets.published();
    let mut sites = files.last.take(surroundings);
    let bodies = sites.as_mut().map(|sites| std::mem::take(&mut sites.bodies)).unwrap_or_default();
    let whole = sites.as_ref().map(|sites| Places::new(&sites.whole, &sites.corpus));
    let choice = Choice { drafts: options.drafts, assets: &names, before: None };
    // Most notes that are left out have faults by themselves: the site without those is made beside that of all notes.
    let expected = faulty(faults.iter().filter(|fault| config.level_of(fault) == Level::Withhold));
    let of_all = || {
        let (site, mut found) = Site::build(&config, &corpus, Choice { before: whole, ..choice }, |_| true);
        found.extend(check::check(&site, &corpus, &rules).into_iter().chain(hrefs::check(&site, &texts)));
        if !has_faulty_settings(&diagnostics) {
            let faults = faults.iter().chain(&listing.diagnostics);
            found.extend(addresses::check(&site, &corpus, faults, source));
        }
        let (facts, picture_faults) = variant::inspect(source, &site, &config, files);
        found.extend(picture_faults);
        let bodies = check::bodies(Places::new(&site, &corpus), whole.map(|before| (before, bodies)));
        (site, facts, found, bodies)
    };
    let of_others = || {
        let before =
            sites.as_ref().and_then(|sites| Some(Places::new(sites.published.as_ref()?, &sites.corpus)));
        without(&config, &corpus, Choice { before, ..choice }, &expected)
    };
    let ((site, facts, found, bodies), others) = rayon::join(of_all, of_others);
    clock.lap("model, check");
    // To take a site apart takes a while: nobody waits for that.
    rayon::spawn(move || drop(sites));
    diagnostics.extend(found.into_iter().chain(bodies.values().flatten().cloned()));
    let keep = || Sites { corpus: corpus.clone(), whole: site.clone(), published: others.clone(), bodies };
    let kept = files.holds_texts().then(keep);
    let of_day = |today| check::reviews::check(&site, &corpus, today);
    diagnostics.extend(options.today.map(of_day).unwrap_or_default());
    diagnostics.extend(faults);
    let (diagnostics, known) = baseline::told(
        (&config, options),
        &corpus.notes,
        finished(diagnostics, options),
        baseline.as_ref(),
        &text_of(source, &texts, &notes),
    );
    let left_out = (diagnostics.as_slice(), &known.faulty(&diagnostics), &expected);
    let mut site = published((&config, &corpus, choice), left_out, site, others);
    let mut late = Late::default();
    late.add_pictures(&site, &facts);
    card::add(&mut late, &site, &words);
    match kept {
        Some(sites) => files.last.finish_and_keep(&mut site, late, sites),
        None => late.finish(&mut site, None),
    }
    clock.lap("publish");
    let view = SiteView::new(&site, &words, (assets.addresses(site.base_path()), &chosen));
    templates.set_site(&view);
    let fields = SiteFields::of(&view);
    Build {
        rows: Rows::new(site.notes.iter().map(NotePage::path)),
        schema: Schema::of_notes(&config.schema, None),
        config,
        corpus,
        site,
        diagnostics: without_guesses(diagnostics),
        known,
        phases: clock.phases,
        theme: Theme { words, templates, assets, fields },
        texts,
        notes,
        by_id: std::sync::OnceLock::new(),
        similar: std::sync::OnceLock::new(),
        similar_before: Arc::clone(&files.similar),
        search: std::sync::OnceLock::new(),
        store: Arc::clone(store),
        code: Arc::clone(code),
        source: Arc::clone(shared_source),
        broken_pictures: Mutex::default(),
    }
}

/// The faults with what only the whole site and the day tell: an example of a date is today's, and a file that is no UTF-8 is not mended,
/// which would change what could not be read.
fn finished(mut faults: Vec<Diagnostic>, options: &Options) -> Vec<Diagnostic> {
    let unread = faults.iter().filter(|fault| fault.code == Code::NotUtf8);
    let unread: HashSet<SourcePath> = unread.map(|fault| fault.path.clone()).collect();
    for fault in &mut faults {
        if unread.contains(&fault.path) {
            fault.fix = None;
        }
        if let Some(today) = options.today {
            validate::name_day(fault, today);
        }
    }
    faults
}

/// Looks at what is around the site, as far as notes speak of it: files that they lead to, the past, and files that they watch.
fn look_around(
    (source, listing): (&dyn Source, &Listing),
    config: &Config,
    corpus: &mut Corpus,
    (files, store): (&mut Files, &Store),
    watcher: Option<Watcher<'_>>,
) -> Vec<Diagnostic> {
    let beyond = config.repository.as_ref().map(|repository| beyond::find(source, repository, corpus));
    corpus.beyond = beyond.unwrap_or_default();
    let dates = config
        .dates_of_git
        .map(|place| dates::fill((source, listing), place, corpus, (&mut files.dates, store)));
    let (drift, mut diagnostics) = drift::find(source, corpus, (store, watcher));
    corpus.drift = drift;
    diagnostics.extend(dates.flatten());
    diagnostics
}

/// The site without the notes that are left out: that of all, or the one that was made of those that were expected to stay,
/// where it is the same.
fn published(
    (config, corpus, choice): (&Arc<Config>, &Corpus, Choice<'_>),
    (diagnostics, faulty, expected): (&[Diagnostic], &HashSet<SourcePath>, &HashSet<SourcePath>),
    of_all: Site,
    of_others: Option<Site>,
) -> Site {
    match &secrets::without_sections(corpus, diagnostics) {
        Some(corpus) => Site::build(config, corpus, choice, |path| !faulty.contains(path)).0,
        None if is_same(corpus, faulty, expected) => of_others.unwrap_or(of_all),
        None => without(config, corpus, choice, faulty).unwrap_or(of_all),
    }
}

/// The text of a note, or of what is read beside notes.
fn text_of<'a>(
    source: &'a dyn Source,
    texts: &'a HashMap<SourcePath, Arc<str>>,
    notes: &'a Notes,
) -> impl Fn(&SourcePath) -> Option<Arc<str>> {
    move |path| {
        let of_note = || {
            let of_disk = || source.read(path).ok().map(|bytes| text::decoded(path, bytes).0.into());
            notes.get(path)?.text.clone().or_else(of_disk)
        };
        texts.get(path).cloned().or_else(of_note)
    }
}

fn settings(
    source: &dyn Source,
    options: &Options,
    texts: &mut HashMap<SourcePath, Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let path = SourcePath::settings();
    let (text, fault) = match source.read(&path) {
        Ok(bytes) => text::decoded(&path, bytes),
        Err(error) => (String::new(), Some(unreadable(&path, &error))),
    };
    let text: Arc<str> = text.into();
    let (mut config, mut faults) = secrets::settings(&text, &options.denied);
    if let Some(fault) = fault {
        // Settings that can't be read don't say that this is no error, and lack nothing that is known.
        config.lints.remove(&fault.code);
        faults.retain(|other| other.code != Code::ConfigMissing);
        faults.push(fault);
    }
    diagnostics.extend(faults);
    let schema = Schema::of_notes(&config.schema, None);
    diagnostics.extend(validate::unknown_required(&schema, &path));
    diagnostics.extend(validate::unknown_renames(&schema, &config.taxonomies, &path));
    diagnostics.extend(check_settings(&config, &path, &text));
    translate(&mut config);
    texts.insert(path, text);
    match options.base_url.as_deref().and_then(config::base_url) {
        Some(base_url) => config.base_url = base_url,
        None => diagnostics.extend(local_address(&config, options)),
    }
    config.noindex = options.noindex;
    config
}

/// Whether the settings are not what they were meant to be, so that addresses may not be either.
fn has_faulty_settings(diagnostics: &[Diagnostic]) -> bool {
    let settings = SourcePath::settings();
    let is_faulty = |fault: &Diagnostic| fault.is_error() && fault.code != Code::LocalBaseUrl;
    diagnostics.iter().any(|fault| fault.path == settings && is_faulty(fault))
}

/// The fault of a site whose readers would be sent to their own machines.
fn local_address(config: &Config, options: &Options) -> Option<Diagnostic> {
    let is_fault = options.audience == Audience::Readers
        && config.base_url_span != Span::default()
        && config::is_local(&config.base_url);
    let path = SourcePath::settings();
    let message = format!("readers can't reach `{}`: it is an address of this machine", config.base_url);
    let help = "write the address that the site is published at, or pass it with `--base-url`";
    is_fault.then(|| Diagnostic::new(Code::LocalBaseUrl, &path, config.base_url_span, message).help(help))
}

/// The faults that are known: where the settings can't be read, what is said of any other file is a guess.
fn without_guesses(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let settings = SourcePath::settings();
    if diagnostics.iter().any(|fault| fault.path == settings && fault.code == Code::UnreadableFile) {
        diagnostics.retain(|fault| fault.path == settings);
    }
    diagnostics
}

/// Gives the indexes that have no heading of their own one in the language of the site.
fn translate(config: &mut Config) {
    let words = Words::new(config);
    for taxonomy in config.taxonomies.iter_mut().filter(|taxonomy| !taxonomy.is_titled) {
        let own = words.index(&taxonomy.name).map(str::to_owned);
        let of_field = || words.table().get(&format!("field_{}", taxonomy.field)).cloned();
        if let Some(title) = own.or_else(of_field) {
            taxonomy.title = title;
        }
    }
}

/// Settings that only later layers can judge: themes of code, words of the theme.
fn check_settings(config: &Config, path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let place = |value: &str| text.find(value).map_or(Span::at(0), |at| Span::new(at, at + value.len()));
    for theme in [&config.highlight.light, &config.highlight.dark] {
        if !palette::is_known(theme) {
            let fault = Diagnostic::new(
                Code::ConfigInvalid,
                path,
                place(theme),
                format!("there is no theme `{theme}` for code"),
            );
            diagnostics.push(match crate::suggest::nearest(theme, palette::names()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("use one of: {}", palette::names().join(", "))),
            });
        }
    }
    diagnostics.extend(crate::render::words::check(config, path));
    diagnostics
}

/// The files that faults are told of.
fn faulty<'f>(faults: impl Iterator<Item = &'f Diagnostic>) -> HashSet<SourcePath> {
    faults.map(|fault| fault.path.clone()).collect()
}

/// Whether two sets of files are the same as far as notes go.
fn is_same(corpus: &Corpus, one: &HashSet<SourcePath>, other: &HashSet<SourcePath>) -> bool {
    !one.symmetric_difference(other).any(|path| corpus.has_note(path))
}

/// The site without the notes of these files; None where there are none.
fn without(
    config: &Arc<Config>,
    corpus: &Corpus,
    choice: Choice<'_>,
    faulty: &HashSet<SourcePath>,
) -> Option<Site> {
    let has_any = faulty.iter().any(|path| corpus.has_note(path));
    has_any.then(|| Site::build(config, corpus, choice, |path| !faulty.contains(path)).0)
}
