//! The text of a new note: of a beginning, or of what the schema requires and most notes beside it have.

use anyhow::{Result, anyhow};
use jiff::civil::Date;

use super::habits::Habits;
use super::values::{self, Map};
use crate::cli::args::New;
use crate::cli::beginning::language::asked;
use crate::cli::beginning::{Beginning, Texts};
use crate::cli::context;
use crate::config::Config;
use crate::corpus::below_content;
use crate::edit::beginning::{Gaps, fill};
use crate::edit::keys;
use crate::edit::written::{self, Value, in_line};
use crate::parse::placeholder;
use crate::parse::{Limits, front_matter};
use crate::path::{SourcePath, slugify, title_of_name};
use crate::validate::read::{date_in_name, own_name, title_of_file};
use crate::validate::schema::{Field, Schema, Shape};

/// A note that is to be made.
pub(super) struct Making<'a> {
    pub(super) args: &'a New,
    pub(super) path: &'a SourcePath,
    pub(super) config: &'a Config,
    pub(super) schema: &'a Schema,
    pub(super) habits: Habits,
    /// What notes begin with in the language of the site.
    pub(super) texts: Texts,
}

/// A text, and what is to be said of it.
pub(super) struct Made {
    pub(super) text: String,
    /// Gaps of its beginning that nothing fills.
    pub(super) unknown: Vec<String>,
    /// Fields that got the first of their values.
    pub(super) chosen: Vec<(String, String)>,
}

