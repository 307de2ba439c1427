//! Edits, differences, queries, merges and history: what holds for any plan and any script of changes.

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/mod.rs"]
mod support;

mod branches;
mod grammar;
mod history;
mod merge;
mod merge_decide;
mod merge_laws;
mod oracle;
mod properties;
mod queries;
mod readings;
mod rules;
