//! Conflicts decided: what is taken is what the side had, to the last blank, for every kind of field.

use std::collections::BTreeSet;

use outgrow::edit::apply;
use outgrow::merge::{Clash, Merged, ROW, Take, decide, merge, suggestion, waiting};
use outgrow::model::cell::Prose;
use outgrow::model::field::Record;
use outgrow::model::value::{Kind, Value};
use outgrow::model::{Address, Comments, Conflict, Id, Plan};
use outgrow::register::{Register, references, register, row, rules, typing};
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use outgrow::text::Raw;
use proptest::prelude::*;

use crate::branches::branches;
use crate::merge::{after, base, field, merged};
use crate::support::{self, Dice, at, cases, today};

fn take(plan: &Plan, conflict: &Id, take: &Take) -> Result<Plan, Vec<outgrow::edit::Refusal>> {
    decide(plan, conflict, take, typing(today())).map(|edit| apply(plan, &edit).expect("checked"))
}

/// The row of a new conflict.
fn of(merged: &Merged, clash: &Clash) -> Id {
    let about = |row: &&std::sync::Arc<Conflict>| {
        (row.register.raw(), row.row.raw(), row.disputed()) == (clash.at.register, clash.at.id.as_str(), clash.field)
            && lines(&row.theirs) == written(&clash.theirs)
            && lines(&row.base) == written(&clash.base)
    };
    let row = merged.plan.conflicts.iter().find(about).unwrap_or_else(|| panic!("{} {} waits", clash.at, clash.field));
    Record::id(&**row).clone()
}

fn lines(prose: &Prose) -> Vec<String> {
    prose.0.iter().map(|line| line.raw().to_string()).collect()
}

fn written(value: &Value) -> Vec<String> {
    let texts = |lines: &[Raw]| lines.iter().map(|line| line.raw().to_string()).collect();
    match value {
        Value::Prose(lines) => texts(lines),
        Value::Texts(list) => list
            .iter()
            .map(|text| match text.raw() {
                text if text.trim().is_empty() || text.starts_with('"') => format!("\"{text}\""),
                text => text.to_string(),
            })
            .collect(),
        value => value.entries().iter().map(|entry| entry.typed().raw().to_string()).collect(),
    }
}

/// The name of an entry that has one.
fn name(entry: &Value) -> String {
    entry.typed().raw().split(':').next().unwrap_or_default().to_string()
}

/// The plan without a conflict, one field as a side had it.
fn expected(plan: &Plan, conflict: &Id, clash: &Clash, side: &Value) -> Plan {
    let mut next = plan.clone();
    next.conflicts.take(conflict);
    let home = register(clash.at.register).expect("a register");
    let place = home.find(clash.field).expect("a field");
    let mut fresh = row(&next, &clash.at).expect("a row").boxed();
    let kind = fresh.cell(place).kind();
    let value = if matches!(kind, Kind::Series | Kind::Log | Kind::Links(_)) {
        let disputed: BTreeSet<String> = [&clash.base, &clash.ours, &clash.theirs]
            .iter()
            .flat_map(|value| value.entries())
            .map(|e| name(&e))
            .collect();
        let mut entries = fresh.cell(place).get().entries();
        entries.retain(|entry| !disputed.contains(&name(entry)));
        entries.extend(side.entries());
        kind.collect(entries)
    } else {
        side.clone()
    };
    let value = if value == Value::Nothing { home.default_of(place) } else { value };
    fresh.slot(place).put(value).expect("a value of the kind");
    home.put(&mut next, fresh);
    next
}

