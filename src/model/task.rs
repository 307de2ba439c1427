//! Register `tasks`: a piece of work, in a phase or planned besides.

use super::cell::{Choice, Links, Prose, Ref, Refs};
use super::field::{Field, Header, Record, Tier, domains, field, guess, id, name, note, owner, status};
use super::{Day, Domain, Id, Person, Phase, Plan, Span, Status, Table, Trigger};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Task {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub owner: Ref<Person>,
    pub status: Status,
    pub domains: Refs<Domain>,
    pub phase: Ref<Phase>,
    pub kind: Option<TaskKind>,
    pub trigger: Ref<Trigger>,
    pub planned: Option<Day>,
    /// Work, not elapsed time.
    pub effort: Option<Span>,
    /// Working calendar, waiting included.
    pub elapsed: Option<Span>,
    pub after: Links<Task>,
    pub people: Refs<Person>,
    /// Percent.
    pub progress: Option<f64>,
    pub finished: Option<Day>,
}

/// What sort of work a task is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TaskKind {
    #[default]
    Review,
    Architecture,
    Infrastructure,
    Team,
    Capability,
}

impl Choice for TaskKind {
    const ALL: &'static [Self] =
        &[Self::Review, Self::Architecture, Self::Infrastructure, Self::Team, Self::Capability];
    const WORDS: &'static [&'static str] = &["review", "architecture", "infrastructure", "team", "capability"];
}

impl Record for Task {
    const ABOUT: Header = Header {
        key: "tasks",
        singular: "task",
        title: "Tasks",
        purpose: "Pieces of work inside the phases or besides them; people's hours and links decide their dates.",
        example: "Draw the map phase=domain-map effort=1d people=ana",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).column(0),
        status(|r: &Self| &r.status, |r| &mut r.status),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("phase", "Phase", 'p', "The phase it belongs to; it takes over that phase's links.", |r: &Self| &r.phase, |r| &mut r.phase).face().column(14),
        field("kind", "Kind", 'k', "What sort of work it is; too much at once of what is no feature is a finding.", |r: &Self| &r.kind, |r| &mut r.kind),
        field("trigger", "Trigger", 't', "The trigger it answers; work long before its trigger is called too early.", |r: &Self| &r.trigger, |r| &mut r.trigger),
        field("planned", "Not before", 'l', "It does not start before this day; everything later is computed.", |r: &Self| &r.planned, |r| &mut r.planned),
        field("effort", "Effort", 'e', "Work in it; with people's hours it gives the dates.", |r: &Self| &r.effort, |r| &mut r.effort).face().column(8),
        field("elapsed", "Elapsed", 'E', "Shortest time from start to end, waiting included.", |r: &Self| &r.elapsed, |r| &mut r.elapsed),
        field("after", "After", 'a', "Tasks that come before, as in draw-the-map or draw-the-map:SS+2d.", |r: &Self| &r.after, |r| &mut r.after).face(),
        field("people", "People", 'P', "Who works on it; where empty, the lead.", |r: &Self| &r.people, |r| &mut r.people).face(),
        field("progress", "Progress", 'r', "Percent done; only the rest is still scheduled.", |r: &Self| &r.progress, |r| &mut r.progress).column(8).range(0.0, 100.0).unit("%"),
        field("finished", "Finished", 'x', "The day it was done; goes with status done.", |r: &Self| &r.finished, |r| &mut r.finished).column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.tasks
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.tasks
    }
}
