//! The form over a row's fields.

use crate::harness::{Bench, template};
use outgrow::model::{Address, Id};
use outgrow::register::register;
use outgrow::tui::overlay::text::Into;
use outgrow::tui::overlay::{Overlay, Text};
use outgrow::tui::run::Input;

#[test]
fn a_new_row_needs_its_name() {
    let mut bench = Bench::demo();
    bench.keys("A C-n | C-s").sees("! ").sees("new debt");
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("type:Named | C-s");
    assert!(bench.has("debts/named"));
}

#[test]
fn a_wrong_field_says_why_beside_it_and_nothing_is_lost() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e").keys("type: now | tab tab tab | C-u | type:soon").keys("tab");
    assert!(error_below(&bench, "soon"), "{}", bench.text());
    bench.keys("C-s").sees("soon").sees("Refunds by hand now");
    assert_eq!(*bench.plan(), template("demo"));
    assert!(error_below(&bench, "soon"), "{}", bench.text());
    bench.keys("C-u | type:5d | C-s");
    assert_eq!(bench.typed("debts/refunds-by-hand", "effort"), "5d");
    assert_eq!(bench.typed("debts/refunds-by-hand", "name"), "Refunds by hand now");
    bench.keys("u");
    assert_eq!(*bench.plan(), template("demo"), "a form is one step");
}

/// Whether the line below the one with this text says what is wrong.
fn error_below(bench: &Bench, text: &str) -> bool {
    let lines = bench.lines();
    let at = lines.iter().position(|line| line.contains(text) && !line.contains("! "));
    at.is_some_and(|at| lines[at + 1].contains("! "))
}

#[test]
fn choices_are_walked_or_picked_by_letter() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e tab tab").sees("[intentional]").keys("right").sees("[discovered]");
    bench.keys("a").sees("[accumulating]").keys("left").sees("[discovered]").keys("q").sees("[discovered]");
    bench.keys("backspace").misses("[discovered]").keys("d").sees("[discovered]").keys("C-s");
    assert_eq!(bench.typed("debts/refunds-by-hand", "class"), "discovered");
}

#[test]
fn days_are_shown_as_what_they_come_to() {
    let mut bench = Bench::demo();
    bench.keys("7 > > > e").keys("tab | C-u | type:+2w").sees("= Mon 30 Nov 2026");
    bench.keys("C-u | type:fri").sees("= Fri 20 Nov 2026");
}

#[test]
fn references_are_completed() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e pgdn pgdn | C-n C-n");
    bench.keys("esc x").select("debts/refunds-by-hand");
    let mut bench = Bench::demo();
    bench.keys("3 > a | type:nad").sees("Right nadia (Nadia Brandt)").keys("right").sees("= Nadia Brandt");
    bench.keys("tab | type:bill | tab").sees("= Billing");
}

#[test]
fn more_shows_every_field_and_hides_none_that_is_held() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e").misses("On stability").sees("more..");
    bench.keys("pgdn pgdn").misses("more..").sees("C-n fewer").sees(">Note");
    bench.keys("C-n").sees("more..").keys("C-n").misses("more..");
}

#[test]
fn leaving_asks_only_when_something_was_changed() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e esc");
    assert!(bench.app.overlays.is_empty());
    bench.keys("e | type:! | esc").sees("Leave the form?").sees("One field was changed").keys("g").sees("1 changed");
    bench.keys("esc esc").sees("1 changed");
    bench.keys("esc x");
    assert!(bench.app.overlays.is_empty());
    assert_eq!(*bench.plan(), template("demo"));
    bench.keys("e | type:! | esc s");
    assert!(bench.app.overlays.is_empty());
    assert_eq!(bench.typed("debts/refunds-by-hand", "name"), "Refunds by hand!");
}

#[test]
fn saving_what_was_asked_about_can_still_fail() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e | C-u | esc s").sees("edit debts/refunds-by-hand").sees("! ");
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn enter_goes_on_and_saves_at_the_end() {
    let mut bench = Bench::demo();
    bench.keys("3 > a | type:ines | enter | type:booking | enter | type:2 | enter");
    assert!(!bench.has("knowledge/ines--booking"));
    bench.keys("enter");
    assert_eq!(bench.typed("knowledge/ines--booking", "level"), "2");
    assert_eq!(bench.selected(), "knowledge/ines--booking");
}