impl Making<'_> {
    fn title(&self) -> String {
        let of_path = || match below_content(self.path.folder()).rsplit('/').next() {
            Some("") if self.path.is_section() => self.config.title.clone(),
            Some(folder) if self.path.is_section() => title_of_name(folder),
            _ => title_of_file(self.path.as_str()),
        };
        self.args.title.clone().unwrap_or_else(of_path)
    }

    fn date(&self) -> Date {
        date_in_name(own_name(self.path)).map_or_else(|| context::today(None), |(date, _)| date)
    }

    fn asked(&self, field: &str) -> String {
        values::field_at(self.schema, field).map_or_else(|| placeholder::asking(field), |field| asked(&field))
    }

    fn owner(&self) -> String {
        let known = self.config.owners.of(self.path).or_else(|| self.habits.text("owner"));
        known.map_or_else(|| self.asked("owner"), str::to_owned)
    }

    fn topic(&self) -> String {
        self.args.topic.clone().unwrap_or_else(|| self.asked("topic"))
    }

    /// A value that has to be there.
    fn required(&self, path: &str, chosen: &mut Vec<(String, String)>) -> Value {
        match path {
            "title" => Value::text(self.title()),
            "date" => Value::Bare(self.date().to_string()),
            "topic" => Value::text(self.topic()),
            "owner" => Value::text(self.owner()),
            path => {
                let Some(field) = values::field_at(self.schema, path) else {
                    return Value::text(self.asked(path));
                };
                let value = values::required(&field);
                if let (Shape::Choice(words), Value::Text(first)) = (&field.shape, &value)
                    && words.len() > 1
                    && path != "revision.status"
                {
                    chosen.push((self.schema.renames.name_of(path).to_owned(), first.clone()));
                }
                value
            }
        }
    }

    /// What was given for fields on the command line, by the names that the format has.
    pub(super) fn given(&self) -> Vec<(String, Value)> {
        let set = self.args.set.iter().map(|(key, value)| {
            let field = self.schema.renames.field_of(key);
            (field.to_owned(), values::parsed(value, self.schema.at(field)))
        });
        let named = [("title", &self.args.title), ("topic", &self.args.topic)];
        let named =
            named.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Value::text(text.clone()?))));
        let mut given: Vec<(String, Value)> = Vec::new();
        for (key, value) in named.chain(set) {
            match given.iter_mut().find(|(known, _)| *known == key) {
                // Only a list is given in several parts: what else is given twice was refused.
                Some((_, Value::List(items))) if matches!(value, Value::List(_)) => {
                    if let Value::List(more) = value {
                        items.extend(more);
                    }
                }
                _ => given.push((key, value)),
            }
        }
        given
    }

    /// The paths of what must be there.
    fn needed(&self) -> impl Iterator<Item = String> {
        let fields = self.schema.fields.iter().filter(|field| field.required).map(|field| field.name.clone());
        fields.chain(self.schema.required_within.iter().cloned())
    }

    /// What a note begins with in a field, if it has it at all.
    fn value(&self, field: &Field) -> Option<Value> {
        let name = field.name.as_str();
        let is_named = match name {
            "title" => self.args.title.is_some() || self.habits.has(name),
            "topic" => self.args.topic.is_some(),
            "date" => self.habits.has(name),
            _ => false,
        };
        if field.required || is_named {
            return Some(self.required(name, &mut Vec::new()));
        }
        let is_said = name == "owner" && self.config.owners.of(self.path).is_some();
        let usual = values::habit(field, name, &|path| self.habits.has(path)).filter(|_| !is_said)?;
        Some(match usual {
            Value::Text(_) if name == "owner" => Value::text(self.owner()),
            usual => usual,
        })
    }

    /// A note of what is required and usual.
    pub(super) fn plain(&self) -> Result<Made> {
        let fields = self.schema.fields.iter();
        let map = fields.filter_map(|field| Some((field.name.clone(), self.value(field)?))).collect();
        self.with_front(map, self.texts.get("note.md"))
    }

    /// A plain page: what it is called and about, what is required, and its text.
    pub(super) fn page(&self) -> Result<Made> {
        let is_named = |field: &&Field| field.required || ["title", "summary"].contains(&&*field.name);
        let fields = self.schema.fields.iter().filter(is_named);
        let map =
            fields.map(|field| (field.name.clone(), self.required(&field.name, &mut Vec::new()))).collect();
        self.with_front(map, self.texts.get("page.md"))
    }

    /// The page of a section: what it is called, what was given, and a text where it is a page by itself.
    pub(super) fn section(&self) -> Result<Made> {
        let is_pages = self.args.set.iter().any(|(key, value)| key == "kind" && value == "pages");
        let body = if is_pages { self.texts.get("page.md") } else { "" };
        self.with_front(vec![("title".to_owned(), Value::text(self.title()))], body)
    }

    /// A note of these fields, what else has to be there, what was given, and a text.
    fn with_front(&self, mut map: Map, body: &str) -> Result<Made> {
        let mut chosen = Vec::new();
        let has_revision = map.iter().any(|(key, _)| key == "revision");
        if let Some(often) = self.habits.text("revision.review_in").filter(|_| has_revision) {
            values::insert(&mut map, "revision.review_in", Value::text(often))?;
        }
        for path in self.needed() {
            let value = self.required(&path, &mut chosen);
            values::insert(&mut map, &path, value)?;
        }
        for (key, value) in self.given() {
            chosen.retain(|(name, _)| *name != key);
            values::insert(&mut map, &key, value)?;
        }
        for rename in &self.schema.renames.0 {
            if let Some((at, value)) = values::take(&mut map, &rename.field.value) {
                map.insert(at, (rename.own.value.clone(), value));
            }
        }
        let front = written::write(&map)?;
        let text = format!("---\n{front}---\n{body}");
        Ok(Made { text, unknown: Vec::new(), chosen })
    }

    /// A note of a beginning: what stands in it stays, but for what was given.
    pub(super) fn like(&self, beginning: &Beginning) -> Result<Made> {
        let title = self.title();
        let owner = self.owner();
        let slug = date_in_name(own_name(self.path)).map_or_else(|| own_name(self.path), |(_, rest)| rest);
        let slug = slugify(crate::path::markdown_stem(slug).unwrap_or(slug));
        let gaps: Gaps = vec![
            ("title", title),
            ("date", self.date().to_string()),
            ("topic", self.topic()),
            ("slug", slug),
            ("author", owner.clone()),
            ("owner", owner),
        ];
        let filled = fill(&beginning.text, &gaps);
        let (mut text, mut chosen) = (filled.text, Vec::new());
        if beginning.file.is_none() {
            text = self.adapted(text)?;
        }
        for path in self.needed() {
            if self.has(&text, &path) {
                continue;
            }
            text = self.set(&text, &path, &self.required(&path, &mut chosen))?;
        }
        for (key, value) in self.given() {
            // A beginning may say more than the title: "Runbook: …".
            if !(["title", "topic"].contains(&&*key) && has_gap(&beginning.text, &key)) {
                chosen.retain(|(name, _)| *name != key);
                text = self.set(&text, &key, &value)?;
            }
        }
        Ok(Made { text, unknown: filled.unknown, chosen })
    }

    /// A built-in beginning as the site's settings want it.
    fn adapted(&self, mut text: String) -> Result<String> {
        if self.config.owners.of(self.path).is_some() {
            text = keys::unset(self.path, &text, &["owner"]).map_err(|refusal| anyhow!(refusal.reason()))?;
        }
        if let Some(Shape::Choice(words)) = self.schema.at("revision.status")
            && let Some(first) = words.first().filter(|_| !words.iter().any(|word| word == "drafted"))
        {
            text = self.set(&text, "revision.status", &Value::text(first))?;
        }
        Ok(text)
    }

    fn has(&self, text: &str, path: &str) -> bool {
        let Some(span) = front_matter::split(text).front else { return false };
        let front = crate::parse::yaml::read(self.path, text, span, Limits::default()).root;
        let own = self.schema.renames.name_of(path);
        front.is_some_and(|front| front.at(path).or_else(|| front.get(own)).is_some())
    }

    fn set(&self, text: &str, path: &str, value: &Value) -> Result<String> {
        let own = self.schema.renames.name_of(path);
        let parts: Vec<&str> = if own == path { path.split('.').collect() } else { vec![own] };
        let order = |above: &[&str]| -> Vec<String> {
            let fields = match self.schema.at(&above.join(".")) {
                _ if above.is_empty() => self.schema.fields.as_slice(),
                Some(Shape::Map(fields) | Shape::Open(fields, _)) => fields,
                _ => &[],
            };
            fields.iter().map(|field| field.name.clone()).collect()
        };
        let refused = |refusal: keys::Refusal| {
            anyhow!("`{own}` can't be set in the beginning of the note: {}", refusal.reason())
        };
        // Items on lines of their own would leave their shape to a list in brackets.
        let bare = match value {
            Value::List(_) => keys::unset(self.path, text, &parts).map_err(refused)?,
            _ => text.to_owned(),
        };
        keys::set(self.path, &bare, (&parts, &in_line(value)), &order).map_err(refused)
    }
}

fn has_gap(text: &str, name: &str) -> bool {
    text.contains(&format!("{{{{ {name} }}}}")) || text.contains(&format!("{{{{{name}}}}}"))
}
