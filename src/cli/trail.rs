//! One row through the history: under each id it had, and which commit last changed each of its fields.

use serde_json::{Map, Value as Json, json};

use super::past::{Sort, Told};
use super::said::address;
use super::{Failure, command};
use crate::exchange::json;
use crate::model::value::Value;
use crate::model::{Address, Day, Id, Plan};
use crate::register;
use crate::report::doc::{Block, Column, Grid, Line, Words};
use crate::text::{Shown, show, word};

/// A row that is followed from the newest commit backwards.
pub(super) struct Trail {
    /// As it was asked for.
    pub at: Address,
    /// Every address it has had so far.
    names: Vec<Address>,
    /// Why the plan has no such row now; it may have had one.
    missing: Option<String>,
    found: bool,
}

impl Trail {
    /// The row that was typed: one of the plan, or an address that some plan before may have had.
    pub fn start(typed: &str, plan: Option<&Plan>) -> Result<Trail, Failure> {
        let empty = Plan::default();
        let (at, missing) = match register::locate(plan.unwrap_or(&empty), typed) {
            Ok(at) => (at, None),
            Err(why) => {
                let named = typed.trim().split_once('/');
                let known = named.and_then(|(key, id)| register::register(key).zip(Id::parse(id)));
                let Some((home, id)) = known else {
                    return Err(
                        Failure::usage(why).hint("outgrow log tells the whole plan, outgrow log REGISTER/ID one row")
                    );
                };
                (Address { register: home.key(), id }, Some(why))
            }
        };
        Ok(Trail { names: vec![at.clone()], at, missing, found: false })
    }

    /// Keeps of a commit what it did to this row; false where that is nothing. What cannot be told stays.
    pub fn follow(&mut self, told: &mut Told) -> bool {
        if matches!(told.sort, Sort::Unreadable | Sort::Edge) {
            return true;
        }
        told.rows.retain(|row| self.names.contains(&row.at));
        for row in &told.rows {
            self.names.extend(row.from().cloned());
        }
        self.found |= !told.rows.is_empty();
        !told.rows.is_empty()
    }

    /// What there is to say when no commit that can be told changed the row; a failure where there never was one.
    pub fn verdict(
        &self,
        committed: Option<&Plan>,
        since: Option<Day>,
        whole: bool,
    ) -> Result<Option<String>, Failure> {
        if self.found {
            return Ok(None);
        }
        let at = address(&self.at);
        let there = committed.is_some_and(|plan| register::row(plan, &self.at).is_some());
        match (&self.missing, since) {
            (_, Some(day)) if there || self.missing.is_some() => {
                Ok(Some(format!("no commit since {day} changed {at}")))
            }
            _ if there => Ok(Some(format!("{at} is older than what can be told here"))),
            (None, _) => Ok(Some(format!("{at} is not committed yet"))),
            (Some(_), _) if !whole => Ok(Some(format!("no commit that can be told changed {at}"))),
            (Some(why), _) => Err(Failure::usage(why.clone()).hint(command(&["list", self.at.register]))),
        }
    }

    /// The fields of the committed row, each with the commit that last changed it.
    pub fn fields<'t, 'h>(&self, committed: Option<&Plan>, all: &'t [Told<'h>]) -> Vec<Field<'t, 'h>> {
        let found = committed.and_then(|plan| register::row(plan, &self.at)).zip(register::register(self.at.register));
        let Some((row, home)) = found else { return Vec::new() };
        let blank = home.blank(&self.at.id);
        let told = |key: &str| {
            let mut changes =
                all.iter().filter(|told| told.rows.iter().any(|row| row.fields.iter().any(|f| f.field == key)));
            changes.next()
        };
        let fields = (0..home.field_count()).filter(|at| home.field(*at).key != "id").filter_map(|at| {
            let (value, key) = (row.cell(at).get(), home.field(at).key);
            let changed = told(key);
            // What is at its default and never was anything else tells nothing.
            (changed.is_some() || value != blank.cell(at).get()).then_some(Field { key, value, changed })
        });
        fields.collect()
    }
}

/// A field of the row, and the commit that last changed it where that can be told.
pub(super) struct Field<'t, 'h> {
    key: &'static str,
    value: Value,
    changed: Option<&'t Told<'h>>,
}

impl Field<'_, '_> {
    pub fn json(&self) -> Json {
        let mut out = Map::from_iter([("field".to_string(), Json::from(self.key))]);
        if let Some(value) = json::value(&self.value) {
            out.insert("is".to_string(), value);
        }
        if let Some(told) = self.changed {
            out.insert("commit".to_string(), told.commit.id.as_str().into());
            out.insert("day".to_string(), json!(told.commit.day.to_string()));
            out.insert("author".to_string(), told.commit.author.raw().into());
        }
        Json::Object(out)
    }
}

/// The fields as a table.
pub(super) fn table(fields: &[Field], since: Option<Day>) -> Block {
    let column = |label: &'static str, weight| Column { label: word(label), right: false, weight };
    let columns = vec![column("field", 1), column("is", 3), column("since", 1), column("commit", 1), column("by", 1)];
    let lines = fields.iter().map(|field| {
        let mut cells = vec![Words::from(word(field.key))];
        cells.push(match &field.value {
            Value::Nothing => Words::new().dim("nothing"),
            value => Words::from(value.typed().show()),
        });
        match field.changed {
            Some(told) => {
                cells.push(Words::from(told.commit.day.words()));
                cells.push(Words::new().key(show(told.commit.id.short())));
                cells.push(Words::from(told.commit.author.show()));
            }
            None => {
                let when = since.map_or(word("not known here"), |day| show(format!("before {}", day.words())));
                cells.extend([Words::new().dim(when), Words::new(), Words::new()]);
            }
        }
        Line { at: None, cells }
    });
    Block::Table(Grid { columns, lines: lines.collect() })
}

/// A row's address as a heading says it.
pub(super) fn heading(trail: &Trail, committed: Option<&Plan>) -> Words {
    let name = committed.and_then(|plan| register::row(plan, &trail.at)).zip(register::register(trail.at.register));
    let words = Words::new().strong(show(address(&trail.at)));
    match name.map(|(row, home)| home.name_of(row)).filter(|name: &Shown| name.as_str() != trail.at.id.as_str()) {
        Some(name) if !name.is_empty() => words.plain("  ").dim(name),
        _ => words,
    }
}
