use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use outgrow::edit::{Edit, typed};
use outgrow::model::value::Value;
use outgrow::session::{Answer, News, SaveState, Session, leftovers};
use outgrow::store::disk::RealDisk;
use outgrow::store::load;
use outgrow::store::save::SaveError;
use outgrow::store::shelf::Draft;

use crate::disk::{Act, When};
use crate::scenes::{Kind, small};
use crate::support::{self, at};

pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    fs::write(&path, include_str!("example.ron")).unwrap();
    (folder, path)
}

pub fn background(path: &Path) -> (Session, Receiver<Answer>) {
    let mut session = Session::open(path, None, false).unwrap();
    let (tell, answers) = channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    (session, answers)
}

pub fn name(text: &str) -> Edit {
    Edit::Put { at: at("debts/refunds-by-hand"), field: "name", value: Value::Text(text.into()) }
}

pub fn on_disk(path: &Path) -> String {
    let document = load(&mut RealDisk, path).unwrap();
    document.plan.debts.iter().next().unwrap().name.raw().to_string()
}

pub fn answer(answers: &Receiver<Answer>) -> Answer {
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
    assert_eq!(fs::read_to_string(&path).unwrap(), session.text());
    let told: Vec<Answer> = answers.try_iter().collect();
    assert!(!told.is_empty() && told.len() <= 50);
    assert_eq!(told.last().unwrap().revision, session.revision());
    assert!(told.iter().all(|a| a.outcome.as_ref().is_some_and(|o| o.end.is_ok() && o.taken.is_none())));
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
            1 => drop(session.undo(false)),
            _ => drop(session.redo()),
        }
        let answer = answer(&answers);
        session.answered(answer);
        assert!(session.is_saved());
        assert_eq!(on_disk(&path), if step == 1 { "Refunds by hand" } else { "Other" });
    }
    session.undo(false);
    session.finish();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

/// Somebody else puts this in place of that in the file.
pub fn elsewhere(path: &Path, was: &str, is: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(was), "{was} in {text}");
    fs::write(path, text.replace(was, is)).unwrap();
}

pub fn set(session: &mut Session, row: &str, change: &str) {
    let at = at(row);
    let home = outgrow::register::register(at.register).unwrap();
    let changes = typed::assignments(home, &typed::words(change)).unwrap();
    let edit = typed::set(session.plan(), &at, &changes, support::today()).unwrap();
    session.commit(edit, format!("{row} {change}").into()).unwrap();
}

pub fn is(session: &Session, row: &str, field: &str) -> String {
    let at = at(row);
    let home = outgrow::register::register(at.register).unwrap();
    let row = outgrow::register::row(session.plan(), &at).unwrap();
    row.cell(home.find(field).unwrap()).get().typed().raw().to_string()
}

#[test]
fn what_somebody_else_wrote_is_read_when_nothing_is_pending() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    session.look(true);
    assert_eq!(session.answered(answer(&answers)), News::AsItWas);
    elsewhere(&path, "Refunds by hand", "Theirs");
    let theirs = fs::read(&path).unwrap();
    session.look(false);
    let News::Reloaded(reload) = session.answered(answer(&answers)) else { panic!("a reload") };
    assert_eq!((reload.rows, reload.conflicts), (vec![at("debts/refunds-by-hand")], 0));
    assert!(session.is_saved() && session.undo_step().unwrap().outside);
    assert_eq!(fs::read(&path).unwrap(), theirs, "what is read is not written");
    // Undoing it is asked for, and written.
    session.undo(false).unwrap().unwrap();
    session.answered(answer(&answers));
    assert_eq!(on_disk(&path), "Refunds by hand");
    session.redo().unwrap().unwrap();
    session.answered(answer(&answers));
    assert_eq!(fs::read(&path).unwrap(), theirs);
}

#[test]
fn a_new_form_of_the_same_plan_is_no_news() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    elsewhere(&path, "  format: 1,", "    format:   1,");
    session.look(true);
    session.answered(answer(&answers));
    assert!(session.undo_step().is_none() && session.is_saved());
    // Comments are part of what they wrote.
    elsewhere(&path, "    format:   1,", "  // new\n  format: 1,");
    session.look(true);
    session.answered(answer(&answers));
    assert!(session.text().contains("// new"));
}

