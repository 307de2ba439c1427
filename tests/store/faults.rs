//! Every operation of everything that writes fails once, and for good, in every way a disk has of failing.

use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;

use outgrow::edit::Edit;
use outgrow::model::Plan;
use outgrow::model::value::Value;
use outgrow::session::{SaveState, Session, leftovers};
use outgrow::store::disk::{Disk, Identity, RealDisk};
use outgrow::store::save::{SaveError, save, save_bytes};
use outgrow::store::shelf::{Draft, Edits, Keeper, Kept, Shelf};
use outgrow::store::{Document, LoadError, load};

use crate::disk::{Act, Staged, When, folder};
use crate::scenes::{EACCES, EBUSY, EXDEV, Kind, Scene, litter, small};
use crate::support::{self, at, rounds};

const ENOSPC: i32 = 28;
const EIO: i32 = 5;
const EINTR: i32 = 4;
const EROFS: i32 = 30;
const ESTALE: i32 = if cfg!(target_os = "linux") { 116 } else { 70 };
const EDQUOT: i32 = if cfg!(target_os = "linux") { 122 } else { 69 };

/// How a disk fails.
#[derive(Clone, Copy, Debug)]
struct Fault {
    errno: i32,
    for_good: bool,
    /// Bytes that a write takes at most.
    short: usize,
}

impl Fault {
    /// Every way of failing, or one of each sort, as the long version is asked for by `OUTGROW_TIMES`.
    fn all(short: bool) -> impl Iterator<Item = Fault> {
        const ERRNOS: [i32; 9] = [EIO, EINTR, EACCES, ENOSPC, EXDEV, EDQUOT, EROFS, EBUSY, ESTALE];
        let errnos = if short && rounds("OUTGROW_TIMES", 1) == 1 { &ERRNOS[..4] } else { &ERRNOS };
        errnos.iter().flat_map(|errno| {
            let errno = *errno;
            // Where in a text it stops is the same for all of them.
            let shorts = if errno == ENOSPC { vec![usize::MAX, 90] } else { vec![usize::MAX] };
            let both = move |short| [false, true].map(|for_good| Fault { errno, for_good, short });
            shorts.into_iter().flat_map(both)
        })
    }

    fn strike(self, disk: &Staged, nth: usize) {
        disk.short(self.short);
        disk.on(When::At(nth), Act::Fail { errno: self.errno, for_good: self.for_good });
    }
}

/// What failed; from here on everything works.
fn heal(disk: &Staged) -> Vec<&'static str> {
    let failed = disk.failed();
    disk.heal();
    disk.short(usize::MAX);
    failed
}

/// What comes after something failed.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Then {
    /// The disk works again, and the same is asked for once more.
    Again,
    /// The process is killed.
    Killed,
}

/// Has every operation fail in every way, until there is none left to fail; gives how often something did.
fn enumerate(strike: impl Fn(Fault, usize) -> bool) -> usize {
    enumerate_of(false, strike)
}

fn enumerate_of(short: bool, strike: impl Fn(Fault, usize) -> bool) -> usize {
    let struck = |fault| (1..).take_while(|nth| strike(fault, *nth)).count();
    Fault::all(short).map(struck).sum()
}

/// One save that fails, and the next that does not; whether something failed.
fn save_struck(kind: Kind, fault: Fault, nth: usize, plans: &[Plan; 3]) -> bool {
    let root = folder();
    let mut scene = kind.make(root.path(), &plans[0]);
    let old = scene.bytes();
    scene.document.plan = plans[1].clone();
    let new = Some(scene.document.text().into_bytes());
    fault.strike(&scene.disk, nth);
    let result = save(&mut scene.disk, scene.shelf.as_ref(), &scene.document);
    let failed = heal(&scene.disk);
    let what = format!("{kind:?}, {fault:?}, number {nth}, {failed:?}: {result:?}");
    let now = scene.bytes();
    match result {
        Ok(saved) => {
            assert!(now == new, "said to be saved: {what}");
            scene.document.identity = Some(saved.identity);
        }
        Err(SaveError::Unsettled(identity, _)) => {
            assert!(now == new, "said to be in place: {what}");
            scene.document.identity = Some(identity);
        }
        Err(SaveError::Torn(copy, _)) => scene.mend(&copy, &old.unwrap(), &what),
        Err(SaveError::Io(error)) => {
            assert!(now == old, "said not to be saved: {what}");
            assert_eq!(error.raw_os_error(), Some(fault.errno), "{what}");
        }
        Err(_) => panic!("not for a fault: {what}"),
    }
    if !failed.contains(&"remove") {
        scene.assert_tidy(&what);
    }
    // The fault gone, the next save, with more edits, succeeds.
    scene.assert_takes(&plans[2], &what);
    !failed.is_empty()
}

