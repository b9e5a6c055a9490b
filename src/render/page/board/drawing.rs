//! The drawing of how many reviews fall due in each month, as numbers for a template. Across it is measured in hundredths of
//! its width and down in pixels, so that its text is as large on a phone as on a screen.

use std::iter::successors;

use serde_json::{Value, json};

use crate::model::board::Falls;
use crate::path::UrlPath;
use crate::render::words::Words;

/// Where bars stand, and how high the highest is.
const GROUND: usize = 126;
const HEIGHT: usize = 102;
/// Months that are drawn at the least: a single one is a bar, and no wall.
const LEAST: usize = 12;
/// Months that have room for their names and numbers.
const NAMED: usize = 12;
/// Months that fit on a phone; more are moved through.
const FIT: usize = 72;
/// Months without a review that are drawn in a row; a longer time is cut short.
const EMPTY: usize = 12;

/// A place in the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// A month, and how many reviews fall due in it.
    Month(i16, i8, usize),
    /// A long time without any.
    Gap,
}

/// The drawing; None where no review falls due on any day.
pub(super) fn view(words: &Words, parts: &[(Falls, usize, Option<UrlPath>)]) -> Option<Value> {
    let months = parts.iter().filter_map(|(falls, count, _)| match falls {
        Falls::In(year, month) => Some((*year, *month, *count)),
        Falls::Undated => None,
    });
    let slots = slots(months);
    let most = slots.iter().map(|slot| if let Slot::Month(.., count) = slot { *count } else { 0 }).max()?;
    let drawn = slots.len().max(LEAST);
    let is_named = slots.len() <= NAMED;
    // A place in hundredths of a month, as a part of the whole width.
    let at = |place: usize| format!("{}.{:03}%", place * 1000 / drawn / 1000, place * 1000 / drawn % 1000);
    let bars = slots.iter().enumerate().map(|(place, slot)| {
        let (start, next) = (100 * place, slots.get(place + 1));
        let Slot::Month(year, month, count) = *slot else {
            return json!({ "middle": at(start + 50), "gap": true });
        };
        // The highest has all of the height, and none that is there has nothing.
        let height = if count == 0 { 0 } else { (count * HEIGHT / most.max(1)).max(2) };
        let begins = month == 1 || place == 0;
        // Of two years side by side the second is named.
        let has_room = month == 1 || is_named && month < 12 || month < 10;
        json!({
            "x": at(start + 14), "width": at(72), "middle": at(start + 50), "y": GROUND - height, "height": height,
            "count": count, "month": format!("{year:04}-{month:02}"), "name": words.year_and_month(year, month),
            "short": is_named.then(|| words.month_short(month)),
            "year": (begins && (has_room || next.is_none())).then_some(year), "start": at(start + 14),
            "has_number": is_named && count > 0,
        })
    });
    Some(json!({
        "bars": bars.collect::<Vec<_>>(), "most": most, "is_named": is_named, "is_long": slots.len() > FIT,
    }))
}

/// The months from the first to the last, with those between in which no review falls due.
fn slots(months: impl Iterator<Item = (i16, i8, usize)>) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut before: Option<(i16, i8)> = None;
    for (year, month, count) in months {
        let after = before.and_then(next);
        let empty: Vec<(i16, i8)> = successors(after, |month| next(*month))
            .take_while(|other| *other != (year, month))
            .take(EMPTY + 1)
            .collect();
        if empty.len() > EMPTY {
            slots.push(Slot::Gap);
        } else {
            slots.extend(empty.into_iter().map(|(year, month)| Slot::Month(year, month, 0)));
        }
        slots.push(Slot::Month(year, month, count));
        before = Some((year, month));
    }
    slots
}

/// The month after another.
fn next((year, month): (i16, i8)) -> Option<(i16, i8)> {
    if month == 12 { Some((year.checked_add(1)?, 1)) } else { Some((year, month + 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_without_a_review_are_drawn_and_a_long_time_is_cut_short() {
        let drawn = |months: &[(i16, i8, usize)]| slots(months.iter().copied());
        assert_eq!(
            drawn(&[(2026, 11, 2), (2027, 1, 1)]),
            [Slot::Month(2026, 11, 2), Slot::Month(2026, 12, 0), Slot::Month(2027, 1, 1)]
        );
        assert_eq!(drawn(&[(2026, 1, 1), (2027, 2, 1)]).len(), 14);
        let cut = drawn(&[(2026, 1, 1), (2027, 3, 1), (9999, 12, 1)]);
        let expected = [
            Slot::Month(2026, 1, 1),
            Slot::Gap,
            Slot::Month(2027, 3, 1),
            Slot::Gap,
            Slot::Month(9999, 12, 1),
        ];
        assert_eq!(cut, expected);
        assert_eq!(drawn(&[]), []);
    }

    #[test]
    fn the_highest_bar_has_all_of_the_height_and_the_lowest_is_seen() {
        let words = Words::new(&crate::config::Config::default());
        let parts =
            [(Falls::In(2026, 1), 1000, None), (Falls::In(2026, 2), 1, None), (Falls::Undated, 9, None)];
        let drawing = view(&words, &parts).unwrap();
        let heights = |at: usize| drawing["bars"][at]["height"].as_u64().unwrap();
        assert_eq!((heights(0), heights(1), drawing["bars"].as_array().unwrap().len()), (102, 2, 2));
        assert!(view(&words, &parts[2..]).is_none());
    }
}
