//! Settings of other tools, and what to write here instead.

use super::known;

/// What a key of another tool is here.
pub(super) enum Advice {
    /// A key of a table, which is empty for the top of the file.
    Key(&'static str, &'static str),
    /// Something else, in words.
    Words(&'static str),
}

impl Advice {
    /// What to do.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Key("", key) => format!("write it as `{key}`"),
            Self::Key(table, key) => format!("write it as `{key}` below a line `{}`", known::told(table)),
            Self::Words(words) => (*words).to_owned(),
        }
    }
}

/// What to write for a key at the top of the file that other tools know.
pub(super) fn advice(key: &str) -> Option<&'static Advice> {
    let key: String = key.to_lowercase().chars().filter(|c| !"-_ ".contains(*c)).collect();
    ADVICE.iter().find(|(keys, _)| keys.contains(&key.as_str())).map(|(_, advice)| advice)
}

/// What to write for a key of a link that other tools know.
pub(super) fn advice_on_link(key: &str) -> Option<&'static Advice> {
    let key = key.to_lowercase();
    OF_LINKS.iter().find(|(keys, _)| keys.contains(&key.as_str())).map(|(_, advice)| advice)
}

/// Keys of links, in small letters.
const OF_LINKS: [(&[&str], Advice); 2] = [
    (
        &["link", "href", "path", "page", "pageref", "page_ref", "address", "adresse", "target", "to"],
        Advice::Key("", "url"),
    ),
    (&["name", "text", "label", "titel", "titre"], Advice::Key("", "title")),
];

/// Keys, in small letters and without signs between their words.
const ADVICE: [(&[&str], Advice); 25] = [
    (
        &[
            "siteurl",
            "baseurl",
            "url",
            "siteaddress",
            "address",
            "rooturl",
            "domain",
            "homepage",
            "link",
            "adresse",
            "baseuri",
        ],
        Advice::Key("", "base_url"),
    ),
    (
        &[
            "name",
            "sitename",
            "sitetitle",
            "heading",
            "titre",
            "titulo",
            "t\u{ed}tulo",
            "titolo",
            "\u{30bf}\u{30a4}\u{30c8}\u{30eb}",
        ],
        Advice::Key("", "title"),
    ),
    (
        &[
            "languagecode",
            "defaultlanguage",
            "defaultcontentlanguage",
            "lang",
            "locale",
            "sprache",
            "langue",
            "idioma",
            "lingua",
        ],
        Advice::Key("", "language"),
    ),
    (
        &[
            "sitedescription",
            "tagline",
            "subtitle",
            "summary",
            "beschreibung",
            "descripcion",
            "descrizione",
            "about",
        ],
        Advice::Key("", "description"),
    ),
    (
        &["paginate", "paginateby", "pagination", "pagersize", "postsperpage", "perpage", "pagesize"],
        Advice::Key("listing", "per_page"),
    ),
    (
        &["feedlimit", "rsslimit", "generatefeed", "generatefeeds", "rss", "feed"],
        Advice::Key("feeds", "limit"),
    ),
    (
        &["highlightcode", "highlighttheme", "highlighting", "pygmentsstyle", "syntaxtheme", "highlighter"],
        Advice::Key("highlight", "light"),
    ),
    (
        &["repo", "repourl", "reponame", "git", "gitrepo", "github", "edituri"],
        Advice::Key("repository", "address"),
    ),
    (&["copyright", "footer", "footertext"], Advice::Key("theme.footer", "text")),
    (&["extracss", "css", "customcss", "stylesheet"], Advice::Key("theme", "stylesheets")),
    (&["extrajavascript", "js", "customjs", "script"], Advice::Key("theme", "scripts")),
    (&["color", "colour", "accentcolor", "primarycolor", "palette"], Advice::Key("theme", "accent")),
    (&["icon"], Advice::Key("theme", "favicon")),
    (
        &["enablegitinfo", "lastmod", "gitdates"],
        Advice::Words("write `updated = \"git\"` below a line `[dates]`"),
    ),
    (
        &["nav", "menus", "navigation", "sidebar"],
        Advice::Words("write each entry as a table `[[menu]]` with `title` and `url`"),
    ),
    (
        &["markup", "markdownextensions", "kramdown", "goldmark"],
        Advice::Words("remove it: `[markdown]` has the settings for Markdown"),
    ),
    (
        &["author", "authors", "siteauthor", "maintainer"],
        Advice::Words("remove it: a note names its `owner`, and `[owners]` names those of folders"),
    ),
    (
        &["publishdir", "outputdir", "sitedir", "destination", "output", "outdir"],
        Advice::Words("remove it: `fieldnotes build --out DIR` names the folder of the built site"),
    ),
    (
        &["contentdir", "docsdir", "source", "srcdir", "collections"],
        Advice::Words("remove it: notes are in `content/`, and each folder in it is a section"),
    ),
    (
        &["builddrafts", "drafts", "showdrafts"],
        Advice::Words("remove it: `fieldnotes build --drafts` publishes drafts"),
    ),
    (
        &["port", "host", "devaddr", "baseport"],
        Advice::Words("remove it: `fieldnotes serve` has flags for the preview"),
    ),
    (
        &["tags", "categories", "tag", "category"],
        Advice::Words("remove it: `[taxonomies]` and `[schema.fields]` say which fields have indexes"),
    ),
    (
        &["site", "params", "extra", "author_profile", "project", "general", "config", "settings", "default"],
        Advice::Words(
            "remove this table: settings such as `title` are at the top of the file, above all tables",
        ),
    ),
    (
        &["permalinks", "permalink", "slugify", "uglyurls", "relativeurls", "canonifyurls"],
        Advice::Words("remove it: folders and file names make the addresses; a note can set its `slug`"),
    ),
    (
        &[
            "plugins",
            "minify",
            "minifyhtml",
            "compilesass",
            "buildsearchindex",
            "search",
            "enablerobotstxt",
            "googleanalytics",
            "disqusshortname",
            "summarylength",
            "timeout",
            "timezone",
            "dateformat",
            "security",
            "caches",
            "module",
            "modules",
            "ignorefiles",
            "exclude",
            "include",
            "sass",
            "buildfuture",
            "strict",
            "linkchecker",
            "translationsdir",
            "linter",
            "build",
            "server",
        ],
        Advice::Words("remove it: fieldnotes has no such setting"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_settings_that_there_are() {
        for (keys, advice) in &ADVICE {
            if let Advice::Key(table, key) = advice {
                assert!(known::has(table, key), "[{table}] {key}");
            }
            for key in *keys {
                assert!(!known::has("", key), "`{key}` is a setting");
            }
        }
    }
}
