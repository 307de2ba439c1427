//! Random plans, values and edits, the same for the same seed. Plans keep every rule unless said otherwise.
//!
//! Taken in with `#[path = "../support/mod.rs"] mod support;`.
#![allow(dead_code)]

pub mod hostile;

use std::collections::{BTreeMap, BTreeSet};

use outgrow::edit::{Edit, typed};
use outgrow::model::field::About;
use outgrow::model::value::{Kind, Value};
use outgrow::model::{Address, Day, DayRange, Id, Lag, Link, Money, Plan, Span, Tie, Unit};
use outgrow::register::{REGISTERS, Register, references, register, rules};
use outgrow::session::Session;
use outgrow::text::Raw;

/// Settings of a property: so many cases, `OUTGROW_TIMES` as many when that is set; short shrinking, nothing
/// written beside the tests.
pub fn cases(cases: u32) -> proptest::test_runner::Config {
    let times = std::env::var("OUTGROW_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let cases = cases.saturating_mul(times);
    proptest::test_runner::Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Default::default() }
}

/// How many rounds: as the variable says, where it is set.
pub fn rounds(variable: &str, unset: usize) -> usize {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(unset)
}

/// Waits until a session's writer is done with all that it was given, however busy the machine is.
pub fn flush(session: &mut Session) {
    // Each waits a second at the most, and no time at all once the writer is done.
    (0..60).for_each(|_| session.flush());
}

/// A source of chance that gives the same throws for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// SplitMix64.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.word() % n.max(1) as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the test")
}

pub fn today() -> Day {
    day("2026-11-21")
}

pub fn at(text: &str) -> Address {
    let (key, id) = text.split_once('/').expect("REGISTER/ID");
    Address { register: register(key).expect("a register").key(), id: Id::parse(id).expect("an id") }
}

/// Pieces that try what a file, a screen and a command line may trip over.
const PIECES: &[&str] = &[
    "Refunds",
    "by hand",
    "Größe",
    "漢字",
    "👩‍💻",
    "\"quoted\"",
    "it's",
    "back\\slash",
    "// no comment",
    "/* nor this */",
    "<<<<<<< ours",
    "=======",
    "r#\"raw\"#",
    "a=b",
    "a,b;c",
    "x\u{202e}y",
    "\u{1b}[31m",
    "\u{7f}",
    "tab\there",
    "{}[]()",
    "e\u{301}",
    "100 %",
    "\u{200d}",
    "note:",
    "\u{feff}",
    "$HOME",
    "'",
    "\u{2028}",
    "नमस्ते",
    "-",
    "+1",
];

/// One line of text, never empty and with no blanks at its ends.
pub fn text(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..1 + dice.below(4)).map(|_| *dice.pick(PIECES)).collect();
    let text = words.join(" ");
    match text.trim() {
        "" => "x".to_string(),
        text => text.to_string(),
    }
}

fn number(dice: &mut Dice, about: &About) -> f64 {
    let (low, high) = about.range.unwrap_or((0.0, 100_000.0));
    let share = dice.below(1001) as f64 / 1000.0;
    let n = low + (high - low) * share;
    // Some whole, some with decimals, none outside.
    if dice.chance(50) { n.round() } else { (n * 100.0).floor() / 100.0 }.clamp(low, high)
}

fn a_day(dice: &mut Dice) -> Day {
    today().plus(dice.below(1500) as i64 - 500).expect("a day near today")
}

fn span(dice: &mut Dice) -> Span {
    let unit = *dice.pick(&[Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::Months, Unit::Years]);
    let mut parts: Vec<f64> = (0..3).map(|_| dice.below(40) as f64 / 4.0).collect();
    parts.sort_by(f64::total_cmp);
    match dice.below(3) {
        0 => Span { min: parts[0], mode: None, max: parts[0], unit },
        1 => Span { min: parts[0], mode: None, max: parts[2], unit },
        _ => Span { min: parts[0], mode: Some(parts[1]), max: parts[2], unit },
    }
}

