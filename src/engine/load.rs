//! The phases before rendering: read, parse, validate, model, check.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::level::level;
use super::{Build, Clock, Engine, Options, card, picture, variant};
use crate::check;
use crate::config::{self, Config};
use crate::corpus::{CONTENT, Corpus, FileInfo, SectionFile, TEMPLATES, below_content};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::route::is_note;
use crate::model::{Choice, Site};
use crate::note::Note;
use crate::parse::{Document, parse};
use crate::path::SourcePath;
use crate::render::highlight::{language, palette};
use crate::render::template::Templates;
use crate::render::words::Words;
use crate::render::{Assets, Renderer};
use crate::source::{Listed, Source};
use crate::span::Span;
use crate::validate::{self, Rules, Schema};

/// Reads and checks a site.
pub(super) fn load(engine: &Engine) -> Result<Build> {
    let Engine { source, options, cache, files } = engine;
    let (shared_source, source) = (source, &**source);
    let mut clock = Clock::start();
    let listing = source.list().context("the site's folder can't be read")?;
    let mut diagnostics = listing.diagnostics;
    let mut texts = HashMap::new();
    let config = Arc::new(settings(source, options, &mut texts, &mut diagnostics));
    clock.lap("discover");
    let read = read_notes(source, &listing.files, &config);
    clock.lap("parse");
    let Judged { corpus, faults, texts: note_texts } = judge(read, source, &listing.files, &config, options);
    texts.extend(note_texts);
    diagnostics.extend(faults);
    clock.lap("validate");
    let words = Arc::new(Words::new(&config));
    let (templates, template_faults) = templates(source, &listing.files, &words, &mut texts);
    diagnostics.extend(template_faults);
    let assets = assets(source, &listing.files, &config);
    let names = assets.published();
    let choice = Choice { drafts: options.drafts, assets: &names };
    let (site, route_faults) = Site::build(&config, &corpus, choice, |_| true);
    clock.lap("model");
    diagnostics.extend(route_faults);
    diagnostics.extend(check::check(&site, &corpus));
    let (facts, picture_faults) = variant::inspect(source, &site, &config);
    diagnostics.extend(picture_faults);
    let diagnostics = level(&config, &corpus, diagnostics);
    let mut site = without_faulty(site, &config, &corpus, choice, &diagnostics);
    site.add_pictures(&facts);
    card::add(&mut site, &words);
    clock.lap("check");
    let schema = Schema::of_notes(&config.schema, None);
    let mut build = Build {
        config,
        corpus,
        site,
        diagnostics,
        phases: clock.phases,
        schema,
        words,
        templates,
        assets,
        texts,
        cache: Arc::clone(cache),
        files: Arc::clone(files),
        source: Arc::clone(shared_source),
        broken_pictures: Mutex::default(),
    };
    let view = Renderer::site_view(&build.site, &build.words, &build.assets);
    build.templates.set_site(&view);
    Ok(build)
}

fn settings(
    source: &dyn Source,
    options: &Options,
    texts: &mut HashMap<SourcePath, Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let Some(path) = SourcePath::new(config::FILE) else { return Config::default() };
    let text: Arc<str> = match source.read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into(),
        Err(_) => "".into(),
    };
    let (mut config, faults) = Config::parse(&text);
    diagnostics.extend(faults);
    let schema = Schema::of_notes(&config.schema, None);
    diagnostics.extend(validate::unknown_required(&schema, &path));
    diagnostics.extend(check_settings(&config, &path, &text));
    texts.insert(path, text);
    if let Some(base_url) = options.base_url.as_deref().and_then(config::base_url) {
        config.base_url = base_url;
    }
    config
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
    let known = crate::render::words::built_in();
    for key in config.translations.keys().filter(|key| !known.contains_key(*key)) {
        let fault = Diagnostic::new(
            Code::ConfigUnknownKey,
            path,
            place(key),
            format!("`{key}` is not a word of the theme"),
        );
        diagnostics.push(match crate::suggest::nearest(key, known.keys().map(String::as_str)) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("the manual lists the theme's words"),
        });
    }
    diagnostics
}

/// A file that was read, and its text.
struct Read {
    document: Document,
    text: Arc<str>,
}

fn read_notes(source: &dyn Source, files: &[Listed], config: &Config) -> Vec<Read> {
    let notes: Vec<&Listed> = files.iter().filter(|file| is_note(&file.path)).collect();
    notes.par_iter().filter_map(|file| read(source, file, config)).collect()
}

fn read(source: &dyn Source, file: &Listed, config: &Config) -> Option<Read> {
    let path = &file.path;
    let bytes = match source.read(path) {
        Ok(bytes) => bytes,
        // It went away since the folder was listed.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => {
            let fault = Diagnostic::new(
                Code::UnreadableFile,
                path,
                Span::at(0),
                format!("the file can't be read: {error}"),
            );
            return Some(unread(path, fault.help("check its permissions")));
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => {
            let document = parse(path, &text, config.limits);
            Some(Read { document, text: text.into() })
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or(0);
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = format!("the file is not UTF-8: byte {at} is 0x{byte:02x}");
            let fault =
                Diagnostic::new(Code::NotUtf8, path, Span::new(at, at + '\u{fffd}'.len_utf8()), message);
            let mut read = unread(path, fault.help("save the file as UTF-8"));
            read.text = text.into();
            Some(read)
        }
    }
}

/// A file of which nothing is known but a fault.
fn unread(path: &SourcePath, fault: Diagnostic) -> Read {
    let mut document = parse(path, "", crate::parse::Limits::default());
    document.diagnostics = vec![fault];
    Read { document, text: "".into() }
}

