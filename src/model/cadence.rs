//! Register `cadences`: a recurring governance event.

use super::cell::{Choice, Log, Prose, Ref};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note, owner};
use super::{Day, Id, Person, Plan, Span, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cadence {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub process: Option<Process>,
    /// Calendar time.
    pub every: Option<Span>,
    pub next: Option<Day>,
    pub artifact: Raw,
    pub held: Log,
}

/// The recurring processes, security and others besides the four that are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Process {
    Adr,
    Flags,
    OnCall,
    ArchitectureReview,
    Security,
    #[default]
    Other,
}

impl Choice for Process {
    const ALL: &'static [Self] =
        &[Self::Adr, Self::Flags, Self::OnCall, Self::ArchitectureReview, Self::Security, Self::Other];
    const WORDS: &'static [&'static str] = &["adr", "flags", "on-call", "architecture-review", "security", "other"];
}

impl Record for Cadence {
    const ABOUT: Header = Header {
        key: "cadences",
        singular: "cadence",
        title: "Calendar",
        purpose: "What recurs, who sees to it, and what each time must leave behind.",
        example: "Architecture review owner=ana process=architecture-review every=3mo next=2027-02-01",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face().column(10),
        field("process", "Process", 'p', "Which of the four processes it keeps going; investors and enterprises ask for all four.", |r: &Self| &r.process, |r| &mut r.process).face().column(16),
        field("every", "Every", 'e', "How often, as in 2w or 3mo; counted from next.", |r: &Self| &r.every, |r| &mut r.every).face().column(6),
        field("next", "Next", 'x', "The next day it is due; a past step without an entry counts as missed.", |r: &Self| &r.next, |r| &mut r.next).face().column(10),
        field("artifact", "Leaves behind", 'a', "What each time produces, as in the minutes; the same file every time is a finding.", |r: &Self| &r.artifact, |r| &mut r.artifact),
        field("held", "Held", 'h', "Days it took place, each with a link to what came of it, as in 2026-11-21:minutes.md.", |r: &Self| &r.held, |r| &mut r.held),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.cadences
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.cadences
    }
}
