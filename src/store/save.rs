//! The one function that writes a plan: old bytes or new bytes are on disk, never a mixture, never another's.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::disk::{Disk, Identity, Stat, Temp};
use super::{Document, read, write};

/// Why a save did not happen. The file is as it was, but for [`SaveError::Unsettled`].
#[derive(Clone, Debug)]
pub enum SaveError {
    /// The file is not the one that was loaded: somebody else wrote it, or it is gone.
    Changed,
    /// Somebody made a file where a new one was to be.
    Exists,
    /// The file may not be written.
    ReadOnly,
    /// Our own bytes did not read back as the plan; nothing was touched.
    Unfaithful,
    /// The new bytes are in place, but a power cut may still take them back; saving again settles it.
    Unsettled(Identity, Arc<io::Error>),
    Io(Arc<io::Error>),
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SaveError::Changed => f.write_str("the file was changed by somebody else"),
            SaveError::Exists => f.write_str("the file is there already"),
            SaveError::ReadOnly => f.write_str("the file may not be written"),
            SaveError::Unfaithful => f.write_str("the bytes to be written do not read back as this plan"),
            SaveError::Unsettled(_, error) => write!(f, "it is written, but not yet safe from a power cut: {error}"),
            SaveError::Io(error) => write!(f, "{error}"),
        }
    }
}

impl From<io::Error> for SaveError {
    fn from(error: io::Error) -> Self {
        SaveError::Io(Arc::new(error))
    }
}

/// How often an interrupted write is tried again.
const RETRIES: usize = 100;

/// Writes a document over the bytes it was loaded from, or as a new file where it never was on disk.
///
/// Serialise, read back and compare; check that the file is still the loaded one; write a temporary file
/// beside it, sync, rename over it, sync the folder. Gives the file's new identity.
pub fn save(disk: &mut dyn Disk, document: &Document) -> Result<Identity, SaveError> {
    let text = document.text();
    let back = read::read(text.as_bytes());
    if back.is_ok_and(|(plan, _)| plan == document.plan) {
        save_bytes(disk, &document.path, document.identity, text.as_bytes())
    } else {
        Err(SaveError::Unfaithful)
    }
}

/// The part of a save that touches the disk; exports use it, too, with the identity they found.
pub fn save_bytes(
    disk: &mut dyn Disk,
    path: &Path,
    loaded: Option<Identity>,
    bytes: &[u8],
) -> Result<Identity, SaveError> {
    let now = disk.stat(path)?;
    match (loaded, now) {
        (None, None) => {}
        (None, Some(_)) => return Err(SaveError::Exists),
        (Some(_), None) => return Err(SaveError::Changed),
        (Some(loaded), Some(stat)) => {
            if stat.mode & 0o222 == 0 {
                return Err(SaveError::ReadOnly);
            }
            // The bytes decide: two writes within one tick of the clock leave size and time the same.
            if Identity::of(stat, &disk.read(path)?).hash != loaded.hash {
                return Err(SaveError::Changed);
            }
        }
    }
    let mut temp = disk.create(path, now)?;
    let placed = fill(disk, &mut temp, path, now, bytes);
    if placed.is_err() {
        // The first error is the one to tell.
        let _ = disk.remove(&temp.path);
    }
    let identity = placed?;
    disk.sync_folder(path).map_err(|error| SaveError::Unsettled(identity, Arc::new(error)))?;
    Ok(identity)
}

/// Fills the temporary file and puts it in its place; gives the identity it has there.
fn fill(
    disk: &mut dyn Disk,
    temp: &mut Temp,
    path: &Path,
    old: Option<Stat>,
    bytes: &[u8],
) -> Result<Identity, SaveError> {
    let mut rest = bytes;
    let mut interrupted = 0;
    while !rest.is_empty() {
        match disk.write(temp, rest) {
            Ok(0) => return Err(io::Error::from(io::ErrorKind::WriteZero).into()),
            Ok(n) => rest = &rest[n..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted && interrupted < RETRIES => interrupted += 1,
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(old) = old {
        disk.adopt(temp, old)?;
    }
    // An error here is final: a second sync on the same descriptor may claim what never reached the disk.
    disk.sync(temp)?;
    // Taken before the rename, so that nothing after it can leave us not knowing our own file.
    let stat = disk.stat(&temp.path)?.ok_or(SaveError::Changed)?;
    match old {
        Some(_) => disk.replace(temp, path)?,
        None => disk.place_new(temp, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::Exists,
            _ => error.into(),
        })?,
    }
    Ok(Identity::of(stat, bytes))
}

/// Canonical text of a document beside the bytes on disk: whether `fmt` has nothing to do.
pub fn is_canonical(document: &Document, bytes: &[u8]) -> bool {
    write::canonical(&document.plan, &document.comments).as_bytes() == bytes
}
