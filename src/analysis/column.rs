//! What is computed of a row, as columns beside its fields, and why it is so.

use std::cmp::Ordering;

use super::trend::{Dates, When};
use super::{Facts, World};
use crate::model::value::Kind;
use crate::model::{Address, Day, Id, Plan};
use crate::register::Register;
use crate::text::{Shown, show};

/// A computed value.
#[derive(Clone, PartialEq, Debug)]
pub enum Derived {
    /// Not known, and no word says why.
    Nothing,
    /// A word, as in `act`, `?`, `blind`, `never`.
    Word(&'static str),
    Whole(i64),
    Number(f64),
    /// Of a hundred.
    Percent(f64),
    /// Of a limit, in percent: drawn as a gauge where there is room.
    Share(f64),
    /// Person-days.
    Days(f64),
    /// What a change costs: person-days, the share of a year's capacity they are, and money where there is a rate.
    Cost {
        days: f64,
        share: f64,
        money: Option<f64>,
    },
    /// In the plan's currency.
    Money(f64),
    Day(Day),
    Dates(Dates),
    DayList(Vec<Day>),
    /// Rows of the register, by id.
    Ids(Vec<Id>),
    /// Values over time, drawn as a line of small bars.
    Series(Vec<f64>),
}

/// A computed column of a register.
pub struct Column {
    pub register: &'static str,
    /// The key in queries and, under `derived`, in JSON.
    pub key: &'static str,
    pub label: &'static str,
    /// For sorting; no other field or column of the register has it.
    pub letter: char,
    pub help: &'static str,
    /// Cells in a table; nought keeps it out of there.
    pub width: u16,
    /// Whether its values stand at the right.
    pub numeric: bool,
    pub get: fn(&Facts, &Id) -> Derived,
    pub explain: fn(&Sight<'_>, &Id) -> Option<Why>,
}

/// The computed columns of a register.
pub fn of(register: &str) -> impl Iterator<Item = &'static Column> + use<'_> {
    const ALL: [&[Column]; 8] = [
        super::growth::COLUMNS,
        super::triggers::COLUMNS,
        super::objectives::COLUMNS,
        super::data::COLUMNS,
        super::map::COLUMNS,
        super::schedule::columns::COLUMNS,
        super::debt::COLUMNS,
        super::governance::COLUMNS,
    ];
    ALL.into_iter().flatten().filter(move |column| column.register == register)
}

/// What stands first in a register's table, and in which order; the other columns follow.
const FIRST: &[(&str, &[&str])] = &[
    ("triggers", &["name", "now", "threshold", "crosses", "start_by", "state", "percent", "trend"]),
    ("domains", &["name", "latest_start", "cut_score", "risk", "separation", "order", "owner"]),
    ("models", &["top", "name", "cost_now", "cost_10x", "cost_50x", "cost_100x", "waiting_cost", "last_cheap_date"]),
    ("cadences", &["name", "every", "owner", "next", "missed", "process"]),
    ("debts", &["rank", "name", "effort", "risk_3m", "risk_6m", "risk_12m", "loss_6m", "hits", "sprint", "state"]),
];

/// By what a register's list is ordered where nobody asked otherwise, instead of by id.
const USUALLY: &[(&str, &str)] =
    &[("domains", "latest_start"), ("triggers", "start_by"), ("models", "top"), ("debts", "rank")];

/// A column of a register's table: one of its fields, or what is computed.
#[derive(Clone, Copy)]
pub enum Col {
    Field(usize),
    Computed(&'static Column),
}

impl PartialEq for Col {
    fn eq(&self, other: &Col) -> bool {
        match (self, other) {
            (Col::Field(one), Col::Field(other)) => one == other,
            (Col::Computed(one), Col::Computed(other)) => std::ptr::eq(*one, *other),
            _ => false,
        }
    }
}

impl Col {
    /// Every column of a register in the order of its table. A field that a computed column stands for, under the same
    /// key, is none.
    pub fn all(home: &'static dyn Register) -> Vec<Col> {
        let computed: Vec<&'static Column> = of(home.key()).collect();
        let fields = (0..home.field_count()).filter(|at| computed.iter().all(|c| c.key != home.field(*at).key));
        let mut all: Vec<Col> = fields.map(Col::Field).chain(computed.iter().copied().map(Col::Computed)).collect();
        if let Some((_, first)) = FIRST.iter().find(|(register, _)| *register == home.key()) {
            let place = |col: &Col| first.iter().position(|key| *key == col.key(home)).unwrap_or(first.len());
            all.sort_by_key(place);
        }
        all
    }

