//! Moving about, searching, sorting, marking, following: and what Esc takes away.

use crate::harness::{Bench, template};
use outgrow::model::Plan;
use outgrow::tui::app::Hints;

/// Ids of the demo's debts in the order of the list: the one to pay first at the top.
const DEBTS: [&str; 7] = [
    "debts/no-restore-drill",
    "debts/single-tenant-queries",
    "debts/nightly-report-locks",
    "debts/sessions-in-memory",
    "debts/price-rules-copied",
    "debts/refunds-by-hand",
    "debts/profile-cache-unparsed",
];

fn here(bench: &Bench) -> usize {
    bench.app.screens.here
}

#[test]
fn rows_are_walked() {
    let mut bench = Bench::demo();
    for (keys, at) in [
        ("5", 0),
        ("j", 1),
        ("down", 2),
        ("k", 1),
        ("up", 0),
        ("up", 0),
        ("G", 6),
        ("j", 6),
        ("g g", 0),
        ("end", 6),
        ("home", 0),
        ("pgdn", 6),
        ("pgup", 0),
        ("C-d", 6),
        ("C-u", 0),
    ] {
        assert_eq!(bench.keys(keys).selected(), DEBTS[at], "{keys}");
    }
}

#[test]
fn screens_are_reached_by_digit_letter_and_step() {
    for (at, letter) in "hmatidvwc".chars().enumerate() {
        let mut bench = Bench::demo();
        assert_eq!(here(bench.keys(&at.to_string())), at);
        assert_eq!(here(bench.keys(&format!("0 g {letter}"))), at);
    }
    let mut bench = Bench::demo();
    for (keys, at) in [("]", 1), ("L", 2), ("[", 1), ("H", 0), ("H", 8), ("]", 0)] {
        assert_eq!(here(bench.keys(keys)), at, "{keys}");
    }
}

#[test]
fn back_goes_the_way_back() {
    let mut bench = Bench::demo();
    bench.keys("backspace").sees("nowhere to go back to");
    bench.keys("5 j").select("triggers/database").keys("backspace");
    assert_eq!(bench.selected(), "debts/single-tenant-queries", "the second in rank");
    assert_eq!(here(bench.keys("C-o")), 0);
}

#[test]
fn going_back_keeps_the_filter_that_shows_the_row() {
    let mut bench = Bench::demo();
    bench.keys("5 / | type:refunds | enter");
    let was = bench.selected();
    bench.select("triggers/database").keys("backspace");
    assert_eq!(bench.selected(), was);
    bench.sees("/refunds");
    // A row the filter hides takes it away.
    bench.select("debts/sessions-in-memory").misses("/refunds");
}

#[test]
fn a_reference_is_followed_and_left_again() {
    let mut bench = Bench::demo();
    bench.select("debts/nightly-report-locks").keys("g f").sees("follow").sees("Database");
    bench.keys("down enter");
    assert_ne!(bench.selected(), "debts/nightly-report-locks");
    assert_eq!(bench.keys("backspace").selected(), "debts/nightly-report-locks");
    // On a cell that refers, there is nothing to ask.
    bench.keys("3 > g f | enter");
    assert!(bench.selected().starts_with("people/") || bench.selected().starts_with("domains/"));
    let mut bench = Bench::demo();
    bench.keys("3 > l g f");
    assert!(bench.selected().starts_with("people/"), "{}", bench.selected());
    Bench::demo().select("people/ines").keys("g f").sees("refers to no other");
}

#[test]
fn find_goes_to_any_row() {
    let mut bench = Bench::demo();
    assert_eq!(bench.keys("f | type:refunds by | enter").selected(), "debts/refunds-by-hand");
    assert!(bench.app.overlays.is_empty());
    assert_eq!(here(bench.keys("backspace")), 0);
}

