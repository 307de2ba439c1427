//! Edits, differences, queries and history: what holds for any plan and any script of changes.

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/mod.rs"]
mod support;

mod grammar;
mod history;
mod merge;
mod properties;
mod queries;
mod rules;
