//! The one function that writes a plan: old bytes or new bytes are on disk, never a mixture, never another's.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, Identity, Stat, Temp};
use super::shelf::Shelf;
use super::{Document, proof, write};
use crate::model::{Comments, Plan};
use crate::text::{Shown, show};

/// Why a save did not happen. The file is as it was, but for [`SaveError::Unsettled`] and [`SaveError::Torn`].
#[derive(Clone, Debug)]
pub enum SaveError {
    /// The file is not the one that was loaded: somebody else wrote it.
    Changed,
    /// The file is not there any more.
    Gone,
    /// Something that is no file stands in its place.
    NoFile,
    /// Somebody made a file where a new one was to be.
    Exists,
    /// The file may not be written.
    ReadOnly,
    /// Our own bytes did not read back as the plan; nothing was touched.
    Unfaithful,
    /// The new bytes are in place, but a power cut may still take them back; saving again settles it.
    Unsettled(Identity, Arc<io::Error>),
    /// The file had to be written in place, that failed, and so did putting the old bytes back; they are in this copy.
    Torn(PathBuf, Arc<io::Error>),
    Io(Arc<io::Error>),
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SaveError::Changed => f.write_str("the file was changed by somebody else"),
            SaveError::Gone => f.write_str("the file is gone"),
            SaveError::NoFile => f.write_str("something that is no file stands in its place"),
            SaveError::Exists => f.write_str("the file is there already"),
            SaveError::ReadOnly => f.write_str("the file may not be written"),
            SaveError::Unfaithful => f.write_str("the bytes to be written do not read back as this plan"),
            SaveError::Unsettled(_, error) => write!(f, "it is written, but not yet safe from a power cut: {error}"),
            SaveError::Torn(copy, error) => {
                write!(f, "the file is half written ({error}); what it held is in {}", copy.display())
            }
            SaveError::Io(error) => write!(f, "{error}"),
        }
    }
}

impl From<io::Error> for SaveError {
    fn from(error: io::Error) -> Self {
        SaveError::Io(Arc::new(error))
    }
}

/// A save that happened.
#[derive(Clone, Debug)]
pub struct Saved {
    pub identity: Identity,
    /// What was out of the ordinary, as a sentence.
    pub notice: Option<Shown>,
}

/// How often an interrupted write is tried again.
const RETRIES: usize = 100;

/// Writes a document over the bytes it was loaded from, or as a new file where it never was on disk.
///
/// Serialise, read back and compare; take the folder's lock; check that the file is still the loaded one; write a
/// temporary file beside it, sync, exchange the two, check what was taken out, remove it, sync the folder. With a shelf, a copy of the old bytes is kept now
/// and then, and a file that cannot be replaced (several names, a folder that takes no new file) is written in place,
/// once its copy is safe.
pub fn save(disk: &mut dyn Disk, shelf: Option<&Shelf>, document: &Document) -> Result<Saved, SaveError> {
    let text = faithful(&document.plan, &document.comments)?;
    put(disk, shelf, &document.path, document.identity, text.as_bytes())
}

/// A plan's canonical text, once it has read back as the same plan.
pub fn faithful(plan: &Plan, comments: &Comments) -> Result<String, SaveError> {
    let text = write::canonical(plan, comments);
    if proof::reads_back(&text, plan) { Ok(text) } else { Err(SaveError::Unfaithful) }
}

/// Puts other bytes in the place of the file's, as they are; a copy of what it held goes onto the shelf first.
pub fn save_over(
    disk: &mut dyn Disk,
    shelf: &Shelf,
    path: &Path,
    found: Option<Identity>,
    bytes: &[u8],
) -> Result<Saved, SaveError> {
    if let Some(found) = found {
        let old = disk.read(path)?;
        shelf.keep(disk, found.stat, &old)?;
    }
    put(disk, Some(shelf), path, found, bytes)
}

/// The part of a save that touches the disk; exports use it, too, with the identity they found.
pub fn save_bytes(
    disk: &mut dyn Disk,
    path: &Path,
    loaded: Option<Identity>,
    bytes: &[u8],
) -> Result<Identity, SaveError> {
    put(disk, None, path, loaded, bytes).map(|saved| saved.identity)
}

