//! Governance: what recurs, what a promise needs, who is on call, what is decided and what the review has to decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use outgrow::analysis::LastReview;
use outgrow::analysis::governance::agenda::{self, Kind, agenda};
use outgrow::analysis::governance::gates::{Need, Stand};
use outgrow::analysis::governance::records::{self, Why as Due};
use outgrow::analysis::governance::review::{self, Topic, Verdict};
use outgrow::analysis::governance::rota::{self, Rota};
use outgrow::exchange::{ics, madr, screen as screens};
use outgrow::model::Process;
use outgrow::register::screens::screen;
use outgrow::text::Raw;
use proptest::prelude::*;

use super::*;

/// A Wednesday.
const TODAY: &str = "2026-01-21";

fn of(lines: &[&str]) -> Facts {
    on(&plan(lines), TODAY)
}

fn days(list: &[&str]) -> Vec<outgrow::model::Day> {
    list.iter().map(|text| day(text)).collect()
}

/// Every two weeks from 2 December: 2, 16, 30 December, 13 January. Two have an entry within a week.
#[test]
fn i5_steps_without_an_entry_are_missed() {
    let cadence = "cadences Talk every=2w next=2025-12-02";
    let steps = |held: &str| of(&[&format!("{cadence} {held}")]).governance.cadences[0].clone();
    let bare = steps("");
    assert_eq!(bare.missed, days(&["2025-12-02", "2025-12-16", "2025-12-30", "2026-01-13"]));
    assert_eq!((bare.missed_count, bare.next), (4, Some(day("2026-01-27"))));
    let held = steps("held+=2025-12-04:a.md held+=2026-01-07:b.md");
    assert_eq!(held.missed, days(&["2025-12-16", "2025-12-30"]), "the seventh is nearer to the thirteenth");
    // Held early, the step of the 27th is done with.
    let early = steps("held+=2026-01-21:c.md");
    assert_eq!(early.next, Some(day("2026-02-10")));
    assert_eq!(cited(&of(&[cadence]), "missed"), [(State::Mon, "cadences/talk".to_string(), "held")]);
}

#[test]
fn i5_a_cadence_without_a_day_counts_from_its_last_entry() {
    let steps = |line: &str| of(&[line]).governance.cadences[0].clone();
    let review = steps("cadences Review every=3mo held+=2025-11-30:a.md");
    assert_eq!(review.next, Some(day("2026-02-28")), "the last day of a shorter month");
    assert_eq!(steps("cadences Never every=3mo").next, None);
    let once = steps("cadences Once next=2026-01-20");
    assert_eq!((once.next, once.missed.clone()), (None, days(&["2026-01-20"])));
    assert_eq!(steps("cadences Fast every=1h next=2026-01-01").every, None, "no step a day is told apart");
    let old = steps("cadences Daily every=1d next=1990-01-01");
    assert_eq!((old.missed_count, old.missed.len()), (13_169, 24), "of 36 years only the last are told");
    let cites = |line: &str| cited(&of(&[line]), "cadence-day").into_iter().map(|f| f.2).collect::<Vec<_>>();
    assert_eq!(cites("cadences A held+=2026-01-01:x"), ["every"]);
    let mut owned = vec!["people Ana"];
    owned.push("cadences A owner=ana every=2w");
    assert_eq!(cited(&of(&owned), "cadence-day"), [(State::Mon, "cadences/a".to_string(), "next")]);
    assert!(waits(&of(&["cadences A every=2w"]), "cadence-day"), "nobody has taken it up yet");
}

/// Half an hour every two weeks is 1.09 hours a month; three hours a quarter with two people are two.
#[test]
fn i5_all_ritual_has_a_price_in_hours() {
    let facts = of(&[
        "people Ana",
        "people Ben",
        "reviews at=2026-01-05 people=ana,ben",
        "cadences Records process=adr every=14d next=2026-02-01",
        "cadences Review process=architecture-review every=3mo next=2026-04-01",
        "cadences Someday process=other",
    ]);
    let month = 365.25 / 12.0;
    assert!(close(facts.governance.hours, 0.5 * month / 14.0 + 2.0 * 3.0 / 3.0), "{}", facts.governance.hours);
}

