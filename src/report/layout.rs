//! A document as lines of a width, tones kept: the same for panes, readers, `show` and plain text.

use super::columns;
use super::doc::{Block, Column, Doc, Grid, Tone, Words};
use super::figures;
use super::lines::{cut, wrap};
use crate::text::Shown;

/// Narrower pages are laid out as this wide.
const NARROWEST: usize = 20;

/// Cells of a gauge's bar, and the most a label before a value takes.
const BAR: usize = 10;
const LABEL: usize = 24;

/// How headings are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heads {
    /// Levels 1 and 2 are underlined, so that they are found in plain text, too.
    Ruled,
    /// Level 1 stands in a pane's frame already and is left out; nothing is underlined.
    Framed,
}

/// The document's lines: none is wider than `width` (at least 20), none ends in a blank, the foot is left to
/// the writer.
pub fn lines(doc: &Doc, width: usize, heads: Heads) -> Vec<Words> {
    let mut page = Page { out: Vec::new(), width: width.max(NARROWEST), heads };
    let mut before: Option<&Block> = None;
    for block in &doc.blocks {
        if heads == Heads::Framed && matches!(block, Block::Heading(1, _)) {
            continue;
        }
        if before.is_some_and(|before| !close(before, block)) {
            page.out.push(Words::new());
        }
        page.block(block, &doc.blocks);
        before = Some(block);
    }
    page.out
}

/// Whether two blocks stand without a blank line between them.
fn close(before: &Block, after: &Block) -> bool {
    matches!((before, after), (Block::Gauge { .. }, Block::Gauge { .. }) | (_, Block::Page))
        || matches!(before, Block::Heading(level, _) if *level > 1)
}

struct Page {
    out: Vec<Words>,
    width: usize,
    heads: Heads,
}

impl Page {
    fn block(&mut self, block: &Block, all: &[Block]) {
        match block {
            Block::Heading(level, words) => self.heading(*level, words),
            Block::Para(words) => self.lines(words, 0),
            Block::List(items) => items.iter().for_each(|item| self.item("- ", item)),
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Table(grid) => self.table(grid),
            Block::Prose(lines) => lines.iter().for_each(|line| self.lines(&Words::from(line), 2)),
            Block::Gauge { label, share, words } => self.gauge(label, *share, words, all),
            Block::Figure(figure) => {
                figures::rows(figure, self.width).iter().for_each(|row| self.line(0, row));
            }
            Block::Page => {}
        }
    }

    fn heading(&mut self, level: u8, words: &Words) {
        let strong = Words(words.0.iter().map(|(tone, text)| (raised(*tone), text.clone())).collect());
        let lines = wrap(&strong, self.width);
        let widest = lines.iter().map(Words::width).max().unwrap_or(0);
        lines.iter().for_each(|line| self.line(0, line));
        if level < 3 && widest > 0 && self.heads == Heads::Ruled {
            let rule = if level == 1 { "=" } else { "-" };
            self.line(0, &Words::from(rule.repeat(widest)));
        }
    }

    fn lines(&mut self, words: &Words, indent: usize) {
        wrap(words, self.width - indent).iter().for_each(|line| self.line(indent, line));
    }

    /// A piece led by a mark; what wraps stands under its beginning.
    fn item(&mut self, mark: &'static str, words: &Words) {
        let lines = wrap(words, self.width - mark.len());
        for (n, line) in lines.into_iter().enumerate() {
            let lead = if n == 0 { mark } else { "  " };
            let mut led = Words::from(lead);
            led.0.extend(line.0);
            self.line(0, &led);
        }
    }

    fn pairs(&mut self, pairs: &[(Shown, Words)]) {
        let widest = pairs.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
        let label_width = widest.min(LABEL).min(self.width / 3);
        for (label, words) in pairs {
            let lines = wrap(words, self.width - label_width - 2);
            for (n, line) in lines.into_iter().enumerate() {
                let lead = if n == 0 { label.cut(label_width) } else { Shown::default() };
                let mut led = Words::new().dim(lead.pad(label_width + 2));
                led.0.extend(line.0);
                self.line(0, &led);
            }
        }
    }

