//! `[theme]`: a site's own look without templates of its own.

use super::MenuItem;
use super::colour::{Colour, ENOUGH, Scheme};
use super::read::Table;
use crate::diagnostic::Code;
use crate::span::Spanned;

/// What a site's pages look like, as far as it differs from the theme.
#[derive(Clone, Debug, Default)]
pub struct ThemeConfig {
    /// The picture beside the site's name.
    pub logo: Option<Spanned<String>>,
    /// The picture in the tab of a browser.
    pub favicon: Option<Spanned<String>>,
    /// The colour of links and of what stands out.
    pub accent: Option<Accent>,
    /// Stylesheets that pages load after that of the theme.
    pub stylesheets: Vec<Spanned<String>>,
    /// Scripts that pages load after that of the theme.
    pub scripts: Vec<Spanned<String>>,
    /// What stands at the foot of every page.
    pub footer: Footer,
}

/// What a site says at the foot of every page.
#[derive(Clone, Debug, Default)]
pub struct Footer {
    /// A sentence or two.
    pub text: String,
    /// Links, after those of the theme.
    pub links: Vec<MenuItem>,
}

/// The colour of links, in each scheme one that can be read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Accent {
    /// On light pages.
    pub light: Colour,
    /// On dark pages.
    pub dark: Colour,
}

impl Accent {
    /// The tokens of the stylesheet that it changes.
    pub fn tokens(self) -> String {
        let pair = |of: fn(Colour, Scheme) -> Colour| {
            format!("light-dark({},{})", of(self.light, Scheme::Light), of(self.dark, Scheme::Dark))
        };
        let (accent, wash) = (pair(|colour, _| colour), pair(Colour::wash));
        format!(":root{{--accent:{accent};--accent-wash:{wash};--mark:{wash}}}\n")
    }
}

impl ThemeConfig {
    pub(super) fn read(&mut self, table: &mut Table<'_>) {
        self.logo = table.optional_text("logo");
        self.favicon = table.optional_text("favicon");
        self.accent = accent(table);
        self.stylesheets = files(table, "stylesheets");
        self.scripts = files(table, "scripts");
        match table.plain_text("footer") {
            Some(text) => self.footer.text = text.value,
            None => table.table("footer", |inner| {
                inner.text("text", &mut self.footer.text);
                if inner.has("links") {
                    inner.tables("links", |link| self.footer.links.extend(MenuItem::read(link)));
                }
            }),
        }
    }
}

/// One file, or a list of them.
fn files(table: &mut Table<'_>, key: &str) -> Vec<Spanned<String>> {
    match table.plain_text(key) {
        Some(one) => vec![one],
        None => table.optional_texts(key).unwrap_or_default(),
    }
}

/// `accent = "#005f69"`, or one colour for each scheme. No colour can be read in both, so that a single one is that of light
/// pages, and dark pages have the nearest that can be read there.
fn accent(table: &mut Table<'_>) -> Option<Accent> {
    if let Some(text) = table.plain_text("accent") {
        let one = colour(table, &text)?;
        let [light, dark] = Scheme::ALL.map(|scheme| one.nearest_readable(scheme));
        if light != one {
            let pair = format!("{{ light = \"{light}\", dark = \"{dark}\" }}");
            refuse(table, (one, &text), Scheme::Light, &format!("`accent = {pair}`"), pair);
        }
        return Some(Accent { light, dark });
    }
    if let Some(written) = table.unquoted("accent") {
        let hex = written.value.trim_start_matches("0x");
        let is_colour = hex.len() <= 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        table.fault(
            Code::ConfigInvalid,
            written.span,
            format!("`{}` stands without quotes, and a colour is text", written.value),
        );
        if is_colour {
            let right = format!("\"#{hex:0>6}\"");
            table.help_last(format!("write `accent = {right}`"));
            table.replace_last(&written, right);
        } else {
            table.help_last("write a colour such as `accent = \"#663399\"`");
        }
        return None;
    }
    let mut accent = None;
    table.table("accent", |inner| {
        inner.require(&["light", "dark"]);
        let [light, dark] = Scheme::ALL.map(|scheme| of_scheme(inner, scheme));
        accent = light.zip(dark).map(|(light, dark)| Accent { light, dark });
    });
    accent
}

/// The colour of a scheme, or the nearest that can be read there.
fn of_scheme(table: &mut Table<'_>, scheme: Scheme) -> Option<Colour> {
    let text = table.optional_text(scheme.name())?;
    let one = colour(table, &text)?;
    let near = one.nearest_readable(scheme);
    if near != one {
        refuse(table, (one, &text), scheme, &format!("`\"{near}\"`"), format!("\"{near}\""));
    }
    Some(near)
}

fn colour(table: &mut Table<'_>, text: &Spanned<String>) -> Option<Colour> {
    let colour = Colour::parse(text.value.trim());
    if colour.is_none() {
        let message = match text.value.trim() {
            "" => "there is no colour between the quotes".to_owned(),
            text => format!("`{text}` is not a colour that can be checked"),
        };
        table.fault(Code::ConfigInvalid, text.span, message);
        if let Some(meant) = Colour::meant(&text.value) {
            table.help_last(format!("write `\"{meant}\"`"));
            table.replace_last(text, format!("\"{meant}\""));
        } else {
            table.help_last("write it as red, green and blue in hexadecimal: `\"#005f69\"`");
        }
    }
    colour
}

/// Says that a colour can't be read in a scheme, and what to write in its stead.
fn refuse(
    table: &mut Table<'_>,
    (colour, text): (Colour, &Spanned<String>),
    scheme: Scheme,
    near: &str,
    right: String,
) {
    let scheme_name = scheme.name();
    // Rounded down: what is short of enough must not look like it.
    let (least, ground) = colour.least_contrast(scheme);
    let found = (least * 100.0).floor() / 100.0;
    let tint = if ground == colour.wash(scheme) { "its tint " } else { "" };
    let message = format!(
        "links in `{}` can't be read on {scheme_name} pages: their contrast with {tint}`{ground}` is {found:.2}",
        text.value
    );
    table
        .fault(Code::ConfigInvalid, text.span, message)
        .help_last(format!("text needs {ENOUGH} (WCAG 2.2, AA); the nearest that has it is {near}"));
    table.replace_last(text, right);
}
