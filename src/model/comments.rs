//! What people wrote between the fields of a plan file: part of the plan as they see it, though no row holds it.

use std::collections::{BTreeMap, BTreeSet};

use super::Address;

/// What a comment belongs to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Anchor {
    Head,
    /// A field of the file itself: `format`, `product` or a register.
    Top(String),
    Row(Address),
    Field(Address, String),
    /// An entry of a field's list or map, by its text.
    Entry(Address, String, String),
    /// After the last entry of a field's list or map.
    FieldEnd(Address, String),
    RowEnd(Address),
    RegisterEnd(String),
    PlanEnd,
    Foot,
}

impl Anchor {
    /// The row it stands in.
    pub fn row(&self) -> Option<&Address> {
        match self {
            Anchor::Row(at)
            | Anchor::Field(at, _)
            | Anchor::Entry(at, ..)
            | Anchor::FieldEnd(at, _)
            | Anchor::RowEnd(at) => Some(at),
            _ => None,
        }
    }

    fn moved(self, to: &Address) -> Anchor {
        match self {
            Anchor::Row(_) => Anchor::Row(to.clone()),
            Anchor::Field(_, field) => Anchor::Field(to.clone(), field),
            Anchor::Entry(_, field, entry) => Anchor::Entry(to.clone(), field, entry),
            Anchor::FieldEnd(_, field) => Anchor::FieldEnd(to.clone(), field),
            Anchor::RowEnd(_) => Anchor::RowEnd(to.clone()),
            other => other,
        }
    }
}

/// Comments by what they belong to, one line each, without their `//`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Comments(BTreeMap<Anchor, Vec<String>>);

impl Comments {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Anchor, &[String])> {
        self.0.iter().map(|(anchor, lines)| (anchor, lines.as_slice()))
    }

    /// Adds lines below those that an anchor has.
    pub fn add(&mut self, anchor: Anchor, lines: Vec<String>) {
        self.0.entry(anchor).or_default().extend(lines);
    }

    /// Lets the comments of rows follow them to other ids, all at once, so that two rows may swap names.
    pub fn rename(&mut self, rows: &[(Address, Address)]) {
        let mut moved = Vec::new();
        for (old, new) in rows {
            let theirs: Vec<Anchor> = self.0.keys().filter(|anchor| anchor.row() == Some(old)).cloned().collect();
            for anchor in theirs {
                let lines = self.0.remove(&anchor).unwrap_or_default();
                moved.push((anchor.moved(new), lines));
            }
        }
        moved.into_iter().for_each(|(anchor, lines)| self.add(anchor, lines));
    }

    /// Reconciles the comments of two plans that grew from one. What one side changed is taken; where both did,
    /// ours stand without the lines that theirs took out, and the lines that theirs added come below. There is
    /// nothing to decide.
    pub fn merged(base: &Comments, ours: &Comments, theirs: &Comments) -> Comments {
        let mut merged = ours.clone();
        let changed = theirs.0.keys().chain(base.0.keys().filter(|anchor| !theirs.0.contains_key(*anchor)));
        for anchor in changed {
            let [base, ours, theirs] = [base, ours, theirs].map(|side| side.0.get(anchor));
            if theirs == base || theirs == ours {
                continue;
            }
            let lines = if ours == base { theirs.cloned().unwrap_or_default() } else { united(base, ours, theirs) };
            if lines.is_empty() {
                merged.0.remove(anchor);
            } else {
                merged.0.insert(anchor.clone(), lines);
            }
        }
        merged
    }

    /// Drops the comments of rows that are gone, so that a later row of the same id does not inherit them.
    pub fn keep(&mut self, stays: impl Fn(&Address) -> bool) {
        self.0.retain(|anchor, _| anchor.row().is_none_or(&stays));
    }
}

/// Lines that both sides changed.
fn united(base: Option<&Vec<String>>, ours: Option<&Vec<String>>, theirs: Option<&Vec<String>>) -> Vec<String> {
    let [base, ours, theirs] = [base, ours, theirs].map(|lines| lines.map_or(&[][..], Vec::as_slice));
    let [before, mine, other] = [base, ours, theirs].map(|lines| lines.iter().collect::<BTreeSet<&String>>());
    let kept = ours.iter().filter(|line| other.contains(line) || !before.contains(line));
    let added = theirs.iter().filter(|line| !mine.contains(line) && !before.contains(line));
    kept.chain(added).cloned().collect()
}
