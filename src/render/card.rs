//! Cards: the picture that a chat or a social network shows beside a link. One for the site, and where the settings ask
//! for it one for each note.
//!
//! A card is a list of steps, in the colours of the theme, and drawn with a font that ships with the program, so that it is
//! the same on every machine. What the font can't write is left out.

mod draw;
mod letters;
mod text;

use draw::Step;
use text::Face as Font;

use super::reads::Basics;
use super::view::note::label_and_tone;
use super::view::standing;
use super::words::Words;
use crate::config::colour::{Colour, Scheme};
use crate::model::Standing;
use crate::note::Face;

/// Width and height of a card, as networks ask for it.
pub(super) const SIZE: (u32, u32) = (1200, 630);
/// The left edge of the text, and how wide it may run.
const LEFT: f32 = 84.0;
const MEASURE: f32 = 1032.0;
/// The way cards are drawn: part of their names.
const VERSION: &str = "card 2";

/// The tokens of the theme's light scheme.
const PAPER: Colour = Colour::of(0xfc, 0xfc, 0xfa);
const INK: Colour = Colour::of(0x14, 0x19, 0x1d);
const SOFT: Colour = Colour::of(0x51, 0x5b, 0x64);
const SUNK: Colour = Colour::of(0xf3, 0xf4, 0xf2);
const RULE: Colour = Colour::of(0xe1, 0xe4, 0xe4);
const ACCENT: Colour = Colour::of(0x00, 0x5f, 0x69);
const WASH: Colour = Colour::of(0xe3, 0xf0, 0xf0);

/// The ground and the letters of a label, by its tone.
const GOOD: (Colour, Colour) = (Colour::of(0xe6, 0xf3, 0xea), Colour::of(0x14, 0x69, 0x3b));
const WARN: (Colour, Colour) = (Colour::of(0xfa, 0xf0, 0xdc), Colour::of(0x7a, 0x4d, 0x00));
const BAD: (Colour, Colour) = (Colour::of(0xfb, 0xe9, 0xe7), Colour::of(0xa2, 0x21, 0x1b));

const NAME: Font = Font { size: 32.0, is_heavy: true, spacing: -0.012 };
const SMALL: Font = Font { size: 28.0, is_heavy: false, spacing: 0.0 };
const CHIP: Font = Font { size: 26.0, is_heavy: true, spacing: 0.0 };
const LEAD: Font = Font { size: 36.0, is_heavy: false, spacing: -0.006 };

/// The site's card.
pub fn of_site(basics: Basics<'_>, description: &str) -> Card {
    let mut card = Card::new(basics);
    card.mark(912.0, 150.0, 27.0, card.wash);
    card.mark(LEFT + 3.0, 84.0, 3.6, card.accent);
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
    card
}

/// A note's card; none where the font can't write its title.
pub fn of_note(basics: Basics<'_>, words: &Words, face: &Face, standing: Standing) -> Option<Card> {
    let title = text::drawable(&face.title)?;
    let mut card = Card::new(basics);
    card.mark(LEFT + 2.0, 70.0, 2.6, card.accent);
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
    Some(card)
}

/// The first size at which a text fits into its number of lines, else the last, cut.
fn fitting(text: &str, choices: &[(f32, usize)]) -> (Font, Vec<String>) {
    let mut best = (Font { size: 60.0, is_heavy: true, spacing: -0.024 }, Vec::new());
    for (size, most) in choices {
        let face = Font { size: *size, is_heavy: true, spacing: -0.024 };
        best = (face, face.lines(text, MEASURE, *most));
        if !best.1.last().is_some_and(|line| line.ends_with('…')) {
            break;
        }
    }
    best
}

/// A card, as the steps in which it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    steps: Vec<Step>,
    /// The colour of the theme's sign, and a ground for it.
    accent: Colour,
    wash: Colour,
}

impl Card {
    fn new(basics: Basics<'_>) -> Self {
        let own = basics.accent.map(|accent| (accent.light, accent.light.wash(Scheme::Light)));
        let (accent, wash) = own.unwrap_or((ACCENT, WASH));
        let mut card = Self { steps: Vec::new(), accent, wash };
        card.fill([0.0, 0.0, 1200.0, 630.0], 0.0, PAPER);
        card.fill([0.0, 0.0, 1200.0, 12.0], 0.0, accent);
        card
    }