/// A value of a kind that may stand in this field of this row: references name rows that are there, and
/// point backwards where circles are looked for. `Nothing` where there is no row to point at.
pub fn value(dice: &mut Dice, plan: &Plan, about: &About, kind: Kind, own: &Address) -> Value {
    let some = |dice: &mut Dice| 1 + dice.below(3);
    let forward = rules::can_circle(own.register, about.key);
    let target = |dice: &mut Dice, key: &str| -> Option<Id> {
        let home = register(key)?;
        let n = home.len(plan);
        let row = home.nth(plan, dice.below(n))?;
        (!forward || key != own.register || *row.id() < own.id).then(|| row.id().clone())
    };
    let address = |dice: &mut Dice, among: &[&'static str]| -> Option<Address> {
        let home = register(among[dice.below(among.len())]).expect("a register");
        let n = home.len(plan);
        Some(Address { register: home.key(), id: home.nth(plan, dice.below(n))?.id().clone() })
    };
    let n = some(dice);
    let value = match kind {
        Kind::Id => Value::Id(own.id.clone()),
        Kind::Text => Value::Text(Raw::from(text(dice))),
        Kind::Prose => {
            let mut lines: Vec<Raw> =
                (0..n + 2).map(|_| Raw::from(if dice.chance(25) { String::new() } else { text(dice) })).collect();
            lines.push(Raw::from(text(dice)));
            Value::Prose(lines)
        }
        Kind::Choice(words) => Value::Choice(words[dice.below(words.len())]),
        Kind::Flag => Value::Flag(dice.chance(50)),
        Kind::Whole => Value::Whole(number(dice, about) as i64),
        Kind::Number => Value::Number(number(dice, about)),
        Kind::Money => Value::Money(Money(dice.below(100_000_000) as i64 - 1000)),
        Kind::Day => Value::Day(a_day(dice)),
        Kind::Days => Value::Days((0..n).map(|_| a_day(dice)).collect()),
        Kind::Ranges => Value::Ranges(
            (0..n)
                .map(|_| {
                    let first = a_day(dice);
                    DayRange { first, last: first.plus(dice.below(20) as i64).expect("near") }
                })
                .collect(),
        ),
        Kind::Span => Value::Span(span(dice)),
        Kind::Series => {
            Value::Series((0..n).map(|_| (a_day(dice), number(dice, about))).collect::<BTreeMap<Day, f64>>())
        }
        Kind::Log => Value::Log((0..n).map(|_| (a_day(dice), Raw::from(text(dice)))).collect::<BTreeMap<Day, Raw>>()),
        Kind::Texts => Value::Texts((0..n).map(|_| Raw::from(text(dice))).collect()),
        Kind::Ref(key) => target(dice, key).map_or(Value::Nothing, Value::Ref),
        Kind::Refs(key) => Value::Refs((0..n).filter_map(|_| target(dice, key)).collect()),
        Kind::Links(key) => Value::Links(
            (0..n)
                .filter_map(|_| {
                    let tie = *dice.pick(&[Tie::FS, Tie::SS, Tie::FF]);
                    let n = dice.below(20) as f64 / 2.0;
                    let amount = Span { min: n, mode: None, max: n, unit: *dice.pick(&[Unit::Days, Unit::Weeks]) };
                    let lag = dice.chance(50).then(|| Lag { early: dice.chance(30), span: amount });
                    target(dice, key).map(|to| Link { to, tie, lag })
                })
                .collect(),
        ),
        Kind::Address => {
            let keys: Vec<&'static str> = REGISTERS.iter().map(|home| home.key()).collect();
            address(dice, &keys).map_or(Value::Nothing, Value::Address)
        }
        Kind::Addresses(among) => Value::Addresses((0..n).filter_map(|_| address(dice, among)).collect()),
    };
    value.settled()
}

/// A random plan with up to `rows` rows in each register, fields filled with a chance of `density` percent.
pub fn plan(seed: u64, rows: usize, density: usize) -> Plan {
    let sizes: BTreeMap<&str, usize> = REGISTERS.iter().map(|home| (home.key(), rows)).collect();
    sized(seed, &sizes, density)
}

/// A random plan with so many rows in each register; of keyed ones as many as there are different keys for.
pub fn sized(seed: u64, sizes: &BTreeMap<&str, usize>, density: usize) -> Plan {
    let mut dice = Dice::new(seed);
    let dice = &mut dice;
    let mut plan = Plan::default();
    let size = |home: &dyn Register| sizes.get(home.key()).copied().unwrap_or(0);
    for home in REGISTERS.iter().filter(|home| !home.is_keyed() && !home.is_product()) {
        let mut taken = BTreeSet::new();
        let mut made = Vec::new();
        for _ in 0..size(*home) {
            let name = text(dice);
            let id = Id::slug(&name, home.about().singular).free(|id| taken.contains(id));
            taken.insert(id.clone());
            let mut row = home.blank(&id);
            row.slot(home.find("name").expect("a register without keys has names"))
                .put(Value::Text(Raw::from(name)))
                .expect("a name is text");
            made.push(row);
        }
        home.fill(&mut plan, made);
    }
    for home in REGISTERS.iter().filter(|home| home.is_keyed()) {
        let mut made = BTreeMap::new();
        for _ in 0..size(*home) {
            let mut row = home.blank(&Id::default());
            for field in (0..home.field_count()).filter(|at| home.field(*at).key_part) {
                let own = Address { register: home.key(), id: Id::default() };
                let read = value(dice, &plan, home.field(field), home.kind(field), &own);
                row.slot(field).put(read).expect("a value of the field's kind");
            }
            row.rekey();
            if Id::parse(row.id().as_str()).is_some() {
                made.insert(row.id().clone(), row);
            }
        }
        home.fill(&mut plan, made.into_values().collect());
    }
    for home in REGISTERS {
        let kinds: Vec<Kind> = (0..home.field_count()).map(|field| home.kind(field)).collect();
        let mut filled = Vec::new();
        for row in home.rows(&plan) {
            let own = Address { register: home.key(), id: row.id().clone() };
            let mut row = row.boxed();
            for (field, kind) in kinds.iter().enumerate() {
                let about = home.field(field);
                let fixed = about.key_part || about.key == "id" || (about.key == "name" && !home.is_product());
                if !fixed && dice.chance(density) {
                    let read = value(dice, &plan, about, *kind, &own);
                    if read != Value::Nothing {
                        row.slot(field).put(read).expect("a value of the field's kind");
                    }
                }
            }
            filled.push(row);
        }
        if home.is_product() {
            filled.into_iter().for_each(|row| home.put(&mut plan, row));
        } else {
            home.fill(&mut plan, filled);
        }
    }
    mended(plan)
}

