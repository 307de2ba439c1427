//! The kinds a field may have, and a value of any of them.
//!
//! Analyses use the typed fields of the rows; a [`Value`] is what an edit carries, a form holds and a
//! file stores. Each kind is read and written here and nowhere else.

use std::collections::BTreeMap;

use super::day::{Day, DayRange};
use super::id::{Address, Id};
use super::link::Link;
use super::money::Money;
use super::span::Span;
use crate::text::Raw;

/// What a field can hold; decides how it is stored, typed, compared and shown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// The row's own id; changed only by a rename.
    Id,
    /// One line of text.
    Text,
    /// Markdown, a list of lines.
    Prose,
    /// One of these words.
    Choice(&'static [&'static str]),
    Flag,
    Whole,
    Number,
    Money,
    Day,
    Days,
    Ranges,
    Span,
    /// Day → number.
    Series,
    /// Day → text.
    Log,
    /// A set of lines in the order written.
    Texts,
    /// The id of a row of this register.
    Ref(&'static str),
    Refs(&'static str),
    /// Precedence links to rows of this register.
    Links(&'static str),
    /// The address of a row of any register.
    Address,
    /// Addresses of rows of these registers.
    Addresses(&'static [&'static str]),
}

/// A value of some [`Kind`]. `Nothing` is the absence of one; lists and texts that hold nothing are
/// `Nothing` too, so that two ways of writing "empty" never differ.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Nothing,
    Id(Id),
    Text(Raw),
    Prose(Vec<Raw>),
    Choice(&'static str),
    Flag(bool),
    Whole(i64),
    Number(f64),
    Money(Money),
    Day(Day),
    Days(Vec<Day>),
    Ranges(Vec<DayRange>),
    Span(Span),
    Series(BTreeMap<Day, f64>),
    Log(BTreeMap<Day, Raw>),
    Texts(Vec<Raw>),
    Ref(Id),
    Refs(Vec<Id>),
    Links(Vec<Link>),
    Address(Address),
    Addresses(Vec<Address>),
}

/// How a typed value meets the one that is there: `field=value`, `field+=value`, `field-=value`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assign {
    Set,
    Add,
    Take,
}

/// What reading typed text needs beside the text.
#[derive(Clone, Copy)]
pub struct Typing {
    pub today: Day,
    /// The registers' keys, for addresses.
    pub registers: &'static [&'static str],
}

/// Largest number that is read; keeps every sum finite and every column readable.
const LARGEST: f64 = 1e15;

impl Kind {
    /// Whether the kind holds several entries, which `+=` and `-=` change one by one.
    pub fn is_list(self) -> bool {
        use Kind::*;
        matches!(self, Prose | Days | Ranges | Series | Log | Texts | Refs(_) | Links(_) | Addresses(_))
    }

    /// Whether values of this kind name rows.
    pub fn refers(self) -> bool {
        use Kind::*;
        matches!(self, Ref(_) | Refs(_) | Links(_) | Address | Addresses(_))
    }

    /// Whether values of this kind are aligned at the right of a column.
    pub fn is_numeric(self) -> bool {
        matches!(self, Kind::Whole | Kind::Number | Kind::Money)
    }

