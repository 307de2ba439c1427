//! A change made, saved and told: in words with the next command, or as JSON.

use serde_json::{Map, Value as Json, json};

use super::{Call, Failure, Reply};
use crate::diff::diff;
use crate::edit::Edit;
use crate::exchange::json;
use crate::model::value::Value;
use crate::model::{Address, Plan};
use crate::register::{self, PRODUCT};
use crate::session::Session;
use crate::store::save::SaveError;
use crate::text::{Shown, show};

/// Most changes that are told one by one.
pub(super) const TOLD: usize = 8;

/// What a change says of itself.
pub(super) struct Said {
    /// For standard output: the address of something new.
    pub out: Option<Address>,
    /// What was done, as in "added debts/x"; undo says it, too.
    pub what: String,
    /// Whether the changed fields are told.
    pub fields: bool,
    /// A command that is useful now.
    pub next: String,
}

/// A change as a function of the plan it is made on.
pub(super) type Make<'a> = Box<dyn Fn(&Plan) -> Result<(Edit, Said), Failure> + 'a>;

/// How often a change is made again because somebody else wrote the file meanwhile.
const TRIES: usize = 100;

/// Makes a change of the plan, saves it, and says so. When somebody else writes the file meanwhile it is made again,
/// from the start, on what the file holds then: so two commands at once come to the same as one after the other.
pub(super) fn change(call: &Call, make: impl Fn(&Plan) -> Result<(Edit, Said), Failure>) -> Result<Reply, Failure> {
    for _ in 0..TRIES {
        let session = call.open_to_change()?;
        let (edit, said) = make(session.plan())?;
        if let Some(reply) = keep(call, session, edit, said)? {
            return Ok(reply);
        }
    }
    Err(Failure::unsaved(&call.plan_path()?, SaveError::Changed))
}

/// `None` when the file is not the one that was loaded. An edit that changes nothing leaves the file alone.
pub(super) fn keep(call: &Call, mut session: Session, edit: Edit, said: Said) -> Result<Option<Reply>, Failure> {
    let before = session.plan().clone();
    session.commit(edit, show(said.what.clone())).map_err(|refusals| Failure::refused(refusals, None))?;
    let edit = diff(&before, session.plan());
    let mut notice = None;
    if !edit.is_empty() {
        match session.save_now() {
            Ok(saved) => notice = saved.notice,
            Err(SaveError::Changed) => return Ok(None),
            Err(error) => return Err(Failure::unsaved(session.path(), error)),
        }
    }
    Ok(Some(told_of(call, &before, &edit, said, notice)))
}

fn told_of(call: &Call, before: &Plan, edit: &Edit, said: Said, notice: Option<Shown>) -> Reply {
    if call.options.json {
        let mut out = json::envelope();
        out.insert("changed".to_string(), edit.touched().iter().map(address).collect());
        out.insert("edits".to_string(), edits(before, edit));
        return Reply::json(out);
    }
    let out = said.out.map_or(String::new(), |at| format!("{}\n", address(&at)));
    if edit.is_empty() {
        return Reply::out(out).note("nothing to change: it is so already");
    }
    let mut reply = Reply::out(out).note(said.what);
    if said.fields {
        for line in told(before, edit) {
            reply = reply.note(line);
        }
    }
    if let Some(notice) = notice {
        reply = reply.note(notice.as_str());
    }
    reply.note(format!("next: {}", said.next))
}

/// What was and what is, field by field.
fn edits(before: &Plan, edit: &Edit) -> Json {
    let mut out = Vec::new();
    edit.each(&mut |single| match single {
        Edit::Put { at, field, value } => {
            let mut put = Map::from_iter([
                ("row".to_string(), Json::from(address(at))),
                ("field".to_string(), Json::from(*field)),
            ]);
            if let Some(was) = json::value(&value_at(before, at, field)) {
                put.insert("was".to_string(), was);
            }
            if let Some(is) = json::value(value) {
                put.insert("is".to_string(), is);
            }
            out.push(Json::Object(put));
        }
        Edit::Remove { at } => out.push(json!({ "row": address(at), "removed": true })),
        Edit::Several(_) => {}
    });
    out.into()
}

/// The same in words.
fn told(before: &Plan, edit: &Edit) -> Vec<String> {
    let mut lines = Vec::new();
    edit.each(&mut |single| match single {
        Edit::Put { at, field, value } => {
            let was = value_at(before, at, field);
            let row = address(at);
            let home = register::register(at.register);
            let listed = home.is_some_and(|home| home.find(field).is_some_and(|place| home.kind(place).is_list()));
            lines.push(match listed {
                true => format!("  {row} {field}: {}", entries(&was, value)),
                false => format!("  {row} {field}: {} -> {}", brief(&was), brief(value)),
            });
        }
        Edit::Remove { at } => lines.push(format!("  {} removed", address(at))),
        Edit::Several(_) => {}
    });
    if lines.len() > TOLD {
        let more = lines.len() - TOLD;
        lines.truncate(TOLD);
        lines.push(format!("  and {more} more"));
    }
    lines
}

/// The entries of a list that came and went.
fn entries(was: &Value, is: &Value) -> String {
    let (old, new) = (was.entries(), is.entries());
    let come = new.iter().filter(|e| !old.contains(e)).map(|e| format!("+{}", brief(e)));
    let gone = old.iter().filter(|e| !new.contains(e)).map(|e| format!("-{}", brief(e)));
    let all: Vec<String> = gone.chain(come).collect();
    if all.is_empty() { "put in order".to_string() } else { all.join(" ") }
}

fn brief(value: &Value) -> String {
    if value.is_empty() { "nothing".to_string() } else { value.typed().show().cut(40).to_string() }
}

fn value_at(plan: &Plan, at: &Address, field: &str) -> Value {
    let found = register::row(plan, at).zip(register::register(at.register).and_then(|home| home.find(field)));
    found.map_or(Value::Nothing, |(row, place)| row.cell(place).get())
}

/// An address as it is typed.
pub(super) fn address(at: &Address) -> String {
    if at.register == PRODUCT { PRODUCT.to_string() } else { at.to_string() }
}
