//! Every screen and everything that lies over it, at every small size and some large ones.

use crate::harness::Bench;

/// What lies over a screen, or fills it in another way: the keys that lead there.
const STATES: [&str; 28] = [
    "5 z",
    "8 z",
    "5 tab G",
    "0 tab",
    "5 p",
    "5 l l l",
    "5 ?",
    "0 ? ?",
    ":",
    "8 : | type:debts",
    "0 f",
    "5 f | type:x",
    "0 P",
    "P v",
    "5 P v G",
    "0 g",
    "5 o",
    "5 s",
    "5 y",
    "5 a",
    "5 a | type:Refunds by hand class=",
    "5 /",
    "5 / | type:x=",
    "5 d",
    "5 e pgdn pgdn",
    "5 l l e",
    "4 r",
    "0 e | type:x | esc",
];

fn states() -> impl Iterator<Item = String> {
    (0..9).map(|digit| digit.to_string()).chain(STATES.map(String::from))
}

#[test]
fn a_screen_too_small_says_so_in_as_many_letters_as_it_has() {
    for keys in states() {
        let mut bench = Bench::demo();
        bench.keys(&keys);
        for width in 1..=40 {
            for height in 1..=12 {
                bench.size(width, height);
                let small = width < 40 || height < 10;
                let lines = bench.lines();
                let said = lines.concat().replace(' ', "");
                let sentence = format!("toosmall({width}x{height}),need40x10;planissafe.qquits");
                assert_eq!(sentence.starts_with(&said) && !said.is_empty(), small, "{keys}: {lines:?}");
                // Where all of it fits, all of it is there.
                assert!(!small || usize::from(width) * usize::from(height) < 120 || said == sentence, "{lines:?}");
            }
        }
    }
}

#[test]
fn every_state_is_drawn_at_every_size() {
    for (n, keys) in states().enumerate() {
        let mut bench = Bench::demo();
        bench.keys(&keys);
        let step = if std::env::var_os("OUTGROW_TIMES").is_some() { 1 } else { 7 };
        for width in (40..=130).step_by(step) {
            for height in [10, 11, 12, 13, 17, 24] {
                bench.size(width, height).misses("too small");
            }
        }
        bench.size(500, 10).misses("too small");
        bench.size(40, 300).misses("too small");
        if n % 6 == 0 {
            bench.size(500, 300).misses("too small");
        }
    }
}

#[test]
fn keys_are_heard_at_any_size() {
    for (width, height) in [(1, 1), (1, 12), (40, 1), (39, 9), (40, 10), (130, 40)] {
        for keys in states() {
            let mut bench = Bench::demo();
            bench.size(width, height).keys(&keys).keys("down up pgdn pgup home end left right tab S-tab enter esc");
        }
    }
}
