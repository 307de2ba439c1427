//! Debt: losses, ranks, the share of every sprint, time to build, what comes first.

use outgrow::analysis::debt::rewrite::{self, Verdict};
use outgrow::analysis::debt::share::RuleState;
use outgrow::analysis::debt::{Account, Accrued, Admission, Lack, acted, stabilise};
use outgrow::analysis::fixwhen::Due;
use outgrow::exchange::screen as screens;
use outgrow::register::screens::screen;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;

const TODAY: &str = "2026-01-21";

fn of(lines: &[&str]) -> Facts {
    on(&plan(lines), TODAY)
}

fn account<'f>(facts: &'f Facts, debt: &str) -> &'f Account {
    facts.debts.get(&id(debt)).expect("a debt of the plan")
}

fn ranked(facts: &Facts) -> Vec<String> {
    facts.debts.ranked().map(|account| account.id.to_string()).collect()
}

fn rounded(losses: [Option<f64>; 3]) -> [Option<f64>; 3] {
    losses.map(|loss| loss.map(f64::round))
}

/// A kind of debt that names every reason why it may be paid now.
const PLACED: &str = "status=monitor note=Later";

#[test]
fn h1_an_intentional_debt_without_document_or_sprint_is_undocumented() {
    let lines = |more: &str| {
        [
            "sprints One start=2026-01-19 capacity=10".to_string(),
            format!("debts Shortcut class=intentional effort=2d risk_3m=1 risk_6m=9 {more} {PLACED}"),
        ]
    };
    let facts = |more: &str| of(&lines(more).each_ref().map(String::as_str));
    let lacks = |more: &str| account(&facts(more), "shortcut").lacks;
    assert_eq!(lacks(""), Some(Lack::Both));
    assert_eq!(lacks("document=why.md"), Some(Lack::Sprint));
    assert_eq!(lacks("sprint=one"), Some(Lack::Document));
    assert_eq!(lacks("document=why.md sprint=one"), None);
    // The levels rise by one, but never above nine.
    assert_eq!(account(&facts(""), "shortcut").levels, [Some(2), Some(9), None]);
    assert_eq!(account(&facts("document=why.md sprint=one"), "shortcut").levels, [Some(1), Some(9), None]);
    assert_eq!(
        cited(&facts("document=why.md"), "undocumented-debt"),
        [(State::Mon, "debts/shortcut".to_string(), "sprint")]
    );
    assert_eq!(cited(&facts("document=why.md sprint=one"), "undocumented-debt"), []);
    assert_eq!(derived(&facts(""), "debts", "counts_as", "shortcut"), Derived::Word("undocumented"));
}

/// Launched on 1 December: the sixtieth day is 30 January. The audit is spoken of from thirty days before.
#[test]
fn h2_the_audit_is_due_on_the_sixtieth_day() {
    let facts = |today: &str, more: &[&str]| {
        let lines = ["product launched=2025-12-01 review_start=2026-01-05", "debts Flaw class=discovered effort=2d"];
        on(&plan(&[&lines[..], more].concat()), today)
    };
    let states = |today: &str| cited(&facts(today, &[]), "debt-audit").into_iter().map(|f| f.0).collect::<Vec<_>>();
    assert_eq!(states("2025-12-30"), []);
    assert_eq!(states("2025-12-31"), [State::Mon]);
    assert_eq!(states("2026-01-30"), [State::Mon]);
    assert_eq!(states("2026-01-31"), [State::Act], "the plan was there in time, the audit was not");
    let done = facts("2026-01-31", &["phases Audit id=debt-audit status=done"]);
    assert_eq!(cited(&done, "debt-audit"), [], "finishing the phase clears it");
}

/// Launched long before the plan was begun, the audit is late from the start: one finding, and no alarm.
#[test]
fn h2_a_late_start_is_one_finding_and_no_alarm() {
    let lines = ["product launched=2020-01-01 review_start=2026-01-05", "debts Flaw class=discovered effort=2d"];
    let facts = of(&lines);
    assert_eq!(cited(&facts, "debt-audit"), [(State::Mon, "product/product".to_string(), "launched")]);
    // 1 March 2020 is the sixtieth day; 21 January 2026 lies 2152 days after it.
    let message = found(&facts, "debt-audit")[0].hit.message.as_str();
    assert!(message.contains("Sun 1 Mar 2020") && message.contains("2152 days late"), "{message}");
}

