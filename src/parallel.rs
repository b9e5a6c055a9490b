//! Work on many items, on all processors.
//!
//! One way for all of it: what a library of parallel iterators compiles for each use is most of what a small use costs to build.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::footprint::Footprint;

/// Into how many pieces work is cut at most. Some items take a thousand times as long as others, so there are many more pieces than
/// processors.
const PIECES: usize = 256;

/// Does something with each item; what comes of it is in their order.
pub fn map<'i, T: Sync, R: Send>(items: &'i [T], work: impl Fn(&'i T) -> R + Sync) -> Vec<R> {
    range(items.len(), |at| work(&items[at]))
}

/// Does something with so many items at once; what comes of them is in their order.
pub fn map_chunks<T: Sync, R: Send>(items: &[T], length: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(length).collect();
    map(&chunks, |chunk| work(chunk))
}

/// Does something with each number below `count`; what comes of it is in their order.
pub fn range<R: Send>(count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let length = count.div_ceil(PIECES).max(1);
    let pieces: Vec<Mutex<(Vec<R>, Footprint)>> =
        (0..count.div_ceil(length)).map(|_| Mutex::default()).collect();
    each(pieces.len(), &|piece| {
        let first = piece * length;
        let done = Footprint::of(|| (first..count.min(first + length)).map(&work).collect());
        *pieces[piece].lock().unwrap_or_else(PoisonError::into_inner) = done;
    });
    let mut all = Vec::with_capacity(count);
    for piece in pieces {
        let (mut done, footprint) = piece.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.append(&mut done);
        footprint.leave();
    }
    all
}

fn each(pieces: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..pieces).into_par_iter().with_max_len(1).for_each(work);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_items_is_in_their_order() {
        for count in [0, 1, 2, PIECES - 1, PIECES, PIECES + 1, 3 * PIECES, 1000] {
            assert_eq!(range(count, |at| at * 2), (0..count).map(|at| at * 2).collect::<Vec<_>>());
        }
        assert_eq!(map(&["a", "b"], |text| text.to_uppercase()), ["A", "B"]);
        let all = std::panic::catch_unwind(|| range(9, |at| assert!(at < 5)));
        assert!(all.is_err());
    }
}
