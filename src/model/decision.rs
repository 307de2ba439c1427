//! Register `decisions`: an architecture decision record.

use super::cell::{Choice, Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Domain, Id, Person, Plan, Status, Table, Trigger};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Decision {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub standing: Standing,
    pub date: Option<Day>,
    pub deciders: Refs<Person>,
    pub context: Prose,
    pub options: Prose,
    pub choice: Prose,
    pub consequences: Prose,
    pub pattern: Pattern,
    pub supersedes: Ref<Decision>,
    pub review_by: Option<Day>,
    pub void_when: Ref<Trigger>,
}

/// How far a decision has got.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    #[default]
    Proposed,
    Accepted,
    Superseded,
    Rejected,
}

impl Choice for Standing {
    const ALL: &'static [Self] = &[Self::Proposed, Self::Accepted, Self::Superseded, Self::Rejected];
    const WORDS: &'static [&'static str] = &["proposed", "accepted", "superseded", "rejected"];
}

/// Patterns that pay off late and cost early.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pattern {
    #[default]
    None,
    Services,
    Events,
    Cqrs,
    Sharding,
    Microservices,
}

impl Choice for Pattern {
    const ALL: &'static [Self] =
        &[Self::None, Self::Services, Self::Events, Self::Cqrs, Self::Sharding, Self::Microservices];
    const WORDS: &'static [&'static str] = &["none", "services", "events", "cqrs", "sharding", "microservices"];
}

impl Record for Decision {
    const ABOUT: Header = Header {
        key: "decisions",
        singular: "decision",
        title: "Decisions",
        purpose: "Big choices with their setting, the options and the reason, and what would make each one void.",
        example: "One deployable standing=accepted date=2026-05-11 void_when=database",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).column(10),
        status(|r: &Self| &r.status, |r| &mut r.status).column(0),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("standing", "Standing", 't', "Proposed, accepted, replaced by a later one, or rejected.", |r: &Self| &r.standing, |r| &mut r.standing).face().column(10),
        field("date", "Date", 'd', "The day it was decided.", |r: &Self| &r.date, |r| &mut r.date).face().column(10),
        field("deciders", "Decided by", 'e', "Who decided.", |r: &Self| &r.deciders, |r| &mut r.deciders),
        field("context", "Context", 'c', "What made a decision necessary.", |r: &Self| &r.context, |r| &mut r.context).face(),
        field("options", "Options", 'o', "What was considered, with what spoke for and against each.", |r: &Self| &r.options, |r| &mut r.options),
        field("choice", "Choice", 'h', "What was chosen, and why.", |r: &Self| &r.choice, |r| &mut r.choice).face(),
        field("consequences", "Consequences", 'q', "What gets easier and what gets harder from it.", |r: &Self| &r.consequences, |r| &mut r.consequences),
        field("pattern", "Pattern", 'p', "A pattern that pays off late, if it brings one in; held against what the figures ask for.", |r: &Self| &r.pattern, |r| &mut r.pattern).column(13),
        field("supersedes", "Supersedes", 'u', "The earlier decision it replaces.", |r: &Self| &r.supersedes, |r| &mut r.supersedes),
        field("review_by", "Review by", 'r', "The day it should be looked at again; puts it on the agenda.", |r: &Self| &r.review_by, |r| &mut r.review_by).column(10),
        field("void_when", "Void when", 'v', "The trigger that takes its ground away; firing, it asks for a new decision.", |r: &Self| &r.void_when, |r| &mut r.void_when),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.decisions
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.decisions
    }
}
