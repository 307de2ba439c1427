//! The file operations a save is made of, one method each, so that a test can make any of them fail.

use std::ffi::CString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, Write};
use std::os::fd::IntoRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What the file system says of a file, without its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stat {
    pub device: u64,
    pub inode: u64,
    pub size: u64,
    /// Modification time in nanoseconds since the epoch.
    pub modified: i128,
    pub mode: u32,
    pub owner: (u32, u32),
    /// How many names the file has.
    pub names: u64,
    /// No folder, device or pipe.
    pub regular: bool,
    /// Whether this process may write it.
    pub writable: bool,
}

impl Stat {
    fn of(meta: &fs::Metadata, path: &Path) -> Stat {
        Stat {
            device: meta.dev(),
            inode: meta.ino(),
            size: meta.size(),
            modified: i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec()),
            mode: meta.mode() & 0o7777,
            owner: (meta.uid(), meta.gid()),
            names: meta.nlink(),
            regular: meta.is_file(),
            writable: rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok(),
        }
    }
}

/// Which bytes a document came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    pub stat: Stat,
    pub hash: u64,
}

impl Identity {
    pub fn of(stat: Stat, bytes: &[u8]) -> Identity {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Identity { stat, hash: hasher.finish() }
    }
}

/// A file that is being written.
#[derive(Debug)]
pub struct Temp {
    /// `None` once it is closed.
    file: Option<File>,
    pub path: PathBuf,
}

impl Temp {
    fn file(&mut self) -> io::Result<&mut File> {
        self.file.as_mut().ok_or_else(|| io::Error::other("the file is closed already"))
    }
}

/// The right to write in a folder, held until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    /// `None` where the file system has no locks; who writes then relies on the identity check alone.
    folder: Option<File>,
}

impl Lock {
    /// Whether nobody else writes meanwhile.
    pub fn holds(&self) -> bool {
        self.folder.is_some()
    }
}

/// The operations. Each is one step that can fail; none retries.
pub trait Disk: Send {
    /// The file behind any links; a file that is not there yet stands in its resolved folder.
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf>;
    fn read(&mut self, path: &Path) -> io::Result<Vec<u8>>;
    /// `None` when nothing is there.
    fn stat(&mut self, path: &Path) -> io::Result<Option<Stat>>;
    /// Waits for the right to write in the folder of `path`. The kernel's lock on the folder itself: nothing is left
    /// behind, and all who share the folder share it, whatever their state folders are.
    fn lock(&mut self, path: &Path) -> io::Result<Lock>;
    /// Removes what dead processes left in the folder of `path`; the caller holds its lock.
    fn sweep(&mut self, path: &Path) -> io::Result<()>;
    /// A new file with an unpredictable name beside `path`, never through a link. Only its owner may read it,
    /// until it adopts the mode of the file it is to replace; where there is none it has an ordinary new file's.
    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp>;
    /// The file itself, to be written over in place, from its start.
    fn open(&mut self, path: &Path) -> io::Result<Temp>;
    /// Writes some of the bytes and says how many.
    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize>;
    /// Cuts the file off behind so many bytes.
    fn cut(&mut self, temp: &mut Temp, length: u64) -> io::Result<()>;
    /// Gives the file mode, owner and extended attributes of the one at `path`.
    fn adopt(&mut self, temp: &mut Temp, path: &Path, stat: Stat) -> io::Result<()>;
    fn sync(&mut self, temp: &mut Temp) -> io::Result<()>;
    /// Closes the file; an error may be a write that failed late.
    fn close(&mut self, temp: &mut Temp) -> io::Result<()>;
    /// Puts the file in the place of another, atomically.
    fn replace(&mut self, temp: &Temp, path: &Path) -> io::Result<()>;
    /// Puts the file where nothing is; fails when something is.
    fn place_new(&mut self, temp: &Temp, path: &Path) -> io::Result<()>;
    fn sync_folder(&mut self, path: &Path) -> io::Result<()>;
    fn remove(&mut self, path: &Path) -> io::Result<()>;
    /// Makes a folder and those above it, for its owner only; nothing to do where it is.
    fn make_folder(&mut self, path: &Path) -> io::Result<()>;
    /// The names of the files in a folder, sorted; none where the folder is not there.
    fn list(&mut self, folder: &Path) -> io::Result<Vec<String>>;
}

/// The real file system.
#[derive(Clone, Copy)]
pub struct RealDisk;

/// How a temporary file's name starts and ends; leftovers are known by it.
pub const TEMP_PREFIX: &str = ".outgrow-";
const TEMP_SUFFIX: &str = ".tmp";

