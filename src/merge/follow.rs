//! Renames before a merge: each is made on the plans that do not have it yet, so that changes meet the row they
//! are of.

use std::collections::BTreeMap;

use crate::diff::renames;
use crate::model::{Address, Id, Plan};
use crate::register::references::all_renamed;
use crate::register::{register, row};

/// Rows that moved to another id, from where and where to.
pub type Moved = Vec<(Address, Address)>;

/// Base, ours and theirs with the renames of both sides made on all of them.
pub(super) struct Followed {
    pub plans: [Plan; 3],
    /// What was moved on each of them.
    pub moved: [Moved; 3],
    /// Rows that were renamed, by where they are now.
    pub renamed: BTreeMap<Address, Names>,
}

/// A row's id before, of ours and of theirs.
pub(super) struct Names(pub [Id; 3]);

impl Names {
    pub fn is_renamed_by(&self, side: usize) -> bool {
        self.0[side + 1] != self.0[0]
    }

    /// Whether a row of this id is called so by everybody who renamed it.
    pub fn agree_on(&self, id: &Id) -> bool {
        (0..2).all(|side| !self.is_renamed_by(side) || self.0[side + 1] == *id)
    }
}

/// A row that one side or both gave another id.
struct Rename {
    old: Address,
    /// The id it has on ours and on theirs, where that is another.
    new: [Option<Id>; 2],
    /// The id it gets on all three.
    to: Id,
}

/// Makes every rename on the plans that do not have it. Of two ids for one row ours stands and both are disputed;
/// one that the other side gave to another row is taken back and disputed.
pub(super) fn follow(base: &Plan, ours: &Plan, theirs: &Plan) -> Followed {
    let mut followed = Followed {
        plans: [base.clone(), ours.clone(), theirs.clone()],
        moved: Default::default(),
        renamed: BTreeMap::new(),
    };
    let mut ids: BTreeMap<Address, [Option<Id>; 2]> = BTreeMap::new();
    for (side, plan) in [ours, theirs].into_iter().enumerate() {
        for (old, new) in renames(base, plan) {
            // Keyed rows move by themselves when what they name moves.
            if register(old.register).is_some_and(|home| !home.is_keyed()) {
                ids.entry(old).or_default()[side] = Some(new.id);
            }
        }
    }
    let mut renames: Vec<Rename> = ids.into_iter().map(|(old, new)| Rename::of(old, new, [ours, theirs])).collect();
    if renames.is_empty() || followed.make(&renames) {
        return followed;
    }
    // Some keyed row, made by hand for a row that is not there, stands in the way: each rename by itself.
    for rename in renames.drain(..) {
        followed.make(&[rename]);
    }
    followed
}

impl Rename {
    fn of(old: Address, new: [Option<Id>; 2], sides: [&Plan; 2]) -> Rename {
        let taken = |side: usize| {
            let at = new[side].as_ref().map(|id| Address { register: old.register, id: id.clone() });
            at.is_some_and(|at| row(sides[1 - side], &at).is_some())
        };
        let agreed = new[0] == new[1] || !(taken(0) || taken(1));
        let to = new.iter().flatten().next().filter(|_| agreed).unwrap_or(&old.id).clone();
        Rename { old, new, to }
    }

    fn names(&self) -> Names {
        let side = |side: usize| self.new[side].as_ref().unwrap_or(&self.old.id).clone();
        Names([self.old.id.clone(), side(0), side(1)])
    }
}

impl Followed {
    /// Makes renames on all three plans, or on none.
    fn make(&mut self, renames: &[Rename]) -> bool {
        let mut moves: [Vec<(Address, Id)>; 3] = Default::default();
        for rename in renames {
            for (moves, now) in moves.iter_mut().zip(rename.names().0) {
                if now != rename.to {
                    moves.push((Address { register: rename.old.register, id: now }, rename.to.clone()));
                }
            }
        }
        let made: Result<Vec<_>, _> =
            self.plans.iter().zip(&moves).map(|(plan, moves)| all_renamed(plan, moves)).collect();
        let Ok(made) = made else { return false };
        for (at, (plan, moved)) in made.into_iter().enumerate() {
            self.plans[at] = plan;
            self.moved[at].extend(moved);
        }
        for rename in renames {
            let now = Address { register: rename.old.register, id: rename.to.clone() };
            self.renamed.insert(now, rename.names());
        }
        true
    }
}
