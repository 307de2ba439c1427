#![no_main]

mod laws;
#[path = "../support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::markers(bytes));
