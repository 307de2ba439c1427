//! A plan file's bytes as a plan, or the place and the reason why not.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use ron::extensions::Extensions;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::comments::comments;
use super::flaw::{Aim, Trail, flaw};
use super::stored::Stored;
use super::walk::{Event, Spot, Token, Tokens, has_comments, walk};
use super::{markers, migrate};
use crate::model::value::{Value, nearest, quoted};
use crate::model::{Address, Comments, Id, Plan};
use crate::register::{Register, Row, keys, put_cell, register};
use crate::text::{Shown, show};

pub use super::flaw::{Flaw, FlawKind, Place};

/// Bounds on what is read; beyond them a file is refused with a sentence.
pub(super) const MAX_BYTES: usize = 64 << 20;
pub(super) const MAX_ROWS: usize = 200_000;
const MAX_DEPTH: usize = 64;

/// Reads a plan and its comments. A BOM and CRLF line ends are accepted. The flaw of a file that is none has a
/// place in its text, counted without the BOM.
pub fn read(bytes: &[u8]) -> Result<(Plan, Comments), Flaw> {
    of_today(bytes, |text| {
        if !has_comments(text) {
            return Ok((parse(text, false)?.0, Comments::default()));
        }
        let (plan, order) = parse(text, true)?;
        let comments = comments(text, |key, at| order.get(key).and_then(|ids| ids.get(at)));
        Ok((plan, comments))
    })
}

/// Reads a plan and lets its comments be: what the proof of a save needs, in nine tenths of the time.
pub fn read_plan(bytes: &[u8]) -> Result<Plan, Flaw> {
    of_today(bytes, |text| Ok(parse(text, false)?.0))
}

/// The line on which each row starts, by its address, as the file stands; empty for a file that does not read.
pub fn row_lines(bytes: &[u8]) -> BTreeMap<Address, usize> {
    let read = of_today(bytes, |text| {
        let (_, order) = parse(text, true)?;
        let (mut found, mut at, mut line) = (BTreeMap::new(), 0, 1);
        walk(text, |event| {
            let Event::Spot(Spot::Row(key, row), start) = event else { return };
            line += text.as_bytes()[at..start].iter().filter(|b| **b == b'\n').count();
            at = start;
            let id = order.get(key).and_then(|ids| ids.get(row));
            if let Some((id, home)) = id.zip(register(key)) {
                found.insert(Address { register: home.key(), id: id.clone() }, line);
            }
        });
        Ok(found)
    });
    read.unwrap_or_default()
}

/// Hands on the text in the format of today, unless it is none.
fn of_today<T>(bytes: &[u8], take: impl Fn(&str) -> Result<T, Flaw>) -> Result<T, Flaw> {
    let text = text_of(bytes)?;
    migrate::refuse(text)?;
    markers::refuse(text)?;
    match migrate::to_current(text)? {
        None => take(text),
        Some(old) => take(&old.text).map_err(|flaw| migrate::of_file(flaw, text, old.from)),
    }
}

/// Text of the format of today as a plan, and where anybody asks, the order of its rows.
fn parse(text: &str, ordered: bool) -> Result<(Plan, Order), Flaw> {
    attributes(text)?;
    let trail = Trail::default();
    let options =
        ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).with_recursion_limit(MAX_DEPTH);
    let read = options.from_str_seed(text, Whole { trail: &trail, ordered });
    read.map_err(|error| flaw(text, &trail, &error))
}

/// Refuses what ron would read above a plan and nobody would write again.
fn attributes(text: &str) -> Result<(), Flaw> {
    let mut inside = false;
    let above = Tokens::of(text).take_while(|(token, ..)| {
        inside = *token == Token::Mark(b'[') || (inside && *token != Token::Mark(b']'));
        inside || *token != Token::Mark(b'(')
    });
    let mut named = above.filter(|(token, ..)| matches!(token, Token::Word("type" | "schema")));
    named.next().map_or(Ok(()), |(_, start, end)| {
        let help = "delete its line; only #![enable(implicit_some)] stands above a plan";
        Err(plain("a plan has no such attribute", help, Place::of(text, start..end)))
    })
}

