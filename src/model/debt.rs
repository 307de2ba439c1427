//! Register `debts`: one piece of technical debt.

use super::cell::{Addresses, Among, Choice, Prose, Ref, Refs, Series};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Domain, Id, Money, Person, Plan, Span, Sprint, Status, Table, Task, Trigger};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Debt {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub class: Option<DebtClass>,
    /// Work, not elapsed time.
    pub effort: Option<Span>,
    pub found: Option<Day>,
    pub document: Raw,
    pub sprint: Ref<Sprint>,
    pub hits: Option<Hits>,
    pub stability: Option<i64>,
    pub velocity: Option<i64>,
    pub risk_3m: Option<i64>,
    pub risk_6m: Option<i64>,
    pub risk_12m: Option<i64>,
    /// Percent a month.
    pub hazard: Option<f64>,
    pub damage: Option<Money>,
    pub recurring: bool,
    /// Hours lost.
    pub cost: Series,
    /// Percent.
    pub benefit: Option<f64>,
    pub blocks: Addresses<Blockable>,
    pub touched_by: Refs<Task>,
    pub fix_when: Ref<Trigger>,
    pub resolved: Option<Day>,
}

/// Where a debt comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DebtClass {
    #[default]
    Intentional,
    Discovered,
    Accumulating,
}

impl Choice for DebtClass {
    const ALL: &'static [Self] = &[Self::Intentional, Self::Discovered, Self::Accumulating];
    const WORDS: &'static [&'static str] = &["intentional", "discovered", "accumulating"];
}

/// Who feels a debt first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Hits {
    #[default]
    Users,
    Revenue,
    Stability,
    Velocity,
}

impl Choice for Hits {
    const ALL: &'static [Self] = &[Self::Users, Self::Revenue, Self::Stability, Self::Velocity];
    const WORDS: &'static [&'static str] = &["users", "revenue", "stability", "velocity"];
}

/// What may have to wait for a debt.
#[derive(Clone, Copy, Debug)]
pub enum Blockable {}

impl Among for Blockable {
    const REGISTERS: &'static [&'static str] = &["triggers", "tasks"];
}

impl Record for Debt {
    const ABOUT: Header = Header {
        key: "debts",
        singular: "debt",
        title: "Debts",
        purpose: "Shortcuts and flaws, what each takes to mend, and what leaving it costs in 3, 6 and 12 months.",
        example: "Refunds by hand class=intentional effort=2d hits=revenue",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).column(0),
        status(|r: &Self| &r.status, |r| &mut r.status),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("class", "Class", 'c', "A shortcut taken on purpose, a flaw found later, or wear from piling on features.", |r: &Self| &r.class, |r| &mut r.class).face().column(12),
        field("effort", "Effort", 'e', "Work to resolve it; the loss avoided per day of it ranks the debts.", |r: &Self| &r.effort, |r| &mut r.effort).face().column(7),
        field("found", "Found", 'f', "The day somebody noticed; what it has cost counts from here.", |r: &Self| &r.found, |r| &mut r.found),
        field("document", "Document", 'd', "Where it is written down; an intentional debt without one is undocumented.", |r: &Self| &r.document, |r| &mut r.document),
        field("sprint", "Sprint", 'p', "When it is planned to be paid; an intentional debt without one is undocumented.", |r: &Self| &r.sprint, |r| &mut r.sprint).face().column(8),
        field("hits", "Hits", 'h', "Who feels it if it is left: users, revenue, stability or the pace of work.", |r: &Self| &r.hits, |r| &mut r.hits).face().column(9),
        field("stability", "On stability", 'b', "How much it shakes the system, 0 to 3; ranks debts beside their cost.", |r: &Self| &r.stability, |r| &mut r.stability).range(0.0, 3.0),
        field("velocity", "On pace", 'v', "How much it slows work down, 0 to 3; ranks debts beside their cost.", |r: &Self| &r.velocity, |r| &mut r.velocity).range(0.0, 3.0),
        field("risk_3m", "Risk 3 months", 't', "0 to 9: how bad it is for users or revenue if left three months.", |r: &Self| &r.risk_3m, |r| &mut r.risk_3m).range(0.0, 9.0),
        field("risk_6m", "Risk 6 months", 'x', "0 to 9: how bad it is for users or revenue if left six months.", |r: &Self| &r.risk_6m, |r| &mut r.risk_6m).range(0.0, 9.0),
        field("risk_12m", "Risk 12 months", 'y', "0 to 9: how bad it is for users or revenue if left a year.", |r: &Self| &r.risk_12m, |r| &mut r.risk_12m).range(0.0, 9.0),
        field("hazard", "Chance a month", 'z', "Percent chance a month that it strikes; with the damage it gives the expected loss.", |r: &Self| &r.hazard, |r| &mut r.hazard).range(0.0, 100.0).unit("%"),
        field("damage", "Damage", 'm', "What it costs when it strikes.", |r: &Self| &r.damage, |r| &mut r.damage).unit("money"),
        field("recurring", "Recurring", 'r', "Can it strike again and again? Then the loss adds up and grows with the users.", |r: &Self| &r.recurring, |r| &mut r.recurring),
        field("cost", "Hours lost", 'C', "Hours it has cost, day by day; at the price of a blocked hour they tell when it is due.", |r: &Self| &r.cost, |r| &mut r.cost).unit("h"),
        field("benefit", "Benefit", 'B', "Percent of a rewrite's benefit that mending only this would bring.", |r: &Self| &r.benefit, |r| &mut r.benefit).range(0.0, 100.0).unit("%"),
        field("blocks", "Blocks", 'k', "Triggers or tasks that must wait for it, as in triggers/hosting.", |r: &Self| &r.blocks, |r| &mut r.blocks),
        field("touched_by", "Touched by", 'T', "Tasks that open this code anyway; mending it along with them is cheaper.", |r: &Self| &r.touched_by, |r| &mut r.touched_by),
        field("fix_when", "Mend when", 'w', "The trigger at which it starts to cost; it is due when that fires.", |r: &Self| &r.fix_when, |r| &mut r.fix_when),
        field("resolved", "Resolved", 'R', "The day it was paid off; goes with status done.", |r: &Self| &r.resolved, |r| &mut r.resolved),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.debts
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.debts
    }
}
