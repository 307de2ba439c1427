//! What is kept of a plan outside the work tree: copies of what it held, and what could not be saved.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::disk::{Disk, RealDisk, Stat};
use super::save::{SaveError, replace};

/// How many copies are kept.
const COPIES: usize = 10;
/// Copies of an ordinary save are of versions at least so far apart, so that ten of them reach back for hours.
const APART: i128 = 10 * 60 * 1_000_000_000;

/// One plan's folder in the state folder; made when something is put there.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

/// A copy of what the plan's file held once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    pub path: PathBuf,
    /// When that version was written: nanoseconds since the epoch.
    pub written: i128,
}

/// What was under way when it could not be saved.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Kept {
    /// When it was put here, in words.
    pub at: String,
    pub edits: Option<Edits>,
    pub draft: Option<Draft>,
}

/// Edits that did not reach the file, as the two plans they lie between.
#[derive(Clone, PartialEq, Debug)]
pub struct Edits {
    /// Why they were not saved, as a sentence.
    pub why: String,
    /// The text of the plan that the edits were made on.
    pub base: String,
    pub ours: String,
}

/// A form that somebody was filling in.
#[derive(Clone, PartialEq, Debug)]
pub struct Draft {
    pub register: String,
    /// The row that was edited; a new one has none.
    pub row: Option<String>,
    /// What was typed, by field.
    pub fields: Vec<(String, String)>,
}

