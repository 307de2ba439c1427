//! What is kept of a plan outside the work tree: copies of what it held, and what could not be saved.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::disk::{Disk, Lock, RealDisk, Stat, is_temp};
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

    /// Keeps a copy of a version, synced; of more than ten the oldest goes, but never this one.
    pub fn keep(&self, disk: &mut dyn Disk, stat: Stat, bytes: &[u8]) -> Result<PathBuf, SaveError> {
        let folder = self.copies_folder();
        disk.make_folder(&folder)?;
        let _lock = tidy(disk, &folder);
        let (path, there) = place_of(disk, &folder, stat.modified, bytes)?;
        if !there {
            replace(disk, &path, None, bytes)?;
        }
        disk.sync_folder(&path)?;
        // The copy is safe; one too many is taken away some other time.
        let others = self.copies(disk).unwrap_or_default().into_iter().filter(|copy| copy.path != path);
        for old in others.skip(COPIES - 1) {
            let _ = disk.remove(&old.path);
        }
        Ok(path)
    }

    /// Keeps a copy where the newest one is of a version much older than this.
    pub fn keep_now_and_then(&self, disk: &mut dyn Disk, stat: Stat, bytes: &[u8]) -> Result<(), SaveError> {
        let folder = self.copies_folder();
        if disk.list(&folder)?.iter().any(|name| is_temp(name)) {
            tidy(disk, &folder);
        }
        let newest = self.copies(disk)?.first().map(|copy| copy.written);
        if newest.is_none_or(|newest| !(newest..newest.saturating_add(APART)).contains(&stat.modified)) {
            self.keep(disk, stat, bytes)?;
        }
        Ok(())
    }

    /// What dead processes could not save, by file, oldest first. What a running one keeps is its own.
    pub fn orphans(&self, disk: &mut dyn Disk) -> io::Result<Vec<(PathBuf, Kept)>> {
        // Litter is no reason not to find what is wanted.
        let _ = self.clear(disk);
        let mut found = Vec::new();
        for name in disk.list(&self.folder)?.iter().filter(|name| is_unsaved(name)) {
            let path = self.folder.join(name);
            if !disk.is_claimed(&owner(&path))? {
                let bytes = disk.read(&path)?;
                found.extend(Kept::read(&bytes).map(|kept| (path, kept)));
            }
        }
        Ok(found)
    }

    /// Takes away what killed processes left half made.
    fn clear(&self, disk: &mut dyn Disk) -> io::Result<()> {
        let half = |names: &[String]| -> Vec<PathBuf> {
            let lone = |name: &&String| {
                let json = name.strip_suffix(".lock").map(|of| format!("{of}.json"));
                json.is_some_and(|json| is_unsaved(&json) && !names.contains(&json))
            };
            names.iter().filter(lone).map(|name| self.folder.join(name)).collect()
        };
        let names = disk.list(&self.folder)?;
        if half(&names).is_empty() && !names.iter().any(|name| is_temp(name)) {
            return Ok(());
        }
        let _lock = tidy(disk, &self.folder);
        for lone in half(&disk.list(&self.folder)?) {
            if !disk.is_claimed(&lone)? {
                disk.remove(&lone)?;
            }
        }
        Ok(())
    }

    /// Takes one away, for good.
    pub fn drop_orphan(&self, disk: &mut dyn Disk, path: &Path) -> io::Result<()> {
        for path in [path, &owner(path)] {
            match disk.remove(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                done => done?,
            }
        }
        Ok(())
    }
}

/// How the file of unsaved work starts; the process's number follows.
const UNSAVED: &str = "unsaved-";

fn is_unsaved(name: &str) -> bool {
    name.starts_with(UNSAVED) && name.ends_with(".json")
}

