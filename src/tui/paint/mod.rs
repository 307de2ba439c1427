//! From meanings to cells. Everything that reaches the buffer is [`Shown`] text.

pub mod theme;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

pub use theme::{Glyphs, Theme};

use crate::report::doc::Words;
use crate::text::{Shown, show};

/// How everything is painted: attributes and characters.
#[derive(Clone, Copy, Default, Debug)]
pub struct Look {
    pub theme: Theme,
    pub glyphs: Glyphs,
}

impl Look {
    /// One line of words at a place, cut at `width`; gives the cells it took.
    pub fn words(self, buffer: &mut Buffer, x: u16, y: u16, width: u16, words: &Words) -> u16 {
        let end = x.saturating_add(width);
        let mut at = x;
        let fitted = (words.width() > usize::from(width)).then(|| without_end(words));
        let words = fitted.as_ref().unwrap_or(words);
        let total = words.width();
        let mut seen = 0;
        for (tone, text) in &words.0 {
            let room = end.saturating_sub(at) as usize;
            if room == 0 {
                break;
            }
            seen += text.width();
            // A piece that ends the room while more would follow carries the mark of the cut.
            let cut = if seen < total && text.width() >= room && text.width() <= room {
                text.cut(room.saturating_sub(1))
            } else {
                text.cut(room)
            };
            put(buffer, at, y, &self.glyphs.drawn(&cut), self.theme.style(*tone));
            at = at.saturating_add(u16::try_from(cut.width()).unwrap_or(u16::MAX));
        }
        at - x
    }

    /// A line of plain text, cut at `width`.
    pub fn text(self, buffer: &mut Buffer, x: u16, y: u16, width: u16, text: &Shown) {
        put(buffer, x, y, &self.glyphs.drawn(&text.cut(width as usize)), Style::new());
    }

    /// A box with a title; gives the room inside.
    pub fn pane(self, buffer: &mut Buffer, area: Rect, title: &Words) -> Rect {
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let block = Block::bordered().border_set(self.glyphs.border());
        let inside = block.inner(area);
        block.render(area, buffer);
        if !title.is_empty() && area.width > 6 {
            let title = Words(
                std::iter::once((Default::default(), Shown::from(" ")))
                    .chain(title.0.iter().cloned())
                    .chain(std::iter::once((Default::default(), Shown::from(" "))))
                    .collect(),
            );
            self.words(buffer, area.x + 2, area.y, area.width - 4, &title);
        }
        inside
    }

    /// A box over what is there.
    pub fn overlay(self, frame: &mut Frame<'_>, area: Rect, title: &Words) -> Rect {
        frame.render_widget(Clear, area);
        self.pane(frame.buffer_mut(), area, title)
    }

    /// Marks a row of cells as the selected one.
    pub fn select(self, buffer: &mut Buffer, area: Rect) {
        buffer.set_style(area.intersection(buffer.area), self.theme.selected());
    }
}

/// Words without the blanks at their end, which are nothing that would be missed: a wrapped line carries one.
fn without_end(words: &Words) -> Words {
    let last = words.0.iter().rposition(|(_, text)| !text.as_str().trim_end().is_empty());
    let mut kept = Words(words.0[..last.map_or(0, |last| last + 1)].to_vec());
    if let Some((_, text)) = kept.0.last_mut() {
        *text = show(text.as_str().trim_end());
    }
    kept
}

/// The one call that writes text into the buffer; [`Shown`] holds no control character.
#[expect(clippy::disallowed_methods, reason = "this is where Shown text becomes cells")]
fn put(buffer: &mut Buffer, x: u16, y: u16, text: &Shown, style: Style) {
    if buffer.area.contains((x, y).into()) {
        let room = buffer.area.right().saturating_sub(x) as usize;
        buffer.set_stringn(x, y, text.as_str(), room, style);
    }
}

/// A box of at most this size in the middle of `area`.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}