#[test]
fn i5_the_same_file_every_time_is_a_finding() {
    let line = "cadences Review every=3mo held+=2025-07-01:plan.md held+=2025-10-01:plan.md";
    let facts = of(&[line]);
    assert_eq!(cited(&facts, "same-artifact"), [(State::Mon, "cadences/review".to_string(), "held")]);
    assert_eq!(cited(&of(&[&line.replace("10-01:plan", "10-01:other")]), "same-artifact"), []);
}

#[test]
fn i4_one_agenda_for_everything_with_a_day() {
    let lines = [
        "people Ana leaves=2026-02-10",
        "milestones Bank kind=enterprise-live at=2026-03-02",
        "milestones Over kind=other at=2026-01-02",
        "models Keys decide_by=2026-01-15",
        "cadences Records process=adr every=2w next=2026-01-13",
        "cadences Review process=architecture-review every=3mo next=2026-02-20",
        "triggers Login op=event event=2026-02-25 effort=1w",
        "decisions One standing=accepted void_when=login",
        "flags Switch expires=2026-01-31 owner=ana",
    ];
    let (plan, facts) = (plan(&lines), of(&lines));
    let all = agenda(&plan, &World::on(day(TODAY)), &facts, day("2026-03-02"));
    let told: Vec<_> =
        all.iter().map(|item| (item.day.to_string(), item.kind, item.at.id.as_str(), item.late)).collect();
    // One person's 35 % of a week makes five days of work twenty calendar days: 5 February.
    let expected = [
        ("2026-01-13", Kind::Cadence, "records", true),
        ("2026-01-15", Kind::DecideBy, "keys", true),
        ("2026-01-27", Kind::Cadence, "records", false),
        ("2026-01-31", Kind::Flag, "switch", false),
        ("2026-02-05", Kind::StartBy, "login", false),
        ("2026-02-10", Kind::Cadence, "records", false),
        ("2026-02-10", Kind::Event, "ana", false),
        ("2026-02-20", Kind::Review, "review", false),
        ("2026-02-24", Kind::Cadence, "records", false),
        ("2026-02-25", Kind::Crossing, "login", false),
        ("2026-02-25", Kind::Void, "one", false),
        ("2026-03-02", Kind::Milestone, "bank", false),
    ];
    assert_eq!(told, expected.map(|(day, kind, id, late)| (day.to_string(), kind, id, late)));
}

/// November 2026 begins on a Sunday and ends on a Monday.
#[test]
fn i5_a_month_by_weeks() {
    let weeks = agenda::month(day("2026-11-16"));
    assert_eq!(weeks.len(), 6);
    assert_eq!((weeks[0][5], weeks[0][6]), (None, Some(day("2026-11-01"))));
    assert_eq!((weeks[5][0], weeks[5][1]), (Some(day("2026-11-30")), None));
    assert_eq!(agenda::month(day("2027-02-10")).len(), 4, "28 days from a Monday");
}

/// The value of a key in the event whose UID begins like this.
fn in_event(text: &str, uid: &str, key: &str) -> Option<String> {
    let flat = text.replace("\r\n ", "");
    let event = flat.split("BEGIN:VEVENT").find(|event| event.contains(&format!("UID:{uid}")))?;
    let line = event.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.to_string())
}

#[test]
fn i5_the_agenda_goes_out_as_a_calendar() {
    let lines = [
        "people Ana on_call=yes",
        "milestones Bank kind=enterprise-live at=2026-03-02",
        "cadences \"Talk; and, more\" every=2w next=2025-12-02",
        "cadences Review every=3mo next=2026-01-31 artifact=\"A plan, and what was said of it by everybody who took part in it that day.\"",
    ];
    let base = plan(&lines);
    let write = |today: &str| {
        let world = World::on(day(today));
        ics::write(&base, &facts(&base, &world), &world)
    };
    let text = write(TODAY);
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count());
    let get = |uid: &str, key: &str| in_event(&text, uid, key).unwrap_or_default();
    let talk = "cadence-cadences-talk-and-more@acme.outgrow";
    assert_eq!(get(talk, "DTSTART"), "20260127");
    assert_eq!(get(talk, "RRULE"), "FREQ=WEEKLY;INTERVAL=2");
    assert_eq!(get(talk, "SUMMARY"), "Talk\\; and\\, more");
    // The last day of each month that has no 31st.
    let rule = get("cadence-cadences-review@acme.outgrow", "RRULE");
    assert_eq!(rule, "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1");
    assert_eq!(get("milestone-milestones-bank@acme.outgrow", "DTEND"), "20260303");
    assert_eq!(get("turn-2026-01-26@acme.outgrow", "SUMMARY"), "On call: Ana");
    // A week later the same events have the same names.
    let uids = |text: &str| -> Vec<String> {
        let all = text.lines().filter_map(|line| line.strip_prefix("UID:")).map(str::to_string);
        all.filter(|uid| !uid.starts_with("turn-")).collect()
    };
    assert_eq!(uids(&text), uids(&write("2026-01-28")));
}

