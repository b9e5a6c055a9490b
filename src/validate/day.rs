//! Days and times as a note writes them: which ones are read, what is wrong with others, and whether the file's name says
//! the same.

use jiff::Timestamp;
use jiff::civil::Date;

use super::read;
use super::scalar::{shortened, wanted};
use super::schema::{Form, Shape};
use super::walk::Walker;
use crate::diagnostic::{Code, Diagnostic};
use crate::note::Note;
use crate::tree::Node;

/// The days that pages, feeds and the sitemap can all show.
const FIRST: Date = jiff::civil::date(1, 1, 1);
const LAST: Date = jiff::civil::date(9999, 12, 30);

/// A date as a note writes it; nothing for one that no calendar has, or that not every output could show.
pub(super) fn date(text: &str) -> Option<Date> {
    in_calendar(text).filter(|date| is_shown(*date))
}

/// An RFC 3339 date-time, or a timestamp of YAML: the day it names, and the instant.
pub(super) fn date_time(text: &str) -> Option<(Date, Timestamp)> {
    rfc_3339(text).or_else(|| rfc_3339(&of_yaml(text)?))
}

/// What a timestamp of YAML looks like, for the printed schema.
pub(super) const YAML_TIME: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} +[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)? *(Z|[+-][0-9]{1,2}(:?[0-9]{2})?)?$";

/// A timestamp as YAML has it and Jekyll writes it, in the form of RFC 3339: `2026-05-31 14:00:00 +0200`. One without a zone is
/// in UTC.
fn of_yaml(text: &str) -> Option<String> {
    let (day, rest) = text.split_once([' ', 'T'])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = (rest[..zone_at].trim(), &rest[zone_at..]);
    if zone.is_empty() && text.contains('T') {
        return None;
    }
    let seconds = if time.matches(':').count() == 1 { ":00" } else { "" };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let zone = match (zone.get(..1), digits.len()) {
        (None | Some("Z" | "z"), 0) => "Z".to_owned(),
        (Some(sign), 1 | 2) => format!("{sign}{digits:0>2}:00"),
        (Some(sign), 4) => format!("{sign}{}:{}", &digits[..2], &digits[2..]),
        _ => return None,
    };
    let hour = if time.find(':') == Some(1) { "0" } else { "" };
    Some(format!("{day}T{hour}{time}{seconds}{zone}"))
}

fn rfc_3339(text: &str) -> Option<(Date, Timestamp)> {
    let day = date(text.get(..10)?)?;
    let separator = text.as_bytes().get(10)?;
    let zoned = text.ends_with(['Z', 'z']) || text.get(text.len().checked_sub(6)?..)?.starts_with(['+', '-']);
    let at: Timestamp = text.parse().ok()?;
    let is_shown = jiff::tz::Offset::UTC.to_datetime(at).date() >= FIRST;
    (matches!(separator, b'T' | b't') && zoned && is_shown).then_some((day, at))
}

fn in_calendar(text: &str) -> Option<Date> {
    let is_long = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_long { text.parse().ok() } else { None }
}

fn is_shown(date: Date) -> bool {
    (FIRST..=LAST).contains(&date)
}

/// What is wrong with a day, and the right spelling where there is one.
pub(super) struct Wrong {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) right: Option<String>,
}

/// The fault of a text that is no day of that form.
pub(super) fn fault(text: &str, form: Form) -> Option<Wrong> {
    let is_right = date(text).is_some() || (form == Form::DateTime && date_time(text).is_some());
    if is_right {
        return None;
    }
    let help = format!("write {}", wanted(&Shape::Form(form)));
    let wrong = |message: String, help: String| Some(Wrong { message, help, right: None });
    let day = text.get(..10).unwrap_or(text);
    let is_spelt = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if in_calendar(day).is_some_and(|date| !is_shown(date)) {
        let help = format!("write a day from {FIRST} to {LAST}");
        return wrong(format!("`{day}` is not a day that every page and feed can show"), help);
    }
    if is_spelt && day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-' && in_calendar(day).is_none() {
        return wrong(format!("`{day}` does not exist in the calendar"), help);
    }
    if let Some(right) = padded(text) {
        let message = format!("`{text}` is not a date: the month and the day have two digits");
        return Some(Wrong { message, help: format!("write `{right}`"), right: Some(right) });
    }
    if let Some(right) = year_last(text) {
        let message = format!("`{text}` is not a date: the year comes first");
        return Some(Wrong { message, help: format!("write `{right}`"), right: Some(right) });
    }
    let is_day = in_calendar(day).is_some();
    if is_day && form == Form::DateTime && text.len() > 10 {
        let help = format!("write only the day, or a time with its zone, as in `{day}T14:00:00Z`");
        return wrong(format!("`{}` is not a time", shortened(text)), help);
    }
    if is_day && text.len() > 10 {
        return wrong(
            format!("`{}` is not a date without a time", shortened(text)),
            format!("write `{day}`"),
        );
    }
    wrong(format!("`{}` is not a date", shortened(text)), help)
}