#[test]
fn every_operation_of_a_save_may_fail() {
    let plans = ["Old", "New", "Later"].map(small);
    let mut total = 0;
    for kind in Kind::ALL {
        let struck = enumerate_of(kind != Kind::Shelf, |fault, nth| save_struck(kind, fault, nth, &plans));
        println!("{kind:?}: {struck} faults");
        assert!(struck >= 100, "{kind:?}: {struck}");
        total += struck;
    }
    assert!(total >= 2_000, "{total}");
}

fn export_struck(old: Option<&[u8]>, fault: Fault, nth: usize) -> bool {
    let folder = folder();
    let path = folder.path().join("plan.html");
    if let Some(old) = old {
        fs::write(&path, old).unwrap();
    }
    let disk = Staged::new();
    let export = |bytes: &[u8]| {
        let stat = RealDisk.stat(&path).unwrap();
        let found = stat.map(|stat| Identity::of(stat, &fs::read(&path).unwrap()));
        save_bytes(&mut disk.clone(), &path, found, bytes)
    };
    fault.strike(&disk, nth);
    let result = export(b"new");
    let failed = heal(&disk);
    let now = fs::read(&path).ok();
    match result {
        Ok(_) | Err(SaveError::Unsettled(..)) => assert_eq!(now.as_deref(), Some(b"new".as_slice()), "{failed:?}"),
        Err(SaveError::Io(_)) => assert_eq!(now.as_deref(), old, "{failed:?}"),
        Err(error) => panic!("{error:?}"),
    }
    export(b"later").unwrap();
    assert_eq!((fs::read(&path).unwrap().as_slice(), litter(folder.path()).len()), (b"later".as_slice(), 0));
    !failed.is_empty()
}

#[test]
fn every_operation_of_an_export_may_fail() {
    let sides = [None, Some(b"old".as_slice())].map(|old| enumerate(|fault, nth| export_struck(old, fault, nth)));
    assert!(sides.iter().sum::<usize>() >= 500, "{sides:?}");
}

#[test]
fn every_operation_of_a_load_may_fail() {
    let root = folder();
    let scene = Kind::Plain.make(root.path(), &small("Old"));
    let before = scene.bytes();
    let struck = enumerate(|fault, nth| {
        fault.strike(&scene.disk, nth);
        let result = load(&mut scene.disk.clone(), &scene.path);
        let failed = heal(&scene.disk);
        match &result {
            Ok(document) => assert!(failed.is_empty() && document.plan == scene.document.plan),
            Err(LoadError::Io(at, error)) => {
                assert!(*at == scene.path && error.raw_os_error() == Some(fault.errno));
            }
            Err(other) => panic!("{other:?}"),
        }
        !failed.is_empty()
    });
    assert_eq!((struck, scene.bytes()), (20 * 3, before));
}

fn kept(ours: &str) -> Kept {
    let edits = Edits { why: "disk full".into(), base: "base".into(), ours: ours.into() };
    let draft = Draft { register: "debts".into(), row: None, fields: vec![("name".into(), ours.into())] };
    Kept { at: "2026-11-21 14:02".into(), edits: Some(edits), draft: Some(draft) }
}

/// What a keeper is asked to keep, after something else or as the first thing.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Turn {
    First,
    Next,
    Nothing,
}