fn plain(message: impl Into<String>, help: impl Into<String>, place: Place) -> Flaw {
    Flaw {
        kind: FlawKind::Invalid,
        message: show(message.into()),
        help: show(help.into()),
        path: Shown::default(),
        place: Some(place),
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, Flaw> {
    let whole = || Place::of("", 0..0);
    if bytes.len() > MAX_BYTES {
        return Err(plain("the file is larger than 64 MB, the most a plan has", "is this the right file?", whole()));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(plain("the file is UTF-16; a plan is UTF-8", "save it as UTF-8 in your editor", whole()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or("");
        let place = Place::of(good, good.len()..good.len());
        let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
        plain(message, "save the file as UTF-8 in your editor", place)
    })?;
    if let Some(at) = text.find('\0') {
        return Err(plain("the file holds a NUL byte", "is this a text file?", Place::of(text, at..at + 1)));
    }
    if text.trim().is_empty() {
        return Err(plain("the file is empty", "outgrow init writes a plan; move the empty file away first", whole()));
    }
    Ok(text)
}

/// The ids of each register's rows in the order of the file.
type Order = BTreeMap<&'static str, Vec<Id>>;

struct Whole<'t> {
    trail: &'t Trail,
    /// Whether anybody asks for the order: it takes memory.
    ordered: bool,
}

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = (Plan, Order);
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_struct("Plan", &[], self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = (Plan, Order);

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a plan")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let trail = self.trail;
        let mut plan = Plan::default();
        let mut order = Order::new();
        let mut seen = Vec::new();
        while let Some(key) = map.next_key_seed(TopKey(trail))? {
            if seen.contains(&key) {
                return Err(trail.fail(
                    Aim::Here,
                    format!("{key} stands twice"),
                    "join the two, a register stands once",
                ));
            }
            seen.push(key);
            trail.top.set(key);
            let Some(register) = register(key) else {
                // Others are told apart before; what only ron takes for a number gets here.
                let format: u32 = map.next_value()?;
                if format != Plan::FORMAT {
                    let help = format!("write format: {}", Plan::FORMAT);
                    return Err(trail.fail(Aim::Value, format!("the plan has format {format}"), help));
                }
                trail.top.set("");
                continue;
            };
            trail.register.set(Some(register));
            trail.row.set(0);
            if register.is_product() {
                let row = map.next_value_seed(OneRow { trail, register })?;
                register.put(&mut plan, row);
            } else {
                let rows = map.next_value_seed(Rows { trail, register })?;
                if self.ordered {
                    order.insert(register.key(), rows.iter().map(|row| row.id().clone()).collect());
                }
                register.fill(&mut plan, rows);
            }
            trail.register.set(None);
            trail.top.set("");
        }
        if !seen.contains(&"format") {
            return Err(trail.fail(Aim::Here, "the plan has no format", "put format: 1, first"));
        }
        Ok((plan, order))
    }
}

struct TopKey<'t>(&'t Trail);

impl<'de> DeserializeSeed<'de> for TopKey<'_> {
    type Value = &'static str;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for TopKey<'_> {
    type Value = &'static str;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the name of a register")
    }
    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        if key == "format" {
            return Ok("format");
        }
        keys().iter().find(|k| **k == key).copied().ok_or_else(|| {
            let help = nearest(key, keys())
                .map_or_else(|| format!("there are {}", keys().join(", ")), |near| format!("did you mean {near}?"));
            self.0.fail(Aim::Here, format!("there is no register {}", quoted(key)), help)
        })
    }
}