#[test]
fn different_fields_meet_in_the_file() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    elsewhere(&path, "effort: \"2d\"", "effort: \"5d\"");
    session.commit(name("Mine"), "name".into()).unwrap();
    let News::Reloaded(reload) = session.answered(answer(&answers)) else { panic!("a reload") };
    assert_eq!((reload.rows.len(), reload.conflicts), (1, 0));
    assert!(session.is_saved(), "{:?}", session.state());
    assert_eq!(on_disk(&path), "Mine");
    assert_eq!(is(&session, "debts/refunds-by-hand", "effort"), "5d");
    assert_eq!(fs::read_to_string(&path).unwrap(), session.text());
}

#[test]
fn one_field_changed_on_both_sides_waits_in_the_file() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    elsewhere(&path, "Refunds by hand", "Theirs");
    session.commit(name("Mine"), "name".into()).unwrap();
    let News::Reloaded(reload) = session.answered(answer(&answers)) else { panic!("a reload") };
    assert_eq!(reload.conflicts, 1);
    assert!(session.is_saved());
    assert_eq!(on_disk(&path), "Mine");
    let back = load(&mut RealDisk, &path).unwrap();
    assert_eq!(back.plan.conflicts.len(), 1);
    assert!(fs::read_to_string(&path).unwrap().contains("Theirs"), "their value is in the file, too");
}

#[test]
fn undo_takes_back_what_was_done_here_and_nothing_else() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    set(&mut session, "debts/refunds-by-hand", "effort=3d");
    session.answered(answer(&answers));
    elsewhere(&path, "Refunds by hand", "Theirs");
    session.look(false);
    session.answered(answer(&answers));
    // The step of here lies under the reload; taking it back leaves theirs.
    let undone = session.undo(true).unwrap().unwrap();
    session.answered(answer(&answers));
    assert_eq!((undone.what.as_str(), undone.stays.len()), ("debts/refunds-by-hand effort=3d", 0));
    assert_eq!((on_disk(&path).as_str(), is(&session, "debts/refunds-by-hand", "effort").as_str()), ("Theirs", "2d"));
    session.redo().unwrap().unwrap();
    session.answered(answer(&answers));
    assert_eq!((on_disk(&path).as_str(), is(&session, "debts/refunds-by-hand", "effort").as_str()), ("Theirs", "3d"));
    // What they changed since in the same field stays, and is said to.
    elsewhere(&path, "effort: \"3d\"", "effort: \"8d\"");
    session.look(false);
    session.answered(answer(&answers));
    let undone = session.undo(true).unwrap().unwrap();
    assert_eq!(undone.stays, [(at("debts/refunds-by-hand"), "effort")]);
    assert_eq!(is(&session, "debts/refunds-by-hand", "effort"), "8d");
    session.finish();
    assert!(load(&mut RealDisk, &path).unwrap().plan.conflicts.is_empty());
}

#[test]
fn a_row_that_somebody_else_needs_by_now_stays_when_its_adding_is_undone() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    let home = outgrow::register::register("people").unwrap();
    let (_, edit) = typed::add(session.plan(), home, "Zoe", &[], support::today()).unwrap();
    session.commit(edit, "added people/zoe".into()).unwrap();
    session.answered(answer(&answers));
    elsewhere(&path, "name: \"Refunds by hand\",", "name: \"Refunds by hand\",\n      owner: \"zoe\",");
    session.look(false);
    session.answered(answer(&answers));
    let before = session.plan().clone();
    let refused = session.undo(true).unwrap().unwrap_err();
    assert!(refused[0].message.as_str().contains("debts/refunds-by-hand"), "{:?}", refused);
    assert!(*session.plan() == before && session.own_step().is_some());
}

#[test]
fn edits_made_before_the_answer_came_go_into_the_merge() {
    for late in 1..6 {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        elsewhere(&path, "effort: \"2d\"", "effort: \"5d\"");
        for n in 0..late {
            session.commit(name(&format!("Mine {n}")), "name".into()).unwrap();
            // The writer is done with this one, and here nobody knows yet what it met.
            session.flush();
        }
        elsewhere(&path, "effort: \"5d\"", "effort: \"6d\"");
        session.commit(name("Last"), "name".into()).unwrap();
        session.flush();
        while let Ok(answer) = answers.recv_timeout(Duration::from_millis(200)) {
            session.answered(answer);
        }
        session.finish();
        assert_eq!(is(&session, "debts/refunds-by-hand", "effort"), "6d");
        assert_eq!(on_disk(&path), "Last");
        assert_eq!(fs::read_to_string(&path).unwrap(), session.text());
        assert!(session.plan().conflicts.is_empty(), "{late}");
    }
}

