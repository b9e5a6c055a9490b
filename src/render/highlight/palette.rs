//! The colours of code, as a part of the stylesheet: for a light page and for a dark one.
//!
//! The site's own palette has a contrast of at least 4.5 to 1 for every class on the theme's code background; a
//! theme of the highlighter brings its own background.

use std::fmt::Write;

use syntect::highlighting::{Color, FontStyle, Highlighter, Theme};
use syntect::parsing::Scope;

use crate::config::Highlight;

/// The name of the palette that is used unless a site chooses another theme.
pub const OWN: &str = "fieldnotes";

/// Class, a scope that stands for it, and its own colour on light and on dark.
const CLASSES: [(&str, &str, &str, &str); 17] = [
    ("c", "comment", "#5c6670", "#9aa5af"),
    ("s", "string.quoted.double", "#1a6334", "#8fd3a0"),
    ("n", "constant.numeric", "#8a4600", "#e5b577"),
    ("k", "keyword.control", "#8a2a6b", "#e79ac9"),
    ("o", "keyword.operator", "#4d5761", "#b6c0ca"),
    ("f", "entity.name.function", "#0b5394", "#8fc1f2"),
    ("t", "entity.name.type", "#00616b", "#6cc7d0"),
    ("v", "variable.other", "#14181c", "#e7eaed"),
    ("b", "constant.language", "#8a4600", "#e5b577"),
    ("e", "constant.character.escape", "#7a4b00", "#e3b35c"),
    ("g", "entity.name.tag", "#0b5394", "#8fc1f2"),
    ("a", "entity.other.attribute-name", "#00616b", "#6cc7d0"),
    ("i", "markup.inserted", "#14703f", "#6fd09a"),
    ("d", "markup.deleted", "#a3221c", "#f1958e"),
    ("h", "markup.heading", "#0b5394", "#8fc1f2"),
    ("m", "variable.annotation", "#6b4a9c", "#c3a9ef"),
    ("go", "comment", "#4d5761", "#a3adb7"),
];

/// The rules for the classes of code.
pub fn stylesheet(choice: &Highlight) -> String {
    let mut css = String::from("/* Code: written by fieldnotes, see [highlight] in site.toml. */\n");
    let light = palette(&choice.light, |own| own.2);
    let dark = palette(&choice.dark, |own| own.3);
    for (at, (class, ..)) in CLASSES.iter().enumerate() {
        let (light, dark) = (&light.colours[at], &dark.colours[at]);
        let _ = writeln!(css, ".code .{class}{{color:light-dark({},{})}}", light.0, dark.0);
        if light.1 || dark.1 {
            let _ = writeln!(css, ".code .{class}{{font-style:italic}}");
        }
    }
    if let (Some(light), Some(dark)) = (&light.frame, &dark.frame) {
        let _ = writeln!(
            css,
            ".code pre{{color:light-dark({},{});background:light-dark({},{})}}",
            light.0, dark.0, light.1, dark.1
        );
    }
    css
}

/// Whether there is a theme of that name.
pub fn is_known(name: &str) -> bool {
    name == OWN || find(name).is_some()
}

/// The names of all themes.
pub fn names() -> Vec<&'static str> {
    std::iter::once(OWN)
        .chain(two_face::theme::EmbeddedLazyThemeSet::theme_names().iter().map(|name| name.as_name()))
        .collect()
}

struct Palette {
    /// For each class: colour, and whether it is italic.
    colours: Vec<(String, bool)>,
    /// Text and background, where the theme sets them.
    frame: Option<(String, String)>,
}

fn palette(name: &str, own: fn(&(&str, &str, &'static str, &'static str)) -> &'static str) -> Palette {
    let Some(theme) = (name != OWN).then(|| find(name)).flatten() else {
        let colours = CLASSES.iter().map(|class| (own(class).to_owned(), class.0 == "c")).collect();
        return Palette { colours, frame: None };
    };
    let highlighter = Highlighter::new(&theme);
    let colours = CLASSES
        .iter()
        .map(|(_, scope, ..)| {
            let scopes: Vec<Scope> =
                ["source", scope].iter().filter_map(|scope| Scope::new(scope).ok()).collect();
            let style = highlighter.style_for_stack(&scopes);
            (hex(style.foreground), style.font_style.contains(FontStyle::ITALIC))
        })
        .collect();
    let frame = theme
        .settings
        .foreground
        .zip(theme.settings.background)
        .map(|(text, ground)| (hex(text), hex(ground)));
    Palette { colours, frame }
}

fn find(name: &str) -> Option<Theme> {
    let themes = two_face::theme::extra();
    let names = two_face::theme::EmbeddedLazyThemeSet::theme_names();
    names
        .iter()
        .find(|theme| theme.as_name().eq_ignore_ascii_case(name))
        .map(|theme| themes.get(*theme).clone())
}

fn hex(colour: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.r, colour.g, colour.b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG 2.2 defines it.
    fn luminance(hex: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn every_class_has_contrast_on_both_grounds() {
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for (class, _, light, dark) in CLASSES {
            assert!(contrast(light, "#f3f4f2") >= 4.5, "{class} on light");
            assert!(contrast(dark, "#181d22") >= 4.5, "{class} on dark");
            assert!(contrast(light, "#e2eeee") >= 4.5, "{class} on a light marked line");
            assert!(contrast(dark, "#1b3034") >= 4.5, "{class} on a dark marked line");
        }
    }

    #[test]
    fn themes_are_found_by_name() {
        assert!(is_known("Nord") && is_known("fieldnotes") && !is_known("Nrod"));
        let css = stylesheet(&Highlight { light: "GitHub".to_owned(), dark: "Nord".to_owned() });
        assert!(css.contains(".code pre{color:light-dark("));
    }
}