const SPRINTS: [&str; 4] = [
    "sprints One start=2025-12-01 capacity=20 debt_planned=4 debt_done=4",
    "sprints Two start=2025-12-15 capacity=20 debt_planned=4 debt_done=3",
    "sprints Three start=2026-01-05 capacity=20 debt_planned=4",
    "sprints Four start=2026-01-19 capacity=20 debt_done=1",
];

fn paid(three: &str) -> Facts {
    let third = format!("{} debt_done={three}", SPRINTS[2]);
    of(&[SPRINTS[0], SPRINTS[1], &third, SPRINTS[3]])
}

/// Twelve days were due. Paid 4 + 3 + 3: two are owed, a sixth. Paid 4 + 3 + 1.9: 3.1, just over a quarter. Twice less than
/// half in a row, or more than half in all, escalates.
#[test]
fn h3_the_deficit_over_three_closed_sprints() {
    let rule = |three: &str| paid(three).debts.rule;
    assert_eq!((rule("3").deficit, rule("3").state), (2.0, RuleState::Ok));
    assert_eq!(rule("2").state, RuleState::Ok, "exactly a quarter");
    assert_eq!(rule("1.9").state, RuleState::Warn);
    // Sprint four has no plan of its own: 20 % of 20 days are four, one of them is paid.
    assert!(close(rule("3").owed, 4.0 - 1.0 + 2.0), "{}", rule("3").owed);
    assert_eq!(rule("3").current.map(|at| rule("3").sprints[at].id.to_string()), Some("four".to_string()));
    // Overpaid days count, and it never falls below nought.
    assert_eq!((rule("30").deficit, rule("30").state), (0.0, RuleState::Ok));
    assert_eq!(rule("30").owed, 3.0);
    assert_eq!(rule("3").paid_share(), Some(100.0 * 10.0 / 60.0));
}

#[test]
fn h3_a_sprint_of_which_nobody_says_anything_counts_as_not_paid() {
    let facts = of(&SPRINTS);
    assert_eq!(facts.debts.rule.deficit, 5.0);
    assert_eq!(cited(&facts, "sprint-plan"), [(State::Mon, "sprints/three".to_string(), "debt_done")]);
}

/// Two in a row under half of their due: 1.9 of 4 twice, although 3.8 of 12 plus 4 are two thirds paid.
#[test]
fn h4_two_in_a_row_escalate() {
    let lines = |two: &str, three: &str| {
        [
            SPRINTS[0].to_string(),
            SPRINTS[1].replace("debt_done=3", &format!("debt_done={two}")),
            format!("{} debt_done={three}", SPRINTS[2]),
        ]
    };
    let state = |two: &str, three: &str, more: &[&str]| {
        let lines = lines(two, three);
        let lines = [&lines.each_ref().map(String::as_str)[..], more].concat();
        of(&lines).debts.rule.state
    };
    assert_eq!(state("1.9", "1.9", &[]), RuleState::Escalated);
    assert_eq!(state("1.9", "2", &[]), RuleState::Warn, "exactly half is paid, 4.1 of 12 are owed");
    assert_eq!(state("0", "2", &[]), RuleState::Warn, "exactly half is owed, and only one was hardly paid");
    // 1.9 + 2 + 1.9 of 12: more than half is owed, without two hardly paid ones in a row.
    let lines = [("One", "2025-12-01", 1.9), ("Two", "2025-12-15", 2.0), ("Three", "2026-01-05", 1.9)]
        .map(|(name, start, done)| format!("sprints {name} start={start} capacity=20 debt_planned=4 debt_done={done}"));
    assert_eq!(of(&lines.each_ref().map(String::as_str)).debts.rule.state, RuleState::Escalated);
}

#[test]
fn h4_it_is_escalated_to_somebody_and_waived_until_a_day() {
    let base = ["people Ana", SPRINTS[0], SPRINTS[1], SPRINTS[2]];
    let with_four = |more: &str| {
        let four = format!("sprints Four start=2026-01-19 capacity=20 {more}");
        of(&[&base[..], &[four.as_str()]].concat())
    };
    // 4 + 3 + nothing of 12: five are owed, which is more than a quarter.
    let warns = with_four("");
    assert_eq!(warns.debts.rule.state, RuleState::Warn);
    assert_eq!(cited(&warns, "debt-share"), [(State::Mon, "sprints/four".to_string(), "escalated_to")]);
    let asked = with_four("escalated_to=ana escalated_on=2026-01-20");
    let message = found(&asked, "debt-share")[0].hit.message.as_str();
    assert!(message.ends_with("Ana was asked on Tue 20 Jan 2026."), "{message}");
    let waived = with_four("waiver=Launch waiver_until=2026-01-21");
    assert_eq!(waived.debts.rule.state, RuleState::Waived, "its last day counts");
    assert_eq!(cited(&waived, "debt-share"), []);
    assert_eq!(with_four("waiver=Launch waiver_until=2026-01-20").debts.rule.state, RuleState::Warn);
    let endless = with_four("waiver=Launch");
    assert_eq!(endless.debts.rule.state, RuleState::Warn, "an exception without an end is none");
    assert!(cited(&endless, "sprint-plan").contains(&(State::Mon, "sprints/four".to_string(), "waiver_until")));
}

