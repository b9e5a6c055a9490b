//! The addresses of alerts. `/alerts/NAME/` leads to the note that names the alert, wherever that stands, so that a rule file can
//! say it once and for all. The name keeps its case; one that no file can have on every disk has no address.

use std::collections::BTreeMap;

use super::{NotePage, Page, Site};
use crate::nfc::nfc;
use crate::path::{MOST_NAME, UrlPath, has_visible, name_fault};

impl Site {
    /// The alerts that lead to published notes, by name; of several notes with one name the first by path has it.
    pub fn alerts(&self) -> BTreeMap<&str, &NotePage> {
        let mut alerts = BTreeMap::new();
        for page in self.notes_by_path() {
            for alert in &page.note().facts.alerts {
                alerts.entry(alert.value.as_str()).or_insert(page);
            }
        }
        alerts
    }

    /// Whether an address leads to what is published: to more than the word that there is no note for an alert.
    pub fn leads_somewhere(&self, url: &UrlPath) -> bool {
        self.route(url).is_some_and(|route| route.page != Page::AlertWithoutNote)
    }
}

/// The folder that the addresses stand in.
const FOLDER: &str = "alerts";

/// Signs that some disks don't take in names, or that mean something else in an address.
const SIGNS: &str = r#"/\:*?"<>|#%"#;

/// The address that leads from an alert to its note.
///
/// # Errors
/// Why the name can't be a part of an address.
pub fn url_of(name: &str) -> Result<UrlPath, &'static str> {
    let name = nfc(name);
    match fault(&name) {
        Some(why) => Err(why),
        None => Ok(UrlPath::folder(&[FOLDER, &name])),
    }
}

/// The alert that an address leads on from, if it is one of those.
pub fn name_of(url: &UrlPath) -> Option<&str> {
    let name = url.as_str().strip_prefix('/')?.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix('/')?;
    url_of(name).is_ok_and(|own| own == *url).then_some(name)
}

fn fault(name: &str) -> Option<&'static str> {
    let is_odd = |c: char| c.is_control() || (c.is_whitespace() && c != ' ');
    if !has_visible(name) {
        return Some("nothing of it shows");
    }
    if name.contains(is_odd) {
        return Some("it contains an invisible character");
    }
    if name.contains(|c| SIGNS.contains(c)) {
        return Some("it contains one of the characters `/ \\ : * ? \" < > | # %`");
    }
    if name.starts_with(['.', ' ']) {
        return Some("it begins with a dot or a space");
    }
    if name.len() > MOST_NAME {
        return Some("it is too long for a file name");
    }
    name_fault(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_any_disk_can_have_is_an_address_in_its_own_case() {
        for (name, wanted) in [
            ("KubePodCrashLooping", "/alerts/KubePodCrashLooping/"),
            ("Host out of memory", "/alerts/Host out of memory/"),
            ("etcd.no-leader_(v3)", "/alerts/etcd.no-leader_(v3)/"),
            ("u\u{308}bung", "/alerts/\u{fc}bung/"),
            ("磁盘已满", "/alerts/磁盘已满/"),
        ] {
            let url = url_of(name).unwrap();
            assert_eq!(url.as_str(), wanted);
            assert_eq!(name_of(&url), Some(nfc(name).as_ref()));
            assert_eq!(url.output().as_str(), format!("{}index.html", &wanted[1..]));
        }
    }

    #[test]
    fn a_name_that_some_disk_or_address_can_not_hold_is_none() {
        let long = "x".repeat(MOST_NAME + 1);
        for name in [
            "",
            " ",
            ".",
            "..",
            "../x",
            "a/b",
            "a\\b",
            ".hidden",
            " a",
            "a ",
            "a.",
            "CON",
            "nul.x",
            "a:b",
            "50%",
            "a#b",
            "a?",
            "a\nb",
            "a\u{a0}b",
            "a\u{202e}b",
            "\u{200b}",
            &long,
        ] {
            assert!(url_of(name).is_err(), "{name:?}");
        }
        assert_eq!(name_of(&UrlPath::folder(&["alerts"])), None);
        assert_eq!(name_of(&UrlPath::folder(&["alerts", "a", "b"])), None);
        assert_eq!(name_of(&UrlPath::folder(&["notes", "a"])), None);
    }
}