#[test]
fn the_filter_narrows_while_typing() {
    let mut bench = Bench::demo();
    bench.keys("5 G");
    let was = bench.selected();
    bench.keys("/ | type:ref").sees("/ref");
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    // Letters are text: q, j and ? do nothing else here.
    bench.keys("C-u | type:qj?").sees("/qj? 0 of 7");
    bench.keys("C-u | type:class=intentional").sees("2 of 7").keys("down").keys("enter").sees("2 of 7");
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    bench.keys("esc").misses("2 of 7");
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    bench.select(&was).keys("/ | type:refunds | esc").misses("/refunds");
    assert_eq!(bench.selected(), was, "the selection comes back with its row");
}

#[test]
fn esc_takes_one_layer_and_never_quits() {
    let mut bench = Bench::demo();
    bench.keys("5 / | type:e | enter").keys("space").keys("l").keys("enter z");
    bench.sees("arrows scroll");
    bench.keys("esc").misses("arrows scroll").sees("1 marked");
    assert!(bench.app.screens.lists_now().unwrap().table().unwrap().column.is_some());
    bench.keys("esc").sees("1 marked");
    assert!(bench.app.screens.lists_now().unwrap().table().unwrap().column.is_none());
    bench.keys("esc").misses("1 marked").sees("/e");
    bench.keys("esc").misses("/e ");
    bench.keys("esc esc esc");
    assert!(!bench.quit);
    assert_eq!(here(&bench), 5);
    bench.keys("g esc j");
    assert!(bench.app.pending.is_empty());
}

#[test]
fn a_second_interrupt_at_the_root_leaves() {
    let mut bench = Bench::demo();
    bench.keys("5 a | type:half | C-c");
    assert!(bench.app.overlays.is_empty() && !bench.quit);
    bench.keys("C-c").sees("C-c again");
    assert!(!bench.quit);
    bench.keys("j C-c");
    assert!(!bench.quit, "another key between takes it back");
    assert!(bench.keys("C-c").quit);
    let mut bench = Bench::demo();
    bench.keys("5 space C-c").misses("1 marked");
    assert!(!bench.quit, "it is Esc while there is something to leave");
}

#[test]
fn q_closes_what_is_on_top_and_then_leaves() {
    let mut bench = Bench::demo();
    bench.keys("P v q");
    assert!(bench.app.overlays.is_empty() && !bench.quit);
    bench.keys("1 d q");
    assert!(bench.app.overlays.is_empty() && !bench.quit);
    assert!(bench.keys("q").quit);
    assert!(Bench::demo().keys("Q").quit);
}

#[test]
fn letters_are_text_where_text_is_typed() {
    for open in [":", "f", "5 a", "5 /", "5 e", "3 a", "4 r", "5 ? ?"] {
        let mut bench = Bench::demo();
        bench.keys(open);
        let open_layers = bench.app.overlays.len();
        bench.keys("type:qQuUdGj1]");
        assert!(!bench.quit, "{open}");
        assert_eq!(bench.app.overlays.len(), open_layers, "{open}");
        assert_eq!(*bench.plan(), template("demo"), "{open}");
    }
}

#[test]
fn columns_order_the_list() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("o e").sees("by effort");
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    let up = column(&mut bench);
    bench.keys("o e").sees("turned");
    let mut down = column(&mut bench);
    down.reverse();
    assert_eq!(up.len(), down.len());
    assert_ne!(up, {
        down.reverse();
        down
    });
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    let names = Bench::demo().keys("5 o n").clone_column();
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(names, sorted);
    Bench::demo().keys("5 o esc").misses("order by");
}

fn column(bench: &mut Bench) -> Vec<String> {
    bench.clone_column()
}

impl Bench {
    /// The ids in the order shown, read by walking.
    fn clone_column(&mut self) -> Vec<String> {
        let was = self.selected();
        let table = self.app.screens.lists_now().unwrap().table().unwrap();
        let home = table.register;
        let names: Vec<String> =
            (0..table.len()).map(|at| home.name_of(table.row(self.plan(), at).unwrap()).to_string()).collect();
        assert_eq!(was, self.selected());
        names
    }
}

