//! The plan as it was: at a revision, and from commit to commit.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::thread;

use super::{Call, Failure, Kind};
use crate::git::{Blob, Blobs, Commit, GitError, Oid, Repo};
use crate::model::Plan;
use crate::report::changes::{self, RowChange};
use crate::store::disk::{Disk, RealDisk};
use crate::store::read::{Flaw, read};
use crate::store::{self, LoadError};
use crate::text::{Shown, show};

/// Revisions that are kept read: as many as branches run beside each other, and some.
const KEPT: usize = 8;

/// Most parts of a history that are read at once, and the fewest commits that are a part.
const HANDS: usize = 8;
const PART: usize = 16;

/// A plan's file and the repository around it.
pub(super) struct Home {
    /// As it was named.
    pub named: PathBuf,
    /// Behind any links.
    pub real: PathBuf,
    pub repo: Repo,
}

/// One of two plans that are held against each other.
pub(super) struct Side {
    /// The revision as typed, or the file.
    pub said: Shown,
    /// `None` for the file on disk.
    pub commit: Option<Oid>,
    pub plan: Plan,
    pub bytes: Vec<u8>,
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Failure {
        let kind = match &error {
            GitError::NoGit | GitError::Io(_) | GitError::Failed(_) | GitError::Absent(_) | GitError::TooLarge => {
                Kind::Git
            }
            GitError::Unknown(..) | GitError::Unborn | GitError::Bare | GitError::Outside(_) => Kind::Usage,
        };
        Failure::new(kind, error.to_string()).hint(error.hint())
    }
}

impl Home {
    /// The plan's file, there or not, and its repository.
    pub fn of(call: &Call) -> Result<Home, Failure> {
        let named = call.plan_path()?;
        let real = RealDisk.resolve(&named).map_err(|error| LoadError::Io(named.clone(), error))?;
        let repo = Repo::around(&real)?.ok_or_else(|| {
            let message = format!("{} is in no git repository", named.display());
            Failure::new(Kind::NoRepository, message).hint("git init makes one where the plan is")
        })?;
        Ok(Home { named, real, repo })
    }

    pub fn on_disk(&self) -> Result<Side, Failure> {
        let plan = store::load(&mut RealDisk, &self.named)?.plan;
        let io = |error| Failure::from(LoadError::Io(self.named.clone(), error));
        let bytes = RealDisk.read(&self.real).map_err(io)?;
        Ok(Side { said: self.name(), commit: None, plan, bytes })
    }

    pub fn name(&self) -> Shown {
        show(self.named.to_string_lossy())
    }

    /// The plan at a revision. One that does not parse is a failure with its picture.
    pub fn at(&self, revision: &str) -> Result<Side, Failure> {
        let commit = self.repo.commit(revision)?;
        let bytes = self.repo.file_at(&commit, &self.real)?.ok_or_else(|| {
            let place = self.repo.place(&self.real).unwrap_or_else(|_| self.named.clone());
            Failure::usage(format!("{revision} has no {}", place.display()))
                .hint("outgrow log says since when it is there, and whether it had another name")
        })?;
        let said = show(revision);
        match read(&bytes) {
            Ok((plan, _)) => Ok(Side { said, commit: Some(commit), plan, bytes }),
            Err(flaw) => Err(self.flawed(revision, &bytes, flaw)),
        }
    }

    fn flawed(&self, revision: &str, bytes: &[u8], flaw: Flaw) -> Failure {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_string();
        let path = PathBuf::from(format!("{revision}:{}", self.named.display()));
        LoadError::Flawed { path, text, flaw: Box::new(flaw) }.into()
    }
}

/// What a revision's content is.
enum Version {
    Plan(Plan),
    Flawed(Flaw),
    Absent,
    TooLarge,
}

impl Version {
    fn plan(&self) -> Option<&Plan> {
        if let Version::Plan(plan) = self { Some(plan) } else { None }
    }

    /// Why it is no plan.
    fn why(&self, place: &Path) -> Option<Shown> {
        let name = show(place.to_string_lossy());
        match self {
            Version::Plan(_) => None,
            Version::Flawed(flaw) => {
                let at = flaw.place.as_ref().map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
                Some(show(format!("{name}{at} does not parse: {}", flaw.message)))
            }
            Version::Absent => Some(name.then(" is missing from this copy of the repository, or damaged")),
            Version::TooLarge => Some(name.then(" is larger than any plan")),
        }
    }
}

/// What a commit made of the plan.
pub(super) struct Told<'h> {
    pub commit: &'h Commit,
    pub sort: Sort,
    pub rows: Vec<RowChange>,
    /// What is to be said beside the rows.
    pub notes: Vec<Shown>,
}

/// How much a commit's changes can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// It changed rows, or at least nothing that cannot be told.
    Change,
    /// It began the plan: every row is new.
    First,
    /// It took the plan away.
    Last,
    /// It left something that is no plan; what it changed is told with the next commit.
    Unreadable,
    /// What was before is not known.
    Edge,
}

impl Sort {
    pub fn word(self) -> &'static str {
        match self {
            Sort::Change => "change",
            Sort::First => "first",
            Sort::Last => "last",
            Sort::Unreadable => "unreadable",
            Sort::Edge => "edge",
        }
    }
}

