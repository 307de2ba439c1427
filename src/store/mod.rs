//! The plan on disk: reading, canonical writing, comments, and a save that never loses what was there.

pub mod comments;
pub mod disk;
mod flaw;
pub mod markers;
pub mod migrate;
mod proof;
pub mod read;
pub mod save;
pub mod shelf;
mod stored;
pub mod walk;
pub mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::{Disk, Identity};
use read::Flaw;

use crate::model::{Comments, Plan, Snapshot};

/// A plan as loaded: the value, the comments around it, and which bytes of which file it came from.
#[derive(Clone, Debug)]
pub struct Document {
    pub plan: Plan,
    pub comments: Arc<Comments>,
    /// The file behind any links.
    pub path: PathBuf,
    /// `None` for a document that was never on disk.
    pub identity: Option<Identity>,
}

impl Document {
    pub fn new(path: PathBuf, plan: Plan) -> Document {
        Document { plan, comments: Arc::default(), path, identity: None }
    }

    /// The plan and its comments, without where they stand.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { plan: self.plan.clone(), comments: Arc::clone(&self.comments) }
    }

    /// The file's text, canonical.
    pub fn text(&self) -> String {
        write::canonical(&self.plan, &self.comments)
    }
}

/// Why a file could not be loaded.
#[derive(Debug)]
pub enum LoadError {
    Missing(PathBuf),
    Io(PathBuf, io::Error),
    /// The text did not read; it is kept for the picture of the error.
    Flawed {
        path: PathBuf,
        text: String,
        flaw: Box<Flaw>,
    },
}

/// Reads a plan file's bytes, of any format that was ever released.
pub fn parse(bytes: &[u8]) -> Result<Snapshot, Flaw> {
    let (plan, comments) = read::read(bytes)?;
    Ok(Snapshot { plan, comments: Arc::new(comments) })
}

/// Loads a plan. The file is only read.
pub fn load(disk: &mut dyn Disk, path: &Path) -> Result<Document, LoadError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => LoadError::Missing(path.to_path_buf()),
        _ => LoadError::Io(path.to_path_buf(), error),
    };
    let real = disk.resolve(path).map_err(fail)?;
    // Before the bytes: of what is written in between, at worst, the time is not the right one, which is seen.
    let stat = disk.stat(&real).map_err(fail)?.ok_or_else(|| LoadError::Missing(path.to_path_buf()))?;
    let bytes = disk.read(&real).map_err(fail)?;
    match parse(&bytes) {
        Ok(Snapshot { plan, comments }) => {
            let identity = Some(Identity::of(stat, &bytes));
            Ok(Document { plan, comments, path: real, identity })
        }
        Err(flaw) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_string);
            Err(LoadError::Flawed { path: path.to_path_buf(), text, flaw: Box::new(flaw) })
        }
    }
}
