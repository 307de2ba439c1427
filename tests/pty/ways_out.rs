//! Quit, signals, panics, a closed or frozen terminal: the terminal is put back, and the end comes in time.

use std::time::Duration;

use rustix::process::Signal;

use crate::harness::{Ended, Pty};
use crate::toy;

/// The promise is a second; the rest is for a machine that is busy with other tests.
const IN_TIME: Duration = Duration::from_millis(1800);

#[track_caller]
fn assert_ended(pty: &mut Pty, how: Ended) {
    let (ended, took) = pty.ended();
    println!("ended after {took:?}");
    assert_eq!(ended, how, "{}", pty.screen());
    assert!(took < IN_TIME, "the end took {took:?}");
}

fn signalled(name: &str) -> Ended {
    Ended::Signal(name.into())
}

const SIGNALS: [(Signal, &str); 4] =
    [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt"), (Signal::QUIT, "Quit")];

#[test]
fn every_mode_is_on_while_it_runs_and_off_after_the_quit_key() {
    let mut pty = toy::start(&[]);
    let modes = pty.modes();
    assert!(modes.alternate_screen && modes.cursor_hidden && modes.bracketed_paste && modes.focus_reports);
    assert!(!modes.mouse);
    pty.send("q");
    assert_ended(&mut pty, Ended::Code(0));
    pty.assert_as_before();
}

#[test]
fn a_signal_ends_it_with_the_saves_finished() {
    for (signal, name) in SIGNALS {
        let mut pty = toy::start(&[]);
        pty.kill(signal);
        assert_ended(&mut pty, signalled(name));
        pty.assert_as_before();
        assert!(pty.file("finished").exists(), "{name}: the application was not asked to finish");
    }
}

#[test]
fn a_signal_ends_it_even_when_the_loop_hangs() {
    for (signal, name) in SIGNALS {
        let mut pty = toy::start(&[]);
        pty.send("s");
        std::thread::sleep(Duration::from_millis(50));
        pty.kill(signal);
        assert_ended(&mut pty, signalled(name));
        pty.assert_as_before();
    }
}

#[test]
fn a_signal_ends_it_even_when_the_last_save_hangs() {
    let mut pty = toy::start(&[]);
    pty.send("t");
    pty.wait_for("Char('t')");
    pty.kill(Signal::TERM);
    assert_ended(&mut pty, signalled("Terminated"));
    pty.assert_as_before();
}

#[test]
fn a_signal_ends_it_even_when_the_terminal_takes_nothing() {
    let mut pty = toy::start(&[]);
    pty.send("f");
    pty.wait_for("computed");
    pty.freeze(true);
    // Until a frame is stuck.
    std::thread::sleep(Duration::from_millis(300));
    pty.kill(Signal::TERM);
    assert_ended(&mut pty, signalled("Terminated"));
    pty.freeze(false);
    pty.settle();
    assert!(!pty.modes().settings.is_empty());
}

#[test]
fn a_panic_puts_the_terminal_back_and_is_told_there() {
    for (key, message) in [("p", "asked to panic"), ("d", "panic while drawing"), ("w", "panic in a worker")] {
        let mut pty = toy::start(&[]);
        pty.send(key);
        assert_ended(&mut pty, Ended::Code(101));
        pty.assert_as_before();
        assert!(pty.screen().contains(message), "{key}: the message is lost:\n{}", pty.screen());
        assert!(pty.file("finished").exists(), "{key}: the application was not asked to finish");
        let bytes = pty.bytes();
        assert!(!bytes.windows(4).any(|window| window == b"\x1b]52"), "{key}: the message steers the terminal");
    }
}

#[test]
fn a_closed_terminal_ends_it() {
    let mut pty = toy::start(&[]);
    pty.close();
    assert_ended(&mut pty, signalled("Hangup"));
    assert!(pty.file("finished").exists());
}

#[test]
fn a_closed_terminal_ends_it_without_the_signal() {
    // It goes to the leader of the session, a shell that ignores it and tells nobody.
    let script = r#"trap '' HUP; "$@"; echo $? > ended"#;
    let mut pty = toy::start_as(&["sh", "-c", script, "sh"], &[], (80, 24));
    pty.wait_for("ready");
    let finished = pty.file("finished");
    pty.close();
    let (_, took) = pty.ended();
    assert!(took < IN_TIME, "the end took {took:?}");
    assert!(finished.exists());
    assert_eq!(std::fs::read_to_string(pty.file("ended")).unwrap().trim(), "129");
}

#[test]
fn without_a_terminal_no_escape_byte_is_written() {
    let silent = |mut pty: Pty| {
        pty.wait_for("NoTerminal");
        assert_eq!(pty.ended().0, Ended::Code(4));
        assert!(!pty.bytes().contains(&0x1b));
    };
    silent(toy::start_as(&[], &[("TERM", "dumb")], (80, 24)));
    silent(toy::start_as(&["sh", "-c", r#""$@" < /dev/null"#, "sh"], &[], (80, 24)));
    silent(toy::start_as(&["sh", "-c", r#""$@" | cat; exit 4"#, "sh"], &[], (80, 24)));
}
