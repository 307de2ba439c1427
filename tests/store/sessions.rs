use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use outgrow::edit::{Edit, typed};
use outgrow::model::value::Value;
use outgrow::session::{Answer, SaveState, Session};
use outgrow::store::disk::RealDisk;
use outgrow::store::load;
use outgrow::store::save::SaveError;

use crate::support::{self, at};

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    fs::write(&path, include_str!("example.ron")).unwrap();
    (folder, path)
}

fn background(path: &Path) -> (Session, Receiver<Answer>) {
    let mut session = Session::open(path, false).unwrap();
    let (tell, answers) = channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    (session, answers)
}

fn name(text: &str) -> Edit {
    Edit::Put { at: at("debts/refunds-by-hand"), field: "name", value: Value::Text(text.into()) }
}

fn on_disk(path: &Path) -> String {
    let document = load(&mut RealDisk, path).unwrap();
    document.plan.debts.iter().next().unwrap().name.raw().to_string()
}

fn answer(answers: &Receiver<Answer>) -> Answer {
    answers.recv_timeout(Duration::from_secs(30)).expect("the writer answers")
}

#[test]
fn every_step_is_saved_and_the_last_one_stands() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    for n in 0..50 {
        session.commit(name(&format!("Name {n}")), "name".into()).unwrap();
        assert_eq!(*session.state(), SaveState::Saving);
        assert!(!session.is_saved());
    }
    session.finish();
    assert!(session.is_saved());
    assert_eq!(*session.state(), SaveState::Saved);
    assert_eq!(on_disk(&path), "Name 49");
    assert_eq!(fs::read_to_string(&path).unwrap(), session.document().text());
    let told: Vec<Answer> = answers.try_iter().collect();
    assert!(!told.is_empty() && told.len() <= 50);
    assert_eq!(told.last().unwrap().revision, session.revision());
    assert!(told.iter().all(|a| a.result.is_ok()));
    assert!(told.windows(2).all(|w| w[0].revision < w[1].revision), "each answer comes once, in order");
}

