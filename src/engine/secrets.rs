//! Secrets are not published, and not printed: what is done about them where files are read, and where faults are told.
//!
//! A note that holds one is withheld as with any error, and a file beside notes as one that is not safe. Settings are
//! read without it, and a section loses its title and text. All of that only where the site's levels withhold.

use std::sync::Arc;

use crate::config::{Config, Denied};
use crate::corpus::{Corpus, SectionFile, TEMPLATES};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Outline, secret};
use crate::path::SourcePath;
use crate::source::Source;
use crate::span::Span;
use foldhash::{HashMap, HashSet};

/// The settings of a site, without any secret that stands among them.
pub(super) fn settings(text: &str, denied: &Denied) -> (Config, Vec<Diagnostic>) {
    let (config, mut faults) = Config::parse_for(text, denied);
    let secrets = secret::find(text);
    if secrets.is_empty() {
        return (config, faults);
    }
    let withheld = config.withholds(Code::Secret).then(|| Config::parse_for(&secret::masked(text), denied));
    let (config, again) = withheld.unwrap_or((config, Vec::new()));
    if !again.is_empty() {
        faults = again;
    }
    faults.extend(secret::faults(&SourcePath::settings(), &secrets));
    (config, faults)
}

/// The texts of the files beside notes that hold secrets: reports show where they are.
pub(super) fn texts(source: &dyn Source, corpus: &Corpus) -> HashMap<SourcePath, Arc<str>> {
    let with_secrets = corpus.files.iter().filter(|(_, info)| !info.secrets.is_empty());
    let text = |path: &SourcePath| String::from_utf8(source.read(path).ok()?).ok();
    with_secrets.filter_map(|(path, _)| Some((path.clone(), text(path)?.into()))).collect()
}

/// What was read, with sections that hold secrets reduced to how they are arranged; nothing where there are none.
pub(super) fn without_sections(corpus: &Corpus, diagnostics: &[Diagnostic]) -> Option<Corpus> {
    let of_secret = |fault: &&Diagnostic| fault.code == Code::Secret && fault.withholds();
    let faulty: HashSet<&SourcePath> =
        diagnostics.iter().filter(of_secret).map(|fault| &fault.path).collect();
    if !corpus.sections.iter().any(|section| faulty.contains(&section.path)) {
        return None;
    }
    let reduce = |section: &Arc<SectionFile>| {
        if !faulty.contains(&section.path) {
            return Arc::clone(section);
        }
        let reduced = SectionFile {
            title: None,
            summary: String::new(),
            body: Span::at(0),
            outline: Outline::default(),
            ..(**section).clone()
        };
        Arc::new(reduced)
    };
    Some(Corpus { sections: corpus.sections.iter().map(reduce).collect(), ..corpus.clone() })
}

/// Whether a secret stands in what all pages are made from, or some of that can't be read, so that nothing can be
/// published.
pub(super) fn is_in_all_pages(fault: &Diagnostic) -> bool {
    let path = &fault.path;
    let is_shared = *path == SourcePath::settings() || path.as_str().starts_with(TEMPLATES);
    let withholds =
        matches!(fault.code, Code::Secret | Code::UnreadableFile | Code::NotUtf8 | Code::LinkLeavesSite);
    withholds && fault.is_error() && is_shared
}

/// Faults quote what is written; here they lose what must not be shown. Corrections stay what they are: they are
/// written into the file that holds the secret already.
pub(super) fn conceal(diagnostics: &mut [Diagnostic]) {
    let conceal = |text: &mut String| {
        if let std::borrow::Cow::Owned(masked) = secret::masked(text) {
            *text = masked;
        }
    };
    for fault in diagnostics {
        conceal(&mut fault.message);
        [&mut fault.label, &mut fault.help, &mut fault.key].into_iter().flatten().for_each(conceal);
        fault.related.iter_mut().for_each(|label| conceal(&mut label.text));
        if let Some(fix) = &mut fault.fix {
            conceal(&mut fix.title);
        }
    }
}
