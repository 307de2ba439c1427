//! Text of several lines, for a field that holds prose or a list of lines.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea};

use super::{Act, Next};
use crate::merge::Take;
use crate::model::{Address, Id};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::text::{Shown, show};
use crate::tui::app::{App, Editing};
use crate::tui::keys::Chord;
use crate::tui::paint::centered;
use crate::tui::run::Effect;

/// Where the text goes.
#[derive(Clone)]
pub enum Into {
    /// A field of a row, at once.
    Row(Address, usize),
    /// A field of the form below.
    Form(usize),
    /// In place of two values that wait to be decided.
    Decision(Id),
}

/// The text being typed.
pub struct Text {
    into: Into,
    title: Shown,
    area: TextArea<'static>,
    before: String,
    error: Option<Shown>,
}

impl Text {
    pub fn new(into: Into, title: impl std::convert::Into<Shown>, text: &str) -> Text {
        Text { into, title: title.into(), area: area(text), before: text.to_string(), error: None }
    }

    fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        let refused = self.error.take().is_some();
        match act {
            Act::Cancel if self.text() == self.before => return Next::Close,
            // What was refused stands in sight; a second Esc means to leave without it.
            Act::Cancel if refused => {
                app.say(format!("{} is as it was", self.title));
                return Next::Close;
            }
            Act::Cancel | Act::Save => return self.store(app),
            Act::Accept => self.area.insert_newline(),
            Act::Type(chord) => self.key(chord),
            Act::Paste(text) => drop(self.area.insert_str(clean(&text))),
            Act::Fill(_, text) => self.area = area(&text),
            Act::Up => self.area.move_cursor(CursorMove::Up),
            Act::Down => self.area.move_cursor(CursorMove::Down),
            Act::Left => self.area.move_cursor(CursorMove::Back),
            Act::Right => self.area.move_cursor(CursorMove::Forward),
            Act::PageUp => (0..10).for_each(|_| self.area.move_cursor(CursorMove::Up)),
            Act::PageDown => (0..10).for_each(|_| self.area.move_cursor(CursorMove::Down)),
            Act::Next => drop(self.area.insert_str("  ")),
            Act::Previous | Act::More => {}
            Act::Outside => {
                let tag = app.editing.iter().map(|(tag, _)| tag + 1).max().unwrap_or(1);
                app.editing.push((tag, Editing::Form(0)));
                app.effects.push(Effect::Edit { tag, text: self.text(), name: "text.md".to_string() });
            }
        }
        Next::Stay
    }

    fn key(&mut self, chord: Chord) {
        use crossterm::event::KeyCode::{Backspace, Char, Delete, End, Home};
        match (chord.code, chord.ctrl) {
            (Char(c), false) if !c.is_control() => self.area.insert_char(c),
            (Char('k'), true) => drop(self.area.delete_line_by_end()),
            (Char('w'), true) => drop(self.area.delete_word()),
            (Backspace, _) | (Char('h'), true) => drop(self.area.delete_char()),
            (Delete, _) => drop(self.area.delete_next_char()),
            (Home, _) | (Char('a'), true) => self.area.move_cursor(CursorMove::Head),
            (End, _) | (Char('e'), true) => self.area.move_cursor(CursorMove::End),
            (Char('z'), true) => drop(self.area.undo()),
            _ => {}
        }
    }

    fn store(&mut self, app: &mut App) -> Next {
        let text = self.text();
        match self.into.clone() {
            Into::Form(field) => {
                app.act(Act::Fill(field, text));
                Next::Close
            }
            Into::Decision(conflict) => {
                if super::decide::carry_out(app, &conflict, &Take::Typed(text)) {
                    return Next::Close;
                }
                self.error = Some(app.status.0.text());
                Next::Stay
            }
            Into::Row(at, field) => match crate::tui::commands::set_field(app, &at, field, text) {
                Ok(()) => Next::Close,
                Err(why) => {
                    self.error = Some(why);
                    Next::Stay
                }
            },
        }
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let place = centered(area, 84, area.height.min(20));
        let inside = app.look.overlay(frame, place, &Words::new().strong(&self.title));
        if inside.height < 2 {
            return;
        }
        // The widget would paint raw text: its lines are painted here, made safe to show.
        let rows = usize::from(inside.height - 1);
        let ratatui_textarea::DataCursor(row, column) = self.area.cursor();
        let top = (row + 1).saturating_sub(rows);
        let width = usize::from(inside.width.saturating_sub(2));
        for (y, line) in self.area.lines().iter().skip(top).take(rows).enumerate() {
            let skip = if top + y == row { (column + 1).saturating_sub(width) } else { 0 };
            let text: String = line.chars().skip(skip).collect();
            app.look.text(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, width as u16, &show(text));
        }
        let before: String = self.area.lines().get(row).map_or(String::new(), |l| l.chars().take(column).collect());
        let skip = (column + 1).saturating_sub(width);
        let shown: String = before.chars().skip(skip).collect();
        let x = inside.x + 1 + show(shown).width() as u16;
        frame.set_cursor_position((x.min(inside.right().saturating_sub(1)), inside.y + (row - top) as u16));
        let hint = match &self.error {
            Some(error) => {
                let way_out = Words::new().plain("  ").key("Esc").plain(" leaves it as it was");
                let room = width.saturating_sub(way_out.width());
                let mut words = lines::cut(&Words::new().with(Tone::Act, "! ").plain(error), room);
                words.0.extend(way_out.0);
                words
            }
            None => Words::new().key("Esc").plain(" done  ").key("C-o").plain(" in your editor"),
        };
        app.look.words(frame.buffer_mut(), inside.x + 1, inside.bottom() - 1, inside.width.saturating_sub(2), &hint);
    }
}

fn area(text: &str) -> TextArea<'static> {
    TextArea::new(text.lines().map(str::to_string).collect())
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
