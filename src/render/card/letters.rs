//! The letters of cards, from the fonts that ship with the program: which there are, how far it is from one to the next, and
//! their outlines.
//!
//! The fonts need nothing but kerning of pairs: they hold no marks that combine, and no letters that join. What the tables of
//! a font say is copied when it is first asked, since a title is measured dozens of times.

use std::sync::OnceLock;

use foldhash::HashMap;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{GlyphId, OutlineBuilder, Tag};

/// Letters for reading, and for headings. Both are Inter, cut to Latin, Greek and Cyrillic.
const FONTS: [&[u8]; 2] =
    [include_bytes!("fonts/Inter-Regular.ttf"), include_bytes!("fonts/Inter-SemiBold.ttf")];

/// The letters of a font.
pub(super) struct Letters {
    font: ttf_parser::Face<'static>,
    /// The glyph of each letter, and its width in parts of the font's unit.
    glyphs: HashMap<char, (GlyphId, i32)>,
    /// How much nearer the second of two letters stands, in the order in which the parts count: of each, the first that knows
    /// the pair.
    kerning: Vec<Vec<PairAdjustment<'static>>>,
}

impl Letters {
    /// Those of a font, by its place among the fonts.
    pub(super) fn of(weight: usize) -> Option<&'static Self> {
        static READ: OnceLock<[Option<Letters>; 2]> = OnceLock::new();
        READ.get_or_init(|| FONTS.map(Self::read)).get(weight)?.as_ref()
    }

    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = ttf_parser::Face::parse(bytes, 0).ok()?;
        let mut glyphs = HashMap::default();
        for table in font.tables().cmap?.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode)
        {
            table.codepoints(|code| {
                let found = char::from_u32(code).zip(table.glyph_index(code));
                if let Some((c, glyph)) = found {
                    glyphs.insert(c, (glyph, i32::from(font.glyph_hor_advance(glyph).unwrap_or(0))));
                }
            });
        }
        let kerning = kerning(&font).unwrap_or_default();
        Some(Self { font, glyphs, kerning })
    }

    /// Whether there is such a letter.
    pub(super) fn has(&self, c: char) -> bool {
        self.glyphs.contains_key(&c)
    }

    /// The letters of a text, and how far it is from each to the next, in parts of the font's unit.
    pub(super) fn steps(&self, text: &str) -> impl Iterator<Item = (GlyphId, i32)> {
        let mut rest = text.chars().filter_map(|c| self.glyphs.get(&c)).peekable();
        std::iter::from_fn(move || {
            let (glyph, width) = rest.next()?;
            let nearer = rest.peek().map_or(0, |(next, _)| self.kern(*glyph, *next));
            Some((*glyph, width + nearer))
        })
    }

    /// What stands between two letters beside their widths.
    fn kern(&self, first: GlyphId, second: GlyphId) -> i32 {
        let of_part = |part: &PairAdjustment<'_>| {
            let (first, _) = match part {
                PairAdjustment::Format1 { coverage, sets } => sets.get(coverage.get(first)?)?.get(second)?,
                PairAdjustment::Format2 { coverage, classes, matrix } => {
                    coverage.get(first)?;
                    matrix.get((classes.0.get(first), classes.1.get(second)))?
                }
            };
            Some(i32::from(first.x_advance))
        };
        self.kerning.iter().filter_map(|parts| parts.iter().find_map(of_part)).sum()
    }

    /// A length of the font in pixels, where letters are of this size.
    #[expect(clippy::cast_precision_loss, reason = "no text is as long as what is lost")]
    pub(super) fn scaled(&self, length: i32, size: f32) -> f32 {
        length as f32 * size / f32::from(self.font.units_per_em())
    }

    /// Draws the outline of a letter.
    pub(super) fn outline(&self, glyph: GlyphId, pen: &mut impl OutlineBuilder) {
        let _ = self.font.outline_glyph(glyph, pen);
    }
}

/// The tables of a font that say how near letters of a pair stand to each other.
fn kerning(font: &ttf_parser::Face<'static>) -> Option<Vec<Vec<PairAdjustment<'static>>>> {
    let table = font.tables().gpos?;
    let features = table.features.into_iter().filter(|feature| feature.tag == Tag::from_bytes(b"kern"));
    let mut wanted: Vec<u16> = features.flat_map(|feature| feature.lookup_indices).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let parts = |number: u16| {
        let subtables = table.lookups.get(number)?.subtables.into_iter::<PositioningSubtable<'_>>();
        let pairs = subtables.filter_map(|part| match part {
            PositioningSubtable::Pair(pair) => Some(pair),
            _ => None,
        });
        Some(pairs.collect())
    };
    Some(wanted.into_iter().filter_map(parts).collect())
}
