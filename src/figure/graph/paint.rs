//! The layout in the cells of a terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Layout, Line, Place, Route, Tone};
use crate::model::Id;

/// The part of the picture that is painted, in its cells, and the box that is chosen.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct View<'v> {
    pub x: i32,
    pub y: i32,
    pub width: usize,
    pub height: usize,
    pub chosen: Option<&'v Id>,
}

/// What a cell of the picture means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mark {
    #[default]
    Blank,
    Frame,
    /// The frame of the chosen box.
    Chosen,
    Name,
    /// The name of a box that stands out.
    Loud,
    /// Frame and words of a box that is not part of the whole.
    Faint,
    Detail,
    Line,
    /// A line that closes a circle.
    Back,
    /// A line of the chosen box.
    Near,
    /// The `x` on a line that goes where nothing should.
    Crossed,
}

/// One line of the painted picture, in pieces of one meaning.
pub type Row = Vec<(Mark, String)>;

/// A cell: text of one cell or two, or the second half of what stands before.
#[derive(Clone, Copy, PartialEq)]
enum Glyph<'l> {
    Char(char),
    Cluster(&'l str),
    Half,
}

/// The lines that leave a cell to its four sides.
#[derive(Clone, Copy, Default)]
struct Ways {
    left: Option<Line>,
    right: Option<Line>,
    up: Option<Line>,
    down: Option<Line>,
    mark: Mark,
}

impl Layout {
    /// The view that shows a box in its middle, as far as the picture reaches there.
    pub fn view<'v>(&self, chosen: Option<&'v Id>, width: usize, height: usize) -> View<'v> {
        let middle = chosen.and_then(|id| self.place(id)).map_or((0, 0), |p| (p.x + p.w / 2, p.y + p.h / 2));
        let (wide, high) = (i32::try_from(width).unwrap_or(i32::MAX), i32::try_from(height).unwrap_or(i32::MAX));
        let within = |middle: i32, room: i32, whole: i32| (middle - room / 2).min(whole - room).max(0);
        View { x: within(middle.0, wide, self.width), y: within(middle.1, high, self.height), width, height, chosen }
    }

    /// The picture in cells, every row as wide as the view. Linear in the cells and in what passes through them.
    pub fn rows(&self, view: &View<'_>) -> Vec<Row> {
        let mut canvas = Canvas::new(view);
        self.routes.iter().for_each(|route| canvas.route(route));
        canvas.draw_lines();
        self.places.iter().for_each(|place| canvas.place(place));
        self.routes.iter().for_each(|route| canvas.ends(route, self));
        canvas.rows()
    }

    /// The whole picture as lines of text, nothing chosen.
    pub fn text(&self) -> Vec<String> {
        let (width, height) = (self.width.max(0) as usize, self.height.max(0) as usize);
        let rows = self.rows(&View { width, height, ..View::default() });
        let line = |row: Row| row.into_iter().map(|(_, text)| text).collect::<String>().trim_end().to_string();
        rows.into_iter().map(line).collect()
    }
}

struct Canvas<'l> {
    view: View<'l>,
    cells: Vec<(Mark, Glyph<'l>)>,
    ways: Vec<Ways>,
}

