//! One field's three values as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::value::{Kind, Value};
use crate::model::{Address, Link};
use crate::text::Raw;

/// Rows that one side removed.
pub(super) type Gone = BTreeSet<Address>;

/// What a field came to.
pub(super) struct Met {
    /// Ours stands where they clash.
    pub value: Value,
    /// What is disputed, before, ours and theirs: of entries with a name of their own only those in question.
    pub clash: Option<[Value; 3]>,
}

impl Met {
    fn clean(value: Value) -> Met {
        Met { value, clash: None }
    }
}

/// One field's three values as one. `gone` is what ours and what theirs removed: that a reference to a removed
/// row was dropped is no edit of the field.
pub(super) fn meet(kind: Kind, base: &Value, ours: &Value, theirs: &Value, gone: [&Gone; 2]) -> Met {
    if ours == theirs || base == theirs {
        return Met::clean(ours.clone());
    }
    if base == ours {
        return Met::clean(theirs.clone());
    }
    match kind {
        Kind::Prose => prose(base, ours, theirs),
        Kind::Texts => Met::clean(Value::Texts(texts(lines(base), lines(ours), lines(theirs))).settled()),
        kind if has_named_entries(kind) => by_entry(kind, base, ours, theirs, gone),
        kind if kind.is_list() => Met::clean(set(kind, base, ours, theirs)),
        _ => {
            let dropped = |value: &Value, gone| *value == Value::Nothing && points_at(kind, base, gone);
            match (dropped(ours, gone[0]), dropped(theirs, gone[1])) {
                (true, _) => Met::clean(theirs.clone()),
                (_, true) => Met::clean(ours.clone()),
                _ => Met { value: ours.clone(), clash: Some([base.clone(), ours.clone(), theirs.clone()]) },
            }
        }
    }
}

/// Whether the entries of a kind have a name of their own: a day, or the row that a link leads to.
pub(super) fn has_named_entries(kind: Kind) -> bool {
    matches!(kind, Kind::Series | Kind::Log | Kind::Links(_))
}

