//! The team's way through the stages.

use outgrow::analysis::World;
use outgrow::analysis::roadmap::{Lags, Roadmap, roadmap};

use super::{demo, on, plan};
use crate::support::day;

/// Three are here: nadia, tomasz, ines. 10,000 users come on 20 May 2027; eight weeks of search and six of ramp before
/// it are 98 days: 11 Feb. By then ines is gone and the platform engineer there.
#[test]
fn the_demo_hires_by_february_for_growth() {
    let (plan, facts) = demo();
    let today = day("2026-11-16");
    let map = roadmap(&plan, &World::on(today), &facts.growth);
    assert_eq!((map.by_users.as_ref().map(|id| id.as_str()), map.heads), (Some("mvp"), 3));
    assert_eq!((map.by_heads.as_ref().map(|id| id.as_str()), map.lags), (Some("mvp"), Some(Lags::Neither)));
    let order: Vec<&str> = map.stages.iter().map(|step| step.stage.as_str()).collect();
    assert_eq!(order, ["mvp", "early-scale", "growth", "scale"]);
    let growth = &map.stages[2];
    assert_eq!(growth.enters.and_then(|dates| dates.p50.day()), Some(day("2027-05-20")));
    assert_eq!(growth.hire_by, Some(day("2027-02-11")));
    assert_eq!((growth.search, growth.ramp, growth.heads), (56.0, 42.0, 3));
    // Early scale comes on 23 Nov 2026 with three here of five: hiring for it had to begin long ago.
    let next = map.next().expect("a stage ahead");
    assert_eq!((next.stage.as_str(), next.missing), ("early-scale", Some(2)));
    assert_eq!(next.enters.and_then(|dates| dates.p50.day()), Some(day("2026-11-23")));
    assert!(Roadmap::is_late(next, today) && !Roadmap::is_late(growth, today));
}

#[test]
fn users_ahead_of_heads_are_told_and_costs_added_up() {
    let base = plan(&[
        "metrics Users role=users readings=2026-01-05:600",
        "stages Small users_from=0 users_to=500 heads_min=1 heads_max=4",
        "stages Middle users_from=500 users_to=10000 heads_min=5 heads_max=9",
        "people Ana cost_month=6000",
        "people Ben cost_month=4000 leaves=2026-02-28",
        "people Team kind=external-team",
    ]);
    let facts = on(&base, "2026-02-02");
    let map = roadmap(&base, &World::on(day("2026-02-02")), &facts.growth);
    assert_eq!((map.heads, map.lags), (2, Some(Lags::Heads)));
    assert_eq!((map.stages[1].begun, map.stages[1].missing, map.stages[1].month), (true, Some(3), Some(10_000.0)));
    assert_eq!(map.stages[1].hire_by, None);
}