#[test]
fn undo_and_redo_are_saved_too() {
    let (_folder, path) = folder();
    let before = fs::read_to_string(&path).unwrap();
    let (mut session, answers) = background(&path);
    for step in 0..3 {
        match step {
            0 => session.commit(name("Other"), "name".into()).unwrap(),
            1 => drop(session.undo()),
            _ => drop(session.redo()),
        }
        let answer = answer(&answers);
        session.answered(answer);
        assert!(session.is_saved() && session.is_current());
        assert_eq!(on_disk(&path), if step == 1 { "Refunds by hand" } else { "Other" });
    }
    session.undo();
    session.finish();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn somebody_elses_change_is_kept_until_it_is_decided() {
    for mine in [true, false] {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        session.commit(name("First"), "name".into()).unwrap();
        session.answered(answer(&answers));
        assert!(session.is_current());

        let theirs = fs::read_to_string(&path).unwrap().replace("First", "Theirs");
        fs::write(&path, &theirs).unwrap();
        assert!(!session.is_current());
        session.commit(name("Mine"), "name".into()).unwrap();
        session.answered(answer(&answers));
        assert_eq!(*session.state(), SaveState::Changed);
        assert!(!session.is_saved());
        // Going on does not write either.
        session.commit(name("Mine too"), "name".into()).unwrap();
        session.save_again();
        assert_eq!(fs::read_to_string(&path).unwrap(), theirs);

        if mine {
            session.keep_mine().unwrap();
            assert!(!session.is_saved());
            session.answered(answer(&answers));
            assert_eq!(on_disk(&path), "Mine too");
        } else {
            session.take_theirs().unwrap();
            assert_eq!(session.plan().debts.iter().next().unwrap().name.raw(), "Theirs");
            assert!(session.undo_step().unwrap().outside);
            assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
            // What was here comes back with undo, and is saved.
            session.undo();
            session.answered(answer(&answers));
            assert_eq!(on_disk(&path), "Mine too");
        }
        assert!(session.is_saved() && session.is_current());
        assert_eq!(*session.state(), SaveState::Saved);
        session.commit(name("Later"), "name".into()).unwrap();
        session.finish();
        assert_eq!(on_disk(&path), "Later");
    }
}

#[test]
fn keeping_mine_writes_even_where_nothing_was_edited() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    let before = fs::read_to_string(&path).unwrap();
    fs::write(&path, before.replace("Refunds by hand", "Theirs")).unwrap();
    session.keep_mine().unwrap();
    session.answered(answer(&answers));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
    fs::remove_file(&path).unwrap();
    session.keep_mine().unwrap();
    session.answered(answer(&answers));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn a_save_that_fails_is_tried_again_and_nothing_is_lost() {
    let (folder, path) = folder();
    let (mut session, answers) = background(&path);
    // The file is moved away and a folder stands in its place.
    let aside = folder.path().join("aside.ron");
    fs::rename(&path, &aside).unwrap();
    fs::create_dir(&path).unwrap();
    session.commit(name("Kept"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(matches!(session.state(), SaveState::Failed(_)), "{:?}", session.state());
    assert!(!session.is_saved());
    fs::remove_dir(&path).unwrap();
    fs::rename(&aside, &path).unwrap();
    session.save_again();
    session.answered(answer(&answers));
    assert!(session.is_saved(), "{:?}", session.state());
    assert_eq!(on_disk(&path), "Kept");
    session.save_again();
    session.finish();
    assert_eq!(answers.try_iter().count(), 0, "what is saved is not saved again");
}

#[test]
fn the_command_line_saves_at_once() {
    let (_folder, path) = folder();
    let mut session = Session::open(&path, false).unwrap();
    session.commit(name("Now"), "name".into()).unwrap();
    assert!(!session.is_saved(), "nothing was written yet");
    session.save_now().unwrap();
    assert!(session.is_saved() && session.is_current());
    assert_eq!(on_disk(&path), "Now");
    session.commit(name("Again"), "name".into()).unwrap();
    session.save_now().unwrap();
    assert_eq!(on_disk(&path), "Again");

    let mut reading = Session::open(&path, true).unwrap();
    assert!(matches!(reading.save_now(), Err(SaveError::ReadOnly)));
    reading.save_in_background(|_| panic!("nothing is written"));
    assert!(reading.commit(name("No"), "name".into()).is_err());
    reading.finish();
    assert_eq!(on_disk(&path), "Again");
}

#[test]
fn a_reload_that_changes_nothing_is_no_step() {
    let (_folder, path) = folder();
    let mut session = Session::open(&path, false).unwrap();
    session.take_theirs().unwrap();
    assert!(session.undo_step().is_none());
    // Only the comments of the file changed: they are taken, too.
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("// new\n{text}")).unwrap();
    session.take_theirs().unwrap();
    assert!(session.document().text().starts_with("// new\n"));
}

#[test]
fn random_edits_through_a_session_end_on_disk() {
    for seed in 0..4 {
        let mut dice = support::Dice::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outgrow.ron");
        let document = outgrow::store::Document::new(path.clone(), support::plan(seed, 3, 50));
        let mut session = Session::with(document, false);
        session.save_now().unwrap();
        session.save_in_background(|_| {});
        for n in 0..60 {
            let edit = support::edit(&mut dice, session.plan());
            let _ = session.commit(edit, format!("{n}").into());
            if dice.chance(20) {
                session.undo();
            }
        }
        session.finish();
        assert!(session.is_saved(), "{:?}", session.state());
        let back = load(&mut RealDisk, &path).unwrap();
        assert!(back.plan == *session.plan());
        assert_eq!(back.text(), fs::read_to_string(&path).unwrap());
    }
}

#[test]
fn a_typed_edit_and_its_undo_leave_the_same_bytes() {
    let (_folder, path) = folder();
    let before = fs::read_to_string(&path).unwrap();
    let mut session = Session::open(&path, false).unwrap();
    let home = outgrow::register::register("debts").unwrap();
    let (_, edit) = typed::add(session.plan(), home, "New one", &[], support::today()).unwrap();
    session.commit(edit, "add".into()).unwrap();
    session.save_now().unwrap();
    assert_ne!(fs::read_to_string(&path).unwrap(), before);
    session.undo();
    session.save_now().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}
