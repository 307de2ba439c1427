//! Changing rows: `add`, `set`, `rm`, `rename`, `done`. Bodies know no register by name.

use std::cell::RefCell;
use std::io::Write;

use super::look::named_register;
use super::said::{Make, Said, TOLD, address};
use super::{Call, Failure, Kind, command};
use crate::edit::typed::{self, Assignment};
use crate::edit::{Edit, Refusal};
use crate::model::value::{Kind as Takes, nearest};
use crate::model::{Address, Plan};
use crate::register::references::Referrer;
use crate::register::{self, Register, references};

/// Adds a row.
pub fn add<'a>(call: &'a Call, key: &str, words: &'a [String]) -> Result<Make<'a>, Failure> {
    let home = named_register(key, "add")?;
    let said = move |word: &str| command_with(&["add", home.key()], words, word, home);
    let (name, changes) =
        typed::name_and_assignments(home, words).map_err(|refusal| refused(home, words, vec![refusal], &said))?;
    Ok(Box::new(move |plan| {
        let (at, edit) = typed::add(plan, home, &name, &changes, call.today())
            .map_err(|refusals| refused(home, words, refusals, &said))?;
        let next = command(&["show", &at.to_string()]);
        Ok((edit, Said { what: format!("added {at}"), fields: false, next, out: Some(at) }))
    }))
}

/// Changes fields of a row.
pub fn set<'a>(call: &'a Call, row: &'a str, words: &'a [String]) -> Make<'a> {
    Box::new(move |plan| {
        let at = located(plan, row)?;
        let home = home(&at)?;
        let said = |word: &str| command_with(&["set", row], words, word, home);
        let changes: Vec<Assignment> =
            typed::assignments(home, words).map_err(|refusal| refused(home, words, vec![refusal], &said))?;
        let edit =
            typed::set(plan, &at, &changes, call.today()).map_err(|refusals| refused(home, words, refusals, &said))?;
        let name = address(&at);
        let next = command(&["show", &name]);
        Ok((edit, Said { out: None, what: format!("changed {name}"), fields: true, next }))
    })
}

/// Removes a row and every reference to it; asks first.
pub fn rm<'a>(call: &'a Call, row: &'a str, yes: bool) -> Make<'a> {
    // A yes holds for what it was said to, and not for more that somebody else has hung on the row meanwhile.
    let agreed = RefCell::new(None);
    Box::new(move |plan| {
        let at = located(plan, row)?;
        let edit =
            typed::remove(plan, std::slice::from_ref(&at)).map_err(|refusals| Failure::refused(refusals, None))?;
        let also = also(plan, &at, &edit);
        if !yes {
            let question = question(call, plan, &at, &edit, &also)?;
            if agreed.borrow().as_ref() != Some(&question) {
                if !asked(&question)? {
                    let fix = command(&["rm", &at.to_string(), "-y"]);
                    return Err(Failure::new(Kind::Declined, "nothing is removed").hint(format!("{fix} asks nothing")));
                }
                *agreed.borrow_mut() = Some(question);
            }
        }
        let next = command(&["list", at.register]);
        Ok((edit, Said { out: None, what: format!("removed {at}{also}"), fields: false, next }))
    })
}

/// What goes with a row, in words.
fn also(plan: &Plan, at: &Address, edit: &Edit) -> String {
    let (gone, pointing) = losses(plan, at, edit);
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let also = [
        count(gone.len(), "row that hangs on it", "rows that hang on it"),
        count(pointing.len(), "reference to it", "references to it"),
    ];
    let also: Vec<String> = also.into_iter().flatten().collect();
    if also.is_empty() { String::new() } else { format!(", with {}", also.join(" and ")) }
}

/// The question before a row is removed, if there is somebody to ask.
fn question(call: &Call, plan: &Plan, at: &Address, edit: &Edit, also: &str) -> Result<String, Failure> {
    if !call.may_ask() {
        let fix = command(&["rm", &at.to_string(), "-y"]);
        return Err(Failure::usage(format!("this would remove {at}{also}; say --yes")).hint(fix));
    }
    let (gone, pointing) = losses(plan, at, edit);
    let list = gone.iter().map(|at| format!("  {at} goes with it\n"));
    let list = list.chain(pointing.iter().map(|r| format!("  {} of {}\n", r.field, r.at)));
    let list: String = list.take(TOLD).collect();
    Ok(format!("{list}Remove {at}{also}? [y/N] "))
}

/// The rows that go with a row because they cannot be without it, and the references that are dropped.
fn losses(plan: &Plan, at: &Address, edit: &Edit) -> (Vec<Address>, Vec<Referrer>) {
    let mut gone = Vec::new();
    edit.each(&mut |single| match single {
        Edit::Remove { at: row } if row != at => gone.push(row.clone()),
        _ => {}
    });
    let mut pointing = references::referrers(plan, at);
    pointing.retain(|referrer| !gone.contains(&referrer.at));
    (gone, pointing)
}

