use outgrow::model::Comments;
use outgrow::model::value::Value;
use outgrow::store::read::read;
use outgrow::store::walk::{Event, walk};
use outgrow::store::write::canonical;
use outgrow::text::show;
use proptest::prelude::*;

use crate::laws;
use crate::support::{self, Dice, cases};

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
    "'\"'",
    "\u{2029}",
    "\u{200f}",
    "r#name",
    "r\"",
    "#![type = \"x\"]",
    "#![enable(unwrap_newtypes)]",
    "#![enable(unwrap_variant_newtypes)]",
];

fn mutated(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(8) {
            7 if !bytes.is_empty() => {
                let other = dice.below(bytes.len());
                bytes.swap(at.min(other), other);
            }
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
        laws::load(&mutated(text, &mut dice));
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_mutated_plan_with_everything_in_it(seed: u64) {
        let mut dice = Dice::new(seed);
        let text = canonical(&support::plan(seed, 1, 70), &Comments::default());
        for _ in 0..10 {
            laws::load(&mutated(&text, &mut dice));
        }
    }

    #[test]
    fn any_bytes_are_withstood(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        laws::load(&bytes);
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
            laws::load(format!("(format: 1, {text})").as_bytes());
        }
    }
}

/// Files that take a reader which looks twice at what it saw hours instead of moments, or one that calls itself
/// its stack.
#[test]
fn nothing_takes_more_time_or_stack_than_its_size() {
    let many = cases(30_000).cases as usize;
    let deep = 10 * many;
    let debt = |fields: &str| format!("(format: 1, debts: [(id: \"a\", name: \"A\", {fields})])");
    let each = |row: &dyn Fn(usize) -> String| (0..many).map(row).collect::<String>();
    let day = |n: usize| format!("\"{:04}-{:02}-{:02}\": 1,", 1000 + n / 336 % 8000, 1 + n / 28 % 12, 1 + n % 28);
    let hashes = "#".repeat(many);
    for text in [
        "(".repeat(deep),
        "(a:".repeat(many),
        format!("(format: 1, debts: {}", "[".repeat(deep)),
        format!("(format: 1, debts: [{}", "(debts: [".repeat(many)),
        debt(&format!("note: {}", "Some(".repeat(many))),
        debt(&format!("note: {}", "(".repeat(deep))),
        "/*".repeat(1_000_000),
        format!("{}{}(format: 1)", "/*".repeat(1_000_000), "*/".repeat(1_000_000)),
        format!("(format: 1)//{}", "/".repeat(deep)),
        debt(&format!("document: r{}", "#".repeat(deep))),
        debt(&format!("document: r{hashes}\"{}\"{hashes}", "\"".repeat(deep))),
        debt(&format!("document: r{hashes}\"{}\"{hashes}", "\"###".repeat(many))),
        debt(&format!("document: \"{}", "\\".repeat(deep + 1))),
        debt(&format!("hazard: {}", "1".repeat(deep))),
        debt(&format!("hazard: 0.{}1", "0".repeat(deep))),
        debt(&"name: \"b\",".repeat(many)),
        format!("(format: 1, {}: 1)", "a-".repeat(deep)),
        format!("(format: 1, debts: [{}, (id: 5)])", each(&|n| format!("(id: \"d{n}\"), // {n}\n"))),
        format!("(format: 1, debts: [{}, (id: \"d0\")])", each(&|n| format!("(id: \"d{n}\"),"))),
        format!("(format: 1, metrics: [(id: \"m\", name: \"M\", readings: {{{}{}}})])", each(&day), day(many - 1)),
        debt(&format!("note: [{}]", each(&|n| format!("\"{n}\",/* {n} */")))),
        debt(&format!("note: [{}]", each(&|n| format!("// {n}\n\"{n}\",\n")))),
        format!("{}(format: 1)", "//\n".repeat(deep)),
        format!("(debts: [{}], format: 2)", each(&|n| format!("(id: \"d{n}\"),"))),
        "<<<<<<< a\n=======\n>>>>>>> b\n".repeat(many),
        format!("/*\n{}*/(format: 1)", "=======\n".repeat(many)),
        format!("<<<<<<< a\n||||||| b\n{}=======\n>>>>>>> c\n", "<<<<<<< d\n".repeat(many)),
    ] {
        laws::load(text.as_bytes());
    }
}

