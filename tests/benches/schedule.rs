//! How long schedule and forecast take: `cargo bench --bench schedule`.
//!
//! Goals on two cores: 10,000 levelled runs of 60 tasks by 6 people 0.25 s, 10,000 bare runs of the six phases 20 ms.

use std::fmt::Write;

use divan::{Bencher, black_box};
use outgrow::analysis::schedule::{Draws, Network, Shape, View, forecast, level};
use outgrow::edit::{self, typed};
use outgrow::model::{Day, Plan};
use outgrow::register::register;

fn main() {
    divan::main();
}

const THREADS: usize = 2;

fn today() -> Day {
    Day::parse("2026-11-16").expect("a day")
}

fn add(plan: &Plan, line: &str) -> Plan {
    let mut words = typed::words(line);
    let home = register(&words.remove(0)).expect("a register");
    let (name, changes) = typed::name_and_assignments(home, &words).expect("a row");
    let (_, edit) = typed::add(plan, home, &name, &changes, today()).expect("an edit");
    edit::apply(plan, &edit).expect("a sound plan")
}

/// Sixty tasks of two to six days by six people of 35 to 100 %, each after up to two earlier ones.
fn sixty() -> Plan {
    let mut plan = Plan::default();
    for person in 0..6 {
        plan = add(&plan, &format!("people P{person} share={}", 35 + 13 * person));
    }
    for task in 0..60_usize {
        let mut line = format!("tasks T{task} effort={}/{}/{}d people=p{}", 2, 3 + task % 2, 6, task % 6);
        if task % 3 == 0 {
            let _ = write!(line, ",p{}", (task + 1) % 6);
        }
        if task >= 6 {
            let _ = write!(line, " after=t{},t{}", task - 6 + task % 3, task - 5 + task % 2);
        }
        plan = add(&plan, &line);
    }
    plan
}

fn blank() -> Plan {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates/blank.ron");
    outgrow::store::read::read(&std::fs::read(path).expect("a template")).expect("it reads").0
}

fn draws() -> Draws {
    Draws { runs: 10_000, seed: 7, shape: Shape::Triangular, threads: THREADS }
}

#[divan::bench]
fn levelled_runs_of_sixty_tasks(bencher: Bencher) {
    let net = Network::of(&sixty(), today(), View::People);
    let schedule = level(&net);
    bencher.bench_local(|| forecast(black_box(&net), &schedule, draws()).minutes);
}

#[divan::bench]
fn bare_runs_of_six_phases(bencher: Bencher) {
    let net = Network::of(&blank(), today(), View::Bare);
    let schedule = level(&net);
    bencher.bench_local(|| forecast(black_box(&net), &schedule, draws()).minutes);
}

#[divan::bench]
fn the_search_for_an_order_of_sixty_tasks(bencher: Bencher) {
    let net = Network::of(&sixty(), today(), View::People);
    bencher.bench_local(|| level(black_box(&net)).finish);
}

#[divan::bench]
fn the_network_of_sixty_tasks(bencher: Bencher) {
    let plan = sixty();
    bencher.bench_local(|| Network::of(black_box(&plan), today(), View::People).nodes.len());
}
