//! The site's own templates and files of the theme: read once, and without any secret that stands in them. Templates are
//! text; files of the theme are bytes, and are published as they are.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;

use super::look::Look;
use super::{text, unreadable};
use crate::config::{Accent, Config};
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::secret::{self, Secret};
use crate::path::SourcePath;
use crate::render::highlight::palette;
use crate::render::template::Templates;
use crate::render::words::Words;
use crate::render::{Assets, Chosen};
use crate::source::{Listed, Source};
use foldhash::{HashMap, HashMapExt};

/// The files below `templates/`, by their names there.
pub(super) struct OwnTemplates {
    /// What pages are made with.
    templates: BTreeMap<String, String>,
    /// What pages load.
    assets: BTreeMap<String, Vec<u8>>,
    /// What reports show: the templates, and files that have faults, as they are written.
    written: HashMap<SourcePath, Arc<str>>,
    /// What can't be read, and the secrets in the others.
    faults: Vec<Diagnostic>,
    /// Which files `[theme]` names.
    chosen: Chosen,
}

impl OwnTemplates {
    /// Reads them.
    pub(super) fn read(source: &dyn Source, files: &[Listed], config: &Config) -> Self {
        let (templates, assets) = (BTreeMap::new(), BTreeMap::new());
        let (written, faults, chosen) = (HashMap::new(), Vec::new(), Chosen::default());
        let mut own = Self { templates, assets, written, faults, chosen };
        for file in files {
            let name = file.path.as_str().strip_prefix(TEMPLATES).and_then(|name| name.strip_prefix('/'));
            let Some(name) = name else { continue };
            match source.read(&file.path) {
                Ok(bytes) => own.add(name, &file.path, bytes, config),
                // It went away since the folder was listed.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    own.faults.push(unreadable(&file.path, &error));
                    own.written.insert(file.path.clone(), "".into());
                }
            }
        }
        let look = Look::read(source, files, config);
        own.assets.extend(look.assets);
        own.written.extend(look.written);
        own.faults.extend(look.faults);
        own.chosen = look.chosen;
        own
    }

    fn add(&mut self, name: &str, path: &SourcePath, bytes: Vec<u8>, config: &Config) {
        let (secrets, kept) = without_secrets(name, bytes.clone(), config);
        if is_template(name) {
            let (text, fault) = text::decoded(path, bytes);
            self.faults.extend(fault);
            self.written.insert(path.clone(), text.as_str().into());
            self.templates.insert(name.to_owned(), text::decoded(path, kept.clone()).0);
        } else if !secrets.is_empty() {
            self.written.insert(path.clone(), String::from_utf8_lossy(&bytes).into());
        }
        if let Some(asset) = asset_name(name) {
            self.assets.insert(asset.to_owned(), kept);
        }
        self.faults.extend(secret::faults(path, &secrets));
    }

    /// The templates of the site, ready to render, their texts for reports, and what is wrong with them.
    pub(super) fn templates(
        &self,
        words: &Arc<Words>,
    ) -> (Templates, HashMap<SourcePath, Arc<str>>, Vec<Diagnostic>) {
        let (templates, mut faults) = Templates::new(&self.templates, words);
        faults.extend(self.faults.iter().cloned());
        (templates, self.written.clone(), faults)
    }

    /// The files of the theme, and which of them `[theme]` names.
    pub(super) fn assets(&self, config: &Config) -> (Assets, Chosen) {
        let colours = palette::stylesheet(&config.highlight);
        let accent = config.theme.accent.map(Accent::tokens).unwrap_or_default();
        (Assets::new(&self.assets, &(colours + &accent)), self.chosen.clone())
    }
}

/// The secrets of a file, and what is used of it: all, unless it is text whose secrets withhold.
pub(super) fn without_secrets(name: &str, bytes: Vec<u8>, config: &Config) -> (Vec<Secret>, Vec<u8>) {
    let text = if is_template(name) { Some(String::from_utf8_lossy(&bytes)) } else { text::of(name, &bytes) };
    let secrets = text.as_deref().map(secret::find).unwrap_or_default();
    let withholds = !secrets.is_empty() && config.withholds(Code::Secret);
    let masked = text.filter(|_| withholds).map(|text| secret::masked(&text).into_owned());
    (secrets, masked.map_or(bytes, String::into_bytes))
}

/// The name of a file of the theme; `None` for what is no such file.
fn asset_name(name: &str) -> Option<&str> {
    name.strip_prefix("assets/").filter(|name| !name.contains('/'))
}

/// Whether a file of this name is a template.
pub(super) fn is_template(name: &str) -> bool {
    name.ends_with(".html") || name.ends_with(".xml")
}
