//! The nine screens, each with its own state, and the way back from one to another.

pub mod frame;
pub mod home;
pub mod lists;
pub mod matrix;
pub mod picture;
mod rooms;
mod rows;
pub mod table;
pub mod timeline;

use std::sync::Arc;

use super::command::Scope;
use crate::analysis::column::{Col, Sight};
use crate::analysis::{Facts, World};
use crate::figure::gantt::Gantt;
use crate::model::{Address, Id, Plan};
use crate::register::screens::{SCREENS, screen_of};
use crate::report::doc::Doc;
use home::Home;
use lists::{Findings, Lists, Pane, Tab};
use matrix::Matrix;
use picture::{Picture, Subject};
use timeline::Timeline;

/// A screen's own state.
pub enum Screen {
    Home(Home),
    Lists(Box<Lists>),
}

/// Somewhere to go: a screen, one of its lists, a row of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub screen: usize,
    pub tab: usize,
    pub id: Option<Id>,
}

impl Place {
    /// Where a row stands.
    pub fn row(at: Address) -> Place {
        Place { id: Some(at.id), ..Place::list(at.register) }
    }

    /// Where a register's list stands.
    pub fn list(register: &str) -> Place {
        let screen = SCREENS.iter().position(|s| std::ptr::eq(s, screen_of(register))).unwrap_or(0);
        let shift = usize::from(leads(SCREENS[screen].key));
        let tab = SCREENS[screen].registers.iter().position(|key| *key == register).unwrap_or(0) + shift;
        Place { screen, tab, id: None }
    }
}

/// Whether a view of its own stands before the lists of a screen.
fn leads(screen: &str) -> bool {
    matches!(screen, "checks" | "time" | "team")
}

/// All screens, which one is shown, and the places that were left.
pub struct Screens {
    all: Vec<Screen>,
    pub here: usize,
    back: Vec<Place>,
}

impl Screens {
    pub fn new() -> Screens {
        let all = SCREENS
            .iter()
            .map(|screen| match screen.key {
                "home" => Screen::Home(Home::new(screen)),
                _ => Screen::Lists(Box::new(Lists::new(screen))),
            })
            .collect();
        Screens { all, here: 0, back: Vec::new() }
    }

    pub fn current(&self) -> &Screen {
        &self.all[self.here]
    }

    pub fn current_mut(&mut self) -> &mut Screen {
        &mut self.all[self.here]
    }

    /// The lists of the screen that is shown; the home screen's are under its boxes.
    pub fn lists(&mut self) -> Option<&mut Lists> {
        match self.current_mut() {
            Screen::Lists(lists) => Some(lists),
            Screen::Home(_) => None,
        }
    }

    pub fn lists_now(&self) -> Option<&Lists> {
        match self.current() {
            Screen::Lists(lists) => Some(lists),
            Screen::Home(_) => None,
        }
    }

    pub fn home(&mut self) -> Option<&mut Home> {
        match self.current_mut() {
            Screen::Home(home) => Some(home),
            Screen::Lists(_) => None,
        }
    }

    pub fn refresh(&mut self, plan: &Plan, facts: &Facts, revision: u64, world: &World) {
        match self.current_mut() {
            Screen::Home(home) => home.refresh(facts),
            Screen::Lists(lists) => lists.refresh(plan, facts, revision, world),
        }
    }

    /// Hands the timeline over to those who draw it.
    pub fn chart(&mut self, chart: &Arc<Gantt>) {
        if let Some(Screen::Home(home)) = self.all.first_mut() {
            home.chart = Some(chart.clone());
        }
        if let Some(timeline) = self.kept_timeline() {
            timeline.chart = Some(chart.clone());
        }
    }

    /// Hands the home screen what its boxes show.
    pub fn boards(&mut self, board: Vec<Doc>) {
        if let Some(Screen::Home(home)) = self.all.first_mut() {
            home.board = board;
        }
    }

    /// The timeline, while it is shown.
    pub fn timeline(&self) -> Option<&Timeline> {
        self.lists_now().and_then(Lists::timeline)
    }

    pub fn timeline_mut(&mut self) -> Option<&mut Timeline> {
        self.lists().and_then(Lists::timeline_mut)
    }

    /// The timeline's state, whichever screen is shown.
    pub fn kept_timeline(&mut self) -> Option<&mut Timeline> {
        let tabs = self.all.iter_mut().filter_map(|screen| match screen {
            Screen::Lists(lists) => Some(&mut lists.tabs),
            Screen::Home(_) => None,
        });
        tabs.flatten().find_map(|tab| match tab {
            Tab::Timeline(timeline) => Some(&mut **timeline),
            _ => None,
        })
    }

    /// The matrix, while it is shown.
    pub fn matrix(&mut self) -> Option<&mut Matrix> {
        self.lists().and_then(Lists::matrix_mut)
    }

    pub fn matrix_now(&self) -> Option<&Matrix> {
        self.lists_now().and_then(Lists::matrix)
    }

