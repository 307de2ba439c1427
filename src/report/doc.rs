//! A document: headings, tables, lists, with meanings in place of colours. The detail pane, `show` and the
//! printed summary are painted from the same one.

use crate::figure::chart::Chart;
use crate::figure::gantt::Gantt;
use crate::figure::graph::Graph;
use crate::figure::matrix::Matrix;
use crate::model::Address;
use crate::text::{Shown, word};

/// What a piece of text means; a theme or a stylesheet decides how that looks. Never colour alone: the text
/// carries the meaning in words, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Plain,
    /// A name or figure that leads.
    Strong,
    /// Said in passing: labels, units, hints.
    Dim,
    /// A key to press or a command to type.
    Key,
    Ok,
    /// To be watched.
    Mon,
    /// To be acted on.
    Act,
    /// Not known.
    Unknown,
    /// From a template or an import, not confirmed; the text carries `~`.
    Guess,
    /// What a search hit.
    Match,
}

/// A line of text in pieces.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Words(pub Vec<(Tone, Shown)>);

impl Words {
    pub fn new() -> Words {
        Words::default()
    }

    /// This line with one more piece.
    pub fn with(mut self, tone: Tone, text: impl Into<Shown>) -> Words {
        self.0.push((tone, text.into()));
        self
    }

    pub fn plain(self, text: impl Into<Shown>) -> Words {
        self.with(Tone::Plain, text)
    }

    pub fn strong(self, text: impl Into<Shown>) -> Words {
        self.with(Tone::Strong, text)
    }

    pub fn dim(self, text: impl Into<Shown>) -> Words {
        self.with(Tone::Dim, text)
    }

    pub fn key(self, text: impl Into<Shown>) -> Words {
        self.with(Tone::Key, text)
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, text)| text.is_empty())
    }

    /// Terminal cells the line takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.width()).sum()
    }

    /// The text alone.
    pub fn text(&self) -> Shown {
        self.0.iter().fold(Shown::default(), |all, (_, text)| all.then(text))
    }
}

impl<T: Into<Shown>> From<T> for Words {
    fn from(text: T) -> Self {
        Words(vec![(Tone::Plain, text.into())])
    }
}

/// A table's column.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    pub label: Shown,
    /// Aligned at the right, as numbers are.
    pub right: bool,
    /// Share of the width a page gives it; 1 is ordinary.
    pub weight: u16,
}

impl Column {
    /// An ordinary column.
    pub fn new(label: &'static str, right: bool) -> Column {
        Column { label: word(label), right, weight: 1 }
    }
}

/// A table's row; `at` names the plan's row behind it, where there is one.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub at: Option<Address>,
    pub cells: Vec<Words>,
}

/// A table. Every line has as many cells as there are columns.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Grid {
    pub columns: Vec<Column>,
    pub lines: Vec<Line>,
}

impl Grid {
    /// A table of ordinary columns: label, and whether it is aligned at the right.
    pub fn new(columns: &[(&'static str, bool)], lines: Vec<Line>) -> Grid {
        Grid { columns: columns.iter().map(|(label, right)| Column::new(label, *right)).collect(), lines }
    }
}

/// A piece of a document.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// Level 1 is the document's title.
    Heading(u8, Words),
    Para(Words),
    List(Vec<Words>),
    /// Label and value, one pair a line.
    Pairs(Vec<(Shown, Words)>),
    Table(Grid),
    /// Markdown that a person wrote, line by line, not yet laid out.
    Prose(Vec<Shown>),
    /// A gauge: how much of the whole, with its words ("8 of 10") that say the same.
    Gauge {
        label: Shown,
        share: f64,
        words: Words,
    },
    /// A picture; what it shows stands in words beside it.
    Figure(Box<Figure>),
    /// A new page on paper, a blank line elsewhere.
    Page,
}

/// A picture as a value; each painter draws it for the room it has.
#[derive(Clone, PartialEq, Debug)]
pub enum Figure {
    Chart(Chart),
    /// Boxes and lines, not yet laid out: how dense they stand depends on the width.
    Graph(Graph),
    Gantt(Gantt),
    /// A picture in four fields; its numbers are told in a list beside it.
    Matrix(Matrix),
}

impl From<Chart> for Block {
    fn from(chart: Chart) -> Block {
        Block::Figure(Box::new(Figure::Chart(chart)))
    }
}

impl From<Graph> for Block {
    fn from(graph: Graph) -> Block {
        Block::Figure(Box::new(Figure::Graph(graph)))
    }
}

impl From<Gantt> for Block {
    fn from(gantt: Gantt) -> Block {
        Block::Figure(Box::new(Figure::Gantt(gantt)))
    }
}

impl From<Matrix> for Block {
    fn from(matrix: Matrix) -> Block {
        Block::Figure(Box::new(Figure::Matrix(matrix)))
    }
}

/// A document.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Doc {
    pub title: Shown,
    /// Said at the foot of every page: product, day, version.
    pub foot: Shown,
    pub blocks: Vec<Block>,
}