/// 40 days to the bank, 131 to the round. Flags have a day, the rota none.
#[test]
fn i6_the_slack_of_each_process_before_each_promise() {
    let lines = [
        "people Ana",
        "milestones Bank kind=enterprise-live at=2026-03-02",
        "milestones Round kind=funding at=2026-06-01",
        "milestones Past kind=funding at=2026-01-20",
        "cadences Records process=adr owner=ana every=2w next=2026-01-22",
        "cadences Flags process=flags owner=ana next=2026-02-20",
        "decisions One standing=accepted",
    ];
    let facts = of(&lines);
    let gate = |milestone: &str, need: Need| {
        let all = facts.governance.gates.iter();
        let found: Vec<_> = all.filter(|gate| gate.milestone == id(milestone) && gate.need == need).collect();
        assert_eq!(found.len(), 1, "{milestone} {need:?}");
        (found[0].standing, found[0].slack, found[0].required)
    };
    let process = Need::Process;
    assert_eq!(gate("bank", process(Process::Adr)), (Stand::InPlace, 40, false));
    assert_eq!(gate("bank", process(Process::Flags)), (Stand::Dated(day("2026-02-20")), 10, true));
    // Fourteen days to set up a rota, a week for the review, 28 for reports apart.
    assert_eq!(gate("bank", process(Process::OnCall)), (Stand::Open, 26, true));
    assert_eq!(gate("round", process(Process::OnCall)), (Stand::Open, 117, true));
    assert_eq!(gate("bank", Need::Analytics), (Stand::Open, 12, true));
    assert_eq!(gate("round", Need::Analytics), (Stand::Open, 103, false));
    assert_eq!(gate("round", process(Process::ArchitectureReview)), (Stand::Open, 124, true));
    assert_eq!(facts.governance.gates.len(), 10, "what is past asks for nothing");
    let cites: Vec<_> = cited(&facts, "gate").into_iter().map(|(state, at, _)| (state, at)).collect();
    // Urgent below fourteen days; what has its owner and day in time is on its way.
    assert_eq!(
        cites,
        [
            (State::Act, "milestones/bank".to_string()),
            (State::Mon, "milestones/bank".to_string()),
            (State::Mon, "milestones/round".to_string()),
        ]
    );
}

#[test]
fn item_24_reports_apart_take_as_long_as_their_decision_says() {
    let lines = |status: &str| format!("models Reports kind=analytics cost_now=5d status={status}");
    let gate = |status: &str| {
        let facts = of(&["milestones Bank kind=enterprise-live at=2026-03-02", &lines(status)]);
        let gate = facts.governance.gates.iter().find(|gate| gate.need == Need::Analytics).expect("a gate");
        (gate.standing, gate.slack)
    };
    // Five days at 35 % of a week are twenty calendar days.
    assert_eq!(gate("open"), (Stand::Open, 20));
    assert_eq!(gate("done"), (Stand::InPlace, 40));
}

fn turns(rota: &Rota) -> Vec<Vec<(String, i64)>> {
    let week = |week: &rota::Week| {
        let turn = |turn: &rota::Turn| {
            let who = turn.person.as_ref().map_or("nobody".to_string(), ToString::to_string);
            (who, turn.to.since(turn.from) + 1)
        };
        week.turns.iter().map(turn).collect()
    };
    rota.weeks.iter().map(week).collect()
}

#[test]
fn i3_the_honest_answer_for_one_person() {
    let bench = |lines: &[&str]| of(lines).governance.bench;
    let one = bench(&["people Ana on_call=yes"]);
    assert_eq!((one.people.len(), one.least, one.covers()), (1, 4, false));
    assert!(one.answer().as_str().contains("all 168 hours of every week"), "{}", one.answer());
    let none = bench(&["people Ana"]);
    assert_eq!((none.people.len(), none.least), (0, 4));
    assert!(none.answer().as_str().starts_with("Nobody takes turns on call."), "{}", none.answer());
    let four = bench(&["people A on_call=yes", "people B on_call=yes", "people C on_call=yes", "people D on_call=yes"]);
    assert!(four.covers());
    // 60 + 24 hours are half of what a week has: four such people on average.
    let two = bench(&["people A on_call=yes hours_cap=60", "people B on_call=yes hours_cap=24"]);
    assert_eq!((two.hours(), two.least, two.covers()), (84.0, 4, false));
    let nought = bench(&["people A on_call=yes hours_cap=0"]);
    assert_eq!((nought.least, nought.covers()), (4, false), "no division by nothing");
}

