//! Bytes with their checksum behind them: how every file of the cache is kept, so that one that is damaged or cut off is as
//! good as none. And bytes with their length before them, of which such a file is made.

use xxhash_rust::xxh3::xxh3_64;

/// Puts the checksum behind the bytes.
pub(super) fn seal(bytes: &mut Vec<u8>) {
    let sum = xxh3_64(bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
}

/// The bytes before their checksum; nothing where it is not theirs.
pub(super) fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (body, sum) = bytes.split_last_chunk::<8>()?;
    (xxh3_64(body).to_le_bytes() == *sum).then_some(body)
}

/// Adds a part, with its length before it.
pub(super) fn put_part(part: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(part);
}

/// A part with its length before it, and what follows it.
pub(super) fn take_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}
