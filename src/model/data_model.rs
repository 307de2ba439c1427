//! Register `models`: a data-model decision.

use super::cell::{Choice, Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Decision, Domain, Id, Person, Plan, Span, Status, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct DataModel {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub kind: Option<DataModelKind>,
    pub current: Raw,
    pub target: Raw,
    pub rows: Option<f64>,
    pub rows_per_user: Option<f64>,
    pub tables: Option<f64>,
    /// Rows a second.
    pub backfill_per_s: Option<f64>,
    pub key_type: KeyType,
    pub dual_write: Option<Span>,
    pub reversible: bool,
    /// Work, not elapsed time.
    pub cost_now: Option<Span>,
    /// Work, not elapsed time.
    pub cost_10x: Option<Span>,
    /// Work, not elapsed time.
    pub cost_50x: Option<Span>,
    /// Work, not elapsed time.
    pub cost_100x: Option<Span>,
    pub downtime: Option<Span>,
    pub decide_by: Option<Day>,
    pub pinned: Raw,
    pub decision: Ref<Decision>,
}

/// Which decision a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DataModelKind {
    PrimaryKeys,
    EventLog,
    Analytics,
    Tenancy,
    Schema,
    Retention,
    #[default]
    Other,
}

impl Choice for DataModelKind {
    const ALL: &'static [Self] = &[
        Self::PrimaryKeys,
        Self::EventLog,
        Self::Analytics,
        Self::Tenancy,
        Self::Schema,
        Self::Retention,
        Self::Other,
    ];
    const WORDS: &'static [&'static str] =
        &["primary-keys", "event-log", "analytics", "tenancy", "schema", "retention", "other"];
}

/// How primary keys are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeyType {
    #[default]
    Unknown,
    Integers,
    Uuid,
    Structured,
}

impl Choice for KeyType {
    const ALL: &'static [Self] = &[Self::Unknown, Self::Integers, Self::Uuid, Self::Structured];
    const WORDS: &'static [&'static str] = &["unknown", "integers", "uuid", "structured"];
}

impl Record for DataModel {
    const ABOUT: Header = Header {
        key: "models",
        singular: "model",
        title: "Data decisions",
        purpose: "Choices in the data that get dearer with every row; the three that cost most to put off go into the report.",
        example: "Primary keys kind=primary-keys key_type=integers cost_now=3d cost_10x=9d cost_50x=24-40d cost_100x=45-70d",
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
        field("kind", "Kind", 'k', "Which decision it is; keys, a log of events and analytics are the three every plan must take.", |r: &Self| &r.kind, |r| &mut r.kind).face(),
        field("current", "Today", 'c', "How it is built now.", |r: &Self| &r.current, |r| &mut r.current),
        field("target", "Target", 't', "How it should be built.", |r: &Self| &r.target, |r| &mut r.target),
        field("rows", "Rows", 'r', "Rows to change, as of today.", |r: &Self| &r.rows, |r| &mut r.rows),
        field("rows_per_user", "Rows per user", 'u', "Rows each new user brings; carries the cost to ten, fifty and a hundred times.", |r: &Self| &r.rows_per_user, |r| &mut r.rows_per_user),
        field("tables", "Tables", 'T', "Tables that refer to it; each adds work of its own.", |r: &Self| &r.tables, |r| &mut r.tables),
        field("backfill_per_s", "Backfill", 'b', "Rows a second a backfill manages; decides how long the change runs.", |r: &Self| &r.backfill_per_s, |r| &mut r.backfill_per_s).unit("/s"),
        field("key_type", "Key type", 'y', "For primary keys: counted integers hurt once several customers share the tables.", |r: &Self| &r.key_type, |r| &mut r.key_type),
        field("dual_write", "Double writing", 'w', "How long old and new shape are both written; part of what the change costs.", |r: &Self| &r.dual_write, |r| &mut r.dual_write),
        field("reversible", "Reversible", 'v', "Can it be undone cheaply? If not, it is due by its last cheap day, not when it hurts.", |r: &Self| &r.reversible, |r| &mut r.reversible),
        field("cost_now", "Cost now", 'a', "Work to change it with today's users.", |r: &Self| &r.cost_now, |r| &mut r.cost_now).column(8),
        field("cost_10x", "At 10x", 'x', "Work to change it with ten times today's users; the cost of waiting counts from here.", |r: &Self| &r.cost_10x, |r| &mut r.cost_10x).face().column(8),
        field("cost_50x", "At 50x", 'l', "Work to change it with fifty times today's users.", |r: &Self| &r.cost_50x, |r| &mut r.cost_50x).face().column(8),
        field("cost_100x", "At 100x", 'C', "Work to change it with a hundred times today's users; less the cost at 10x it ranks the row.", |r: &Self| &r.cost_100x, |r| &mut r.cost_100x).face().column(8),
        field("downtime", "Downtime", 'd', "How long users are locked out during the change.", |r: &Self| &r.downtime, |r| &mut r.downtime),
        field("decide_by", "Decide by", 'B', "The last day to decide; after it the row is late.", |r: &Self| &r.decide_by, |r| &mut r.decide_by).column(10),
        field("pinned", "Pinned because", 'p', "Why it belongs to the top three whatever the figures say.", |r: &Self| &r.pinned, |r| &mut r.pinned),
        field("decision", "Decision", 'e', "The record in which it was decided.", |r: &Self| &r.decision, |r| &mut r.decision),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.models
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.models
    }
}