fn breaks_more(before: &Plan, after: &Plan) -> bool {
    let of = |plan: &Plan| {
        let all = rules::breaches(plan).into_iter().filter(|breach| breach.rule.refuses());
        all.map(|b| (b.at.to_string(), b.field, b.rule.key(), b.detail)).collect::<BTreeSet<_>>()
    };
    of(after).difference(&of(before)).next().is_some()
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn taking_a_side_gives_exactly_what_it_had(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        let m = merge(&base, &ours, &theirs);
        // What a file gave back is decided just so.
        let plan = read(canonical(&m.plan, &Comments::default()).as_bytes()).expect("own bytes").0;
        for clash in m.conflicts.iter().filter(|clash| clash.field != ROW && clash.field != "id") {
            let conflict = of(&m, clash);
            let mine = take(&plan, &conflict, &Take::Ours).expect("ours can be taken always");
            let mut without = plan.clone();
            without.conflicts.take(&conflict);
            prop_assert_eq!(&mine, &without);
            for (choice, side) in [(Take::Theirs, &clash.theirs), (Take::Base, &clash.base)] {
                let wanted = expected(&plan, &conflict, clash, side);
                match take(&plan, &conflict, &choice) {
                    Ok(taken) => prop_assert_eq!(&taken, &wanted, "{} {}", clash.at, clash.field),
                    Err(why) => {
                        prop_assert!(!why.is_empty() && why.iter().all(|why| why.message.width() > 10));
                        prop_assert!(breaks_more(&plan, &wanted), "{} {}: {:?}", clash.at, clash.field, why);
                    }
                }
            }
        }
    }

    #[test]
    fn taking_ours_everywhere_leaves_the_plan_without_conflicts(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        let m = merge(&base, &ours, &theirs);
        let mut wanted = m.plan.clone();
        // What is in dispute as such is as ours had it, once that is taken.
        let gone: Vec<Address> = m
            .plan
            .conflicts
            .iter()
            .filter(|row| row.disputed() == ROW && ["removed", "not there"].contains(&lines(&row.ours)[0].as_str()))
            .map(|row| at(&format!("{}/{}", row.register.raw(), row.row.raw())))
            .collect();
        wanted = references::without(&wanted, &gone);
        let called = m.plan.conflicts.iter().any(|row| row.disputed() == "id" && lines(&row.ours) != [row.row.raw()]);
        wanted.conflicts = Default::default();
        let mut plan = m.plan.clone();
        while let Some(row) = plan.conflicts.nth(0) {
            let id = Record::id(&**row).clone();
            plan = match take(&plan, &id, &Take::Ours) {
                Ok(next) => next,
                Err(why) => {
                    // Only an id may be another row's by now.
                    prop_assert_eq!(row.disputed(), "id", "{:?}", why);
                    let mut next = plan.clone();
                    next.conflicts.take(&id);
                    next
                }
            };
        }
        if !called {
            prop_assert_eq!(plan, wanted);
        }
    }

    #[test]
    fn every_choice_can_be_made_or_is_refused_in_words(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        let plan = merge(&base, &ours, &theirs).plan;
        // Somebody goes on with the plan before deciding.
        let mut dice = Dice::new(seed);
        let mut later = plan.clone();
        for _ in 0..dice.below(6) {
            later = apply(&later, &support::edit(&mut dice, &later)).unwrap_or(later);
        }
        for plan in [plan, later] {
            for waits in waiting(&plan) {
                let typed = Take::Typed(support::text(&mut dice));
                for choice in [Take::Ours, Take::Theirs, Take::Base, typed] {
                    match take(&plan, &waits.conflict, &choice) {
                        Ok(next) => prop_assert!(next.conflicts.len() < plan.conflicts.len()),
                        Err(why) => {
                            prop_assert!(!why.is_empty() && why.iter().all(|why| why.message.width() > 10), "{:?}", why);
                            let name = waits.field.as_str().starts_with("Id");
                            prop_assert!(choice != Take::Ours || waits.obsolete.is_none() && name, "{:?}", why);
                        }
                    }
                }
                if let Some(choice) = suggestion(&plan, &waits.conflict) {
                    prop_assert!(take(&plan, &waits.conflict, &choice).is_ok(), "{:?} {:?}", waits, choice);
                    prop_assert!(waits.obsolete.is_none() || choice == Take::Ours);
                }
            }
        }
    }

    #[test]
    fn a_value_of_any_kind_comes_back_from_its_conflict(seed: u64) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 2, 60);
        for _ in 0..12 {
            let own = support::some_row(&mut dice, &plan).expect("a row");
            let home = register(own.register).expect("a register");
            let place = dice.below(home.field_count());
            if home.key() != "conflicts" && home.field(place).key != "id" && !home.field(place).key_part {
                let mut any = || odd(&mut dice, &plan, home, place, &own);
                let [base, ours, theirs] = [any(), any(), any()].map(|value| with(&plan, home, place, &own, value));
                let m = merge(&base, &ours, &theirs);
                let Some(clash) = m.conflicts.iter().find(|clash| clash.field == home.field(place).key) else { continue };
                let conflict = of(&m, clash);
                let text = canonical(&m.plan, &Comments::default());
                let read = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}")).0;
                prop_assert_eq!(&read, &m.plan);
                for (choice, side) in [(Take::Theirs, &clash.theirs), (Take::Base, &clash.base)] {
                    if let Ok(taken) = take(&read, &conflict, &choice) {
                        prop_assert_eq!(taken, expected(&m.plan, &conflict, clash, side), "{}", clash.field);
                    } else {
                        prop_assert!(breaks_more(&m.plan, &expected(&m.plan, &conflict, clash, side)));
                    }
                }
            }
        }
    }
}

