//! The plan's file as this process last knew it, and how what is here and what others write there come together.

use std::path::Path;

use crate::merge;
use crate::model::Snapshot;
use crate::store::disk::{Disk, Identity};
use crate::store::read::FlawKind;
use crate::store::save::{SaveError, Saved, save};
use crate::store::shelf::Shelf;
use crate::store::{self, Document, LoadError};
use crate::text::{Shown, show};

/// The file when it was last read or written here: the common ancestor of edits made here and of changes made there.
pub struct Known {
    base: Document,
    shelf: Option<Shelf>,
    disk: Box<dyn Disk>,
}

/// Changes from outside, taken in.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What was here when they were met.
    pub ours: Snapshot,
    /// What is here with them.
    pub merged: Snapshot,
}

/// Why the plan here and the file are not the same now.
#[derive(Clone, Debug)]
pub enum Stuck {
    /// There is no such file any more; it is written again only when that is asked for.
    Gone(Shown),
    /// What stands in the file is no plan; it is left alone. `why` says where and what.
    Unreadable { why: Shown, markers: bool },
    /// The disk refused.
    Failed(SaveError),
}

impl Stuck {
    /// The reason as a sentence.
    pub fn why(&self) -> Shown {
        match self {
            Stuck::Gone(why) => why.clone(),
            Stuck::Unreadable { why, .. } => show(format!("the file does not read, it is left alone: {why}")),
            Stuck::Failed(error) => show(error.to_string()),
        }
    }
}

/// What a look at the file, or a save, came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub taken: Option<Taken>,
    /// What was out of the ordinary, or why the file does not hold what is here.
    pub end: Result<Option<Shown>, Stuck>,
}

/// How often a file that keeps changing is met again before the save gives up.
const TRIES: usize = 20;

impl Known {
    /// A document as it was loaded, or one that was never on disk.
    pub fn new(base: Document, shelf: Option<Shelf>, disk: Box<dyn Disk>) -> Known {
        Known { base, shelf, disk }
    }

    pub fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    pub fn disk(&mut self) -> &mut dyn Disk {
        &mut *self.disk
    }

    /// What the file held when it was last read or written here.
    pub fn base(&self) -> Snapshot {
        self.base.snapshot()
    }

    /// From now on this counts as what the file holds.
    pub fn adopt(&mut self, base: Document) {
        self.base = base;
    }

    /// Writes the plan, unless the file is not the known one: for a command, which then starts again from what the
    /// file holds now.
    pub fn save_over_known(&mut self, ours: &Snapshot) -> Result<Saved, SaveError> {
        let document = self.document(ours);
        let done = save(&mut *self.disk, self.shelf.as_ref(), &document);
        match &done {
            Ok(Saved { identity, .. }) | Err(SaveError::Unsettled(identity, _)) => self.settle(document, *identity),
            Err(_) => {}
        }
        done
    }

    /// Writes the plan; what others wrote meanwhile is merged in first, never written over.
    pub fn save(&mut self, ours: &Snapshot) -> Outcome {
        self.go_on(ours, false)
    }

    /// Writes the plan as a new file where there is none any more.
    pub fn write_again(&mut self, ours: &Snapshot) -> Outcome {
        if let Ok(None) = self.disk.stat(&self.base.path) {
            self.base.identity = None;
        }
        self.save(ours)
    }

    /// Looks at the file: `None` where it is as it was known. Else what others wrote is taken in, and the merge is
    /// written where something of ours is in it.
    pub fn look(&mut self, ours: &Snapshot) -> Option<Outcome> {
        match self.is_as_known() {
            Ok(true) => None,
            Ok(false) => Some(self.go_on(ours, true)),
            Err(stuck) => Some(Outcome { taken: None, end: Err(stuck) }),
        }
    }

    fn is_as_known(&mut self) -> Result<bool, Stuck> {
        let failed = |error: std::io::Error| Stuck::Failed(error.into());
        let Some(known) = self.base.identity else { return Ok(true) };
        match self.disk.stat(&self.base.path).map_err(failed)? {
            None => Err(gone(&self.base.path)),
            Some(stat) if !stat.regular => Err(gone(&self.base.path)),
            Some(stat) if stat == known.stat => Ok(true),
            Some(stat) => {
                let now = Identity::of(stat, &self.disk.read(&self.base.path).map_err(failed)?);
                let same = now.hash == known.hash;
                if same {
                    self.base.identity = Some(now);
                }
                Ok(same)
            }
        }
    }