struct Judged {
    corpus: Corpus,
    faults: Vec<Diagnostic>,
    texts: Vec<(SourcePath, Arc<str>)>,
}

fn judge(
    read: Vec<Read>,
    source: &dyn Source,
    files: &[Listed],
    config: &Config,
    options: &Options,
) -> Judged {
    let is_section = |read: &Read| read.document.path.file_name() == "_index.md";
    let (section_files, note_files): (Vec<Read>, Vec<Read>) = read.into_iter().partition(is_section);
    let mut faults = Vec::new();
    let mut sections = Vec::with_capacity(section_files.len());
    for read in &section_files {
        let (section, schema_faults) = SectionFile::read(&read.document);
        faults.extend(read.document.diagnostics.iter().cloned());
        faults.extend(validate::section(&read.document, &read.text));
        faults.extend(schema_faults);
        sections.push(Arc::new(section));
    }
    let schemas = Schemas::new(config, &sections);
    faults.extend(schemas.faults.iter().cloned());
    let judged: Vec<(Note, Vec<Diagnostic>)> = note_files
        .par_iter()
        .map(|read| {
            let rules = Rules {
                schema: schemas.of(below_content(read.document.path.folder())),
                today: options.today,
                knows_language: language::is_known,
                near_language: language::nearest,
            };
            let (note, mut faults) = validate::note(&read.document, &read.text, &rules);
            faults.extend(read.document.diagnostics.iter().cloned());
            (note, faults)
        })
        .collect();
    let mut notes = Vec::with_capacity(judged.len());
    for (note, note_faults) in judged {
        notes.push(Arc::new(note));
        faults.extend(note_faults);
    }
    let texts =
        section_files.into_iter().chain(note_files).map(|read| (read.document.path, read.text)).collect();
    Judged { corpus: Corpus { notes, sections, files: other_files(source, files) }, faults, texts }
}

/// The schema of each folder that has one of its own.
struct Schemas {
    of_site: Schema,
    of_folders: BTreeMap<String, Schema>,
    faults: Vec<Diagnostic>,
}

impl Schemas {
    fn new(config: &Config, sections: &[Arc<SectionFile>]) -> Self {
        let mut schemas = Self {
            of_site: Schema::of_notes(&config.schema, None),
            of_folders: BTreeMap::new(),
            faults: Vec::new(),
        };
        for section in sections {
            if let Some(own) = &section.schema {
                let schema = Schema::of_notes(&config.schema, Some(own));
                let names: HashSet<&str> =
                    schemas.of_site.unknown_required.iter().map(|name| name.value.as_str()).collect();
                let new = validate::unknown_required(&schema, &section.path);
                schemas.faults.extend(
                    new.into_iter().filter(|fault| {
                        !names.iter().any(|name| fault.message.contains(&format!("`{name}`")))
                    }),
                );
                schemas.of_folders.insert(section.folder().to_owned(), schema);
            }
        }
        schemas
    }

    fn of(&self, folder: &str) -> &Schema {
        std::iter::successors(Some(folder), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(parent, _)| parent))
        })
        .find_map(|folder| self.of_folders.get(folder))
        .unwrap_or(&self.of_site)
    }
}

/// Everything below `content/` and `static/` that is no page.
fn other_files(source: &dyn Source, files: &[Listed]) -> BTreeMap<SourcePath, FileInfo> {
    let is_other = |file: &&Listed| {
        let path = file.path.as_str();
        let in_site = path.starts_with(CONTENT) || path.starts_with(crate::corpus::STATIC);
        in_site && !is_note(&file.path)
    };
    let others: Vec<&Listed> = files.iter().filter(is_other).collect();
    others
        .par_iter()
        .map(|file| {
            let dimensions = if picture::is_picture(file.path.file_name()) {
                picture::dimensions(source, &file.path)
            } else {
                None
            };
            (file.path.clone(), FileInfo { size: file.size, dimensions })
        })
        .collect()
}

fn own_templates(source: &dyn Source, files: &[Listed]) -> BTreeMap<String, String> {
    let read = |file: &Listed| {
        let name = file.path.as_str().strip_prefix(TEMPLATES)?.strip_prefix('/')?;
        let bytes = source.read(&file.path).ok()?;
        Some((name.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    files.iter().filter(|file| file.path.as_str().starts_with(TEMPLATES)).filter_map(read).collect()
}

fn templates(
    source: &dyn Source,
    files: &[Listed],
    words: &Arc<Words>,
    texts: &mut HashMap<SourcePath, Arc<str>>,
) -> (Templates, Vec<Diagnostic>) {
    let own: BTreeMap<String, String> = own_templates(source, files)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .collect();
    for (name, text) in &own {
        if let Some(path) = SourcePath::new(&format!("{TEMPLATES}/{name}")) {
            texts.insert(path, text.as_str().into());
        }
    }
    Templates::new(&own, words)
}

fn assets(source: &dyn Source, files: &[Listed], config: &Config) -> Assets {
    let own = own_templates(source, files)
        .into_iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("assets/")?.to_owned(), text)))
        .filter(|(name, _)| !name.contains('/'))
        .collect();
    Assets::new(&own, &palette::stylesheet(&config.highlight))
}

/// The site without the notes that have errors.
fn without_faulty(
    site: Site,
    config: &Arc<Config>,
    corpus: &Corpus,
    choice: Choice<'_>,
    diagnostics: &[Diagnostic],
) -> Site {
    let faulty: HashSet<&SourcePath> =
        diagnostics.iter().filter(|fault| fault.is_error()).map(|fault| &fault.path).collect();
    if !corpus.notes.iter().any(|note| faulty.contains(&note.path)) {
        return site;
    }
    Site::build(config, corpus, choice, |path| !faulty.contains(path)).0
}
