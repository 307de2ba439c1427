//! A register's cells: its fields and what is computed, in one view for tables, queries and sorting.

use std::cmp::Ordering;

use super::doc::{Tone, Words};
use super::summary::whole_percent;
use super::words::{Say, state_tone};
use crate::analysis::Facts;
use crate::analysis::checks::State;
use crate::analysis::column::{self, Col, Derived, short};
use crate::analysis::trend::{Dates, When};
use crate::model::value::Value;
use crate::model::{Id, Plan};
use crate::query::{Computed, Measured, sort_order};
use crate::register::{Register, Row};

/// A cell's value for people; empty when there is none.
pub fn cell(say: &Say, home: &'static dyn Register, row: &dyn Row, col: Col) -> Words {
    match col {
        Col::Field(at) => say.field(home, row, at),
        Col::Computed(column) => derived(say, (column.get)(say.facts, row.id())),
    }
}

/// The same drawn in a cell of this width: a share as a gauge, readings as small bars.
pub fn drawn(say: &Say, home: &'static dyn Register, row: &dyn Row, col: Col, width: usize, in_money: bool) -> Words {
    let Col::Computed(column) = col else { return cell(say, home, row, col) };
    match (column.get)(say.facts, row.id()) {
        Derived::Share(percent) if width >= GAUGE => {
            let text = whole_percent(percent);
            let bar = width - text.len().max(5) - 2;
            let full = ((percent / 100.0).clamp(0.0, 1.0) * bar as f64).floor() as usize;
            let tone = if percent >= 100.0 { Tone::Act } else { Tone::Plain };
            let gauge = format!("{}{}| ", "█".repeat(full), "░".repeat(bar - full));
            Words::new().with(tone, gauge + &format!("{text:>5}"))
        }
        Derived::Series(values) => Words::from(bars(&values, width)),
        Derived::Cost { money: Some(money), share, .. } if in_money => {
            Words::from(short(money)).plain(" ").plain(shade(share))
        }
        Derived::Cost { days, share, .. } => Words::from(format!("{} d ", whole(days))).plain(shade(share)),
        value => derived(say, value),
    }
}

/// Days for a narrow cell: decimals only where they say something.
fn whole(days: f64) -> String {
    if days < 10.0 { short(days) } else { format!("{days:.0}") }
}

/// How much of a year's capacity a cost takes, as a shade: below a tenth, a third, two thirds, more.
fn shade(share: f64) -> &'static str {
    match share {
        share if share < 0.1 => "░",
        share if share < 1.0 / 3.0 => "▒",
        share if share < 2.0 / 3.0 => "▓",
        _ => "█",
    }
}

/// How to read the shades.
pub const SHADES: &str = "of a year's work: ░ under 10 %  ▒ under 33 %  ▓ under 67 %  █ more";

/// Cells that a gauge with its number needs.
const GAUGE: usize = 10;

/// One small bar for each of the last values, from the least of them to the most.
pub fn bars(values: &[f64], width: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let values = &values[values.len().saturating_sub(width)..];
    let (least, most) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), n| (least.min(*n), most.max(*n)));
    let step = |n: f64| if most > least { ((n - least) / (most - least) * 7.0).round() as usize } else { 3 };
    values.iter().map(|n| BARS[step(*n).min(7)]).collect()
}

/// A computed value for people, in the tone of the state it names.
pub fn derived(say: &Say, value: Derived) -> Words {
    let tone = match value {
        Derived::Word(word) => word_tone(word),
        Derived::Day(day) if day < say.today => Tone::Act,
        _ => Tone::Plain,
    };
    match value {
        Derived::Money(n) => Words::from(say.money(&format!("{n:.0}"))),
        value => Words::new().with(tone, value.show(say.today)),
    }
}

fn word_tone(word: &str) -> Tone {
    let states = [State::Ok, State::Mon, State::Act, State::Unknown, State::Blind, State::Done];
    states.into_iter().find(|state| state.key() == word).map_or(Tone::Plain, state_tone)
}

/// Puts places of rows in the order of a column, or turned round; rows that say nothing there come last both ways.
pub fn sort(facts: &Facts, home: &'static dyn Register, plan: &Plan, col: Col, turned: bool, places: &mut [usize]) {
    match col {
        Col::Field(at) => {
            let kind = home.kind(at);
            let value = |place: &usize| home.nth(plan, *place).map(|row| row.cell(at).get()).unwrap_or(Value::Nothing);
            by(places, turned, value, Value::is_empty, |a, b| sort_order(kind, a, b));
        }
        Col::Computed(column) => {
            let value =
                |place: &usize| home.nth(plan, *place).map_or(Derived::Nothing, |row| (column.get)(facts, row.id()));
            by(places, turned, value, |value| !value.is_known(), Derived::order);
        }
    }
}

fn by<T>(
    places: &mut [usize],
    turned: bool,
    value: impl Fn(&usize) -> T,
    is_empty: impl Fn(&T) -> bool,
    order: impl Fn(&T, &T) -> Ordering,
) {
    let mut keyed: Vec<(T, usize)> = places.iter().map(|place| (value(place), *place)).collect();
    keyed.sort_by(|(a, _), (b, _)| if turned && !is_empty(a) && !is_empty(b) { order(b, a) } else { order(a, b) });
    places.iter_mut().zip(keyed).for_each(|(place, (_, at))| *place = at);
}

/// What a query sees of a register's computed columns.
pub struct Measures<'f> {
    pub register: &'static str,
    pub facts: &'f Facts,
}

impl Computed for Measures<'_> {
    fn keys(&self) -> Vec<&'static str> {
        column::of(self.register).map(|column| column.key).collect()
    }

    fn value(&self, at: usize, id: &Id) -> Measured {
        let Some(column) = column::of(self.register).nth(at) else { return Measured::Nothing };
        match (column.get)(self.facts, id) {
            Derived::Word(word) => Measured::Word(word),
            Derived::Day(day) => Measured::Day(day),
            Derived::Dates(Dates { p50: When::On(day), .. }) => Measured::Day(day),
            Derived::Dates(_) => Measured::Word("never"),
            other => other.number().map_or(Measured::Nothing, Measured::Number),
        }
    }
}
