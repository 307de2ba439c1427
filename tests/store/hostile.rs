use outgrow::model::Comments;
use outgrow::store::read::read;
use outgrow::store::walk::{Event, walk};
use outgrow::store::write::canonical;
use proptest::prelude::*;

use crate::support::{self, Dice, cases};

/// Whatever the bytes are: an error with a place inside the text, or a plan whose text is a fixed point.
fn withstand(bytes: &[u8]) {
    match read(bytes) {
        Ok((plan, comments)) => {
            let once = canonical(&plan, &comments);
            let (back, kept) =
                read(once.as_bytes()).unwrap_or_else(|flaw| panic!("own bytes do not read: {flaw:?}\n{once}"));
            assert!(back == plan, "own bytes read as another plan\n{once}");
            assert_eq!(canonical(&back, &kept), once, "own bytes are no fixed point");
            // Nothing that is computed from a plan as it may stand in a file goes wrong either.
            let _ = outgrow::register::rules::breaches(&plan);
        }
        Err(flaw) => {
            assert!(!flaw.message.is_empty());
            if let Some(place) = flaw.place {
                assert!(place.line >= 1 && place.column >= 1);
                assert!(place.bytes.start <= place.bytes.end && place.bytes.end <= bytes.len());
                if let Ok(text) = std::str::from_utf8(bytes) {
                    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                    assert!(text.get(place.bytes.clone()).is_some(), "{place:?} is inside a character");
                }
            }
        }
    }
}

const DEMO: &str = include_str!("../../assets/templates/demo.ron");
const EXAMPLE: &str = include_str!("example.ron");

/// What a hand, a merge or an attacker puts into a file.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "'",
    "//",
    "/*",
    "*/",
    "#",
    "r#\"",
    "\"#",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{0}",
    "\u{1b}[2J",
    "\u{202e}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{200e}",
    "é",
    "漢",
    "👩‍💻",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "-0.0",
    "0x10",
    "1_000",
    "99999999999999999999",
    "true",
    "None",
    "Some(1)",
    "()",
    "[[[[",
    "((((",
    "<<<<<<< ours\n",
    "\n=======\n",
    "\n>>>>>>> theirs\n",
    "id: \"ana\",",
    "name: \"\",",
    "note: \"\",",
    "guess: true,",
    "after: [\"a\", \"a:SS+1w\"],",
    "\"2026-02-29\"",
    "\"2026-11-21\": 1,",
    "b\"x\"",
    "\\u{202e}",
    "\\x00",
    "\\\n",
    "format: 1,",
    "format: 2,",
    "people: [],",
    "owner: \"nobody\",",
    "#![enable(unwrap_newtypes)]",
    "#![enable(unwrap_variant_newtypes)]",
];

fn mutated(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(7) {
            0 => bytes.insert(at.min(bytes.len()), dice.word() as u8),
            1 if !bytes.is_empty() => drop(bytes.remove(at.min(bytes.len() - 1))),
            2 if !bytes.is_empty() => {
                let at = at.min(bytes.len() - 1);
                bytes[at] ^= 1 << dice.below(8);
            }
            3 => {
                let piece = dice.pick(PIECES).as_bytes().to_vec();
                bytes.splice(at..at, piece);
            }
            4 => bytes.truncate(at),
            5 => {
                // A piece of the file once more, elsewhere.
                let from = dice.below(bytes.len() + 1);
                let to = (from + dice.below(200)).min(bytes.len());
                let piece = bytes[from..to].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let to = (at + dice.below(80)).min(bytes.len());
                bytes.drain(at..to);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn a_mutated_plan_is_refused_or_read_for_good(seed: u64) {
        let mut dice = Dice::new(seed);
        let text = if dice.chance(70) { EXAMPLE } else { DEMO };
        withstand(&mutated(text, &mut dice));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_mutated_plan_with_everything_in_it(seed: u64) {
        let mut dice = Dice::new(seed);
        let text = canonical(&support::plan(seed, 1, 70), &Comments::default());
        for _ in 0..10 {
            withstand(&mutated(&text, &mut dice));
        }
    }

    #[test]
    fn any_bytes_are_withstood(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        withstand(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn the_walk_goes_through_any_text(text in any::<String>(), seed: u64) {
        let mut dice = Dice::new(seed);
        let pieces: String = (0..dice.below(40)).map(|_| *dice.pick(PIECES)).collect();
        for text in [text.clone(), pieces.clone(), format!("{pieces}{text}{pieces}")] {
            let mut last = 0;
            walk(&text, |event| match event {
                Event::Spot(_, at) => {
                    assert!(text.is_char_boundary(at) && at >= last, "spots come in the order of the text");
                    last = at;
                }
                Event::Value(_, start, end) => assert!(text.get(start..end).is_some_and(|v| !v.is_empty())),
                Event::Comment(comment, _) => assert!(comment.starts_with("//") || comment.starts_with("/*")),
            });
            withstand(format!("(format: 1, {text})").as_bytes());
        }
    }
}

#[test]
fn every_prefix_of_a_plan_is_refused_with_a_place() {
    let bytes = EXAMPLE.as_bytes();
    for end in (0..bytes.len() - 2).step_by(7) {
        let found = read(&bytes[..end]);
        assert!(found.is_err(), "cut at {end}");
        withstand(&bytes[..end]);
    }
}
