//! Calendar days as a count, so that a date can be drawn from a range and written as `YYYY-MM-DD`.

use std::fmt;

/// A day, counted from 2021-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) u32);

/// 2026-11-01: no date in a note is later.
pub(crate) const LAST_DAY: Day = Day(2130);

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut year, mut rest) = (2021, self.0);
        while rest >= days_in_year(year) {
            rest -= days_in_year(year);
            year += 1;
        }
        let mut month = 1;
        while rest >= days_in_month(year, month) {
            rest -= days_in_month(year, month);
            month += 1;
        }
        write!(out, "{year}-{month:02}-{:02}", rest + 1)
    }
}

fn days_in_year(year: u32) -> u32 {
    365 + u32::from(year.is_multiple_of(4))
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(year.is_multiple_of(4)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