/// Three M features of 4, 4.5, 5 days in spring, 6.5, 7, 8 of late: the middles are 4.5 and 7.
#[test]
fn h5_time_to_build_needs_pairs_and_has_a_range() {
    let rows = |n: usize| -> Vec<String> {
        let then = [("2025-07-10", 4.0), ("2025-07-20", 4.5), ("2025-08-01", 5.0)];
        let now = [("2026-01-02", 6.5), ("2026-01-08", 7.0), ("2026-01-15", 8.0)];
        let each = then.into_iter().take(n).chain(now).enumerate();
        each.map(|(at, (day, took))| format!("features F{at} size=M finished={day} took={took}d")).collect()
    };
    let facts = |n: usize| of(&rows(n).iter().map(String::as_str).collect::<Vec<_>>());
    let build = facts(3).debts.build;
    let change = build.change.expect("enough pairs");
    assert_eq!((build.pairs, change.then, change.now), (3, 4.5, 7.0));
    assert!(close(change.ratio, 7.0 / 4.5));
    // No drawn middle lies outside of 4 to 5 and 6.5 to 8.
    assert!(change.low >= 1.3 && change.low < change.ratio && change.high > change.ratio && change.high <= 2.0);
    assert!(build.compounds());
    assert_eq!(cited(&facts(3), "build-time").len(), 1);
    let few = facts(2).debts.build;
    assert_eq!((few.pairs, few.change), (2, None), "too few pairs say nothing");
}

/// Now are 91 days back from 21 January, to 22 October; then are 92 to 274, to 22 April.
#[test]
fn h5_only_like_sizes_are_compared_and_windows_have_ends() {
    let pairs = |small: &str| {
        let lines = [
            "features Large size=L finished=2025-07-20 took=9d".to_string(),
            "features Next size=S finished=2026-01-22 took=1d".to_string(),
            "features Now size=S finished=2026-01-21 took=1d".to_string(),
            format!("features Small size=S finished={small} took=1d"),
        ];
        of(&lines.each_ref().map(String::as_str)).debts.build.pairs
    };
    let found = ["2025-10-22", "2025-10-21", "2025-04-22", "2025-04-21"].map(pairs);
    assert_eq!(found, [0, 1, 1, 0]);
}

/// A planned feature over three domains: 2 days for one of them, times 1.5 twice.
#[test]
fn a21_a_planned_feature_gets_dearer_with_every_domain() {
    let domains = ["domains A", "domains B", "domains C"];
    let lines = [
        "features Done size=M finished=2026-01-10 took=3d domains=a,b",
        "features Wide size=M planned=2026-03-01 domains=a,b,c",
        "features Narrow size=M planned=2026-03-01",
        "features Unsized planned=2026-03-01",
    ];
    let facts = of(&[&domains[..], &lines[..]].concat());
    assert_eq!(derived(&facts, "features", "will_take", "wide"), Derived::Days(4.5));
    assert_eq!(derived(&facts, "features", "will_take", "narrow"), Derived::Days(2.0));
    assert_eq!(derived(&facts, "features", "will_take", "unsized"), Derived::Nothing);
}

/// 10,000 at 10 % a month. Once: 2,710 after three, 4,686 after six, 7,176 after twelve months.
#[test]
fn h6_what_leaving_it_costs() {
    let facts = of(&["debts Flaw hazard=10 damage=10000 effort=4d"]);
    assert_eq!(rounded(account(&facts, "flaw").losses), [Some(2710.0), Some(4686.0), Some(7176.0)]);
    // Again and again, without any growth: 1,000 a month.
    let facts = of(&["debts Flaw hazard=10 damage=10000 effort=4d recurring=yes"]);
    assert_eq!(rounded(account(&facts, "flaw").losses), [Some(3000.0), Some(6000.0), Some(12000.0)]);
    assert_eq!(account(&facts, "flaw").per_day, Some(1500.0));
}