/// `31.5.2026` and `31/05/2026` as they have to be written. With dots the day comes first wherever it is so written; otherwise only
/// what can be no month is sure to be a day.
fn year_last(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| "-/.".contains(*c))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let [first, second, year] = parts[..] else { return None };
    let is_number =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !is_number(first) || !is_number(second) {
        return None;
    }
    let is_day = |part: &str| part.parse::<u8>().is_ok_and(|number| number > 12);
    let (day, month) = match separator {
        _ if is_day(first) => (first, second),
        _ if is_day(second) => (second, first),
        '.' => (first, second),
        _ => return None,
    };
    let right = format!("{year}-{month:0>2}-{day:0>2}");
    date(&right).map(|_| right)
}

/// `2026-1-2`, `2026/01/02` and `2026.1.2` as they have to be written: the year comes first, so that there is no doubt.
fn padded(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| "-/.".contains(*c))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number =
        |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4
        || ![(year, 4), (month, 2), (day, 2)].into_iter().all(|(part, most)| is_number(part, most))
    {
        return None;
    }
    let right = format!("{year}-{month:0>2}-{day:0>2}");
    date(&right).map(|_| right)
}

/// Reports a date in the file's name that `date` does not say, or that no calendar has.
pub(super) fn in_name(walker: &mut Walker<'_>, note: &Note, front: &Node) {
    let name = read::own_name(&note.profile.facts.path);
    let Some(day) = name.get(..10).filter(|_| name.as_bytes().get(10) == Some(&b'-')) else { return };
    let is_day = |at: usize, byte: u8| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if !day.bytes().enumerate().all(|(at, byte)| is_day(at, byte)) {
        return;
    }
    let written = front.get("date");
    let span = written.map_or(front.span, |date| date.span);
    let Some(named) = date(day) else {
        let message = format!("the name `{name}` begins with `{day}`, which does not exist in the calendar");
        let fault = Diagnostic::new(Code::DateInName, walker.path, span, message);
        return walker.push(fault.help("rename the file"));
    };
    if let (Some(given), Some(_)) = (note.profile.face.date.filter(|given| given.date != named), written) {
        let message = format!("`date` says {}, and the name `{name}` says {named}", given.date);
        let fault = Diagnostic::new(Code::DateInName, walker.path, span, message).key("date");
        walker.push(fault.help("correct one of the two, or remove `date`: without it, the name is used"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_not_every_output_shows_are_none() {
        assert!(date("9999-12-30").is_some() && date("0001-01-01").is_some());
        assert!(date("9999-12-31").is_none() && date("0000-12-31").is_none());
        assert!(date_time("0001-01-01T00:00:00+14:00").is_none());
        assert!(date_time("9999-12-30T23:00:00-05:00").is_none());
        assert!(date_time("2026-01-02T00:00:00+14:00").is_some());
    }

    #[test]
    fn days_with_one_right_spelling_are_spelt_right() {
        assert_eq!(padded("2026-1-2").as_deref(), Some("2026-01-02"));
        assert_eq!(padded("2026/01/02").as_deref(), Some("2026-01-02"));
        assert_eq!(padded("2026-13-2"), None);
        assert_eq!(padded("1/2/2026"), None);
        assert_eq!(padded("26-1-2"), None);
        assert_eq!(year_last("31.5.2026").as_deref(), Some("2026-05-31"));
        assert_eq!(year_last("5.6.2026").as_deref(), Some("2026-06-05"));
        assert_eq!(year_last("05/31/2026").as_deref(), Some("2026-05-31"));
        assert_eq!(year_last("05/06/2026"), None);
        assert_eq!(year_last("31.2.2026"), None);
        assert_eq!(year_last("2026-05-31"), None);
    }
}
