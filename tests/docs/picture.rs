//! The README's picture: the home screen of the demo plan, cell by cell, as SVG.

use std::fmt::Write;

use outgrow::analysis::World;
use outgrow::model::Day;
use outgrow::session::Session;
use outgrow::store::{Document, read};
use outgrow::tui::app::App;
use outgrow::tui::paint::{Glyphs, Look, Theme};
use outgrow::tui::run::{Application, Effect, Input};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::hold;

const SIZE: (u16, u16) = (112, 36);

/// A cell in picture units, and the margin around all of them.
const CELL: (f32, f32) = (8.0, 17.0);
const MARGIN: f32 = 10.0;

#[test]
fn the_picture_is_up_to_date() {
    hold("assets/workbench.svg", &svg(&screen()));
}

/// The demo's first screen on the day the demo is told for.
fn screen() -> Buffer {
    let (plan, _) = read::read(super::read("assets/templates/demo.ron").as_bytes()).expect("the demo reads");
    let session = Session::with(Document::new("acme/outgrow.ron".into(), plan), None, true);
    let today = Day::parse("2026-11-16").expect("a day");
    let mut app = App::new(session, World::on(today), Look { theme: Theme::Auto, glyphs: Glyphs::Unicode });
    app.settle();
    // What is worked out beside the screen stands on it, too.
    let mut waiting = app.handle(Input::Focus);
    while let Some(effect) = waiting.pop() {
        if let Effect::Work(job) | Effect::Slow(job) = effect {
            waiting.extend(app.handle(Input::Computed(job())));
        }
    }
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory");
    terminal.draw(|frame| app.draw(frame)).expect("a frame");
    terminal.backend().buffer().clone()
}

