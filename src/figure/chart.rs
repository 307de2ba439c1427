//! Readings over time with the line through them, the limit, and the days between which it is crossed.

use crate::model::Day;

/// The chart as a value. Days run from `from` to `to`, both inside; values from `low` to `high`.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    pub from: Day,
    pub to: Day,
    pub low: f64,
    pub high: f64,
    pub readings: Vec<(Day, f64)>,
    /// Readings that do not count.
    pub left_out: Vec<(Day, f64)>,
    /// Points of the line through them, by day, up to the right edge.
    pub line: Vec<(Day, f64)>,
    pub limit: Option<f64>,
    /// The day the limit is crossed, with the range: one run in ten is earlier, one in ten later.
    pub crosses: Option<(Day, Option<Day>, Option<Day>)>,
    pub today: Day,
    pub unit: String,
}

/// What a mark on the chart means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Blank,
    Axis,
    Label,
    Reading,
    LeftOut,
    Line,
    Limit,
    Today,
    /// The range of days on the axis, and the day itself.
    Range,
}

/// One line of the painted chart, in pieces of one meaning.
pub type Row = Vec<(Mark, String)>;

/// Smallest and largest size that is painted.
const LEAST: (usize, usize) = (30, 6);

impl Chart {
    /// Everything that is shown fits between `low` and `high`, and none of the sides is without length.
    pub fn framed(mut self) -> Chart {
        let values = self.readings.iter().chain(&self.left_out).map(|(_, n)| *n);
        let values = values.chain(self.limit).filter(|n| n.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), n| (low.min(n), high.max(n)));
        let (low, high) = if low.is_finite() { (low, high) } else { (0.0, 1.0) };
        // From nought, unless everything lies far above it.
        self.low = match low {
            low if low < 0.0 => low * 1.05,
            low if low > 0.4 * high => low - 0.25 * (high - low),
            _ => 0.0,
        };
        self.high = if high > low { high * 1.08 } else { high.abs() + 1.0 };
        if self.to <= self.from {
            self.to = self.from.plus(1).unwrap_or(self.from);
        }
        self
    }

    /// The chart in cells of a terminal, axes and labels included; nothing where there is no room for one.
    pub fn rows(&self, width: usize, height: usize) -> Vec<Row> {
        if width < LEAST.0 || height < LEAST.1 {
            return Vec::new();
        }
        let labels: Vec<(f64, String)> = self.heights();
        let margin = labels.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0) + 1;
        let Some(columns) = width.checked_sub(margin + 1).filter(|columns| *columns > 9) else { return Vec::new() };
        let lines = height - 2;
        let mut grid = vec![vec![(Mark::Blank, ' '); columns]; lines];
        let mut put = |x: Option<usize>, y: Option<usize>, mark: Mark, c: char| {
            if let (Some(x), Some(y)) = (x, y) {
                grid[y][x] = (mark, c);
            }
        };
        let x = |day: Day| place(self.share(day), columns);
        let y = |n: f64| place(1.0 - (n - self.low) / (self.high - self.low), lines);
        if self.today >= self.from && self.today <= self.to {
            (0..lines).for_each(|line| put(x(self.today), Some(line), Mark::Today, '│'));
        }
        if let Some(limit) = self.limit {
            (0..columns).for_each(|column| put(Some(column), y(limit), Mark::Limit, '─'));
        }
        // Each column once, so that a steep line has no holes and a flat one no heap.
        for pair in self.line.windows(2) {
            let (Some(from), Some(to)) = (x(pair[0].0), x(pair[1].0)) else { continue };
            for column in from..=to {
                let part = if to > from { (column - from) as f64 / (to - from) as f64 } else { 0.0 };
                put(Some(column), y(pair[0].1 + part * (pair[1].1 - pair[0].1)), Mark::Line, '·');
            }
        }
        self.left_out.iter().for_each(|(day, n)| put(x(*day), y(*n), Mark::LeftOut, '×'));
        self.readings.iter().for_each(|(day, n)| put(x(*day), y(*n), Mark::Reading, '•'));
        let mut rows: Vec<Row> = Vec::new();
        for (line, cells) in grid.into_iter().enumerate() {
            let label = labels.iter().find(|(n, _)| y(*n) == Some(line)).map_or("", |(_, text)| text.as_str());
            let pad = " ".repeat(margin - 1 - label.chars().count());
            let mut row = vec![(Mark::Label, format!("{pad}{label} ")), (Mark::Axis, "│".to_string())];
            for (mark, c) in cells {
                match row.last_mut() {
                    Some((last, text)) if *last == mark => text.push(c),
                    _ => row.push((mark, c.to_string())),
                }
            }
            rows.push(row);
        }
        rows.push(self.axis(margin, columns));
        rows.push(vec![(Mark::Label, " ".repeat(margin + 1) + &self.days(columns))]);
        rows
    }

    /// The axis of days, with the crossing and its range on it.
    fn axis(&self, margin: usize, columns: usize) -> Row {
        let mut cells = vec![(Mark::Axis, '─'); columns];
        let x = |day: Day| place(self.share(day), columns);
        if let Some((middle, early, late)) = self.crosses {
            let ends = (early.and_then(x), late.and_then(x));
            if let (Some(early), Some(late)) = ends {
                cells[early..=late].fill((Mark::Range, '═'));
                cells[early] = (Mark::Range, '(');
                cells[late] = (Mark::Range, ')');
            }
            if let Some(middle) = x(middle) {
                cells[middle] = (Mark::Range, '◆');
            }
        }
        let mut row = vec![(Mark::Label, " ".repeat(margin)), (Mark::Axis, "└".to_string())];
        for (mark, c) in cells {
            match row.last_mut() {
                Some((last, text)) if *last == mark => text.push(c),
                _ => row.push((mark, c.to_string())),
            }
        }
        row
    }

    /// The first and last day and, where there is room between, today or the crossing.
    fn days(&self, columns: usize) -> String {
        let mut line = vec![' '; columns];
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut write = |at: usize, text: String| {
            let width = text.chars().count();
            let at = at.min(columns.saturating_sub(width));
            let free = taken.iter().all(|(from, to)| at > to + 1 || at + width < *from);
            if width <= columns && free {
                line[at..at + width].iter_mut().zip(text.chars()).for_each(|(cell, c)| *cell = c);
                taken.push((at, at + width));
            }
        };
        write(0, self.from.short(self.from));
        write(columns, self.to.short(self.from));
        let before = |day: Day, width: usize| place(self.share(day), columns).map(|at| at.saturating_sub(width / 2));
        if let Some((middle, ..)) = self.crosses {
            let text = middle.short(self.from);
            before(middle, text.len()).into_iter().for_each(|at| write(at, text.clone()));
        }
        if let Some(at) = before(self.today, 5) {
            write(at, "today".to_string());
        }
        line.into_iter().collect::<String>().trim_end().to_string()
    }

    /// The values named at the left edge: the limit, the least and the most.
    fn heights(&self) -> Vec<(f64, String)> {
        let mut found: Vec<(f64, String)> = self.limit.map(|n| (n, self.said(n))).into_iter().collect();
        let most = self.readings.iter().map(|(_, n)| *n).fold(f64::NEG_INFINITY, f64::max);
        let far = |n: f64| self.limit.is_none_or(|limit| (n - limit).abs() > (self.high - self.low) * 0.12);
        if most.is_finite() && far(most) {
            found.push((most, self.said(most)));
        }
        let least = self.readings.iter().map(|(_, n)| *n).fold(f64::INFINITY, f64::min);
        let least = if self.low == 0.0 { 0.0 } else { least };
        if least.is_finite() && far(least) && (most - least).abs() > (self.high - self.low) * 0.12 {
            found.push((least, self.said(least)));
        }
        found
    }

    fn said(&self, n: f64) -> String {
        if n.abs() >= 1e7 {
            return format!("{n:.1e}");
        }
        let places = if n.abs() >= 100.0 || n.fract() == 0.0 { 0 } else { 1 };
        let unit: String = self.unit.chars().take(6).collect();
        if unit.is_empty() { format!("{n:.places$}") } else { format!("{n:.places$} {unit}") }
    }

    /// How far a day lies between the edges.
    fn share(&self, day: Day) -> f64 {
        day.since(self.from) as f64 / self.to.since(self.from).max(1) as f64
    }

    /// The chart as an SVG picture of this width and height in pixels, readable without colour.
    pub fn svg(&self, width: f64, height: f64) -> String {
        let (left, right, top, bottom) = (64.0, 12.0, 10.0, 34.0);
        let x = |day: Day| left + self.share(day).clamp(0.0, 1.0) * (width - left - right);
        let y =
            |n: f64| top + (1.0 - ((n - self.low) / (self.high - self.low)).clamp(0.0, 1.0)) * (height - top - bottom);
        let mut out = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\">"
        );
        let stroke = |x1: f64, y1: f64, x2: f64, y2: f64, how: &str| {
            format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"currentColor\" {how}/>")
        };
        let text = |x: f64, y: f64, anchor: &str, text: &str| {
            let safe = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{safe}</text>")
        };
        let floor = height - bottom;
        out += &stroke(left, top, left, floor, "stroke-width=\"1\"");
        out += &stroke(left, floor, width - right, floor, "stroke-width=\"1\"");
        for (n, label) in self.heights() {
            out += &text(left - 6.0, y(n) + 4.0, "end", &label);
        }
        if let Some(limit) = self.limit {
            out += &stroke(left, y(limit), width - right, y(limit), "stroke-width=\"1.5\"");
        }
        if self.today >= self.from && self.today <= self.to {
            out += &stroke(x(self.today), top, x(self.today), floor, "stroke-width=\"0.7\" stroke-dasharray=\"1 3\"");
        }
        let points: Vec<String> = self.line.iter().map(|(day, n)| format!("{:.1},{:.1}", x(*day), y(*n))).collect();
        if points.len() > 1 {
            let points = points.join(" ");
            out += &format!(
                "<polyline points=\"{points}\" fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"4 3\"/>"
            );
        }
        for (day, n) in &self.readings {
            out += &format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\"/>", x(*day), y(*n));
        }
        for (day, n) in &self.left_out {
            out += &text(x(*day), y(*n) + 4.0, "middle", "×");
        }
        if let Some((middle, early, late)) = self.crosses {
            if let (Some(early), Some(late)) = (early, late) {
                out += &stroke(x(early), floor, x(late), floor, "stroke-width=\"5\" stroke-opacity=\"0.4\"");
            }
            let at = x(middle);
            out += &format!("<path d=\"M{at:.1} {:.1}l5 5l-5 5l-5-5z\"/>", floor - 5.0);
            if at > left + 70.0 && at < width - right - 70.0 {
                out += &text(at, floor + 16.0, "middle", &middle.short(self.from));
            }
        }
        out += &text(left, floor + 16.0, "start", &self.from.short(self.from));
        out += &text(width - right, floor + 16.0, "end", &self.to.short(self.from));
        out + "</svg>"
    }
}