#[test]
fn what_lies_just_within_the_limits_is_read() {
    let long = "x".repeat(8 << 20);
    assert!(read(format!("(format: 1, debts: [(id: \"a\", document: \"{long}\")])").as_bytes()).is_ok());
    let rows: String = (0..200_000).map(|n| format!("(id:\"d{n}\"),")).collect();
    let (plan, _) = read(format!("(format: 1, debts: [{rows}])").as_bytes()).unwrap();
    assert_eq!(plan.debts.len(), 200_000);
    let mut whole = b"(format: 1)".to_vec();
    whole.resize(64 << 20, b' ');
    assert!(read(&whole).is_ok());
    whole.push(b' ');
    assert!(read(&whole).unwrap_err().message.as_str().contains("64 MB"));
}

/// What `cat`, `less` and `git diff` show of a file is what it holds, and git takes no line of it for a marker.
fn is_safe_to_show(text: &str) {
    for line in text.lines() {
        for c in line.chars().filter(|c| *c != '\t') {
            assert_eq!(show(c.to_string()).as_str(), c.to_string(), "{:x} steers who reads it", c as u32);
        }
        assert!(!line.contains('\t') || line.trim_start().starts_with("//"), "{line:?}");
        assert!(!line.starts_with(['<', '=', '>', '|', '+', '-', '%']), "{line:?}");
    }
}

#[test]
fn every_character_of_a_text_is_safe_in_the_file() {
    let all: Vec<char> = (1..=0x10ffff).filter_map(char::from_u32).collect();
    for chars in all.chunks(0x4000) {
        let line: String = chars.iter().filter(|c| !matches!(c, '\n' | '\r')).collect();
        let mut plan = outgrow::model::Plan::default();
        let home = outgrow::register::register("debts").unwrap();
        let mut row = home.blank(&outgrow::model::Id::parse("a").unwrap());
        row.slot(home.find("note").unwrap()).put(Value::Prose(vec![line.into(), "<<<<<<< x".into()])).unwrap();
        home.put(&mut plan, row);
        let text = canonical(&plan, &Comments::default());
        is_safe_to_show(&text);
        assert!(read(text.as_bytes()).unwrap().0 == plan);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn whatever_a_plan_and_its_comments_hold_is_safe_in_the_file(seed: u64, comment in any::<String>()) {
        let mut dice = Dice::new(seed);
        let text = canonical(&support::plan(seed, 2, 60), &Comments::default());
        is_safe_to_show(&text);
        let comment = comment.replace("*/", "").replace("/*", "").replace('\0', "");
        let mut commented = String::new();
        for line in text.lines() {
            if dice.chance(20) {
                let piece = dice.pick(PIECES).replace("*/", "").replace("/*", "").replace('\0', "");
                commented.push_str(&format!("/*\n<<<<<< {piece}\n{comment}\n=======\n+++++++\n*/ // {piece}\n"));
            }
            commented.push_str(&format!("{line}\n"));
        }
        if let Ok((plan, comments)) = read(commented.as_bytes()) {
            is_safe_to_show(&canonical(&plan, &comments));
            laws::load(commented.as_bytes());
        }
    }
}

/// A file that is refused is left as it was, in every byte and in what the folder says of it.
#[test]
fn a_refused_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    let mut dice = Dice::new(7);
    let mut refused = 0;
    for _ in 0..cases(60).cases {
        let bytes = mutated(EXAMPLE, &mut dice);
        std::fs::write(&path, &bytes).unwrap();
        let before = std::fs::metadata(&path).unwrap();
        let found = outgrow::store::load(&mut outgrow::store::disk::RealDisk, &path);
        refused += u32::from(found.is_err());
        let after = std::fs::metadata(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    assert!(refused > 10);
}

#[test]
fn every_prefix_of_a_plan_is_refused_with_a_place() {
    let bytes = EXAMPLE.as_bytes();
    for end in (0..bytes.len() - 2).step_by(7) {
        let found = read(&bytes[..end]);
        assert!(found.is_err(), "cut at {end}");
        laws::load(&bytes[..end]);
    }
}
