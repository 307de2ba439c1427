//! Register `sprints`: a sprint's share for debt.

use super::cell::{Prose, Ref};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note};
use super::{Day, Id, Person, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sprint {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub start: Option<Day>,
    /// Person-days.
    pub capacity: Option<f64>,
    /// Person-days.
    pub debt_planned: Option<f64>,
    /// Person-days.
    pub debt_done: Option<f64>,
    /// Person-days.
    pub other_planned: Option<f64>,
    pub waiver: Raw,
    pub waiver_until: Option<Day>,
    pub escalated_to: Ref<Person>,
    pub escalated_on: Option<Day>,
}

impl Record for Sprint {
    const ABOUT: Header = Header {
        key: "sprints",
        singular: "sprint",
        title: "Sprints",
        purpose: "How much of each sprint was set aside for debt and how much was really spent on it.",
        example: "Sprint 4 start=2026-11-16 capacity=22 debt_planned=4.4",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("start", "Start", 's', "First day; three closed sprints back from today the days owed are added up.", |r: &Self| &r.start, |r| &mut r.start).face().column(10),
        field("capacity", "Capacity", 'c', "Person-days in the sprint; the share for debt is counted from it.", |r: &Self| &r.capacity, |r| &mut r.capacity).face().column(8).unit("d"),
        field("debt_planned", "Debt planned", 'p', "Person-days set aside for debt.", |r: &Self| &r.debt_planned, |r| &mut r.debt_planned).face().column(12).unit("d"),
        field("debt_done", "Debt done", 'd', "Person-days really spent on debt; what is missing is owed next time.", |r: &Self| &r.debt_done, |r| &mut r.debt_done).face().column(9).unit("d"),
        field("other_planned", "Other planned", 'o', "Person-days planned for other work that is no feature; held against the cap.", |r: &Self| &r.other_planned, |r| &mut r.other_planned).column(13).unit("d"),
        field("waiver", "Waived because", 'w', "Why the share is not paid this time; quiets the escalation until its day.", |r: &Self| &r.waiver, |r| &mut r.waiver),
        field("waiver_until", "Waived until", 'u', "The day the exception ends and the days owed count again.", |r: &Self| &r.waiver_until, |r| &mut r.waiver_until),
        field("escalated_to", "Escalated to", 'e', "Who was asked to decide about the days owed.", |r: &Self| &r.escalated_to, |r| &mut r.escalated_to),
        field("escalated_on", "Escalated on", 'E', "The day they were asked; puts it on the next review's agenda.", |r: &Self| &r.escalated_on, |r| &mut r.escalated_on),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.sprints
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.sprints
    }
}
