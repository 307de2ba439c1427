//! One register as a table: which rows, in which order, which is selected. The same for every register.

use std::collections::BTreeSet;

use crate::analysis::column::{Col, Sight};
use crate::model::{Address, Id, Plan};
use crate::query::{Query, haystack};
use crate::register::{Register, Row};
use crate::report::cells::{self, Measures};
use crate::text::{Shown, show};

/// A register's table. Selection is an id: it survives sorting, filtering, reloading.
pub struct Table {
    pub register: &'static dyn Register,
    pub selected: Option<Id>,
    /// The column whose cell is under the cursor, once somebody walked there.
    pub column: Option<Col>,
    /// Sorted by this column, turned round when the flag is set; by id otherwise.
    pub sort: Option<(Col, bool)>,
    pub filter: String,
    /// Why the filter does not read; the last one that did goes on.
    pub filter_error: Option<Shown>,
    pub marked: BTreeSet<Id>,
    /// The row that a filter took the selection from; it has it again when it is shown again.
    hidden: Option<Id>,
    /// Where a range of marks began.
    pub anchor: Option<Id>,
    /// First row on the screen.
    pub top: usize,
    /// Places of the rows that are shown, in the order shown.
    view: Vec<usize>,
    query: Query,
    /// What words are searched in, by the row's place, kept between keystrokes; belongs to `revision`.
    texts: Vec<String>,
    revision: Option<u64>,
    /// Whether nobody has chosen a row yet: the first one shown is the selected one.
    untouched: bool,
}

/// Cells a name keeps beside computed columns.
const LEAST_NAME: usize = 16;

/// What words are searched in, for every row of a register at one revision of the plan.
pub struct Texts {
    register: &'static dyn Register,
    revision: u64,
    texts: Vec<String>,
}

fn texts(register: &dyn Register, plan: &Plan) -> Vec<String> {
    register.rows(plan).map(|row| haystack(register, row)).collect()
}

impl Table {
    pub fn of(register: &'static dyn Register) -> Table {
        Table {
            register,
            selected: None,
            column: None,
            sort: Col::usual(register).map(|col| (col, false)),
            filter: String::new(),
            filter_error: None,
            marked: BTreeSet::new(),
            hidden: None,
            anchor: None,
            top: 0,
            view: Vec::new(),
            query: Query::default(),
            texts: Vec::new(),
            revision: None,
            untouched: true,
        }
    }

    /// Rows that are shown.
    pub fn len(&self) -> usize {
        self.view.len()
    }

    pub fn is_empty(&self) -> bool {
        self.view.is_empty()
    }

    /// Follows a new plan: keeps the selection by id, or by place where the row is gone.
    pub fn refresh(&mut self, sight: &Sight<'_>, revision: u64) {
        let plan = sight.plan;
        if self.revision != Some(revision) {
            self.texts.clear();
            self.revision = Some(revision);
        }
        let place = self.index(plan).unwrap_or(0);
        self.order(sight);
        let gone = self.selected.as_ref().is_none_or(|id| self.position(plan, id).is_none());
        if self.untouched {
            self.select_nth(plan, 0);
        } else if gone {
            self.select_nth(plan, place.min(self.view.len().saturating_sub(1)));
        }
        self.marked.retain(|id| self.register.place(plan, id).is_ok());
    }

