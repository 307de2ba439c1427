//! The one place where load, edit, merge and save meet; command line and workbench use the same functions.
//!
//! - [`Session`] is an open plan with its history; every change goes through it.
//! - `known` is the file as it was last read or written, and how it comes together with what is here.
//! - `writer` does that on a thread of its own, `watch` tells it when somebody else wrote.
//! - `trial` is a branch of the plan that is played with and not saved.
//! - `resolve` opens a file with conflict markers, `recovery` brings back what could not be saved.
//! - `last_review` reads the plan of earlier that a review has to be held against.

mod known;
mod last_review;
mod recovery;
mod resolve;
mod trial;
mod watch;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diff;
use crate::edit::{self, Edit, Refusal};
use crate::history::{History, Step};
use crate::merge;
use crate::model::field::Record;
use crate::model::{Address, Comments, Plan, Snapshot};
use crate::register;
use crate::store::disk::{Disk, RealDisk};
use crate::store::save::{SaveError, Saved};
use crate::store::shelf::{Draft, Shelf};
use crate::store::{self, Document, LoadError};
use crate::text::{Shown, show};

pub use known::{Outcome, Stuck, Taken};
pub use last_review::last_review;
pub use recovery::{Leftover, leftovers};
pub use resolve::{Resolved, resolve};
pub use writer::Answer;

use known::{Known, both};
use trial::Trial;
use watch::Watch;
use writer::{Order, Writer};

/// How the plan in memory stands to the one on disk.
#[derive(Clone, PartialEq, Debug)]
pub enum SaveState {
    /// What is on disk is what is here.
    Saved,
    /// A save is under way.
    Saving,
    /// The last save did not happen; the edits are here. The sentence says why.
    Failed(Shown),
    /// The file is not there any more, or is no file; it is written again only when asked.
    Gone(Shown),
    /// What stands in the file is no plan, and is left alone; with `markers` it can be decided what is kept.
    Unreadable { why: Shown, markers: bool },
    /// The file has the markers of a merge in it; nothing is written before somebody says so.
    Held,
    /// Nothing is ever written: `--readonly`, or the demo.
    ReadOnly,
}

/// What came in from outside.
#[derive(Clone, PartialEq, Debug)]
pub struct Reload {
    /// The rows that are not what they were.
    pub rows: Vec<Address>,
    /// How many fields both sides had changed; they wait in `conflicts`.
    pub conflicts: usize,
}

/// What the last answer of the writer brought.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    Nothing,
    /// The file was looked at because somebody asked, and is as it was.
    AsItWas,
    Reloaded(Reload),
    /// Saved in an unusual way.
    Notice(Shown),
    /// Why the plan here and the file are not the same now, or not any more.
    Stuck(Shown),
}

/// A step that was taken back, or made again.
#[derive(Clone, PartialEq, Debug)]
pub struct Undone {
    pub what: Shown,
    /// The fields that somebody else changed since, and that stay as they are.
    pub stays: Vec<(Address, &'static str)>,
}

/// An open plan: the document, its history, and the way to disk.
pub struct Session {
    here: Snapshot,
    path: PathBuf,
    shelf: Option<Shelf>,
    history: History,
    state: SaveState,
    /// Grows with every new plan value; late answers of slow analyses are told by it.
    revision: u64,
    /// The revision that is known to be on disk.
    saved: u64,
    /// How many answers with something from outside were taken in.
    taken: usize,
    /// The file, while no writer has it.
    known: Option<Known>,
    writer: Option<Writer>,
    watch: Option<Watch>,
    /// What the plan was before a what-if began; nothing is saved of it meanwhile.
    trial: Option<Trial>,
}

impl Session {
    /// Opens a plan file. `state` is the folder where copies and unsaved work are kept.
    pub fn open(path: &Path, state: Option<&Path>, readonly: bool) -> Result<Session, LoadError> {
        Ok(Session::with(store::load(&mut RealDisk, path)?, state, readonly))
    }

    /// A session over a document; `readonly` refuses every edit.
    pub fn with(document: Document, state: Option<&Path>, readonly: bool) -> Session {
        let shelf = state.map(|state| Shelf::of(state, &document.path));
        Session {
            here: document.snapshot(),
            path: document.path.clone(),
            history: History::default(),
            state: if readonly { SaveState::ReadOnly } else { SaveState::Saved },
            revision: 0,
            saved: 0,
            taken: 0,
            known: Some(Known::new(document, shelf.clone(), Box::new(RealDisk))),
            shelf,
            writer: None,
            watch: None,
            trial: None,
        }
    }

    /// From now on every committed step is saved on a thread of its own, and what others write is taken in. `tell`
    /// is called there with each answer, which then belongs into [`Session::answered`].
    pub fn save_in_background(&mut self, tell: impl Fn(Answer) + Send + 'static) {
        if let Some(known) = self.known.take() {
            self.writer = Some(Writer::start(known, tell));
            if self.state == SaveState::Held {
                self.send();
            }
        }
    }

