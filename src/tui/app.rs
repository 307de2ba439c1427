//! The workbench as a value: it takes inputs in and draws itself; the loop around it carries effects out.

use std::sync::Arc;

use super::command::{self, Command, Meaning, Scope};
use super::fresh::{Fresh, Known};
use super::keys::Chord;
use super::overlay::{Act, Next, Overlay};
use super::paint::Look;
use super::run::{Application, Effect, Input, Scratch};
use super::screen::lists::Pane;
use super::screen::{Place, Screens};
use crate::analysis::column::Sight;
use crate::analysis::{Facts, World};
use crate::edit::{Edit, Refusal};
use crate::model::{Address, Id, Plan};
use crate::report::doc::{Tone, Words};
use crate::report::whatif;
use crate::report::words::Say;
use crate::session::{News, SaveState, Session};
use crate::store::shelf::Draft;
use crate::text::{Shown, show};

/// How much of the help is on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Hints {
    #[default]
    Footer,
    /// The footer grown to three lines.
    More,
}

/// What the program says on its status line until the next key.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Status(pub Words);

/// A change that can be made again on another row.
#[derive(Clone, Debug)]
pub struct Repeat {
    pub register: &'static str,
    pub field: &'static str,
    pub text: String,
}

/// The workbench. Screens and overlays keep their own state.
pub struct App {
    pub session: Session,
    pub world: World,
    pub look: Look,
    /// What stands in the title beside the plan: "the demo plan, nothing is saved".
    pub banner: Shown,
    pub screens: Screens,
    /// The topmost is last.
    pub overlays: Vec<Overlay>,
    /// Keys of a sequence that is not finished.
    pub pending: Vec<Chord>,
    pub status: Status,
    pub hints: Hints,
    pub facts: Arc<Facts>,
    pub(super) known: Known,
    /// Threads that a long computation may take.
    pub threads: usize,
    pub repeat: Option<Repeat>,
    /// What the editor was opened on, by tag.
    pub editing: Vec<(u64, Editing)>,
    /// What came back from there and is not known to be on disk.
    texts: Vec<Scratch>,
    /// Whether somebody pressed C-c at the root and quits with the next one.
    pub leaving: bool,
    /// What is kept of a form.
    drafted: Option<Draft>,
    /// Whether the first frame was drawn: facts wait for it.
    pub(super) drawn: bool,
    pub effects: Vec<Effect>,
    /// Clock time for the save state, as `14:02`; asked of the runner, so that tests are still.
    pub clock: fn() -> String,
    saved_at: String,
}

/// What text in the outside editor belongs to.
#[derive(Clone, Debug)]
pub enum Editing {
    /// A field of a row.
    Field(Address, &'static str),
    /// A field of the form on top.
    Form(usize),
    /// A whole decision record.
    Record(Id),
}

impl App {
    pub fn new(session: Session, world: World, look: Look) -> App {
        let screens = Screens::new();
        let mut app = App {
            session,
            world,
            look,
            banner: Shown::default(),
            screens,
            overlays: Vec::new(),
            pending: Vec::new(),
            status: Status::default(),
            hints: Hints::default(),
            facts: Arc::default(),
            known: Known::default(),
            threads: 1,
            repeat: None,
            editing: Vec::new(),
            texts: Vec::new(),
            leaving: false,
            drafted: None,
            drawn: false,
            effects: Vec::new(),
            clock: String::new,
            saved_at: String::new(),
        };
        app.refresh();
        app
    }

    pub fn plan(&self) -> &Plan {
        self.session.plan()
    }

    /// The plan with what is computed of it.
    pub fn sight(&self) -> Sight<'_> {
        Sight { plan: self.plan(), world: &self.world, facts: &self.facts }
    }

    /// What is computed of the plan under a what-if, once it is.
    pub fn base(&self) -> Option<&Facts> {
        self.known.base()
    }

