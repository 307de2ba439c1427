//! The workbench on a terminal.

pub mod run;