/// From Monday 26 January; Ben is away in the second week, so Cleo takes it and Ben the third.
#[test]
fn i3_turns_are_fair_around_leave() {
    let plan = plan(&[
        "people Ana on_call=yes",
        "people Ben on_call=yes away=2026-02-02..2026-02-08",
        "people Cleo on_call=yes",
        "people Dee",
    ]);
    let rota = rota::rota(&plan, day(TODAY), 6);
    let who: Vec<String> = turns(&rota).into_iter().map(|week| week[0].0.clone()).collect();
    assert_eq!(rota.weeks[0].start, day("2026-01-26"));
    // In the fifth week Cleo had one turn of 35 days, Ben one of the 28 on which he was there.
    assert_eq!(who, ["ana", "cleo", "ben", "ana", "cleo", "ben"]);
    assert_eq!(rota.uncovered, 0);
    let hours: BTreeMap<String, f64> = rota.hours.iter().map(|(id, hours)| (id.to_string(), *hours)).collect();
    assert_eq!(hours.values().copied().collect::<Vec<_>>(), [336.0, 336.0, 336.0]);
}

/// Two days a week at most, and one person: five days of every week are nobody's.
#[test]
fn i3_caps_and_departures_leave_days_uncovered() {
    let capped = plan(&["people Ana on_call=yes hours_cap=60"]);
    let rota = rota::rota(&capped, day(TODAY), 2);
    assert_eq!(turns(&rota)[0], [("ana".to_string(), 2), ("nobody".to_string(), 5)]);
    assert_eq!(rota.uncovered, 10);
    let gone = plan(&["people Ana on_call=yes leaves=2026-01-01", "people Bot kind=bot on_call=yes"]);
    assert_eq!(rota::rota(&gone, day(TODAY), 1).uncovered, 7);
    let facts = on(&gone, TODAY);
    let cites: Vec<_> = cited(&facts, "on-call").into_iter().map(|(_, at, _)| at).collect();
    assert_eq!(cites, ["people/ana", "people/bot", "people/ana"], "who left, the bot, and that nobody is there");
    assert_eq!(rota::rota(&Plan::default(), day(TODAY), 3).uncovered, 21);
}

#[test]
fn i3_severities_oblige_to_something() {
    let facts = of(&["incidents Down at=2026-01-10 severity=2 minutes=5", "incidents Again at=2026-01-11 severity=2"]);
    assert_eq!(cited(&facts, "severities"), [(State::Mon, "incidents/again".to_string(), "severity")], "said once");
    let order = ["severities Grave level=1 answer_in=2h", "severities Small level=3 answer_in=30min"];
    assert_eq!(cited(&of(&order), "severities"), [(State::Mon, "severities/grave".to_string(), "answer_in")]);
}

#[test]
fn i2_flags_have_an_owner_and_a_day() {
    let facts = of(&[
        "people Ana",
        "flags Late owner=ana expires=2026-01-20",
        "flags Fine owner=ana expires=2026-01-21",
        "flags Endless owner=ana kind=experiment",
        "flags Stays owner=ana kind=ops",
        "flags Nobodys kind=permission",
        "flags Gone expires=2026-01-01 status=done",
    ]);
    let cites: Vec<_> = cited(&facts, "stale-flags").into_iter().map(|(_, at, field)| (at, field)).collect();
    let expected = [("late", "expires"), ("endless", "expires"), ("nobodys", "owner")];
    assert_eq!(cites, expected.map(|(id, field)| (format!("flags/{id}"), field)));
    assert_eq!((facts.governance.stale(), facts.governance.flags.len()), (1, 5));
    assert_eq!(derived(&facts, "flags", "late_days", "late"), Derived::Whole(1));
}