/// The plan with every field that breaks a rule emptied, and rows without their key fields taken out.
pub fn mended(mut plan: Plan) -> Plan {
    for _ in 0..50 {
        let broken: Vec<_> = rules::breaches(&plan).into_iter().filter(|breach| breach.rule.refuses()).collect();
        if broken.is_empty() {
            return plan;
        }
        for breach in broken {
            let home = register(breach.at.register).expect("a register");
            let field = home.find(breach.field).expect("the field that mends it");
            if home.is_product() && breach.field == "name" {
                let mut row = home.nth(&plan, 0).expect("the product").boxed();
                row.slot(field).put(Value::Text("Product".into())).expect("a name is text");
                home.put(&mut plan, row);
            } else if home.field(field).key_part {
                plan = references::without(&plan, std::slice::from_ref(&breach.at));
            } else if let Some(row) = home.get(&plan, &breach.at.id) {
                let mut row = row.boxed();
                row.slot(field).put(home.default_of(field)).expect("a default of the field's kind");
                home.put(&mut plan, row);
            }
        }
    }
    panic!("the plan cannot be mended: {:?}", rules::breaches(&plan));
}

/// A row of the plan by chance; `None` where it has none besides the product.
pub fn some_row(dice: &mut Dice, plan: &Plan) -> Option<Address> {
    let all: Vec<Address> = REGISTERS
        .iter()
        .filter(|home| !home.is_product())
        .flat_map(|home| home.rows(plan).map(|row| Address { register: home.key(), id: row.id().clone() }))
        .collect();
    (!all.is_empty()).then(|| dice.pick(&all).clone())
}

/// A put of a fitting value on a field of a random row.
pub fn put(dice: &mut Dice, plan: &Plan) -> Edit {
    let at = some_row(dice, plan).filter(|_| dice.chance(90)).unwrap_or_else(outgrow::register::product);
    let home = register(at.register).expect("a register");
    let fields: Vec<usize> =
        (0..home.field_count()).filter(|f| home.field(*f).key != "id" && !home.field(*f).key_part).collect();
    let field = *dice.pick(&fields);
    let about = home.field(field);
    let read = if dice.chance(15) && !about.required {
        Value::Nothing
    } else {
        value(dice, plan, about, home.kind(field), &at)
    };
    Edit::Put { at, field: about.key, value: read }
}

/// An edit of any sort, as a person could make it; it may be refused.
pub fn edit(dice: &mut Dice, plan: &Plan) -> Edit {
    match dice.below(10) {
        0..=4 => put(dice, plan),
        5 => Edit::Several((0..1 + dice.below(4)).map(|_| put(dice, plan)).collect()),
        6 => some_row(dice, plan)
            .and_then(|at| typed::remove(plan, &[at]).ok())
            .unwrap_or_else(|| Edit::Several(Vec::new())),
        7 => some_row(dice, plan)
            .and_then(|at| typed::rename(plan, &at, &format!("renamed-{}", dice.below(1000))).ok())
            .unwrap_or_else(|| Edit::Several(Vec::new())),
        8 => {
            let homes: Vec<_> = REGISTERS.iter().filter(|home| !home.is_keyed() && !home.is_product()).collect();
            let home = **dice.pick(&homes);
            typed::add(plan, home, &text(dice), &[], today()).map_or(Edit::Several(Vec::new()), |(_, edit)| edit)
        }
        // Often refused: something may point at it.
        _ => some_row(dice, plan).map_or(Edit::Several(Vec::new()), |at| Edit::Remove { at }),
    }
}
