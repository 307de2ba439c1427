//! Computed columns, their explanations, accepted findings, drafts and pasted readings.

use crate::harness::Bench;

#[test]
fn the_most_urgent_is_selected_and_explains_itself() {
    let mut bench = Bench::demo();
    bench.keys("4").sees(">").sees("19 Nov").sees("triggers/database");
    bench.keys("x").sees("why Database").sees("The line through the readings reaches 200").keys("esc");
    // Of the cell under the cursor only.
    bench.keys("right right x").sees("limit").keys("esc esc");
    // Only the summary prints from where it is read.
    bench.keys("x P P").sees("is not the summary").keys("esc");
    bench.select("incidents/failed-release").keys("x").sees("nothing is computed of this row");
}

#[test]
fn what_is_computed_cannot_be_typed() {
    let mut bench = Bench::demo();
    bench.keys("4 right right e").sees("is computed and cannot be typed");
    // A cost that stands for a field is.
    bench.keys("2 right right right right e").sees("At 10x");
}

#[test]
fn costs_turn_to_money_and_back() {
    let mut bench = Bench::demo();
    bench.keys("2").sees("58 d").misses("31200").keys("m").sees("31200").misses("58 d").keys("m").sees("58 d");
    bench.keys("5 m").sees("only the data decisions");
}

#[test]
fn a_decision_is_pinned_and_drafted() {
    let mut bench = Bench::demo();
    bench.keys("2 G t | type:asked by the board | enter").sees("pinned");
    assert_eq!(bench.typed("models/retention", "pinned"), "asked by the board");
    bench.keys("g g t");
    bench.keys("2 D").sees("draft the decision").keys("enter").sees("is drafted as proposed");
    assert_eq!(bench.app.plan().decisions.len(), 2);
    bench.keys("u");
    assert_eq!(bench.app.plan().decisions.len(), 1);
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_comes_back() {
    let mut bench = Bench::demo();
    bench.keys("8").sees("error-budget").keys("I").sees("Reason").keys("type:known").keys("C-s");
    bench.misses("45 minutes failed");
    assert_eq!(bench.app.plan().waivers.len(), 1);
    bench.keys("u").sees("45 minutes failed");
}

#[test]
fn pasted_readings_are_one_step() {
    let mut bench = Bench::demo();
    bench.keys("4");
    bench.paste("2026-11-16\t196\n");
    bench.sees("readings of Database query p95: 1 new");
    assert_eq!(bench.typed("triggers/database", "metric"), "db-p95");
    bench.keys("u");
    bench.paste("2026-11-16\tmany\n");
    bench.sees("not taken: line 1");
    bench.keys("5");
    bench.paste("2026-11-16\t196\n");
    bench.sees("pasted where none is typed");
}

#[test]
fn the_outlook_says_what_bites_first() {
    let mut bench = Bench::demo();
    bench.keys("4 O").sees("What bites first").sees("12.5 % a week").keys("esc");
}