/// The file whose lock says that a process still looks after its unsaved work.
fn owner(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// Takes the lock of a folder on the shelf, and takes away what killed processes left half written in it. Where there
/// is no lock to be had, what is to be kept is kept all the same.
fn tidy(disk: &mut dyn Disk, folder: &Path) -> Option<Lock> {
    let inside = folder.join("x");
    let lock = disk.lock(&inside).ok()?;
    if lock.holds() {
        // What cannot be swept now is swept some other time.
        let _ = disk.sweep(&inside);
    }
    Some(lock)
}

/// Where the copy of a version goes, and whether it is there already. Two versions can have one time.
fn place_of(disk: &mut dyn Disk, folder: &Path, written: i128, bytes: &[u8]) -> io::Result<(PathBuf, bool)> {
    for written in written.. {
        let path = folder.join(format!("{written}.ron"));
        match disk.stat(&path)? {
            None => return Ok((path, false)),
            Some(_) if disk.read(&path)? == bytes => return Ok((path, true)),
            Some(_) => {}
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// This process's own unsaved work on a shelf. It stays when the process dies, and only then is it an orphan.
pub struct Keeper {
    shelf: Shelf,
    claim: Option<Claim>,
    holds: bool,
}

/// A file that is this process's own.
struct Claim {
    path: PathBuf,
    _lock: Lock,
}

impl Keeper {
    /// Nothing is written until there is something to keep.
    pub fn on(shelf: Shelf) -> Keeper {
        Keeper { shelf, claim: None, holds: false }
    }

    /// Whether something stands on the shelf.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// Keeps this in place of what was kept before; nothing to keep takes it away.
    pub fn keep(&mut self, disk: &mut dyn Disk, kept: &Kept) -> Result<(), SaveError> {
        if kept.edits.is_none() && kept.draft.is_none() {
            return Ok(self.let_go(disk)?);
        }
        disk.make_folder(&self.shelf.folder)?;
        let _lock = tidy(disk, &self.shelf.folder);
        let path = match &self.claim {
            Some(claim) => claim.path.clone(),
            None => self.claim(disk)?,
        };
        let there = disk.stat(&path)?;
        replace(disk, &path, there, kept.text().as_bytes())?;
        self.holds = true;
        Ok(disk.sync_folder(&path)?)
    }

    /// Finds a file of our own. Numbers of processes come again, and what one of them left is not ours to write over.
    fn claim(&mut self, disk: &mut dyn Disk) -> io::Result<PathBuf> {
        for n in 0_u64.. {
            let path = self.shelf.folder.join(format!("{UNSAVED}{}-{n}.json", std::process::id()));
            if disk.stat(&path)?.is_some() {
                continue;
            }
            if let Some(lock) = disk.claim(&owner(&path))? {
                self.claim = Some(Claim { path: path.clone(), _lock: lock });
                return Ok(path);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn let_go(&mut self, disk: &mut dyn Disk) -> io::Result<()> {
        if let (true, Some(claim)) = (self.holds, &self.claim) {
            self.shelf.drop_orphan(disk, &claim.path)?;
            self.holds = false;
            self.claim = None;
        }
        Ok(())
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let (false, Some(claim)) = (self.holds, &self.claim) {
            let _ = RealDisk.remove(&owner(&claim.path));
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
    fn the_copy_just_made_stays_however_old_its_version_is() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/home/ana/acme/outgrow.ron"));
        for minute in 100..120 {
            shelf.keep(&mut RealDisk, stat(minute * MINUTE), b"new").unwrap();
        }
        let old = shelf.keep(&mut RealDisk, stat(5), b"put back from an archive").unwrap();
        assert_eq!(std::fs::read(old).unwrap(), b"put back from an archive");
        assert_eq!(shelf.copies(&mut RealDisk).unwrap().len(), COPIES);
    }

    #[test]
    fn two_versions_of_one_moment_are_two_copies() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/home/ana/acme/outgrow.ron"));
        for text in ["one", "two", "one"] {
            let path = shelf.keep(&mut RealDisk, stat(MINUTE), text.as_bytes()).unwrap();
            assert_eq!(std::fs::read(path).unwrap(), text.as_bytes());
        }
        assert_eq!(shelf.copies(&mut RealDisk).unwrap().len(), 2);
    }

    #[test]
    fn a_killed_process_leaves_nothing_half_written_for_long() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/acme/outgrow.ron"));
        let mut keeper = Keeper::on(shelf.clone());
        let folders = [shelf.folder.clone(), shelf.copies_folder()];
        for folder in &folders {
            RealDisk.make_folder(folder).unwrap();
            RealDisk.create(&folder.join("x"), None).unwrap();
        }
        shelf.keep(&mut RealDisk, stat(MINUTE), b"a").unwrap();
        keeper.keep(&mut RealDisk, &unsaved("mine")).unwrap();
        for folder in &folders {
            let names = RealDisk.list(folder).unwrap();
            assert!(!names.iter().any(|name| name.ends_with(".tmp")), "{names:?}");
        }
    }

    fn unsaved(ours: &str) -> Kept {
        let edits = Edits { why: String::new(), base: String::new(), ours: ours.into() };
        Kept { edits: Some(edits), ..Kept::default() }
    }

    #[test]
    fn what_a_process_of_the_same_number_left_is_not_written_over() {
        let state = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(state.path(), Path::new("/acme/outgrow.ron"));
        // Numbers come again, in containers with every start. A dropped keeper is as one of a killed process.
        for ours in ["first", "second", "third"] {
            let mut keeper = Keeper::on(shelf.clone());
            keeper.keep(&mut RealDisk, &unsaved(ours)).unwrap();
            keeper.keep(&mut RealDisk, &unsaved(ours)).unwrap();
        }
        // One was killed between its claim and its work.
        let lone = shelf.folder.join("unsaved-1-7.lock");
        drop(RealDisk.claim(&lone).unwrap());
        let orphans = shelf.orphans(&mut RealDisk).unwrap();
        assert!(!lone.exists());
        let ours: Vec<_> = orphans.iter().map(|(_, kept)| kept.edits.clone().unwrap().ours).collect();
        assert_eq!(ours, ["first", "second", "third"]);
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
