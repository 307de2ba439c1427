//! What reaches the disk: saving, reloading, meeting what others wrote, printing.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use crate::harness::{Bench, template, world};
use outgrow::session::Session;
use outgrow::store::disk::RealDisk;
use outgrow::store::{Document, save};
use outgrow::tui::app::App;
use outgrow::tui::paint::Look;
use outgrow::tui::run::{Input, Scratch};

/// A text as it comes back from the editor.
pub fn scratch(folder: &Path, text: &str) -> Scratch {
    Scratch::new(folder.join("note.md"), text)
}

/// The demo in a file of its own, saved in the background as in the program; the answers come by hand.
fn on_disk(folder: &Path) -> (Bench, mpsc::Receiver<outgrow::session::Answer>) {
    let path = folder.join("outgrow.ron");
    save::save(&mut RealDisk, None, &Document::new(path.clone(), template("demo"))).unwrap();
    let mut session = Session::open(&path, None, false).unwrap();
    let (tell, answers) = mpsc::channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let mut app = App::new(session, world(), Look::default());
    app.clock = || "14:02".to_string();
    (Bench::with(app), answers)
}

fn take(bench: &mut Bench, answers: &mpsc::Receiver<outgrow::session::Answer>) {
    let answer = answers.recv_timeout(Duration::from_secs(10)).expect("the writer answers");
    bench.input(Input::Saved(Box::new(answer)));
}

fn on(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("outgrow.ron")).unwrap()
}

/// Somebody else renames a debt in the file.
fn elsewhere(folder: &Path) {
    let text = on(folder).replace("name: \"Refunds by hand\"", "name: \"Refunds by Ben\"");
    std::fs::write(folder.join("outgrow.ron"), text).unwrap();
}

#[test]
fn every_step_is_saved_and_so_is_its_undo() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    let before = on(folder.path());
    bench.select("debts/refunds-by-hand").keys("s m").sees("saving");
    take(&mut bench, &answers);
    bench.sees("saved 14:02");
    assert_ne!(on(folder.path()), before);
    bench.keys("w").sees("everything is saved").keys("u");
    take(&mut bench, &answers);
    assert_eq!(on(folder.path()), before);
}

#[test]
fn a_file_that_changed_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    bench.select("debts/refunds-by-hand").keys("R");
    take(&mut bench, &answers);
    bench.sees("the file is as it was");
    elsewhere(folder.path());
    bench.keys("R");
    take(&mut bench, &answers);
    bench.sees("reloaded: 1 row changed").sees("Refunds by Ben");
    assert_eq!(bench.selected(), "debts/refunds-by-hand", "the selection stays");
    // Undoing what came from the file asks first, and names what it would take back.
    bench.keys("u").sees("Undo a reload?").sees("debts/refunds-by-hand").keys("k").sees("Refunds by Ben");
    bench.keys("u y");
    take(&mut bench, &answers);
    assert!(on(folder.path()).contains("Refunds by hand"));
    elsewhere(folder.path());
    bench.input(Input::Focus);
    take(&mut bench, &answers);
    bench.sees("Refunds by Ben");
}

#[test]
fn undo_offers_to_take_back_mine_under_what_came_from_outside() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    bench.select("debts/refunds-by-hand").keys("s m");
    take(&mut bench, &answers);
    elsewhere(folder.path());
    bench.keys("R");
    take(&mut bench, &answers);
    bench.keys("u").sees("undo mine instead").keys("m").sees("undone:");
    take(&mut bench, &answers);
    assert_eq!(bench.typed("debts/refunds-by-hand", "status"), "open");
    assert!(on(folder.path()).contains("Refunds by Ben"));
}

#[test]
fn foreign_changes_and_mine_come_together() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    elsewhere(folder.path());
    bench.select("debts/refunds-by-hand").keys("s m");
    take(&mut bench, &answers);
    bench.sees("reloaded: 1 row changed").sees("Refunds by Ben").sees("saved 14:02");
    assert_eq!(bench.typed("debts/refunds-by-hand", "status"), "monitor");
    let text = on(folder.path());
    assert!(text.contains("Refunds by Ben") && text.contains("status: \"monitor\""));
    bench.keys("q");
    assert!(bench.quit);
}

#[test]
fn what_comes_from_outside_never_takes_what_is_being_typed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    elsewhere(folder.path());
    bench.select("debts/refunds-by-hand").keys("s m | a | type:Ma");
    take(&mut bench, &answers);
    bench.keys("type:MTnq").sees("> MaMTnq").keys("esc").sees("Refunds by Ben");
}

#[test]
fn a_file_that_is_gone_is_said_to_be_and_w_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    std::fs::remove_file(folder.path().join("outgrow.ron")).unwrap();
    bench.select("debts/refunds-by-hand").keys("s m");
    take(&mut bench, &answers);
    bench.sees("FILE GONE").keys("q").sees("Not saved").keys("s");
    assert!(!bench.quit);
    bench.keys("w");
    take(&mut bench, &answers);
    bench.sees("saved 14:02");
    assert!(on(folder.path()).contains("status: \"monitor\""));
}

#[test]
fn the_summary_is_printed_beside_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, _answers) = on_disk(folder.path());
    for (keys, name, text) in [
        ("P P", "outgrow.html", "<h1"),
        ("P m", "outgrow.md", "# "),
        ("P t", "outgrow.txt", "Kranwerk"),
        ("P v P P", "outgrow.html", "<h1"),
    ] {
        drop(std::fs::remove_file(folder.path().join(name)));
        bench.keys(keys).sees("printed to");
        let written = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(written.contains(text), "{keys}");
    }
    bench.keys("q");
    std::fs::create_dir(folder.path().join("outgrow.md.d")).unwrap();
    std::fs::remove_file(folder.path().join("outgrow.md")).unwrap();
    std::fs::create_dir(folder.path().join("outgrow.md")).unwrap();
    bench.keys("P m").sees("was not written");
}