/// A value of the field, now and then one that is hard to write down.
fn odd(dice: &mut Dice, plan: &Plan, home: &dyn Register, place: usize, own: &Address) -> Value {
    let hard = [
        "\"",
        "\"\"",
        " lead",
        "trail ",
        "a,b",
        "<<<<<<< x",
        "\"quoted\"",
        "x: y",
        "",
        " ",
        "\u{feff}",
        "2026-01-01:1",
    ];
    let some = |dice: &mut Dice| (0..1 + dice.below(4)).map(|_| Raw::from(*dice.pick(&hard))).collect::<Vec<_>>();
    let kind = home.kind(place);
    let value = match kind {
        Kind::Prose if dice.chance(60) => Value::Prose(some(dice)),
        Kind::Texts if dice.chance(60) => Value::Texts(some(dice)),
        Kind::Text if dice.chance(60) => Value::Text(some(dice)[0].clone()),
        Kind::Log if dice.chance(60) => Value::Log(some(dice).into_iter().map(|text| (today(), text)).collect()),
        _ if dice.chance(15) => Value::Nothing,
        kind => support::value(dice, plan, home.field(place), kind, own),
    };
    value.settled()
}

fn with(plan: &Plan, home: &dyn Register, place: usize, own: &Address, value: Value) -> Plan {
    let mut plan = plan.clone();
    let mut row = row(&plan, own).expect("a row").boxed();
    let value = if value == Value::Nothing { home.default_of(place) } else { value };
    row.slot(place).put(value).expect("a value of the kind");
    home.put(&mut plan, row);
    plan
}

fn the_conflict(m: &Merged) -> Id {
    assert_eq!(m.plan.conflicts.len(), 1, "{:?}", m.plan.conflicts);
    Record::id(&**m.plan.conflicts.nth(0).expect("one")).clone()
}

#[test]
fn a_third_value_is_typed_as_in_a_form() {
    let m = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]);
    let id = the_conflict(&m);
    let typed = |text: &str| take(&m.plan, &id, &Take::Typed(text.into()));
    let taken = typed("4d").expect("a span");
    assert_eq!((field(&taken, "debts/refunds", "effort"), taken.conflicts.len()), ("4d".into(), 0));
    let why = typed("4").expect_err("no unit");
    assert!(why[0].message.as_str().starts_with("effort: a span needs a unit"), "{}", why[0].message);
    // Of readings only the disputed day.
    let m = merged(&["metrics/latency readings+=2026-11-08:13"], &["metrics/latency readings+=2026-11-08:14"]);
    let taken = take(&m.plan, &the_conflict(&m), &Take::Typed("2026-11-08:15".into())).expect("a reading");
    assert_eq!(field(&taken, "metrics/latency", "readings"), "2026-11-01:10,2026-11-08:15");
    let emptied = take(&m.plan, &the_conflict(&m), &Take::Typed(String::new())).expect("no reading");
    assert_eq!(field(&emptied, "metrics/latency", "readings"), "2026-11-01:10");
}

#[test]
fn the_value_before_an_added_field_is_none() {
    let m = merged(&["debts/refunds document=a"], &["debts/refunds document=b"]);
    let taken = take(&m.plan, &the_conflict(&m), &Take::Base).expect("nothing");
    assert_eq!(field(&taken, "debts/refunds", "document"), "");
    let m = merged(&["product/product lead_share=50"], &["product/product lead_share=60"]);
    let taken = take(&m.plan, &the_conflict(&m), &Take::Base).expect("the default");
    assert_eq!(field(&taken, "product/product", "lead_share"), "35");
}

#[test]
fn what_is_about_nothing_any_more_says_so_and_is_put_away() {
    let m = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]);
    let id = the_conflict(&m);
    let gone = after(&m.plan, &["rm debts/refunds"]);
    let waits = &waiting(&gone)[0];
    assert_eq!(
        waits.obsolete.as_ref().expect("it is gone").as_str(),
        "debts/refunds is not in the plan any more; take ours to put this conflict away"
    );
    assert_eq!(suggestion(&gone, &id), Some(Take::Ours));
    let why = take(&gone, &id, &Take::Theirs).expect_err("the row is gone");
    assert!(why[0].message.as_str().contains("debts/refunds is not in the plan any more"));
    assert!(take(&gone, &id, &Take::Ours).expect("put away").conflicts.is_empty());
    // A register, a row or a field that never was, written by hand; and a conflict that is decided.
    let text = r#"(format: 1, product: (name: "P"), debts: [(id: "d", name: "D")], conflicts: [
        (register: "nowhere", row: "d", field: "effort", theirs: ["2d"]),
        (register: "debts", row: "D d", field: "effort", theirs: ["2d"]),
        (register: "debts", row: "d", field: "weight", theirs: ["2d"]),
        (register: "debts", row: "d", field: "effort", theirs: ["2 days"]),
        (register: "debts", row: "d", field: "hits", theirs: ["rev"]),
    ])"#;
    let plan = read(text.as_bytes()).expect("readable").0;
    let all = waiting(&plan);
    assert_eq!(all.iter().filter(|waits| waits.obsolete.is_some()).count(), 3);
    for waits in &all {
        let why = take(&plan, &waits.conflict, &Take::Theirs);
        assert_eq!(why.is_err(), waits.conflict.as_str() != "debts--d--hits", "{waits:?}");
        assert!(take(&plan, &waits.conflict, &Take::Ours).is_ok());
    }
    let why = take(&plan, &at("conflicts/x").id, &Take::Ours).expect_err("no such conflict");
    assert!(why[0].message.as_str().contains("is decided"));
}

