//! What editors, tools and git do to the file while a session has it open: taken in, or said, and nothing is lost.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use outgrow::session::{Answer, News, SaveState, Session, leftovers};
use outgrow::store::disk::RealDisk;
use outgrow::store::load;
use outgrow::store::save::{SaveError, save};

use crate::disk::{Act, When};
use crate::scenes::{Kind, Scene, litter, small};
use crate::sessions::{answer, background, elsewhere, folder, is, name, on_disk, set};
use crate::support::{self, Dice};

/// Takes in answers until this holds.
#[track_caller]
fn until(session: &mut Session, answers: &Receiver<Answer>, holds: impl Fn(&Session) -> bool) {
    while !holds(session) {
        let answer = answers.recv_timeout(Duration::from_secs(20));
        session.answered(answer.unwrap_or_else(|_| panic!("nothing more comes; {:?}", session.state())));
    }
}

/// The debt that the tests edit: its name, and its effort.
const ROW: &str = "debts/refunds-by-hand";

fn effort_is(session: &Session, wanted: &str) -> bool {
    is(session, ROW, "effort") == wanted
}

/// The text with another effort of that debt.
fn with_effort(path: &Path, effort: &str) -> String {
    let text = fs::read_to_string(path).unwrap();
    let row = text.find("id: \"refunds-by-hand\"").unwrap();
    let from = row + text[row..].find("effort: \"").unwrap() + "effort: \"".len();
    let to = from + text[from..].find('"').unwrap();
    format!("{}{effort}{}", &text[..from], &text[to..])
}

/// Writes a text as an editor does.
type Saves = fn(&Path, &str);

fn by_rename(path: &Path, text: &str) {
    let aside = path.with_extension("swp");
    fs::write(&aside, text).unwrap();
    fs::rename(aside, path).unwrap();
}

fn in_two_pieces(path: &Path, text: &str) {
    let mut file = fs::File::create(path).unwrap();
    let (first, second) = text.split_at(text.len() / 2);
    file.write_all(first.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(150));
    file.write_all(second.as_bytes()).unwrap();
}

fn by_backup(path: &Path, text: &str) {
    let backup = path.with_extension("ron~");
    fs::rename(path, &backup).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    fs::write(path, text).unwrap();
    fs::remove_file(backup).unwrap();
}

