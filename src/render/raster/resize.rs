//! Pictures at a smaller width, by Lanczos' filter with three lobes.
//!
//! Row for row: the rows that a row of the result lies on are added up, then the columns of that sum. So no second picture
//! is ever in memory, and the long loop is one that compilers turn into vectors. Weights are whole parts of 16,384: they are the
//! same on every machine, although sines are not.

use std::f64::consts::PI;

use super::decode::Pixels;

const LOBES: f64 = 3.0;
const WHOLE: f64 = 16_384.0;

/// The pixels of one line that a pixel of the result lies on: the first, and the weight of each.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

/// A picture at another width and height.
pub(super) fn resized(picture: &Pixels, width: u32, height: u32) -> Pixels {
    let (columns, rows) = (spans(picture.width, width), spans(picture.height, height));
    let bytes = match picture.channels {
        4 => filled::<4>(picture, &columns, &rows),
        _ => filled::<3>(picture, &columns, &rows),
    };
    Pixels { width, height, channels: picture.channels, bytes }
}

/// What each pixel of a line lies on, from the start.
fn spans(from: u32, to: u32) -> Vec<Span> {
    let ratio = f64::from(from) / f64::from(to);
    let scale = ratio.max(1.0);
    let reach = LOBES * scale;
    let span = |at: u32| {
        let centre = (f64::from(at) + 0.5) * ratio;
        let first = (centre - reach).floor().max(0.0);
        let last = (centre + reach).ceil().min(f64::from(from));
        let number = (last - first) as u32;
        let raw: Vec<f64> =
            (0..number).map(|step| lanczos((first + f64::from(step) + 0.5 - centre) / scale)).collect();
        let sum: f64 = raw.iter().sum();
        let mut weights: Vec<f64> = raw.iter().map(|weight| (weight / sum * WHOLE).round()).collect();
        // What rounding has left over goes to the heaviest, so that an even ground stays as it is.
        let left = WHOLE - weights.iter().sum::<f64>();
        if let Some(heaviest) = weights.iter_mut().max_by(|a, b| a.total_cmp(b)) {
            *heaviest += left;
        }
        Span { first: first as usize, weights: weights.iter().map(|weight| *weight as f32).collect() }
    };
    (0..to).map(span).collect()
}

fn lanczos(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else if x.abs() < LOBES {
        let turn = x * PI;
        LOBES * turn.sin() * (turn / LOBES).sin() / (turn * turn)
    } else {
        0.0
    }
}

fn filled<const CHANNELS: usize>(picture: &Pixels, columns: &[Span], rows: &[Span]) -> Vec<u8> {
    let stride = picture.width as usize * CHANNELS;
    let mut bytes = Vec::with_capacity(columns.len() * rows.len() * CHANNELS);
    let mut sums = vec![0.0_f32; stride];
    for row in rows {
        sums.fill(0.0);
        let below = picture.bytes.chunks_exact(stride).skip(row.first);
        for (line, weight) in below.zip(&row.weights) {
            add::<CHANNELS>(&mut sums, line, *weight);
        }
        let pixels = sums.as_chunks::<CHANNELS>().0;
        for column in columns {
            let mut sum = [0.0_f32; CHANNELS];
            for (pixel, weight) in pixels[column.first..].iter().zip(&column.weights) {
                for (sum, channel) in sum.iter_mut().zip(pixel) {
                    *sum += channel * weight;
                }
            }
            bytes.extend_from_slice(&rounded(sum));
        }
    }
    bytes
}

/// Adds a line to sums. Where there is transparency a colour counts by how far it is seen, so that what nobody sees doesn't
/// bleed over an edge.
fn add<const CHANNELS: usize>(sums: &mut [f32], line: &[u8], weight: f32) {
    if CHANNELS == 4 {
        for (sum, pixel) in sums.as_chunks_mut::<4>().0.iter_mut().zip(line.as_chunks::<4>().0) {
            let seen = weight * f32::from(pixel[3]);
            for channel in 0..3 {
                sum[channel] += seen * f32::from(pixel[channel]);
            }
            sum[3] += seen;
        }
    } else {
        for (sum, channel) in sums.iter_mut().zip(line) {
            *sum += weight * f32::from(*channel);
        }
    }
}

#[expect(clippy::cast_sign_loss, reason = "it is clamped to what a byte holds")]
fn rounded<const CHANNELS: usize>(sum: [f32; CHANNELS]) -> [u8; CHANNELS] {
    let whole = (WHOLE * WHOLE) as f32;
    let byte = |value: f32| (value + 0.5).clamp(0.0, 255.0) as u8;
    if CHANNELS == 4 {
        let seen = sum[3];
        let mut pixel = sum.map(|channel| if seen > 0.0 { byte(channel / seen) } else { 0 });
        pixel[3] = byte(seen / whole);
        return pixel;
    }
    sum.map(|channel| byte(channel / whole))
}
