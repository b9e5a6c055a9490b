//! `site.toml` to a [`Config`]. Every key has a default save `title` and `base_url`; an unknown key, a wrong type
//! and a value out of range are diagnostics at their place, and the default is used in their stead.

mod base;
mod code;
pub mod colour;
mod content;
mod dates;
mod denied;
mod fields;
mod foreign;
mod images;
mod known;
mod lints;
mod markdown;
mod menu;
mod misplaced;
mod moved;
mod own_pages;
mod owners;
mod read;
mod repository;
mod review;
mod schema;
pub mod schemes;
mod taxonomy;
mod theme;
mod unknown;
mod vocabulary;

use std::collections::BTreeMap;

pub use base::{base_path, base_url, is_local};
pub use code::{code_meant, unknown_code};
pub use denied::Denied;
pub use images::Images;
pub use known::{keys_of, tables};
pub use menu::MenuItem;
pub use moved::{Gone, Redirect};
pub use own_pages::OwnPages;
pub use owners::Owners;
pub use repository::{Host, Repository};
pub use review::ReviewConfig;
pub use schema::{FieldConfig, FieldType, SchemaConfig, TYPES, Unknown};
pub use taxonomy::TaxonomyConfig;
pub use theme::{Accent, ThemeConfig};

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::note::STATUSES;
use crate::parse::brief::one_line;
use crate::parse::{Extensions, Limits, toml};
use crate::path::SourcePath;
use crate::span::{Span, Spanned};
use crate::suggest;
use read::Table;

/// A site's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// Where the site is published, without a trailing slash: `https://notes.example.org`.
    pub base_url: String,
    /// The same as site.toml gives it, where one build is for another address.
    pub own_base_url: String,
    /// Where site.toml says so.
    pub base_url_span: Span,
    /// Whether search engines are to leave out all of it: a build says so, for a preview.
    pub noindex: bool,
    /// One sentence about the site.
    pub description: String,
    /// The language of the site's pages, as in BCP 47.
    pub language: String,
    /// Where it is written.
    pub language_at: Span,
    /// What a front matter must and may hold.
    pub schema: SchemaConfig,
    /// Which fields get indexes.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// Notes on one page of a listing.
    pub per_page: usize,
    /// Entries in a feed.
    pub feed_limit: usize,
    /// The colours of code.
    pub highlight: Highlight,
    /// Statuses (`revision.status`) that are kept out of search engines, feeds and the sitemap.
    pub hidden_statuses: Vec<String>,
    /// How long reviews hold, and what is asked and told of them.
    pub reviews: ReviewConfig,
    /// Who keeps notes true that don't say it themselves.
    pub owners: Owners,
    /// Where the settings take `updated` from git, if they do.
    pub dates_of_git: Option<Span>,
    /// Levels that differ from the default.
    pub lints: BTreeMap<Code, Level>,
    /// The file that holds the known faults.
    pub baseline: Option<Spanned<SourcePath>>,
    /// What the command takes for errors besides.
    pub denied: Denied,
    /// Whether each note is published as Markdown too.
    pub markdown_output: bool,
    /// What the site's Markdown has beyond GitHub's, and what happens to HTML.
    pub extensions: Extensions,
    /// Names of the files that are the pages of their folders, the first one that is there; `_index.md` always is.
    pub section_pages: Vec<String>,
    /// Where the pages stand that the site makes itself.
    pub own_pages: OwnPages,
    /// What links may begin with besides what they may on every site.
    pub schemes: Vec<String>,
    /// The repository that the site is in.
    pub repository: Option<Repository>,
    /// Canonical terms of a taxonomy, with their other spellings.
    pub vocabulary: BTreeMap<String, Vec<(String, Vec<String>)>>,
    /// Addresses that lead on to others.
    pub redirects: Vec<Redirect>,
    /// Addresses that lead nowhere any more.
    pub gone: Vec<Gone>,
    /// Links in the header; the top-level sections and some indexes when there are none.
    pub menu: Vec<MenuItem>,
    /// What its pages look like.
    pub theme: ThemeConfig,
    /// Words of the theme that the site replaces, with their places.
    pub translations: Vec<(Spanned<String>, Spanned<String>)>,
    /// What becomes of pictures.
    pub images: Images,
    /// Whether each note has a card of its own for where its link is shared.
    pub note_cards: bool,
    /// Bounds on what one file may hold.
    pub limits: Limits,
}

