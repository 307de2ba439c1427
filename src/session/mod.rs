//! The one place where load, edit and save meet; command line and workbench use the same functions.

mod writer;

use std::path::Path;
use std::sync::Arc;

use crate::diff;
use crate::edit::{self, Edit, Refusal};
use crate::history::{History, Snapshot, Step};
use crate::model::{Comments, Plan};
use crate::register;
use crate::store::disk::{Disk, RealDisk};
use crate::store::save::{self, SaveError};
use crate::store::{self, Document, LoadError};
use crate::text::{Shown, show};

pub use writer::Answer;
use writer::Writer;

/// How the plan in memory stands to the one on disk.
#[derive(Clone, PartialEq, Debug)]
pub enum SaveState {
    /// What is on disk is what is here.
    Saved,
    /// A save is under way.
    Saving,
    /// The last save did not happen; the edits are here. The sentence says why.
    Failed(Shown),
    /// Somebody else wrote the file; nothing is written until it is decided which to keep.
    Changed,
    /// Nothing is ever written: `--readonly`, or the demo.
    ReadOnly,
}

/// An open plan: the document, its history, and the way to disk.
pub struct Session {
    document: Document,
    history: History,
    state: SaveState,
    /// Grows with every new plan value; late answers of slow analyses are told by it.
    revision: u64,
    /// The revision that is known to be on disk.
    saved: u64,
    /// The revision that was last taken from disk: what is answered of earlier ones is of the past.
    reloaded: u64,
    writer: Option<Writer>,
}

impl Session {
    /// Opens a plan file.
    pub fn open(path: &Path, readonly: bool) -> Result<Session, LoadError> {
        Ok(Session::with(store::load(&mut RealDisk, path)?, readonly))
    }

    /// A session over a document; `readonly` refuses every edit.
    pub fn with(document: Document, readonly: bool) -> Session {
        let state = if readonly { SaveState::ReadOnly } else { SaveState::Saved };
        Session { document, history: History::default(), state, revision: 0, saved: 0, reloaded: 0, writer: None }
    }

    /// From now on every committed step is saved on a thread of its own; `tell` is called there with each
    /// answer, which then belongs into [`Session::answered`].
    pub fn save_in_background(&mut self, tell: impl Fn(Answer) + Send + 'static) {
        if self.state != SaveState::ReadOnly {
            self.writer = Some(Writer::start(self.document.identity, tell));
        }
    }

    pub fn plan(&self) -> &Plan {
        &self.document.plan
    }

    pub fn document(&self) -> &Document {
        &self.document
    }