/// Users double every four weeks; a month of 30.4375 days then brings 2^(30.4375/28) = 2.1244 times as many. 1,000 · (2.1244
/// + 2.1244² + 2.1244³) = 16,225.
#[test]
fn h6_a_loss_that_comes_again_grows_with_the_users() {
    let users = "metrics Users role=users readings=2025-11-26:100,2025-12-24:200,2026-01-21:400";
    let facts = of(&[users, "debts Flaw hazard=10 damage=10000 effort=4d recurring=yes"]);
    let loss = account(&facts, "flaw").losses[0].expect("a loss");
    assert!((loss - 16_225.0).abs() < 5.0, "{loss}");
}

/// By money for a day first; then by levels for a day; then what says neither. 6,000 over 4 days beat 4,000 over 8.
#[test]
fn h6_the_order_in_which_to_pay() {
    let facts = of(&[
        "debts Slow hazard=100 damage=4000 effort=8d",
        "debts Quick hazard=100 damage=6000 effort=4d",
        "debts Level risk_6m=9 effort=1d",
        "debts Lower risk_6m=9 effort=3d",
        "debts Silent effort=1d",
        "debts Paid hazard=100 damage=90000 effort=1d status=done",
    ]);
    assert_eq!(ranked(&facts), ["quick", "slow", "level", "lower", "silent"]);
    let ranks = ["quick", "slow", "level", "lower", "silent", "paid"].map(|debt| account(&facts, debt).rank);
    assert_eq!(ranks, [Some(1), Some(2), Some(3), Some(4), None, None]);
}

/// Six days at 500 are 3,000. One in ten a month of 10,000 has cost that after ln(0.7)/ln(0.9) = 3.385 months, 103 days.
#[test]
fn h6_the_day_it_has_cost_as_much() {
    let facts = of(&["product day_rate=500", "debts Flaw hazard=10 damage=10000 effort=6d"]);
    assert_eq!(account(&facts, "flaw").break_even, Some(falls("2026-05-04")));
    let facts = of(&["product day_rate=500", "debts Flaw hazard=10 damage=3000 effort=6d"]);
    assert_eq!(account(&facts, "flaw").break_even, Some(When::Never), "the damage is no more than the work");
}

#[test]
fn h7_reviews_after_which_nothing_moves() {
    let before = plan(&["sprints One start=2026-01-19 capacity=20", "debts A", "debts B", "debts C", "debts D"]);
    let after = ["debts E", "debts F sprint=one"].iter().fold(before.clone(), |plan, line| with(&plan, line));
    assert_eq!(acted::between(&before, &after), [id("f")], "new in a sprint; a mere new row is no action");
    let set = |plan: &Plan, row: &str, words: &[&str]| {
        let home = register("debts").unwrap();
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let changes = typed::assignments(home, &words).unwrap();
        let at = outgrow::model::Address { register: "debts", id: id(row) };
        edit::apply(plan, &typed::set(plan, &at, &changes, day(TODAY)).unwrap()).unwrap()
    };
    let after = set(&before, "a", &["status=act"]);
    let after = set(&after, "b", &["sprint=one"]);
    let after = set(&after, "c", &["effort=3d"]);
    assert_eq!(acted::between(&before, &after), [id("a"), id("b")]);
    // Two of four rows at the one review, none at the other.
    let held = ["reviews at=2025-10-01 acted=2", "reviews at=2026-01-05 acted=0"];
    let reviewed = held.iter().fold(before, |plan, line| with(&plan, line));
    let rates: Vec<_> = acted::rates(&reviewed).into_iter().map(|moved| (moved.acted, moved.rate)).collect();
    assert_eq!(rates, [(Some(2), Some(50.0)), (Some(0), Some(0.0))]);
}

/// An hour of outage at 300 and a blocked one at 100 weigh stability three times as much: 0.75 · 2 + 0.25 · 1 = 1.75.
#[test]
fn h8_stability_and_pace_are_two_axes_with_weights() {
    let lines = ["product down_hour=300 blocked_hour=100", "debts Flaw stability=2 velocity=1", "debts Other"];
    let facts = of(&lines);
    let flaw = account(&facts, "flaw");
    assert_eq!((flaw.stability, flaw.velocity, flaw.impact), (Some(2), Some(1), Some(1.75)));
    assert_eq!(account(&facts, "other").impact, None);
    assert_eq!(account(&of(&lines[1..]), "flaw").impact, Some(1.5), "alike without prices");
}

