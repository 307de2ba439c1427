//! Rules that each side keeps and their merge breaks: a reference to what the other side removed, a circle made
//! of two halves, a role given twice.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{OURS, THEIRS, is_key};
use super::values::cleaned;
use super::{CONFLICTS, Dispute, Merging, NOT_THERE, THERE, how, put, spot};
use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Id, Plan};
use crate::register::references::referrers_of;
use crate::register::rules::{Breach, Rule, can_circle, cycles, of_row_in_short};
use crate::register::{REGISTERS, Register, Row, register};

impl Merging<'_> {
    /// Disputes what is newly broken, with ours and with theirs standing where they clash, until nothing is: both
    /// directions of a merge find the same.
    pub(super) fn settle(&mut self, sides: [&Plan; 2]) {
        let mut known = Known { sides, circles: BTreeMap::new() };
        let gone: Vec<Address> = self.rows.gone_for_good.iter().cloned().chain(self.decided(sides[OURS])).collect();
        loop {
            let left = referrers_of(&self.plan, &gone).into_iter().map(|referrer| referrer.at).collect();
            let mut broken = broken(&self.plan, sides[OURS], left);
            if !self.clashes.is_empty() {
                broken.extend(self::broken(&self.with_theirs(), &self.plan, BTreeSet::new()));
            }
            broken.retain(|breach| breach.rule.refuses() && !known.holds(breach));
            let before = self.settled_count();
            broken.iter().for_each(|breach| self.dispute(breach));
            if self.settled_count() == before {
                return;
            }
        }
    }

    /// Conflicts of ours that theirs decided.
    fn decided(&self, ours: &Plan) -> impl Iterator<Item = Address> {
        let waits = |id: &Id| self.plan.conflicts.get(id).is_some();
        let away = ours.conflicts.iter().map(|row| Record::id(&**row)).filter(move |id| !waits(id));
        away.map(|id| Address { register: CONFLICTS, id: id.clone() })
    }

    fn settled_count(&self) -> usize {
        self.clashes.values().filter(|dispute| dispute.whole).count()
    }

    /// The plan with theirs standing where the sides clash.
    fn with_theirs(&self) -> Plan {
        let mut plan = self.plan.clone();
        for ((home, id, field), dispute) in &self.clashes {
            let home = REGISTERS[*home];
            if let (Some(field), Some(other)) = (field, &dispute.other)
                && let Some(mut row) = home.get(&plan, id).map(Row::boxed)
            {
                put(home, &mut *row, *field, other.clone());
                home.put(&mut plan, row);
            }
        }
        plan
    }

    fn dispute(&mut self, breach: &Breach) {
        let places: Vec<Address> = match breach.rule {
            Rule::Acyclic => circle(breach),
            _ => vec![breach.at.clone()],
        };
        let mut any = false;
        for at in &places {
            any |= self.dispute_field(at, breach.field, false);
        }
        if !any && breach.rule == Rule::Own {
            // It is another field of the row that breaks the rule of this one.
            let home = register(breach.at.register).expect("what is judged has a register");
            for about in home.fields().filter(|about| !about.key_part && about.key != "id") {
                any |= self.dispute_field(&breach.at, about.key, false);
            }
        }
        if !any {
            self.dispute_field(&breach.at, breach.field, true);
        }
    }

    /// Disputes a whole field where the sides differ in it, or `anyway`; ours stands from then on. Whether it is
    /// disputed. A key field is the row's being there.
    fn dispute_field(&mut self, at: &Address, key: &'static str, anyway: bool) -> bool {
        let Some(trio) = self.rows.trio(at) else { return false };
        let Some(field) = trio.home.find(key) else { return false };
        if is_key(trio.home, key) {
            let base = if trio.base.is_some() { THERE } else { NOT_THERE };
            let values = [Value::Prose(vec![base.into()]), how(&trio, OURS, None), how(&trio, THEIRS, None)];
            self.clashes.entry(spot(at, None)).or_insert(Dispute { values, other: None, whole: true });
            return true;
        }
        let place = spot(at, Some(field));
        if self.clashes.get(&place).is_some_and(|dispute| dispute.whole) {
            return true;
        }
        let kind = trio.home.kind(field);
        let [base, ours, theirs] = self.rows.values(&trio, field);
        let values = [&base, &ours, &theirs].map(|value| cleaned(kind, &base, value, &self.rows.gone_for_good));
        if values[1] == values[2] && !anyway {
            return false;
        }
        if let Some(mut row) = trio.home.get(&self.plan, &at.id).map(Row::boxed)
            && row.cell(field).get() != values[1]
        {
            put(trio.home, &mut *row, field, values[1].clone());
            trio.home.put(&mut self.plan, row);
        }
        let other = Some(values[2].clone());
        self.clashes.insert(place, Dispute { values, other, whole: true });
        true
    }
}

/// The rows of a circle.
fn circle(breach: &Breach) -> Vec<Address> {
    let row = |text: &str| {
        let (_, id) = text.split_once('/')?;
        Some(Address { register: breach.at.register, id: Id::parse(id)? })
    };
    breach.detail.split(", ").filter_map(row).collect()
}

/// What is broken in the rows that are not those of another plan, in these rows besides, and where a register's own
/// rule looks at other rows: all that the other plan does not break as well.
fn broken(plan: &Plan, other: &Plan, mut look: BTreeSet<Address>) -> Vec<Breach> {
    let mut found = Vec::new();
    for home in REGISTERS {
        let at = |row: &dyn Row| Address { register: home.key(), id: row.id().clone() };
        if !home.same(plan, other) {
            let mut others = home.rows(other).peekable();
            for row in home.rows(plan) {
                while others.next_if(|other| other.id() < row.id()).is_some() {}
                if others.peek().is_none_or(|other| !std::ptr::addr_eq(*other, row)) {
                    look.insert(at(row));
                }
            }
            found.extend(circles(plan, home));
        }
        look.extend(home.rows(plan).filter(|row| !home.broken(plan, *row).is_empty()).map(at));
    }
    for at in &look {
        if let Some(home) = register(at.register)
            && let Some(row) = home.get(plan, &at.id)
        {
            found.extend(of_row_in_short(plan, home, row));
        }
    }
    found
}

fn circles(plan: &Plan, home: &'static dyn Register) -> Vec<Breach> {
    let can = home.fields().any(|about| can_circle(home.key(), about.key));
    if can { cycles(plan, home) } else { Vec::new() }
}

/// What is broken on one of the sides already.
struct Known<'p> {
    sides: [&'p Plan; 2],
    /// By register, once they are asked for.
    circles: BTreeMap<&'static str, Vec<Breach>>,
}

impl Known<'_> {
    fn holds(&mut self, breach: &Breach) -> bool {
        let Some(home) = register(breach.at.register) else { return false };
        let sides = self.sides;
        if breach.rule == Rule::Acyclic {
            let known = self.circles.entry(home.key());
            let known = known.or_insert_with(|| sides.iter().flat_map(|plan| circles(plan, home)).collect());
            return known.iter().any(|circle| circle.holds_circle(breach));
        }
        let same = |old: &Breach| (old.field, old.rule, &old.detail) == (breach.field, breach.rule, &breach.detail);
        sides.iter().any(|plan| {
            let row = home.get(plan, &breach.at.id);
            row.is_some_and(|row| of_row_in_short(plan, home, row).iter().any(same))
        })
    }
}