/// Reads the revisions of a history as they are needed.
struct Past<'h> {
    commits: &'h [Commit],
    blobs: Blobs<'h>,
    read: VecDeque<(Oid, Rc<Version>)>,
}

/// What each commit of a history changed; parts of it are read beside each other.
pub(super) fn tell_all<'h>(repo: &'h Repo, commits: &'h [Commit]) -> Result<Vec<Told<'h>>, GitError> {
    let hands = thread::available_parallelism().map_or(1, usize::from).min(HANDS);
    let part = commits.len().div_ceil(hands).max(PART);
    thread::scope(|scope| {
        let tell = |from: usize| {
            let to = commits.len().min(from + part);
            scope.spawn(move || {
                let mut past = Past::new(repo, commits);
                (from..to).map(|at| past.tell(at)).collect::<Result<Vec<_>, _>>()
            })
        };
        let parts: Vec<_> = (0..commits.len()).step_by(part).map(tell).collect();
        let mut all = Vec::new();
        for part in parts {
            all.extend(part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })
}

/// A plan of earlier, and the commit that was stepped over for it.
type Found<'h> = (Rc<Version>, Option<&'h str>);

impl<'h> Past<'h> {
    fn new(repo: &'h Repo, commits: &'h [Commit]) -> Past<'h> {
        Past { commits, blobs: repo.blobs(), read: VecDeque::new() }
    }

    /// The plan as of a commit; an empty one where the file is not there.
    fn version(&mut self, id: Option<&Oid>) -> Result<Rc<Version>, GitError> {
        let Some(id) = id else { return Ok(Rc::new(Version::Plan(Plan::default()))) };
        if let Some((_, version)) = self.read.iter().find(|(read, _)| read == id) {
            return Ok(Rc::clone(version));
        }
        let version = Rc::new(match self.blobs.get(id)? {
            Blob::Here(bytes) => read(&bytes).map_or_else(Version::Flawed, |(plan, _)| Version::Plan(plan)),
            Blob::Absent => Version::Absent,
            Blob::TooLarge => Version::TooLarge,
        });
        self.read.truncate(KEPT - 1);
        self.read.push_front((id.clone(), Rc::clone(&version)));
        Ok(version)
    }

    /// What the commit at this place of the history changed.
    fn tell(&mut self, at: usize) -> Result<Told<'h>, GitError> {
        let commit = &self.commits[at];
        let mut told = Told { commit, sort: Sort::Change, rows: Vec::new(), notes: Vec::new() };
        // The file's older name stands with the commit before.
        if let Some(older) = self.commits.get(at + 1).filter(|older| older.place != commit.place) {
            let from = show(older.place.to_string_lossy());
            told.notes.push(show("the file was ").then(from).then(" before"));
        }
        let after = self.version(commit.after.as_ref())?;
        let Some(plan) = after.plan() else {
            told.sort = Sort::Unreadable;
            told.notes.extend(after.why(&commit.place));
            told.notes.push("what it changed is told with the next commit".into());
            return Ok(told);
        };
        if commit.edge {
            told.sort = Sort::Edge;
            told.notes.push("what it changed cannot be told: what was before is not in this copy".into());
            return Ok(told);
        }
        told.sort = match (commit.before.iter().all(Option::is_none), &commit.after) {
            (_, None) => Sort::Last,
            (true, _) => Sort::First,
            _ => Sort::Change,
        };
        let mut all: Option<Vec<RowChange>> = None;
        for before in &commit.before {
            let Some((before, stepped)) = self.readable(at, before.as_ref())? else {
                told.sort = Sort::Edge;
                told.notes.push("what it changed cannot be told: what was before is no plan".into());
                return Ok(told);
            };
            if let Some(over) = stepped {
                told.notes.push(show(format!("held against the last version before {over} that parses")));
            }
            let rows = before.plan().map_or(Vec::new(), |before| changes::rows(before, plan));
            all = Some(match all {
                Some(known) => changes::in_both(known, &rows),
                None => rows,
            });
        }
        told.rows = all.unwrap_or_default();
        if told.rows.is_empty() && told.sort == Sort::Change {
            told.notes.push(match commit.before.len() {
                1 => "no row changed: only comments, order or the file's name".into(),
                _ => "a merge that changed nothing beside what it joined".into(),
            });
        }
        Ok(told)
    }

    /// The plan before a commit, or the nearest one before that which is a plan, and the commit that was stepped
    /// over for it. Nothing where there is none.
    fn readable(&mut self, mut at: usize, id: Option<&'h Oid>) -> Result<Option<Found<'h>>, GitError> {
        let (mut id, mut over) = (id, None);
        loop {
            let version = self.version(id)?;
            if version.plan().is_some() {
                return Ok(Some((version, over)));
            }
            // The commit that left it so.
            let older = self.commits[at + 1..].iter().position(|older| older.after.as_ref() == id);
            let Some(older) = older.map(|n| at + 1 + n).filter(|older| !self.commits[*older].edge) else {
                return Ok(None);
            };
            at = older;
            over = over.or(Some(self.commits[at].id.short()));
            id = self.commits[at].before.first().and_then(Option::as_ref);
        }
    }
}
