//! How long the core takes, with plans of 500 and 10,000 rows: `cargo bench --bench core`.
//!
//! Goals at 10,000 rows: load 50 ms, a filter keystroke 5 ms, facts 25 ms (2 ms at 500), a merge of 500 edits a side
//! 300 ms.

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use outgrow::analysis::{World, checks, debt, facts, governance};
use outgrow::diff::diff;
use outgrow::edit::{Edit, apply, typed};
use outgrow::merge::merge;
use outgrow::model::value::Value;
use outgrow::model::{Address, Comments, Plan};
use outgrow::query::{Query, haystack};
use outgrow::register::{REGISTERS, register};
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use outgrow::text::Raw;

fn main() {
    divan::main();
}

/// So many rows over all registers, as they may stand in a real plan: many debts and tasks, few people.
fn mixed(rows: usize) -> Plan {
    let share = [
        ("debts", 25),
        ("tasks", 20),
        ("knowledge", 12),
        ("domains", 8),
        ("links", 8),
        ("metrics", 5),
        ("triggers", 4),
        ("decisions", 4),
        ("incidents", 4),
        ("features", 4),
        ("people", 3),
        ("flags", 2),
        ("answers", 1),
    ];
    let sizes: BTreeMap<&str, usize> = share.iter().map(|(key, percent)| (*key, rows * percent / 100)).collect();
    support::sized(7, &sizes, 35)
}

static PLANS: LazyLock<[(usize, Plan); 2]> = LazyLock::new(|| [500, 10_000].map(|rows| (rows, mixed(rows))));

fn plan(rows: usize) -> &'static Plan {
    &PLANS.iter().find(|(size, _)| *size == rows).expect("a size of the benches").1
}

/// All rows in one register.
static DEBTS: LazyLock<Plan> =
    LazyLock::new(|| support::sized(7, &BTreeMap::from([("debts", 10_000), ("people", 20), ("domains", 40)]), 35));

const SIZES: [usize; 2] = [500, 10_000];

#[divan::bench(args = SIZES)]
fn load(bencher: Bencher<'_, '_>, rows: usize) {
    let text = canonical(plan(rows), &Comments::default());
    bencher.counter(BytesCount::of_str(&text)).bench(|| read(black_box(text.as_bytes())));
}

#[divan::bench(args = SIZES)]
fn write(bencher: Bencher<'_, '_>, rows: usize) {
    let size = BytesCount::of_str(&canonical(plan(rows), &Comments::default()));
    bencher.counter(size).bench(|| canonical(black_box(plan(rows)), &Comments::default()));
}

#[divan::bench(args = SIZES)]
fn computed_facts(bencher: Bencher<'_, '_>, rows: usize) {
    let world = World::on(support::today());
    bencher.bench(|| facts(black_box(plan(rows)), &world));
}

/// Parts of the facts by themselves.
#[divan::bench(args = SIZES)]
fn facts_of_debts(bencher: Bencher<'_, '_>, rows: usize) {
    let (plan, world) = (plan(rows), World::on(support::today()));
    let known = facts(plan, &world);
    bencher.bench(|| debt::debts(black_box(plan), &world, &known.growth, &known.triggers));
}

#[divan::bench(args = SIZES)]
fn facts_of_governance(bencher: Bencher<'_, '_>, rows: usize) {
    let (plan, world) = (plan(rows), World::on(support::today()));
    let known = facts(plan, &world);
    bencher.bench(|| governance::governance(black_box(plan), &world, &known));
}

#[divan::bench(args = SIZES)]
fn facts_of_checks(bencher: Bencher<'_, '_>, rows: usize) {
    let (plan, world) = (plan(rows), World::on(support::today()));
    let known = facts(plan, &world);
    bencher.bench(|| checks::verdict(black_box(plan), &world, &known));
}

fn name_of_a_debt(plan: &Plan) -> Edit {
    let at = Address { register: "debts", id: plan.debts.nth(plan.debts.len() / 2).expect("a row").id.clone() };
    Edit::Put { at, field: "name", value: Value::Text(Raw::from("Another name")) }
}

#[divan::bench(args = SIZES)]
fn one_edit(bencher: Bencher<'_, '_>, rows: usize) {
    let edit = name_of_a_debt(plan(rows));
    bencher.bench(|| apply(black_box(plan(rows)), &edit).is_ok());
}

