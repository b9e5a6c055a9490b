//! The built-in fields of a note and of a section, in the order of the details box.

use std::sync::LazyLock;

use super::schema::{Field, Form, Range, Shape, Shown};
use crate::diagnostic::Code;
use crate::note::STATUSES;

fn field(name: &str, shape: Shape, description: &str) -> Field {
    Field {
        name: name.to_owned(),
        shape,
        required: false,
        description: description.to_owned(),
        shown: Shown::InDetails,
    }
}

fn of_page(name: &str, shape: Shape, description: &str) -> Field {
    Field { shown: Shown::OnPage, ..field(name, shape, description) }
}

fn private(name: &str, shape: Shape, description: &str) -> Field {
    Field { shown: Shown::Nowhere, ..field(name, shape, description) }
}

fn required(name: &str, shape: Shape, description: &str) -> Field {
    Field { required: true, ..field(name, shape, description) }
}

fn list(shape: Shape) -> Shape {
    Shape::List(Box::new(shape))
}

fn choice(words: &[&str]) -> Shape {
    Shape::Choice(words.iter().map(|word| (*word).to_owned()).collect())
}

fn at_least(minimum: f64) -> Shape {
    Shape::Integer(Range { minimum: Some(minimum), maximum: None, code: Code::NumberOutOfRange })
}

/// The fields of a note.
pub(super) fn note() -> Vec<Field> {
    let mut fields = about_the_page();
    fields.extend(about_the_subject());
    fields.extend(about_its_state());
    fields
}

fn about_the_page() -> Vec<Field> {
    vec![
        of_page("title", Shape::Text, "The title of the note."),
        of_page("date", Shape::Form(Form::DateTime), "When the note was written."),
        of_page("updated", Shape::Form(Form::DateTime), "When the content of the note was last changed."),
        of_page(
            "slug",
            Shape::Form(Form::Slug),
            "The last part of the note's address, if it should differ from the file name.",
        ),
        of_page(
            "aliases",
            list(Shape::Form(Form::Alias)),
            "Old paths on the site that redirect to the note.",
        ),
        of_page("draft", Shape::Bool, "Whether the note is left out of the site."),
        of_page(
            "weight",
            Shape::Integer(Range { minimum: None, maximum: None, code: Code::NumberOutOfRange }),
            "The position of the page in its section: lower numbers come first.",
        ),
        of_page(
            "lints",
            Shape::Map(vec![field("allow", list(Shape::Text), "Codes that are not reported for this note.")]),
            "Exceptions to the site's rules.",
        ),
    ]
}

/// The fields whose texts may hold code and links, as `parse::inline` reads them.
pub(crate) const WITH_LINKS: [&str; 7] = [
    "summary",
    "checklist",
    "notes",
    "change.reason",
    "change.expected_result",
    "change.rollback",
    "revision.deferred.because",
];

fn about_the_subject() -> Vec<Field> {
    vec![
        field("topic", Shape::Text, "The topic of the note."),
        field("summary", Shape::Form(Form::Summary), "A summary of the note, in one or two sentences."),
        field("ai_outline", list(Shape::OutlineItem), "The note's outline."),
        field("ai_brief", Shape::Text, "The request to a writing assistant, or its description of the note."),
        field("stack", list(named()), "The systems the note is about."),
        field("tools", list(named()), "The tools the note uses."),
        field("code_language", Shape::Form(Form::Language), "The language of most of the code."),
        field(
            "difficulty",
            choice(&["beginner", "intermediate", "advanced"]),
            "The experience that a reader needs.",
        ),
        field("reading_time", at_least(1.0), "The reading time, in minutes."),
        field("view_count", at_least(0.0), "How often the note was read."),
    ]
}

fn about_its_state() -> Vec<Field> {
    let percent =
        || Shape::Number(Range { minimum: Some(0.0), maximum: Some(100.0), code: Code::ScoreOutOfRange });
    let scores = ["quality", "freshness", "depth", "clarity"];
    let known_flags = ["ai_generated_style", "has_images", "image_heavy", "needs_human_review"];
    vec![
        field(
            "score",
            Shape::Map(scores.iter().map(|name| field(name, percent(), "0 to 100.")).collect()),
            "Scores for the quality of the note.",
        ),
        field("revision", Shape::Map(revision()), "The status and the reviews of the note."),
        field("reference", Shape::Text, "The permanent identifier of the note, unique on the site."),
        field("hash", Shape::Form(Form::Hash), "The hash of the body as it was last reviewed."),
        field(
            "flags",
            Shape::Open(
                known_flags.iter().map(|name| field(name, Shape::Flag, "True or false.")).collect(),
                Box::new(Shape::Flag),
            ),
            "Properties of the note.",
        ),
        field("checklist", list(Shape::Text), "What to do, step by step."),
        field(
            "entities",
            list(Shape::Map(vec![
                required("name", Shape::Text, "Its name."),
                field("type", Shape::Text, "Its kind."),
            ])),
            "Things that the note mentions.",
        ),
        field("image_sources", list(Shape::Map(image_source())), "Where the note's pictures come from."),
        field("payload", Shape::Open(Vec::new(), Box::new(Shape::Any)), "Data of other tools."),
        field("notes", list(Shape::Text), "Remarks."),
        field("owner", Shape::Text, "Who maintains the note."),
        private(
            "watches",
            list(watch()),
            "Files that the note depends on: a change of one calls for a review.",
        ),
        field("alerts", list(Shape::Text), "Names of the alerts that lead to the note."),
        field("change", Shape::Map(change()), "What was changed, and how to undo it."),
    ]
}

