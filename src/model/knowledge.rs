//! Register `knowledge`: who knows what. Keyed by person and domain.

use super::cell::{Choice, Prose, Ref};
use super::field::{Field, Header, Record, Tier, field, guess, note};
use super::{Day, Domain, Id, Person, Plan, Table};

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Knowledge {
    id: Id,
    pub person: Ref<Person>,
    pub domain: Ref<Domain>,
    pub note: Prose,
    pub guess: bool,
    /// 0 none, 1 has seen it, 2 can fix it alone, 3 leads it.
    pub level: Option<i64>,
    pub evidence: Evidence,
    pub verified: Option<Day>,
}

/// Where a level comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Evidence {
    #[default]
    Declared,
    Git,
    Guess,
}

impl Choice for Evidence {
    const ALL: &'static [Self] = &[Self::Declared, Self::Git, Self::Guess];
    const WORDS: &'static [&'static str] = &["declared", "git", "guess"];
}

impl Record for Knowledge {
    const ABOUT: Header = Header {
        key: "knowledge",
        singular: "knowledge",
        title: "Who knows what",
        purpose: "Who could fix which area alone at 3 am; an area with one such person is a risk, with none an alarm.",
        example: "person=priya domain=billing level=3",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("person", "Person", 'p', "Who knows it.", |r: &Self| &r.person, |r| &mut r.person).key().column(16),
        field("domain", "Area", 'd', "What they know: a domain of the map.", |r: &Self| &r.domain, |r| &mut r.domain).key().column(20),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("level", "Level", 'l', "0 none, 1 has seen it, 2 can fix it alone, 3 leads it.", |r: &Self| &r.level, |r| &mut r.level).face().column(5).range(0.0, 3.0),
        field("evidence", "Evidence", 'e', "Declared by somebody, read from the history, or guessed.", |r: &Self| &r.evidence, |r| &mut r.evidence).column(9),
        field("verified", "Verified", 'v', "The day somebody last made sure; confidence ages from here.", |r: &Self| &r.verified, |r| &mut r.verified).face().column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = Id::join(&[self.person.as_str(), self.domain.as_str()]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.knowledge
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.knowledge
    }
}
