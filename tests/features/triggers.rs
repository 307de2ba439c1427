//! Triggers: crossings, what must come first, the latest safe start, and triggers that see nothing.

use outgrow::analysis::triggers::{Balance, Blind};

use super::*;

/// 100 on the first of January, one more each day: 200 are reached 100 days later, on 11 April.
const READINGS: &str = "readings=2026-01-01:100,2026-01-11:110,2026-01-21:120";

fn metric(rest: &str) -> String {
    format!("metrics Load {rest} {READINGS}")
}

fn of(lines: &[&str]) -> Facts {
    on(&plan(lines), "2026-01-21")
}

#[test]
fn g1_hosting_crosses_with_its_line() {
    let facts = of(&[&metric("role=concurrent statistic=max"), "triggers Hosting metric=load threshold=500"]);
    let watch = watch(&facts, "hosting");
    // 400 days after 1 January 2026.
    assert_eq!(watch.crosses, exactly("2027-02-05"));
    assert_eq!(watch.percent, Some(24.0));
    let noisy = "metrics Load role=concurrent readings=2026-01-01:100,2026-01-08:112,2026-01-15:110,2026-01-22:125";
    let facts = of(&[noisy, "triggers Hosting metric=load threshold=500"]);
    let Some(Dates { p10, p50, p90 }) = facts.triggers.get(&id("hosting")).and_then(|watch| watch.crosses) else {
        panic!("no range")
    };
    assert!(p10 < p50 && p50 < p90, "{p10:?} {p50:?} {p90:?}");
}

#[test]
fn g2_a_mean_sees_nothing_of_slow_queries() {
    for (statistic, blind) in
        [("p95", None), ("p99", None), ("max", None), ("mean", Some(Blind::Statistic)), ("p50", Some(Blind::Statistic))]
    {
        let rows = [
            &metric(&format!("role=latency-db unit=ms statistic={statistic}")),
            "triggers Database metric=load threshold=200",
        ];
        let facts = of(&rows);
        let watch = watch(&facts, "database");
        assert_eq!(watch.blind, blind, "{statistic}");
        match blind {
            None => assert_eq!(watch.crosses, exactly("2026-04-11")),
            Some(_) => {
                assert_eq!((watch.state, watch.crosses, watch.start_by), (State::Blind, None, None));
                assert_eq!(derived(&facts, "triggers", "crosses", "database"), Derived::Word("blind"));
                assert_eq!(cited(&facts, "blind-trigger"), [(State::Mon, "metrics/load".to_string(), "statistic")]);
            }
        }
    }
}

/// A month before the last reading is what lies 20 to 45 days back: 66 on 50 is +32 %, 64 on 50 is +28 %.
#[test]
fn g3_a_jump_is_measured_from_month_to_month() {
    let jump = |last: f64, before: &str| {
        let row = format!("metrics Bill role=cdn-cost readings={before}:50,2026-02-15:55,2026-03-01:{last}");
        let facts = on(&plan(&[&row, "triggers Files metric=bill op=jump threshold=30"]), "2026-03-02");
        let watch = watch(&facts, "files");
        (watch.state, watch.percent.map(f64::round), watch.crosses.and_then(|dates| dates.p50.day()))
    };
    assert_eq!(jump(66.0, "2026-02-01"), (State::Act, Some(107.0), Some(day("2026-03-01"))));
    assert_eq!(jump(64.0, "2026-02-01"), (State::Ok, Some(93.0), None));
    // 46 days back compare with nothing.
    assert_eq!(jump(66.0, "2026-01-14").1, None);
    let shipped = template("blank");
    let files = shipped.triggers.iter().find(|row| row.op == outgrow::model::Op::Jump).expect("a jump");
    assert_eq!(files.threshold, Some(30.0), "what counts as a jump is there to be seen");
}

/// 10 person-days at half a week are 10 / 0.5 · 7 / 5 = 28 days: 1 May less 28 is 3 April.
#[test]
fn g4_sign_in_is_due_before_its_event() {
    let rows = ["people Ana share=50", "triggers Sign-in op=event event=2026-05-01 effort=10d owner=ana"];
    let facts = of(&rows);
    let it = watch(&facts, "sign-in");
    assert_eq!((it.crosses, it.start_by, it.percent), (exactly("2026-05-01"), Some(falls("2026-04-03")), None));
    // 72 days are ahead: watched.
    assert_eq!((it.state, it.weeks_left), (State::Mon, Some(10.3)));
    let undated = of(&["triggers Sign-in op=event effort=10d"]);
    assert_eq!((watch(&undated, "sign-in").state, watch(&undated, "sign-in").start_by), (State::Ok, None));
    assert!(undated.findings.iter().all(|finding| finding.hit.at.register != "triggers"));
}