#[test]
fn a_keyed_row_is_renamed_with_its_key_fields() {
    let mut bench = Bench::demo();
    bench.select("knowledge/ines--dispatch").keys("e tab | C-u | type:booking | C-s");
    assert!(bench.has("knowledge/ines--booking") && !bench.has("knowledge/ines--dispatch"));
    assert_eq!(bench.selected(), "knowledge/ines--booking", "the selection follows its row");
    bench.keys("u");
    assert_eq!(*bench.plan(), template("demo"));
    let mut bench = Bench::demo();
    bench.keys("1 > a").sees("new link").keys("type:fleet | tab | type:reports | tab").keys("C-s");
    assert!(bench.text().contains("fleet--reports"), "{}", bench.text());
}

#[test]
fn the_same_key_twice_is_refused_in_the_form() {
    let mut bench = Bench::demo();
    bench.keys("3 > a | type:ines | tab | type:dispatch | C-s").sees("! ").sees("new knowledge");
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn prose_has_a_window_of_its_own() {
    let mut bench = Bench::demo();
    bench.select("triggers/auth").keys("e tab").sees(">Note");
    let layers = bench.app.overlays.len();
    bench.keys("enter");
    assert_eq!(bench.app.overlays.len(), layers + 1, "{}", bench.text());
    bench.keys("C-e | enter | type:A second line, q and all. | esc | C-s");
    assert!(bench.typed("triggers/auth", "note").ends_with("\nA second line, q and all."));
    bench.keys("u");
    assert_eq!(*bench.plan(), template("demo"));
}

#[test]
fn prose_of_a_form_is_opened_in_the_editor() {
    let mut bench = Bench::demo();
    bench.select("triggers/auth").keys("e tab C-o");
    let (tag, _, name) = bench.edits[0].clone();
    assert_eq!(name, "note.md");
    let folder = tempfile::tempdir().unwrap();
    bench.input(Input::Edited { tag, result: Ok(crate::files::scratch(folder.path(), "From outside\n")) });
    bench.keys("C-s");
    assert_eq!(bench.typed("triggers/auth", "note"), "From outside");
    bench.keys("e tab enter C-o");
    let (tag, text, _) = bench.edits[1].clone();
    assert_eq!(text, "From outside");
    bench.input(Input::Edited { tag, result: Ok(crate::files::scratch(folder.path(), "Again\n")) });
    bench.keys("esc C-s");
    assert_eq!(bench.typed("triggers/auth", "note"), "Again");
}

#[test]
fn a_paste_goes_into_the_field() {
    let mut bench = Bench::demo();
    bench.select("debts/refunds-by-hand").keys("e C-u").paste("Pasted\nname").sees("Pasted name").keys("C-s");
    assert_eq!(bench.typed("debts/refunds-by-hand", "name"), "Pasted name");
}

#[test]
fn an_empty_list_opens_its_form_with_e() {
    let mut bench = Bench::blank();
    bench.keys("5 e").sees("new debt").keys("type:First | C-s");
    assert!(bench.has("debts/first"));
}

#[test]
fn the_product_is_edited_from_home() {
    let mut bench = Bench::demo();
    bench.keys("e").sees("edit product").keys("C-u | type:Renamed works | C-s").sees("Renamed works");
}

#[test]
fn text_that_is_refused_can_be_mended_or_left() {
    let mut bench = Bench::demo();
    let home = register("cadences").expect("a register");
    let at = Address { register: home.key(), id: Id::parse("adr").expect("an id") };
    let open = |bench: &mut Bench| {
        let into = Into::Row(at.clone(), home.find("held").expect("a field"));
        bench.app.overlays.push(Overlay::Text(Box::new(Text::new(into, "Held", ""))));
    };
    open(&mut bench);
    bench.keys("type:no day here | esc").sees("! ").sees("no day here");
    bench.keys("esc").misses("no day here");
    assert!(bench.app.overlays.is_empty());
    assert_eq!(*bench.plan(), template("demo"));
    open(&mut bench);
    bench.keys("type:no day here | esc").sees("! ");
    bench.keys("backspace | esc").sees("! ").sees("no day her");
    assert_eq!(bench.app.overlays.len(), 1);
}