    /// The columns a table shows where there is room.
    pub fn shown(home: &'static dyn Register) -> Vec<Col> {
        Col::all(home).into_iter().filter(|col| col.width(home) > 0).collect()
    }

    /// The columns that stand first in the register's table; none where computed ones do not lead it.
    pub fn first(home: &'static dyn Register) -> Vec<Col> {
        let Some((_, first)) = FIRST.iter().find(|(register, _)| *register == home.key()) else { return Vec::new() };
        Col::all(home).into_iter().filter(|col| first.contains(&col.key(home))).collect()
    }

    /// Whether a table of the register begins with computed columns, for whose sake names give way.
    pub fn leads(home: &'static dyn Register) -> bool {
        FIRST.iter().any(|(register, _)| *register == home.key())
    }

    /// The column by which the register's list is ordered where nobody asked otherwise; by id where there is none.
    pub fn usual(home: &'static dyn Register) -> Option<Col> {
        let (_, key) = USUALLY.iter().find(|(register, _)| *register == home.key())?;
        Col::find(home, key)
    }

    /// The column of this key.
    pub fn find(home: &'static dyn Register, key: &str) -> Option<Col> {
        Col::all(home).into_iter().find(|col| col.key(home) == key)
    }

    /// The field that is edited in this column, where there is one.
    pub fn field(self, home: &dyn Register) -> Option<usize> {
        match self {
            Col::Field(at) => Some(at),
            Col::Computed(column) => home.find(column.key),
        }
    }

    pub fn key(self, home: &dyn Register) -> &'static str {
        match self {
            Col::Field(at) => home.field(at).key,
            Col::Computed(column) => column.key,
        }
    }

    pub fn label(self, home: &dyn Register) -> &'static str {
        match self {
            Col::Field(at) => home.field(at).label,
            Col::Computed(column) => column.label,
        }
    }

    pub fn help(self, home: &dyn Register) -> &'static str {
        match self {
            Col::Field(at) => home.field(at).help,
            Col::Computed(column) => column.help,
        }
    }

    pub fn letter(self, home: &dyn Register) -> char {
        match self {
            Col::Field(at) => home.field(at).letter,
            Col::Computed(column) => column.letter,
        }
    }

    /// Cells in a table; nought keeps it out of there.
    pub fn width(self, home: &dyn Register) -> u16 {
        match self {
            Col::Field(at) => home.field(at).width,
            Col::Computed(column) => column.width,
        }
    }

    /// Whether its values stand at the right.
    pub fn is_numeric(self, home: &dyn Register) -> bool {
        match self {
            Col::Field(at) => home.kind(at).is_numeric() || home.kind(at) == Kind::Series,
            Col::Computed(column) => column.numeric,
        }
    }
}

/// Everything an explanation may look at.
pub struct Sight<'s> {
    pub plan: &'s Plan,
    pub world: &'s World,
    pub facts: &'s Facts,
}

/// How a value came about: the rule with its numbers put in, what went into it, and where the rule is from.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Why {
    pub rule: Shown,
    pub inputs: Vec<Input>,
    pub source: &'static str,
}

/// One thing that went into a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Input {
    pub label: Shown,
    pub value: Shown,
    /// The day it is of, where it has one.
    pub on: Option<Day>,
    /// Where it can be changed.
    pub at: Option<(Address, &'static str)>,
}

impl Why {
    pub fn new(rule: impl Into<String>, source: &'static str) -> Why {
        Why { rule: show(rule.into()), inputs: Vec::new(), source }
    }

    /// With one more input.
    pub fn with(mut self, label: impl Into<String>, value: impl Into<String>) -> Why {
        let (label, value) = (show(label.into()), show(value.into()));
        self.inputs.push(Input { label, value, on: None, at: None });
        self
    }

    /// The last input is of this day.
    pub fn on(mut self, day: Day) -> Why {
        if let Some(input) = self.inputs.last_mut() {
            input.on = Some(day);
        }
        self
    }

    /// The last input is changed there.
    pub fn from(mut self, register: &'static str, id: &Id, field: &'static str) -> Why {
        if let Some(input) = self.inputs.last_mut() {
            input.at = Some((Address { register, id: id.clone() }, field));
        }
        self
    }
}

