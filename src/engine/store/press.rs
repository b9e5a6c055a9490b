//! Compresses pieces. Pages of a site have most of their text in common, so that each one is compressed after a dictionary:
//! one of them. A third of the size that it would have alone, in no more time.

use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;
use zstd::bulk::{Compressor, Decompressor};

/// How hard it is tried: negative levels are faster, and larger.
const LEVEL: i32 = -1;
/// Most bytes of a dictionary.
const MOST_BYTES: usize = 64 << 10;
/// Most bytes of an unpacked piece: a damaged length must not ask for more memory.
const LARGEST: usize = 64 << 20;

/// Packs and unpacks, on any thread.
#[derive(Default)]
pub(super) struct Press {
    dictionary: Vec<u8>,
    packers: Mutex<Vec<Compressor<'static>>>,
    unpackers: Mutex<Vec<Decompressor<'static>>>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").field("dictionary", &self.dictionary.len()).finish_non_exhaustive()
    }
}

/// What of a page is a dictionary for others.
pub(super) fn dictionary(page: &[u8]) -> &[u8] {
    &page[..page.len().min(MOST_BYTES)]
}

impl Press {
    /// A press after this dictionary.
    pub(super) fn after(dictionary: Vec<u8>) -> Self {
        Self { dictionary, ..Self::default() }
    }

    /// Packs bytes, with their length and checksum before them: after another dictionary they would come out as others.
    pub(super) fn pack(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let free = self.packers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut compressor =
            free.map_or_else(|| Compressor::with_dictionary(LEVEL, &self.dictionary), Ok).ok()?;
        let packed = compressor.compress(bytes).ok();
        self.packers.lock().unwrap_or_else(PoisonError::into_inner).push(compressor);
        let mut out = u32::try_from(bytes.len()).ok()?.to_le_bytes().to_vec();
        out.extend(xxh3_64(bytes).to_le_bytes());
        out.extend(packed?);
        Some(out)
    }

    /// Unpacks what [`Press::pack`] made.
    pub(super) fn unpack(&self, packed: &[u8]) -> Option<Vec<u8>> {
        let (size, packed) = packed.split_first_chunk::<4>()?;
        let (checksum, packed) = packed.split_first_chunk::<8>()?;
        let size = usize::try_from(u32::from_le_bytes(*size)).ok().filter(|size| *size <= LARGEST)?;
        let free = self.unpackers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut unpacker = free.map_or_else(|| Decompressor::with_dictionary(&self.dictionary), Ok).ok()?;
        let bytes = unpacker.decompress(packed, size).ok();
        self.unpackers.lock().unwrap_or_else(PoisonError::into_inner).push(unpacker);
        bytes.filter(|bytes| xxh3_64(bytes).to_le_bytes() == *checksum)
    }
}
