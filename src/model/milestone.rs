//! Register `milestones`: a dated promise.

use super::cell::{Choice, Prose};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note};
use super::{Day, Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Milestone {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub at: Option<Day>,
    pub kind: Option<MilestoneKind>,
}

/// What is promised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MilestoneKind {
    EnterpriseDemo,
    EnterpriseLive,
    Funding,
    MobileApp,
    PublicApi,
    #[default]
    Other,
}

impl Choice for MilestoneKind {
    const ALL: &'static [Self] =
        &[Self::EnterpriseDemo, Self::EnterpriseLive, Self::Funding, Self::MobileApp, Self::PublicApi, Self::Other];
    const WORDS: &'static [&'static str] =
        &["enterprise-demo", "enterprise-live", "funding", "mobile-app", "public-api", "other"];
}

impl Record for Milestone {
    const ABOUT: Header = Header {
        key: "milestones",
        singular: "milestone",
        title: "Milestones",
        purpose: "Days you promised to somebody; what must stand before them is checked backwards.",
        example: "Series A at=2027-06-01 kind=funding",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("at", "Day", 'a', "The promised day; what it asks for must be done before.", |r: &Self| &r.at, |r| &mut r.at).face().column(10),
        field("kind", "Kind", 'k', "What it is; an enterprise going live asks for flags and on-call, funding for all four processes.", |r: &Self| &r.kind, |r| &mut r.kind).face().column(16),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.milestones
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.milestones
    }
}
