//! Rows and values as JSON: the keys of the file, in the order of the fields, absent values left out.

use serde_json::{Map, Number, Value as Json, json};

use crate::analysis::Facts;
use crate::analysis::column::{self, Derived};
use crate::analysis::trend::{Dates, When};
use crate::model::value::Value;
use crate::model::{Link, Plan, Span};
use crate::register::{Register, Row};
use crate::text::{Raw, show};

/// The name of the shape of everything written here; grows only by additions.
pub const SCHEMA: &str = "outgrow/1";

/// An object that starts with the name of its shape.
pub fn envelope() -> Map<String, Json> {
    Map::from_iter([("schema".to_string(), SCHEMA.into())])
}

/// A value; `None` where there is none.
pub fn value(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Nothing => return None,
        Value::Text(text) => text.raw().into(),
        Value::Choice(word) => (*word).into(),
        Value::Flag(yes) => (*yes).into(),
        Value::Whole(n) => (*n).into(),
        Value::Number(n) => number(*n),
        Value::Money(money) => number(money.units()),
        Value::Span(given) => span(given),
        Value::Id(id) | Value::Ref(id) => id.as_str().into(),
        Value::Day(day) => day.to_string().into(),
        Value::Address(address) => address.to_string().into(),
        Value::Prose(lines) | Value::Texts(lines) => lines.iter().map(Raw::raw).collect(),
        Value::Days(days) => days.iter().map(ToString::to_string).collect(),
        Value::Ranges(ranges) => ranges.iter().map(ToString::to_string).collect(),
        Value::Refs(ids) => ids.iter().map(ToString::to_string).collect(),
        Value::Addresses(addresses) => addresses.iter().map(ToString::to_string).collect(),
        Value::Links(links) => links.iter().map(link).collect(),
        Value::Series(series) => series.iter().map(|(day, n)| (day.to_string(), number(*n))).collect(),
        Value::Log(log) => log.iter().map(|(day, text)| (day.to_string(), Json::from(text.raw()))).collect(),
    })
}

/// A number without a trailing `.0`.
pub fn number(n: f64) -> Json {
    if n.fract() == 0.0 && n.abs() <= 1e15 {
        return (n as i64).into();
    }
    // A plan holds no number that is not finite.
    Number::from_f64(n).map_or(Json::Null, Json::Number)
}

fn span(span: &Span) -> Json {
    json!({
        "min": number(span.min), "likely": number(span.likely()), "max": number(span.max), "unit": span.unit.word()
    })
}

fn link(link: &Link) -> Json {
    let mut out = json!({ "to": link.to.as_str(), "type": format!("{:?}", link.tie) });
    if let Some(lag) = link.lag {
        out["lag"] = lag.to_string().into();
    }
    out
}

/// A row: its fields, then what is computed of it under `derived`. A keyed row starts with its computed id.
pub fn row(home: &dyn Register, row: &dyn Row, facts: &Facts) -> Json {
    let mut out = Map::new();
    if home.is_keyed() {
        out.insert("id".to_string(), row.id().as_str().into());
    }
    for at in 0..home.field_count() {
        if let Some(value) = value(&row.cell(at).get()) {
            out.insert(home.field(at).key.to_string(), value);
        }
    }
    let computed = column::of(home.key()).filter_map(|column| {
        let value = derived((column.get)(facts, row.id()))?;
        Some((column.key.to_string(), value))
    });
    out.insert("derived".to_string(), Json::Object(computed.collect()));
    Json::Object(out)
}

/// Every row of a register, by id.
pub fn rows(home: &'static dyn Register, plan: &Plan, facts: &Facts) -> Json {
    home.rows(plan).map(|each| row(home, each, facts)).collect()
}

/// A computed value: plain numbers, days as text, what is not known as its word; nothing where there is none.
fn derived(value: Derived) -> Option<Json> {
    Some(match value {
        Derived::Nothing => return None,
        Derived::Word(word) => word.into(),
        Derived::Day(day) => day.to_string().into(),
        Derived::Dates(dates) => self::dates(&dates),
        Derived::DayList(days) => days.iter().map(|day| Json::from(day.to_string())).collect(),
        Derived::Ids(ids) => ids.iter().map(|id| Json::from(id.to_string())).collect(),
        Derived::Series(_) => return None,
        Derived::Whole(n) => n.into(),
        other => number(rounded(other.number()?)),
    })
}

/// A date with its range.
pub fn dates(dates: &Dates) -> Json {
    json!({ "p10": when(dates.p10), "p50": when(dates.p50), "p90": when(dates.p90) })
}

/// A day, or `never`.
pub fn when(when: When) -> Json {
    when.day().map_or("never".into(), |day| day.to_string().into())
}

/// Six figures behind the point: what is computed carries no more.
pub fn rounded(n: f64) -> f64 {
    if n.abs() < 1e9 { (n * 1e6).round() / 1e6 } else { n }
}

/// The text to write: indented, ends with a line break, and steers no terminal: every character that could is
/// escaped, so that no byte of the data is lost.
pub fn text(json: &Json) -> String {
    let plain = serde_json::to_string_pretty(json).expect("a JSON value has only string keys");
    let mut out = String::with_capacity(plain.len() + 1);
    for c in plain.chars() {
        let harmless = c == '\n' || (' '..='~').contains(&c) || show(c.to_string()).as_str().chars().eq([c]);
        if harmless {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_written_and_nothing_is_lost() {
        let hostile: String = (0..=0x10ffff).filter_map(char::from_u32).filter(|c| *c as u32 % 7 != 3).collect();
        let hostile = format!("{hostile}\u{1b}[2J\u{202e}\u{9b}\u{e0041}");
        let written = text(&Json::from(hostile.clone()));
        assert!(!written.trim_end().chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}')));
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), hostile);
    }

    #[test]
    fn numbers_are_plain() {
        let written = [196.0, 194.5, -0.25, 1e15].map(|n| number(n).to_string());
        assert_eq!(written, ["196", "194.5", "-0.25", "1000000000000000"]);
    }
}