    /// What a what-if changes of what leads, in a line; nothing while none is on.
    pub fn tried(&self) -> Option<Shown> {
        if !self.session.is_trial() {
            return None;
        }
        let base = self.base()?;
        let today = self.world.today;
        let base = Say { plan: self.session.base_plan(), facts: base, today };
        let then = Say { plan: self.plan(), facts: &self.facts, today };
        let waits = if super::fresh::is_seen(self) { "" } else { " .." };
        Some(show(format!("WHAT IF (W ends it){waits}: {}", whatif::line(&base, &then))))
    }

    /// Says something on the status line.
    pub fn say(&mut self, text: impl Into<Shown>) {
        self.status = Status(Words::from(text.into()));
    }

    /// Says why something did not happen.
    pub fn refuse(&mut self, text: impl Into<Shown>) {
        self.status = Status(Words::new().with(Tone::Act, "! ").plain(text.into()));
    }

    /// The first of some refusals, on the status line.
    pub fn refuse_all(&mut self, refusals: &[Refusal]) {
        if let Some(first) = refusals.first() {
            self.refuse(first.message.clone());
        }
    }

    /// Makes an edit; says what was done, or why not. True when it was made.
    pub fn commit(&mut self, edit: Result<Edit, Vec<Refusal>>, what: impl Into<Shown>) -> bool {
        let what = what.into();
        let made = edit.and_then(|edit| self.session.commit(edit, what.clone()));
        match made {
            Ok(()) => {
                self.say(what);
                self.refresh();
                true
            }
            Err(refusals) => {
                self.refuse_all(&refusals);
                false
            }
        }
    }

    /// Lets the screens follow a new plan.
    pub fn refresh(&mut self) {
        let (plan, revision) = (self.session.plan().clone(), self.session.revision());
        self.screens.refresh(&plan, &self.facts, revision, &self.world);
    }

    /// The scopes in which keys are looked up now, the innermost first.
    pub fn scopes(&self) -> Vec<Scope> {
        match self.overlays.last() {
            Some(overlay) => vec![overlay.scope()],
            None => {
                let mut scopes = vec![self.screens.current().scope(), Scope::Global];
                if matches!(scopes[0], Scope::Time | Scope::Matrix) {
                    scopes.insert(1, Scope::List);
                }
                if self.screens.timeline().is_some_and(|time| time.waits() || !time.ways().is_empty()) {
                    scopes.insert(0, Scope::Ways);
                }
                if self.screens.lists_now().is_some_and(|lists| lists.focus == Pane::Picture && lists.shows_picture()) {
                    scopes.insert(0, Scope::Picture);
                }
                scopes
            }
        }
    }

    /// Takes one key in.
    pub fn press(&mut self, chord: Chord) {
        let interrupt = Chord { code: crossterm::event::KeyCode::Char('c'), ctrl: true, alt: false };
        if chord == interrupt {
            return self.interrupt();
        }
        self.leaving = false;
        self.status = Status::default();
        let scopes = self.scopes();
        if let Some(overlay) = self.overlays.last()
            && overlay.takes(chord)
            && self.pending.is_empty()
        {
            return self.act(Act::Type(chord));
        }
        self.pending.push(chord);
        match command::look_up(&scopes, &self.pending) {
            Meaning::Command(command) => {
                self.pending.clear();
                self.run(command);
            }
            Meaning::Prefix(_) => {}
            Meaning::Nothing => {
                let pressed: Vec<String> = self.pending.iter().map(Chord::to_string).collect();
                let first = self.pending.len() == 1;
                self.pending.clear();
                if scopes[0].takes_text() && first {
                    self.act(Act::Type(chord));
                } else if chord.code != crossterm::event::KeyCode::Esc {
                    self.refuse(show(format!("{} does nothing here; ? shows what does", pressed.join(" "))));
                }
            }
        }
    }

    /// Ctrl-C goes back one layer like Esc; at the root, twice leaves.
    fn interrupt(&mut self) {
        if !self.pending.is_empty() {
            self.pending.clear();
        } else if !self.overlays.is_empty() {
            self.act(Act::Cancel);
        } else if super::commands::can_clear(self) {
            super::commands::clear(self);
        } else if self.leaving {
            self.quit();
        } else {
            self.leaving = true;
            self.say("C-c again leaves outgrow");
        }
    }

