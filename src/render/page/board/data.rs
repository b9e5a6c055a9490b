//! What the board's script counts from: for each keeper on which days reviews fall due, and how many. It is as short as it can
//! be, since a site may have ten thousand notes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{counted, state_view};
use crate::model::review::days_between;
use crate::path::UrlPath;
use crate::render::reads::{Board, Kept, PutOff, Reads};
use crate::render::view::note::status;

/// The words of rows that the script makes.
const WORDS: [&str; 6] =
    ["date_format", "months", "months_short", "never_reviewed", "no_review_due", "deferred_until"];

/// The data, as JSON. Of a board that shows all of its notes the script needs no file.
pub(super) fn for_script(reads: &Reads<'_>, board: &Board<'_>, shown: usize) -> String {
    let words = reads.words();
    let first = board.keepers.iter().filter_map(|keeper| keeper.due.first()).map(|(day, _)| *day).min();
    let mut data = json!({
        "first": first.map(|day| day.to_string()),
        "owners": board.keepers.iter().map(|keeper| of_keeper(keeper, first)).collect::<Vec<_>>(),
        "states": counted().map(|state| (state.name(), state_view(reads, state))).collect::<BTreeMap<_, _>>(),
    });
    if shown < board.count {
        data["file"] = json!(reads.href(&UrlPath::file("review.json")));
        let statuses = board.statuses.iter().map(|name| (*name, status(reads, name)));
        data["statuses"] = json!(statuses.collect::<BTreeMap<_, _>>());
        data["words"] =
            json!(WORDS.map(|name| (name, words.get(name))).into_iter().collect::<BTreeMap<_, _>>());
    }
    data.to_string()
}

/// A keeper: the name, pairs of days (each counted from the one before, the first from `first`) and how many reviews fall due
/// then, and what is put off.
fn of_keeper(keeper: &Kept<'_>, first: Option<Date>) -> Value {
    let mut before = first;
    let mut pairs: Vec<i64> = Vec::with_capacity(2 * keeper.due.len());
    for (day, count) in &keeper.due {
        pairs.push(days_between(before.unwrap_or(*day), *day));
        pairs.push(i64::try_from(*count).unwrap_or(i64::MAX));
        before = Some(*day);
    }
    let put_off = |PutOff { due, until, is_first }: &PutOff| {
        json!([due.map(|due| due.to_string()), until.to_string(), is_first])
    };
    json!([keeper.name, pairs, keeper.put_off.iter().map(put_off).collect::<Vec<_>>()])
}
