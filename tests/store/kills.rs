//! Processes killed in the middle: at every operation of a save, at any moment of a command, at every system call.
//!
//! The first works wherever the tests run: this test binary starts itself, and dies at the n-th operation of its
//! disk. `OUTGROW_KILLS` is how often commands are killed at random. The last needs `strace`, and is run by its name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use outgrow::diff::diff;
use outgrow::model::{Comments, Plan};
use outgrow::store::disk::RealDisk;
use outgrow::store::load;
use outgrow::store::save::save;
use outgrow::store::write::canonical;

use crate::disk::{Act, When, folder};
use crate::scenes::{Kind, litter, small};
use crate::support::{self, Dice};

/// Where a child of the next test works: kind, operation and folder.
const DIES: &str = "OUTGROW_TEST_DIES";

#[test]
#[ignore = "the next test starts it"]
fn dying() {
    let Ok(orders) = std::env::var(DIES) else { return };
    let orders: Vec<&str> = orders.splitn(3, ' ').collect();
    let kind = Kind::ALL[orders[0].parse::<usize>().unwrap()];
    let mut scene = kind.open(Path::new(orders[2]));
    scene.document.plan = small("New");
    scene.disk.short(90);
    scene.disk.on(When::At(orders[1].parse().unwrap()), Act::Die);
    save(&mut scene.disk, scene.shelf.as_ref(), &scene.document).unwrap();
}

#[test]
fn a_process_may_die_at_every_operation_of_a_save() {
    let mut killed = 0;
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        for nth in 1.. {
            let root = folder();
            let mut scene = kind.make(root.path(), &small("Old"));
            let old = scene.bytes();
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["kills::dying", "--exact", "--ignored"]).stdout(Stdio::null()).stderr(Stdio::null());
            let status = child.env(DIES, format!("{at} {nth} {}", root.path().display())).status().unwrap();
            let what = format!("{kind:?}, operation {nth}");
            scene.document.plan = small("New");
            let (now, new) = (scene.bytes(), Some(scene.document.text().into_bytes()));
            if status.success() {
                assert!(now == new, "said to be saved: {what}");
                scene.assert_tidy(&what);
                assert!(nth > 12, "{what}");
                break;
            }
            killed += 1;
            if now != old && now != new {
                let copies = scene.shelf.as_ref().unwrap().copies(&mut RealDisk).unwrap();
                let of_old = copies.iter().find(|copy| fs::read(&copy.path).ok() == old);
                scene.mend(&of_old.expect("a copy of what it held").path, &old.unwrap(), &what);
            }
            if let Ok(found) = load(&mut RealDisk, &scene.path) {
                scene.document = found;
            }
            scene.assert_takes(&small("Later"), &what);
        }
    }
    println!("{killed} kills");
    assert!(killed >= 200, "{killed}");
}

const OUTGROW: &str = env!("CARGO_BIN_EXE_outgrow");

/// A folder with a plan, at which commands are killed.
struct Yard {
    folder: tempfile::TempDir,
    plan: PathBuf,
}

impl Yard {
    fn new() -> Yard {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let yard = Yard { plan: work.join("outgrow.ron"), folder };
        for words in [
            &["init", "--template", "b2b", "--name", "Acme"] as &[&str],
            &["add", "debts", "Refunds", "id=refunds"],
            &["add", "metrics", "Load", "id=load"],
        ] {
            let done = yard.command(words).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        yard
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(OUTGROW);
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.plan.parent().unwrap());
        command.args(["--date", "2026-11-21"]).args(words);
        command
    }

    /// Runs a command and kills it after so long, if it still runs then.
    fn killed(&self, words: &[&str], after: Duration) -> Output {
        let mut command = self.command(words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(after);
        // Where it has ended there is nothing to kill.
        let _ = child.kill();
        child.wait_with_output().unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.plan).unwrap()
    }
}

fn read(bytes: &[u8], what: &str) -> (Plan, Comments) {
    outgrow::store::read::read(bytes).unwrap_or_else(|flaw| panic!("{flaw:?} after {what}"))
}

