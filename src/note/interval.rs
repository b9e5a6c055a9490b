//! How long a review holds: a number and a unit, and what is nearly that.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a review holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// How many.
    pub count: i32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// The units, each with what it is called elsewhere. A single `m` may be a minute, and is none of them.
const UNITS: [(&str, &str); 4] = [
    ("day", "d day days tag tage tagen jour jours d\u{ed}a d\u{ed}as dia dias \u{65e5} \u{65e5}\u{9593}"),
    ("week", "w wk week weeks woche wochen semaine semaines semana semanas \u{9031} \u{9031}\u{9593}"),
    (
        "month",
        "mo mon month months monat monate monaten mois mes meses \u{304b}\u{6708} \u{30f6}\u{6708} \u{6708}",
    ),
    (
        "year",
        "y yr year years jahr jahre jahren an ans ann\u{e9}e ann\u{e9}es a\u{f1}o a\u{f1}os \u{5e74} \u{5e74}\u{9593}",
    ),
];

impl Interval {
    /// Reads `6 months`.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.split_once(' ')?;
        let unit = match unit.trim_end_matches('s') {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        };
        Some(Self { count: count.parse().ok().filter(|count| (1..=9999).contains(count))?, unit })
    }

    /// What somebody means by a text that is no interval, as it has to be written: `6 Monate`, `6months`, `1 y`.
    pub fn meant(text: &str) -> Option<String> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let count: u16 = text[..digits].parse().ok().filter(|count| (1..=9999).contains(count))?;
        let word = text[digits..].trim().trim_end_matches('.').to_lowercase();
        let (unit, _) = UNITS.iter().find(|(_, words)| words.split(' ').any(|known| known == word))?;
        Some(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
    }

    /// The day that lies this long after another; nothing past the calendar's end.
    pub fn after(self, day: Date) -> Option<Date> {
        let span = jiff::Span::new();
        let span = match self.unit {
            Unit::Day => span.try_days(self.count),
            Unit::Week => span.try_weeks(self.count),
            Unit::Month => span.try_months(self.count),
            Unit::Year => span.try_years(self.count),
        };
        day.checked_add(span.ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reaches_to_the_end_of_a_shorter_month() {
        let day: Date = "2026-08-31".parse().unwrap();
        assert_eq!(Interval::parse("6 months").unwrap().after(day).unwrap().to_string(), "2027-02-28");
        assert_eq!(Interval::parse("1 year").unwrap().after(day).unwrap().to_string(), "2027-08-31");
        assert_eq!(Interval::parse("soon"), None);
        assert_eq!(Interval::parse("0 days"), None);
    }

    #[test]
    fn what_is_nearly_an_interval_is_known() {
        for (text, meant) in [
            ("6 Monate", Some("6 months")),
            ("6months", Some("6 months")),
            ("1 Jahr", Some("1 year")),
            ("2 semaines", Some("2 weeks")),
            ("90 d", Some("90 days")),
            ("6 m", None),
            ("0 Tage", None),
            ("six months", None),
            ("", None),
        ] {
            assert_eq!(Interval::meant(text).as_deref(), meant, "{text}");
            assert!(meant.is_none_or(|meant| Interval::parse(meant).is_some()));
        }
    }
}
