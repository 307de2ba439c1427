//! A page to read: the preview of the summary, a note in full.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Act, Next};
use crate::report::doc::{Doc, Words};
use crate::report::layout::{self, Heads};
use crate::text::{Shown, show};
use crate::tui::app::App;

/// The page.
pub struct Reader {
    title: Shown,
    doc: Doc,
    /// Whether the page is the summary, which can be printed from here.
    pub prints: bool,
    top: usize,
    /// The document as lines of the width it was last drawn in.
    lines: Vec<Words>,
    width: usize,
    height: usize,
}

impl Reader {
    pub fn new(title: impl Into<Shown>, doc: Doc) -> Reader {
        Reader { title: title.into(), doc, prints: false, top: 0, lines: Vec::new(), width: 0, height: 1 }
    }

    pub fn act(&mut self, act: Act, _app: &mut App) -> Next {
        let page = self.height.saturating_sub(1).max(1);
        let last = self.lines.len().saturating_sub(self.height);
        self.top = match act {
            Act::Cancel | Act::Accept => return Next::Close,
            Act::Up => self.top.saturating_sub(1),
            Act::Down => self.top + 1,
            Act::PageUp => self.top.saturating_sub(page),
            Act::PageDown => self.top + page,
            Act::Previous => 0,
            Act::Next => last,
            _ => self.top,
        }
        .min(last);
        Next::Stay
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let inside = app.look.overlay(frame, area, &Words::new().strong(&self.title));
        let width = usize::from(inside.width.saturating_sub(2)).min(100);
        self.height = usize::from(inside.height).max(1);
        if self.width != width {
            self.width = width;
            self.lines = layout::lines(&self.doc, width, Heads::Ruled);
        }
        self.top = self.top.min(self.lines.len().saturating_sub(self.height));
        for (y, line) in self.lines.iter().skip(self.top).take(self.height).enumerate() {
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, inside.width.saturating_sub(2), line);
        }
        let left = self.lines.len().saturating_sub(self.top + self.height);
        if left > 0 {
            let more = Words::from(show(format!(" {left} more lines ")));
            let x = area.right().saturating_sub(more.width() as u16 + 2);
            app.look.words(frame.buffer_mut(), x, area.bottom() - 1, area.width, &more);
        }
    }
}
