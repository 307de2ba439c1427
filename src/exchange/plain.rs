//! Rows for scripts: one record a line, columns split by tabs, values as they are typed.

use crate::analysis::Facts;
use crate::analysis::column::{self, Derived, short};
use crate::analysis::trend::When;
use crate::register::{Register, Row};
use crate::text::{Shown, show};

/// A row: its id, then the fields a table has, then what is computed. A tab or line break inside a value becomes a
/// visible sign.
pub fn row(home: &dyn Register, row: &dyn Row, facts: &Facts) -> String {
    let mut cells = vec![show(row.id().as_str())];
    cells.extend((0..home.field_count()).filter(|at| home.field(*at).width > 0).map(|at| cell(row, at)));
    cells.extend(column::of(home.key()).map(|column| computed((column.get)(facts, row.id()))));
    line(&cells)
}

/// A computed value with its days written in full.
fn computed(value: Derived) -> Shown {
    let day = |when: When| when.day().map_or("never".to_string(), |day| day.to_string());
    match value {
        Derived::Nothing => Shown::default(),
        Derived::Word(word) => Shown::from(word),
        Derived::Day(day) => show(day.to_string()),
        Derived::Dates(dates) => show(day(dates.p50)),
        Derived::DayList(days) => show(days.iter().map(|day| day.to_string()).collect::<Vec<_>>().join(",")),
        Derived::Ids(ids) => show(ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(",")),
        Derived::Series(_) => Shown::default(),
        other => other.number().map_or(Shown::default(), |n| show(short(n))),
    }
}

/// One field of a row as it would be typed.
pub fn cell(row: &dyn Row, at: usize) -> Shown {
    row.cell(at).get().typed().show()
}

/// A line of cells.
pub fn line(cells: &[Shown]) -> String {
    let mut out = cells.iter().map(Shown::as_str).collect::<Vec<_>>().join("\t");
    out.push('\n');
    out
}
