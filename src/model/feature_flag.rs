//! Register `flags`: a feature flag.

use super::cell::{Choice, Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Domain, Id, Person, Plan, Status, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct FeatureFlag {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub kind: FlagKind,
    pub created: Option<Day>,
    pub expires: Option<Day>,
    /// Percent of users.
    pub rollout: Option<f64>,
}

/// What a flag is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FlagKind {
    #[default]
    Release,
    Ops,
    Experiment,
    Permission,
}

impl Choice for FlagKind {
    const ALL: &'static [Self] = &[Self::Release, Self::Ops, Self::Experiment, Self::Permission];
    const WORDS: &'static [&'static str] = &["release", "ops", "experiment", "permission"];
}

impl Record for FeatureFlag {
    const ABOUT: Header = Header {
        key: "flags",
        singular: "flag",
        title: "Feature flags",
        purpose: "Code that is live and can be off; each flag needs somebody to answer for it and a day to go.",
        example: "New checkout owner=ana kind=release created=2026-11-02 expires=2026-12-14 rollout=5",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face().column(10),
        status(|r: &Self| &r.status, |r| &mut r.status).column(0),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("kind", "Kind", 'k', "A release or an experiment must go again; ops and permission flags may stay.", |r: &Self| &r.kind, |r| &mut r.kind).face().column(10),
        field("created", "Created", 'c', "The day it came into the code; its age counts from here.", |r: &Self| &r.created, |r| &mut r.created),
        field("expires", "Expires", 'e', "The day it must be gone; after it the row is late.", |r: &Self| &r.expires, |r| &mut r.expires).face().column(10),
        field("rollout", "Rollout", 'r', "Percent of users who see it on; five is a good first step.", |r: &Self| &r.rollout, |r| &mut r.rollout).face().column(7).range(0.0, 100.0).unit("%"),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.flags
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.flags
    }
}
