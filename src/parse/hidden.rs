//! Characters that nobody sees and everybody copies: controls, marks that turn the direction of text, and signs
//! without width.
//!
//! One table for front matter and bodies: which characters they are, what Unicode calls them, and where each is in
//! its right. Persian needs the non-joiner, Thai and Khmer the blank without width, emoji the joiner; none of that is
//! ever reported. What a fault of one says is made here too, so that it reads the same wherever it is found.

mod name;

use std::ops::RangeInclusive;

use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::Span;

pub use name::name;

/// What kind of text a character stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Sentences, where scripts need some of these characters.
    Prose,
    /// Commands, code and names, which are copied and compared sign by sign.
    Code,
}

/// What a character does that nobody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A control character, or one that XML can't hold.
    Control,
    /// It changes the order in which the text shows.
    Direction,
    /// It shows as nothing.
    Invisible,
    /// It shows as a blank, and is another one to a shell.
    Blank,
}

/// A character that is not seen, and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The character.
    pub character: char,
    /// What it does.
    pub kind: Kind,
    /// Where it stands in its file.
    pub span: Span,
}

/// The characters of `text` that are not seen and have no right to be there. `at` is where the text begins in its
/// file. A byte order mark at the top of a file is the caller's to cut off; prose is best given paragraph by paragraph.
pub fn find(text: &str, at: usize, place: Place) -> Vec<Hidden> {
    // Most texts hold no byte that any of these characters begins with.
    if !text.bytes().any(may_begin_one) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let after = characters.peek().map(|(_, next)| *next);
        if let Some(kind) = kind(character, place)
            && !is_in_its_right(character, before, after, place)
        {
            let span = Span::new(offset, offset + character.len_utf8()).shifted(at);
            found.push(Hidden { character, kind, span });
        }
        before = Some(character);
    }
    // In sentences a direction that is ended again does no harm to what follows.
    if place == Place::Prose && found.iter().any(|hidden| is_nesting(hidden.character)) && is_balanced(text) {
        found.retain(|hidden| !is_nesting(hidden.character));
    }
    found
}

/// What is wrong with such a character, at its place. `within` names where it stands, with a word before it:
/// "in `title`", "in a command".
pub fn fault(path: &SourcePath, hidden: &Hidden, within: &str) -> Diagnostic {
    let shown = shown(hidden.character);
    let (code, message, help) = match hidden.kind {
        Kind::Control => (
            Code::ControlCharacter,
            format!("there is a control character `{shown}` {within}"),
            "remove it: no page can show it",
        ),
        Kind::Direction => (
            Code::HiddenCharacter,
            format!(
                "there is a `{shown}` {within}: the text after it may be shown in another order than it is copied"
            ),
            "remove it, or change the text so that it is not needed",
        ),
        Kind::Invisible => (
            Code::HiddenCharacter,
            format!("there is a `{shown}` {within}: it is invisible, but is copied with the text"),
            match hidden.character {
                SOFT_HYPHEN => "write `-` if it was meant as one, or remove it",
                character if is_separator(character) => "write a space, or end the line",
                _ => "remove it",
            },
        ),
        Kind::Blank => (
            Code::HiddenCharacter,
            format!(
                "there is a `{shown}` {within}: it looks like a space, but a shell does not read it as one"
            ),
            "write a space",
        ),
    };
    let fault = Diagnostic::new(code, path, hidden.span, message).help(help);
    // Where an escape stands for it, nothing but the author knows what else the escape is part of.
    let is_written = hidden.span.range().len() == hidden.character.len_utf8();
    let is_blank = hidden.kind == Kind::Blank || is_separator(hidden.character);
    match hidden.kind {
        _ if !is_written || hidden.character == SOFT_HYPHEN => fault,
        // Words stand on both sides of it.
        Kind::Invisible | Kind::Blank if is_blank => {
            fault.fix(format!("replace `{shown}` by a space"), hidden.span, " ")
        }
        Kind::Invisible => fault.fix(format!("remove `{shown}`"), hidden.span, ""),
        _ => fault,
    }
}

