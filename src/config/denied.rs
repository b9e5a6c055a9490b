//! What one run of a command takes for errors besides what the settings say: `--deny`.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Level};

/// What is denied. It is no setting of a site, and stands among them so that one place says which level a fault has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Denied {
    /// Whether all warnings are.
    pub warnings: bool,
    /// Codes, those that are off among them: they are on then.
    pub codes: BTreeSet<Code>,
}

impl Denied {
    /// The level of a code that has this one by the settings: never less.
    pub(super) fn level(&self, code: Code, level: Level) -> Level {
        let is_denied = self.codes.contains(&code) || (self.warnings && level == Level::Warn);
        if is_denied && !level.is_error() { code.error_level(Level::Deny) } else { level }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_is_an_error_and_nothing_becomes_less() {
        let codes = [Code::ReviewOverdue, Code::MissingField, Code::Secret].into();
        let denied = Denied { codes, ..Denied::default() };
        assert_eq!(denied.level(Code::ReviewOverdue, Level::Allow), Level::Deny);
        assert_eq!(denied.level(Code::MissingField, Level::Withhold), Level::Withhold);
        assert_eq!(denied.level(Code::Secret, Level::Warn), Level::Withhold);
        assert_eq!(denied.level(Code::MissingAlt, Level::Warn), Level::Warn);
        let warnings = Denied { warnings: true, ..Denied::default() };
        assert_eq!(warnings.level(Code::MissingAlt, Level::Warn), Level::Deny);
        assert_eq!(warnings.level(Code::ReviewOverdue, Level::Allow), Level::Allow);
    }
}
