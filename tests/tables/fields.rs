use std::collections::BTreeSet;

use outgrow::edit::{self, typed};
use outgrow::model::field::Tier;
use outgrow::model::value::Kind;
use outgrow::model::{Id, Plan};
use outgrow::register::screens::SCREENS;
use outgrow::register::{REGISTERS, Register, keys, register};
use outgrow::text::show;

use crate::support;

fn unique<T: Ord + std::fmt::Debug + Clone>(what: &str, items: impl Iterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for item in items {
        assert!(seen.insert(item.clone()), "{what}: {item:?} twice");
    }
}

/// A sentence of the program: clean, trimmed, and not left hanging.
fn is_sentence(what: &str, text: &str) {
    assert!(!text.is_empty(), "{what} is empty");
    assert_eq!(text, text.trim(), "{what} has blanks at its ends");
    assert!(text.ends_with(['.', '?', '!']), "{what} does not end as a sentence: {text}");
    assert!(!text.contains("  "), "{what} has two blanks in a row");
    assert_eq!(show(text).as_str(), text, "{what} holds what may not be shown");
}

fn snake(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && !key.ends_with('_')
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn keys_and_letters_are_unique_and_plain() {
    unique("registers", REGISTERS.iter().map(|home| home.key()));
    unique("singulars", REGISTERS.iter().map(|home| home.about().singular));
    unique("titles", REGISTERS.iter().map(|home| home.about().title));
    for home in REGISTERS {
        unique(home.key(), home.fields().map(|f| f.key));
        unique(home.key(), home.fields().map(|f| f.letter));
        unique(home.key(), home.fields().map(|f| f.label));
        assert!(home.key().chars().all(|c| c.is_ascii_lowercase()), "{}", home.key());
        for field in home.fields() {
            assert!(snake(field.key), "{} {}", home.key(), field.key);
            assert!(field.letter.is_ascii_alphabetic(), "{} {}: {}", home.key(), field.key, field.letter);
        }
    }
}

#[test]
fn every_field_says_what_it_is() {
    for home in REGISTERS {
        let about = home.about();
        is_sentence(about.key, about.purpose);
        assert_eq!(about.title, about.title.trim());
        assert!(Id::parse(about.singular).is_some(), "{}: the singular serves as an id", about.key);
        for field in home.fields() {
            let what = format!("{} {}", home.key(), field.key);
            is_sentence(&what, field.help);
            assert!(!field.label.is_empty() && field.label == field.label.trim(), "{what}");
            assert!(field.help.len() <= 110, "{what}: the hint line has room for 110 characters: {}", field.help);
            if let Some((low, high)) = field.range {
                assert!(low < high, "{what}");
            }
        }
    }
}

#[test]
fn required_fields_are_on_the_face() {
    for home in REGISTERS {
        for field in home.fields() {
            assert!(!field.required || field.tier == Tier::Face, "{} {}", home.key(), field.key);
            assert!(!field.key_part || field.required, "{} {}", home.key(), field.key);
        }
        let keyed = home.fields().filter(|f| f.key_part).count();
        assert_eq!(home.is_keyed(), keyed > 0, "{}: key fields stand first", home.key());
        if home.is_keyed() {
            assert!(home.fields().take(keyed).all(|f| f.key_part), "{}: key fields stand together", home.key());
            assert!(home.find("id").is_none() && home.find("name").is_none(), "{}", home.key());
        } else if !home.is_product() {
            assert_eq!(home.find("id"), Some(0), "{}", home.key());
            assert_eq!(home.find("name"), Some(1), "{}", home.key());
        }
        assert!(home.find("note").is_some() && home.find("guess").is_some(), "{}", home.key());
    }
}

#[test]
fn every_register_has_columns_and_stands_on_one_screen() {
    for home in REGISTERS {
        assert!(home.fields().any(|f| f.width > 0), "{} would be an empty table", home.key());
        let screens: Vec<_> = SCREENS.iter().filter(|s| s.registers.contains(&home.key())).map(|s| s.key).collect();
        assert_eq!(screens.len(), 1, "{} stands on {screens:?}", home.key());
    }
    for screen in &SCREENS {
        assert!(screen.registers.iter().all(|key| register(key).is_some()), "{}", screen.key);
        is_sentence(screen.key, screen.question);
    }
    unique("digits", SCREENS.iter().map(|s| s.digit));
    unique("letters", SCREENS.iter().map(|s| s.letter));
    unique("screens", SCREENS.iter().map(|s| s.key));
}

#[test]
fn words_of_a_choice_are_unique_and_reach_their_value() {
    for home in REGISTERS {
        for field in 0..home.field_count() {
            if let Kind::Choice(words) = home.kind(field) {
                let what = format!("{} {}", home.key(), home.field(field).key);
                unique(&what, words.iter());
                for word in words {
                    assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{what}");
                    let mut row = home.blank(&Id::default());
                    let value = outgrow::model::value::Value::Choice(word);
                    row.slot(field).put(value.clone()).expect("a word of its own");
                    assert_eq!(row.cell(field).get(), value, "{what}");
                }
            }
        }
    }
}

#[test]
fn references_name_registers() {
    for home in REGISTERS {
        for field in 0..home.field_count() {
            let named: Vec<&str> = match home.kind(field) {
                Kind::Ref(key) | Kind::Refs(key) | Kind::Links(key) => vec![key],
                Kind::Addresses(among) => among.to_vec(),
                _ => Vec::new(),
            };
            for key in named {
                let target = register(key).unwrap_or_else(|| panic!("{} points at {key}", home.key()));
                assert!(!target.is_keyed(), "{} points at the keyed {key}; ids there may be long", home.key());
            }
        }
    }
    assert_eq!(keys().len(), REGISTERS.len());
}

/// A plan with a row for every reference that an example names.
fn with_targets(home: &dyn Register, row: &dyn outgrow::register::Row) -> Plan {
    let mut plan = Plan::default();
    for (_, at) in outgrow::register::references::references(home, row) {
        let target = register(at.register).unwrap();
        let mut made = target.blank(&at.id);
        if let Some(name) = target.find("name") {
            made.slot(name).put(outgrow::model::value::Value::Text("There".into())).unwrap();
        }
        target.put(&mut plan, made);
    }
    plan
}

#[test]
fn every_example_is_a_quick_add_that_works() {
    for home in REGISTERS {
        let example = home.about().example;
        let words = typed::words(example);
        let (name, changes) =
            typed::name_and_assignments(home, &words).unwrap_or_else(|why| panic!("{example}: {}", why.message));
        assert!(!changes.is_empty(), "{}: an example shows fields", home.key());
        let mut row = home.blank(&Id::default());
        for change in &changes {
            let value = typed::value(home, &*row, change, support::today())
                .unwrap_or_else(|why| panic!("{}: {}", home.key(), why.message));
            row.slot(change.field).put(value).expect("read for this field");
        }
        let plan = with_targets(home, &*row);
        let edit = if home.is_product() {
            assert_eq!(name, "Acme");
            typed::set(&plan, &outgrow::register::product(), &changes, support::today())
        } else {
            typed::add(&plan, home, &name, &changes, support::today()).map(|(_, edit)| edit)
        };
        let edit = edit.unwrap_or_else(|why| panic!("{example}: {}", why[0].message));
        let after = edit::apply(&plan, &edit).unwrap_or_else(|why| panic!("{example}: {}", why[0].message));
        assert_ne!(after, plan, "{example}");
    }
}

#[test]
fn a_plan_may_be_used_from_any_thread() {
    fn any_thread<T: Send + Sync>() {}
    any_thread::<Plan>();
    any_thread::<outgrow::edit::Edit>();
    any_thread::<outgrow::store::Document>();
    any_thread::<outgrow::history::History>();
}
