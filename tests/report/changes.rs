//! Changes in words: worked examples, and that nothing is left out or made up over random plans.

use std::collections::BTreeSet;

use outgrow::diff::diff;
use outgrow::edit::{Edit, apply, typed};
use outgrow::model::value::Value;
use outgrow::model::{Address, Plan};
use outgrow::register::{self, REGISTERS};
use outgrow::report::changes::{self, Delta, RowChange, What, counted, in_both, rows, sentences};
use outgrow::report::doc::Words;
use outgrow::report::text;
use proptest::prelude::*;

use super::hostile::HOSTILE;
use super::support::{self, Dice, at, cases, today};

/// The plan after lines as they are typed: `set ROW ...`, `rm ROW`, `rename ROW NEW`, or a register and a new row.
fn changed(plan: &Plan, lines: &[&str]) -> Plan {
    lines.iter().fold(plan.clone(), |plan, line| {
        let words = typed::words(line);
        let edit = match words[0].as_str() {
            "set" => {
                let at = at(&words[1]);
                let home = register::register(at.register).unwrap();
                typed::set(&plan, &at, &typed::assignments(home, &words[2..]).unwrap(), today()).unwrap()
            }
            "rm" => typed::remove(&plan, &[at(&words[1])]).unwrap(),
            "rename" => typed::rename(&plan, &at(&words[1]), &words[2]).unwrap(),
            key => {
                let home = register::register(key).unwrap();
                let (name, changes) = typed::name_and_assignments(home, &words[1..]).unwrap();
                typed::add(&plan, home, &name, &changes, today()).unwrap().1
            }
        };
        apply(&plan, &edit).unwrap()
    })
}

fn start() -> Plan {
    changed(
        &Plan::default(),
        &[
            "people Ana share=40",
            "people Ben",
            "domains Auth owner=ana paths+=src/auth/** paths+=lib/auth/**",
            "domains Billing owner=ana",
            "links from=auth to=billing kind=event",
            "knowledge person=ana domain=billing level=3",
            "debts \"Refunds by hand\" owner=ana domains=auth,billing effort=2d note+=\"First line.\" note+=\"Second line.\"",
            "metrics \"Query p95\" readings+=2026-11-14:194.5",
        ],
    )
}

fn said(changes: &[RowChange]) -> Vec<String> {
    sentences(changes).iter().map(|words| words.text().to_string()).collect()
}

#[test]
fn every_sort_of_field_has_its_words() {
    let before = start();
    let after = changed(
        &before,
        &[
            "set debts/refunds-by-hand effort=3d owner=ben domains-=auth note=\"First line.\" note+=\"Third line.\" hits=revenue",
            "set metrics/query-p95 readings+=2026-11-14:195 readings+=2026-11-21:196",
            "set product/product day_rate=600",
            "rm people/ana",
            "people Eve kind=contractor",
        ],
    );
    let rows = rows(&before, &after);
    assert_eq!(
        said(&rows),
        [
            "product: day_rate 600",
            "removed people/ana (Ana)",
            "added people/eve (Eve): name Eve, kind contractor",
            "domains/auth (Auth): owner ana -> nothing",
            "domains/billing (Billing): owner ana -> nothing",
            "removed knowledge/ana--billing",
            "metrics/query-p95 (Query p95): readings -2026-11-14:194.5 +2026-11-14:195 +2026-11-21:196",
            "debts/refunds-by-hand (Refunds by hand): note 1 line removed, 1 added, owner ana -> ben, domains -auth, \
             effort 2d -> 3d, hits revenue",
        ]
        .map(str::to_string)
    );
    assert_eq!(counted(&rows).as_str(), "1 row added, 2 removed, 5 changed");
    let doc = changes::doc(Words::from("Then and now"), &rows);
    let page = text::write(&doc, 72, false);
    let part = "\
debts/refunds-by-hand  Refunds by hand
note     - Second line.
         + Third line.
owner    ana -> ben
domains  -auth
effort   2d -> 3d
hits     revenue
";
    assert!(page.contains(part), "{page}");
    assert_eq!(counted(&[]).as_str(), "no row changed");
}

