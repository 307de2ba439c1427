//! What an earlier run could not save, and how it comes back.

use std::path::{Path, PathBuf};

use super::{Session, both};
use crate::edit::Refusal;
use crate::model::Snapshot;
use crate::store::disk::RealDisk;
use crate::store::parse;
use crate::store::shelf::{Draft, Kept, Shelf};
use crate::text::{Shown, show};

/// Work of a run that ended before it was saved.
#[derive(Clone, Debug)]
pub struct Leftover {
    path: PathBuf,
    /// When it was last kept, in words.
    pub at: Shown,
    /// Why it was not saved; empty for a form alone.
    pub why: Shown,
    /// The plan the edits were made on, and the plan with them.
    pub edits: Option<(Snapshot, Snapshot)>,
    pub draft: Option<Draft>,
}

/// The unsaved work on a plan's shelf, oldest first. What does not read any more is passed over; its file stays.
pub fn leftovers(shelf: &Shelf) -> Vec<Leftover> {
    let orphans = shelf.orphans(&mut RealDisk).unwrap_or_default();
    orphans.into_iter().filter_map(|(path, kept)| Leftover::of(path, kept)).collect()
}

impl Leftover {
    fn of(path: PathBuf, kept: Kept) -> Option<Leftover> {
        let why = kept.edits.as_ref().map_or(Shown::default(), |edits| show(edits.why.as_str()));
        let edits = kept.edits.and_then(|edits| Some((snapshot(&edits.base)?, snapshot(&edits.ours)?)));
        let found = edits.is_some() || kept.draft.is_some();
        found.then(|| Leftover { path, at: show(kept.at), why, edits, draft: kept.draft })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes it away, for good.
    pub fn discard(&self, shelf: &Shelf) -> std::io::Result<()> {
        match shelf.drop_orphan(&mut RealDisk, &self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Its form alone.
    pub fn without_edits(mut self) -> Leftover {
        self.edits = None;
        self
    }
}

fn snapshot(text: &str) -> Option<Snapshot> {
    parse(text.as_bytes()).ok()
}

impl Session {
    /// Makes the edits between two plans here, as one step. What was changed here meanwhile stands, and both wait in
    /// `conflicts` where they disagree. Says how many do.
    pub fn recover(&mut self, base: &Snapshot, theirs: &Snapshot, what: Shown) -> Result<usize, Vec<Refusal>> {
        if self.is_readonly() {
            return Err(vec![Refusal::new("this plan is open for reading only; nothing is changed")]);
        }
        let before = self.here.plan.conflicts.len();
        let next = both(base, &self.here, theirs);
        let waiting = next.plan.conflicts.len().saturating_sub(before);
        if !next.same(&self.here) {
            self.step(next, what);
        }
        Ok(waiting)
    }
}
