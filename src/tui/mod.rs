//! STUB: stands here only so that the command line compiles; the workbench replaces this file.

use std::io;

use crate::config::{Glyphs, Theme};
use crate::model::Day;
use crate::session::Session;

/// How the workbench looks.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub glyphs: Glyphs,
    pub theme: Theme,
    pub color: bool,
}

/// Opens the workbench on a session and gives the terminal back when it ends.
pub fn run(_session: Session, _today: Day, _setup: Setup) -> io::Result<()> {
    Ok(())
}
