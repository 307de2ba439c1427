//! Growth: dimensions, metrics by stage, multiples of the users, and readings nobody should have to fear.

use outgrow::analysis::growth::{blind_spots, pack, ratios};
use outgrow::analysis::trend::Line;
use outgrow::model::{MetricRole, Progress};

use super::*;

/// On 2026-07-01 half a year back is 2026-01-01 (182.625 days, rounded to 183, are 2025-12-30).
#[test]
fn a9_the_fastest_of_three_dimensions_asks_for_work() {
    let rows = [
        // Users double in six months: 2^(1/6) − 1 = 12.2 % a month.
        "metrics Users role=users readings=2025-12-01:100,2026-03-01:140,2026-07-01:200",
        "domains Core",
        "domains Billing",
        // One feature half a year ago, four now, times two domains: 4^(1/6) − 1 = 26.0 % a month.
        "features One finished=2025-11-01",
        "features Two finished=2026-06-01",
        "features Three finished=2026-06-02",
        "features Four finished=2026-06-03",
        // One person all the time: nothing.
        "people Ana joins=2025-01-01",
    ];
    let ahead = plan(&rows);
    let facts = on(&ahead, "2026-07-01");
    let rate = |power: f64| Some(power.powf(1.0 / 6.0) - 1.0);
    let all: Vec<_> = facts.growth.dimensions.iter().map(|d| (d.name, d.values[0], d.values[6], d.ahead)).collect();
    assert_eq!(
        all,
        [("usage", 100.0, 200.0, false), ("complexity", 2.0, 8.0, true), ("organisation", 2.0, 2.0, false)]
    );
    for (dimension, expected) in facts.growth.dimensions.iter().zip([rate(2.0), rate(4.0), Some(0.0)]) {
        assert!(close(dimension.monthly.unwrap(), expected.unwrap()), "{dimension:?}");
    }
    assert_eq!(
        found(&facts, "outgrown-side")[0].hit.message.as_str(),
        "Complexity grows fastest, by 26 % a month, and no task is planned for it."
    );
    let planned = with(&ahead, "tasks Boundaries kind=architecture");
    assert_eq!(cited(&on(&planned, "2026-07-01"), "outgrown-side"), []);
}

#[test]
fn a15_success_is_measured_by_metrics_with_unit_and_direction() {
    let plan = plan(&["metrics \"Come back\" role=retention unit=% better=higher readings=2026-01-01:41"]);
    let metric = plan.metrics.get(&id("come-back")).expect("the metric");
    assert_eq!((metric.unit.raw(), metric.better), ("%", outgrow::model::Better::Higher));
    // Users return, the core action is completed, and the time to something of value.
    for role in [MetricRole::Retention, MetricRole::Activation, MetricRole::TimeToLaunch] {
        assert!(pack(Progress::Mvp).contains(&role), "{role:?}");
    }
    assert!(!blind_spots(&plan).contains(&MetricRole::Retention));
}

