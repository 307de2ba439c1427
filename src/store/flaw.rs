//! What is wrong with a file, where, and how to mend it.

use std::cell::{Cell as Slot, RefCell};
use std::ops::Range;

use super::walk::{Event, Spot, token_at, walk};
use crate::model::Id;
use crate::model::value::Kind;
use crate::register::Register;
use crate::text::{Shown, show};

/// Why a file is no plan: what, where and the likely fix. The file is left alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Flaw {
    pub kind: FlawKind,
    pub message: Shown,
    /// The likely fix; may be empty.
    pub help: Shown,
    /// The row and field, as `triggers/database threshold`; may be empty.
    pub path: Shown,
    pub place: Option<Place>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlawKind {
    Invalid,
    /// Written by a later outgrow.
    Newer,
    /// Holds the markers of an unfinished merge.
    Markers,
}

/// Bytes of the file, and the first one's line and column, counted from 1, columns in characters.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub bytes: Range<usize>,
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub fn of(text: &str, bytes: Range<usize>) -> Place {
        let bytes = floor(text, bytes.start)..ceil(text, bytes.end);
        let before = &text[..bytes.start];
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        Place { bytes, line, column: before[start..].chars().count() + 1 }
    }
}

/// Cells of a sentence that is not ours.
const LONGEST: usize = 160;

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Where the reader is, so that an error can name the row and the field.
#[derive(Default)]
pub(super) struct Trail {
    /// The key at the top, `format` or a register's.
    pub top: Slot<&'static str>,
    pub register: Slot<Option<&'static dyn Register>>,
    pub row: Slot<usize>,
    pub id: RefCell<Option<Id>>,
    pub field: Slot<Option<usize>>,
    pub rows: Slot<usize>,
    /// Our own reason, when it was not ron's: message, fix, what to point at.
    why: RefCell<Option<(String, String, Aim)>>,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Aim {
    /// The value of the field the trail stands on.
    Value,
    /// The row the trail stands on.
    Row,
    /// The last entry the trail came to in the field's list or map.
    Entry,
    /// Where ron stopped.
    Here,
}

impl Trail {
    pub fn fail<E: serde::de::Error>(&self, aim: Aim, message: impl Into<String>, help: impl Into<String>) -> E {
        let message = message.into();
        let error = E::custom(&message);
        *self.why.borrow_mut() = Some((message, help.into(), aim));
        error
    }

    /// The key of the field it stands on, else the one at the top.
    fn key(&self) -> &'static str {
        self.field_key().unwrap_or(self.top.get())
    }

    fn field_key(&self) -> Option<&'static str> {
        self.register.get().zip(self.field.get()).map(|(register, field)| register.field(field).key)
    }

    fn kind(&self) -> Option<Kind> {
        self.register.get().zip(self.field.get()).map(|(register, field)| register.kind(field))
    }

    /// The row and field in words.
    fn path(&self, aim: Aim) -> String {
        let Some(register) = self.register.get() else { return String::new() };
        let mut path = register.key().to_string();
        let field = self.field_key();
        match self.id.borrow().as_ref() {
            _ if register.is_product() || (aim == Aim::Value && field.is_none()) => {}
            Some(id) => path.push_str(&format!("/{id}")),
            None => path.push_str(&format!(", row {}", self.row.get() + 1)),
        }
        path + &field.map_or(String::new(), |field| format!(" {field}"))
    }

    /// The bytes to point at; `here` is where ron stopped.
    fn find(&self, aim: Aim, text: &str, here: usize) -> Option<Range<usize>> {
        let (register, row) = (self.register.get().map_or("", |r| r.key()), self.row.get());
        let field = self.field_key();
        let mut found = None;
        walk(text, |event| match (aim, event) {
            (Aim::Value, Event::Value(Spot::Top(key), start, end)) if field.is_none() && key == self.top.get() => {
                found = Some(start..end);
            }
            (Aim::Value, Event::Value(Spot::Field(r, n, f), start, end))
                if r == register && n == row && Some(f) == field && start <= here =>
            {
                found = Some(start..end);
            }
            (Aim::Value, Event::Value(Spot::Entry(r, n, f, _), start, end))
                if r == register && n == row && Some(f) == field && start <= here =>
            {
                found = Some(start..end);
            }
            (Aim::Entry, Event::Spot(Spot::Entry(r, n, f, _), start))
                if r == register && n == row && Some(f) == field && start <= here =>
            {
                // Its token is looked for once, below: in a long map each of these would be a walk of its own.
                found = Some(start..start);
            }
            (Aim::Row, Event::Spot(Spot::Row(r, n), start)) if r == register && n == row => {
                found = Some(start..start + 1);
            }
            _ => {}
        });
        found.map(|range| if aim == Aim::Entry { token_at(text, range.start) } else { range })
    }
}

