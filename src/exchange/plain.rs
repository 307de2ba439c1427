//! Rows for scripts: one record a line, columns split by tabs, values as they are typed.

use crate::register::{Register, Row};
use crate::text::{Shown, show};

/// The fields a table of this register has, in order.
pub fn columns(home: &dyn Register) -> Vec<usize> {
    (0..home.field_count()).filter(|at| home.field(*at).width > 0).collect()
}

/// A row: its id, then the table's columns. A tab or line break inside a value becomes a visible sign.
pub fn row(home: &dyn Register, row: &dyn Row) -> String {
    let mut cells = vec![show(row.id().as_str())];
    cells.extend(columns(home).into_iter().map(|at| cell(row, at)));
    line(&cells)
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