#[test]
fn i1_records_are_due_for_vendors_and_carried_out_decisions() {
    let lines = [
        "domains Pay vendor=Paynord vendor_lock=woven",
        "domains Mail vendor=Postwing vendor_lock=wrapped",
        "models Keys kind=primary-keys status=done",
        "models Open kind=schema",
    ];
    let due = |more: &[&str]| {
        let facts = of(&[&lines[..], more].concat());
        facts.governance.records.iter().map(|due| (due.at.to_string(), due.why.clone())).collect::<Vec<_>>()
    };
    let pay = ("domains/pay".to_string(), Due::Woven);
    let keys = ("models/keys".to_string(), Due::CarriedOut);
    assert_eq!(due(&[]), [pay.clone(), keys.clone()]);
    assert_eq!(due(&["decisions \"Stay with paynord\""]), vec![keys.clone()], "named");
    assert_eq!(due(&["decisions One domains=pay"]), vec![keys.clone()], "linked");
    assert_eq!(due(&["decisions One domains=pay standing=rejected"]), [pay, keys]);
}

#[test]
fn item_22_a_decision_expires_when_its_trigger_fires() {
    let lines = |reading: u32, more: &str| {
        [
            format!("metrics P95 role=latency-db statistic=p95 readings=2026-01-20:{reading}"),
            "triggers Database metric=p95 threshold=200".to_string(),
            format!("decisions One standing=accepted void_when=database {more}"),
        ]
    };
    let due = |reading: u32, more: &str| of(&lines(reading, more).each_ref().map(String::as_str)).governance.records;
    assert_eq!(due(199, ""), []);
    let why = Due::Void { trigger: id("database"), since: Some(day("2026-01-20")) };
    assert_eq!(due(200, "").into_iter().map(|due| due.why).collect::<Vec<_>>(), [why]);
    assert_eq!(due(200, "status=done"), []);
    let facts = of(&lines(200, "").each_ref().map(String::as_str));
    assert_eq!(cited(&facts, "record-due"), [(State::Act, "decisions/one".to_string(), "void_when")]);
    assert_eq!(derived(&facts, "decisions", "ground", "one"), Derived::Word("void"));
}

/// What is known of the plan at the last review, on 5 January.
fn reviewed(plan: &Plan) -> World {
    let last = LastReview { day: day("2026-01-05"), commit: Raw::from("abc1234"), plan: plan.clone() };
    World { last_review: Some(Arc::new(last)), ..World::on(day(TODAY)) }
}

#[test]
fn item_21_what_changed_since_the_review_needs_a_record() {
    let before = plan(&["domains Core", "models Keys kind=primary-keys key_type=integers", "domains Mail vendor=Old"]);
    let world = reviewed(&before);
    let after = with(&before, "domains Fleet");
    let due = |plan: &Plan| {
        let facts = facts(plan, &world);
        facts.governance.records.iter().map(|due| (due.at.id.to_string(), due.why.clone())).collect::<Vec<_>>()
    };
    assert_eq!(due(&before), []);
    assert_eq!(due(&after), [("fleet".to_string(), Due::NewDomain)]);
    assert_eq!(due(&with(&after, "decisions \"A fleet\" domains=fleet date=2026-01-10")), []);
    assert_eq!(due(&with(&after, "decisions \"A fleet\" domains=fleet date=2025-12-10")).len(), 1, "an older one");
    let changed = plan(&["domains Core", "models Keys kind=primary-keys key_type=uuid", "domains Mail vendor=New"]);
    assert_eq!(due(&changed), [("mail".to_string(), Due::NewVendor), ("keys".to_string(), Due::NewKeys)]);
}

#[test]
fn i1_decisions_are_searched_and_replaced() {
    let base = plan(&[
        "decisions Old date=2025-01-01 context=\"Two engineers\" standing=accepted",
        "decisions New date=2026-01-01 context=\"Ten engineers\" standing=accepted",
    ]);
    let found = |words: &str| records::search(&base, words).iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
    assert_eq!(found("engineers"), ["new", "old"]);
    assert_eq!(found("TWO engin"), ["old"]);
    assert_eq!(found("nobody"), Vec::<String>::new());
    let next = edit::apply(&base, &records::supersede(&id("old"), &id("new"))).expect("both are there");
    let lineage: Vec<_> = records::lineage(&next, &id("new")).iter().map(|row| row.id.to_string()).collect();
    assert_eq!(lineage, ["old"]);
    assert_eq!(next.decisions.get(&id("old")).unwrap().standing, outgrow::model::Standing::Superseded);
    let circle = edit::apply(&next, &records::supersede(&id("new"), &id("old")));
    assert!(circle.is_err() || records::lineage(&circle.unwrap(), &id("new")).len() == 1, "a circle ends");
}