/// How long a writer waits for another one; a save takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The folder a file stands in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a name is one that [`RealDisk::create`] gives: its prefix, a random part, its suffix.
fn is_temp(name: &str) -> bool {
    let random = name.strip_prefix(TEMP_PREFIX).and_then(|rest| rest.strip_suffix(TEMP_SUFFIX));
    random.is_some_and(|random| random.len() == 10 && random.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl Disk for RealDisk {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        match fs::canonicalize(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
                let name = path.file_name().ok_or(error)?;
                Ok(fs::canonicalize(folder_of(path))?.join(name))
            }
            found => found,
        }
    }

    fn read(&mut self, path: &Path) -> io::Result<Vec<u8>> {
        // One byte more than a plan may have is enough to refuse it, however large the file is.
        let mut bytes = Vec::new();
        File::open(path)?.take((64 << 20) + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn stat(&mut self, path: &Path) -> io::Result<Option<Stat>> {
        match fs::metadata(path) {
            Ok(meta) => Ok(Some(Stat::of(&meta, path))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn lock(&mut self, path: &Path) -> io::Result<Lock> {
        let folder = match File::open(folder_of(path)) {
            Ok(folder) => folder,
            // A folder that may be entered and not be listed cannot be locked.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(Lock { folder: None }),
            Err(error) => return Err(error),
        };
        let until = Instant::now() + PATIENCE;
        let mut pause = Duration::from_millis(1);
        loop {
            match folder.try_lock() {
                Ok(()) => return Ok(Lock { folder: Some(folder) }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(pause),
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::new(io::ErrorKind::WouldBlock, "another program keeps its folder locked"));
                }
                // Some network file systems lock only files that are open for writing.
                Err(TryLockError::Error(_)) => return Ok(Lock { folder: None }),
            }
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    fn sweep(&mut self, path: &Path) -> io::Result<()> {
        let folder = folder_of(path);
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_temp) && entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp> {
        let mode = fs::Permissions::from_mode(if old.is_some() { 0o600 } else { 0o666 });
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMP_PREFIX).suffix(TEMP_SUFFIX).rand_bytes(10).permissions(mode);
        let (file, path) = builder.tempfile_in(folder_of(path))?.keep()?;
        Ok(Temp { file: Some(file), path })
    }

    fn open(&mut self, path: &Path) -> io::Result<Temp> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Ok(Temp { file: Some(file), path: path.to_path_buf() })
    }

    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize> {
        temp.file()?.write(bytes)
    }

    fn cut(&mut self, temp: &mut Temp, length: u64) -> io::Result<()> {
        let file = temp.file()?;
        file.set_len(length)?;
        file.rewind()
    }

    fn adopt(&mut self, temp: &mut Temp, path: &Path, stat: Stat) -> io::Result<()> {
        let file = temp.file()?;
        let now = file.metadata()?;
        if (now.uid(), now.gid()) != stat.owner {
            // Only root may give a file away; a group of ours may be kept. Neither is worth losing a save for.
            let (user, group) = stat.owner;
            let _ = fchown(&*file, Some(user), None);
            let _ = fchown(&*file, None, Some(group));
        }
        adopt_attributes(file, path);
        file.set_permissions(fs::Permissions::from_mode(stat.mode))
    }

    fn sync(&mut self, temp: &mut Temp) -> io::Result<()> {
        temp.file()?.sync_all()
    }

    fn close(&mut self, temp: &mut Temp) -> io::Result<()> {
        let Some(file) = temp.file.take() else { return Ok(()) };
        close(file)
    }

    fn replace(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        fs::rename(&temp.path, path)
    }

    fn place_new(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        // Renames without replacing where the system can, else links and unlinks.
        let temp = tempfile::TempPath::try_from_path(&temp.path)?;
        temp.persist_noclobber(path).map_err(|failed| {
            // The caller removes what is left.
            let error = failed.error;
            let _ = failed.path.keep();
            error
        })
    }

    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        match File::open(folder_of(path)) {
            Ok(folder) => folder.sync_all(),
            // It may be entered and not be listed, so it cannot be opened; there is no other way to sync it.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)
    }

    fn list(&mut self, folder: &Path) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        let mut names: Vec<String> = names.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect();
        names.sort();
        Ok(names)
    }
}

/// Copies extended attributes, access lists among them. Those that only the system may set, or that this file
/// system has not, are left: no save is lost for them.
fn adopt_attributes(file: &File, from: &Path) {
    let Ok(old) = File::open(from) else { return };
    let mut names = vec![0; 64 << 10];
    let Ok(length) = rustix::fs::flistxattr(&old, &mut names[..]) else { return };
    for name in names[..length].split(|b| *b == 0).filter(|name| !name.is_empty()) {
        let Ok(name) = CString::new(name) else { continue };
        let mut value = vec![0; 64 << 10];
        if let Ok(length) = rustix::fs::fgetxattr(&old, &name, &mut value[..]) {
            let _ = rustix::fs::fsetxattr(file, &name, &value[..length], rustix::fs::XattrFlags::empty());
        }
    }
}

/// Closes a file and says whether that went well; dropping it would not say.
#[allow(unsafe_code)]
fn close(file: File) -> io::Result<()> {
    // SAFETY: the descriptor is ours, it was just taken out of its only owner, and nobody uses it afterwards.
    match unsafe { libc::close(file.into_raw_fd()) } {
        0 => Ok(()),
        // The descriptor is closed all the same, and what was written has been synced before.
        _ => match io::Error::last_os_error() {
            error if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            error => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_leftovers_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("outgrow.ron");
        let left = RealDisk.create(&plan, None).unwrap().path;
        let others = [".outgrow-notes", ".outgrow-notes.tmp", ".outgrow-0123456789", "x.outgrow-0123456789.tmp"];
        others.iter().for_each(|name| fs::write(folder.path().join(name), "mine").unwrap());
        fs::create_dir(folder.path().join(".outgrow-aaaaaaaaaa.tmp")).unwrap();
        RealDisk.sweep(&plan).unwrap();
        assert!(!left.exists());
        assert_eq!(RealDisk.list(folder.path()).unwrap().len(), others.len() + 1);
    }

    #[test]
    fn a_lock_is_free_again_when_it_is_dropped_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("outgrow.ron");
        let lock = RealDisk.lock(&plan).unwrap();
        assert!(lock.holds());
        let other = File::open(folder.path()).unwrap();
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
        drop(lock);
        assert!(other.try_lock().is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