fn in_place(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn by_removing_first(path: &Path, text: &str) {
    fs::remove_file(path).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    fs::write(path, text).unwrap();
}

const EDITORS: [Saves; 5] = [by_rename, in_two_pieces, by_backup, in_place, by_removing_first];

#[test]
fn every_way_an_editor_saves_is_read() {
    for (n, saves) in EDITORS.into_iter().enumerate() {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        session.watch();
        saves(&path, &with_effort(&path, "5d"));
        until(&mut session, &answers, |session| effort_is(session, "5d"));
        until(&mut session, &answers, Session::is_saved);
        assert_eq!(*session.state(), SaveState::Saved, "editor {n}");
        assert_eq!(session.plan().conflicts.len(), 0);
        // And on it goes.
        session.commit(name("Mine"), "name".into()).unwrap();
        until(&mut session, &answers, Session::is_saved);
        saves(&path, &with_effort(&path, "6d"));
        until(&mut session, &answers, |session| effort_is(session, "6d"));
        session.finish();
        assert_eq!((on_disk(&path).as_str(), fs::read_to_string(&path).unwrap()), ("Mine", session.text()));
    }
}

#[test]
fn an_edit_made_while_an_editor_saves_is_in_the_file_at_the_end() {
    for saves in EDITORS {
        let (_folder, path) = folder();
        let (mut session, answers) = background(&path);
        session.watch();
        let (theirs, there) = (with_effort(&path, "5d"), path.clone());
        let editor = std::thread::spawn(move || saves(&there, &theirs));
        for n in 0..10 {
            set(&mut session, "people/ana", &format!("name=Ana-{n}"));
            std::thread::sleep(Duration::from_millis(20));
            answers.try_iter().for_each(|answer| drop(session.answered(answer)));
        }
        editor.join().unwrap();
        // An edit that was saved between the editor's reading and writing is one the editor took out; it is there to
        // be redone. Whatever the session had not saved by then is merged.
        set(&mut session, "people/ana", "name=Last");
        until(&mut session, &answers, |session| session.is_saved() && effort_is(session, "5d"));
        session.finish();
        let back = load(&mut RealDisk, &path).unwrap();
        assert_eq!(back.text(), session.text());
        assert_eq!((is(&session, "people/ana", "name").as_str(), back.plan.conflicts.len()), ("Last", 0));
    }
}

#[test]
fn what_an_editor_wrote_is_never_written_over() {
    let rounds = support::rounds("OUTGROW_ROUNDS", 40);
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    session.watch();
    let mut dice = Dice::new(5);
    // Saves without a pause, so that one is under way whenever the editor writes, at no matter which of its steps.
    for round in 0..rounds {
        let (there, saves) = (path.clone(), EDITORS[[0, 3][round % 2]]);
        let pause = Duration::from_micros(dice.below(6000) as u64);
        let effort = format!("{}d", round % 90 + 3);
        let theirs = with_effort(&path, &effort);
        let editor = std::thread::spawn(move || {
            std::thread::sleep(pause);
            saves(&there, &theirs);
        });
        for n in 0..4 {
            set(&mut session, "people/ana", &format!("name=Ana-{round}-{n}"));
            session.flush();
        }
        editor.join().unwrap();
        session.look(false);
        until(&mut session, &answers, |session| effort_is(session, &effort));
        until(&mut session, &answers, Session::is_saved);
        assert!(fs::read_to_string(&path).unwrap().contains(&format!("effort: \"{effort}\"")), "round {round}");
    }
}

#[test]
fn a_touch_or_another_mode_is_no_news() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    fs::File::options().write(true).open(&path).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    session.look(true);
    assert_eq!(session.answered(answer(&answers)), News::AsItWas);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    session.look(true);
    assert_eq!(session.answered(answer(&answers)), News::AsItWas);
    session.commit(name("Mine"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(session.is_saved());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    // Without its write bit it takes no edit, and says so; with it again it does.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    session.commit(name("More"), "name".into()).unwrap();
    session.answered(answer(&answers));
    assert!(matches!(session.state(), SaveState::Failed(why) if why.as_str() == "the file may not be written"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    session.look(false);
    session.answered(answer(&answers));
    assert!(session.is_saved());
    assert_eq!(on_disk(&path), "More");
}

#[test]
fn a_change_of_the_same_size_and_time_is_seen() {
    let (_folder, path) = folder();
    let (mut session, answers) = background(&path);
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    elsewhere(&path, "Refunds by hand", "Refunds by head");
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    session.look(false);
    session.answered(answer(&answers));
    assert_eq!(is(&session, ROW, "name"), "Refunds by head");
}

#[test]
fn a_link_stays_a_link_and_what_it_leads_to_is_read_and_written() {
    let (folder, path) = folder();
    let link = folder.path().join("link.ron");
    symlink(&path, &link).unwrap();
    let (mut session, answers) = background(&link);
    session.watch();
    by_rename(&path, &with_effort(&path, "5d"));
    until(&mut session, &answers, |session| effort_is(session, "5d"));
    in_place(&link, &with_effort(&path, "6d"));
    until(&mut session, &answers, |session| effort_is(session, "6d"));
    session.commit(name("Mine"), "name".into()).unwrap();
    until(&mut session, &answers, Session::is_saved);
    assert!(link.is_symlink() && on_disk(&path) == "Mine");
}

#[test]
fn a_file_with_two_names_keeps_both() {
    let (folder, path) = folder();
    let (other, state) = (folder.path().join("other.ron"), folder.path().join("state"));
    fs::hard_link(&path, &other).unwrap();
    let (tell, answers) = channel();
    let mut session = Session::open(&path, Some(&state), false).unwrap();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    let before = fs::read(&path).unwrap();
    session.commit(name("Mine"), "name".into()).unwrap();
    let News::Notice(notice) = session.answered(answer(&answers)) else { panic!("it is unusual, and said") };
    assert!(notice.as_str().contains("several names"), "{notice}");
    assert_eq!(
        (on_disk(&other).as_str(), fs::metadata(&path).unwrap().len()),
        ("Mine", fs::metadata(&other).unwrap().len())
    );
    let copies = session.shelf().unwrap().copies(&mut RealDisk).unwrap();
    assert_eq!(fs::read(&copies[0].path).unwrap(), before);
    // Written through its other name, it is read.
    in_place(&other, &with_effort(&other, "5d"));
    session.look(false);
    session.answered(answer(&answers));
    assert!(effort_is(&session, "5d") && session.is_saved());
}

/// A plan in a folder of its own, and a session that watches it.
fn in_a_folder() -> (tempfile::TempDir, PathBuf, Session, Receiver<Answer>) {
    let (folder, path) = folder();
    let home = folder.path().join("planning");
    fs::create_dir(&home).unwrap();
    fs::rename(&path, home.join("outgrow.ron")).unwrap();
    let (tell, answers) = channel();
    let path = home.join("outgrow.ron");
    let mut session = Session::open(&path, Some(&folder.path().join("state")), false).unwrap();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    session.watch();
    (folder, home, session, answers)
}

#[test]
fn a_folder_that_is_renamed_and_comes_back_is_met_again() {
    let (folder, home, mut session, answers) = in_a_folder();
    let aside = folder.path().join("aside");
    fs::rename(&home, &aside).unwrap();
    until(&mut session, &answers, |session| matches!(session.state(), SaveState::Gone(_)));
    session.commit(name("Mine"), "name".into()).unwrap();
    support::flush(&mut session);
    answers.try_iter().for_each(|answer| drop(session.answered(answer)));
    assert!(matches!(session.state(), SaveState::Gone(_)), "{:?}", session.state());
    assert!(!home.exists() && on_disk(&aside.join("outgrow.ron")) == "Refunds by hand");
    fs::rename(&aside, &home).unwrap();
    until(&mut session, &answers, Session::is_saved);
    assert_eq!(on_disk(&home.join("outgrow.ron")), "Mine");
    // It is watched as before.
    by_rename(&home.join("outgrow.ron"), &with_effort(&home.join("outgrow.ron"), "5d"));
    until(&mut session, &answers, |session| effort_is(session, "5d"));
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_watched_again() {
    let (folder, home, mut session, answers) = in_a_folder();
    let path = home.join("outgrow.ron");
    let text = with_effort(&path, "5d");
    fs::remove_dir_all(&home).unwrap();
    until(&mut session, &answers, |session| matches!(session.state(), SaveState::Gone(_)));
    session.commit(name("Mine"), "name".into()).unwrap();
    fs::create_dir(&home).unwrap();
    fs::write(&path, text).unwrap();
    until(&mut session, &answers, |session| session.is_saved() && effort_is(session, "5d"));
    assert_eq!(on_disk(&path), "Mine");
    by_rename(&path, &with_effort(&path, "6d"));
    until(&mut session, &answers, |session| effort_is(session, "6d"));
    session.finish();
    assert_eq!(litter(folder.path()), Vec::<PathBuf>::new());
    assert!(leftovers(session.shelf().unwrap()).is_empty());
}

fn git(folder: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(words).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for (name, value) in [("AUTHOR", "a"), ("COMMITTER", "a")] {
        command.env(format!("GIT_{name}_NAME"), value).env(format!("GIT_{name}_EMAIL"), "a@example.org");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn another_branch_is_read_and_edits_go_along() {
    let (folder, home, mut session, answers) = in_a_folder();
    let path = home.join("outgrow.ron");
    let at = folder.path();
    fs::write(at.join(".gitignore"), "state\n").unwrap();
    git(at, &["init", "-q", "-b", "main"]);
    git(at, &["commit", "-q", "--allow-empty", "-m", "nothing"]);
    git(at, &["branch", "empty"]);
    git(at, &["add", "."]);
    git(at, &["commit", "-q", "-m", "plan"]);
    git(at, &["checkout", "-q", "-b", "other"]);
    in_place(&path, &with_effort(&path, "8d"));
    git(at, &["commit", "-q", "-a", "-m", "other"]);
    until(&mut session, &answers, |session| effort_is(session, "8d"));
    for (branch, effort) in [("main", "2d"), ("other", "8d"), ("main", "2d")] {
        git(at, &["checkout", "-q", branch]);
        until(&mut session, &answers, |session| effort_is(session, effort));
        until(&mut session, &answers, Session::is_saved);
        git(at, &["diff", "--quiet"]);
    }
    // A branch without the plan, and its folder is gone with it; then back.
    git(at, &["checkout", "-q", "empty"]);
    until(&mut session, &answers, |session| matches!(session.state(), SaveState::Gone(_)));
    session.commit(name("Mine"), "name".into()).unwrap();
    session.flush();
    git(at, &["checkout", "-q", "other"]);
    until(&mut session, &answers, |session| session.is_saved() && effort_is(session, "8d"));
    assert_eq!(on_disk(&path), "Mine");
    // A stash takes the edit away, and brings it back.
    git(at, &["stash", "-q"]);
    until(&mut session, &answers, |session| is(session, ROW, "name") == "Refunds by hand");
    git(at, &["stash", "pop", "-q"]);
    until(&mut session, &answers, |session| is(session, ROW, "name") == "Mine");
    session.finish();
    assert_eq!(fs::read_to_string(&path).unwrap(), session.text());
}

#[test]
fn a_file_that_comes_back_while_it_is_written_again_is_met() {
    let root = tempfile::tempdir().unwrap();
    let scene = Kind::Shelf.make(root.path(), &small("Old"));
    let (mut session, answers) = session_over(&scene);
    let theirs = scene.bytes().unwrap();
    fs::remove_file(&scene.path).unwrap();
    rename(&mut session, "Mine");
    hear(&mut session, &answers);
    assert!(matches!(session.state(), SaveState::Gone(_)));
    let there = scene.path.clone();
    let theirs = String::from_utf8(theirs).unwrap().replace("Backups", "Their backups");
    let back = theirs.clone();
    scene.disk.on(When::On("place_new"), Act::Meddle(Box::new(move || fs::write(there, theirs).unwrap())));
    session.save_again();
    hear(&mut session, &answers);
    assert!(session.is_saved(), "{:?}", session.state());
    let text = fs::read_to_string(&scene.path).unwrap();
    assert!(back.contains("Their backups") && text.contains("Their backups") && text.contains("Mine"), "{text}");
}

#[test]
fn a_file_that_is_gone_and_could_not_be_written_again_is_not_called_saved() {
    let root = tempfile::tempdir().unwrap();
    let scene = Kind::Shelf.make(root.path(), &small("Old"));
    let (mut session, answers) = session_over(&scene);
    fs::remove_file(&scene.path).unwrap();
    session.look(false);
    hear(&mut session, &answers);
    scene.disk.on(When::On("place_new"), Act::Fail { errno: 28, for_good: true });
    session.save_again();
    hear(&mut session, &answers);
    assert!(matches!(session.state(), SaveState::Failed(_)), "{:?}", session.state());
    scene.disk.heal();
    session.look(false);
    hear(&mut session, &answers);
    assert!(matches!(session.state(), SaveState::Gone(_)), "{:?}", session.state());
}

#[test]
fn a_file_that_could_not_be_written_again_may_come_back_by_itself() {
    let root = tempfile::tempdir().unwrap();
    let scene = Kind::Shelf.make(root.path(), &small("Old"));
    let (mut session, answers) = session_over(&scene);
    let theirs = String::from_utf8(scene.bytes().unwrap()).unwrap().replace("Backups", "Their backups");
    fs::remove_file(&scene.path).unwrap();
    rename(&mut session, "Mine");
    hear(&mut session, &answers);
    scene.disk.on(When::On("place_new"), Act::Fail { errno: 28, for_good: true });
    session.save_again();
    hear(&mut session, &answers);
    assert!(matches!(session.state(), SaveState::Failed(_)), "{:?}", session.state());
    scene.disk.heal();
    fs::write(&scene.path, theirs).unwrap();
    session.look(false);
    hear(&mut session, &answers);
    let text = fs::read_to_string(&scene.path).unwrap();
    assert!(session.is_saved() && text.contains("Their backups") && text.contains("Mine"), "{text}");
}

fn session_over(scene: &Scene) -> (Session, Receiver<Answer>) {
    let disk = Box::new(scene.disk.clone());
    let mut session = Session::over(scene.document.clone(), scene.shelf.clone(), disk, false);
    let (tell, answers) = channel();
    session.save_in_background(move |answer| drop(tell.send(answer)));
    (session, answers)
}

fn rename(session: &mut Session, to: &str) {
    set(session, "debts/refunds", &format!("name={to}"));
}

fn hear(session: &mut Session, answers: &Receiver<Answer>) {
    support::flush(session);
    answers.try_iter().for_each(|answer| drop(session.answered(answer)));
}

/// A session whose edit meets a disk on which one operation fails from now on.
fn renamed_while_failing(root: &Path, step: &'static str, errno: i32) -> (Scene, Session, Receiver<Answer>) {
    let scene = Kind::Shelf.make(root, &small("Old"));
    let (mut session, answers) = session_over(&scene);
    scene.disk.on(When::On(step), Act::Fail { errno, for_good: true });
    scene.disk.within(scene.work());
    rename(&mut session, "Mine");
    (scene, session, answers)
}

#[test]
fn what_is_not_safe_from_a_power_cut_is_not_called_saved() {
    let root = tempfile::tempdir().unwrap();
    let (scene, mut session, answers) = renamed_while_failing(root.path(), "sync_folder", 5);
    hear(&mut session, &answers);
    // A watch sees our own file come, and has it looked at.
    session.look(false);
    hear(&mut session, &answers);
    assert!(!session.is_saved() && matches!(session.state(), SaveState::Failed(_)), "{:?}", session.state());
    scene.disk.heal();
    session.save_again();
    hear(&mut session, &answers);
    assert!(session.is_saved());
}

#[test]
fn an_edit_taken_back_before_it_could_be_saved_leaves_nothing_to_save() {
    let root = tempfile::tempdir().unwrap();
    let (scene, mut session, answers) = renamed_while_failing(root.path(), "create", 28);
    session.undo(true).unwrap().unwrap();
    hear(&mut session, &answers);
    rename(&mut session, "Mine");
    hear(&mut session, &answers);
    session.undo(true).unwrap().unwrap();
    hear(&mut session, &answers);
    scene.disk.heal();
    session.look(false);
    hear(&mut session, &answers);
    assert!(session.is_saved() && *session.state() == SaveState::Saved, "{:?}", session.state());
    session.finish();
    assert!(leftovers(&scene.shelf.unwrap()).is_empty());
}

/// A save in which somebody else acts at an operation; what they do is given the path.
fn meddled(kind: Kind, at: &'static str, act: fn(&Path)) -> (tempfile::TempDir, Scene, Result<(), SaveError>) {
    let root = tempfile::tempdir().unwrap();
    let mut scene = kind.make(root.path(), &small("Old"));
    scene.document.plan = small("New");
    let there = scene.path.clone();
    scene.disk.on(When::On(at), Act::Meddle(Box::new(move || act(&there))));
    let done = save(&mut scene.disk, scene.shelf.as_ref(), &scene.document).map(drop);
    scene.assert_tidy(&format!("{kind:?} at {at}"));
    (root, scene, done)
}

/// The steps of a save at which others may act, from its check of the file to the last moment.
const STEPS: [&str; 6] = ["create", "write", "adopt", "sync", "close", "exchange"];

#[test]
fn whoever_writes_while_a_save_is_under_way_is_not_written_over() {
    let ways: [fn(&Path); 3] = [
        |path| fs::write(path, "Theirs, longer or shorter than ours").unwrap(),
        |path| by_rename(path, "theirs"),
        // As two writes within one tick of the clock are: the same size, the same time.
        |path| {
            let time = fs::metadata(path).unwrap().modified().unwrap();
            let theirs = fs::read_to_string(path).unwrap().replace("Acme", "Acne");
            fs::write(path, theirs).unwrap();
            fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        },
    ];
    for (kind, steps) in [(Kind::Shelf, &STEPS[..]), (Kind::Private, &STEPS[..5]), (Kind::Hardlinked, &["open"])] {
        for at in steps {
            for (n, way) in ways.into_iter().enumerate().filter(|(n, _)| kind != Kind::Hardlinked || *n != 1) {
                let (_root, scene, done) = meddled(kind, at, way);
                assert!(matches!(done, Err(SaveError::Changed)), "{kind:?} at {at}, way {n}: {done:?}");
                let text = String::from_utf8(scene.bytes().unwrap()).unwrap();
                assert!(
                    !text.contains("New") && (n == 2) == text.contains("Acne"),
                    "{kind:?} at {at}, way {n}: {text}"
                );
            }
        }
    }
}

#[test]
fn a_file_that_goes_while_a_save_is_under_way_is_not_made_again() {
    for at in STEPS {
        let (_root, scene, done) = meddled(Kind::Shelf, at, |path| fs::remove_file(path).unwrap());
        assert!(matches!(done, Err(SaveError::Gone)) && !scene.path.exists(), "at {at}: {done:?}");
        let (_root, scene, done) = meddled(Kind::Shelf, at, |path| {
            fs::remove_file(path).unwrap();
            fs::create_dir(path).unwrap();
            fs::write(path.join("inside"), "theirs").unwrap();
        });
        assert!(done.is_err() && scene.path.join("inside").exists(), "at {at}: {done:?}");
    }
}

#[test]
fn a_session_merges_what_came_in_the_last_moment() {
    for at in STEPS {
        let root = tempfile::tempdir().unwrap();
        let scene = Kind::Shelf.make(root.path(), &small("Old"));
        let (mut session, answers) = session_over(&scene);
        let there = scene.path.clone();
        let theirs = String::from_utf8(scene.bytes().unwrap()).unwrap().replace("Backups", "Their backups");
        scene.disk.on(When::On(at), Act::Meddle(Box::new(move || by_rename(&there, &theirs))));
        rename(&mut session, "Mine");
        hear(&mut session, &answers);
        let text = fs::read_to_string(&scene.path).unwrap();
        assert!(session.is_saved() && text.contains("Their backups") && text.contains("Mine"), "at {at}: {text}");
        scene.assert_tidy(at);
    }
}
