//! Bodies alone, as a site's pages show them: one site, any number of bodies.

use std::sync::Arc;

use fieldnotes::engine::store::Store;
use fieldnotes::engine::{Build, Engine, Options};
use fieldnotes::parse::markdown::outline;
use fieldnotes::path::SourcePath;
use fieldnotes::render::markdown::{Body, render};
use fieldnotes::source::memory::Memory;
use fieldnotes::span::Span;

use super::Row;

/// What renders bodies.
pub(crate) struct Bodies {
    build: Build,
    path: SourcePath,
}

/// What became of a body.
pub(crate) struct Rendered {
    pub(crate) html: String,
    /// Where its links and pictures lead, as written.
    destinations: Vec<String>,
}

impl Rendered {
    /// The destinations that are no addresses of the web.
    pub(crate) fn paths(&self) -> Vec<String> {
        super::only_paths(&self.destinations)
    }
}

impl Bodies {
    /// A site with the settings with which these rows make no difference.
    pub(crate) fn without(rows: &[Row]) -> Self {
        let settings: Vec<&str> = rows.iter().filter_map(|row| row.setting()).collect();
        Self::with(&settings.join("\n"))
    }

    /// A site with these settings under `[markdown]`.
    pub(crate) fn with(settings: &str) -> Self {
        let mut memory = Memory::default();
        let site = "title = \"Site\"\nbase_url = \"https://notes.example.org\"\n[markdown]\n";
        memory.put("site.toml", format!("{site}{settings}\n"));
        memory.put("content/notes/a.md", "---\ntitle: A\n---\n");
        let build = Engine::new(Box::new(memory), Options::default(), Arc::new(Store::off())).load().unwrap();
        Self { build, path: SourcePath::new("content/notes/a.md").unwrap() }
    }

    /// Renders a body.
    pub(crate) fn render(&self, text: &str) -> Rendered {
        let (outline, _) =
            outline(&self.path, text, Span::new(0, text.len()), self.build.site.config.extensions);
        let (path, outline_of_text) = (&self.path, &outline);
        let html = self.build.read(|reads| {
            let (image_sources, skips_title) = (&[], false);
            render(Body { reads, path, text, outline: outline_of_text, image_sources, skips_title }).html
        });
        let links = outline.links.iter().map(|link| link.destination.clone());
        let pictures = outline.pictures.iter().map(|picture| picture.destination.clone());
        Rendered { html, destinations: links.chain(pictures).collect() }
    }
}
