//! Three-way merge: each rule on a plan small enough to check by hand.

use outgrow::edit::{apply, by_person, typed};
use outgrow::merge::{Merged, ROW, Take, decide, merge, waiting};
use outgrow::model::field::Record;
use outgrow::model::{Comments, Plan};
use outgrow::register::{register, row, typing};
use outgrow::store::read::read;
use outgrow::store::write::canonical;

use crate::support::{at, today};

/// A plan after some changes on the command line's terms.
pub fn after(plan: &Plan, changes: &[&str]) -> Plan {
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
        let edit = edit.map(|edit| by_person(&plan, edit));
        plan = edit.and_then(|edit| apply(&plan, &edit)).unwrap_or_else(|why| panic!("{change}: {why:?}"));
    }
    plan
}

pub fn base() -> Plan {
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

pub fn merged(ours: &[&str], theirs: &[&str]) -> Merged {
    let base = base();
    merge(&base, &after(&base, ours), &after(&base, theirs))
}

pub fn field(plan: &Plan, address: &str, key: &str) -> String {
    let at = at(address);
    let home = register(at.register).expect("a register");
    let row = row(plan, &at).unwrap_or_else(|| panic!("{address} is there"));
    row.cell(home.find(key).expect("a field")).get().typed().raw().to_string()
}

pub fn clashes(merged: &Merged) -> Vec<String> {
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
    // In both rows, so that both directions of the merge say the same; with ours standing there is no circle.
    assert_eq!(clashes(&m), ["tasks/first after", "tasks/second after"]);
    assert_eq!(
        (field(&m.plan, "tasks/first", "after"), field(&m.plan, "tasks/second", "after")),
        ("second".into(), String::new())
    );
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

#[test]
fn a_row_renamed_twice_waits_under_our_id() {
    let m = merged(
        &["rename domains/billing payments", "domains/payments risk=high"],
        &["rename domains/billing money", "domains/money proof=none", "add debts Slow domains=money"],
    );
    assert_eq!(clashes(&m), ["domains/payments id"]);
    assert_eq!(field(&m.plan, "domains/payments", "risk"), "high");
    assert_eq!(field(&m.plan, "domains/payments", "proof"), "none");
    assert_eq!(field(&m.plan, "debts/slow", "domains"), "payments");
    assert!(row(&m.plan, &at("domains/money")).is_none() && row(&m.plan, &at("domains/billing")).is_none());
    let theirs = take(&m.plan, "domains/payments", "id", Take::Theirs);
    assert_eq!(field(&theirs, "debts/refunds", "domains"), "auth,money");
    assert!(theirs.conflicts.is_empty());
}

#[test]
fn the_same_rename_on_both_sides_is_one() {
    let m = merged(
        &["rename domains/billing payments", "domains/payments owner=ben"],
        &["rename domains/billing payments", "domains/payments risk=high"],
    );
    assert_eq!(clashes(&m), Vec::<String>::new());
    assert_eq!(field(&m.plan, "domains/payments", "owner"), "ben");
    assert_eq!(field(&m.plan, "domains/payments", "risk"), "high");
}

#[test]
fn a_rename_and_a_removal_of_one_row_wait() {
    for (ours, theirs) in [
        ("rename domains/billing payments", "rm domains/billing"),
        ("rm domains/billing", "rename domains/billing payments"),
    ] {
        let m = merged(&[ours], &[theirs]);
        assert_eq!(clashes(&m), [format!("domains/payments {ROW}")]);
        assert_eq!(field(&m.plan, "debts/refunds", "domains"), "auth,payments");
        assert!(row(&m.plan, &at("domains/billing")).is_none());
    }
}

#[test]
fn renames_that_end_in_one_id_keep_both_rows_apart() {
    for theirs in ["rename domains/billing core", "add domains Core"] {
        let m = merged(&["rename domains/auth core"], &[theirs]);
        let ids = ["domains/auth id", "domains/billing id"];
        assert_eq!(clashes(&m), ids[..if theirs.starts_with("add") { 1 } else { 2 }]);
        assert_eq!(field(&m.plan, "debts/refunds", "domains"), "auth,billing");
        assert_eq!(field(&m.plan, "domains/billing", "owner"), "ana");
        assert_eq!(row(&m.plan, &at("domains/core")).is_some(), theirs.starts_with("add"));
    }
    let m = merged(&["rename domains/auth core"], &["rename domains/billing core"]);
    let ours = take(&m.plan, "domains/auth", "id", Take::Ours);
    assert_eq!(field(&ours, "debts/refunds", "domains"), "billing,core");
    let billing = ours.conflicts.nth(0).map(|row| Record::id(&**row).clone()).expect("the other waits");
    assert!(decide(&ours, &billing, &Take::Theirs, typing(today())).is_err(), "core is another row by now");
    let named = decide(&ours, &billing, &Take::Typed("money".into()), typing(today())).expect("a free id");
    assert_eq!(field(&apply(&ours, &named).expect("checked"), "debts/refunds", "domains"), "core,money");
}

#[test]
fn dropping_the_owner_with_the_person_is_no_edit() {
    for (ours, theirs) in
        [("rm people/ana", "domains/billing owner=ben"), ("domains/billing owner=ben", "rm people/ana")]
    {
        let m = merged(&[ours], &[theirs]);
        assert_eq!(clashes(&m), Vec::<String>::new());
        assert_eq!(field(&m.plan, "domains/billing", "owner"), "ben");
    }
}

#[test]
fn what_hung_on_a_row_that_stays_stays_with_it() {
    let base = after(&base(), &["add knowledge person=ana domain=auth level=2", "add links from=auth to=billing"]);
    for (ours, theirs) in [("rm domains/auth", "domains/auth risk=high"), ("domains/auth risk=high", "rm domains/auth")]
    {
        let m = merge(&base, &after(&base, &[ours]), &after(&base, &[theirs]));
        assert_eq!(clashes(&m), [format!("domains/auth {ROW}")]);
        assert_eq!(field(&m.plan, "debts/refunds", "domains"), "auth,billing");
        assert_eq!(field(&m.plan, "knowledge/ana--auth", "level"), "2");
        assert_eq!(m.plan.links.len(), 1);
        let removes = if ours.starts_with("rm") { Take::Ours } else { Take::Theirs };
        let gone = take(&m.plan, "domains/auth", ROW, removes.clone());
        assert!(row(&gone, &at("domains/auth")).is_none() && gone.knowledge.is_empty() && gone.links.is_empty());
        assert_eq!(field(&gone, "debts/refunds", "domains"), "billing");
        let keeps = if removes == Take::Ours { Take::Theirs } else { Take::Ours };
        let kept = take(&m.plan, "domains/auth", ROW, keeps);
        assert!(kept.conflicts.is_empty() && field(&kept, "domains/auth", "risk") == "high");
    }
}

#[test]
fn a_keyed_row_for_what_the_other_side_removed_waits_itself() {
    let m = merged(&["add knowledge person=ana domain=auth level=2"], &["rm domains/auth"]);
    assert_eq!(clashes(&m), [format!("knowledge/ana--auth {ROW}")]);
    assert_eq!(field(&m.plan, "knowledge/ana--auth", "level"), "2");
    let gone = take(&m.plan, "knowledge/ana--auth", ROW, Take::Theirs);
    assert!(gone.knowledge.is_empty() && gone.conflicts.is_empty());
}

#[test]
fn a_confirmed_guess_disputes_nothing() {
    let base = after(&base(), &["add debts Slow effort=1d guess=yes"]);
    let m = merge(&base, &after(&base, &["debts/slow effort=3d"]), &after(&base, &["debts/slow class=intentional"]));
    assert_eq!(clashes(&m), Vec::<String>::new());
    assert_eq!(field(&m.plan, "debts/slow", "guess"), "no");
    let m = merge(&base, &after(&base, &["debts/slow effort=3d"]), &base);
    assert_eq!(field(&m.plan, "debts/slow", "guess"), "no");
}

#[test]
fn a_role_given_twice_waits_on_both_rows() {
    let m = merged(&["metrics/latency role=users"], &["add metrics Visitors role=users"]);
    assert_eq!(clashes(&m), ["metrics/latency role", "metrics/visitors role"]);
    assert_eq!(field(&m.plan, "metrics/latency", "role"), "users");
    assert_eq!(field(&m.plan, "metrics/visitors", "role"), "none");
    let home = at("metrics/visitors");
    let conflict = waiting(&m.plan).into_iter().find(|w| w.at.as_ref() == Some(&home)).expect("it waits");
    let why = decide(&m.plan, &conflict.conflict, &Take::Theirs, typing(today())).expect_err("two rows of one role");
    assert!(why[0].message.as_str().contains("role"), "{}", why[0].message);
}

#[test]
fn a_rule_of_one_row_that_two_fields_break_waits_in_the_field_that_mends_it() {
    let base = after(&base(), &["domains/auth moved=2026-01-01:100 boundary=drawn"]);
    let m = merge(
        &base,
        &after(&base, &["domains/auth moved+=2026-02-01:50"]),
        &after(&base, &["domains/auth boundary=separated"]),
    );
    assert_eq!(clashes(&m), ["domains/auth boundary"]);
    assert_eq!(field(&m.plan, "domains/auth", "boundary"), "drawn");
    // The rule speaks of `boundary`, which both sides have; what they changed is `moved`.
    let base = after(&base, &["domains/auth boundary=separated"]);
    let m = merge(
        &base,
        &after(&base, &["domains/auth moved+=2025-01-01:50"]),
        &after(&base, &["domains/auth moved-=2026-01-01"]),
    );
    assert_eq!(clashes(&m), ["domains/auth moved"]);
    assert_eq!(field(&m.plan, "domains/auth", "moved"), "2025-01-01:50,2026-01-01:100");
}

#[test]
fn a_link_changed_both_ways_waits_and_the_others_do_not() {
    let base = after(&base(), &["add tasks Third", "tasks/third after=first:SS"]);
    let m = merge(
        &base,
        &after(&base, &["tasks/third after=first:FF"]),
        &after(&base, &["tasks/third after=first:FS+2d,second"]),
    );
    assert_eq!(clashes(&m), ["tasks/third after"]);
    assert_eq!(m.conflicts[0].theirs.typed().raw(), "first:FS+2d");
    assert_eq!(field(&m.plan, "tasks/third", "after"), "first:FF,second");
    let theirs = take(&m.plan, "tasks/third", "after", Take::Theirs);
    assert_eq!(field(&theirs, "tasks/third", "after"), "first:FS+2d,second");
}

#[test]
fn lines_in_the_order_of_their_writer_meet_in_a_steady_order() {
    let base = after(&base(), &["domains/auth paths+=b paths+=d"]);
    let both = |ours: &[&str], theirs: &[&str]| {
        let (ours, theirs) = (after(&base, ours), after(&base, theirs));
        let (one, other) = (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours));
        assert_eq!(one.plan, other.plan);
        assert_eq!(clashes(&one), Vec::<String>::new());
        field(&one.plan, "domains/auth", "paths").replace('\n', " ")
    };
    assert_eq!(both(&["domains/auth paths=\"a\nb\nd\""], &["domains/auth paths=\"b\nc\nd\ne\""]), "a b c d e");
    assert_eq!(both(&["domains/auth paths=\"d\nb\""], &["domains/auth paths+=e"]), "d e b");
    assert_eq!(both(&["domains/auth paths+=x"], &["domains/auth paths+=y paths-=d"]), "b x y");
    assert_eq!(both(&["domains/auth paths+=x"], &["domains/auth paths+=x"]), "b d x");
}

#[test]
fn prose_meets_at_its_ends_and_where_it_was_empty() {
    let both = |base: &[&str], ours: &[&str], theirs: &[&str]| {
        let with = |lines: &[&str]| {
            let mut plan = self::base();
            let mut row = plan.debts.nth(0).map(|row| (**row).clone()).expect("a debt");
            row.note = outgrow::model::cell::Prose(lines.iter().map(|line| (*line).into()).collect());
            plan.debts.put(row);
            plan
        };
        let m = merge(&with(base), &with(ours), &with(theirs));
        (clashes(&m).len(), field(&m.plan, "debts/refunds", "note"))
    };
    assert_eq!(both(&[], &["one"], &["one"]), (0, "one".into()), "the same added twice");
    assert_eq!(both(&[], &["one"], &["two"]), (1, "one".into()), "each its own");
    assert_eq!(both(&["a"], &["a", "one"], &["a", "two"]), (1, "a\none".into()), "both at the end");
    assert_eq!(both(&["a", "b", "c"], &["", "a", "b", "c"], &["a", "b", "c", "", "d"]), (0, "\na\nb\nc\n\nd".into()));
    assert_eq!(both(&["a", "b", "c"], &[], &["a", "b", "c", "d"]), (1, "".into()), "emptied and changed");
    assert_eq!(both(&["a", "b", "c"], &["a", "b", "c"], &[]), (0, "".into()), "emptied");
    assert_eq!(both(&["a", "b", "c", "d"], &["A", "b", "c", "d"], &["a", "b", "c"]), (0, "A\nb\nc".into()));
    assert_eq!(both(&["a", "b", "c"], &["a", "x", "c"], &["a", "x", "c", "d"]), (0, "a\nx\nc\nd".into()));
    assert_eq!(
        both(&["<<<<<<< a", "b", "======="], &["<<<<<<< a", "b", "=======", "c"], &["x", "<<<<<<< a", "b", "======="])
            .0,
        0
    );
}

/// Takes a side of the one conflict about a field.
fn take(plan: &Plan, address: &str, key: &str, take: Take) -> Plan {
    let about = |row: &&std::sync::Arc<outgrow::model::Conflict>| {
        format!("{}/{}", row.register.raw(), row.row.raw()) == address && row.field.raw() == key
    };
    let conflict = plan.conflicts.iter().find(about).unwrap_or_else(|| panic!("{address} {key} waits"));
    let edit = decide(plan, Record::id(&**conflict), &take, typing(today()))
        .unwrap_or_else(|why| panic!("{address} {key} {take:?}: {why:?}"));
    apply(plan, &edit).expect("checked")
}

fn waits(plan: &Plan) -> Vec<String> {
    let line = |prose: &outgrow::model::cell::Prose| prose.0.iter().map(|l| l.raw()).collect::<Vec<_>>().join(" ");
    plan.conflicts
        .iter()
        .map(|c| format!("{} {} {} {}", c.field.raw(), line(&c.base), line(&c.ours), line(&c.theirs)))
        .collect()
}

#[test]
fn a_new_conflict_does_not_hide_an_old_one() {
    // 2d, then 3d and 5d, which waits; then 4d on our side and 6d on theirs.
    let met = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]).plan;
    let (ours, theirs) = (after(&met, &["debts/refunds effort=4d"]), after(&met, &["debts/refunds effort=6d"]));
    let m = merge(&met, &ours, &theirs);
    assert_eq!(clashes(&m), ["debts/refunds effort"]);
    assert_eq!(waits(&m.plan), ["effort 2d 3d 5d", "effort/2 3d 4d 6d"]);
    let text = canonical(&m.plan, &Comments::default());
    assert_eq!(read(text.as_bytes()).expect("readable").0, m.plan);
    // Each is decided by itself.
    let second = take(&m.plan, "debts/refunds", "effort/2", Take::Theirs);
    assert_eq!(
        (field(&second, "debts/refunds", "effort"), waits(&second)),
        ("6d".into(), vec!["effort 2d 3d 5d".into()])
    );
    let first = take(&second, "debts/refunds", "effort", Take::Theirs);
    assert_eq!((field(&first, "debts/refunds", "effort"), waits(&first)), ("5d".into(), vec![]));
    // One that both sides got from merges of their own.
    let left =
        merge(&base(), &after(&base(), &["debts/refunds effort=3d"]), &after(&base(), &["debts/refunds effort=5d"]));
    let right =
        merge(&base(), &after(&base(), &["debts/refunds effort=3d"]), &after(&base(), &["debts/refunds effort=7d"]));
    let m = merge(&base(), &left.plan, &right.plan);
    assert_eq!(waits(&m.plan), ["effort 2d 3d 5d", "effort/2 2d 3d 7d"]);
}

