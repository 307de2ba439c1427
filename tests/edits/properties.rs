use outgrow::diff::{diff, renames};
use outgrow::edit::{Edit, apply, by_person, typed};
use outgrow::model::value::Value;
use outgrow::model::{Address, Id, Plan};
use outgrow::register::{self, REGISTERS, references, rules};
use proptest::prelude::*;

use crate::support::{self, Dice, cases};

/// Everything of a plan as one value that compares, whatever is shared inside.
fn dump(plan: &Plan) -> Vec<(Address, Vec<Value>)> {
    REGISTERS
        .iter()
        .flat_map(|home| {
            home.rows(plan).map(move |row| {
                let at = Address { register: home.key(), id: row.id().clone() };
                (at, (0..home.field_count()).map(|field| row.cell(field).get()).collect())
            })
        })
        .collect()
}

fn refusing(plan: &Plan) -> Vec<rules::Breach> {
    rules::breaches(plan).into_iter().filter(|breach| breach.rule.refuses()).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn an_edit_is_made_whole_or_not_at_all(seed: u64) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 3, 50);
        let before = dump(&plan);
        for _ in 0..20 {
            let edit = support::edit(&mut dice, &plan);
            let first = apply(&plan, &edit);
            prop_assert_eq!(&dump(&plan), &before, "the plan handed in is left alone");
            match (first, apply(&plan, &edit)) {
                (Ok(a), Ok(b)) => {
                    prop_assert!(a == b, "the same edit gives the same plan");
                    prop_assert_eq!(refusing(&a), Vec::new(), "nothing new is broken by {:?}", edit);
                    // What was put is there.
                    edit.each(&mut |single| {
                        if let Edit::Put { at, field, value } = single {
                            let home = register::register(at.register).unwrap();
                            let row = home.get(&a, &at.id).expect("the row that was put");
                            let place = home.find(field).unwrap();
                            let wanted = if *value == Value::Nothing { home.default_of(place) } else { value.clone() };
                            if matches!(edit, Edit::Put { .. }) {
                                assert_eq!(row.cell(place).get(), wanted, "{at} {field}");
                            }
                        }
                    });
                }
                (Err(a), Err(b)) => {
                    prop_assert_eq!(&a, &b);
                    prop_assert!(!a.is_empty(), "a refusal says why");
                    for refusal in a {
                        prop_assert!(!refusal.message.is_empty());
                    }
                }
                _ => prop_assert!(false, "once made, once refused"),
            }
        }
    }

    #[test]
    fn the_difference_of_two_plans_leads_from_one_to_the_other(seed: u64, other: u64) {
        let a = support::plan(seed, 3, 50);
        prop_assert!(diff(&a, &a).is_empty());
        // An unrelated plan, and one a few edits away.
        let far = support::plan(other, 3, 50);
        let mut dice = Dice::new(other);
        let mut near = a.clone();
        for _ in 0..10 {
            let edit = support::edit(&mut dice, &near);
            near = apply(&near, &edit).unwrap_or(near);
        }
        for b in [far, near] {
            for (from, to) in [(&a, &b), (&b, &a)] {
                let edit = diff(from, to);
                let reached = apply(from, &edit);
                prop_assert!(reached.is_ok(), "{:?}", reached.err());
                let reached = reached.unwrap();
                prop_assert_eq!(dump(&reached), dump(to));
                prop_assert!(diff(&reached, to).is_empty());
            }
        }
    }

    #[test]
    fn a_rename_moves_every_reference_and_back_again(seed: u64) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 3, 80);
        for _ in 0..8 {
            let Some(old) = support::some_row(&mut dice, &plan) else { continue };
            let home = register::register(old.register).unwrap();
            if home.is_keyed() {
                prop_assert!(typed::rename(&plan, &old, "other").is_err(), "a computed id is not renamed");
                continue;
            }
            let new = Address { register: old.register, id: Id::parse("zz-renamed").unwrap() };
            let pointing = references::referrers(&plan, &old).len();
            let edit = typed::rename(&plan, &old, "zz-renamed").unwrap();
            let renamed = apply(&plan, &edit).unwrap();
            prop_assert!(register::row(&renamed, &old).is_none());
            prop_assert!(register::row(&renamed, &new).is_some());
            prop_assert_eq!(references::referrers(&renamed, &old), Vec::new());
            prop_assert_eq!(references::referrers(&renamed, &new).len(), pointing);
            for home in REGISTERS {
                prop_assert_eq!(home.len(&renamed), home.len(&plan), "{}", home.key());
            }
            prop_assert!(renames(&plan, &renamed).contains(&(old.clone(), new.clone())));
            let back = typed::rename(&renamed, &new, old.id.as_str()).unwrap();
            let there = apply(&renamed, &back).unwrap();
            prop_assert_eq!(dump(&there), dump(&plan));
        }
    }

    #[test]
    fn a_removal_leaves_nothing_pointing_at_what_is_gone(seed: u64, several in 1usize..6) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 4, 80);
        let mut gone: Vec<Address> = (0..several).filter_map(|_| support::some_row(&mut dice, &plan)).collect();
        gone.sort();
        gone.dedup();
        let edit = typed::remove(&plan, &gone).unwrap();
        let after = apply(&plan, &edit).unwrap();
        for at in &gone {
            prop_assert!(register::row(&after, at).is_none());
            prop_assert_eq!(references::referrers(&after, at), Vec::new());
        }
        prop_assert_eq!(refusing(&after), Vec::new());
        // Only rows that hung on the removed ones by a key field went along.
        for (at, _) in dump(&plan) {
            let home = register::register(at.register).unwrap();
            prop_assert!(register::row(&after, &at).is_some() || gone.contains(&at) || home.is_keyed(), "{at}");
        }
    }

    #[test]
    fn a_person_confirms_a_guess_by_touching_it(seed: u64) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 3, 60);
        for _ in 0..20 {
            let edit = support::put(&mut dice, &plan);
            let Edit::Put { at, field, .. } = &edit else { unreachable!() };
            let home = register::register(at.register).unwrap();
            let guess = home.find("guess").unwrap();
            let was = register::row(&plan, at).unwrap().cell(guess).get();
            let Ok(after) = apply(&plan, &by_person(&plan, edit.clone())) else { continue };
            let is = register::row(&after, at).unwrap().cell(guess).get();
            if *field != "guess" {
                prop_assert_eq!(is, Value::Flag(false), "{:?} was {:?}", edit, was);
            }
        }
    }
}

