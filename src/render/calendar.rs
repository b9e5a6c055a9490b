//! The calendar of whoever keeps notes true (iCalendar, RFC 5545): a day for each review that falls due.
//!
//! An event keeps its id for as long as its note has its `reference`, else its address: a program that follows the calendar moves
//! it after a review. It is stamped with the last review, never with the time of the build.

use jiff::civil::Date;

use super::reads::{Due, Reads};

/// Most octets of a line, without its end.
const LINE: usize = 75;

/// The calendar of a name; empty where nobody has it.
pub fn of(reads: &Reads<'_>, slug: &str) -> String {
    let Some(calendar) = reads.calendar(slug) else { return String::new() };
    let words = reads.words();
    let owner = calendar.name.unwrap_or_else(|| words.get("unowned"));
    let name = words.fill("calendar_name", &[("owner", owner), ("site", reads.basics().title)]);
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//fieldnotes//reviews//EN");
    lines.add("CALSCALE", "GREGORIAN");
    // The one is the standard's (RFC 7986), the other what programs read.
    lines.text("NAME", &name);
    lines.text("X-WR-CALNAME", &name);
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
    for due in &calendar.reviews {
        event(reads, due, &mut lines);
    }
    lines.add("END", "VCALENDAR");
    lines.0
}

fn event(reads: &Reads<'_>, due: &Due<'_>, lines: &mut Lines) {
    let (words, url) = (reads.words(), reads.permalink(due.titled.url));
    let id = match due.reference {
        Some(reference) => format!("{reference}@{}", host(reads.basics().base_url)),
        None => url.clone(),
    };
    let reviewed = match due.last_reviewed {
        Some(day) => words.fill("reviewed_day", &[("date", &words.date(day))]),
        None => words.get("state_unreviewed").to_owned(),
    };
    let about = [due.summary, &reviewed, &url].map(str::trim);
    let about: Vec<&str> = about.into_iter().filter(|line| !line.is_empty()).collect();
    lines.add("BEGIN", "VEVENT");
    lines.text("UID", &id);
    lines
        .add("DTSTAMP", &format!("{}T000000Z", digits(due.last_reviewed.or(due.changed).unwrap_or(due.day))));
    lines.add("DTSTART;VALUE=DATE", &digits(due.day));
    lines.text("SUMMARY", &words.fill("review_of", &[("title", due.titled.title)]));
    lines.text("DESCRIPTION", &about.join("\n"));
    lines.add("URL", &url);
    // Nobody is busy all day for it.
    lines.add("TRANSP", "TRANSPARENT");
    lines.add("END", "VEVENT");
}

/// A day as the format has it: `20261119`.
fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// The host of an address.
fn host(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// The lines of a calendar.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a property whose value is text of an author.
    fn text(&mut self, name: &str, value: &str) {
        self.add(name, &escape(value));
    }

    /// Adds a property. A line that is too long goes on in the next one, behind a blank; no character is cut.
    fn add(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Text as the format has it: signs that mean something there behind a backslash, and no control characters.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_and_no_character_is_cut() {
        for before in 0..80 {
            let value = format!("{}{}", "x".repeat(before), "é猫😀".repeat(40));
            let mut lines = Lines::default();
            lines.add("SUMMARY", &value);
            let text = lines.0;
            assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
            assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
        }
    }

    #[test]
    fn signs_of_the_format_are_escaped() {
        assert_eq!(escape("a, b; c\\n\r\nd\u{7}\te"), "a\\, b\\; c\\\\n\\nd\te");
        assert_eq!(host("https://a.example:8080/docs"), "a.example:8080");
    }
}
