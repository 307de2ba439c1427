//! Register `objectives`: an SLO.

use super::cell::{Prose, Ref};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note, owner};
use super::{Id, Metric, Person, Plan, Span, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Objective {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub metric: Ref<Metric>,
    /// In the metric's unit.
    pub target: Option<f64>,
    /// Calendar time, back from today.
    pub window: Option<Span>,
    pub part_of: Ref<Objective>,
}

impl Record for Objective {
    const ABOUT: Header = Header {
        key: "objectives",
        singular: "objective",
        title: "Objectives",
        purpose: "What users may rely on, and how much of the allowance is already used up.",
        example: "Uptime metric=uptime target=99.9 window=30d",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face().column(10),
        field("metric", "Metric", 'm', "What is promised; its readings and incidents are held against the target.", |r: &Self| &r.metric, |r| &mut r.metric).face().column(16),
        field("target", "Target", 't', "The promised value, in the metric's unit.", |r: &Self| &r.target, |r| &mut r.target).face().column(8),
        field("window", "Window", 'w', "Over how many days back it is judged, as in 30d; sets the minutes that may be missed.", |r: &Self| &r.window, |r| &mut r.window).face().column(7),
        field("part_of", "Part of", 'p', "The objective this is a share of; the parts' targets may not exceed the whole.", |r: &Self| &r.part_of, |r| &mut r.part_of).column(16),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.objectives
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.objectives
    }
}
