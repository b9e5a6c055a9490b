//! `[images]`: whether pictures get smaller copies, how wide these are, and whether pictures keep their metadata.

use super::Code;
use super::read::Table;

/// What becomes of pictures.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    /// Whether pictures that notes show get smaller copies.
    pub variants: bool,
    /// The widths of the copies in pixels, from the narrowest.
    pub widths: Vec<u32>,
    /// Whether pictures are published with what they say of their making.
    pub keep_metadata: bool,
}

/// Most widths of one picture.
const MOST_WIDTHS: usize = 8;

impl Default for Images {
    fn default() -> Self {
        Self { variants: true, widths: vec![480, 800, 1200], keep_metadata: false }
    }
}

impl Images {
    pub(super) fn read(&mut self, table: &mut Table<'_>) {
        table.flag("variants", &mut self.variants);
        table.flag("keep_metadata", &mut self.keep_metadata);
        let Some(texts) = table.optional_texts("widths") else { return };
        let (mut widths, mut first_too_many) = (Vec::new(), None);
        for text in &texts {
            match text.value.parse::<u32>() {
                Ok(width) if widths.contains(&width) => {}
                Ok(width) if (16..=8192).contains(&width) && widths.len() < MOST_WIDTHS => widths.push(width),
                Ok(width) if (16..=8192).contains(&width) => {
                    first_too_many.get_or_insert(text.span);
                }
                _ => {
                    let message = format!("`{}` is not a width from 16 to 8192", text.value);
                    table
                        .fault(Code::ConfigInvalid, text.span, message)
                        .help_last("write whole numbers: `widths = [480, 800, 1200]`");
                }
            }
        }
        if let Some(span) = first_too_many {
            table
                .fault(Code::ConfigInvalid, span, format!("`widths` has more than {MOST_WIDTHS} widths"))
                .help_last(format!("keep at most {MOST_WIDTHS}; the others are not used"));
        }
        widths.sort_unstable();
        self.widths = widths;
    }
}
