//! A screen of lists: one table at a time, its neighbours as tabs, the selected row in full beside it.

mod draw;

use std::cell::{Cell, RefCell};

use super::matrix::Matrix;
use super::picture::{Picture, Subject};
use super::table::Table;
use super::timeline::Timeline;
use crate::analysis::checks::Finding;
use crate::analysis::column::{Col, Sight};
use crate::analysis::{Facts, World};
use crate::model::{Address, Id, Plan};
use crate::register::screens::Screen;
use crate::register::{Register, register};
use crate::report::doc::Words;
use crate::report::words::Say;
use crate::text::{Shown, show};

/// One list of a screen.
pub enum Tab {
    Rows(Box<Table>),
    Findings(Findings),
    Timeline(Box<Timeline>),
    Matrix(Box<Matrix>),
}

/// The findings, gravest first.
#[derive(Default)]
pub struct Findings {
    pub shown: Vec<Finding>,
    pub selected: usize,
    pub top: usize,
}

/// Which pane hears the arrows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    #[default]
    List,
    /// The drawn graph beside it.
    Picture,
    Detail,
}

/// The screen's state.
pub struct Lists {
    pub screen: &'static Screen,
    pub tabs: Vec<Tab>,
    pub tab: usize,
    /// The graph beside the first of them.
    pub picture: Option<Picture>,
    pub focus: Pane,
    /// Whether the focused pane takes the whole screen.
    pub zoom: bool,
    pub detail: bool,
    pub scroll: usize,
    /// Whether costs are shown in money rather than in days.
    pub in_money: bool,
    /// The scroll that shows the last line of the detail as last painted.
    pub deepest: Cell<usize>,
    /// Cells the list's columns had when last painted, and rows it showed.
    pub width: usize,
    pub height: usize,
    /// The selected row's document as lines, kept while plan, row and width stay.
    laid_out: RefCell<Option<(LaidOutFor, Vec<Words>)>>,
    revision: u64,
    /// What is told below the list, for facts at a place in memory, a width, and months or not.
    asides: RefCell<Option<(AsideOf, Vec<Words>)>>,
    /// Whether months stand in the place of the agenda.
    pub months: bool,
    /// Whether the graph had room when last painted.
    picture_seen: bool,
}

#[derive(Clone, PartialEq)]
struct LaidOutFor {
    revision: u64,
    facts: usize,
    /// The check whose finding stands above the row.
    check: &'static str,
    at: Address,
    width: usize,
}

/// What the lines below a list were laid out for.
type AsideOf = (usize, usize, bool);

