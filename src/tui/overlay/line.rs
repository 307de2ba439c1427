//! One line being typed: a filter, a new row, a cell, a reading.

use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

use super::pick::{insert, request, window};
use super::{Act, Next, Overlay};
use crate::analysis::column::Sight;
use crate::edit::typed;
use crate::merge::Take;
use crate::model::value::Kind;
use crate::model::{Address, Day, Id};
use crate::register::{REGISTERS, Register, register};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::text::{Shown, show};
use crate::tui::app::{App, Repeat};

/// What the line is for.
#[derive(Clone)]
pub enum For {
    /// Narrow the list while typing.
    Filter,
    /// A new row: its name, then `field=value`.
    Add(&'static dyn Register),
    /// One field of a row.
    Cell(Address, usize),
    /// A reading of a metric, or of a row that has one.
    Record(Address),
    /// A value in place of two that wait to be decided.
    Decision(Id),
    /// Why an item of the review is kept as it is, by its place.
    Reason(usize),
}

/// The line.
pub struct Line {
    target: For,
    input: Input,
    /// What was there before: Esc brings it back.
    before: String,
    error: Option<Shown>,
}

impl Line {
    pub fn new(target: For, text: &str) -> Line {
        Line { target, input: Input::new(text.to_string()), before: text.to_string(), error: None }
    }

    /// Whether Tab leads anywhere from here.
    pub fn has_next(&self) -> bool {
        matches!(self.target, For::Cell(..) | For::Add(_))
    }

    /// Whether a form can take over.
    pub fn has_form(&self) -> bool {
        matches!(self.target, For::Add(_))
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        match act {
            Act::Cancel => {
                if let For::Filter = self.target {
                    filter(app, "");
                }
                return Next::Close;
            }
            Act::Accept | Act::Save => return self.accept(app),
            Act::Type(chord) => drop(request(chord).map(|r| self.input.handle(r))),
            Act::Paste(text) => insert(&mut self.input, &text),
            Act::Left => drop(self.input.handle(InputRequest::GoToPrevChar)),
            Act::Right => self.right(app),
            Act::Next | Act::Previous => self.tab(matches!(act, Act::Next), app),
            Act::Up | Act::Down => {
                if let For::Filter = self.target {
                    let by = if matches!(act, Act::Up) { -1 } else { 1 };
                    crate::tui::commands::move_by(app, by);
                }
            }
            Act::More => return self.form(app),
            _ => {}
        }
        self.error = None;
        if let For::Filter = self.target {
            filter(app, self.input.value());
        }
        Next::Stay
    }

    /// Moves right, or takes the first completion at the end of the line.
    fn right(&mut self, app: &App) {
        if self.input.cursor() < self.input.value().chars().count() {
            self.input.handle(InputRequest::GoToNextChar);
        } else if let Some((word, _)) = self.completions(app).into_iter().next() {
            self.complete(&word);
        }
    }

    fn complete(&mut self, word: &str) {
        let value = self.input.value();
        let keep = value.rfind([',', '=']).map_or("", |at| &value[..=at]);
        self.input = Input::new(format!("{keep}{word}"));
    }

