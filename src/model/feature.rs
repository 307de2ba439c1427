//! Register `features`: a feature, planned or shipped.

use super::cell::{Choice, Prose, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note};
use super::{Day, Domain, Id, Plan, Span, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Feature {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub domains: Refs<Domain>,
    pub size: Option<FeatureSize>,
    pub planned: Option<Day>,
    pub finished: Option<Day>,
    /// Work, not elapsed time.
    pub took: Option<Span>,
}

/// How big a feature is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FeatureSize {
    #[default]
    S,
    M,
    L,
}

impl Choice for FeatureSize {
    const ALL: &'static [Self] = &[Self::S, Self::M, Self::L];
    const WORDS: &'static [&'static str] = &["S", "M", "L"];
}

impl Record for Feature {
    const ABOUT: Header = Header {
        key: "features",
        singular: "feature",
        title: "Features",
        purpose: "How long features of like size take to build; growing times say that debt piles up.",
        example: "Saved searches size=M finished=2026-11-05 took=7d",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("size", "Size", 's', "S, M or L; only features of one size are compared.", |r: &Self| &r.size, |r| &mut r.size).face().column(5),
        field("planned", "Planned", 'p', "The day it should be out.", |r: &Self| &r.planned, |r| &mut r.planned).face().column(10),
        field("finished", "Finished", 'f', "The day it was out; decides which half-year it is counted in.", |r: &Self| &r.finished, |r| &mut r.finished).face().column(10),
        field("took", "Took", 't', "Work it took; the median of now is held against that of six months ago.", |r: &Self| &r.took, |r| &mut r.took).face().column(8),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.features
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.features
    }
}
