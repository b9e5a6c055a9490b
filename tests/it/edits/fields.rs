//! What the fields of notes, the settings, templates and other files of a random site may hold.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::Random;

/// Files by name, with the texts that they may hold.
pub(super) type Choices = &'static [(&'static str, &'static [&'static str])];

const TITLES: [&str; 9] = [
    "Alpha",
    "Beta gate",
    "\"Quoted \\\"x\\\" & <b>\"",
    "Größe",
    "Backup of the index",
    "Alpha",
    "A very long \
     title that has to be cut somewhere because no card has the room for all of its words at once",
    "Zeta",
    "Restore",
];

/// Fields with values that are right, and with values that are not.
pub(super) const FIELDS: &[(&str, &[&str], &[&str])] = &[
    ("title", &["Alpha", "Beta gate", "Größe", "Omega", "\"a: b\"", "Backup of the index"], &["\"\"", "[x]"]),
    ("date", &["2026-01-02", "2025-12-31", "2025-06-01", "2024-02-29", "2026-01-02T10:00:00Z"], &["soon"]),
    ("topic", &["databases", "networks", "Databases", "a/b"], &["{a: 1}"]),
    ("summary", &["One.", "Two & <more>.", "Backup of the index and how to restore it."], &["[a]"]),
    ("updated", &["2026-02-03", "2026-03-04"], &["2019-01-01", "never"]),
    ("stack", &["[Redis]", "[Postgres, Redis]", "[nginx]", "[redis]", "[]", "[Kafka, nginx]"], &["[1, {}]"]),
    ("tools", &["[{name: psql, version: \"16\"}]", "[curl, jq]", "[Curl]"], &["{a: b}"]),
    ("entities", &["[{name: Berlin, type: place}]", "[{name: Berlin}, {name: Oslo}]"], &["[{type: x}]"]),
    ("owner", &["ops", "db team", "Ops", "nobody", "日本"], &["[ops]"]),
    ("difficulty", &["beginner", "intermediate", "advanced"], &["hard"]),
    ("draft", &["true", "false"], &["perhaps"]),
    ("slug", &["n1", "same", "other", "größe"], &["\"bad slug!\"", "\"\""]),
    ("aliases", &["[/old/a/]", "[/old/a/, /old/b/]", "[/notes/n1/]", "[/old/file.html]"], &["[//x]", "[1]"]),
    ("alerts", &["[HostDown]", "[HostDown, Disk full]", "[hostdown]", "[n1, a/b]"], &["x", "[{}]"]),
    ("reference", &["R-1", "R-2", "R-3"], &["[]"]),
    (
        "revision",
        &[
            "{status: published}",
            "{status: drafted}",
            "{status: deprecated, superseded_by: n1.md}",
            "{superseded_by: ../ops/n1.md}",
            "{superseded_by: n2.md}",
            "{superseded_by: /notes/n2/}",
            "{last_reviewed: 2026-01-01, review_in: 3 months, version: 1.2.3}",
            "{last_reviewed: 2025-11-11, reviewed_by: ops}",
            "{last_reviewed: 2025-10-10, review_in: 1 month, deferred: {until: 2027-01-01, because: later}}",
            "{status: deprecated, last_reviewed: 2025-11-11}",
        ],
        &["{superseded_by: nowhere.md}", "{review_in: often}", "{status: odd}"],
    ),
    ("checklist", &["[Look, Act]", "[\"`code` here\"]"], &["x"]),
    ("score", &["{quality: 80}", "{quality: 12.5, depth: 3}"], &["{quality: 180}"]),
    ("code_language", &["sql", "python"], &["[x]"]),
    ("flags", &["{has_images: true}", "{needs_human_review: true}", "{has_images: false}"], &["{a: maybe}"]),
    ("image_sources", &["[{url: pic.png, caption: Depth}]", "[{url: gone.png}]"], &["[x]"]),
    (
        "lints",
        &["{allow: [broken-link]}", "{allow: [missing-alt, broken-anchor]}", "{allow: [term-spelling]}"],
        &["{allow: [no-code]}"],
    ),
    ("service", &["web", "mail", "9"], &["{x: y}"]),
    ("change", &["{reason: Bloat, rollback: \"`undo`\", files: [a.sql]}"], &["{reasons: x}"]),
    ("reading_time", &["1", "2"], &["50", "0"]),
];

/// A title.
pub(super) fn title(random: &mut Random) -> String {
    random.of(&TITLES).to_owned()
}

