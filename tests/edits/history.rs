use outgrow::edit::typed;
use outgrow::model::{Comments, Plan};
use outgrow::session::Session;
use outgrow::store::Document;
use outgrow::store::write::canonical;
use proptest::prelude::*;

use crate::support::{self, Dice, cases};

fn session(plan: Plan) -> Session {
    Session::with(Document::new("nowhere.ron".into(), plan), None, false)
}

fn bytes(plan: &Plan) -> String {
    canonical(plan, &Comments::default())
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn undo_all_and_redo_all_lead_to_both_ends(seed: u64, steps in 1usize..40) {
        let mut dice = Dice::new(seed);
        let base = support::plan(seed, 3, 40);
        let mut session = session(base.clone());
        let mut states = vec![bytes(&base)];
        for n in 0..steps {
            let edit = support::edit(&mut dice, session.plan());
            let before = session.plan().clone();
            let made = session.commit(edit, format!("step {n}").into());
            if made.is_err() {
                prop_assert!(*session.plan() == before, "a refused edit changes nothing");
            } else if *session.plan() != before {
                states.push(bytes(session.plan()));
            }
            // Now and then a step back and on.
            if dice.chance(20) && session.undo(false).is_some() {
                prop_assert_eq!(&bytes(session.plan()), &states[states.len() - 2]);
                prop_assert!(session.redo().is_some());
                prop_assert_eq!(&bytes(session.plan()), states.last().unwrap());
            }
        }
        for state in states.iter().rev().skip(1) {
            prop_assert!(session.undo_step().is_some());
            session.undo(false);
            prop_assert_eq!(&bytes(session.plan()), state);
        }
        prop_assert!(session.undo(false).is_none());
        prop_assert!(*session.plan() == base);
        for state in states.iter().skip(1) {
            prop_assert!(session.redo().is_some());
            prop_assert_eq!(&bytes(session.plan()), state);
        }
        prop_assert!(session.redo().is_none());
    }
}

#[test]
fn a_new_step_ends_what_could_be_redone() {
    let mut session = session(support::plan(1, 2, 20));
    let home = outgrow::register::register("debts").unwrap();
    for name in ["One", "Two"] {
        let (_, edit) = typed::add(session.plan(), home, name, &[], support::today()).unwrap();
        session.commit(edit, name.into()).unwrap();
    }
    assert_eq!(session.undo(false).unwrap().unwrap().what.as_str(), "Two");
    assert_eq!(session.redo_step().unwrap().what.as_str(), "Two");
    let (_, edit) = typed::add(session.plan(), home, "Three", &[], support::today()).unwrap();
    session.commit(edit, "Three".into()).unwrap();
    assert!(session.redo().is_none());
    assert_eq!(session.undo(false).unwrap().unwrap().what.as_str(), "Three");
    assert_eq!(session.undo(false).unwrap().unwrap().what.as_str(), "One");
}

#[test]
fn a_row_without_its_name_is_removed_and_comes_back() {
    let text = r#"(format: 1, debts: [(id: "d", effort: "2d"), (id: "e", name: "E")])"#;
    let plan = outgrow::store::read::read(text.as_bytes()).unwrap().0;
    let mut session = session(plan.clone());
    let gone = typed::remove(session.plan(), &[support::at("debts/d")]).unwrap();
    session.commit(gone, "remove debts/d".into()).unwrap();
    assert_eq!(session.plan().debts.len(), 1);
    session.undo(false);
    assert!(*session.plan() == plan);
}

#[test]
fn a_plan_for_reading_only_takes_no_edit() {
    let mut session = Session::with(Document::new("nowhere.ron".into(), support::plan(1, 2, 20)), None, true);
    let before = session.plan().clone();
    let edit = support::put(&mut Dice::new(1), session.plan());
    assert!(session.commit(edit, "x".into()).is_err());
    assert!(*session.plan() == before && session.is_readonly() && session.is_saved());
}

#[test]
fn an_edit_that_changes_nothing_is_no_step() {
    let mut session = session(support::plan(1, 2, 20));
    session.commit(outgrow::edit::Edit::Several(Vec::new()), "nothing".into()).unwrap();
    assert!(session.undo_step().is_none());
    assert_eq!(session.revision(), 0);
}
