//! Register `people`: someone who knows or will know.

use super::cell::{Choice, Prose, Ranges, Ref, Texts};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note};
use super::{Day, Id, Money, Plan, Span, Stage, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Person {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    /// Every address the history knows this person by.
    pub email: Texts,
    pub role: Raw,
    pub kind: PersonKind,
    /// Percent of a working week given to this plan.
    pub share: Option<f64>,
    pub away: Ranges,
    pub joins: Option<Day>,
    pub leaves: Option<Day>,
    /// Calendar time from the decision to hire to the first day.
    pub hiring: Option<Span>,
    /// Calendar time from the first day to full pace.
    pub ramp: Option<Span>,
    pub mentor: Ref<Person>,
    pub cost_month: Option<Money>,
    pub stage: Ref<Stage>,
    pub shared_context: bool,
    pub same_ceremonies: bool,
    pub clear_ownership: bool,
    pub on_call: bool,
    /// Hours a week this person may be on call.
    pub hours_cap: Option<f64>,
    pub zone: Raw,
}

/// What ties a person to the product.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum PersonKind {
    Founder,
    #[default]
    Employee,
    Contractor,
    ExternalTeam,
    PlannedHire,
    Bot,
}

impl Choice for PersonKind {
    const ALL: &'static [Self] =
        &[Self::Founder, Self::Employee, Self::Contractor, Self::ExternalTeam, Self::PlannedHire, Self::Bot];
    const WORDS: &'static [&'static str] =
        &["founder", "employee", "contractor", "external-team", "planned-hire", "bot"];
}

impl Record for Person {
    const ABOUT: Header = Header {
        key: "people",
        singular: "person",
        title: "People",
        purpose: "Who works on the product, how much of their week this plan gets, and who is about to join or leave.",
        example: "Priya kind=founder share=35",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("email", "E-mail", 'e', "Every address this person commits with, one a line; the history is read by them.", |r: &Self| &r.email, |r| &mut r.email),
        field("role", "Role", 'r', "What they do, in a word or two.", |r: &Self| &r.role, |r| &mut r.role).face().column(16),
        field("kind", "Kind", 'k', "An external team counts for knowledge only with all three conditions below.", |r: &Self| &r.kind, |r| &mut r.kind).face().column(13),
        field("share", "Share", 'h', "Percent of their week this plan gets; it decides every date.", |r: &Self| &r.share, |r| &mut r.share).face().column(6).range(0.0, 100.0).unit("%"),
        field("away", "Away", 'a', "Days off, as in 2026-12-21..2027-01-02; work waits for them.", |r: &Self| &r.away, |r| &mut r.away),
        field("joins", "Joins", 'j', "First day; before it they do nothing and know nothing.", |r: &Self| &r.joins, |r| &mut r.joins).column(10),
        field("leaves", "Leaves", 'l', "Last day; their knowledge goes with them.", |r: &Self| &r.leaves, |r| &mut r.leaves).face().column(10),
        field("hiring", "Hiring takes", 'H', "From the decision to the first day; the plan's hiring_time where empty.", |r: &Self| &r.hiring, |r| &mut r.hiring),
        field("ramp", "Ramp", 'R', "From the first day to full pace, as in 6w.", |r: &Self| &r.ramp, |r| &mut r.ramp),
        field("mentor", "Mentor", 'm', "Who brings them in; if that person alone knows an area, the start leans on them.", |r: &Self| &r.mentor, |r| &mut r.mentor),
        field("cost_month", "Cost a month", 'c', "What they cost a month, in the plan's currency.", |r: &Self| &r.cost_month, |r| &mut r.cost_month).unit("money"),
        field("stage", "Stage", 'g', "The growth stage that needs this hire.", |r: &Self| &r.stage, |r| &mut r.stage),
        field("shared_context", "Shared context", 'x', "External team: do they see why things are built as they are?", |r: &Self| &r.shared_context, |r| &mut r.shared_context),
        field("same_ceremonies", "Same ceremonies", 'y', "External team: do they sit in the same meetings and reviews?", |r: &Self| &r.same_ceremonies, |r| &mut r.same_ceremonies),
        field("clear_ownership", "Clear ownership", 'w', "External team: do they own areas, not only tickets?", |r: &Self| &r.clear_ownership, |r| &mut r.clear_ownership),
        field("on_call", "On call", 'o', "Do they take turns on call?", |r: &Self| &r.on_call, |r| &mut r.on_call),
        field("hours_cap", "On-call cap", 'p', "Most hours a week they may be on call.", |r: &Self| &r.hours_cap, |r| &mut r.hours_cap).range(0.0, 168.0).unit("h"),
        field("zone", "Time zone", 'z', "Where they work, as in Europe/Berlin.", |r: &Self| &r.zone, |r| &mut r.zone),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.people
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.people
    }
}
