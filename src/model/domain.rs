//! Register `domains`: a boundary inside the system, or an area of knowledge.

use super::cell::{Choice, Prose, Ref, Series, Texts};
use super::field::{Broken, Field, Header, Record, Rule, Tier, field, guess, id, name, note, owner};
use super::{Id, Money, Person, Plan, Span, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Domain {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub kind: DomainKind,
    pub purpose: Raw,
    pub paths: Texts,
    pub backup: Ref<Person>,
    pub critical: Option<i64>,
    /// Work of both people together.
    pub transfer: Option<Span>,
    pub data_model: Option<DataHold>,
    pub load_per_hour: Option<f64>,
    pub vendor: Raw,
    pub vendor_lock: VendorLock,
    pub vendor_change: Option<Likelihood>,
    pub risk: Option<Risk>,
    pub separation: Option<Separation>,
    pub boundary: Boundary,
    pub proof: Raw,
    pub interface: Interface,
    /// Work, not elapsed time.
    pub effort: Option<Span>,
    /// Percent of traffic on the new side.
    pub moved: Series,
    /// Money a week.
    pub double_run: Option<Money>,
    /// Money a month.
    pub cost: Series,
    pub rollback: Raw,
}

/// What a domain is part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DomainKind {
    #[default]
    Product,
    Platform,
    Operations,
    External,
}

impl Choice for DomainKind {
    const ALL: &'static [Self] = &[Self::Product, Self::Platform, Self::Operations, Self::External];
    const WORDS: &'static [&'static str] = &["product", "platform", "operations", "external"];
}

/// Whether a domain owns the tables it writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DataHold {
    #[default]
    Own,
    Shared,
    None,
}

impl Choice for DataHold {
    const ALL: &'static [Self] = &[Self::Own, Self::Shared, Self::None];
    const WORDS: &'static [&'static str] = &["own", "shared", "none"];
}

/// How deep a vendor sits in the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum VendorLock {
    #[default]
    None,
    Wrapped,
    Woven,
}

impl Choice for VendorLock {
    const ALL: &'static [Self] = &[Self::None, Self::Wrapped, Self::Woven];
    const WORDS: &'static [&'static str] = &["none", "wrapped", "woven"];
}

/// How likely something happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Likelihood {
    #[default]
    Unlikely,
    Possible,
    Likely,
}

impl Choice for Likelihood {
    const ALL: &'static [Self] = &[Self::Unlikely, Self::Possible, Self::Likely];
    const WORDS: &'static [&'static str] = &["unlikely", "possible", "likely"];
}

/// How badly growth would hurt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Risk {
    #[default]
    Low,
    Medium,
    High,
}

impl Choice for Risk {
    const ALL: &'static [Self] = &[Self::Low, Self::Medium, Self::High];
    const WORDS: &'static [&'static str] = &["low", "medium", "high"];
}

/// When a domain should stand on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Separation {
    Now,
    HalfYear,
    Year,
    #[default]
    Later,
    Stay,
}

impl Choice for Separation {
    const ALL: &'static [Self] = &[Self::Now, Self::HalfYear, Self::Year, Self::Later, Self::Stay];
    const WORDS: &'static [&'static str] = &["now", "6mo", "12mo", "later", "stay"];
}

/// How real a boundary is, each step holding what the one before does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Boundary {
    #[default]
    Drawn,
    Enforced,
    Separable,
    Separated,
}

impl Choice for Boundary {
    const ALL: &'static [Self] = &[Self::Drawn, Self::Enforced, Self::Separable, Self::Separated];
    const WORDS: &'static [&'static str] = &["drawn", "enforced", "separable", "separated"];
}

/// How the others talk to a domain.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Interface {
    #[default]
    None,
    Informal,
    Defined,
    Versioned,
}

impl Choice for Interface {
    const ALL: &'static [Self] = &[Self::None, Self::Informal, Self::Defined, Self::Versioned];
    const WORDS: &'static [&'static str] = &["none", "informal", "defined", "versioned"];
}