fn keeper_struck(turn: Turn, then: Then, fault: Fault, nth: usize) -> bool {
    let root = folder();
    let shelf = Shelf::of(root.path(), Path::new("/acme/outgrow.ron"));
    let mut disk = Staged::new();
    let mut keeper = Keeper::on(shelf.clone());
    if turn != Turn::First {
        keeper.keep(&mut disk, &kept("one")).unwrap();
    }
    fault.strike(&disk, nth);
    let wanted = if turn == Turn::Nothing { Kept::default() } else { kept("two") };
    let done = keeper.keep(&mut disk, &wanted);
    let failed = heal(&disk);
    let what = format!("{turn:?}, {then:?}, {fault:?}, number {nth}, {failed:?}: {done:?}");
    if then == Then::Again {
        keeper.keep(&mut disk, &kept("three")).unwrap();
        assert!(shelf.orphans(&mut disk).unwrap().is_empty(), "it is ours: {what}");
        keeper.keep(&mut disk, &Kept::default()).unwrap();
    }
    drop(keeper);
    let found = shelf.orphans(&mut disk).unwrap();
    let one_of = |what: &[&str]| found.len() == 1 && what.iter().any(|ours| found[0].1 == kept(ours));
    assert!(
        match (then, turn, &done) {
            (Then::Again, ..) | (_, Turn::Nothing, Ok(())) => found.is_empty(),
            (_, Turn::Nothing, Err(_)) => found.is_empty() || one_of(&["one"]),
            (_, _, Ok(())) => one_of(&["two"]),
            (_, Turn::First, Err(_)) => found.is_empty() || one_of(&["two"]),
            (_, Turn::Next, Err(_)) => one_of(&["one", "two"]),
        },
        "{found:?}: {what}"
    );
    found.iter().for_each(|(path, _)| shelf.drop_orphan(&mut disk, path).unwrap());
    let names = RealDisk.list(shelf.folder()).unwrap();
    assert!(names.is_empty(), "{names:?} is left: {what}");
    !failed.is_empty()
}

#[test]
fn every_operation_of_keeping_unsaved_work_may_fail() {
    let mut total = 0;
    for turn in [Turn::First, Turn::Next, Turn::Nothing] {
        for then in [Then::Again, Then::Killed] {
            total += enumerate(|fault, nth| keeper_struck(turn, then, fault, nth));
        }
    }
    assert!(total >= 800, "{total}");
}

#[test]
fn every_operation_of_looking_through_the_shelf_may_fail() {
    let root = folder();
    let shelf = Shelf::of(root.path(), Path::new("/acme/outgrow.ron"));
    let disk = Staged::new();
    drop(Keeper::on(shelf.clone()).keep(&mut disk.clone(), &kept("one")));
    let stat = RealDisk.stat(root.path()).unwrap().unwrap();
    shelf.keep(&mut disk.clone(), stat, b"copy").unwrap();
    let struck = enumerate(|fault, nth| {
        // What a killed process left is in the way.
        RealDisk.create(&shelf.folder().join("x"), None).unwrap();
        fault.strike(&disk, nth);
        let (orphans, copies) = (shelf.orphans(&mut disk.clone()), shelf.copies(&mut disk.clone()));
        let failed = heal(&disk);
        assert!(orphans.is_err() || orphans.unwrap().len() == 1, "{failed:?}");
        assert!(copies.is_err() || copies.unwrap().len() == 1, "{failed:?}");
        assert_eq!(shelf.orphans(&mut disk.clone()).unwrap().len(), 1);
        assert_eq!(litter(root.path()).len(), 0);
        !failed.is_empty()
    });
    assert!(struck >= 100, "{struck}");
}

fn effort(plan: &Plan, to: &str) -> Plan {
    let home = outgrow::register::register("debts").unwrap();
    let changes = outgrow::edit::typed::assignments(home, &[format!("effort={to}")]).unwrap();
    let edit = outgrow::edit::typed::set(plan, &at("debts/refunds"), &changes, support::today()).unwrap();
    outgrow::edit::apply(plan, &edit).unwrap()
}

/// A session and the file it saves, which somebody else changed meanwhile.
struct Meeting {
    scene: Scene,
    session: Session,
    answers: std::sync::mpsc::Receiver<outgrow::session::Answer>,
    theirs: Vec<u8>,
}

impl Meeting {
    fn of(scene: Scene) -> Meeting {
        let disk = Box::new(scene.disk.clone());
        let mut session = Session::over(scene.document.clone(), scene.shelf.clone(), disk, false);
        let (tell, answers) = channel();
        session.save_in_background(move |answer| drop(tell.send(answer)));
        let theirs = Document::new(scene.path.clone(), effort(&scene.document.plan, "9d")).text().into_bytes();
        fs::write(&scene.path, &theirs).unwrap();
        Meeting { scene, session, answers, theirs }
    }

    fn commit(&mut self) {
        let name = Edit::Put { at: at("debts/refunds"), field: "name", value: Value::Text("Mine".into()) };
        self.session.commit(name, "name".into()).unwrap();
        self.hear();
    }

    fn hear(&mut self) {
        support::flush(&mut self.session);
        self.answers.try_iter().for_each(|answer| drop(self.session.answered(answer)));
    }

    /// What both did stands in the file.
    fn is_whole(&self) -> bool {
        load(&mut RealDisk, &self.scene.path).is_ok_and(|document| document.plan == effort(&small("Mine"), "9d"))
    }

