//! What changed, for scripts: as JSON and as records of a line each.

use serde_json::{Map, Value as Json};

use super::{json, plain};
use crate::model::value::Value;
use crate::report::changes::{Delta, FieldChange, RowChange, address};
use crate::text::{Raw, Shown, show, word};

/// The rows that changed. A field has `was` and `is`, or for a list or a text what was `removed` and `added`.
pub fn json(changes: &[RowChange]) -> Json {
    changes.iter().map(row).collect()
}

fn row(change: &RowChange) -> Json {
    let mut out = Map::from_iter([
        ("row".to_string(), Json::from(address(&change.at).as_str())),
        ("change".to_string(), change.verb().into()),
        ("name".to_string(), change.name.as_str().into()),
    ]);
    if let Some(from) = change.from() {
        out.insert("from".to_string(), address(from).as_str().into());
    }
    out.insert("fields".to_string(), change.fields.iter().map(field).collect());
    Json::Object(out)
}

fn field(change: &FieldChange) -> Json {
    let mut out = Map::from_iter([("field".to_string(), Json::from(change.field))]);
    let mut put = |key: &str, value: Option<Json>| {
        if let Some(value) = value {
            out.insert(key.to_string(), value);
        }
    };
    match &change.delta {
        Delta::Value { was, is } => {
            put("was", json::value(was));
            put("is", json::value(is));
        }
        Delta::Entries { gone, come } => {
            let all = |list: &[Value]| list.iter().map(|entry| Json::from(entry.typed().raw())).collect();
            put("removed", Some(all(gone)));
            put("added", Some(all(come)));
        }
        Delta::Lines(lines) => {
            let all = |come: bool| lines.iter().filter(|(c, _)| *c == come).map(|(_, line)| line.raw()).collect();
            put("removed", Some(all(false)));
            put("added", Some(all(true)));
        }
    }
    Json::Object(out)
}

/// A record for each field that changed, behind cells of the caller's: what became of the row, its address, the
/// field, what was and what is; of a list or text what was removed and what was added. A rename is a record of
/// the field `id`, a row without fields one of no field.
pub fn records(lead: &[Shown], changes: &[RowChange]) -> String {
    let mut out = String::new();
    for change in changes {
        let mut record = |field: &'static str, was: Shown, is: Shown| {
            let cells = [word(change.verb()), address(&change.at), word(field), was, is];
            out.push_str(&plain::line(&[lead, &cells].concat()));
        };
        match change.from() {
            Some(from) => record("id", show(from.id.as_str()), show(change.at.id.as_str())),
            None if change.fields.is_empty() => record("", Shown::default(), Shown::default()),
            None => {}
        }
        for field in &change.fields {
            let (was, is) = sides(&field.delta);
            record(field.field, was.show(), is.show());
        }
    }
    out
}

fn sides(delta: &Delta) -> (Raw, Raw) {
    let joined = |all: Vec<String>| Raw::from(all.join(","));
    match delta {
        Delta::Value { was, is } => (was.typed(), is.typed()),
        Delta::Entries { gone, come } => {
            let all = |list: &[Value]| joined(list.iter().map(|entry| entry.typed().raw().to_string()).collect());
            (all(gone), all(come))
        }
        Delta::Lines(lines) => {
            let all = |come: bool| {
                let lines = lines.iter().filter(|(c, _)| *c == come).map(|(_, line)| line.raw());
                Raw::from(lines.collect::<Vec<_>>().join("\n"))
            };
            (all(false), all(true))
        }
    }
}
