//! A person's choice about a waiting conflict, as an edit.

use std::collections::BTreeSet;

use super::values::{has_named_entries, name_of};
use super::waiting::{Place, lines, place, says_gone, stored, value};
use super::{CONFLICTS, NOT_THERE};
use crate::edit::typed::{self, Assignment};
use crate::edit::{Edit, Refusal, apply};
use crate::model::cell::Prose;
use crate::model::value::{Assign, Kind, Typing, Value};
use crate::model::{Address, Conflict, Id, Plan};
use crate::register::{register, rules};
use crate::text::Raw;

/// Which value a person takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Take {
    /// What stands in the plan: nothing changes but that the conflict is decided. About the row's being there or
    /// its id: as ours had it.
    Ours,
    Theirs,
    /// What it was before both changes; nothing where both added it.
    Base,
    /// A value typed for the field as in a form; of named entries those that take the place of the disputed ones.
    /// About a row `keep` or `remove`, about a name another id.
    Typed(String),
}

/// The edit that carries a choice out: the value put, the conflict taken away. About the row itself it is kept, or
/// removed with every reference to it. The edit is checked against the plan: what it would break is refused in a
/// sentence, and so is a choice about what is not there any more; ours then just takes the conflict away.
pub fn decide(plan: &Plan, conflict: &Id, take: &Take, typing: Typing) -> Result<Edit, Vec<Refusal>> {
    carry_out(plan, conflict, take, Some(typing))
}

/// See [`decide`]; without `typing` only what the program wrote down itself is read.
fn carry_out(plan: &Plan, conflict: &Id, take: &Take, typing: Option<Typing>) -> Result<Edit, Vec<Refusal>> {
    let at = Address { register: CONFLICTS, id: conflict.clone() };
    let Some(row) = plan.conflicts.get(conflict) else {
        return Err(vec![Refusal::new(format!("{at} is not in the plan any more; it is decided"))]);
    };
    let away = Edit::Remove { at };
    let place = match place(plan, row) {
        Ok(place) => place,
        Err(_) if *take == Take::Ours => return Ok(away),
        Err(why) => return Err(vec![Refusal::new(why)]),
    };
    let mut rest = plan.clone();
    rest.conflicts.take(conflict);
    let change = match place.field {
        None => presence(&rest, row, &place, take)?,
        Some(field) if place.home.field(field).key == "id" => Some(name(&rest, row, &place, take)?),
        Some(_) if *take == Take::Ours => None,
        Some(field) => Some(field_value(row, &place, field, take, typing)?),
    };
    let edit = Edit::Several(std::iter::once(away).chain(change).collect());
    apply(plan, &edit)?;
    Ok(edit)
}

/// The row kept or removed.
fn presence(rest: &Plan, row: &Conflict, place: &Place<'_>, take: &Take) -> Result<Option<Edit>, Vec<Refusal>> {
    let at = &place.at;
    let gone = match take {
        Take::Ours => says_gone(&row.ours),
        Take::Theirs => says_gone(&row.theirs),
        Take::Base if row.base.0.first().is_some_and(|word| word.raw() == NOT_THERE) => true,
        Take::Base => {
            return Err(vec![Refusal::new(format!("{at} is not kept as it was before; take ours or theirs"))]);
        }
        Take::Typed(word) => match word.trim() {
            "keep" => false,
            "remove" => true,
            _ => return Err(vec![Refusal::new(format!("write keep or remove for {at}"))]),
        },
    };
    if gone { typed::remove(rest, std::slice::from_ref(at)).map(Some) } else { Ok(None) }
}

/// The row under another id.
fn name(rest: &Plan, row: &Conflict, place: &Place<'_>, take: &Take) -> Result<Edit, Vec<Refusal>> {
    let line = |lines: &Prose| lines.0.first().map_or(String::new(), |line| line.raw().to_string());
    let new = match take {
        Take::Ours => line(&row.ours),
        Take::Theirs => line(&row.theirs),
        Take::Base => line(&row.base),
        Take::Typed(text) => text.clone(),
    };
    typed::rename(rest, &place.at, &new)
}

/// The field with a side's value, or with a side's entries in the place of the disputed ones.
fn field_value(
    row: &Conflict,
    place: &Place<'_>,
    field: usize,
    take: &Take,
    typing: Option<Typing>,
) -> Result<Edit, Vec<Refusal>> {
    let (home, key, kind) = (place.home, place.home.field(field).key, place.row.cell(field).kind());
    let read = |lines: &Prose| {
        value(kind, lines, typing)
            .map_err(|why| vec![Refusal::on(&place.at, key, format!("{key}: {why}; type the value, or take ours"))])
    };
    let chosen = match take {
        Take::Ours => read(&row.ours)?,
        Take::Theirs => read(&row.theirs)?,
        Take::Base => read(&row.base)?,
        Take::Typed(text) => {
            let Some(typing) = typing else { return Err(Vec::new()) };
            let change = Assignment { field, assign: Assign::Set, text: text.clone() };
            typed::value(home, place.row, &change, typing.today).map_err(|refusal| vec![refusal])?
        }
    };
    let chosen = if has_named_entries(kind) {
        let disputed = disputed(kind, [&read(&row.base)?, &read(&row.ours)?, &read(&row.theirs)?]);
        let mut entries = place.row.cell(field).get().entries();
        entries.retain(|entry| !disputed.contains(&name_of(entry)));
        entries.extend(chosen.entries());
        kind.collect(entries)
    } else {
        chosen
    };
    Ok(Edit::Put { at: place.at.clone(), field: key, value: chosen })
}