/// The cell in which a share of a length falls; nothing outside of it.
fn place(share: f64, cells: usize) -> Option<usize> {
    let inside = share.is_finite() && (-0.000_001..=1.000_001).contains(&share) && cells > 0;
    inside.then(|| ((share.clamp(0.0, 1.0) * (cells - 1) as f64).round() as usize).min(cells - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn chart() -> Chart {
        let readings: Vec<(Day, f64)> =
            [("2026-09-21", 141.0), ("2026-10-12", 162.0), ("2026-11-09", 190.0)].map(|(d, n)| (day(d), n)).to_vec();
        Chart {
            from: day("2026-09-21"),
            to: day("2026-12-14"),
            low: 0.0,
            high: 0.0,
            line: vec![(day("2026-09-21"), 142.0), (day("2026-12-14"), 224.0)],
            readings,
            left_out: Vec::new(),
            limit: Some(200.0),
            crosses: Some((day("2026-11-19"), Some(day("2026-11-15")), Some(day("2026-11-24")))),
            today: day("2026-11-16"),
            unit: "ms".to_string(),
        }
        .framed()
    }

    fn drawn(chart: &Chart, width: usize, height: usize) -> Vec<String> {
        let rows = chart.rows(width, height);
        rows.iter().map(|row| row.iter().map(|(_, text)| text.as_str()).collect::<String>()).collect()
    }

    #[test]
    fn readings_limit_line_and_range_can_be_read() {
        let lines = drawn(&chart(), 60, 10);
        assert_eq!(lines.len(), 10);
        assert!(lines.iter().all(|line| line.chars().count() <= 60), "{lines:#?}");
        let limit = lines.iter().find(|line| line.contains("200 ms │")).expect("the limit");
        assert!(limit.contains("──────────"), "{limit}");
        let axis = &lines[8];
        let at = |c: char| axis.chars().position(|x| x == c).unwrap_or_else(|| panic!("{c} in {axis}"));
        assert!(at('(') < at('◆') && at('◆') < at(')'), "{axis}");
        assert_eq!(lines.iter().flat_map(|line| line.chars()).filter(|c| *c == '•').count(), 3);
        assert!(lines[9].contains("21 Sep") && lines[9].ends_with("14 Dec"), "{}", lines[9]);
    }

    #[test]
    fn no_size_and_no_value_breaks_it() {
        let odd = [
            Chart { readings: Vec::new(), limit: None, line: Vec::new(), crosses: None, ..chart() }.framed(),
            Chart { limit: Some(-5.0), ..chart() }.framed(),
            Chart { to: day("2026-09-21"), ..chart() }.framed(),
            Chart { limit: Some(1e300), ..chart() }.framed(),
        ];
        for chart in &odd {
            for width in [0, 29, 30, 41, 120] {
                for height in [0, 5, 6, 20] {
                    assert!(drawn(chart, width, height).iter().all(|line| line.chars().count() <= width));
                }
            }
            assert!(!chart.svg(640.0, 240.0).contains("NaN"));
        }
    }
}