#[test]
fn cleaning_up_after_a_removal_or_a_rename_confirms_no_guess() {
    let mut plan = Plan::default();
    let steps = [
        ("people/ana", "name", Value::Text("Ana".into())),
        ("domains/billing", "name", Value::Text("Billing".into())),
        ("domains/billing", "owner", Value::Ref(Id::parse("ana").unwrap())),
        ("domains/billing", "guess", Value::Flag(true)),
        ("knowledge/ana--billing", "person", Value::Ref(Id::parse("ana").unwrap())),
        ("knowledge/ana--billing", "domain", Value::Ref(Id::parse("billing").unwrap())),
        ("knowledge/ana--billing", "guess", Value::Flag(true)),
    ];
    let all = steps.map(|(at, field, value)| Edit::Put { at: support::at(at), field, value });
    plan = apply(&plan, &Edit::Several(all.to_vec())).unwrap();
    let guess = |plan: &Plan, at: &str| {
        let at = support::at(at);
        let home = register::register(at.register).unwrap();
        register::row(plan, &at).unwrap().cell(home.find("guess").unwrap()).get()
    };
    let person = |plan: &Plan, edit: Edit| apply(plan, &by_person(plan, edit)).unwrap();

    let renamed = person(&plan, typed::rename(&plan, &support::at("people/ana"), "anna").unwrap());
    assert_eq!(guess(&renamed, "domains/billing"), Value::Flag(true));
    assert_eq!(guess(&renamed, "knowledge/anna--billing"), Value::Flag(true));
    let removed = person(&plan, typed::remove(&plan, &[support::at("people/ana")]).unwrap());
    assert_eq!(guess(&removed, "domains/billing"), Value::Flag(true));
    // Taking the owner away by hand is an edit of the domain.
    let by_hand = Edit::Put { at: support::at("domains/billing"), field: "owner", value: Value::Nothing };
    assert_eq!(guess(&person(&plan, by_hand), "domains/billing"), Value::Flag(false));
}