/// Four days at 500 are the principal; a tenth of 10,000 a month and nine hours in three months at 80 the interest.
#[test]
fn h9_interest_and_principal() {
    let lines =
        ["product day_rate=500 blocked_hour=80", "debts Flaw hazard=10 damage=10000 effort=4d cost=2026-01-10:9"];
    let facts = of(&lines);
    let flaw = account(&facts, "flaw");
    assert_eq!(flaw.principal, Some(2000.0));
    assert!(close(flaw.interest.expect("interest"), 1000.0 + 9.0 * 80.0 / 90.0 * 365.25 / 12.0));
}

/// 27 days of a year of 35 % of 5 days a week: 365.25 / 7 · 5 · 0.35 = 91.3 days.
#[test]
fn h10_the_debt_ratio_says_how_it_is_worked_out() {
    let plan =
        plan(&["people Ana share=35", "debts A effort=20d", "debts B effort=7d", "debts C effort=9d status=done"]);
    let facts = on(&plan, TODAY);
    let json = screens::json(&plan, &facts, &World::on(day(TODAY)), screen("debt").expect("a screen"));
    let ratio = json["debt_ratio"]["value"].as_f64().expect("a number");
    assert!((ratio - 27.0 / 91.3125).abs() < 1e-5, "{ratio}");
    assert!(json["debt_ratio"]["rule"].as_str().expect("its rule").contains("person-days of a year"));
}

#[test]
fn a4_six_predicates_name_what_decided_them() {
    let lines = [
        "metrics Page role=page-load unit=s readings=2026-01-01:1,2026-01-11:1.5,2026-01-21:2",
        "metrics Stay role=retention unit=% readings=2026-01-01:50,2026-01-11:45,2026-01-21:40",
        "metrics Job role=job-max unit=ms readings=2026-01-01:480,2026-01-21:510",
        "milestones Bank kind=enterprise-live at=2026-03-01",
    ];
    let (plan, facts) = (plan(&lines), of(&lines));
    let all = outgrow::analysis::fixwhen::fix_when(&plan, &World::on(day(TODAY)), &facts.growth, &facts.triggers);
    let due: Vec<Due> = all.iter().map(|fix| fix.due).collect();
    assert_eq!(due, [Due::Due, Due::Overdue, Due::Unknown, Due::Unknown, Due::NotYet, Due::Near]);
    assert_eq!(all[1].decided, "Job 510 of 500 on 21 Jan");
    assert_eq!(all[5].decided, "Bank on 1 Mar");
}

/// Ten hours in 90 days at 100 are 1,000; carried on for 182.6 days 2,029. Mending four days at 500 takes 2,000: due.
#[test]
fn a5_it_is_mended_when_it_costs() {
    let facts = |hours: u32, effort: u32| {
        let debt = format!("debts Slow effort={effort}d cost=2025-12-01:4,2026-01-10:{} {PLACED}", hours - 4);
        of(&["product day_rate=500 blocked_hour=100", &debt])
    };
    let lost = |hours, effort| account(&facts(hours, effort), "slow").accrued.expect("hours are lost");
    let Accrued { hours, recent, recent_money, share, due, .. } = lost(10, 4);
    assert_eq!((hours, recent, recent_money, due), (10.0, 10.0, Some(1000.0), true));
    assert!((share.expect("a share") - 101.458).abs() < 1e-3, "{share:?}");
    assert!(!lost(9, 4).due);
    assert_eq!(cited(&facts(10, 4), "debt-due"), [(State::Act, "debts/slow".to_string(), "cost")]);
    assert_eq!(cited(&facts(9, 4), "debt-due"), []);
    // Without any price both sides are hours: 10 · 182.6 / 90 = 20.3 of 16 and of 24.
    let bare = |effort: u32| {
        let debt = format!("debts Slow effort={effort}d cost=2026-01-10:10");
        account(&of(&[&debt]), "slow").accrued.expect("hours").due
    };
    assert_eq!((bare(2), bare(3)), (true, false));
}

#[test]
fn a5_hours_count_from_the_day_it_was_found_and_for_ninety_days() {
    let facts =
        of(&["debts Slow effort=1d found=2025-11-01 cost=2025-10-30:50,2025-11-02:3,2025-10-24:9,2026-01-22:7"]);
    let lost = account(&facts, "slow").accrued.expect("hours");
    assert_eq!((lost.hours, lost.recent), (3.0, 3.0));
    // 23 October lies 90 days back and counts no more as of late; 24 October does.
    let facts = of(&["debts Slow effort=1d cost=2025-10-23:1,2025-10-24:2"]);
    let lost = account(&facts, "slow").accrued.expect("hours");
    assert_eq!((lost.hours, lost.recent), (3.0, 2.0));
}

