//! A form over the fields of one row, there or about to be made: the same for every register.

mod draw;

use tui_input::{Input, InputRequest};

use super::confirm::{Confirm, Then};
use super::pick::{insert, request};
use super::text::{Into, Text};
use super::{Act, Next, Overlay};
use crate::edit::typed::{self, Assignment};
use crate::model::field::Tier;
use crate::model::value::{Assign, Kind, Value};
use crate::model::{Address, Day};
use crate::register::{Register, Row, typing};
use crate::report::doc::Words;
use crate::store::shelf::Draft;
use crate::text::{Shown, show};
use crate::tui::app::{App, Editing};
use crate::tui::run::Effect;

/// One field being typed.
struct Slot {
    field: usize,
    kind: Kind,
    input: Input,
    before: String,
    /// What is there, read: lists are changed against it.
    now: Value,
    error: Option<Shown>,
}

/// The form.
pub struct Form {
    home: &'static dyn Register,
    /// The row; `None` while it is about to be made.
    at: Option<Address>,
    slots: Vec<Slot>,
    /// Whether the fields off the face are shown.
    more: bool,
    /// The field under the cursor, by its place among `slots`.
    focus: usize,
    top: usize,
}

impl Form {
    /// A form over a row, or over a new one where `row` is none.
    pub fn new(home: &'static dyn Register, row: Option<&dyn Row>, name: &str) -> Form {
        let blank = home.blank(&Default::default());
        let at = row.map(|row| Address { register: home.key(), id: row.id().clone() });
        let slots = (0..home.field_count())
            .filter(|field| home.field(*field).key != "id")
            .map(|field| {
                let now = row.map_or_else(|| blank.cell(field).get(), |row| row.cell(field).get());
                let mut text = now.typed().raw().to_string();
                if row.is_none() && home.field(field).key == "name" {
                    text = name.to_string();
                }
                let before = if row.is_none() { now.typed().raw().to_string() } else { text.clone() };
                Slot { field, kind: home.kind(field), input: Input::new(text), before, now, error: None }
            })
            .collect();
        let mut form = Form { home, at, slots, more: false, focus: 0, top: 0 };
        form.more = !form.slots.iter().any(|slot| home.field(slot.field).tier == Tier::Face);
        form.focus = form.shown().first().copied().unwrap_or(0);
        form
    }

    /// Puts the cursor on a field.
    pub fn focus_on(&mut self, field: usize) {
        if let Some(at) = self.slots.iter().position(|slot| slot.field == field) {
            self.focus = at;
            self.more |= !self.shown().contains(&at);
        }
    }

    /// The slots that are shown: the face, what holds something, all after `more`.
    fn shown(&self) -> Vec<usize> {
        let face = |slot: &Slot| {
            let about = self.home.field(slot.field);
            let default = self.home.default_of(slot.field);
            about.tier == Tier::Face || (self.at.is_some() && slot.now != default && about.key != "guess")
        };
        (0..self.slots.len()).filter(|at| self.more || face(&self.slots[*at])).collect()
    }

    fn changed(&self) -> usize {
        self.slots.iter().filter(|slot| slot.input.value() != slot.before).count()
    }

    /// What is typed and not saved, to be kept in case the program ends here.
    pub fn draft(&self) -> Option<Draft> {
        let fields: Vec<(String, String)> = self
            .slots
            .iter()
            .filter(|slot| slot.input.value() != slot.before)
            .map(|slot| (self.home.field(slot.field).key.to_string(), slot.input.value().to_string()))
            .collect();
        let row = self.at.as_ref().map(|at| at.id.to_string());
        (!fields.is_empty()).then(|| Draft { register: self.home.key().to_string(), row, fields })
    }

    /// Types what was kept of an earlier form over the same fields.
    pub fn fill(&mut self, fields: &[(String, String)]) {
        for (key, text) in fields {
            let field = self.home.find(key);
            if let Some(slot) = self.slots.iter_mut().find(|slot| Some(slot.field) == field) {
                slot.input = Input::new(text.clone());
            }
        }
        self.more |= self
            .slots
            .iter()
            .enumerate()
            .any(|(at, slot)| slot.input.value() != slot.before && !self.shown().contains(&at));
    }

