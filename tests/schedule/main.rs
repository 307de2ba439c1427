//! The timeline: worked figures, the laws every schedule keeps, and the search against brute force.

mod chart;
mod explained;
mod figures;
mod flaws;
mod juggler;
mod laws;
mod search;

#[path = "../support/mod.rs"]
mod support;

use outgrow::analysis::schedule::{
    DAY, Draws, Forecast, Network, Schedule, Shape, Trouble, View, forecast, level, weeks,
};
use outgrow::edit::{self, typed};
use outgrow::model::{Address, Day, Id, Plan};
use outgrow::register::{self, register};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the test")
}

/// A Monday.
fn today() -> Day {
    day("2026-11-16")
}

fn at(text: &str) -> Address {
    let (key, id) = text.split_once('/').expect("an address of the test");
    Address { register: register(key).expect("a register").key(), id: Id::parse(id).expect("an id") }
}

/// A plan of rows as they are typed: `REGISTER Name field=value`, or `product field=value`; a row that is there is
/// changed.
fn with(plan: &Plan, lines: &[&str]) -> Plan {
    let mut plan = plan.clone();
    for line in lines {
        let mut words = typed::words(line);
        let home = register(&words.remove(0)).expect("a register of the test");
        let edit = if home.is_product() {
            let changes = typed::assignments(home, &words).expect("assignments of the test");
            typed::set(&plan, &register::product(), &changes, today())
        } else if let Some(id) = Id::parse(&words[0]).filter(|id| home.get(&plan, id).is_some()) {
            let changes = typed::assignments(home, &words[1..]).expect("assignments of the test");
            typed::set(&plan, &Address { register: home.key(), id }, &changes, today())
        } else {
            let (name, changes) = typed::name_and_assignments(home, &words).expect("a row of the test");
            typed::add(&plan, home, &name, &changes, today()).map(|(_, edit)| edit)
        };
        let edit = edit.unwrap_or_else(|why| panic!("{line}: {why:?}"));
        plan = edit::apply(&plan, &edit).unwrap_or_else(|why| panic!("{line}: {why:?}"));
    }
    plan
}

fn plan(lines: &[&str]) -> Plan {
    with(&Plan::default(), lines)
}

fn template(name: &str) -> Plan {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/templates/{name}.ron"));
    outgrow::store::read::read(&std::fs::read(path).expect("a template")).expect("it reads").0
}

fn draws(runs: usize) -> Draws {
    Draws { runs, seed: 7, shape: Shape::Triangular, threads: 2 }
}

/// Network, schedule and forecast of a plan.
fn run(plan: &Plan, view: View, runs: usize) -> (Network, Schedule, Forecast) {
    let net = Network::of(plan, today(), view);
    let schedule = level(&net);
    let told = forecast(&net, &schedule, draws(runs));
    (net, schedule, told)
}

/// The ends of a row's placing, in working days.
fn placed(net: &Network, schedule: &Schedule, row: &str) -> (f64, f64) {
    let (start, end) = schedule.row(net, net.row(&at(row)).expect("a row of the test"));
    (start as f64 / DAY as f64, end as f64 / DAY as f64)
}

fn near(found: f64, wanted: f64, by: f64, what: &str) {
    assert!((found - wanted).abs() <= by, "{what}: {found:.3}, not {wanted} within {by}");
}

fn spread_near(told: &Forecast, wanted: [f64; 3], by: f64, what: &str) {
    let weeks = told.weeks;
    for (found, wanted) in [weeks.p10, weeks.p50, weeks.p90].into_iter().zip(wanted) {
        near(found, wanted, by, &format!("{what} {weeks:?}"));
    }
}
