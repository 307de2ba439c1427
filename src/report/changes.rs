//! What changed between two plans, row by row, in words: for `diff` and `log`, and wherever somebody has to know
//! what a step, a reload or a decision does.

mod compare;

use super::doc::{Block, Doc, Tone, Words};
use super::words::count;
use crate::model::Address;
use crate::model::value::Value;
use crate::register::PRODUCT;
use crate::text::{Raw, Shown, show, word};

pub use compare::{carried, in_both, rows};

/// Cells of a value in a sentence or a line, and lines of prose told one by one; what is more is counted.
const VALUE: usize = 120;
const LINES: usize = 12;

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
pub(crate) fn address(at: &Address) -> Shown {
    if at.register == PRODUCT { word(PRODUCT) } else { show(at.to_string()) }
}
