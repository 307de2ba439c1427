//! The workbench driven by keys and read as whole screens.

mod change;
mod commands;
mod decide;
mod files;
mod forms;
mod growth;
mod harness;
mod hostile;
mod pictures;
mod random;
mod screens;
mod sizes;
mod timeline;
mod walk;

#[path = "../support/mod.rs"]
mod support;
