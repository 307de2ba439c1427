//! The built program by keys: what was typed is on disk, and the terminal is as before, however it ends.

use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;

use crate::desk::{Desk, OUTGROW, spawn};
use crate::harness::{Ended, Program, Pty, kill};

#[test]
fn the_demo_opens_and_q_leaves_it() {
    let mut pty = spawn(&[], &[Path::new("demo")], &[]);
    pty.wait_for("DEMO: an invented company, nothing is saved");
    pty.wait_for("Do next 1-3 of");
    let modes = pty.modes();
    assert!(modes.alternate_screen && modes.cursor_hidden && modes.bracketed_paste && modes.focus_reports);
    pty.send("q");
    assert_eq!(pty.ended().0, Ended::Code(0));
    pty.assert_as_before();
    assert_eq!(std::fs::read_dir(pty.home.path()).unwrap().count(), 0, "the demo wrote something");
}

#[test]
fn what_is_typed_is_on_disk_and_there_again() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Refunds by hand");
    desk.wait_saved();
    desk.quit();
    assert!(desk.text().contains("id: \"refunds-by-hand\""));
    desk.assert_sound();
    desk.open_again();
    desk.pty.send("5");
    desk.pty.wait_for("Refunds by hand");
    desk.pty.send("u");
    desk.pty.wait_for("nothing to undo");
    desk.quit();
}

#[test]
fn an_edit_reaches_the_disk_whatever_ends_the_program() {
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt")] {
        let mut desk = Desk::open(&[]);
        desk.add_debt("Refunds by hand");
        desk.pty.kill(signal);
        let (ended, took) = desk.pty.ended();
        assert_eq!(ended, Ended::Signal(name.into()));
        assert!(took < Duration::from_millis(1800), "{name}: the end took {took:?}");
        desk.pty.assert_as_before();
        assert!(desk.text().contains("id: \"refunds-by-hand\""), "{name}");
        desk.assert_sound();
    }
}

#[test]
fn an_edit_reaches_the_disk_when_the_terminal_is_closed() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Refunds by hand");
    desk.pty.close();
    let (ended, took) = desk.pty.ended();
    assert_eq!(ended, Ended::Signal("Hangup".into()));
    assert!(took < Duration::from_millis(1800), "the end took {took:?}");
    assert!(desk.text().contains("id: \"refunds-by-hand\""));
    desk.assert_sound();
}

#[test]
fn keys_that_wait_are_not_lost_when_the_quit_key_follows_them() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5aRefunds by hand\rq");
    assert_eq!(desk.pty.ended().0, Ended::Code(0));
    desk.pty.assert_as_before();
    assert!(desk.text().contains("id: \"refunds-by-hand\""));
    desk.assert_sound();
}

#[test]
fn it_stops_and_goes_on() {
    let shell = r#"set -m; "$@"; echo "stopped $?"; read line; fg >/dev/null; echo "ended $?""#;
    let mut desk = Desk::open_as(&["sh", "-c", shell, "sh"], &[]);
    let on = desk.pty.modes();
    desk.add_debt("Refunds by hand");
    desk.pty.send("\x1a");
    desk.pty.wait_for("stopped 1");
    desk.pty.assert_as_before();
    // What another process writes meanwhile is there when it goes on.
    desk.wait_on_disk("refunds-by-hand");
    assert!(desk.shell(&["add", "debts", "Meanwhile"]).status.success());
    desk.pty.send("\r");
    desk.pty.wait_for("reloaded: 1 row changed");
    desk.pty.wait_for("Meanwhile");
    desk.pty.settle();
    assert_eq!(desk.pty.modes(), on);
    desk.add_debt("And on");
    desk.wait_saved();
    desk.pty.send("q");
    desk.pty.wait_for("ended 0");
    desk.pty.ended();
    desk.pty.assert_as_before();
    for id in ["refunds-by-hand", "meanwhile", "and-on"] {
        assert!(desk.text().contains(&format!("id: \"{id}\"")), "{id}");
    }
    desk.assert_sound();
}