#[divan::bench(args = SIZES)]
fn one_link_more(bencher: Bencher<'_, '_>, rows: usize) {
    let tasks = &plan(rows).tasks;
    let (first, last) = (tasks.nth(0).expect("a row"), tasks.nth(tasks.len() - 1).expect("a row"));
    let at = Address { register: "tasks", id: last.id.clone() };
    let text = format!("after+={}", first.id);
    let home = register("tasks").expect("a register");
    let changes = typed::assignments(home, &[text]).expect("a change");
    bencher.bench(|| typed::set(black_box(plan(rows)), &at, &changes, support::today()).is_ok());
}

#[divan::bench(args = SIZES)]
fn a_rename(bencher: Bencher<'_, '_>, rows: usize) {
    let at = Address { register: "people", id: plan(rows).people.nth(0).expect("a row").id.clone() };
    bencher.bench(|| typed::rename(black_box(plan(rows)), &at, "another").is_ok());
}

#[divan::bench]
fn a_thousand_rows_removed() -> bool {
    let plan = plan(10_000);
    let rows: Vec<Address> =
        plan.debts.iter().take(1000).map(|row| Address { register: "debts", id: row.id.clone() }).collect();
    typed::remove(black_box(plan), &rows).is_ok()
}

#[divan::bench(args = SIZES)]
fn difference_of_one_edit(bencher: Bencher<'_, '_>, rows: usize) {
    let before = plan(rows);
    let after = apply(before, &name_of_a_debt(before)).expect("a name");
    bencher.bench(|| diff(black_box(before), black_box(&after)));
}

#[divan::bench(args = SIZES)]
fn difference_of_files(bencher: Bencher<'_, '_>, rows: usize) {
    // Read twice, nothing is shared.
    let before = plan(rows);
    let after = read(canonical(before, &Comments::default()).as_bytes()).expect("own bytes").0;
    bencher.bench(|| diff(black_box(before), black_box(&after)));
}

/// A plan after so many edits of any sort.
fn edited(base: &Plan, seed: u64, edits: usize) -> Plan {
    let mut dice = support::Dice::new(seed);
    let mut plan = base.clone();
    for _ in 0..edits {
        let edit = support::edit(&mut dice, &plan);
        plan = apply(&plan, &edit).unwrap_or(plan);
    }
    plan
}

/// As from three files: nothing is shared. The goal is 300 ms.
#[divan::bench]
fn merge_10k_500(bencher: Bencher<'_, '_>) {
    let again = |plan: &Plan| read(canonical(plan, &Comments::default()).as_bytes()).expect("own bytes").0;
    let base = plan(10_000);
    let (ours, theirs) = (again(&edited(base, 1, 500)), again(&edited(base, 2, 500)));
    let base = again(base);
    bencher.bench(|| merge(black_box(&base), black_box(&ours), black_box(&theirs)));
}

/// As in an undo: what did not change is shared.
#[divan::bench]
fn merge_of_shared_plans(bencher: Bencher<'_, '_>) {
    let base = plan(10_000);
    let (ours, theirs) = (edited(base, 1, 20), apply(base, &name_of_a_debt(base)).expect("a name"));
    bencher.bench(|| merge(black_box(base), black_box(&ours), black_box(&theirs)));
}

/// A keystroke in the filter of a register with 10,000 rows, the rows' texts at hand.
#[divan::bench(args = ["refunds größe", "class=discovered", "effort>3d refunds", "zzz"])]
fn filter_key(bencher: Bencher<'_, '_>, query: &str) {
    let home = register("debts").expect("a register");
    let texts: Vec<String> = home.rows(&DEBTS).map(|row| haystack(home, row)).collect();
    bencher.bench(|| {
        let query = Query::parse(home, &(), black_box(query), support::today()).expect("a query");
        home.rows(&DEBTS).zip(&texts).filter(|(row, text)| query.holds(*row, text, &())).count()
    });
}

/// The first keystroke: the rows' texts are put together.
#[divan::bench]
fn filter_first_key() -> usize {
    let home = register("debts").expect("a register");
    let query = Query::parse(home, &(), "refunds", support::today()).expect("a query");
    home.rows(&DEBTS).filter(|row| query.holds(*row, &haystack(home, *row), &())).count()
}

#[divan::bench]
fn every_cell_asked_for() -> usize {
    let plan = plan(10_000);
    let cells = |home: &'static dyn outgrow::register::Register| {
        home.rows(plan).map(move |row| (0..home.field_count()).filter(|at| !row.cell(*at).get().is_empty()).count())
    };
    REGISTERS.iter().flat_map(|home| cells(*home)).sum()
}
