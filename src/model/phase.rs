//! Register `phases`: a phase of the review.

use super::cell::{Links, Prose, Refs};
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note, status};
use super::{Day, Id, Person, Plan, Span, Status, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Phase {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub status: Status,
    pub deliverable: Raw,
    /// Working calendar, waiting included.
    pub elapsed: Option<Span>,
    /// Work, not elapsed time.
    pub effort: Option<Span>,
    /// Percent of `elapsed`.
    pub crash: Option<f64>,
    pub after: Links<Phase>,
    pub people: Refs<Person>,
    /// Percent; absent, it follows from the tasks.
    pub progress: Option<f64>,
    pub finished: Option<Day>,
}

impl Record for Phase {
    const ABOUT: Header = Header {
        key: "phases",
        singular: "phase",
        title: "Review phases",
        purpose: "The steps of the review, what each must deliver, and how long each takes.",
        example: "Debt audit elapsed=2-3w effort=2d people=ana progress=30",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        status(|r: &Self| &r.status, |r| &mut r.status),
        field("deliverable", "Deliverable", 'd', "What it must hand over when it ends.", |r: &Self| &r.deliverable, |r| &mut r.deliverable),
        field("elapsed", "Elapsed", 'e', "How long it takes from start to end, waiting included, as in 1-2w.", |r: &Self| &r.elapsed, |r| &mut r.elapsed).face().column(9),
        field("effort", "Effort", 'f', "Work in it; where empty, the lead's days per phase-week are taken.", |r: &Self| &r.effort, |r| &mut r.effort).face().column(8),
        field("crash", "Shrinks to", 'c', "Percent of its elapsed time it may shrink to when people have more hours.", |r: &Self| &r.crash, |r| &mut r.crash).range(0.0, 100.0).unit("%"),
        field("after", "After", 'a', "Phases that come before, as in debt-audit:FF+1w; where empty, the network's links.", |r: &Self| &r.after, |r| &mut r.after),
        field("people", "People", 'p', "Who works on it; where empty, the lead.", |r: &Self| &r.people, |r| &mut r.people).face(),
        field("progress", "Progress", 'r', "Percent done; where empty, reckoned from its tasks.", |r: &Self| &r.progress, |r| &mut r.progress).face().column(8).range(0.0, 100.0).unit("%"),
        field("finished", "Finished", 'x', "The day it was done; goes with status done.", |r: &Self| &r.finished, |r| &mut r.finished).column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.phases
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.phases
    }
}
