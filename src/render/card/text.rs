//! The letters of cards: which ones the font has, how wide a text is, and how it breaks into lines.

use std::sync::OnceLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Letters for reading, and for headings. Both are Inter, cut to Latin, Greek and Cyrillic.
pub(super) const FONTS: [&[u8]; 2] =
    [include_bytes!("fonts/Inter-Regular.ttf"), include_bytes!("fonts/Inter-SemiBold.ttf")];

/// A size and weight of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    /// The height of the letters in pixels.
    pub(super) size: f32,
    /// Whether it is the heavier one.
    pub(super) is_heavy: bool,
    /// What is added between letters, in parts of the size.
    pub(super) spacing: f32,
}

impl Face {
    /// How wide a text is, in pixels.
    pub(super) fn width(self, text: &str) -> f32 {
        let Some(font) = font(usize::from(self.is_heavy)) else { return 0.0 };
        let metrics = font.glyph_metrics(Size::new(self.size), LocationRef::default());
        let charmap = font.charmap();
        let advance = |c: char| charmap.map(c).and_then(|glyph| metrics.advance_width(glyph)).unwrap_or(0.0);
        text.chars().map(|c| advance(c) + self.spacing * self.size).sum()
    }

    /// Breaks a text into lines of a width; the last one ends in an ellipsis where there would be more.
    pub(super) fn lines(self, text: &str, width: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let joined = lines.last().map(|line| format!("{line} {word}"));
            match joined.filter(|joined| self.width(joined) <= width) {
                Some(joined) => {
                    lines.pop();
                    lines.push(joined);
                }
                None => lines.extend(self.pieces(word, width)),
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

/// A text without the signs that the font lacks; nothing where it lacks a letter, since what is left would be wrong.
pub(super) fn drawable(text: &str) -> Option<String> {
    let charmap = font(0)?.charmap();
    let mut drawn = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            drawn.push(' ');
        } else if charmap.map(c).is_some() {
            drawn.push(c);
        } else if c.is_alphanumeric() {
            return None;
        }
    }
    let drawn = drawn.split_whitespace().collect::<Vec<_>>().join(" ");
    (!drawn.is_empty()).then_some(drawn)
}

fn font(weight: usize) -> Option<&'static FontRef<'static>> {
    static PARSED: OnceLock<Vec<FontRef<'static>>> = OnceLock::new();
    PARSED.get_or_init(|| FONTS.iter().filter_map(|bytes| FontRef::new(bytes).ok()).collect()).get(weight)
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
}
