//! What stands after `/` and `list REGISTER`: words that must occur, and tests on fields and computed columns; all
//! must hold.

use std::cmp::Ordering;

use crate::model::value::{Assign, Kind, Value, nearest, quoted};
use crate::model::{Day, Id, Tie};
use crate::register::{Register, Row, typing};

/// A parsed query. An empty one holds for every row.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Folded to lower case.
    words: Vec<String>,
    tests: Vec<Test>,
}

/// What is computed of a register's rows, as a query sees it.
pub trait Computed {
    /// The columns' keys.
    fn keys(&self) -> Vec<&'static str>;
    /// The value of the column at this place of the keys.
    fn value(&self, at: usize, id: &Id) -> Measured;
}

/// A computed value to be compared.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measured {
    Nothing,
    /// As in `act`, `?`, `never`; never comes later than every day.
    Word(&'static str),
    Number(f64),
    Day(Day),
}

/// Where nothing is computed.
impl Computed for () {
    fn keys(&self) -> Vec<&'static str> {
        Vec::new()
    }
    fn value(&self, _: usize, _: &Id) -> Measured {
        Measured::Nothing
    }
}

#[derive(Clone, Debug)]
enum Test {
    Field(OfField),
    Computed(OfComputed),
}

#[derive(Clone, Debug)]
struct OfComputed {
    column: usize,
    op: Op,
    text: String,
    number: Option<f64>,
    day: Option<Day>,
}

#[derive(Clone, Debug)]
struct OfField {
    field: usize,
    op: Op,
    /// The value to compare with; `Nothing` asks for an empty field.
    value: Value,
    /// The text as typed, folded: what a text field is asked to hold.
    text: String,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Op {
    Is,
    IsNot,
    Below,
    Above,
}

impl Query {
    /// Reads a query for a register; the error names the field and the fix.
    pub fn parse(home: &dyn Register, computed: &dyn Computed, text: &str, today: Day) -> Result<Query, String> {
        let mut query = Query::default();
        for word in crate::edit::typed::words(text) {
            match split(&word) {
                Some(asked) => query.tests.push(test(home, computed, asked, today)?),
                None => query.words.push(word.to_lowercase()),
            }
        }
        Ok(query)
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.tests.is_empty()
    }

    /// The words that must occur, for highlighting.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether a row holds; `text` is its [`haystack`].
    pub fn holds(&self, row: &dyn Row, text: &str, computed: &dyn Computed) -> bool {
        let each = |test: &Test| match test {
            Test::Field(test) => test.holds(row),
            Test::Computed(test) => test.holds(computed.value(test.column, row.id())),
        };
        self.words.iter().all(|word| text.contains(word.as_str())) && self.tests.iter().all(each)
    }
}

/// Everything of a row that words are searched in, folded to lower case; worth keeping between keystrokes.
pub fn haystack(home: &dyn Register, row: &dyn Row) -> String {
    let mut text = String::with_capacity(128);
    text.push_str(row.id().as_str());
    for at in 0..home.field_count() {
        let cell = row.cell(at);
        if !cell.is_empty() && cell.kind() != Kind::Flag {
            text.push('\n');
            cell.write(&mut text);
        }
    }
    if text.is_ascii() {
        text.make_ascii_lowercase();
        text
    } else {
        text.to_lowercase()
    }
}

/// A key, how it is compared, and with what.
type Asked<'w> = (&'w str, Op, &'w str);

fn split(word: &str) -> Option<Asked<'_>> {
    let at = word.find(['=', '<', '>', '!'])?;
    let (key, rest) = word.split_at(at);
    let key_like = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let (op, value) = [("!=", Op::IsNot), ("=", Op::Is), ("<", Op::Below), (">", Op::Above)]
        .iter()
        .find_map(|(mark, op)| rest.strip_prefix(mark).map(|value| (*op, value)))?;
    key_like.then_some((key, op, value))
}

fn test(home: &dyn Register, computed: &dyn Computed, asked: Asked<'_>, today: Day) -> Result<Test, String> {
    let Some(field) = home.find(asked.0) else { return of_computed(home, computed, asked, today) };
    let (key, op, text) = asked;
    let kind = home.kind(field);
    let texts = matches!(kind, Kind::Text | Kind::Prose | Kind::Texts | Kind::Log);
    if texts && matches!(op, Op::Below | Op::Above) {
        return Err(format!("{key} is text and has no order; ask {key}={text}"));
    }
    let value = if texts || text.is_empty() {
        Value::Nothing
    } else {
        // The last reading decides for a series.
        let kind = if kind == Kind::Series { Kind::Number } else { kind };
        kind.typed(Assign::Set, text, &Value::Nothing, typing(today)).map_err(|why| format!("{key}: {why}"))?
    };
    Ok(Test::Field(OfField { field, op, value, text: text.to_lowercase() }))
}