/// The fields that each note has.
pub(super) fn required(random: &mut Random, title: &str) -> BTreeMap<&'static str, String> {
    let of = |random: &mut Random, key: &str| random.of(good(key)).to_owned();
    BTreeMap::from([
        ("title", title.to_owned()),
        ("date", of(random, "date")),
        ("topic", of(random, "topic")),
        ("summary", of(random, "summary")),
    ])
}

/// The fields that a note needs.
pub(super) const REQUIRED: [&str; 4] = ["title", "date", "topic", "summary"];

/// The values of a field that are right.
pub(super) fn good(key: &str) -> &'static [&'static str] {
    FIELDS.iter().find(|(name, ..)| *name == key).map_or(&[], |(_, good, _)| good)
}

/// Whether a value is none of those that are wrong.
pub(super) fn is_good(key: &str, value: &str) -> bool {
    !FIELDS.iter().any(|(name, _, bad)| *name == key && bad.contains(&value))
}

/// Texts of a file that can't be a note.
pub(super) fn broken(random: &mut Random) -> Vec<u8> {
    let texts: [&[u8]; 9] = [
        b"",
        b"No front matter.\n",
        b"---\ntitle: Unclosed\n",
        b"---\ntitle: [a\ndate: 2026-01-02\n---\nText.\n",
        b"---\ntitle: Tab\n\tdate: x\n---\n",
        b"---\ntitle: A: b\n---\n",
        b"---\ntitle: Byte \xff\n---\nText.\n",
        b"---\ntitle: a\ntitle: b\nsummary: *gone\n---\n",
        b"---\n---\n",
    ];
    texts[random.below(texts.len())].to_vec()
}

/// The parts of `site.toml`, the plain ones first. A part is written as it stands; the keys give the order.
pub(super) const SETTINGS: &[(&str, &[&str])] = &[
    ("0 title", &["title = \"Site\"\n", "title = \"Other & <name>\"\n"]),
    (
        "1 base",
        &["base_url = \"https://notes.example.org\"\n", "base_url = \"https://a.example/docs/\"\n", ""],
    ),
    ("2 words", &["", "description = \"About.\"\nlanguage = \"de\"\n", "colour = 1\n"]),
    ("3 listing", &["[listing]\nper_page = 3\n", "[listing]\nper_page = 20\n", "[listing]\nper_pag = 2\n"]),
    ("4 feeds", &["[feeds]\nlimit = 4\n", "[feeds]\nlimit = 20\n"]),
    (
        "5 lints",
        &[
            "[lints]\nbroken-link = \"warn\"\nbroken-anchor = \"warn\"\nmissing-image = \"warn\"\n",
            "[lints]\nbroken-link = \"allow\"\nterm-spelling = \"deny\"\n",
            "",
            "[lints]\ndraft-link = \"deny\"\nduplicate-permalink = \"warn\"\n",
            "[lints]\nno-code = \"deny\"\n",
        ],
    ),
    (
        "6 markdown",
        &[
            "",
            "[outputs]\nmarkdown = true\n",
            "[markdown]\nraw_html = \"escape\"\n",
            "[markdown]\nraw_html = \"allow\"\n",
        ],
    ),
    (
        "7 taxonomies",
        &["", "[taxonomies]\nstack = false\n", "[taxonomies.services]\nfield = \"service\"\nfeed = true\n"],
    ),
    (
        "8 vocabulary",
        &["", "[vocabulary.stack]\nRedis = [\"redis db\"]\nPostgres = []\n", "[vocabulary.none]\n"],
    ),
    (
        "9 menu",
        &[
            "",
            "[[menu]]\ntitle = \"Notes\"\nurl = \"/notes/\"\n[[menu]]\ntitle = \"One\"\nurl = \"/notes/n1/\"\n",
        ],
    ),
    (
        "a schema",
        &[
            "[schema.fields.service]\ntype = \"string\"\n",
            "",
            "[schema]\nunknown = \"warn\"\n",
            "[schema]\nrequired = [\"title\", \"date\", \"topic\", \"summary\", \"owner\"]\n",
            "[schema]\nrequired = [\"title\"]\nunknown = \"allow\"\n[schema.fields.service]\ntaxonomy = true\n",
        ],
    ),
    ("b review", &["", "[review]\ndefault = \"3 months\"\n", "[review.folders]\nops = \"1 month\"\n"]),
    ("c images", &["", "[images]\nwidths = [100, 480]\n", "[images]\nvariants = false\n"]),
    ("d highlight", &["", "[highlight]\nlight = \"no-theme\"\n"]),
    ("e index", &["", "[index]\nhidden_statuses = []\n"]),
    ("f translations", &["", "[translations]\nsections = \"Parts\"\n", "[translations]\nno_word = \"x\"\n"]),
    ("g social", &["", "[social]\ncards = true\n"]),
];

