//! Values in words and figures for people.

use super::doc::{Tone, Words};
use crate::analysis::Facts;
use crate::analysis::checks::State;
use crate::analysis::map;
use crate::model::field::About;
use crate::model::value::{Kind, Value};
use crate::model::{Address, Day, DomainLink, Id, Link, Metric, Objective, Op, Plan, Span, Tie, Trigger, Unit};
use crate::register::{Register, Row, register, row};
use crate::text::{Shown, show, word};

/// What a value needs to be said: the plan for names and currency, what is computed of it, the day for short dates.
#[derive(Clone, Copy)]
pub struct Say<'p> {
    pub plan: &'p Plan,
    pub facts: &'p Facts,
    pub today: Day,
}

/// How much room a value has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    /// A cell of a table.
    Cell,
    /// A line of its own.
    Line,
}

impl Say<'_> {
    /// A field's value for a table or a detail line; empty when there is none.
    pub fn field(&self, home: &dyn Register, row: &dyn Row, at: usize) -> Words {
        self.value(home, row, at, Room::Cell)
    }

    /// A field's value where it has a line to itself: days with their year, spans in words.
    pub fn full(&self, home: &dyn Register, row: &dyn Row, at: usize) -> Words {
        self.value(home, row, at, Room::Line)
    }

    fn value(&self, home: &dyn Register, row: &dyn Row, at: usize, room: Room) -> Words {
        let about = home.field(at);
        let cell = row.cell(at);
        let value = cell.get();
        let day = |day: &Day| if room == Room::Line { day.words() } else { day.short(self.today) };
        match (&value, cell.kind()) {
            (Value::Nothing, _) => Words::new(),
            (Value::Id(id), _) => Words::from(show(id.as_str())),
            (Value::Text(text), _) => Words::from(text),
            (Value::Flag(true), _) => Words::from("yes"),
            (Value::Flag(false), _) => Words::new().dim("no"),
            (Value::Choice(word), _) => Words::new().with(tone(about.key, word), *word),
            (Value::Whole(n), _) => Words::from(self.unit(about, row, n.to_string())),
            (Value::Number(n), _) => Words::from(self.unit(about, row, number(*n))),
            (Value::Money(money), _) => Words::from(self.unit(about, row, money.to_string())),
            (Value::Day(found), _) => Words::from(day(found)),
            (Value::Days(days), _) => Words::from(days.iter().map(day).collect::<Vec<_>>().join(", ")),
            (Value::Ranges(ranges), _) => {
                let all = ranges.iter().map(|range| format!("{} to {}", day(&range.first), day(&range.last)));
                Words::from(all.collect::<Vec<_>>().join(", "))
            }
            (Value::Span(span), _) if room == Room::Line => Words::from(span_words(span)),
            (Value::Ref(id), Kind::Ref(key)) => self.name(key, id),
            (Value::Refs(ids), Kind::Refs(key)) => joined(ids.iter().map(|id| self.name(key, id))),
            (Value::Links(links), Kind::Links(key)) => joined(links.iter().map(|link| self.link(key, link))),
            (Value::Address(at), _) => self.name(at.register, &at.id),
            (Value::Addresses(list), _) => joined(list.iter().map(|at| self.name(at.register, &at.id))),
            (Value::Series(series), _) => match series.iter().next_back() {
                Some((on, n)) => Words::from(self.unit(about, row, number(*n))).dim(format!(" on {}", day(on))),
                None => Words::new(),
            },
            (Value::Log(log), _) => match log.iter().next_back() {
                Some((on, text)) => Words::from(text).dim(format!(" on {}", day(on))),
                None => Words::new(),
            },
            (Value::Prose(lines), _) => Words::from(lines.first().map_or(Shown::default(), |line| line.show())),
            (Value::Texts(lines), _) => joined(lines.iter().map(Words::from)),
            (other, _) => Words::from(&other.typed()),
        }
    }

    /// A figure with its unit: the field's, or that of the metric it is held against.
    pub fn unit(&self, about: &About, row: &dyn Row, figure: String) -> Shown {
        match about.unit {
            "" => with_unit(figure, &self.metric_unit(about.key, row)),
            "money" => self.money(&figure),
            unit => with_unit(figure, &word(unit)),
        }
    }

    /// The unit of fields that are counted in what a metric is counted in.
    fn metric_unit(&self, field: &str, row: &dyn Row) -> Shown {
        let unit = |id: Option<&Id>| id.and_then(|id| self.plan.metrics.get(id)).map(|metric| metric.unit.show());
        let row = row.as_any();
        let found = match field {
            "readings" | "bar" => row.downcast_ref::<Metric>().map(|metric| metric.unit.show()),
            "threshold" => row.downcast_ref::<Trigger>().and_then(|trigger| match trigger.op {
                Op::Jump => Some(word("%")),
                _ => unit(trigger.metric.id()),
            }),
            "target" => row.downcast_ref::<Objective>().and_then(|objective| unit(objective.metric.id())),
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// What a row is called: its name; a keyed row by its key fields; a link as a sentence.
    pub fn title(&self, home: &dyn Register, row: &dyn Row) -> Shown {
        if let Some(link) = row.as_any().downcast_ref::<DomainLink>() {
            return self.sentence(link);
        }
        if !home.is_keyed() {
            return home.name_of(row);
        }
        let keys = (0..home.field_count()).filter(|at| home.field(*at).key_part);
        let title = joined(keys.map(|at| self.full(home, row, at)).filter(|words| !words.is_empty())).text();
        if title.is_empty() { home.name_of(row) } else { title }
    }

    /// The title, marked where the row is a guess.
    pub fn named(&self, home: &dyn Register, row: &dyn Row) -> Words {
        marked(Words::from(self.title(home, row)), is_guess(home, row))
    }

    /// One link of the map as a sentence without its stop.
    pub fn sentence(&self, link: &DomainLink) -> Shown {
        map::words::said(self.plan, link)
    }

    /// The row at an address, by its title; a missing one is said.
    pub fn place(&self, at: &Address) -> Words {
        match register(at.register).zip(row(self.plan, at)) {
            Some((home, row)) => Words::from(self.title(home, row)),
            None => Words::new().with(Tone::Act, format!("{at} (missing)")),
        }
    }

    /// The name of the row that a reference names; a missing one is said.
    pub fn name(&self, target: &'static str, id: &Id) -> Words {
        match register(target).and_then(|home| home.get(self.plan, id).map(|row| home.name_of(row))) {
            Some(name) => Words::from(name),
            None => Words::new().with(Tone::Act, format!("{id} (missing)")),
        }
    }

    fn link(&self, target: &'static str, link: &Link) -> Words {
        let how = match link.tie {
            Tie::FS => "",
            Tie::SS => " starts",
            Tie::FF => " ends",
        };
        let lag = link.lag.map_or(String::new(), |lag| {
            format!(" {} {}", if lag.early { "less" } else { "plus" }, span_words(&lag.span))
        });
        self.name(target, &link.to).plain(how).plain(lag)
    }

    /// An amount with the plan's currency behind it.
    pub fn money(&self, amount: &str) -> Shown {
        with_unit(amount.to_string(), &self.plan.product().currency.show())
    }
}

/// Whether a row is marked as a guess.
pub fn is_guess(home: &dyn Register, row: &dyn Row) -> bool {
    home.find("guess").is_some_and(|at| row.cell(at).get() == Value::Flag(true))
}

/// Words with the mark of a guess behind them.
pub fn marked(words: Words, guess: bool) -> Words {
    if guess { words.plain(" ").with(Tone::Guess, "~") } else { words }
}

fn with_unit(figure: String, unit: &Shown) -> Shown {
    if unit.is_empty() { show(figure) } else { show(format!("{figure} ")).then(unit) }
}

/// Pieces with commas between them.
pub fn joined(pieces: impl IntoIterator<Item = Words>) -> Words {
    let mut all = Words::new();
    for piece in pieces {
        if !all.0.is_empty() {
            all = all.plain(", ");
        }
        all.0.extend(piece.0);
    }
    all
}

/// A number as people write it: at most two decimals, none that are noughts.
pub fn number(n: f64) -> String {
    let text = format!("{n:.2}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// So many of something: `1 debt`, `7 debts`; names the plural where it is no `s`.
pub fn count(n: usize, singular: &str) -> String {
    match (n, singular) {
        (1, _) => format!("1 {singular}"),
        (_, "person") => format!("{n} people"),
        (_, "severity") => format!("{n} severities"),
        (_, "knowledge") => format!("{n} entries on knowledge"),
        _ => format!("{n} {singular}s"),
    }
}

/// A span as it is said: `2 days`, `1 to 2 weeks`, `1.5 weeks, at least 1, at most 2`.
pub fn span_words(span: &Span) -> String {
    let unit = match span.unit {
        Unit::Minutes => "minute",
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
        Unit::Years => "year",
    };
    let many = |n: f64| if n == 1.0 { format!("1 {unit}") } else { format!("{} {unit}s", number(n)) };
    match span.mode {
        Some(mode) => format!("{}, at least {}, at most {}", many(mode), number(span.min), number(span.max)),
        None if span.min == span.max => many(span.min),
        None => format!("{} to {}", number(span.min), many(span.max)),
    }
}

/// How a state is meant.
pub fn state_tone(state: State) -> Tone {
    match state {
        State::Ok | State::Done => Tone::Ok,
        State::Mon => Tone::Mon,
        State::Act | State::Blind => Tone::Act,
        State::Unknown => Tone::Unknown,
    }
}

/// A state in its own word and tone.
pub fn state_words(state: State) -> Words {
    Words::new().with(state_tone(state), state.word())
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
