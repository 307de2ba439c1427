//! Keys of what lies over a screen. Each tells the topmost overlay what to do.

use crate::merge::Take;
use crate::text::Shown;
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::overlay::{Act, Overlay, decide};

/// What lies over a screen can be told to act at any time.
const fn over(
    scope: Scope,
    name: &'static str,
    keys: &'static [&'static str],
    footer: &'static str,
    doc: &'static str,
    run: fn(&mut App),
) -> Command {
    on(scope, name, keys, footer, doc, always, run)
}

fn has_next(app: &App) -> Result<(), Shown> {
    match app.overlays.last() {
        Some(Overlay::Line(line)) if !line.has_next() => Err("there is nothing beside this line".into()),
        _ => Ok(()),
    }
}

fn has_form(app: &App) -> Result<(), Shown> {
    match app.overlays.last() {
        Some(Overlay::Line(line)) if !line.has_form() => Err("this line has no form".into()),
        _ => Ok(()),
    }
}

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    over(Scope::Form, "form-next", &["tab", "down"], "next", "go to the next field", |app| app.act(Act::Next)),
    over(Scope::Form, "form-previous", &["S-tab", "up"], "", "go to the field before", |app| app.act(Act::Previous)),
    over(Scope::Form, "form-accept", &["enter"], "next, save", "go on; save on the last field", |app| app.act(Act::Accept)),
    over(Scope::Form, "form-save", &["C-s"], "save", "save the form now", |app| app.act(Act::Save)),
    over(Scope::Form, "form-left", &["left"], "", "choose the word before, or move left", |app| app.act(Act::Left)),
    over(Scope::Form, "form-right", &["right"], "choose", "choose the next word, take a completion, or move right", |app| app.act(Act::Right)),
    over(Scope::Form, "form-more", &["C-n"], "more", "show every field, or only the face", |app| app.act(Act::More)),
    over(Scope::Form, "form-editor", &["C-o"], "editor", "open the field in your editor", |app| app.act(Act::Outside)),
    over(Scope::Form, "form-first", &["pgup"], "", "go to the first field", |app| app.act(Act::PageUp)),
    over(Scope::Form, "form-last", &["pgdn"], "", "go to the last field, from there to those not shown", |app| app.act(Act::PageDown)),
    over(Scope::Form, "form-back", &["esc"], "back", "leave the form; asks when something was changed", |app| app.act(Act::Cancel)),
    over(Scope::Line, "line-accept", &["enter"], "do it", "take what was typed", |app| app.act(Act::Accept)),
    over(Scope::Line, "line-back", &["esc"], "back", "leave without it", |app| app.act(Act::Cancel)),
    on(Scope::Line, "line-next", &["tab"], "next", "the next cell, or another register for a new row", has_next, |app| app.act(Act::Next)),
    on(Scope::Line, "line-previous", &["S-tab"], "", "the cell or register before", has_next, |app| app.act(Act::Previous)),
    over(Scope::Line, "line-right", &["right"], "", "take the completion, or move right", |app| app.act(Act::Right)),
    over(Scope::Line, "line-up", &["up"], "", "walk the list while filtering", |app| app.act(Act::Up)),
    over(Scope::Line, "line-down", &["down"], "", "walk the list while filtering", |app| app.act(Act::Down)),
    on(Scope::Line, "line-form", &["C-n"], "form", "go on in a form", has_form, |app| app.act(Act::More)),
    over(Scope::Pick, "pick-accept", &["enter"], "go", "take the selected item", |app| app.act(Act::Accept)),
    over(Scope::Pick, "pick-back", &["esc", "f1"], "back", "leave the list", |app| app.act(Act::Cancel)),
    over(Scope::Pick, "pick-up", &["up", "S-tab"], "", "the item above", |app| app.act(Act::Up)),
    over(Scope::Pick, "pick-down", &["down", "tab"], "", "the item below", |app| app.act(Act::Down)),
    over(Scope::Pick, "pick-page-up", &["pgup"], "", "a page up", |app| app.act(Act::PageUp)),
    over(Scope::Pick, "pick-page-down", &["pgdn"], "", "a page down", |app| app.act(Act::PageDown)),
    over(Scope::Text, "text-done", &["esc", "C-s"], "done", "take the text", |app| app.act(Act::Cancel)),
    over(Scope::Text, "text-newline", &["enter"], "", "begin a new line", |app| app.act(Act::Accept)),
    over(Scope::Text, "text-editor", &["C-o"], "editor", "open the text in your editor", |app| app.act(Act::Outside)),
    over(Scope::Text, "text-up", &["up"], "", "the line above", |app| app.act(Act::Up)),
    over(Scope::Text, "text-down", &["down"], "", "the line below", |app| app.act(Act::Down)),
    over(Scope::Text, "text-left", &["left"], "", "a character back", |app| app.act(Act::Left)),
    over(Scope::Text, "text-right", &["right"], "", "a character on", |app| app.act(Act::Right)),
    over(Scope::Text, "text-page-up", &["pgup"], "", "ten lines up", |app| app.act(Act::PageUp)),
    over(Scope::Text, "text-page-down", &["pgdn"], "", "ten lines down", |app| app.act(Act::PageDown)),
    over(Scope::Text, "text-indent", &["tab"], "", "two blanks", |app| app.act(Act::Next)),
    over(Scope::Confirm, "confirm-back", &["esc", "q"], "back", "leave everything as it is", |app| app.act(Act::Cancel)),
    on(Scope::Decide, "decide-mine", &["1"], "mine", "keep what stands here", decide::has_waiting, |app| decide::take(app, &Take::Ours)),
    on(Scope::Decide, "decide-theirs", &["2"], "theirs", "take what the other side has", decide::has_waiting, |app| decide::take(app, &Take::Theirs)),
    on(Scope::Decide, "decide-typed", &["3", "e"], "edit", "put both together by hand", decide::has_waiting, decide::type_it),
    on(Scope::Decide, "decide-before", &["b"], "before", "take what was there before both", decide::has_waiting, |app| decide::take(app, &Take::Base)),
    on(Scope::Decide, "decide-next", &["n", "j", "down"], "next", "the next one that waits", decide::has_waiting, |app| app.act(Act::Next)),
    over(Scope::Decide, "decide-previous", &["N", "k", "up"], "", "the one before", |app| app.act(Act::Previous)),
    on(Scope::Decide, "decide-suggested", &["A"], "suggested", "take what is suggested, wherever something is", decide::has_waiting, decide::take_suggestions),
    over(Scope::Decide, "decide-undo", &["u"], "undo", "take the last decision back", super::file::undo),
    over(Scope::Decide, "decide-write", &["w", "C-s"], "write", "write the file, with what is left to decide in it", decide::write),
    over(Scope::Decide, "decide-back", &["esc", "q"], "back", "leave the rest for later; it waits in the plan", |app| app.act(Act::Cancel)),
    over(Scope::Reader, "read-back", &["esc", "q", "enter"], "back", "close the page", |app| app.act(Act::Cancel)),
    over(Scope::Reader, "read-down", &["j", "down"], "down", "a line down", |app| app.act(Act::Down)),
    over(Scope::Reader, "read-up", &["k", "up"], "", "a line up", |app| app.act(Act::Up)),
    over(Scope::Reader, "read-page-down", &["pgdn", "space", "C-d"], "page", "a page down", |app| app.act(Act::PageDown)),
    over(Scope::Reader, "read-page-up", &["pgup", "C-u"], "", "a page up", |app| app.act(Act::PageUp)),
    over(Scope::Reader, "read-first", &["g g", "home"], "", "the beginning", |app| app.act(Act::Previous)),
    over(Scope::Reader, "read-last", &["G", "end"], "", "the end", |app| app.act(Act::Next)),
];
