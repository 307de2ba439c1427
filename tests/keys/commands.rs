//! The command table as a table.

use std::collections::{BTreeMap, BTreeSet};

use outgrow::tui::command::{self, Command, Scope};
use outgrow::tui::keys::{Chord, sequence};

use crate::harness::Bench;

const SCREENS: [Scope; 3] = [Scope::List, Scope::Home, Scope::Findings];

fn every_key() -> impl Iterator<Item = (&'static Command, &'static str)> {
    command::all().flat_map(|command| command.keys.iter().map(move |keys| (command, *keys)))
}

#[test]
fn names_are_unique_and_everything_is_explained() {
    let mut names = BTreeSet::new();
    for command in command::all() {
        assert!(names.insert(command.name), "{} stands twice in the table", command.name);
        assert!(!command.doc.is_empty() && !command.keys.is_empty(), "{}", command.name);
        assert!(std::ptr::eq(command::named(command.name).unwrap(), command));
    }
}

#[test]
fn every_key_reads() {
    for (command, keys) in every_key() {
        for key in keys.split(' ') {
            let chord = Chord::parse(key).unwrap_or_else(|| panic!("{}: {key:?} is no key", command.name));
            assert_eq!(chord.to_string(), key, "{}", command.name);
        }
    }
}

#[test]
fn no_two_commands_share_a_key_and_none_begins_another() {
    let all: Vec<_> = every_key().map(|(command, keys)| (command, sequence(keys))).collect();
    for (n, (one, keys)) in all.iter().enumerate() {
        for (other, more) in &all[n + 1..] {
            let heard_together = one.scope == other.scope;
            let clash = more.starts_with(keys) || keys.starts_with(more);
            assert!(!(heard_together && clash), "{} and {} share {keys:?} {more:?}", one.name, other.name);
        }
    }
}

/// Keys of a screen that hide one of the keys heard everywhere: none does today. A screen that takes the
/// digits as levels adds its rows here, and keeps `g` and a letter free.
const SHADOWS: &[(&str, &str, &str)] = &[];

#[test]
fn shadowed_keys_are_listed() {
    let mut found = Vec::new();
    for (one, keys) in every_key().filter(|(command, _)| SCREENS.contains(&command.scope)) {
        for (global, more) in every_key().filter(|(command, _)| command.scope == Scope::Global) {
            let (here, there) = (sequence(keys), sequence(more));
            if there.starts_with(&here) || here.starts_with(&there) {
                found.push((one.name, global.name, keys));
            }
        }
    }
    assert_eq!(found, SHADOWS);
}

/// Commands that only a control or function key runs, since letters are text where they are heard or since
/// the same can be had without them; the second word says how.
const ONLY_BY_ALIAS: [(&str, &str); 7] = [
    ("form-save", "enter on the last field"),
    ("form-more", "pgdn on the last field"),
    ("form-editor", "E on the row"),
    ("line-form", "e on the row once it is added"),
    ("text-editor", "E on the row"),
    ("suspend", "q"),
    ("text-done", "esc"),
];

/// Keys that every layout types without AltGr: rule (a) of the keys.
fn is_plain(keys: &str) -> bool {
    let named = ["esc", "enter", "tab", "S-tab", "space", "up", "down", "left", "right", "pgup", "pgdn", "home", "end"];
    keys.split(' ').all(|key| {
        let mut chars = key.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        named.contains(&key)
            || key == "backspace"
            || one.is_some_and(|c| c.is_ascii_alphanumeric() || "/?:.*+-<>".contains(c))
    })
}

#[test]
fn every_command_has_a_key_that_every_layout_types() {
    for command in command::all() {
        let plain = command.keys.iter().any(|keys| is_plain(keys));
        let listed = ONLY_BY_ALIAS.iter().any(|(name, _)| *name == command.name);
        assert!(plain || listed, "{} needs one of {:?}", command.name, command.keys);
    }
}

#[test]
fn the_first_key_is_one_that_works_everywhere() {
    // It is the one that footer and help show.
    for command in command::all().filter(|c| !ONLY_BY_ALIAS.iter().any(|(name, _)| *name == c.name)) {
        let first_plain = is_plain(command.keys[0]) || ["]", "["].contains(&command.keys[0]);
        assert!(first_plain, "{} shows {}", command.name, command.keys[0]);
    }
}

/// Ways to stand somewhere: keys from the start.
const PLACES: [&str; 37] = [
    "",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "4 >",
    "8 >",
    "tab",
    "5 enter",
    "5 l",
    "5 space",
    "5 z",
    "5 / | type:zzzz | enter",
    "5 a",
    "5 e",
    "5 e C-n",
    "3 a",
    "3 > a",
    "1 tab",
    "3 tab",
    "3 space",
    "7 >",
    "W",
    "5 l e",
    "4 r",
    "5 o",
    ":",
    "5 ? ?",
    "f",
    "5 d",
    "P v",
    "5 e | type:x | esc",
    "5 e pgdn pgdn enter",
];

#[test]
fn every_command_runs_or_refuses_everywhere() {
    type Open = fn() -> Bench;
    let plans: [(&str, Open); 3] = [("demo", Bench::demo), ("readonly", Bench::readonly), ("empty", Bench::empty)];
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for (plan, open) in plans {
        for place in PLACES {
            let mut bench = open();
            bench.keys(place);
            let scopes = bench.app.scopes();
            for command in command::all().filter(|command| scopes.contains(&command.scope)) {
                // Printing and reloading touch the disk: they have tests of their own.
                if command.name.starts_with("print-") && command.name != "print-preview" {
                    continue;
                }
                if let Err(why) = (command.ready)(&bench.app) {
                    assert!(!why.is_empty(), "{} refuses without a word in {plan} {place:?}", command.name);
                    *refused.entry(command.name).or_default() += 1;
                }
                let before = bench.app.session.base_plan().clone();
                bench.app.run(command);
                bench.draw();
                let refuses = bench.app.status.0.text().as_str().starts_with("! ");
                let changed = *bench.app.session.base_plan() != before;
                assert!(!(changed && bench.app.session.is_readonly()), "{} changed a read-only plan", command.name);
                if !refuses {
                    bench = open();
                    bench.keys(place);
                }
            }
        }
    }
    assert!(refused.len() > 10, "{refused:?}");
}
