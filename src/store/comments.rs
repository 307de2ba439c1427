//! What people wrote between the fields: taken out of a file when it is read, put back when it is written.
//!
//! ron drops comments, so they are kept here by the row and field they stand before, and follow the row, not
//! the line.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::{Event, Spot, has_comments, walk};
use crate::model::comments::{Anchor, Comments};
use crate::model::{Address, Id, Plan};
use crate::register::{self, register};
use crate::text::{Shown, show};

/// Takes the comments out of a file's text. `ids` names the rows of a register in the order of the file.
pub fn comments<'i>(text: &str, ids: impl Fn(&str, usize) -> Option<&'i Id>) -> Comments {
    let mut comments = Comments::default();
    if !has_comments(text) {
        return comments;
    }
    let mut waiting: Vec<String> = Vec::new();
    let mut lines_before = Lines { text, at: 0, count: 0 };
    // The first spot on the current line, for a comment that trails it.
    let mut first: Option<(Spot<'_>, usize)> = None;
    walk(text, |event| match event {
        Event::Spot(spot, at) => {
            if !waiting.is_empty() {
                comments.add(anchor(spot, &ids), std::mem::take(&mut waiting));
            }
            let line = lines_before.count(at);
            if first.is_none_or(|(spot, before)| spot == Spot::Head || before != line) {
                first = Some((spot, line));
            }
        }
        Event::Value(..) => {}
        Event::Comment(comment, trailing) => {
            let line = lines_before.count(comment.as_ptr() as usize - text.as_ptr() as usize);
            match first {
                Some((spot, before)) if trailing && before == line => comments.add(anchor(spot, &ids), lines(comment)),
                _ => waiting.extend(lines(comment)),
            }
        }
    });
    comments
}

/// The line ends before places that come in the order of the text; each byte is looked at once.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    count: usize,
}

impl Lines<'_> {
    fn count(&mut self, at: usize) -> usize {
        self.count += self.text.as_bytes()[self.at..at].iter().filter(|b| **b == b'\n').count();
        self.at = at;
        self.count
    }
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
    // Only places that some comment asks for: all of them would take many times the plan's memory.
    let mut places: BTreeMap<Anchor, Option<usize>> =
        comments.iter().flat_map(|(anchor, _)| stands(anchor)).map(|anchor| (anchor, None)).collect();
    let rows: BTreeSet<Address> = comments.iter().filter_map(|(anchor, _)| anchor.row().cloned()).collect();
    let mut here = (("", 0), true);
    walk(canonical, |event| {
        let Event::Spot(spot, at) = event else { return };
        if let Some(row) = spot.row() {
            if row != here.0 {
                here = (row, address(row, &ids).is_some_and(|row| rows.contains(&row)));
            }
            if !here.1 {
                return;
            }
        }
        if let Some(place @ None) = places.get_mut(&anchor(spot, &ids)) {
            *place = Some(at);
        }
    });
    let mut at_line: BTreeMap<usize, Vec<&String>> = BTreeMap::new();
    for (anchor, lines) in comments.iter() {
        if let Some(place) = stands(anchor).iter().find_map(|anchor| places[anchor]) {
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

/// The row's address, by the ids in the order of the file.
fn address<'i>((key, at): (&str, usize), ids: &impl Fn(&str, usize) -> Option<&'i Id>) -> Option<Address> {
    if key == register::PRODUCT {
        return Some(register::product());
    }
    Some(Address { register: register(key)?.key(), id: ids(key, at)?.clone() })
}

fn anchor<'i>(spot: Spot<'_>, ids: &impl Fn(&str, usize) -> Option<&'i Id>) -> Anchor {
    let Some(row) = spot.row() else {
        return match spot {
            Spot::Head => Anchor::Head,
            Spot::Top(key) => Anchor::Top(key.to_string()),
            Spot::RegisterEnd(key) => Anchor::RegisterEnd(key.to_string()),
            Spot::Foot => Anchor::Foot,
            _ => Anchor::PlanEnd,
        };
    };
    let Some(row) = address(row, ids) else { return Anchor::PlanEnd };
    match spot {
        Spot::Field(.., field) => Anchor::Field(row, field.to_string()),
        Spot::Entry(.., field, entry) => Anchor::Entry(row, field.to_string(), entry.to_string()),
        Spot::FieldEnd(.., field) => Anchor::FieldEnd(row, field.to_string()),
        Spot::RowEnd(..) => Anchor::RowEnd(row),
        _ => Anchor::Row(row),
    }
}

/// Where a comment may stand, the best place first: its own, else its field's, its row's, else at the end of the
/// plan. A row that is gone takes its comments along.
fn stands(anchor: &Anchor) -> Vec<Anchor> {
    let mut places = vec![anchor.clone()];
    if let Anchor::Entry(at, field, _) | Anchor::FieldEnd(at, field) = anchor {
        places.push(Anchor::Field(at.clone(), field.clone()));
    }
    match anchor {
        Anchor::RegisterEnd(key) => places.extend([Anchor::Top(key.clone()), Anchor::PlanEnd]),
        _ => match anchor.row() {
            Some(row) if row.register == register::PRODUCT => places.push(Anchor::Top(register::PRODUCT.into())),
            Some(row) => places.push(Anchor::Row(row.clone())),
            None => places.push(Anchor::PlanEnd),
        },
    }
    places
}
