//! The workbench: keys in, commands, edits, screens out.

pub mod app;
pub mod command;
pub mod commands;
pub mod keys;
pub mod overlay;
pub mod paint;
pub mod run;
pub mod screen;