#[test]
fn a_conflict_decided_on_one_side_does_not_come_back() {
    let met = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]).plan;
    let decided = take(&met, "debts/refunds", "effort", Take::Theirs);
    let elsewhere = after(&met, &["people/ana share=40"]);
    for m in [merge(&met, &decided, &elsewhere), merge(&met, &elsewhere, &decided)] {
        assert_eq!(waits(&m.plan), Vec::<String>::new());
        assert_eq!(field(&m.plan, "debts/refunds", "effort"), "5d");
        assert_eq!(field(&m.plan, "people/ana", "share"), "40");
    }
    // Decided in two ways: a conflict of its own.
    let other = take(&met, "debts/refunds", "effort", Take::Base);
    let m = merge(&met, &decided, &other);
    assert_eq!(waits(&m.plan), ["effort 3d 5d 2d"]);
}

#[test]
fn a_waiver_comes_with_the_conflict_it_is_of() {
    let met = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]).plan;
    let waived = after(&met, &["add waivers check=conflict row=conflicts/debts--refunds--effort reason=later"]);
    let elsewhere = after(&base(), &["people/ana share=40"]);
    for m in [merge(&base(), &base(), &waived), merge(&base(), &waived, &base())] {
        assert_eq!((clashes(&m), &m.plan), (vec![], &waived));
    }
    for m in [merge(&base(), &elsewhere, &waived), merge(&base(), &waived, &elsewhere)] {
        assert_eq!((clashes(&m), waits(&m.plan)), (vec![], vec!["effort 2d 3d 5d".into()]));
        assert_eq!(m.plan.waivers, waived.waivers);
    }
    // What it is of was decided meanwhile: nothing is waived any more, and that is said.
    let decided = take(&met, "debts/refunds", "effort", Take::Theirs);
    for m in [merge(&met, &decided, &waived), merge(&met, &waived, &decided)] {
        assert_eq!(clashes(&m), ["waivers/conflict--conflicts--debts--refunds--effort row"]);
    }
}

