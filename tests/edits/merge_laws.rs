//! What holds of every merge, on random branches.

use std::collections::{BTreeMap, BTreeSet};

use outgrow::merge::{Merged, ROW, merge};
use outgrow::model::comments::{Anchor, Comments};
use outgrow::model::value::Value;
use outgrow::model::{Address, Plan};
use outgrow::register::{REGISTERS, Register, put_cell, references, register, row};
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use proptest::prelude::*;

use crate::branches::branches;
use crate::support::{self, Dice, cases};

/// A plan as somebody's editor left it: rows removed, references and texts changed without a thought.
fn mangled(dice: &mut Dice, plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for _ in 0..dice.below(6) {
        let Some(at) = support::some_row(dice, &plan) else { break };
        let home = register(at.register).expect("a register");
        if dice.chance(40) {
            home.take(&mut plan, &at.id);
            continue;
        }
        let mut row = row(&plan, &at).expect("a row").boxed();
        let from = support::plan(dice.word(), 3, 80);
        let field = dice.below(home.field_count());
        if let Some(other) = home.nth(&from, 0)
            && !home.field(field).key_part
            && home.field(field).key != "id"
        {
            put_cell(home, &mut *row, field, other.cell(field).get()).expect("a value of the kind");
            home.put(&mut plan, row);
        }
    }
    plan
}

/// Branches, a third of them edited without a thought.
fn any_branches(seed: u64) -> [Plan; 3] {
    let mut dice = Dice::new(seed ^ 0xb4a2);
    let all = branches(seed);
    if dice.chance(33) { all.map(|plan| mangled(&mut dice, &plan)) } else { all }
}

fn ids(plan: &Plan, home: &'static dyn Register) -> BTreeSet<Address> {
    home.rows(plan).map(|row| Address { register: home.key(), id: row.id().clone() }).collect()
}

/// Rows under the ids that the merge gave them first.
fn under_new_ids(rows: BTreeSet<Address>, merged: &Merged, which: usize) -> BTreeSet<Address> {
    let moved: BTreeMap<&Address, &Address> = merged.moved[which].iter().map(|(old, new)| (old, new)).collect();
    rows.into_iter().map(|at| moved.get(&at).map_or_else(|| at.clone(), |new| (*new).clone())).collect()
}

/// A plan with the fields in dispute at their defaults, without its conflicts.
fn undisputed(merged: &Merged) -> Plan {
    without_conflicts(emptied(merged))
}

fn without_conflicts(mut plan: Plan) -> Plan {
    plan.conflicts = Default::default();
    plan
}