const STYLE: &str = "\
text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: var(--ink); white-space: pre }
.back { fill: var(--paper) } .bar { fill: var(--ink) } .part { fill: var(--ink); opacity: .25 }
.line { stroke: var(--ink); fill: none } .b { font-weight: bold } .u { text-decoration: underline }
.green { fill: var(--green) } .red { fill: var(--red) } .magenta { fill: var(--magenta) } .yellow { fill: var(--yellow) }
.r { fill: var(--paper) }
svg { --ink: #1f2328; --paper: #fff; --green: #116329; --red: #b3161b; --magenta: #8250df; --yellow: #7d4e00 }
@media (prefers-color-scheme: dark) {
svg { --ink: #e6edf3; --paper: #0d1117; --green: #56d364; --red: #ff7b72; --magenta: #d2a8ff; --yellow: #e3b341 }
}
";

fn svg(screen: &Buffer) -> String {
    let (width, height) = (f32::from(SIZE.0) * CELL.0 + 2.0 * MARGIN, f32::from(SIZE.1) * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\">\n<title>The workbench on the demo plan</title>\n<style>\n{STYLE}</style>\n\
         <rect class=\"back\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n"
    );
    for y in 0..SIZE.1 {
        let mut x = 0;
        while x < SIZE.0 {
            let kind = kind(&screen[(x, y)]);
            let end = (x..SIZE.0).find(|at| self::kind(&screen[(*at, y)]) != kind).unwrap_or(SIZE.0);
            piece(&mut out, screen, (x, end), y, kind);
            x = end;
        }
    }
    let _ = writeln!(out, "<path class=\"line\" d=\"{}\"/>", frames(screen));
    out.push_str("</svg>\n");
    out
}

/// What is drawn alike.
#[derive(PartialEq, Clone, Copy)]
enum Kind {
    Text(Color, Modifier),
    /// A gauge's cells: reached, or still to go.
    Bar,
    Part,
    Frame(Modifier),
}

fn kind(cell: &Cell) -> Kind {
    match cell.symbol() {
        "█" => Kind::Bar,
        "░" => Kind::Part,
        symbol if arms(symbol).is_some() => Kind::Frame(cell.modifier),
        _ => Kind::Text(cell.fg, cell.modifier),
    }
}

fn left(x: u16) -> f32 {
    MARGIN + f32::from(x) * CELL.0
}

fn top(y: u16) -> f32 {
    MARGIN + f32::from(y) * CELL.1
}

/// Cells of one kind in one line.
fn piece(out: &mut String, screen: &Buffer, (from, to): (u16, u16), y: u16, kind: Kind) {
    let width = f32::from(to - from) * CELL.0;
    let block = |out: &mut String, class: &str, inset: f32| {
        let (top, height) = (top(y) + inset, CELL.1 - 2.0 * inset);
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>",
            left(from)
        );
    };
    let (color, modifier) = match kind {
        Kind::Bar => return block(out, "bar", 3.0),
        Kind::Part => return block(out, "part", 3.0),
        Kind::Frame(_) => return,
        Kind::Text(color, modifier) => (color, modifier),
    };
    if modifier.contains(Modifier::REVERSED) {
        block(out, "bar", 0.0);
    }
    let text: String = (from..to).map(|x| screen[(x, y)].symbol()).collect();
    let classes = classes(color, modifier);
    // Blanks would only push the words; each run of words stands at its own column.
    for (at, words) in runs(&text) {
        let x = left(from + at as u16);
        let wide = unicode_width::UnicodeWidthStr::width(words) as f32 * CELL.0;
        let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(
            out,
            "<text{classes} x=\"{x}\" y=\"{}\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\">{escaped}</text>",
            top(y) + 13.0
        );
    }
}

/// Words with single blanks between them, and the cell each run begins in.
fn runs(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split("  ") {
        let lead = part.len() - part.trim_start().len();
        let words = part.trim();
        if !words.is_empty() {
            found.push((at + lead, words));
        }
        at += unicode_width::UnicodeWidthStr::width(part) + 2;
    }
    found
}

fn classes(color: Color, modifier: Modifier) -> String {
    let hue = match color {
        Color::Green => "green",
        Color::Red => "red",
        Color::Magenta => "magenta",
        Color::Yellow => "yellow",
        _ => "",
    };
    let marks = [(Modifier::REVERSED, "r"), (Modifier::BOLD, "b"), (Modifier::UNDERLINED, "u")];
    let hue = if modifier.contains(Modifier::REVERSED) { "" } else { hue };
    let all =
        std::iter::once(hue).chain(marks.into_iter().filter(|(m, _)| modifier.contains(*m)).map(|(_, word)| word));
    let all: Vec<&str> = all.filter(|word| !word.is_empty()).collect();
    if all.is_empty() { String::new() } else { format!(" class=\"{}\"", all.join(" ")) }
}

/// Where a frame's character reaches: left, right, up, down.
fn arms(symbol: &str) -> Option<[bool; 4]> {
    let reach = match symbol {
        "─" => "lr",
        "│" => "ud",
        "┌" => "rd",
        "┐" => "ld",
        "└" => "ru",
        "┘" => "lu",
        "├" => "rud",
        "┤" => "lud",
        "┬" => "lrd",
        "┴" => "lru",
        "┼" => "lrud",
        _ => return None,
    };
    Some(['l', 'r', 'u', 'd'].map(|arm| reach.contains(arm)))
}

/// All frames as one path: strokes from cell to cell, without the gaps that letters would leave.
fn frames(screen: &Buffer) -> String {
    let mut out = String::new();
    let reach = |x: u16, y: u16, arm: usize| arms(screen[(x, y)].symbol()).is_some_and(|arms| arms[arm]);
    let half = |value: f32, size: f32, on: bool| if on { value + size / 2.0 } else { value };
    for y in 0..SIZE.1 {
        let mut x = 0;
        while x < SIZE.0 {
            if !reach(x, y, 0) && !reach(x, y, 1) {
                x += 1;
                continue;
            }
            let begin = half(left(x), CELL.0, !reach(x, y, 0));
            let mut last = x;
            while last + 1 < SIZE.0 && reach(last, y, 1) && reach(last + 1, y, 0) {
                last += 1;
            }
            let end = if reach(last, y, 1) { left(last + 1) } else { left(last) + CELL.0 / 2.0 };
            let _ = write!(out, "M{begin} {}H{end}", top(y) + CELL.1 / 2.0);
            x = last + 1;
        }
    }
    for x in 0..SIZE.0 {
        let mut y = 0;
        while y < SIZE.1 {
            if !reach(x, y, 2) && !reach(x, y, 3) {
                y += 1;
                continue;
            }
            let begin = half(top(y), CELL.1, !reach(x, y, 2));
            let mut last = y;
            while last + 1 < SIZE.1 && reach(x, last, 3) && reach(x, last + 1, 2) {
                last += 1;
            }
            let end = if reach(x, last, 3) { top(last + 1) } else { top(last) + CELL.1 / 2.0 };
            let _ = write!(out, "M{} {begin}V{end}", left(x) + CELL.0 / 2.0);
            y = last + 1;
        }
    }
    out
}