fn of_computed(home: &dyn Register, computed: &dyn Computed, asked: Asked<'_>, today: Day) -> Result<Test, String> {
    let (key, op, text) = asked;
    let keys = computed.keys();
    let Some(column) = keys.iter().position(|known| *known == key) else {
        return match nearest(key, &keys) {
            Some(near) => Err(format!("{} has no field {}; did you mean {near}?", home.key(), quoted(key))),
            None => Err(home.find_or_say(key).err().unwrap_or_default()),
        };
    };
    let number = text.trim_end_matches('%').trim().parse().ok().filter(|n: &f64| n.is_finite());
    let day = if number.is_some() { None } else { Day::typed(text, today).ok() };
    if matches!(op, Op::Below | Op::Above) && number.is_none() && day.is_none() {
        return Err(format!("{key} is compared with a number or a day, not with {}", quoted(text)));
    }
    Ok(Test::Computed(OfComputed { column, op, text: text.to_lowercase(), number, day }))
}

impl OfComputed {
    fn holds(&self, now: Measured) -> bool {
        let equal = match now {
            Measured::Nothing => self.text.is_empty(),
            Measured::Word(word) => self.text == word,
            Measured::Number(n) => self.number.is_some_and(|number| (number - n).abs() < 0.005),
            Measured::Day(day) => self.day == Some(day),
        };
        let order = match (now, self.number, self.day) {
            (Measured::Number(n), Some(number), _) => n.partial_cmp(&number),
            (Measured::Day(day), _, Some(other)) => Some(day.cmp(&other)),
            (Measured::Word("never"), _, Some(_)) => Some(Ordering::Greater),
            _ => None,
        };
        match self.op {
            Op::Is => equal,
            Op::IsNot => !equal,
            Op::Below => order == Some(Ordering::Less),
            Op::Above => order == Some(Ordering::Greater),
        }
    }
}

impl OfField {
    fn holds(&self, row: &dyn Row) -> bool {
        let now = row.cell(self.field).get();
        match self.op {
            Op::Is => self.equals(&now),
            Op::IsNot => !self.equals(&now),
            Op::Below => compare(&now, &self.value) == Some(Ordering::Less),
            Op::Above => compare(&now, &self.value) == Some(Ordering::Greater),
        }
    }

    fn equals(&self, now: &Value) -> bool {
        match now {
            Value::Nothing => self.text.is_empty(),
            Value::Text(_) | Value::Prose(_) | Value::Texts(_) | Value::Log(_) => {
                !self.text.is_empty() && now.typed().raw().to_lowercase().contains(&self.text)
            }
            Value::Series(series) => series.values().last().map(|n| Value::Number(*n)) == Some(self.value.clone()),
            _ => {
                let wanted = self.value.entries();
                let entries = now.entries();
                !wanted.is_empty() && wanted.iter().all(|w| entries.iter().any(|entry| asked_for(w, entry)))
            }
        }
    }
}

/// Whether an entry is the one asked for; a link without a type asks for any link to that row.
fn asked_for(wanted: &Value, entry: &Value) -> bool {
    match (wanted, entry) {
        (Value::Links(wanted), Value::Links(entry)) => {
            let plain = wanted[0].tie == Tie::FS && wanted[0].lag.is_none();
            wanted == entry || (plain && wanted[0].to == entry[0].to)
        }
        _ => wanted == entry,
    }
}

/// The order of two values of one kind; `None` where there is none, and for an absent value.
pub fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    let number = |v: &Value| match v {
        Value::Whole(n) => Some(*n as f64),
        Value::Number(n) => Some(*n),
        Value::Money(m) => Some(m.units()),
        Value::Span(span) => Some(span.work_days()),
        Value::Flag(yes) => Some(f64::from(u8::from(*yes))),
        Value::Series(series) => series.values().last().copied(),
        _ => None,
    };
    match (a, b) {
        (Value::Nothing, _) | (_, Value::Nothing) => None,
        (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => Some(a.typed().raw().to_lowercase().cmp(&b.typed().raw().to_lowercase())),
        },
    }
}

/// The order in which a column sorts: by value, words of a choice in their own order, empty values last.
pub fn sort_order(kind: Kind, a: &Value, b: &Value) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => match (kind, a, b) {
            (Kind::Choice(words), Value::Choice(a), Value::Choice(b)) => {
                let place = |w: &str| words.iter().position(|x| *x == w);
                place(a).cmp(&place(b))
            }
            _ => compare(a, b).unwrap_or(Ordering::Equal),
        },
    }
}
