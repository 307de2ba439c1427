//! What reaches the disk: saving, reloading, the question which plan is kept, printing.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use crate::harness::{Bench, template, world};
use outgrow::session::{SaveState, Session};
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
    save::save(&mut RealDisk, &Document::new(path.clone(), template("demo"))).unwrap();
    let mut session = Session::open(&path, false).unwrap();
    let (tell, answers) = mpsc::channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let mut app = App::new(session, world(), Look::default());
    app.clock = || "14:02".to_string();
    (Bench::with(app), answers)
}

fn take(bench: &mut Bench, answers: &mpsc::Receiver<outgrow::session::Answer>) {
    let answer = answers.recv_timeout(Duration::from_secs(10)).expect("the writer answers");
    bench.input(Input::Saved(answer));
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
    bench.select("debts/refunds-by-hand").keys("R").sees("the file is as it was");
    elsewhere(folder.path());
    bench.keys("R").sees("reloaded: 1 row changed").sees("Refunds by Ben");
    assert_eq!(bench.selected(), "debts/refunds-by-hand", "the selection stays");
    // Undoing what came from the file asks first.
    bench.keys("u").sees("Undo a reload?").keys("k").sees("Refunds by Ben");
    bench.keys("u y");
    take(&mut bench, &answers);
    assert!(on(folder.path()).contains("Refunds by hand"));
    elsewhere(folder.path());
    bench.input(Input::Focus);
    bench.sees("Refunds by Ben");
}

#[test]
fn a_save_over_foreign_changes_asks_and_each_answer_holds() {
    for (answer, kept, status) in [("T", "Refunds by Ben", "open"), ("M", "Refunds by hand", "monitor")] {
        let folder = tempfile::tempdir().unwrap();
        let (mut bench, answers) = on_disk(folder.path());
        elsewhere(folder.path());
        bench.select("debts/refunds-by-hand").keys("s m");
        take(&mut bench, &answers);
        bench.sees("changed by somebody else").sees("CHANGED ON DISK").keys("n").sees("R decides");
        assert!(on(folder.path()).contains("Refunds by Ben"), "nothing was written over it");
        bench.keys("q").sees("Not saved").keys("s");
        assert!(!bench.quit);
        bench.keys("R").sees("changed by somebody else").keys(answer);
        if answer == "M" {
            take(&mut bench, &answers);
        }
        assert_eq!(*bench.app.session.state(), SaveState::Saved);
        bench.sees(kept);
        assert_eq!(bench.typed("debts/refunds-by-hand", "status"), status);
        assert!(on(folder.path()).contains(kept));
        bench.keys("q");
        assert!(bench.quit);
    }
}

#[test]
fn the_question_never_takes_what_is_being_typed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bench, answers) = on_disk(folder.path());
    elsewhere(folder.path());
    bench.select("debts/refunds-by-hand").keys("s m | a | type:Ma");
    take(&mut bench, &answers);
    bench.misses("changed by somebody else").sees("CHANGED ON DISK").keys("type:MTnq").sees("> MaMTnq");
    bench.keys("esc").sees("changed by somebody else");
    // It comes over a screen where `s m` may be under way.
    bench.keys("s m g t");
    assert!(on(folder.path()).contains("Refunds by Ben"));
    bench.sees("changed by somebody else");
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
