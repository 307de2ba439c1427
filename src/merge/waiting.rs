//! Conflicts as rows of the plan: how they are written down, and how those that waited before a merge meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::values::meet as meet_values;
use super::{Clash, NOT_THERE, REMOVED, ROW};
use crate::model::cell::Prose;
use crate::model::field::Record;
use crate::model::value::{Assign, Kind, Typing, Value, quoted};
use crate::model::{Address, Conflict, Id, Plan, Table};
use crate::register::{self, Register, Row, register};
use crate::text::{Raw, Shown, show};

/// A value as a conflict holds it, one entry a line, as the file writes it. An entry that would not come back
/// from a line of its own stands in quotes.
pub(super) fn lines(value: &Value) -> Vec<String> {
    match value {
        Value::Nothing => Vec::new(),
        Value::Prose(lines) => lines.iter().map(|line| line.raw().to_string()).collect(),
        Value::Texts(texts) => texts.iter().map(|text| line(text.raw())).collect(),
        value => value.entries().iter().map(|entry| entry.typed().raw().to_string()).collect(),
    }
}

fn line(text: &str) -> String {
    if text.trim().is_empty() || text.starts_with('"') { format!("\"{text}\"") } else { text.to_string() }
}

/// Reads what [`lines`] wrote.
pub(super) fn stored(kind: Kind, lines: &Prose) -> Result<Value, String> {
    let entry = |line: &Raw| match (kind, line.raw()) {
        (Kind::Prose, _) => Ok(Value::Prose(vec![line.clone()])),
        (Kind::Texts, text) => {
            let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            kind.stored(inside.unwrap_or(text), register::keys())
        }
        (_, text) => kind.stored(text, register::keys()),
    };
    if !kind.is_list() && lines.0.len() > 1 {
        return Err(format!("takes {}, on one line", kind.example()));
    }
    let entries: Result<Vec<Value>, String> = lines.0.iter().map(entry).collect();
    entries.map(|entries| kind.collect(entries).settled())
}

/// Reads what [`lines`] wrote, or what a person wrote there by hand.
pub(super) fn value(kind: Kind, lines: &Prose, typing: Option<Typing>) -> Result<Value, String> {
    let text = || Value::Prose(lines.0.clone()).typed();
    stored(kind, lines).or_else(|why| match typing {
        Some(typing) => kind.typed(Assign::Set, text().raw(), &Value::Nothing, typing),
        None => Err(why),
    })
}

impl Clash {
    /// The conflict as a row of the plan.
    pub(super) fn row(&self) -> Conflict {
        let prose = |value: &Value| as_prose(Value::Prose(lines(value).into_iter().map(Raw::from).collect()).settled());
        let mut row = Conflict::default();
        row.register = self.at.register.into();
        row.row = self.at.id.as_str().into();
        row.field = self.field.into();
        row.base = prose(&self.base);
        row.ours = prose(&self.ours);
        row.theirs = prose(&self.theirs);
        Record::rekey(&mut row);
        row
    }
}

fn as_prose(value: Value) -> Prose {
    if let Value::Prose(lines) = value { Prose(lines) } else { Prose::default() }
}

/// What a conflict is about, whatever its number.
type Subject = (Raw, Raw, String);

fn subject(row: &Conflict) -> Subject {
    (row.register.clone(), row.row.clone(), row.disputed().to_string())
}

/// Whether two conflicts offer the same values, seen from either side.
fn is_same_choice(one: &Conflict, other: &Conflict) -> bool {
    let (ours, theirs) = (&other.ours, &other.theirs);
    one.base == other.base && ((&one.ours, &one.theirs) == (ours, theirs) || (&one.ours, &one.theirs) == (theirs, ours))
}

/// Puts the conflicts that waited before a merge together: those that wait on both sides, and those that one side
/// added; what one side decided is gone. Of several that wait for one field all stay, under numbers.
pub(super) fn meet(plan: &mut Plan, [base, ours, theirs]: [&Plan; 3]) {
    if theirs.conflicts == base.conflicts || theirs.conflicts == ours.conflicts {
        return;
    }
    let mut met = Met::default();
    let by_subject = [base, ours, theirs].map(by_subject);
    let subjects: BTreeSet<&Subject> = by_subject.iter().flat_map(BTreeMap::keys).collect();
    for subject in subjects {
        let [base, ours, theirs] = by_subject.each_ref().map(|rows| rows.get(subject).map_or(&[][..], Vec::as_slice));
        choices(base, ours, theirs).into_iter().for_each(|row| met.add(row));
    }
    plan.conflicts = Table::of(met.rows.into_values().collect());
}