impl<'l> Canvas<'l> {
    fn new(view: &View<'l>) -> Canvas<'l> {
        let count = view.width * view.height;
        Canvas { view: *view, cells: vec![(Mark::Blank, Glyph::Char(' ')); count], ways: vec![Ways::default(); count] }
    }

    fn at(&self, x: i32, y: i32) -> Option<usize> {
        let (x, y) = (usize::try_from(x - self.view.x).ok()?, usize::try_from(y - self.view.y).ok()?);
        (x < self.view.width && y < self.view.height).then(|| y * self.view.width + x)
    }

    fn put(&mut self, x: i32, y: i32, mark: Mark, c: char) {
        if let Some(at) = self.at(x, y) {
            self.cells[at] = (mark, Glyph::Char(c));
        }
    }

    fn mark(&self, route: &Route) -> Mark {
        match self.view.chosen {
            Some(id) if route.from == *id || route.to == *id => Mark::Near,
            _ if route.back => Mark::Back,
            _ => Mark::Line,
        }
    }

    fn route(&mut self, route: &Route) {
        let mark = self.mark(route);
        let line = Some(route.line);
        let (right, bottom) = (self.view.x + self.view.width as i32, self.view.y + self.view.height as i32);
        for pair in route.points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if from.1 == to.1 {
                let (low, high) = (from.0.min(to.0), from.0.max(to.0));
                for x in low.max(self.view.x)..=high.min(right - 1) {
                    let Some(at) = self.at(x, from.1) else { break };
                    let ways = &mut self.ways[at];
                    ways.mark = mark;
                    ways.right = if x < high { line } else { ways.right };
                    ways.left = if x > low { line } else { ways.left };
                }
            } else {
                let (low, high) = (from.1.min(to.1), from.1.max(to.1));
                for y in low.max(self.view.y)..=high.min(bottom - 1) {
                    let Some(at) = self.at(from.0, y) else { break };
                    let ways = &mut self.ways[at];
                    if ways.left.is_none() || ways.right.is_none() {
                        ways.mark = mark;
                    }
                    ways.down = if y < high { line } else { ways.down };
                    ways.up = if y > low { line } else { ways.up };
                }
            }
        }
        // Both ends reach the frames they stand beside.
        if let (Some(first), Some(last)) = (route.points.first(), route.points.last()) {
            if let Some(at) = self.at(first.0, first.1) {
                self.ways[at].left = line;
            }
            if let Some(at) = self.at(last.0, last.1) {
                self.ways[at].right = line;
            }
        }
    }

    fn draw_lines(&mut self) {
        for (cell, ways) in self.cells.iter_mut().zip(&self.ways) {
            if let Some(glyph) = glyph(ways) {
                *cell = (ways.mark, Glyph::Char(glyph));
            }
        }
    }

    fn place(&mut self, place: &'l Place) {
        let (right, bottom) = (place.x + place.w - 1, place.y + place.h - 1);
        let outside = right < self.view.x
            || bottom < self.view.y
            || place.x >= self.view.x + self.view.width as i32
            || place.y >= self.view.y + self.view.height as i32;
        if outside {
            return;
        }
        let chosen = self.view.chosen == Some(&place.id);
        let (mark, [top_left, top_right, low_left, low_right, across, down]) = match place.tone {
            _ if chosen => (Mark::Chosen, ['╔', '╗', '╚', '╝', '═', '║']),
            Tone::Faint => (Mark::Faint, ['╭', '╮', '╰', '╯', '─', '│']),
            _ => (Mark::Frame, ['┌', '┐', '└', '┘', '─', '│']),
        };
        for x in place.x + 1..right {
            self.put(x, place.y, mark, across);
            self.put(x, bottom, mark, across);
        }
        for y in place.y + 1..bottom {
            self.put(place.x, y, mark, down);
            self.put(right, y, mark, down);
        }
        self.put(place.x, place.y, mark, top_left);
        self.put(right, place.y, mark, top_right);
        self.put(place.x, bottom, mark, low_left);
        self.put(right, bottom, mark, low_right);
        if place.to_itself {
            self.put(right - 1, place.y, Mark::Back, 'o');
        }
        let inner = place.h - 2;
        let two = !place.detail.is_empty();
        let first = place.y + 1 + (inner - 1 - i32::from(two)) / 2;
        let name = match place.tone {
            Tone::Loud => Mark::Loud,
            Tone::Faint => Mark::Faint,
            Tone::Plain => Mark::Name,
        };
        self.words(place.x + 2, first, name, place.name.as_str());
        if two {
            self.words(place.x + 2, first + 1, Mark::Detail, place.detail.as_str());
        }
    }

    fn words(&mut self, x: i32, y: i32, mark: Mark, words: &'l str) {
        let mut x = x;
        for cluster in words.graphemes(true) {
            let wide = cluster.width() as i32;
            match (self.at(x, y), self.at(x + wide.max(1) - 1, y)) {
                (Some(at), Some(end)) if wide > 0 => {
                    self.cells[at] = (mark, Glyph::Cluster(cluster));
                    self.cells[at + 1..=end].fill((mark, Glyph::Half));
                }
                // Half of it lies outside.
                (Some(at), None) | (None, Some(at)) if wide > 0 => self.cells[at] = (mark, Glyph::Char(' ')),
                _ => {}
            }
            x += wide;
        }
    }

