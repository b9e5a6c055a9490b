//! The site's own templates and files of the theme: read once, and without any secret that stands in them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::corpus::TEMPLATES;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::parse::secret;
use crate::path::SourcePath;
use crate::render::Assets;
use crate::render::highlight::palette;
use crate::render::template::Templates;
use crate::render::words::Words;
use crate::source::{Listed, Source};

/// The files below `templates/`, by their names there.
pub(super) struct OwnTemplates {
    /// What pages are made with.
    texts: BTreeMap<String, String>,
    /// What reports show: the templates, and files that have faults, as they are written.
    written: HashMap<SourcePath, Arc<str>>,
    /// The secrets in them.
    faults: Vec<Diagnostic>,
}

impl OwnTemplates {
    /// Reads them.
    pub(super) fn read(source: &dyn Source, files: &[Listed], config: &Config) -> Self {
        let mut own = Self { texts: BTreeMap::new(), written: HashMap::new(), faults: Vec::new() };
        for file in files {
            let name = file.path.as_str().strip_prefix(TEMPLATES).and_then(|name| name.strip_prefix('/'));
            let Some(name) = name else { continue };
            if let Ok(bytes) = source.read(&file.path) {
                own.add(name, &file.path, &String::from_utf8_lossy(&bytes), config);
            }
        }
        own
    }

    fn add(&mut self, name: &str, path: &SourcePath, text: &str, config: &Config) {
        let secrets = secret::find(text);
        if is_template(name) || !secrets.is_empty() {
            self.written.insert(path.clone(), text.into());
        }
        let withholds = !secrets.is_empty() && config.level(Code::Secret) == Level::Deny;
        let kept = if withholds { secret::masked(text).into_owned() } else { text.to_owned() };
        self.texts.insert(name.to_owned(), kept);
        self.faults.extend(secret::faults(path, &secrets));
    }

    /// The templates of the site, ready to render, their texts for reports, and what is wrong with them.
    pub(super) fn templates(
        &self,
        words: &Arc<Words>,
    ) -> (Templates, HashMap<SourcePath, Arc<str>>, Vec<Diagnostic>) {
        let templates = self.texts.iter().filter(|(name, _)| is_template(name));
        let templates = templates.map(|(name, text)| (name.clone(), text.clone())).collect();
        let (templates, mut faults) = Templates::new(&templates, words);
        faults.extend(self.faults.iter().cloned());
        (templates, self.written.clone(), faults)
    }

    /// The files of the theme.
    pub(super) fn assets(&self, config: &Config) -> Assets {
        let own = self
            .texts
            .iter()
            .filter_map(|(name, text)| Some((name.strip_prefix("assets/")?.to_owned(), text.clone())))
            .filter(|(name, _)| !name.contains('/'))
            .collect();
        Assets::new(&own, &palette::stylesheet(&config.highlight))
    }
}

fn is_template(name: &str) -> bool {
    name.ends_with(".html") || name.ends_with(".xml")
}
