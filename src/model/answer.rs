//! Register `answers`: one answer to a catalogue question. Keyed by the question.

use super::cell::{Choice, Prose};
use super::conflict::key;
use super::field::{Field, Header, Record, Tier, field, guess, note};
use super::{Day, Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    id: Id,
    /// The question's id in the shipped catalogue.
    pub question: Raw,
    pub note: Prose,
    pub guess: bool,
    pub answer: Reply,
    pub evidence: Raw,
    pub at: Option<Day>,
}

/// An answer to a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reply {
    Yes,
    Partly,
    No,
    #[default]
    Unknown,
}

impl Choice for Reply {
    const ALL: &'static [Self] = &[Self::Yes, Self::Partly, Self::No, Self::Unknown];
    const WORDS: &'static [&'static str] = &["yes", "partly", "no", "unknown"];
}

impl Record for Answer {
    const ABOUT: Header = Header {
        key: "answers",
        singular: "answer",
        title: "Answers",
        purpose: "What you answered to the catalogue's questions; an answer without evidence ages and fades.",
        example: "question=restore-drill answer=no at=2026-11-16",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("question", "Question", 'q', "The question's id in the catalogue.", |r: &Self| &r.question, |r| &mut r.question).key().column(28),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("answer", "Answer", 'a', "Yes, partly, no or unknown; unknown never counts as passed.", |r: &Self| &r.answer, |r| &mut r.answer).face().column(8),
        field("evidence", "Evidence", 'e', "What shows it, as in a link; a pass needs it.", |r: &Self| &r.evidence, |r| &mut r.evidence).face().column(24),
        field("at", "Answered", 'd', "The day of the answer; it loses weight from here until it is confirmed.", |r: &Self| &r.at, |r| &mut r.at).face().column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = key(&[self.question.raw()]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.answers
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.answers
    }
}
