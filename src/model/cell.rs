//! The one face of every typed field: what the generic parts of the program see of a row.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::day::{Day, DayRange};
use super::field::Record;
use super::id::{Address, Id};
use super::link::Link;
use super::money::Money;
use super::span::Span;
use super::value::{Kind, Value};
use crate::text::Raw;

/// A typed field seen from outside. `put` takes values of the cell's own kind (or `Nothing`, which empties
/// it) and gives back any other.
pub trait Cell: Send + Sync {
    fn kind(&self) -> Kind;

    fn get(&self) -> Value;

    fn put(&mut self, value: Value) -> Result<(), Value>;

    /// Whether `get` would say `Nothing`, without building the value.
    fn is_empty(&self) -> bool {
        self.get().is_empty()
    }

    /// Writes what is searched in, as a person would type it; without a value being built where that is easy.
    fn write(&self, out: &mut String) {
        out.push_str(self.get().typed().raw());
    }

    /// Calls back with every row this cell refers to.
    fn refers(&self, _each: &mut dyn FnMut(&'static str, &Id)) {}

    /// Points references to `old` at `new`, or drops them; true if there was one.
    fn retarget(&mut self, _old: &Address, _new: Option<&Id>) -> bool {
        false
    }
}

/// A closed set of words; the words are what file, keys and command line use.
pub trait Choice: Copy + Eq + Default + Send + Sync + 'static {
    /// Every value with its word, in the order forms show them.
    const ALL: &'static [Self];
    const WORDS: &'static [&'static str];

    fn word(self) -> &'static str {
        let at = Self::ALL.iter().position(|v| *v == self);
        at.map_or("", |at| Self::WORDS[at])
    }

    fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|w| *w == word).map(|at| Self::ALL[at])
    }
}

impl<C: Choice> Cell for C {
    fn kind(&self) -> Kind {
        Kind::Choice(C::WORDS)
    }
    fn get(&self) -> Value {
        Value::Choice(self.word())
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value {
            Value::Nothing => C::default(),
            Value::Choice(word) => C::of(word).ok_or(value)?,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        false
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.word());
    }
}