#[test]
fn a6_a_debt_is_admitted_by_what_it_blocks_or_who_touches_it() {
    let lines = [
        "triggers Hosting",
        "tasks Work planned=2026-02-01",
        "tasks Over status=done",
        "debts Blocks blocks=triggers/hosting",
        "debts Touched touched_by=work",
        "debts Stale touched_by=over blocks=tasks/over",
        "debts Waits fix_when=hosting",
        "debts Parked status=monitor note=Later",
        "debts Bare status=monitor",
    ];
    let facts = of(&lines);
    let admitted =
        ["blocks", "touched", "stale", "waits", "parked", "bare"].map(|debt| account(&facts, debt).admission);
    assert_eq!(
        admitted,
        [
            Admission::Blocks,
            Admission::Touched(Some(day("2026-02-01"))),
            Admission::Unplaced,
            Admission::Waits,
            Admission::Parked,
            Admission::Unplaced,
        ]
    );
    let hit = &found(&facts, "debt-admission")[0].hit;
    let rows: Vec<String> = std::iter::once(&hit.at).chain(&hit.others).map(ToString::to_string).collect();
    assert_eq!(rows, ["debts/bare", "debts/stale"]);
}

/// The most benefit for a day first: 50 % in 2 days, 30 % in 3, 20 % in 10. Two reach 80 % in five days.
#[test]
fn a7_rewrite_or_mend() {
    let plan = plan(&["debts A benefit=20 effort=10d", "debts B benefit=50 effort=2d", "debts C benefit=30 effort=3d"]);
    let reach = rewrite::reach(&plan).expect("benefits are known");
    assert_eq!((reach.debts.as_slice(), reach.benefit, reach.days), (&[id("b"), id("c")][..], 80.0, 5.0));
    assert!(reach.enough);
    assert_eq!(rewrite::computed(&plan), Some(false));
    assert_eq!(rewrite::cost_ratio(&plan, 40.0), Some(8.0));
    for (answers, verdict) in [
        ([false, false, false], Verdict::Mend),
        ([true, false, false], Verdict::Mend),
        ([false, false, true], Verdict::Mend),
        ([true, false, true], Verdict::Rewrite),
        ([false, true, true], Verdict::Rewrite),
    ] {
        assert_eq!(rewrite::verdict(answers), verdict, "{answers:?}");
    }
    let (edit, at) = rewrite::draft(&plan, &on(&plan, TODAY).debts, day(TODAY), [false; 3]);
    let next = edit::apply(&plan, &edit).expect("a sound draft");
    let row = next.decisions.get(&at.id).expect("the record");
    let choice: Vec<&str> = row.choice.0.iter().map(|line| line.raw()).collect();
    assert_eq!(choice, ["Mend first, in this order:", "- B", "- C"]);
    assert!(row.options.0[1].raw().contains("80 % of the benefit"), "{:?}", row.options);
    assert_eq!(rewrite::reach(&Plan::default()), None);
}

/// An hour of a blocked person at 80, a day at 500: money beside days everywhere.
#[test]
fn a26_every_figure_has_a_price() {
    let facts = of(&["product day_rate=500", "debts Flaw hazard=10 damage=10000 effort=4d cost=2026-01-10:8"]);
    assert_eq!(derived(&facts, "debts", "principal", "flaw"), Derived::Money(2000.0));
    assert_eq!(derived(&facts, "debts", "lost", "flaw"), Derived::Money(500.0), "an eighth of a day an hour");
    let Derived::Days(days) = derived(&facts, "debts", "loss_days", "flaw") else { panic!("no days") };
    assert!((days - 4685.59 / 500.0).abs() < 1e-3, "{days}");
}

#[test]
fn b1_four_slots_are_filled_by_metrics_or_answers() {
    let filled = |lines: &[&str]| stabilise::slots(&plan(lines)).map(|slot| slot.filled);
    assert_eq!(filled(&[]), [false; 4]);
    let metrics = [
        "metrics E role=error-rate sensor=automatic",
        "metrics U role=uptime",
        "metrics P role=latency-db sensor=manual",
    ];
    assert_eq!(filled(&metrics), [true, false, false, true], "one that nobody measures fills nothing");
    assert_eq!(
        filled(&[
            "answers question=logs-structured answer=yes evidence=logs.md",
            "answers question=uptime-watched answer=yes"
        ]),
        [false, true, false, false],
        "an answer needs something that shows it"
    );
    let blind = of(&["metrics M readings=2026-01-20:1", "triggers T metric=m threshold=5"]);
    assert_eq!(cited(&blind, "observability"), [(State::Mon, "product/product".to_string(), "note")]);
}

