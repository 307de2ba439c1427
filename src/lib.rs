//! outgrow: a terminal workbench that plans the way from a working MVP to a product that holds at 10, 50
//! and 100 times the load.

pub mod analysis;
pub mod diff;
pub mod edit;
pub mod history;
pub mod model;
pub mod query;
pub mod register;
pub mod report;
pub mod session;
pub mod store;
pub mod text;
pub mod tui;
