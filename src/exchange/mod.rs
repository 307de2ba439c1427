//! The plan for other programs: one file a format.

pub mod json;
pub mod plain;
pub mod schema;
pub mod screen;
