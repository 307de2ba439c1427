//! What is computed from a plan, held against the demo plan's worked figures.

use outgrow::analysis::{World, agenda, debt, facts, growth, knowledge, next};
use outgrow::model::{Day, Plan};

fn demo() -> Plan {
    outgrow::store::read::read(include_bytes!("../../assets/templates/demo.ron")).expect("the demo reads").0
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// Areas that fewer than two people could mend alone.
fn thin(on: &str) -> Vec<(String, usize)> {
    let plan = demo();
    let areas = knowledge::areas(&plan, day(on));
    areas.iter().filter(|area| area.able < 2).map(|area| (area.domain.id.to_string(), area.able)).collect()
}

fn pairs<T: Copy>(list: &[(&str, T)]) -> Vec<(String, T)> {
    list.iter().map(|(id, n)| (id.to_string(), *n)).collect()
}

#[test]
fn the_demo_hangs_on_single_people() {
    assert_eq!(knowledge::areas(&demo(), day("2026-11-16")).len(), 9, "the payment provider is no area of ours");
    assert_eq!(thin("2026-11-16"), pairs(&[("billing", 1), ("deploy", 1), ("inspections", 1), ("reports", 0)]));
    let later = [("billing", 1), ("deploy", 1), ("dispatch", 1), ("inspections", 0), ("reports", 0)];
    assert_eq!(thin("2027-01-30"), pairs(&later), "a contractor takes along what they know");
}

#[test]
fn systems_of_others_and_teams_that_do_not_count_are_told_apart() {
    let world = World::on(day("2026-11-16"));
    let steps = next::steps(&demo(), &world, &[], 0);
    let asked: Vec<_> = steps.iter().map(|step| step.what.as_str()).filter(|what| what.contains("alone")).collect();
    assert_eq!(asked, ["Say who could fix Reports alone"]);
}

#[test]
fn the_dearest_waits() {
    let plan = demo();
    let facts = facts(&plan, &World::on(day("2026-11-16")));
    let found: Vec<_> = facts.data.ranked().map(|cost| (cost.id.to_string(), cost.waiting)).collect();
    let expected = [("keys", 48.5), ("tenancy", 46.0), ("event-log", 43.0), ("analytics", 8.0), ("retention", 4.0)];
    assert_eq!(found, expected.map(|(id, days)| (id.to_string(), Some(days))));
}

#[test]
fn what_is_owed() {
    let plan = demo();
    let owed = debt::owed(&plan);
    assert_eq!((owed.count, owed.days, owed.unsaid), (7, 27.0, 0));
    let classes: Vec<_> = debt::by_class(&plan).iter().map(|(_, part)| (part.count, part.days)).collect();
    assert_eq!(classes, [(2, 6.0), (4, 15.0), (1, 6.0)]);
}

#[test]
fn limits_and_users() {
    let plan = demo();
    let facts = facts(&plan, &World::on(day("2026-11-16")));
    let percent: Vec<_> =
        facts.triggers.nearest().iter().map(|watch| (watch.id.to_string(), watch.percent.map(f64::round))).collect();
    let levels = [("files", 216.0), ("database", 95.0), ("queue", 70.0), ("search", 32.0), ("hosting", 29.0)];
    assert_eq!(percent[..5], levels.map(|(id, n)| (id.to_string(), Some(n))));
    assert_eq!(percent[5..], [("auth".to_string(), None)], "an event has no level");
    let users = growth::users(&plan).expect("users are measured");
    assert_eq!(users.count, 388.0);
    assert_eq!(users.stage.map(|stage| stage.id.as_str()), Some("mvp"));
    assert_eq!(users.next.map(|stage| stage.id.as_str()), Some("early-scale"));
}

#[test]
fn what_lies_ahead() {
    let dates = |from: &str| {
        let all = agenda::upcoming(&demo(), day(from), 30);
        all.iter().map(|dated| format!("{} {}", dated.day, dated.what)).collect::<Vec<_>>()
    };
    assert_eq!(dates("2026-11-16"), ["2026-12-04 Decide Primary keys", "2026-12-14 First enterprise demo"]);
    assert_eq!(dates("2027-01-11").len(), 4, "on call, the event, the customer and the contractor's last day");
    assert_eq!(agenda::decisions(&demo()).len(), 1);
}

/// Each h and D of the demo: D · (1 − (1 − h)^6), and that over the days of work.
#[test]
fn what_leaving_debts_costs() {
    let plan = demo();
    let facts = facts(&plan, &World::on(day("2026-11-16")));
    let told: Vec<_> = facts
        .debts
        .ranked()
        .map(|account| {
            let whole = |n: Option<f64>| n.map(|n| n.round() as i64);
            (account.id.to_string(), whole(account.losses[1]), whole(account.per_day))
        })
        .collect();
    let expected = [
        ("no-restore-drill", Some(8690), Some(4345)),
        ("single-tenant-queries", Some(16068), Some(1785)),
        ("nightly-report-locks", Some(4427), Some(1476)),
        ("sessions-in-memory", Some(5606), Some(1401)),
        ("price-rules-copied", Some(3748), Some(625)),
        ("refunds-by-hand", Some(986), Some(493)),
        ("profile-cache-unparsed", None, None),
    ];
    assert_eq!(told, expected.map(|(id, loss, per_day)| (id.to_string(), loss, per_day)));
    let undocumented: Vec<_> =
        facts.debts.ranked().filter(|account| account.is_undocumented()).map(|account| account.id.as_str()).collect();
    assert_eq!(undocumented, ["sessions-in-memory"], "its levels rise, not chance or damage");
}

#[test]
fn what_was_promised_of_every_sprint() {
    let plan = demo();
    let facts = facts(&plan, &World::on(day("2026-11-16")));
    let rule = &facts.debts.rule;
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(rule.deficit, 9.7) && close(rule.due, 13.2), "{} of {}", rule.deficit, rule.due);
    assert_eq!(rule.state, debt::share::RuleState::Escalated);
    let change = facts.debts.build.change.expect("six features are enough");
    assert_eq!((change.then, change.now), (4.5, 7.0));
    assert_eq!((100.0 * (change.ratio - 1.0)).round(), 56.0);
    let audit = facts.debts.audit.expect("it was launched");
    assert_eq!((audit.due, day("2026-11-16").since(audit.due)), (day("2026-10-16"), 31));
}

#[test]
fn a_record_is_due_for_the_payment_provider() {
    let plan = demo();
    let facts = facts(&plan, &World::on(day("2026-11-16")));
    let due = facts.findings.iter().filter(|finding| finding.about.id == "record-due");
    let told: Vec<_> = due.map(|finding| (finding.hit.at.to_string(), finding.hit.message.to_string())).collect();
    let message = "Paynord is woven into Billing, and no decision says why.";
    assert_eq!(told, [("domains/billing".to_string(), message.to_string())]);
}
