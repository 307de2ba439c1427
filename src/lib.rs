//! outgrow: a terminal workbench that plans the way from a working MVP to a product that holds at 10, 50
//! and 100 times the load.
//!
//! # Layers
//! Each module uses only those before its arrow; `tests/layers.rs` holds the table and fails on any other use.
//!
//! ```text
//! text ← everything
//! model ← register ← edit, diff, merge, query ← history
//! analysis → model, register, edit, diff    figure → model
//! report   → analysis, figure, query, diff, edit, register
//! exchange → report, figure, analysis, register, edit
//! store    → model, register                git → model
//! session  → store, git, history, merge, analysis, exchange
//! cli, tui → session and everything under it; cli starts tui, tui knows no cli
//! ```
//!
//! `edit`, `diff`, `merge` and `query` are one layer. ratatui and crossterm stand only under `tui/`. Files,
//! processes, the environment and the clock are touched only in `store/`, `git/`, `session/`, `config.rs`,
//! `cli/`, `tui/run/` and `main.rs`: today, seeds and sizes are passed in.

#![warn(clippy::unwrap_used)]

pub mod analysis;
pub mod cli;
pub mod config;
pub mod diff;
pub mod edit;
pub mod exchange;
pub mod figure;
pub mod git;
pub mod history;
pub mod merge;
pub mod model;
pub mod query;
pub mod register;
pub mod report;
pub mod session;
pub mod store;
pub mod text;
pub mod tui;