    /// Saves and meets what others wrote, in turns, until both are one. `changed` says that the file is known to
    /// hold something else, so that meeting comes first.
    fn go_on(&mut self, ours: &Snapshot, mut changed: bool) -> Outcome {
        let mut here = ours.clone();
        let mut taken = None;
        for _ in 0..TRIES {
            if changed {
                match self.meet(&here) {
                    Ok(None) => {}
                    Ok(Some(merged)) => {
                        here = merged.clone();
                        taken = Some(Taken { ours: ours.clone(), merged });
                    }
                    Err(stuck) => return Outcome { taken, end: Err(stuck) },
                }
                // What is theirs alone is on disk already, in their own form.
                if here.same(&self.base.snapshot()) {
                    return Outcome { taken, end: Ok(None) };
                }
            }
            match self.save_over_known(&here) {
                Ok(saved) => return Outcome { taken, end: Ok(saved.notice) },
                Err(SaveError::Changed) => changed = true,
                Err(SaveError::Gone | SaveError::NoFile) => {
                    return Outcome { taken, end: Err(gone(&self.base.path)) };
                }
                Err(error) => return Outcome { taken, end: Err(Stuck::Failed(error)) },
            }
        }
        Outcome { taken, end: Err(Stuck::Failed(SaveError::Changed)) }
    }

    /// Reads what others wrote and merges it with what is here. `None` where they changed nothing but the form.
    fn meet(&mut self, here: &Snapshot) -> Result<Option<Snapshot>, Stuck> {
        let theirs = store::load(&mut *self.disk, &self.base.path).map_err(|error| unloaded(&error))?;
        let (base, other) = (self.base.snapshot(), theirs.snapshot());
        let identity = theirs.identity;
        if other.same(&base) {
            self.base.identity = identity;
            return Ok(None);
        }
        let merged = if here.same(&base) { other } else { both(&base, here, &other) };
        let writes = !merged.same(&theirs.snapshot());
        if let (true, Some(shelf), Some(identity)) = (writes, &self.shelf, identity) {
            // What they wrote by hand is about to get our form; their own goes to the copies, where that works.
            let copy = self.disk.read(&self.base.path).map_err(SaveError::from);
            let _ = copy.and_then(|bytes| shelf.keep(&mut *self.disk, identity.stat, &bytes));
        }
        self.base = theirs;
        Ok(Some(merged))
    }

    fn document(&self, of: &Snapshot) -> Document {
        Document {
            plan: of.plan.clone(),
            comments: of.comments.clone(),
            path: self.base.path.clone(),
            identity: self.base.identity,
        }
    }

    fn settle(&mut self, document: Document, identity: Identity) {
        self.base = Document { identity: Some(identity), ..document };
    }
}

/// Two descendants of one plan as one: fields by meaning, comments united.
pub fn both(base: &Snapshot, ours: &Snapshot, theirs: &Snapshot) -> Snapshot {
    let merged = merge::merge(&base.plan, &ours.plan, &theirs.plan);
    let comments = merged.comments(&base.comments, &ours.comments, &theirs.comments);
    Snapshot { plan: merged.plan, comments: comments.into() }
}

fn gone(path: &Path) -> Stuck {
    Stuck::Gone(show(format!("{} is gone; w writes it again", path.display())))
}

/// Why a file that was there cannot be taken in.
pub fn unloaded(error: &LoadError) -> Stuck {
    match error {
        LoadError::Missing(path) => gone(path),
        LoadError::Io(_, error) => Stuck::Failed(std::io::Error::new(error.kind(), error.to_string()).into()),
        LoadError::Flawed { flaw, .. } => {
            let line = flaw.place.as_ref().map_or(String::new(), |place| format!("line {}: ", place.line));
            let why = show(format!("{line}{}", flaw.message));
            Stuck::Unreadable { why, markers: flaw.kind == FlawKind::Markers }
        }
    }
}
