//! A document as lines of a given width, each with its tones: for panes and for plain text alike.

use super::doc::{Block, Doc, Grid, Tone, Words};
use crate::text::{Shown, show};

/// The document's lines, none wider than `width`. Headings of level 1 are left to the pane's title when
/// `titled` is false.
pub fn lines(doc: &Doc, width: usize, titled: bool) -> Vec<Words> {
    let width = width.max(8);
    let mut out: Vec<Words> = Vec::new();
    let gap = |out: &mut Vec<Words>| {
        if out.last().is_some_and(|line| !line.is_empty()) {
            out.push(Words::new());
        }
    };
    for block in &doc.blocks {
        match block {
            Block::Heading(1, _) if !titled => {}
            Block::Heading(_, words) => {
                gap(&mut out);
                out.extend(wrap(&strong(words), width, 0));
            }
            Block::Para(words) => {
                gap(&mut out);
                out.extend(wrap(words, width, 0));
            }
            Block::List(items) => {
                for item in items {
                    let mut bullet = Words::from("- ");
                    bullet.0.extend(item.0.iter().cloned());
                    out.extend(wrap(&bullet, width, 2));
                }
            }
            Block::Pairs(pairs) => {
                let label = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0).min(width / 2).min(16);
                for (name, words) in pairs {
                    let mut line = Words::new().dim(name.pad(label)).plain("  ");
                    line.0.extend(words.0.iter().cloned());
                    out.extend(wrap(&line, width, label + 2));
                }
            }
            Block::Table(grid) => out.extend(table(grid, width)),
            Block::Prose(text) => {
                for line in text {
                    out.extend(line.wrap(width).into_iter().map(Words::from));
                }
            }
            Block::Gauge { label, share, words } => {
                let cells = 10;
                let full = (share.clamp(0.0, 1.0) * 10.0).round() as usize;
                let bar = "█".repeat(full) + &"░".repeat(cells - full);
                let mut line = Words::from(label.pad(20.min(width / 2))).plain(show(format!(" {bar} ")));
                line.0.extend(words.0.iter().cloned());
                out.push(cut(&line, width));
            }
            Block::Page => gap(&mut out),
        }
    }
    while out.last().is_some_and(Words::is_empty) {
        out.pop();
    }
    out
}

fn strong(words: &Words) -> Words {
    Words(
        words
            .0
            .iter()
            .map(|(tone, text)| (if *tone == Tone::Plain { Tone::Strong } else { *tone }, text.clone()))
            .collect(),
    )
}

/// Words broken at blanks; lines after the first start with `indent` blanks.
pub fn wrap(words: &Words, width: usize, indent: usize) -> Vec<Words> {
    let indent = indent.min(width / 2);
    let mut lines = vec![Words::new()];
    let mut used = 0;
    for (tone, text) in &words.0 {
        for piece in text.as_str().split_inclusive(' ') {
            let bare = show(piece.trim_end_matches(' ')).width();
            if used > 0 && used + bare > width {
                lines.push(if indent > 0 { Words::from(show(" ".repeat(indent))) } else { Words::new() });
                used = indent;
            }
            let parts = if bare > width - used.min(width - 1) {
                show(piece).wrap((width - used).max(1))
            } else {
                vec![show(piece)]
            };
            for (n, part) in parts.into_iter().enumerate() {
                if n > 0 {
                    lines.push(if indent > 0 { Words::from(show(" ".repeat(indent))) } else { Words::new() });
                    used = indent;
                }
                used += part.width();
                if let Some(line) = lines.last_mut() {
                    line.0.push((*tone, part));
                }
            }
        }
    }
    lines
}

/// Words cut at a width.
pub fn cut(words: &Words, width: usize) -> Words {
    let mut out = Words::new();
    let mut used = 0;
    for (tone, text) in &words.0 {
        let piece = text.cut(width - used);
        used += piece.width();
        out.0.push((*tone, piece));
        if used >= width {
            break;
        }
    }
    out
}

/// A table's lines: the widest columns give way until all fit.
fn table(grid: &Grid, width: usize) -> Vec<Words> {
    let columns = grid.columns.len();
    if columns == 0 {
        return Vec::new();
    }
    let mut widths: Vec<usize> = (0..columns)
        .map(|at| {
            let cells = grid.lines.iter().filter_map(|line| line.cells.get(at)).map(Words::width);
            cells.chain([grid.columns[at].label.width()]).max().unwrap_or(1).max(1)
        })
        .collect();
    let room = width.saturating_sub(2 * (columns - 1)).max(columns);
    while widths.iter().sum::<usize>() > room {
        let widest = (0..columns).max_by_key(|at| widths[*at]).unwrap_or(0);
        if widths[widest] <= 1 {
            break;
        }
        widths[widest] -= 1;
    }
    let line = |cells: &mut dyn Iterator<Item = Words>| {
        let mut out = Words::new();
        for (at, words) in cells.enumerate() {
            let words = cut(&words, widths[at]);
            let gap: Shown = show(" ".repeat(widths[at] - words.width()));
            let right = grid.columns[at].right;
            if right {
                out.0.push((Tone::Plain, gap.clone()));
            }
            out.0.extend(words.0);
            if !right && at + 1 < columns {
                out.0.push((Tone::Plain, gap));
            }
            if at + 1 < columns {
                out.0.push((Tone::Plain, "  ".into()));
            }
        }
        out
    };
    let mut lines = vec![line(&mut grid.columns.iter().map(|c| Words::new().strong(&c.label)))];
    lines.extend(grid.lines.iter().map(|row| line(&mut row.cells.iter().cloned())));
    lines
}
