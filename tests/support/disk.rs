//! The real disk with something in the way: an operation that fails, a process that dies, somebody else who acts.
//!
//! Nothing waits for the platter unless asked to, so that thousands of saves take seconds; that a sync fails is tried
//! all the same. Taken in with `#[path = "../support/disk.rs"] mod disk;`.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use outgrow::store::disk::{Disk, Lock, RealDisk, Stat, Temp};

/// A folder of its own, in memory where the system has such a place.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder for tests")
}

/// What happens at an operation.
pub enum Act {
    Nothing,
    /// It fails, once or from then on.
    Fail {
        errno: i32,
        for_good: bool,
    },
    /// This process is killed.
    Die,
    /// Somebody else does something first.
    Meddle(Box<dyn FnOnce() + Send>),
}

/// When it happens.
pub enum When {
    /// At the n-th operation, counted from 1.
    At(usize),
    /// At every operation of this name.
    On(&'static str),
}

struct Plan {
    act: Act,
    when: When,
    /// Only operations in this folder and below are counted, and fail.
    within: PathBuf,
    count: usize,
    failed: Vec<&'static str>,
    /// An operation that never works here, in this folder, and why.
    never: Option<(&'static str, PathBuf, i32)>,
    /// Writes take this many bytes at most.
    short: usize,
    /// Whether two files can be put in each other's place.
    exchanges: bool,
    /// Whether a sync is one.
    waits: bool,
    /// Time by operation.
    spent: BTreeMap<&'static str, Duration>,
}

/// A disk that can be told what to do while it is in use; clones are one disk.
#[derive(Clone)]
pub struct Staged(Arc<Mutex<Plan>>);

impl Staged {
    /// A disk on which everything works.
    pub fn new() -> Staged {
        Staged(Arc::new(Mutex::new(Plan {
            act: Act::Nothing,
            when: When::At(0),
            within: "/".into(),
            count: 0,
            failed: Vec::new(),
            never: None,
            short: usize::MAX,
            exchanges: true,
            waits: false,
            spent: BTreeMap::new(),
        })))
    }

    /// A disk that syncs.
    pub fn real() -> Staged {
        let disk = Staged::new();
        disk.plan().waits = true;
        disk
    }

    /// How long each operation took so far, all in all.
    pub fn spent(&self) -> BTreeMap<&'static str, Duration> {
        self.plan().spent.clone()
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().expect("no operation panics")
    }

    /// From now on, counting anew, this happens.
    pub fn on(&self, when: When, act: Act) {
        let mut plan = self.plan();
        (plan.when, plan.act, plan.count) = (when, act, 0);
        plan.failed.clear();
    }

    pub fn within(&self, folder: &Path) {
        self.plan().within = folder.to_path_buf();
    }

    pub fn never(&self, name: &'static str, folder: &Path, errno: i32) {
        self.plan().never = Some((name, folder.to_path_buf(), errno));
    }

    pub fn short(&self, bytes: usize) {
        self.plan().short = bytes;
    }

    /// Files cannot be put in each other's place here.
    pub fn only_renames(&self) {
        self.plan().exchanges = false;
    }

    /// Everything works again.
    pub fn heal(&self) {
        self.on(When::At(0), Act::Nothing);
    }

    /// What failed since it was last told what to do.
    pub fn failed(&self) -> Vec<&'static str> {
        self.plan().failed.clone()
    }

    /// An operation, with what happens at it, and its time.
    fn timed<T>(
        &self,
        name: &'static str,
        path: &Path,
        run: impl FnOnce(&mut RealDisk) -> io::Result<T>,
    ) -> io::Result<T> {
        self.step(name, path)?;
        let start = Instant::now();
        let done = run(&mut RealDisk);
        *self.plan().spent.entry(name).or_default() += start.elapsed();
        done
    }

