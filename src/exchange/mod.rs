//! The plan for other programs: one file a format.

pub mod changes;
pub mod debt;
pub mod forecast;
pub mod gov;
pub mod ics;
pub mod json;
pub mod madr;
pub mod map;
pub mod plain;
pub mod readings;
pub mod sarif;
pub mod schema;
pub mod screen;
pub mod team;
pub mod tjp;
pub mod whatif;
