//! Frames: drawn by the application, kept to what a terminal can take, sent in one piece.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::{Application, guard};
use crate::text::is_clean;

/// The largest screen that is drawn; a terminal that says it is larger keeps the rest empty. The largest it
/// could say would take gigabytes.
const WIDEST: u16 = 500;
const TALLEST: u16 = 300;

/// Where the terminal does not know its size, as on a serial line.
const USUAL: (u16, u16) = (80, 24);

/// A frame is shown at once by terminals that know this mode, and all others pass it over unseen: an
/// unknown private mode is no error anywhere. It needs no question first, and one write holds both ends.
const FRAME_STARTS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";

/// The size to draw; the last known or usual one where the terminal does not say.
fn screen_size() -> (u16, u16) {
    let (width, height) = guard::size().filter(|(width, height)| *width > 0 && *height > 0).unwrap_or(USUAL);
    (width.min(WIDEST), height.min(TALLEST))
}

/// The bytes of a frame before they go out in one piece.
#[derive(Clone, Default)]
struct Pen(Rc<RefCell<Vec<u8>>>);

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// ratatui flushes several times a frame; what counts is the end of it.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is drawn on.
pub(super) struct Screen {
    pen: Pen,
    terminal: Terminal<CrosstermBackend<Pen>>,
    size: (u16, u16),
    /// The terminal may show anything: clear it and draw every cell.
    spoilt: bool,
}

impl Screen {
    pub fn new() -> io::Result<Screen> {
        let pen = Pen::default();
        let size = screen_size();
        Ok(Screen { terminal: terminal(&pen, size)?, pen, size, spoilt: false })
    }

    /// Reads the size again; gives it if it is another. Everything is drawn anew also when it is the same:
    /// it may have been another in between.
    pub fn resized(&mut self) -> Option<(u16, u16)> {
        self.spoil();
        let before = std::mem::replace(&mut self.size, screen_size());
        (self.size != before).then_some(self.size)
    }

    /// Somebody else has drawn on it.
    pub fn spoil(&mut self) {
        self.spoilt = true;
    }

    pub fn draw(&mut self, app: &mut dyn Application) -> io::Result<()> {
        if std::mem::take(&mut self.spoilt) {
            self.terminal = terminal(&self.pen, self.size)?;
            self.pen.write_all(b"\x1b[0m\x1b[2J")?;
        }
        self.terminal.draw(|frame| {
            app.draw(frame);
            let tamed = tame(frame.buffer_mut());
            debug_assert!(tamed == 0, "cells hold what did not come through Shown");
        })?;
        let drawn = std::mem::take(&mut *self.pen.0.borrow_mut());
        guard::write(&[FRAME_STARTS, &drawn, FRAME_ENDS].concat())
    }
}

/// A terminal of a fixed size asks nobody: not for the size, which would open the device for every frame,
/// nor for the cursor. A new one knows nothing of what is on screen, so it draws all of it.
fn terminal(pen: &Pen, (width, height): (u16, u16)) -> io::Result<Terminal<CrosstermBackend<Pen>>> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    Terminal::with_options(CrosstermBackend::new(pen.clone()), TerminalOptions { viewport })
}

/// The last line of defence: ratatui lets anything through where a cell's symbol is set as it is. Only what came
/// past `Shown` can be unclean, so this is a mistake of ours. Gives how many there were.
#[expect(clippy::disallowed_methods, reason = "it takes out what did not come through Look")]
fn tame(buffer: &mut Buffer) -> usize {
    let mut unclean = 0;
    for cell in buffer.content.iter_mut().filter(|cell| !is_clean(cell.symbol())) {
        cell.set_symbol("\u{fffd}");
        unclean += 1;
    }
    unclean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "it does what must not be done")]
    fn what_came_past_shown_does_not_come_out() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        let cells =
            ["a", "漢", "👩\u{200d}🚀", "\u{1b}]52;c;AA==\u{7}", "\u{202e}", "\u{9b}2J", "e\u{200b}", "\u{e0041}"];
        for (cell, symbol) in buffer.content.iter_mut().zip(cells) {
            cell.set_symbol(symbol);
        }
        assert_eq!(tame(&mut buffer), 5);
        let symbols: Vec<&str> = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(symbols, ["a", "漢", "👩\u{200d}🚀", "\u{fffd}", "\u{fffd}", "\u{fffd}", "\u{fffd}", "\u{fffd}"]);
    }
}
