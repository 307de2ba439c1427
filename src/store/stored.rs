//! One stored value of a known kind, as a plan file has it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::flaw::{Aim, Trail};
use crate::model::value::{Kind, Value, finite, quoted};
use crate::model::{Day, Money};
use crate::register::keys;
use crate::text::Raw;

/// Longest text that is read.
const MAX_STRING: usize = 8 << 20;

/// Entries of a list that are joined at a time.
const JOINED: usize = 1024;

/// A value of a known kind.
#[derive(Clone, Copy)]
pub(super) struct Stored<'t> {
    pub trail: &'t Trail,
    pub kind: Kind,
}

impl Stored<'_> {
    fn key(&self) -> &'static str {
        match (self.trail.register.get(), self.trail.field.get()) {
            (Some(register), Some(field)) => register.field(field).key,
            _ => "the value",
        }
    }

    fn short<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.len() > MAX_STRING {
            return Err(self.trail.fail(Aim::Value, format!("{} is longer than 8 MB", self.key()), "shorten it"));
        }
        Ok(())
    }

    fn entry<E: serde::de::Error>(&self, text: &str) -> Result<Value, E> {
        self.short(text)?;
        self.kind.stored(text, keys()).map_err(|why| {
            let message = if why.starts_with("must") || why.starts_with("takes") || why.starts_with("is ") {
                format!("{} {why}", self.key())
            } else {
                format!("{}: {why}", self.key())
            };
            self.trail.fail(Aim::Value, message, String::new())
        })
    }

    fn number<E: serde::de::Error>(&self, n: f64) -> Result<Value, E> {
        let fail = |why: String, help| self.trail.fail(Aim::Value, format!("{} {why}", self.key()), help);
        let n = finite(n).map_err(|why| fail(why, ""))?;
        match self.kind {
            Kind::Whole if n.fract() == 0.0 => Ok(Value::Whole(n as i64)),
            Kind::Whole => Err(fail(format!("must be a whole number, found {n}"), "leave the decimals away")),
            Kind::Money => {
                let money = Money::from_units(n).filter(|m| m.units() == n).map(Value::Money);
                money.ok_or_else(|| {
                    let large = n.abs() > Money(Money::MAX).units();
                    let help = if large { "no amount is that large" } else { "write at most two decimals" };
                    fail(format!("must be an amount of money, found {n}"), help)
                })
            }
            _ => Ok(Value::Number(n)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Stored<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.kind {
            Kind::Flag => deserializer.deserialize_bool(self),
            // A whole number, too: one with decimals gets a sentence of its own.
            Kind::Whole | Kind::Number | Kind::Money => deserializer.deserialize_f64(self),
            Kind::Series | Kind::Log => deserializer.deserialize_map(self),
            // A single string is read, too.
            Kind::Prose => deserializer.deserialize_any(self),
            kind if kind.is_list() => deserializer.deserialize_seq(self),
            _ => deserializer.deserialize_str(self),
        }
    }
}

impl<'de> Visitor<'de> for Stored<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.kind.example())
    }

    fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Flag(yes))
    }

    fn visit_f64<E: serde::de::Error>(self, n: f64) -> Result<Value, E> {
        self.number(n)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.entry(text).map(Value::settled)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        // A line of prose is taken as it is; an empty one is a paragraph's end.
        if self.kind == Kind::Prose {
            let mut lines = Vec::new();
            while let Some(text) = seq.next_element_seed(Line(self))? {
                lines.push(Raw::from(text));
            }
            return Ok(Value::Prose(lines).settled());
        }
        // A value for each entry takes many times what a list of them does: they are joined as they come.
        let (mut lists, mut entries) = (Vec::new(), Vec::new());
        while let Some(text) = seq.next_element_seed(Line(self))? {
            entries.push(self.entry(&text)?);
            if entries.len() == JOINED {
                lists.push(self.kind.collect(std::mem::take(&mut entries)));
            }
        }
        lists.extend(entries);
        Ok(self.kind.collect(lists))
    }

    /// ron would take it for a text of one letter.
    fn visit_char<E: serde::de::Error>(self, _: char) -> Result<Value, E> {
        let help = "put it in double quotes";
        Err(self.trail.fail(Aim::Value, format!("{} must be {}", self.key(), self.kind.example()), help))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let (mut series, mut log) = (BTreeMap::new(), BTreeMap::new());
        while let Some(text) = map.next_key_seed(Line(self))? {
            let day = Day::parse(&text).ok_or_else(|| {
                self.trail.fail::<A::Error>(
                    Aim::Value,
                    format!("{}: {} is not a day", self.key(), quoted(&text)),
                    "write 2026-11-21",
                )
            })?;
            let twice = if self.kind == Kind::Series {
                let n: f64 = map.next_value()?;
                let n = finite(n)
                    .map_err(|why| self.trail.fail::<A::Error>(Aim::Value, format!("{} {why}", self.key()), ""))?;
                series.insert(day, n).is_some()
            } else {
                let entry = map.next_value_seed(Line(self))?;
                if let Err(why) = Kind::Text.stored(&entry, keys()) {
                    return Err(self.trail.fail(Aim::Value, format!("{} {why}", self.key()), ""));
                }
                log.insert(day, Raw::from(entry)).is_some()
            };
            if twice {
                return Err(self.trail.fail(
                    Aim::Entry,
                    format!("{day} stands twice in {}", self.key()),
                    "a day has one entry",
                ));
            }
        }
        Ok(if self.kind == Kind::Series { Value::Series(series) } else { Value::Log(log) }.settled())
    }
}

/// A string as it stands.
struct Line<'t>(Stored<'t>);

impl<'de> DeserializeSeed<'de> for Line<'_> {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Line<'_> {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("text in quotes")
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        self.0.short(text)?;
        Ok(text.to_string())
    }
}