/// The fault where the character is part of an address: a blank would end that.
pub fn in_address(mut fault: Diagnostic) -> Diagnostic {
    if fault.fix.as_ref().is_some_and(|fix| !fix.replacement.is_empty()) {
        fault.fix = None;
        fault.help = Some("write the address without it".to_owned());
    }
    fault
}

/// It shows as a hyphen in some programs, and as nothing in others: what it was meant as only the author knows.
const SOFT_HYPHEN: char = '\u{ad}';

/// Whether it ends a line or a paragraph, as Unicode has it.
fn is_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// A character by its number and name: `U+202E RIGHT-TO-LEFT OVERRIDE`.
pub fn shown(character: char) -> String {
    match name(character) {
        "" => format!("U+{:04X}", u32::from(character)),
        name => format!("U+{:04X} {name}", u32::from(character)),
    }
}

/// Whether a byte begins a character of the table, or one that looks like it from there.
fn may_begin_one(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127 | 0xc2 | 0xcd | 0xd8 | 0xe1..=0xe3 | 0xef | 0xf0 | 0xf3)
}

fn kind(character: char, place: Place) -> Option<Kind> {
    let kind = match character {
        '\t' | '\n' | '\r' => return None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => Kind::Control,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Kind::Direction,
        // Marks of direction have no reach: between words of two scripts they are often needed.
        '\u{200e}' | '\u{200f}' | '\u{61c}' if place == Place::Code => Kind::Direction,
        '\u{200b}'..='\u{200d}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Kind::Invisible,
        // A soft hyphen, and marks of fonts, belong to good typesetting and to no command.
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{fe00}'..='\u{fe0f}' if place == Place::Code => {
            Kind::Invisible
        }
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{2800}'
        | '\u{3000}'
            if place == Place::Code =>
        {
            Kind::Blank
        }
        _ => return None,
    };
    Some(kind)
}

/// Scripts whose letters join, or are told apart, by characters without width.
const JOINING: [RangeInclusive<char>; 9] = [
    '\u{600}'..='\u{8ff}',
    '\u{900}'..='\u{dff}',
    '\u{f00}'..='\u{109f}',
    '\u{1780}'..='\u{18af}',
    '\u{1a20}'..='\u{1cff}',
    '\u{a800}'..='\u{abff}',
    '\u{fb50}'..='\u{fdff}',
    '\u{fe70}'..='\u{fefc}',
    '\u{11000}'..='\u{11fff}',
];

/// Scripts that write no blanks between words, so that one without width says where a line may break.
const WITHOUT_BLANKS: [RangeInclusive<char>; 6] = [
    '\u{e00}'..='\u{eff}',
    '\u{f00}'..='\u{109f}',
    '\u{1780}'..='\u{17ff}',
    '\u{1950}'..='\u{1aaf}',
    '\u{2e80}'..='\u{9fff}',
    '\u{aa60}'..='\u{aadf}',
];

/// Pictures, their skin tones, and the mark that asks for colour.
const EMOJI: [RangeInclusive<char>; 6] = [
    '\u{2190}'..='\u{2bff}',
    '\u{fe0f}'..='\u{fe0f}',
    '\u{3030}'..='\u{303d}',
    '\u{1f000}'..='\u{1faff}',
    '\u{20e3}'..='\u{20e3}',
    '\u{e0020}'..='\u{e007f}',
];

fn is_of(ranges: &[RangeInclusive<char>], character: Option<char>) -> bool {
    character.is_some_and(|character| ranges.iter().any(|range| range.contains(&character)))
}

