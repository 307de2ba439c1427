//! Adding, editing, removing, status, undo: by keys, with what the plan holds afterwards.

use crate::harness::{Bench, template};
use outgrow::tui::run::{Effect, Input};

#[test]
fn a_row_is_added_by_one_line() {
    let mut bench = Bench::demo();
    bench.keys("5 a | type:Hand-made invoices class=intentional effort=2d | enter");
    assert_eq!(bench.selected(), "debts/hand-made-invoices");
    assert_eq!(bench.typed("debts/hand-made-invoices", "effort"), "2d");
    bench.sees("added debts/hand-made-invoices").keys("u");
    assert!(!bench.has("debts/hand-made-invoices"));
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn a_wrong_line_keeps_its_text() {
    let mut bench = Bench::demo();
    bench.keys("5 a | type:Half class=nonsense | enter").sees("none of intentional").sees("Half class=nonsense");
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("C-w | type:accumulating | enter");
    assert_eq!(bench.typed("debts/half", "class"), "accumulating");
}

#[test]
fn anything_is_captured_from_anywhere() {
    let mut bench = Bench::demo();
    bench.keys("A").sees("new debt").keys("tab").misses("new debt").keys("S-tab").sees("new debt");
    bench.keys("type:Captured | enter");
    assert!(bench.has("debts/captured"));
    assert_eq!(bench.app.screens.here, 0);
    let mut bench = Bench::demo();
    bench.keys("4 A").sees("new trigger");
}

#[test]
fn a_new_line_goes_on_in_a_form() {
    let mut bench = Bench::demo();
    bench.keys("5 a | type:Longer story | C-n").sees("new debt").sees("Longer story");
    bench.keys("C-s");
    assert!(bench.has("debts/longer-story"));
    assert_eq!(bench.selected(), "debts/longer-story");
}

#[test]
fn a_cell_is_edited_and_tab_goes_on() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("l l l e").sees("> 2d").keys("C-u | type:3d | tab");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "3d");
    bench.sees("Risk 3 months  debts/refunds-by-hand").keys("S-tab").sees("> 3d").keys("esc");
    // The last change again, on another row.
    bench.keys("j .");
    assert_eq!(bench.typed("debts/profile-cache-unparsed", "effort"), "3d");
    bench.keys("u u");
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn a_wrong_cell_says_why_and_loses_nothing() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("l l l f2 C-u | type:soon | enter").sees("! ").sees("> soon");
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("esc").misses("soon");
}

#[test]
fn a_choice_cell_offers_its_words() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("l l l l l l l l e").sees("Right revenue").keys("right");
    bench.sees("> revenue").keys("enter");
    assert_eq!(bench.typed("debts/refunds-by-hand", "hits"), "revenue");
}

#[test]
fn removing_asks_with_the_count_and_can_be_undone() {
    let mut bench = Bench::demo();
    bench.select("people/nadia").keys("d").sees("Nadia Brandt").sees("references to it go, too");
    bench.keys("d");
    assert!(bench.has("people/nadia"), "the key that asks is no answer");
    bench.keys("k");
    assert!(bench.has("people/nadia"));
    bench.keys("d y");
    assert!(!bench.has("people/nadia"));
    bench.keys("u");
    assert_eq!(*bench.plan(), template("demo"));
    assert_eq!(bench.selected().split('/').next(), Some("people"));
}

#[test]
fn marked_rows_are_removed_together() {
    let mut bench = Bench::demo();
    bench.keys("5 space space d").sees("2 rows").keys("y");
    bench.sees("remove 2 rows of debts").sees("Debts 5");
    bench.keys("u").sees("Debts 7");
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn status_is_two_keys_or_one() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand");
    for (keys, status) in
        [("s m", "monitor"), ("s a", "act"), ("s d", "done"), ("s o", "open"), ("S", "monitor"), ("S", "act")]
    {
        bench.keys(keys);
        assert_eq!(bench.typed("debts/refunds-by-hand", "status"), status, "{keys}");
    }
    bench.keys("5 * s m");
    assert_eq!(bench.typed("debts/sessions-in-memory", "status"), "monitor");
    assert_eq!(bench.typed("debts/profile-cache-unparsed", "status"), "monitor");
    bench.keys("esc g g j .");
    for _ in 0..7 {
        bench.keys("u");
    }
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("3 > s d").sees("rows of this list have no status");
}

#[test]
fn undo_and_redo_walk_several_steps() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("s m j s a k");
    let after = bench.plan().clone();
    bench.keys("u u u").sees("nothing to undo");
    assert_eq!(*bench.plan(), template("demo"));
    assert_eq!(bench.selected(), "debts/refunds-by-hand", "the selection stays where it was");
    bench.keys("U C-r U").sees("nothing to redo");
    assert_eq!(*bench.plan(), after);
    bench.keys("u").sees("undone: status act for debts/profile-cache-unparsed");
}

