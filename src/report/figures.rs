//! Figures in documents: lines of cells for panes and plain text, SVG for pages, and what Markdown's readers draw
//! themselves.

use super::doc::{Figure, Tone, Words};
use super::lines::wrap;
use crate::figure::gantt::Frame;
use crate::figure::graph::{Density, Graph, View};
use crate::figure::{chart, gantt, graph, matrix};
use crate::text::{Shown, show};

/// The widest chart, and how high each is.
const CHART: (usize, usize) = (78, 11);

/// Pixels of a page's width that a timeline takes.
const PAGE: f64 = 700.0;

/// Cells of a graph that a page shows in full size, about.
const WIDE: i32 = 100;

/// Rows of a graph that a document holds; a higher picture says nothing to who scrolls past it.
const TALL: i32 = 200;

/// The figure in lines of a width.
pub fn rows(figure: &Figure, width: usize) -> Vec<Words> {
    match figure {
        Figure::Chart(chart) => {
            chart.rows(width.min(CHART.0), CHART.1).into_iter().map(|row| toned(row, chart_tone)).collect()
        }
        Figure::Graph(graph) => boxes(graph, width),
        Figure::Gantt(chart) => {
            let lines = chart.lines(&Frame::fitting(chart, width));
            lines.into_iter().map(|line| toned(line.row, gantt_tone)).collect()
        }
        Figure::Matrix(matrix) => {
            matrix.rows(width.min(CHART.0), CHART.1 + 3).into_iter().map(|row| toned(row, field_tone)).collect()
        }
    }
}

/// A chart of a size of the caller's.
pub fn chart_rows(chart: &chart::Chart, width: usize, height: usize) -> Vec<Words> {
    chart.rows(width, height).into_iter().map(|row| toned(row, chart_tone)).collect()
}

/// A graph as wide as it asks for, dense where that is what fits; where not even that fits, a sentence takes its place: cut
/// lines would end nowhere.
fn boxes(graph: &Graph, width: usize) -> Vec<Words> {
    let mut layout = graph.layout(Density::Normal);
    let fits = |layout: &graph::Layout| usize::try_from(layout.width).is_ok_and(|wide| wide <= width);
    if !fits(&layout) {
        layout = graph.layout(Density::Compact);
    }
    if !fits(&layout) || layout.height > TALL {
        let says = format!(
            "The picture is {} columns wide and {} lines high, more than there is room for here; it is in words below.",
            layout.width, layout.height
        );
        return wrap(&Words::new().dim(says), width);
    }
    let (wide, high) = (layout.width.max(0) as usize, layout.height.max(0) as usize);
    let view = View { width: wide, height: high, ..View::default() };
    layout.rows(&view).into_iter().map(|row| toned(row, graph_tone)).collect()
}

fn toned<M: Copy>(row: Vec<(M, String)>, tone: fn(M) -> Tone) -> Words {
    Words(row.into_iter().map(|(mark, text)| (tone(mark), show(text))).collect())
}

/// How a mark of a chart is meant.
fn chart_tone(mark: chart::Mark) -> Tone {
    use chart::Mark;
    match mark {
        Mark::Reading | Mark::Range => Tone::Strong,
        Mark::Limit => Tone::Act,
        Mark::Today => Tone::Mon,
        Mark::Blank | Mark::LeftOut | Mark::Line => Tone::Plain,
        Mark::Axis | Mark::Label => Tone::Dim,
    }
}

/// How a mark of a picture in four fields is meant.
pub fn field_tone(mark: matrix::Mark) -> Tone {
    use matrix::Mark;
    match mark {
        Mark::Loud => Tone::Act,
        Mark::Point => Tone::Strong,
        Mark::Blank => Tone::Plain,
        Mark::Axis | Mark::Label | Mark::Part => Tone::Dim,
    }
}

/// How a mark of a graph is meant.
pub fn graph_tone(mark: graph::Mark) -> Tone {
    use graph::Mark;
    match mark {
        Mark::Blank | Mark::Name | Mark::Line => Tone::Plain,
        Mark::Loud | Mark::Near => Tone::Strong,
        Mark::Chosen => Tone::Key,
        Mark::Frame | Mark::Faint | Mark::Detail => Tone::Dim,
        Mark::Back => Tone::Mon,
        Mark::Crossed => Tone::Act,
    }
}

