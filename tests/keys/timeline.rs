//! The timeline's keys, and what-if over the whole workbench.

use crate::harness::Bench;
use crate::screens::hold;

#[test]
fn bars_are_walked_and_say_why_they_lie_where_they_do() {
    let mut bench = Bench::demo().patient();
    bench.keys("7").sees("[7 Time]").sees("half by 14 Dec").sees("Why then: Domain map");
    assert_eq!(bench.selected(), "phases/domain-map");
    bench.keys("j j j j").sees("Why then: Debt audit").sees("it waits until Domain map ends");
    assert_eq!(bench.selected(), "phases/debt-audit");
    // Enter reads the reasons, Esc goes back to the bars.
    bench.keys("enter").sees("(arrows").keys("esc").misses("(arrows");
    bench.keys("G");
    assert_eq!(bench.selected(), "tasks/search-engine");
    bench.keys("z").misses("Why then").keys("z").sees("Why then");
}

#[test]
fn the_chart_is_moved_scaled_and_narrowed() {
    let mut bench = Bench::demo().patient();
    bench.keys("7").sees("by day").sees("9 Nov").keys("-").sees("by week").keys("- -").sees("by month");
    bench.keys("+ + +").sees("by day").keys("l").misses(" 9 Nov ").sees("16 Nov").keys("h").sees("9 Nov");
    bench.sees("Team roadmap").keys("C").sees(", critical").misses("Team roadmap").sees("Debt audit");
    bench.keys("C").sees("Team roadmap");
    // What a list can do with its columns, bars cannot.
    bench.keys("o").sees("keeps its own order").keys("/").sees("keeps its own order");
    bench.keys(">").sees("Review phases 6  < >").keys("<").sees("Timeline 8  < >");
}

#[test]
fn rows_are_changed_from_the_chart() {
    let mut bench = Bench::demo().patient();
    bench.keys("7 j b").sees("After").keys("esc");
    bench.keys("s d");
    assert_eq!(bench.typed("phases/data-risks", "status"), "done");
    bench.keys("u").keys("e").sees("Data risks");
    bench.keys("esc").keys("d").sees("Remove");
    bench.keys("k");
    assert!(bench.has("phases/data-risks"));
}

#[test]
fn a_way_out_of_a_week_that_is_over_is_one_key() {
    let mut bench = Bench::demo().patient();
    bench.keys("7").sees("over 16 Nov: Nadia").sees("3 Raise Nadia");
    // A narrow screen cuts its sentence, so it is read first.
    bench.keys("3").sees("Raise Nadia Brandt from 35 to 55 %").keys("n");
    assert_eq!(bench.typed("people/nadia", "share"), "35");
    bench.keys("3 y");
    assert_eq!(bench.typed("people/nadia", "share"), "55");
    bench.keys("u").size(120, 36).keys("3");
    assert_eq!(bench.typed("people/nadia", "share"), "55");
    bench.size(80, 24);
    bench.keys("u");
    assert_eq!(bench.typed("people/nadia", "share"), "35");
    // Elsewhere the digits are screens again.
    bench.keys("0 3").sees("[3 Team]");
}

#[test]
fn what_moved_the_finish_is_said() {
    let mut bench = Bench::demo().patient();
    bench.size(120, 36).keys("7");
    // Three weeks more for the audit are three weeks later.
    let at = crate::harness::address("phases/debt-audit");
    let home = outgrow::register::register("phases").unwrap();
    let field = home.find("elapsed").unwrap();
    outgrow::tui::commands::set_field(&mut bench.app, &at, field, "5-6w".into()).unwrap();
    bench.keys("g g").sees("last edit").sees("Debt audit, 2-3w to 5-6w").sees("later");
}

#[test]
fn another_seed_tells_whether_the_dates_hold() {
    let mut bench = Bench::demo().patient();
    bench.keys("7 F").sees("from seed 8");
    assert_eq!(bench.typed("product/product", "seed"), "7");
}

#[test]
fn what_if_is_kept_as_one_step_or_dropped() {
    let mut bench = Bench::demo().patient();
    bench.keys("3 >").keys("W").sees("WHAT IF is on").sees("WHAT IF, not saved");
    bench.select("people/nadia");
    let share = || outgrow::register::register("people").unwrap().find("share").unwrap();
    let at = crate::harness::address("people/nadia");
    outgrow::tui::commands::set_field(&mut bench.app, &at, share(), "10".into()).unwrap();
    bench.keys("g g").sees("WHAT IF (W ends it): half by Mon 14 Dec > ");
    bench.size(200, 60).sees("target 100 of 100 > 0 of 100").size(80, 24);
    bench.keys("g W").sees("What it comes to").sees("share 35 -> 10").keys("esc");
    bench.keys("W").sees("go on").keys("g");
    assert!(bench.app.session.is_trial());
    bench.keys("W d").sees("dropped");
    assert_eq!(bench.typed("people/nadia", "share"), "35");
    bench.keys("W");
    outgrow::tui::commands::set_field(&mut bench.app, &at, share(), "10".into()).unwrap();
    bench.keys("W k").sees("kept: what-if: people/nadia");
    assert_eq!(bench.typed("people/nadia", "share"), "10");
    assert!(!bench.app.session.is_trial());
    bench.keys("u").sees("undone: what-if");
    assert_eq!(bench.typed("people/nadia", "share"), "35");
}

#[test]
fn leaving_in_the_middle_of_a_what_if_asks() {
    let mut bench = Bench::demo().patient();
    bench.keys("W q").sees("go on").sees("drop it").keys("esc");
    assert!(!bench.quit);
    bench.keys("q d");
    assert!(bench.quit);
}

#[test]
fn a_plan_for_reading_is_played_with_and_not_kept() {
    let mut bench = Bench::readonly().patient();
    bench.keys("5 s d").sees("reading only");
    bench.keys("W").keys("s d").misses("reading only");
    bench.keys("W").sees("drop it").misses("keep it").keys("d").sees("the plan is as it was");
}

#[test]
fn pictures() {
    let mut bench = Bench::demo().patient();
    bench.keys("7 j j j j");
    hold("timeline-80x24", bench.picture());
    hold("timeline-120x36", bench.size(120, 36).picture());
    hold("timeline-200x60", bench.size(200, 60).text());
    let mut bench = Bench::demo().patient();
    bench.keys("7 W 3");
    hold("what-if-80x24", bench.picture());
    bench.keys("W");
    hold("what-if-question", bench.text());
    bench.keys("g | g W");
    hold("what-if-all", bench.text());
}

#[test]
fn a_plan_without_work_says_where_it_begins() {
    Bench::empty().keys("7").sees("No phase or task is in the plan");
}
