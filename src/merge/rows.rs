//! Which rows are there after a merge, and their fields.

use std::iter::Peekable;

use super::CONFLICTS;
use super::follow::Followed;
use super::values::{Gone, Met, meet, restored, without};
use crate::model::value::{Kind, Value};
use crate::model::{Address, Id, Plan};
use crate::register::references::{references, referrers_of};
use crate::register::{REGISTERS, Register, Row};

pub(super) const OURS: usize = 0;
pub(super) const THEIRS: usize = 1;

/// One row as it stands in base, ours and theirs.
#[derive(Clone, Copy)]
pub(super) struct Trio<'p> {
    pub home: &'static dyn Register,
    pub base: Option<&'p dyn Row>,
    pub sides: [Option<&'p dyn Row>; 2],
}

/// What both sides did to the rows of a plan.
pub(super) struct Rows<'p> {
    plans: [&'p Plan; 3],
    /// Rows that theirs changed, added or removed, and those that ours removed.
    pub touched: Vec<Trio<'p>>,
    /// What ours and what theirs removed.
    pub gone: [Gone; 2],
    /// Of those, what stays: because the other side changed it, or because it hangs on such a row.
    pub stays: [Gone; 2],
    /// What stays because the other side changed it.
    pub disputed: [Gone; 2],
    /// What was removed and does not stay.
    pub gone_for_good: Gone,
}

impl Trio<'_> {
    fn id(&self) -> &Id {
        let mut rows = self.base.into_iter().chain(self.sides.into_iter().flatten());
        rows.next().expect("a trio has at least one row").id()
    }

    pub fn at(&self) -> Address {
        Address { register: self.home.key(), id: self.id().clone() }
    }
}

impl<'p> Rows<'p> {
    /// Looks through three plans, waiting conflicts left out. Linear in the rows; tables that are shared cost
    /// nothing.
    pub fn of(followed: &'p Followed) -> Self {
        let [base, ours, theirs] = &followed.plans;
        let mut rows = Rows {
            plans: [base, ours, theirs],
            touched: Vec::new(),
            gone: Default::default(),
            stays: Default::default(),
            disputed: Default::default(),
            gone_for_good: Gone::new(),
        };
        for home in REGISTERS.iter().filter(|home| home.key() != CONFLICTS) {
            rows.walk(*home);
        }
        rows.judge_removals(followed);
        rows.gone_for_good = rows.gone.iter().flatten().filter(|at| rows.is_gone(at)).cloned().collect();
        rows
    }

    fn walk(&mut self, home: &'static dyn Register) {
        let [base, ours, theirs] = self.plans;
        if home.same(base, ours) && home.same(base, theirs) {
            return;
        }
        let mut tables = self.plans.map(|plan| home.rows(plan).peekable());
        while let Some(id) = tables.iter_mut().filter_map(|rows| rows.peek().map(|row| row.id())).min() {
            let [base, ours, theirs] = tables.each_mut().map(|rows| take(rows, id));
            let untouched = ours.is_some() && base.zip(theirs).is_some_and(|(base, theirs)| theirs.same_as(base));
            if untouched || (base.is_none() && theirs.is_none()) {
                continue;
            }
            let trio = Trio { home, base, sides: [ours, theirs] };
            for (side, row) in trio.sides.iter().enumerate() {
                if base.is_some() && row.is_none() {
                    self.gone[side].insert(trio.at());
                }
            }
            self.touched.push(trio);
        }
    }

    /// A row that one side removed stays where the other changed it, and so does what hangs on it.
    fn judge_removals(&mut self, followed: &Followed) {
        for trio in &self.touched {
            let (side, row) = match trio.sides {
                [None, Some(row)] => (OURS, row),
                [Some(row), None] => (THEIRS, row),
                _ => continue,
            };
            let Some(base) = trio.base else { continue };
            let other = 1 - side;
            let at = trio.at();
            let is_renamed = followed.renamed.get(&at).is_some_and(|names| names.is_renamed_by(other));
            if is_renamed || self.is_edited(trio.home, base, row, other) {
                self.disputed[side].insert(at);
            }
        }
        self.stays = self.disputed.clone();
        while self.stay_with_their_keys() {}
    }

