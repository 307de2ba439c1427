//! An aligned table for a terminal or a pipe.

use crate::text::{Shown, word};

/// Blanks between two columns.
const GAP: usize = 2;
/// Fewer cells than this say nothing.
const READABLE: usize = 8;

/// A column: its heading, how it is aligned, and the width below which it is not cut.
#[derive(Clone, Debug)]
pub struct Column {
    pub head: Shown,
    pub right: bool,
    /// Cells it is cut to when the table does not fit.
    pub least: usize,
}

/// A table. Every row has as many cells as there are columns.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Shown>>,
}

impl Table {
    /// A table of these headings, aligned at the left and never cut below `least`.
    pub fn of(heads: &[(&'static str, usize)]) -> Table {
        let columns = heads.iter().map(|(head, least)| Column { head: word(head), right: false, least: *least });
        Table { columns: columns.collect(), rows: Vec::new() }
    }

    /// The table as lines. Within `width` columns it is first cut to each column's least width, then loses columns
    /// from the right; the first one stays. A pipe (`None`) gets all of it.
    pub fn lines(&self, width: Option<usize>, styled: bool) -> String {
        let widths = self.fit(width);
        let mut out = String::new();
        let heads: Vec<&Shown> = self.columns.iter().map(|column| &column.head).collect();
        if heads.iter().any(|head| !head.is_empty()) {
            let head = self.line(&heads, &widths);
            out.push_str(&if styled { format!("\x1b[1m{head}\x1b[0m\n") } else { format!("{head}\n") });
        }
        for row in &self.rows {
            out.push_str(&self.line(&row.iter().collect::<Vec<_>>(), &widths));
            out.push('\n');
        }
        out
    }

    /// How many columns a width leaves out.
    pub fn dropped(&self, width: Option<usize>) -> usize {
        self.columns.len() - self.fit(width).len()
    }

    fn line(&self, cells: &[&Shown], widths: &[usize]) -> String {
        let padded = cells
            .iter()
            .zip(widths)
            .zip(&self.columns)
            .map(|((cell, width), column)| if column.right { cell.pad_left(*width) } else { cell.pad(*width) });
        let line = padded.map(|cell| cell.to_string()).collect::<Vec<_>>().join(&" ".repeat(GAP));
        line.trim_end().to_string()
    }

    fn fit(&self, width: Option<usize>) -> Vec<usize> {
        let natural: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = self.rows.iter().map(|row| row[at].width());
                cells.chain([self.columns[at].head.width()]).max().unwrap_or(0)
            })
            .collect();
        let Some(room) = width else { return natural };
        let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if total(&natural) <= room {
            return natural;
        }
        let least =
            natural.iter().zip(&self.columns).map(|(n, column)| (*n).min(column.least.max(column.head.width())));
        let mut widths: Vec<usize> = least.collect();
        while widths.len() > 2 && total(&widths) > room {
            widths.pop();
        }
        // The first two stay together as long as a few letters of the second can be read.
        if let [first, second] = widths[..]
            && first + GAP + second > room
        {
            match room.saturating_sub(first + GAP) {
                left if left >= READABLE => widths[1] = left,
                _ => widths.truncate(1),
            }
        }
        if total(&widths) > room {
            return vec![room];
        }
        // What room is left goes to the columns that were cut, from the left.
        for at in 0..widths.len() {
            let spare = room - total(&widths);
            widths[at] += spare.min(natural[at] - widths[at]);
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_its_width() {
        let mut table = Table::of(&[("id", 8), ("name", 6), ("kind", 4)]);
        let long = ["refunds-by-hand", "Refunds by hand", "intentional"];
        table.rows.push(long.map(word).to_vec());
        table.rows.push(["漢", "字", "x"].map(word).to_vec());
        for room in 1..60 {
            let drawn = table.lines(Some(room), false);
            assert!(drawn.lines().all(|line| crate::text::show(line.to_string()).width() <= room), "{room}\n{drawn}");
        }
        assert_eq!((table.dropped(Some(60)), table.dropped(Some(20)), table.dropped(None)), (0, 1, 0));
        assert!(table.lines(None, false).contains("refunds-by-hand  Refunds by hand  intentional"));
    }
}