#[test]
fn a_rename_is_one_change_and_what_follows_it_none() {
    let before = start();
    let after = changed(&before, &["rename domains/billing payments", "rename people/ana ana-lima"]);
    let found = rows(&before, &after);
    assert_eq!(
        said(&found),
        [
            "renamed people/ana to people/ana-lima (Ana)",
            "renamed domains/billing to domains/payments (Billing)",
            "2 rows followed a new id",
        ]
    );
    let followed: Vec<(String, String)> = found
        .iter()
        .filter(|row| matches!(row.what, What::Followed { .. }))
        .map(|row| (row.from().unwrap().to_string(), row.at.to_string()))
        .collect();
    let pair = |from: &str, to: &str| (from.to_string(), to.to_string());
    assert_eq!(
        followed,
        [
            pair("links/auth--billing--event", "links/auth--payments--event"),
            pair("knowledge/ana--billing", "knowledge/ana-lima--payments"),
        ]
    );
}

#[test]
fn a_row_renamed_and_changed_at_once_is_followed_by_its_name() {
    let before = start();
    let after = changed(
        &before,
        &[
            "rename debts/refunds-by-hand refunds",
            "set debts/refunds effort=4d",
            "set links/auth--billing--event kind=call",
        ],
    );
    let found = rows(&before, &after);
    assert_eq!(
        said(&found),
        [
            "renamed links/auth--billing--event to links/auth--billing--call",
            "renamed debts/refunds-by-hand to debts/refunds (Refunds by hand): effort 2d -> 4d",
        ]
    );
    // Two of one name: nobody can tell which is which.
    let twins = changed(
        &before,
        &["rm debts/refunds-by-hand", "debts \"Refunds by hand\" effort=9d", "debts \"Refunds by hand\" effort=8d"],
    );
    let apart = changed(
        &twins,
        &[
            "rm debts/refunds-by-hand",
            "rename debts/refunds-by-hand-2 x",
            "set debts/x effort=1d",
            "debts \"Refunds by hand\"",
        ],
    );
    let found = rows(&twins, &apart);
    assert!(found.iter().all(|row| row.from().is_none() || row.at.to_string() == "debts/x"), "{:?}", said(&found));
}

#[test]
fn of_a_merge_only_what_differs_from_every_parent_is_its_own() {
    let base = start();
    let ours = changed(&base, &["set debts/refunds-by-hand effort=3d domains-=auth", "people Eve"]);
    let theirs = changed(&base, &["set debts/refunds-by-hand hits=revenue note+=\"Theirs.\"", "rm people/ben"]);
    let merged = outgrow::merge::merge(&base, &ours, &theirs).plan;
    assert_eq!(said(&in_both(rows(&ours, &merged), &rows(&theirs, &merged))), Vec::<String>::new());
    let more = changed(
        &merged,
        &["set debts/refunds-by-hand effort=5d domains=\"\" note+=\"By hand.\"", "people Zoe", "rm people/ana"],
    );
    let own = in_both(rows(&ours, &more), &rows(&theirs, &more));
    assert_eq!(
        said(&own),
        [
            "removed people/ana (Ana)",
            "added people/zoe (Zoe): name Zoe",
            "domains/auth (Auth): owner ana -> nothing",
            "domains/billing (Billing): owner ana -> nothing",
            "removed knowledge/ana--billing",
            "debts/refunds-by-hand (Refunds by hand): note 1 line added, owner ana -> nothing, domains -billing, effort 3d -> 5d",
        ]
    );
}

#[test]
fn large_texts_are_told_in_time_and_space() {
    let lines = |n: usize, step: usize| (0..n).map(|at| format!("line {}", at * step).into()).collect::<Vec<_>>();
    let put = |plan: &Plan, lines| {
        let edit = Edit::Put { at: at("debts/refunds-by-hand"), field: "note", value: Value::Prose(lines) };
        apply(plan, &edit).unwrap()
    };
    let (before, after) = (put(&start(), lines(100_000, 1)), put(&start(), lines(100_000, 3)));
    let found = rows(&before, &after);
    let Delta::Lines(told) = &found[0].fields[0].delta else { panic!("{:?}", found[0].at) };
    assert!(told.len() > 100_000);
    let page = text::write(&changes::doc(Words::from("x"), &found), 80, false);
    assert!(page.lines().count() < 30 && page.contains("more lines"), "{page}");
    let one = put(&before, {
        let mut lines = lines(100_000, 1);
        lines.insert(50_000, "new".into());
        lines
    });
    assert_eq!(said(&rows(&before, &one)), ["debts/refunds-by-hand (Refunds by hand): note 1 line added"]);
}

