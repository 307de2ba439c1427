//! The plan: an immutable value with shared rows.

use std::fmt;
use std::sync::Arc;

use super::field::Record;
use super::id::Id;
use super::*;

/// The rows of one register, sorted by id, no id twice. A clone shares every row; a change copies the
/// spine and one row.
pub struct Table<R>(Arc<Vec<Arc<R>>>);

impl<R: Record> Table<R> {
    /// A table of these rows; they may come in any order. Of two rows with one id the later stays: the
    /// reader refuses such files before.
    pub fn of(rows: Vec<Arc<R>>) -> Self {
        // As every canonical file has them.
        if rows.is_sorted_by(|a, b| a.id() < b.id()) {
            return Table(Arc::new(rows));
        }
        let order = order(rows.iter().map(|row| row.id()).collect());
        Table(Arc::new(order.into_iter().map(|at| Arc::clone(&rows[at])).collect()))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Arc<R>> {
        self.0.iter()
    }

    /// The row's place, or where it would stand. O(log n).
    pub fn place(&self, id: &Id) -> Result<usize, usize> {
        self.0.binary_search_by(|row| row.id().cmp(id))
    }

    pub fn get(&self, id: &Id) -> Option<&R> {
        self.place(id).ok().map(|at| &*self.0[at])
    }

    pub fn nth(&self, at: usize) -> Option<&Arc<R>> {
        self.0.get(at)
    }

    /// Puts a row in its place, over one of the same id.
    pub fn put(&mut self, row: R) {
        let place = self.place(row.id());
        let rows = Arc::make_mut(&mut self.0);
        match place {
            Ok(at) => rows[at] = Arc::new(row),
            Err(at) => rows.insert(at, Arc::new(row)),
        }
    }

    /// Takes a row out; true if it was there.
    pub fn take(&mut self, id: &Id) -> bool {
        match self.place(id) {
            Ok(at) => {
                Arc::make_mut(&mut self.0).remove(at);
                true
            }
            Err(_) => false,
        }
    }

    /// Whether two tables are one and the same value: false is no proof that they differ.
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Makes rows that equal another table's those very rows, and the whole that very table where nothing differs.
    /// Linear in both, unless they are one value.
    pub fn share(&mut self, like: &Self) {
        if self.same(like) {
            return;
        }
        let mut all = self.len() == like.len();
        let mut others = like.iter().peekable();
        for row in Arc::make_mut(&mut self.0) {
            while others.next_if(|other| other.id() < row.id()).is_some() {}
            match others.next_if(|other| Arc::ptr_eq(other, row) || other == &row) {
                Some(other) => *row = Arc::clone(other),
                None => all = false,
            }
        }
        if all {
            *self = like.clone();
        }
    }
}

/// Places in the order of their ids; of two with one id the later stays. Apart from the rows' type, for which
/// there would be 26 sorts in the program.
fn order(ids: Vec<&Id>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_unstable_by(|a, b| ids[*a].cmp(ids[*b]).then(b.cmp(a)));
    order.dedup_by(|a, b| ids[*a] == ids[*b]);
    order
}

impl<R> Clone for Table<R> {
    fn clone(&self) -> Self {
        Table(Arc::clone(&self.0))
    }
}

impl<R: Record> Default for Table<R> {
    /// No row; of the single record its one.
    fn default() -> Self {
        let rows = if R::SINGLE { vec![Arc::new(R::default())] } else { Vec::new() };
        Table(Arc::new(rows))
    }
}

impl<R: PartialEq> PartialEq for Table<R> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl<R: fmt::Debug> fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'t, R: Record> IntoIterator for &'t Table<R> {
    type Item = &'t Arc<R>;
    type IntoIter = std::slice::Iter<'t, Arc<R>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Everything one `outgrow.ron` holds but its comments. Cheap to clone; never changed in place once shared.
/// The default is a nameless product and nothing else.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// Exactly one row.
    pub product: Table<Product>,
    pub people: Table<Person>,
    pub domains: Table<Domain>,
    pub links: Table<DomainLink>,
    pub knowledge: Table<Knowledge>,
    pub models: Table<DataModel>,
    pub metrics: Table<Metric>,
    pub triggers: Table<Trigger>,
    pub objectives: Table<Objective>,
    pub incidents: Table<Incident>,
    pub debts: Table<Debt>,
    pub sprints: Table<Sprint>,
    pub features: Table<Feature>,
    pub cadences: Table<Cadence>,
    pub decisions: Table<Decision>,
    pub flags: Table<FeatureFlag>,
    pub stages: Table<Stage>,
    pub phases: Table<Phase>,
    pub tasks: Table<Task>,
    pub answers: Table<Answer>,
    pub choices: Table<SideTaken>,
    pub reviews: Table<Review>,
    pub milestones: Table<Milestone>,
    pub severities: Table<Severity>,
    pub waivers: Table<Waiver>,
    pub conflicts: Table<Conflict>,
}

impl Plan {
    /// The format this program reads and writes.
    pub const FORMAT: u32 = 1;

    /// The single record. It is there in every plan: the constructor and every change see to it.
    pub fn product(&self) -> &Product {
        self.product.nth(0).expect("a plan is made with its product and no edit can remove it")
    }
}
