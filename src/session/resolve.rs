//! A file that git left half merged, put together by meaning from its two sides.

use std::path::Path;

use super::{SaveState, Session};
use crate::git::Repo;
use crate::merge::merge;
use crate::model::Snapshot;
use crate::model::value::Value;
use crate::model::{Comments, Plan};
use crate::register::{REGISTERS, Row, put_cell};
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::markers::{Sides, sides};
use crate::store::read::Flaw;
use crate::store::{Document, LoadError, parse};
use crate::text::{Shown, show};

/// Both sides as one plan; what has to be decided waits in its `conflicts`.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// With the identity of the file as it stands.
    pub document: Document,
    /// Fields that have to be decided.
    pub conflicts: usize,
    /// What git calls the sides; may be empty.
    pub labels: (Shown, Shown),
    /// Where the sides come from, when not from the file alone.
    pub note: Shown,
}

/// Puts a file with conflict markers together: each side is read as a plan and merged by meaning. What git keeps of an
/// unfinished merge helps where the file does not tell: the plan both grew from, or a side that does not read. The
/// file is only read. A file without markers comes as it is.
pub fn resolve(path: &Path) -> Result<Resolved, LoadError> {
    let real = RealDisk.resolve(path).map_err(|error| LoadError::Io(path.to_path_buf(), error))?;
    let io = |error| LoadError::Io(path.to_path_buf(), error);
    let bytes = RealDisk.read(&real).map_err(io)?;
    let stat = RealDisk.stat(&real).map_err(io)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let flawed = |flaw: Flaw| LoadError::Flawed { path: path.to_path_buf(), text: text.clone(), flaw: Box::new(flaw) };
    let found = match sides(&text) {
        None => return crate::store::load(&mut RealDisk, path).map(whole),
        Some(found) => found,
    };
    let put = |base: &Snapshot, ours: &Snapshot, theirs: &Snapshot, labels: (Shown, Shown), note: Shown| {
        let before = ours.plan.conflicts.len();
        let merged = merge(&base.plan, &ours.plan, &theirs.plan);
        let comments = merged.comments(&base.comments, &ours.comments, &theirs.comments);
        let identity = stat.map(|stat| Identity::of(stat, &bytes));
        let conflicts = merged.plan.conflicts.len().saturating_sub(before);
        let document = Document { plan: merged.plan, comments: comments.into(), path: real.clone(), identity };
        Resolved { document, conflicts, labels, note }
    };
    let staged = || staged(&real);
    match found.and_then(|sides| Ok((of(&sides.ours)?, of(&sides.theirs)?, sides))) {
        Ok((ours, theirs, sides)) => {
            let labels = (show(sides.ours_label.as_str()), show(sides.theirs_label.as_str()));
            let base = base_of(&sides).or_else(|| staged().map(|[base, ..]| base));
            let known = base.is_some();
            let base = base.unwrap_or_else(|| common(&ours, &theirs));
            let note = if known {
                Shown::default()
            } else {
                "what both sides grew from is not known, so every difference between them is asked about".into()
            };
            Ok(put(&base, &ours, &theirs, labels, note))
        }
        Err(flaw) => {
            let [base, ours, theirs] = staged().ok_or_else(|| flawed(flaw))?;
            let note = "the file's own sides do not read; they are taken from git as they were before the merge".into();
            Ok(put(&base, &ours, &theirs, Default::default(), note))
        }
    }
}

fn whole(document: Document) -> Resolved {
    Resolved { document, conflicts: 0, labels: Default::default(), note: Shown::default() }
}

fn of(text: &str) -> Result<Snapshot, Flaw> {
    parse(text.as_bytes())
}

fn base_of(sides: &Sides) -> Option<Snapshot> {
    of(sides.base.as_deref()?).ok()
}

/// Base, ours and theirs as git's index has them while a merge waits.
fn staged(path: &Path) -> Option<[Snapshot; 3]> {
    let stages = Repo::around(path).ok()??.stages(path).ok()??;
    let side = |bytes: Option<Vec<u8>>| of(std::str::from_utf8(&bytes?).ok()?).ok();
    let (ours, theirs) = (side(stages.ours)?, side(stages.theirs)?);
    let base = side(stages.base).unwrap_or_else(|| common(&ours, &theirs));
    Some([base, ours, theirs])
}

/// What two plans agree in: rows that both have, each field at its default where they differ.
fn common(ours: &Snapshot, theirs: &Snapshot) -> Snapshot {
    let mut plan = Plan::default();
    for home in REGISTERS {
        let both = home.rows(&ours.plan).filter_map(|row| Some((row, home.get(&theirs.plan, row.id())?)));
        let rows: Vec<Box<dyn Row>> = both
            .map(|(mine, other)| {
                let mut row = mine.boxed();
                for field in (0..home.field_count()).filter(|at| !home.field(*at).key_part) {
                    if mine.cell(field).get() != other.cell(field).get() {
                        // Nothing brings the default back, which every field has.
                        let _ = put_cell(home, &mut *row, field, Value::Nothing);
                    }
                }
                row
            })
            .collect();
        home.fill(&mut plan, rows);
    }
    Snapshot { plan, comments: Comments::default().into() }
}

impl Session {
    /// A session over a file that was just put together; the file stays as it is until [`Session::save_again`].
    pub fn resolving(resolved: &Resolved, state: Option<&Path>, readonly: bool) -> Session {
        let mut session = Session::with(resolved.document.clone(), state, readonly);
        if !readonly {
            session.state = SaveState::Held;
            session.revision += 1;
        }
        session
    }

    /// Takes in what was put together from the file, whose markers the writer has met; what was edited here since is
    /// merged with it. The file stays as it is until [`Session::save_again`].
    pub fn hold(&mut self, resolved: Resolved) {
        if let (Some(writer), false) = (&self.writer, self.is_readonly()) {
            writer.adopt(resolved.document);
            self.state = SaveState::Held;
        }
    }
}
