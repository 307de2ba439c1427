//! The plan on disk: canonical bytes, comments, errors with their place, saves under faults.

#[path = "../fuzz/laws.rs"]
mod laws;
#[path = "../support/mod.rs"]
mod support;

mod canonical;
mod chance;
mod comments;
mod errors;
mod faults;
mod git;
mod golden;
mod hostile;
mod markers;
mod saves;
mod sessions;