fn revision() -> Vec<Field> {
    vec![
        field("status", choice(&STATUSES), "The status of the note."),
        field("version", Shape::Form(Form::Version), "The note's version, as in semantic versioning."),
        field("last_reviewed", Shape::Form(Form::Date), "When the note was last reviewed."),
        field("review_in", Shape::Form(Form::Interval), "How long after a review the next one is due."),
        field("reviewed_by", Shape::Text, "Who reviewed the note."),
        field("tested", Shape::Form(Form::Date), "When the note's code blocks last ran and passed."),
        private("review_note", Shape::Text, "A remark of the reviewer; not published."),
        private(
            "deferred",
            Shape::Map(deferred()),
            "Why and until when the review is postponed; published only if the settings say so.",
        ),
        field("superseded_by", Shape::Text, "The note that replaces this one, as a file path."),
    ]
}

/// A system or a tool, and which version of it.
fn named() -> Shape {
    Shape::TextOr(vec![
        required("name", Shape::Text, "Its name."),
        field("version", Shape::Scalar, "Its version."),
    ])
}

/// Files of the repository, and what they were when the note was last reviewed.
fn watch() -> Shape {
    Shape::TextOr(vec![
        required(
            "path",
            Shape::Text,
            "A path or glob in the repository, or `path#part` for a part of a file.",
        ),
        field("digest", Shape::Form(Form::Hash), "The digest of the files at the last review."),
    ])
}

fn deferred() -> Vec<Field> {
    vec![
        required("until", Shape::Form(Form::Date), "The day until which the review is put off."),
        required("because", Shape::Text, "Why the note can't be reviewed now."),
    ]
}

fn image_source() -> Vec<Field> {
    vec![
        field("source", Shape::Text, "Who made the picture, or where it is from."),
        required("url", Shape::Form(Form::Source), "The picture's address, or its file."),
        field("caption", Shape::Text, "The text below the picture."),
    ]
}

fn change() -> Vec<Field> {
    let metric = vec![
        required("name", Shape::Text, "What was measured."),
        field("before", Shape::Scalar, "Before the change."),
        field("after", Shape::Scalar, "After the change."),
    ];
    vec![
        field("reason", Shape::Text, "Why the change was made."),
        field("files", list(Shape::Text), "The files that were changed."),
        field("commands", list(Shape::Text), "The commands that were run."),
        field("metric", Shape::Map(metric), "The measurement that it changed."),
        field("expected_result", Shape::Text, "What is true after the change if it worked."),
        field("rollback", Shape::Text, "How to undo it."),
    ]
}

/// The paths of the fields that no output holds: of keys one below the other.
pub(super) fn private_paths() -> &'static [Vec<String>] {
    static PATHS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
        let mut paths = Vec::new();
        add_private(&note(), &mut Vec::new(), &mut paths);
        paths
    });
    &PATHS
}

fn add_private(fields: &[Field], above: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    for field in fields {
        above.push(field.name.clone());
        match &field.shape {
            _ if field.shown == Shown::Nowhere => paths.push(above.clone()),
            Shape::Map(inner) | Shape::Open(inner, _) => add_private(inner, above, paths),
            _ => {}
        }
        above.pop();
    }
}

/// The fields of `_index.md`.
pub(super) fn section() -> Vec<Field> {
    vec![
        required("title", Shape::Text, "The title of the section."),
        field("summary", Shape::Form(Form::Summary), "A summary of the section, in one or two sentences."),
        field(
            "kind",
            choice(&["notes", "pages"]),
            "Whether the section holds dated notes or plain pages, as a manual does.",
        ),
        field(
            "order",
            list(Shape::Text),
            "The files and folders of the section, in the order of its listing; others follow.",
        ),
        field(
            "schema",
            Shape::Open(Vec::new(), Box::new(Shape::Any)),
            "The fields that the section's notes must and may have.",
        ),
        field("draft", Shape::Bool, "Whether the section is left out of the site."),
    ]
}