    /// What a value looks like, in words for an error or a hint.
    pub fn example(self) -> &'static str {
        match self {
            Kind::Id => "an id, as in refunds-by-hand",
            Kind::Text => "one line of text",
            Kind::Prose => "text",
            Kind::Choice(_) => "one of its words",
            Kind::Flag => "yes or no",
            Kind::Whole => "a whole number",
            Kind::Number => "a number",
            Kind::Money => "an amount, as in 600 or 12.50",
            Kind::Day => "a day, as in 2026-11-21, today, +2w or fri",
            Kind::Days => "days, as in 2026-12-25,2026-12-26",
            Kind::Ranges => "ranges of days, as in 2026-12-21..2027-01-02",
            Kind::Span => "a span, as in 2d, 1-2w or 1/1.5/2w",
            Kind::Series => "readings, as in 2026-11-21:196",
            Kind::Log => "entries, as in 2026-11-21:minutes.md",
            Kind::Texts => "lines, one at a time with +=",
            Kind::Ref(_) => "a row's id",
            Kind::Refs(_) => "rows' ids, as in auth,billing",
            Kind::Links(_) => "links, as in debt-audit:FF+1w",
            Kind::Address => "a row's address, as in debts/refunds-by-hand",
            Kind::Addresses(_) => "rows' addresses, as in triggers/hosting",
        }
    }

    /// Reads one stored string of this kind. List kinds read one entry.
    pub fn stored(self, text: &str, registers: &'static [&'static str]) -> Result<Value, String> {
        let day =
            |text: &str| Day::parse(text).ok_or_else(|| format!("{} is not a day; write 2026-11-21", quoted(text)));
        match self {
            // Only a person may leave the end of a word away.
            Kind::Choice(words) if !words.contains(&text) => Err(none_of(words, text)),
            _ => self.entry(text, registers, &day),
        }
    }

    /// Reads what a person typed for a field of this kind, beside the value that is there.
    pub fn typed(self, assign: Assign, text: &str, now: &Value, typing: Typing) -> Result<Value, String> {
        let day = |text: &str| Day::typed(text, typing.today);
        if !self.is_list() {
            return match (assign, text.trim()) {
                (Assign::Set, "") => Ok(Value::Nothing),
                (Assign::Set, _) => self.entry(text, typing.registers, &day),
                _ => Err("takes one value: write = instead of += or -=".to_string()),
            };
        }
        let mut entries = match assign {
            Assign::Set => Vec::new(),
            Assign::Add | Assign::Take => now.entries(),
        };
        for piece in self.pieces(text) {
            let entry = self.entry_or_day(piece, assign, typing.registers, &day)?;
            match assign {
                Assign::Take => {
                    let before = entries.len();
                    entries.retain(|e| !e.matches(&entry));
                    if entries.len() == before {
                        return Err(format!("has no entry {}", quoted(piece)));
                    }
                }
                _ => entries.push(entry),
            }
        }
        Ok(self.collect(entries))
    }

    /// A series entry taken away needs its day only.
    fn entry_or_day(
        self,
        text: &str,
        assign: Assign,
        registers: &'static [&'static str],
        day: &dyn Fn(&str) -> Result<Day, String>,
    ) -> Result<Value, String> {
        if assign == Assign::Take && matches!(self, Kind::Series | Kind::Log) && !text.contains(':') {
            return Ok(Value::Day(day(text)?));
        }
        self.entry(text, registers, day)
    }

    /// Typed text split into entries; texts and prose are never split at commas.
    fn pieces(self, text: &str) -> Vec<&str> {
        match self {
            Kind::Prose => lines(text).collect(),
            Kind::Texts | Kind::Log => text.lines().map(str::trim).filter(|t| !t.is_empty()).collect(),
            _ => text.split([',', '\n']).map(str::trim).filter(|t| !t.is_empty()).collect(),
        }
    }

    fn entry(
        self,
        text: &str,
        registers: &'static [&'static str],
        day: &dyn Fn(&str) -> Result<Day, String>,
    ) -> Result<Value, String> {
        let id = |text: &str| Id::parse(text.trim()).ok_or_else(|| not_an_id(text));
        Ok(match self {
            Kind::Id => Value::Id(own_id(text)?),
            Kind::Text | Kind::Texts | Kind::Log if breaks(text) => return Err("is one line of text".to_string()),
            Kind::Text => Value::Text(text.into()).settled(),
            Kind::Prose => Value::Prose(lines(text).map(Raw::from).collect()),
            Kind::Choice(words) => Value::Choice(choice(words, text)?),
            Kind::Flag => Value::Flag(flag(text)?),
            Kind::Whole => Value::Whole(whole(text)?),
            Kind::Number => Value::Number(number(text)?),
            Kind::Money => Value::Money(Money::parse(text)?),
            Kind::Day => Value::Day(day(text)?),
            Kind::Days => Value::Days(vec![day(text)?]),
            Kind::Ranges => Value::Ranges(vec![DayRange::parse(text, |t| day(t).ok())?]),
            Kind::Span => Value::Span(Span::parse(text)?),
            Kind::Series => {
                let (at, reading) = text.rsplit_once(':').unwrap_or(("today", text));
                Value::Series(BTreeMap::from([(day(at)?, number(reading)?)]))
            }
            Kind::Log => {
                let (at, entry) = text.split_once(':').ok_or("an entry is written 2026-11-21:minutes.md")?;
                Value::Log(BTreeMap::from([(day(at)?, entry.into())]))
            }
            Kind::Texts => Value::Texts(vec![text.into()]),
            Kind::Ref(_) => Value::Ref(id(text)?),
            Kind::Refs(_) => Value::Refs(vec![id(text)?]),
            Kind::Links(_) => Value::Links(vec![Link::parse(text)?]),
            Kind::Address => Value::Address(address(text, registers, registers)?),
            Kind::Addresses(allowed) => Value::Addresses(vec![address(text, registers, allowed)?]),
        })
    }

    /// Entries of a list kind joined into one value, sets sorted and without repeats.
    pub fn collect(self, entries: Vec<Value>) -> Value {
        fn gather<T>(entries: Vec<Value>, take: impl Fn(Value) -> Option<Vec<T>>) -> Vec<T> {
            entries.into_iter().filter_map(take).flatten().collect()
        }
        macro_rules! list {
            ($kind:ident) => {
                gather(entries, |v| if let Value::$kind(list) = v { Some(list) } else { None })
            };
        }
        let value = match self {
            Kind::Prose => Value::Prose(list!(Prose)),
            Kind::Days => Value::Days(list!(Days)),
            Kind::Ranges => Value::Ranges(list!(Ranges)),
            Kind::Texts => Value::Texts(list!(Texts)),
            Kind::Refs(_) => Value::Refs(list!(Refs)),
            Kind::Links(_) => Value::Links(list!(Links)),
            Kind::Addresses(_) => Value::Addresses(list!(Addresses)),
            Kind::Series => Value::Series(
                entries
                    .into_iter()
                    .filter_map(|v| if let Value::Series(s) = v { Some(s) } else { None })
                    .flatten()
                    .collect(),
            ),
            Kind::Log => Value::Log(
                entries
                    .into_iter()
                    .filter_map(|v| if let Value::Log(s) = v { Some(s) } else { None })
                    .flatten()
                    .collect(),
            ),
            _ => entries.into_iter().next().unwrap_or(Value::Nothing),
        };
        value.settled()
    }
}

