//! The file operations a save is made of, one method each, so that a test can make any of them fail.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

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

/// A temporary file that is being written.
pub struct Temp {
    pub file: File,
    pub path: PathBuf,
}

/// The operations. Each is one step that can fail; none retries.
pub trait Disk: Send {
    /// The file behind any links; a file that is not there yet stands in its resolved folder.
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf>;
    fn read(&mut self, path: &Path) -> io::Result<Vec<u8>>;
    /// `None` when nothing is there.
    fn stat(&mut self, path: &Path) -> io::Result<Option<Stat>>;
    /// A new file with an unpredictable name beside `path`, never through a link. Only its owner may read it,
    /// until it adopts the mode of the file it is to replace; where there is none it has an ordinary new file's.
    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp>;
    /// Writes some of the bytes and says how many.
    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize>;
    /// Gives the file mode and owner.
    fn adopt(&mut self, temp: &Temp, stat: Stat) -> io::Result<()>;
    fn sync(&mut self, temp: &Temp) -> io::Result<()>;
    /// Puts the file in the place of another, atomically.
    fn replace(&mut self, temp: &Temp, path: &Path) -> io::Result<()>;
    /// Puts the file where nothing is; fails when something is.
    fn place_new(&mut self, temp: &Temp, path: &Path) -> io::Result<()>;
    fn sync_folder(&mut self, path: &Path) -> io::Result<()>;
    fn remove(&mut self, path: &Path) -> io::Result<()>;
}

/// The real file system.
pub struct RealDisk;

/// How a temporary file's name starts; own leftovers are known by it.
pub const TEMP_PREFIX: &str = ".outgrow-";

impl Disk for RealDisk {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        match fs::canonicalize(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
                let name = path.file_name().ok_or(error)?;
                let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                Ok(fs::canonicalize(folder)?.join(name))
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
            Ok(m) => Ok(Some(Stat {
                device: m.dev(),
                inode: m.ino(),
                size: m.size(),
                modified: i128::from(m.mtime()) * 1_000_000_000 + i128::from(m.mtime_nsec()),
                mode: m.mode() & 0o7777,
                owner: (m.uid(), m.gid()),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mode = fs::Permissions::from_mode(if old.is_some() { 0o600 } else { 0o666 });
        let temp = tempfile::Builder::new().prefix(TEMP_PREFIX).permissions(mode).tempfile_in(folder)?;
        let (file, path) = temp.keep()?;
        Ok(Temp { file, path })
    }

    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize> {
        temp.file.write(bytes)
    }

    fn adopt(&mut self, temp: &Temp, stat: Stat) -> io::Result<()> {
        let now = temp.file.metadata()?;
        if (now.uid(), now.gid()) != stat.owner {
            // Only root may give a file away; a group of ours may be kept. Neither is worth losing a save for.
            let (user, group) = stat.owner;
            let _ = fchown(&temp.file, Some(user), None);
            let _ = fchown(&temp.file, None, Some(group));
        }
        temp.file.set_permissions(fs::Permissions::from_mode(stat.mode))
    }

    fn sync(&mut self, temp: &Temp) -> io::Result<()> {
        temp.file.sync_all()
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
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}
