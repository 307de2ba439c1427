//! The domain map and who knows what: the figure's properties, what is computed of the map and of knowledge, and the demo
//! plan's worked figures.

mod checks;
mod figure;
mod knowledge;
mod map;
mod team;

#[path = "../support/mod.rs"]
mod support;

use outgrow::analysis::{Facts, World, facts};
use outgrow::edit::{self, typed};
use outgrow::model::{Id, Plan};
use outgrow::register::{self, register};

use support::day;

/// A plan of rows as they are typed: `REGISTER Name field=value`, or `product field=value`.
fn plan(lines: &[&str]) -> Plan {
    lines.iter().fold(with(&Plan::default(), "product name=Acme"), |plan, line| with(&plan, line))
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

/// The demo plan and what follows from it on its day.
fn demo() -> (Plan, Facts) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates/demo.ron");
    let plan = outgrow::store::read::read(&std::fs::read(path).expect("a template")).expect("it reads").0;
    let facts = on(&plan, "2026-11-16");
    (plan, facts)
}

fn id(text: &str) -> Id {
    Id::parse(text).expect("an id of the test")
}

fn words(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(Id::as_str).collect()
}
