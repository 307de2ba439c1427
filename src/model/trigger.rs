//! Register `triggers`: when an infrastructure choice is revisited.

use super::cell::{Choice, Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Domain, Id, Metric, Money, Person, Plan, Span, Status, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Trigger {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub approach: Raw,
    pub metric: Ref<Metric>,
    pub op: Op,
    /// In the metric's unit; for `jump` percent month on month.
    pub threshold: Option<f64>,
    pub event: Option<Day>,
    pub solution: Raw,
    /// Work, not elapsed time.
    pub effort: Option<Span>,
    pub cost_once: Option<Money>,
    pub cost_month: Option<Money>,
    /// Calendar time.
    pub lead: Option<Span>,
    pub stateless_first: Prerequisite,
    pub sessions_first: Prerequisite,
    pub replication_first: Prerequisite,
}

/// What makes a trigger fire.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Op {
    #[default]
    Above,
    Below,
    Jump,
    Event,
}

impl Choice for Op {
    const ALL: &'static [Self] = &[Self::Above, Self::Below, Self::Jump, Self::Event];
    const WORDS: &'static [&'static str] = &["above", "below", "jump", "event"];
}

/// Where something that must come first stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Prerequisite {
    #[default]
    NotNeeded,
    Open,
    Met,
}

impl Choice for Prerequisite {
    const ALL: &'static [Self] = &[Self::NotNeeded, Self::Open, Self::Met];
    const WORDS: &'static [&'static str] = &["not-needed", "open", "met"];
}

impl Record for Trigger {
    const ABOUT: Header = Header {
        key: "triggers",
        singular: "trigger",
        title: "Triggers",
        purpose: "Infrastructure choices that do for now, and the reading at which each one is looked at again.",
        example: "Database metric=db-p95 threshold=200 effort=6-9d owner=ana",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face().column(0),
        status(|r: &Self| &r.status, |r| &mut r.status),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("approach", "Today", 'a', "How it is done today, as in one managed node.", |r: &Self| &r.approach, |r| &mut r.approach),
        field("metric", "Metric", 'm', "What is watched; its trend gives the day the limit is reached.", |r: &Self| &r.metric, |r| &mut r.metric).face().column(14),
        field("op", "When", 'o', "Above or below the threshold, a jump of so many percent in a month, or an event.", |r: &Self| &r.op, |r| &mut r.op).column(5),
        field("threshold", "Threshold", 't', "The limit, in the metric's unit; for a jump, percent month on month.", |r: &Self| &r.threshold, |r| &mut r.threshold).face().column(9),
        field("event", "Event on", 'e', "For an event: the day it happens.", |r: &Self| &r.event, |r| &mut r.event),
        field("solution", "Then", 'x', "What is done once it fires.", |r: &Self| &r.solution, |r| &mut r.solution),
        field("effort", "Effort", 'f', "Work it takes; counted back from the crossing it gives the latest start.", |r: &Self| &r.effort, |r| &mut r.effort).face().column(8),
        field("cost_once", "Cost once", 'c', "What it costs besides the work.", |r: &Self| &r.cost_once, |r| &mut r.cost_once).unit("money"),
        field("cost_month", "Cost a month", 'C', "What it adds to every month's bill.", |r: &Self| &r.cost_month, |r| &mut r.cost_month).column(12).unit("money"),
        field("lead", "Lead time", 'l', "Waiting before and besides the work, as in a contract; the start moves forward by it.", |r: &Self| &r.lead, |r| &mut r.lead),
        field("stateless_first", "Stateless first", 'S', "Must instances keep no state before this? While open it makes the lead longer.", |r: &Self| &r.stateless_first, |r| &mut r.stateless_first),
        field("sessions_first", "Sessions first", 'E', "Must sessions live in a shared store before this? While open it makes the lead longer.", |r: &Self| &r.sessions_first, |r| &mut r.sessions_first),
        field("replication_first", "Replicas first", 'R', "Must the database be replicated before this? While open it makes the lead longer.", |r: &Self| &r.replication_first, |r| &mut r.replication_first),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.triggers
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.triggers
    }
}
