//! Several programs at one plan at once: commands against commands, and a session against commands.
//!
//! `OUTGROW_ROUNDS` is how often each of them writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use outgrow::edit::typed;
use outgrow::model::Plan;
use outgrow::session::{Answer, Session};
use outgrow::store::disk::RealDisk;
use outgrow::store::load;

use crate::scenes::litter;
use crate::support::{self, Dice, at};

const WRITERS: usize = 8;

/// Runs a command; gives what it wrote.
fn outgrow(plan: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outgrow"));
    command.env_clear().env("HOME", plan.parent().unwrap()).arg("-f").arg(plan).args(words);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    outgrow(&path, &["init", "--template", "blank", "--name", "Acme"]);
    outgrow(&path, &["add", "domains", "Shared", "id=shared"]);
    for writer in 0..WRITERS {
        outgrow(&path, &["add", "metrics", &format!("Metric {writer}"), &format!("id=m{writer}")]);
        outgrow(&path, &["add", "debts", &format!("Debt {writer}"), &format!("id=d{writer}")]);
    }
    (folder, path)
}

fn open(path: &Path) -> Plan {
    load(&mut RealDisk, path).unwrap_or_else(|why| panic!("{why:?}")).plan
}

/// The typed text of a field.
fn is(plan: &Plan, row: &str, field: &str) -> String {
    let at = at(row);
    let home = outgrow::register::register(at.register).unwrap();
    let row = outgrow::register::row(plan, &at).unwrap_or_else(|| panic!("{at} is lost"));
    row.cell(home.find(field).unwrap()).get().typed().raw().to_string()
}

fn the_day(n: usize) -> String {
    support::today().plus(i64::try_from(n).unwrap()).unwrap().to_string()
}

/// What a writer does in a round.
fn write(path: &Path, writer: usize, round: usize, ids: &mut Vec<String>) {
    let (metric, debt) = (format!("m{writer}"), format!("debts/d{writer}"));
    match round % 4 {
        0 => drop(outgrow(path, &["record", &metric, &round.to_string(), "--date", &the_day(round)])),
        1 => ids.push(outgrow(path, &["add", "debts", "The same name"]).trim().to_string()),
        2 => drop(outgrow(path, &["set", &debt, &format!("name=Round {round}")])),
        _ => drop(outgrow(path, &["set", "domains/shared", &format!("paths+=w{writer}/r{round}")])),
    }
}

/// Everything that a writer did in so many rounds is there.
fn assert_written(plan: &Plan, writer: usize, rounds: usize) {
    let (readings, paths) = (is(plan, &format!("metrics/m{writer}"), "readings"), is(plan, "domains/shared", "paths"));
    for round in 0..rounds {
        let what = format!("writer {writer}, round {round}");
        match round % 4 {
            0 => assert!(readings.contains(&format!("{}:{round}", the_day(round))), "{what}: {readings}"),
            2 if round + 4 >= rounds => {
                assert_eq!(is(plan, &format!("debts/d{writer}"), "name"), format!("Round {round}"), "{what}");
            }
            3 => assert!(paths.lines().any(|path| path.trim() == format!("w{writer}/r{round}")), "{what}: {paths}"),
            _ => {}
        }
    }
}

#[test]
fn commands_at_once_come_to_the_same_as_one_after_the_other() {
    let (folder, path) = folder();
    let rounds = support::rounds("OUTGROW_ROUNDS", 8);
    let mut ids: Vec<String> = std::thread::scope(|scope| {
        let path = &path;
        let writer = |writer| {
            move || {
                let mut ids = Vec::new();
                (0..rounds).for_each(|round| write(path, writer, round, &mut ids));
                ids
            }
        };
        let writers: Vec<_> = (0..WRITERS).map(|n| scope.spawn(writer(n))).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let plan = open(&path);
    (0..WRITERS).for_each(|writer| assert_written(&plan, writer, rounds));
    let added = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), added), (WRITERS * ((rounds + 2) / 4), added), "one address was given twice");
    ids.iter().for_each(|id| assert_eq!(is(&plan, id, "name"), "The same name"));
    assert_eq!(plan.debts.len(), WRITERS + added);
    assert!(plan.conflicts.is_empty());
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
}