/// ron's error and our trail as one flaw: the sentence, the fix, the row and field, the bytes to point at.
pub(super) fn flaw(text: &str, trail: &Trail, error: &ron::error::SpannedError) -> Flaw {
    let start = offset(text, error.span.start.line, error.span.start.col);
    // ron stops before the blanks; people look at what comes after them.
    let here = match token_at(text, start) {
        // A comma and nothing more: it is the end that is wrong.
        comma if &text[comma.clone()] == "," => {
            Some(token_at(text, comma.end)).filter(Range::is_empty).unwrap_or(comma)
        }
        token => token,
    };
    let (message, help, aim) = match trail.why.take() {
        Some(why) => why,
        None if here.is_empty() => own_words(&ron::Error::Eof, trail),
        None => {
            let (message, help, aim) = own_words(&error.code, trail);
            match trail.find(aim, text, here.start) {
                Some(range) => {
                    let token = show(&text[range]).cut(40);
                    (format!("{message}, found {token}"), help, aim)
                }
                None => (message, help, aim),
            }
        }
    };
    let bytes = trail.find(aim, text, here.start).unwrap_or(here);
    let help = letter_for_digit(trail.kind(), text, &bytes).unwrap_or(help);
    let path = show(trail.path(aim));
    let kind = FlawKind::Invalid;
    Flaw { kind, message: show(message), help: show(help), path, place: Some(Place::of(text, bytes)) }
}

/// A number that fails for a letter that looks like a digit.
fn letter_for_digit(kind: Option<Kind>, text: &str, bytes: &Range<usize>) -> Option<String> {
    kind.filter(|kind| kind.is_numeric() || *kind == Kind::Series)?;
    let token = text.get(bytes.clone())?.trim_matches('"');
    let digits: String = token
        .chars()
        .map(|c| {
            if matches!(c, 'O' | 'o') {
                '0'
            } else if matches!(c, 'l' | 'I') {
                '1'
            } else {
                c
            }
        })
        .collect();
    (digits != token && digits.parse::<f64>().is_ok())
        .then(|| format!("a letter stands for a digit; write {digits} without quotes"))
}

/// ron's reason in our words, and whether the field's value is to blame.
fn own_words(code: &ron::Error, trail: &Trail) -> (String, String, Aim) {
    use ron::Error::*;
    let (key, kind) = (trail.key(), trail.kind());
    let value = |help: &str| {
        let (what, help) = match (kind, key) {
            (Some(Kind::Series), _) if matches!(code, ExpectedFloat | InvalidValueForType { .. }) => {
                (Kind::Number.example(), help)
            }
            (Some(Kind::Log), _) if matches!(code, ExpectedString) => (Kind::Text.example(), help),
            (Some(kind), _) => (kind.example(), help),
            (None, "format") => ("a whole number from 1 on", "write format: 1"),
            (None, _) => ("a list of rows", "write the rows in [ ]"),
        };
        (format!("{key} must be {what}"), help.to_string(), Aim::Value)
    };
    match code {
        ExpectedFloat | ExpectedInteger | InvalidValueForType { .. } | IntegerOutOfBounds => {
            value("write the number without quotes")
        }
        ExpectedString => value("put it in double quotes"),
        ExpectedBoolean => value("write true or false"),
        ExpectedArray => value("put the list in [ ]"),
        ExpectedMap => value("put the entries in { }"),
        Eof | ExpectedStringEnd | UnclosedBlockComment => (
            "the file ends too early".into(),
            "something is not closed: look for a missing \", ) or ]".into(),
            Aim::Here,
        ),
        ExpectedComma => {
            ("a comma is missing before this".into(), "put a comma after the entry before it".into(), Aim::Here)
        }
        ExpectedIdentifier | SuggestRawIdentifier(_) => (
            "a field's name was expected here".into(),
            "names stand without quotes, as in field: value".into(),
            Aim::Here,
        ),
        ExpectedMapColon => ("a colon is missing before this".into(), "write field: value".into(), Aim::Here),
        ExpectedStructLike | ExpectedNamedStructLike(_) | ExpectedDifferentStructName { .. }
            if trail.top.get().is_empty() =>
        {
            ("this is no plan".into(), "a plan starts with ( and format: 1".into(), Aim::Here)
        }
        ExpectedDifferentStructName { .. }
        | ExpectedStructLike
        | ExpectedStructLikeEnd
        | ExpectedNamedStructLike(_) => (
            "a row in ( ) was expected here".into(),
            "a row is written (id: \"some-id\", name: \"Some name\")".into(),
            Aim::Here,
        ),
        ExceededRecursionLimit => {
            ("the file is nested too deeply".into(), "a plan is a list of rows in each register".into(), Aim::Here)
        }
        TrailingCharacters => {
            ("something stands after the end of the plan".into(), "delete what follows the last )".into(), Aim::Here)
        }
        // It may hold a word of the file, however long.
        other => (show(other.to_string().to_lowercase()).cut(LONGEST).to_string(), String::new(), Aim::Here),
    }
}

/// The byte offset of ron's line and column, both counted from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = if line <= 1 { 0 } else { text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1) };
    let rest = text[start..].split('\n').next().unwrap_or("");
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}
