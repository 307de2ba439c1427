//! Register `stages`: a growth stage.

use super::cell::Prose;
use super::field::{Field, Header, Record, Tier, field, guess, id, name, note};
use super::{Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Stage {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub users_from: Option<f64>,
    pub users_to: Option<f64>,
    pub heads_min: Option<f64>,
    pub heads_max: Option<f64>,
    pub structure: Raw,
    pub main_risk: Raw,
    pub changes: Prose,
}

impl Record for Stage {
    const ABOUT: Header = Header {
        key: "stages",
        singular: "stage",
        title: "Growth stages",
        purpose: "What changes in the team at which number of users, so that hiring starts in time.",
        example: "Early scale users_from=500 users_to=10000 heads_min=5 heads_max=9",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("users_from", "Users from", 'u', "Users at which it begins; the trend of users dates it, and hires count back from there.", |r: &Self| &r.users_from, |r| &mut r.users_from).face().column(10),
        field("users_to", "Users to", 'U', "Users at which it ends; empty is open.", |r: &Self| &r.users_to, |r| &mut r.users_to).face().column(9),
        field("heads_min", "Team from", 'h', "Fewest people; the stage by heads is held against the one by users.", |r: &Self| &r.heads_min, |r| &mut r.heads_min).face().column(9),
        field("heads_max", "Team to", 'H', "Most people; empty is open.", |r: &Self| &r.heads_max, |r| &mut r.heads_max).face().column(7),
        field("structure", "Structure", 't', "How the team is cut then, as in one squad per domain.", |r: &Self| &r.structure, |r| &mut r.structure),
        field("main_risk", "Main risk", 'r', "What goes wrong most often in this stage.", |r: &Self| &r.main_risk, |r| &mut r.main_risk).column(24),
        field("changes", "Changes", 'c', "Hires and changes it asks for, one a line.", |r: &Self| &r.changes, |r| &mut r.changes),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.stages
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.stages
    }
}
