//! Why git gave no answer.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::text::{Raw, Shown, show};

/// What stood in the way. Its `Display` is a sentence without a full stop; [`GitError::hint`] is the next step.
#[derive(Debug)]
pub enum GitError {
    /// There is no git on the search path.
    NoGit,
    /// A folder could not be read, or git not be started or spoken to.
    Io(io::Error),
    /// git refused or failed, in its own words.
    Failed(Shown),
    /// No commit goes by this name here; git's words, where they say why.
    Unknown(Raw, Shown),
    /// Nothing has been committed yet.
    Unborn,
    /// There is no work tree.
    Bare,
    /// The path is not in this repository's work tree.
    Outside(PathBuf),
    /// A content that should be there is missing or damaged.
    Absent(PathBuf),
    /// The answer is larger than anything that is read.
    TooLarge,
}

impl GitError {
    /// What to do about it; may be empty.
    pub fn hint(&self) -> &'static str {
        match self {
            GitError::NoGit => "install git, or put it on PATH",
            GitError::Unknown(..) => "git log --oneline and git branch show what there is",
            GitError::Unborn => "git add and git commit keep the plan first",
            GitError::Bare => "go into a copy with a work tree: git worktree add FOLDER",
            GitError::Absent(_) => "git fetch gets what is missing; git fsck says what is damaged",
            GitError::Failed(_) | GitError::Io(_) | GitError::Outside(_) | GitError::TooLarge => "",
        }
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |path: &PathBuf| show(path.to_string_lossy());
        match self {
            GitError::NoGit => f.write_str("there is no git program here"),
            GitError::Io(error) => write!(f, "git cannot be asked: {}", show(error.to_string())),
            GitError::Failed(words) if words.is_empty() => f.write_str("git failed and does not say why"),
            GitError::Failed(words) => write!(f, "git says: {words}"),
            GitError::Unknown(revision, why) => {
                write!(f, "there is no revision \"{}\" here", revision.show().cut(60))?;
                if why.is_empty() { Ok(()) } else { write!(f, "; git says: {why}") }
            }
            GitError::Unborn => f.write_str("nothing has been committed here yet"),
            GitError::Bare => f.write_str("this repository has no work tree"),
            GitError::Outside(path) => write!(f, "{} is not in this repository", name(path)),
            GitError::Absent(path) => {
                write!(f, "the content of {} is missing from this copy of the repository, or damaged", name(path))
            }
            GitError::TooLarge => f.write_str("git's answer is larger than any plan"),
        }
    }
}

impl std::error::Error for GitError {}