#[test]
fn what_waits_is_shown_with_what_stands_now() {
    let m = merged(&["metrics/latency readings+=2026-11-08:13"], &["metrics/latency readings+=2026-11-08:14"]);
    let later = after(&m.plan, &["metrics/latency readings+=2026-11-08:20 readings+=2026-11-09:21"]);
    let shown = |lines: &[outgrow::text::Shown]| lines.iter().map(|line| line.as_str().to_string()).collect::<Vec<_>>();
    let waits = &waiting(&later)[0];
    assert_eq!((waits.row.as_str(), waits.field.as_str()), ("metrics/latency", "Readings"));
    assert_eq!(waits.at, Some(at("metrics/latency")));
    assert_eq!(shown(&waits.base), ["2026-11-08:12"]);
    assert_eq!(shown(&waits.ours), ["2026-11-08:20"]);
    assert_eq!(shown(&waits.theirs), ["2026-11-08:14"]);
    let m = merged(&["rm debts/refunds"], &["debts/refunds effort=9d"]);
    let waits = &waiting(&m.plan)[0];
    assert_eq!(waits.field.as_str(), "The row itself");
    assert_eq!(
        (shown(&waits.ours), shown(&waits.theirs)),
        (vec!["removed".into()], vec!["changed".into(), "effort: 2d -> 9d".into()])
    );
}

#[test]
fn only_what_nobody_would_argue_about_is_suggested() {
    let suggested = |ours: &[&str], theirs: &[&str]| {
        let m = merged(ours, theirs);
        m.plan.conflicts.iter().map(|row| suggestion(&m.plan, Record::id(&**row))).collect::<Vec<_>>()
    };
    assert_eq!(suggested(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]), [None]);
    assert_eq!(suggested(&["debts/refunds effort=60min"], &["debts/refunds effort=1h"]), [Some(Take::Ours)]);
    assert_eq!(
        suggested(&["debts/refunds effort=1d"], &["debts/refunds effort=8h"]),
        [None],
        "a day has 24 hours, too"
    );
    assert_eq!(
        suggested(&["debts/refunds document=\"a  b\""], &["debts/refunds document=\"a b\""]),
        [Some(Take::Ours)]
    );
    // A reference to what the other side removed.
    assert_eq!(suggested(&["add debts Slow domains=auth"], &["rm domains/auth"]), [Some(Take::Theirs)]);
    assert_eq!(suggested(&["rm domains/auth"], &["add debts Slow domains=auth"]), [Some(Take::Ours)]);
    assert_eq!(suggested(&["add knowledge person=ana domain=auth"], &["rm domains/auth"]), [Some(Take::Theirs)]);
    assert_eq!(suggested(&["rm debts/refunds"], &["debts/refunds effort=9d"]), [None]);
}

#[test]
fn a_row_is_kept_or_removed() {
    let m = merged(&["domains/auth risk=high"], &["rm domains/auth"]);
    let id = the_conflict(&m);
    let there = |plan: Plan| (row(&plan, &at("domains/auth")).is_some(), plan.conflicts.len());
    assert_eq!(take(&m.plan, &id, &Take::Ours).map(there), Ok((true, 0)));
    assert_eq!(take(&m.plan, &id, &Take::Theirs).map(there), Ok((false, 0)));
    assert_eq!(take(&m.plan, &id, &Take::Typed("keep".into())).map(there), Ok((true, 0)));
    assert_eq!(take(&m.plan, &id, &Take::Typed("remove".into())).map(there), Ok((false, 0)));
    assert!(take(&m.plan, &id, &Take::Typed("maybe".into())).is_err() && take(&m.plan, &id, &Take::Base).is_err());
    assert_eq!(base().domains.len(), 2);
}
