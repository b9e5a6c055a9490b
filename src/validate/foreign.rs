//! Keys of other tools, and what to write here instead.

/// What to write for a key that other tools know.
pub(super) fn advice(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase().replace('-', "_");
    ADVICE.iter().find(|(keys, _)| keys.contains(&key.as_str())).map(|(_, advice)| *advice)
}

const ADVICE: [(&[&str], &str); 24] = [
    (
        &["tags", "tag", "categories", "category", "keywords", "labels", "topics", "taxonomies"],
        "write what the note is about as `topic`, and systems and tools as `stack` and `tools`, which have indexes",
    ),
    (
        &[
            "author",
            "authors",
            "contributors",
            "created_by",
            "writer",
            "maintainer",
            "maintainers",
            "contact",
        ],
        "write who maintains the note as `owner`, and who reviewed it as `revision.reviewed_by`",
    ),
    (
        &["owners", "owner_slack", "team", "owner_email", "codeowner"],
        "write one name as `owner`; define a field for others under `[schema.fields]` in site.toml",
    ),
    (&["status", "state", "stage"], "write it as `revision: {status: …}`; a draft has `draft: true`"),
    (&["version"], "write it as `revision: {version: …}`; write versions of systems in `stack` and `tools`"),
    (
        &["description", "desc", "excerpt", "abstract", "subtitle", "tldr", "lead", "intro", "deck"],
        "write it as `summary`",
    ),
    (
        &[
            "lastmod",
            "last_modified",
            "last_modified_at",
            "modified",
            "updated_at",
            "last_updated",
            "last_update",
        ],
        "write it as `updated`",
    ),
    (
        &[
            "created",
            "created_at",
            "publishdate",
            "publish_date",
            "pubdate",
            "published_at",
            "date_created",
            "day",
        ],
        "write it as `date`",
    ),
    (
        &["last_reviewed", "last_reviewed_on", "reviewed", "reviewed_on", "reviewed_at", "last_review"],
        "write it as `revision: {last_reviewed: …}`",
    ),
    (
        &[
            "review_in",
            "review_by",
            "review_after",
            "next_review",
            "expires",
            "expirydate",
            "expiry_date",
            "review_every",
        ],
        "write how long a review is valid as `revision: {review_in: 6 months}`",
    ),
    (&["reviewed_by", "reviewer", "reviewers", "approved_by"], "write it as `revision: {reviewed_by: …}`"),
    (&["superseded_by", "replaced_by"], "write it as `revision: {superseded_by: …}`"),
    (
        &["published", "publish", "private", "hidden", "unlisted", "in_progress"],
        "write `draft: true` to keep the note out of the site, or remove the key",
    ),
    (
        &["permalink", "url", "path", "id", "uid"],
        "write the last part of the address as `slug`; the rest comes from the folder",
    ),
    (
        &["redirect_from", "redirects", "redirect", "old_urls", "alias", "redirect_to"],
        "list old addresses of the note under `aliases`",
    ),
    (
        &[
            "layout",
            "template",
            "type",
            "kind",
            "page_template",
            "theme",
            "css",
            "class",
            "bodyclass",
            "pagetype",
        ],
        "remove it: a note uses the template `note.html`, and its folder decides its section",
    ),
    (
        &[
            "order",
            "nav_order",
            "sidebar_position",
            "menu",
            "sort_by",
            "parent",
            "sidebar_label",
            "nav_title",
        ],
        "remove it; `order` in the folder's `_index.md` lists the files of a section of `kind: pages`",
    ),
    (
        &[
            "images",
            "image",
            "cover",
            "thumbnail",
            "hero",
            "banner",
            "featured_image",
            "feature_image",
            "og_image",
        ],
        "show pictures in the body, and give their sources in `image_sources`",
    ),
    (
        &["toc", "show_toc", "table_of_contents", "hide_table_of_contents"],
        "remove it: the table of contents is made from the headings",
    ),
    (
        &[
            "math", "katex", "mathjax", "comments", "sitemap", "robots", "pin", "pinned", "featured",
            "cascade", "outputs",
        ],
        "remove it: the settings in site.toml apply to all notes",
    ),
    (
        &["lang", "language", "locale"],
        "remove it: site.toml sets the `language` of all notes; `code_language` is that of the code",
    ),
    (&["level", "skill_level"], "write it as `difficulty`: `beginner`, `intermediate` or `advanced`"),
    (
        &["time", "readingtime", "read_time", "duration"],
        "write minutes as `reading_time`, or leave it out: it is computed",
    ),
    (&["params", "extra", "custom", "metadata", "meta", "data"], "put data of other tools under `payload`"),
];
