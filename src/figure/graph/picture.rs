//! The layout as SVG, and the graph as Mermaid.

use super::{Graph, Layout, Line, Route, Tone};

/// Cells of a name in a Mermaid diagram at the most.
const MERMAID: usize = 48;

/// Pixels of a cell.
const CELL: (f64, f64) = (8.0, 17.0);

impl Layout {
    /// An SVG picture, readable without colour.
    pub fn svg(&self) -> String {
        let (width, height) = (f64::from(self.width) * CELL.0, f64::from(self.height) * CELL.1);
        let mut out = format!(
            "<svg class=\"graph\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" font-size=\"12\" fill=\"currentColor\" stroke=\"none\">"
        );
        self.routes.iter().for_each(|route| out += &drawn(route));
        for place in &self.places {
            // Frames run through the middle of their cells, as they do in a terminal.
            let (x, y) = (f64::from(place.x) * CELL.0 + CELL.0 / 2.0, f64::from(place.y) * CELL.1 + CELL.1 / 2.0);
            let (w, h) = (f64::from(place.w - 1) * CELL.0, f64::from(place.h - 1) * CELL.1);
            let (stroke, round) = match place.tone {
                Tone::Loud => (2.5, 0),
                Tone::Plain => (1.0, 0),
                Tone::Faint => (1.0, 6),
            };
            out += &format!(
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{round}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{stroke}\"/>"
            );
            let lines = [(&place.name, "600"), (&place.detail, "400")];
            let lines: Vec<_> = lines.into_iter().filter(|(text, _)| !text.is_empty()).collect();
            for (nth, (text, weight)) in lines.iter().enumerate() {
                let middle = y + h / 2.0 + (nth as f64 - (lines.len() as f64 - 1.0) / 2.0) * 15.0 + 4.0;
                out += &format!(
                    "<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"middle\" font-weight=\"{weight}\">{}</text>",
                    x + w / 2.0,
                    safe(text.as_str()),
                );
            }
        }
        out + "</svg>"
    }
}

fn drawn(route: &Route) -> String {
    let spot = |(x, y): (i32, i32)| (f64::from(x) * CELL.0 + CELL.0 / 2.0, f64::from(y) * CELL.1 + CELL.1 / 2.0);
    let mut points: Vec<(f64, f64)> = route.points.iter().copied().map(spot).collect();
    // From frame to frame.
    if let Some(first) = points.first_mut() {
        first.0 -= CELL.0;
    }
    if let Some(last) = points.last_mut() {
        last.0 += CELL.0;
    }
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return String::new() };
    let how = match route.line {
        Line::Light | Line::Double => "stroke-width=\"1.2\"",
        Line::Heavy => "stroke-width=\"3\"",
        Line::Dotted => "stroke-width=\"1.5\" stroke-dasharray=\"1.5 3.5\"",
        Line::Dashed => "stroke-width=\"1.2\" stroke-dasharray=\"7 4\"",
    };
    let line = |by: f64| {
        let text: Vec<String> = points.iter().map(|(x, y)| format!("{:.1},{:.1}", x + by, y + by)).collect();
        format!("<polyline points=\"{}\" fill=\"none\" stroke=\"currentColor\" {how}/>", text.join(" "))
    };
    let mut out = if route.line == Line::Double { line(-1.4) + &line(1.4) } else { line(0.0) };
    let (head, way) = if route.back { (first, 1.0) } else { (last, -1.0) };
    let (x, y) = head;
    out += &format!("<path d=\"M{x:.1} {y:.1}l{0:.1} -4.5v9z\"/>", 8.0 * way);
    if route.back {
        out += &format!("<path d=\"M{:.1} {y:.1}l8 -4.5v9z\"/>", x + 7.0);
    }
    if route.crossed {
        let level = points.windows(2).filter(|pair| pair[0].1 == pair[1].1);
        let longest = level.max_by(|a, b| (a[1].0 - a[0].0).total_cmp(&(b[1].0 - b[0].0)));
        if let Some(pair) = longest {
            let (x, y) = ((pair[0].0 + pair[1].0) / 2.0, pair[0].1);
            out += &format!(
                "<path d=\"M{:.1} {:.1}l8 8m0 -8l-8 8\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
                x - 4.0,
                y - 4.0
            );
        }
    }
    out
}

fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Graph {
    /// The graph as a Mermaid flowchart. Boxes go by number, so that no name can be taken for a word of the language.
    pub fn mermaid(&self) -> String {
        let mut out = String::from("flowchart LR\n");
        let number = |id: &crate::model::Id| self.boxes.iter().position(|node| node.id == *id);
        for (at, node) in self.boxes.iter().enumerate() {
            let (open, close) = if node.tone == Tone::Faint { ("(", ")") } else { ("[", "]") };
            out += &format!("  n{at}{open}\"{}\"{close}\n", quoted(node.name.cut(MERMAID).as_str()));
        }
        for link in &self.links {
            let (Some(from), Some(to)) = (number(&link.from), number(&link.to)) else { continue };
            let arrow = match link.line {
                Line::Light => "-->",
                Line::Double | Line::Heavy => "==>",
                Line::Dotted | Line::Dashed => "-.->",
            };
            let crossed = if link.crossed { " (x)" } else { "" };
            let word = match link.word {
                "" => String::new(),
                word => format!("|\"{}{crossed}\"|", quoted(word)),
            };
            out += &format!("  n{from} {arrow}{word} n{to}\n");
        }
        out
    }
}

/// Text within quotes: what Mermaid or Markdown could take for its own becomes a number.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '/' | '(' | ')') {
            out.push(c);
        } else {
            out += &format!("#{};", u32::from(c));
        }
    }
    if out.trim().is_empty() { "-".to_string() } else { out }
}