    pub fn path(&self) -> &Path {
        &self.document.path
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

    /// Whether every step is on disk.
    pub fn is_saved(&self) -> bool {
        self.is_readonly() || self.saved == self.revision
    }

    /// Makes an edit a step of the history and sends it to the writer, if there is one. An edit that changes
    /// nothing is no step. `what` is said by undo ("remove debts/refunds").
    pub fn commit(&mut self, edit: Edit, what: Shown) -> Result<(), Vec<Refusal>> {
        if self.is_readonly() {
            let why = "this plan is open for reading only; nothing is changed";
            return Err(vec![Refusal::new(why)]);
        }
        let before = self.snapshot();
        let edit = edit::by_person(&before.plan, edit);
        let plan = edit::apply(&before.plan, &edit)?;
        if plan == before.plan {
            return Ok(());
        }
        let comments = follow(&before, &plan);
        let after = Snapshot { plan, comments };
        self.go_to(after.clone());
        self.history.push(Step { before, after, what, outside: false });
        Ok(())
    }

    /// What undo would take back.
    pub fn undo_step(&self) -> Option<&Step> {
        self.history.last()
    }

    /// What redo would take again.
    pub fn redo_step(&self) -> Option<&Step> {
        self.history.next()
    }

    /// Takes the last step back; says which.
    pub fn undo(&mut self) -> Option<Shown> {
        let step = self.history.undo()?;
        let (to, what) = (step.before.clone(), step.what.clone());
        self.go_to(to);
        Some(what)
    }

    /// Takes the last undone step again; says which.
    pub fn redo(&mut self) -> Option<Shown> {
        let step = self.history.redo()?;
        let (to, what) = (step.after.clone(), step.what.clone());
        self.go_to(to);
        Some(what)
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot { plan: self.document.plan.clone(), comments: Arc::clone(&self.document.comments) }
    }

    fn go_to(&mut self, to: Snapshot) {
        self.document.plan = to.plan;
        self.document.comments = to.comments;
        self.revision += 1;
        self.send();
    }

    /// Hands the document to the writer, unless it has to be decided first whose plan is kept.
    fn send(&mut self) {
        if let (Some(writer), false) = (&self.writer, self.state == SaveState::Changed) {
            writer.save(self.revision, self.document.clone());
            self.state = SaveState::Saving;
        }
    }

    /// Tries again to write what is not on disk; nothing to do where all is.
    pub fn save_again(&mut self) {
        if self.saved != self.revision {
            self.send();
        }
    }

    /// Takes the writer's answer in.
    pub fn answered(&mut self, answer: Answer) {
        if answer.revision < self.reloaded {
            return;
        }
        match answer.result {
            Ok(identity) => {
                self.document.identity = Some(identity);
                self.saved = self.saved.max(answer.revision);
                if answer.revision == self.revision {
                    self.state = SaveState::Saved;
                }
            }
            Err(SaveError::Changed) => self.state = SaveState::Changed,
            Err(error) => {
                if let SaveError::Unsettled(identity, _) = &error {
                    self.document.identity = Some(*identity);
                }
                self.state = SaveState::Failed(show(error.to_string()));
            }
        }
    }

    /// Saves now and waits for it: for the command line.
    pub fn save_now(&mut self) -> Result<(), SaveError> {
        if self.is_readonly() {
            return Err(SaveError::ReadOnly);
        }
        let result = save::save(&mut RealDisk, &self.document);
        self.answered(Answer { revision: self.revision, result: result.clone() });
        result.map(drop)
    }

    /// Whether the file on disk is still the one that was loaded or last saved.
    pub fn is_current(&self) -> bool {
        let stat = RealDisk.stat(&self.document.path).ok().flatten();
        stat == self.document.identity.map(|identity| identity.stat)
    }

    /// Takes the plan on disk, as a step of its own; the plan here can be had back with undo.
    pub fn take_theirs(&mut self) -> Result<(), LoadError> {
        let theirs = store::load(&mut RealDisk, &self.document.path)?;
        let before = self.snapshot();
        self.document = theirs;
        self.revision += 1;
        self.saved = self.revision;
        self.reloaded = self.revision;
        if self.state != SaveState::ReadOnly {
            self.state = SaveState::Saved;
        }
        if let Some(writer) = &self.writer {
            writer.loaded(self.document.identity);
        }
        let after = self.snapshot();
        if before.plan != after.plan {
            let what = "reload from disk".into();
            self.history.push(Step { before, after, what, outside: true });
        }
        Ok(())
    }

    /// Keeps the plan here and writes it over the one on disk, whatever that holds now.
    pub fn keep_mine(&mut self) -> Result<(), LoadError> {
        let path = self.document.path.clone();
        let io = |error| LoadError::Io(path.clone(), error);
        let stat = RealDisk.stat(&path).map_err(io)?;
        self.document.identity = match stat {
            Some(stat) => Some(store::disk::Identity::of(stat, &RealDisk.read(&path).map_err(io)?)),
            None => None,
        };
        if let Some(writer) = &self.writer {
            writer.loaded(self.document.identity);
        }
        // What is here is not what is there, even where nothing was edited.
        self.revision += 1;
        self.state = SaveState::Saved;
        self.send();
        Ok(())
    }

    /// Waits, a second at the most, until what is being saved is on disk: before this process is stopped.
    pub fn flush(&mut self) {
        if let Some(answer) = self.writer.as_ref().and_then(Writer::flush) {
            self.answered(answer);
        }
    }

    /// Waits until the writer has written everything it was given, and takes its last answer in; nothing is
    /// saved in the background from then on.
    pub fn finish(&mut self) {
        if let Some(answer) = self.writer.take().and_then(Writer::finish) {
            self.answered(answer);
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