#[test]
fn plans_that_have_nothing_in_common_are_told_in_time() {
    let sizes = std::collections::BTreeMap::from([("debts", 4_000), ("people", 10)]);
    let (one, other) = (support::sized(1, &sizes, 35), support::sized(2, &sizes, 35));
    let found = rows(&one, &other);
    assert!(found.len() > 4_000, "{}", found.len());
}

#[test]
fn hostile_text_steers_nothing() {
    for hostile in HOSTILE {
        let (plain, odd) = (super::hostile::plan("plain"), super::hostile::plan(hostile));
        for (before, after) in [(&plain, &odd), (&odd, &plain), (&Plan::default(), &odd), (&odd, &Plan::default())] {
            let found = rows(before, after);
            assert!(!found.is_empty());
            let mut page = text::write(&changes::doc(Words::from("x"), &found), 60, false);
            page.extend(said(&found));
            page.push_str(&outgrow::exchange::json::text(&outgrow::exchange::changes::json(&found)));
            page.push_str(&outgrow::exchange::changes::records(&[], &found).replace('\t', " "));
            let steers = |c: char| {
                (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!page.chars().any(steers), "{page:?}");
        }
    }
}

fn cell(plan: &Plan, at: &Address, field: &str) -> Value {
    let home = register::register(at.register).unwrap();
    register::row(plan, at).map_or(Value::Nothing, |row| row.cell(home.find(field).unwrap()).get())
}

/// The entries of a list without an order: as texts.
fn set(values: &[Value]) -> BTreeSet<String> {
    values.iter().map(|value| value.typed().raw().to_string()).collect()
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn nothing_is_left_out_or_made_up(seed: u64) {
        let mut dice = Dice::new(seed);
        let before = support::plan(seed, 3, 50);
        let mut after = before.clone();
        for _ in 0..1 + dice.below(6) {
            if let Ok(next) = apply(&after, &support::edit(&mut dice, &after)) {
                after = next;
            }
        }
        let found = rows(&before, &after);
        prop_assert_eq!(found.is_empty(), before == after);
        prop_assert_eq!(&rows(&before, &after), &found, "the same each time");
        let order = |row: &RowChange| (REGISTERS.iter().position(|home| home.key() == row.at.register), row.at.id.clone());
        prop_assert!(found.windows(2).all(|pair| order(&pair[0]) < order(&pair[1])));
        for row in &found {
            let old = row.from().unwrap_or(&row.at);
            let (was_there, is_there) = (register::row(&before, old).is_some(), register::row(&after, &row.at).is_some());
            prop_assert_eq!((was_there, is_there), (row.what != What::Added, row.what != What::Removed));
            for field in &row.fields {
                let (was, is) = (cell(&before, old, field.field), cell(&after, &row.at, field.field));
                match &field.delta {
                    Delta::Value { is: told, .. } => prop_assert_eq!(told, &is),
                    Delta::Lines(lines) => {
                        let of = |value: &Value| if let Value::Prose(lines) = value { lines.len() } else { 0 };
                        let come = lines.iter().filter(|(come, _)| *come).count();
                        prop_assert_eq!(of(&was) + come, of(&is) + lines.len() - come);
                    }
                    // References that a rename carries along are no change, so the old ones are not compared.
                    Delta::Entries { come, .. } => prop_assert!(set(come).is_subset(&set(&is.entries()))),
                }
            }
        }
        if found.iter().all(|row| row.from().is_none()) {
            let edit = diff(&before, &after);
            let told: Vec<Address> = found.iter().map(|row| row.at.clone()).collect();
            prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), edit.touched().into_iter().collect());
            let (mut puts, mut fields) = (0, 0);
            edit.each(&mut |single| puts += usize::from(matches!(single, Edit::Put { .. })));
            found.iter().for_each(|row| fields += row.fields.len());
            prop_assert_eq!(puts, fields);
            for row in &found {
                for field in &row.fields {
                    if let Delta::Entries { gone, come } = &field.delta {
                        let (was, is) = (cell(&before, &row.at, field.field), cell(&after, &row.at, field.field));
                        let mut left = set(&was.entries());
                        left.retain(|entry| !set(gone).contains(entry));
                        left.extend(set(come));
                        prop_assert_eq!(left, set(&is.entries()));
                    }
                }
            }
        }
    }
}
