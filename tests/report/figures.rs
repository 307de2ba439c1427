//! Figures in documents: as lines where there is room, as SVG that reads as XML, as Mermaid in a fence.

use outgrow::figure::graph::{Graph, Line, Link, Node, Tone};
use outgrow::model::Id;
use outgrow::report::doc::Figure;
use outgrow::report::words::Say;
use outgrow::report::{figures, map, team};
use outgrow::text::{Shown, show};

use super::{TEMPLATES, hostile, known, template, world};

/// Reads an SVG file: every tag closes, every attribute is quoted, no name is a tag or an entity of its own.
fn read(svg: &str) -> Result<usize, String> {
    let mut open: Vec<&str> = Vec::new();
    let (mut rest, mut tags) = (svg, 0);
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        for (at, _) in text.match_indices('&') {
            if !entities.iter().any(|entity| text[at..].starts_with(entity)) {
                return Err(format!("a bare & in {text:?}"));
            }
        }
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        tags += 1;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let alone = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        while !attributes.trim().is_empty() {
            let (key, value) = attributes.trim_start().split_once("=\"").ok_or(format!("{attributes:?}"))?;
            let close = value.find('"').ok_or(format!("{key} does not end"))?;
            if !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') || value[..close].contains('<') {
                return Err(format!("{key}={value:?}"));
            }
            attributes = &value[close + 1..];
        }
        if !alone {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(tags) } else { Err(format!("{open:?} stay open")) }
}

fn figures_of(plan: &outgrow::model::Plan) -> [Figure; 2] {
    let facts = known(plan);
    let say = Say { plan, facts: &facts, today: world().today };
    [Figure::Graph(map::graph(plan)), Figure::Graph(team::graph(&say))]
}

#[test]
fn pictures_are_files_that_read_as_xml() {
    let shipped = TEMPLATES.iter().map(|(name, _)| template(name));
    let odd = hostile::HOSTILE.iter().map(|text| hostile::plan(text));
    for plan in shipped.chain(odd) {
        for figure in figures_of(&plan) {
            let file = figures::file(&figure);
            assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" ") && file.ends_with("</svg>\n"));
            read(&file).unwrap_or_else(|why| panic!("{why}\n{file}"));
            assert!(!file.contains("NaN") && !file.contains("inf"), "{file}");
        }
    }
    assert!(read("<svg><text>a & b</text></svg>").is_err());
    assert!(read("<svg><text>a</svg>").is_err());
    assert!(read("<svg a=b></svg>").is_err());
}

/// Three boxes of 26 cells in a row, with room for the lines between them, are wider than 60 cells.
fn row_of_three() -> Figure {
    let id = |n: usize| Id::parse(&format!("b{n}")).expect("an id");
    let node = |n| {
        let name = show(format!("A name of more than cells {n}"));
        Node { id: id(n), name, detail: Shown::default(), tone: Tone::Plain }
    };
    let link = |n| Link { from: id(n), to: id(n + 1), line: Line::Light, crossed: false, word: "call" };
    Figure::Graph(Graph { boxes: (0..3).map(node).collect(), links: (0..2).map(link).collect() })
}

#[test]
fn a_graph_is_drawn_where_it_fits_and_told_where_not() {
    let figure = row_of_three();
    let at = |width: usize| figures::rows(&figure, width);
    let names = |width: usize| at(width).iter().any(|row| row.text().as_str().contains("A name of"));
    assert!(names(120) && names(60), "the dense one is narrower");
    for width in [20, 40] {
        assert!(!names(width) && at(width)[0].text().as_str().starts_with("The picture"), "{width}");
    }
    for width in [20, 40, 60, 80, 120] {
        assert!(at(width).iter().all(|row| row.width() <= width), "{width}");
    }
}

#[test]
fn a_fence_holds_whatever_a_name_says() {
    let plan = hostile::plan("``` # out`side`");
    for figure in figures_of(&plan) {
        let told = figures::markdown(&figure);
        assert!(told.starts_with("```mermaid\nflowchart LR\n") && told.ends_with("\n```"), "{told}");
        assert_eq!(told.matches('`').count(), 6, "{told}");
    }
    let nothing = Figure::Graph(Graph::default());
    assert_eq!((figures::markdown(&nothing).as_str(), figures::rows(&nothing, 80).len()), ("", 0));
}