    /// Where a line leaves its box, where it comes in, and what it is marked with.
    fn ends(&mut self, route: &Route, layout: &Layout) {
        let (Some(first), Some(last)) = (route.points.first(), route.points.last()) else { return };
        let mark = self.mark(route);
        let ((x, y), (head_x, head_y), head) = if route.back { (*last, *first, '«') } else { (*first, *last, '>') };
        self.put(head_x, head_y, mark, head);
        let (border, side) = if route.back { (x + 1, 1) } else { (x - 1, 0) };
        let frame = layout.place(&route.from).map_or(Mark::Frame, |place| match place.tone {
            _ if self.view.chosen == Some(&place.id) => Mark::Chosen,
            Tone::Faint => Mark::Faint,
            _ => Mark::Frame,
        });
        let tee = match (route.line, frame == Mark::Chosen) {
            (Line::Double, false) => ['╞', '╡'],
            (Line::Heavy, false) => ['┝', '┥'],
            (_, false) => ['├', '┤'],
            (Line::Double, true) => ['╠', '╣'],
            (_, true) => ['╟', '╢'],
        };
        self.put(border, y, frame, tee[side]);
        if let Some((x, y)) = route.cross {
            self.put(x, y, Mark::Crossed, 'x');
        }
    }

    fn rows(self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.view.height);
        for line in self.cells.chunks(self.view.width.max(1)) {
            let mut row: Row = Vec::new();
            for (mark, glyph) in line {
                if *glyph == Glyph::Half {
                    continue;
                }
                if row.last().is_none_or(|(last, _)| last != mark) {
                    row.push((*mark, String::new()));
                }
                if let Some((_, text)) = row.last_mut() {
                    match glyph {
                        Glyph::Char(c) => text.push(*c),
                        Glyph::Cluster(cluster) => text.push_str(cluster),
                        Glyph::Half => {}
                    }
                }
            }
            rows.push(row);
        }
        rows
    }
}

/// The character for the lines that leave a cell.
fn glyph(ways: &Ways) -> Option<char> {
    let level = ways.left.or(ways.right);
    let upright = ways.up.or(ways.down);
    let (Some(level), Some(upright)) = (level, upright) else {
        return match (level, upright) {
            (Some(line), None) => Some(straight(line)[0]),
            (None, Some(line)) => Some(straight(line)[1]),
            _ => None,
        };
    };
    let turns = [ways.left.is_some(), ways.right.is_some(), ways.up.is_some(), ways.down.is_some()];
    let corners = match level {
        Line::Light => ['┌', '┐', '└', '┘'],
        Line::Double => ['╔', '╗', '╚', '╝'],
        Line::Heavy => ['┏', '┓', '┗', '┛'],
        Line::Dotted | Line::Dashed => ['╭', '╮', '╰', '╯'],
    };
    Some(match turns {
        [false, true, false, true] => corners[0],
        [true, false, false, true] => corners[1],
        [false, true, true, false] => corners[2],
        [true, false, true, false] => corners[3],
        _ => crossing(level, upright),
    })
}

/// Level and upright.
fn straight(line: Line) -> [char; 2] {
    match line {
        Line::Light => ['─', '│'],
        Line::Double => ['═', '║'],
        Line::Dotted => ['┈', '┊'],
        Line::Heavy => ['━', '┃'],
        Line::Dashed => ['╌', '╎'],
    }
}

/// One line goes straight through another.
fn crossing(level: Line, upright: Line) -> char {
    let kind = |line: Line| match line {
        Line::Double => 1,
        Line::Heavy => 2,
        _ => 0,
    };
    // There is no character for a double line through a heavy one.
    [['┼', '╫', '╂'], ['╪', '╬', '╬'], ['┿', '╬', '╋']][kind(level)][kind(upright)]
}