    /// The bar, its words beside it; the label before both, all labels of a document equally wide.
    fn gauge(&mut self, label: &Shown, share: f64, words: &Words, all: &[Block]) {
        let label_of = |block: &Block| if let Block::Gauge { label, .. } = block { label.width() } else { 0 };
        let widest = all.iter().map(label_of).max().unwrap_or(0);
        let label_width = widest.min(LABEL).min(self.width / 3);
        let bar_width = BAR.min(self.width / 4);
        let full = full_cells(share, bar_width);
        let bar = format!("{}{}", "█".repeat(full), "░".repeat(bar_width - full));
        let lead = label_width + bar_width + 4;
        for (n, line) in wrap(words, self.width.saturating_sub(lead)).into_iter().enumerate() {
            let mut led = match n {
                0 => Words::from(label.pad(label_width + 2)).plain(format!("{bar}  ")),
                _ => Words::from(" ".repeat(lead)),
            };
            led.0.extend(line.0);
            self.line(0, &led);
        }
    }

    /// Columns side by side; where they do not fit, each line as label and value.
    fn table(&mut self, grid: &Grid) {
        let Some(widths) = columns::fit(grid, self.width) else {
            return self.stacked(grid);
        };
        self.heads(grid, &widths);
        let rules = widths.iter().map(|width| Words::from("-".repeat(*width)));
        self.cells(grid, &widths, &rules.collect::<Vec<_>>());
        grid.lines.iter().for_each(|line| self.cells(grid, &widths, &line.cells));
    }

    /// The labels, broken at blanks and standing on the rule below.
    fn heads(&mut self, grid: &Grid, widths: &[usize]) {
        let label = |(column, width): (&Column, &usize)| wrap(&Words::new().dim(&column.label), *width);
        let labels: Vec<Vec<Words>> = grid.columns.iter().zip(widths).map(label).collect();
        let tallest = labels.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..tallest {
            let line = labels.iter().map(|lines| {
                let above = tallest - lines.len();
                row.checked_sub(above).and_then(|at| lines.get(at)).cloned().unwrap_or_default()
            });
            self.cells(grid, widths, &line.collect::<Vec<_>>());
        }
    }

    fn cells(&mut self, grid: &Grid, widths: &[usize], cells: &[Words]) {
        let mut line = Words::new();
        for ((column, width), cell) in grid.columns.iter().zip(widths).zip(cells) {
            let cell = cut(cell, *width);
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if column.right { (gap, String::new()) } else { (String::new(), gap) };
            line = line.plain(before);
            line.0.extend(cell.0);
            line = line.plain(after).plain("  ");
        }
        self.line(0, &line);
    }

    fn stacked(&mut self, grid: &Grid) {
        for (n, line) in grid.lines.iter().enumerate() {
            if n > 0 {
                self.out.push(Words::new());
            }
            let pairs = grid.columns.iter().zip(&line.cells).filter(|(_, cell)| !cell.is_empty());
            self.pairs(&pairs.map(|(column, cell)| (column.label.clone(), cell.clone())).collect::<Vec<_>>());
        }
    }

    /// One line, its blanks at the end left out.
    fn line(&mut self, indent: usize, words: &Words) {
        let mut pieces = words.0.clone();
        while let Some((_, text)) = pieces.last_mut() {
            *text = text.trimmed();
            if !text.is_empty() {
                break;
            }
            pieces.pop();
        }
        if indent > 0 && !pieces.is_empty() {
            pieces.insert(0, (Tone::Plain, " ".repeat(indent).into()));
        }
        self.out.push(Words(pieces));
    }
}

/// How much of a bar is full: the share rounded, but nothing looks done or untouched that is not.
pub fn full_cells(share: f64, cells: usize) -> usize {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let full = (share * cells as f64).round() as usize;
    match full {
        0 if share > 0.0 => 1.min(cells),
        full if full == cells && share < 1.0 => cells.saturating_sub(1),
        full => full,
    }
}

fn raised(tone: Tone) -> Tone {
    if tone == Tone::Plain { Tone::Strong } else { tone }
}