#[test]
fn a_file_that_is_gone_comes_back_only_when_asked() {
    for folder_instead in [false, true] {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        fs::remove_file(&path).unwrap();
        if folder_instead {
            fs::create_dir(&path).unwrap();
        }
        session.look(false);
        session.answered(answer(&answers));
        assert!(matches!(session.state(), SaveState::Gone(_)), "{:?}", session.state());
        session.commit(name("Kept"), "name".into()).unwrap();
        session.answered(answer(&answers));
        assert!(!path.is_file() && !session.is_saved());
        if folder_instead {
            session.save_again();
            session.answered(answer(&answers));
            assert!(path.is_dir() && matches!(session.state(), SaveState::Gone(_)), "{:?}", session.state());
            fs::remove_dir(&path).unwrap();
        }
        session.save_again();
        session.answered(answer(&answers));
        assert!(session.is_saved(), "{:?}", session.state());
        assert_eq!(on_disk(&path), "Kept");
    }
}

#[test]
fn a_file_that_is_put_back_is_met_again() {
    let (folder, path) = folder();
    let (mut session, answers) = background(&path);
    let aside = folder.path().join("aside.ron");
    fs::rename(&path, &aside).unwrap();
    session.commit(name("Kept"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(matches!(session.state(), SaveState::Gone(_)));
    fs::rename(&aside, &path).unwrap();
    session.look(false);
    session.answered(answer(&answers));
    assert!(session.is_saved(), "{:?}", session.state());
    assert_eq!(on_disk(&path), "Kept");
}

#[test]
fn a_file_that_does_not_read_is_never_written_over() {
    for (broken, markers) in [("(format: 1, oops", false), ("<<<<<<< ours\n(format: 1)\n=======\n)\n>>>>>>> b\n", true)]
    {
        let (_folder, path) = folder();
        let whole = fs::read_to_string(&path).unwrap();
        let (mut session, answers) = background(&path);
        fs::write(&path, broken).unwrap();
        session.look(false);
        session.answered(answer(&answers));
        session.commit(name("Mine"), "name".into()).unwrap();
        session.answered(answer(&answers));
        let SaveState::Unreadable { why, markers: seen } = session.state() else { panic!("{:?}", session.state()) };
        assert_eq!(*seen, markers);
        assert!(why.as_str().contains("line 1"), "{why}");
        session.save_again();
        session.answered(answer(&answers));
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
        // Mended by hand, it is met.
        fs::write(&path, whole.replace("2d", "4d")).unwrap();
        session.look(false);
        session.answered(answer(&answers));
        assert!(session.is_saved(), "{:?}", session.state());
        assert_eq!((on_disk(&path).as_str(), is(&session, "debts/refunds-by-hand", "effort").as_str()), ("Mine", "4d"));
    }
}

#[test]
fn a_watch_finds_what_others_write_by_itself() {
    let (folder, path) = folder();
    let (mut session, answers) = background(&path);
    session.watch();
    let seen = |session: &mut Session, wanted: &str| {
        while is(session, "debts/refunds-by-hand", "name") != wanted {
            session.answered(answer(&answers));
        }
    };
    elsewhere(&path, "Refunds by hand", "Written");
    seen(&mut session, "Written");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(folder.path().join("new"), text.replace("Written", "Renamed")).unwrap();
    fs::rename(folder.path().join("new"), &path).unwrap();
    seen(&mut session, "Renamed");
    fs::remove_file(&path).unwrap();
    while !matches!(session.state(), SaveState::Gone(_)) {
        session.answered(answer(&answers));
    }
    fs::write(&path, text).unwrap();
    seen(&mut session, "Written");
    // What we write ourselves is no news: two answers, one for each save.
    session.commit(name("Ours"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(session.is_saved());
    assert!(answers.recv_timeout(Duration::from_millis(150)).is_err());
}

#[test]
fn what_could_not_be_saved_is_there_for_the_next_run() {
    let (folder, path) = folder();
    let state = folder.path().join("state");
    let whole = fs::read_to_string(&path).unwrap();
    let (tell, answers) = channel();
    let mut session = Session::open(&path, Some(&state), false).unwrap();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    fs::write(&path, "broken").unwrap();
    session.commit(name("Mine"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(!session.is_saved());
    let shelf = session.shelf().unwrap().clone();
    assert!(leftovers(&shelf).is_empty(), "it is ours as long as we run");
    drop(session);
    // The writer ends with its channel; only then is nobody left to look after it.
    while leftovers(&shelf).is_empty() {
        std::thread::yield_now();
    }
    let found = leftovers(&shelf).remove(0);
    assert!(found.why.as_str().contains("does not read"), "{}", found.why);

    fs::write(&path, whole.replace("2d", "4d")).unwrap();
    let mut session = Session::open(&path, Some(&state), false).unwrap();
    let (base, edits) = found.edits.clone().unwrap();
    assert_eq!(session.recover(&base, &edits, "recovered".into()).unwrap(), 0);
    session.save_now().unwrap();
    found.discard(&shelf).unwrap();
    assert!(leftovers(&shelf).is_empty());
    assert_eq!((on_disk(&path).as_str(), is(&session, "debts/refunds-by-hand", "effort").as_str()), ("Mine", "4d"));
}

#[test]
fn the_command_line_saves_at_once() {
    let (_folder, path) = folder();
    let mut session = Session::open(&path, None, false).unwrap();
    session.commit(name("Now"), "name".into()).unwrap();
    assert!(!session.is_saved(), "nothing was written yet");
    session.save_now().unwrap();
    assert!(session.is_saved());
    assert_eq!(on_disk(&path), "Now");
    session.commit(name("Again"), "name".into()).unwrap();
    session.save_now().unwrap();
    assert_eq!(on_disk(&path), "Again");

    let mut reading = Session::open(&path, None, true).unwrap();
    assert!(matches!(reading.save_now(), Err(SaveError::ReadOnly)));
    reading.save_in_background(|_| panic!("nothing is written"));
    assert!(reading.commit(name("No"), "name".into()).is_err());
    reading.finish();
    assert_eq!(on_disk(&path), "Again");
}

#[test]
fn random_edits_through_a_session_end_on_disk() {
    for seed in 0..4 {
        let mut dice = support::Dice::new(seed);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outgrow.ron");
        let document = outgrow::store::Document::new(path.clone(), support::plan(seed, 3, 50));
        let mut session = Session::with(document, None, false);
        session.save_now().unwrap();
        session.save_in_background(|_| {});
        for n in 0..60 {
            let edit = support::edit(&mut dice, session.plan());
            let _ = session.commit(edit, format!("{n}").into());
            if dice.chance(20) {
                session.undo(false);
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
    let mut session = Session::open(&path, None, false).unwrap();
    let home = outgrow::register::register("debts").unwrap();
    let (_, edit) = typed::add(session.plan(), home, "New one", &[], support::today()).unwrap();
    session.commit(edit, "add".into()).unwrap();
    session.save_now().unwrap();
    assert_ne!(fs::read_to_string(&path).unwrap(), before);
    session.undo(false);
    session.save_now().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[test]
fn of_several_forms_that_wait_for_a_slow_disk_the_last_is_kept() {
    let root = crate::disk::folder();
    let scene = Kind::Shelf.make(root.path(), &small("Old"));
    let (disk, shelf) = (scene.disk.clone(), scene.shelf.clone().unwrap());
    let mut session = Session::over(scene.document, scene.shelf, Box::new(disk.clone()), false);
    let form = |name: usize| {
        let fields = vec![("name".into(), format!("Name {name}"))];
        Some(Draft { register: "debts".into(), row: None, fields })
    };
    // The disk takes its time over the first.
    let ((here, there), (go_on, wait)) = (channel(), channel());
    disk.on(When::At(1), Act::Meddle(Box::new(move || (here.send(()).unwrap(), wait.recv().unwrap()).1)));
    session.save_in_background(|_| ());
    session.draft(form(0));
    there.recv().unwrap();
    (1..500).for_each(|n| session.draft(form(n)));
    let before = disk.done().len();
    go_on.send(()).unwrap();
    session.finish();
    let done = disk.done().len() - before;
    assert!(done < 60, "{done} operations");
    let kept: Vec<_> = leftovers(&shelf).into_iter().map(|kept| kept.draft).collect();
    assert_eq!(kept, [form(499)]);
}
