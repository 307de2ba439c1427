//! The plan on disk: canonical bytes, comments, errors with their place, saves under faults.

#[path = "../support/disk.rs"]
mod disk;
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
mod kills;
mod markers;
mod outside;
mod rivals;
mod saves;
mod scenes;
mod sessions;
mod trial;