/// Gives a row another id.
pub fn rename<'a>(row: &'a str, new: &'a str) -> Make<'a> {
    Box::new(move |plan| {
        let at = located(plan, row)?;
        let new = new.strip_prefix(at.register).and_then(|rest| rest.strip_prefix('/')).unwrap_or(new);
        let edit =
            typed::rename(plan, &at, new).map_err(|refusals| Failure::refused(refusals, rename_hint(&at, new)))?;
        // An id that is taken, or no id at all, has been refused.
        let id = crate::model::Id::parse(new.trim()).unwrap_or_else(|| at.id.clone());
        let to = Address { register: at.register, id };
        let next = command(&["show", &to.to_string()]);
        Ok((edit, Said { what: format!("renamed {at} to {to}"), out: Some(to), fields: false, next }))
    })
}

fn rename_hint(at: &Address, new: &str) -> Option<String> {
    let slug = crate::model::Id::slug(new, "");
    (!slug.as_str().is_empty() && slug.as_str() != new).then(|| command(&["rename", &at.to_string(), slug.as_str()]))
}

/// Marks a row as done.
pub fn done<'a>(call: &'a Call, row: &'a str) -> Make<'a> {
    Box::new(move |plan| {
        let at = located(plan, row)?;
        let edit = typed::status(plan, &at, "done", call.today()).map_err(|refusals| {
            let with: Vec<&str> =
                register::REGISTERS.iter().filter(|r| r.find("status").is_some()).map(|r| r.key()).collect();
            Failure::refused(refusals, Some(format!("done takes a row of {}", with.join(", "))))
        })?;
        Ok((edit, Said { out: None, what: format!("{at} is done"), fields: true, next: command(&["status"]) }))
    })
}

/// The row that was meant; the hint is where to look for it.
pub(super) fn located(plan: &Plan, text: &str) -> Result<Address, Failure> {
    register::locate(plan, text).map_err(|why| {
        let key = text.split('/').next().unwrap_or("");
        let failure = Failure::usage(why);
        match register::register(key).is_some() {
            true => failure.hint(format!("{} shows its rows", command(&["list", key]))),
            false => failure.hint("outgrow --help lists the registers, outgrow list REGISTER its rows"),
        }
    })
}

fn home(at: &Address) -> Result<&'static dyn Register, Failure> {
    register::register_or_say(at.register).map_err(Failure::usage)
}

/// Asks on standard error and reads a line; anything but yes is no.
pub(super) fn asked(question: &str) -> Result<bool, Failure> {
    let mut err = std::io::stderr();
    let question = err.write_all(question.as_bytes()).and_then(|()| err.flush());
    question.map_err(|error| Failure::io("the question cannot be asked", error))?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::io("the answer cannot be read", error))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What the plan refused; the hint is the command with the slip mended, or what the field takes.
pub(super) fn refused(
    home: &dyn Register,
    words: &[String],
    refusals: Vec<Refusal>,
    command_with: &dyn Fn(&str) -> String,
) -> Failure {
    let hint = words.iter().find_map(|word| mended(home, word)).map(|word| command_with(&word)).or_else(|| {
        let field = refusals.first()?.field?;
        let place = home.find(field)?;
        Some(match home.kind(place) {
            Takes::Ref(key) | Takes::Refs(key) => format!("{} shows what {field} can name", command(&["list", key])),
            Takes::Choice(words) => format!("{field} is one of {}", words.join(", ")),
            _ if field == "name" => format!("outgrow add {} {}", home.key(), home.about().example),
            kind => format!("{field} takes {}: {}", kind.example(), home.field(place).help),
        })
    });
    let hint = hint.unwrap_or_else(|| format!("{} shows the fields", command(&["schema", home.key()])));
    Failure::refused(refusals, Some(hint))
}

/// A word with its unknown field or choice replaced by the nearest known one; `None` where nothing is wrong with
/// it or nothing is near.
fn mended(home: &dyn Register, word: &str) -> Option<String> {
    let (left, value) = word.split_once('=')?;
    let key = left.trim_end_matches(['+', '-']);
    let op = &left[key.len()..];
    let Some(place) = home.find(key) else {
        let keys: Vec<&str> = home.fields().map(|field| field.key).collect();
        return nearest(key, &keys).map(|near| format!("{near}{op}={value}"));
    };
    match home.kind(place) {
        Takes::Choice(words) if !words.iter().any(|w| w.starts_with(value)) => {
            nearest(value, words).map(|near| format!("{key}{op}={near}"))
        }
        _ => None,
    }
}

/// A command with one of its words mended.
fn command_with(start: &[&str], words: &[String], mended: &str, home: &dyn Register) -> String {
    let mut all = start.to_vec();
    let slip = words.iter().position(|word| self::mended(home, word).is_some());
    all.extend(words.iter().enumerate().map(|(n, word)| if Some(n) == slip { mended } else { word.as_str() }));
    command(&all)
}
