//! Data decisions: what they cost at each multiple, which wait at what price, and until when they are cheap.

use outgrow::analysis::ladder;

use super::*;

/// Users double every week: one week later twice as many, and 400 were read on 15 January.
const USERS: &str = "metrics Users role=users readings=2026-01-01:100,2026-01-08:200,2026-01-15:400";

/// 400 users times 21,600 rows are 8,640,000 rows; with the one table that refers to them 17,280,000 are written, at
/// 100 a second in 48 hours, which two person-days look after. Ten times that are 20, and so on; nothing else is said.
#[test]
fn e1_rows_a_user_give_the_price_at_every_multiple() {
    let facts = on(&plan(&[USERS, "models Keys rows_per_user=21600 tables=1 backfill_per_s=100"]), "2026-01-21");
    let keys = cost(&facts, "keys");
    let days = keys.days.map(|n| n.map(f64::round));
    assert_eq!(days, [Some(2.0), Some(20.0), Some(100.0), Some(200.0)]);
    assert_eq!(keys.worked_out, [true; 4]);
    assert_eq!(keys.waiting.map(f64::round), Some(180.0));
    let unread = on(&plan(&["models Keys rows_per_user=21600 tables=1 backfill_per_s=100"]), "2026-01-21");
    assert_eq!(cost(&unread, "keys").days, [None; 4], "nobody said how many users");
}

/// As above, and 3 d said for now, of which 2 d are today's backfill, so the change itself is 1 d; two weeks of writing
/// to both take 2 d of care: 1 + 20 + 2 at ten times, 103 at fifty, 203 at a hundred. Two hours down are 120 of 43.2
/// minutes, and 480 at 240 an hour.
#[test]
fn e2_keys_cost_the_change_the_rows_and_the_weeks_of_both() {
    let rows = [
        "product day_rate=500 down_hour=240",
        "metrics Up role=uptime",
        "objectives Uptime metric=up target=99.9 window=30d",
        "models Keys rows=8640000 tables=1 backfill_per_s=100 cost_now=3d dual_write=2w downtime=2h",
    ];
    let facts = on(&plan(&rows), "2026-01-21");
    let keys = cost(&facts, "keys");
    let close_to = |days: [f64; 4]| keys.days.iter().zip(days).all(|(n, expected)| close(n.unwrap(), expected));
    assert!(close_to([3.0, 23.0, 103.0, 203.0]), "{:?}", keys.days);
    assert_eq!(keys.worked_out, [false, true, true, true]);
    assert!(close(keys.money[0].unwrap(), 3.0 * 500.0 + 480.0), "{:?}", keys.money);
    assert!(close(keys.money[3].unwrap(), 203.0 * 500.0 + 480.0), "{:?}", keys.money);
    assert!(close(keys.budget_share.unwrap(), 100.0 * 120.0 / 43.2), "{:?}", keys.budget_share);
    // What somebody typed stands before what is worked out.
    let typed = with(&plan(&rows[..3]), "models Keys rows=8640000 backfill_per_s=100 cost_now=3d cost_10x=24-40d");
    assert_eq!(cost(&on(&typed, "2026-01-21"), "keys").days[1], Some(32.0));
}

/// 2 to 4 d now, 13 d at ten times: 4 d are reached at 1 + 9 · (4 − 3) / (13 − 3) = 1.9 times the users, which is
/// log2(1.9) · 7 = 6.48 days after 15 January. Of 2 d without a range a tenth more counts: 2.2 of 12 d at 1.18 times,
/// log2(1.18) · 7 = 1.67 days.
#[test]
fn e3_the_last_cheap_day_follows_the_users() {
    let until = |costs: &str| {
        let facts = on(&plan(&[USERS, &format!("models Log {costs}")]), "2026-01-16");
        cost(&facts, "log").last_cheap
    };
    assert_eq!(until("cost_now=2-4d cost_10x=13d"), Some(falls("2026-01-21")));
    assert_eq!(until("cost_now=2d cost_10x=12d"), Some(falls("2026-01-16")));
    assert_eq!(until("cost_now=2d cost_10x=2d cost_100x=1d"), Some(When::Never), "it gets no dearer");
    assert_eq!(until("cost_now=2d"), None);
    assert_eq!(until("cost_10x=2d cost_100x=9d"), None);
    let nobody = on(&plan(&["models Log cost_now=2d cost_10x=12d"]), "2026-01-16");
    assert_eq!(derived(&nobody, "models", "last_cheap_date", "log"), Derived::Word("?"));
    let shrinking = "metrics Users role=users readings=2026-01-01:400,2026-01-08:200,2026-01-15:100";
    let shrinks = on(&plan(&[shrinking, "models Log cost_now=2d cost_10x=12d"]), "2026-01-16");
    assert_eq!(derived(&shrinks, "models", "last_cheap_date", "log"), Derived::Word("never"));
}

/// Four minutes of a locked table are 4 / 43.2 = 9.26 % of what may fail in a month at 99.9 %.
#[test]
fn e4_reports_move_off_before_the_first_enterprise() {
    let rows = [
        "metrics Up role=uptime",
        "objectives Uptime metric=up target=99.9 window=30d",
        "models Reports kind=analytics downtime=4min",
        "milestones Customer kind=enterprise-live at=2026-03-01",
    ];
    let open = plan(&rows);
    let facts = on(&open, "2026-01-21");
    assert_eq!(cost(&facts, "reports").budget_share.map(|n| format!("{n:.1}")), Some("9.3".to_string()));
    assert_eq!(cited(&facts, "analytics-apart"), [(State::Mon, "models/reports".to_string(), "status")]);
    assert_eq!(found(&facts, "analytics-apart")[0].hit.bites, Some(day("2026-03-01")));
    assert_eq!(cited(&on(&open, "2026-03-02"), "analytics-apart"), [], "the day is past");
    let none = plan(&rows[..3]);
    assert_eq!(cited(&on(&none, "2026-01-21"), "analytics-apart"), []);
}

