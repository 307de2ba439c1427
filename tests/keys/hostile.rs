//! Text that wants to be more than text, in every field of every register, on every screen. The harness looks
//! at every cell of every frame.

use std::collections::BTreeMap;

use outgrow::model::value::{Kind, Value};
use outgrow::model::{Address, Day, Id, Plan};
use outgrow::register::{REGISTERS, put_cell};

use crate::harness::Bench;

fn texts() -> Vec<String> {
    vec![
        "\u{1b}[31mred\u{1b}]0;title\u{7}\r\u{8}\u{9b}2J".to_string(),
        "\u{202e}thgir ot tfel\u{2066} \u{200b}\u{feff}\u{2028}".to_string(),
        "x".repeat(5000),
        "漢字かな".repeat(300),
        format!("e{}", "\u{301}".repeat(400)),
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏳\u{fe0f}\u{200d}🌈".to_string(),
        "\u{200b}".to_string(),
    ]
}

/// A plan with one row in every register and this text wherever text can be.
fn plan(text: &str) -> Plan {
    let mut plan = Plan::default();
    let id = Id::parse("x").unwrap();
    let day = Day::parse("2026-11-20").unwrap();
    for home in REGISTERS {
        let mut row = home.blank(&id);
        for at in 0..home.field_count() {
            let value = match row.cell(at).kind() {
                Kind::Text => Value::Text(text.into()),
                Kind::Prose => Value::Prose(vec![text.into(), "".into(), text.into()]),
                Kind::Texts => Value::Texts(vec![text.into()]),
                Kind::Log => Value::Log(BTreeMap::from([(day, text.into())])),
                Kind::Ref(_) => Value::Ref(id.clone()),
                Kind::Refs(_) => Value::Refs(vec![id.clone()]),
                Kind::Day => Value::Day(day),
                Kind::Number => Value::Number(2.0),
                Kind::Address => Value::Address(Address { register: "debts", id: id.clone() }),
                Kind::Choice(words) => Value::Choice(words[0]),
                _ => continue,
            };
            // Some fields take only what they can read.
            drop(put_cell(home, &mut *row, at, value));
        }
        home.put(&mut plan, row);
    }
    plan
}

#[test]
fn every_screen_shows_hostile_text_as_text() {
    for text in texts() {
        let plan = plan(&text);
        for (width, height) in [(80, 24), (40, 10), (200, 60)] {
            let mut bench = Bench::plan_of(plan.clone());
            bench.size(width, height);
            for digit in 0..9 {
                bench.keys(&digit.to_string());
                bench.keys("enter esc d k e tab | type:x | esc x o esc l e end left");
                bench.app.overlays.clear();
                bench.keys("> > > >");
            }
            bench.keys("f | type:x | down esc : esc P v pgdn G esc");
        }
    }
}

#[test]
fn hostile_text_can_be_pasted_anywhere() {
    for text in texts() {
        for open in ["5 a", "5 /", ":", "5 e", "3 a", "4 r", "7 e tab enter"] {
            let mut bench = Bench::demo();
            bench.keys(open).paste(&text).paste("\n").paste(&text.repeat(20)).keys("left right home end enter");
            bench.size(40, 10).size(1, 1).size(80, 24);
        }
    }
}