/// How a mark of a timeline is meant.
pub fn gantt_tone(mark: gantt::Mark) -> Tone {
    use gantt::Mark;
    match mark {
        Mark::Blank | Mark::Label | Mark::Planned | Mark::Hours => Tone::Plain,
        Mark::Strong | Mark::Critical | Mark::Milestone => Tone::Strong,
        Mark::Note | Mark::Axis | Mark::Track | Mark::Slack | Mark::Tail => Tone::Dim,
        Mark::Done => Tone::Ok,
        Mark::Today => Tone::Mon,
        Mark::Over => Tone::Act,
    }
}

/// The figure as SVG.
pub fn svg(figure: &Figure) -> String {
    match figure {
        Figure::Chart(chart) => chart.svg(620.0, 200.0),
        Figure::Graph(graph) => {
            let layout = graph.layout(Density::Normal);
            // A wide picture is made smaller to fit the page: the less there is in it, the larger the rest stays.
            if layout.width > WIDE { graph.layout(Density::Compact).svg() } else { layout.svg() }
        }
        Figure::Gantt(chart) => chart.svg(PAGE),
        Figure::Matrix(matrix) => matrix.svg(620.0, 260.0),
    }
}

/// Pixels that a chart and a timeline are wide in a file of their own.
const PICTURE: f64 = 1000.0;

/// The figure as an SVG file: with its namespace, and on white, since nothing stands around it.
pub fn file(figure: &Figure) -> String {
    let drawn = match figure {
        Figure::Gantt(chart) => chart.svg(PICTURE),
        Figure::Graph(graph) => graph.layout(Density::Normal).svg(),
        figure => svg(figure),
    };
    let head =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" style=\"background:#fff;color:#000\" ";
    match drawn.strip_prefix("<svg ") {
        Some(rest) => format!("{head}{rest}\n"),
        None => drawn,
    }
}

/// The figure as a Mermaid diagram; a chart has none and stands as its text.
pub fn mermaid(figure: &Figure) -> String {
    match figure {
        Figure::Chart(chart) => {
            let rows = chart.rows(CHART.0, CHART.1).into_iter().map(|row| toned(row, chart_tone).text());
            rows.fold(String::new(), |all, row| all + row.as_str() + "\n")
        }
        Figure::Matrix(matrix) => {
            let rows = matrix.rows(CHART.0, CHART.1 + 3).into_iter().map(|row| toned(row, field_tone).text());
            rows.fold(String::new(), |all, row| all + row.as_str() + "\n")
        }
        Figure::Graph(graph) => graph.mermaid(),
        Figure::Gantt(chart) => chart.mermaid(),
    }
}

/// The figure in Markdown: a chart as its text, which every reader shows as it is; the others as Mermaid, which many draw
/// and the rest show as lines that can be read.
pub fn markdown(figure: &Figure) -> String {
    match figure {
        Figure::Chart(chart) => {
            let rows = chart.rows(CHART.0 - 2, CHART.1).into_iter().map(|row| toned(row, chart_tone).text());
            fenced("text", rows.map(|row: Shown| row.to_string()))
        }
        Figure::Graph(graph) if graph.boxes.is_empty() => String::new(),
        Figure::Graph(graph) => fenced("mermaid", graph.mermaid().lines().map(str::to_string)),
        Figure::Matrix(matrix) => {
            let rows = matrix.rows(CHART.0 - 2, CHART.1 + 3).into_iter().map(|row| toned(row, field_tone).text());
            fenced("text", rows.map(|row: Shown| row.to_string()))
        }
        Figure::Gantt(chart) if chart.bars.is_empty() => String::new(),
        Figure::Gantt(chart) => fenced("mermaid", chart.mermaid().lines().map(str::to_string)),
    }
}

/// Lines that stand as they are; nothing in them can end that.
fn fenced(kind: &str, lines: impl Iterator<Item = String>) -> String {
    let drawn: Vec<String> = lines.map(|line| line.trim_end().replace('`', "'")).collect();
    if drawn.is_empty() { String::new() } else { format!("```{kind}\n{}\n```", drawn.join("\n")) }
}
