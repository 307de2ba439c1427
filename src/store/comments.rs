//! What people wrote between the fields: taken out of a file when it is read, put back when it is written.
//!
//! ron drops comments, so they are kept here by the row and field they stand before, and follow the row, not
//! the line.

use std::collections::BTreeMap;

use super::walk::{Event, Spot, has_comments, walk};
use crate::model::comments::{Anchor, Comments};
use crate::model::{Address, Id, Plan};
use crate::register::{self, register, register_or_say};
use crate::text::{Shown, show};

/// Takes the comments out of a file's text. `ids` names the rows of a register in the order of the file.
pub fn comments<'i>(text: &str, ids: impl Fn(&str, usize) -> Option<&'i Id>) -> Comments {
    let mut comments = Comments::default();
    if !has_comments(text) {
        return comments;
    }
    let mut waiting: Vec<String> = Vec::new();
    // The first spot on the current line, for a comment that trails it.
    let mut line: Option<(Spot<'_>, usize)> = None;
    walk(text, |event| match event {
        Event::Spot(spot, at) => {
            if !waiting.is_empty() {
                comments.add(anchor(spot, &ids), std::mem::take(&mut waiting));
            }
            let same_line =
                |(before, start): &(Spot<'_>, usize)| *before != Spot::Head && !text[*start..at].contains('\n');
            if !line.as_ref().is_some_and(same_line) {
                line = Some((spot, at));
            }
        }
        Event::Value(..) => {}
        Event::Comment(comment, trailing) => {
            let here = comment.as_ptr() as usize - text.as_ptr() as usize;
            match line {
                Some((spot, start)) if trailing && !text[start..here].contains('\n') => {
                    comments.add(anchor(spot, &ids), lines(comment));
                }
                _ => waiting.extend(lines(comment)),
            }
        }
    });
    comments
}

/// Puts comments into canonical text of a plan, each above its line. Those without a place of their own any
/// more stand before their row; those of rows that are gone are left out.
pub fn put_into(comments: &Comments, canonical: &str, plan: &Plan) -> String {
    if comments.is_empty() {
        return canonical.to_string();
    }
    let ids = |key: &str, at: usize| {
        if key == register::PRODUCT {
            return None;
        }
        register(key).and_then(|r| r.nth(plan, at)).map(|row| row.id())
    };
    let mut places: BTreeMap<Anchor, usize> = BTreeMap::new();
    walk(canonical, |event| {
        if let Event::Spot(spot, at) = event {
            places.entry(anchor(spot, &ids)).or_insert(at);
        }
    });
    let mut at_line: BTreeMap<usize, Vec<&String>> = BTreeMap::new();
    for (anchor, lines) in comments.iter() {
        if let Some(place) = fall_back(anchor, &places) {
            let start = canonical[..place].rfind('\n').map_or(0, |n| n + 1);
            at_line.entry(start).or_default().extend(lines);
        }
    }
    let mut out = String::with_capacity(canonical.len() + 64 * at_line.len());
    let mut done = 0;
    for (start, lines) in at_line {
        out.push_str(&canonical[done..start]);
        let rest = canonical[start..].trim_start_matches(' ');
        // Before a closing bracket they stand as deep as what it closes.
        let inside = if rest.starts_with([')', ']', '}']) { 2 } else { 0 };
        let indent = " ".repeat(canonical.len() - start - rest.len() + inside);
        for line in lines {
            out.push_str(&indent);
            out.push_str("//");
            // Nothing in a file may steer the terminal of who reads it with cat.
            let safe: Vec<Shown> = line.split('\t').map(show).collect();
            out.push_str(&safe.iter().map(Shown::as_str).collect::<Vec<_>>().join("\t"));
            out.push('\n');
        }
        done = start;
    }
    out.push_str(&canonical[done..]);
    out
}

/// A comment's lines without its marks.
fn lines(comment: &str) -> Vec<String> {
    if let Some(line) = comment.strip_prefix("//") {
        return vec![line.to_string()];
    }
    let inside = comment.strip_prefix("/*").unwrap_or(comment);
    let inside = inside.strip_suffix("*/").unwrap_or(inside);
    let mut lines: Vec<String> =
        inside.lines().map(|l| format!(" {}", l.trim().trim_start_matches('*').trim())).collect();
    lines.retain(|l| !l.trim().is_empty());
    lines.into_iter().map(|l| l.trim_end().to_string()).collect()
}

fn anchor<'i>(spot: Spot<'_>, ids: &impl Fn(&str, usize) -> Option<&'i Id>) -> Anchor {
    let row = |key: &str, at: usize| {
        if key == register::PRODUCT {
            return Some(register::product());
        }
        let home = register_or_say(key).ok()?;
        Some(Address { register: home.key(), id: ids(key, at)?.clone() })
    };
    match spot {
        Spot::Head => Anchor::Head,
        Spot::Top(key) => Anchor::Top(key.to_string()),
        Spot::Row(key, at) => row(key, at).map_or(Anchor::PlanEnd, Anchor::Row),
        Spot::Field(key, at, field) => row(key, at).map_or(Anchor::PlanEnd, |a| Anchor::Field(a, field.to_string())),
        Spot::Entry(key, at, field, entry) => {
            row(key, at).map_or(Anchor::PlanEnd, |a| Anchor::Entry(a, field.to_string(), entry.to_string()))
        }
        Spot::FieldEnd(key, at, field) => {
            row(key, at).map_or(Anchor::PlanEnd, |a| Anchor::FieldEnd(a, field.to_string()))
        }
        Spot::RowEnd(key, at) => row(key, at).map_or(Anchor::PlanEnd, Anchor::RowEnd),
        Spot::RegisterEnd(key) => Anchor::RegisterEnd(key.to_string()),
        Spot::PlanEnd => Anchor::PlanEnd,
        Spot::Foot => Anchor::Foot,
    }
}

/// Where a comment stands now: its own place, else its field's, its row's, else at the end of the plan; a
/// row that is gone takes its comments along.
fn fall_back(anchor: &Anchor, places: &BTreeMap<Anchor, usize>) -> Option<usize> {
    let place = |a: Anchor| places.get(&a).copied();
    if let Some(at) = places.get(anchor) {
        return Some(*at);
    }
    match anchor {
        Anchor::Entry(at, field, _) | Anchor::FieldEnd(at, field) => {
            place(Anchor::Field(at.clone(), field.clone())).or_else(|| fall_back(&Anchor::Row(at.clone()), places))
        }
        Anchor::Field(at, _) => fall_back(&Anchor::Row(at.clone()), places),
        Anchor::Row(at) | Anchor::RowEnd(at) if at.register == register::PRODUCT => {
            place(Anchor::Top("product".into()))
        }
        Anchor::Row(_) | Anchor::RowEnd(_) => None,
        Anchor::RegisterEnd(key) => place(Anchor::Top(key.clone())).or_else(|| place(Anchor::PlanEnd)),
        Anchor::Head | Anchor::Top(_) | Anchor::PlanEnd | Anchor::Foot => place(Anchor::PlanEnd),
    }
}