    /// What has to be read before the first word can be searched, to be done on another thread while it is being
    /// typed; `None` where it has been.
    pub fn reading(&self, plan: &Plan) -> Option<impl FnOnce() -> Texts + Send + 'static> {
        let (register, revision, plan) = (self.register, self.revision?, plan.clone());
        let wanted = self.texts.is_empty();
        wanted.then_some(move || Texts { register, revision, texts: texts(register, &plan) })
    }

    /// Takes in what was read, unless the plan has moved on.
    pub fn read(&mut self, read: Texts) {
        if self.revision == Some(read.revision) && self.register.key() == read.register.key() {
            self.texts = read.texts;
        }
    }

    /// Filters by new text as it is typed.
    pub fn filter(&mut self, sight: &Sight<'_>, text: &str) {
        let plan = sight.plan;
        self.filter = text.to_string();
        self.order(sight);
        if let Some(id) = self.hidden.take() {
            match self.position(plan, &id) {
                Some(_) => self.selected = Some(id),
                None => self.hidden = Some(id),
            }
        }
        let gone = self.selected.as_ref().is_none_or(|id| self.position(plan, id).is_none());
        if gone {
            if self.hidden.is_none() {
                self.hidden = self.selected.take();
            }
            self.select_nth(plan, 0);
        }
    }

    /// Selects a row that is there; a filter that hides it goes.
    pub fn show(&mut self, sight: &Sight<'_>, id: &Id) {
        let plan = sight.plan;
        if self.register.place(plan, id).is_err() {
            return;
        }
        if self.position(plan, id).is_none() {
            self.filter(sight, "");
        }
        self.selected = Some(id.clone());
        self.untouched = false;
    }

    /// Whether somebody asked for the order the rows are in.
    pub fn is_sorted(&self) -> bool {
        self.sort != Col::usual(self.register).map(|col| (col, false))
    }

    /// Sorts by a column; by the same again turns round.
    pub fn sort_by(&mut self, sight: &Sight<'_>, col: Col) {
        self.sort = match self.sort {
            Some((now, turned)) if now == col => Some((col, !turned)),
            _ => Some((col, false)),
        };
        self.order(sight);
    }

    fn order(&mut self, sight: &Sight<'_>) {
        let (plan, home) = (sight.plan, self.register);
        let measures = Measures { register: home.key(), facts: sight.facts };
        match Query::parse(home, &measures, &self.filter, sight.world.today) {
            Ok(query) => {
                self.query = query;
                self.filter_error = None;
            }
            Err(why) => self.filter_error = Some(show(why)),
        }
        self.view.clear();
        if self.query.is_empty() {
            self.view.extend(0..home.len(plan));
        } else {
            if !self.query.words().is_empty() && self.texts.is_empty() {
                self.texts = texts(home, plan);
            }
            for (at, row) in home.rows(plan).enumerate() {
                if self.query.holds(row, self.texts.get(at).map_or("", String::as_str), &measures) {
                    self.view.push(at);
                }
            }
        }
        if let Some((col, turned)) = self.sort {
            cells::sort(sight.facts, home, plan, col, turned, &mut self.view);
        }
    }

    /// The row shown at this place.
    pub fn row<'p>(&self, plan: &'p Plan, at: usize) -> Option<&'p dyn Row> {
        self.register.nth(plan, *self.view.get(at)?)
    }

    fn position(&self, plan: &Plan, id: &Id) -> Option<usize> {
        let at = self.register.place(plan, id).ok()?;
        match self.sort {
            // Unsorted views keep the order of the places.
            None => self.view.binary_search(&at).ok(),
            Some(_) => self.view.iter().position(|place| *place == at),
        }
    }

    /// Where the selected row is shown.
    pub fn index(&self, plan: &Plan) -> Option<usize> {
        self.position(plan, self.selected.as_ref()?)
    }

    pub fn select_nth(&mut self, plan: &Plan, at: usize) {
        self.selected = self.row(plan, at).map(|row| row.id().clone());
    }

    /// Moves the selection by rows, stopping at the ends.
    pub fn move_by(&mut self, plan: &Plan, by: isize) {
        self.hidden = None;
        self.untouched = false;
        let last = self.view.len().saturating_sub(1);
        let now = self.index(plan).unwrap_or(0);
        self.select_nth(plan, now.saturating_add_signed(by).min(last));
        self.mark_range(plan);
    }

    /// Extends the range of marks to the selection.
    fn mark_range(&mut self, plan: &Plan) {
        let (Some(anchor), Some(now)) = (&self.anchor, self.index(plan)) else { return };
        let Some(start) = self.position(plan, anchor) else { return };
        for at in start.min(now)..=start.max(now) {
            if let Some(row) = self.row(plan, at) {
                self.marked.insert(row.id().clone());
            }
        }
    }

    /// Marks the selected row, or takes its mark away, and goes to the next.
    pub fn toggle_mark(&mut self, plan: &Plan) {
        if let Some(id) = self.selected.clone() {
            if !self.marked.remove(&id) {
                self.marked.insert(id);
            }
            self.move_by(plan, 1);
        }
    }

    /// Starts a range of marks here, or ends it.
    pub fn toggle_range(&mut self, plan: &Plan) {
        self.anchor = if self.anchor.is_some() { None } else { self.selected.clone() };
        self.mark_range(plan);
    }

    /// Marks every row shown, or none when all are.
    pub fn mark_all(&mut self, plan: &Plan) {
        let all: BTreeSet<Id> =
            (0..self.len()).filter_map(|at| self.row(plan, at)).map(|row| row.id().clone()).collect();
        if all.is_subset(&self.marked) { self.marked.clear() } else { self.marked.extend(all) }
    }

    /// The rows a command works on: the marked ones, else the selected one.
    pub fn targets(&self) -> Vec<Address> {
        let address = |id: &Id| Address { register: self.register.key(), id: id.clone() };
        if self.marked.is_empty() {
            self.selected.iter().map(address).collect()
        } else {
            self.marked.iter().map(address).collect()
        }
    }

    /// The selected row's address.
    pub fn address(&self) -> Option<Address> {
        self.selected.as_ref().map(|id| Address { register: self.register.key(), id: id.clone() })
    }

    /// The table's columns that fit a width, with their widths; the first takes what is left.
    pub fn columns(&self, width: usize) -> Vec<(Col, usize)> {
        let home = self.register;
        let mut found: Vec<(Col, usize)> = Vec::new();
        let mut used = 0;
        for col in Col::shown(home) {
            let wide = usize::from(col.width(home)).max(col.label(home).len().min(12));
            let room = if Col::leads(home) { LEAST_NAME } else { width * 2 / 5 };
            let wide = if col.key(home) == "name" { wide.min(room).max(8).min(width) } else { wide };
            let need = if found.is_empty() { wide.min(width) } else { wide + 1 };
            if used + need > width && !found.is_empty() {
                continue;
            }
            used += need;
            found.push((col, wide.min(width)));
        }
        let names = found.iter().position(|(col, _)| col.key(home) == "name").unwrap_or(0);
        if let Some((_, wide)) = found.get_mut(names) {
            *wide += width.saturating_sub(used).min(60);
        }
        found
    }

    /// Moves the cell cursor along the columns; the first step enters it.
    pub fn move_column(&mut self, by: isize, width: usize) {
        let columns = self.columns(width);
        let last = columns.len().saturating_sub(1);
        let now = self.column.and_then(|col| columns.iter().position(|(at, _)| *at == col));
        let next = match now {
            Some(now) => now.saturating_add_signed(by).min(last),
            None if by > 0 => 0,
            None => last,
        };
        self.column = columns.get(next).map(|(at, _)| *at);
    }
}