/// Themes for code: `fieldnotes`, or the name of one that ships with the highlighter.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// On a light page.
    pub light: String,
    /// On a dark page.
    pub dark: String,
}

/// The name of the file.
pub const FILE: &str = "site.toml";

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Notes".to_owned(),
            base_url: "http://localhost".to_owned(),
            own_base_url: "http://localhost".to_owned(),
            base_url_span: Span::default(),
            noindex: false,
            description: String::new(),
            language: "en".to_owned(),
            language_at: Span::at(0),
            schema: SchemaConfig::default(),
            taxonomies: taxonomy::built_in(),
            per_page: 20,
            feed_limit: 20,
            highlight: Highlight { light: "fieldnotes".to_owned(), dark: "fieldnotes".to_owned() },
            hidden_statuses: vec!["drafted".to_owned()],
            reviews: ReviewConfig::default(),
            owners: Owners::default(),
            dates_of_git: None,
            lints: BTreeMap::new(),
            baseline: None,
            denied: Denied::default(),
            markdown_output: false,
            section_pages: Vec::new(),
            own_pages: OwnPages::default(),
            schemes: Vec::new(),
            repository: None,
            extensions: Extensions::default(),
            vocabulary: BTreeMap::new(),
            redirects: Vec::new(),
            gone: Vec::new(),
            menu: Vec::new(),
            theme: ThemeConfig::default(),
            translations: Vec::new(),
            images: Images::default(),
            note_cards: false,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Reads the text of a `site.toml`.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        Self::parse_for(text, &Denied::default())
    }

    /// Reads it for a command that takes more for errors.
    pub fn parse_for(text: &str, denied: &Denied) -> (Self, Vec<Diagnostic>) {
        let Some(path) = SourcePath::new(FILE) else { return (Self::default(), Vec::new()) };
        let (mut root, mut diagnostics) = toml::read(&path, text);
        let is_whole = diagnostics.is_empty();
        diagnostics.extend(misplaced::take(&path, text, &mut root));
        let mut config = Self { denied: denied.clone(), ..Self::default() };
        let mut table = Table::new((&path, text), &root, "", &mut diagnostics);
        if is_whole {
            table.require(&["title", "base_url"]);
        }
        config.read(&mut table);
        table.finish();
        diagnostics.retain(|diagnostic| config.level_of(diagnostic) != Level::Allow);
        (config, diagnostics)
    }

    /// Whether faults of a code keep their files from being published.
    pub fn withholds(&self, code: Code) -> bool {
        self.level(code) == Level::Withhold
    }

    /// The level of a fault on this site: that of its code in the settings, else its own; no less than what is denied.
    pub fn level_of(&self, fault: &Diagnostic) -> Level {
        self.denied.level(fault.code, self.lints.get(&fault.code).copied().unwrap_or(fault.level))
    }

    /// The level of a code on this site.
    pub fn level(&self, code: Code) -> Level {
        self.denied.level(code, self.lints.get(&code).copied().unwrap_or(code.default_level()))
    }

    fn read(&mut self, table: &mut Table<'_>) {
        table.said("title", "the site", &mut self.title);
        if let Some(url) = table.optional_text("base_url") {
            match base_url(&url.value) {
                Some(base) => {
                    self.own_base_url.clone_from(&base);
                    self.base_url_span = url.span;
                    self.base_url = base;
                }
                None => table
                    .fault(Code::ConfigInvalid, url.span, "`base_url` is not an http or https address")
                    .help_last("write it in full: `base_url = \"https://notes.example.org\"`"),
            }
        }
        table.text("description", &mut self.description);
        self.description = one_line(&self.description).into_owned();
        if let Some(language) = table.optional_text("language") {
            (self.language, self.language_at) = (language.value, language.span);
        }
        table.table("schema", |inner| self.schema.read(inner));
        table.table("fields", |inner| self.schema.renames = fields::read(inner));
        taxonomy::add_of_schema(&mut self.taxonomies, &self.schema);
        table.table("taxonomies", |inner| taxonomy::read(&mut self.taxonomies, inner));
        table.table("listing", |inner| inner.count("per_page", 1..=1000, &mut self.per_page));
        table.table("feeds", |inner| inner.count("limit", 1..=1000, &mut self.feed_limit));
        table.table("highlight", |inner| {
            inner.text("light", &mut self.highlight.light);
            inner.text("dark", &mut self.highlight.dark);
        });
        table.table("index", |inner| self.read_hidden_statuses(inner));
        table.table("review", |inner| self.reviews.read(inner));
        table.table("owners", |inner| self.owners = Owners::read(inner));
        table.table("dates", |inner| self.dates_of_git = dates::read(inner));
        table.table("lints", |inner| (self.lints, self.baseline) = lints::read(inner));
        table.table("markdown", |inner| self.read_markdown(inner));
        table.table("content", |inner| self.section_pages = content::section_pages(inner));
        table.table("addresses", |inner| self.own_pages.read(inner));
        table.table("repository", |inner| self.repository = Repository::read(inner));
        table.table("outputs", |inner| inner.flag("markdown", &mut self.markdown_output));
        table.table("vocabulary", |inner| self.read_vocabulary(inner));
        table.table("redirects", |inner| self.redirects = moved::read_redirects(inner));
        table.table("gone", |inner| self.gone = moved::read_gone(inner));
        table.tables("menu", |inner| self.menu.extend(MenuItem::read(inner)));
        table.table("theme", |inner| self.theme.read(inner));
        table.table("translations", |inner| self.translations = inner.all_texts());
        table.table("images", |inner| self.images.read(inner));
        table.table("social", |inner| inner.flag("cards", &mut self.note_cards));
        table.table("limits", |inner| {
            inner.count("note_size", 1..=1 << 30, &mut self.limits.note_size);
            inner.count("front_matter_size", 1..=1 << 30, &mut self.limits.front_matter_size);
            inner.count("nesting", 1..=255, &mut self.limits.nesting);
            inner.count("items", 1..=1 << 24, &mut self.limits.items);
            inner.count("alias_nodes", 0..=1 << 24, &mut self.limits.alias_nodes);
            inner.count("image_pixels", 1..=1 << 30, &mut self.limits.image_pixels);
            inner.count("page_bytes", 1..=1 << 30, &mut self.limits.page_bytes);
        });
    }

    /// `hidden_statuses = ["drafted"]`. A site that defines `revision` itself can have other statuses.
    fn read_hidden_statuses(&mut self, table: &mut Table<'_>) {
        let Some(statuses) = table.optional_texts("hidden_statuses") else { return };
        let has_own = self.schema.fields.iter().any(|field| field.name == "revision");
        for status in statuses.iter().filter(|status| !has_own && !STATUSES.contains(&&*status.value)) {
            let message = format!("`{}` is not a status of a note", status.value);
            table.fault(Code::ConfigInvalid, status.span, message).help_last(
                suggest::nearest(&status.value, STATUSES).map_or_else(
                    || format!("use one of: {}", STATUSES.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            );
        }
        self.hidden_statuses = statuses.into_iter().map(|status| status.value).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_required_keys_are_enough() {
        let (config, diagnostics) = Config::parse("title = \"A\"\nbase_url = \"https://a.example/x/\"\n");
        assert_eq!(diagnostics, []);
        assert_eq!((config.title.as_str(), config.base_url.as_str()), ("A", "https://a.example/x"));
    }

    #[test]
    fn an_unknown_key_gets_a_place_and_a_suggestion() {
        let text = "title = \"A\"\nbase_url = \"https://a.example\"\n[listing]\nper_pag = 3\n";
        let (_, diagnostics) = Config::parse(text);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, Code::ConfigUnknownKey);
        assert_eq!(diagnostics[0].span.of(text), "per_pag");
        assert!(diagnostics[0].help.as_deref().unwrap().contains("per_page"));
    }
}