#[test]
fn i1_a_record_goes_out_as_madr_and_comes_back() {
    let base = plan(&[
        "people Nadia",
        "triggers Database",
        "domains Core",
        "decisions \"One deployable\" standing=accepted date=2026-01-05 deciders=nadia domains=core void_when=database \
         context=\"Two engineers.\" context+=\"# no heading\" options=\"- one\" choice=\"One.\" consequences=\"- simple\"",
    ]);
    let row = base.decisions.get(&id("one-deployable")).expect("the decision");
    let text = madr::write(&base, row);
    assert!(text.starts_with("---\nstatus: accepted\ndate: 2026-01-05\ndecision-makers: nadia\n"), "{text}");
    assert!(
        text.contains("\n# One deployable\n\n## Context and Problem Statement\n\nTwo engineers.\n\\# no heading\n"),
        "{text}"
    );
    let record = madr::read(&text).expect("it reads");
    let edit = madr::edit(&base, &id("one-deployable"), &record).expect("all is known");
    assert!(edit.is_empty(), "what is written is read as it was: {edit:?}");
    let changed = text.replace("status: accepted", "status: superseded by ADR-7").replace("One.", "Two.");
    let edit = madr::edit(&base, &id("one-deployable"), &madr::read(&changed).expect("it reads")).expect("known");
    let next = edit::apply(&base, &edit).expect("a sound edit");
    let row = next.decisions.get(&id("one-deployable")).expect("the decision");
    assert_eq!((row.standing, row.choice.0[0].raw()), (outgrow::model::Standing::Superseded, "Two."));
}