impl Derived {
    pub fn is_nothing(&self) -> bool {
        *self == Derived::Nothing
    }

    /// Whether it is a value that others of its column compare with, rather than nothing or a word.
    pub fn is_known(&self) -> bool {
        !matches!(self, Derived::Nothing | Derived::Word(_) | Derived::Dates(Dates { p50: When::Never, .. }))
    }

    /// A date, or the word that none comes.
    pub fn when(when: When) -> Derived {
        match when {
            When::On(day) => Derived::Day(day),
            When::Never => Derived::Word("never"),
        }
    }

    /// For a table's cell and a page: the value with nothing around it, days short.
    pub fn show(&self, today: Day) -> Shown {
        match self {
            Derived::Nothing => Shown::default(),
            Derived::Word(word) => Shown::from(*word),
            Derived::Whole(n) => show(n.to_string()),
            Derived::Number(n) => show(short(*n)),
            Derived::Percent(n) => show(format!("{} %", short(*n))),
            Derived::Share(n) => show(format!("{n:.0} %")),
            Derived::Days(n) | Derived::Cost { days: n, .. } => show(format!("{} d", short(*n))),
            Derived::Money(n) => show(grouped(*n)),
            Derived::Day(day) => show(day.short(today)),
            Derived::Dates(dates) => match dates.p50 {
                When::On(day) => show(day.short(today)),
                When::Never => "never".into(),
            },
            Derived::Series(_) => Shown::default(),
            Derived::Ids(ids) => show(ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(", ")),
            Derived::DayList(days) => show(days.iter().map(|day| day.short(today)).collect::<Vec<_>>().join(", ")),
        }
    }

    /// The order of two values of one column; what is not known comes last, words before it.
    pub fn order(&self, other: &Derived) -> Ordering {
        let rank = |value: &Derived| match value {
            Derived::Nothing => 2,
            Derived::Word(_) => 1,
            Derived::Dates(Dates { p50: When::Never, .. }) => 1,
            _ => 0,
        };
        rank(self).cmp(&rank(other)).then_with(|| match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => match (self, other) {
                (Derived::Word(a), Derived::Word(b)) => a.cmp(b),
                _ => Ordering::Equal,
            },
        })
    }

    /// The value as a number, days counted from a fixed one: for order and for tests on it.
    pub fn number(&self) -> Option<f64> {
        let count = |day: Day| day.since(Day(jiff::civil::Date::constant(2000, 1, 1))) as f64;
        match self {
            Derived::Whole(n) => Some(*n as f64),
            Derived::Cost { days, .. } => Some(*days),
            Derived::Number(n) | Derived::Percent(n) | Derived::Share(n) | Derived::Days(n) | Derived::Money(n) => {
                Some(*n)
            }
            Derived::Day(day) => Some(count(*day)),
            Derived::Dates(dates) => dates.p50.day().map(count),
            Derived::Nothing | Derived::Word(_) | Derived::DayList(_) | Derived::Ids(_) | Derived::Series(_) => None,
        }
    }
}

/// A number as people read it: at most three figures behind the point, fewer the larger it is.
pub fn short(n: f64) -> String {
    let places = match n.abs() {
        a if a >= 100.0 => 0,
        a if a >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{n:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// `one, two and three`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_string(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// A whole number with blanks between thousands.
fn grouped(n: f64) -> String {
    let digits = format!("{:.0}", n.abs());
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    if n < 0.0 && digits != "0" { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let said = [0.0, 0.126, 3.1, 9.999, 12.34, 196.4, 16_068.2, -0.001].map(short);
        assert_eq!(said, ["0", "0.13", "3.1", "10", "12.3", "196", "16068", "0"]);
        assert_eq!([0.0, 999.0, 1_000.0, -1_234_567.8].map(grouped), ["0", "999", "1 000", "-1 234 568"]);
    }

    #[test]
    fn what_is_not_known_comes_last() {
        let day = Day::parse("2026-11-19").expect("a day");
        let mut all = [Derived::Nothing, Derived::Word("never"), Derived::Day(day), Derived::Word("?")];
        all.sort_by(Derived::order);
        assert_eq!(all, [Derived::Day(day), Derived::Word("?"), Derived::Word("never"), Derived::Nothing]);
    }
}
