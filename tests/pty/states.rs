//! Every way out from everything the workbench may be in the middle of: the terminal is as before, the process is gone
//! in time, and what was typed before is on disk.

use std::fs::File;
use std::time::Duration;

use rustix::process::Signal;

use crate::desk::Desk;
use crate::harness::{Ended, kill};

/// The promise is a second; the rest is for a machine that is busy with other tests.
const IN_TIME: Duration = Duration::from_millis(1800);

/// What the workbench is in the middle of: the keys that lead there, and what is seen then.
const STATES: &[(&str, &str, &str)] = &[
    ("a screen", "", "Do next"),
    ("half a sequence", "g", "Timeline"),
    ("a line being typed", "5ahalf", "half"),
    ("a filter being typed", "5/half", "/half"),
    ("a form", "0e", "edit product"),
    ("a form with something typed", "0ehalf", "half"),
    ("the palette", ":half", "half"),
    ("find", "fhalf", "half"),
    ("the help", "??", "help · "),
    ("a page", "Pv", "more lines"),
    ("a text", "5jlle", ""),
    ("a question", "5d", "keep it"),
];

#[derive(Clone, Copy, Debug)]
enum Way {
    Sent(Signal, &'static str),
    Closed,
}

const WAYS: [Way; 5] = [
    Way::Sent(Signal::TERM, "Terminated"),
    Way::Closed,
    Way::Sent(Signal::HUP, "Hangup"),
    Way::Sent(Signal::INT, "Interrupt"),
    Way::Sent(Signal::QUIT, "Quit"),
];

/// Two ways out of each state; all of them in the long form.
fn ways(state: usize) -> Vec<Way> {
    match std::env::var_os("OUTGROW_TIMES") {
        Some(_) => WAYS.to_vec(),
        None => vec![WAYS[state % 5], WAYS[(state + 1) % 5]],
    }
}

#[track_caller]
fn out(desk: &mut Desk, way: Way, what: &str) {
    let how = match way {
        Way::Sent(signal, name) => {
            desk.pty.kill(signal);
            name
        }
        Way::Closed => {
            desk.pty.close();
            "Hangup"
        }
    };
    let (ended, took) = desk.pty.ended();
    assert_eq!(ended, Ended::Signal(how.into()), "{what}, {way:?}");
    assert!(took < IN_TIME, "{what}, {way:?}: the end took {took:?}");
    if let Way::Sent(..) = way {
        desk.pty.assert_as_before();
    }
}

#[test]
fn the_terminal_comes_back_whatever_is_open() {
    for (n, (what, keys, seen)) in STATES.iter().enumerate() {
        for way in ways(n) {
            let mut desk = Desk::open(&[]);
            desk.add_debt("Refunds by hand");
            desk.pty.send("0");
            desk.pty.wait_for("Do next");
            desk.pty.step(if keys.is_empty() { "0" } else { keys });
            desk.pty.wait_for(seen);
            out(&mut desk, way, what);
            assert!(desk.text().contains("id: \"refunds-by-hand\""), "{what}, {way:?}");
            desk.assert_sound();
        }
    }
}

#[test]
fn the_terminal_comes_back_while_the_editor_runs() {
    // It dies without a word, and leaves the terminal as it had it.
    let script = r#"printf '\033[?1049h\033[?25l\033[?1000h\033[?2004h'; stty raw -echo
                    echo more >> "$1"; echo "in the editor"; exec sleep 30"#;
    for way in WAYS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("editor.sh");
        std::fs::write(&path, script).unwrap();
        let mut desk = Desk::open(&[("EDITOR", &format!("sh '{}'", path.display()))]);
        desk.add_debt("Refunds by hand");
        desk.pty.send("E");
        desk.pty.wait_for("in the editor");
        if let Way::Sent(Signal::INT | Signal::QUIT, _) = way {
            // They are the editor's while it runs.
            continue;
        }
        out(&mut desk, way, "the editor");
        assert!(desk.text().contains("id: \"refunds-by-hand\""), "{way:?}");
        let scratch = std::fs::read_dir(desk.pty.file(".local/state/outgrow/scratch")).unwrap();
        let texts: Vec<_> = scratch.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        assert_eq!(texts, ["\nmore\n"], "{way:?}: what was typed in the editor is kept");
        desk.assert_sound();
    }
}

#[test]
fn the_terminal_comes_back_while_a_save_is_under_way() {
    for way in WAYS {
        let mut desk = Desk::open(&[]);
        let before = desk.text();
        // Whoever holds the folder's lock keeps every save waiting.
        let folder = File::open(desk.path().parent().unwrap()).unwrap();
        folder.lock().unwrap();
        desk.add_debt("Refunds by hand");
        desk.pty.wait_for("saving");
        out(&mut desk, way, "a save");
        assert_eq!(desk.text(), before, "{way:?}: the lock was not honoured");
        drop(folder);
        desk.assert_sound();
    }
}

#[test]
fn the_terminal_comes_back_in_a_storm_of_sizes() {
    for way in WAYS {
        let mut desk = Desk::open(&[]);
        desk.add_debt("Refunds by hand");
        let mut seed = 3_u32;
        let mut storm = |desk: &Desk, count: usize| {
            for _ in 0..count {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let (cols, rows) = (1 + (seed >> 8) % 220, 1 + (seed >> 20) % 70);
                desk.pty.resize(u16::try_from(cols).unwrap(), u16::try_from(rows).unwrap());
            }
        };
        storm(&desk, 100);
        if let Way::Sent(signal, _) = way {
            desk.pty.kill(signal);
            storm(&desk, 20);
        }
        out(&mut desk, way, "a storm of sizes");
        assert!(desk.text().contains("id: \"refunds-by-hand\""), "{way:?}");
        desk.assert_sound();
    }
}

#[test]
fn the_terminal_comes_back_while_it_is_stopped() {
    // Stopped for good by somebody else, with the modes on; then told to end, as `kill %1` does.
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt")] {
        let mut desk = Desk::open(&[]);
        desk.add_debt("Refunds by hand");
        desk.wait_saved();
        desk.pty.kill(Signal::STOP);
        desk.pty.kill(signal);
        kill(desk.pty.pid(), Signal::CONT);
        let (ended, took) = desk.pty.ended();
        assert_eq!(ended, Ended::Signal(name.into()));
        assert!(took < IN_TIME, "the end took {took:?}");
        desk.pty.assert_as_before();
        desk.assert_sound();
    }
}

#[test]
fn two_interrupts_at_the_root_leave() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5aRefunds by hand\r\x03");
    desk.pty.wait_for("C-c again");
    desk.pty.send("\x03");
    assert_eq!(desk.pty.ended().0, Ended::Code(0));
    desk.pty.assert_as_before();
    assert!(desk.text().contains("id: \"refunds-by-hand\""));
    desk.assert_sound();
}

#[test]
fn many_signals_at_once_are_as_one() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Refunds by hand");
    for _ in 0..5 {
        for signal in [Signal::HUP, Signal::TERM, Signal::INT, Signal::WINCH, Signal::CONT, Signal::TSTP] {
            // It may be gone already.
            let pid = rustix::process::Pid::from_raw(desk.pty.pid()).unwrap();
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
    let (ended, took) = desk.pty.ended();
    assert!(matches!(ended, Ended::Signal(_)), "{ended:?}");
    assert!(took < IN_TIME, "the end took {took:?}");
    desk.pty.assert_as_before();
    assert!(desk.text().contains("id: \"refunds-by-hand\""));
    desk.assert_sound();
}
