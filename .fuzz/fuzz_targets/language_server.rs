//! Hands random bytes to the target of this name in `src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fieldnotes_fuzz::language_server(bytes));
