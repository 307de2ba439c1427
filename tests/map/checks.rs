//! What the checks of the map and of the team say, by hand; and that they are quiet where they know nothing.

use outgrow::analysis::checks::{Finding, State};
use outgrow::analysis::knowledge::{What, slip};
use outgrow::model::Plan;

use super::{demo, id, on, plan, with};
use crate::support::day;

fn found(plan: &Plan, today: &str, check: &str) -> Vec<Finding> {
    on(plan, today).findings.into_iter().filter(|finding| finding.about.id == check).collect()
}

/// State, row and message of each.
fn told(plan: &Plan, today: &str, check: &str) -> Vec<(State, String, String)> {
    let each = found(plan, today, check).into_iter();
    each.map(|f| (f.hit.state, f.hit.at.to_string(), f.hit.message.to_string())).collect()
}

fn one(plan: &Plan, today: &str, check: &str) -> (State, String, String) {
    let mut all = told(plan, today, check);
    assert_eq!(all.len(), 1, "{check}: {all:?}");
    all.remove(0)
}

#[test]
fn the_demo_names_who_is_alone_who_goes_and_whom_to_look_for() {
    let (plan, facts) = demo();
    let say = |check: &str| one(&plan, "2026-11-16", check);
    assert_eq!(say("nobody-knows").1, "knowledge/nadia--reports");
    let (state, row, message) = say("leaves-untaught");
    assert_eq!((state, row.as_str()), (State::Act, "people/ines"));
    assert!(message.ends_with("could mend Inspections. Dispatch then hangs on one person."), "{message}");
    // Inspections hangs on ines, which is told with the day she leaves.
    let alone: Vec<String> = told(&plan, "2026-11-16", "one-knows").into_iter().map(|(_, row, _)| row).collect();
    assert_eq!(alone, ["domains/billing", "knowledge/nadia--deploy"]);
    assert_eq!(say("team-outside").1, "people/northlight");
    let hire = found(&plan, "2026-11-16", "hire-by").remove(0).hit;
    assert_eq!((hire.state, hire.at.to_string().as_str()), (State::Act, "stages/early-scale"));
    assert_eq!(hire.bites, Some(day("2026-11-23")));
    let acts = facts.findings.iter().filter(|finding| finding.hit.state == State::Act).count();
    assert!(acts < 20, "{acts} are a flood");
}

/// Two hold everything; a third knows nothing yet.
fn three() -> Plan {
    plan(&[
        "people Ana",
        "people Ben",
        "people Eva",
        "domains Billing",
        "domains Orders",
        "domains Stock",
        "domains Mail",
        "knowledge person=ana domain=billing level=3",
        "knowledge person=ana domain=orders level=2",
        "knowledge person=ben domain=orders level=2",
    ])
}

#[test]
fn areas_of_which_nothing_is_said_are_told_once_and_accepted_one_by_one() {
    let base = three();
    let (state, row, message) = one(&base, "2026-02-02", "nobody-knows");
    assert_eq!((state, row.as_str()), (State::Mon, "domains/mail"));
    assert_eq!(message, "Of Mail and Stock nobody is said to know anything.");
    // What is accepted of one quiets no other.
    let less = with(&base, "waivers check=nobody-knows row=domains/mail reason=bought");
    assert_eq!(one(&less, "2026-02-02", "nobody-knows").2, "Of Stock nobody is said to know anything.");
    assert_eq!(on(&less, "2026-02-02").waived.len(), 1);
}

#[test]
fn one_holder_is_told_once_for_all_areas_and_never_of_a_team_of_one() {
    let base = with(&three(), "knowledge person=ana domain=stock level=2");
    let (state, _, message) = one(&base, "2026-02-02", "one-knows");
    assert_eq!((state, message.as_str()), (State::Mon, "Without Ana nobody could mend Billing and Stock."));
    let alone = plan(&[
        "product launched=2026-01-05",
        "people Ana",
        "domains Billing",
        "knowledge person=ana domain=billing level=3",
    ]);
    assert_eq!(told(&alone, "2026-02-02", "one-knows"), []);
    let (state, _, message) = one(&alone, "2026-02-02", "no-successor");
    assert_eq!(state, State::Mon);
    assert_eq!(
        message,
        "For the day on which Ana does not come, nothing is written down on deploy, billing and data, nobody is named \
         who would take over and nobody has tried it."
    );
    assert_eq!(told(&three(), "2026-02-02", "no-successor"), []);
}