    fn long(kind: Kind) -> bool {
        matches!(kind, Kind::Prose | Kind::Texts | Kind::Log)
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        let shown = self.shown();
        let place = shown.iter().position(|at| *at == self.focus).unwrap_or(0);
        match act {
            Act::Cancel if self.changed() == 0 => return Next::Close,
            Act::Cancel => {
                let lines = vec![match self.changed() {
                    1 => Words::from("One field was changed."),
                    n => Words::from(show(format!("{n} fields were changed."))),
                }];
                let answers = vec![
                    ('g', "go on".into(), Then::Nothing),
                    ('s', "save".into(), Then::SaveForm),
                    ('x', "drop the changes".into(), Then::CloseForm),
                ];
                app.overlays.push(Overlay::Confirm(Confirm::new("Leave the form?", lines, answers)));
            }
            Act::Save => return self.save(app),
            Act::Accept if Self::long(self.slots[self.focus].kind) => self.open_text(app),
            Act::Accept if place + 1 >= shown.len() => return self.save(app),
            Act::Accept | Act::Next | Act::Down => {
                self.leave(app);
                let next = if place + 1 < shown.len() { place + 1 } else { 0 };
                self.focus = shown[next];
            }
            Act::Previous | Act::Up => {
                self.leave(app);
                self.focus = shown[(place + shown.len() - 1) % shown.len()];
            }
            Act::PageUp => {
                self.leave(app);
                self.focus = shown[0];
            }
            // At the end there is more: a key for it that every keyboard has.
            Act::PageDown if place + 1 == shown.len() && !self.more => {
                self.leave(app);
                self.more = true;
                self.focus = (0..self.slots.len()).find(|at| !shown.contains(at)).unwrap_or(self.focus);
            }
            Act::PageDown => {
                self.leave(app);
                self.focus = shown[shown.len() - 1];
            }
            Act::More => {
                self.leave(app);
                self.more = !self.more;
                let shown = self.shown();
                if !shown.contains(&self.focus) {
                    self.focus = shown.first().copied().unwrap_or(0);
                }
            }
            Act::Left => self.cycle(app, false),
            Act::Right => self.cycle(app, true),
            Act::Outside => {
                let slot = &self.slots[self.focus];
                let tag = app.editing.iter().map(|(tag, _)| tag + 1).max().unwrap_or(1);
                app.editing.push((tag, Editing::Form(self.focus)));
                let name = format!("{}.md", self.home.field(slot.field).key);
                app.effects.push(Effect::Edit { tag, text: slot.input.value().to_string(), name });
            }
            Act::Fill(at, text) => {
                if let Some(slot) = self.slots.get_mut(at) {
                    slot.input = Input::new(text.trim_end_matches('\n').to_string());
                    slot.error = None;
                }
            }
            Act::Type(chord) => self.key(chord),
            Act::Paste(text) => self.paste(&text),
        }
        Next::Stay
    }

    fn key(&mut self, chord: crate::tui::keys::Chord) {
        let slot = &mut self.slots[self.focus];
        slot.error = None;
        // A choice is picked by its first letters; typing on narrows it.
        if let (Kind::Choice(_) | Kind::Flag, Some(c)) = (slot.kind, chord.character()) {
            let words: &[&str] = if let Kind::Choice(words) = slot.kind { words } else { &["no", "yes"] };
            let now = slot.input.value().to_string();
            let from = words.iter().position(|w| **w == *now).map_or(0, |at| at + 1);
            let next = (0..words.len()).map(|i| words[(from + i) % words.len()]).find(|w| w.starts_with(c));
            if let Some(word) = next {
                slot.input = Input::new(word.to_string());
            }
            return;
        }
        if let Kind::Choice(_) | Kind::Flag = slot.kind {
            // Half a word is no choice: what deletes takes it away whole.
            if !matches!(request(chord), None | Some(InputRequest::InsertChar(_))) {
                slot.input = Input::default();
            }
            return;
        }
        if Self::long(slot.kind) && slot.input.value().contains('\n') {
            // Several lines are typed in their own window.
            return;
        }
        if let Some(request) = request(chord) {
            slot.input.handle(request);
        }
    }

    fn paste(&mut self, text: &str) {
        let slot = &mut self.slots[self.focus];
        slot.error = None;
        let lines = Self::long(slot.kind) || slot.kind.is_list();
        if lines && text.contains('\n') {
            let joined = format!("{}{text}", slot.input.value());
            slot.input = Input::new(joined.chars().filter(|c| *c == '\n' || !c.is_control()).collect());
            return;
        }
        insert(&mut slot.input, text);
    }

