//! What notes begin with: the beginnings that are built in, in the language of the site, and those of a site, `templates/new/NAME.md`.

pub(super) mod language;

use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

pub(super) use language::Texts;

use super::args::Kind;
use crate::corpus::TEMPLATES;
use crate::source::disk::{markdown_names, read_text};
use crate::suggest;

/// A beginning.
#[derive(Clone, Debug)]
pub(super) struct Beginning {
    pub(super) text: String,
    /// Where it stands; None where it is built in.
    pub(super) file: Option<String>,
}

impl Beginning {
    /// The built-in one of a kind.
    pub(super) fn of_kind(kind: Kind, texts: Texts) -> Self {
        Self { text: texts.get(&format!("{}.md", kind.name())).to_owned(), file: None }
    }

    /// The one of that name: the site's, else the one that is built in.
    pub(super) fn named(site: &Path, name: &str, texts: Texts) -> Result<Self> {
        let name = name.strip_suffix(".md").unwrap_or(name);
        let own = names(site);
        if own.iter().any(|known| known == name) {
            return own_text(site, name);
        }
        if let Some(kind) = Kind::value_variants().iter().find(|kind| kind.name() == name) {
            return Ok(Self::of_kind(*kind, texts));
        }
        let known = all(site);
        let near = suggest::nearest(name, known.iter().map(String::as_str))
            .map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        bail!(
            "there is no beginning `{name}` for a note\n  {near}there are: {}; add your own as `{TEMPLATES}/new/NAME.md`",
            known.join(", ")
        );
    }

    /// The one that a site has for a folder below `content/`: named like the folder, else like the nearest one above it, else
    /// `default`.
    pub(super) fn of_folder(site: &Path, folder: &str) -> Result<Option<Self>> {
        let own = names(site);
        let mut wanted = folder.rsplit('/').filter(|name| !name.is_empty()).chain(["default"]);
        let found = wanted.find(|wanted| own.iter().any(|known| known == wanted));
        found.map(|name| own_text(site, name)).transpose()
    }
}

/// The names of all that there are: the site's own, then those that are built in.
pub(super) fn all(site: &Path) -> Vec<String> {
    let mut built_in: Vec<String> =
        Kind::value_variants().iter().map(|kind| kind.name().to_owned()).collect();
    built_in.sort_unstable();
    names(site).into_iter().chain(built_in).collect()
}

/// The names of the site's own.
fn names(site: &Path) -> Vec<String> {
    let names = markdown_names(&site.join(TEMPLATES).join("new"));
    names.into_iter().filter_map(|name| Some(name.strip_suffix(".md")?.to_owned())).collect()
}

fn own_text(site: &Path, name: &str) -> Result<Beginning> {
    let file = format!("{TEMPLATES}/new/{name}.md");
    let text = read_text(&site.join(&file)).with_context(|| format!("`{file}` can't be read"))?;
    Ok(Beginning { text, file: Some(file) })
}
