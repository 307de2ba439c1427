//! Register `waivers`: an accepted finding. Keyed by the check and the row.

use super::cell::{Prose, Ref};
use super::conflict::key;
use super::field::{Field, Header, Record, Tier, field, guess, note, owner};
use super::{Address, Day, Id, Person, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Waiver {
    id: Id,
    pub check: Raw,
    pub row: Option<Address>,
    pub note: Prose,
    pub guess: bool,
    pub reason: Raw,
    pub owner: Ref<Person>,
    pub until: Option<Day>,
}

impl Record for Waiver {
    const ABOUT: Header = Header {
        key: "waivers",
        singular: "waiver",
        title: "Accepted findings",
        purpose: "Findings somebody decided to live with, why, and until when; they no longer fail a check.",
        example: "check=debt-share row=debts/refunds-by-hand reason=pilot until=2027-03-31",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        field("check", "Check", 'c', "The check that is quieted.", |r: &Self| &r.check, |r| &mut r.check).key().column(12),
        field("row", "Row", 'r', "The row it is quieted for, as in debts/refunds-by-hand.", |r: &Self| &r.row, |r| &mut r.row).key().column(22),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("reason", "Reason", 'e', "Why it is acceptable; printed with the finding.", |r: &Self| &r.reason, |r| &mut r.reason).face().column(16),
        owner(|r: &Self| &r.owner, |r| &mut r.owner).face().column(10),
        field("until", "Until", 'u', "The last day on which it is accepted; empty is for good.", |r: &Self| &r.until, |r| &mut r.until).face().column(10),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn rekey(&mut self) {
        self.id = key(&[self.check.raw(), &self.row.as_ref().map_or_else(String::new, Address::to_string)]);
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.waivers
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.waivers
    }
}