#[test]
fn panes_and_tabs() {
    let mut bench = Bench::demo();
    bench.select("debts/nightly-report-locks").keys("p").misses("Risk 6 months").misses("On stability");
    bench.keys("p").sees("1476 EUR");
    bench.keys("z").misses("1476 EUR").keys("z").sees("1476 EUR");
    bench.keys("tab").sees("arrows scroll").keys("G").sees("trigger Database (mend when)");
    bench.keys("k").misses("0 more");
    bench.keys("G k k").sees("2 more").keys("tab").misses("arrows scroll");
    bench.keys("> g g").sees("Sprints 4  < >").keys("< <").sees("Features 6  < >").keys(">").sees("Debts 7  < >");
    bench.keys("8 >").sees("Accepted findings 0  < >").keys("<").sees("  < > Answers 5");
}

#[test]
fn marks_are_set_by_one_by_range_and_all() {
    let marked = |bench: &Bench| bench.app.screens.lists_now().unwrap().table().unwrap().marked.len();
    let mut bench = Bench::demo();
    assert_eq!(marked(bench.keys("5 space")), 1);
    assert_eq!(marked(bench.keys("k space")), 0);
    assert_eq!(marked(bench.keys("g g v j j v j")), 3);
    assert_eq!(marked(bench.keys("*")), 7);
    assert_eq!(marked(bench.keys("*")), 0);
    bench.keys("* y t");
    assert_eq!(bench.copied.last().unwrap().lines().count(), 8);
}

#[test]
fn help_is_shown_twice_and_closes_again() {
    let mut bench = Bench::demo();
    let one = bench.keys("5").lines();
    bench.keys("?").sees("? again shows every key");
    assert_eq!(bench.app.hints, Hints::More);
    bench.keys("?").sees("help · ");
    bench.keys("?");
    assert!(bench.app.overlays.is_empty());
    assert_eq!(bench.lines(), one);
    // What is picked in the help is run.
    bench.keys("? ? | type:narrow | enter");
    assert!(bench.text().contains("filter  words"), "{}", bench.text());
}

#[test]
fn the_palette_runs_goes_and_says_why_not() {
    let mut bench = Bench::demo();
    bench.keys(": | type:take the last | enter").sees("nothing to undo");
    assert_eq!(bench.app.overlays.len(), 1);
    bench.keys("esc : | type:governance | enter");
    assert_eq!(here(&bench), 6);
    bench.keys("C-p | type:@refunds | enter");
    assert_eq!(bench.selected(), "debts/refunds-by-hand");
    bench.keys(": | type:#ines | enter");
    assert_eq!(bench.selected(), "people/ines");
    bench.keys(": | type:milestones | enter").sees("Milestones 3  < >");
}

#[test]
fn a_key_without_meaning_says_so() {
    Bench::demo().keys("5 ~").sees("~ does nothing here; ? shows what does");
    Bench::demo().keys("g z").sees("g z does nothing here");
}

#[test]
fn home_leads_to_the_work() {
    let mut bench = Bench::demo();
    bench.keys("tab j enter");
    assert_eq!(here(&bench), 2);
    bench.keys("0 h enter");
    assert_eq!(bench.app.overlays.len(), 1, "the field that is next to do is open:\n{}", bench.text());
    let mut bench = Bench::blank();
    bench.keys("enter");
    assert_eq!(here(&bench), 1);
}

#[test]
fn a_finding_opens_the_field_that_mends_it() {
    let mut bench = Bench::demo();
    bench.keys("8 enter").sees("edit objectives/uptime").sees(">Target");
    bench.keys("esc backspace");
    assert_eq!(here(&bench), 8);
}

#[test]
fn an_empty_plan_can_be_walked() {
    let mut bench = Bench::plan_of(Plan::default());
    for digit in 0..9 {
        bench.keys(&digit.to_string()).keys("j k G g | g pgdn tab l h enter esc > < o esc space v * z z p p");
    }
}
