//! Debt and governance on their screens, and the quarterly review as a walk.

use outgrow::tui::run::Input;

use crate::harness::Bench;
use crate::screens::hold;

#[test]
fn what_is_owed_stands_over_and_below_the_list() {
    let mut bench = Bench::demo();
    // Planned less done over the three closed sprints: 3 x 4.4 less 3.5 is 9.7 of 13.2 days.
    bench.keys("5").sees("20 % rule escalated").sees("13.2 days were due").sees("9.7 are owed");
    bench.size(120, 36).sees("+56 %").sees("Effort and risk");
    // The first is what avoids most loss per day of work, whatever its size.
    assert_eq!(bench.selected(), "debts/no-restore-drill");
    bench.keys("O").sees("The share for debt").keys("esc");
}

#[test]
fn months_take_the_place_of_the_agenda_and_give_it_back() {
    let mut bench = Bench::demo();
    bench.size(120, 36).keys("6").sees("Agenda (to").sees("Decide Primary keys").keys("V");
    bench.sees("November 2026").sees("[16]").sees("December 2026").misses("Agenda (to").keys("V").sees("Agenda (to");
    bench.keys("5 V").sees("6 goes there");
}

#[test]
fn a_review_is_walked_decided_and_written() {
    let mut bench = Bench::demo();
    bench.keys("g r").sees("Quarterly review  0 of").sees("Database crosses its limit");
    // Nothing is written before something is decided, and a reason is needed to keep a thing as it is.
    bench.keys("w").sees("nothing is decided yet");
    bench.keys("a").sees("1 of").keys("r").sees("kept as it is").keys("enter").sees("needs a reason");
    bench.keys("type:price agreed for a year | enter").sees("2 of").sees("kept");
    bench.keys("w").sees("the review is written: 2 decided");
    assert_eq!(bench.selected(), "reviews/2026-11-16");
    assert_eq!(bench.typed("triggers/database", "status"), "act");
    let outcomes = bench.typed("reviews/2026-11-16", "outcomes");
    assert!(outcomes.contains("Act on Database") && outcomes.contains("price agreed for a year"), "{outcomes}");
    // One step.
    bench.keys("u");
    assert!(!bench.has("reviews/2026-11-16"));
    assert_eq!(bench.typed("triggers/database", "status"), "open");
}

#[test]
fn a_review_that_is_left_writes_nothing() {
    let mut bench = Bench::demo();
    let before = bench.plan().clone();
    bench.keys("g r").keys("a").keys("esc").sees("nothing of it is written");
    assert_eq!(*bench.plan(), before);
    let mut bench = Bench::readonly();
    bench.keys("g r").keys("a w").sees("reading only");
    Bench::empty().keys("g r").sees("Nothing has to be decided");
}

#[test]
fn pictures() {
    let mut bench = Bench::demo();
    bench.keys("g r").keys("j j a");
    hold("review-80x24", bench.picture());
    bench.keys("esc").keys("6 V");
    hold("gov-months-120x36", bench.size(120, 36).text());
}

#[test]
fn a_decision_record_is_edited_as_a_whole() {
    let mut bench = Bench::demo();
    bench.select("decisions/one-deployable").keys("E");
    let (tag, text, name) = bench.edits[0].clone();
    assert_eq!(name, "one-deployable.md");
    assert!(text.contains("# One deployable") && text.contains("## Decision Outcome"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    let back = text.replace("# One deployable", "# One program");
    bench.input(Input::Edited { tag, result: Ok(crate::files::scratch(folder.path(), &back)) });
    assert_eq!(bench.typed("decisions/one-deployable", "name"), "One program");
    bench.keys("u");
    assert_eq!(bench.typed("decisions/one-deployable", "name"), "One deployable");
    // What nobody of the plan is named in is refused, and the text stays where it is.
    bench.keys("E");
    let tag = bench.edits[1].0;
    let wrong = text.replace("nadia", "somebody-else");
    assert_ne!(wrong, text);
    bench.input(Input::Edited { tag, result: Ok(crate::files::scratch(folder.path(), &wrong)) });
    bench.sees("the record is not taken");
}

#[test]
fn rewriting_against_mending_ends_in_a_record() {
    let mut bench = Bench::demo();
    let before = bench.plan().decisions.len();
    bench.keys("5 D").sees("Does the data model misstate").keys("n").sees("Can the stack not reach").keys("n");
    // No debt of the demo says what mending it brings, so the third is asked, too.
    bench.sees("80 %").keys("n").sees("is drafted as proposed");
    assert_eq!(bench.plan().decisions.len(), before + 1);
    bench.keys("u");
    assert_eq!(bench.plan().decisions.len(), before);
}
