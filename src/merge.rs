//! Three-way merge by meaning: fields, not lines, and what cannot be decided is kept as data.
//!
//! In the order in which it goes: renames are made on all three plans (`follow`); it is found out which rows are
//! there (`rows`) and what each field is (`values`); conflicts that waited already meet (`waiting`); rules that only
//! the merge breaks are disputed (`together`). `decide` carries a person's choice out.

mod decide;
mod follow;
mod rows;
mod together;
mod values;
mod waiting;

use std::collections::BTreeMap;

use crate::model::field::Record;
use crate::model::value::Value;
use crate::model::{Address, Comments, Conflict, Id, Plan};
use crate::register::{REGISTERS, Register, Row, row};
use crate::text::Raw;

pub use decide::{Take, decide, suggestion};
pub use follow::Moved;
pub use waiting::{Waiting, waiting};

use follow::{Followed, Names, follow};
use rows::{OURS, Rows, THEIRS, Trio};

/// What a merge came to.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The plan, with a row in `conflicts` for each field that waits for a decision; ours stands there meanwhile.
    /// Rows and tables to which theirs added nothing are shared with ours.
    pub plan: Plan,
    /// The new conflicts, in the order of the file.
    pub conflicts: Vec<Clash>,
    /// Which rows of base, ours and theirs were given another id first, so that changes met the row they are of.
    pub moved: [Moved; 3],
}

/// A field that both sides changed differently, or a rule that holds on each side and not in their merge.
#[derive(Clone, PartialEq, Debug)]
pub struct Clash {
    pub at: Address,
    /// The field's key; [`ROW`] when it is about the row's being there, `id` when both sides renamed it, or one
    /// did to an id that the other gave to another row.
    pub field: &'static str,
    /// Of fields whose entries have names (readings, log entries, links) only the entries in question. About a
    /// row: lines, of which the first says how it stood ([`THERE`] …).
    pub base: Value,
    pub ours: Value,
    pub theirs: Value,
}

/// Stands for the row itself where a conflict is about its being there.
pub const ROW: &str = "row";

/// How a row stands in a conflict about it.
pub const THERE: &str = "there";
pub const NOT_THERE: &str = "not there";
pub const ADDED: &str = "added";
pub const CHANGED: &str = "changed";
pub const REMOVED: &str = "removed";
pub const RENAMED: &str = "renamed";

/// The register of waiting conflicts.
const CONFLICTS: &str = Conflict::ABOUT.key;

/// Reconciles two plans that grew from one. Nothing that one side added is lost, nothing that one side removed
/// and the other left alone comes back. A rename on one side carries the other side's changes along. About
/// linear in the rows of tables that are not shared; plans that keep every rule are judged once.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    let followed = follow(base, ours, theirs);
    let [base, ours, theirs] = &followed.plans;
    let rows = Rows::of(&followed);
    let mut merging = Merging { plan: ours.clone(), clashes: BTreeMap::new(), rows: &rows };
    merging.take_rows(&followed);
    merging.take_fields();
    // Before the rules are judged: a waiver may name a conflict.
    waiting::meet(&mut merging.plan, [base, ours, theirs]);
    merging.settle([ours, theirs]);
    let Merging { mut plan, clashes, .. } = merging;
    let conflicts: Vec<Clash> = clashes.into_iter().map(|(spot, dispute)| dispute.clash(&spot)).collect();
    waiting::add(&mut plan, &conflicts);
    // A row that went and came back equals ours: it is ours.
    REGISTERS.iter().for_each(|home| home.share(&mut plan, ours));
    Merged { plan, conflicts, moved: followed.moved }
}

impl Merged {
    /// The comments around the merged plan, from those around the three it was made of.
    pub fn comments(&self, base: &Comments, ours: &Comments, theirs: &Comments) -> Comments {
        let [base, ours, theirs] = [(base, 0), (ours, 1), (theirs, 2)].map(|(comments, at)| {
            let mut comments = comments.clone();
            comments.rename(&self.moved[at]);
            comments
        });
        let mut merged = Comments::merged(&base, &ours, &theirs);
        merged.keep(|at| row(&self.plan, at).is_some());
        merged
    }
}

/// Where something is disputed: the register's place in the file, the row, the field's place or the row itself.
type Spot = (usize, Id, Option<usize>);

/// What is disputed there.
struct Dispute {
    /// Before, ours, theirs.
    values: [Value; 3],
    /// The whole field with theirs where they clash; nothing where it is about the row.
    other: Option<Value>,
    /// Whether the field is disputed as a whole, even one of named entries.
    whole: bool,
}

impl Dispute {
    fn clash(self, spot: &Spot) -> Clash {
        let (home, [base, ours, theirs]) = (REGISTERS[spot.0], self.values);
        let field = spot.2.map_or(ROW, |at| home.field(at).key);
        Clash { at: Address { register: home.key(), id: spot.1.clone() }, field, base, ours, theirs }
    }
}

/// A merge under way: the plan so far, ours standing where it is disputed.
struct Merging<'m> {
    plan: Plan,
    clashes: BTreeMap<Spot, Dispute>,
    rows: &'m Rows<'m>,
}