#[derive(Clone, Copy)]
struct Rows<'t> {
    trail: &'t Trail,
    register: &'static dyn Register,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Box<dyn Row>>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Box<dyn Row>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the rows of {}", self.register.key())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Rows { trail, register } = self;
        let mut rows: Vec<Box<dyn Row>> = Vec::new();
        // Rows in the order of their ids, as we write them, need no set.
        let mut ids: Option<HashSet<Id>> = None;
        while let Some(row) = seq.next_element_seed(OneRow { trail, register })? {
            let id = row.id();
            if ids.is_none() && rows.last().is_some_and(|last| last.id() >= id) {
                ids = Some(rows.iter().map(|row| row.id().clone()).collect());
            }
            if ids.as_mut().is_some_and(|ids| !ids.insert(id.clone())) {
                let help = "give one of them another id";
                return Err(trail.fail(Aim::Row, format!("{}/{id} stands twice", register.key()), help));
            }
            rows.push(row);
            trail.row.set(rows.len());
            trail.rows.set(trail.rows.get() + 1);
            if trail.rows.get() > MAX_ROWS {
                let help = "split the plan, or keep old rows in another file";
                return Err(trail.fail(Aim::Here, format!("the plan has more than {MAX_ROWS} rows"), help));
            }
        }
        Ok(rows)
    }
}

#[derive(Clone, Copy)]
struct OneRow<'t> {
    trail: &'t Trail,
    register: &'static dyn Register,
}

impl<'de> DeserializeSeed<'de> for OneRow<'_> {
    type Value = Box<dyn Row>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.trail.id.take();
        self.trail.field.set(None);
        deserializer.deserialize_struct("Plan", &[], self)
    }
}

impl<'de> Visitor<'de> for OneRow<'_> {
    type Value = Box<dyn Row>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a row of {}", self.register.key())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let OneRow { trail, register } = self;
        let mut row = register.blank(&Id::default());
        let mut seen = vec![false; register.field_count()];
        let mut expect = 0;
        while let Some(field) = map.next_key_seed(FieldKey { trail, register, expect })? {
            trail.field.set(Some(field));
            expect = field + 1;
            let key = register.field(field).key;
            if std::mem::replace(&mut seen[field], true) {
                return Err(trail.fail(Aim::Here, format!("{key} stands twice in this row"), "keep one of them"));
            }
            let kind = row.cell(field).kind();
            let value = map.next_value_seed(Stored { trail, kind })?;
            if let Value::Id(id) = &value {
                *trail.id.borrow_mut() = Some(id.clone());
            }
            if put_cell(register, &mut *row, field, value).is_err() {
                // Prose is read whatever it is; the others were read by the cell's own kind.
                return Err(trail.fail(
                    Aim::Value,
                    format!("{key} must be {}", kind.example()),
                    "put it in double quotes",
                ));
            }
            trail.field.set(None);
        }
        row.rekey();
        if row.id().as_str().is_empty() {
            return Err(self.nameless(&*row));
        }
        Ok(row)
    }
}

impl OneRow<'_> {
    /// A row without an id, or a keyed one without its keys.
    fn nameless<E: serde::de::Error>(&self, row: &dyn Row) -> E {
        let OneRow { trail, register } = self;
        if register.is_keyed() {
            let keys: Vec<_> = register.fields().filter(|f| f.key_part).map(|f| format!("no {}", f.key)).collect();
            let help = format!("a {} is known by that, as in {}", register.about().singular, register.about().example);
            return trail.fail(Aim::Row, format!("this row has {}", keys.join(" and ")), help);
        }
        let slug = Id::slug(register.name_of(row).as_str(), register.about().singular);
        trail.fail(Aim::Row, "this row has no id", format!("add id: \"{slug}\", as its first field"))
    }
}

struct FieldKey<'t> {
    trail: &'t Trail,
    register: &'static dyn Register,
    /// Where the key most likely stands: files keep declaration order.
    expect: usize,
}

impl<'de> DeserializeSeed<'de> for FieldKey<'_> {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldKey<'_> {
    type Value = usize;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a field of {}", self.register.key())
    }
    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let n = self.register.field_count();
        let found = (0..n).map(|i| (self.expect + i) % n).find(|at| self.register.field(*at).key == key);
        found.ok_or_else(|| {
            let keys: Vec<_> = self.register.fields().map(|f| f.key).collect();
            let help = nearest(key, &keys)
                .map_or_else(|| format!("there are {}", keys.join(", ")), |near| format!("did you mean {near}?"));
            self.trail.fail(Aim::Here, format!("{} has no field {}", self.register.key(), quoted(key)), help)
        })
    }
}