#[test]
fn a16_a_stage_has_its_metrics_and_names_those_that_nobody_reads() {
    let rows = [
        "product progress=fit",
        "metrics Users role=users readings=2026-01-01:400",
        "metrics Worth role=ltv readings=2026-01-01:900",
        "metrics Price role=cac readings=2026-01-01:300",
        "metrics Income role=mrr readings=2026-01-01:1000",
        "people Ana share=100",
        "people Ben share=100",
        "domains Core cost=2025-12-01:10,2026-01-01:50",
        "domains Billing cost=2026-01-01:30",
        "debts Slow effort=10d",
    ];
    let fit = plan(&rows);
    // 900 / 300; 12 · 1000 / 2 people; (50 + 30) / 400; 10 / (2 · 365.25 / 7 · 5 = 521.79 days a year).
    let expected = [
        ("LTV / CAC", 3.0),
        ("revenue / engineer", 6000.0),
        ("cost / user", 0.2),
        ("debt ratio", 10.0 / (2.0 * 365.25 / 7.0 * 5.0)),
    ];
    let worked: Vec<_> = ratios(&fit, day("2026-01-21")).iter().map(|r| (r.name, r.value)).collect();
    assert_eq!(worked.len(), 4);
    for ((name, value), (wanted, n)) in worked.iter().zip(expected) {
        assert!(*name == wanted && close(*value, n), "{name} {value}");
    }
    assert_eq!(blind_spots(&fit), [MetricRole::Mau, MetricRole::Uptime]);
    let facts = on(&fit, "2026-01-21");
    assert_eq!(
        found(&facts, "blind-spots")[0].hit.message.as_str(),
        "Nothing measures mau and uptime, by which your stage is steered."
    );
    // Without any input there is no figure, and never one divided by nought.
    assert_eq!(ratios(&Plan::default(), day("2026-01-21")), []);
    let nought = plan(&[
        "metrics Users role=users readings=2026-01-01:0",
        "metrics Price role=cac readings=2026-01-01:0",
        "metrics Worth role=ltv readings=2026-01-01:900",
        "domains Core cost=2026-01-01:50",
    ]);
    assert_eq!(ratios(&nought, day("2026-01-21")), []);
}

/// Users double every week, 100 to 400: 1.6 % of a doubling later they are more by 1.1 %, and so on. From 400 on
/// 15 January: ten times is log2(10) · 7 = 23.25 days later, fifty 39.51, a hundred 46.51; 500 is log2(1.25) · 7 = 2.25.
#[test]
fn g0_users_multiply_on_their_days() {
    let plan = plan(&[
        "metrics Users role=users readings=2026-01-01:100,2026-01-08:200,2026-01-15:400",
        "stages First users_from=0 users_to=500",
        "stages Second users_from=500",
    ]);
    let facts = on(&plan, "2026-01-21");
    let users = facts.growth.users.expect("users grow");
    assert!(close(users.weekly, 1.0), "{}", users.weekly);
    let days = [users.x10, users.x50, users.x100].map(|dates| dates.p50);
    assert_eq!(days, [falls("2026-02-07"), falls("2026-02-23"), falls("2026-03-02")]);
    let (stage, dates) = users.next_stage.expect("a next stage");
    assert_eq!((stage.as_str(), dates.p50), ("second", falls("2026-01-17")));
}

#[test]
fn the_demos_users_multiply_on_the_worked_days() {
    let (_, facts) = demo();
    let users = facts.growth.users.expect("users grow");
    assert_eq!(format!("{:.1}", 100.0 * users.weekly), "12.5");
    let dates = [users.x10, users.x50, users.x100].map(|dates| dates.p50);
    assert_eq!(dates, [falls("2027-03-24"), falls("2027-06-28"), falls("2027-08-08")]);
    assert_eq!(users.reaches(10_000.0 / 388.0).p50, falls("2027-05-20"));
    let (stage, at) = users.next_stage.expect("a next stage");
    assert_eq!((stage.as_str(), at.p50), ("early-scale", falls("2026-11-23")));
    for dates in [users.x10, users.x50, users.x100, at] {
        assert!(dates.p10 <= dates.p50 && dates.p50 <= dates.p90, "{dates:?}");
    }
}

/// One of eight readings lies far off the line 100, 110, 120, …: it is left out and named, and the line is the same.
#[test]
fn a_far_reading_is_left_out_and_shown() {
    let readings = "2026-01-01:100,2026-01-02:111,2026-01-03:119,2026-01-04:131,2026-01-05:900,2026-01-06:149,\
                    2026-01-07:161,2026-01-08:169";
    let plan = plan(&[&format!("metrics Load readings={readings}")]);
    let facts = on(&plan, "2026-01-08");
    assert_eq!(derived(&facts, "metrics", "left_out", "load"), Derived::DayList(vec![day("2026-01-05")]));
    let Derived::Number(slope) = derived(&facts, "metrics", "slope", "load") else { panic!("no slope") };
    assert!((9.5..10.5).contains(&slope), "{slope}");
    let why = why(&plan, "2026-01-08", "metrics", "slope", "load").expect("it explains itself");
    assert!(
        why.inputs.iter().any(|input| input.on == Some(day("2026-01-05")) && input.value.as_str().contains("left out"))
    );
}

