//! Places a plan may stand in, each of which makes a save go another way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use outgrow::model::Plan;
use outgrow::store::disk::{Disk, RealDisk, Stat, TEMP_PREFIX};
use outgrow::store::read::read;
use outgrow::store::save::save;
use outgrow::store::shelf::Shelf;
use outgrow::store::{Document, load};

use crate::disk::Staged;

pub const EACCES: i32 = 13;
pub const EBUSY: i32 = 16;
pub const EXDEV: i32 = 18;

/// What is different about the place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A file, and no shelf.
    Plain,
    /// No file yet.
    New,
    /// A shelf without copies.
    Shelf,
    /// A shelf with as many copies as it keeps, the newest of them old.
    FullShelf,
    /// A file that only its owner reads, on a file system that renames and does not exchange.
    Private,
    /// A file with two names.
    Hardlinked,
    /// A folder that takes no new file.
    NoNewFile,
    /// A file that is a mount of its own.
    Mounted,
    /// A folder whose files are on another device, as in layers of containers.
    OtherDevice,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Plain,
        Kind::New,
        Kind::Shelf,
        Kind::FullShelf,
        Kind::Private,
        Kind::Hardlinked,
        Kind::NoNewFile,
        Kind::Mounted,
        Kind::OtherDevice,
    ];

    /// Whether the file is written over where it stands.
    pub fn is_in_place(self) -> bool {
        matches!(self, Kind::Hardlinked | Kind::NoNewFile | Kind::Mounted | Kind::OtherDevice)
    }

    /// Makes the place, below this folder.
    pub fn make(self, root: &Path, plan: &Plan) -> Scene {
        let work = root.join("work");
        fs::create_dir(&work).unwrap();
        if self != Kind::New {
            let text = Document::new(work.join("outgrow.ron"), plan.clone()).text();
            fs::write(work.join("outgrow.ron"), text).unwrap();
        }
        let scene = self.open(root);
        match self {
            Kind::Private => fs::set_permissions(&scene.path, fs::Permissions::from_mode(0o640)).unwrap(),
            Kind::Hardlinked => fs::hard_link(&scene.path, root.join("other.ron")).unwrap(),
            Kind::FullShelf => {
                let stat = |modified: i128| Stat { modified, ..RealDisk.stat(root).unwrap().unwrap() };
                let shelf = scene.shelf.as_ref().unwrap();
                for n in 0..10 {
                    shelf.keep(&mut Staged::new(), stat(n), n.to_string().as_bytes()).unwrap();
                }
            }
            _ => {}
        }
        self.open(root)
    }

    /// A place that was made before.
    pub fn open(self, root: &Path) -> Scene {
        let root = fs::canonicalize(root).unwrap();
        let work = root.join("work");
        let path = work.join("outgrow.ron");
        let disk = Staged::new();
        match self {
            Kind::NoNewFile => disk.never("create", &work, EACCES),
            Kind::Mounted => disk.never("exchange", &work, EBUSY),
            Kind::OtherDevice => {
                disk.only_renames();
                disk.never("replace", &work, EXDEV);
            }
            Kind::Private => disk.only_renames(),
            _ => {}
        }
        let shelf = !matches!(self, Kind::Plain | Kind::New | Kind::Private);
        let shelf = shelf.then(|| Shelf::of(&root.join("state"), &path));
        let document = match self {
            Kind::New if !path.exists() => Document::new(path.clone(), Plan::default()),
            _ => load(&mut RealDisk, &path).unwrap(),
        };
        Scene { kind: self, root, path, shelf, disk, document }
    }
}

/// A place with a plan.
pub struct Scene {
    pub kind: Kind,
    pub root: PathBuf,
    pub path: PathBuf,
    pub shelf: Option<Shelf>,
    pub disk: Staged,
    /// As it was loaded.
    pub document: Document,
}

impl Scene {
    pub fn work(&self) -> &Path {
        self.path.parent().unwrap()
    }

    pub fn bytes(&self) -> Option<Vec<u8>> {
        fs::read(&self.path).ok()
    }

    /// Nothing half written stands anywhere.
    #[track_caller]
    pub fn assert_tidy(&self, what: &str) {
        let litter = litter(&self.root);
        assert!(litter.is_empty(), "{litter:?} is left: {what}");
    }

    /// A save of this plan succeeds, it is what is read, and nothing is left beside it.
    #[track_caller]
    pub fn assert_takes(&mut self, plan: &Plan, what: &str) {
        self.document.plan = plan.clone();
        let saved = save(&mut self.disk, self.shelf.as_ref(), &self.document);
        let identity = saved.unwrap_or_else(|error| panic!("{error:?} after {what}")).identity;
        assert_eq!(self.bytes().unwrap(), self.document.text().as_bytes(), "{what}");
        let back = load(&mut RealDisk, &self.path).unwrap();
        assert!(back.plan == *plan && back.identity == Some(identity), "{what}");
        assert_eq!(back.identity.unwrap().stat.mode, self.mode(), "{what}");
        self.assert_tidy(what);
        self.document = back;
    }

    fn mode(&self) -> u32 {
        match (self.kind, self.document.identity) {
            (Kind::Private, _) => 0o640,
            (_, Some(identity)) => identity.stat.mode,
            (_, None) => fs::metadata(&self.path).unwrap().permissions().mode() & 0o7777,
        }
    }

    /// Puts back what stood in a file that was torn, as its message says to.
    #[track_caller]
    pub fn mend(&self, copy: &Path, old: &[u8], what: &str) {
        assert!(self.kind.is_in_place(), "{what}");
        assert_eq!(fs::read(copy).unwrap(), old, "the copy holds something else: {what}");
        fs::write(&self.path, old).unwrap();
    }
}

/// Every temporary file below a folder.
pub fn litter(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_string_lossy().starts_with(TEMP_PREFIX) {
                found.push(entry.path());
            }
        }
    }
    found
}

/// A small plan, quick to write.
pub fn small(name: &str) -> Plan {
    let text = format!(
        r#"(format: 1, product: (name: "Acme"), people: [(id: "ana", name: "Ana")], debts: [
            (id: "refunds", name: "{name}", effort: "2d", owner: "ana", note: ["by hand", "until the month's end"]),
            (id: "backups", name: "Backups", effort: "1w"),
        ])"#
    );
    read(text.as_bytes()).unwrap().0
}
