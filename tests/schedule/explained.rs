//! Why a date is where it is, what moved it, and what could be done.

use outgrow::analysis::schedule::anomaly::{anomaly, only_helps};
use outgrow::analysis::schedule::hours::{Needed, needed};
use outgrow::analysis::schedule::moved::moved;
use outgrow::analysis::schedule::overload::{ways, weeks as loads};
use outgrow::analysis::schedule::solo::solo;
use outgrow::analysis::schedule::why;

use super::*;

fn words(steps: &[why::Step]) -> Vec<&str> {
    steps.iter().map(|step| step.sentence.as_str()).collect()
}

/// Map 1.5 weeks, audit 2.5, and the week governance closes after it.
#[test]
fn the_chain_behind_network_b_in_words() {
    let net = Network::of(&template("blank"), today(), View::Bare);
    let schedule = level(&net);
    assert_eq!(
        words(&why::finish(&net, &schedule)),
        [
            "Domain map starts on Mon 16 Nov 2026, and takes 7.5 working days, to Wed 25 Nov 2026.",
            "Debt audit starts on Wed 25 Nov 2026, since it waits until Domain map ends, and takes 12.5 working days, \
             to Fri 11 Dec 2026.",
            "Governance ends on Fri 18 Dec 2026, 1 week after Debt audit, as its link asks.",
        ]
    );
    let triggers = net.row(&at("phases/triggers")).expect("a row");
    assert_eq!(
        why::sentence(&net, &schedule, triggers).as_str(),
        "Scaling triggers starts on Wed 25 Nov 2026: it waits until Domain map ends."
    );
}

#[test]
fn hours_that_somebody_else_takes_are_a_reason() {
    let plan = plan(&[
        "people Ana share=100",
        "product lead=ana",
        "tasks One effort=3d",
        "tasks Two effort=2d after=one",
        "tasks Three effort=6d",
    ]);
    let (net, schedule, _) = run(&plan, View::People, 100);
    assert_eq!(schedule.finish, 11 * DAY);
    let chain = why::finish(&net, &schedule);
    assert_eq!(chain.iter().map(|step| step.end - step.start).sum::<i64>(), 11 * DAY);
    let said = words(&chain).join(" ");
    assert!(said.contains("Ana has no hours before, because of"), "{said}");
}

/// The audit's and the map's changes are told apart and add up.
#[test]
fn drivers_add_up_to_what_moved() {
    let before = template("blank");
    let after = with(&before, &["phases debt-audit elapsed=3-4w", "product lead_share=50 target=2027-01-29"]);
    let found = moved(&before, &after, today(), draws(2_000));
    assert_eq!(found.drivers.iter().map(|driver| driver.minutes).sum::<i64>(), found.minutes);
    let fields: Vec<_> = found.drivers.iter().map(|driver| driver.field.expect("a field")).collect();
    assert_eq!(fields.len(), 2, "{:?}", found.drivers);
    assert!(fields.contains(&"elapsed") && fields.contains(&"lead_share"));
    for driver in &found.drivers {
        assert_eq!(driver.minutes > 0, driver.field == Some("elapsed"), "{driver:?}");
    }
    assert!(found.drivers.iter().any(|driver| driver.what.as_str().contains("35 to 50")), "{:?}", found.drivers);
    // A name moves nothing.
    let renamed = with(&before, &["phases debt-audit name=Audit"]);
    assert_eq!(moved(&before, &renamed, today(), draws(200)).drivers, []);
}

