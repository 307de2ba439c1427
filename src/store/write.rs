//! A plan as canonical bytes: declaration order, rows by id, one field a line, defaults left out.

use std::borrow::Cow;
use std::ops::Range;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::comments::put_into;
use crate::model::value::Value;
use crate::model::{Comments, Id, Plan};
use crate::register::{REGISTERS, Register, Row};

/// Fewest rows of which the halves are written side by side.
const LARGE: usize = 500;

/// The file's text. The same plan gives the same text. A large plan takes two cores.
pub fn canonical(plan: &Plan, comments: &Comments) -> String {
    let whole = Part { plan, rows: 0..usize::MAX };
    let mut text = match middle(plan) {
        None => whole.text(),
        Some((register, cut)) => {
            let (first, second) = (Part { plan, rows: 0..cut }, Part { plan, rows: cut..usize::MAX });
            let (first, second) = std::thread::scope(|scope| {
                let other = scope.spawn(|| second.text());
                (first.text(), other.join())
            });
            let head = format!("\n  {}: [\n", register.key());
            let rest = second.ok().and_then(|second| {
                let at = second.find(&head)? + head.len();
                Some(first.strip_suffix("  ],\n)")?.to_string() + &second[at..])
            });
            rest.unwrap_or_else(|| whole.text())
        }
    };
    text.push('\n');
    put_into(comments, &text, plan)
}

/// Where a large plan is cut in two, counted in rows of all registers: between two rows of one of them.
fn middle(plan: &Plan) -> Option<(&'static dyn Register, usize)> {
    let lists = || REGISTERS.iter().copied().filter(|register| !register.is_product());
    let half = lists().map(|register| register.len(plan)).sum::<usize>() / 2;
    let mut start = 0;
    lists().filter(|_| half >= LARGE / 2).find_map(|register| {
        let (from, to) = (start, start + register.len(plan));
        start = to;
        (from < half && half < to).then_some((register, half))
    })
}

/// Letters that show nothing; the first byte of each is of no other letter than these blocks' own.
const BLANK_LETTERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// ron escapes apostrophes, which need no escape in a string and are common in prose, and does not escape letters
/// that nobody sees. What lies between is copied whole.
fn own_escapes(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut taken, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(found) = bytes[at..].iter().position(|b| matches!(b, b'\\' | 0xe1 | 0xe3 | 0xef)) {
        at += found;
        match bytes[at..] {
            [b'\\', b'\'', ..] => {
                out.push_str(&text[taken..at]);
                taken = at + 1;
                at += 2;
            }
            // The next is escaped, and may be a backslash of its own.
            [b'\\', ..] => at += 2,
            _ => {
                let letter = text[at..].chars().next().expect("a letter starts with this byte");
                if BLANK_LETTERS.contains(&letter) {
                    out.push_str(&text[taken..at]);
                    out.extend(letter.escape_unicode());
                    taken = at + letter.len_utf8();
                }
                at += letter.len_utf8();
            }
        }
    }
    if taken == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[taken..]);
    Cow::Owned(out)
}

/// Some rows of a plan, counted over all registers in their order; the first part has the product, too.
struct Part<'p> {
    plan: &'p Plan,
    rows: Range<usize>,
}

impl Part<'_> {
    /// The text of these rows as if they were the plan's only ones.
    fn text(&self) -> String {
        let pretty = PrettyConfig::new().new_line("\n").indentor("  ").extensions(Extensions::IMPLICIT_SOME);
        let text = ron::Options::default()
            .to_string_pretty(self, pretty)
            .expect("a plan holds nothing that ron cannot write, and memory does not fail");
        match own_escapes(&text) {
            Cow::Owned(escaped) => escaped,
            Cow::Borrowed(_) => text,
        }
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Plan", 1 + REGISTERS.len())?;
        out.serialize_field("format", &Plan::FORMAT)?;
        let mut before = 0;
        for register in REGISTERS {
            if register.is_product() {
                if let Some(row) = register.nth(self.plan, 0).filter(|_| self.rows.start == 0) {
                    out.serialize_field(register.key(), &One { register, row, blank: &blank(register) })?;
                }
                continue;
            }
            let len = register.len(self.plan);
            let here = |at: usize| at.saturating_sub(before).min(len);
            let rows = here(self.rows.start)..here(self.rows.end);
            before += len;
            if !rows.is_empty() {
                out.serialize_field(register.key(), &Rows { register, plan: self.plan, rows })?;
            }
        }
        out.end()
    }
}

