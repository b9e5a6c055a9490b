//! Compresses pages, and highlighted code. Pages of a site have most of their text in common, so that each one is compressed
//! as what it differs in from a model: one of them. A third of the size that it would have alone, in no more time. Code has no
//! model.

use std::sync::{Mutex, OnceLock, PoisonError};

use zstd::bulk::{Compressor, Decompressor};

/// How hard it is tried: negative levels are faster, and larger.
const LEVEL: i32 = -1;
/// Most bytes of a model that are looked at.
const MOST_BYTES: usize = 64 << 10;

/// Packs and unpacks pages, on any thread.
#[derive(Default)]
pub(super) struct Press {
    model: OnceLock<Vec<u8>>,
    packers: Mutex<Vec<Compressor<'static>>>,
    unpackers: Mutex<Vec<Decompressor<'static>>>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").field("model", &self.model().len()).finish_non_exhaustive()
    }
}

impl Press {
    /// A press after this model. Without one it has none yet.
    pub(super) fn like(model: &[u8]) -> Self {
        let press = Self::default();
        if !model.is_empty() {
            let _ = press.model.set(model.to_owned());
        }
        press
    }

    /// The model, which is needed to unpack what was packed after it.
    pub(super) fn model(&self) -> &[u8] {
        self.model.get().map_or(&[], Vec::as_slice)
    }

    /// Sets the model, unless there is one.
    pub(super) fn set_model(&self, page: &[u8]) {
        let _ = self.model.set(page[..page.len().min(MOST_BYTES)].to_owned());
    }

    /// Packs a page, after the model if there is one: from now on it can't be another.
    pub(super) fn pack(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let model = self.model.get_or_init(Vec::new);
        let free = self.packers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut packer = free.map_or_else(|| Compressor::with_dictionary(LEVEL, model), Ok).ok()?;
        let bytes = packer.compress(bytes).ok();
        self.packers.lock().unwrap_or_else(PoisonError::into_inner).push(packer);
        bytes
    }

    /// Unpacks a page of this many bytes.
    pub(super) fn unpack(&self, packed: &[u8], size: usize) -> Option<Vec<u8>> {
        let free = self.unpackers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut unpacker = free.map_or_else(|| Decompressor::with_dictionary(self.model()), Ok).ok()?;
        let bytes = unpacker.decompress(packed, size).ok();
        self.unpackers.lock().unwrap_or_else(PoisonError::into_inner).push(unpacker);
        bytes
    }
}
