//! A what-if: nothing of it reaches the file before it is kept, and what others write meanwhile is lost on neither way.

use std::fs;
use std::time::Duration;

use outgrow::history::Step;
use outgrow::session::Session;
use outgrow::store::Document;

use crate::sessions::{background, elsewhere, folder, is, set};

const ROW: &str = "debts/refunds-by-hand";
const OTHER: &str = "people/ana";

/// Takes one answer of the writer in.
fn hear(session: &mut Session, answers: &std::sync::mpsc::Receiver<outgrow::session::Answer>) {
    session.answered(crate::sessions::answer(answers));
}

/// A field of a row in the file.
fn held(path: &std::path::Path, row: &str, field: &str) -> String {
    is(&Session::open(path, None, true).unwrap(), row, field)
}

fn steps(session: &Session) -> String {
    session.undo_step().map_or(String::new(), |step: &Step| step.what.to_string())
}

#[test]
fn nothing_is_written_before_it_is_kept_and_keeping_is_one_step() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    let before = fs::read(&path).unwrap();
    session.try_out();
    set(&mut session, ROW, "effort=7d");
    set(&mut session, ROW, "note=tried");
    assert!(session.is_trial() && session.is_saved(), "what is tried is nothing that could be lost");
    assert!(answers.recv_timeout(Duration::from_millis(200)).is_err(), "the writer is told nothing");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_ne!(is(&session, ROW, "effort"), held(&path, ROW, "effort"));
    // Undo goes back within the trial, no further than its beginning.
    session.undo(false).unwrap().unwrap();
    assert!(!is(&session, ROW, "note").contains("tried"));
    session.undo(false).unwrap().unwrap();
    assert!(session.undo(false).is_none());
    session.redo().unwrap().unwrap();
    session.keep("what-if".into()).unwrap();
    assert!(!session.is_trial() && !session.is_saved());
    hear(&mut session, &answers);
    assert!(session.is_saved());
    assert_eq!(held(&path, ROW, "effort"), "7d");
    assert_eq!(steps(&session), "what-if");
    session.undo(false).unwrap().unwrap();
    hear(&mut session, &answers);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn dropping_gives_the_same_plan_and_the_same_history_back() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    set(&mut session, ROW, "effort=3d");
    hear(&mut session, &answers);
    let (before, last) = (session.plan().clone(), steps(&session));
    session.try_out();
    set(&mut session, ROW, "effort=9d");
    session.drop_trial();
    assert_eq!(session.plan(), &before);
    assert_eq!(steps(&session), last);
    assert!(session.is_saved());
    assert_eq!(held(&path, ROW, "effort"), "3d");
}

#[test]
fn what_others_write_meanwhile_comes_in_underneath() {
    for keep in [true, false] {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        session.try_out();
        set(&mut session, ROW, "effort=7d");
        elsewhere(&path, "share: 37.5", "share: 60");
        session.look(false);
        hear(&mut session, &answers);
        assert_eq!(is(&session, OTHER, "share"), "60", "the tried plan has it");
        assert_eq!(is(&session, ROW, "effort"), "7d", "and what is tried stays");
        let ana = session.base_plan().people.iter().next().unwrap();
        assert_eq!(ana.share, Some(60.0), "so has the plan under it");
        assert!(session.is_saved(), "nothing new is to be written");
        if keep {
            session.keep("what-if".into()).unwrap();
            hear(&mut session, &answers);
            assert_eq!(held(&path, ROW, "effort"), "7d");
            session.undo(false).unwrap().unwrap();
            assert_eq!(is(&session, OTHER, "share"), "60", "undo of the trial leaves theirs");
        } else {
            session.drop_trial();
            assert_eq!(is(&session, OTHER, "share"), "60");
            assert_ne!(is(&session, ROW, "effort"), "7d");
        }
        assert_eq!(held(&path, OTHER, "share"), "60");
    }
}

#[test]
fn a_plan_for_reading_can_be_tried_and_keeps_nothing() {
    let (_folder, path) = folder();
    let before = fs::read(&path).unwrap();
    let document: Document = outgrow::store::load(&mut outgrow::store::disk::RealDisk, &path).unwrap();
    let mut session = Session::with(document, None, true);
    session.try_out();
    set(&mut session, ROW, "effort=7d");
    assert_eq!(is(&session, ROW, "effort"), "7d");
    assert!(session.keep("what-if".into()).is_err());
    assert!(session.is_trial(), "a refusal takes nothing away");
    session.drop_trial();
    assert_ne!(is(&session, ROW, "effort"), "7d");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn the_program_may_end_in_the_middle_of_a_trial() {
    let (_folder, path) = folder();
    let (mut session, _answers) = background(&path);
    let before = fs::read(&path).unwrap();
    session.try_out();
    set(&mut session, ROW, "effort=7d");
    session.finish();
    assert!(session.is_saved());
    drop(session);
    assert_eq!(fs::read(&path).unwrap(), before);
}
