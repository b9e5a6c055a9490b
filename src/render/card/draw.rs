//! The steps in which a card is drawn, and the drawing: to pixels, and to a PNG file.

use serde::Serialize;
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform};
use ttf_parser::OutlineBuilder;

use super::SIZE;
use super::text::Face;
use crate::config::colour::Colour;

/// A step, drawn over what is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum Step {
    /// A filled box: its left and top edge, its width and height, and how far its corners are rounded.
    Box { edges: [f32; 4], corner: f32, colour: Colour },
    /// A text in one line: where it begins, on the line that letters stand on.
    Text { text: String, face: Face, at: (f32, f32), colour: Colour },
    /// The sign of the theme's header, a sheet with a tick, by its upper left corner.
    Sign { at: (f32, f32), scale: f32, colour: Colour },
}

/// A card that is drawn by these steps, as a PNG file. Fails with the reason.
pub(super) fn png(steps: &[Step]) -> Result<Vec<u8>, String> {
    let mut pixels = Pixmap::new(SIZE.0, SIZE.1).ok_or("there is no room for the pixels")?;
    for step in steps {
        draw(step, &mut pixels);
    }
    // All of it is paper, so that nothing is seen through.
    let colours: Vec<u8> =
        pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgb);
    let writer = encoder.write_header().and_then(|mut writer| writer.write_image_data(&colours));
    writer.map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn draw(step: &Step, pixels: &mut Pixmap) {
    match step {
        Step::Box { edges: [left, top, width, height], corner, colour } => {
            if let Some(path) =
                Rect::from_xywh(*left, *top, *width, *height).and_then(|edges| rounded(edges, *corner))
            {
                fill(pixels, &path, *colour);
            }
        }
        Step::Text { text, face, at, colour } => {
            if let Some(path) = outlined(text, *face, *at) {
                fill(pixels, &path, *colour);
            }
        }
        Step::Sign { at, scale, colour } => sign(pixels, *at, *scale, *colour),
    }
}

fn paint(colour: Colour) -> Paint<'static> {
    let [red, green, blue] = colour.channels();
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn fill(pixels: &mut Pixmap, path: &Path, colour: Colour) {
    pixels.fill_path(path, &paint(colour), FillRule::Winding, Transform::identity(), None);
}

/// A box whose corners are quarters of circles.
fn rounded(edges: Rect, corner: f32) -> Option<Path> {
    /// How far the handles of a curve are from its ends where it is nearest to a quarter of a circle.
    const HANDLE: f32 = 0.552_284_8;
    if corner <= 0.0 {
        return Some(PathBuilder::from_rect(edges));
    }
    let (left, top, right, bottom) = (edges.left(), edges.top(), edges.right(), edges.bottom());
    let near = corner * (1.0 - HANDLE);
    let mut path = PathBuilder::new();
    path.move_to(left + corner, top);
    path.line_to(right - corner, top);
    path.cubic_to(right - near, top, right, top + near, right, top + corner);
    path.line_to(right, bottom - corner);
    path.cubic_to(right, bottom - near, right - near, bottom, right - corner, bottom);
    path.line_to(left + corner, bottom);
    path.cubic_to(left + near, bottom, left, bottom - near, left, bottom - corner);
    path.line_to(left, top + corner);
    path.cubic_to(left, top + near, left + near, top, left + corner, top);
    path.close();
    path.finish()
}

/// The outlines of the letters of a line.
fn outlined(text: &str, face: Face, (left, base): (f32, f32)) -> Option<Path> {
    let letters = face.letters()?;
    let mut pen = Pen { path: PathBuilder::new(), scale: letters.scaled(1, face.size), left, base };
    for (glyph, step) in letters.steps(text) {
        letters.outline(glyph, &mut pen);
        pen.left += letters.scaled(step, face.size) + face.spacing * face.size;
    }
    pen.path.finish()
}

/// Puts outlines where letters stand. Fonts count upwards, pictures downwards.
struct Pen {
    path: PathBuilder,
    scale: f32,
    left: f32,
    base: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.left + x * self.scale, self.base - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

fn sign(pixels: &mut Pixmap, (x, y): (f32, f32), scale: f32, colour: Colour) {
    let sheet: &[(f32, f32)] = &[(4.0, 1.5), (12.5, 1.5), (17.0, 6.0), (17.0, 18.5), (4.0, 18.5)];
    let tick: &[(f32, f32)] = &[(7.0, 11.0), (9.2, 13.2), (13.8, 8.6)];
    let place = Transform::from_row(scale, 0.0, 0.0, scale, x - 4.0 * scale, y - 1.5 * scale);
    for (points, width) in [(sheet, 1.6), (tick, 1.9)] {
        let mut path = PathBuilder::new();
        for (number, (x, y)) in points.iter().enumerate() {
            if number == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
        }
        if points == sheet {
            path.close();
        }
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        if let Some(path) = path.finish() {
            pixels.stroke_path(&path, &paint(colour), &stroke, place, None);
        }
    }
}