/// Adds what a merge could not decide to the conflicts that wait; one that waits already is only turned.
pub(super) fn add(plan: &mut Plan, new: &[Clash]) {
    if new.is_empty() {
        return;
    }
    let mut met = Met::default();
    plan.conflicts.iter().for_each(|row| met.add(Arc::clone(row)));
    new.iter().for_each(|clash| met.clash(clash.row()));
    plan.conflicts = Table::of(met.rows.into_values().collect());
}

/// The conflicts of a merged plan.
#[derive(Default)]
struct Met {
    rows: BTreeMap<Id, Arc<Conflict>>,
    by_subject: BTreeMap<Subject, Vec<Id>>,
}

impl Met {
    fn add(&mut self, row: Arc<Conflict>) {
        let mut row = row;
        if self.rows.contains_key(Record::id(&*row)) {
            self.number(Arc::make_mut(&mut row));
        }
        let id = Record::id(&*row).clone();
        self.by_subject.entry(subject(&row)).or_default().push(id.clone());
        self.rows.insert(id, row);
    }

    /// Takes a new conflict in; one that waits already is only turned to this side.
    fn clash(&mut self, mut row: Conflict) {
        let known = self.by_subject.get(&subject(&row)).into_iter().flatten();
        let mut waits = known.filter_map(|id| self.rows.get(id)).filter(|old| is_same_choice(old, &row));
        if let Some(old) = waits.next() {
            (row.field, row.note, row.guess) = (old.field.clone(), old.note.clone(), old.guess);
            Record::rekey(&mut row);
            self.rows.insert(Record::id(&row).clone(), Arc::new(row));
        } else {
            self.add(Arc::new(row));
        }
    }

    /// Gives a conflict the first number that is free for its field.
    fn number(&self, row: &mut Conflict) {
        let field = row.disputed().to_string();
        for n in 1.. {
            row.field = if n == 1 { field.as_str().into() } else { format!("{field}/{n}").into() };
            Record::rekey(row);
            if !self.rows.contains_key(Record::id(row)) {
                return;
            }
        }
    }
}

fn by_subject(plan: &Plan) -> BTreeMap<Subject, Vec<&Arc<Conflict>>> {
    let mut found: BTreeMap<Subject, Vec<&Arc<Conflict>>> = BTreeMap::new();
    for row in &plan.conflicts {
        found.entry(subject(row)).or_default().push(row);
    }
    found
}

/// The conflicts about one field: what waits on both sides, or was added by one; what one side decided is gone.
fn choices(base: &[&Arc<Conflict>], ours: &[&Arc<Conflict>], theirs: &[&Arc<Conflict>]) -> Vec<Arc<Conflict>> {
    fn find<'c>(rows: &[&'c Arc<Conflict>], row: &Conflict) -> Option<&'c Conflict> {
        rows.iter().find(|other| is_same_choice(other, row)).map(|row| &***row)
    }
    let all = |rows: &[&Arc<Conflict>]| rows.iter().map(|row| Arc::clone(row)).collect();
    if theirs == base || ours == theirs {
        return all(ours);
    }
    if ours == base {
        return all(theirs);
    }
    let mut found = Vec::new();
    for row in ours {
        match (find(base, row), find(theirs, row)) {
            (before, Some(other)) => found.push(Arc::new(noted(before, row, other))),
            (None, None) => found.push(Arc::clone(row)),
            (Some(_), None) => {}
        }
    }
    let added = theirs.iter().filter(|row| find(base, row).is_none() && find(ours, row).is_none());
    found.extend(added.map(|row| Arc::clone(row)));
    found
}

