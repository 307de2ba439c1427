//! Three-way merge: its laws on random plans, and each rule on a plan small enough to check by hand.

use outgrow::edit::{apply, typed};
use outgrow::merge::{Merged, ROW, merge};
use outgrow::model::Plan;
use outgrow::register::{REGISTERS, register, row};
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use proptest::prelude::*;

use crate::support::{self, Dice, at, cases, today};

/// A plan after some changes on the command line's terms.
fn after(plan: &Plan, changes: &[&str]) -> Plan {
    let mut plan = plan.clone();
    for change in changes {
        let words = typed::words(change);
        let edit = match words[0].as_str() {
            "add" => {
                let home = register(&words[1]).expect("a register");
                let (name, fields) = typed::name_and_assignments(home, &words[2..]).expect("readable");
                typed::add(&plan, home, &name, &fields, today()).map(|(_, edit)| edit)
            }
            "rm" => typed::remove(&plan, &[at(&words[1])]),
            "rename" => typed::rename(&plan, &at(&words[1]), &words[2]),
            row => {
                let at = at(row);
                let fields =
                    typed::assignments(register(at.register).expect("a register"), &words[1..]).expect("readable");
                typed::set(&plan, &at, &fields, today())
            }
        };
        plan = edit.and_then(|edit| apply(&plan, &edit)).unwrap_or_else(|why| panic!("{change}: {why:?}"));
    }
    plan
}

fn base() -> Plan {
    after(
        &Plan::default(),
        &[
            "add people Ana",
            "add people Ben",
            "add domains Auth",
            "add domains Billing owner=ana",
            "add metrics Latency readings=2026-11-01:10,2026-11-08:12",
            "add debts Refunds effort=2d domains=auth,billing note+=one note+=two note+=three",
            "add tasks First",
            "add tasks Second",
        ],
    )
}

fn merged(ours: &[&str], theirs: &[&str]) -> Merged {
    let base = base();
    merge(&base, &after(&base, ours), &after(&base, theirs))
}

fn field(plan: &Plan, address: &str, key: &str) -> String {
    let at = at(address);
    let home = register(at.register).expect("a register");
    let row = row(plan, &at).unwrap_or_else(|| panic!("{address} is there"));
    row.cell(home.find(key).expect("a field")).get().typed().raw().to_string()
}

fn clashes(merged: &Merged) -> Vec<String> {
    merged.conflicts.iter().map(|c| format!("{} {}", c.at, c.field)).collect()
}

#[test]
fn different_fields_of_one_row_come_together() {
    let m = merged(&["debts/refunds effort=3d"], &["debts/refunds class=intentional"]);
    assert_eq!(clashes(&m), Vec::<String>::new());
    assert_eq!(field(&m.plan, "debts/refunds", "effort"), "3d");
    assert_eq!(field(&m.plan, "debts/refunds", "class"), "intentional");
}

#[test]
fn one_field_changed_both_ways_waits_and_ours_stands() {
    let m = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]);
    assert_eq!(clashes(&m), ["debts/refunds effort"]);
    assert_eq!(field(&m.plan, "debts/refunds", "effort"), "3d");
    let row = &m.plan.conflicts.nth(0).expect("a conflict");
    let lines = |prose: &outgrow::model::cell::Prose| prose.0.iter().map(|l| l.raw().to_string()).collect::<Vec<_>>();
    assert_eq!(
        (lines(&row.base), lines(&row.ours), lines(&row.theirs)),
        (vec!["2d".into()], vec!["3d".into()], vec!["5d".into()])
    );
    // The file with the conflict in it still reads, and reads the same.
    let text = canonical(&m.plan, &Default::default());
    assert_eq!(read(text.as_bytes()).expect("readable").0, m.plan);
}

#[test]
fn sets_take_what_was_added_and_lose_what_was_removed() {
    let m = merged(&["debts/refunds domains-=auth"], &["add domains Core", "debts/refunds domains+=core"]);
    assert_eq!(field(&m.plan, "debts/refunds", "domains"), "billing,core");
    assert_eq!(clashes(&m), Vec::<String>::new());
}

#[test]
fn readings_meet_day_by_day() {
    let m = merged(
        &["metrics/latency readings+=2026-11-15:13"],
        &["metrics/latency readings+=2026-11-16:14 readings-=2026-11-01"],
    );
    assert_eq!(field(&m.plan, "metrics/latency", "readings"), "2026-11-08:12,2026-11-15:13,2026-11-16:14");
    let m = merged(&["metrics/latency readings+=2026-11-08:13"], &["metrics/latency readings+=2026-11-08:14"]);
    assert_eq!(clashes(&m), ["metrics/latency readings"]);
    assert_eq!(m.conflicts[0].theirs.typed().raw(), "2026-11-08:14");
}

#[test]
fn lines_of_prose_meet_where_they_do_not_overlap() {
    let m =
        merged(&["debts/refunds note=\"zero\none\ntwo\nthree\""], &["debts/refunds note=\"one\ntwo\nthree\nfour\""]);
    assert_eq!(field(&m.plan, "debts/refunds", "note"), "zero\none\ntwo\nthree\nfour");
    let m = merged(&["debts/refunds note=\"one\nTWO\nthree\""], &["debts/refunds note=\"one\nzwei\nthree\""]);
    assert_eq!(clashes(&m), ["debts/refunds note"]);
}