/// From 1.0 to 2.0 % in 20 days: 5 % are 80 days after 1 January.
#[test]
fn g5_searches_share_is_a_ratio() {
    let rows = [
        "metrics Database readings=2026-01-21:50",
        "metrics Search role=search-load unit=% statistic=ratio over=database readings=2026-01-01:1,2026-01-11:1.5,2026-01-21:2",
        "triggers Search metric=search threshold=5",
    ];
    let plan = plan(&rows);
    let facts = on(&plan, "2026-01-21");
    assert_eq!(watch(&facts, "search").crosses, exactly("2026-03-22"));
    assert_eq!(watch(&facts, "search").percent, Some(40.0));
    assert_eq!(plan.metrics.get(&id("search")).and_then(|m| m.over.id()), Some(&id("database")));
}

#[test]
fn g6_the_slowest_job_decides() {
    let fits = of(&[&metric("role=job-max statistic=max"), "triggers Queue metric=load threshold=500"]);
    assert_eq!((watch(&fits, "queue").blind, watch(&fits, "queue").crosses), (None, exactly("2027-02-05")));
    let hides = of(&[&metric("role=job-max statistic=mean"), "triggers Queue metric=load threshold=500"]);
    assert_eq!(watch(&hides, "queue").blind, Some(Blind::Statistic));
}

/// The lead gives 40 %: a person-day takes 1 / 0.4 · 7 / 5 = 3.5 days. Own work 2 d = 7 days, two weeks of lead = 14;
/// first the sessions, 4 d = 14 days: 35 before 11 April is 7 March.
#[test]
fn g7_an_open_prerequisite_lengthens_the_lead() {
    let base = metric("role=concurrent");
    let rows = [
        "product lead_share=40",
        base.as_str(),
        "triggers Hosting metric=load threshold=200 effort=2d lead=2w stateless_first=open sessions_first=open",
    ];
    let without = of(&rows);
    // 21 days before 11 April.
    assert_eq!(watch(&without, "hosting").start_by, Some(falls("2026-03-21")));
    // Open, and no work of their own: nothing is added, and both are named.
    let first = &watch(&without, "hosting").first;
    assert_eq!((first.unpriced, &first.open[..]), (2, &["no state on the instance", "a shared session store"][..]));
    let why = why(&plan(&rows), "2026-01-21", "triggers", "start_by", "hosting").expect("a reason");
    let open = "no state on the instance and a shared session store: open, and for 2 of 2 ?";
    assert_eq!(why.inputs.iter().filter(|input| input.value.as_str().starts_with(open)).count(), 1);
    let priced = with(&plan(&rows), "debts Sessions effort=4d blocks=triggers/hosting");
    let facts = on(&priced, "2026-01-21");
    let watch = watch(&facts, "hosting");
    assert_eq!((watch.first.days, watch.start_by), (14.0, Some(falls("2026-03-07"))));
    // One piece of work for two prerequisites: nobody says for which.
    assert_eq!((watch.first.unpriced, watch.first.open.len()), (1, 2));
    // Work without an effort takes its trigger's: 2 d = 7 days.
    let unsaid = with(&plan(&rows), "debts Sessions blocks=triggers/hosting");
    assert_eq!(on(&unsaid, "2026-01-21").triggers.all[0].first.days, 7.0);
    // What is done adds nothing.
    let done = with(&plan(&rows), "debts Sessions effort=4d status=done blocks=triggers/hosting");
    assert_eq!(on(&done, "2026-01-21").triggers.all[0].first.days, 0.0);
}

/// At a whole week a person-day takes 1.4 days. The last task waits for both others, and the second for the first: both
/// must be done one after the other, 5 + 10 d = 21 days, whatever their names.
#[test]
fn g7_the_longest_chain_counts_when_ways_join() {
    for (first, second) in [("aaa", "bbb"), ("bbb", "aaa")] {
        let base = [
            "people Ana share=100",
            "product lead=ana",
            &metric(""),
            "triggers Hosting metric=load threshold=200",
            &format!("tasks {first} effort=5d"),
            &format!("tasks {second} effort=10d after={first}"),
            &format!("tasks Last trigger=hosting after={first},{second}"),
        ];
        let facts = of(&base);
        let chain = &watch(&facts, "hosting").first;
        assert!(close(chain.days, 21.0), "{first} before {second}: {chain:?}");
        let links: Vec<_> = chain.links.iter().map(|(at, ..)| at.id.as_str()).collect();
        assert_eq!(links, [first, second]);
    }
}