/// The name of such an entry.
pub(super) fn name_of(entry: &Value) -> String {
    match entry {
        Value::Series(series) => series.keys().next().map(ToString::to_string),
        Value::Log(log) => log.keys().next().map(ToString::to_string),
        Value::Links(links) => links.first().map(|link: &Link| link.to.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// The row that a value of one entry points at.
fn target(kind: Kind, entry: &Value) -> Option<Address> {
    Some(match (kind, entry) {
        (Kind::Ref(register), Value::Ref(id)) => Address { register, id: id.clone() },
        (Kind::Refs(register), Value::Refs(ids)) => Address { register, id: ids.first()?.clone() },
        (Kind::Links(register), Value::Links(links)) => Address { register, id: links.first()?.to.clone() },
        (Kind::Address, Value::Address(at)) => at.clone(),
        (Kind::Addresses(_), Value::Addresses(list)) => list.first()?.clone(),
        _ => return None,
    })
}

fn points_at(kind: Kind, entry: &Value, rows: &Gone) -> bool {
    !rows.is_empty() && target(kind, entry).is_some_and(|at| rows.contains(&at))
}

/// A value without the entries that point at one of these rows.
pub(super) fn without(kind: Kind, value: &Value, rows: &Gone) -> Value {
    if rows.is_empty() || !kind.refers() {
        return value.clone();
    }
    kind.collect(value.entries().into_iter().filter(|entry| !points_at(kind, entry, rows)).collect())
}

/// A side's value with the references back that it dropped because it had removed these rows, which stay.
pub(super) fn restored(kind: Kind, base: &Value, side: Value, rows: &Gone) -> Value {
    if rows.is_empty() || !kind.refers() || (*base == side) {
        return side;
    }
    let mut entries = side.entries();
    let known: Vec<_> = entries.iter().filter_map(|entry| target(kind, entry)).collect();
    let lost = |entry: &Value| target(kind, entry).is_some_and(|at| rows.contains(&at) && !known.contains(&at));
    let back: Vec<Value> = base.entries().into_iter().filter(lost).collect();
    // A single reference that points elsewhere by now was not just dropped.
    if back.is_empty() || (!kind.is_list() && !entries.is_empty()) {
        return side;
    }
    entries.extend(back);
    kind.collect(entries)
}

/// A side's value without what the base already had there and which points at one of these rows.
pub(super) fn cleaned(kind: Kind, base: &Value, side: &Value, rows: &Gone) -> Value {
    if rows.is_empty() || !kind.refers() {
        return side.clone();
    }
    let old = base.entries();
    let stale = |entry: &Value| points_at(kind, entry, rows) && old.contains(entry);
    kind.collect(side.entries().into_iter().filter(|entry| !stale(entry)).collect())
}

/// (base + added) − removed, entry by entry.
fn set(kind: Kind, base: &Value, ours: &Value, theirs: &Value) -> Value {
    let known = |value: &Value| value.entries().iter().map(Value::typed).collect::<BTreeSet<Raw>>();
    let (before, mine, other) = (known(base), known(ours), known(theirs));
    let kept = |entry: &Value| !before.contains(&entry.typed()) || other.contains(&entry.typed());
    let added = |entry: &Value| !before.contains(&entry.typed()) && !mine.contains(&entry.typed());
    let mut merged: Vec<Value> = ours.entries().into_iter().filter(kept).collect();
    merged.extend(theirs.entries().into_iter().filter(added));
    kind.collect(merged)
}

/// Entry by entry where they have names; one entry changed both ways is a clash about that entry.
fn by_entry(kind: Kind, base: &Value, ours: &Value, theirs: &Value, gone: [&Gone; 2]) -> Met {
    let (base, ours, theirs) = (named(base), named(ours), named(theirs));
    let names: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    let mut merged = Vec::new();
    let mut disputed = [const { Vec::new() }; 3];
    for name in names {
        let (b, o, t) = (base.get(name), ours.get(name), theirs.get(name));
        let dropped = |side: Option<&Vec<Value>>, gone| {
            side.is_none() && b.and_then(|entries| entries.first()).is_some_and(|entry| points_at(kind, entry, gone))
        };
        let kept = if o == t || b == t || (dropped(t, gone[1]) && b != o) {
            o
        } else if b == o || dropped(o, gone[0]) {
            t
        } else {
            for (list, side) in disputed.iter_mut().zip([b, o, t]) {
                list.extend(side.into_iter().flatten().cloned());
            }
            o
        };
        merged.extend(kept.into_iter().flatten().cloned());
    }
    let clash = disputed.iter().any(|list| !list.is_empty()).then(|| disputed.map(|list| kind.collect(list)));
    Met { value: kind.collect(merged), clash }
}

fn named(value: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in value.entries() {
        found.entry(name_of(&entry)).or_default().push(entry);
    }
    found
}

fn lines(value: &Value) -> &[Raw] {
    match value {
        Value::Prose(lines) | Value::Texts(lines) => lines,
        _ => &[],
    }
}

/// A set whose order was chosen by who wrote it: (base + added) − removed. What both sides have stands in the
/// order of the side that moved any of it, what one side added behind what it was written behind. Where both
/// moved or both added in one place, the texts themselves decide, so that both directions of a merge agree.
fn texts(base: &[Raw], ours: &[Raw], theirs: &[Raw]) -> Vec<Raw> {
    let set = |list: &[Raw]| list.iter().cloned().collect::<BTreeSet<Raw>>();
    let (before, mine, other) = (set(base), set(ours), set(theirs));
    let common = |text: &&Raw| mine.contains(text) && other.contains(text);
    let order = |list: &[Raw]| list.iter().filter(common).cloned().collect::<Vec<Raw>>();
    let moved = |list: &[Raw]| order(list).iter().filter(|text| before.contains(text)).ne(order(base).iter());
    let common_order = match (moved(ours), moved(theirs)) {
        (false, true) => order(theirs),
        (true, false) => order(ours),
        _ => order(ours).min(order(theirs)),
    };
    let added = |list: &[Raw]| {
        let mut runs: BTreeMap<Option<Raw>, Vec<Raw>> = BTreeMap::new();
        let mut behind = None;
        for text in list {
            if common(&text) {
                behind = Some(text.clone());
            } else if !before.contains(text) {
                runs.entry(behind.clone()).or_default().push(text.clone());
            }
        }
        runs
    };
    let (mut mine, mut other) = (added(ours), added(theirs));
    let mut merged = Vec::new();
    for place in std::iter::once(None).chain(common_order.into_iter().map(Some)) {
        let mut runs = [mine.remove(&place), other.remove(&place)].map(Option::unwrap_or_default);
        runs.sort();
        merged.extend(place);
        merged.extend(runs.into_iter().flatten());
    }
    merged
}

/// Lines of prose, three-way; changes that overlap or touch clash.
fn prose(base: &Value, ours: &Value, theirs: &Value) -> Met {
    let text = |value: &Value| lines(value).iter().map(|line| format!("{}\n", line.raw())).collect::<String>();
    match diffy::merge(&text(base), &text(ours), &text(theirs)) {
        Ok(merged) => Met::clean(Value::Prose(merged.lines().map(Raw::from).collect()).settled()),
        Err(_) => Met { value: ours.clone(), clash: Some([base.clone(), ours.clone(), theirs.clone()]) },
    }
}
