//! Readings from a spreadsheet: pasted cells or a CSV file, as changes to the metrics they are of.
//!
//! Three shapes are read: `day, value` for one metric; a head of metrics with a row a day; `day, metric, value`.
//! Tabs, semicolons, commas or blanks stand between cells; numbers may have a decimal comma where commas do not.

use std::collections::BTreeMap;

use crate::edit::Edit;
use crate::model::cell::Choice;
use crate::model::value::{Value, nearest, quoted};
use crate::model::{Address, Day, Id, Metric, Plan};
use crate::register::register;
use crate::text::Raw;

/// What was read, and what it changes.
#[derive(Clone, Debug)]
pub struct Import {
    pub edit: Edit,
    /// By metric: readings of new days, and of days that had another value.
    pub counts: Vec<Count>,
}

/// How many readings of a metric are new, and how many replace another value.
#[derive(Clone, PartialEq, Debug)]
pub struct Count {
    pub metric: Address,
    pub name: Raw,
    pub new: usize,
    pub replaced: usize,
}

/// Most cells that are read at once.
const MOST: usize = 1_000_000;

/// Reads a table of readings. `own` is the metric of columns without a name. The error names line and reason.
pub fn read(plan: &Plan, text: &str, own: Option<&Address>, today: Day) -> Result<Import, String> {
    let rows = cells(text)?;
    let mut rows = rows.into_iter().peekable();
    let is_day = |cell: &str| Day::typed(cell.trim(), today).is_ok();
    let head = rows.next_if(|(_, cells)| cells.first().is_some_and(|cell| !is_day(cell))).map(|(_, cells)| cells);
    let long = head.as_ref().is_some_and(|head| {
        head.len() == 3 && ["metric", "name", "trigger"].contains(&head[1].trim().to_lowercase().as_str())
    });
    let columns: Vec<Option<Address>> = match &head {
        Some(_) if long => Vec::new(),
        Some(head) => head[1..]
            .iter()
            .map(|name| match name.trim() {
                "" => Ok(None),
                "value" | "reading" if own.is_some() => Ok(own.cloned()),
                name => metric(plan, name).map(Some),
            })
            .collect::<Result<_, _>>()?,
        None => vec![own.cloned()],
    };
    let mut found: BTreeMap<Address, BTreeMap<Day, f64>> = BTreeMap::new();
    for (line, cells) in rows {
        let at = |why: String| format!("line {line}: {why}");
        let day = cells.first().map_or("", |cell| cell.trim());
        let day = Day::typed(day, today).map_err(|_| at(format!("{} is not a day", quoted(day))))?;
        let mut put = |metric: Address, cell: &str| -> Result<(), String> {
            if let Some(n) = number(cell).map_err(at)? {
                found.entry(metric).or_default().insert(day, n);
            }
            Ok(())
        };
        if long {
            let name = cells.get(1).map_or("", |cell| cell.trim());
            put(metric(plan, name).map_err(at)?, cells.get(2).map_or("", String::as_str))?;
            continue;
        }
        if cells.len() > 2 && head.is_none() {
            return Err(at("several columns need a first line that names their metrics".to_string()));
        }
        for (n, cell) in cells.iter().skip(1).enumerate() {
            match columns.get(n).cloned().flatten() {
                Some(metric) => put(metric, cell)?,
                None if cell.trim().is_empty() => {}
                None if head.is_some() => {}
                None => return Err("say of which metric: name it in a first line, or select its row".to_string()),
            }
        }
    }
    if found.is_empty() {
        return Err("no readings in there: a line is a day and a number, as in 2026-11-09, 190".to_string());
    }
    Ok(import(plan, found))
}

fn import(plan: &Plan, found: BTreeMap<Address, BTreeMap<Day, f64>>) -> Import {
    let (mut edits, mut counts) = (Vec::new(), Vec::new());
    for (at, readings) in found {
        let Some(metric) = plan.metrics.get(&at.id) else { continue };
        let mut series = metric.readings.0.clone();
        let (mut new, mut replaced) = (0, 0);
        for (day, n) in readings {
            match series.insert(day, n) {
                None => new += 1,
                Some(old) if old != n => replaced += 1,
                Some(_) => {}
            }
        }
        counts.push(Count { metric: at.clone(), name: metric.name.clone(), new, replaced });
        if new + replaced > 0 {
            edits.push(Edit::Put { at: at.clone(), field: "readings", value: Value::Series(series) });
            if metric.sensor == crate::model::Sensor::None {
                edits.push(Edit::Put { at, field: "sensor", value: Value::Choice("manual") });
            }
        }
    }
    Import { edit: Edit::Several(edits), counts }
}

/// The rows that hold something, each with its line.
fn cells(text: &str) -> Result<Vec<(u64, Vec<String>)>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator(text);
    if separator == b' ' {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let split = |line: &str| line.split_whitespace().map(str::to_string).collect();
        return Ok(lines.map(|(n, line)| (n as u64 + 1, split(line))).collect());
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator);
    let (mut rows, mut count) = (Vec::new(), 0);
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let record = record.map_err(|why| why.to_string())?;
        let line = record.position().map_or(0, |position| position.line());
        let mut cells: Vec<String> = record.iter().map(str::to_string).collect();
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        count += cells.len();
        if count > MOST {
            return Err(format!("more than {MOST} cells: import the table in parts"));
        }
        if !cells.is_empty() {
            rows.push((line, cells));
        }
    }
    Ok(rows)
}