struct Rows<'p> {
    register: &'static dyn Register,
    plan: &'p Plan,
    rows: Range<usize>,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Rows { register, plan, rows } = self;
        let mut out = serializer.serialize_seq(Some(rows.len()))?;
        let blank = blank(*register);
        for row in rows.clone().filter_map(|at| register.nth(plan, at)) {
            out.serialize_element(&One { register: *register, row, blank: &blank })?;
        }
        out.end()
    }
}

/// What each field of a row holds that nobody filled: it is left out.
fn blank(register: &'static dyn Register) -> Vec<Value> {
    let blank = register.blank(&Id::default());
    (0..register.field_count()).map(|at| blank.cell(at).get()).collect()
}

struct One<'p> {
    register: &'static dyn Register,
    row: &'p dyn Row,
    blank: &'p [Value],
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let One { register, row, blank } = self;
        let mut out = serializer.serialize_struct("Row", register.field_count())?;
        for at in 0..register.field_count() {
            let (cell, about) = (row.cell(at), register.field(at));
            if cell.is_empty() {
                continue;
            }
            let value = cell.get();
            if about.required || about.key == "id" || value != blank[at] {
                out.serialize_field(about.key, &Stored(&value))?;
            }
        }
        out.end()
    }
}

struct Stored<'v>(&'v Value);

impl Serialize for Stored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn list<S: Serializer, T: ToString>(serializer: S, items: &[T]) -> Result<S::Ok, S::Error> {
            let mut out = serializer.serialize_seq(Some(items.len()))?;
            items.iter().try_for_each(|item| out.serialize_element(&item.to_string()))?;
            out.end()
        }
        match self.0 {
            Value::Nothing => serializer.serialize_str(""),
            Value::Text(text) => serializer.serialize_str(text.raw()),
            Value::Choice(word) => serializer.serialize_str(word),
            Value::Id(id) | Value::Ref(id) => serializer.serialize_str(id.as_str()),
            Value::Day(day) => serializer.collect_str(day),
            Value::Span(span) => serializer.collect_str(span),
            Value::Address(address) => serializer.collect_str(address),
            Value::Flag(yes) => serializer.serialize_bool(*yes),
            Value::Whole(n) => serializer.serialize_i64(*n),
            Value::Number(n) => Plain(*n).serialize(serializer),
            Value::Money(money) if money.0 % 100 == 0 => serializer.serialize_i64(money.0 / 100),
            Value::Money(money) => serializer.serialize_f64(money.units()),
            Value::Prose(lines) | Value::Texts(lines) => {
                let mut out = serializer.serialize_seq(Some(lines.len()))?;
                lines.iter().try_for_each(|line| out.serialize_element(line.raw()))?;
                out.end()
            }
            Value::Days(days) => list(serializer, days),
            Value::Ranges(ranges) => list(serializer, ranges),
            Value::Refs(ids) => list(serializer, ids),
            Value::Links(links) => list(serializer, links),
            Value::Addresses(addresses) => list(serializer, addresses),
            Value::Series(series) => {
                let mut out = serializer.serialize_map(Some(series.len()))?;
                series.iter().try_for_each(|(day, n)| out.serialize_entry(&day.to_string(), &Plain(*n)))?;
                out.end()
            }
            Value::Log(log) => {
                let mut out = serializer.serialize_map(Some(log.len()))?;
                log.iter().try_for_each(|(day, text)| out.serialize_entry(&day.to_string(), text.raw()))?;
                out.end()
            }
        }
    }
}

/// A number without a trailing `.0`.
struct Plain(f64);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}
