//! The names that a heading goes by besides its id: that which GitHub gives it, and any in another case. Links that were
//! written for a host of repositories lead to the right place by them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::markdown::Heading;
use crate::path::github_slug;

/// From this many headings on a look at each of them for each link would be dear.
const MANY: usize = 64;

/// Other names of headings, in order, each with the heading's id.
#[derive(Clone, Debug, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Anchors {
    names: Vec<(Box<str>, Box<str>)>,
}

impl Anchors {
    /// The names of a page's headings, and of the places that HTML gives an id.
    pub(super) fn of(headings: &[Heading], places: &[String]) -> Self {
        let mut names: Vec<(Box<str>, Box<str>)> = Vec::new();
        if headings.len() > MANY {
            names.extend(
                headings.iter().map(|heading| (heading.id.as_str().into(), heading.id.as_str().into())),
            );
        }
        for id in places.iter().filter(|id| !id.is_empty()) {
            names.push((id.as_str().into(), id.as_str().into()));
            names.push((id.to_lowercase().into(), id.as_str().into()));
        }
        let of_github = of_github(headings);
        for (heading, name) in headings.iter().zip(&of_github) {
            let lower = heading.id.to_lowercase();
            let others = [name, &lower].into_iter().filter(|name| !name.is_empty() && **name != heading.id);
            names.extend(others.map(|name| (name.as_str().into(), heading.id.as_str().into())));
        }
        // Of one name the first one counts, and ids come before other names.
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        names.dedup_by(|(next, _), (kept, _)| next == kept);
        names.shrink_to_fit();
        Self { names }
    }

    /// The id of the heading that a link names; None if there is no such heading.
    pub fn id_of<'a>(&'a self, headings: &'a [Heading], name: &str) -> Option<&'a str> {
        let find = |name: &str| {
            let is_few = headings.len() <= MANY;
            let own = is_few.then(|| headings.iter().find(|heading| heading.id == name)).flatten();
            own.map(|heading| heading.id.as_str()).or_else(|| {
                let at = self.names.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
                Some(&*self.names[at].1)
            })
        };
        find(name).or_else(|| find(&name.to_lowercase()))
    }
}

/// The ids that GitHub gives headings: one that is taken gets a number behind it, from 1 on.
fn of_github(headings: &[Heading]) -> Vec<String> {
    let mut given: HashMap<String, usize> = HashMap::new();
    let id = |heading: &Heading| {
        let slug = github_slug(&heading.text);
        let mut count = given.get(&slug).copied().unwrap_or(0);
        let mut id = if count == 0 { slug.clone() } else { format!("{slug}-{count}") };
        while given.contains_key(&id) {
            count += 1;
            id = format!("{slug}-{count}");
        }
        given.insert(id.clone(), 1);
        if id != slug {
            given.insert(slug, count + 1);
        }
        id
    };
    headings.iter().map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(written: &[(&str, &str)]) -> Vec<Heading> {
        let heading = |(id, text): &(&str, &str)| Heading {
            id: (*id).to_owned(),
            text: (*text).to_owned(),
            ..Heading::default()
        };
        written.iter().map(heading).collect()
    }

    #[test]
    fn a_heading_goes_by_the_name_that_github_gives_it() {
        let found = headings(&[
            ("check-fix", "Check & fix"),
            ("steps", "Steps"),
            ("steps-2", "Steps"),
            ("v1-2", "v1.2"),
            ("Own", "Named"),
        ]);
        let anchors = Anchors::of(&found, &[]);
        let id = |name: &str| anchors.id_of(&found, name);
        assert_eq!(id("check--fix"), Some("check-fix"));
        assert_eq!(
            (id("steps"), id("steps-1"), id("Steps-1")),
            (Some("steps"), Some("steps-2"), Some("steps-2"))
        );
        assert_eq!((id("v12"), id("V1-2")), (Some("v1-2"), Some("v1-2")));
        assert_eq!((id("own"), id("named"), id("gone")), (Some("Own"), Some("Own"), None));
    }

    #[test]
    fn a_page_of_very_many_headings_has_the_same_names() {
        let many: Vec<(String, String)> =
            (0..MANY * 3).map(|at| (format!("a-{}", at + 1), "A".to_owned())).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let found = headings(&many);
        let anchors = Anchors::of(&found, &[]);
        assert_eq!(anchors.id_of(&found, "a-100"), Some("a-100"));
        assert_eq!(anchors.id_of(&found, "a"), Some("a-1"));
        assert_eq!(anchors.id_of(&found, "A-7"), Some("a-7"));
    }
}
