//! How wide a table's columns are on a page of so many cells.

use unicode_width::UnicodeWidthStr;

use super::doc::Grid;
use crate::text::Shown;

/// Cells between two columns.
pub const GAP: usize = 2;

/// No column is made narrower than this, unless it needs less.
const LEAST: usize = 4;

/// The columns' widths, or `None` where they cannot all be read side by side. The widest column gives way
/// first.
pub fn fit(grid: &Grid, width: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = grid.columns.iter().map(|column| longest_word(&column.label)).collect();
    for line in &grid.lines {
        for (width, cell) in widths.iter_mut().zip(&line.cells) {
            *width = (*width).max(cell.width());
        }
    }
    let gaps = GAP * widths.len().saturating_sub(1);
    let room = width.checked_sub(gaps)?;
    if widths.iter().map(|width| (*width).min(LEAST)).sum::<usize>() > room {
        return None;
    }
    shrink(&mut widths, room);
    widen(&mut widths, grid, room);
    Some(widths)
}

/// A label is broken at blanks, so its longest word decides.
fn longest_word(label: &Shown) -> usize {
    label.as_str().split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Lowers the tallest widths to one common height so that all fit.
fn shrink(widths: &mut [usize], room: usize) {
    if widths.iter().sum::<usize>() <= room {
        return;
    }
    let at_most = |cap: usize| widths.iter().map(|width| (*width).min(cap)).sum::<usize>();
    let (mut fits, mut over) = (0, widths.iter().copied().max().unwrap_or(0));
    while over - fits > 1 {
        let middle = fits + (over - fits) / 2;
        if at_most(middle) <= room { fits = middle } else { over = middle }
    }
    let mut left = room - at_most(fits);
    // First those that one more cell spares from being cut.
    for spared in [true, false] {
        for width in widths.iter_mut().filter(|width| **width > fits && (**width == fits + 1) == spared) {
            if left > 0 {
                *width = fits + 1;
                left -= 1;
            } else {
                *width = fits;
            }
        }
    }
}

/// Gives labels their whole line where there is room to spare.
fn widen(widths: &mut [usize], grid: &Grid, room: usize) {
    let mut left = room.saturating_sub(widths.iter().sum());
    for (width, column) in widths.iter_mut().zip(&grid.columns) {
        let more = column.label.width().saturating_sub(*width);
        if more <= left {
            *width += more;
            left -= more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_gives_way_first() {
        let shrunk = |mut widths: Vec<usize>, room| {
            shrink(&mut widths, room);
            widths
        };
        assert_eq!(shrunk(vec![5, 30, 8], 60), [5, 30, 8]);
        assert_eq!(shrunk(vec![5, 30, 8], 20), [5, 7, 8]);
        assert_eq!(shrunk(vec![5, 30, 28], 20), [5, 8, 7]);
        assert_eq!(shrunk(vec![10_000, 4], 10), [6, 4]);
    }
}
