//! How a form looks: the fields in sight, what typed text comes to, hints and keys.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::pick::window;
use super::{Form, Slot};
use crate::model::Day;
use crate::model::value::Kind;
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::paint::centered;

impl Form {
    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let shown = self.shown();
        let hidden = self.slots.len() - shown.len();
        let errors = shown.iter().filter(|at| self.slots[**at].error.is_some()).count() as u16;
        let width = area.width.min(76);
        let full = shown.len() > 14 && area.height <= 24;
        let height = if full { area.height } else { (shown.len() as u16 + errors.max(1) + 5).min(area.height) };
        let what = match &self.at {
            Some(at) => format!("edit {at}"),
            None => format!("new {}", self.home.about().singular),
        };
        let mut title = Words::new().strong(show(what));
        if self.changed() > 0 {
            title = title.plain(show(format!("  {} changed", self.changed())));
        }
        let inside = app.look.overlay(frame, centered(area, width, height), &title);
        if inside.height < 4 {
            return;
        }
        let label =
            shown.iter().map(|at| self.home.field(self.slots[*at].field).label.len()).max().unwrap_or(0).min(18) + 2;
        let rows = usize::from(inside.height) - 3;
        let place = shown.iter().position(|at| *at == self.focus).unwrap_or(0);
        // An error takes a line of its own below its field.
        if place < self.top {
            self.top = place;
        }
        while self.lines_between(&shown, self.top, place) > rows && self.top < place {
            self.top += 1;
        }
        let mut y = inside.y;
        let bottom = inside.y + rows as u16;
        for at in shown.iter().skip(self.top) {
            if y >= bottom {
                break;
            }
            let slot = &self.slots[*at];
            let about = self.home.field(slot.field);
            let chosen = *at == self.focus;
            let star = if about.required { "*" } else { " " };
            let head =
                Words::from(if chosen { ">" } else { " " }).plain(show(about.label).pad(label)).plain(star).plain(" ");
            app.look.words(frame.buffer_mut(), inside.x, y, inside.width, &head);
            let x = inside.x + head.width() as u16;
            let room = inside.right().saturating_sub(x + 1);
            self.draw_value(app, frame, slot, chosen, Rect { x, y, width: room, height: 1 });
            y += 1;
            if let (Some(error), true) = (&slot.error, y < bottom) {
                let words = Words::new().with(Tone::Act, "! ").plain(error);
                app.look.words(frame.buffer_mut(), x, y, room, &lines::cut(&words, usize::from(room)));
                y += 1;
            }
        }
        self.draw_hints(app, frame, inside, hidden);
    }

    fn lines_between(&self, shown: &[usize], from: usize, to: usize) -> usize {
        shown[from..=to].iter().map(|at| 1 + usize::from(self.slots[*at].error.is_some())).sum()
    }

    fn draw_value(&self, app: &App, frame: &mut Frame<'_>, slot: &Slot, chosen: bool, area: Rect) {
        let value = slot.input.value();
        let width = usize::from(area.width);
        if let Kind::Choice(words) = slot.kind {
            let mut line = Words::new();
            let all = words.iter().map(|w| w.len() + 3).sum::<usize>();
            if chosen && all <= width {
                for word in words {
                    line = if *word == value {
                        line.strong(show(format!("[{word}]")))
                    } else {
                        line.plain(show(format!(" {word} ")))
                    };
                }
            } else {
                line = line.plain(show(if value.is_empty() && chosen {
                    "Left and Right choose".to_string()
                } else {
                    value.to_string()
                }));
                if chosen && !value.is_empty() {
                    line = Words::new().plain("< ").strong(show(value)).plain(" >");
                }
            }
            app.look.words(frame.buffer_mut(), area.x, area.y, area.width, &line);
            return;
        }
        let lines = value.lines().count();
        if lines > 1 || (Self::long(slot.kind) && chosen && value.is_empty()) {
            let first = value.lines().next().unwrap_or("");
            let tail = if lines > 1 { format!("  ({lines} lines)") } else { String::new() };
            let hint = if chosen { "  Enter opens it" } else { "" };
            let words = Words::from(show(first).cut(width.saturating_sub(30))).plain(show(tail)).plain(hint);
            app.look.words(frame.buffer_mut(), area.x, area.y, area.width, &words);
            return;
        }
        let resolved = self.resolved(app, slot);
        let room = width.saturating_sub(if resolved.is_empty() { 1 } else { resolved.width() + 3 }).max(8);
        let (text, cursor) = if chosen { window(&slot.input, room) } else { (show(value), 0) };
        let mut words = Words::from(text);
        if !resolved.is_empty() {
            words = words.plain("  ").plain(resolved);
        }
        app.look.words(frame.buffer_mut(), area.x, area.y, area.width, &lines::cut(&words, width));
        if chosen {
            frame.set_cursor_position(((area.x + cursor).min(area.right()), area.y));
        }
    }

    /// What typed text comes to, where it is not plain: the day behind `+2w`, the name behind an id.
    fn resolved(&self, app: &App, slot: &Slot) -> Shown {
        let value = slot.input.value();
        match slot.kind {
            Kind::Day if !value.is_empty() => {
                Day::typed(value, app.world.today).map_or(Shown::default(), |day| show(format!("= {}", day.words())))
            }
            Kind::Ref(key) => {
                let home = crate::register::register(key);
                let row = home.and_then(|home| {
                    let id = crate::model::Id::parse(value)?;
                    home.get(app.plan(), &id).map(|row| home.name_of(row))
                });
                row.filter(|name| name.as_str() != value).map_or(Shown::default(), |name| show(format!("= {name}")))
            }
            Kind::Money if !value.is_empty() => app.plan().product().currency.show(),
            Kind::Number | Kind::Whole if !value.is_empty() => {
                let unit = self.home.field(slot.field).unit;
                if unit == "money" { app.plan().product().currency.show() } else { unit.into() }
            }
            _ => Shown::default(),
        }
    }

    fn draw_hints(&self, app: &App, frame: &mut Frame<'_>, inside: Rect, hidden: usize) {
        let slot = &self.slots[self.focus];
        let about = self.home.field(slot.field);
        let width = inside.width.saturating_sub(2);
        let completions = self.completions(app);
        let hint = if completions.is_empty() || slot.input.value().is_empty() && completions.len() > 3 {
            Words::from(about.help)
        } else {
            let mut words = Words::new().key("Right").plain(" ");
            for (n, (word, name)) in completions.iter().enumerate() {
                let text = if name.as_str() == word { show(word.as_str()) } else { show(format!("{word} ({name})")) };
                words = if n == 0 { words.strong(text) } else { words.plain(text) };
                words = words.plain("  ");
            }
            words
        };
        let lines = lines::wrap(&hint, usize::from(width));
        let kind = Words::from(show(format!("{}: {}", about.key, slot.kind.example())));
        let mut keys = Words::new()
            .key("Enter")
            .plain(" next, save on last  ")
            .key("C-s")
            .plain(" save  ")
            .key("Esc")
            .plain(" back  ");
        if hidden > 0 {
            keys = keys.key("PgDn").plain(show(format!(" more.. ({hidden})")));
        } else if self.more {
            keys = keys.key("C-n").plain(" fewer");
        }
        let second = lines.get(1).cloned().unwrap_or(kind);
        for (n, line) in [lines.first().cloned().unwrap_or_default(), second, keys].iter().enumerate() {
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.bottom() - 3 + n as u16, width, line);
        }
    }
}