/// Waiting costs 1, 2, 3 and 4 d; entered the cheapest first.
#[test]
fn e5_the_top_three_are_picked_by_cost_of_waiting() {
    let rows = [
        "models A cost_10x=1d cost_100x=2d",
        "models B cost_10x=1d cost_100x=3d",
        "models C cost_10x=1d cost_100x=4d",
        "models D cost_10x=1d cost_100x=5d",
        "models E cost_10x=1d",
    ];
    let tops = |plan: &Plan| {
        let facts = on(plan, "2026-01-21");
        facts.data.all.iter().map(|cost| (cost.id.to_string(), cost.top, cost.pinned)).collect::<Vec<_>>()
    };
    let as_said = |all: [(&str, Option<usize>, bool); 5]| all.map(|(id, top, pinned)| (id.to_string(), top, pinned));
    let all = plan(&rows);
    assert_eq!(
        tops(&all),
        as_said([
            ("a", None, false),
            ("b", Some(3), false),
            ("c", Some(2), false),
            ("d", Some(1), false),
            ("e", None, false)
        ])
    );
    let mut pinned = plan(&rows[1..]);
    pinned = with(&pinned, "models A cost_10x=1d cost_100x=2d pinned=\"a customer waits\"");
    assert_eq!(
        tops(&pinned),
        as_said([
            ("a", Some(1), true),
            ("b", None, false),
            ("c", Some(3), false),
            ("d", Some(2), false),
            ("e", None, false)
        ])
    );
    let done = with(&plan(&rows[..3]), "models D cost_10x=1d cost_100x=5d status=done");
    assert_eq!(cost(&on(&done, "2026-01-21"), "d").top, None);
}

#[test]
fn e6_a_step_of_the_ladder_is_locked_until_the_one_before_is_done_or_waived() {
    let rows = ["answers question=ladder-indexes answer=yes", "answers question=ladder-replicas answer=partly"];
    let skipped = plan(&rows);
    let rungs = ladder::ladder(&skipped, day("2026-01-21"));
    let locked: Vec<_> = rungs.iter().map(|rung| rung.locked_by).collect();
    let slow = Some("ladder-slow-queries");
    assert_eq!(locked, [None, None, slow, slow, slow, slow]);
    let facts = on(&skipped, "2026-01-21");
    assert_eq!(cited(&facts, "ladder-order"), [(State::Mon, "answers/ladder-replicas".to_string(), "answer")]);
}

#[test]
fn e8_counted_keys_and_several_tenants_do_not_go_together() {
    let fires = |tenancy: &str, key: &str, status: &str| {
        let model = format!("models Keys kind=primary-keys key_type={key} status={status}");
        !found(&on(&plan(&[&format!("product tenancy={tenancy}"), &model]), "2026-01-21"), "FM2").is_empty()
    };
    assert!(fires("multi", "integers", "mon") && fires("planned-multi", "integers", "mon"));
    assert!(!fires("single", "integers", "mon") && !fires("multi", "uuid", "mon"));
    assert!(!fires("multi", "integers", "done"));
}

#[test]
fn the_demos_decisions_cost_what_they_cost() {
    let (_, facts) = demo();
    let waiting = |model| cost(&facts, model).waiting;
    assert_eq!(
        ["keys", "tenancy", "event-log", "analytics"].map(waiting),
        [Some(48.5), Some(46.0), Some(43.0), Some(8.0)]
    );
    let tops = ["keys", "tenancy", "event-log", "analytics", "retention"].map(|model| cost(&facts, model).top);
    assert_eq!(tops, [Some(1), Some(2), Some(3), None, None]);
    // 24 to 40 and 45 to 70 count as their middle; at 520 a day.
    assert_eq!(cost(&facts, "keys").days, [Some(3.0), Some(9.0), Some(32.0), Some(57.5)]);
    assert_eq!(cost(&facts, "keys").money, [Some(1560.0), Some(4680.0), Some(16640.0), Some(29900.0)]);
}

/// Rates, rows and people of nought and next to it.
#[test]
fn nothing_is_divided_by_nought() {
    for rate in [0.0, 1e-300, 1e15] {
        for users in [0.0, 1e-300, 1e15] {
            let read =
                format!("metrics Users role=users readings=2026-01-01:{users},2026-01-08:{users},2026-01-15:{users}");
            let keys = format!("models Keys rows_per_user={} backfill_per_s={rate} downtime=4min cost_now=0d", 1e15);
            let lines = [
                "product day_rate=0 down_hour=0 lead_share=0",
                &read,
                &keys,
                "metrics Up role=uptime",
                "objectives Uptime metric=up target=100",
                &format!("stages Next users_from={}", 2e-300),
                &format!("triggers Sum threshold=0 metric=users cost_month={} effort=3d", 10_000_000_000_u64),
            ];
            columns::all_is_finite(&plan(&lines), "2026-01-21", &format!("rate {rate}, users {users}"));
        }
    }
}