/// A test that was green ninety days ago counts half.
#[test]
fn b2_critical_paths_lose_their_green() {
    let plan =
        plan(&["answers question=tests-payment answer=yes at=2025-10-23", "answers question=tests-core answer=no"]);
    let paths = stabilise::paths(&plan, day(TODAY));
    let trust = paths.map(|path| path.trust);
    assert_eq!(trust, [0.0, 0.5, 0.0, 0.0]);
}

#[test]
fn b3_a_committed_credential_stands_before_everything() {
    let leak = "answers question=credentials-committed answer=yes at=2026-01-10";
    let late = ["metrics Job role=job-max readings=2026-01-01:600", "triggers Queue metric=job threshold=500"];
    let facts = of(&[&late[..], &[leak]].concat());
    assert_eq!(facts.findings[0].about.id, "committed-credential");
    assert_eq!(facts.findings[0].hit.state, State::Act);
    let rotated = |at: &str| {
        let line = format!("answers question=credentials-rotated answer=yes at={at}");
        cited(&of(&[leak, &line]), "committed-credential").len()
    };
    assert_eq!((rotated("2026-01-11"), rotated("2026-01-09")), (0, 1), "a rotation before it was found mends nothing");
}

#[test]
fn b4_delivery_is_read_off_its_metrics() {
    let plan = plan(&[
        "metrics Age role=branch-age readings=2026-01-20:2.5",
        "metrics Out role=deploys readings=2026-01-20:9",
    ]);
    let read: Vec<_> = stabilise::delivery(&plan).into_iter().map(|(role, _, n)| (role, n)).collect();
    assert_eq!(read, [("branch-age", 2.5), ("deploys", 9.0)]);
}

#[test]
fn b5_papers_are_due_with_the_heads() {
    let people = ["people A", "people B", "people C kind=planned-hire joins=2026-03-01"];
    let base = plan(&people);
    assert_eq!(stabilise::heads(&base, day(TODAY)), [Some(day("2026-03-01")), None, None]);
    let asked = with(&base, "answers question=docs-readme answer=no");
    let facts = on(&asked, TODAY);
    let message = found(&facts, "papers")[0].hit.message.as_str();
    assert!(message.starts_with("3 people do on Sun 1 Mar 2026") && message.contains("README"), "{message}");
    assert!(waits(&on(&base, TODAY), "papers"), "nobody asked");
    let written = with(&base, "decisions One");
    assert!(stabilise::papers(&written)[0].there);
}

/// Debt at 20 % and other work at 25 % of ten days: 45 % where 40 are the most.
#[test]
fn b9_reserved_shares_stay_within_their_cap() {
    let facts = |other: f64| of(&[&format!("sprints One start=2026-01-19 capacity=10 other_planned={other}")]);
    assert_eq!(cited(&facts(2.0), "reserve"), []);
    assert_eq!(cited(&facts(2.5), "reserve"), [(State::Mon, "sprints/one".to_string(), "other_planned")]);
    assert_eq!(derived(&facts(2.5), "sprints", "reserve", "one"), Derived::Percent(45.0));
}

/// Item 3: what fits the days that are owed, not merely what comes first.
#[test]
fn item_3_the_debts_that_fit() {
    let lines = [
        "sprints One start=2026-01-19 capacity=15",
        "debts Quick hazard=100 damage=1000 effort=1d",
        "debts Whole hazard=100 damage=2700 effort=3d",
        "debts Middle hazard=100 damage=1500 effort=2d",
    ];
    // Three days are owed. Quick avoids most for a day; together with the middle one 2,500, the whole one 2,700.
    let facts = of(&lines);
    assert_eq!(facts.debts.rule.owed, 3.0);
    assert_eq!(facts.debts.rule.fits, [id("whole")]);
}

