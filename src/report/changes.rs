//! What changed between two plans, row by row, in words: for `diff` and `log`, and wherever somebody has to know
//! what a step, a reload or a decision does.

use std::collections::{BTreeMap, BTreeSet};

use super::doc::{Block, Doc, Tone, Words};
use super::words::count;
use crate::diff::{diff, renames};
use crate::edit::Edit;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Id, Plan};
use crate::register::references::rekeyed;
use crate::register::{PRODUCT, REGISTERS, Register, Row, put_cell, register, row};
use crate::text::{Raw, Shown, show, word};

/// Cells of a value in a sentence or a line, and lines of prose told one by one; what is more is counted.
const VALUE: usize = 120;
const LINES: usize = 12;

/// Rows that left, each held against each that came, to find renames; beyond that the plan is another one.
const PAIRED: usize = 250_000;

/// Lines compared one with another to tell which of a text changed; larger texts change as a whole.
const COMPARED: usize = 4_000_000;

/// What became of a row.
#[derive(Clone, PartialEq, Debug)]
pub struct RowChange {
    /// Where it is now; of one that was removed, where it was.
    pub at: Address,
    pub what: What,
    /// What it is called now, or was.
    pub name: Shown,
    /// The fields that changed, in the order of the file; of a new row those that are not at their default, of a
    /// removed one none.
    pub fields: Vec<FieldChange>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum What {
    Added,
    Removed,
    Changed,
    /// It had another id before.
    Renamed {
        from: Address,
    },
    /// Its id is made of those of other rows, and followed one of them.
    Followed {
        from: Address,
    },
}

/// What became of a field.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldChange {
    pub field: &'static str,
    pub label: &'static str,
    pub delta: Delta,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Delta {
    /// One value became another; `Nothing` where there was or is none.
    Value { was: Value, is: Value },
    /// Entries of a list that went and came, one value each; none where they only changed their order.
    Entries { gone: Vec<Value>, come: Vec<Value> },
    /// Lines of prose that went (`false`) and came (`true`), as they stand beside each other.
    Lines(Vec<(bool, Raw)>),
}

/// Every row that is not the same in both plans, in the order of the file. A row that left and came back under
/// another id with the same values, or with the same name, was renamed; references that follow it are no change.
pub fn rows(before: &Plan, after: &Plan) -> Vec<RowChange> {
    let Carried { plan: carried, renamed, followed } = carry(before, after);
    let mut found: BTreeMap<(usize, Id), RowChange> = BTreeMap::new();
    let place = |at: &Address| {
        let home = REGISTERS.iter().position(|home| home.key() == at.register);
        (home.unwrap_or(REGISTERS.len()), at.id.clone())
    };
    let start = |at: &Address, what: What| {
        let plan = if what == What::Removed { before } else { after };
        let home = register(at.register).zip(row(plan, at));
        let name = home.map_or(Shown::default(), |(home, row)| home.name_of(row));
        RowChange { at: at.clone(), what, name, fields: Vec::new() }
    };
    for (to, from) in &renamed {
        found.insert(place(to), start(to, What::Renamed { from: from.clone() }));
    }
    for (to, from) in followed.iter().filter(|(to, _)| row(after, to).is_some()) {
        found.insert(place(to), start(to, What::Followed { from: from.clone() }));
    }
    diff(&carried, after).each(&mut |edit| match edit {
        Edit::Several(_) => {}
        Edit::Remove { at } => {
            let was = followed.get(at).unwrap_or(at);
            found.insert(place(was), start(was, What::Removed));
        }
        Edit::Put { at, field, value } => {
            let old = row(&carried, at);
            let what = if old.is_some() { What::Changed } else { What::Added };
            let change = found.entry(place(at)).or_insert_with(|| start(at, what));
            change.fields.extend(field_change(at, field, old, value));
        }
    });
    found.into_values().collect()
}

fn field_change(at: &Address, field: &str, old: Option<&dyn Row>, is: &Value) -> Option<FieldChange> {
    let home = register(at.register)?;
    let place = home.find(field)?;
    let was = old.map_or(Value::Nothing, |row| row.cell(place).get());
    let about = home.field(place);
    Some(FieldChange { field: about.key, label: about.label, delta: delta(home.kind(place), was, is.clone()) })
}

fn delta(kind: Kind, was: Value, is: Value) -> Delta {
    let lines = |value: &Value| if let Value::Prose(lines) = value { lines.clone() } else { Vec::new() };
    match kind {
        Kind::Prose => Delta::Lines(changed_lines(&lines(&was), &lines(&is))),
        kind if kind.is_list() => {
            let (old, new) = (was.entries(), is.entries());
            // Texts, not values, are put into a set: values have no order of their own.
            let typed = |all: &[Value]| all.iter().map(Value::typed).collect::<BTreeSet<Raw>>();
            let (known, kept) = (typed(&old), typed(&new));
            let gone = old.into_iter().filter(|entry| !kept.contains(&entry.typed())).collect();
            let come = new.into_iter().filter(|entry| !known.contains(&entry.typed())).collect();
            Delta::Entries { gone, come }
        }
        _ => Delta::Value { was, is },
    }
}

/// The lines of two texts that are not in both, by the longest run of common ones.
fn changed_lines(old: &[Raw], new: &[Raw]) -> Vec<(bool, Raw)> {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let (rows, width) = (old.len(), new.len() + 1);
    if rows.saturating_mul(new.len()) > COMPARED {
        let gone = old.iter().map(|line| (false, line.clone()));
        return gone.chain(new.iter().map(|line| (true, line.clone()))).collect();
    }
    // How many lines the rests from here on have in common.
    let mut common = vec![0u32; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = match old[i] == new[j] {
                true => common[(i + 1) * width + j + 1] + 1,
                false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < rows || j < new.len() {
        if i < rows && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < rows && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            out.push((false, old[i].clone()));
            i += 1;
        } else {
            out.push((true, new[j].clone()));
            j += 1;
        }
    }
    out
}

/// The earlier plan as it would be had its rows had their later ids.
struct Carried {
    plan: Plan,
    /// New address and old one of each row that was renamed, and of each that went along because its id is made of
    /// another's.
    renamed: BTreeMap<Address, Address>,
    followed: BTreeMap<Address, Address>,
}

fn carry(before: &Plan, after: &Plan) -> Carried {
    let mut carried = Carried { plan: before.clone(), renamed: BTreeMap::new(), followed: BTreeMap::new() };
    for (from, to) in moves(before, after) {
        let found = register(to.register).zip(row(after, &to)).zip(row(&carried.plan, &from));
        // One that is gone went along with another; an id that is taken is no place to go.
        let Some(((home, new), old)) = found.filter(|_| row(&carried.plan, &to).is_none()) else { continue };
        let mut fresh = old.boxed();
        for at in (0..home.field_count()).filter(|at| home.field(*at).key == "id" || home.field(*at).key_part) {
            // The same field of a row of the same register.
            let _ = put_cell(home, &mut *fresh, at, new.cell(at).get());
        }
        fresh.rekey();
        if let Ok(next) = rekeyed(&carried.plan, &from, fresh) {
            carried.plan = next;
            carried.renamed.insert(to, from);
        }
    }
    if !carried.renamed.is_empty() {
        carried.followed = followers_of(before, &carried.renamed);
    }
    carried
}

/// The rows whose computed id follows a rename: new address and old one. Those that name such a row follow in turn.
fn followers_of(before: &Plan, renamed: &BTreeMap<Address, Address>) -> BTreeMap<Address, Address> {
    let mut followed = BTreeMap::new();
    let mut now: BTreeMap<Address, Id> = renamed.iter().map(|(to, from)| (from.clone(), to.id.clone())).collect();
    loop {
        let known = now.len();
        for home in REGISTERS.iter().filter(|home| home.is_keyed()) {
            for row in home.rows(before) {
                let from = Address { register: home.key(), id: row.id().clone() };
                let id = if now.contains_key(&from) { None } else { retargeted(*home, row, &now) };
                if let Some(id) = id {
                    followed.insert(Address { register: home.key(), id: id.clone() }, from.clone());
                    now.insert(from, id);
                }
            }
        }
        if now.len() == known {
            return followed;
        }
    }
}

/// The id that a keyed row has once the rows it names have theirs; nothing where it stays the same.
fn retargeted(home: &dyn Register, row: &dyn Row, now: &BTreeMap<Address, Id>) -> Option<Id> {
    let mut fresh: Option<Box<dyn Row>> = None;
    for at in (0..home.field_count()).filter(|at| home.field(*at).key_part) {
        let mut hits = Vec::new();
        row.cell(at).refers(&mut |register, id| {
            let old = Address { register, id: id.clone() };
            hits.extend(now.get(&old).cloned().map(|new| (old, new)));
        });
        for (old, new) in hits {
            fresh.get_or_insert_with(|| row.boxed()).slot(at).retarget(&old, Some(&new));
        }
    }
    let mut fresh = fresh?;
    fresh.rekey();
    (fresh.id() != row.id()).then(|| fresh.id().clone())
}

/// Rows that were given another id, those first that others are named after.
fn moves(before: &Plan, after: &Plan) -> Vec<(Address, Address)> {
    let pairs = REGISTERS.iter().filter(|home| !home.same(before, after)).map(|home| {
        let only =
            |here: &Plan, there: &Plan| home.rows(here).filter(|row| home.place(there, row.id()).is_err()).count();
        only(before, after).saturating_mul(only(after, before))
    });
    if pairs.fold(0, usize::saturating_add) > PAIRED {
        return Vec::new();
    }
    let mut all = renames(before, after);
    for home in REGISTERS.iter().filter(|home| !home.same(before, after) && !home.is_keyed()) {
        all.extend(same_names(*home, before, after, &all));
    }
    all.sort_by_key(|(old, _)| register(old.register).is_some_and(|home| home.is_keyed()));
    all
}

/// Rows that left while one of the same name came, where there is but one of each: renamed and changed at once.
fn same_names(
    home: &'static dyn Register,
    before: &Plan,
    after: &Plan,
    known: &[(Address, Address)],
) -> Vec<(Address, Address)> {
    let named = |here: &Plan, there: &Plan| {
        let mut by_name: BTreeMap<Shown, Vec<Address>> = BTreeMap::new();
        for row in home.rows(here).filter(|row| home.place(there, row.id()).is_err()) {
            let at = Address { register: home.key(), id: row.id().clone() };
            if !known.iter().any(|(old, new)| *old == at || *new == at) {
                by_name.entry(home.name_of(row)).or_default().push(at);
            }
        }
        by_name
    };
    let mut come = named(after, before);
    let pairs = named(before, after).into_iter().filter_map(|(name, gone)| {
        let come = come.remove(&name)?;
        match (gone.as_slice(), come.as_slice()) {
            ([old], [new]) => Some((old.clone(), new.clone())),
            _ => None,
        }
    });
    pairs.collect()
}

/// What is changed in the same way in both lists: of a merge, what differs from each of its parents.
pub fn common(one: Vec<RowChange>, other: &[RowChange]) -> Vec<RowChange> {
    let shared = one.into_iter().filter_map(|mut change| {
        let there = other.iter().find(|there| there.at == change.at)?;
        let bare = change.fields.is_empty();
        change.fields.retain_mut(|field| {
            let same = there.fields.iter().find(|there| there.field == field.field);
            same.is_some_and(|same| narrow(&mut field.delta, &same.delta))
        });
        (!change.fields.is_empty() || (bare && there.what == change.what)).then_some(change)
    });
    shared.collect()
}

/// Keeps of one change what the other has, too; false where nothing is left.
fn narrow(one: &mut Delta, other: &Delta) -> bool {
    match (one, other) {
        (Delta::Value { is, .. }, Delta::Value { is: same, .. }) => is == same,
        (Delta::Entries { gone, come }, Delta::Entries { gone: also_gone, come: also_come }) => {
            gone.retain(|entry| also_gone.contains(entry));
            come.retain(|entry| also_come.contains(entry));
            !gone.is_empty() || !come.is_empty()
        }
        (Delta::Lines(lines), Delta::Lines(same)) => {
            lines.retain(|line| same.contains(line));
            !lines.is_empty()
        }
        _ => false,
    }
}

/// The changes as a document.
pub fn doc(title: Words, changes: &[RowChange]) -> Doc {
    let mut blocks = vec![Block::Heading(1, title.clone())];
    blocks.extend(self::blocks(changes));
    Doc { title: title.text(), foot: Shown::default(), blocks }
}

/// A heading a row, its fields below it; rows that only followed another are counted at the end.
pub fn blocks(changes: &[RowChange]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for change in changes.iter().filter(|change| !change.only_followed()) {
        blocks.push(Block::Heading(3, change.head()));
        let pairs: Vec<(Shown, Words)> = change.fields.iter().flat_map(FieldChange::pairs).collect();
        if !pairs.is_empty() {
            blocks.push(Block::Pairs(pairs));
        }
    }
    blocks.extend(followers(changes).map(Block::Para));
    blocks
}

/// The changes as sentences, one a row, the same that are counted at the end.
pub fn sentences(changes: &[RowChange]) -> Vec<Words> {
    let told = changes.iter().filter(|change| !change.only_followed()).map(RowChange::sentence);
    told.chain(followers(changes)).collect()
}

fn followers(changes: &[RowChange]) -> Option<Words> {
    let followed = changes.iter().filter(|change| change.only_followed()).count();
    let sentence = || Words::new().dim(format!("{} followed a new id", count(followed, "row")));
    (followed > 0).then(sentence)
}

/// How many rows were added, removed, renamed and changed: `2 rows added, 1 changed`; of none, `no row changed`.
pub fn counted(changes: &[RowChange]) -> Shown {
    let of = |fits: fn(&What) -> bool| changes.iter().filter(|change| fits(&change.what)).count();
    let kinds = [
        (of(|what| *what == What::Added), "added"),
        (of(|what| *what == What::Removed), "removed"),
        (of(|what| matches!(what, What::Renamed { .. } | What::Followed { .. })), "renamed"),
        (of(|what| *what == What::Changed), "changed"),
    ];
    let mut said: Vec<String> = Vec::new();
    for (n, verb) in kinds.into_iter().filter(|(n, _)| *n > 0) {
        let rows = if said.is_empty() { count(n, "row") } else { n.to_string() };
        said.push(format!("{rows} {verb}"));
    }
    if said.is_empty() { word("no row changed") } else { show(said.join(", ")) }
}

impl RowChange {
    /// The row it was before, if it had another id.
    pub fn from(&self) -> Option<&Address> {
        match &self.what {
            What::Renamed { from } | What::Followed { from } => Some(from),
            What::Added | What::Removed | What::Changed => None,
        }
    }

    /// The word for what became of it.
    pub fn verb(&self) -> &'static str {
        match self.what {
            What::Added => "added",
            What::Removed => "removed",
            What::Changed => "changed",
            What::Renamed { .. } => "renamed",
            What::Followed { .. } => "followed",
        }
    }

    fn only_followed(&self) -> bool {
        matches!(self.what, What::Followed { .. }) && self.fields.is_empty()
    }

    /// `debts/refunds  Refunds by hand, added`.
    fn head(&self) -> Words {
        let mut words = Words::new().strong(address(&self.at));
        if self.has_own_name() {
            words = words.plain("  ").with(Tone::Dim, self.name.cut(VALUE));
        }
        match &self.what {
            What::Changed => words,
            What::Added => words.dim(", ").with(Tone::Ok, "added"),
            What::Removed => words.dim(", ").with(Tone::Mon, "removed"),
            What::Renamed { from } | What::Followed { from } => words.dim(", was ").plain(address(from)),
        }
    }

    fn has_own_name(&self) -> bool {
        !self.name.is_empty() && self.name.as_str() != self.at.id.as_str()
    }

    /// The whole change in one line: `debts/refunds (Refunds by hand): effort 2d -> 3d`.
    pub fn sentence(&self) -> Words {
        let mut words = match self.what {
            What::Changed => Words::new(),
            _ => Words::new().plain(self.verb()).plain(" "),
        };
        words = match self.from() {
            Some(from) => words.strong(address(from)).plain(" to ").strong(address(&self.at)),
            None => words.strong(address(&self.at)),
        };
        if self.has_own_name() {
            words = words.dim(" (").with(Tone::Dim, self.name.cut(VALUE)).dim(")");
        }
        for (n, field) in self.fields.iter().enumerate() {
            words = words.plain(if n == 0 { ": " } else { ", " }).plain(field.field).plain(" ");
            words.0.extend(field.brief().0);
        }
        words
    }
}

impl FieldChange {
    /// The change in a line: `2d -> 3d`, `+ana -ben`, `2 lines added`.
    pub fn brief(&self) -> Words {
        match &self.delta {
            Delta::Value { was: Value::Nothing, is } => said(is),
            Delta::Value { was, is } => said(was).with(Tone::Dim, " -> ").plain(said(is).text()),
            Delta::Entries { gone, come } if gone.is_empty() && come.is_empty() => {
                Words::new().dim("put in another order")
            }
            Delta::Entries { gone, come } => {
                let all = gone.iter().map(|entry| ("-", entry)).chain(come.iter().map(|entry| ("+", entry)));
                let all = all.map(|(sign, entry)| format!("{sign}{}", said(entry).text()));
                Words::from(show(all.collect::<Vec<_>>().join(" ")).cut(2 * VALUE))
            }
            Delta::Lines(lines) => {
                let of = |kind: bool| lines.iter().filter(|(come, _)| *come == kind).count();
                match (of(true), of(false)) {
                    (come, 0) => Words::from(format!("{} added", count(come, "line"))),
                    (0, gone) => Words::from(format!("{} removed", count(gone, "line"))),
                    (come, gone) => Words::from(format!("{} removed, {come} added", count(gone, "line"))),
                }
            }
        }
    }

    /// The change as lines of a document, the label before the first.
    fn pairs(&self) -> Vec<(Shown, Words)> {
        let lines: Vec<Words> = match &self.delta {
            Delta::Lines(lines) => {
                let signed = |(come, line): &(bool, Raw)| {
                    Words::new().dim(if *come { "+ " } else { "- " }).with(Tone::Plain, line.show().cut(VALUE))
                };
                let mut told: Vec<Words> = lines.iter().take(LINES).map(signed).collect();
                if lines.len() > LINES {
                    told.push(Words::new().dim(format!("and {}", count(lines.len() - LINES, "more line"))));
                }
                told
            }
            _ => vec![self.brief()],
        };
        let label = |n: usize| if n == 0 { word(self.field) } else { Shown::default() };
        lines.into_iter().enumerate().map(|(n, line)| (label(n), line)).collect()
    }
}

/// A value as it is typed, on one line.
fn said(value: &Value) -> Words {
    match value {
        Value::Nothing => Words::new().dim("nothing"),
        value => Words::from(value.typed().show().cut(VALUE)),
    }
}

/// An address as it is typed.
fn address(at: &Address) -> Shown {
    if at.register == PRODUCT { word(PRODUCT) } else { show(at.to_string()) }
}