#[test]
fn a_storm_of_sizes_takes_no_key_away() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5a");
    desk.pty.wait_for("new debt");
    let mut seed = 11_u32;
    let name = "Everything by hand ".repeat(4);
    for letter in name.trim_end().chars() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (cols, rows) = (1 + (seed >> 8) % 220, 1 + (seed >> 20) % 70);
        desk.pty.resize(u16::try_from(cols).unwrap(), u16::try_from(rows).unwrap());
        desk.pty.send(letter.to_string());
        std::thread::sleep(Duration::from_micros(u64::from(seed % 3000)));
    }
    desk.pty.resize(100, 30);
    desk.pty.send("\r");
    desk.pty.wait_for("added debts/");
    desk.wait_saved();
    desk.quit();
    assert!(desk.text().contains(&format!("name: \"{}\"", name.trim_end())));
    desk.assert_sound();
}

#[test]
fn a_note_goes_to_the_editor_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("editor.sh");
    std::fs::write(&script, r#"echo "in the editor"; read line; printf '%s\n' "$line" "second" >> "$1""#).unwrap();
    let command = format!("sh '{}'", script.display());
    let mut desk = Desk::open(&[("EDITOR", &command)]);
    let on = desk.pty.modes();
    desk.add_debt("Refunds by hand");
    desk.pty.send("E");
    desk.pty.wait_for("in the editor");
    desk.pty.send("typed there\r");
    desk.pty.wait_for("note of debts/refunds-by-hand is set");
    desk.pty.settle();
    assert_eq!(desk.pty.modes(), on);
    desk.wait_saved();
    desk.quit();
    assert!(desk.text().contains("\"typed there\",\n        \"second\",\n"), "{}", desk.text());
    desk.assert_sound();
    let scratch = desk.pty.file(".local/state/outgrow/scratch");
    assert_eq!(std::fs::read_dir(scratch).map_or(0, Iterator::count), 0, "the scratch file is left");
}

#[test]
fn what_others_write_comes_in_by_itself_and_meets_what_is_written_here() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Mine before");
    desk.wait_saved();
    assert!(desk.shell(&["add", "debts", "Theirs"]).status.success());
    desk.pty.wait_for("reloaded: 1 row changed");
    desk.pty.wait_for("Theirs");
    desk.add_debt("Mine after");
    desk.wait_saved();
    // Theirs is taken back only after a question that names it.
    assert!(desk.shell(&["set", "debts/theirs", "effort=3d"]).status.success());
    desk.pty.wait_for("reloaded: 1 row changed");
    desk.pty.send("u");
    desk.pty.wait_for("debts/theirs");
    desk.pty.send("m");
    desk.pty.wait_for("undone: add debts/mine-after");
    desk.wait_saved();
    desk.quit();
    let text = desk.text();
    assert!(text.contains("\"mine-before\"") && text.contains("\"theirs\"") && text.contains("effort: \"3d\""));
    assert!(!text.contains("\"mine-after\""), "{text}");
    desk.assert_sound();
}

#[test]
fn a_file_that_does_not_read_is_never_written_over() {
    for signal in [false, true] {
        let mut desk = Desk::open(&[]);
        desk.add_debt("Mine before");
        desk.wait_saved();
        let broken = desk.text().replace("product: (", "product: (\n    nonsense: 1,");
        std::fs::write(desk.path(), &broken).unwrap();
        desk.pty.wait_for("FILE DOES NOT READ: line 5");
        desk.add_debt("Mine after");
        desk.pty.wait_for("Mine after");
        if signal {
            desk.pty.kill(Signal::TERM);
            desk.pty.ended();
        } else {
            desk.pty.send("q");
            desk.pty.wait_for("Not saved");
            desk.pty.send("l");
            assert_eq!(desk.pty.ended().0, Ended::Code(0));
            desk.pty.assert_as_before();
        }
        assert_eq!(desk.text(), broken);
        let kept = std::fs::read_dir(desk.pty.file(".local/state/outgrow/plans")).unwrap();
        let kept: Vec<_> = kept.map(|shelf| shelf.unwrap().path()).collect();
        let unsaved = std::fs::read_dir(&kept[0]).unwrap().map(|entry| entry.unwrap().path());
        let unsaved = unsaved.filter(|path| path.extension().is_some_and(|end| end == "json"));
        let unsaved: String = unsaved.map(|path| std::fs::read_to_string(path).unwrap()).collect();
        assert!(unsaved.contains("Mine after"), "what could not be saved is on the shelf: {unsaved}");
    }
}