impl Value {
    /// The canonical form: sets sorted without repeats, empty values `Nothing`.
    pub fn settled(mut self) -> Value {
        match &mut self {
            Value::Days(list) => sort(list),
            Value::Ranges(list) => sort(list),
            Value::Refs(list) => sort(list),
            Value::Addresses(list) => sort(list),
            Value::Links(list) => {
                list.sort_by_key(Link::to_string);
                list.dedup();
            }
            Value::Texts(list) => {
                let mut seen = std::collections::BTreeSet::new();
                list.retain(|text| !text.is_empty() && seen.insert(text.clone()));
            }
            Value::Prose(list) => {
                if list.iter().any(|line| breaks(line.raw())) {
                    *list = list.iter().flat_map(|line| lines(line.raw())).map(Raw::from).collect();
                }
                while list.last().is_some_and(|line| line.raw().trim().is_empty()) {
                    list.pop();
                }
            }
            _ => {}
        }
        if self.is_empty() { Value::Nothing } else { self }
    }

    /// Whether a file can hold it and give it back: lines without breaks, numbers within what is read. What
    /// could not be saved is refused before it gets into a plan.
    pub fn is_storable(&self) -> bool {
        let number = |n: &f64| n.abs() <= LARGEST;
        let line = |text: &Raw| !breaks(text.raw());
        match self {
            Value::Text(text) => line(text),
            Value::Texts(list) => list.iter().all(line),
            Value::Log(log) => log.values().all(line),
            Value::Number(n) => number(n),
            Value::Series(series) => series.values().all(number),
            Value::Whole(n) => n.unsigned_abs() <= LARGEST as u64,
            Value::Money(money) => money.0.unsigned_abs() <= Money::MAX as u64,
            Value::Span(span) => [span.min, span.likely(), span.max].iter().all(|n| (0.0..=LARGEST).contains(n)),
            Value::Id(id) | Value::Ref(id) => Id::parse(id.as_str()).is_some(),
            Value::Address(at) => Id::parse(at.id.as_str()).is_some(),
            _ => true,
        }
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Nothing => true,
            Value::Text(text) => text.raw().trim().is_empty(),
            Value::Prose(list) | Value::Texts(list) => list.is_empty(),
            Value::Days(list) => list.is_empty(),
            Value::Ranges(list) => list.is_empty(),
            Value::Refs(list) => list.is_empty(),
            Value::Links(list) => list.is_empty(),
            Value::Addresses(list) => list.is_empty(),
            Value::Series(map) => map.is_empty(),
            Value::Log(map) => map.is_empty(),
            _ => false,
        }
    }

    /// A list value as one value an entry; a single value as itself.
    pub fn entries(&self) -> Vec<Value> {
        fn each<T: Clone>(list: &[T], make: impl Fn(Vec<T>) -> Value) -> Vec<Value> {
            list.iter().map(|item| make(vec![item.clone()])).collect()
        }
        match self {
            Value::Nothing => Vec::new(),
            Value::Prose(list) => each(list, Value::Prose),
            Value::Texts(list) => each(list, Value::Texts),
            Value::Days(list) => each(list, Value::Days),
            Value::Ranges(list) => each(list, Value::Ranges),
            Value::Refs(list) => each(list, Value::Refs),
            Value::Links(list) => each(list, Value::Links),
            Value::Addresses(list) => each(list, Value::Addresses),
            Value::Series(map) => map.iter().map(|(d, n)| Value::Series(BTreeMap::from([(*d, *n)]))).collect(),
            Value::Log(map) => map.iter().map(|(d, t)| Value::Log(BTreeMap::from([(*d, t.clone())]))).collect(),
            other => vec![other.clone()],
        }
    }

    /// Whether this entry is the one that `-=` names: equal, the same day of a series, the same end of a link.
    fn matches(&self, named: &Value) -> bool {
        match (self, named) {
            (Value::Series(map), Value::Day(day)) => map.contains_key(day),
            (Value::Log(map), Value::Day(day)) => map.contains_key(day),
            (Value::Links(here), Value::Links(there)) => here[0].to == there[0].to,
            _ => self == named,
        }
    }

    /// The value as a person would type it; lists joined with commas, prose and texts with line breaks.
    pub fn typed(&self) -> Raw {
        fn join<T: ToString>(list: &[T]) -> String {
            list.iter().map(T::to_string).collect::<Vec<_>>().join(",")
        }
        let lines = |list: &[Raw]| list.iter().map(Raw::raw).collect::<Vec<_>>().join("\n");
        match self {
            Value::Nothing => String::new(),
            Value::Id(id) | Value::Ref(id) => id.to_string(),
            Value::Text(text) => return text.clone(),
            Value::Prose(list) | Value::Texts(list) => lines(list),
            Value::Choice(word) => word.to_string(),
            Value::Flag(yes) => if *yes { "yes" } else { "no" }.to_string(),
            Value::Whole(n) => n.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Money(m) => m.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Days(list) => join(list),
            Value::Ranges(list) => join(list),
            Value::Span(span) => span.to_string(),
            Value::Series(map) => map.iter().map(|(d, n)| format!("{d}:{n}")).collect::<Vec<_>>().join(","),
            Value::Log(map) => map.iter().map(|(d, t)| format!("{d}:{}", t.raw())).collect::<Vec<_>>().join("\n"),
            Value::Refs(list) => join(list),
            Value::Links(list) => join(list),
            Value::Address(address) => address.to_string(),
            Value::Addresses(list) => join(list),
        }
        .into()
    }
}