fn spot(at: &Address, field: Option<usize>) -> Spot {
    let place = REGISTERS.iter().position(|home| home.key() == at.register);
    (place.expect("addresses name registers that are there"), at.id.clone(), field)
}

impl Merging<'_> {
    /// Rows that come and go, and what is disputed about that.
    fn take_rows(&mut self, followed: &Followed) {
        for trio in &self.rows.touched {
            match (trio.base, trio.sides) {
                (None, [None, Some(theirs)]) => trio.home.put(&mut self.plan, theirs.boxed()),
                (Some(_), [ours, theirs]) if ours.is_none() || theirs.is_none() => {
                    let at = trio.at();
                    let by = |side: usize| self.rows.disputed[side].contains(&at);
                    if by(OURS) || by(THEIRS) {
                        self.dispute_row(trio, followed);
                    }
                    if theirs.is_none() && self.rows.is_gone(&at) {
                        trio.home.take(&mut self.plan, &at.id);
                    }
                }
                _ => {}
            }
        }
        for (at, names) in followed.renamed.iter().filter(|(at, names)| !names.agree_on(&at.id)) {
            let home = REGISTERS[spot(at, None).0];
            let values = names.0.clone().map(Value::Id);
            self.clashes.insert(spot(at, home.find("id")), Dispute { values, other: None, whole: true });
        }
    }

    /// Keeps what is to be decided about a row's being there.
    fn dispute_row(&mut self, trio: &Trio<'_>, followed: &Followed) {
        let at = trio.at();
        let names = followed.renamed.get(&at);
        let side = |side: usize| how(trio, side, names.filter(|names| names.is_renamed_by(side)));
        let base = if trio.base.is_some() { THERE } else { NOT_THERE };
        let values = [Value::Prose(vec![base.into()]), side(OURS), side(THEIRS)];
        self.clashes.entry(spot(&at, None)).or_insert(Dispute { values, other: None, whole: true });
    }

    /// The fields of rows that are on both sides, or stay though one side removed them.
    fn take_fields(&mut self) {
        let rows = self.rows;
        let nothing_stays = rows.stays.iter().all(values::Gone::is_empty);
        for trio in rows.touched.iter().copied().chain(rows.to_restore()) {
            match (trio.base, trio.sides) {
                (Some(base), [Some(ours), Some(theirs)]) if nothing_stays && ours.same_as(base) => {
                    trio.home.put(&mut self.plan, theirs.boxed());
                }
                (_, [Some(ours), Some(theirs)]) if !ours.same_as(theirs) => self.fields(&trio, ours),
                (_, [Some(_), Some(_)]) => {}
                (Some(_), [Some(row), None] | [None, Some(row)]) if !rows.is_gone(&trio.at()) => {
                    if trio.sides[OURS].is_none() {
                        trio.home.put(&mut self.plan, row.boxed());
                    }
                    self.fields(&trio, row);
                }
                _ => {}
            }
        }
    }

    /// Puts a row's fields together on a copy of `row`, and into the plan if anything in it changed.
    fn fields(&mut self, trio: &Trio<'_>, row: &dyn Row) {
        let mut merged: Option<Box<dyn Row>> = None;
        for field in (0..trio.home.field_count()).filter(|at| trio.home.field(*at).key != "id") {
            let values = self.rows.values(trio, field);
            let (met, other) = self.rows.met(row.cell(field).kind(), &values);
            if let Some(values) = met.clash {
                self.clashes.insert(spot(&trio.at(), Some(field)), Dispute { values, other, whole: false });
            }
            if met.value != row.cell(field).get() {
                put(trio.home, &mut **merged.get_or_insert_with(|| row.boxed()), field, met.value);
            }
        }
        if let Some(merged) = merged {
            trio.home.put(&mut self.plan, merged);
        }
    }
}

/// How a side left a row, in words: the first line says it, the others what was changed.
fn how(trio: &Trio<'_>, side: usize, names: Option<&Names>) -> Value {
    let mut lines = Vec::new();
    match (trio.base, trio.sides[side]) {
        (None, None) => lines.push(NOT_THERE.into()),
        (None, Some(_)) => lines.push(ADDED.into()),
        (Some(_), None) => lines.push(REMOVED.into()),
        (Some(base), Some(row)) => {
            lines.extend(names.map(|Names(ids)| Raw::from(format!("id: {} -> {}", ids[0], ids[side + 1]))));
            for at in 0..trio.home.field_count() {
                let (was, is) = (base.cell(at).get(), row.cell(at).get());
                if was != is {
                    let [was, is] = [was, is].map(|value| waiting::lines(&value).join(" / "));
                    lines.push(format!("{}: {was} -> {is}", trio.home.field(at).key).into());
                }
            }
            let word = match (names, lines.len()) {
                (Some(_), 1) => RENAMED,
                (_, 0) => THERE,
                _ => CHANGED,
            };
            lines.insert(0, word.into());
        }
    }
    Value::Prose(lines)
}

/// Puts a value that stood in this very field of some row, so that its kind fits.
fn put(home: &dyn Register, row: &mut dyn Row, field: usize, value: Value) {
    let value = if value == Value::Nothing { home.default_of(field) } else { value };
    let _ = row.slot(field).put(value);
}