#[test]
fn the_same_merge_made_on_both_sides_waits_once() {
    let (ours, theirs) = (after(&base(), &["debts/refunds effort=3d"]), after(&base(), &["debts/refunds effort=5d"]));
    let (one, other) = (merge(&base(), &ours, &theirs).plan, merge(&base(), &theirs, &ours).plan);
    assert_eq!(waits(&merge(&base(), &one, &other).plan), ["effort 2d 3d 5d"]);
    assert_eq!(waits(&merge(&base(), &other, &one).plan), ["effort 2d 5d 3d"]);
}

#[test]
fn a_waiting_conflict_follows_its_row_to_another_id() {
    let met = merged(&["debts/refunds effort=3d"], &["debts/refunds effort=5d"]).plan;
    let renamed = after(&met, &["rename debts/refunds paybacks"]);
    assert_eq!(field(&take(&renamed, "debts/paybacks", "effort", Take::Theirs), "debts/paybacks", "effort"), "5d");
    let m = merge(&met, &renamed, &after(&met, &["debts/refunds class=intentional"]));
    assert_eq!(clashes(&m), Vec::<String>::new());
    assert_eq!(field(&take(&m.plan, "debts/paybacks", "effort", Take::Theirs), "debts/paybacks", "effort"), "5d");
}

