//! Text that wants to be more than text, plans full of it, and what may reach no reader.
//!
//! Taken in with `#[path = "../support/hostile.rs"] mod hostile_text;`.
#![allow(dead_code)]

use std::collections::BTreeMap;

use outgrow::model::value::{Kind, Value};
use outgrow::model::{Address, Day, Id, Plan};
use outgrow::register::{REGISTERS, Register, Row, put_cell};
use outgrow::text::Raw;

/// What has steered a terminal, hidden text from its reader, or gone beyond the place it was given.
pub fn texts() -> Vec<String> {
    vec![
        "\u{1b}[31mred\u{1b}]0;title\u{7}\u{8}\u{1b}[2J\u{1b}c".into(),
        "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}]8;;http://x.example\u{1b}\\link\u{1b}P+q544e\u{1b}\\".into(),
        "\u{9b}2J\u{9d}0;title\u{9c}\u{90}x\u{9c}\u{84}\u{85}".into(),
        "\u{202e}thgir ot tfel\u{202c} \u{2066}isolated\u{2069} \u{61c}\u{200f}".into(),
        "a\u{200b}b\u{feff}c\u{2028}d\u{2029}e\u{ad}f\u{34f}g\u{180e}h\u{3164}i\u{ffa0}j\u{115f}".into(),
        "tag\u{e0001}\u{e0041}\u{e007f} selector\u{fe00}\u{e0100} note\u{fff9}x\u{fffa}y\u{fffb}".into(),
        "non\u{fffe}\u{ffff}\u{fdd0}\u{1fffe}\u{10ffff} null\u{0} tab\there del\u{7f} bs\u{8}\u{c}\u{b}".into(),
        format!("e{} क{}", "\u{301}".repeat(200), "\u{94d}\u{200d}".repeat(100)),
        format!("{} {}", "👩\u{200d}".repeat(150), "\u{1100}".repeat(150)),
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏳\u{fe0f}\u{200d}🌈 1\u{fe0f}\u{20e3} \u{1f1e9}\u{1f1ea}".into(),
        "שלום עולם مرحبا بالعالم 123".into(),
        "漢字かな".repeat(60),
        "x".repeat(600),
        "\u{200b}".into(),
        "%s%n{}{0}$(x)`y`\\x1b[31m\\u{1b}\\e[0m <b>&amp;\"'".into(),
    ]
}

/// One word that is longer than any line.
pub fn long() -> String {
    "x".repeat(10_000)
}

/// A plan with a row per text in every register, and the text in every field that takes it.
pub fn plan(texts: &[String]) -> Plan {
    let mut plan = Plan::default();
    for home in REGISTERS {
        for (n, text) in texts.iter().enumerate() {
            home.put(&mut plan, row(home, n, text));
        }
    }
    plan
}

fn row(home: &'static dyn Register, n: usize, text: &str) -> Box<dyn Row> {
    let id = Id::parse(&format!("x{n}")).expect("an id");
    let mut row = home.blank(&id);
    for at in 0..home.field_count() {
        let text = if home.field(at).key_part { format!("x{n} {text}") } else { text.to_string() };
        if let Some(value) = value(home.kind(at), n, &id, &text) {
            put_cell(home, &mut *row, at, value).expect("a value of the field's kind");
        }
    }
    row.rekey();
    row
}

/// A value with the text in it, or one that makes the row's other parts come to light.
fn value(kind: Kind, n: usize, id: &Id, text: &str) -> Option<Value> {
    let day = Day::parse("2026-11-20").and_then(|day| day.plus(n as i64)).expect("a day");
    Some(match kind {
        Kind::Text => Value::Text(text.into()),
        Kind::Prose => Value::Prose(vec!["".into(), text.into(), Raw::from(format!("    {text}")), text.into()]),
        Kind::Texts => Value::Texts(vec![text.into(), Raw::from(format!("{text}2"))]),
        Kind::Log => Value::Log(BTreeMap::from([(day, text.into())])),
        Kind::Series => Value::Series(BTreeMap::from([(day, 3.5)])),
        Kind::Ref(_) => Value::Ref(id.clone()),
        Kind::Refs(_) => Value::Refs(vec![id.clone()]),
        Kind::Day => Value::Day(day),
        Kind::Flag => Value::Flag(true),
        Kind::Whole => Value::Whole(2),
        Kind::Number => Value::Number(2.0),
        Kind::Address => Value::Address(Address { register: "debts", id: id.clone() }),
        Kind::Choice(words) => Value::Choice(words[n % words.len()]),
        _ => return None,
    })
}

/// Whether a character could steer a terminal, a browser or a reader: named here once more, so that a gap in
/// the program is no gap in its tests.
pub fn steers(c: char) -> bool {
    let bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = matches!(c, '\u{2028}' | '\u{2029}');
    let unseen = matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2065}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    );
    let none = matches!(c, '\u{fdd0}'..='\u{fdef}') || c as u32 & 0xfffe == 0xfffe;
    c.is_control() || bidi || breaks || unseen || none
}

/// Fails where something in the text steers, but for line ends and what `also` lets through.
#[track_caller]
pub fn assert_harmless(what: &dyn std::fmt::Debug, text: &str, also: &[char]) {
    if let Some((at, c)) = text.char_indices().find(|(_, c)| steers(*c) && *c != '\n' && !also.contains(c)) {
        let from = (0..=at.saturating_sub(60)).rev().find(|from| text.is_char_boundary(*from)).unwrap_or(0);
        panic!("{what:?}: U+{:04X} gets through behind {:?}", c as u32, &text[from..at]);
    }
}