/// What stands between cells: the first of tab, semicolon and comma that the text holds, else blanks.
fn separator(text: &str) -> u8 {
    [b'\t', b';', b','].into_iter().find(|mark| text.as_bytes().contains(mark)).unwrap_or(b' ')
}

/// Units that may stand behind a number without a blank.
const UNITS: [&str; 6] = ["%", "ms", "s", "€", "$", "£"];

/// A cell's number: `1 234.5`, `1,234.5`, `0,5`, `190 ms`, `3 %`; an empty cell has none.
fn number(cell: &str) -> Result<Option<f64>, String> {
    let text = cell.trim();
    if text.is_empty() || text == "-" {
        return Ok(None);
    }
    let (digits, unit) = text.split_at(text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |last| last + 1));
    if !unit.is_empty() && !unit.starts_with(char::is_whitespace) && !UNITS.contains(&unit) {
        return Err(format!("{} is not a number", quoted(text)));
    }
    let bare: String = digits.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let plain = match (bare.rfind(','), bare.rfind('.')) {
        (Some(comma), Some(point)) if comma < point => bare.replace(',', ""),
        (Some(_), Some(_)) => bare.replace('.', "").replace(',', "."),
        // Three digits behind the only comma are thousands.
        (Some(comma), None) if bare.matches(',').count() > 1 || bare.len() - comma == 4 => bare.replace(',', ""),
        (Some(_), None) => bare.replace(',', "."),
        _ => bare,
    };
    let n: Option<f64> = plain.parse().ok();
    match n.filter(|n| n.is_finite()) {
        Some(n) => Ok(Some(n)),
        None => Err(format!("{} is not a number", quoted(text))),
    }
}

/// The metric of this name: its id, its role, its name in any case, or a trigger or objective that has it.
pub fn metric(plan: &Plan, name: &str) -> Result<Address, String> {
    let name = name.trim();
    let at = |metric: &Metric| Address { register: "metrics", id: metric.id.clone() };
    let bare = name.strip_prefix("metrics/").unwrap_or(name);
    let same = |text: &str| text.to_lowercase() == bare.to_lowercase();
    let own = |metric: &&std::sync::Arc<Metric>| {
        metric.id.as_str() == bare || same(metric.name.raw()) || (bare != "none" && metric.role.word() == bare)
    };
    if let Some(metric) = plan.metrics.iter().find(own) {
        return Ok(at(metric));
    }
    let id = Id::parse(bare.rsplit('/').next().unwrap_or(bare));
    let through = plan
        .triggers
        .iter()
        .filter(|row| Some(&row.id) == id.as_ref() || same(row.name.raw()))
        .find_map(|row| row.metric.id())
        .and_then(|id| plan.metrics.get(id));
    if let Some(metric) = through {
        return Ok(at(metric));
    }
    let ids: Vec<&str> = plan.metrics.iter().map(|metric| metric.id.as_str()).collect();
    let guess = nearest(bare, &ids).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let known = if guess.is_empty() && !ids.is_empty() { format!("; there are {}", ids.join(", ")) } else { guess };
    Err(format!("no metric is called {}{known}", quoted(bare)))
}

/// The metric that a row is, or names.
pub fn of_row(plan: &Plan, at: &Address) -> Option<Address> {
    if at.register == "metrics" {
        return Some(at.clone());
    }
    let home = register(at.register)?;
    let field = home.find("metric")?;
    match home.get(plan, &at.id)?.cell(field).get() {
        Value::Ref(id) => Some(Address { register: "metrics", id }),
        _ => None,
    }
}

/// `12 readings of Users: 10 new, 2 replaced`, one for each metric.
pub fn told(counts: &[Count]) -> Vec<String> {
    let each = counts.iter().map(|count| {
        let name = count.name.show();
        match (count.new, count.replaced) {
            (0, 0) => format!("{name}: nothing new"),
            (new, 0) => format!("{name}: {new} new"),
            (0, replaced) => format!("{name}: {replaced} replaced"),
            (new, replaced) => format!("{name}: {new} new, {replaced} replaced"),
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_spreadsheets_are_read() {
        let read =
            ["190", "1,234.5", "1.234,5", "0,5", "12,000", "3 %", "-4", "1 204", "", "-"].map(|t| number(t).unwrap());
        let meant =
            [Some(190.0), Some(1234.5), Some(1234.5), Some(0.5), Some(12_000.0), Some(3.0), Some(-4.0), Some(1204.0)];
        assert_eq!(read[..8], meant);
        assert_eq!(read[8..], [None, None]);
        assert!(["x", "1e999", "NaN", "1..2"].iter().all(|text| number(text).is_err()));
    }
}