/// Ana and Ben hold billing, Ben and Eva orders: Ben alone knows both.
#[test]
fn a_bridge_is_told_where_both_sides_have_somebody_else() {
    let base = plan(&[
        "people Ana",
        "people Ben",
        "people Eva",
        "domains Billing",
        "domains Orders",
        "knowledge person=ana domain=billing level=2",
        "knowledge person=ben domain=billing level=2",
        "knowledge person=ben domain=orders level=2",
        "knowledge person=eva domain=orders level=2",
    ]);
    let (_, row, message) = one(&base, "2026-02-02", "one-bridge");
    assert_eq!(row, "people/ben");
    assert_eq!(message, "Only Ben could mend both Billing and Orders: without them no one knows both sides.");
    let taught = with(&base, "knowledge person=ana domain=orders level=2");
    assert_eq!(told(&taught, "2026-02-02", "one-bridge"), []);
}

#[test]
fn papers_that_name_who_does_not_know_and_levels_that_are_old() {
    let base = plan(&[
        "people Ana",
        "people Ben",
        "domains Billing owner=ben",
        "domains Orders owner=ben",
        "knowledge person=ana domain=billing level=2 verified=2025-07-01",
        "knowledge person=ana domain=orders level=2 verified=2025-08-07",
    ]);
    let (_, row, message) = one(&base, "2026-02-02", "owner-knows");
    assert_eq!(row, "domains/billing");
    assert_eq!(message, "Ben is owner of Billing, and nothing says they know it. So it is with one more area.");
    // 1 July is 216 days back, 7 August 179: only the first is older than 180.
    let (_, row, message) = one(&base, "2026-02-02", "old-knowledge");
    assert_eq!(row, "knowledge/ana--billing");
    assert_eq!(message, "That Ana could mend Billing alone was last made sure of on Tue 1 Jul 2025.");
}

/// Twice as many users every 28 days: 400 on 26 January become 3,300 after 3.044 of those, 85.2 days: on 21 April. Eight weeks
/// before it are 24 February.
#[test]
fn hiring_is_told_of_when_it_comes_near() {
    let rows = [
        "product hiring_time=8w",
        "metrics Users role=users readings=2025-12-01:100,2025-12-29:200,2026-01-26:400",
        "stages Small users_from=0 heads_min=1",
        "stages Middle users_from=3300 heads_min=4",
        "people Ana",
    ];
    let base = plan(&rows);
    assert_eq!(on(&base, "2026-02-02").roadmap.stages[1].hire_by, Some(day("2026-02-24")));
    let (state, row, message) = one(&base, "2026-02-02", "hire-by");
    assert_eq!((state, row.as_str()), (State::Mon, "stages/middle"));
    assert_eq!(
        message,
        "Middle begins about Tue 21 Apr 2026 and asks for 4 people; 1 is there by then. To find 3 more, the search has to \
         begin by Tue 24 Feb 2026."
    );
    assert_eq!(one(&base, "2026-02-24", "hire-by").0, State::Act);
    // Who is planned and there by then is not missing.
    let hired = ["Ben", "Eva", "Jan"].iter().fold(base.clone(), |plan, name| {
        with(&plan, &format!("people {name} kind=planned-hire joins=2026-03-02 stage=middle"))
    });
    assert_eq!(told(&hired, "2026-02-02", "hire-by"), []);
}

/// Ten days of work for one who gives half a week: four weeks. At half of that it takes eight: four weeks later. Gone, nobody
/// is left who could do it.
#[test]
fn work_ends_later_by_what_somebody_gives_less() {
    let base =
        plan(&["people Ana share=50", "product review_start=2026-02-02 lead=ana", "tasks Build effort=10d people=ana"]);
    let today = day("2026-02-02");
    let weeks = |what: What| slip(&base, today, &[what]);
    let half = weeks(What::HalfTime(id("ana"))).expect("weeks");
    assert!((half - 4.0).abs() < 0.21, "{half}");
    assert_eq!(weeks(What::Away(id("ana"))), Some(2.0));
    assert_eq!(weeks(What::Leaves(id("ana"))), None);
    assert_eq!(slip(&Plan::default(), today, &[What::Leaves(id("ana"))]), None);
}

/// Nothing is said of what nobody entered: the blank template and an empty plan have no finding of these checks.
#[test]
fn without_inputs_nothing_is_said() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates/blank.ron");
    let blank = outgrow::store::read::read(&std::fs::read(path).expect("a template")).expect("it reads").0;
    let mine: Vec<&str> = outgrow::analysis::knowledge::checks::CHECKS
        .iter()
        .chain(outgrow::analysis::map::checks::CHECKS)
        .map(|check| check.about.id)
        .collect();
    for plan in [blank, Plan::default(), plan(&["people Ana"]), plan(&["people Ana", "people Ben", "domains Billing"])]
    {
        let facts = on(&plan, "2026-11-16");
        let said: Vec<&str> =
            facts.findings.iter().map(|finding| finding.about.id).filter(|id| mine.contains(id)).collect();
        assert_eq!(said, Vec::<&str>::new());
    }
}