    /// Has the writer look at the file whenever something happens to it. Where the system cannot watch, only
    /// [`Session::look`] finds what others wrote.
    pub fn watch(&mut self) {
        if let Some(writer) = &self.writer {
            self.watch = Watch::start(&self.path, writer.nudge());
        }
    }

    pub fn plan(&self) -> &Plan {
        &self.here.plan
    }

    /// The file's text as it would be written now.
    pub fn text(&self) -> String {
        store::write::canonical(&self.here.plan, &self.here.comments)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn state(&self) -> &SaveState {
        &self.state
    }

    pub fn is_readonly(&self) -> bool {
        self.state == SaveState::ReadOnly
    }

    /// Whether nothing can be changed: not even what is only tried.
    pub fn is_closed(&self) -> bool {
        self.is_readonly() && self.trial.is_none()
    }

    /// Whether every step is on disk.
    pub fn is_saved(&self) -> bool {
        self.is_readonly() || self.saved == self.written()
    }

    /// Makes an edit a step of the history and sends it to the writer, if there is one. An edit that changes
    /// nothing is no step. `what` is said by undo ("remove debts/refunds").
    pub fn commit(&mut self, edit: Edit, what: Shown) -> Result<(), Vec<Refusal>> {
        if self.is_closed() {
            let why = "this plan is open for reading only; nothing is changed";
            return Err(vec![Refusal::new(why)]);
        }
        let edit = edit::by_person(&self.here.plan, edit);
        let plan = edit::apply(&self.here.plan, &edit)?;
        if plan != self.here.plan {
            let after = Snapshot { comments: follow(&self.here, &plan), plan };
            self.step(after, what);
        }
        Ok(())
    }

    /// Goes on with another plan as one step.
    fn step(&mut self, after: Snapshot, what: Shown) {
        let before = self.here.clone();
        self.history.push(Step { before, after: after.clone(), what, outside: false });
        self.go_to(after);
    }

    /// What undo would take back.
    pub fn undo_step(&self) -> Option<&Step> {
        self.history.last()
    }

    /// The last step that was made here, whatever came from outside since.
    pub fn own_step(&self) -> Option<&Step> {
        self.history.last_own()
    }

    /// What redo would take again.
    pub fn redo_step(&self) -> Option<&Step> {
        self.history.next()
    }

    /// Takes the last step back, or with `own` the last one that was made here, under what came from outside since.
    /// What others wrote since stays. Refused where the plan would not be sound without the step.
    pub fn undo(&mut self, own: bool) -> Option<Result<Undone, Vec<Refusal>>> {
        let step = if own { self.own_step() } else { self.undo_step() }?.clone();
        Some(self.reverse(&step.after, &step.before, step.what).inspect(|_| self.history.undone(own)))
    }

    /// Takes the last undone step again.
    pub fn redo(&mut self) -> Option<Result<Undone, Vec<Refusal>>> {
        let step = self.redo_step()?.clone();
        Some(self.reverse(&step.before, &step.after, step.what).inspect(|_| self.history.redone()))
    }

    /// Goes from what was to what is wanted, keeping everything that came since.
    fn reverse(&mut self, was: &Snapshot, wanted: &Snapshot, what: Shown) -> Result<Undone, Vec<Refusal>> {
        // The usual case, exact and without a merge: nothing came since.
        if self.here.same(was) {
            self.go_to(wanted.clone());
            return Ok(Undone { what, stays: Vec::new() });
        }
        let merged = merge::merge(&was.plan, &self.here.plan, &wanted.plan);
        let comments = merged.comments(&was.comments, &self.here.comments, &wanted.comments);
        let merge::Merged { mut plan, conflicts, .. } = merged;
        // What somebody else wrote since is no conflict: it stays.
        plan.conflicts = self.here.plan.conflicts.clone();
        let stays = conflicts.into_iter().map(|clash| (clash.at, clash.field)).collect();
        let plan = edit::apply(&self.here.plan, &diff::diff(&self.here.plan, &plan))?;
        self.go_to(Snapshot { plan, comments: comments.into() });
        Ok(Undone { what, stays })
    }

    fn go_to(&mut self, to: Snapshot) {
        self.here = to;
        self.revision += 1;
        if self.trial.is_none() {
            self.send();
        }
    }

    fn order(&self) -> Order {
        Order { revision: self.written(), plan: self.base().clone(), taken: self.taken }
    }

    /// Hands the plan to the writer.
    fn send(&mut self) {
        match &self.writer {
            Some(writer) if self.state == SaveState::Held => writer.hold(self.order()),
            Some(writer) => {
                writer.save(self.order());
                // What stands in the way is said until it is known to be gone.
                if matches!(self.state, SaveState::Saved) {
                    self.state = SaveState::Saving;
                }
            }
            None => {}
        }
    }

    /// Writes what is not on disk: tries again after a failure, writes a file that is gone as a new one, ends the
    /// holding back of a file with conflict markers.
    pub fn save_again(&mut self) {
        let Some(writer) = &self.writer else { return };
        match self.state {
            SaveState::ReadOnly | SaveState::Saving => {}
            SaveState::Gone(_) => {
                writer.write_again(self.order());
                self.state = SaveState::Saving;
            }
            SaveState::Held => {
                self.state = SaveState::Saved;
                self.send();
            }
            _ if self.saved != self.written() => self.send(),
            _ => {}
        }
    }

    /// Has the file looked at; with `asked` there is an answer even when it is as it was.
    pub fn look(&self, asked: bool) {
        if let Some(writer) = &self.writer {
            writer.look(asked);
        }
    }

    /// Keeps what stands in a half-filled form, in place of what was kept before.
    pub fn draft(&self, draft: Option<Draft>) {
        if let Some(writer) = &self.writer {
            writer.draft(draft);
        }
    }

    /// Takes the writer's answer in; says what it brought.
    pub fn answered(&mut self, answer: Answer) -> News {
        let Some(outcome) = answer.outcome else { return News::AsItWas };
        let mut news = News::Nothing;
        // Whether the answer is of the plan that is here.
        let mut current = answer.revision == self.written();
        if let Some(taken) = outcome.taken {
            (news, current) = self.take_in(&taken, current);
        }
        // What was put together waits for a word, whatever was written of it before.
        let held = self.state == SaveState::Held;
        match outcome.end {
            Ok(notice) => {
                if current {
                    self.saved = self.written();
                }
                if !self.is_readonly() && !held {
                    self.state = if self.saved == self.written() { SaveState::Saved } else { SaveState::Saving };
                }
                if let (News::Nothing, Some(notice)) = (&news, notice) {
                    news = News::Notice(notice);
                }
            }
            Err(stuck) => {
                if news == News::Nothing {
                    news = News::Stuck(stuck.why());
                }
                if !self.is_readonly() && !held {
                    self.state = match stuck {
                        Stuck::Gone(why) => SaveState::Gone(why),
                        Stuck::Unreadable { why, markers } => SaveState::Unreadable { why, markers },
                        Stuck::Failed(error) => SaveState::Failed(show(error.to_string())),
                    };
                }
            }
        }
        news
    }

    /// Makes what came from outside a step of its own. `current` says that nothing was edited since the writer met
    /// it; given back is whether the writer then has what is here.
    fn take_in(&mut self, taken: &Taken, current: bool) -> (News, bool) {
        self.taken += 1;
        let before = self.base().clone();
        // What the writer got is what is here, or what was here before the edits since.
        let next =
            if before.same(&taken.ours) { taken.merged.clone() } else { both(&taken.ours, &before, &taken.merged) };
        let whole = current || next.same(&taken.merged);
        let waiting =
            next.plan.conflicts.iter().filter(|c| before.plan.conflicts.get(Record::id(&***c)).is_none()).count();
        let rows = diff::diff(&before.plan, &next.plan).touched();
        self.rebase(&before, next);
        if !whole {
            self.send();
        }
        let rows = rows.into_iter().filter(|at| at.register != "conflicts").collect();
        (News::Reloaded(Reload { rows, conflicts: waiting }), whole)
    }

    /// Saves over the file as it was loaded, and waits for it: for the command line, which starts again from the file
    /// when somebody else wrote it meanwhile ([`SaveError::Changed`]).
    pub fn save_now(&mut self) -> Result<Saved, SaveError> {
        if self.is_readonly() {
            return Err(SaveError::ReadOnly);
        }
        let known = self.known.as_mut().expect("a session either saves in the background or here");
        let saved = known.save_over_known(&self.here);
        if saved.is_ok() {
            self.saved = self.revision;
            self.state = SaveState::Saved;
        }
        saved
    }

    /// Waits, a second at the most, until what is being saved is on disk: before this process is stopped.
    pub fn flush(&mut self) {
        if let Some(writer) = &self.writer {
            writer.flush();
        }
    }

    /// Waits until the writer has written everything it was given; nothing is saved in the background from then on.
    pub fn finish(&mut self) {
        self.watch = None;
        self.known = self.writer.take().and_then(Writer::finish);
        if self.known.as_ref().is_some_and(|known| known.base().same(self.base())) {
            self.saved = self.written();
            if !self.is_readonly() && self.state != SaveState::Held {
                self.state = SaveState::Saved;
            }
        }
    }
}

/// The comments after a change: those of a renamed row follow it, those of a removed row go with it and come
/// back with its undo.
fn follow(before: &Snapshot, after: &Plan) -> Arc<Comments> {
    let mut comments = Arc::clone(&before.comments);
    if !comments.is_empty() {
        let kept = Arc::make_mut(&mut comments);
        kept.rename(&diff::renames(&before.plan, after));
        kept.keep(|at| register::row(after, at).is_some());
    }
    comments
}

/// The time, for people.
fn now() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string()
}

impl Session {
    /// A session over a document on a disk of the caller's, as a test has one that fails.
    pub fn over(document: Document, shelf: Option<Shelf>, disk: Box<dyn Disk>, readonly: bool) -> Session {
        let known = Known::new(document.clone(), shelf.clone(), disk);
        Session { known: Some(known), shelf, ..Session::with(document, None, readonly) }
    }
}
