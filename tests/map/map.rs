//! The map: cut lines, circles, order, days; worked out by hand.

use outgrow::analysis::World;
use outgrow::analysis::checks::{Check, State};
use outgrow::analysis::column::{self, Derived, Sight};
use outgrow::analysis::map::{Cut, Force, Map, Need, checks, words};
use outgrow::analysis::trend::When;
use outgrow::model::{Money, Plan, Risk};

use super::{demo, id, on, plan, with, words as ids};
use crate::support::day;

fn cut<'m>(map: &'m Map, domain: &str) -> &'m Cut {
    map.get(&id(domain)).expect("a domain of the test")
}

/// State and row of what a check of the map finds.
fn found(plan: &Plan, today: &str, check: &str) -> Vec<(State, String)> {
    let facts = on(plan, today);
    let world = World::on(day(today));
    let all: Vec<&Check> = checks::CHECKS.iter().filter(|row| row.about.id == check).collect();
    assert_eq!(all.len(), 1, "{check}");
    if !(all[0].ready)(plan) {
        return Vec::new();
    }
    let hits = (all[0].find)(&Sight { plan, world: &world, facts: &facts });
    hits.into_iter().map(|hit| (hit.state, hit.at.to_string())).collect()
}

/// Loads an hour: booking 1800, dispatch 900, fleet 700, inspections 60, billing 4000, accounts 600, reports 40, notify
/// 9000. Unlike is four times the middle of the neighbours', or a quarter of it.
#[test]
fn the_demo_has_the_cut_lines_worked_out_by_hand() {
    let (_, facts) = demo();
    let answers = |domain: &str| cut(&facts.map, domain).questions;
    let (yes, no) = (Some(true), Some(false));
    // Neighbours 40, 600, 700, 900, 4000 and 9000: their middle is 800, and 1800 is 2.25 times that.
    assert_eq!(answers("booking"), [yes, no, no]);
    assert_eq!(cut(&facts.map, "booking").load.ratio, Some(2.25));
    // Neighbours 40 and 1800, middle 920: 4.35 times. Paynord is woven in.
    assert_eq!(answers("billing"), [yes, yes, yes]);
    // A wrapped vendor of whom nobody said whether he changes.
    assert_eq!(answers("accounts"), [yes, no, None]);
    assert_eq!(answers("notify"), [yes, yes, None]);
    assert_eq!(answers("inspections"), [yes, yes, no]);
    assert_eq!(answers("reports"), [no, yes, no]);
    assert_eq!(answers("dispatch"), [no, no, no]);
    assert_eq!(answers("paynord"), [None; 3]);
    let scores: Vec<usize> = facts.map.all.iter().map(Cut::score).collect();
    // Accounts, billing, booking, deploy, dispatch, fleet, inspections, notify, paynord, reports.
    assert_eq!(scores, [1, 3, 1, 0, 0, 1, 2, 2, 0, 1]);
}

#[test]
fn the_demo_has_one_circle_and_three_bridges() {
    let (_, facts) = demo();
    let circles: Vec<Vec<&str>> = facts.map.circles.iter().map(|circle| ids(circle)).collect();
    assert_eq!(circles, [["booking", "dispatch", "fleet"]]);
    let bridges: Vec<&str> = facts.map.all.iter().filter(|cut| cut.bridge).map(|cut| cut.id.as_str()).collect();
    assert_eq!(bridges, ["billing", "booking", "fleet"]);
    assert_eq!(ids(&cut(&facts.map, "booking").blast), ["billing", "reports"]);
    assert_eq!(ids(&cut(&facts.map, "fleet").blast), ["dispatch", "inspections", "booking", "billing", "reports"]);
    let booking = cut(&facts.map, "booking");
    assert_eq!((booking.fan_in, booking.fan_out), (3, 3));
    // Calls to accounts and dispatch; tables with billing and reports; events to notify and from fleet.
    assert_eq!(booking.coupling, [2, 2, 2, 0, 0]);
    assert_eq!(
        ids(&cut(&facts.map, "reports").untie),
        ["reports--billing--shared-table", "reports--booking--shared-table"]
    );
}

/// What is leaned on comes first: notify (wanted now) and accounts, then the circle without fleet, which stays, then what
/// leans on it: billing with three yes before inspections with two, both wanted within six months; reports within twelve.
#[test]
fn the_demo_is_cut_in_this_order() {
    let (_, facts) = demo();
    assert_eq!(
        ids(&facts.map.order),
        ["notify", "accounts", "dispatch", "booking", "billing", "inspections", "reports", "deploy"]
    );
    assert_eq!(ids(&cut(&facts.map, "reports").after), ["billing", "booking"]);
}