/// What a command does, and what is to be seen of it when it was not killed.
fn a_command(dice: &mut Dice, n: usize) -> (Vec<String>, &'static str, Wanted) {
    let of = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    let name = format!("Kill {n}");
    match dice.below(7) {
        0 => (of(&["set", "debts/refunds", &format!("name={name}")]), "debts", Wanted::Field),
        1 => (of(&["set", "product", &format!("note+={name}")]), "product", Wanted::Text(name)),
        2 => (of(&["add", "debts", &name]), "debts", Wanted::Text(name)),
        3 => (of(&["record", "load", &n.to_string()]), "metrics", Wanted::Field),
        4 => (of(&["fmt"]), "", Wanted::Form),
        5 => (of(&["init", "-f", &format!("{n}.ron")]), "", Wanted::File(format!("{n}.ron"), "init.ron")),
        _ => (of(&["print", "-o", "plan.html"]), "", Wanted::File("plan.html".to_string(), "plan.html")),
    }
}

enum Wanted {
    /// One row differs.
    Field,
    /// This stands in the file for good.
    Text(String),
    /// The same plan, canonical or as before.
    Form,
    /// This file is as before, or as one that was written without being killed.
    File(String, &'static str),
}

#[test]
fn commands_killed_at_any_moment_lose_nothing_that_was_said_to_be_done() {
    let kills = support::rounds("OUTGROW_KILLS", 60);
    let mut dice = Dice::new(kills as u64);
    let mut spans = BTreeMap::new();
    let hit: usize = (0..kills.div_ceil(60)).map(|_| killed_in_a_yard(60, &mut dice, &mut spans)).sum();
    println!("{hit} killed, the others ended before");
    assert!(hit * 5 >= kills, "{hit} of {kills}");
}

/// Has so many commands at one plan killed; gives how many were, before they ended. `spans` is how long to wait at
/// most, so that kills fall anywhere in a command.
fn killed_in_a_yard(kills: usize, dice: &mut Dice, spans: &mut BTreeMap<String, Duration>) -> usize {
    let yard = Yard::new();
    let file = |name: &str| fs::read(yard.plan.parent().unwrap().join(name)).ok();
    let (mut hit, mut acknowledged) = (0, Vec::new());
    for n in 0..kills {
        let (words, register, wanted) = a_command(dice, n);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if matches!(wanted, Wanted::Form) {
            let text = String::from_utf8(yard.bytes()).unwrap().replacen("\n  format", "\n     format", 1);
            fs::write(&yard.plan, text).unwrap();
        }
        let (before, page) = (yard.bytes(), file("plan.html"));
        let span = spans.entry(words[0].to_string()).or_insert(Duration::from_millis(100));
        let output = yard.killed(&words, *span * u32::try_from(dice.below(1200)).unwrap() / 1000);
        let (ok, what) = (output.status.success(), format!("kill {n}: {words:?}"));
        assert!(ok || output.status.code().is_none(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
        // About half of them shall end by themselves.
        *span = if ok { *span * 4 / 5 } else { *span * 5 / 4 };
        hit += usize::from(!ok);
        let after = yard.bytes();
        let (was, is) = (read(&before, &what), read(&after, &what));
        let changed = after != before;
        match wanted {
            Wanted::Form => assert!(was.0 == is.0, "{what}"),
            Wanted::File(name, twin) => {
                assert!(!changed, "{what}");
                let now = file(&name);
                let whole = now.is_some() && now == whole_of(&yard, twin);
                assert!(whole || (!ok && (now.is_none() || (name == twin && now == page))), "{name} is torn: {what}");
                if name != twin {
                    let _ = fs::remove_file(yard.plan.parent().unwrap().join(&name));
                }
            }
            Wanted::Field | Wanted::Text(_) => {
                let rows = diff(&was.0, &is.0).touched();
                assert!(rows.len() <= 1 && rows.iter().all(|at| at.register == register), "{rows:?} by {what}");
                assert!(changed || !ok, "said to be done: {what}");
                if let (true, Wanted::Text(text)) = (ok, wanted) {
                    acknowledged.push(format!("\"{text}\""));
                }
            }
        }
        if changed {
            assert!(after == canonical(&is.0, &is.1).as_bytes(), "neither the old nor the new bytes: {what}");
        }
        if ok && changed {
            assert_eq!(litter(yard.folder.path()), Vec::<PathBuf>::new(), "{what}");
        }
        let text = String::from_utf8(after).unwrap();
        for done in &acknowledged {
            assert!(text.contains(done), "{done} is lost by {what}");
        }
    }
    assert!(yard.command(&["set", "product", "note=The end"]).output().unwrap().status.success());
    assert_eq!(litter(yard.folder.path()), Vec::<PathBuf>::new());
    hit
}

/// What a file holds that was written without a kill, from the plan as it is.
fn whole_of(yard: &Yard, twin: &str) -> Option<Vec<u8>> {
    let path = yard.folder.path().join(twin);
    let _ = fs::remove_file(&path);
    let name = path.to_str().unwrap();
    let words: &[&str] =
        if twin == "init.ron" { &["init", "-f", name, "--name", "work"] } else { &["print", "-o", name] };
    assert!(yard.command(words).output().unwrap().status.success());
    fs::read(path).ok()
}

#[test]
#[ignore = "needs strace, and some minutes"]
fn commands_killed_at_every_system_call() {
    let mut kills = 0;
    for words in [
        &["set", "debts/refunds", "name=Killed"] as &[&str],
        &["record", "load", "7"],
        &["add", "debts", "Killed"],
        &["fmt"],
        &["print", "-o", "plan.html"],
        &["init", "-f", "new.ron", "--name", "work"],
    ] {
        let yard = Yard::new();
        let (plan, work) = (yard.bytes(), yard.plan.parent().unwrap().to_path_buf());
        let start = String::from_utf8(plan).unwrap().replacen("\n  format", "\n     format", 1).into_bytes();
        let reset = || {
            fs::write(&yard.plan, &start).unwrap();
            let _ = fs::remove_file(work.join("new.ron"));
            fs::write(work.join("plan.html"), "old").unwrap();
        };
        let state = || ["outgrow.ron", "plan.html", "new.ron"].map(|name| fs::read(work.join(name)).ok());
        let traced = |options: &[&str]| {
            let mut command = Command::new("strace");
            command.env_clear().env("HOME", yard.folder.path()).current_dir(&work).args(options);
            command.arg(OUTGROW).args(["--date", "2026-11-21"]).args(words).output().unwrap()
        };
        reset();
        let old = state();
        let log = yard.folder.path().join("log");
        assert!(traced(&["-o", log.to_str().unwrap()]).status.success());
        let new = state();
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for line in fs::read_to_string(&log).unwrap().lines() {
            if let Some((name, _)) = line.split_once('(') {
                *calls.entry(name.to_string()).or_default() += 1;
            }
        }
        for (call, count) in calls.iter().filter(|(call, _)| !matches!(call.as_str(), "execve" | "exit_group")) {
            for nth in 1..=*count {
                reset();
                let inject = format!("inject={call}:signal=KILL:when={nth}");
                let ended = traced(&["-o", "/dev/null", "-e", &inject]);
                let (now, what) = (state(), format!("{words:?} killed at {call} {nth}"));
                kills += usize::from(!ended.status.success());
                assert!(now == old || now == new, "neither old nor new: {what}");
                assert!(now == new || !ended.status.success(), "said to be done: {what}");
                if nth % 8 == 0 {
                    reset();
                    assert!(yard.command(&["fmt"]).status().unwrap().success());
                    assert_eq!(litter(yard.folder.path()), Vec::<PathBuf>::new(), "{what}");
                }
            }
        }
        println!("{words:?}: {calls:?}");
    }
    println!("{kills} kills");
    assert!(kills >= 500, "{kills}");
}