    /// Runs a command, or says why it cannot.
    pub fn run(&mut self, command: &'static Command) {
        match (command.ready)(self) {
            Ok(()) => (command.run)(self),
            Err(why) => self.refuse(why),
        }
    }

    /// Lets the topmost overlay act.
    pub fn act(&mut self, act: Act) {
        let Some(mut overlay) = self.overlays.pop() else { return };
        let depth = self.overlays.len();
        match overlay.act(act, self) {
            // What the overlay opened itself stands above it.
            Next::Stay => self.overlays.insert(depth.min(self.overlays.len()), overlay),
            Next::Close => {}
        }
    }

    /// Leaves, unless something is not saved: then it asks.
    pub fn quit(&mut self) {
        if self.session.is_trial() {
            let question = super::commands::whatif::question(self, true);
            return self.overlays.push(Overlay::Confirm(question));
        }
        if !matches!(self.session.state(), SaveState::Saving) && !self.session.is_saved() {
            self.overlays.push(Overlay::unsaved(self));
        } else {
            self.effects.push(Effect::Quit);
        }
    }

    /// Opens a row where it stands, keeping the way back.
    pub fn open(&mut self, at: &Address, field: Option<&'static str>) {
        let plan = self.session.plan().clone();
        self.screens.open(&Place::row(at.clone()), &plan, &self.facts, self.session.revision(), &self.world);
        if let Some(field) = field {
            self.screens.select_field(field);
        }
    }

    /// Says what the writer's answer brought.
    fn heard(&mut self, news: News) {
        match news {
            News::Nothing => {}
            News::AsItWas => self.say("the file is as it was"),
            News::Notice(text) => self.say(text),
            News::Stuck(why) => self.refuse(why),
            News::Reloaded(reload) => {
                let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
                let rows = count(reload.rows.len(), "row");
                if reload.conflicts > 0 {
                    let waiting = count(reload.conflicts, "field");
                    self.refuse(show(format!(
                        "reloaded: {rows} changed, {waiting} changed on both sides; g x decides"
                    )));
                } else {
                    self.say(show(format!("reloaded: {rows} changed")));
                }
                self.refresh();
                super::commands::recover::decide_if_held(self);
            }
        }
    }

    /// Has what is typed into a form kept, in case this process ends before it is saved.
    fn keep_draft(&mut self) {
        let form = self.overlays.iter().rev().find_map(|o| if let Overlay::Form(form) = o { Some(form) } else { None });
        let draft = form.and_then(|form| form.draft());
        if draft != self.drafted {
            self.session.draft(draft.clone());
            self.drafted = draft;
        }
    }

    /// Computes the facts here and now: for tests and for the first screen without a loop.
    pub fn settle(&mut self) {
        self.drawn = true;
        let fresh = Fresh::of(self.session.revision(), self.session.plan(), &self.world, None);
        super::fresh::take(self, fresh);
    }

    /// Whether what is computed belongs to the plan on the screen.
    pub fn facts_are_current(&self) -> bool {
        super::fresh::is_current(self)
    }

    /// The save state in words, with the time.
    pub fn saved(&self) -> Words {
        if self.session.is_trial() {
            return Words::new().with(Tone::Act, "WHAT IF").plain(", not saved");
        }
        match self.session.state() {
            SaveState::Saved if self.saved_at.is_empty() => Words::from("saved"),
            SaveState::Saved => Words::from(show(format!("saved {}", self.saved_at))),
            SaveState::Saving => Words::from("saving"),
            SaveState::Failed(why) => Words::new().with(Tone::Act, "NOT SAVED: ").plain(why),
            SaveState::Gone(_) => Words::new().with(Tone::Act, "FILE GONE").plain(" w writes it again"),
            SaveState::Unreadable { markers: true, .. } => {
                Words::new().with(Tone::Act, "MERGE MARKERS IN THE FILE").plain(" R decides")
            }
            SaveState::Unreadable { why, .. } => Words::new().with(Tone::Act, "FILE DOES NOT READ: ").plain(why),
            SaveState::Held => Words::new().with(Tone::Act, "NOT WRITTEN").plain(" w writes"),
            SaveState::ReadOnly => Words::from("read only"),
        }
    }

