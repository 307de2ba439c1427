//! Rules that each side keeps and their merge breaks: a reference to what the other side removed, a circle made
//! of two halves, a role given twice.

use std::collections::HashSet;

use super::rows::{OURS, THEIRS, is_key};
use super::values::cleaned;
use super::{Dispute, Merging, NOT_THERE, THERE, how, put, spot};
use crate::model::value::Value;
use crate::model::{Address, Id, Plan};
use crate::register::rules::{Breach, Rule, breaches};
use crate::register::{Row, register};

impl Merging<'_> {
    /// Disputes what is newly broken, with ours and with theirs standing where they clash, until nothing is: both
    /// directions of a merge find the same.
    pub(super) fn settle(&mut self, sides: [&Plan; 2]) {
        let mut known = None;
        loop {
            let mut broken = refusing(&self.plan);
            if !self.clashes.is_empty() {
                broken.extend(refusing(&self.with_theirs()));
            }
            if broken.is_empty() {
                return;
            }
            let known = known.get_or_insert_with(|| Known::of(sides));
            let before = self.settled_count();
            broken.iter().filter(|breach| !known.holds(breach)).for_each(|breach| self.dispute(breach));
            if self.settled_count() == before {
                return;
            }
        }
    }

    fn settled_count(&self) -> usize {
        self.clashes.values().filter(|dispute| dispute.whole).count()
    }

    /// The plan with theirs standing where the sides clash.
    fn with_theirs(&self) -> Plan {
        let mut plan = self.plan.clone();
        for ((home, id, field), dispute) in &self.clashes {
            let home = crate::register::REGISTERS[*home];
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

fn refusing(plan: &Plan) -> Vec<Breach> {
    breaches(plan).into_iter().filter(|breach| breach.rule.refuses()).collect()
}

/// What is broken on one of the sides already.
struct Known {
    single: HashSet<(Address, &'static str, &'static str, String)>,
    circles: Vec<Breach>,
}

impl Known {
    fn of(sides: [&Plan; 2]) -> Known {
        let all = sides.into_iter().flat_map(refusing);
        let (circles, single): (Vec<_>, Vec<_>) = all.partition(|breach| breach.rule == Rule::Acyclic);
        let single = single.into_iter().map(|b| (b.at, b.field, b.rule.key(), b.detail)).collect();
        Known { single, circles }
    }

    fn holds(&self, breach: &Breach) -> bool {
        match breach.rule {
            Rule::Acyclic => self.circles.iter().any(|circle| circle.holds_circle(breach)),
            rule => self.single.contains(&(breach.at.clone(), breach.field, rule.key(), breach.detail.clone())),
        }
    }
}