#[test]
fn sprints_that_cannot_be_added_up_are_found() {
    let facts = of(&[
        "sprints One start=2026-01-05 capacity=20 debt_done=1",
        "sprints Two start=2026-01-12 capacity=20",
        "sprints Three capacity=20",
        "sprints Four start=2026-02-02",
        "sprints Five start=2026-02-16 capacity=0 debt_planned=-3",
    ]);
    let mut cites = cited(&facts, "sprint-plan").into_iter().map(|(_, at, field)| (at, field)).collect::<Vec<_>>();
    cites.sort();
    let expected =
        [("five", "capacity"), ("five", "debt_planned"), ("four", "capacity"), ("three", "start"), ("two", "start")];
    assert_eq!(cites, expected.map(|(id, field)| (format!("sprints/{id}"), field)));
    assert_eq!(facts.debts.rule.due, 4.0, "the one that the next has begun is over");
    // Nothing to add up at all.
    let none = of(&["sprints One start=2026-01-05 capacity=0"]);
    assert_eq!((none.debts.rule.deficit, none.debts.rule.state), (0.0, RuleState::Ok));
}

#[test]
fn the_demos_debt_screen_in_json() {
    let (plan, facts) = demo();
    let world = World::on(day("2026-11-16"));
    let json = screens::json(&plan, &facts, &world, screen("debt").expect("a screen"));
    let near = |value: &Json, n: f64| assert!((value.as_f64().expect("a number") - n).abs() < 0.005, "{value} for {n}");
    let rule = &json["rule_20"];
    for (key, n) in [("target", 13.2), ("spent", 3.5), ("deficit", 9.7), ("owed_days", 14.1)] {
        near(&rule[key], n);
    }
    assert_eq!(rule["state"], "escalated");
    assert_eq!(json["build_time"]["pairs"], 3);
    near(&json["build_time"]["ratio"], 1.556);
    let row = |id: &str| {
        let rows = json["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["id"] == id).expect("a row")["derived"].clone()
    };
    near(&row("no-restore-drill")["loss_6m"], 8689.69);
    assert_eq!(row("no-restore-drill")["rank"], 1);
    assert_eq!(row("sessions-in-memory")["risk_6m"], 6);
    assert_eq!(row("sessions-in-memory")["counts_as"], "undocumented");
    assert_eq!(row("profile-cache-unparsed").get("loss_6m"), None);
    assert_eq!((json["audit"]["due"].as_str(), json["audit"]["late_days"].as_i64()), (Some("2026-10-16"), Some(31)));
}

proptest! {
    #![proptest_config(support::cases(64))]

    /// Whatever the figures: ranks are a permutation, a better debt for a day never ranks behind a worse one, what is owed
    /// is finite and not negative, and what fits does.
    #[test]
    fn ranks_and_shares_hold_together(seed: u64, rows in 1..12usize) {
        let mut dice = support::Dice::new(seed);
        let mut lines: Vec<String> = Vec::new();
        for n in 0..rows {
            let number = |dice: &mut support::Dice, most: usize| dice.below(most).to_string();
            let mut line = format!("debts D{n}");
            for (key, most, unit) in [("hazard", 101, ""), ("damage", 20000, ""), ("effort", 12, "d"), ("risk_6m", 10, "")] {
                if dice.chance(70) {
                    line += &format!(" {key}={}{unit}", number(&mut dice, most));
                }
            }
            lines.push(line);
            let start = support::today().plus(-(dice.below(120) as i64)).unwrap();
            let mut line = format!("sprints S{n} start={start}");
            for (key, most) in [("capacity", 30), ("debt_planned", 9), ("debt_done", 9), ("other_planned", 9)] {
                if dice.chance(70) {
                    line += &format!(" {key}={}", number(&mut dice, most));
                }
            }
            lines.push(line);
        }
        let plan = plan(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let facts = facts(&plan, &World::on(support::today()));
        let debts = &facts.debts;
        let ranks: Vec<usize> = debts.ranked().filter_map(|account| account.rank).collect();
        prop_assert_eq!(&ranks, &(1..=ranks.len()).collect::<Vec<_>>());
        let money: Vec<f64> = debts.ranked().filter_map(|account| account.per_day).collect();
        prop_assert!(money.is_sorted_by(|a, b| a >= b), "{:?}", money);
        prop_assert!(debts.rule.deficit >= 0.0 && debts.rule.deficit <= debts.rule.due.max(0.0));
        prop_assert!(debts.rule.owed >= 0.0 && debts.rule.owed.is_finite());
        let fits: f64 = debts.rule.fits.iter().map(|id| debts.get(id).unwrap().days.unwrap()).sum();
        prop_assert!(fits <= debts.rule.owed + 1e-6, "{} of {}", fits, debts.rule.owed);
        for account in debts.ranked() {
            let [three, six, twelve] = account.losses.map(|loss| loss.unwrap_or(0.0));
            prop_assert!(three <= six && six <= twelve, "leaving it longer costs no less");
        }
    }
}