#[test]
fn a_row_added_on_both_sides_is_one_row() {
    let m = merged(&["add debts Slow effort=1d"], &["add debts Slow class=discovered"]);
    assert_eq!(field(&m.plan, "debts/slow", "effort"), "1d");
    assert_eq!(field(&m.plan, "debts/slow", "class"), "discovered");
    assert_eq!(clashes(&m), Vec::<String>::new());
}

#[test]
fn removed_and_left_alone_is_removed_removed_and_changed_waits() {
    let m = merged(&["rm debts/refunds"], &["people/ana share=40"]);
    assert!(row(&m.plan, &at("debts/refunds")).is_none());
    for (ours, theirs) in
        [("rm debts/refunds", "debts/refunds effort=9d"), ("debts/refunds effort=9d", "rm debts/refunds")]
    {
        let m = merged(&[ours], &[theirs]);
        assert_eq!(clashes(&m), [format!("debts/refunds {ROW}")]);
        assert_eq!(field(&m.plan, "debts/refunds", "effort"), "9d");
    }
}

#[test]
fn dropping_a_reference_to_what_was_removed_is_no_change_of_the_row() {
    let m = merged(&["rm domains/auth"], &["rm debts/refunds"]);
    assert!(row(&m.plan, &at("debts/refunds")).is_none() && row(&m.plan, &at("domains/auth")).is_none());
    assert_eq!(clashes(&m), Vec::<String>::new());
}

#[test]
fn a_reference_to_what_the_other_side_removed_waits() {
    let m = merged(&["add debts Slow domains=auth"], &["rm domains/auth"]);
    assert_eq!(clashes(&m), ["debts/slow domains"]);
    assert!(row(&m.plan, &at("domains/auth")).is_none());
}

#[test]
fn a_circle_made_of_two_halves_waits() {
    let m = merged(&["tasks/first after=second"], &["tasks/second after=first"]);
    assert_eq!(clashes(&m), ["tasks/first after"]);
}

#[test]
fn a_rename_carries_the_other_sides_changes_along() {
    for (ours, theirs) in [
        ("rename domains/billing payments", "domains/billing risk=high"),
        ("domains/billing risk=high", "rename domains/billing payments"),
    ] {
        let m = merged(&[ours], &[theirs]);
        assert_eq!(clashes(&m), Vec::<String>::new());
        assert_eq!(field(&m.plan, "domains/payments", "risk"), "high");
        assert_eq!(field(&m.plan, "debts/refunds", "domains"), "auth,payments");
        assert!(row(&m.plan, &at("domains/billing")).is_none());
    }
}

/// A plan and two that grew from it by random scripts.
fn grown(seed: u64) -> (Plan, Plan, Plan) {
    let base = support::plan(seed, 6, 60);
    let mut dice = Dice::new(seed ^ 0x5eed);
    let mut grow = || {
        let mut plan = base.clone();
        for _ in 0..dice.below(8) {
            let edit = support::edit(&mut dice, &plan);
            if let Ok(next) = apply(&plan, &edit) {
                plan = next;
            }
        }
        plan
    };
    let (ours, theirs) = (grow(), grow());
    (base, ours, theirs)
}

/// Ids of a register.
fn ids(plan: &Plan, at: usize) -> std::collections::BTreeSet<String> {
    REGISTERS[at].rows(plan).map(|row| row.id().to_string()).collect()
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn one_sided_changes_are_taken_as_they_are(seed: u64) {
        let (base, ours, _) = grown(seed);
        for m in [merge(&base, &ours, &base), merge(&base, &base, &ours), merge(&base, &ours, &ours)] {
            prop_assert!(m.conflicts.is_empty(), "{:?}", m.conflicts);
            prop_assert_eq!(&m.plan, &ours);
        }
    }

    #[test]
    fn both_orders_dispute_the_same(seed: u64) {
        let (base, ours, theirs) = grown(seed);
        let clashes = |m: Merged| {
            let mut found: Vec<_> = m.conflicts.iter().map(|c| (c.at.clone(), c.field)).collect();
            found.sort();
            found
        };
        prop_assert_eq!(clashes(merge(&base, &ours, &theirs)), clashes(merge(&base, &theirs, &ours)));
    }

    #[test]
    fn nothing_added_is_lost_and_nothing_removed_returns(seed: u64) {
        let (base, ours, theirs) = grown(seed);
        let m = merge(&base, &ours, &theirs);
        for (at, home) in REGISTERS.iter().enumerate() {
            if home.key() == "conflicts" {
                continue;
            }
            let (b, o, t, all) = (ids(&base, at), ids(&ours, at), ids(&theirs, at), ids(&m.plan, at));
            let disputed = |id: &String| m.conflicts.iter().any(|c| c.at.register == home.key() && c.at.id.as_str() == id);
            for id in o.union(&t).filter(|id| !b.contains(*id)) {
                prop_assert!(all.contains(id), "{} {id} was added and is lost", home.key());
            }
            for id in b.iter().filter(|id| !o.contains(*id) || !t.contains(*id)) {
                prop_assert!(!all.contains(id) || disputed(id), "{} {id} was removed and is back", home.key());
            }
        }
    }
}
