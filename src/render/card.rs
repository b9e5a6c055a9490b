//! Cards: the picture that a chat or a social network shows beside a link. One for the site, and where the settings ask
//! for it one for each note.
//!
//! A card is an SVG made from text, in the colours of the theme, and drawn here with a font that ships with the program, so
//! that it is the same on every machine. What the font can't write is left out.

mod text;

use std::sync::{Arc, OnceLock};

use resvg::{tiny_skia, usvg};
use text::Face as Font;

use super::html::escape;
use super::reads::Basics;
use super::view::note::label_and_tone;
use super::view::standing;
use super::words::Words;
use crate::config::colour::Scheme;
use crate::model::Standing;
use crate::note::Face;

/// Width and height of a card, as networks ask for it.
pub(super) const SIZE: (u32, u32) = (1200, 630);
/// The left edge of the text, and how wide it may run.
const LEFT: f32 = 84.0;
const MEASURE: f32 = 1032.0;
/// The way cards are drawn: part of their names.
const VERSION: &str = "card 1";

/// The tokens of the theme's light scheme.
const PAPER: &str = "#fcfcfa";
const INK: &str = "#14191d";
const SOFT: &str = "#515b64";
const SUNK: &str = "#f3f4f2";
const RULE: &str = "#e1e4e4";
const ACCENT: &str = "#005f69";
const WASH: &str = "#e3f0f0";

const fn face(size: f32, is_heavy: bool, spacing: f32) -> Font {
    Font { size, is_heavy, spacing }
}

const NAME: Font = face(32.0, true, -0.012);
const SMALL: Font = face(28.0, false, 0.0);
const CHIP: Font = face(26.0, true, 0.0);
const LEAD: Font = face(36.0, false, -0.006);

/// The site's card, as SVG.
pub fn of_site(basics: Basics<'_>, description: &str) -> String {
    let mut card = Drawing::new(basics);
    card.mark(912.0, 150.0, 27.0, &card.wash.clone());
    card.mark(LEFT + 3.0, 84.0, 3.6, &card.accent.clone());
    let title = text::drawable(basics.title).unwrap_or_default();
    let (big, lines) = fitting(&title, &[(88.0, 2), (68.0, 3)]);
    let top = if lines.len() > 1 { 222.0 } else { 240.0 } + big.size * 0.36;
    let mut below = card.lines(&lines, big, INK, top, 1.1);
    if let Some(description) = text::drawable(description) {
        below += 8.0;
        let room = 4_usize.saturating_sub(lines.len()).max(1);
        card.lines(&LEAD.lines(&description, 790.0, room), LEAD, SOFT, below, 1.38);
    }
    card.foot(basics, None);
    card.finish()
}

/// A note's card, as SVG; none where the font can't write its title.
pub fn of_note(basics: Basics<'_>, words: &Words, face: &Face, standing: Standing) -> Option<String> {
    let title = text::drawable(&face.title)?;
    let mut card = Drawing::new(basics);
    card.mark(LEFT + 2.0, 70.0, 2.6, &card.accent.clone());
    if let Some(name) = text::drawable(basics.title) {
        card.line(&NAME.one_line(&name, MEASURE - 74.0), NAME, INK, (LEFT + 70.0, 107.0));
    }
    let (big, lines) = fitting(&title, &[(76.0, 2), (62.0, 3), (52.0, 4)]);
    // The title stands in the middle of the room between the name and the foot.
    let height = lines.iter().skip(1).map(|_| big.size * 1.14).sum::<f32>();
    card.lines(&lines, big, INK, 284.0 - height / 2.0 + big.size * 0.36, 1.14);
    let mut at = LEFT;
    if let Some(status) = face.revision.status.as_deref() {
        at = card.status(label_and_tone(words, status), face.revision.version.as_deref(), at);
    }
    for state in standing.shown().filter(|state| face.revision.status.as_deref() != Some(state.name())) {
        let label = text::drawable(&standing::label(words, standing, state));
        at = label.map_or(at, |label| card.toned(&label, at, standing::tone(state)));
    }
    for named in &face.stack {
        let shown = match &named.version {
            Some(version) => format!("{} {version}", named.name),
            None => named.name.clone(),
        };
        at = text::drawable(&shown).map_or(at, |shown| card.chip(&shown, at, (SUNK, INK)));
    }
    card.foot(basics, standing::due(words, standing).as_deref());
    Some(card.finish())
}