fn sort<T: Ord>(list: &mut Vec<T>) {
    list.sort();
    list.dedup();
}

/// Text in quotes for a message, made safe and short.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", crate::text::show(text).cut(60))
}

/// Reads the id of a row that has a name of its own.
pub fn own_id(text: &str) -> Result<Id, String> {
    let id = Id::parse(text.trim()).ok_or_else(|| not_an_id(text))?;
    if id.as_str().len() > Id::OWN_MAX {
        let slug = Id::slug(text, "id");
        return Err(format!("{} is longer than {} letters; did you mean {slug}?", quoted(text.trim()), Id::OWN_MAX));
    }
    Ok(id)
}

fn not_an_id(text: &str) -> String {
    let slug = Id::slug(text, "id");
    format!("{} is not an id (lower-case letters, digits, hyphens); did you mean {slug}?", quoted(text.trim()))
}

fn choice(words: &'static [&'static str], text: &str) -> Result<&'static str, String> {
    let text = text.trim();
    let begins: Vec<_> = words.iter().filter(|w| w.starts_with(text)).collect();
    match (words.iter().find(|w| **w == text), begins.as_slice()) {
        (Some(word), _) => Ok(word),
        (None, [word]) if !text.is_empty() => Ok(word),
        _ => Err(none_of(words, text)),
    }
}

