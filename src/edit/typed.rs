//! Edits made from what people type: quick add, `add`, `set`, `record`, `done`, forms.
//!
//! The grammar is one everywhere: `Name in plain words field=value field+=value field-=value`; a value with
//! blanks stands in quotes.

use super::{Edit, Refusal, apply};
use crate::diff::diff;
use crate::model::value::{Assign, Kind, Value, finite, own_id, quoted};
use crate::model::{Address, Day, Id, Plan};
use crate::register::{self, Register, Row, put_cell, references, typing};
use crate::text::Raw;

/// `field=value` as typed, the field found, the value not yet read.
#[derive(Clone, PartialEq, Debug)]
pub struct Assignment {
    pub field: usize,
    pub assign: Assign,
    pub text: String,
}

/// Splits a typed line into words; a quoted part keeps its blanks and loses its quotes. A backslash keeps the
/// next character as it is.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut open) = (String::new(), None, false);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (_, '\\') => word.extend(chars.next()),
            (Some(q), c) if c == q => quote = None,
            (None, '"') => {
                quote = Some(c);
                open = true;
            }
            (None, c) if c.is_whitespace() => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (_, c) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}

/// Splits words into the name (words without `=`) and the assignments.
pub fn name_and_assignments(home: &dyn Register, words: &[String]) -> Result<(String, Vec<Assignment>), Refusal> {
    let (mut name, mut rest) = (Vec::new(), Vec::new());
    for word in words {
        match split(word) {
            Some((key, ..)) if home.find(key).is_some() || looks_like_a_key(key) => rest.push(word.clone()),
            _ => name.push(word.as_str()),
        }
    }
    Ok((name.join(" "), assignments(home, &rest)?))
}

/// Reads words that all have to be assignments.
pub fn assignments(home: &dyn Register, words: &[String]) -> Result<Vec<Assignment>, Refusal> {
    let each = words.iter().map(|word| {
        let (key, assign, text) =
            split(word).ok_or_else(|| Refusal::new(format!("{} is not a change; write field=value", quoted(word))))?;
        let field = home.find_or_say(key).map_err(Refusal::new)?;
        Ok(Assignment { field, assign, text: text.to_string() })
    });
    each.collect()
}

fn split(word: &str) -> Option<(&str, Assign, &str)> {
    let (key, text) = word.split_once('=')?;
    Some(match key.as_bytes().last() {
        Some(b'+') => (&key[..key.len() - 1], Assign::Add, text),
        Some(b'-') => (&key[..key.len() - 1], Assign::Take, text),
        _ => (key, Assign::Set, text),
    })
}

fn looks_like_a_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Reads a typed value for one field of a row, beside the value that is there.
pub fn value(home: &dyn Register, row: &dyn Row, change: &Assignment, today: Day) -> Result<Value, Refusal> {
    let about = home.field(change.field);
    let cell = row.cell(change.field);
    let read = cell.kind().typed(change.assign, &change.text, &cell.get(), typing(today));
    read.map_err(|why| {
        let at = Address { register: home.key(), id: row.id().clone() };
        let message = if why.starts_with("must") || why.starts_with("takes") || why.starts_with("has no") {
            format!("{} {why}", about.key)
        } else {
            format!("{}: {why}", about.key)
        };
        Refusal::on(&at, about.key, message)
    })
}

