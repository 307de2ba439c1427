//! What two sides changed, decided by keys; files with conflict markers; what an earlier run left.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use outgrow::edit::{apply, typed};
use outgrow::model::Plan;
use outgrow::register::register;
use outgrow::session::{Answer, SaveState, Session, resolve};
use outgrow::store::disk::RealDisk;
use outgrow::store::{Document, load, save};
use outgrow::tui::app::App;
use outgrow::tui::paint::Look;
use outgrow::tui::run::Input;

use crate::harness::{Bench, template, world};
use crate::screens::hold;

/// A plan after some changes, as typed on the command line.
fn after(plan: &Plan, changes: &[(&str, &str)]) -> Plan {
    let mut plan = plan.clone();
    for (row, change) in changes {
        let at = outgrow::register::locate(&plan, row).expect("a row");
        let home = register(at.register).expect("a register");
        let fields = typed::assignments(home, &typed::words(change)).expect("readable");
        let edit = typed::set(&plan, &at, &fields, world().today).expect("an edit");
        plan = apply(&plan, &edit).expect("a sound plan");
    }
    plan
}

/// The demo merged from two sides that disagree about an effort, a note and a list.
fn merged() -> Plan {
    let base = after(&template("demo"), &[("debts/refunds-by-hand", "note=\"one\ntwo\"")]);
    let ours = after(&base, &[("debts/refunds-by-hand", "effort=3d"), ("debts/refunds-by-hand", "note=\"one\nmine\"")]);
    let theirs =
        after(&base, &[("debts/refunds-by-hand", "effort=5d"), ("debts/refunds-by-hand", "note=\"one\nthird\"")]);
    outgrow::merge::merge(&base, &ours, &theirs).plan
}

#[test]
fn each_side_can_be_taken_and_taken_back() {
    let mut bench = Bench::plan_of(merged());
    bench.keys("g x").sees("1 of 2").sees("debts/refunds-by-hand").sees("mine").sees("3d").sees("5d");
    hold("decide", bench.picture());
    bench.keys("2").sees("theirs is taken").sees("1 of 1");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "5d");
    bench.keys("u").sees("2 of 2");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "3d");
    bench.keys("k b");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "2d");
    bench.keys("1").sees("all is decided").sees("Nothing waits");
    assert!(bench.app.plan().conflicts.is_empty());
    bench.keys("esc").misses("Nothing waits");
    bench.keys("g x").sees("nothing waits to be decided");
}

#[test]
fn both_can_be_put_together_by_hand() {
    let mut bench = Bench::plan_of(merged());
    bench.keys("g x | 3").sees("the value that both can live with").keys("backspace backspace | type:4x | enter");
    bench.sees("a span").keys("backspace | type:d | enter").sees("decided by hand");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "4d");
    bench.keys("3").sees("both sides, one below the other").sees("mine").sees("third").keys("type:- | C-s");
    assert_eq!(bench.typed("debts/refunds-by-hand", "note").lines().count(), 4);
    assert!(bench.app.plan().conflicts.is_empty());
}

#[test]
fn the_rest_waits_when_somebody_leaves() {
    let mut bench = Bench::plan_of(merged());
    bench.keys("g x | n").sees("2 of 2").keys("esc").sees("2 are still to be decided");
    // They are findings, too, and Enter on one goes back to deciding.
    bench.keys("8").sees("both sides changed").keys("enter").sees("1 of 2");
}

/// A file that git left half merged, on disk; the answers of the writer come by hand.
fn half_merged(folder: &Path) -> (Bench, mpsc::Receiver<Answer>) {
    let path = folder.join("outgrow.ron");
    let text = "(format: 1, product: (name: \"Acme\"), debts: [(id: \"d\", name: \"D\",\n<<<<<<< ours\neffort: \"2d\",\n||||||| base\neffort: \"1d\",\n=======\neffort: \"5d\",\n>>>>>>> theirs\n)])\n";
    std::fs::write(&path, text).unwrap();
    let mut session = Session::resolving(&resolve(&path).unwrap(), None, false);
    let (tell, answers) = mpsc::channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let mut app = App::new(session, world(), Look::default());
    app.clock = || "14:02".to_string();
    (Bench::with(app), answers)
}

fn take(bench: &mut Bench, answers: &mpsc::Receiver<Answer>) {
    let answer = answers.recv_timeout(Duration::from_secs(20)).expect("the writer answers");
    bench.input(Input::Saved(Box::new(answer)));
}

#[test]
fn a_file_with_markers_stays_as_it_is_until_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = half_merged(folder.path());
    let before = std::fs::read(folder.path().join("outgrow.ron")).unwrap();
    bench.input(Input::Begin);
    bench.sees("NOT WRITTEN").sees("1 of 1").keys("2").sees("w writes the file");
    assert_eq!(std::fs::read(folder.path().join("outgrow.ron")).unwrap(), before);
    bench.keys("esc q").sees("Not saved").keys("s");
    assert!(!bench.quit);
    bench.keys("g x").sees("nothing waits to be decided").keys("w");
    take(&mut bench, &answers);
    bench.sees("saved 14:02");
    let plan = load(&mut RealDisk, &folder.path().join("outgrow.ron")).unwrap().plan;
    assert_eq!(plan.debts.iter().next().unwrap().effort.unwrap().to_string(), "5d");
    assert!(plan.conflicts.is_empty());
}