    /// The name of what the card shows, in hexadecimal digits.
    pub fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(VERSION.as_bytes());
        hasher.update(&postcard::to_stdvec(&self.steps).unwrap_or_default());
        hasher.finalize().to_hex().to_string()
    }

    /// The card as PNG. Fails with the reason, which is a fault of ours.
    pub fn draw(&self) -> Result<Vec<u8>, String> {
        draw::png(&self.steps)
    }

    fn fill(&mut self, edges: [f32; 4], corner: f32, colour: Colour) {
        self.steps.push(Step::Box { edges, corner, colour });
    }

    fn mark(&mut self, x: f32, y: f32, scale: f32, colour: Colour) {
        self.steps.push(Step::Sign { at: (x, y), scale, colour });
    }

    fn line(&mut self, text: &str, face: Font, colour: Colour, at: (f32, f32)) {
        self.steps.push(Step::Text { text: text.to_owned(), face, at, colour });
    }

    /// Writes lines below each other; gives back where the next would stand.
    fn lines(&mut self, lines: &[String], face: Font, colour: Colour, top: f32, leading: f32) -> f32 {
        let mut y = top;
        for line in lines {
            self.line(line, face, colour, (LEFT, y));
            y += face.size * leading;
        }
        y
    }

    /// A label in the colours of a tone.
    fn toned(&mut self, label: &str, at: f32, tone: &str) -> f32 {
        let colours = match tone {
            "good" => GOOD,
            "warn" => WARN,
            "bad" => BAD,
            _ => (self.wash, self.accent),
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
    fn chip(&mut self, label: &str, at: f32, (ground, colour): (Colour, Colour)) -> f32 {
        let width = CHIP.width(label) + 36.0;
        if at + width > LEFT + MEASURE {
            return at;
        }
        self.fill([at, 448.0, width, 48.0], 8.0, ground);
        self.line(label, CHIP, colour, (at + 18.0, 481.5));
        at + width + 14.0
    }

    /// A rule, and below it where the site is, and when the review falls due.
    fn foot(&mut self, basics: Basics<'_>, due: Option<&str>) {
        self.fill([LEFT, 532.0, MEASURE, 2.0], 0.0, RULE);
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

    /// The texts of a card, from the first that is drawn.
    fn texts(card: &Card) -> Vec<&str> {
        let steps = card.steps.iter();
        steps
            .filter_map(|step| match step {
                Step::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn titles_are_wrapped_and_drawn_as_they_are_written() {
        let long = "Ein <b>sehr</b> & langer \"Titel\" ".repeat(12);
        let (face, words) = face(&long);
        let card = of_note(basics("A & B <c>"), &words, &face, Standing::default()).unwrap();
        let shown = texts(&card);
        assert!(shown[0] == "A & B <c>" && shown[1].starts_with("Ein <b>sehr</b> &"), "{shown:?}");
        assert!(shown.iter().any(|text| text.ends_with('…')), "{shown:?}");
        for card in [card, of_site(basics("A & B <c>"), "")] {
            let png = card.draw().unwrap();
            let drawn = imagesize::blob_size(&png).unwrap();
            assert_eq!((drawn.width, drawn.height), (1200, 630));
            assert_eq!(card.draw().unwrap(), png);
        }
    }

    #[test]
    fn the_name_of_a_card_is_that_of_all_that_it_shows() {
        let card = of_site(basics("A"), "About");
        assert_eq!(card.key(), of_site(basics("A"), "About").key());
        for other in [of_site(basics("B"), "About"), of_site(basics("A"), "About it")] {
            assert_ne!(card.key(), other.key());
        }
        let mut coloured = card.clone();
        coloured.fill([0.0, 0.0, 1.0, 1.0], 0.0, INK);
        assert_ne!(card.key(), coloured.key());
    }

    #[test]
    fn a_title_that_the_font_lacks_has_no_card_of_its_own() {
        let (face, words) = face("災害復旧");
        assert_eq!(of_note(basics("備忘録"), &words, &face, Standing::default()), None);
        assert!(of_site(basics("備忘録"), "").draw().is_ok());
    }
}