    /// Whether a side changed a row by more than dropping references to what it removed.
    fn is_edited(&self, home: &dyn Register, base: &dyn Row, row: &dyn Row, side: usize) -> bool {
        if row.same_as(base) {
            return false;
        }
        (0..home.field_count()).any(|at| {
            let (was, is) = (base.cell(at).get(), row.cell(at).get());
            was != is && without(base.cell(at).kind(), &was, &self.gone[side]) != is
        })
    }

    /// Keyed rows that went because a row of their key was removed stay when that one does; true if there were
    /// any more.
    fn stay_with_their_keys(&mut self) -> bool {
        let mut more: [Vec<Address>; 2] = Default::default();
        for trio in self.touched.iter().filter(|trio| trio.home.is_keyed()) {
            let (side, at) = match trio.sides {
                [None, Some(_)] => (OURS, trio.at()),
                [Some(_), None] => (THEIRS, trio.at()),
                _ => continue,
            };
            let Some(base) = trio.base.filter(|_| !self.stays[side].contains(&at)) else { continue };
            let mut keys = references(trio.home, base);
            keys.retain(|(key, _)| is_key(trio.home, key));
            let hangs = keys.iter().any(|(_, target)| self.stays[side].contains(target));
            if hangs && !keys.iter().any(|(_, target)| self.is_gone(target)) {
                more[side].push(at);
            }
        }
        let any = more.iter().any(|rows| !rows.is_empty());
        for (stays, more) in self.stays.iter_mut().zip(more) {
            stays.extend(more);
        }
        any
    }

    /// Whether a row was removed and does not stay.
    pub fn is_gone(&self, at: &Address) -> bool {
        (0..2).any(|side| self.gone[side].contains(at) && !self.stays[side].contains(at))
    }

    /// Rows that pointed at what one side removed and what stays nevertheless, besides those that are touched.
    pub fn to_restore(&self) -> Vec<Trio<'p>> {
        let stays: Vec<Address> = self.stays.iter().flatten().cloned().collect();
        if stays.is_empty() {
            return Vec::new();
        }
        let touched: Gone = self.touched.iter().map(Trio::at).collect();
        let mut rows: Gone = referrers_of(self.plans[0], &stays).into_iter().map(|referrer| referrer.at).collect();
        rows.retain(|at| !touched.contains(at));
        rows.iter().filter_map(|at| self.trio(at)).collect()
    }

    /// A row as it stands in the three plans; nothing for a register that is not known.
    pub fn trio(&self, at: &Address) -> Option<Trio<'p>> {
        let home = crate::register::register(at.register)?;
        let [base, ours, theirs] = self.plans.map(|plan| home.get(plan, &at.id));
        Some(Trio { home, base, sides: [ours, theirs] })
    }

    /// A field of a trio before, of ours and of theirs, as the sides meet: a side that removed the row left the
    /// field alone, and what it dropped with rows that stay is back. Key fields are what they are.
    pub fn values(&self, trio: &Trio<'_>, field: usize) -> [Value; 3] {
        let cell = |row: &dyn Row| row.cell(field).get();
        let base = trio.base.map_or_else(|| trio.home.default_of(field), cell);
        let is_key = trio.home.field(field).key_part;
        let [ours, theirs] = [OURS, THEIRS].map(|side| match trio.sides[side] {
            Some(row) if is_key || trio.base.is_none() => cell(row),
            Some(row) => restored(row.cell(field).kind(), &base, cell(row), &self.stays[side]),
            None if is_key => base.clone(),
            None => {
                let left = without(trio.home.kind(field), &base, &self.gone[side]);
                restored(trio.home.kind(field), &base, left, &self.stays[side])
            }
        });
        [base, ours, theirs]
    }

    /// A field of a trio as one value, and as one with theirs where they clash.
    pub fn met(&self, kind: Kind, [base, ours, theirs]: &[Value; 3]) -> (Met, Option<Value>) {
        let [gone_ours, gone_theirs] = [&self.gone[OURS], &self.gone[THEIRS]];
        let met = meet(kind, base, ours, theirs, [gone_ours, gone_theirs]);
        let other = met.clash.is_some().then(|| meet(kind, base, theirs, ours, [gone_theirs, gone_ours]).value);
        (met, other)
    }
}

fn take<'p>(rows: &mut Peekable<impl Iterator<Item = &'p dyn Row>>, id: &Id) -> Option<&'p dyn Row> {
    rows.next_if(|row| row.id() == id)
}

pub(super) fn is_key(home: &dyn Register, field: &str) -> bool {
    home.fields().any(|about| about.key == field && about.key_part)
}
