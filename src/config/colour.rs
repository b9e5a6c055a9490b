//! Colours that text can have: how far one stands out from another, and the nearest that stands out far enough.
//!
//! Contrast is that of WCAG 2.2 (success criterion 1.4.3). What is near is told in Oklab, where steps of lightness look alike.

use std::fmt;

use serde::Serialize;

use crate::theme;

/// The contrast that text needs with what is behind it.
pub const ENOUGH: f64 = 4.5;

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Colour([u8; 3]);

/// The colours that CSS had names for first, and two more.
const NAMES: [(&str, &str); 18] = [
    ("black", "#000000"),
    ("silver", "#c0c0c0"),
    ("gray", "#808080"),
    ("white", "#ffffff"),
    ("maroon", "#800000"),
    ("red", "#ff0000"),
    ("purple", "#800080"),
    ("fuchsia", "#ff00ff"),
    ("green", "#008000"),
    ("lime", "#00ff00"),
    ("olive", "#808000"),
    ("yellow", "#ffff00"),
    ("navy", "#000080"),
    ("blue", "#0000ff"),
    ("teal", "#008080"),
    ("aqua", "#00ffff"),
    ("orange", "#ffa500"),
    ("rebeccapurple", "#663399"),
];

/// A colour scheme of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on light paper.
    Light,
    /// Light text on dark paper.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// What it is called in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// A colour of the theme, by the name of its token.
    fn token(self, name: &str) -> Option<Colour> {
        let stylesheet = theme::ASSETS.iter().find(|(file, _)| *file == theme::STYLESHEET)?.1;
        let pair = stylesheet.split_once(&format!("--{name}: light-dark("))?.1.split(')').next()?;
        let (light, dark) = pair.split_once(',')?;
        Colour::parse(if self == Self::Light { light } else { dark }.trim())
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Colour {
    /// The one of these channels.
    pub const fn of(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Red, green and blue.
    pub const fn channels(self) -> [u8; 3] {
        self.0
    }

    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text
            .strip_prefix('#')?
            .chars()
            .map(|c| c.to_digit(16))
            .map(|d| d.map(|d| d as u8))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, r2, g, g2, b, b2] => Some(Self([r * 16 + r2, g * 16 + g2, b * 16 + b2])),
            _ => None,
        }
    }

    /// The colour that is meant by a text of another form: `663399`, `rgb(102, 51, 153)`, `purple`.
    pub fn meant(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some((_, colour)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Self::parse(colour);
        }
        if let Some(inner) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
            let parts = inner.split([',', ' ']).filter(|part| !part.is_empty());
            let parts: Vec<u8> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
            return <[u8; 3]>::try_from(parts).ok().map(Self);
        }
        Self::parse(&format!("#{}", text.trim_start_matches("0x")))
    }

    /// The contrast with another colour, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// So much of this colour over another.
    fn over(self, below: Self, share: f64) -> Self {
        let mixed = |at: usize| f64::from(self.0[at]) * share + f64::from(below.0[at]) * (1.0 - share);
        Self([0, 1, 2].map(|at| byte(mixed(at) / 255.0)))
    }

    /// The ground of what an accent marks: much paper, a little of the accent.
    #[must_use]
    pub fn wash(self, scheme: Scheme) -> Self {
        scheme.token("paper").map_or(self, |paper| self.over(paper, 0.1))
    }

    /// The least contrast with what links stand on in a scheme, and what that is.
    pub fn least_contrast(self, scheme: Scheme) -> (f64, Self) {
        let grounds = ["paper", "raised", "sunk"].into_iter().filter_map(|name| scheme.token(name));
        let all = grounds.chain([self.wash(scheme)]).map(|ground| (self.contrast(ground), ground));
        all.fold((21.0, self), |least, next| if next.0 < least.0 { next } else { least })
    }

    /// Whether links of this colour can be read in a scheme.
    pub fn is_readable(self, scheme: Scheme) -> bool {
        self.least_contrast(scheme).0 >= ENOUGH
    }

    /// The nearest colour whose links can be read in a scheme: of the same hue, and as much darker or lighter as it takes.
    #[must_use]
    pub fn nearest_readable(self, scheme: Scheme) -> Self {
        if self.is_readable(scheme) {
            return self;
        }
        let lab = self.oklab();
        let end = if scheme == Scheme::Light { 0.0 } else { 1.0 };
        let (mut unreadable, mut readable) = (lab[0], end);
        for _ in 0..24 {
            let between = f64::midpoint(unreadable, readable);
            let is_readable = Self::within_gamut([between, lab[1], lab[2]]).is_readable(scheme);
            *(if is_readable { &mut readable } else { &mut unreadable }) = between;
        }
        Self::within_gamut([readable, lab[1], lab[2]])
    }

    fn oklab(self) -> [f64; 3] {
        times(TO_LAB, times(TO_CONES, self.linear()).map(f64::cbrt))
    }

    /// A colour of Oklab, with as much less of its colour as a screen needs to show it.
    fn within_gamut([lightness, a, b]: [f64; 3]) -> Self {
        let at = |share: f64| rgb([lightness, a * share, b * share]);
        let fits = |rgb: [f64; 3]| rgb.iter().all(|value| (-0.0005..=1.0005).contains(value));
        let (mut fit, mut unfit) = (0.0, 1.0);
        if fits(at(1.0)) {
            fit = 1.0;
        }
        while unfit - fit > 0.002 {
            let between = f64::midpoint(fit, unfit);
            *(if fits(at(between)) { &mut fit } else { &mut unfit }) = between;
        }
        Self(at(fit).map(byte))
    }
}

