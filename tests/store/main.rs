//! The plan on disk: canonical bytes, comments, errors with their place, saves under faults.

#[path = "../support/mod.rs"]
mod support;

mod canonical;
mod comments;
mod errors;
mod faults;
mod git;
mod hostile;
mod saves;
mod sessions;
