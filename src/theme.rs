//! The theme that is built into the binary: the files below `templates/` of this repository.
//!
//! A site's own file of the same name takes the place of one of these.

/// The templates: name and text.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("404.html", include_str!("../templates/404.html")),
    ("archive.html", include_str!("../templates/archive.html")),
    ("archive_year.html", include_str!("../templates/archive_year.html")),
    ("base.html", include_str!("../templates/base.html")),
    ("bundle.html", include_str!("../templates/bundle.html")),
    ("components.html", include_str!("../templates/components.html")),
    ("footer.html", include_str!("../templates/footer.html")),
    ("head_extra.html", include_str!("../templates/head_extra.html")),
    ("home.html", include_str!("../templates/home.html")),
    ("marks.html", include_str!("../templates/marks.html")),
    ("note_after.html", include_str!("../templates/note_after.html")),
    ("note_before.html", include_str!("../templates/note_before.html")),
    ("note.html", include_str!("../templates/note.html")),
    ("redirect.html", include_str!("../templates/redirect.html")),
    ("review.html", include_str!("../templates/review.html")),
    ("search.html", include_str!("../templates/search.html")),
    ("section.html", include_str!("../templates/section.html")),
    ("taxonomy.html", include_str!("../templates/taxonomy.html")),
    ("term.html", include_str!("../templates/term.html")),
];

/// The files that pages load: name and text. Published under `/assets/`, with a hash in the name.
pub const ASSETS: &[(&str, &str)] = &[
    ("board.js", include_str!("../templates/assets/board.js")),
    ("favicon.svg", include_str!("../templates/assets/favicon.svg")),
    ("find.js", include_str!("../templates/assets/find.js")),
    ("init.js", include_str!("../templates/assets/init.js")),
    ("note.js", include_str!("../templates/assets/note.js")),
    ("recent.js", include_str!("../templates/assets/recent.js")),
    ("runbook.js", include_str!("../templates/assets/runbook.js")),
    ("search.js", include_str!("../templates/assets/search.js")),
    ("site.js", include_str!("../templates/assets/site.js")),
    ("theme.css", include_str!("../templates/assets/theme.css")),
];

/// The theme's words, by language. A language is a file, and a test finds one that is left out here.
pub const WORDS: &[(&str, &str)] = &[
    ("en", include_str!("../templates/words.en.toml")),
    ("ar", include_str!("../templates/words.ar.toml")),
    ("de", include_str!("../templates/words.de.toml")),
    ("es", include_str!("../templates/words.es.toml")),
    ("fr", include_str!("../templates/words.fr.toml")),
    ("ja", include_str!("../templates/words.ja.toml")),
];

/// The stylesheet that the colours of code are appended to.
pub const STYLESHEET: &str = "theme.css";