/// A task waits for another task and for a debt; those can be done side by side. 10 d before, 5 d of debt blocking the
/// one before it and 20 d of a task before that: 20 + 10 = 30 d = 42 days, not 35 d.
#[test]
fn g7_what_can_be_done_side_by_side_is_not_added_up() {
    let base = metric("");
    let facts = of(&[
        "people Ana share=100",
        "product lead=ana",
        &base,
        "triggers Hosting metric=load threshold=200",
        "tasks Start effort=20d",
        "tasks Middle effort=10d after=start",
        "tasks End trigger=hosting after=middle",
        "debts Side effort=5d blocks=tasks/middle",
    ]);
    assert!(close(watch(&facts, "hosting").first.days, 42.0), "{:?}", watch(&facts, "hosting").first);
}

/// One comes after two and, by a slip of the hand, two after one; the debt blocks the trigger's own task.
#[test]
fn g7_circles_of_prerequisites_end() {
    let text = |lag: &str| {
        format!(
            "(format: 1, product: (name: \"Acme\", lead: \"ana\"), people: [(id: \"ana\", name: \"Ana\", share: 100)],
            metrics: [(id: \"load\", name: \"Load\",
                readings: {{\"2026-01-01\": 100, \"2026-01-11\": 110, \"2026-01-21\": 120}})],
            triggers: [(id: \"hosting\", name: \"Hosting\", metric: \"load\", threshold: 200)],
            tasks: [(id: \"last\", name: \"Last\", trigger: \"hosting\", after: [\"one\"]),
                (id: \"one\", name: \"One\", effort: \"5d\", after: [\"two\"]),
                (id: \"two\", name: \"Two\", effort: \"5d\"{lag})])"
        )
    };
    for circle in ["", ", after: [\"one\"]", ", after: [\"two\"]"] {
        let (plan, _) = outgrow::store::read::read(text(circle).as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}"));
        let facts = on(&plan, "2026-01-21");
        assert!(close(watch(&facts, "hosting").first.days, 14.0), "{circle}: {:?}", watch(&facts, "hosting").first);
    }
}

/// A chain as long as a plan may be is no deeper for the machine than a short one.
#[test]
fn g7_a_chain_of_thousands_is_followed_to_its_end() {
    let tasks: Vec<String> = (0..20_000)
        .map(|n| match n {
            0 => "(id: \"t00000\", name: \"T\", effort: \"1d\")".to_string(),
            n => format!("(id: \"t{n:05}\", name: \"T\", effort: \"1d\", after: [\"t{:05}\"])", n - 1),
        })
        .collect();
    let text = format!(
        "(format: 1, product: (name: \"Acme\", lead: \"ana\"), people: [(id: \"ana\", name: \"Ana\", share: 100)],
        triggers: [(id: \"hosting\", name: \"Hosting\", op: \"event\", event: \"2126-01-01\")],
        tasks: [(id: \"last\", name: \"Last\", trigger: \"hosting\", after: [\"t19999\"]), {}])",
        tasks.join(",")
    );
    let (plan, _) = outgrow::store::read::read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}"));
    let facts = on(&plan, "2026-01-21");
    assert!(close(watch(&facts, "hosting").first.days, 28_000.0), "20,000 person-days of 1.4 days each");
}

/// Who gives none of their time is never done, neither with the work itself nor with what must come first.
#[test]
fn g7_nobodys_time_is_never_soon_enough() {
    let base = metric("");
    let lines = ["people Ana share=0", "people Ben share=100", "product lead=ben", base.as_str()];
    let own = plan(&[&lines[..], &["triggers Hosting metric=load threshold=200 effort=1d owner=ana"]].concat());
    let before = plan(
        &[
            &lines[..],
            &[
                "triggers Hosting metric=load threshold=200 effort=1d owner=ben",
                "debts Sessions effort=4d owner=ana blocks=triggers/hosting",
            ],
        ]
        .concat(),
    );
    for plan in [own, before] {
        let facts = on(&plan, "2026-01-21");
        assert_eq!((watch(&facts, "hosting").start_by, watch(&facts, "hosting").state), (None, State::Act));
        assert!(watch(&facts, "hosting").crosses.is_some());
    }
}

#[test]
fn g8_servers_wait_for_the_sessions() {
    let base = metric("role=concurrent");
    let rows = [
        "product stateless=partly",
        &base,
        "triggers Hosting metric=load threshold=500",
        "tasks Scaling trigger=hosting",
    ];
    assert_eq!(cited(&of(&rows), "FM4"), [(State::Act, "triggers/hosting".to_string(), "stateless_first")]);
    let free = with(&plan(&rows), "product stateless=yes");
    assert_eq!(cited(&on(&free, "2026-01-21"), "FM4"), []);
}

#[test]
fn g9_the_window_opens_a_year_after_launch() {
    let window = |launched: &str| of(&[&format!("product launched={launched}")]).triggers.window;
    assert_eq!(window("2026-08-17"), Some((day("2027-08-17"), day("2028-02-17"))));
    // The last day of a month that is shorter.
    assert_eq!(window("2026-08-31"), Some((day("2027-08-31"), day("2028-02-29"))));
    assert_eq!(of(&[]).triggers.window, None);
}

/// 180 a month over the 500 users of the next stage.
#[test]
fn g10_a_limit_has_its_price() {
    let base = metric("");
    let rows = [
        base.as_str(),
        "metrics Users role=users readings=2026-01-01:120",
        "stages First users_from=0 users_to=500",
        "stages Second users_from=500",
        "triggers Database metric=load threshold=200 effort=6-9d cost_once=1200 cost_month=180",
    ];
    let facts = of(&rows);
    assert_eq!(watch(&facts, "database").per_user, Some(0.36));
    // 6 to 9 days are 7.5 in the middle.
    assert_eq!(watch(&facts, "database").effort, Some(7.5));
    let why = why(&plan(&rows), "2026-01-21", "triggers", "per_user", "database").expect("a reason");
    assert_eq!(why.rule.as_str(), "0.36 a month for each user, once there are 500.");
    // 1200 once and 12 · 180 a month; with a day rate 7.5 days of 400 besides.
    assert_eq!(watch(&facts, "database").cost_year, Some(1200.0 + 2160.0));
    let priced = with(&plan(&rows), "product day_rate=400");
    let facts = on(&priced, "2026-01-21");
    assert_eq!(watch(&facts, "database").cost_year, Some(6360.0));
    // Where nothing of it is known there is no sum.
    assert_eq!(of(&[base.as_str(), "triggers Database metric=load threshold=200"]).triggers.all[0].cost_year, None);
}

/// 50 + 30 a month for 400 users is 0.20 each; the next step adds 180 / 500 = 0.36.
#[test]
fn g12_what_a_user_costs_and_what_the_next_stage_adds() {
    let rows = [
        "metrics Users role=users readings=2026-01-01:400",
        "stages First users_from=0 users_to=500",
        "stages Second users_from=500",
        "domains Core cost=2026-01-01:50",
        "domains Billing cost=2026-01-01:30",
        "triggers Database threshold=200 cost_month=180",
    ];
    let plan = plan(&rows);
    let each = outgrow::analysis::growth::ratios(&plan, day("2026-01-21"));
    assert!(each.iter().any(|ratio| ratio.name == "cost / user" && close(ratio.value, 0.2)), "{each:?}");
    assert_eq!(watch(&on(&plan, "2026-01-21"), "database").per_user, Some(0.36));
}

#[test]
fn planned_below_half_is_early_and_reached_unplanned_is_late() {
    let base = metric("");
    let balance = |threshold: u32, task: bool| {
        let trigger = format!("triggers Hosting metric=load threshold={threshold}");
        let mut rows = vec![base.as_str(), &trigger];
        if task {
            rows.push("tasks Work trigger=hosting");
        }
        of(&rows).triggers.all[0].balance
    };
    // 120 of 241 is 49.8 %, of 240 it is half.
    assert_eq!([241, 240, 121, 120].map(|limit| balance(limit, true)), [Some(Balance::Early), None, None, None]);
    assert_eq!([241, 240, 121, 120].map(|limit| balance(limit, false)), [None, None, None, Some(Balance::Late)]);
}

#[test]
fn a_limit_that_is_reached_says_since_when() {
    let rows = "metrics Load readings=2026-01-01:90,2026-01-02:210,2026-01-03:150,2026-01-04:200,2026-01-05:230";
    let facts = of(&[rows, "triggers Hosting metric=load threshold=200"]);
    // It fell below once more on the third.
    assert_eq!((watch(&facts, "hosting").state, watch(&facts, "hosting").crosses), (State::Act, exactly("2026-01-04")));
}

/// Limits at, above and below nought: what lies beyond is reached, whatever can be divided.
#[test]
fn limits_of_nought_and_below() {
    let reached = |op: &str, threshold: &str, last: &str| {
        let rows = format!("metrics Load readings=2026-01-01:{last},2026-01-11:{last},2026-01-21:{last}");
        let facts = of(&[&rows, &format!("triggers Hosting metric=load op={op} threshold={threshold}")]);
        assert!(watch(&facts, "hosting").percent.is_none_or(f64::is_finite));
        watch(&facts, "hosting").state == State::Act
    };
    assert!(reached("above", "0", "5") && !reached("above", "0", "-5"));
    assert!(reached("above", "-3", "-2") && !reached("above", "-3", "-4"));
    assert!(reached("below", "5", "0") && reached("below", "5", "-1") && !reached("below", "5", "6"));
    assert!(reached("below", "0", "-1") && !reached("below", "0", "1"));
    assert!(reached("above", "5", "5") && reached("below", "5", "5"));
}

/// 1 a day and a limit of 200,000 more than now: more than five hundred years.
#[test]
fn in_centuries_is_never_at_this_rate() {
    let base = metric("");
    let facts = of(&[&base, "triggers Hosting metric=load threshold=110000 effort=1d"]);
    assert_eq!((watch(&facts, "hosting").state, watch(&facts, "hosting").start_by), (State::Ok, Some(When::Never)));
    assert_eq!(derived(&facts, "triggers", "start_by", "hosting"), Derived::Word("never"));
    let why = why(
        &plan(&[&base, "triggers Hosting metric=load threshold=110000"]),
        "2026-01-21",
        "triggers",
        "crosses",
        "hosting",
    );
    assert!(why.expect("a reason").rule.as_str().contains("never at this rate"));
}

/// Readings ten days apart are old after four such pauses, 40 days; those a day apart after 30.
#[test]
fn a_reading_grows_old() {
    let rows = metric("");
    let plan = plan(&[&rows, "triggers Hosting metric=load threshold=500"]);
    let blind = |today: &str| on(&plan, today).triggers.all[0].blind;
    assert_eq!((blind("2026-03-02"), blind("2026-03-03")), (None, Some(Blind::Stale)));
    // What an old reading says is still said.
    assert_eq!(on(&plan, "2026-03-03").triggers.all[0].crosses, exactly("2027-02-05"));
}

#[test]
fn a_trigger_without_eyes_says_so() {
    let facts = of(&["metrics Load", "triggers One threshold=5", "triggers Two metric=load threshold=5"]);
    assert_eq!(
        (watch(&facts, "one").blind, watch(&facts, "two").blind),
        (Some(Blind::NoMetric), Some(Blind::NoSensor))
    );
    let sensed = of(&["metrics Load sensor=manual", "triggers Two metric=load threshold=5"]);
    assert_eq!((watch(&sensed, "two").blind, watch(&sensed, "two").state), (None, State::Unknown));
}

#[test]
fn the_demos_triggers_stand_as_worked() {
    let (_, facts) = demo();
    let row = |trigger: &str| {
        let it = watch(&facts, trigger);
        (it.state, it.crosses.map(|dates| dates.p50), it.percent.map(f64::round), it.balance)
    };
    assert_eq!(row("database"), (State::Act, Some(falls("2026-11-19")), Some(95.0), None));
    assert_eq!(row("hosting").1, Some(falls("2027-08-28")));
    assert_eq!((row("hosting").2, row("hosting").3), (Some(29.0), Some(Balance::Early)));
    assert_eq!((row("search").1, row("search").2, row("search").3), (None, Some(32.0), Some(Balance::Early)));
    assert_eq!(row("search").0, State::Unknown);
    assert_eq!((row("queue").0, watch(&facts, "queue").blind), (State::Blind, Some(Blind::Statistic)));
    assert_eq!((row("files").0, row("files").3), (State::Act, Some(Balance::Late)));
    let (open, shut) = facts.triggers.window.expect("launched");
    assert_eq!((open, shut), (day("2027-08-17"), day("2028-02-17")));
    assert!((open..=shut).contains(&day("2027-08-28")));
    // 7.5 d at Nadia's 35 % are 30 days: 20 October. Hosting, 5 w = 25 d, 100 days; the sessions first, 4 d, 16:
    // 116 before 28 August is 4 May 2027. Sign-in, 12.5 d, 50 days before 18 January: 29 November.
    assert_eq!(watch(&facts, "database").start_by, Some(falls("2026-10-20")));
    assert_eq!(watch(&facts, "hosting").start_by, Some(falls("2027-05-04")));
    assert_eq!(watch(&facts, "auth").start_by, Some(falls("2026-11-29")));
    let slope = facts.growth.lines[&id("db-p95")].slope * 7.0;
    assert_eq!(format!("{slope:.1}"), "6.9");
    assert_eq!(derived(&facts, "triggers", "crosses", "search"), Derived::Word("?"));
    assert_eq!(derived(&facts, "triggers", "crosses", "queue"), Derived::Word("blind"));
}
