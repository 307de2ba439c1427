//! Register `reviews`: a quarterly review held. Keyed by its day.

use super::cell::{Prose, Refs};
use super::field::{Field, Header, Record, Tier, field, guess, note};
use super::{Day, Id, Person, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Review {
    id: Id,
    pub at: Option<Day>,
    pub note: Prose,
    pub guess: bool,
    pub commit: Raw,
    pub people: Refs<Person>,
    pub acted: Option<i64>,
    pub outcomes: Prose,
}

impl Record for Review {
    const ABOUT: Header = Header {
        key: "reviews",
        singular: "review",
        title: "Reviews",
        purpose: "Quarterly reviews held, and whether anything in the plan changed because of them.",
        example: "at=2026-11-02 acted=3 people=ana,tomasz",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("at", "Day", 'a', "The day it was held; two that changed nothing in a row are a finding.", |r: &Self| &r.at, |r| &mut r.at).key().column(10),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("commit", "Commit", 'c', "The plan's commit on that day; what changed since is counted from it.", |r: &Self| &r.commit, |r| &mut r.commit).column(12),
        field("people", "People", 'p', "Who took part.", |r: &Self| &r.people, |r| &mut r.people).face().column(24),
        field("acted", "Acted", 'd', "Debts whose status or sprint changed since the review before; 0 twice is a finding.", |r: &Self| &r.acted, |r| &mut r.acted).face().column(6),
        field("outcomes", "Outcomes", 'o', "What was decided, one a line.", |r: &Self| &r.outcomes, |r| &mut r.outcomes).face(),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = self.at.map_or_else(Id::default, |day| Id::join(&[&day.to_string()]));
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.reviews
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.reviews
    }
}