    fn edited(&mut self, tag: u64, result: Result<Scratch, Shown>) {
        let found = self.editing.iter().position(|(t, _)| *t == tag).map(|at| self.editing.remove(at).1);
        let scratch = match result {
            Ok(scratch) => scratch,
            Err(why) => return self.refuse(why),
        };
        match found {
            Some(Editing::Field(at, field)) => self.edited_field(&at, field, scratch),
            // What is in a form is kept with its draft, which is written before the next save.
            Some(Editing::Record(id)) => {
                if super::commands::take_record(self, &id, scratch.text()) {
                    self.texts.push(scratch);
                    return self.let_go_of_texts();
                }
                let why = std::mem::take(&mut self.status.0);
                self.status.0 = why.plain("; your text is in ").plain(scratch.place());
            }
            Some(Editing::Form(field)) => {
                self.act(Act::Fill(field, scratch.text().to_string()));
                self.texts.push(scratch);
            }
            None => {}
        }
    }

    /// What is refused stays in its file, which is named.
    fn edited_field(&mut self, at: &Address, field: &'static str, text: Scratch) {
        if super::commands::take_text(self, at, field, text.text()) {
            self.texts.push(text);
            return self.let_go_of_texts();
        }
        let why = std::mem::take(&mut self.status.0);
        self.status.0 = why.plain("; your text is in ").plain(text.place());
    }

    /// Lets go of the texts from the outside editor that are on disk: until then their own files stay.
    pub fn let_go_of_texts(&mut self) {
        if self.session.is_saved() {
            self.texts.drain(..).for_each(|text| drop(text.taken()));
        }
    }

    /// A pasted text goes where text is being typed; it is never read as commands.
    fn paste(&mut self, text: String) {
        let typing = self.scopes()[0].takes_text();
        if typing {
            self.act(Act::Paste(text));
        } else if self.overlays.is_empty() && self.screens.takes_readings() {
            super::commands::paste_readings(self, &text);
        } else {
            self.refuse("text was pasted where none is typed; a opens a line for it");
        }
    }
}

impl Application for App {
    fn draw(&mut self, frame: &mut ratatui::Frame<'_>) {
        super::screen::frame::draw(self, frame);
        debug_assert!(
            frame.buffer_mut().content.iter().all(|cell| !cell.symbol().chars().any(char::is_control)),
            "what is painted is Shown text, which holds no control character"
        );
        self.drawn = true;
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Key(event) => {
                if let Some(chord) = Chord::of(event) {
                    self.press(chord);
                }
            }
            Input::Paste(text) => self.paste(text),
            Input::Begin => {
                super::commands::recover::look_for_leftovers(self);
                super::commands::recover::decide_if_held(self);
            }
            Input::Resize(..) => {}
            // Somebody may have written while we were away, and not every file system tells.
            Input::Focus => self.session.look(false),
            Input::Pause => self.session.flush(),
            Input::Saved(answer) => {
                let news = self.session.answered(*answer);
                self.heard(news);
                self.let_go_of_texts();
                if *self.session.state() == SaveState::Saved {
                    self.saved_at = (self.clock)();
                }
            }
            Input::Edited { tag, result } => self.edited(tag, result),
            Input::Computed(answer) => super::answer::take(self, answer),
            Input::Copied(said) => match said {
                Ok(text) => self.say(text),
                Err(text) => self.refuse(text),
            },
            Input::Quit => {
                self.session.finish();
                self.let_go_of_texts();
            }
        }
        self.keep_draft();
        super::fresh::mark(self);
        super::fresh::ask(self);
        std::mem::take(&mut self.effects)
    }
}