impl Lists {
    pub fn new(screen: &'static Screen) -> Lists {
        let mut tabs: Vec<Tab> = Vec::new();
        if screen.key == "checks" {
            tabs.push(Tab::Findings(Findings::default()));
        }
        if screen.key == "time" {
            tabs.push(Tab::Timeline(Box::default()));
        }
        if screen.key == "team" {
            tabs.push(Tab::Matrix(Box::default()));
        }
        let picture = match screen.key {
            "map" => Some(Picture::new(Subject::Map)),
            "team" => Some(Picture::new(Subject::Team)),
            _ => None,
        };
        tabs.extend(
            screen.registers.iter().filter_map(|key| register(key)).map(|home| Tab::Rows(Box::new(Table::of(home)))),
        );
        Lists {
            screen,
            tabs,
            tab: 0,
            picture,
            focus: Pane::List,
            zoom: false,
            detail: true,
            scroll: 0,
            in_money: false,
            deepest: Cell::new(0),
            width: 76,
            height: 10,
            laid_out: RefCell::new(None),
            revision: 0,
            picture_seen: false,
            months: false,
            asides: RefCell::new(None),
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => Some(table),
            Tab::Findings(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn timeline(&self) -> Option<&Timeline> {
        match &self.tabs[self.tab] {
            Tab::Timeline(timeline) => Some(timeline),
            _ => None,
        }
    }

    pub fn timeline_mut(&mut self) -> Option<&mut Timeline> {
        match &mut self.tabs[self.tab] {
            Tab::Timeline(timeline) => Some(timeline),
            _ => None,
        }
    }

    /// The register whose rows are walked; of several, that of the selected row.
    pub fn register(&self) -> Option<&'static dyn Register> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => Some(table.register),
            Tab::Findings(_) => None,
            Tab::Timeline(timeline) => register(timeline.address().map_or("tasks", |at| at.register)),
            Tab::Matrix(_) => register("knowledge"),
        }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.tabs[self.tab] {
            Tab::Rows(table) => Some(table),
            Tab::Findings(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn findings_mut(&mut self) -> Option<&mut Findings> {
        match &mut self.tabs[self.tab] {
            Tab::Findings(findings) => Some(findings),
            Tab::Rows(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn show_tab(&mut self, tab: usize) {
        self.tab = tab.min(self.tabs.len() - 1);
        self.scroll = 0;
        if !self.shows_picture() && self.focus == Pane::Picture {
            self.focus = Pane::List;
        }
    }

    pub fn refresh(&mut self, plan: &Plan, facts: &Facts, revision: u64, world: &World) {
        self.revision = revision;
        match &mut self.tabs[self.tab] {
            Tab::Rows(table) => table.refresh(&Sight { plan, facts, world }, revision),
            Tab::Timeline(_) => {}
            Tab::Matrix(matrix) => matrix.refresh(&Sight { plan, facts, world }),
            Tab::Findings(findings) => {
                let kept = findings.shown.get(findings.selected).cloned();
                findings.shown.clone_from(&facts.findings);
                let same = kept
                    .and_then(|k| findings.shown.iter().position(|f| f.hit.at == k.hit.at && f.about.id == k.about.id));
                findings.selected = same.unwrap_or(findings.selected).min(findings.shown.len().saturating_sub(1));
            }
        }
    }

    /// The name of a tab with its count.
    pub fn tab_words(&self, plan: &Plan, at: usize) -> Words {
        let (title, count) = match &self.tabs[at] {
            Tab::Rows(table) => (table.register.about().title, table.register.len(plan)),
            Tab::Findings(findings) => ("Findings", findings.shown.len()),
            Tab::Timeline(timeline) => ("Timeline", timeline.len()),
            Tab::Matrix(matrix) => ("Who could mend what", matrix.len()),
        };
        let text = show(format!("{title} {count}"));
        if at == self.tab { Words::new().strong(text) } else { Words::from(text) }
    }

    /// Whether a graph stands beside the list that is shown.
    pub fn shows_picture(&self) -> bool {
        self.picture.is_some() && self.tab == 0
    }

    pub fn matrix(&self) -> Option<&Matrix> {
        match &self.tabs[self.tab] {
            Tab::Matrix(matrix) => Some(matrix),
            _ => None,
        }
    }

    pub fn matrix_mut(&mut self) -> Option<&mut Matrix> {
        match &mut self.tabs[self.tab] {
            Tab::Matrix(matrix) => Some(matrix),
            _ => None,
        }
    }

    /// The box of the picture that stands for what is selected.
    pub fn chosen_box(&self) -> Option<Id> {
        match &self.tabs[self.tab] {
            Tab::Matrix(matrix) => matrix.boxed(),
            _ => self.address().map(|at| at.id),
        }
    }

    /// Selects what a box of the picture stands for.
    pub fn choose_box(&mut self, sight: &Sight<'_>, id: &Id) {
        match &mut self.tabs[self.tab] {
            Tab::Matrix(matrix) => matrix.show_box(id),
            Tab::Rows(table) => table.show(sight, id),
            _ => {}
        }
    }

    /// The pane that hears the arrows after this one.
    pub fn next_pane(&mut self) {
        let picture = self.shows_picture() && (self.picture_seen || self.zoom);
        self.focus = match self.focus {
            Pane::List if picture => Pane::Picture,
            Pane::List | Pane::Picture if self.detail => Pane::Detail,
            _ => Pane::List,
        };
    }

    /// The row the detail is of.
    pub fn address(&self) -> Option<Address> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => table.address(),
            Tab::Findings(findings) => findings.address(),
            Tab::Timeline(timeline) => timeline.address(),
            Tab::Matrix(matrix) => matrix.seen.clone(),
        }
    }

    /// The selected row in one sentence, for the line above the footer.
    pub fn sentence(&self, sight: &Sight<'_>) -> Shown {
        let Sight { plan, facts, world } = *sight;
        match &self.tabs[self.tab] {
            Tab::Rows(table) => {
                if let Some(error) = &table.filter_error {
                    return error.clone();
                }
                let Some(row) = table.selected.as_ref().and_then(|id| table.register.get(plan, id)) else {
                    return show(self.screen.question);
                };
                let name = Say { plan, facts, today: world.today }.title(table.register, row);
                match table.column {
                    Some(col) => {
                        let (label, help) = (col.label(table.register), col.help(table.register));
                        let explained = if matches!(col, Col::Computed(_)) { " x says how." } else { "" };
                        name.then(show(format!(" · {label}: {help}{explained}")))
                    }
                    // A row without a name of its own is called by its id already.
                    None if name.as_str() == row.id().as_str() => show(format!("{}/{name}", table.register.key())),
                    None => name.then(show(format!(" · {}/{}", table.register.key(), row.id()))),
                }
            }
            Tab::Timeline(timeline) => timeline.sentence(sight),
            Tab::Matrix(matrix) => matrix.sentence(sight),
            Tab::Findings(findings) => match findings.shown.get(findings.selected) {
                Some(finding) => {
                    show(format!("Enter goes to the field that mends it: {} {}", finding.hit.at, finding.hit.field))
                }
                None => show(self.screen.question),
            },
        }
    }
}
