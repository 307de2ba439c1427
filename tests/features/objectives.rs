//! Objectives: minutes that may fail, minutes that did, and parts that must add up.

use outgrow::analysis::objectives::{self, KeptKind};

use super::*;

const UP: [&str; 2] = ["metrics Up role=uptime unit=%", "objectives Uptime metric=up target=99.9 window=30d"];

fn kept(lines: &[&str], today: &str, objective: &str) -> KeptKind {
    let rows = [&UP[..], lines].concat();
    let facts = on(&plan(&rows), today);
    objectives::get(&facts.objectives, &id(objective)).expect("an objective").kind.clone()
}

/// 30 days of 1440 minutes, a thousandth of them: 43.2. 20 are used, 23.2 are left; at 20 in 30 days they last 34.8
/// days: 34 after 1 March.
#[test]
fn g14_an_error_budget_runs_out_at_the_windows_rate() {
    let KeptKind::Budget { allowed, used, exhausted, .. } =
        kept(&["incidents Down at=2026-02-20 minutes=20"], "2026-03-01", "uptime")
    else {
        panic!("no budget")
    };
    assert!(close(allowed, 43.2), "{allowed}");
    assert_eq!((used, exhausted), (20.0, Some(day("2026-04-04"))));
    let KeptKind::Budget { exhausted, used, .. } = kept(&[], "2026-03-01", "uptime") else { panic!("no budget") };
    assert_eq!((used, exhausted), (0.0, None), "nothing failed");
}

/// It runs out with the incident that takes the sum over 43.2: 26, then 19 more.
#[test]
fn g14_a_budget_that_is_used_up_names_the_day() {
    let lines = ["incidents Late at=2026-02-20 minutes=19", "incidents Early at=2026-02-10 minutes=26"];
    let KeptKind::Budget { used, exhausted, .. } = kept(&lines, "2026-03-01", "uptime") else { panic!("no budget") };
    assert_eq!((used, exhausted), (45.0, Some(day("2026-02-20"))));
}

/// Thirty days back from 1 March: 31 January counts, 30 January does not, and neither does tomorrow.
#[test]
fn g14_the_window_lies_behind_today() {
    for (at, minutes) in [("2026-01-30", 0.0), ("2026-01-31", 7.0), ("2026-03-01", 7.0), ("2026-03-02", 0.0)] {
        let incident = format!("incidents Down at={at} minutes=7");
        let KeptKind::Budget { used, .. } = kept(&[&incident], "2026-03-01", "uptime") else { panic!("no budget") };
        assert_eq!(used, minutes, "{at}");
    }
}

#[test]
fn g14_an_incident_counts_for_its_objective() {
    let other = "objectives Other metric=up target=99.5";
    let lines = [other, "incidents Down at=2026-02-20 minutes=7 objective=other"];
    let used = |lines: &[&str], objective: &str| match kept(lines, "2026-03-01", objective) {
        KeptKind::Budget { used, .. } => used,
        kind => panic!("{kind:?}"),
    };
    assert_eq!((used(&lines, "other"), used(&lines, "uptime")), (7.0, 0.0));
    // It names none, and there is more than one: nobody knows whose it is.
    let lines = [other, "incidents Down at=2026-02-20 minutes=7"];
    assert_eq!((used(&lines, "other"), used(&lines, "uptime")), (0.0, 0.0));
}

#[test]
fn g14_the_parts_of_a_latency_add_up() {
    let lines = |queue: u32| {
        [
            "metrics Latency role=latency-api unit=ms".to_string(),
            "objectives Answer metric=latency target=500".to_string(),
            "objectives Database target=200 part_of=answer".to_string(),
            format!("objectives Queue target={queue} part_of=answer"),
        ]
    };
    let facts = |queue: u32| on(&plan(&lines(queue).each_ref().map(String::as_str)), "2026-03-01");
    let parts = |queue: u32| objectives::get(&facts(queue).objectives, &id("answer")).expect("it").kind.clone();
    assert_eq!(parts(300), KeptKind::Parts { limit: 500.0, sum: 500.0, parts: 2 });
    assert_eq!(cited(&facts(300), "latency-parts"), []);
    assert_eq!(cited(&facts(301), "latency-parts"), [(State::Act, "objectives/answer".to_string(), "target")]);
}

#[test]
fn nothing_may_fail_at_a_hundred_percent() {
    let lines = ["objectives Always metric=up target=100", "incidents Down at=2026-02-20 minutes=1 objective=always"];
    let KeptKind::Budget { allowed, exhausted, .. } = kept(&lines, "2026-03-01", "always") else { panic!("no budget") };
    assert_eq!((allowed, exhausted), (0.0, Some(day("2026-02-20"))));
}

#[test]
fn the_demos_budget_and_latency_are_overdrawn() {
    let (_, facts) = demo();
    let kind = |objective: &str| objectives::get(&facts.objectives, &id(objective)).expect("it").kind.clone();
    let KeptKind::Budget { allowed, used, exhausted, .. } = kind("uptime") else { panic!("no budget") };
    assert!(close(allowed, 43.2));
    assert_eq!((used, exhausted), (45.0, Some(day("2026-11-07"))));
    assert_eq!(kind("api-latency"), KeptKind::Parts { limit: 500.0, sum: 700.0, parts: 2 });
    assert_eq!(cited(&facts, "error-budget").len(), 1);
    assert_eq!(cited(&facts, "latency-parts"), [(State::Act, "objectives/api-latency".to_string(), "target")]);
}