/// The names of the entries that are in question.
fn disputed(kind: Kind, sides: [&Value; 3]) -> BTreeSet<String> {
    let named = |side: &&Value| kind.is_list() && !matches!(side, Value::Nothing);
    sides.iter().filter(|side| named(side)).flat_map(|side| side.entries()).map(|entry| name_of(&entry)).collect()
}

/// What stands in the plan of what a conflict is about, a line an entry.
pub(super) fn standing(row: &Conflict, place: &Place<'_>) -> Vec<String> {
    let Some(field) = place.field else {
        return row.ours.0.iter().map(|line| line.raw().to_string()).collect();
    };
    let cell = place.row.cell(field);
    let (kind, mut now) = (cell.kind(), cell.get());
    let sides = [&row.base, &row.ours, &row.theirs].map(|lines| stored(kind, lines));
    if has_named_entries(kind)
        && let [Ok(base), Ok(ours), Ok(theirs)] = &sides
    {
        let disputed = disputed(kind, [base, ours, theirs]);
        now = kind.collect(now.entries().into_iter().filter(|entry| disputed.contains(&name_of(entry))).collect());
    }
    lines(&now)
}

/// The choice that nobody would argue about, if there is one; nothing where it is a matter of taste.
/// - There is nothing to decide any more, or both sides say the same but for blanks or units: ours.
/// - The row or field breaks a rule as it stands and theirs mends it: theirs; theirs would break one and ours
///   keeps it: ours.
/// - One side is as it was before both changes: the other.
pub fn suggestion(plan: &Plan, conflict: &Id) -> Option<Take> {
    let row = plan.conflicts.get(conflict)?;
    let Ok(place) = place(plan, row) else { return Some(Take::Ours) };
    let is_broken = |plan: &Plan| breaks(plan, &place);
    let other = carry_out(plan, conflict, &Take::Theirs, None).and_then(|edit| apply(plan, &edit));
    match (is_broken(plan), &other) {
        (true, Ok(other)) if !is_broken(other) => return Some(Take::Theirs),
        (true, _) => return None,
        (false, Err(_)) => return Some(Take::Ours),
        (false, Ok(_)) => {}
    }
    let kind = place.row.cell(place.field?).kind();
    let [base, ours, theirs] = [&row.base, &row.ours, &row.theirs].map(|lines| stored(kind, lines).ok());
    let (base, ours, theirs) = (base?, ours?, theirs?);
    if is_alike(&ours, &theirs) || is_alike(&theirs, &base) {
        Some(Take::Ours)
    } else if is_alike(&ours, &base) {
        Some(Take::Theirs)
    } else {
        None
    }
}

/// Whether what a conflict is about breaks a rule as it stands in a plan.
fn breaks(plan: &Plan, place: &Place<'_>) -> bool {
    let Some(row) = place.home.get(plan, &place.at.id) else { return false };
    let home = register(place.home.key()).expect("the place has a register");
    let concerns = |field: &str| match place.field {
        Some(at) => home.field(at).key == field,
        None => true,
    };
    rules::of_row(plan, home, row).iter().any(|breach| breach.rule.refuses() && concerns(breach.field))
        || (place.field.is_some_and(|at| rules::can_circle(home.key(), home.field(at).key))
            && rules::is_in_circle(plan, home, row))
}

/// Whether two values differ in nothing but blanks, or say one span in two units.
fn is_alike(one: &Value, other: &Value) -> bool {
    let plain = |value: &Value| {
        let lines = lines(value);
        let words = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        words.filter(|line| !line.is_empty()).map(Raw::from).collect::<Vec<Raw>>()
    };
    match (one, other) {
        (Value::Span(one), Value::Span(other)) => {
            let days = |span: &crate::model::Span| {
                let each = [span.min, span.likely(), span.max];
                each.map(|n| (n * span.unit.work_days(), n * span.unit.calendar_days()))
            };
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
            let pairs = days(one).into_iter().zip(days(other));
            one.mode.is_some() == other.mode.is_some()
                && pairs.into_iter().all(|(a, b)| near(a.0, b.0) && near(a.1, b.1))
        }
        _ => plain(one) == plain(other),
    }
}
