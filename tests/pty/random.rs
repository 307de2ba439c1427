//! Random keys on a plan file: whatever they do, the file reads and the terminal comes back.

use std::time::Duration;

use crate::desk::Desk;
use crate::harness::Ended;

const KEYS: usize = 2_000;

/// Keys that terminals send: every letter and digit but q, signs, what moves, control keys, pastes, focus.
fn a_key(seed: &mut u64) -> String {
    let mut below = |n: u64| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % n
    };
    let special = [
        "\r",
        "\r",
        "\t",
        "\x7f",
        "\x1b[A",
        "\x1b[B",
        "\x1b[B",
        "\x1b[C",
        "\x1b[D",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[H",
        "\x1b[F",
        "\x1b[Z",
        "\x1b[3~",
        "\x1bOQ",
        "\x13",
        "\x12",
        "\x0e",
        "\x10",
        "\x15",
        "\x04",
        "\x0f",
        "\x03",
        "\x1a",
        "\x1b[I",
        "\x1b[O",
        "\x1b[200~pasted \x1b[31m=\n;, text\x1b[201~",
        "é",
        "漢",
        "👩‍💻",
        "\x1b[1;5C",
        "\x1bx",
        "\x1b[99;99R",
        "\x00",
        "\u{85}",
    ];
    match below(10) {
        0..=2 => special[below(special.len() as u64) as usize].to_string(),
        3 => "\x1b".to_string(),
        4 => ["0", "1", "2", "3", "4", "5", "6", "7", "8", "a", "e", "d", "y", ">", "/", "="][below(16) as usize]
            .to_string(),
        _ => loop {
            let c = char::from(b' ' + u8::try_from(below(95)).unwrap());
            if !matches!(c, 'q' | 'Q') {
                break c.to_string();
            }
        },
    }
}

#[test]
fn random_keys_leave_a_plan_that_reads_and_a_terminal_as_before() {
    let mut desk = Desk::open(&[("EDITOR", "true")]);
    let mut seed = std::env::var("OUTGROW_KEYS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("OUTGROW_KEYS_SEED={seed}");
    for n in 0..KEYS {
        let key = a_key(&mut seed);
        let alone = key == "\x1b";
        desk.pty.send(key);
        // Alone it is Esc; with what follows it could be another key.
        if alone || n % 16 == 0 {
            std::thread::sleep(Duration::from_millis(if alone { 30 } else { 5 }));
        }
        // Some words lead out: then in again.
        if let Some(ended) = desk.pty.has_ended() {
            assert_eq!(ended, Ended::Code(0), "after {n} keys:\n{}", desk.pty.screen());
            desk.pty.assert_as_before();
            desk.assert_sound();
            desk.open_again();
        }
    }
    leave(&mut desk);
    desk.pty.assert_as_before();
    desk.assert_sound();
}

/// Out of whatever is open, and out.
fn leave(desk: &mut Desk) {
    for _ in 0..20 {
        for key in ["\x1b", "x", "\x1b", "q"] {
            desk.pty.send(key);
            std::thread::sleep(Duration::from_millis(40));
            if let Some(ended) = desk.pty.has_ended() {
                assert_eq!(ended, Ended::Code(0), "{}", desk.pty.screen());
                return;
            }
        }
    }
    panic!("there is no way out of\n{}", desk.pty.screen());
}
