//! Register `links`: one domain uses another. Keyed by both domains and the kind.

use super::cell::{Choice, Prose, Ref};
use super::field::{Broken, Field, Header, Record, Rule, Tier, field, guess, note};
use super::{Domain, Id, Plan, Table};
use crate::text::show;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct DomainLink {
    id: Id,
    pub from: Ref<Domain>,
    pub to: Ref<Domain>,
    pub kind: LinkKind,
    pub note: Prose,
    pub guess: bool,
}

/// How one domain uses another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LinkKind {
    #[default]
    Call,
    SharedTable,
    Event,
    SharedCode,
    Sync,
}

impl Choice for LinkKind {
    const ALL: &'static [Self] = &[Self::Call, Self::SharedTable, Self::Event, Self::SharedCode, Self::Sync];
    const WORDS: &'static [&'static str] = &["call", "shared-table", "event", "shared-code", "sync"];
}

impl Record for DomainLink {
    const ABOUT: Header = Header {
        key: "links",
        singular: "link",
        title: "Links between domains",
        purpose: "Which domain uses which and how; circles and shared tables are what makes a cut hard.",
        example: "from=orders to=billing kind=shared-table",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("from", "From", 'f', "The domain that uses the other one.", |r: &Self| &r.from, |r| &mut r.from).key().column(24),
        field("to", "To", 't', "The domain that is used.", |r: &Self| &r.to, |r| &mut r.to).key().column(24),
        field("kind", "Kind", 'k', "How: a call, a shared table, an event, shared code or a copy kept in step.", |r: &Self| &r.kind, |r| &mut r.kind).key().column(14),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
    ];

    const RULES: &'static [Rule<Self>] = &[joins_two_domains];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = Id::join(&[self.from.as_str(), self.to.as_str(), self.kind.word()]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.links
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.links
    }
}

/// A domain does not use itself.
fn joins_two_domains(row: &DomainLink, plan: &Plan) -> Option<Broken> {
    let id = row.from.id().filter(|from| row.to.id() == Some(from))?;
    let name = plan.domains.get(id).map_or_else(|| show(id.to_string()), |domain| domain.name.show());
    let message = name.then(" is linked to itself: choose another domain for to, or remove the link.");
    Some(Broken { field: "to", message })
}