/// A new row from its name and typed fields, with the address it gets. The edit is checked against the plan.
pub fn add(
    plan: &Plan,
    home: &'static dyn Register,
    name: &str,
    changes: &[Assignment],
    today: Day,
) -> Result<(Address, Edit), Vec<Refusal>> {
    if home.is_product() {
        return Err(vec![Refusal::new("there is one product in a plan; change it with set product field=value")]);
    }
    let mut fresh = home.blank(&Id::default());
    let mut refused = Vec::new();
    let named = home.find("name");
    if let Some(at) = named {
        let name = name.trim();
        if put_cell(home, &mut *fresh, at, Value::Text(Raw::from(name))).is_err() {
            refused.push(Refusal { at: None, field: Some("name"), message: "a name is one line of text".into() });
        }
    } else if !name.trim().is_empty() {
        refused.push(Refusal::new(format!(
            "{} has no names: write {}; what is {}?",
            home.key(),
            home.about().example,
            quoted(name)
        )));
    }
    let mut given_id = None;
    for change in changes {
        // A name may be given as a field, too; it is read like any other.
        match value(home, &*fresh, change, today) {
            Ok(Value::Id(id)) => given_id = Some(id),
            Ok(read) => drop(put_cell(home, &mut *fresh, change.field, read)),
            Err(refusal) => refused.push(refusal),
        }
    }
    for at in 0..home.field_count() {
        let about = home.field(at);
        if about.required && fresh.cell(at).is_empty() && refused.is_empty() {
            let why = if named == Some(at) {
                format!("a {} needs a name, as in {}", home.about().singular, home.about().example)
            } else {
                format!("{} is needed: {}", about.key, about.help)
            };
            refused.push(Refusal { at: None, field: Some(about.key), message: crate::text::show(why) });
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    fresh.rekey();
    let id = if home.is_keyed() {
        let id = fresh.id().clone();
        no_empty_key(home, &id)?;
        if home.place(plan, &id).is_ok() {
            return Err(vec![Refusal::new(format!("{}/{id} is there already; change it with set", home.key()))]);
        }
        id
    } else if let Some(id) = given_id {
        if home.place(plan, &id).is_ok() {
            return Err(vec![Refusal::new(format!("{}/{id} is there already; choose another id", home.key()))]);
        }
        id
    } else {
        // The name as written: what is shown for a tab or a line break is no word.
        let name = named.map_or(Raw::default(), |at| fresh.cell(at).get().typed());
        Id::slug(name.raw(), home.about().singular).free(|id| home.place(plan, id).is_ok())
    };
    let at = Address { register: home.key(), id };
    let mut edits = Vec::new();
    let blank = home.blank(&at.id);
    for field in 0..home.field_count() {
        let about = home.field(field);
        let read = fresh.cell(field).get();
        if about.key != "id" && (about.required || read != blank.cell(field).get()) {
            edits.push(Edit::Put { at: at.clone(), field: about.key, value: read });
        }
    }
    let edit = Edit::Several(edits);
    apply(plan, &edit)?;
    Ok((at, edit))
}

/// Changes of one row's fields. A changed key field of a keyed row becomes a rename.
pub fn set(plan: &Plan, at: &Address, changes: &[Assignment], today: Day) -> Result<Edit, Vec<Refusal>> {
    let (home, row) = find(plan, at)?;
    let mut fresh = row.boxed();
    let mut refused = Vec::new();
    for change in changes {
        if home.field(change.field).key == "id" {
            refused.push(Refusal::new(format!("an id is changed with rename {at} NEW")));
            continue;
        }
        match value(home, &*fresh, change, today) {
            Ok(read) => drop(put_cell(home, &mut *fresh, change.field, read)),
            Err(refusal) => refused.push(refusal),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    if home.find("status").is_some_and(|field| names(changes, field)) {
        put_ending(home, &mut *fresh, changes, today);
    }
    fresh.rekey();
    if *fresh.id() != at.id {
        let new = fresh.id().clone();
        no_empty_key(home, &new)?;
        if home.place(plan, &new).is_ok() {
            return Err(vec![Refusal::new(format!("{}/{new} is there already", at.register))]);
        }
        return moved(plan, at, references::rekeyed(plan, at, fresh));
    }
    let mut edits = Vec::new();
    for field in 0..home.field_count() {
        let read = fresh.cell(field).get();
        if read != row.cell(field).get() {
            edits.push(Edit::Put { at: at.clone(), field: home.field(field).key, value: read });
        }
    }
    checked(plan, Edit::Several(edits))
}

/// Refuses key fields from which no id can be made: a row without one could not be read again.
fn no_empty_key(home: &dyn Register, id: &Id) -> Result<(), Vec<Refusal>> {
    if !id.as_str().is_empty() {
        return Ok(());
    }
    let why = format!("the key needs a letter or a digit, as in {}", home.about().example);
    Err(vec![Refusal::new(why)])
}

/// Another id for a row, with every reference to it.
pub fn rename(plan: &Plan, at: &Address, new: &str) -> Result<Edit, Vec<Refusal>> {
    let (home, _) = find(plan, at)?;
    if home.is_product() || home.is_keyed() {
        let why = format!("the id of {at} is computed; change its fields with set");
        return Err(vec![Refusal::new(why)]);
    }
    let id = own_id(new).map_err(|why| vec![Refusal::new(why)])?;
    if id == at.id {
        return Ok(Edit::Several(Vec::new()));
    }
    if home.place(plan, &id).is_ok() {
        return Err(vec![Refusal::new(format!("{}/{id} is there already; choose another id", at.register))]);
    }
    moved(plan, at, references::renamed(plan, at, &id))
}

/// The edit of a rename, unless another row stands where one has to go.
fn moved(plan: &Plan, at: &Address, moved: Result<Plan, Address>) -> Result<Edit, Vec<Refusal>> {
    match moved {
        Ok(after) => checked(plan, diff(plan, &after)),
        Err(other) => {
            let why = format!("{other} stands where a row that hangs on {at} would go; remove {other} first");
            Err(vec![Refusal { at: Some(other), field: None, message: crate::text::show(why) }])
        }
    }
}

/// Rows taken out, with every reference to them.
pub fn remove(plan: &Plan, rows: &[Address]) -> Result<Edit, Vec<Refusal>> {
    for at in rows {
        let (home, _) = find(plan, at)?;
        if home.is_product() {
            return Err(vec![Refusal::new("the product is the plan's single record; it cannot be removed")]);
        }
    }
    checked(plan, diff(plan, &references::without(plan, rows)))
}

/// A reading of a metric on a day. `at` is a metric, or a row whose `metric` field names one (a trigger, an
/// objective). A first reading makes the sensor manual.
pub fn record(plan: &Plan, at: &Address, reading: f64, day: Day) -> Result<Edit, Vec<Refusal>> {
    let (home, row) = find(plan, at)?;
    if home.key() != "metrics" {
        let metric = home.find("metric").map(|field| row.cell(field).get());
        return match metric {
            Some(Value::Ref(id)) => record(plan, &Address { register: "metrics", id }, reading, day),
            Some(_) => {
                let fix = format!("name one with set {at} metric=ID");
                Err(vec![Refusal::new(format!("{at} has no metric to record; {fix}"))])
            }
            None => Err(vec![Refusal::new(format!(
                "{at} is not measured; record takes a metric, a trigger or an objective"
            ))]),
        };
    }
    let reading = finite(reading).map_err(|why| vec![Refusal::on(at, "readings", format!("{at}: a reading {why}"))])?;
    let readings = home.find_or_say("readings").map_err(|why| vec![Refusal::new(why)])?;
    let Value::Series(mut series) = with_default(row.cell(readings).get()) else {
        return Ok(Edit::Several(Vec::new()));
    };
    series.insert(day, reading);
    let mut edits = vec![Edit::Put { at: at.clone(), field: "readings", value: Value::Series(series) }];
    if let Some(sensor) = home.find("sensor")
        && row.cell(sensor).get() == Value::Choice("none")
    {
        edits.push(Edit::Put { at: at.clone(), field: "sensor", value: Value::Choice("manual") });
    }
    checked(plan, Edit::Several(edits))
}

fn with_default(value: Value) -> Value {
    if value == Value::Nothing { Value::Series(Default::default()) } else { value }
}

/// A row's status on its way: done puts the day it was done, where the register keeps one.
pub fn status(plan: &Plan, at: &Address, word: &str, today: Day) -> Result<Edit, Vec<Refusal>> {
    let (home, _) = find(plan, at)?;
    let Some(field) = home.find("status") else {
        return Err(vec![Refusal::new(format!("rows of {} have no status", home.key()))]);
    };
    set(plan, at, &[Assignment { field, assign: Assign::Set, text: word.to_string() }], today)
}

fn names(changes: &[Assignment], field: usize) -> bool {
    changes.iter().any(|change| change.field == field)
}

/// A row that is done keeps the day it was done, where its register has one and nobody says another.
fn put_ending(home: &dyn Register, row: &mut dyn Row, changes: &[Assignment], today: Day) {
    let Some(place) = ["resolved", "finished"].iter().find_map(|key| home.find(key)) else { return };
    let done = home.find("status").is_some_and(|at| row.cell(at).get() == Value::Choice("done"));
    if !names(changes, place) && done == row.cell(place).is_empty() {
        // A day cell takes a day, and nothing.
        let _ = row.slot(place).put(if done { Value::Day(today) } else { Value::Nothing });
    }
}

fn find<'p>(plan: &'p Plan, at: &Address) -> Result<(&'static dyn Register, &'p dyn Row), Vec<Refusal>> {
    let home = register::register_or_say(at.register).map_err(|why| vec![Refusal::new(why)])?;
    let row = home.get(plan, &at.id).ok_or_else(|| vec![Refusal::new(format!("{at} is not in the plan any more"))])?;
    Ok((home, row))
}

fn checked(plan: &Plan, edit: Edit) -> Result<Edit, Vec<Refusal>> {
    apply(plan, &edit)?;
    Ok(edit)
}

/// The words that could complete what is typed for a field: choices, ids with names, days. At most `most`.
pub fn completions(plan: &Plan, kind: Kind, typed: &str, most: usize) -> Vec<(String, crate::text::Shown)> {
    let typed = typed.rsplit(',').next().unwrap_or("").trim().to_lowercase();
    match kind {
        Kind::Choice(words) => {
            let hits = words.iter().filter(|w| w.starts_with(&typed));
            hits.take(most).map(|w| (w.to_string(), crate::text::word(w))).collect()
        }
        Kind::Flag => ["yes", "no"]
            .iter()
            .filter(|w| w.starts_with(&typed))
            .map(|w| (w.to_string(), crate::text::word(w)))
            .collect(),
        Kind::Ref(key) | Kind::Refs(key) | Kind::Links(key) => {
            let Some(target) = register::register(key) else { return Vec::new() };
            let mut hits: Vec<_> = target
                .rows(plan)
                .map(|row| (row.id().to_string(), target.name_of(row)))
                .filter(|(id, name)| id.contains(&typed) || name.as_str().to_lowercase().contains(&typed))
                .collect();
            hits.sort_by_key(|(id, _)| !id.starts_with(&typed));
            hits.truncate(most);
            hits
        }
        _ => Vec::new(),
    }
}