/// Whether a character stands where scripts or pictures need it.
fn is_in_its_right(character: char, before: Option<char>, after: Option<char>, place: Place) -> bool {
    match character {
        '\u{200c}' => is_of(&JOINING, before),
        '\u{200d}' => is_of(&JOINING, before) || (is_of(&EMOJI, before) && is_of(&EMOJI, after)),
        '\u{200b}' => {
            place == Place::Prose && (is_of(&WITHOUT_BLANKS, before) || is_of(&WITHOUT_BLANKS, after))
        }
        '\u{2060}' => place == Place::Prose && before.is_some() && after.is_some(),
        // Colour for a picture, for a key's digit, and for signs that are both (`©`).
        '\u{fe0e}' | '\u{fe0f}' => {
            is_of(&EMOJI, before)
                || matches!(
                    before,
                    Some('0'..='9' | '#' | '*' | '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '㊗' | '㊙')
                )
        }
        // A flag of a region ends in letters without width.
        '\u{e0020}'..='\u{e007f}' => matches!(before, Some('\u{1f3f4}' | '\u{e0020}'..='\u{e007e}')),
        // Variants of a Han letter.
        '\u{e0100}'..='\u{e01ef}' => {
            is_of(&['\u{2e80}'..='\u{9fff}', '\u{f900}'..='\u{faff}', '\u{20000}'..='\u{3ffff}'], before)
        }
        _ => false,
    }
}

fn is_nesting(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}')
}

/// Whether each direction that is begun is ended, in its order, and none is forced.
fn is_balanced(text: &str) -> bool {
    let mut open = Vec::new();
    for character in text.chars() {
        let fits = match character {
            '\u{202a}' | '\u{202b}' => {
                open.push('\u{202c}');
                true
            }
            '\u{2066}'..='\u{2068}' => {
                open.push('\u{2069}');
                true
            }
            '\u{202c}' | '\u{2069}' => open.pop() == Some(character),
            '\u{202d}' | '\u{202e}' => false,
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_code(text: &str) -> Vec<String> {
        find(text, 0, Place::Code).iter().map(|hidden| shown(hidden.character)).collect()
    }

    fn in_prose(text: &str) -> Vec<String> {
        find(text, 0, Place::Prose).iter().map(|hidden| shown(hidden.character)).collect()
    }

    #[test]
    fn what_scripts_and_pictures_need_is_never_found() {
        for text in [
            "می‌خواهم",
            "क्‍ष",
            "ශ්‍රී",
            "👩‍💻 and 👨‍👩‍👧‍👦 and ❤️‍🔥",
            "1️⃣ ©️ ☎️",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "葛\u{e0100}",
            "naïve — “quoted” … fin",
            "tab\tand\r\nline",
        ] {
            assert_eq!(in_prose(text), Vec::<String>::new(), "{text}");
            assert_eq!(in_code(text), Vec::<String>::new(), "{text}");
        }
        for text in [
            "ภาษา\u{200b}ไทย",
            "Silben\u{ad}trennung",
            "\u{2067}עברית\u{2069} and on",
            "a\u{200f}.",
            "5\u{a0}km",
        ] {
            assert_eq!(in_prose(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_turns_or_hides_text_is_found_by_its_name() {
        assert_eq!(in_code("a\u{202e}b"), ["U+202E RIGHT-TO-LEFT OVERRIDE"]);
        assert_eq!(
            in_prose("a\u{202e}b\u{202c}"),
            ["U+202E RIGHT-TO-LEFT OVERRIDE", "U+202C POP DIRECTIONAL FORMATTING"]
        );
        assert_eq!(in_prose("\u{2067}never ended"), ["U+2067 RIGHT-TO-LEFT ISOLATE"]);
        assert_eq!(in_prose("sys\u{200b}tem"), ["U+200B ZERO WIDTH SPACE"]);
        assert_eq!(in_prose("sys\u{200d}tem"), ["U+200D ZERO WIDTH JOINER"]);
        assert_eq!(in_prose("a\u{feff}b"), ["U+FEFF ZERO WIDTH NO-BREAK SPACE"]);
        assert_eq!(in_prose("a\u{e0041}b"), ["U+E0041 TAG CHARACTER"]);
        assert_eq!(in_code("rm\u{a0}-r"), ["U+00A0 NO-BREAK SPACE"]);
        assert_eq!(in_code("ls\u{2003}-l\u{3000}x"), ["U+2003 EM SPACE", "U+3000 IDEOGRAPHIC SPACE"]);
        assert_eq!(in_code("\u{7}\u{1b}[0m\u{85}"), ["U+0007 ALERT", "U+001B ESCAPE", "U+0085 NEXT LINE"]);
    }

    #[test]
    fn places_count_from_the_top_of_the_file() {
        assert_eq!(find("é\u{200b}", 10, Place::Code)[0].span, Span::new(12, 15));
    }
}