#[test]
fn reload_looks_when_it_is_asked_to() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5R");
    desk.pty.wait_for("the file is as it was");
    std::fs::remove_file(desk.path()).unwrap();
    desk.pty.wait_for("FILE GONE");
    desk.pty.send("w");
    desk.wait_saved();
    desk.quit();
    desk.assert_sound();
}

#[test]
fn a_plan_that_does_not_read_is_told_on_the_normal_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ron");
    std::fs::write(&path, "#![enable(implicit_some)]\n(\n  format: 1,\n  product: (\n    naem: \"Acme\",\n  ),\n)\n")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut pty = spawn(&[], &[Path::new("-f"), &path], &[]);
    assert_eq!(pty.ended().0, Ended::Code(3));
    pty.settle();
    let screen = pty.screen();
    assert!(screen.contains("plan.ron:5:5") && screen.contains("name"), "{screen}");
    assert_calm(&pty);
    pty.assert_as_before();
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_folder_without_a_plan_names_the_way_to_one() {
    let mut pty = spawn(&[], &[], &[]);
    assert_eq!(pty.ended().0, Ended::Code(2));
    pty.settle();
    assert!(pty.screen().contains("outgrow init"), "{}", pty.screen());
    assert_calm(&pty);
}

/// No mode was touched and nothing was moved; where the terminal is a good one the message may be bold.
#[track_caller]
fn assert_calm(pty: &Pty) {
    let text = String::from_utf8(pty.bytes()).unwrap();
    let styles_only = text.split('\x1b').skip(1).all(|piece| {
        let end = piece.find(|c: char| !matches!(c, '[' | ';' | '0'..='9'));
        end.is_some_and(|end| piece[end..].starts_with('m'))
    });
    assert!(styles_only, "{}", text.escape_debug());
}

#[test]
fn without_a_terminal_the_command_line_is_named() {
    for words in [&[Path::new("demo")][..], &[]] {
        let silent = |mut pty: Pty| {
            pty.wait_for("outgrow show home");
            assert_eq!(pty.ended().0, Ended::Code(4), "{}", pty.screen());
            assert_calm(&pty);
            pty
        };
        let dumb = silent(spawn(&[], words, &[("TERM", "dumb")]));
        assert!(!dumb.bytes().contains(&0x1b));
        silent(spawn(&["sh", "-c", r#""$@" < /dev/null"#, "sh"], words, &[]));
        silent(spawn(&["sh", "-c", r#""$@" > out; code=$?; cat out; exit $code"#, "sh"], words, &[]));
    }
}

#[test]
fn an_idle_workbench_neither_writes_nor_wakes_up() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Refunds by hand");
    desk.wait_saved();
    desk.pty.settle();
    let (bytes, sleeps) = (desk.pty.bytes().len(), desk.pty.sleeps());
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(desk.pty.bytes().len(), bytes);
    assert_eq!(desk.pty.sleeps(), sleeps, "a thread woke up");
}

#[test]
fn a_screen_too_small_says_so_and_can_be_left() {
    let command = [Path::new(OUTGROW), Path::new("demo")];
    let mut pty = Pty::spawn(&Program { command: &command, env: &[], size: (30, 6) });
    pty.wait_for("too small (30x6)");
    pty.send("q");
    assert_eq!(pty.ended().0, Ended::Code(0));
    pty.assert_as_before();
}

#[test]
fn a_stop_from_outside_loses_nothing() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5aRefunds by");
    desk.pty.wait_for("Refunds by");
    kill(desk.pty.pid(), Signal::STOP);
    desk.pty.send(" hand\r");
    kill(desk.pty.pid(), Signal::CONT);
    desk.pty.wait_for("added debts/refunds-by-hand");
    desk.wait_saved();
    desk.quit();
    desk.assert_sound();
}
