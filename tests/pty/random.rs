//! Random keys, sizes and stops on a plan file: whatever they do, the file reads and the terminal comes back.

use std::time::Duration;

use rustix::process::Signal;

use crate::desk::Desk;
use crate::harness::Ended;

/// Esc as terminals send it that tell it apart from the start of a sequence.
const ESC: &str = "\x1b[27u";

/// Keys that go to one plan; then the next begins, so that a plan full of rows does not slow the rest down.
const ROUND: usize = 4_000;

/// Words that lead somewhere, more often than single letters would.
const WORDS: [&str; 24] = [
    "5a", "0e", "3a", "j", "k", "G", "gg", "dy", "dk", "e", "E", "u", "U", "Pm", "Pv", "yy", "so", "sd", ":", "f", "/",
    "1>>", "4r", "R",
];

const SPECIAL: [&str; 43] = [
    "\r",
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
    "\x1c",
    "\x1b[I",
    "\x1b[O",
    "\x1b[200~pasted \x1b[31m=\n;, text\x1b[201~",
    "\x1b[201~",
    "é",
    "漢",
    "👩‍💻",
    "\x1b[1;5C",
    "\x1bx",
    "\x1b[99;99R",
    "\x1b]11;rgb:0000/0000/0000\x07",
    "\x1b[<0;10;10M",
    "\x00",
    "\u{85}",
    "\x1b[",
    "\x1b[1;",
];

fn number(name: &str, unsaid: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(unsaid)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Keys that terminals send, and what is left of them on a bad line.
    fn a_key(&mut self) -> Vec<u8> {
        match self.below(12) {
            0..=2 => self.pick(&SPECIAL).into(),
            3 => ESC.into(),
            4 => self.pick(&WORDS).into(),
            // A byte of whatever sort, but for those that leave.
            5 => match self.below(256) as u8 {
                b'q' | b'Q' => b"\r".to_vec(),
                byte => vec![byte],
            },
            // A paste that does not end for a while.
            6 if self.below(100) == 0 => "\x1b[200~x=\u{202e}".into(),
            // A piece of a character.
            6 if self.below(4) == 0 => "👩‍💻漢é".as_bytes()[..1 + self.below(14)].to_vec(),
            _ => match b' ' + self.below(95) as u8 {
                b'q' | b'Q' => ESC.into(),
                byte => vec![byte],
            },
        }
    }
}

/// One plan under random keys, sizes and stops.
struct Round {
    desk: Desk,
    keys: usize,
    sizes: usize,
    stops: usize,
    interrupts: usize,
    /// A stop may be under way. It gives the terminal away for a moment, in which Ctrl-C is an interrupt as anywhere.
    stopping: bool,
}

/// The key that stops a program.
const STOP: u8 = 0x1a;

impl Round {
    fn start() -> Round {
        let desk = Desk::open(&[("EDITOR", "true")]);
        Round { desk, keys: 0, sizes: 0, stops: 0, interrupts: 0, stopping: false }
    }

    /// Sends some keys, and now and then a size or a stop, `often` of a thousand times.
    fn go_on(&mut self, dice: &mut Dice, often: usize) {
        let keys: Vec<Vec<u8>> = (0..1 + dice.below(20)).map(|_| dice.a_key()).collect();
        self.keys += keys.len();
        self.stopping |= keys.iter().any(|key| key.contains(&STOP));
        self.desk.pty.send(keys.concat());
        if dice.below(1000) < often {
            let (cols, rows) =
                [(1 + dice.below(200), 1 + dice.below(60)), (100, 30), (1, 1), (65535, 65535)][dice.below(4)];
            self.desk.pty.resize(cols as u16, rows as u16);
            self.sizes += 1;
        }
        if dice.below(200) == 0 && self.desk.pty.has_ended().is_none() {
            (self.stops, self.stopping) = (self.stops + 1, true);
            self.desk.pty.kill(Signal::STOP);
            self.desk.pty.send("jk");
            self.desk.pty.kill(Signal::CONT);
            self.desk.pty.kill(Signal::TSTP);
        }
        // Not faster than it is read: the keys would wait in memory.
        let all_read = dice.below(20) == 0;
        if all_read {
            self.desk.pty.settle();
        }
        self.again_if_it_left();
        self.stopping &= !all_read;
    }

    /// Some words lead out: then in again.
    #[track_caller]
    fn again_if_it_left(&mut self) {
        if let Some(ended) = self.desk.pty.has_ended() {
            self.assert_ended_well(&ended);
            self.desk.open_again();
            self.stopping = false;
        }
    }

    #[track_caller]
    fn assert_ended_well(&mut self, ended: &Ended) {
        let interrupted = ["Interrupt", "Quit"].iter().any(|name| *ended == Ended::Signal((*name).into()));
        let well = *ended == Ended::Code(0) || (interrupted && self.stopping);
        assert!(well, "{ended:?} after {} keys:\n{}", self.keys, self.desk.pty.screen());
        self.interrupts += usize::from(interrupted);
        self.desk.pty.assert_as_before();
        self.desk.assert_sound();
    }

    /// Out of whatever is open, and out.
    #[track_caller]
    fn leave(&mut self) {
        self.desk.pty.resize(100, 30);
        // A paste without its end is over after this, and a sequence, too.
        self.desk.pty.send("\x1b[201~");
        for _ in 0..40 {
            // What is only tried is dropped, what cannot be saved is left.
            for key in [ESC, "x", ESC, "q", "d", "l"] {
                self.desk.pty.send(key);
                std::thread::sleep(Duration::from_millis(30));
                if let Some(ended) = self.desk.pty.has_ended() {
                    self.assert_ended_well(&ended);
                    return;
                }
            }
        }
        panic!("there is no way out of\n{}", self.desk.pty.screen());
    }
}

/// `OUTGROW_KEYS` and `OUTGROW_RESIZES` say how many, `OUTGROW_KEYS_SEED` which.
#[test]
fn random_keys_leave_a_plan_that_reads_and_a_terminal_as_before() {
    let (keys, sizes) = (number("OUTGROW_KEYS", 2_000), number("OUTGROW_RESIZES", 40));
    let mut dice = Dice(number("OUTGROW_KEYS_SEED", 1) as u64);
    // About ten keys go between two throws for a size.
    let often = (sizes * 10_500 / keys.max(1)).clamp(1, 1000);
    let (mut sent, mut resized, mut stopped, mut interrupted) = (0, 0, 0, 0);
    while sent < keys || resized < sizes {
        let seed = dice.0;
        println!("OUTGROW_KEYS_SEED={seed}: {sent} keys, {resized} sizes, {stopped} stops so far");
        let mut round = Round::start();
        while round.keys < ROUND && (sent + round.keys < keys || resized + round.sizes < sizes) {
            round.go_on(&mut dice, often);
        }
        round.leave();
        println!("a plan of {} bytes came of it", round.desk.text().len());
        (sent, resized, stopped) = (sent + round.keys, resized + round.sizes, stopped + round.stops);
        interrupted += round.interrupts;
    }
    println!("{sent} keys, {resized} sizes, {stopped} stops, {interrupted} interrupts");
    // They come by chance and seldom: a program that stayed out of raw mode would have many.
    assert!(interrupted <= 3 + keys / 5_000, "{interrupted} interrupts");
}
