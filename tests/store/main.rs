//! The plan on disk: canonical bytes, comments, errors with their place, saves under faults.

#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/mod.rs"]
mod support;

mod canonical;
mod comments;
mod errors;
mod faults;
mod git;
mod hostile;
mod kills;
mod outside;
mod rivals;
mod saves;
mod scenes;
mod sessions;
