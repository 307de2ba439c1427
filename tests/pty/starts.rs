//! Starts that fail: the terminal is as before, and a sentence says why.

use std::path::Path;

use crate::desk::{Desk, spawn};
use crate::harness::{Ended, Pty};

fn behind(script: &str, words: &[&str]) -> Pty {
    let words: Vec<&Path> = words.iter().map(Path::new).collect();
    spawn(&["sh", "-c", script, "sh"], &words, &[])
}

#[test]
fn a_system_that_gives_nothing_leaves_the_terminal_as_it_was() {
    let (mut worked, mut refused) = (0, 0);
    for files in 3..24 {
        let mut pty = behind(&format!("ulimit -n {files}; \"$@\"; echo ended $?."), &["demo"]);
        pty.wait_that("a screen or an end", |screen| screen.contains("Do next") || screen.contains("ended"));
        // Where a screen is drawn there may be nothing left for reading keys.
        pty.send("q");
        pty.wait_for("ended");
        pty.ended();
        pty.assert_as_before();
        let screen = pty.screen();
        assert!(!screen.contains("mistake of its own"), "{screen}");
        worked += usize::from(screen.contains("ended 0."));
        refused += usize::from(screen.contains("error: ") && screen.contains("ended 4."));
    }
    println!("{worked} starts, {refused} refusals");
    assert!(worked > 0 && refused > 0);
}

#[test]
fn closed_streams_are_no_terminal() {
    for redirect in
        ["<&-", ">&-", "<&- >&-", "<&- >&- 2>&-", "< /dev/null", "> /dev/null", "< /dev/zero", "> /dev/full"]
    {
        for words in [&["demo"][..], &[]] {
            let mut pty = behind(&format!("\"$@\" {redirect}; echo ended $?."), words);
            pty.wait_for("ended 4.");
            pty.ended();
            pty.settle();
            pty.assert_as_before();
            let text = String::from_utf8(pty.bytes()).unwrap();
            assert!(!text.contains("\x1b[?") && !text.contains("panicked"), "{redirect}: {}", text.escape_debug());
            assert!(redirect.contains("2>") || text.contains("outgrow show home"), "{redirect}: {text}");
        }
    }
}

#[test]
fn a_dumb_terminal_and_pipes_get_no_escape_byte() {
    let desk = Desk::open(&[]);
    for script in [
        "TERM=dumb; export TERM; \"$@\"; echo ended $?.",
        "\"$@\" 2>&1 < /dev/null | cat; echo ended 4.",
        "NO_COLOR=1; export NO_COLOR; \"$@\" < /dev/null; echo ended $?.",
        "NO_COLOR=1; export NO_COLOR; echo q | \"$@\"; echo ended $?.",
    ] {
        let path = desk.path();
        for words in [&["demo"][..], &["-f", path.to_str().unwrap()]] {
            let mut pty = behind(script, words);
            pty.wait_for("ended 4.");
            pty.ended();
            pty.settle();
            assert!(!pty.bytes().contains(&0x1b), "{script}: {}", pty.screen());
            assert!(pty.screen().contains("outgrow show home"), "{script}: {}", pty.screen());
        }
    }
}

#[test]
fn an_unknown_terminal_is_drawn_on_and_left() {
    for term in ["", "unknown", "vt100", "\u{1b}[31m"] {
        let mut pty = spawn(&[], &["demo".as_ref()], &[("TERM", term)]);
        pty.wait_for("Do next");
        pty.send("q");
        assert_eq!(pty.ended().0, Ended::Code(0));
        pty.assert_as_before();
    }
}