impl Record for Domain {
    const ABOUT: Header = Header {
        key: "domains",
        singular: "domain",
        title: "Domains",
        purpose: "The parts the system is made of, who answers for each, and which cut lines are worth drawing now.",
        example: "Billing owner=ana data_model=own risk=high separation=6mo effort=3/4/6w",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face(),
        field("kind", "Kind", 'k', "Part of the product or the platform, a running task, or somebody else's system.", |r: &Self| &r.kind, |r| &mut r.kind),
        field("purpose", "Purpose", 'p', "What it is for, in one sentence.", |r: &Self| &r.purpose, |r| &mut r.purpose),
        field("paths", "Paths", 'P', "Where its code lives, as globs, one a line; the history is counted by them.", |r: &Self| &r.paths, |r| &mut r.paths),
        field("backup", "Backup", 'b', "Who stands in for the owner; compared with who really knows it.", |r: &Self| &r.backup, |r| &mut r.backup),
        field("critical", "Critical", 'c', "How much hangs on it, 0 to 3; orders the hand-overs.", |r: &Self| &r.critical, |r| &mut r.critical).range(0.0, 3.0),
        field("transfer", "Hand-over", 't', "Work to teach it to somebody else; prices the way to a second person.", |r: &Self| &r.transfer, |r| &mut r.transfer),
        field("data_model", "Data", 'd', "Own tables, shared ones or none; own data marks a cut line.", |r: &Self| &r.data_model, |r| &mut r.data_model).face(),
        field("load_per_hour", "Load/h", 'l', "Requests or jobs an hour at a usual time; a load unlike the neighbours' marks a cut line.", |r: &Self| &r.load_per_hour, |r| &mut r.load_per_hour).column(7).unit("/h"),
        field("vendor", "Vendor", 'v', "The outside service it leans on; one woven in asks for a decision record.", |r: &Self| &r.vendor, |r| &mut r.vendor),
        field("vendor_lock", "Vendor tie", 'L', "Wrapped behind one interface, or woven into the code, where a change is a rewrite.", |r: &Self| &r.vendor_lock, |r| &mut r.vendor_lock),
        field("vendor_change", "Vendor change", 'V', "How likely the vendor changes terms or interface; with woven in, it marks a cut line.", |r: &Self| &r.vendor_change, |r| &mut r.vendor_change),
        field("risk", "Risk", 'r', "How badly growth would hurt it as it is; with separation, what the domain map asks for.", |r: &Self| &r.risk, |r| &mut r.risk).face().column(6),
        field("separation", "Separation", 's', "When it should stand on its own; stay is an answer, too.", |r: &Self| &r.separation, |r| &mut r.separation).face().column(10),
        field("boundary", "Boundary", 'B', "How real the line is: drawn on the map, enforced by a check, separable, or separated.", |r: &Self| &r.boundary, |r| &mut r.boundary).column(9),
        field("proof", "Proof", 'o', "The check that shows the boundary holds, as in the name of a test.", |r: &Self| &r.proof, |r| &mut r.proof),
        field("interface", "Interface", 'i', "How others talk to it: not agreed, by habit, written down, or versioned.", |r: &Self| &r.interface, |r| &mut r.interface),
        field("effort", "Effort", 'e', "Work to separate it; prices the cut.", |r: &Self| &r.effort, |r| &mut r.effort).column(8),
        field("moved", "Moved over", 'm', "Percent of traffic on the new side, day by day; separated needs 100.", |r: &Self| &r.moved, |r| &mut r.moved).range(0.0, 100.0).unit("%"),
        field("double_run", "Double run", 'u', "What running old and new side by side costs a week; makes a slow move visible.", |r: &Self| &r.double_run, |r| &mut r.double_run).unit("money"),
        field("cost", "Cost", 'C', "What it costs to run, a month, by day of the bill; gives the cost per user.", |r: &Self| &r.cost, |r| &mut r.cost).unit("money"),
        field("rollback", "Turn back when", 'R', "The sign at which traffic goes back to the old side.", |r: &Self| &r.rollback, |r| &mut r.rollback),
    ];

    const RULES: &'static [Rule<Self>] = &[separated_means_all_traffic];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.domains
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.domains
    }
}

/// A domain is separated when the old side sees no traffic any more.
fn separated_means_all_traffic(row: &Domain, _plan: &Plan) -> Option<Broken> {
    let (_, percent) = row.moved.0.last_key_value()?;
    (row.boundary == Boundary::Separated && *percent < 100.0).then(|| Broken {
        field: "boundary",
        message: row
            .name
            .show()
            .then(" is called separated while only ")
            .then(format!("{percent} % of its traffic is on the new side: "))
            .then("move the rest and record it in moved, or set boundary=separable until then."),
    })
}
