//! The plan on disk: canonical bytes, comments, errors with their place, saves under faults.

mod canonical;