#[test]
fn i1_the_older_form_is_read_and_what_is_unknown_is_said() {
    let old = "# 12. Use one database\n\nDate: 2025-03-04\n\n## Status\n\nAccepted\n\n## Context\n\nLoad is low.\n\n\
               ### More\n\nSee notes.\n\n## Decision\n\nOne node.\n\n## Consequences\n\nSimple.\n";
    let record = madr::read(old).expect("it reads");
    assert_eq!((record.name.as_str(), record.date), ("Use one database", Some(day("2025-03-04"))));
    assert_eq!(record.standing, Some(outgrow::model::Standing::Accepted));
    assert_eq!(record.context, ["Load is low.", "", "### More", "", "See notes."]);
    let plan = plan(&["people \"Nadia Brandt\""]);
    let made = edit::apply(&plan, &madr::edit(&plan, &id("db"), &record).expect("known")).expect("a new row");
    assert_eq!(made.decisions.get(&id("db")).expect("it").name.raw(), "Use one database");
    let by = |names: &str| {
        let text = format!("---\ndecision-makers: [{names}]\n---\n# A\n");
        madr::edit(&plan, &id("a"), &madr::read(&text).expect("it reads"))
    };
    assert!(by("nadia brandt").is_ok());
    assert!(by("Nobody").is_err_and(|why| why.contains("Nobody is nobody of the plan")));
    for wrong in ["", "no heading", "---\nstatus: accepted\n# A", "---\ndate: tomorrow\n---\n# A"] {
        assert!(madr::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn i4_the_review_walks_over_what_crossed_or_will() {
    let lines = [
        "people Ana leaves=2026-02-15",
        "domains Core",
        "knowledge person=ana domain=core level=3",
        "cadences Review process=architecture-review every=3mo next=2026-01-21",
        "metrics Load readings=2026-01-01:100,2026-01-11:110,2026-01-21:120",
        "triggers Hosting metric=load threshold=180",
        "triggers Far metric=load threshold=18000",
        "debts Flaw hazard=10 damage=1000 effort=1d class=discovered",
        "flags Late expires=2026-01-02",
    ];
    let (plan, facts) = (plan(&lines), of(&lines));
    let world = World::on(day(TODAY));
    assert_eq!(review::next(&plan, &world, &facts), day("2026-04-21"), "today's is this one");
    let items = review::items(&plan, &world, &facts);
    let told: Vec<_> = items.iter().map(|item| (item.topic, item.at.to_string(), item.carried)).collect();
    // One more a day: 180 is reached 60 days from today, before the next review.
    let expected = [
        (Topic::Trigger, "triggers/hosting"),
        (Topic::Debt, "debts/flaw"),
        (Topic::Knowledge, "domains/core"),
        (Topic::Flag, "flags/late"),
    ];
    assert_eq!(told, expected.map(|(topic, at)| (topic, at.to_string(), false)));
    assert!(items[2].why.as_str().contains("leaves on Sun 15 Feb 2026"), "{}", items[2].why);
    // On 5 January the next review was that of the 21st, before which Hosting did not cross; the others stood there.
    let carried = review::items(&plan, &reviewed(&plan), &facts);
    assert_eq!(carried.iter().map(|item| item.carried).collect::<Vec<_>>(), [false, true, true, true]);
    assert_eq!(review::carried(&carried), 3);
}

#[test]
fn i4_a_review_that_ends_writes_its_row() {
    let lines =
        ["people Ana", "debts Flaw hazard=10 damage=1000 effort=1d", "debts Other hazard=9 damage=1000 effort=1d"];
    let (plan, facts) = (plan(&lines), of(&lines));
    // Since the review before, one debt got another status.
    let before = super::plan(&lines);
    let moved = with(&plan, "debts Third hazard=8 damage=1 effort=1d status=act");
    let world = reviewed(&before);
    let items = review::items(&moved, &world, &facts);
    let item = |at: &str| items.iter().find(|item| item.at.to_string() == at).expect("an item").clone();
    let decided =
        [(item("debts/flaw"), Verdict::Act), (item("debts/other"), Verdict::Keep(Raw::from("Nobody touches it.")))];
    let edit = review::write(&moved, &world, &decided, &[id("ana")], &Raw::from("def5678")).expect("reasons are given");
    let next = edit::apply(&moved, &edit).expect("a sound edit");
    let row = next.reviews.get(&id(TODAY)).expect("the review");
    assert_eq!((row.acted, row.commit.raw(), row.people.0.as_slice()), (Some(1), "def5678", &[id("ana")][..]));
    let outcomes: Vec<&str> = row.outcomes.0.iter().map(|line| line.raw()).collect();
    assert_eq!(
        outcomes,
        [
            "Act on Flaw (debts/flaw).",
            "Kept Other as it is (debts/other): Nobody touches it.",
            "1 of them was on the list of the review before, too.",
        ]
    );
    assert_eq!(next.debts.get(&id("flaw")).unwrap().status, outgrow::model::Status::Act);
    assert_eq!(next.debts.get(&id("other")).unwrap().status, outgrow::model::Status::Open);
    let silent = [(item("debts/other"), Verdict::Keep(Raw::from(" ")))];
    assert_eq!(review::write(&moved, &world, &silent, &[], &Raw::default()), Err(review::NO_REASON));
}

#[test]
fn a_review_without_a_commit_is_found() {
    let facts = of(&["reviews at=2025-10-01", "reviews at=2026-01-05 commit=abc"]);
    assert_eq!(cited(&facts, "review-commit"), [], "the last one has one");
    let facts = of(&["reviews at=2025-10-01 commit=abc", "reviews at=2026-01-05"]);
    assert_eq!(cited(&facts, "review-commit"), [(State::Mon, "reviews/2026-01-05".to_string(), "commit")]);
}

#[test]
fn what_belongs_to_somebody_who_left_is_found() {
    let facts = of(&[
        "people Ana leaves=2026-01-20",
        "cadences Talk owner=ana every=2w next=2026-01-27",
        "flags Switch owner=ana expires=2026-03-01",
    ]);
    let cites: Vec<_> = cited(&facts, "gone-owner").into_iter().map(|(_, at, _)| at).collect();
    assert_eq!(cites, ["cadences/talk", "flags/switch"]);
}

#[test]
fn the_demos_governance_screen_in_json() {
    let (plan, facts) = demo();
    let world = World::on(day("2026-11-16"));
    let json = screens::json(&plan, &facts, &world, screen("gov").expect("a screen"));
    let gates = json["gates"].as_array().expect("gates");
    let slack = |milestone: &str, process: &str| {
        let gate = gates.iter().find(|gate| gate["milestone"] == milestone && gate["process"] == process);
        gate.and_then(|gate| gate["slack_days"].as_i64())
    };
    // On call begins on 11 January, a week before the enterprise goes live.
    assert_eq!(slack("enterprise-live", "on-call"), Some(7));
    // 63 days to go: the review is held, flags take two weeks to set up.
    assert_eq!(slack("enterprise-live", "architecture-review"), Some(63));
    assert_eq!(slack("enterprise-live", "flags"), Some(49));
    let kinds: Vec<&str> = json["agenda"].as_array().unwrap().iter().filter_map(|item| item["kind"].as_str()).collect();
    for kind in ["cadence", "crossing", "decide-by", "milestone", "review"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let cadence = |id: &str| json["cadences"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone();
    assert_eq!(cadence("architecture-review")["next"], "2027-02-02", "three months after the last one");
    assert_eq!(cadence("on-call")["missed"].as_array().map(Vec::len), Some(0));
    assert_eq!((json["rota"]["bench"].as_i64(), json["rota"]["least"].as_i64()), (Some(0), Some(4)));
    let due: Vec<&str> = json["records_due"].as_array().unwrap().iter().filter_map(|due| due["row"].as_str()).collect();
    assert_eq!(due, ["domains/billing"], "Paynord is woven in");
}

proptest! {
    #![proptest_config(support::cases(64))]

    /// Whoever is always there has the same hours as everybody else who is, give or take a week; nobody has a turn while away
    /// or beyond their cap; every day is somebody's or counted as nobody's.
    #[test]
    fn rotas_are_fair(seed: u64, heads in 1..7usize, weeks in 1..30usize) {
        let mut dice = support::Dice::new(seed);
        let mut lines = Vec::new();
        for n in 0..heads {
            let mut line = format!("people P{n} on_call=yes");
            if dice.chance(25) {
                let from = day(TODAY).plus(dice.below(100) as i64).unwrap();
                line += &format!(" away={from}..{}", from.plus(dice.below(30) as i64).unwrap());
            }
            if dice.chance(20) {
                line += &format!(" hours_cap={}", dice.below(169));
            }
            lines.push(line);
        }
        let plan = plan(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let rota = rota::rota(&plan, day(TODAY), weeks);
        let (mut given, mut nobody) = (0, 0);
        for week in &rota.weeks {
            let mut mine: BTreeMap<&Id, i64> = BTreeMap::new();
            for turn in &week.turns {
                let days = turn.to.since(turn.from) + 1;
                prop_assert!(days >= 1);
                let Some(person) = &turn.person else { nobody += days; continue };
                *mine.entry(person).or_default() += days;
                given += days;
                let away = &plan.people.get(person).unwrap().away.0;
                prop_assert!(!away.iter().any(|range| range.first <= turn.to && turn.from <= range.last));
            }
            for (person, days) in mine {
                let cap = plan.people.get(person).unwrap().hours_cap.unwrap_or(168.0);
                prop_assert!(24.0 * days as f64 <= cap, "{} for {} hours", person, 24 * days);
            }
        }
        prop_assert_eq!(given + nobody, 7 * rota.weeks.len() as i64);
        prop_assert_eq!(nobody as usize, rota.uncovered);
        let free = plan.people.iter().all(|person| person.away.0.is_empty() && person.hours_cap.is_none());
        if free {
            let hours: Vec<f64> = rota.hours.iter().map(|(_, hours)| *hours).collect();
            let (least, most) = hours.iter().fold((f64::MAX, 0.0_f64), |(a, b), n| (a.min(*n), b.max(*n)));
            prop_assert!(most - least <= 168.0, "{:?}", hours);
        }
    }

    /// Any text is read or refused, and what is read is written and read again as it is.
    #[test]
    fn any_record_is_a_fixed_point(text in "(---\n)?([a-z: ,0-9-]{0,20}\n){0,4}(---\n)?(#{1,3} ?[A-Za-z ]{0,20}\n|\\\\?#?[ -~]{0,24}\n){0,14}") {
        let Ok(record) = madr::read(&text) else { return Ok(()) };
        let record = madr::Record { supersedes: None, void_when: None, deciders: None, domains: None, ..record };
        let Ok(edit) = madr::edit(&Plan::default(), &id("a"), &record) else { return Ok(()) };
        let Ok(plan) = edit::apply(&Plan::default(), &edit) else { return Ok(()) };
        let row = plan.decisions.get(&id("a")).unwrap();
        let again = madr::read(&madr::write(&plan, row)).expect("what is written reads");
        let edit = madr::edit(&plan, &id("a"), &again).expect("nothing is unknown");
        prop_assert!(edit.is_empty(), "{:?}", edit);
    }
}
