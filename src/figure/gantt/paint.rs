//! The chart in cells of a terminal.

use super::{Bar, Gantt, Load, Scale};
use crate::model::{Address, Day};
use crate::text::{Shown, show};

/// What a mark on the chart means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Blank,
    /// A name, and one of work that decides the finish.
    Label,
    Strong,
    Note,
    Axis,
    Track,
    Done,
    Critical,
    Planned,
    Slack,
    /// From half of the runs to nine in ten.
    Tail,
    Today,
    Milestone,
    Hours,
    /// More is asked for than there is.
    Over,
}

/// One line of the painted chart, in pieces of one meaning.
pub type Row = Vec<(Mark, String)>;

/// A painted line, and the row of the plan it is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub at: Option<Address>,
    pub row: Row,
}

/// How the chart is painted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Cells in all, and those before the bars.
    pub width: usize,
    pub label: usize,
    pub scale: Scale,
    /// The day at the left edge.
    pub first: Day,
    /// Whether people's hours stand below: none, one line for the first of them, one each.
    pub people: People,
}

/// Which people's hours are painted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum People {
    Nobody,
    /// The first, who is the lead.
    First,
    All,
}

impl Frame {
    /// A frame for a width: from 78 cells on as in a small terminal, from 110 as in a middle one, from 180 as in a large
    /// one. The scale is the closest that shows everything.
    pub fn fitting(gantt: &Gantt, width: usize) -> Frame {
        let (label, people) = match width {
            ..110 => (22, People::First),
            110..180 => (34, People::All),
            _ => (42, People::All),
        };
        let label = label.min(width / 2);
        let scale = Scale::fitting(gantt.days(), width.saturating_sub(label));
        Frame { width, label, scale, first: gantt.from, people }
    }

    fn cells(&self) -> usize {
        self.width.saturating_sub(self.label)
    }
}

/// Days to cells at a scale.
#[derive(Clone, Copy)]
struct Ruler {
    first: Day,
    cells: usize,
    /// So many cells are so many days.
    parts: (i64, i64),
}

impl Ruler {
    /// The cell in which a day begins; it may lie outside.
    fn at(&self, day: Day) -> i64 {
        (day.since(self.first) * self.parts.0).div_euclid(self.parts.1)
    }

    /// The cells from the beginning of one day to the end of another, those inside.
    fn span(&self, from: Day, to: Day) -> std::ops::Range<usize> {
        let clip = |at: i64| at.clamp(0, self.cells as i64) as usize;
        let end = to.plus(1).map_or(i64::MAX, |next| self.at(next));
        let (from, mut end) = (self.at(from), end);
        // However short, what is inside has a cell.
        if end <= from {
            end = from + 1;
        }
        clip(from)..clip(end)
    }

    fn cell(&self, day: Day) -> Option<usize> {
        usize::try_from(self.at(day)).ok().filter(|at| *at < self.cells)
    }
}

impl Gantt {
    /// The axis, a line for each bar, and the hours of people. Nothing where there is no room.
    pub fn lines(&self, frame: &Frame) -> Vec<Line> {
        let cells = frame.cells();
        if cells < 10 || frame.label < 8 {
            return Vec::new();
        }
        let parts = match frame.scale {
            Scale::Day => ((cells as i64 / self.days().max(1)).clamp(1, 3), 1),
            Scale::Week => (2, 7),
            Scale::Month => (48, 365),
        };
        let ruler = Ruler { first: frame.first, cells, parts };
        let mut lines = vec![self.axis(frame, ruler)];
        lines.extend(self.bars.iter().map(|bar| self.bar(bar, frame, ruler)));
        let people = match frame.people {
            People::Nobody => 0,
            People::First => 1,
            People::All => self.people.len(),
        };
        lines.extend(self.people.iter().take(people).map(|load| hours(load, frame, ruler)));
        lines
    }

    /// Dates above the bars, as many as fit, and promised days as `◆`.
    fn axis(&self, frame: &Frame, ruler: Ruler) -> Line {
        let mut cells = vec![(Mark::Blank, ' '); ruler.cells];
        let dates: Vec<(Day, String)> = match frame.scale {
            Scale::Month => self.months().map(|day| (day, month(day))).collect(),
            _ => self.mondays().map(|day| (day, day.short(self.today))).collect(),
        };
        for mark in &self.milestones {
            if let Some(at) = ruler.cell(mark.day) {
                cells[at] = (Mark::Milestone, '◆');
            }
        }
        let mut free = 0;
        for (day, text) in dates {
            let Some(mut at) = ruler.cell(day).filter(|at| *at >= free && at + text.len() < ruler.cells) else {
                continue;
            };
            // A promised day is not written over; one on the very day stands before its date. Months have no other room.
            at += usize::from(cells[at].0 == Mark::Milestone);
            let month = frame.scale == Scale::Month;
            if month || cells[at..at + text.len()].iter().all(|(mark, _)| *mark == Mark::Blank) {
                cells[at..].iter_mut().zip(text.chars()).for_each(|(cell, c)| *cell = (Mark::Axis, c));
                free = at + text.len() + 1;
            }
        }
        let mut row = vec![(Mark::Blank, " ".repeat(frame.label))];
        join(&mut row, cells);
        Line { at: None, row }
    }

