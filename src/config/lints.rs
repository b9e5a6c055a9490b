//! `[lints]`: the levels of codes, and the file that holds the known faults.

use std::collections::BTreeMap;

use super::read::Table;
use crate::baseline::is_elsewhere;
use crate::diagnostic::{Code, Level};
use crate::path::SourcePath;
use crate::span::Spanned;

/// The key that is no code.
const BASELINE: &str = "baseline";

/// The levels, and the file.
pub(super) fn read(table: &mut Table<'_>) -> (BTreeMap<Code, Level>, Option<Spanned<SourcePath>>) {
    let mut lints = BTreeMap::new();
    let mut baseline = None;
    for (name, value) in table.all_texts() {
        if name.value == BASELINE {
            baseline = read_baseline(table, &value);
            continue;
        }
        match (Code::named(&name.value), Level::named(&value.value)) {
            (Some(code), Some(level)) => {
                lints.insert(code, code.error_level(level));
            }
            (None, _) => table.unknown_code(&name),
            (_, None) => table
                .fault(Code::ConfigInvalid, value.span, format!("`{}` is not a level", value.value))
                .help_last("write `allow`, `warn`, `deny` or `withhold`"),
        }
    }
    (lints, baseline)
}

fn read_baseline(table: &mut Table<'_>, value: &Spanned<String>) -> Option<Spanned<SourcePath>> {
    let path = SourcePath::new(&value.value);
    if path.is_none() {
        table
            .fault(Code::ConfigInvalid, value.span, format!("`{}` is not a file of the site", value.value))
            .help_last("write a path relative to site.toml: `baseline = \"lint-baseline.txt\"`");
    }
    let path = path?;
    if is_elsewhere(&path) {
        table
            .fault(
                Code::ConfigInvalid,
                value.span,
                format!("`{path}` would be published, or read as another kind of file"),
            )
            .help_last("keep it beside site.toml: `baseline = \"lint-baseline.txt\"`");
        return None;
    }
    Some(Spanned::new(path, value.span))
}