/// The settings that a site begins with: each as it is, or with another form that is no fault.
pub(super) fn drawn(random: &mut Random) -> BTreeMap<&'static str, &'static str> {
    let is_sound = |form: &&&str| !FAULTS.iter().any(|fault| form.contains(fault));
    let draw = |(table, forms): &(&'static str, &'static [&'static str])| {
        let sound: Vec<&'static str> = forms.iter().filter(is_sound).copied().collect();
        (*table, if random.chance(35) { *random.of_all(&sound) } else { forms[0] })
    };
    SETTINGS.iter().map(draw).collect()
}

/// What makes a form of the settings a fault, or keeps notes without it from being published.
const FAULTS: [&str; 7] =
    ["colour", "per_pag ", "no-code", "vocabulary.none", "no-theme", "no_word", "\"owner\""];

/// Texts of an `_index.md`.
pub(super) const SECTIONS: &[&str] = &[
    "---\ntitle: Manual\nkind: pages\norder: [n3.md, n7.md]\n---\n## Setup\n\nText.\n",
    "---\ntitle: Section\nsummary: All of it.\n---\n[One](n1.md#setup) and ![Depth](pic.png)\n",
    "---\ntitle: Strict\nschema: {required: [title, owner]}\n---\n",
    "---\ntitle: Loose\nschema: {required: [title], unknown: allow}\n---\n[Gone](gone.md)\n",
    "---\ntitle: Draft section\ndraft: true\n---\n",
    "---\ntitle: Odd\norder: [gone.md]\nkind: sorts\n---\n",
    "---\ntitle: [\n---\n",
    "",
];

/// The `_index.md` files.
pub(super) const SECTION_FILES: Choices = &[
    ("_index.md", SECTIONS),
    ("notes/_index.md", SECTIONS),
    ("ops/_index.md", SECTIONS),
    ("ops/db/_index.md", SECTIONS),
    ("manual/_index.md", SECTIONS),
    ("moved/_index.md", SECTIONS),
];

const BROKEN: [&str; 3] = ["{% if %}", "{{ note.no.such }}", "{% extends \"gone.html\" %}"];

/// Whether a template has no fault.
pub(super) fn is_sound(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    !BROKEN.iter().any(|broken| text.contains(broken))
}

/// A template that has no fault.
pub(super) const OWN_SECTION: &str = "{% extends \"base.html\" %}{% block main %}<h1>{{ section.title }}</h1>\
    {% for note in notes %}<a href=\"{{ note.url }}\">{{ note.title }}</a>{% endfor %}{% endblock main %}";

/// The site's own templates, and files of the theme.
pub(super) const TEMPLATES: Choices = &[
    (
        "note.html",
        &[
            "{% extends \"base.html\" %}{% block main %}<p>Own {{ note.title }}</p>{{ note.content | safe }}\
             {% endblock main %}",
            "<html><head></head><body>{{ note.title }}{% for other in note.similar %}<a href=\"{{ other.url }}\">\
             {{ other.title }}</a>{% endfor %}</body></html>",
            "{% extends \"base.html\" %}{% block main %}{{ note.no.such }}{% endblock main %}",
            "{% extends \"base.html\" %}{% block main %}{% if %}{% endblock main %}",
            "{% extends \"gone.html\" %}",
        ],
    ),
    ("section.html", &[OWN_SECTION, "{% if %}", "<html><head></head><body>{{ note.no.such }}</body></html>"]),
    ("extra.html", &["unused", "{% if %}"]),
    ("assets/theme.css", &["body { color: red }\n", "body { color: blue }\n"]),
    ("assets/own.js", &["x", "y"]),
];

/// Files that are copied.
pub(super) const STATIC_FILES: Choices = &[
    ("data.txt", &["0123456789", "9876543210", "longer than it was"]),
    ("notes/n1/index.html", &["<html><head></head>in the way</html>"]),
    ("old/a/index.html", &["<html><head></head>old</html>"]),
    ("assets/own.css", &["a", "b"]),
    ("404.html", &["in the way"]),
    ("form.html", &["<html><head></head>One.</html>", "<html><head></head>Two.</html>"]),
];

/// A PNG of that size.
pub(super) fn picture(width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