impl<C: Choice> Cell for Option<C> {
    fn kind(&self) -> Kind {
        Kind::Choice(C::WORDS)
    }
    fn get(&self) -> Value {
        self.map_or(Value::Nothing, |c| Value::Choice(c.word()))
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value {
            Value::Nothing => None,
            Value::Choice(word) => Some(C::of(word).ok_or(value)?),
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

/// Cells that hold a plain value, absent or not: one variant of [`Value`] each.
macro_rules! plain {
    ($($type:ty => $kind:ident),* $(,)?) => { $(
        impl Cell for Option<$type> {
            fn kind(&self) -> Kind {
                Kind::$kind
            }
            fn get(&self) -> Value {
                self.map_or(Value::Nothing, Value::$kind)
            }
            fn put(&mut self, value: Value) -> Result<(), Value> {
                *self = match value {
                    Value::Nothing => None,
                    Value::$kind(v) => Some(v),
                    other => return Err(other),
                };
                Ok(())
            }
            fn is_empty(&self) -> bool {
                self.is_none()
            }
        }
        impl Cell for $type {
            fn kind(&self) -> Kind {
                Kind::$kind
            }
            fn get(&self) -> Value {
                Value::$kind(*self)
            }
            fn put(&mut self, value: Value) -> Result<(), Value> {
                *self = match value {
                    Value::$kind(v) => v,
                    other => return Err(other),
                };
                Ok(())
            }
            fn is_empty(&self) -> bool {
                false
            }
        }
    )* };
}

plain!(i64 => Whole, f64 => Number, Money => Money, Day => Day, Span => Span);

impl Cell for bool {
    fn kind(&self) -> Kind {
        Kind::Flag
    }
    fn get(&self) -> Value {
        Value::Flag(*self)
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value {
            Value::Nothing => false,
            Value::Flag(yes) => yes,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        false
    }
}

/// Cells that hold a list: empty is `Nothing`, and what is put is brought into its canonical order.
macro_rules! lists {
    ($($type:ty => $kind:ident),* $(,)?) => { $(
        impl Cell for $type {
            fn kind(&self) -> Kind {
                Kind::$kind
            }
            fn get(&self) -> Value {
                if self.0.is_empty() { Value::Nothing } else { Value::$kind(self.0.clone()) }
            }
            fn put(&mut self, value: Value) -> Result<(), Value> {
                self.0 = match value.settled() {
                    Value::Nothing => Default::default(),
                    Value::$kind(list) => list,
                    other => return Err(other),
                };
                Ok(())
            }
            fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }
    )* };
}

/// Markdown, line by line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Prose(pub Vec<Raw>);
/// A set of lines in the order they were written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Texts(pub Vec<Raw>);
/// A set of days.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Days(pub Vec<Day>);
/// Ranges of days.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ranges(pub Vec<DayRange>);
/// One number a day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series(pub BTreeMap<Day, f64>);
/// One text a day.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Log(pub BTreeMap<Day, Raw>);

lists!(Prose => Prose, Texts => Texts, Days => Days, Ranges => Ranges, Series => Series, Log => Log);

impl Cell for Raw {
    fn kind(&self) -> Kind {
        Kind::Text
    }
    fn get(&self) -> Value {
        if self.is_empty() { Value::Nothing } else { Value::Text(self.clone()) }
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value.settled() {
            Value::Nothing => Raw::default(),
            Value::Text(text) => text,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        Raw::is_empty(self)
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.raw());
    }
}

/// A row's own id. Put when a row is read or made; a rename is no put.
impl Cell for Id {
    fn kind(&self) -> Kind {
        Kind::Id
    }
    fn get(&self) -> Value {
        Value::Id(self.clone())
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value {
            Value::Id(id) => id,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

/// A reference to a row of the register of `R`; the row may be missing in a plan edited by hand.
pub struct Ref<R>(pub Option<Id>, PhantomData<fn() -> R>);

/// References to rows of the register of `R`, sorted, without repeats.
pub struct Refs<R>(pub Vec<Id>, PhantomData<fn() -> R>);

/// Precedence links to rows of the register of `R`, sorted as written.
pub struct Links<R>(pub Vec<Link>, PhantomData<fn() -> R>);

/// `derive` would ask the same of `R`, which only names the target.
macro_rules! phantom {
    ($($type:ident),*) => { $(
        impl<R> Clone for $type<R> {
            fn clone(&self) -> Self {
                $type(self.0.clone(), PhantomData)
            }
        }
        impl<R> PartialEq for $type<R> {
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        impl<R> Default for $type<R> {
            fn default() -> Self {
                $type(Default::default(), PhantomData)
            }
        }
        impl<R> std::fmt::Debug for $type<R> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

phantom!(Ref, Refs, Links);

impl<R: Record> Ref<R> {
    pub fn to(id: Id) -> Self {
        Ref(Some(id), PhantomData)
    }

    pub fn id(&self) -> Option<&Id> {
        self.0.as_ref()
    }

    /// The id's text, or nothing: for the ids of keyed rows.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("", Id::as_str)
    }
}

impl<R: Record> Cell for Ref<R> {
    fn kind(&self) -> Kind {
        Kind::Ref(R::ABOUT.key)
    }
    fn get(&self) -> Value {
        self.0.clone().map_or(Value::Nothing, Value::Ref)
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        self.0 = match value {
            Value::Nothing => None,
            Value::Ref(id) => Some(id),
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.0.is_none()
    }
    fn refers(&self, each: &mut dyn FnMut(&'static str, &Id)) {
        if let Some(id) = &self.0 {
            each(R::ABOUT.key, id);
        }
    }
    fn retarget(&mut self, old: &Address, new: Option<&Id>) -> bool {
        let hit = old.register == R::ABOUT.key && self.0.as_ref() == Some(&old.id);
        if hit {
            self.0 = new.cloned();
        }
        hit
    }
    fn write(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

impl<R: Record> Cell for Refs<R> {
    fn kind(&self) -> Kind {
        Kind::Refs(R::ABOUT.key)
    }
    fn get(&self) -> Value {
        if self.0.is_empty() { Value::Nothing } else { Value::Refs(self.0.clone()) }
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        self.0 = match value.settled() {
            Value::Nothing => Vec::new(),
            Value::Refs(ids) => ids,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn refers(&self, each: &mut dyn FnMut(&'static str, &Id)) {
        self.0.iter().for_each(|id| each(R::ABOUT.key, id));
    }
    fn retarget(&mut self, old: &Address, new: Option<&Id>) -> bool {
        if old.register != R::ABOUT.key || !self.0.contains(&old.id) {
            return false;
        }
        self.0.retain(|id| *id != old.id);
        self.0.extend(new.cloned());
        self.0.sort();
        self.0.dedup();
        true
    }
    fn write(&self, out: &mut String) {
        for id in &self.0 {
            out.push_str(id.as_str());
            out.push(',');
        }
    }
}

impl<R: Record> Cell for Links<R> {
    fn kind(&self) -> Kind {
        Kind::Links(R::ABOUT.key)
    }
    fn get(&self) -> Value {
        if self.0.is_empty() { Value::Nothing } else { Value::Links(self.0.clone()) }
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        self.0 = match value.settled() {
            Value::Nothing => Vec::new(),
            Value::Links(links) => links,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn refers(&self, each: &mut dyn FnMut(&'static str, &Id)) {
        self.0.iter().for_each(|link| each(R::ABOUT.key, &link.to));
    }
    fn retarget(&mut self, old: &Address, new: Option<&Id>) -> bool {
        if old.register != R::ABOUT.key || !self.0.iter().any(|l| l.to == old.id) {
            return false;
        }
        match new {
            Some(new) => self.0.iter_mut().filter(|l| l.to == old.id).for_each(|l| l.to = new.clone()),
            None => self.0.retain(|l| l.to != old.id),
        }
        self.0.sort_by_key(Link::to_string);
        true
    }
}

/// The address of a row of any register; empty while a waiver or conflict is being made.
impl Cell for Option<Address> {
    fn kind(&self) -> Kind {
        Kind::Address
    }
    fn get(&self) -> Value {
        self.clone().map_or(Value::Nothing, Value::Address)
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        *self = match value {
            Value::Nothing => None,
            Value::Address(address) => Some(address),
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.is_none()
    }
    fn refers(&self, each: &mut dyn FnMut(&'static str, &Id)) {
        if let Some(address) = self {
            each(address.register, &address.id);
        }
    }
    fn retarget(&mut self, old: &Address, new: Option<&Id>) -> bool {
        let hit = self.as_ref() == Some(old);
        if hit {
            *self = new.map(|id| Address { register: old.register, id: id.clone() });
        }
        hit
    }
}

/// Which registers the addresses of one field may name.
pub trait Among: Send + Sync + 'static {
    const REGISTERS: &'static [&'static str];
}

/// Addresses of rows of the registers of `A`, sorted, without repeats.
pub struct Addresses<A>(pub Vec<Address>, PhantomData<fn() -> A>);

phantom!(Addresses);

impl<A: Among> Cell for Addresses<A> {
    fn kind(&self) -> Kind {
        Kind::Addresses(A::REGISTERS)
    }
    fn get(&self) -> Value {
        if self.0.is_empty() { Value::Nothing } else { Value::Addresses(self.0.clone()) }
    }
    fn put(&mut self, value: Value) -> Result<(), Value> {
        self.0 = match value.settled() {
            Value::Nothing => Vec::new(),
            Value::Addresses(list) => list,
            other => return Err(other),
        };
        Ok(())
    }
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    fn refers(&self, each: &mut dyn FnMut(&'static str, &Id)) {
        self.0.iter().for_each(|address| each(address.register, &address.id));
    }
    fn retarget(&mut self, old: &Address, new: Option<&Id>) -> bool {
        if !self.0.contains(old) {
            return false;
        }
        self.0.retain(|address| address != old);
        self.0.extend(new.map(|id| Address { register: old.register, id: id.clone() }));
        self.0.sort();
        true
    }
}