#[test]
fn conflicts_of_a_row_with_a_long_id_do_not_swallow_one_another() {
    let question = "x".repeat(230);
    let base = after(&base(), &[&format!("add answers question={question}")]);
    let row = format!("answers/{question}");
    let m = merge(
        &base,
        &after(&base, &[&format!("{row} answer=yes evidence=a at=2026-01-01")]),
        &after(&base, &[&format!("{row} answer=no evidence=b at=2026-01-02")]),
    );
    assert_eq!(m.conflicts.len(), 3);
    assert_eq!(m.plan.conflicts.len(), 3);
    let text = canonical(&m.plan, &Comments::default());
    assert_eq!(read(text.as_bytes()).expect("readable").0, m.plan);
}

#[test]
fn comments_follow_the_renames_of_both_sides() {
    let base = base();
    let (ours, theirs) =
        (after(&base, &["rename domains/billing payments"]), after(&base, &["rename debts/refunds paybacks"]));
    let note = |lines: &[(&str, &str)]| {
        let mut comments = Comments::default();
        for (row, text) in lines {
            comments.add(outgrow::model::comments::Anchor::Row(at(row)), vec![text.to_string()]);
        }
        comments
    };
    let m = merge(&base, &ours, &theirs);
    let met = m.comments(
        &note(&[("domains/billing", "money"), ("debts/refunds", "ask")]),
        &note(&[("domains/payments", "money"), ("debts/refunds", "ask"), ("tasks/first", "ours")]),
        &note(&[("domains/billing", "money"), ("debts/paybacks", "ask"), ("domains/billing", "leaves here")]),
    );
    let wanted = note(&[
        ("domains/payments", "money"),
        ("domains/payments", "leaves here"),
        ("debts/paybacks", "ask"),
        ("tasks/first", "ours"),
    ]);
    assert_eq!(met, wanted);
}

#[test]
fn what_theirs_left_alone_is_shared_with_ours() {
    let base = base();
    let (ours, theirs) =
        (after(&base, &["people/ben share=20"]), after(&base, &["debts/refunds effort=5d", "rm domains/auth"]));
    // As from three files: nothing is shared between them.
    let again = |plan: &Plan| read(canonical(plan, &Comments::default()).as_bytes()).expect("own bytes").0;
    let (base, ours, theirs) = (again(&base), again(&ours), again(&theirs));
    let m = merge(&base, &ours, &theirs);
    for key in ["people", "tasks", "metrics", "product", "conflicts"] {
        assert!(register(key).expect("a register").same(&ours, &m.plan), "{key}");
    }
    let domains = register("domains").expect("a register");
    let billing = at("domains/billing").id;
    let there = |plan| domains.get(plan, &billing).expect("a row");
    assert!(std::ptr::addr_eq(there(&ours), there(&m.plan)));
}