/// A plan with the fields in dispute at their defaults.
fn emptied(merged: &Merged) -> Plan {
    let mut plan = merged.plan.clone();
    for clash in merged.conflicts.iter().filter(|clash| clash.field != ROW) {
        let home = register(clash.at.register).expect("a register");
        let mut row = row(&plan, &clash.at).expect("the row in dispute").boxed();
        let field = home.find(clash.field).expect("the field in dispute");
        if clash.field != "id" {
            row.slot(field).put(home.default_of(field)).expect("a default");
            home.put(&mut plan, row);
        }
    }
    plan
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn one_sided_changes_are_taken_as_they_are(seed: u64) {
        let [base, ours, theirs] = any_branches(seed);
        for side in [&ours, &theirs] {
            for m in [merge(&base, side, &base), merge(&base, &base, side), merge(&base, side, side)] {
                prop_assert!(m.conflicts.is_empty(), "{:?}", m.conflicts);
                prop_assert_eq!(&m.plan, side);
            }
        }
    }

    #[test]
    fn both_directions_dispute_the_same_and_agree_on_the_rest(seed: u64) {
        let [base, ours, theirs] = any_branches(seed);
        let (one, mut other) = (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours));
        // Rows that both renamed stand under our id: the other merge's are given those.
        let renamed: Vec<_> = one
            .conflicts
            .iter()
            .filter(|clash| clash.field == "id")
            .filter_map(|clash| match &clash.theirs {
                Value::Id(id) if row(&other.plan, &Address { id: id.clone(), ..clash.at.clone() }).is_some() => {
                    Some((Address { id: id.clone(), ..clash.at.clone() }, clash.at.id.clone()))
                }
                _ => None,
            })
            .filter(|(at, id)| at.id != *id)
            .collect();
        let called = |at: &Address, moved: &[(Address, Address)]| {
            moved.iter().find(|(old, _)| old == at).map_or_else(|| at.clone(), |(_, new)| new.clone())
        };
        let spots = |m: &Merged, moved: &[(Address, Address)]| -> BTreeSet<(Address, &'static str)> {
            m.conflicts.iter().map(|clash| (called(&clash.at, moved), clash.field)).collect()
        };
        if renamed.is_empty() {
            for clash in &mut other.conflicts {
                std::mem::swap(&mut clash.ours, &mut clash.theirs);
            }
            prop_assert_eq!(&one.conflicts, &other.conflicts);
            prop_assert_eq!(undisputed(&one), undisputed(&other));
        } else if let Ok((_, moved)) = references::all_renamed(&other.plan, &renamed) {
            prop_assert_eq!(spots(&one, &[]), spots(&other, &moved));
            // What is in dispute was emptied on either, under the ids it has there. Waivers of conflicts follow them.
            let (alike, _) = references::all_renamed(&emptied(&other), &renamed).expect("as before");
            prop_assert_eq!(undisputed(&one), without_conflicts(alike));
        }
    }

    #[test]
    fn nothing_added_is_lost_and_nothing_removed_returns(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        let m = merge(&base, &ours, &theirs);
        for home in REGISTERS.iter().filter(|home| home.key() != "conflicts") {
            let [b, o, t] = [(&base, 0), (&ours, 1), (&theirs, 2)].map(|(plan, n)| under_new_ids(ids(plan, *home), &m, n));
            let all = ids(&m.plan, *home);
            for at in o.union(&t).filter(|at| !b.contains(*at)) {
                prop_assert!(all.contains(at), "{at} was added and is lost");
            }
            for at in b.iter().filter(|at| !o.contains(*at) || !t.contains(*at)) {
                let disputed = m.conflicts.iter().any(|clash| clash.at == *at && clash.field == ROW);
                // What hangs by its key on a row in dispute stays with it.
                let hangs = home.is_keyed() && row(&m.plan, at).is_some_and(|row| {
                    references::references(*home, row).iter().any(|(_, to)| {
                        [(&ours, 1), (&theirs, 2)].iter().any(|(side, n)| {
                            let home = register(to.register).expect("a register");
                            !under_new_ids(ids(side, home), &m, *n).contains(to)
                        })
                    })
                });
                prop_assert!(!all.contains(at) || disputed || hangs, "{at} was removed and is back");
            }
        }
    }

    #[test]
    fn how_a_file_is_written_changes_no_merge(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        let m = merge(&base, &ours, &theirs);
        let written = |plan: &Plan, how: usize| {
            let text = canonical(plan, &Comments::default());
            let text = match how {
                0 => text,
                1 => text.replace('\n', "\r\n"),
                2 => text.lines().map(|line| format!("{}{}\n\n", "\t".repeat(3), line.trim_start())).collect(),
                _ => format!("\u{feff}// Somebody's.\n{}", text.replace(": [\n", ": // a list\n [\n")),
            };
            read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?} of way {how}")).0
        };
        let mut dice = Dice::new(seed);
        let mut how = || dice.below(4);
        let again = merge(&written(&base, how()), &written(&ours, how()), &written(&theirs, how()));
        prop_assert_eq!(&again.plan, &m.plan);
        prop_assert_eq!(again.conflicts, m.conflicts);
        // And what came of it is a file.
        prop_assert_eq!(&written(&m.plan, how()), &m.plan);
    }

    #[test]
    fn rows_that_theirs_left_alone_are_shared_with_ours(seed: u64) {
        let [base, ours, theirs] = branches(seed);
        // As from three files.
        let again = |plan: &Plan| read(canonical(plan, &Comments::default()).as_bytes()).expect("own bytes").0;
        let (base, ours, theirs) = (again(&base), again(&ours), again(&theirs));
        let m = merge(&base, &ours, &theirs);
        if !m.moved[1].is_empty() {
            return Ok(());
        }
        for home in REGISTERS {
            let same = home.len(&ours) == home.len(&m.plan)
                && home.rows(&ours).zip(home.rows(&m.plan)).all(|(one, other)| one.same_as(other));
            prop_assert!(!same || home.same(&ours, &m.plan), "{} is the same and another value", home.key());
            for row in home.rows(&m.plan) {
                if let Some(own) = home.get(&ours, row.id()) {
                    prop_assert!(!own.same_as(row) || std::ptr::addr_eq(own, row), "{}/{}", home.key(), row.id());
                }
            }
        }
    }

    #[test]
    fn comments_meet_without_a_conflict(seed: u64) {
        let mut dice = Dice::new(seed);
        let dice = &mut dice;
        let anchors = [Anchor::Head, Anchor::PlanEnd, Anchor::Top("debts".into()), Anchor::Row(support::at("debts/a"))];
        let words = ["a", "b", "c", "d", ""];
        let mut comments = |from: Option<&Comments>| {
            let mut made = Comments::default();
            for anchor in &anchors {
                let old = from.and_then(|from| from.iter().find(|(at, _)| *at == anchor)).map(|(_, lines)| lines.to_vec());
                let mut lines = old.unwrap_or_default();
                for _ in 0..dice.below(3) {
                    if dice.chance(50) && !lines.is_empty() {
                        lines.remove(dice.below(lines.len()));
                    } else {
                        lines.insert(dice.below(lines.len() + 1), dice.pick(&words).to_string());
                    }
                }
                if !lines.is_empty() {
                    made.add(anchor.clone(), lines);
                }
            }
            made
        };
        let base = comments(None);
        let (ours, theirs) = (comments(Some(&base)), comments(Some(&base)));
        prop_assert_eq!(&Comments::merged(&base, &ours, &base), &ours);
        prop_assert_eq!(&Comments::merged(&base, &base, &ours), &ours);
        prop_assert_eq!(&Comments::merged(&base, &ours, &ours), &ours);
        let (one, other) = (Comments::merged(&base, &ours, &theirs), Comments::merged(&base, &theirs, &ours));
        let lines = |comments: &Comments, at: &Anchor| -> BTreeSet<String> {
            comments.iter().filter(|(anchor, _)| *anchor == at).flat_map(|(_, lines)| lines.to_vec()).collect()
        };
        for at in &anchors {
            prop_assert_eq!(lines(&one, at), lines(&other, at));
            let [b, o, t, all] = [&base, &ours, &theirs, &one].map(|comments| lines(comments, at));
            for line in b.iter().chain(&o).chain(&t) {
                let wanted = if b.contains(line) { o.contains(line) && t.contains(line) } else { true };
                prop_assert_eq!(all.contains(line), wanted, "{}", line);
            }
        }
    }
}

#[test]
fn plans_that_share_nothing_meet_in_one() {
    let (ours, theirs) = (support::plan(1, 5, 60), support::plan(2, 5, 60));
    let m = merge(&Plan::default(), &ours, &theirs);
    for home in REGISTERS.iter().filter(|home| home.key() != "conflicts") {
        let all = ids(&m.plan, *home);
        assert!(ids(&ours, *home).union(&ids(&theirs, *home)).all(|at| all.contains(at)), "{}", home.key());
    }
    assert!(m.conflicts.iter().any(|clash| clash.at == outgrow::register::product() && clash.field == "name"));
}
