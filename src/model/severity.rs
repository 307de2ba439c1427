//! Register `severities`: what an incident level obliges to.

use super::cell::Prose;
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note};
use super::{Id, Plan, Span, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Severity {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub level: Option<i64>,
    /// Around the clock.
    pub answer_in: Option<Span>,
    /// Around the clock.
    pub restore_in: Option<Span>,
}

impl Record for Severity {
    const ABOUT: Header = Header {
        key: "severities",
        singular: "severity",
        title: "Severities",
        purpose: "What each level of incident obliges to, agreed before the first night it matters.",
        example: "Everything is down level=1 answer_in=15min restore_in=4h",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("level", "Level", 'l', "1 the worst to 4; incidents name it.", |r: &Self| &r.level, |r| &mut r.level).face().column(5).range(1.0, 4.0),
        field("answer_in", "Answer in", 'a', "How soon somebody must react, as in 15min.", |r: &Self| &r.answer_in, |r| &mut r.answer_in).face().column(9),
        field("restore_in", "Restore in", 'r', "How soon it must work again, as in 4h; the longest a level may last.", |r: &Self| &r.restore_in, |r| &mut r.restore_in).face().column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.severities
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.severities
    }
}
