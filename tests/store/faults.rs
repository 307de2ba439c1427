use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use outgrow::store::Document;
use outgrow::store::disk::{Disk, Identity, Lock, RealDisk, Stat, TEMP_PREFIX, Temp};
use outgrow::store::save::{SaveError, save, save_bytes};
use outgrow::store::{LoadError, load};

use crate::support;

const ENOSPC: i32 = 28;
const EIO: i32 = 5;
const EINTR: i32 = 4;
const EACCES: i32 = 13;
const EDQUOT: i32 = 122;

/// The real disk, on which the n-th operation fails, once or from there on.
struct Failing {
    countdown: usize,
    for_good: bool,
    errno: i32,
    /// Writes take this many bytes at most.
    short: usize,
    /// What failed, by name.
    failed: Vec<&'static str>,
}

impl Failing {
    fn new(nth: usize, for_good: bool, errno: i32) -> Failing {
        Failing { countdown: nth, for_good, errno, short: usize::MAX, failed: Vec::new() }
    }

    fn step(&mut self, name: &'static str) -> io::Result<()> {
        if self.countdown > 0 {
            self.countdown -= 1;
        }
        let fails = self.countdown == 0 && (self.for_good || self.failed.is_empty());
        if fails {
            self.failed.push(name);
            return Err(io::Error::from_raw_os_error(self.errno));
        }
        Ok(())
    }
}

impl Disk for Failing {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.step("resolve")?;
        RealDisk.resolve(path)
    }
    fn read(&mut self, path: &Path) -> io::Result<Vec<u8>> {
        self.step("read")?;
        RealDisk.read(path)
    }
    fn stat(&mut self, path: &Path) -> io::Result<Option<Stat>> {
        self.step("stat")?;
        RealDisk.stat(path)
    }
    fn lock(&mut self, path: &Path) -> io::Result<Lock> {
        self.step("lock")?;
        RealDisk.lock(path)
    }
    fn sweep(&mut self, path: &Path) -> io::Result<()> {
        self.step("sweep")?;
        RealDisk.sweep(path)
    }
    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp> {
        self.step("create")?;
        RealDisk.create(path, old)
    }
    fn open(&mut self, path: &Path) -> io::Result<Temp> {
        self.step("open")?;
        RealDisk.open(path)
    }
    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize> {
        self.step("write")?;
        RealDisk.write(temp, &bytes[..bytes.len().min(self.short)])
    }
    fn cut(&mut self, temp: &mut Temp, length: u64) -> io::Result<()> {
        self.step("cut")?;
        RealDisk.cut(temp, length)
    }
    fn adopt(&mut self, temp: &mut Temp, path: &Path, stat: Stat) -> io::Result<()> {
        self.step("adopt")?;
        RealDisk.adopt(temp, path, stat)
    }
    fn sync(&mut self, temp: &mut Temp) -> io::Result<()> {
        self.step("sync")?;
        RealDisk.sync(temp)
    }
    fn close(&mut self, temp: &mut Temp) -> io::Result<()> {
        self.step("close")?;
        RealDisk.close(temp)
    }
    fn replace(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        self.step("replace")?;
        RealDisk.replace(temp, path)
    }
    fn place_new(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        self.step("place_new")?;
        RealDisk.place_new(temp, path)
    }
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step("sync_folder")?;
        RealDisk.sync_folder(path)
    }
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.step("remove")?;
        RealDisk.remove(path)
    }
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        self.step("make_folder")?;
        RealDisk.make_folder(path)
    }
    fn list(&mut self, folder: &Path) -> io::Result<Vec<String>> {
        self.step("list")?;
        RealDisk.list(folder)
    }
}

fn litter(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap();
    entries.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(TEMP_PREFIX)).count()
}

