//! Things by what they take and what they threaten, in four fields: numbers on a plane, told by a list beside it.

/// The plane as a value. Nothing is negative; what lies beyond the edge stands at it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Matrix {
    pub points: Vec<Point>,
    /// What is counted across and upward.
    pub across: String,
    pub up: String,
    /// Where the fields part, across and upward.
    pub parts: (f64, f64),
    /// What the fields are called: little and much across, of much and of little upward.
    pub fields: [&'static str; 4],
}

/// One thing on the plane.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// As the list beside it says.
    pub number: usize,
    pub across: f64,
    pub up: f64,
    /// Whether it must be acted on.
    pub loud: bool,
}

/// What a mark on the plane means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Blank,
    Axis,
    Label,
    Part,
    Point,
    Loud,
}

/// One line of the painted plane, in pieces of one meaning.
pub type Row = Vec<(Mark, String)>;

/// Smallest size that is painted.
const LEAST: (usize, usize) = (36, 8);

impl Matrix {
    /// The furthest across and upward, with some air; never nought.
    fn most(&self) -> (f64, f64) {
        let of = |get: fn(&Point) -> f64, part: f64| {
            let most = self.points.iter().map(get).filter(|n| n.is_finite()).fold(part, f64::max);
            if most > 0.0 && most.is_finite() { most * 1.1 } else { 1.0 }
        };
        (of(|point| point.across, self.parts.0), of(|point| point.up, self.parts.1))
    }

    /// The plane in cells of a terminal, axes and names of the fields included; nothing where there is no room for it.
    pub fn rows(&self, width: usize, height: usize) -> Vec<Row> {
        if width < LEAST.0 || height < LEAST.1 || self.points.is_empty() {
            return Vec::new();
        }
        let (columns, lines) = (width - 2, height - 2);
        let (right, top) = self.most();
        let x = |n: f64| place(n / right, columns);
        let y = |n: f64| lines - 1 - place(n / top, lines);
        let mut grid = vec![vec![(Mark::Blank, ' '); columns]; lines];
        let (part_x, part_y) = (x(self.parts.0), y(self.parts.1));
        for line in &mut grid {
            line[part_x] = (Mark::Part, '·');
        }
        grid[part_y].fill((Mark::Part, '·'));
        grid[part_y][part_x] = (Mark::Part, '+');
        let name = |grid: &mut Vec<Vec<(Mark, char)>>, line: usize, from: usize, room: usize, text: &str| {
            if text.chars().count() <= room {
                for (n, c) in text.chars().enumerate() {
                    grid[line][from + n] = (Mark::Label, c);
                }
            }
        };
        let rest = columns - part_x - 1;
        let [pay, plan, pass, leave] = self.fields;
        if part_y > 0 {
            name(&mut grid, 0, 0, part_x, pay);
            name(&mut grid, 0, part_x + 1, rest, plan);
        }
        if part_y + 1 < lines {
            name(&mut grid, lines - 1, 0, part_x, pass);
            name(&mut grid, lines - 1, part_x + 1, rest, leave);
        }
        for point in &self.points {
            self.put(&mut grid, point, x(point.across), y(point.up));
        }
        let mut rows: Vec<Row> = grid
            .into_iter()
            .map(|cells| {
                let mut row = vec![(Mark::Axis, "│".to_string())];
                for (mark, c) in cells {
                    match row.last_mut() {
                        Some((last, text)) if *last == mark => text.push(c),
                        _ => row.push((mark, c.to_string())),
                    }
                }
                row
            })
            .collect();
        rows.push(vec![(Mark::Axis, format!("└{}", "─".repeat(columns)))]);
        rows.push(vec![(Mark::Label, self.axes().chars().take(width).collect())]);
        rows
    }

    /// `upward: loss in EUR at 6 months · across: days of work`.
    fn axes(&self) -> String {
        format!("upward: {} · across: {}", self.up, self.across)
    }

    /// A number into the nearest free cells of its line, or of those beside it; without room it is left to the list.
    fn put(&self, grid: &mut [Vec<(Mark, char)>], point: &Point, x: usize, y: usize) {
        let text = point.number.to_string();
        let size = text.len();
        let columns = grid[0].len();
        let mark = if point.loud { Mark::Loud } else { Mark::Point };
        let free = |grid: &[Vec<(Mark, char)>], line: usize, from: usize| {
            let around = from.saturating_sub(1)..(from + size + 1).min(columns);
            let taken = |cell: &(Mark, char)| matches!(cell.0, Mark::Point | Mark::Loud);
            from + size <= columns && !grid[line][around].iter().any(taken)
        };
        for far in 0..columns.max(grid.len()) {
            for (line, from) in around(x.min(columns - size.min(columns)), y, far, grid.len()) {
                if free(grid, line, from) {
                    for (n, c) in text.chars().enumerate() {
                        grid[line][from + n] = (mark, c);
                    }
                    return;
                }
            }
        }
    }