#[test]
fn what_is_left_to_decide_is_written_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = half_merged(folder.path());
    bench.input(Input::Begin);
    bench.keys("w");
    take(&mut bench, &answers);
    let plan = load(&mut RealDisk, &folder.path().join("outgrow.ron")).unwrap().plan;
    assert_eq!(
        (plan.conflicts.len(), plan.debts.iter().next().unwrap().effort.unwrap().to_string().as_str()),
        (1, "2d")
    );
}

#[test]
fn markers_that_come_while_we_run_are_met_with_what_was_edited_here() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    save::save(&mut RealDisk, None, &Document::new(path.clone(), template("demo"))).unwrap();
    let mut session = Session::open(&path, None, false).unwrap();
    let (tell, answers) = mpsc::channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let mut bench = Bench::with(App::new(session, world(), Look::default()));
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.contains("name: \"Refunds by hand\"")).unwrap();
    let theirs = line.replace("hand", "Ben");
    let ours = line.replace("hand", "Ana");
    let marked =
        text.replace(line, &format!("<<<<<<< ours\n{ours}\n||||||| base\n{line}\n=======\n{theirs}\n>>>>>>> theirs"));
    std::fs::write(&path, &marked).unwrap();
    bench.select("debts/refunds-by-hand").keys("s m");
    take(&mut bench, &answers);
    bench.sees("MERGE MARKERS IN THE FILE").keys("R");
    take(&mut bench, &answers);
    bench.sees("1 of 1").sees("Refunds by Ana").sees("Refunds by Ben").keys("2");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), marked);
    bench.keys("w");
    take(&mut bench, &answers);
    assert_eq!(*bench.app.session.state(), SaveState::Saved);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("Refunds by Ben") && !text.contains("<<<<<<<"), "both sides are one");
    assert_eq!(bench.typed("debts/refunds-by-hand", "status"), "monitor", "and the edit made here is in it");
}

/// The demo on disk with a state folder, saved in the background.
fn kept(folder: &Path) -> (Bench, mpsc::Receiver<Answer>) {
    let path = folder.join("outgrow.ron");
    if !path.exists() {
        save::save(&mut RealDisk, None, &Document::new(path.clone(), template("demo"))).unwrap();
    }
    let mut session = Session::open(&path, Some(&folder.join("state")), false).unwrap();
    let (tell, answers) = mpsc::channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let mut bench = Bench::with(App::new(session, world(), Look::default()));
    bench.input(Input::Begin);
    (bench, answers)
}

/// Ends a bench as a kill would, and waits until nobody looks after its work any more.
fn killed(bench: Bench) {
    let shelf = bench.app.session.shelf().unwrap().clone();
    drop(bench);
    for _ in 0..200 {
        if !outgrow::session::leftovers(&shelf).is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing was kept");
}

#[test]
fn a_half_filled_form_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, _answers) = kept(folder.path());
    bench.select("debts/refunds-by-hand").keys("e").keys("end | type: and more");
    bench.app.session.flush();
    killed(bench);
    let (mut bench, answers) = kept(folder.path());
    bench.sees("A half-filled form").sees("refunds-by-hand").keys("o").sees("Refunds by hand and more").keys("C-s");
    take(&mut bench, &answers);
    assert_eq!(bench.typed("debts/refunds-by-hand", "name"), "Refunds by hand and more");
    drop(bench);
    let (mut bench, _answers) = kept(folder.path());
    bench.misses("half-filled");
}

#[test]
fn edits_that_could_not_be_saved_are_offered() {
    for (key, status) in [("t", "monitor"), ("x", "open"), ("n", "open")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outgrow.ron");
        let (mut bench, answers) = kept(folder.path());
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, "broken").unwrap();
        bench.select("debts/refunds-by-hand").keys("s m");
        take(&mut bench, &answers);
        bench.sees("FILE DOES NOT READ");
        killed(bench);
        std::fs::write(&path, &whole).unwrap();
        let (mut bench, answers) = kept(folder.path());
        bench.sees("Unsaved edits").sees("debts/refunds-by-hand").keys("v").sees("open -> monitor").keys("esc");
        bench.sees("Unsaved edits").keys(key).misses("Unsaved edits");
        if key == "t" {
            take(&mut bench, &answers);
        }
        assert_eq!(bench.typed("debts/refunds-by-hand", "status"), status);
        drop(bench);
        let (bench, _answers) = kept(folder.path());
        assert_eq!(bench.text().contains("Unsaved edits"), key == "n", "it is offered until somebody decides");
    }
}