fn none_of(words: &'static [&'static str], text: &str) -> String {
    let mut begins = words.iter().filter(|w| !text.is_empty() && w.starts_with(text));
    let near = match (begins.next(), begins.next()) {
        (Some(word), None) => Some(*word),
        _ => nearest(text, words),
    };
    let guess = near.map_or(String::new(), |w| format!("; did you mean {w}?"));
    format!("{} is none of {}{guess}", quoted(text), words.join(", "))
}

/// Whether a text is more than one line.
fn breaks(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b'\n' | b'\r'))
}

/// The lines of a text, empty ones too; every way of ending a line counts once.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).flat_map(|line| line.split('\r'))
}

fn flag(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        other => Err(format!("{} is neither yes nor no", quoted(other))),
    }
}

fn whole(text: &str) -> Result<i64, String> {
    let n = text.trim().parse::<i64>().ok().filter(|n| n.unsigned_abs() <= LARGEST as u64);
    n.ok_or_else(|| format!("must be a whole number, found {}", quoted(text)))
}

fn number(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    let n = text.parse::<f64>().ok().filter(|n| plain && n.abs() <= LARGEST);
    // Minus nought would make two spellings of one value.
    n.map(|n| n + 0.0).ok_or_else(|| format!("must be a number, found {}", quoted(text)))
}

/// A number from a file, within what is read and never NaN.
pub fn finite(n: f64) -> Result<f64, String> {
    if n.abs() <= LARGEST { Ok(n + 0.0) } else { Err(format!("must be a number between -1e15 and 1e15, found {n}")) }
}

fn address(text: &str, known: &'static [&'static str], allowed: &'static [&'static str]) -> Result<Address, String> {
    let text = text.trim();
    let (register, id) = text.split_once('/').ok_or_else(|| {
        format!(
            "{} is not an address; write REGISTER/ID, as in {}/some-id",
            quoted(text),
            allowed.first().unwrap_or(&"debts")
        )
    })?;
    let Some(register) = known.iter().find(|key| **key == register).copied() else {
        let guess = nearest(register, known).map_or(String::new(), |k| format!("; did you mean {k}?"));
        return Err(format!("there is no register {}{guess}", quoted(register)));
    };
    if !allowed.contains(&register) {
        return Err(format!("takes rows of {}, not of {register}", allowed.join(" and ")));
    }
    Ok(Address { register, id: Id::parse(id).ok_or_else(|| not_an_id(id))? })
}

/// The known word nearest to a mistyped one, if any is near.
pub fn nearest<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    let text = text.chars().take(256).collect::<String>().to_lowercase();
    let most = |word: &str| (word.len() / 3).clamp(1, 3);
    // A difference in length is a distance already, and cheap to tell.
    let near = words.iter().filter(|word| word.len().abs_diff(text.len()) <= most(word) * 4);
    let near = near.map(|word| (strsim::damerau_levenshtein(&text, word), *word));
    near.filter(|(distance, word)| *distance <= most(word)).min().map(|(_, word)| word)
}