/// The matrices of Oklab, as its author gives them: linear sRGB to the answers of the eye's cones, whose cube roots become
/// lightness, red to green and yellow to blue; and back.
const TO_CONES: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const TO_LAB: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
const FROM_LAB: [[f64; 3]; 3] = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];
const FROM_CONES: [[f64; 3]; 3] = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// Oklab to sRGB, where a value below 0 or above 1 is one that no screen shows.
fn rgb(lab: [f64; 3]) -> [f64; 3] {
    let linear = times(FROM_CONES, times(FROM_LAB, lab).map(|value| value.powi(3)));
    linear
        .map(|value| if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 })
}

#[expect(clippy::cast_sign_loss, reason = "it is clamped to what a byte holds")]
fn byte(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        for (a, b, wanted) in [
            ("#000", "#ffffff", 21.0),
            ("#767676", "#fff", 4.54),
            ("#777777", "#fff", 4.48),
            ("#00f", "#fff", 8.59),
            ("#f00", "#fff", 4.0),
            ("#ff0", "#fff", 1.07),
            ("#008000", "#fff", 5.14),
            ("#abc", "#abc", 1.0),
        ] {
            let found = colour(a).contrast(colour(b));
            assert!((found - wanted).abs() < 0.01, "{a} on {b}: {found}");
        }
    }

    #[test]
    fn the_theme_has_what_links_stand_on() {
        for scheme in Scheme::ALL {
            for token in ["paper", "raised", "sunk", "accent"] {
                assert!(scheme.token(token).is_some(), "{token}");
            }
            assert!(scheme.token("accent").unwrap().is_readable(scheme));
        }
    }

    /// Each colour of a table: whether it can be read in the light and in the dark scheme, as its luminance says, and the nearest
    /// that can, which has its hue.
    #[test]
    fn a_colour_that_cannot_be_read_has_a_near_one_that_can() {
        let table = [
            ("#005f69", true, false),
            ("#7bd0d8", false, true),
            ("#ffcc00", false, true),
            ("#ff0000", false, false),
            ("#cc0000", true, false),
            ("#1a73e8", false, false),
            ("#0b57d0", true, false),
            ("#808080", false, false),
            ("#000000", true, false),
            ("#ffffff", false, true),
            ("#00ff00", false, true),
            ("#663399", true, false),
            ("#e91e63", false, false),
            ("#ff69b4", false, true),
            ("#004d40", true, false),
            ("#f60", false, true),
        ];
        for (text, light, dark) in table {
            for (scheme, wanted) in [(Scheme::Light, light), (Scheme::Dark, dark)] {
                let given = colour(text);
                assert_eq!(
                    given.is_readable(scheme),
                    wanted,
                    "{text} {scheme:?} {}",
                    given.least_contrast(scheme).0
                );
                let near = given.nearest_readable(scheme);
                assert!(
                    near.is_readable(scheme),
                    "{text} {scheme:?}: {near} {}",
                    near.least_contrast(scheme).0
                );
                assert_eq!(near == given, wanted, "{text} {scheme:?}: {near}");
                let ([_, a, b], [_, near_a, near_b]) = (given.oklab(), near.oklab());
                let (chroma, near_chroma) = (a.hypot(b), near_a.hypot(near_b));
                if chroma > 0.02 && near_chroma > 0.02 {
                    let turned = (a * near_b - b * near_a) / (chroma * near_chroma);
                    assert!(turned.abs() < 0.06, "{text} {scheme:?}: {near} is of another hue");
                }
                // No step further than it must be.
                assert!(wanted || near.least_contrast(scheme).0 < ENOUGH + 0.15, "{text} {scheme:?}: {near}");
            }
        }
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for bad in ["", "#", "#12", "#1234", "#12345", "#1234567", "005f69", "#00zz00", "red", "#ÄÄÄ"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }
}