    fn step(&self, name: &'static str, path: &Path) -> io::Result<()> {
        let mut plan = self.plan();
        if plan.never.as_ref().is_some_and(|(op, folder, _)| *op == name && path.parent() == Some(folder)) {
            return Err(io::Error::from_raw_os_error(plan.never.as_ref().map_or(0, |(_, _, errno)| *errno)));
        }
        if !path.starts_with(&plan.within) {
            return Ok(());
        }
        plan.count += 1;
        let now = match plan.when {
            When::At(n) => plan.count == n || (plan.count > n && matches!(plan.act, Act::Fail { for_good: true, .. })),
            When::On(op) => op == name,
        };
        match &plan.act {
            Act::Fail { errno, for_good } if now && (*for_good || plan.failed.is_empty()) => {
                let errno = *errno;
                plan.failed.push(name);
                Err(io::Error::from_raw_os_error(errno))
            }
            Act::Die if now => {
                let me = rustix::process::getpid();
                rustix::process::kill_process(me, rustix::process::Signal::KILL)?;
                unreachable!("it is dead")
            }
            Act::Meddle(_) if now => {
                let Act::Meddle(act) = std::mem::replace(&mut plan.act, Act::Nothing) else { return Ok(()) };
                drop(plan);
                act();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Disk for Staged {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.timed("resolve", path, |disk| disk.resolve(path))
    }
    fn read(&mut self, path: &Path) -> io::Result<Vec<u8>> {
        self.timed("read", path, |disk| disk.read(path))
    }
    fn stat(&mut self, path: &Path) -> io::Result<Option<Stat>> {
        self.timed("stat", path, |disk| disk.stat(path))
    }
    fn lock(&mut self, path: &Path) -> io::Result<Lock> {
        self.timed("lock", path, |disk| disk.lock(path))
    }
    fn claim(&mut self, path: &Path) -> io::Result<Option<Lock>> {
        self.timed("claim", path, |disk| disk.claim(path))
    }
    fn is_claimed(&mut self, path: &Path) -> io::Result<bool> {
        self.timed("is_claimed", path, |disk| disk.is_claimed(path))
    }
    fn sweep(&mut self, path: &Path) -> io::Result<()> {
        self.timed("sweep", path, |disk| disk.sweep(path))
    }
    fn create(&mut self, path: &Path, old: Option<Stat>) -> io::Result<Temp> {
        self.timed("create", path, |disk| disk.create(path, old))
    }
    fn open(&mut self, path: &Path) -> io::Result<Temp> {
        self.timed("open", path, |disk| disk.open(path))
    }
    fn write(&mut self, temp: &mut Temp, bytes: &[u8]) -> io::Result<usize> {
        let (path, short) = (temp.path.clone(), self.plan().short);
        self.timed("write", &path, |disk| disk.write(temp, &bytes[..bytes.len().min(short)]))
    }
    fn cut(&mut self, temp: &mut Temp, length: u64) -> io::Result<()> {
        let path = temp.path.clone();
        self.timed("cut", &path, |disk| disk.cut(temp, length))
    }
    fn adopt(&mut self, temp: &mut Temp, path: &Path, stat: Stat) -> io::Result<()> {
        let at = temp.path.clone();
        self.timed("adopt", &at, |disk| disk.adopt(temp, path, stat))
    }
    fn sync(&mut self, temp: &mut Temp) -> io::Result<()> {
        let (path, waits) = (temp.path.clone(), self.plan().waits);
        self.timed("sync", &path, |disk| if waits { disk.sync(temp) } else { Ok(()) })
    }
    fn close(&mut self, temp: &mut Temp) -> io::Result<()> {
        let path = temp.path.clone();
        self.timed("close", &path, |disk| disk.close(temp))
    }
    fn exchange(&mut self, temp: &Temp, path: &Path) -> io::Result<bool> {
        let can = self.plan().exchanges;
        self.timed("exchange", path, |disk| if can { disk.exchange(temp, path) } else { Ok(false) })
    }
    fn replace(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        self.timed("replace", path, |disk| disk.replace(temp, path))
    }
    fn place_new(&mut self, temp: &Temp, path: &Path) -> io::Result<()> {
        self.timed("place_new", path, |disk| disk.place_new(temp, path))
    }
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        let waits = self.plan().waits;
        self.timed("sync_folder", path, |disk| if waits { disk.sync_folder(path) } else { Ok(()) })
    }
    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.timed("remove", path, |disk| disk.remove(path))
    }
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        self.timed("make_folder", path, |disk| disk.make_folder(path))
    }
    fn list(&mut self, folder: &Path) -> io::Result<Vec<String>> {
        self.timed("list", folder, |disk| disk.list(folder))
    }
}
