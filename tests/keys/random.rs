//! Any keys at any size: nothing panics, the plan reads back, undo leads to where it began.

use std::collections::BTreeMap;

use outgrow::model::Plan;
use outgrow::store::{read::read, write::canonical};
use outgrow::tui::command;
use outgrow::tui::keys::{Chord, sequence};
use proptest::prelude::*;

use crate::harness::{Bench, template};
use crate::support::{cases, sized};

/// Every chord that some command hears, and what people type.
fn chords() -> Vec<Chord> {
    let mut all: Vec<Chord> = command::all().flat_map(|c| c.keys.iter().flat_map(|keys| sequence(keys))).collect();
    all.sort_by_key(Chord::to_string);
    all.dedup();
    // Leaving, stopping and printing touch what lies outside.
    all.retain(|chord| !["P", "C-z", "C-s"].contains(&chord.to_string().as_str()));
    all.extend("abc xyz019=,./!<>\"é漢\u{301}\u{200d}👩".chars().map(|c| Chord {
        code: crossterm::event::KeyCode::Char(c),
        ctrl: false,
        alt: false,
    }));
    all.extend(["delete", "insert", "f5", "C-w", "C-k", "C-left"].iter().filter_map(|key| Chord::parse(key)));
    all
}

/// The keys of one walk.
const WALK: usize = 120;

const SIZES: [(u16, u16); 11] =
    [(80, 24), (80, 24), (80, 24), (120, 36), (40, 10), (39, 9), (1, 1), (41, 11), (200, 60), (500, 200), (500, 300)];

/// So many walks of each sort; `OUTGROW_KEYS` says how many keys there are in all walks over the shipped plans.
fn walks(unsaid: u32) -> ProptestConfig {
    let keys = std::env::var("OUTGROW_KEYS").ok().and_then(|keys| keys.parse::<u32>().ok());
    // Walks are of any length up to the longest.
    let walks = keys.map_or(unsaid, |keys| keys / WALK as u32);
    ProptestConfig { cases: walks.max(1), ..cases(1) }
}

fn big() -> Plan {
    sized(7, &BTreeMap::from([("debts", 2000), ("domains", 20), ("people", 8), ("knowledge", 30)]), 40)
}

fn walk(plan: Plan, keys: &[usize], sizes: &[usize]) {
    let chords = chords();
    let mut bench = Bench::plan_of(plan.clone());
    for (n, key) in keys.iter().enumerate() {
        if n % 12 == 0 {
            let (width, height) = SIZES[sizes[n / 12 % sizes.len()] % SIZES.len()];
            bench.size(width, height);
        }
        bench.chord(chords[key % chords.len()]);
    }
    bench.size(80, 24);
    // What is only tried leaves nothing.
    bench.app.session.drop_trial();
    let now = bench.plan().clone();
    let text = canonical(&now, &Default::default());
    let again = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{}\n{text}", flaw.message)).0;
    assert_eq!(again, now);
    while bench.app.session.undo(false).is_some() {}
    assert_eq!(*bench.plan(), plan);
}

fn keys(most: usize) -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0usize..1000, 0..most)
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0usize..SIZES.len(), 1..10)
}

proptest! {
    #![proptest_config(walks(16))]

    #[test]
    fn over_the_demo(keys in keys(WALK), sizes in sizes()) {
        walk(template("demo"), &keys, &sizes);
    }

    #[test]
    fn over_a_blank_plan(keys in keys(WALK), sizes in sizes()) {
        walk(template("blank"), &keys, &sizes);
    }
}

proptest! {
    #![proptest_config(cases(2))]

    #[test]
    fn over_two_thousand_rows(keys in keys(50), sizes in sizes()) {
        walk(big(), &keys, &sizes);
    }
}