impl Shelf {
    /// The shelf of the plan at this path, links resolved.
    pub fn of(state: &Path, plan: &Path) -> Shelf {
        let words: Vec<String> = plan.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let tail = words[words.len().saturating_sub(2)..].join("-");
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' };
        let tail: String = tail.chars().map(plain).take(80).collect();
        let name =
            format!("{}-{:016x}", tail.trim_matches(['-', '.']), fingerprint(plan.as_os_str().as_encoded_bytes()));
        Shelf { folder: state.join("plans").join(name) }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn copies_folder(&self) -> PathBuf {
        self.folder.join("copies")
    }

    /// The copies, newest first.
    pub fn copies(&self, disk: &mut dyn Disk) -> io::Result<Vec<Copy>> {
        let folder = self.copies_folder();
        let of = |name: &String| {
            let written = name.strip_suffix(".ron")?.parse().ok()?;
            Some(Copy { path: folder.join(name), written })
        };
        let mut copies: Vec<Copy> = disk.list(&folder)?.iter().filter_map(of).collect();
        copies.sort_by_key(|copy| std::cmp::Reverse(copy.written));
        Ok(copies)
    }

    /// Keeps a copy of a version, synced; of more than ten the oldest goes.
    pub fn keep(&self, disk: &mut dyn Disk, stat: Stat, bytes: &[u8]) -> Result<PathBuf, SaveError> {
        let folder = self.copies_folder();
        disk.make_folder(&folder)?;
        let path = folder.join(format!("{}.ron", stat.modified));
        let there = disk.stat(&path)?;
        replace(disk, &path, there, bytes)?;
        disk.sync_folder(&path)?;
        for old in self.copies(disk)?.iter().skip(COPIES) {
            disk.remove(&old.path)?;
        }
        Ok(path)
    }

    /// Keeps a copy where the newest one is of a version much older than this.
    pub fn keep_now_and_then(&self, disk: &mut dyn Disk, stat: Stat, bytes: &[u8]) -> Result<(), SaveError> {
        let newest = self.copies(disk)?.first().map(|copy| copy.written);
        if newest.is_none_or(|newest| !(newest..newest.saturating_add(APART)).contains(&stat.modified)) {
            self.keep(disk, stat, bytes)?;
        }
        Ok(())
    }

    /// What dead processes could not save, by file, oldest first. What a running one keeps is its own.
    pub fn orphans(&self, disk: &mut dyn Disk) -> io::Result<Vec<(PathBuf, Kept)>> {
        let mut found = Vec::new();
        for name in disk.list(&self.folder)? {
            let path = self.folder.join(&name);
            if name.starts_with(UNSAVED) && name.ends_with(".json") && !is_owned(&path) {
                let bytes = disk.read(&path)?;
                found.extend(Kept::read(&bytes).map(|kept| (path, kept)));
            }
        }
        Ok(found)
    }

    /// Takes one away, for good.
    pub fn drop_orphan(&self, disk: &mut dyn Disk, path: &Path) -> io::Result<()> {
        disk.remove(path)?;
        match disk.remove(&owner(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}

/// How the file of unsaved work starts; the process's number follows.
const UNSAVED: &str = "unsaved-";

/// The file whose lock says that a process still looks after its unsaved work.
fn owner(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

fn is_owned(path: &Path) -> bool {
    File::open(owner(path)).is_ok_and(|lock| lock.try_lock().is_err())
}

/// This process's own unsaved work on a shelf. It stays when the process dies, and only then is it an orphan.
pub struct Keeper {
    shelf: Shelf,
    path: PathBuf,
    lock: Option<File>,
    holds: bool,
}

impl Keeper {
    /// Nothing is written until there is something to keep.
    pub fn on(shelf: Shelf) -> Keeper {
        // A process may have several plans open in tests, and one plan twice.
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = shelf.folder.join(format!("{UNSAVED}{}-{n}.json", std::process::id()));
        Keeper { shelf, path, lock: None, holds: false }
    }

    /// Keeps this in place of what was kept before; nothing to keep takes it away.
    pub fn keep(&mut self, disk: &mut dyn Disk, kept: &Kept) -> Result<(), SaveError> {
        if kept.edits.is_none() && kept.draft.is_none() {
            return Ok(self.let_go(disk)?);
        }
        disk.make_folder(&self.shelf.folder)?;
        if self.lock.is_none() {
            let lock = OpenOptions::new().create(true).truncate(false).write(true).open(owner(&self.path))?;
            // Where there are no locks it counts as an orphan while we run: offered once too often, never lost.
            let _ = lock.try_lock();
            self.lock = Some(lock);
        }
        let there = disk.stat(&self.path)?;
        replace(disk, &self.path, there, kept.text().as_bytes())?;
        self.holds = true;
        Ok(())
    }

    fn let_go(&mut self, disk: &mut dyn Disk) -> io::Result<()> {
        if self.holds {
            self.shelf.drop_orphan(disk, &self.path)?;
            self.holds = false;
            self.lock = None;
        }
        Ok(())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if !self.holds && self.lock.is_some() {
            let _ = RealDisk.remove(&owner(&self.path));
        }
    }
}

impl Kept {
    fn text(&self) -> String {
        let edits = self.edits.as_ref().map(|e| json!({ "why": e.why, "base": e.base, "ours": e.ours }));
        let draft = self.draft.as_ref().map(|d| json!({ "register": d.register, "row": d.row, "fields": d.fields }));
        json!({ "unsaved": 1, "at": self.at, "edits": edits, "draft": draft }).to_string()
    }

    /// What a file holds; `None` for what is no such file.
    fn read(bytes: &[u8]) -> Option<Kept> {
        let json: Json = serde_json::from_slice(bytes).ok()?;
        let text = |of: &Json, key: &str| of.get(key)?.as_str().map(str::to_string);
        let edits = json
            .get("edits")
            .and_then(|e| Some(Edits { why: text(e, "why")?, base: text(e, "base")?, ours: text(e, "ours")? }));
        let draft = json.get("draft").and_then(|d| {
            let fields = serde_json::from_value(d.get("fields")?.clone()).ok()?;
            Some(Draft { register: text(d, "register")?, row: text(d, "row"), fields })
        });
        (edits.is_some() || draft.is_some()).then(|| Kept { at: text(&json, "at").unwrap_or_default(), edits, draft })
    }
}

/// FNV-1a: the same on every machine and with every compiler, unlike the standard library's.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(modified: i128) -> Stat {
        Stat { modified, ..RealDisk.stat(Path::new(".")).unwrap().unwrap() }
    }

    const MINUTE: i128 = 60 * 1_000_000_000;

    #[test]
    fn ten_copies_stay_and_reach_far_back() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/plans/ana/acme/outgrow.ron"));
        for minute in 0..300_i128 {
            shelf.keep_now_and_then(&mut RealDisk, stat(minute * MINUTE), minute.to_string().as_bytes()).unwrap();
        }
        let copies = shelf.copies(&mut RealDisk).unwrap();
        let minutes: Vec<i128> = copies.iter().map(|copy| copy.written / MINUTE).collect();
        assert_eq!(minutes, [290, 280, 270, 260, 250, 240, 230, 220, 210, 200]);
        assert_eq!(std::fs::read(&copies[0].path).unwrap(), b"290");
        // A clock that was set back is no reason to keep nothing.
        shelf.keep_now_and_then(&mut RealDisk, stat(5), b"early").unwrap();
    }

    #[test]
    fn two_plans_have_two_shelves_with_names_a_person_can_tell() {
        let of = |plan: &str| Shelf::of(Path::new("/state"), Path::new(plan)).folder.to_string_lossy().into_owned();
        assert!(of("/plans/ana/acme/outgrow.ron").starts_with("/state/plans/acme-outgrow.ron-"));
        assert_ne!(of("/plans/ana/acme/outgrow.ron"), of("/plans/ben/acme/outgrow.ron"));
        assert_ne!(of("/a/b-c"), of("/a/b/c"));
    }

    #[test]
    fn unsaved_work_is_an_orphan_only_once_its_process_is_gone() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/acme/outgrow.ron"));
        let mut keeper = Keeper::on(shelf.clone());
        let draft =
            Draft { register: "debts".into(), row: None, fields: vec![("name".into(), "Refunds\n\"by\" hand".into())] };
        let edits = Edits { why: "disk full".into(), base: "a\n".into(), ours: "b\n".into() };
        let kept = Kept { at: "2026-11-21 14:02".into(), edits: Some(edits), draft: Some(draft) };
        keeper.keep(&mut RealDisk, &kept).unwrap();
        assert_eq!(shelf.orphans(&mut RealDisk).unwrap(), []);
        drop(keeper);
        let orphans = shelf.orphans(&mut RealDisk).unwrap();
        assert_eq!(orphans.len(), 1);
        assert_eq!(orphans[0].1, kept);
        shelf.drop_orphan(&mut RealDisk, &orphans[0].0).unwrap();
        assert_eq!(RealDisk.list(shelf.folder()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_saved_after_all_leaves_nothing() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/acme/outgrow.ron"));
        let mut keeper = Keeper::on(shelf.clone());
        let edits = Edits { why: String::new(), base: String::new(), ours: String::new() };
        keeper.keep(&mut RealDisk, &Kept { edits: Some(edits), ..Kept::default() }).unwrap();
        keeper.keep(&mut RealDisk, &Kept::default()).unwrap();
        drop(keeper);
        assert_eq!(RealDisk.list(shelf.folder()).unwrap(), Vec::<String>::new());
    }
}