/// A conflict that waits on both sides, with the notes of both.
fn noted(base: Option<&Conflict>, ours: &Conflict, theirs: &Conflict) -> Conflict {
    let lines = |row: Option<&Conflict>| row.map_or(Value::Nothing, |row| Value::Prose(row.note.0.clone()).settled());
    let (before, mine, other) = (lines(base), lines(Some(ours)), lines(Some(theirs)));
    let none = BTreeSet::new();
    let met = meet_values(Kind::Prose, &before, &mine, &other, [&none; 2]);
    let mut note = met.value.entries();
    if met.clash.is_some() {
        note.extend(other.entries().into_iter().filter(|line| !mine.entries().contains(line)));
    }
    let mut row = ours.clone();
    row.note = as_prose(Kind::Prose.collect(note));
    row.guess = if base.is_some_and(|base| base.guess == ours.guess) { theirs.guess } else { ours.guess };
    row
}

/// A conflict that waits, as a screen shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// The conflict's own id.
    pub conflict: Id,
    /// The row as `REGISTER/ID`; it may be gone.
    pub row: Shown,
    /// The row's address, if it is there.
    pub at: Option<Address>,
    /// What the field is called.
    pub field: Shown,
    /// One line an entry.
    pub base: Vec<Shown>,
    /// What stands in the plan now, and stays when ours is taken: of named entries those that are disputed.
    pub ours: Vec<Shown>,
    pub theirs: Vec<Shown>,
    /// Why there is nothing to decide any more; taking ours puts such a conflict away.
    pub obsolete: Option<Shown>,
}

/// Every conflict that waits, in the order of the file.
pub fn waiting(plan: &Plan) -> Vec<Waiting> {
    plan.conflicts.iter().map(|row| of(plan, row)).collect()
}

fn of(plan: &Plan, row: &Conflict) -> Waiting {
    let shown = |lines: &[Raw]| lines.iter().map(Raw::show).collect::<Vec<_>>();
    let place = place(plan, row);
    let label = match &place {
        Ok(Place { field: Some(field), home, .. }) => home.field(*field).label.into(),
        Ok(Place { field: None, .. }) => "The row itself".into(),
        Err(_) => show(row.disputed()),
    };
    let number = row.field.raw().split_once('/').map_or(String::new(), |(_, number)| format!(" ({number})"));
    Waiting {
        conflict: Record::id(row).clone(),
        row: show(format!("{}/{}", row.register.raw(), row.row.raw())),
        at: place.as_ref().ok().map(|place| place.at.clone()),
        field: label.then(number),
        base: shown(&row.base.0),
        ours: match &place {
            Ok(place) => super::decide::standing(row, place).iter().map(show).collect(),
            Err(_) => shown(&row.ours.0),
        },
        theirs: shown(&row.theirs.0),
        obsolete: place.err().map(show),
    }
}

/// Where a conflict is, when there is something to decide.
pub(super) struct Place<'p> {
    pub at: Address,
    pub home: &'static dyn Register,
    pub row: &'p dyn Row,
    /// Nothing when it is about the row itself.
    pub field: Option<usize>,
}

/// Finds what a conflict is about, or says in a sentence why it is about nothing any more.
pub(super) fn place<'p>(plan: &'p Plan, conflict: &Conflict) -> Result<Place<'p>, String> {
    let (key, id) = (conflict.register.raw(), conflict.row.raw());
    let away = "take ours to put this conflict away";
    let home = register(key).ok_or_else(|| format!("there is no register {}; {away}", quoted(key)))?;
    let at = Id::parse(id).map(|id| Address { register: home.key(), id });
    let row = at.as_ref().and_then(|at| register::row(plan, at));
    let (Some(at), Some(row)) = (at, row) else {
        return Err(format!("{key}/{} is not in the plan any more; {away}", show(id)));
    };
    let field = match conflict.disputed() {
        ROW if home.find(ROW).is_none() || is_about_presence(conflict) => None,
        key => match home.find(key) {
            Some(field) => Some(field),
            None => return Err(format!("{} has no field {}; {away}", home.key(), quoted(key))),
        },
    };
    Ok(Place { at, home, row, field })
}

/// `row` is a field of waivers and conflicts, too.
fn is_about_presence(conflict: &Conflict) -> bool {
    conflict.base.0.first().is_some_and(|word| [super::THERE, NOT_THERE].contains(&word.raw()))
}

/// Whether a side's lines say that the row is not there.
pub(super) fn says_gone(lines: &Prose) -> bool {
    lines.0.first().is_some_and(|word| [REMOVED, NOT_THERE].contains(&word.raw()))
}