/// The name of what a card shows, in hexadecimal digits.
pub fn key(svg: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(VERSION.as_bytes());
    hasher.update(svg.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// A card as PNG. Fails with the reason, which is a fault of ours.
pub fn draw(svg: &str) -> Result<Vec<u8>, String> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = usvg::fontdb::Database::new();
        for font in text::FONTS {
            fonts.load_font_data(font.to_vec());
        }
        Arc::new(fonts)
    });
    let options = usvg::Options { fontdb: Arc::clone(fonts), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let mut pixels = tiny_skia::Pixmap::new(SIZE.0, SIZE.1).ok_or("there is no room for the pixels")?;
    resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The first size at which a text fits into its number of lines, else the last, cut.
fn fitting(text: &str, choices: &[(f32, usize)]) -> (Font, Vec<String>) {
    let mut best = (face(60.0, true, -0.024), Vec::new());
    for (size, most) in choices {
        let face = face(*size, true, -0.024);
        best = (face, face.lines(text, MEASURE, *most));
        if !best.1.last().is_some_and(|line| line.ends_with('…')) {
            break;
        }
    }
    best
}

/// An SVG as it grows.
struct Drawing {
    svg: String,
    /// The colour of the theme's sign, and a ground for it.
    accent: String,
    wash: String,
}

impl Drawing {
    fn new(basics: Basics<'_>) -> Self {
        let (width, height) = SIZE;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"Inter\">"
        );
        svg.push_str(&format!("<rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>"));
        let own = basics
            .accent
            .map(|accent| (accent.light.to_string(), accent.light.wash(Scheme::Light).to_string()));
        let (accent, wash) = own.unwrap_or_else(|| (ACCENT.to_owned(), WASH.to_owned()));
        svg.push_str(&format!("<rect width=\"{width}\" height=\"12\" fill=\"{accent}\"/>"));
        Self { svg, accent, wash }
    }

    /// The sign of the theme's header: a sheet with a tick.
    fn mark(&mut self, x: f32, y: f32, scale: f32, colour: &str) {
        self.svg.push_str(&format!(
            "<g transform=\"translate({x} {y}) scale({scale}) translate(-4 -1.5)\" fill=\"none\" stroke=\"{colour}\" stroke-linejoin=\"round\"><path d=\"M4 1.5h8.5L17 6v12.5H4z\" stroke-width=\"1.6\"/><path d=\"m7 11 2.2 2.2L13.8 8.6\" stroke-width=\"1.9\" stroke-linecap=\"round\"/></g>"
        ));
    }

    fn line(&mut self, text: &str, face: Font, colour: &str, (x, y): (f32, f32)) {
        let weight = if face.is_heavy { 600 } else { 400 };
        self.svg.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" font-weight=\"{weight}\" letter-spacing=\"{}\" fill=\"{colour}\">{}</text>",
            face.size,
            face.spacing * face.size,
            escape(text)
        ));
    }

    /// Writes lines below each other; gives back where the next would stand.
    fn lines(&mut self, lines: &[String], face: Font, colour: &str, top: f32, leading: f32) -> f32 {
        let mut y = top;
        for line in lines {
            self.line(line, face, colour, (LEFT, y));
            y += face.size * leading;
        }
        y
    }

    /// A label in the colours of a tone.
    fn toned(&mut self, label: &str, at: f32, tone: &str) -> f32 {
        let own = (self.wash.clone(), self.accent.clone());
        let colours = match tone {
            "good" => ("#e6f3ea", "#14693b"),
            "warn" => ("#faf0dc", "#7a4d00"),
            "bad" => ("#fbe9e7", "#a2211b"),
            _ => (own.0.as_str(), own.1.as_str()),
        };
        self.chip(label, at, colours)
    }

    fn status(&mut self, (label, tone): (String, &str), version: Option<&str>, at: f32) -> f32 {
        let label = match version {
            Some(version) => format!("{label} · {version}"),
            None => label,
        };
        text::drawable(&label).map_or(at, |label| self.toned(&label, at, tone))
    }

    /// A label in a box, as far as there is room; gives back where the next one begins.
    fn chip(&mut self, label: &str, at: f32, (ground, colour): (&str, &str)) -> f32 {
        let width = CHIP.width(label) + 36.0;
        if at + width > LEFT + MEASURE {
            return at;
        }
        self.svg.push_str(&format!(
            "<rect x=\"{at}\" y=\"448\" width=\"{width}\" height=\"48\" rx=\"8\" fill=\"{ground}\"/>"
        ));
        self.line(label, CHIP, colour, (at + 18.0, 481.5));
        at + width + 14.0
    }

    /// A rule, and below it where the site is, and when the review falls due.
    fn foot(&mut self, basics: Basics<'_>, due: Option<&str>) {
        self.svg.push_str(&format!(
            "<rect x=\"{LEFT}\" y=\"532\" width=\"{MEASURE}\" height=\"2\" fill=\"{RULE}\"/>"
        ));
        let mut room = MEASURE;
        if let Some(due) = due.and_then(text::drawable) {
            room -= SMALL.width(&due) + 40.0;
            self.line(&due, SMALL, SOFT, (LEFT + room + 40.0, 581.0));
        }
        let address = basics.base_url.split_once("://").map_or("", |(_, address)| address);
        if let Some(address) = text::drawable(address) {
            self.line(&SMALL.one_line(&address, room), SMALL, SOFT, (LEFT, 581.0));
        }
    }

    fn finish(mut self) -> String {
        self.svg.push_str("</svg>");
        self.svg
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn basics(title: &str) -> Basics<'_> {
        Basics { title, base_url: "https://notes.example.org", language: "en", noindex: false, accent: None }
    }

    /// The face of a note of this title.
    fn face(title: &str) -> (Face, Words) {
        let config = Config::default();
        let text = format!("---\ntitle: {title:?}\ndate: 2026-01-02\nstack: [redis 8]\n---\n");
        let note = crate::validate::noted(&text);
        (Face::clone(&note.profile.face), Words::new(&config))
    }

    #[test]
    fn titles_are_escaped_wrapped_and_drawn() {
        let long = "Ein <b>sehr</b> & langer \"Titel\" ".repeat(12);
        let (face, words) = face(&long);
        let svg = of_note(basics("A & B <c>"), &words, &face, Standing::default()).unwrap();
        assert!(svg.contains("A &amp; B &lt;c&gt;") && svg.contains('…') && !svg.contains("<b>"), "{svg}");
        for svg in [svg, of_site(basics("A & B <c>"), "")] {
            let png = draw(&svg).unwrap();
            let drawn = imagesize::blob_size(&png).unwrap();
            assert_eq!((drawn.width, drawn.height), (1200, 630));
            assert_eq!(draw(&svg).unwrap(), png);
        }
    }

    #[test]
    fn a_title_that_the_font_lacks_has_no_card_of_its_own() {
        let (face, words) = face("災害復旧");
        assert_eq!(of_note(basics("備忘録"), &words, &face, Standing::default()), None);
        assert!(draw(&of_site(basics("備忘録"), "")).is_ok());
    }
}
