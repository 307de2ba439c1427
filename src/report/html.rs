//! A document as one self-contained HTML page with a stylesheet for print: no script, nothing fetched, the same
//! bytes for the same document.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::doc::{Block, Doc, Figure, Grid, Tone, Words};
use super::{figures, prose};
use crate::text::Shown;

/// The sheet it is laid out for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

const STYLE: &str = include_str!("../../assets/print.css");

/// Hatching for gauges: lines print on any printer where a shade may come out white.
const HATCH: &str = "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>\
<pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<path d=\"M0 0V4\" stroke=\"#000\" stroke-width=\"3\"/></pattern></defs></svg>\n";

/// Characters that half a sheet has room for side by side; a wider table takes the whole width.
const HALF: usize = 58;

/// A cell's text is broken over lines rather than made wider than this.
const CELL: usize = 14;

/// A section of so many lines stands beside two others.
const TALL: usize = 7;

/// Longer words may be broken, every so many characters.
const LONG: usize = 24;
const PIECE: usize = 12;

/// The whole page. The first sheet sets its sections side by side where they fit; the others run down.
pub fn write(doc: &Doc, paper: Paper) -> String {
    let sheets: Vec<&[Block]> = doc.blocks.split(|block| *block == Block::Page).collect();
    let size = if paper == Paper::A4 { "A4" } else { "letter" };
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    out.extend(["<title>", &escape(doc.title.as_str()), "</title>\n<style>\n", STYLE]);
    out.extend(["@page { size: ", size, "; @bottom-left { content: ", &css_string(doc.foot.as_str()), " } }\n"]);
    out.extend(["</style>\n</head>\n<body class=\"", size, "\">\n", HATCH, "<main>\n"]);
    for (n, sheet) in sheets.into_iter().enumerate() {
        out.push_str("<div class=\"sheet\">\n");
        if n == 0 {
            front(&mut out, sheet)
        } else {
            blocks(&mut out, sheet)
        }
        out.push_str("</div>\n");
    }
    out.push_str("</main>\n");
    if !doc.foot.is_empty() {
        out.extend(["<footer>", &escape(doc.foot.as_str()), "</footer>\n"]);
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// The first sheet: what comes before the first section, then the sections as tiles.
fn front(out: &mut String, sheet: &[Block]) {
    let starts: Vec<usize> =
        (0..sheet.len()).filter(|at| matches!(sheet[*at], Block::Heading(2, _))).chain([sheet.len()]).collect();
    blocks(out, &sheet[..starts[0]]);
    if starts.len() == 1 {
        return;
    }
    out.push_str("<div class=\"tiles\">\n");
    for pair in starts.windows(2) {
        let tile = &sheet[pair[0]..pair[1]];
        // Half a sheet is too narrow for a table of many columns, and for what is written into a timeline.
        let wide = tile.iter().any(|block| match block {
            Block::Table(grid) => !fits_half(grid),
            Block::Figure(figure) => matches!(**figure, Figure::Gantt(_)),
            _ => false,
        });
        let class = match (wide, tile.iter().map(lines).sum::<usize>() >= TALL) {
            (true, _) => "tile wide",
            (false, true) => "tile tall",
            (false, false) => "tile",
        };
        out.extend(["<section class=\"", class, "\">\n"]);
        blocks(out, tile);
        out.push_str("</section>\n");
    }
    out.push_str("</div>\n");
}

/// About how many lines a block takes.
fn lines(block: &Block) -> usize {
    match block {
        Block::Table(grid) => grid.lines.len(),
        Block::Para(_) => 1,
        _ => 0,
    }
}

/// Whether a table can be read on half the width, its longer cells broken over lines.
fn fits_half(grid: &Grid) -> bool {
    let longest = |text: &Shown| text.as_str().split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
    let column = |at: usize| {
        let cells = grid.lines.iter().filter_map(|line| line.cells.get(at)).map(Words::text);
        let needs = cells.map(|text| text.width().min(CELL).max(longest(&text).min(LONG)));
        needs.chain([longest(&grid.columns[at].label)]).max().unwrap_or(0) + 2
    };
    (0..grid.columns.len()).map(column).sum::<usize>() <= HALF
}

fn blocks(out: &mut String, blocks: &[Block]) {
    let mut rest = blocks;
    while let Some(block) = rest.first() {
        let gauges = rest.iter().take_while(|block| matches!(block, Block::Gauge { .. })).count();
        if gauges > 0 {
            out.push_str("<table class=\"gauges\">\n<tbody>\n");
            rest[..gauges].iter().for_each(|block| gauge(out, block));
            out.push_str("</tbody>\n</table>\n");
            rest = &rest[gauges..];
            continue;
        }
        self::block(out, block);
        rest = &rest[1..];
    }
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(level, words) => {
            let tag = format!("h{}", (*level).clamp(1, 6));
            out.extend(["<", &tag, ">", &inline(words), "</", &tag, ">\n"]);
        }
        Block::Para(words) => out.extend(["<p>", &inline(words), "</p>\n"]),
        Block::List(items) if items.is_empty() => {}
        Block::List(items) => {
            out.push_str("<ul>\n");
            items.iter().for_each(|item| out.extend(["<li>", &inline(item), "</li>\n"]));
            out.push_str("</ul>\n");
        }
        Block::Pairs(pairs) => {
            out.push_str("<dl>\n");
            for (label, words) in pairs {
                out.extend(["<div><dt>", &breakable(label.as_str()), "</dt><dd>", &inline(words), "</dd></div>\n"]);
            }
            out.push_str("</dl>\n");
        }
        Block::Table(grid) => table(out, grid),
        Block::Prose(lines) => out.extend(["<div class=\"prose\">\n", &prose::html(lines), "</div>\n"]),
        Block::Figure(figure) => out.extend([&figures::svg(figure), "\n"]),
        Block::Gauge { .. } | Block::Page => {}
    }
}

/// The first cell of a line is its head.
fn table(out: &mut String, grid: &Grid) {
    let class = |at: usize| if grid.columns.get(at).is_some_and(|column| column.right) { " class=\"n\"" } else { "" };
    out.push_str("<table>\n<thead><tr>");
    for (at, column) in grid.columns.iter().enumerate() {
        out.extend(["<th scope=\"col\"", class(at), ">", &breakable(column.label.as_str()), "</th>"]);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for line in &grid.lines {
        out.push_str("<tr>");
        for (at, cell) in line.cells.iter().enumerate() {
            let (open, close) = if at == 0 { ("<th scope=\"row\"", "</th>") } else { ("<td", "</td>") };
            out.extend([open, class(at), ">", &inline(cell), close]);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn gauge(out: &mut String, block: &Block) {
    let Block::Gauge { label, share, words } = block else { return };
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let filled = format!("{:.1}", share * 100.0);
    out.extend(["<tr><th scope=\"row\">", &breakable(label.as_str()), "</th><td class=\"bar\">"]);
    out.push_str("<svg viewBox=\"0 0 102 10\" width=\"102\" height=\"10\" aria-hidden=\"true\">");
    out.extend(["<rect x=\"1\" y=\"1\" width=\"", &filled, "\" height=\"8\" fill=\"url(#hatch)\"/>"]);
    out.push_str("<rect x=\"1\" y=\"1\" width=\"100\" height=\"8\" fill=\"none\" stroke=\"#000\"/></svg>");
    out.extend(["</td><td>", &inline(words), "</td></tr>\n"]);
}

/// A line of words; a tone is an element or a class, and the words say the same.
fn inline(words: &Words) -> String {
    let mut out = String::new();
    for (tone, text) in words.0.iter().filter(|(_, text)| !text.is_empty()) {
        let text = breakable(text.as_str());
        let (open, close) = match tone {
            Tone::Plain => ("", ""),
            Tone::Strong => ("<strong>", "</strong>"),
            Tone::Key => ("<kbd>", "</kbd>"),
            Tone::Match => ("<u>", "</u>"),
            Tone::Act => ("<strong class=\"act\">", "</strong>"),
            Tone::Dim => ("<span class=\"dim\">", "</span>"),
            Tone::Ok => ("<span class=\"ok\">", "</span>"),
            Tone::Mon => ("<span class=\"mon\">", "</span>"),
            Tone::Unknown => ("<span class=\"unknown\">", "</span>"),
            Tone::Guess => ("<span class=\"guess\">", "</span>"),
        };
        out.extend([open, &text, close]);
    }
    out
}

/// Text escaped for element content and for attributes in quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Escaped text whose longest words may be broken, so that none leaves the sheet.
fn breakable(text: &str) -> String {
    if text.split(' ').all(|word| word.len() <= LONG) {
        return escape(text);
    }
    let mut out = String::new();
    for piece in text.split_inclusive(' ') {
        let clusters: Vec<&str> = piece.graphemes(true).collect();
        if clusters.len() <= LONG {
            out.push_str(&escape(piece));
            continue;
        }
        for (n, part) in clusters.chunks(PIECE).enumerate() {
            out.push_str(if n > 0 { "<wbr/>" } else { "" });
            out.push_str(&escape(&part.concat()));
        }
    }
    out
}

/// Text as a string of a stylesheet: everything but letters and digits by its number, so that it can end neither
/// the string nor the sheet.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            out.push_str(&format!("\\{:06x}", c as u32));
        }
    }
    out.push('"');
    out
}