fn set(session: &mut Session, row: &str, change: &str) {
    let at = at(row);
    let home = outgrow::register::register(at.register).unwrap();
    let changes = typed::assignments(home, &typed::words(change)).unwrap();
    let edit = typed::set(session.plan(), &at, &changes, support::today()).unwrap();
    session.commit(edit, format!("{row} {change}").into()).unwrap();
}

/// Takes in what the writer has to say, until a look at the file finds that everything is on disk.
fn rest(session: &mut Session, answers: &Receiver<Answer>) {
    for _ in 0..100 {
        session.look(true);
        support::flush(session);
        let said: Vec<Answer> = answers.try_iter().collect();
        let last = said.last().is_some_and(|answer| answer.outcome.is_none());
        said.into_iter().for_each(|answer| drop(session.answered(answer)));
        if last && session.is_saved() {
            return;
        }
    }
    panic!("it does not come to rest");
}

#[test]
fn a_session_with_edits_under_way_and_commands_lose_nothing_of_each_other() {
    let (folder, path) = folder();
    let rounds = support::rounds("OUTGROW_ROUNDS", 8) * 5 / 2;
    let (tell, answers) = channel();
    let mut session = Session::open(&path, Some(&folder.path().join("state")), false).unwrap();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    session.watch();
    let (over, done, mut dice) = (AtomicBool::new(false), AtomicUsize::new(0), Dice::new(3));
    let ids: Vec<String> = std::thread::scope(|scope| {
        let commands = scope.spawn(|| {
            let mut ids = Vec::new();
            for round in 0..rounds {
                write(&path, 0, round, &mut ids);
                // The one field that the session sets, too.
                if round % 6 == 0 {
                    outgrow(&path, &["set", "debts/d2", &format!("name=Theirs {round}")]);
                }
                done.store(round, SeqCst);
            }
            over.store(true, SeqCst);
            ids
        });
        // Whoever reads meanwhile reads a plan.
        scope.spawn(|| {
            while !over.load(SeqCst) {
                open(&path);
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        for round in 0..rounds {
            // In step with the commands, so that there is one under way, at no matter which point of it.
            while done.load(SeqCst) + 1 < round {
                std::thread::sleep(Duration::from_micros(dice.below(5000) as u64));
            }
            // A row of its own, a row that the commands write, too, and a list of both.
            set(&mut session, "debts/d1", &format!("name=Session-{round}"));
            set(&mut session, "debts/d0", &format!("document=doc-{round}"));
            set(&mut session, "domains/shared", &format!("paths+=s/r{round}"));
            if round % 9 == 0 {
                set(&mut session, "debts/d2", &format!("name=Mine-{round}"));
            }
            if round % 3 == 0 {
                answers.try_iter().for_each(|answer| drop(session.answered(answer)));
            }
            if round % 10 == 9 {
                rest(&mut session, &answers);
            }
        }
        commands.join().unwrap()
    });
    rest(&mut session, &answers);
    session.finish();
    let plan = open(&path);
    assert!(plan == *session.plan() && session.is_saved());
    assert_written(&plan, 0, rounds);
    let paths = is(&plan, "domains/shared", "paths");
    for round in 0..rounds {
        assert!(paths.lines().any(|path| path.trim() == format!("s/r{round}")), "round {round}: {paths}");
    }
    let own = (is(&plan, "debts/d1", "name"), is(&plan, "debts/d0", "document"));
    assert_eq!(own, (format!("Session-{}", rounds - 1), format!("doc-{}", rounds - 1)));
    ids.iter().for_each(|id| assert_eq!(is(&plan, id, "name"), "The same name"));
    for conflict in plan.conflicts.iter() {
        // A second one on the same field is told by a number.
        let field = conflict.field.raw().split('/').next().unwrap_or("");
        let of = (conflict.register.raw(), conflict.row.raw(), field);
        assert_eq!(of, ("debts", "d2", "name"), "only one side changed that");
    }
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
    assert!(outgrow::session::leftovers(session.shelf().unwrap()).is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), session.text());
}
