//! Bad input: each kind names its rows, and the rest is scheduled.

use super::*;

fn told(net: &Network, trouble: Trouble) -> Vec<(Vec<String>, &'static str)> {
    let mine = net.flaws.iter().filter(|flaw| flaw.trouble == trouble);
    mine.map(|flaw| (flaw.rows.iter().map(Address::to_string).collect(), flaw.field)).collect()
}

/// A task of the plan changed past the rules of edits, as by hand in the file.
fn by_hand(plan: &Plan, id: &str, change: impl Fn(&mut outgrow::model::Task)) -> Plan {
    let mut plan = plan.clone();
    let mut task = plan.tasks.get(&at(&format!("tasks/{id}")).id).expect("a task").clone();
    change(&mut task);
    plan.tasks.put(task);
    plan
}

fn three() -> Plan {
    plan(&[
        "people Ana share=100",
        "product lead=ana",
        "tasks A effort=1d",
        "tasks B effort=1d after=a",
        "tasks C effort=1d after=b",
        "tasks Other effort=1d",
    ])
}

#[test]
fn a_circle_is_named_row_by_row_and_cut() {
    let link = |text: &str| outgrow::model::Link::parse(text).expect("a link");
    let plan = by_hand(&three(), "a", |task| task.after.0 = vec![link("c")]);
    let net = Network::of(&plan, today(), View::People);
    let found = told(&net, Trouble::Cycle);
    assert_eq!(found, [(vec!["tasks/a".to_string(), "tasks/b".into(), "tasks/c".into()], "after")]);
    let message = net.flaws[0].message.as_str();
    assert!(message.contains("tasks/a > tasks/b > tasks/c > tasks/a"), "{message}");
    let schedule = level(&net);
    assert_eq!(schedule.finish, 4 * DAY);
    let itself = by_hand(&three(), "a", |task| task.after.0 = vec![link("a")]);
    let net = Network::of(&itself, today(), View::People);
    assert_eq!(told(&net, Trouble::Cycle), [(vec!["tasks/a".to_string()], "after")]);
}

/// A task waits for one of a later phase: the circle runs through the phases.
#[test]
fn a_circle_through_phases_is_found() {
    let plan = plan(&[
        "phases First",
        "phases Second after=first",
        "tasks A phase=first effort=1d",
        "tasks B phase=second effort=1d",
        "tasks a after=b",
    ]);
    let net = Network::of(&plan, today(), View::People);
    let found = told(&net, Trouble::Cycle);
    assert_eq!(found.len(), 1, "{:?}", net.flaws);
    assert!(found[0].0.contains(&"tasks/a".to_string()) && found[0].0.contains(&"tasks/b".to_string()), "{found:?}");
    assert!(level(&net).finish > 0);
}

#[test]
fn links_and_people_that_are_not_there_are_left_out() {
    let plan = by_hand(&three(), "b", |task| {
        task.after.0 = vec![outgrow::model::Link::parse("nothing").expect("a link")];
        task.people.0 = vec![Id::parse("nobody").expect("an id")];
    });
    let net = Network::of(&plan, today(), View::People);
    let found = told(&net, Trouble::Missing);
    assert_eq!(found, [(vec!["tasks/b".to_string()], "people"), (vec!["tasks/b".to_string()], "after")]);
    assert_eq!(level(&net).finish, 4 * DAY);
}

#[test]
fn spans_the_wrong_way_round_are_read_in_order() {
    let plan = by_hand(&three(), "b", |task| {
        let span = task.effort.expect("an effort");
        task.effort = Some(outgrow::model::Span { min: 3.0, max: 1.0, mode: None, ..span });
    });
    let net = Network::of(&plan, today(), View::People);
    assert_eq!(told(&net, Trouble::Backwards), [(vec!["tasks/b".to_string()], "effort")]);
    let told = forecast(&net, &level(&net), draws(500));
    assert!(told.minutes.p10 < told.minutes.p90);
}

#[test]
fn who_gives_no_time_is_replaced_by_the_lead() {
    let plan = with(&three(), &["people Ben share=0", "tasks b people=ben"]);
    let net = Network::of(&plan, today(), View::People);
    assert_eq!(told(&net, Trouble::NoTime), [(vec!["tasks/b".to_string(), "people/ben".into()], "people")]);
    assert_eq!(level(&net).finish, 4 * DAY);
    // Nobody at all: only elapsed time is left, and that is said of every task.
    let nobody = with(&plan, &["people ana share=0"]);
    let net = Network::of(&nobody, today(), View::People);
    assert_eq!(told(&net, Trouble::NoTime).len(), 4);
    assert_eq!(level(&net).finish, 0);
}

/// Ben leaves on Tuesday evening with one of his three days to do; Ana takes it on after her own.
#[test]
fn who_leaves_before_the_work_is_done_is_named() {
    let plan = plan(&[
        "people Ana share=100",
        "product lead=ana",
        "people Ben share=100 leaves=2026-11-17",
        "tasks A effort=3d people=ben",
    ]);
    let net = Network::of(&plan, today(), View::People);
    let schedule = level(&net);
    assert_eq!(schedule.flaws.len(), 1);
    let flaw = &schedule.flaws[0];
    assert_eq!((flaw.trouble, flaw.rows.len()), (Trouble::Leaves, 2));
    assert!(flaw.message.as_str().contains("1.0 days"), "{}", flaw.message);
    assert_eq!(schedule.finish, 3 * DAY);
    // Gone before today, there is nothing they can do.
    let gone = with(&plan, &["people ben leaves=2026-11-02"]);
    let net = Network::of(&gone, today(), View::People);
    assert!(net.flaws[0].message.as_str().contains("gone since"), "{:?}", net.flaws);
}

#[test]
fn days_that_are_past_are_named() {
    let plan = with(&three(), &["tasks a planned=2026-11-02", "product target=2026-11-01"]);
    let net = Network::of(&plan, today(), View::People);
    let found = told(&net, Trouble::Past);
    assert_eq!(found, [(vec!["tasks/a".to_string()], "planned"), (vec!["product/product".to_string()], "target")]);
    let ahead = with(&three(), &["tasks a status=done finished=2026-12-24"]);
    let net = Network::of(&ahead, today(), View::People);
    assert_eq!(told(&net, Trouble::Past), [(vec!["tasks/a".to_string()], "finished")]);
}

#[test]
fn work_of_no_size_is_named() {
    let net = Network::of(&plan(&["tasks A", "tasks B effort=1d"]), today(), View::People);
    assert_eq!(told(&net, Trouble::Unsized), [(vec!["tasks/a".to_string()], "effort")]);
}