    /// The plane as an SVG picture of this width and height in pixels, readable without colour.
    pub fn svg(&self, width: f64, height: f64) -> String {
        let (left, right, top, bottom) = (16.0, 12.0, 12.0, 34.0);
        let (far, high) = self.most();
        let share = |n: f64, most: f64| if n.is_finite() { (n / most).clamp(0.0, 1.0) } else { 1.0 };
        let x = |n: f64| left + share(n, far) * (width - left - right);
        let y = |n: f64| top + (1.0 - share(n, high)) * (height - top - bottom);
        let safe = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let line = |x1: f64, y1: f64, x2: f64, y2: f64, how: &str| {
            format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"currentColor\" {how}/>")
        };
        let text = |x: f64, y: f64, anchor: &str, text: &str| {
            format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", safe(text))
        };
        let floor = height - bottom;
        let mut out = format!(
            "<svg class=\"matrix\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\">"
        );
        out += &line(left, top, left, floor, "stroke-width=\"1\"");
        out += &line(left, floor, width - right, floor, "stroke-width=\"1\"");
        let (part_x, part_y) = (x(self.parts.0), y(self.parts.1));
        out += &line(part_x, top, part_x, floor, "stroke-width=\"0.7\" stroke-dasharray=\"3 3\"");
        out += &line(left, part_y, width - right, part_y, "stroke-width=\"0.7\" stroke-dasharray=\"3 3\"");
        let [pay, plan, pass, leave] = self.fields;
        out += &text(left + 4.0, top + 10.0, "start", pay);
        out += &text(width - right, top + 10.0, "end", plan);
        out += &text(left + 4.0, floor - 5.0, "start", pass);
        out += &text(width - right, floor - 5.0, "end", leave);
        for point in &self.points {
            let (at_x, at_y) = (x(point.across), y(point.up));
            let ring = if point.loud { "2" } else { "0.8" };
            out += &format!(
                "<circle cx=\"{at_x:.1}\" cy=\"{at_y:.1}\" r=\"9\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{ring}\"/>"
            );
            out += &text(at_x, at_y + 4.0, "middle", &point.number.to_string());
        }
        out += &text(left, height - 12.0, "start", &self.axes());
        out + "</svg>"
    }
}

/// The cells at a distance from a place, those on its own line first, then those above.
fn around(x: usize, y: usize, far: usize, lines: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let sides = |line: usize, found: &mut Vec<(usize, usize)>| {
        found.push((line, x + far));
        found.extend(x.checked_sub(far).filter(|_| far > 0).map(|from| (line, from)));
    };
    sides(y, &mut found);
    for step in 1..=far.min(lines) {
        let near = |line: Option<usize>, found: &mut Vec<(usize, usize)>| {
            if let Some(line) = line.filter(|line| *line < lines) {
                for from in x.saturating_sub(far)..=x + far {
                    found.push((line, from));
                }
            }
        };
        near(y.checked_sub(step), &mut found);
        near(Some(y + step), &mut found);
    }
    found
}

/// The cell in which a share of a length falls; what lies beyond stands at the edge.
fn place(share: f64, cells: usize) -> usize {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 1.0 };
    ((share * cells.saturating_sub(1) as f64).round() as usize).min(cells.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(points: &[(f64, f64)]) -> Matrix {
        let points = points.iter().enumerate();
        let points =
            points.map(|(n, (across, up))| Point { number: n + 1, across: *across, up: *up, loud: n == 0 }).collect();
        let fields = ["pay now", "plan it", "along the way", "leave it"];
        Matrix { points, across: "days".into(), up: "loss".into(), parts: (3.0, 4000.0), fields }
    }

    fn drawn(matrix: &Matrix, width: usize, height: usize) -> Vec<String> {
        let rows = matrix.rows(width, height);
        rows.iter().map(|row| row.iter().map(|(_, text)| text.as_str()).collect::<String>()).collect()
    }

    #[test]
    fn numbers_stand_in_their_fields() {
        let lines = drawn(&matrix(&[(2.0, 8690.0), (9.0, 16068.0), (6.0, 600.0), (1.0, 100.0)]), 60, 14);
        assert_eq!(lines.len(), 14);
        let at = |number: char| {
            let line =
                lines[..12].iter().position(|line| line.contains(number)).unwrap_or_else(|| panic!("{lines:#?}"));
            (line, lines[line].chars().position(|c| c == number).unwrap_or(0))
        };
        assert!(at('2').0 < at('1').0 && at('1').0 < at('3').0 && at('3').0 <= at('4').0, "{lines:#?}");
        assert!(at('4').1 < at('1').1 && at('1').1 < at('3').1 && at('3').1 < at('2').1, "{lines:#?}");
        assert!(lines[0].contains("pay now") && lines[0].contains("plan it"), "{lines:#?}");
        assert!(lines[11].contains("leave it"), "{lines:#?}");
    }

    #[test]
    fn all_in_one_place_are_all_there_and_no_size_breaks_it() {
        let heap = matrix(&[(2.0, 5.0); 12]);
        let lines = drawn(&heap, 60, 14);
        let all: String = lines[..12].concat();
        let numbers: Vec<&str> = all.split(|c: char| !c.is_ascii_digit()).filter(|text| !text.is_empty()).collect();
        assert_eq!(numbers.len(), 12, "{lines:#?}");
        let odd =
            [matrix(&[(f64::NAN, f64::INFINITY), (-1.0, 0.0)]), Matrix { parts: (0.0, 0.0), ..matrix(&[(0.0, 0.0)]) }];
        for matrix in odd.iter().chain([&heap, &Matrix::default()]) {
            for width in [0, 35, 36, 80, 200] {
                for height in [0, 7, 8, 30] {
                    let lines = drawn(matrix, width, height);
                    assert!(lines.iter().all(|line| line.chars().count() <= width), "{lines:#?}");
                }
            }
            assert!(!matrix.svg(640.0, 240.0).contains("NaN") && !matrix.svg(640.0, 240.0).contains("inf"));
        }
    }
}