    /// The file reads, and theirs is in it. One that was torn is put back from its copy.
    fn assert_sound(&self, what: &str) {
        let Ok(document) = load(&mut RealDisk, &self.scene.path) else {
            let copies = self.scene.shelf.as_ref().unwrap().copies(&mut RealDisk).unwrap();
            let copy = copies.iter().find(|copy| fs::read(&copy.path).unwrap() == self.theirs);
            return self.scene.mend(&copy.unwrap().path, &self.theirs, what);
        };
        assert!(effort(&document.plan, "9d") == document.plan, "theirs is lost: {what}");
    }
}

fn session_struck(kind: Kind, then: Then, everywhere: bool, fault: Fault, nth: usize) -> bool {
    let root = folder();
    let mut here = Meeting::of(kind.make(root.path(), &small("Old")));
    if !everywhere {
        here.scene.disk.within(here.scene.work());
    }
    fault.strike(&here.scene.disk, nth);
    here.commit();
    let failed = heal(&here.scene.disk);
    let what = format!("{kind:?}, {then:?}, {fault:?}, number {nth}, {failed:?}: {:?}", here.session.state());
    assert!(here.session.plan().debts.iter().any(|debt| debt.name.raw() == "Mine"), "{what}");
    here.assert_sound(&what);
    if here.session.is_saved() {
        assert!(here.is_whole() && *here.session.state() == SaveState::Saved, "{what}");
    }
    let shelf = here.scene.shelf.clone().unwrap();
    match then {
        Then::Again => {
            here.session.save_again();
            here.hear();
            assert!(here.session.is_saved() && here.is_whole(), "{what}, then {:?}", here.session.state());
            here.session.finish();
        }
        Then::Killed => {
            here.session.finish();
            let left = leftovers(&shelf);
            if !everywhere && !here.is_whole() {
                assert_eq!(left.len(), 1, "not saved, and not on the shelf: {what}");
            }
            for left in left {
                let document = load(&mut RealDisk, &here.scene.path).unwrap();
                let disk = Box::new(here.scene.disk.clone());
                let mut next = Session::over(document, Some(shelf.clone()), disk, false);
                let (base, edits) = left.edits.clone().unwrap();
                assert_eq!(next.recover(&base, &edits, "recovered".into()).unwrap(), 0, "{what}");
                next.save_now().unwrap();
                left.discard(&shelf).unwrap();
                assert!(here.is_whole(), "{what}");
            }
        }
    }
    assert!(leftovers(&shelf).is_empty(), "{what}");
    if !failed.contains(&"remove") {
        here.scene.assert_tidy(&what);
    }
    !failed.is_empty()
}

#[test]
fn every_operation_of_a_merging_save_may_fail() {
    let mut total = 0;
    for (kind, then, everywhere) in [
        (Kind::Shelf, Then::Again, true),
        (Kind::Shelf, Then::Killed, false),
        (Kind::Hardlinked, Then::Again, false),
        (Kind::Hardlinked, Then::Killed, false),
    ] {
        total += enumerate_of(!everywhere, |fault, nth| session_struck(kind, then, everywhere, fault, nth));
    }
    println!("{total} faults");
    assert!(total >= 1_500, "{total}");
}

#[test]
fn every_operation_of_looking_at_the_file_may_fail() {
    let struck = enumerate(|fault, nth| {
        let root = folder();
        let mut here = Meeting::of(Kind::Shelf.make(root.path(), &small("Old")));
        fault.strike(&here.scene.disk, nth);
        here.session.look(false);
        here.hear();
        let failed = heal(&here.scene.disk);
        assert_eq!(here.scene.bytes().unwrap(), here.theirs, "a look writes nothing: {failed:?}");
        here.session.look(true);
        here.hear();
        assert!(*here.session.plan() == effort(&small("Old"), "9d"), "{failed:?}");
        assert!(here.session.is_saved() && *here.session.state() == SaveState::Saved, "{failed:?}");
        !failed.is_empty()
    });
    assert!(struck >= 80, "{struck}");
}

#[test]
fn a_write_that_is_interrupted_goes_on() {
    let root = folder();
    let mut scene = Kind::New.make(root.path(), &Plan::default());
    scene.disk.on(When::On("write"), Act::Fail { errno: EINTR, for_good: false });
    scene.document.plan = small("New");
    save(&mut scene.disk, None, &scene.document).unwrap();
    assert_eq!(scene.disk.failed(), ["write"]);
    assert_eq!(scene.bytes().unwrap(), scene.document.text().as_bytes());
}