/// Six months from the review's start on 9 Nov 2026 are 9 May 2027; the lead gives 35 % of a week. Billing's four weeks are
/// 20 person-days, 80 calendar days: 18 Feb; 20 x 520. Of inspections' 12.5 days 35 % are done: 8.125 are left, 32.5
/// calendar days, begun 33 before. Of notify's ten days a fifth is left: eight calendar days before 9 Nov 2026.
#[test]
fn the_demo_has_these_latest_starts() {
    let (plan, facts) = demo();
    let latest = |domain: &str| cut(&facts.map, domain).latest;
    assert_eq!(latest("billing"), Some(day("2027-02-18")));
    assert_eq!(cut(&facts.map, "billing").money, Some(Money(1_040_000)));
    assert_eq!(cut(&facts.map, "billing").slack, Some(13.4));
    assert_eq!(latest("inspections"), Some(day("2027-04-06")));
    assert_eq!(latest("notify"), Some(day("2026-11-01")));
    assert_eq!(cut(&facts.map, "notify").slack, Some(-2.1));
    assert_eq!(latest("booking"), None);
    assert_eq!(cut(&facts.map, "booking").need, Need::NotBefore(day("2027-11-09")));
    assert_eq!(cut(&facts.map, "paynord").need, Need::None);
    let world = World::on(day("2026-11-16"));
    let sight = Sight { plan: &plan, world: &world, facts: &facts };
    let column = |key: &str| column::of("domains").find(|column| column.key == key).expect("a column");
    assert_eq!((column("latest_start").get)(&facts, &id("booking")), Derived::Word("not yet"));
    let why = (column("latest_start").explain)(&sight, &id("booking")).expect("why");
    assert_eq!(why.rule.as_str(), "No cut is needed before Tue 9 Nov 2027: nothing in the plan asks for one.");
    assert_eq!((column("cycle").get)(&facts, &id("billing")), Derived::Nothing);
    // 3 (within half a year) x 3 (five times the middle, 800) x 2 (reports leans on it).
    assert_eq!(cut(&facts.map, "billing").suggested.risk, Some(Risk::High));
    // 1 x 2 x 3: nothing asks for it, but three lean on it.
    assert_eq!(cut(&facts.map, "booking").suggested.risk, Some(Risk::Medium));
    for column in column::of("domains") {
        for domain in &plan.domains {
            let (value, why) = ((column.get)(&facts, &domain.id), (column.explain)(&sight, &domain.id));
            assert!(value.is_nothing() || why.is_some(), "{} of {}", column.key, domain.id);
        }
    }
}

#[test]
fn the_first_of_trigger_decision_and_promise_forces_a_cut() {
    let rows = [
        "product review_start=2026-01-05 lead_share=50",
        "domains Orders effort=2w",
        "domains Search separation=12mo effort=1w",
        "triggers Login op=event event=2026-09-01 domains=orders",
    ];
    let base = plan(&rows);
    let facts = on(&base, "2026-02-02");
    let orders = cut(&facts.map, "orders");
    assert_eq!(orders.need, Need::Forced { on: day("2026-09-01"), by: Force::Trigger(id("login")) });
    // Ten person-days at half a week take 28 days.
    assert_eq!(orders.latest, Some(day("2026-08-04")));
    assert_eq!(cut(&facts.map, "search").need, Need::Forced { on: day("2027-01-05"), by: Force::Horizon });
    let decided = with(&base, "models Keys domains=orders decide_by=2026-06-01");
    let need = |plan: &Plan| cut(&on(plan, "2026-02-02").map, "orders").need.clone();
    assert_eq!(need(&decided), Need::Forced { on: day("2026-06-01"), by: Force::Decision(id("keys")) });
    let promised = with(
        &with(&base, "models Reports kind=analytics domains=orders"),
        "milestones Live at=2026-05-04 kind=enterprise-live",
    );
    assert_eq!(need(&promised), Need::Forced { on: day("2026-05-04"), by: Force::Milestone(id("live")) });
    // Who gives no time never starts early enough.
    let nobody = with(&with(&base, "people Ana share=0"), "product lead=ana");
    assert_eq!(cut(&on(&nobody, "2026-02-02").map, "orders").latest, None);
    assert_eq!(found(&nobody, "2026-02-02", "cut-start")[0], (State::Act, "domains/orders".to_string()));
    let stays = with(&base, "domains Login separation=stay");
    let stays = with(&stays, "triggers Load op=event event=2026-03-01 domains=login");
    assert_eq!(found(&stays, "2026-02-02", "stay-forced"), [(State::Mon, "domains/login".to_string())]);
}