/// The full reading by one founder who may shrink phases to half: 64 % of a week for six weeks, 77 for five.
#[test]
fn the_hours_a_target_needs() {
    let phases = ["domain-map", "data-risks", "team-roadmap", "triggers", "debt-audit", "governance"];
    let mut lines = vec!["product lead_days=1.75".to_string()];
    lines.extend(phases.map(|phase| format!("phases {phase} crash=50")));
    let full = with(&template("blank"), &lines.iter().map(String::as_str).collect::<Vec<_>>());
    for (target, percent) in [("2026-12-25", 64.0), ("2026-12-18", 77.0)] {
        let plan = with(&full, &[&format!("product target={target}")]);
        let Needed::Share(found) = needed(&plan, today(), draws(1_000), 0.5) else { panic!("a share") };
        near(found.percent, percent, 2.0, target);
        near(found.hours, 0.4 * found.percent, 1e-9, target);
        assert!(found.chance >= 0.5 && found.now == 35.0);
        let met = edit::apply(&plan, &found.edit).expect("it applies");
        assert!(run(&met, View::People, 1_000).2.target_chance.expect("a target") >= 0.5);
    }
    assert_eq!(needed(&full, today(), draws(100), 0.5), Needed::Nothing);
    let soon = with(&full, &["product target=2026-11-20"]);
    assert!(matches!(needed(&soon, today(), draws(100), 0.5), Needed::Never { .. }));
}

/// Ana has 17.5 hours a week (7 a day at half of five days are 20): two tasks of 12 hours each are asked of the first.
#[test]
fn a_week_over_capacity_has_three_ways_out() {
    let plan = plan(&[
        "people Ana share=50",
        "people Ben share=50",
        "product lead=ana",
        "tasks One effort=12h elapsed=1w",
        "tasks Two effort=12h elapsed=1w",
        "tasks Long elapsed=4w effort=0h",
    ]);
    let (net, schedule, _) = run(&plan, View::People, 100);
    let all = loads(&net, &schedule);
    let over: Vec<_> = all.iter().filter(|week| week.is_over()).collect();
    assert_eq!(over.len(), 1);
    assert_eq!((over[0].has, over[0].asked, over[0].over()), (20 * 60, 24 * 60, 4 * 60));
    assert!(all.iter().all(|week| week.given <= week.has));
    let found = ways(&plan, &net, &schedule, over[0], &all, today());
    let said: Vec<&str> = found.iter().map(|way| way.what.as_str()).collect();
    assert_eq!(
        said,
        ["Move Two to the week of 23 Nov", "Let Ben take One", "Raise Ana from 50 to 60 %"],
        "{:?}",
        over[0].rows
    );
    for way in &found {
        let after = edit::apply(&plan, &way.edit).expect("it applies");
        let (net, schedule, _) = run(&after, View::People, 100);
        assert!(!loads(&net, &schedule).iter().any(|week| week.is_over()), "{}", way.what);
        assert_eq!(way.moves, 0, "the long one decides");
    }
}

#[test]
fn both_readings_for_one_person() {
    let [light, full] = solo(&template("blank"), today(), draws(2_000));
    near(light.forecast.weeks.p50, 5.3, 0.3, "light");
    near(full.forecast.weeks.p50, 11.1, 0.3, "full");
    // The demo's helpers do not count.
    let [light, full] = solo(&template("demo"), today(), draws(500));
    assert!(light.forecast.weeks.p50 < full.forecast.weeks.p50);
}

#[test]
fn what_only_helps_is_told_from_what_does_not() {
    let before = plan(&["people Ana share=50", "tasks One effort=2-4d people=ana", "tasks Two effort=2d after=one"]);
    for (line, helps) in [
        ("people ana share=60", true),
        ("people ana share=40", false),
        ("tasks one effort=1-4d", true),
        ("tasks one effort=1-5d", false),
        ("tasks two after=", true),
        ("tasks one progress=50", true),
        ("people Ben share=100", true),
        ("tasks Three effort=1d", false),
        ("product holidays=2026-12-24", false),
        ("tasks one name=Uno", false),
    ] {
        assert_eq!(only_helps(&before, &with(&before, &[line])), helps, "{line}");
    }
}

/// Whatever helps is never later, or else the anomaly is named.
#[test]
fn an_anomaly_is_named() {
    let before = template("blank");
    let after = with(&before, &["product lead_share=40"]);
    let (.., early) = run(&before, View::People, 300);
    let (.., late) = run(&after, View::People, 300);
    assert_eq!(anomaly((&before, &early), (&after, &late)), None);
    // As if it were the other way round.
    let named = anomaly((&before, &late), (&after, &early)).expect("later by more time");
    assert!(named.minutes > 0 && named.sentence.as_str().contains("working days later"), "{}", named.sentence);
}