    /// Left and right walk a choice, or the line; at its end right takes the first completion.
    fn cycle(&mut self, app: &App, forward: bool) {
        let completion = self.completions(app).into_iter().next();
        let slot = &mut self.slots[self.focus];
        slot.error = None;
        let words: &[&str] = match slot.kind {
            Kind::Choice(words) => words,
            Kind::Flag => &["no", "yes"],
            _ => {
                let at_end = slot.input.cursor() >= slot.input.value().chars().count();
                match (forward, at_end, completion) {
                    (true, true, Some((word, _))) => {
                        let value = slot.input.value();
                        let keep = value.rfind(',').map_or("", |at| &value[..=at]);
                        slot.input = Input::new(format!("{keep}{word}"));
                    }
                    (true, ..) => drop(slot.input.handle(InputRequest::GoToNextChar)),
                    (false, ..) => drop(slot.input.handle(InputRequest::GoToPrevChar)),
                }
                return;
            }
        };
        let now = words.iter().position(|w| **w == *slot.input.value());
        let next = match (now, forward) {
            (None, true) => 0,
            (None, false) => words.len() - 1,
            (Some(at), true) => (at + 1) % words.len(),
            (Some(at), false) => (at + words.len() - 1) % words.len(),
        };
        slot.input = Input::new(words[next].to_string());
    }

    fn completions(&self, app: &App) -> Vec<(String, Shown)> {
        let slot = &self.slots[self.focus];
        match slot.kind {
            Kind::Ref(_) | Kind::Refs(_) | Kind::Links(_) => {
                let last = slot.input.value().rsplit(',').next().unwrap_or("").trim();
                let mut found = typed::completions(app.plan(), slot.kind, slot.input.value(), 4);
                found.retain(|(word, _)| word != last);
                found
            }
            _ => Vec::new(),
        }
    }

    /// Reads the field under the cursor on leaving it; a reference typed in part becomes the one it fits.
    fn leave(&mut self, app: &App) {
        let completions = self.completions(app);
        let today = app.world.today;
        let slot = &mut self.slots[self.focus];
        let typed = slot.input.value();
        if let ([(word, _)], false) = (&completions[..], typed.is_empty() || typed.contains(',')) {
            slot.input = Input::new(word.clone());
        }
        slot.error = slot.read(today).err().map(show);
    }

    fn open_text(&mut self, app: &mut App) {
        let slot = &self.slots[self.focus];
        let label = self.home.field(slot.field).label;
        let text = Text::new(Into::Form(self.focus), label, slot.input.value());
        // It lies above the form, which goes back onto the stack below it.
        app.overlays.push(Overlay::Text(Box::new(text)));
    }

    fn save(&mut self, app: &mut App) -> Next {
        self.leave(app);
        let today = app.world.today;
        let changes: Vec<Assignment> = self
            .slots
            .iter()
            .filter(|slot| {
                slot.input.value() != slot.before && self.home.field(slot.field).key != "name"
                    || slot.input.value() != slot.before && self.at.is_some()
            })
            .map(|slot| Assignment { field: slot.field, assign: Assign::Set, text: slot.input.value().to_string() })
            .collect();
        for slot in &mut self.slots {
            slot.error = None;
        }
        let made = match &self.at {
            Some(at) if changes.is_empty() => return self.nothing(app, &at.clone()),
            Some(at) => {
                let at = at.clone();
                let edit = typed::set(app.plan(), &at, &changes, today);
                edit.and_then(|edit| app.session.commit(edit, show(format!("edit {at}")))).map(|()| (at, "saved"))
            }
            None => {
                let name = self.slots.iter().find(|slot| self.home.field(slot.field).key == "name");
                let name = name.map_or(String::new(), |slot| slot.input.value().to_string());
                typed::add(app.plan(), self.home, &name, &changes, today)
                    .and_then(|(at, edit)| app.session.commit(edit, show(format!("add {at}"))).map(|()| (at, "added")))
            }
        };
        match made {
            Ok((at, did)) => {
                app.say(show(format!("{did} {at}; u takes it back")));
                app.refresh();
                crate::tui::commands::show_added(app, &at);
                Next::Close
            }
            Err(refusals) => {
                let mut first = None;
                for refusal in &refusals {
                    let field = refusal.field.and_then(|key| self.home.find(key));
                    if let Some(at) = field.and_then(|field| self.slots.iter().position(|s| s.field == field)) {
                        self.slots[at].error = Some(refusal.message.clone());
                        first = first.or(Some(at));
                    }
                }
                if let Some(at) = first {
                    self.focus = at;
                    self.more |= !self.shown().contains(&at);
                }
                app.refuse_all(&refusals);
                Next::Stay
            }
        }
    }

    fn nothing(&self, app: &mut App, at: &Address) -> Next {
        app.say(show(format!("nothing was changed in {at}")));
        Next::Close
    }
}

impl Slot {
    /// Whether what is typed reads; the sentence why not.
    fn read(&self, today: Day) -> Result<(), String> {
        let read = self.kind.typed(Assign::Set, self.input.value(), &self.now, typing(today));
        read.map(drop)
    }
}
