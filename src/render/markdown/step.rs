//! Steps: the items of a numbered list that stands in no other. Each has an id, so that a link can lead to step 3, which holds
//! the id of the heading above it: a list that comes into another part of a body moves none.

use std::collections::BTreeSet;

use super::Writer;
use crate::render::html::escape_into;

/// Where in its steps a body is.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// The id of the first step.
    pub(super) first: Option<String>,
    /// The open lists: the number of the next step of those that are numbered.
    lists: Vec<Option<u64>>,
    /// The id of the last heading.
    part: String,
    /// What the ids of the open list end in, and those of the lists before it.
    ending: String,
    endings: BTreeSet<String>,
}

impl Steps {
    /// A heading begins a part of the body.
    pub(super) fn begin_part(&mut self, id: &str) {
        id.clone_into(&mut self.part);
    }

    pub(super) fn begin_list(&mut self, first: Option<u64>) {
        if self.lists.is_empty() && first.is_some() {
            self.ending.clone_from(&self.part);
            let mut number = 1;
            while !self.endings.insert(self.ending.clone()) {
                number += 1;
                format!("{}-{number}", self.part).trim_start_matches('-').clone_into(&mut self.ending);
            }
        }
        self.lists.push(first);
    }

    pub(super) fn end_list(&mut self) {
        self.lists.pop();
    }

    /// The id of the item that begins, if it is a step.
    fn next(&mut self) -> Option<String> {
        let [Some(number)] = self.lists.as_mut_slice() else { return None };
        let id = format!("note-step-{number}-{}", self.ending);
        *number += 1;
        Some(id.trim_end_matches('-').to_owned())
    }
}

impl Writer<'_> {
    /// Begins an item of a list.
    pub(super) fn item(&mut self) {
        let outline = self.body.outline;
        let is_taken = |id: &String| outline.id_of(id).is_some();
        let Some(id) = self.steps.next().filter(|id| !is_taken(id)) else {
            self.out.push_str("<li>");
            return;
        };
        self.out.push_str("<li id=\"");
        escape_into(&mut self.out, &id);
        self.out.push_str("\">");
        self.steps.first.get_or_insert(id);
    }
}