    /// Tells the matrix how many could mend each area before a what-if; nothing ends it.
    pub fn hold_against(&mut self, before: Vec<(Id, usize)>) {
        let tabs = self.all.iter_mut().filter_map(|screen| match screen {
            Screen::Lists(lists) => Some(&mut lists.tabs),
            Screen::Home(_) => None,
        });
        for tab in tabs.flatten() {
            if let Tab::Matrix(matrix) = tab {
                matrix.before = before;
                return;
            }
        }
    }

    /// The graph that is to be drawn on what is shown.
    pub fn subject(&self) -> Option<Subject> {
        self.lists_now().and_then(|lists| lists.picture.as_ref()).map(|picture| picture.subject)
    }

    /// The pane of a graph, whichever screen is shown.
    pub fn picture_of(&mut self, subject: Subject) -> Option<&mut Picture> {
        let pictures = self.all.iter_mut().filter_map(|screen| match screen {
            Screen::Lists(lists) => lists.picture.as_mut(),
            Screen::Home(_) => None,
        });
        pictures.into_iter().find(|picture| picture.subject == subject)
    }

    /// Whether what is shown needs the timeline, which is slow.
    pub fn looks_ahead(&self) -> bool {
        match self.current() {
            Screen::Home(_) => true,
            Screen::Lists(lists) => matches!(lists.screen.key, "time" | "checks"),
        }
    }

    fn place(&self) -> Place {
        match self.current() {
            Screen::Home(_) => Place { screen: self.here, tab: 0, id: None },
            Screen::Lists(lists) => {
                Place { screen: self.here, tab: lists.tab, id: lists.table().and_then(|t| t.selected.clone()) }
            }
        }
    }

    /// Goes to a place and keeps the way back.
    pub fn open(&mut self, to: &Place, plan: &Plan, facts: &Facts, revision: u64, world: &World) {
        let from = self.place();
        if from != *to {
            self.back.push(from);
            if self.back.len() > 100 {
                self.back.remove(0);
            }
        }
        self.go(to, plan, facts, revision, world);
    }

    fn go(&mut self, to: &Place, plan: &Plan, facts: &Facts, revision: u64, world: &World) {
        self.here = to.screen.min(self.all.len() - 1);
        if let Some(lists) = self.lists() {
            lists.show_tab(to.tab);
        }
        self.refresh(plan, facts, revision, world);
        if let (Some(id), Some(table)) = (&to.id, self.lists().and_then(Lists::table_mut)) {
            table.show(&Sight { plan, facts, world }, id);
        }
    }

    /// Goes back to the place left last; false when there is none.
    pub fn back(&mut self, plan: &Plan, facts: &Facts, revision: u64, world: &World) -> bool {
        let Some(place) = self.back.pop() else { return false };
        self.go(&place, plan, facts, revision, world);
        true
    }

    /// The list that a screen showed last.
    pub fn tab_of(&self, screen: usize) -> usize {
        match self.all.get(screen) {
            Some(Screen::Lists(lists)) => lists.tab,
            _ => 0,
        }
    }

    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Puts the cell cursor on a field of the list that is shown.
    pub fn select_field(&mut self, field: &str) {
        if let Some(table) = self.lists().and_then(Lists::table_mut) {
            table.column = Col::find(table.register, field).filter(|col| col.width(table.register) > 0);
        }
    }

    /// Whether a pasted table would be one of readings here: the list shows what is measured.
    pub fn takes_readings(&self) -> bool {
        let table = self.lists_now().and_then(Lists::table);
        table.is_some_and(|table| matches!(table.register.key(), "triggers" | "metrics" | "objectives"))
    }

    /// The row under the cursor, whatever kind of screen is shown.
    pub fn address(&self) -> Option<Address> {
        match self.current() {
            Screen::Home(home) => home.address(),
            Screen::Lists(lists) => match &lists.tabs[lists.tab] {
                Tab::Rows(table) => table.address(),
                Tab::Findings(findings) => findings.address(),
                Tab::Timeline(timeline) => timeline.address(),
                Tab::Matrix(matrix) => matrix.seen.clone(),
            },
        }
    }
}

impl Default for Screens {
    fn default() -> Self {
        Screens::new()
    }
}

impl Screen {
    pub fn scope(&self) -> Scope {
        match self {
            Screen::Home(_) => Scope::Home,
            Screen::Lists(lists) => match &lists.tabs[lists.tab] {
                Tab::Rows(_) => Scope::List,
                Tab::Findings(_) => Scope::Findings,
                Tab::Timeline(_) => Scope::Time,
                Tab::Matrix(_) if lists.focus == Pane::List => Scope::Matrix,
                Tab::Matrix(_) => Scope::List,
            },
        }
    }
}

/// The findings of the checks screen as a list that is walked like a table.
impl Findings {
    pub fn address(&self) -> Option<Address> {
        self.shown.get(self.selected).map(|finding| finding.hit.at.clone())
    }
}
