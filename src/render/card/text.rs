//! The text of cards: what of it can be drawn, how wide it is, and how it breaks into lines.

use serde::Serialize;

use super::letters::Letters;
use crate::nfc::{canonical_combining_class, nfc};

/// A size and weight of text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Face {
    /// The height of the letters in pixels.
    pub(super) size: f32,
    /// Whether it is the heavier one.
    pub(super) is_heavy: bool,
    /// What is added between letters, in parts of the size.
    pub(super) spacing: f32,
}

impl Face {
    /// The letters of this weight.
    pub(super) fn letters(self) -> Option<&'static Letters> {
        Letters::of(usize::from(self.is_heavy))
    }

    /// How wide a text is, in pixels.
    pub(super) fn width(self, text: &str) -> f32 {
        let Some(letters) = self.letters() else { return 0.0 };
        let (steps, count) =
            letters.steps(text).fold((0, 0_u16), |(sum, count), (_, step)| (sum + step, count + 1));
        letters.scaled(steps, self.size) + f32::from(count) * self.spacing * self.size
    }

    /// How much wider a text gets by another behind it.
    fn more(self, text: &str, behind: &str) -> f32 {
        // Only the letter before has a say in where the next one stands.
        let last = text.char_indices().last().map_or("", |(at, _)| &text[at..]);
        self.width(&format!("{last}{behind}")) - self.width(last)
    }

    /// Breaks a text into lines of a width; the last one ends in an ellipsis where there would be more.
    pub(super) fn lines(self, text: &str, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut taken = 0.0;
        for word in text.split_whitespace() {
            let behind = format!(" {word}");
            match lines.last_mut().map(|line| (taken + self.more(line, &behind), line)) {
                Some((joined, line)) if joined <= width => {
                    line.push_str(&behind);
                    taken = joined;
                }
                _ => {
                    lines.extend(self.pieces(word, width));
                    taken = lines.last().map_or(0.0, |line| self.width(line));
                }
            }
            if lines.len() > most {
                break;
            }
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.cut(last, width);
            }
        }
        lines
    }

    /// A text with an ellipsis, as much of it as fits.
    fn cut(self, text: &str, width: f32) -> String {
        let mut kept = text.to_owned();
        while !kept.is_empty() && self.width(&format!("{kept}…")) > width {
            kept.pop();
        }
        format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",.;:–-".contains(c)))
    }

    /// A text in one line, with an ellipsis where it is too long.
    pub(super) fn one_line(self, text: &str, width: f32) -> String {
        if self.width(text) <= width { text.to_owned() } else { self.cut(text, width) }
    }

    /// A word, in pieces where it is wider than a line.
    fn pieces(self, word: &str, width: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for c in word.chars() {
            if let Some(last) = pieces.last_mut() {
                last.push(c);
                if self.width(last) > width && last.chars().count() > 1 {
                    last.pop();
                    pieces.push(c.to_string());
                }
            }
        }
        pieces
    }
}

/// A text without the signs that the font lacks; nothing where it lacks a letter, or the mark on one, since what is left would
/// be wrong.
pub(super) fn drawable(text: &str) -> Option<String> {
    let letters = Letters::of(0)?;
    let mut drawn = String::with_capacity(text.len());
    for c in nfc(text).chars() {
        if c.is_whitespace() {
            drawn.push(' ');
        } else if letters.has(c) {
            drawn.push(c);
        } else if c.is_alphanumeric() || canonical_combining_class(c) > 0 {
            return None;
        }
    }
    let drawn = drawn.split_whitespace().collect::<Vec<_>>().join(" ");
    (!drawn.is_empty()).then_some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face { size: 60.0, is_heavy: true, spacing: 0.0 };

    #[test]
    fn lines_fit_and_the_last_says_that_there_is_more() {
        let text = "Redis: what is lost when memory is full, and which policy suits which kind of data best";
        let lines = FACE.lines(text, 600.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| FACE.width(line) <= 600.0), "{lines:?}");
        assert!(lines[2].ends_with('…') && !lines[2].ends_with(" …"), "{lines:?}");
        assert_eq!(FACE.lines("Short", 600.0, 3), ["Short"]);
    }

    #[test]
    fn a_word_wider_than_a_line_is_broken() {
        let lines = FACE.lines(&"x".repeat(90), 600.0, 9);
        assert!(lines.len() > 2 && lines.iter().all(|line| FACE.width(line) <= 600.0));
        assert_eq!(lines.concat(), "x".repeat(90));
    }

    #[test]
    fn signs_are_left_out_and_letters_are_not() {
        assert_eq!(drawable("Deploy 🚀 to\tprod").as_deref(), Some("Deploy to prod"));
        assert_eq!(drawable("Größe, Ελληνικά, Привет").as_deref(), Some("Größe, Ελληνικά, Привет"));
        assert_eq!(drawable("備份"), None);
        assert_eq!(drawable("🚀"), None);
    }

    #[test]
    fn a_mark_is_drawn_with_its_letter_or_the_text_is_not() {
        assert_eq!(drawable("Cafe\u{301} 1\u{fe0f}\u{20e3}").as_deref(), Some("Café 1"));
        assert_eq!(drawable("x\u{302}y"), None);
    }

    #[test]
    fn letters_of_a_pair_stand_nearer_to_each_other() {
        for is_heavy in [false, true] {
            let face = Face { is_heavy, ..FACE };
            for (pair, [first, second]) in [("AV", ["A", "V"]), ("To", ["T", "o"]), ("Το", ["Τ", "ο"])] {
                let apart = face.width(first) + face.width(second);
                assert!((0.5..8.0).contains(&(apart - face.width(pair))), "{pair} {is_heavy}");
                assert!((face.width(first) + face.more(first, second) - face.width(pair)).abs() < 0.001);
            }
            assert!((face.width("ll") - 2.0 * face.width("l")).abs() < 0.001);
        }
    }
}
