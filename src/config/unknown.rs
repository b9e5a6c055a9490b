//! Keys that are no settings where they stand, and texts that are no values: what was meant by them.

use super::foreign::{self, Advice};
use super::known;
use crate::parse::toml;
use crate::suggest;

/// A key that is none of its table.
pub(super) struct Unknown<'a> {
    /// The table, empty for the top of the file.
    pub(super) table: &'a str,
    pub(super) key: &'a str,
    /// The keys that the table has.
    pub(super) asked: &'a [String],
}

impl Unknown<'_> {
    /// The key of this table that was meant.
    pub(super) fn meant(&self) -> Option<&str> {
        match self.foreign() {
            Some(Advice::Key("", key)) => Some(key),
            Some(_) => None,
            None => self.near().filter(|_| self.tables().is_empty()),
        }
    }

    /// What to write in its place, where that is certain.
    pub(super) fn right(&self) -> Option<&str> {
        match self.foreign() {
            Some(Advice::Key("", key)) => Some(key),
            Some(_) => None,
            None => suggest::certain(self.key, self.asked.iter().map(String::as_str)),
        }
    }

    /// What is wrong.
    pub(super) fn message(&self) -> String {
        let Self { table, key, .. } = self;
        let place = if table.is_empty() { "site.toml".to_owned() } else { format!("[{table}]") };
        let others: Vec<String> = self.tables().iter().map(|table| known::told(table)).collect();
        match others.as_slice() {
            [] => format!("`{key}` is not a setting of {place}"),
            others => format!("`{key}` is not a setting of {place}, but of {}", others.join(" and ")),
        }
    }

    /// What to do.
    pub(super) fn help(&self) -> String {
        if let Some(advice) = self.foreign() {
            return advice.told();
        }
        match self.tables().as_slice() {
            [""] => return "move the line above the first table".to_owned(),
            [table] => return format!("write it below a line `{}`", known::told(table)),
            _ => {}
        }
        if let Some(near) = self.near() {
            return format!("did you mean `{near}`?");
        }
        if let Some((table, key)) = self.key.rsplit_once('.').filter(|(table, key)| known::has(table, key)) {
            return format!(
                "in quotes a dot is part of the name: write `{key}` below a line `{}`",
                known::told(table)
            );
        }
        let elsewhere = suggest::certain(self.key, known::below_tables());
        if let Some(near) = elsewhere {
            let tables: Vec<String> = known::tables_of(near).iter().map(|table| known::told(table)).collect();
            return format!("did you mean `{near}` of {}?", tables.join(" or "));
        }
        if self.asked.is_empty() {
            return "remove it: there are no settings here".to_owned();
        }
        format!("use one of: {}", self.asked.join(", "))
    }

    fn foreign(&self) -> Option<&'static Advice> {
        match self.table {
            "" => foreign::advice(self.key),
            "menu" | "theme.footer.links" => foreign::advice_on_link(self.key),
            _ => None,
        }
    }

    /// Other tables that have this key, few enough to name; none where it is rather a slip of one that is meant here.
    fn tables(&self) -> Vec<&'static str> {
        let is_table = |table: &&str| table.is_empty() && !known::keys_of(self.key).is_empty();
        let tables: Vec<&str> =
            known::tables_of(self.key).into_iter().filter(|table| !is_table(table)).collect();
        if self.near().is_some() || self.foreign().is_some() || tables.len() > 3 {
            Vec::new()
        } else {
            tables
        }
    }

    fn near(&self) -> Option<&str> {
        suggest::nearest(self.key, self.asked.iter().map(String::as_str))
    }
}

/// What somebody means by a text where there is only true or false.
pub(super) fn flag_meant(text: &str) -> Option<&'static str> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" => Some("true"),
        "0" => Some("false"),
        word => toml::flag(word).map(|flag| if flag { "true" } else { "false" }),
    }
}