    fn bar(&self, bar: &Bar, frame: &Frame, ruler: Ruler) -> Line {
        let mut cells = vec![(Mark::Track, '·'); ruler.cells];
        let mut fill = |from: Day, to: Day, mark: Mark, c: char| {
            cells[ruler.span(from, to)].fill((mark, c));
        };
        if let Some((half, most)) = bar.tail() {
            fill(half.plus(1).unwrap_or(half), most, Mark::Tail, ')');
        }
        if let Some((last, (_, end))) = bar.slack.zip(bar.work) {
            fill(end.plus(1).unwrap_or(end), last, Mark::Slack, '░');
        }
        if let Some((from, to)) = bar.work {
            let (mark, c) = if bar.critical { (Mark::Critical, '▓') } else { (Mark::Planned, '▒') };
            fill(from, to, mark, c);
        }
        if let Some((from, to)) = bar.done {
            fill(from, to, Mark::Done, '█');
        }
        for target in self.milestones.iter().filter(|mark| mark.target) {
            if let Some(at) = ruler.cell(target.day).filter(|at| matches!(cells[*at].0, Mark::Track | Mark::Tail)) {
                cells[at] = (Mark::Milestone, '◆');
            }
        }
        if let Some(at) = ruler.cell(self.today).filter(|at| matches!(cells[*at].0, Mark::Track | Mark::Tail)) {
            cells[at] = (Mark::Today, '│');
        }
        let mut row = label(bar, frame.label);
        join(&mut row, cells);
        Line { at: Some(bar.at.clone()), row }
    }
}

/// The name and, where there is room, the note behind it.
fn label(bar: &Bar, width: usize) -> Row {
    let indent = 2 + 2 * bar.depth;
    let note = if bar.note.is_empty() || bar.note.width() + 12 + indent > width { 0 } else { bar.note.width() + 1 };
    let room = width.saturating_sub(indent + note + 1);
    let name = bar.name.cut(room).pad(room);
    let mark = if bar.critical { Mark::Strong } else { Mark::Label };
    let gutter = if bar.depth > 0 && !bar.after.is_empty() { "  └>" } else { "    " };
    let mut row = vec![(Mark::Note, gutter[..].chars().take(indent).collect()), (mark, name.to_string())];
    if note > 0 {
        row.push((Mark::Note, format!(" {}", bar.note)));
    }
    row.push((Mark::Blank, " ".to_string()));
    row
}

/// A person's hours a week, each below its Monday; `!` where more is asked for.
fn hours(load: &Load, frame: &Frame, ruler: Ruler) -> Line {
    let mut cells = vec![(Mark::Blank, ' '); ruler.cells];
    let mut free = 0;
    // Too narrow for figures: a cell a week, the darker the fuller.
    let narrow = ruler.parts.0 * 7 < ruler.parts.1 * 4;
    for week in load.weeks.iter().filter(|_| narrow) {
        let next = week.monday.plus(7).map_or(i64::MAX, |next| ruler.at(next));
        let from = ruler.at(week.monday).clamp(0, ruler.cells as i64) as usize;
        let to = next.clamp(0, ruler.cells as i64) as usize;
        let share = if week.has > 0.0 { week.given / week.has } else { 0.0 };
        let c = match share {
            _ if week.over => '!',
            s if s <= 0.05 => ' ',
            s if s < 0.35 => '░',
            s if s < 0.65 => '▒',
            s if s < 0.9 => '▓',
            _ => '█',
        };
        let mark = if week.over { Mark::Over } else { Mark::Hours };
        // Of several weeks in one cell the gravest is seen.
        for cell in cells.iter_mut().take(to.max(from + 1).min(ruler.cells)).skip(from) {
            if cell.1 != '!' {
                *cell = (mark, c);
            }
        }
    }
    for week in load.weeks.iter().filter(|_| !narrow) {
        let text = format!("{:.0}{}", week.given, if week.over { "!" } else { "" });
        let next = week.monday.plus(7).map_or(i64::MAX, |next| ruler.at(next));
        let Some(at) = ruler.cell(week.monday).filter(|at| *at >= free && at + text.len() <= ruler.cells) else {
            continue;
        };
        let mark = if week.over { Mark::Over } else { Mark::Hours };
        cells[at..].iter_mut().zip(text.chars()).for_each(|(cell, c)| *cell = (mark, c));
        free = at + text.len() + 1;
        // A small bar behind the figure, where a week is wide enough: nine steps from nothing to all they have.
        let room = (next - at as i64).clamp(0, ruler.cells as i64) as usize;
        if room >= 12 && at + room <= ruler.cells {
            let length = (room - text.len() - 2).min(9);
            let share = if week.has > 0.0 { (week.given / week.has).clamp(0.0, 1.0) } else { 0.0 };
            let full = (share * length as f64).round() as usize;
            for step in 0..length {
                let c = if step < full { '█' } else { '░' };
                cells[at + text.len() + 1 + step] = (mark, c);
            }
            free = at + room;
        }
    }
    let name: Shown = show(format!("  {}, {}", load.name, load.share));
    let width = frame.label - 1;
    let mut row = vec![(Mark::Label, name.cut(width).pad(width).to_string()), (Mark::Blank, " ".to_string())];
    join(&mut row, cells);
    Line { at: None, row }
}

/// A month in its four cells; of January the year.
fn month(day: Day) -> String {
    day.0.strftime(if day.0.month() == 1 { "%Y" } else { "%b" }).to_string()
}

/// Cells of one mark together.
fn join(row: &mut Row, cells: Vec<(Mark, char)>) {
    for (mark, c) in cells {
        match row.last_mut() {
            Some((last, text)) if *last == mark => text.push(c),
            _ => row.push((mark, c.to_string())),
        }
    }
}
