//! Times when the terminal is somebody else's: stopped, or in the editor.

use std::time::Duration;

use rustix::process::Signal;

use crate::harness::{Ended, Pty, kill};
use crate::toy;

/// A shell with job control: runs the toy, says when it stopped, brings it back after Enter.
const SHELL: &str = r#"set -m; "$@"; echo "stopped $?"; read line; fg >/dev/null; echo "ended $?""#;

fn under_a_shell() -> Pty {
    let pty = toy::start_as(&["sh", "-c", SHELL, "sh"], &[], (80, 24));
    pty.wait_for("ready");
    pty
}

#[test]
fn the_stop_key_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    stop_and_go_on(|pty| pty.send("\x1a"));
}

#[test]
fn a_stop_from_outside_does_the_same() {
    stop_and_go_on(|pty| kill(pty.number("pid"), Signal::TSTP));
}

fn stop_and_go_on(stop: impl FnOnce(&mut Pty)) {
    let mut pty = under_a_shell();
    let on = pty.modes();
    stop(&mut pty);
    pty.wait_for("stopped 1");
    pty.assert_as_before();
    // The size changes while it is stopped.
    pty.resize(90, 20);
    pty.send("\r");
    pty.wait_for("ready 90x20.");
    pty.wait_for("focus:");
    assert_eq!(pty.number("pauses"), 1);
    pty.settle();
    assert_eq!(pty.modes(), on);
    pty.send("k");
    pty.wait_for("Char('k')");
    pty.send("q");
    pty.wait_for("ended 0");
    pty.ended();
    pty.assert_as_before();
}

#[test]
fn the_stop_key_does_nothing_where_no_shell_could_go_on() {
    // As in `xterm -e outgrow`: the program leads the session.
    let mut pty = toy::start(&[]);
    pty.send("\x1a");
    pty.wait_for("focus:1.");
    pty.send("k");
    pty.wait_for("keys:2.");
}

#[test]
fn a_stop_that_nobody_announced_is_repaired() {
    let mut pty = toy::start(&[]);
    let on = pty.modes();
    pty.kill(Signal::STOP);
    std::thread::sleep(Duration::from_millis(50));
    pty.kill(Signal::CONT);
    pty.wait_for("focus:1.");
    pty.send("k");
    pty.wait_for("keys:1.");
    assert_eq!(pty.modes(), on);
}

/// An editor: a script for `sh`, which gets the file's name as `$1`.
fn with_editor(script: &str) -> (Pty, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("an editor");
    std::fs::write(&path, script).unwrap();
    let command = format!("sh '{}'", path.display());
    (toy::start(&[("EDITOR", &command)]), folder)
}

fn scratch_files(pty: &Pty) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(pty.file("scratch"));
    files.into_iter().flatten().map(|file| file.unwrap().path()).collect()
}

#[test]
fn the_editor_has_the_terminal_to_itself_and_gives_its_text() {
    // It reads a line, and leaves the terminal as a crash would.
    let (mut pty, _folder) = with_editor(
        r#"echo "in the editor"; ls -l "$1" | cut -c1-10; read line; echo "$line" >> "$1"
           stty raw -echo; printf '\033[?1000h\033[?25h\033[31m'"#,
    );
    let on = pty.modes();
    pty.send("e");
    pty.wait_for("-rw-------");
    let aside = pty.modes();
    assert!(!aside.alternate_screen && !aside.cursor_hidden && !aside.bracketed_paste && !aside.focus_reports);
    pty.send("typed there q\r");
    pty.wait_for(r#"edited 7 "as it was\ntyped there q""#);
    pty.settle();
    assert_eq!(pty.modes(), on);
    assert_eq!(pty.number("keys"), 1, "a key meant for the editor came here");
    assert!(scratch_files(&pty).is_empty());
    pty.send("q");
    assert_eq!(pty.ended().0, Ended::Code(0));
    pty.assert_as_before();
}

#[test]
fn an_editor_that_fails_loses_no_text() {
    let (mut pty, _folder) = with_editor(r#"echo precious > "$1"; exit 3"#);
    pty.send("e");
    pty.wait_for("not edited 7");
    let files = scratch_files(&pty);
    assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "precious\n");
    let screen = pty.screen().replace('\n', "");
    assert!(screen.contains("exit status: 3"), "{screen}");
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert!(screen.contains(name), "{screen} does not name {name}");
}

#[test]
fn an_editor_that_is_not_there_is_named() {
    let mut pty = toy::start(&[("EDITOR", "no-such-editor -w")]);
    let on = pty.modes();
    pty.send("e");
    pty.wait_for("cannot start the editor no-such-editor");
    assert_eq!(pty.modes(), on);
    assert!(scratch_files(&pty).is_empty());
}

#[test]
fn an_interrupt_in_the_editor_is_the_editors() {
    let (mut pty, _folder) = with_editor(
        r#"trap 'echo interrupted >> "$1"; exit 0' INT; echo "in the editor"
           while :; do sleep 0.05; done"#,
    );
    pty.send("e");
    pty.wait_for("in the editor");
    pty.send("\x03");
    pty.wait_for(r#"edited 7 "as it was\ninterrupted""#);
}

#[test]
fn interrupts_typed_until_the_editor_is_gone_end_nothing() {
    let (mut pty, _folder) = with_editor(r#"echo more >> "$1""#);
    for _ in 0..20 {
        pty.send("e");
        // Where the terminal is still, or again, the program's own they are keys.
        for _ in 0..60 {
            pty.send("\x03");
            std::thread::sleep(Duration::from_micros(500));
        }
        pty.settle();
        assert_eq!(pty.has_ended(), None, "{}", pty.screen());
    }
    // Keys are dropped while an editor is open still.
    while !pty.screen().contains("edited 7 \"as it was\\nmore") {
        pty.send("e");
        std::thread::sleep(Duration::from_millis(100));
    }
    while pty.has_ended().is_none() {
        pty.send("q");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(pty.ended().0, Ended::Code(0));
    pty.assert_as_before();
}

#[test]
fn a_signal_in_the_editor_ends_both() {
    let (mut pty, _folder) = with_editor(r#"echo precious > "$1"; echo "in the editor"; read line; echo bad > "$1""#);
    pty.send("e");
    pty.wait_for("in the editor");
    pty.kill(Signal::TERM);
    let (ended, took) = pty.ended();
    assert_eq!(ended, Ended::Signal("Terminated".into()));
    assert!(took < Duration::from_millis(1800), "the end took {took:?}");
    pty.assert_as_before();
    assert!(pty.file("finished").exists());
    assert_eq!(std::fs::read_to_string(&scratch_files(&pty)[0]).unwrap(), "precious\n");
}