/// Whatever is read, a line is there with finite figures or it is not there.
#[test]
fn readings_nobody_should_have_to_fear() {
    type Case = (&'static str, &'static [(&'static str, f64)], bool);
    const TABLE: &[Case] = &[
        ("none", &[], false),
        ("one", &[("2026-01-01", 5.0)], false),
        ("two", &[("2026-01-01", 5.0), ("2026-01-08", 9.0)], false),
        ("constant", &[("2026-01-01", 5.0), ("2026-01-08", 5.0), ("2026-01-15", 5.0)], true),
        ("falling", &[("2026-01-01", 9.0), ("2026-01-08", 5.0), ("2026-01-15", 1.0)], true),
        ("noisy", &[("2026-01-01", 9.0), ("2026-01-08", 1.0), ("2026-01-15", 14.0), ("2026-01-16", 0.5)], true),
        ("unordered", &[("2026-01-15", 9.0), ("2026-01-01", 5.0), ("2026-01-08", 7.0)], true),
        ("zero", &[("2026-01-01", 0.0), ("2026-01-08", 0.0), ("2026-01-15", 0.0)], true),
        ("negative", &[("2026-01-01", -9.0), ("2026-01-08", -5.0), ("2026-01-15", -1.0)], true),
        ("huge", &[("2026-01-01", 1e14), ("2026-01-08", 5e14), ("2026-01-15", 1e15)], true),
        ("tiny", &[("2026-01-01", 1e-300), ("2026-01-08", 2e-300), ("2026-01-15", 3e-300)], true),
        ("far apart", &[("2026-01-01", 1e-300), ("2026-01-02", 1.0), ("2026-01-03", 1e15)], true),
        ("in a month", &[("2025-12-01", 1e-300), ("2025-12-21", 1e-300), ("2026-01-20", 1e15)], true),
        ("centuries apart", &[("1700-01-01", 1.0), ("2026-01-08", 2.0), ("2400-12-31", 3.0)], true),
    ];
    for (case, readings, line) in TABLE {
        let readings: Vec<String> = readings.iter().map(|(day, n)| format!("{day}:{n}")).collect();
        let of = |role: &str| format!("metrics Load role={role} readings={}", readings.join(","));
        let triggers =
            ["triggers Limit metric=load threshold=500 effort=2d", "triggers Leap metric=load op=jump threshold=30"];
        let straight = plan(&[&of("none"), triggers[0], triggers[1]]);
        let facts = on(&straight, "2026-01-21");
        assert_eq!(facts.growth.lines.contains_key(&id("load")), *line, "{case}");
        let watch = watch(&facts, "limit");
        if !line {
            assert_eq!((watch.crosses, watch.start_by), (None, None), "{case}: a made-up day");
            assert!(matches!(derived(&facts, "triggers", "crosses", "limit"), Derived::Word("?" | "blind")), "{case}");
        }
        if matches!(*case, "constant" | "falling" | "zero") {
            assert_eq!(watch.crosses.map(|dates| dates.p50), Some(When::Never), "{case}");
        }
        columns::all_is_finite(&straight, "2026-01-21", case);
        // The same as users, whose line goes through logarithms.
        let users = ["models Keys cost_now=2d cost_10x=9d", "stages Next users_from=7", triggers[0]];
        columns::all_is_finite(&plan(&[&[of("users").as_str()], &users[..]].concat()), "2026-01-21", case);
    }
    let sorted = Line::through(
        &plan(&["metrics A readings=2026-01-15:9,2026-01-01:5,2026-01-08:7"])
            .metrics
            .get(&id("a"))
            .expect("the metric")
            .readings
            .0,
        false,
    )
    .expect("a line");
    // 2 a week.
    assert!(close(sorted.slope, 2.0 / 7.0), "the order in which they were typed counts for nothing");
}
