//! When it breaks, until when it is cheap, what is owed and what was promised: one test for each feature, with a small plan and a result worked out by
//! hand, and the demo plan's worked figures.

mod checks;
mod columns;
mod data;
mod debt;
mod governance;
mod growth;
mod objectives;
mod triggers;

#[path = "../support/mod.rs"]
mod support;

use outgrow::analysis::checks::{Finding, State};
use outgrow::analysis::column::{self, Derived, Sight, Why};
use outgrow::analysis::data::Cost;
use outgrow::analysis::trend::{Dates, When};
use outgrow::analysis::triggers::Watch;
use outgrow::analysis::{Facts, World, facts};
use outgrow::edit::{self, typed};
use outgrow::model::{Id, Plan};
use outgrow::register::{self, register};

use support::day;

/// A plan of rows as they are typed: `REGISTER Name field=value`, or `product field=value`.
fn plan(lines: &[&str]) -> Plan {
    let mut plan = Plan::default();
    for line in std::iter::once(&"product name=Acme").chain(lines) {
        plan = with(&plan, line);
    }
    plan
}

/// A plan with one more row, or with the product changed.
fn with(plan: &Plan, line: &str) -> Plan {
    let mut words = typed::words(line);
    let home = register(&words.remove(0)).expect("a register of the test");
    let edit = if home.is_product() {
        let changes = typed::assignments(home, &words).expect("assignments of the test");
        typed::set(plan, &register::product(), &changes, day("2026-01-21"))
    } else {
        let (name, changes) = typed::name_and_assignments(home, &words).expect("a row of the test");
        typed::add(plan, home, &name, &changes, day("2026-01-21")).map(|(_, edit)| edit)
    };
    let edit = edit.unwrap_or_else(|why| panic!("{line}: {why:?}"));
    edit::apply(plan, &edit).unwrap_or_else(|why| panic!("{line}: {why:?}"))
}

fn on(plan: &Plan, today: &str) -> Facts {
    facts(plan, &World::on(day(today)))
}

fn template(name: &str) -> Plan {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/templates/{name}.ron"));
    outgrow::store::read::read(&std::fs::read(path).expect("a template")).expect("it reads").0
}

/// The demo plan and what follows from it on its day.
fn demo() -> (Plan, Facts) {
    let plan = template("demo");
    let facts = on(&plan, "2026-11-16");
    (plan, facts)
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id of the test")
}

fn watch<'f>(facts: &'f Facts, trigger: &str) -> &'f Watch {
    facts.triggers.get(&id(trigger)).expect("a trigger of the plan")
}

fn cost<'f>(facts: &'f Facts, model: &str) -> &'f Cost {
    facts.data.get(&id(model)).expect("a decision of the plan")
}

fn falls(text: &str) -> When {
    When::On(day(text))
}

/// The day of a date whose range is the day itself.
fn exactly(text: &str) -> Option<Dates> {
    Some(Dates::known(day(text)))
}

fn derived(facts: &Facts, register: &'static str, key: &str, row: &str) -> Derived {
    let column = column::of(register).find(|column| column.key == key).expect("a column");
    (column.get)(facts, &id(row))
}

fn why(plan: &Plan, today: &str, register: &'static str, key: &str, row: &str) -> Option<Why> {
    let world = World::on(day(today));
    let facts = facts(plan, &world);
    let column = column::of(register).find(|column| column.key == key).expect("a column");
    (column.explain)(&Sight { plan, world: &world, facts: &facts }, &id(row))
}

fn found<'f>(facts: &'f Facts, check: &str) -> Vec<&'f Finding> {
    facts.findings.iter().filter(|finding| finding.about.id == check).collect()
}

/// State, row and field of each finding of a check.
fn cited(facts: &Facts, check: &str) -> Vec<(State, String, &'static str)> {
    found(facts, check).into_iter().map(|f| (f.hit.state, f.hit.at.to_string(), f.hit.field)).collect()
}

fn waits(facts: &Facts, check: &str) -> bool {
    facts.waiting.iter().any(|waiting| waiting.about.id == check)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}
