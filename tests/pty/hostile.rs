//! A plan full of hostile text on a real terminal: every byte that comes out is the program's own.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use outgrow::register::screens::SCREENS;
use outgrow::store::write::canonical;
use rustix::process::Signal;

use crate::desk::{OUTGROW, spawn};
use crate::emitted::assert_own;
use crate::harness::{Ended, Pty};
use crate::hostile_text::{plan, texts};

/// Esc as terminals send it that tell it apart from the start of a sequence.
const ESC: &str = "\x1b[27u";

/// Names of files and folders with everything that a name can hold.
const NAMES: [&[u8]; 3] = [
    b"esc\x1b]0;title\x07\x1b[2J\xff\xfe.ron",
    "\u{202e}nor.\u{2066}\u{200b}\u{e0041}\u{9b}31m".as_bytes(),
    b"line\nbreak\r\ttab.ron",
];

/// A plan file full of hostile text in a folder with a hostile name.
fn hostile_file(name: &[u8], text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join(OsStr::from_bytes(name));
    std::fs::create_dir(&inner).unwrap();
    let path = inner.join(OsStr::from_bytes(name));
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn hostile_plan() -> String {
    canonical(&plan(&texts()), &Default::default())
}

#[test]
fn every_screen_of_a_hostile_plan_writes_only_the_programs_own_bytes() {
    let (_folder, path) = hostile_file(NAMES[0], &hostile_plan());
    let mut pty = spawn(&[], &[Path::new("-f"), &path], &[("EDITOR", "\u{1b}[31mno-such\u{202e}-editor")]);
    pty.wait_for("Do next");
    for screen in &SCREENS {
        pty.step(&screen.digit.to_string());
        for _ in 0..=screen.registers.len() {
            on_this_list(&mut pty);
            pty.step(">");
        }
    }
    everywhere(&mut pty);
    // What was typed half is thrown away, and the next key leaves.
    for _ in 0..4 {
        pty.step(ESC);
        pty.step("x");
    }
    pty.step(ESC);
    pty.send("Q");
    assert_eq!(pty.ended().0, Ended::Code(0), "{}", pty.screen());
    pty.assert_as_before();
    let text = assert_own(&pty.bytes());
    // What is looked for has been on the screen.
    for seen in ["␛[31mred␛]0;title␇", "�2J�0;title", "�thgir ot tfel", "漢字", "␛]52;c;", "esc␛]0;title␇", "no-such"]
    {
        assert!(text.contains(seen), "{seen} was not seen");
    }
}

/// What can be seen and opened on a list.
fn on_this_list(pty: &mut Pty) {
    for keys in [
        "G", "k", "k", "\x1b[6~", "gg", "p", "p", "z", "j", ESC, "\t", "G", "\t", ESC, "j", "l", "l", "e", ESC, "x",
        ESC, ESC, "E", "o", ESC, "g", ESC, "s", ESC, "y", ESC, "gf", ESC, "j", "e", "\x1b[6~", "\x1b[6~", "\x1b[A",
        "\t", "\x1b[C", "z", ESC, "x", "d", ESC, "/", "x", ESC, "\r", ESC, "a", "x", "\x1b[B", "\x1b[C", ESC, ESC, "x",
        ESC,
    ] {
        pty.step(keys);
    }
}

/// What lies over every screen.
fn everywhere(pty: &mut Pty) {
    for keys in [
        "5", "f", "x", "\x1b[B", "\x1b[A", ESC, ":", "@x", ESC, "?", "?", "x", ESC, "?", "Pv", "\x1b[6~", "\x1b[6~",
        "G", ESC, "1", "j", "S", "u", "U", "*", "d", ESC, "*", "u", "E", "2", "j", "\r", "0", "j", "j", "\r", ESC, "x",
        ESC, "0", "e", "\x1b[6~", ESC, "x", "8", "j", "\r", ESC, "x", "R", "w", "y", ESC, "gx", "j", "k", ESC, ESC,
    ] {
        pty.step(keys);
    }
}

#[test]
fn hostile_text_typed_pasted_and_refused_stays_text() {
    let (_folder, path) = hostile_file(NAMES[1], &hostile_plan());
    let mut pty = spawn(&[], &[Path::new("-f"), &path], &[]);
    pty.wait_for("Do next");
    for text in texts() {
        let text = text.replace("\x1b[201~", "");
        let paste = format!("\x1b[200~{text}\x1b[201~");
        for open in ["5a", "5/", ":", "f", "5jlle", "3a", "0e", "4jr"] {
            pty.step(open);
            pty.step(&paste);
            pty.step("\r");
            for way_out in [ESC, "x", ESC, "x", ESC] {
                pty.step(way_out);
            }
        }
    }
    pty.kill(Signal::TERM);
    assert_eq!(pty.ended().0, Ended::Signal("Terminated".into()));
    pty.assert_as_before();
    assert_own(&pty.bytes());
}

#[test]
fn commands_and_errors_on_a_terminal_write_only_their_own_bytes() {
    for (name, from, to) in [
        (NAMES[0], "", ""),
        (NAMES[1], "product: (", "product: ( nonsense: \"\u{1b}]0;x\u{7}\u{202e}\","),
        (NAMES[2], "format: 1,", "format: 1,\n<<<<<<< \u{1b}[31mHEAD\u{9b}2J"),
    ] {
        let (_folder, path) = hostile_file(name, &hostile_plan().replacen(from, to, 1));
        for words in [
            &["list", "debts"][..],
            &["show", "map"],
            &["show", "debts/x0"],
            &["status", "-v"],
            &["print"],
            &["list", "\u{1b}[31m"],
            &["set", "debts/x0", "class=\u{1b}]52;c;AA==\u{7}"],
            &["rm", "debts/x0", "--no-input"],
            &["init"],
            &[],
        ] {
            let words: Vec<&Path> = [Path::new("-f"), &path].into_iter().chain(words.iter().map(Path::new)).collect();
            let mut pty = spawn(&[], &words, &[]);
            if words.len() == 2 && to.is_empty() {
                pty.wait_for("Do next");
                pty.send("q");
            }
            println!("{words:?}");
            let ended = pty.ended().0;
            assert!(!matches!(ended, Ended::Code(101) | Ended::Signal(_)), "{words:?}: {ended:?}");
            pty.settle();
            assert_own(&pty.bytes());
        }
    }
}

#[test]
fn a_question_about_a_hostile_row_steers_nothing() {
    let (_folder, path) = hostile_file(NAMES[0], &hostile_plan());
    let words = [Path::new("-f"), &path, Path::new("rm"), Path::new("people/x1")];
    let mut pty = spawn(&[], &words, &[]);
    pty.wait_for("[y/N]");
    pty.send("n\n");
    assert_eq!(pty.ended().0, Ended::Code(130), "{} does not ask", OUTGROW);
    pty.settle();
    assert_own(&pty.bytes());
}
