//! Quotes in shells, which hand over words as they are typed: `Data\ te` has to become `Data te`. Bash takes answers as they stand too, so
//! that `Data team` has to become `Data\ team`; other shells quote them themselves.

use std::ffi::OsString;

/// How the word that is being typed is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// By backslashes.
    Backslashes,
    /// By a quotation mark that is still open.
    Mark,
}

/// Takes the quotes from the word that is being typed: the one whose number the shell says, else the last; None where there is no
/// such word.
pub(super) fn unquote(words: &mut [OsString]) -> Option<Quoting> {
    let said = std::env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse().ok());
    let at: usize = said.or(words.len().checked_sub(1))?;
    let word = words.get_mut(at)?;
    let (plain, quoting) = plain(word.to_str()?);
    *word = plain.into();
    Some(quoting)
}

fn plain(word: &str) -> (String, Quoting) {
    if let Some(rest) = word.strip_prefix(['"', '\'']) {
        return (rest.to_owned(), Quoting::Mark);
    }
    let mut characters = word.chars();
    let next = |characters: &mut std::str::Chars<'_>| match characters.next()? {
        '\\' => characters.next(),
        c => Some(c),
    };
    (std::iter::from_fn(|| next(&mut characters)).collect(), Quoting::Backslashes)
}

/// The answers, quoted as the word was.
pub(super) fn quoted(answers: &[u8], quoting: Quoting) -> Vec<u8> {
    if quoting == Quoting::Mark {
        return answers.to_vec();
    }
    let mut out = Vec::with_capacity(answers.len());
    for byte in answers {
        if b" \t\"'\\$`&|;<>()*?[]{}!#".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_their_quotes_and_answers_get_them() {
        assert_eq!(plain(r"Data\ te"), ("Data te".to_owned(), Quoting::Backslashes));
        assert_eq!(plain("\"Data te"), ("Data te".to_owned(), Quoting::Mark));
        assert_eq!(quoted(b"Data team\x0bOps", Quoting::Backslashes), b"Data\\ team\x0bOps");
        assert_eq!(quoted(b"Data team", Quoting::Mark), b"Data team");
    }
}
