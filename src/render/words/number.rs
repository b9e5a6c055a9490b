//! Numbers as readers of the site write them.
//!
//! `number_format` is the number 12345.6 or 1234.5 as the language writes it: what stands between its digits are the signs. With
//! `1,234.5` thousands are parted from four digits on, with `12.345,6` from five.

use super::Words;

/// The signs of a language.
struct Signs<'w> {
    group: &'w str,
    decimal: &'w str,
    /// Digits before the first sign: so many there are at least before thousands are parted.
    least: usize,
}

impl<'w> Signs<'w> {
    /// Reads a sample; None where it is none.
    fn of(sample: &'w str) -> Option<Self> {
        let is_digit = |c: char| c.is_ascii_digit();
        let is_sign = |sign: &str| !sign.contains(is_digit) && sign.chars().count() <= 3;
        [("12", "345", "6"), ("1", "234", "5")].into_iter().find_map(|(whole, middle, last)| {
            let rest = sample.strip_prefix(whole)?.strip_suffix(last)?;
            let (group, decimal) = rest.split_once(middle)?;
            let fits = is_sign(group) && is_sign(decimal) && !decimal.is_empty();
            fits.then_some(Self { group, decimal, least: whole.len() })
        })
    }
}

/// Whether a text says how numbers are written.
pub(super) fn is_sample(text: &str) -> bool {
    Signs::of(text).is_some()
}

impl Words {
    /// A whole number.
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let signs = Signs::of(self.get("number_format"));
        let Some(signs) = signs.filter(|signs| digits.len() >= 3 + signs.least) else {
            return number.to_string();
        };
        let mut out = String::from(if number < 0 { "-" } else { "" });
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(signs.group);
            }
            out.push(digit);
        }
        out
    }

    /// A number that stands in a text as `92.5`, with the decimal sign of the language.
    pub fn decimal(&self, written: &str) -> String {
        match Signs::of(self.get("number_format")) {
            Some(signs) => written.replacen('.', signs.decimal, 1),
            None => written.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_sample_says_how_numbers_are_written() {
        let words = |language: &str, sample: &str| {
            let text = format!("language = \"{language}\"\n[translations]\nnumber_format = \"{sample}\"\n");
            Words::new(&Config::parse(&text).0)
        };
        for (sample, numbers) in [
            ("1,234.5", ["999", "1,000", "12,345", "1,234,567", "-1,000"]),
            ("12.345,6", ["999", "1000", "12.345", "1.234.567", "-1000"]),
            (
                "1\u{202f}234,5",
                ["999", "1\u{202f}000", "12\u{202f}345", "1\u{202f}234\u{202f}567", "-1\u{202f}000"],
            ),
            ("1’234.5", ["999", "1’000", "12’345", "1’234’567", "-1’000"]),
            ("nonsense", ["999", "1000", "12345", "1234567", "-1000"]),
        ] {
            let words = words("en", sample);
            let shown = [999, 1000, 12345, 1_234_567, -1000].map(|number| words.number(number));
            assert_eq!(shown, numbers, "{sample}");
        }
        assert_eq!(words("en", "12.345,6").decimal("92.5"), "92,5");
        assert!(is_sample("1234.5") && is_sample("12345.6"));
        assert!(!["1,234", "12,345.5", "a", "", "1,2345.5"].into_iter().any(is_sample));
    }
}
