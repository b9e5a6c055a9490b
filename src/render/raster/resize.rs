//! Pictures at a smaller width, by Lanczos' filter with three lobes.
//!
//! Row for row: the rows that a row of the result lies on are added up, then the columns of that sum. So there is no
//! picture between the two steps, and the long loops are ones that compilers turn into vectors. Weights are whole parts of
//! 16,384: they are the same on every machine, although sines are not.

use std::f64::consts::PI;

use super::decode::Pixels;

const LOBES: f64 = 3.0;
/// What the weights of a pixel of the result add up to.
const WHOLE: f64 = 16_384.0;
/// Rows of the result that are made together: the numbers that a vector of any machine holds.
const AT_ONCE: usize = 4;

/// The pixels of one line that a pixel of the result lies on: the first, and the weight of each.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

/// A picture at another width and height.
pub(super) fn resized(picture: &Pixels, width: u32, height: u32) -> Pixels {
    let (columns, rows) = (spans(picture.width, width), spans(picture.height, height));
    let from_width = picture.width as usize;
    let bytes = match picture.channels {
        4 => filled::<4>(&weighed(&picture.bytes), &columns, &rows, from_width),
        _ => filled::<3>(&picture.bytes, &columns, &rows, from_width),
    };
    Pixels { width, height, channels: picture.channels, bytes }
}

/// What each pixel of a line lies on, from the start.
#[expect(clippy::cast_sign_loss, reason = "the ends of what a pixel lies on are within the line")]
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

/// The bytes of the result, four rows at once, so that four sums can be added to in one step.
fn filled<const CHANNELS: usize>(bytes: &[u8], columns: &[Span], rows: &[Span], width: usize) -> Vec<u8> {
    let (stride, to_stride) = (width * CHANNELS, columns.len() * CHANNELS);
    let mut filled = vec![0; rows.len() * to_stride];
    let mut sums = vec![0.0_f32; stride];
    let mut pixels = vec![[[0.0_f32; AT_ONCE]; CHANNELS]; width];
    for (rows, lines) in rows.chunks(AT_ONCE).zip(filled.chunks_mut(AT_ONCE * to_stride)) {
        for (number, row) in rows.iter().enumerate() {
            sum_up(&mut sums, &bytes[row.first * stride..], &row.weights);
            for (pixel, sums) in pixels.iter_mut().zip(sums.as_chunks::<CHANNELS>().0) {
                for (channel, sum) in pixel.iter_mut().zip(sums) {
                    channel[number] = *sum;
                }
            }
        }
        for (at, column) in columns.iter().enumerate() {
            let mut sums = [[0.0_f32; AT_ONCE]; CHANNELS];
            for (pixel, weight) in pixels[column.first..].iter().zip(&column.weights) {
                for (sums, channel) in sums.iter_mut().zip(pixel) {
                    for (sum, channel) in sums.iter_mut().zip(channel) {
                        *sum += channel * weight;
                    }
                }
            }
            unweigh(&mut sums);
            let bytes = sums.map(|sums| sums.map(rounded));
            for (number, line) in lines.chunks_exact_mut(to_stride).enumerate() {
                for (byte, bytes) in line[at * CHANNELS..][..CHANNELS].iter_mut().zip(&bytes) {
                    *byte = bytes[number];
                }
            }
        }
    }
    filled
}

/// Adds up lines by their weights, four at a time, so that the sums are seldom fetched and stored.
fn sum_up(sums: &mut [f32], lines: &[u8], weights: &[f32]) {
    sums.fill(0.0);
    let length = sums.len();
    let line = |number: usize| &lines[number * length..][..length];
    let (fours, rest) = weights.as_chunks::<4>();
    for (number, [a, b, c, d]) in fours.iter().enumerate() {
        let [first, second, third, fourth] = [0, 1, 2, 3].map(|step| line(number * 4 + step));
        for (at, sum) in sums.iter_mut().enumerate() {
            *sum += (f32::from(first[at]) * a + f32::from(second[at]) * b)
                + (f32::from(third[at]) * c + f32::from(fourth[at]) * d);
        }
    }
    for (number, weight) in rest.iter().enumerate() {
        for (sum, channel) in sums.iter_mut().zip(line(fours.len() * 4 + number)) {
            *sum += f32::from(*channel) * weight;
        }
    }
}

/// The nearest byte. To add 2²³ leaves no room for anything but whole numbers, the lowest bits; a cast would ask of each
/// number whether it is one.
fn rounded(sum: f32) -> u8 {
    const WHOLE_NUMBERS: f32 = 8_388_608.0;
    let share = sum * (1.0 / (WHOLE * WHOLE)) as f32;
    (share.clamp(0.0, 255.0) + WHOLE_NUMBERS).to_bits() as u8
}

/// Colours by how far they are seen, so that what nobody sees doesn't bleed over an edge.
fn weighed(bytes: &[u8]) -> Vec<u8> {
    let weigh = |[red, green, blue, alpha]: &[u8; 4]| {
        let share = |channel: u8| ((u32::from(channel) * u32::from(*alpha) + 127) / 255) as u8;
        [share(*red), share(*green), share(*blue), *alpha]
    };
    bytes.as_chunks().0.iter().flat_map(weigh).collect()
}

/// The sums of colours that those of [`weighed`] ones stand for. Before they are cut to what a byte holds, or edges would shine.
fn unweigh<const CHANNELS: usize>(sums: &mut [[f32; AT_ONCE]; CHANNELS]) {
    let Some([colours @ .., alphas]) = sums.first_chunk_mut::<4>() else { return };
    let scale = (255.0 * WHOLE * WHOLE) as f32;
    for colour in colours {
        for (sum, alpha) in colour.iter_mut().zip(&*alphas) {
            *sum *= if *alpha > 0.0 { scale / *alpha } else { 0.0 };
        }
    }
}