/// Runs a save with every operation failing in turn; gives how many faults were tried.
fn enumerate(exists: bool) -> usize {
    let old = support::plan(1, 2, 30);
    let new = support::plan(2, 2, 30);
    let later = support::plan(3, 2, 30);
    let mut tried = 0;
    for errno in [ENOSPC, EIO, EINTR, EACCES, EDQUOT] {
        for for_good in [false, true] {
            for short in [usize::MAX, 700] {
                for nth in 1.. {
                    let folder = tempfile::tempdir().unwrap();
                    let path = folder.path().join("outgrow.ron");
                    let mut document = Document::new(path.clone(), old.clone());
                    if exists {
                        document.identity = Some(save(&mut RealDisk, None, &document).unwrap().identity);
                    }
                    let before = exists.then(|| fs::read(&path).unwrap());
                    document.plan = new.clone();
                    let mut disk = Failing { short, ..Failing::new(nth, for_good, errno) };
                    let result = save(&mut disk, None, &document);
                    let what =
                        format!("{:?} of errno {errno}, for good {for_good}, number {nth}: {result:?}", disk.failed);

                    let now = fs::read(&path).ok();
                    let is_new = now.as_deref() == Some(document.text().as_bytes());
                    assert!(is_new || now == before, "neither old nor new bytes: {what}");
                    if !disk.failed.contains(&"remove") {
                        assert_eq!(litter(folder.path()), 0, "{what}");
                    }
                    match &result {
                        Ok(saved) => {
                            assert!(is_new, "said to be saved: {what}");
                            document.identity = Some(saved.identity);
                        }
                        Err(SaveError::Unsettled(identity, _)) => {
                            assert!(is_new, "said to be in place: {what}");
                            document.identity = Some(*identity);
                        }
                        Err(SaveError::Io(error)) => {
                            assert!(!is_new, "said not to be saved: {what}");
                            assert_eq!(error.raw_os_error(), Some(errno), "{what}");
                        }
                        Err(other) => panic!("{other:?} for a fault: {what}"),
                    }
                    // The fault gone, the next save, with more edits, succeeds.
                    document.plan = later.clone();
                    let again = save(&mut RealDisk, None, &document);
                    assert!(again.is_ok(), "{again:?} after {what}");
                    assert_eq!(fs::read(&path).unwrap(), document.text().as_bytes());
                    let back = load(&mut RealDisk, &path).unwrap();
                    assert!(back.plan == later && back.identity == again.ok().map(|saved| saved.identity), "{what}");

                    if disk.failed.is_empty() {
                        assert!(result.is_ok() && nth > 6, "{what}");
                        break;
                    }
                    tried += 1;
                }
            }
        }
    }
    tried
}

#[test]
fn every_operation_of_a_save_may_fail() {
    assert!(enumerate(true) >= 200);
    assert!(enumerate(false) >= 150);
}

#[test]
fn every_operation_of_an_export_may_fail() {
    for nth in 1.. {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.html");
        fs::write(&path, "old").unwrap();
        let found = RealDisk.stat(&path).unwrap().map(|stat| Identity::of(stat, b"old"));
        let mut disk = Failing::new(nth, true, EIO);
        let result = save_bytes(&mut disk, &path, found, b"new");
        let now = fs::read(&path).unwrap();
        assert!(now == b"old" || now == b"new");
        if disk.failed.is_empty() {
            assert!(result.is_ok() && now == b"new");
            break;
        }
        assert!(result.is_err());
    }
}

#[test]
fn every_operation_of_a_load_may_fail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    let document = Document::new(path.clone(), support::plan(1, 2, 30));
    save(&mut RealDisk, None, &document).unwrap();
    for nth in 1.. {
        let mut disk = Failing::new(nth, false, EIO);
        let result = load(&mut disk, &path);
        if disk.failed.is_empty() {
            assert!(result.is_ok() && nth == 4);
            break;
        }
        assert!(matches!(result, Err(LoadError::Io(at, _)) if at == path));
    }
}

#[test]
fn a_write_that_is_interrupted_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    let document = Document::new(path.clone(), support::plan(1, 2, 30));
    // lock, sweep, stat, create, then the first write.
    let mut disk = Failing::new(5, false, EINTR);
    assert!(save(&mut disk, None, &document).is_ok());
    assert_eq!(disk.failed, ["write"]);
    assert_eq!(fs::read(&path).unwrap(), document.text().as_bytes());
}
