//! The files that `[theme]` names: found, read, and given to pages under names with a hash. Each is a file of the site below
//! `static/`, or of its templates' `assets/`.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::own::without_secrets;
use super::{picture, published, unreadable};
use crate::config::Config;
use crate::corpus::{CONTENT, STATIC};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::settings::quoted;
use crate::model::link::{parts, scheme};
use crate::parse::stylesheet;
use crate::path::{SourcePath, content_type, encode, normalise};
use crate::render::{Chosen, Logo};
use crate::source::{Listed, Source};
use crate::span::Spanned;
use crate::suggest;

/// What a file of `[theme]` is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Picture,
    Stylesheet,
    Script,
}

impl Use {
    /// What such a file is called, and one to name as an example.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Picture => ("a picture", "/logo.svg"),
            Self::Stylesheet => ("a stylesheet", "/own.css"),
            Self::Script => ("a script", "/own.js"),
        }
    }

    fn is_met_by(self, name: &str) -> bool {
        let kind = content_type(name);
        match self {
            Self::Picture => kind.starts_with("image/"),
            Self::Stylesheet => kind.starts_with("text/css"),
            Self::Script => kind.starts_with("text/javascript"),
        }
    }
}

/// The files, as pages load them.
pub(super) struct Look<'a> {
    source: &'a dyn Source,
    files: &'a [Listed],
    config: &'a Config,
    /// The bytes of those that are not among the templates' files already.
    pub(super) assets: BTreeMap<String, Vec<u8>>,
    /// Which pages load.
    pub(super) chosen: Chosen,
    /// The texts of files that have faults.
    pub(super) written: HashMap<SourcePath, Arc<str>>,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Look<'a> {
    /// Finds and reads them.
    pub(super) fn read(source: &'a dyn Source, files: &'a [Listed], config: &'a Config) -> Self {
        let (assets, chosen, written) = (BTreeMap::new(), Chosen::default(), HashMap::default());
        let mut look = Self { source, files, config, assets, chosen, written, faults: Vec::new() };
        let theme = &config.theme;
        look.chosen.logo = theme.logo.as_ref().and_then(|written| look.logo(written));
        look.chosen.favicon = theme.favicon.as_ref().and_then(|written| look.asset(written, Use::Picture));
        let stylesheets = theme.stylesheets.iter();
        look.chosen.stylesheets = stylesheets.filter_map(|one| look.asset(one, Use::Stylesheet)).collect();
        let scripts = theme.scripts.iter();
        look.chosen.scripts = scripts.filter_map(|one| look.asset(one, Use::Script)).collect();
        look
    }

    fn logo(&mut self, written: &Spanned<String>) -> Option<Logo> {
        let path = self.find(written, Use::Picture)?;
        let head = self.source.read_head(&path).unwrap_or_default();
        let size = picture::size(path.file_name(), &head);
        self.load(&path).map(|asset| Logo { asset, size })
    }

    fn asset(&mut self, written: &Spanned<String>, wanted: Use) -> Option<String> {
        let path = self.find(written, wanted)?;
        self.load(&path)
    }

    /// The file that the settings mean: by its address, or by its path.
    fn find(&mut self, written: &Spanned<String>, wanted: Use) -> Option<SourcePath> {
        let text = written.value.trim();
        let (kind, example) = wanted.words();
        if text.contains("://") || text.starts_with("//") {
            let message = format!("`{text}` is not a file of the site");
            let help = format!(
                "pages load nothing from elsewhere: put the file below `static/`, and name it here, as in `\"{example}\"`"
            );
            return self.refuse(written, (Code::ConfigInvalid, message), help);
        }
        let Some(path) = self.readings(text).into_iter().find(|path| self.is_there(path)) else {
            let message = format!("there is no file `{text}` below `static/`");
            return self.missing(written, message, wanted);
        };
        if !wanted.is_met_by(path.file_name()) {
            let message = format!("`{}` is not {kind}", path.file_name());
            return self.refuse(
                written,
                (Code::ConfigInvalid, message),
                format!("name {kind}, such as `\"{example}\"`"),
            );
        }
        Some(path)
    }

    /// What a text can mean: an address, with the base path or without it, or a path from the top of the site.
    fn readings(&self, text: &str) -> Vec<SourcePath> {
        let base = self.base_path();
        let below_base = text.strip_prefix(base).filter(|rest| !base.is_empty() && rest.starts_with('/'));
        let names = [Some(text), below_base].into_iter().flatten();
        let names = names.filter_map(|name| normalise(name.trim_start_matches('/')));
        let paths = names.flat_map(|name| {
            let is_whole = [STATIC, ASSETS]
                .iter()
                .any(|top| name.strip_prefix(top).is_some_and(|rest| rest.starts_with('/')));
            let whole = is_whole.then(|| name.clone());
            whole.into_iter().chain([format!("{STATIC}/{name}"), format!("{ASSETS}/{name}")])
        });
        paths.filter_map(|path| SourcePath::new(&path)).collect()
    }

    fn base_path(&self) -> &'a str {
        crate::config::base_path(&self.config.base_url)
    }

    fn is_there(&self, path: &SourcePath) -> bool {
        self.files.binary_search_by(|file| file.path.cmp(path)).is_ok()
    }

    fn missing(&mut self, written: &Spanned<String>, message: String, wanted: Use) -> Option<SourcePath> {
        let addresses: Vec<&str> = self
            .files
            .iter()
            .filter(|file| wanted.is_met_by(file.path.file_name()))
            .filter_map(|file| file.path.as_str().strip_prefix(STATIC))
            .collect();
        let wanted_address = format!("/{}", written.value.trim().trim_start_matches('/'));
        let near = suggest::nearest(&wanted_address, addresses.iter().copied());
        let (_, example) = wanted.words();
        let help = near.map_or_else(
            || format!("put the file below `static/`, and write its address: `static{example}` is `\"{example}\"`"),
            |near| format!("did you mean `{near}`?"),
        );
        let right = suggest::certain(&wanted_address, addresses.iter().copied()).map(quoted);
        self.refuse::<()>(written, (Code::MissingThemeFile, message), help);
        if let Some(last) = self.faults.pop() {
            self.faults.push(last.replace(&written.value, written.span, right));
        }
        None
    }

    fn refuse<T>(
        &mut self,
        written: &Spanned<String>,
        (code, message): (Code, String),
        help: String,
    ) -> Option<T> {
        self.faults.push(
            Diagnostic::new(code, &SourcePath::settings(), written.span, message).key("theme").help(help),
        );
        None
    }

    /// Reads a file; the name that it has among the assets.
    fn load(&mut self, path: &SourcePath) -> Option<String> {
        if let Some(name) = path.as_str().strip_prefix(ASSETS).and_then(|name| name.strip_prefix('/')) {
            return Some(name.to_owned());
        }
        let bytes = match published::read(self.source, self.config, path) {
            Ok(published) => published.bytes,
            Err(error) => {
                self.faults.push(unreadable(path, &error));
                return None;
            }
        };
        // Its secrets are told with those of all files of the site.
        let mut bytes = without_secrets(path.file_name(), bytes, self.config).1;
        if Use::Stylesheet.is_met_by(path.file_name()) {
            bytes = self.relinked(path, &String::from_utf8_lossy(&bytes)).into_bytes();
        }
        self.assets.insert(path.to_string(), bytes);
        Some(path.to_string())
    }

    /// A stylesheet that is published elsewhere than it stands: what it loads is where it was.
    fn relinked(&mut self, path: &SourcePath, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for address in stylesheet::addresses(text) {
            let written = address.value.as_str();
            let scheme = scheme(written);
            let is_foreign = written.starts_with("//") || matches!(scheme.as_deref(), Some("http" | "https"));
            if is_foreign && !is_picture(&text[..address.span.start as usize], written) {
                self.foreign(path, &address, text);
            }
            let is_file = !written.starts_with(['#', '?']) && !written.starts_with("//") && scheme.is_none();
            let Some(new) = is_file.then(|| self.address(path, &address, text)).flatten() else { continue };
            out.push_str(&text[done..address.span.start as usize]);
            out.push_str(&new);
            done = address.span.end as usize;
        }
        out.push_str(&text[done..]);
        out
    }

    /// Tells of what a stylesheet would load from another site: the policy of pages keeps browsers from it.
    fn foreign(&mut self, from: &SourcePath, address: &Spanned<String>, text: &str) {
        let message = format!("`{}` is not a file of the site", address.value);
        let help =
            "pages load nothing from elsewhere: put the file below `static/`, and write its address here";
        self.faults.push(Diagnostic::new(Code::MissingThemeFile, from, address.span, message).help(help));
        self.written.insert(from.clone(), text.into());
    }

    /// Where a stylesheet finds a file of the site.
    fn address(&mut self, from: &SourcePath, address: &Spanned<String>, text: &str) -> Option<String> {
        let written = address.value.as_str();
        let (decoded, rest) = parts(written);
        let name: &str = &decoded?;
        let base = self.base_path();
        let absolute = name
            .strip_prefix(base)
            .filter(|rest| rest.starts_with('/'))
            .or(Some(name))
            .filter(|name| name.starts_with('/'));
        let found = match absolute {
            Some(name) => normalise(name.trim_start_matches('/'))
                .and_then(|name| SourcePath::new(&format!("{STATIC}/{name}"))),
            None => from.join(name),
        };
        if let Some(found) = found.as_ref().filter(|found| self.is_there(found))
            && let Some(name) = found.as_str().strip_prefix(STATIC)
        {
            return Some(format!("{base}{}{rest}", encode(name)));
        }
        // A note's picture has an address too.
        let of_content = absolute.and_then(|name| SourcePath::new(&format!("{CONTENT}{name}")));
        if of_content.is_some_and(|path| self.is_there(&path)) {
            return absolute.map(|name| format!("{base}{name}{rest}"));
        }
        let message = format!("there is no file `{name}` for this stylesheet to load");
        let help = "write its address from here, or from the top of `static/`: `/fonts/own.woff2`";
        self.faults.push(Diagnostic::new(Code::MissingThemeFile, from, address.span, message).help(help));
        self.written.insert(from.clone(), text.into());
        None
    }
}

/// Whether an address in a stylesheet is that of a picture, which may come from elsewhere: it is no import and no font.
fn is_picture(before: &str, written: &str) -> bool {
    let end = written.find(['?', '#']).unwrap_or(written.len());
    let kind = content_type(&written[..end]);
    let before = before.trim_end_matches(['"', '\'', ' ']);
    let before = before.strip_suffix("url(").unwrap_or(before).trim_end();
    !kind.starts_with("font/") && !before.to_ascii_lowercase().ends_with("@import")
}

/// The files of the theme that a site has of its own.
const ASSETS: &str = "templates/assets";
