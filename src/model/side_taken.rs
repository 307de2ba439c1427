//! Register `choices`: a side taken where the sources disagree. Keyed by the disagreement.

use super::cell::{Choice, Prose};
use super::field::{Field, Header, Record, Tier, field, guess, note};
use super::{Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct SideTaken {
    id: Id,
    pub conflict: Option<Disagreement>,
    pub note: Prose,
    pub guess: bool,
    pub side: Raw,
    pub reason: Raw,
}

/// The nine places where the guides disagree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Disagreement {
    #[default]
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
    C8,
    C9,
}

impl Choice for Disagreement {
    const ALL: &'static [Self] =
        &[Self::C1, Self::C2, Self::C3, Self::C4, Self::C5, Self::C6, Self::C7, Self::C8, Self::C9];
    const WORDS: &'static [&'static str] = &["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"];
}

impl Record for SideTaken {
    const ABOUT: Header = Header {
        key: "choices",
        singular: "choice",
        title: "Sides taken",
        purpose: "Where the guides disagree, the side you take and why; the checks follow it.",
        example: "conflict=c2 side=s1 reason=irreversible",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("conflict", "Conflict", 'c', "Which disagreement of the guides, c1 to c9.", |r: &Self| &r.conflict, |r| &mut r.conflict).key().column(8),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("side", "Side", 's', "The side you take; the checks are run by it.", |r: &Self| &r.side, |r| &mut r.side).face().column(20),
        field("reason", "Reason", 'r', "Why; printed beside the side in the report.", |r: &Self| &r.reason, |r| &mut r.reason).face().column(40),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = Id::join(&[self.conflict.map_or("", Choice::word)]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.choices
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.choices
    }
}