#[test]
fn a_guess_is_confirmed() {
    let mut bench = Bench::blank();
    bench.keys("4").sees("~").keys("c");
    let at = bench.selected();
    assert_eq!(bench.typed(&at, "guess"), "no");
    bench.keys("c").sees("no guess");
}

#[test]
fn a_reading_is_recorded() {
    let mut bench = Bench::demo();
    bench.select("triggers/database").keys("r | type:nonsense | enter").sees("type a number").keys("C-u");
    bench.keys("type:199 | enter").sees("recorded 199");
    let metric = bench.typed("triggers/database", "metric");
    assert!(bench.typed(&format!("metrics/{metric}"), "readings").contains("2026-11-16"), "today's reading is there");
    bench.keys("5 r").sees("not measured");
}

#[test]
fn a_read_only_plan_refuses_in_a_sentence() {
    for keys in ["5 a", "5 e", "5 d", "5 s d", "5 S", "5 E", "A", "0 e", "4 r", "5 .", "5 c"] {
        let mut bench = Bench::readonly();
        bench.keys(keys).sees("! this plan is open for reading only");
        assert!(bench.app.overlays.is_empty(), "{keys}");
    }
    let mut bench = Bench::readonly();
    bench.keys("u").sees("nothing to undo").keys("w").sees("nothing is written").keys("q");
    assert!(bench.quit);
}

#[test]
fn pasted_text_is_never_a_command() {
    let mut bench = Bench::demo();
    bench.keys("5").paste("dyq\u{1b}[A\nj").sees("pasted where none is typed");
    assert_eq!(*bench.plan(), template("demo"));
    assert!(!bench.quit);
    bench.keys("a").paste("Two\nlines\u{1b}\tand a tab").sees("> Two lines and a tab").keys("enter");
    assert!(bench.has("debts/two-lines-and-a-tab"));
    bench.keys("d").paste("y");
    assert!(bench.has("debts/two-lines-and-a-tab"), "a question is answered by a key");
    bench.keys("esc :").paste("undo\n").sees(": undo");
}

#[test]
fn copies_hold_what_they_say() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("y i y y y m y t");
    let [id, row, markdown, table] = &bench.copied[..] else { panic!("{:?}", bench.copied) };
    assert_eq!(id, "debts/refunds-by-hand");
    assert!(row.contains("Refunds by hand\t") && row.lines().count() == 1, "{row}");
    assert!(markdown.contains("# Refunds by hand"), "{markdown}");
    assert!(table.starts_with("id\tname\t") && table.lines().count() == 8, "{table}");
    bench.input(Input::Copied(Ok("sent to the clipboard".into())));
    bench.sees("sent to the clipboard");
}

#[test]
fn the_editor_gets_the_note_and_gives_it_back() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("E");
    let (tag, _, name) = bench.edits[0].clone();
    assert_eq!(name, "refunds-by-hand-note.md");
    let folder = tempfile::tempdir().unwrap();
    bench.input(Input::Edited { tag, result: Ok(crate::files::scratch(folder.path(), "One\n\nTwo\n")) });
    assert_eq!(bench.typed("debts/refunds-by-hand", "note"), "One\n\nTwo");
    bench.keys("u");
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("E");
    let (tag, ..) = bench.edits[1].clone();
    bench.input(Input::Edited { tag, result: Err("the editor was not found".into()) });
    bench.sees("! the editor was not found");
    // An answer that nobody waits for changes nothing.
    assert!(!matches!(bench.app.effects[..], [Effect::Quit]));
}

#[test]
fn leaving_the_program_for_the_shell() {
    assert_eq!(Bench::demo().keys("C-z").suspended, 1);
}

#[test]
fn the_selection_is_an_id_through_everything() {
    let mut bench = Bench::demo();
    bench.select("debts/sessions-in-memory").keys("o e | / | type:class=intentional | enter").sees("2 of 7");
    let id = "debts/sessions-in-memory";
    assert_eq!(bench.selected(), id);
    // The row moves in the order, and the selection with it.
    bench.keys("e tab tab tab | C-u | type:1h | C-s");
    assert_eq!((bench.selected().as_str(), bench.typed(id, "effort").as_str()), (id, "1h"));
    for keys in ["u", "U", "o n", "o n", "esc", "] [", "tab tab", "p p"] {
        bench.keys(keys);
        assert_eq!(bench.selected(), id, "{keys}");
    }
    // A row that goes leaves the selection at its place.
    bench.keys("d y");
    assert!(bench.selected().starts_with("debts/"), "{}", bench.selected());
}