fn put(
    disk: &mut dyn Disk,
    shelf: Option<&Shelf>,
    path: &Path,
    loaded: Option<Identity>,
    bytes: &[u8],
) -> Result<Saved, SaveError> {
    let lock = disk.lock(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if loaded.is_some() => SaveError::Gone,
        _ => error.into(),
    })?;
    if lock.holds() {
        // What cannot be swept now is swept some other time.
        let _ = disk.sweep(path);
    }
    let Some(old) = check(disk, path, loaded)? else {
        let identity = replace(disk, path, None, bytes)?;
        return settled(disk, path, identity, None);
    };
    let Some(shelf) = shelf else {
        let identity = put_over(disk, path, &old, bytes)?;
        return settled(disk, path, identity, None);
    };
    // An ordinary save replaces the file whole, so a copy that fails is no reason not to save.
    let _ = shelf.keep_now_and_then(disk, old.stat, &old.bytes);
    let why = if old.stat.names > 1 {
        "the file has several names, which a new file would not have"
    } else {
        match put_over(disk, path, &old, bytes) {
            Err(SaveError::Io(error)) => match only_in_place(&error) {
                Some(why) => why,
                None => return Err(SaveError::Io(error)),
            },
            replaced => return settled(disk, path, replaced?, None),
        }
    };
    let copy = shelf.keep(disk, old.stat, &old.bytes)?;
    let identity = in_place(disk, path, &old, bytes, &copy)?;
    let notice = format!("written in place, since {why}; a copy of what it held is in {}", copy.display());
    settled(disk, path, identity, Some(show(notice)))
}

/// The file that is to be written over.
struct Old {
    stat: Stat,
    bytes: Vec<u8>,
}

impl Old {
    /// Not everybody asks for the lock, so the file is looked at once more right before it is written over. The bytes
    /// decide, too, since a write within one tick of the clock leaves size and time the same.
    fn stands(&self, disk: &mut dyn Disk, path: &Path) -> Result<(), SaveError> {
        let bytes = disk.read(path);
        match disk.stat(path)? {
            None => Err(SaveError::Gone),
            Some(now) if now != self.stat => Err(SaveError::Changed),
            Some(_) if bytes? != self.bytes => Err(SaveError::Changed),
            Some(_) => Ok(()),
        }
    }
}

fn gone(error: io::Error) -> SaveError {
    if error.kind() == io::ErrorKind::NotFound { SaveError::Gone } else { error.into() }
}

/// The file, when it is still the one that was loaded; `None` where none is to be.
fn check(disk: &mut dyn Disk, path: &Path, loaded: Option<Identity>) -> Result<Option<Old>, SaveError> {
    let (loaded, stat) = match (loaded, disk.stat(path)?) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(SaveError::Exists),
        (Some(_), None) => return Err(SaveError::Gone),
        (Some(loaded), Some(stat)) => (loaded, stat),
    };
    if !stat.regular {
        return Err(SaveError::NoFile);
    }
    if stat.mode & 0o222 == 0 || !stat.writable {
        return Err(SaveError::ReadOnly);
    }
    let bytes = disk.read(path).map_err(gone)?;
    if Identity::of(stat, &bytes).hash == loaded.hash { Ok(Some(Old { stat, bytes })) } else { Err(SaveError::Changed) }
}

/// Why the file has to be written in place when it could not be replaced.
fn only_in_place(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    match error.kind() {
        PermissionDenied | ReadOnlyFilesystem => Some("its folder takes no new file"),
        CrossesDevices | ResourceBusy => Some("it cannot be replaced where it is mounted"),
        _ => None,
    }
}

fn settled(disk: &mut dyn Disk, path: &Path, identity: Identity, notice: Option<Shown>) -> Result<Saved, SaveError> {
    disk.sync_folder(path).map_err(|error| SaveError::Unsettled(identity, Arc::new(error)))?;
    Ok(Saved { identity, notice })
}

/// Writes a new file and puts it in the place of the old one, if there is one; gives the identity it has there.
pub(super) fn replace(
    disk: &mut dyn Disk,
    path: &Path,
    old: Option<Stat>,
    bytes: &[u8],
) -> Result<Identity, SaveError> {
    beside(disk, path, old, bytes, |disk, temp| match old {
        None => disk.place_new(temp, path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => SaveError::Exists,
            _ => error.into(),
        }),
        Some(_) => Ok(disk.replace(temp, path)?),
    })
}