    fn completions(&self, app: &App) -> Vec<(String, Shown)> {
        match &self.target {
            For::Cell(at, field) => {
                let kind = register(at.register).map_or(Kind::Text, |home| home.kind(*field));
                // A choice that is made leads on to the next one.
                if let Kind::Choice(words) = kind
                    && let Some(now) = words.iter().position(|word| **word == *self.input.value())
                {
                    let next = (1..words.len()).map(|by| words[(now + by) % words.len()]);
                    return next.map(|word| (word.to_string(), Shown::from(word))).collect();
                }
                typed::completions(app.plan(), kind, self.input.value(), 6)
            }
            For::Add(home) => {
                let last = self.input.value().rsplit(' ').next().unwrap_or("");
                match last.split_once('=') {
                    Some((key, text)) => {
                        let kind = home.find(key.trim_end_matches(['+', '-'])).map(|at| home.kind(at));
                        kind.map_or(Vec::new(), |kind| typed::completions(app.plan(), kind, text, 6))
                    }
                    None => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Tab goes to the next cell, or to the next register a new row could stand in.
    fn tab(&mut self, forward: bool, app: &mut App) {
        match self.target.clone() {
            For::Cell(at, field) => {
                let by = if forward { 1 } else { -1 };
                if self.store(app, &at, field)
                    && let Some(next) = crate::tui::commands::next_field(app, by)
                {
                    *self = Line::cell(app, &at, next);
                }
            }
            For::Add(home) => {
                let all: Vec<_> = REGISTERS.iter().filter(|r| !r.is_product() && !r.is_keyed()).collect();
                let now = all.iter().position(|r| r.key() == home.key()).unwrap_or(0);
                let step = if forward { 1 } else { all.len() - 1 };
                self.target = For::Add(*all[(now + step) % all.len()]);
            }
            For::Filter | For::Record(_) | For::Decision(_) | For::Reason(_) => {}
        }
    }

    /// A cell's line with what is there now.
    pub fn cell(app: &App, at: &Address, field: usize) -> Line {
        let row = register(at.register).and_then(|home| home.get(app.plan(), &at.id));
        let text = row.map_or(String::new(), |row| row.cell(field).get().typed().raw().replace('\n', ","));
        Line::new(For::Cell(at.clone(), field), &text)
    }

    fn store(&mut self, app: &mut App, at: &Address, field: usize) -> bool {
        let text = self.input.value().to_string();
        if text == self.before {
            return true;
        }
        match crate::tui::commands::set_field(app, at, field, text.clone()) {
            Ok(()) => {
                let key = register(at.register).map_or("", |home| home.field(field).key);
                app.repeat = Some(Repeat { register: at.register, field: key, text });
                true
            }
            Err(why) => {
                self.error = Some(why);
                false
            }
        }
    }

    fn accept(&mut self, app: &mut App) -> Next {
        match self.target.clone() {
            For::Filter => Next::Close,
            For::Cell(at, field) => {
                if self.store(app, &at, field) {
                    Next::Close
                } else {
                    Next::Stay
                }
            }
            For::Record(at) => self.record(app, &at),
            For::Decision(conflict) => self.decide(app, &conflict),
            For::Reason(at) => self.keep(app, at),
            For::Add(home) => self.add(app, home),
        }
    }

    fn decide(&mut self, app: &mut App, conflict: &Id) -> Next {
        if super::decide::carry_out(app, conflict, &Take::Typed(self.input.value().to_string())) {
            return Next::Close;
        }
        self.error = Some(app.status.0.text());
        Next::Stay
    }

    fn keep(&mut self, app: &mut App, at: usize) -> Next {
        let reason = self.input.value().trim().to_string();
        if reason.is_empty() {
            self.error = Some(crate::analysis::governance::review::NO_REASON.into());
            return Next::Stay;
        }
        // The walk lies below this line.
        if let Some(Overlay::Walk(mut walk)) = app.overlays.pop() {
            walk.act(Act::Fill(at, reason), app);
            app.overlays.push(Overlay::Walk(walk));
        }
        Next::Close
    }

    fn record(&mut self, app: &mut App, at: &Address) -> Next {
        let mut words = self.input.value().split_whitespace();
        let number = words.next().unwrap_or("");
        let day: Vec<&str> = words.collect();
        let day = if day.is_empty() { Ok(app.world.today) } else { Day::typed(&day.join(" "), app.world.today) };
        let read = day.and_then(|day| match number.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok((n, day)),
            _ => Err("type a number, and a day if it is not today's: 196 fri".to_string()),
        });
        let done = match read {
            Ok((n, day)) => {
                let edit = typed::record(app.plan(), at, n, day);
                edit.and_then(|edit| app.session.commit(edit, show(format!("record {n} for {at}"))))
            }
            Err(why) => {
                self.error = Some(show(why));
                return Next::Stay;
            }
        };
        match done {
            Ok(()) => {
                app.say(show(format!("recorded {number} for {at}")));
                app.refresh();
                Next::Close
            }
            Err(refusals) => {
                self.error = refusals.first().map(|r| r.message.clone());
                Next::Stay
            }
        }
    }

    fn add(&mut self, app: &mut App, home: &'static dyn Register) -> Next {
        let words = typed::words(self.input.value());
        let made = typed::name_and_assignments(home, &words)
            .map_err(|refusal| vec![refusal])
            .and_then(|(name, changes)| typed::add(app.plan(), home, &name, &changes, app.world.today))
            .and_then(|(at, edit)| app.session.commit(edit, show(format!("add {at}"))).map(|()| at));
        match made {
            Ok(at) => {
                app.say(show(format!("added {at}; e fills in the rest, u takes it back")));
                app.refresh();
                crate::tui::commands::show_added(app, &at);
                Next::Close
            }
            Err(refusals) => {
                self.error = refusals.first().map(|r| r.message.clone());
                Next::Stay
            }
        }
    }

    /// The same new row in a form.
    fn form(&mut self, app: &mut App) -> Next {
        if let For::Add(home) = self.target {
            let words = typed::words(self.input.value());
            let name = typed::name_and_assignments(home, &words).map(|(name, _)| name).unwrap_or_default();
            crate::tui::commands::open_add_form(app, home, &name);
            return Next::Close;
        }
        Next::Stay
    }

    fn title(&self) -> Words {
        match &self.target {
            For::Filter => Words::new().strong("filter").plain("  words and field=value, !=, <, >"),
            For::Add(home) => {
                Words::new().strong(show(format!("new {}", home.about().singular))).plain("  name, then field=value")
            }
            For::Cell(at, field) => {
                let label = register(at.register).map_or("", |home| home.field(*field).label);
                Words::new().strong(label).plain(show(format!("  {at}")))
            }
            For::Record(at) => Words::new().strong("reading").plain(show(format!("  {at}"))),
            For::Decision(_) => Words::new().strong("decide").plain("  the value that both can live with"),
            For::Reason(_) => Words::new().strong("kept as it is").plain("  why"),
        }
    }

    fn hint(&self, app: &App) -> Words {
        if let Some(error) = &self.error {
            return Words::new().with(Tone::Act, "! ").plain(error);
        }
        let completions = self.completions(app);
        if !completions.is_empty() {
            let mut words = Words::new().key("Right").plain(" ");
            for (n, (word, name)) in completions.iter().enumerate() {
                let same = name.as_str() == word;
                let text = if same { show(word.as_str()) } else { show(format!("{word} ({name})")) };
                words = if n == 0 { words.strong(text) } else { words.plain(text) };
                words = words.plain("  ");
            }
            return words;
        }
        match &self.target {
            For::Filter => {
                let error = app.screens.lists_now().and_then(|l| l.table()).and_then(|t| t.filter_error.clone());
                error.map_or(Words::from("Enter keeps it, Esc takes it away, arrows walk the list"), |why| {
                    Words::new().with(Tone::Act, "! ").plain(why)
                })
            }
            For::Add(home) => {
                Words::from(show(format!("as in: {}   Tab other register, C-n form", home.about().example)))
            }
            For::Cell(at, field) => match register(at.register) {
                Some(home) => {
                    Words::from(show(format!("{}  {}", home.field(*field).help, show(home.kind(*field).example()))))
                }
                None => Words::new(),
            },
            For::Decision(_) => Words::from("Enter puts this in the place of both"),
            For::Reason(_) => Words::from("a few words that still hold at the next review; they stand in its row"),
            For::Record(_) => Words::from("today's number; another day behind it: 196 fri, 196 2026-11-14"),
        }
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let hint = lines::wrap(&self.hint(app), usize::from(area.width.saturating_sub(4)));
        let height = (3 + hint.len() as u16).min(6).min(area.height);
        let place = Rect { y: area.bottom() - height, height, ..area };
        let inside = app.look.overlay(frame, place, &self.title());
        if inside.height == 0 {
            return;
        }
        let width = usize::from(inside.width.saturating_sub(3));
        let (visible, cursor) = window(&self.input, width);
        let mark = if let For::Filter = self.target { "/" } else { ">" };
        app.look.words(
            frame.buffer_mut(),
            inside.x,
            inside.y,
            inside.width,
            &Words::new().key(mark).plain(" ").plain(visible),
        );
        let cursor = inside.x + 2 + cursor;
        frame.set_cursor_position((cursor.min(inside.right().saturating_sub(1)), inside.y));
        for (n, line) in hint.iter().take(usize::from(inside.height.saturating_sub(1))).enumerate() {
            app.look.words(
                frame.buffer_mut(),
                inside.x + 1,
                inside.y + 1 + n as u16,
                inside.width.saturating_sub(2),
                line,
            );
        }
    }
}

fn filter(app: &mut App, text: &str) {
    let (plan, world, facts) = (app.session.plan().clone(), app.world.clone(), app.facts.clone());
    if let Some(table) = app.screens.lists().and_then(|lists| lists.table_mut()) {
        table.filter(&Sight { plan: &plan, world: &world, facts: &facts }, text);
    }
}
