//! A list that is kept from build to build: what a change leaves as it is, the old and the new list share.

use std::sync::Arc;

/// How many items are shared or copied together.
pub(super) const CHUNK: usize = 64;

/// A list in chunks. A clone shares all of them, and a change copies the chunk that it touches.
#[derive(Clone, Debug)]
pub(super) struct Shared<T> {
    chunks: Vec<Arc<Vec<T>>>,
    length: usize,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), length: 0 }
    }
}

impl<T> Shared<T> {
    /// The list of these chunks. None if one of them, but for the last, is not full.
    pub(super) fn of_chunks(chunks: Vec<Vec<T>>) -> Option<Self> {
        let length = chunks.iter().map(Vec::len).sum();
        let (last, full) = chunks.split_last().map_or((0, &[] as &[_]), |(last, full)| (last.len(), full));
        let is_right = full.iter().all(|chunk| chunk.len() == CHUNK) && last <= CHUNK;
        is_right.then(|| Self { chunks: chunks.into_iter().map(Arc::new).collect(), length })
    }

    pub(super) fn chunks(&self) -> &[Arc<Vec<T>>] {
        &self.chunks
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    pub(super) fn get(&self, at: u32) -> Option<&T> {
        self.chunks.get(at as usize / CHUNK)?.get(at as usize % CHUNK)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T: Clone> Shared<T> {
    /// An item to be changed.
    pub(super) fn get_mut(&mut self, at: u32) -> Option<&mut T> {
        let chunk = self.chunks.get_mut(at as usize / CHUNK)?;
        Arc::make_mut(chunk).get_mut(at as usize % CHUNK)
    }

    pub(super) fn push(&mut self, item: T) {
        if self.length.is_multiple_of(CHUNK) {
            self.chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(item);
            self.length += 1;
        }
    }
}

impl<T: Clone> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::default();
        for item in items {
            list.push(item);
        }
        list
    }
}
