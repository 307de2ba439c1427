//! The repository around a plan. The only room that starts git.
//!
//! git is asked by its plumbing only, so that no user's setting changes an answer, and always in the one way of
//! [`ask`]: nothing that a repository names is ever run, nothing is fetched, nothing below `.git` is written but
//! what [`Repo::set_local`] is told to. A repository may be anything: without a commit, without a work tree, cut
//! off (shallow), without its contents (partial), damaged. Each of these is an answer or a sentence, and what is
//! missing is said beside what is there.
//!
//! Every question starts a process of some milliseconds and waits for it, however long git takes: whoever must
//! not wait asks on another thread.

mod ask;
mod error;
mod history;
mod merge;
mod objects;
mod settings;

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::Command;

pub use ask::on_search_path;
pub use error::GitError;
pub use history::{Commit, Gap, History};
pub use merge::{LineMerge, Stages, line_merge};
pub use objects::{Blob, Blobs, Oid};

use crate::text::Raw;

/// A repository with a work tree, or a bare one, found from a file or folder in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repo {
    /// Where git is started: the top of the work tree, else a folder of the bare repository.
    top: PathBuf,
    bare: bool,
    shallow: bool,
}

impl Repo {
    /// The repository that a file or folder stands in, or would stand in. `None` where there is no repository.
    /// Only the path decides: variables such as GIT_DIR do not, not even where git itself has set them for a hook
    /// or a merge driver, because the plan that was named may stand in another repository.
    pub fn around(path: &Path) -> Result<Option<Repo>, GitError> {
        let folder = if path.is_dir() { path } else { parent(path) };
        let folder = fs::canonicalize(folder).map_err(GitError::Io)?;
        let mut command = ask::git(&folder)?;
        // The top comes last: it alone may hold a line break, and is refused where there is no work tree.
        command.args(["rev-parse", "--is-bare-repository", "--is-shallow-repository", "--show-toplevel"]);
        let answer = ask::ask(command, b"", ask::SHORT)?;
        // git's words for no repository at all; a broken one is told in others.
        if answer.err.as_str().contains("not a git repository (or any") {
            return Ok(None);
        }
        let mut lines = answer.out.splitn(3, |b| *b == b'\n');
        let (Some(bare), Some(shallow)) = (lines.next(), lines.next()) else { return Err(answer.error()) };
        let top = lines.next().and_then(|rest| rest.strip_suffix(b"\n")).filter(|top| !top.is_empty());
        if top.is_none() && !answer.err.as_str().contains("must be run in a work tree") {
            return Err(answer.error());
        }
        let top = top.map(|top| PathBuf::from(std::ffi::OsString::from_vec(top.to_vec())));
        Ok(Some(Repo {
            bare: bare == b"true" || top.is_none(),
            shallow: shallow == b"true",
            top: top.unwrap_or(folder),
        }))
    }

    /// The top of the work tree.
    pub fn top(&self) -> Result<&Path, GitError> {
        if self.bare { Err(GitError::Bare) } else { Ok(&self.top) }
    }

    /// Whether older history was cut off when this copy was made.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// A file's path from the top, as the repository names it. The file need not be there, its folder must.
    pub fn place(&self, path: &Path) -> Result<PathBuf, GitError> {
        let top = self.top()?;
        let outside = || GitError::Outside(path.to_path_buf());
        let name = path.file_name().ok_or_else(outside)?;
        let folder = fs::canonicalize(parent(path)).map_err(GitError::Io)?;
        folder.join(name).strip_prefix(top).map(Path::to_path_buf).map_err(|_| outside())
    }

    /// The short name of the branch that is checked out. `None` where there is none, or where its name is not
    /// kept in the way that every git of the last years keeps it. Reads two small files and starts nothing.
    pub fn branch(&self) -> Option<Raw> {
        let mark = self.top.join(".git");
        let folder = match small_file(&mark) {
            // A linked work tree or a submodule: the mark is a file that says where.
            Some(text) => self.top.join(text.strip_prefix("gitdir: ")?.trim_end_matches('\n')),
            None => mark,
        };
        let head = small_file(&folder.join("HEAD"))?;
        let name = head.strip_prefix("ref: refs/heads/")?.trim_end();
        // What a repository with refs in tables says in that file.
        (!name.is_empty() && name != ".invalid").then(|| Raw::from(name))
    }

    /// git at the top of this repository.
    fn git(&self) -> Result<Command, GitError> {
        ask::git(&self.top)
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path as git writes it.
fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// The text of a file of a line or two; nothing else, a pipe least of all, is opened.
fn small_file(path: &Path) -> Option<String> {
    let meta = fs::metadata(path).ok().filter(|meta| meta.is_file())?;
    let mut text = String::new();
    File::open(path).ok()?.take(meta.len().min(8192)).read_to_string(&mut text).ok()?;
    Some(text)
}
