//! Terminals of every size, and those that lie about it.

use std::time::Duration;

use crate::desk::{Desk, spawn};

/// What a screen of the largest size that is drawn may take, with everything else the program needs: kB.
const MEMORY: u64 = 120_000;

#[test]
fn a_terminal_that_lies_about_its_size_takes_no_memory_for_it() {
    let mut desk = Desk::open(&[]);
    for (cols, rows) in
        [(u16::MAX, u16::MAX), (u16::MAX, 1), (1, u16::MAX), (0, 0), (0, u16::MAX), (1, 1), (500, 300), (501, 301)]
    {
        desk.pty.resize(cols, rows);
        for keys in ["5", "Pv", "\x1b[27u", "??", "?", ":", "\x1b[27u", "0"] {
            desk.pty.step(keys);
        }
    }
    if let Some(memory) = desk.pty.memory() {
        println!("memory: {memory} kB");
        assert!(memory < MEMORY, "{memory} kB");
    }
    desk.pty.resize(100, 30);
    desk.pty.wait_for("Do next");
    desk.quit();
}

#[test]
fn every_size_is_drawn_and_the_smallest_can_be_left() {
    for size in [(1, 1), (2, 1), (1, 2), (39, 10), (40, 9), (40, 10), (u16::MAX, u16::MAX)] {
        let mut pty = spawn(&[], &["demo".as_ref()], &[]);
        pty.wait_for("Do next");
        pty.resize(size.0, size.1);
        pty.step("5");
        if (size.0 < 40 || size.1 < 10) && size.0 > 12 {
            pty.wait_for("too small");
        }
        pty.send("q");
        assert_eq!(pty.ended().0, crate::harness::Ended::Code(0));
        pty.assert_as_before();
    }
}

#[test]
fn a_command_on_a_terminal_that_lies_writes_no_more_for_it() {
    let mut pty = spawn(&["sh", "-c", "stty cols 65535 rows 65535; \"$@\"", "sh"], &["--help".as_ref()], &[]);
    pty.ended();
    let desk = Desk::open(&[]);
    for words in [&["show", "home"][..], &["list", "phases"], &["status"], &["print"]] {
        let plan = desk.path();
        let words: Vec<&std::path::Path> =
            ["-f".as_ref(), plan.as_path()].into_iter().chain(words.iter().map(|word| word.as_ref())).collect();
        let mut pty = spawn(&["sh", "-c", "stty cols 65535 rows 65535; \"$@\"", "sh"], &words, &[]);
        assert_eq!(pty.ended().0, crate::harness::Ended::Code(0));
        pty.settle();
        assert!(pty.bytes().len() < 200_000, "{words:?} writes {} bytes", pty.bytes().len());
    }
}

/// How many sizes a storm has; `OUTGROW_RESIZES` says another number.
fn storm() -> u32 {
    std::env::var("OUTGROW_RESIZES").ok().and_then(|count| count.parse().ok()).unwrap_or(200)
}

#[test]
fn a_storm_of_sizes_ends_at_the_last_and_takes_no_key_away() {
    let mut desk = Desk::open(&[]);
    desk.pty.send("5a");
    desk.pty.wait_for("new debt");
    let mut seed = 17_u32;
    let mut typed = String::new();
    for n in 0..storm() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (cols, rows) = match seed >> 28 {
            0 => (1, 1),
            1 => (u16::MAX, u16::MAX),
            _ => (1 + (seed >> 8) as u16 % 220, 1 + (seed >> 20) as u16 % 70),
        };
        desk.pty.resize(cols, rows);
        if n % 4 == 0 {
            let letter = char::from(b'a' + (seed >> 16) as u8 % 26);
            typed.push(letter);
            desk.pty.send(letter.to_string());
        }
        std::thread::sleep(Duration::from_micros(u64::from(seed % 3000)));
    }
    desk.pty.resize(100, 30);
    desk.pty.send("\r");
    desk.pty.wait_for("added debts/");
    desk.wait_saved();
    desk.quit();
    assert!(desk.text().contains(&format!("name: \"{typed}\"")));
    desk.assert_sound();
}