/// 10, 30 and 50 percent a week apart: 20 a week, and the other 50 in two and a half weeks after 19 January, on 5 February
/// (17.5 days, the fraction dropped). From 26 January those are ten days: 10/7 weeks at 700.
#[test]
fn traffic_moves_over_along_its_line_and_costs_both_sides_until_then() {
    let base = plan(&[
        "domains Orders moved=2026-01-05:10,2026-01-12:30,2026-01-19:50 double_run=700 boundary=separable proof=test",
    ]);
    let facts = on(&base, "2026-01-26");
    let moved = cut(&facts.map, "orders").moved.as_ref().expect("a move");
    assert!((moved.rate.expect("a rate") - 20.0).abs() < 1e-9);
    assert_eq!(moved.finish, Some(When::On(day("2026-02-05"))));
    assert!((moved.until.expect("a cost") - 1_000.0).abs() < 1e-6);
    assert_eq!(found(&base, "2026-01-26", "stalled-move"), []);
    assert_eq!(found(&base, "2026-02-20", "stalled-move"), [(State::Mon, "domains/orders".to_string())]);
    let two = plan(&["domains Orders moved=2026-01-05:10,2026-01-12:30"]);
    let facts = on(&two, "2026-01-26");
    assert_eq!(cut(&facts.map, "orders").moved.as_ref().map(|moved| moved.finish), Some(None));
}

#[test]
fn a_boundary_claims_no_more_than_the_links_allow() {
    let base = plan(&[
        "domains Orders boundary=separable data_model=own",
        "domains Stock",
        "links from=stock to=orders kind=shared-table",
        "links from=orders to=stock kind=call",
    ]);
    let orders = [(State::Act, "domains/orders".to_string())];
    assert_eq!(found(&base, "2026-01-26", "boundary-tied"), orders);
    let mon = [(State::Mon, "domains/orders".to_string())];
    for check in ["boundary-proof", "boundary-circle", "boundary-interface"] {
        assert_eq!(found(&base, "2026-01-26", check), mon, "{check}");
    }
    assert_eq!(
        found(&base, "2026-01-26", "foreign-tables"),
        [(State::Mon, "links/stock--orders--shared-table".to_string())]
    );
    let sound = plan(&["domains Orders boundary=separable proof=\"orders stand alone\" risk=low separation=later"]);
    for check in checks::CHECKS {
        assert_eq!(found(&sound, "2026-01-26", check.about.id), [], "{}", check.about.id);
    }
    let services = with(&sound, "decisions Split pattern=microservices");
    assert_eq!(found(&services, "2026-01-26", "early-pattern"), [(State::Mon, "decisions/split".to_string())]);
    let untold = with(&sound, "domains Billing");
    assert_eq!(found(&untold, "2026-01-26", "map-tags"), [(State::Mon, "domains/billing".to_string())]);
}

#[test]
fn links_are_told_in_sentences_and_changes_as_what_they_mean() {
    let before = plan(&[
        "domains Orders",
        "domains Stock",
        "domains Mail",
        "links from=orders to=stock kind=shared-table",
        "links from=stock to=orders kind=call",
    ]);
    let said: Vec<String> = words::sentences(&before).into_iter().map(|(_, says)| says.to_string()).collect();
    assert_eq!(
        said,
        [
            "Orders reads and writes Stock's tables directly.",
            "Stock calls Orders.",
            "Mail stands by itself: no link begins or ends there.",
        ]
    );
    let after = plan(&[
        "domains Orders boundary=enforced",
        "domains Stock moved=2026-01-05:20",
        "domains Ledger",
        "links from=stock to=orders kind=call",
        "links from=ledger to=orders kind=shared-code",
    ]);
    let said: Vec<String> = words::changes(&before, &after).into_iter().map(|change| change.says.to_string()).collect();
    assert_eq!(
        said,
        [
            "Mail is no longer on the map.",
            "Ledger is new on the map.",
            "Orders: its boundary went from drawn to enforced.",
            "Stock: 20 % of its traffic is on the new side, before that 0 %.",
            "No longer so: Orders reads and writes Stock's tables directly.",
            "New: Ledger shares code with Orders.",
            "The circle of Orders and Stock is open or another one.",
        ]
    );
    assert_eq!(words::changes(&before, &before), []);
}
