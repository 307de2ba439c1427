//! Values in words and figures for people.

use super::doc::{Tone, Words};
use crate::model::field::About;
use crate::model::value::Value;
use crate::model::{Day, Id, Plan};
use crate::register::{Register, Row, register};
use crate::text::{Shown, show};

/// What a value needs to be said: the plan for names and currency, the day for short dates.
#[derive(Clone, Copy)]
pub struct Say<'p> {
    pub plan: &'p Plan,
    pub today: Day,
}

impl Say<'_> {
    /// A field's value for a table or a detail line; empty when there is none.
    pub fn field(&self, home: &dyn Register, row: &dyn Row, at: usize) -> Words {
        let about = home.field(at);
        let cell = row.cell(at);
        let register = match cell.kind() {
            crate::model::value::Kind::Ref(key) | crate::model::value::Kind::Refs(key) => Some(key),
            _ => None,
        };
        self.value(about, &cell.get(), register)
    }

    fn value(&self, about: &About, value: &Value, target: Option<&'static str>) -> Words {
        let unit = |text: String| match about.unit {
            "" => show(text),
            "money" => self.money(&text),
            "%" => show(format!("{text} %")),
            unit => show(format!("{text} {unit}")),
        };
        match value {
            Value::Nothing => Words::new(),
            Value::Flag(true) => Words::from("yes"),
            Value::Flag(false) => Words::new().dim("no"),
            Value::Choice(word) => Words::new().with(tone(about.key, word), *word),
            Value::Whole(n) => Words::from(unit(n.to_string())),
            Value::Number(n) => Words::from(unit(number(*n))),
            Value::Money(money) => Words::from(unit(money.to_string())),
            Value::Day(day) => Words::from(show(day.short(self.today))),
            Value::Days(days) => {
                Words::from(show(days.iter().map(|d| d.short(self.today)).collect::<Vec<_>>().join(", ")))
            }
            Value::Ranges(ranges) => Words::from(show(
                ranges
                    .iter()
                    .map(|r| format!("{} to {}", r.first.short(self.today), r.last.short(self.today)))
                    .collect::<Vec<_>>()
                    .join(", "),
            )),
            Value::Ref(id) => self.name(target, id),
            Value::Refs(ids) => {
                let mut words = Words::new();
                for (n, id) in ids.iter().enumerate() {
                    if n > 0 {
                        words = words.plain(", ");
                    }
                    words.0.extend(self.name(target, id).0);
                }
                words
            }
            Value::Series(series) => match series.iter().next_back() {
                Some((day, n)) => Words::from(unit(number(*n))).dim(show(format!(" on {}", day.short(self.today)))),
                None => Words::new(),
            },
            Value::Log(log) => match log.iter().next_back() {
                Some((day, text)) => Words::from(text).dim(show(format!(" on {}", day.short(self.today)))),
                None => Words::new(),
            },
            Value::Prose(lines) => Words::from(lines.first().map_or(Shown::default(), |line| line.show())),
            Value::Texts(lines) => Words::from(show(lines.iter().map(|l| l.raw()).collect::<Vec<_>>().join(", "))),
            other => Words::from(&other.typed()),
        }
    }

    /// The name of the row that a reference names; a missing one is said.
    fn name(&self, target: Option<&'static str>, id: &Id) -> Words {
        let home = target.and_then(register);
        match home.and_then(|home| home.get(self.plan, id).map(|row| home.name_of(row))) {
            Some(name) => Words::from(name),
            None => Words::new().with(Tone::Act, show(format!("{id} (missing)"))),
        }
    }

    /// An amount with the plan's currency behind it.
    fn money(&self, amount: &str) -> Shown {
        let currency = &self.plan.product().currency;
        if currency.is_empty() { show(amount) } else { show(format!("{amount} ")).then(currency) }
    }
}

/// A number as people write it: at most two decimals, none that are noughts.
pub fn number(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// How a choice is meant, where the word carries a state.
fn tone(key: &str, word: &str) -> Tone {
    match (key, word) {
        ("status", "act") => Tone::Act,
        ("status", "monitor") => Tone::Mon,
        ("status", "done") => Tone::Ok,
        ("risk", "high") => Tone::Act,
        ("risk", "medium") => Tone::Mon,
        _ => Tone::Plain,
    }
}