/// The same in the place of a file that others may write, too, at any moment and without asking for the lock.
fn put_over(disk: &mut dyn Disk, path: &Path, old: &Old, bytes: &[u8]) -> Result<Identity, SaveError> {
    beside(disk, path, Some(old.stat), bytes, |disk, temp| {
        old.stands(disk, path)?;
        if !disk.exchange(temp, path).map_err(gone)? {
            return Ok(disk.replace(temp, path)?);
        }
        // What stood there in that moment has the temporary name now, and shows whether somebody was quicker.
        match old.stands(disk, &temp.path) {
            // What cannot be looked at was the old file a moment ago. What cannot be removed is swept next time.
            Ok(()) | Err(SaveError::Io(_)) => {
                let _ = disk.remove(&temp.path);
                Ok(())
            }
            Err(changed) => {
                // Theirs goes back, by hook or by crook.
                disk.exchange(temp, path).map(drop).or_else(|_| disk.replace(temp, path))?;
                Err(changed)
            }
        }
    })
}

/// Writes a new file beside the old one and has it placed; gives the identity it then has.
fn beside(
    disk: &mut dyn Disk,
    path: &Path,
    old: Option<Stat>,
    bytes: &[u8],
    place: impl FnOnce(&mut dyn Disk, &Temp) -> Result<(), SaveError>,
) -> Result<Identity, SaveError> {
    let mut temp = disk.create(path, old)?;
    let filled = fill(disk, &mut temp, path, old, bytes);
    let placed = filled.and_then(|identity| place(disk, &temp).map(|()| identity));
    if placed.is_err() {
        // The first error is the one to tell.
        let _ = disk.close(&mut temp);
        let _ = disk.remove(&temp.path);
    }
    placed
}

fn fill(
    disk: &mut dyn Disk,
    temp: &mut Temp,
    path: &Path,
    old: Option<Stat>,
    bytes: &[u8],
) -> Result<Identity, SaveError> {
    write_all(disk, temp, bytes)?;
    if let Some(old) = old {
        disk.adopt(temp, path, old)?;
    }
    // An error here is final: a second sync on the same descriptor may claim what never reached the disk.
    disk.sync(temp)?;
    // Taken before the rename, so that nothing after it can leave us not knowing our own file.
    let stat = disk.stat(&temp.path)?.ok_or(SaveError::Changed)?;
    disk.close(temp)?;
    Ok(Identity::of(stat, bytes))
}

/// Writes over the file's own bytes, of which there is a copy.
fn in_place(disk: &mut dyn Disk, path: &Path, old: &Old, bytes: &[u8], copy: &Path) -> Result<Identity, SaveError> {
    let mut file = disk.open(path)?;
    old.stands(disk, path)?;
    if let Err(error) = over(disk, &mut file, bytes) {
        let error = Arc::new(error);
        let _ = disk.close(&mut file);
        // A fresh descriptor: what a failed sync said of this one is not to be trusted.
        let back = disk.open(path).and_then(|mut file| over(disk, &mut file, &old.bytes));
        return Err(match back {
            Ok(()) => SaveError::Io(error),
            Err(_) => SaveError::Torn(copy.to_path_buf(), error),
        });
    }
    // The new bytes are there and synced. What only tells of them may fail: by its bytes the file is known as well.
    let stat = disk.stat(path).ok().flatten().unwrap_or(old.stat);
    let _ = disk.close(&mut file);
    Ok(Identity::of(stat, bytes))
}

fn over(disk: &mut dyn Disk, file: &mut Temp, bytes: &[u8]) -> io::Result<()> {
    write_all(disk, file, bytes)?;
    disk.cut(file, bytes.len() as u64)?;
    disk.sync(file)
}

fn write_all(disk: &mut dyn Disk, temp: &mut Temp, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    let mut interrupted = 0;
    while !rest.is_empty() {
        match disk.write(temp, rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => rest = &rest[n..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted && interrupted < RETRIES => interrupted += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
