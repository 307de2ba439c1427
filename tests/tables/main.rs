//! The tables as tables: every register, field, choice and screen keeps the same promises.

#[path = "../support/mod.rs"]
mod support;

mod fields;
mod round_trips;
mod values;
