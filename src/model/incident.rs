//! Register `incidents`: an outage or degradation.

use super::cell::{Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note};
use super::{Day, Domain, Id, Objective, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Incident {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub domains: Refs<Domain>,
    pub at: Option<Day>,
    pub minutes: Option<f64>,
    pub severity: Option<i64>,
    pub objective: Ref<Objective>,
}

impl Record for Incident {
    const ABOUT: Header = Header {
        key: "incidents",
        singular: "incident",
        title: "Incidents",
        purpose: "Outages and slow spells; their minutes are taken off the objective's allowance.",
        example: "Checkout down at=2026-10-28 minutes=26 severity=2",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("at", "Day", 'a', "The day it happened; inside an objective's window it counts.", |r: &Self| &r.at, |r| &mut r.at).face().column(10),
        field("minutes", "Minutes", 'm', "How long users felt it; taken off the allowance.", |r: &Self| &r.minutes, |r| &mut r.minutes).face().column(7).unit("min"),
        field("severity", "Severity", 'v', "1 the worst to 4; the severities say what each obliges to.", |r: &Self| &r.severity, |r| &mut r.severity).face().column(8).range(1.0, 4.0),
        field("objective", "Objective", 'o', "The objective whose allowance it uses up.", |r: &Self| &r.objective, |r| &mut r.objective).face().column(16),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.incidents
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.incidents
    }
}
