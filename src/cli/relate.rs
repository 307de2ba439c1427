//! Short ways to say what is said most often: `link`, `know`, `record`.

use super::change::{located, refused};
use super::said::{Make, Said};
use super::{Call, Failure, command};
use crate::edit::typed::{self, Assignment};
use crate::model::value::{Assign, Kind, Value, nearest};
use crate::model::{Address, Id, Plan};
use crate::register::{self, Register};

/// One domain uses another.
pub fn link<'a>(call: &'a Call, from: &'a str, to: &'a str, kind: &'a str) -> Result<Make<'a>, Failure> {
    let home = known("links")?;
    Ok(Box::new(move |plan| {
        let (from, to) = (row_of(plan, "domains", from)?, row_of(plan, "domains", to)?);
        let words = vec![format!("from={}", from.id), format!("to={}", to.id), format!("kind={kind}")];
        let changes = typed::assignments(home, &words).map_err(|refusal| Failure::refused(vec![refusal], None))?;
        let (at, edit) = typed::add(plan, home, "", &changes, call.today()).map_err(|refusals| {
            refused(home, &words, refusals, &|word| {
                let kind = word.strip_prefix("kind=").unwrap_or(kind);
                command(&["link", from.id.as_str(), to.id.as_str(), kind])
            })
        })?;
        let what = format!("linked {} to {}", from.id, to.id);
        Ok((edit, Said { out: Some(at), what, fields: false, next: command(&["show", "map"]) }))
    }))
}

/// Who knows what: a new row, or another level for the one there is. What a person says counts as declared, today.
pub fn know<'a>(call: &'a Call, person: &'a str, domain: &'a str, level: &'a str) -> Result<Make<'a>, Failure> {
    let home = known("knowledge")?;
    Ok(Box::new(move |plan| {
        let (person, domain) = (row_of(plan, "people", person)?, row_of(plan, "domains", domain)?);
        let words =
            vec![format!("level={level}"), "evidence=declared".to_string(), format!("verified={}", call.today())];
        let refused = |refusals| refused(home, &words, refusals, &|word| word.to_string());
        let mut changes = typed::assignments(home, &words).map_err(|refusal| refused(vec![refusal]))?;
        let at = Address { register: home.key(), id: Id::join(&[person.id.as_str(), domain.id.as_str()]) };
        let edit = if home.get(plan, &at.id).is_some() {
            typed::set(plan, &at, &changes, call.today()).map_err(refused)?
        } else {
            for (key, id) in [("person", &person.id), ("domain", &domain.id)] {
                let field = home.find_or_say(key).map_err(Failure::usage)?;
                changes.push(Assignment { field, assign: Assign::Set, text: id.to_string() });
            }
            typed::add(plan, home, "", &changes, call.today()).map_err(refused)?.1
        };
        let what = format!("{} knows {} at level {}", person.id, domain.id, level.trim());
        Ok((edit, Said { out: Some(at), what, fields: false, next: command(&["show", "team"]) }))
    }))
}

/// A reading of a metric on the day of the call.
pub fn record<'a>(call: &'a Call, metric: &'a str, value: &'a str) -> Result<Make<'a>, Failure> {
    let typing = register::typing(call.today());
    let read = Kind::Number.typed(Assign::Set, value, &Value::Nothing, typing);
    let reading = match read {
        Ok(Value::Number(n)) => n,
        Ok(_) => return Err(not_a_number(metric, "VALUE must be a number")),
        Err(why) => return Err(not_a_number(metric, &format!("VALUE {why}"))),
    };
    Ok(Box::new(move |plan| {
        let at = measured(plan, metric)?;
        let edit = typed::record(plan, &at, reading, call.today()).map_err(|refusals| {
            Failure::refused(refusals, Some("outgrow list metrics shows what is measured".to_string()))
        })?;
        let what = format!("recorded {} for {at} on {}", value.trim(), call.today());
        Ok((edit, Said { out: None, what, fields: false, next: command(&["show", "infra"]) }))
    }))
}

fn not_a_number(metric: &str, why: &str) -> Failure {
    Failure::usage(why).hint(format!("{}, without a unit", command(&["record", metric, "196"])))
}

fn known(key: &str) -> Result<&'static dyn Register, Failure> {
    register::register_or_say(key).map_err(Failure::usage)
}

/// A row of one register by its id or its address.
fn row_of(plan: &Plan, register: &'static str, text: &str) -> Result<Address, Failure> {
    match text.split_once('/') {
        Some((key, _)) if key != register => {
            Err(Failure::usage(format!("{register} are wanted here, not {key}")).hint(command(&["list", register])))
        }
        Some(_) => located(plan, text),
        None => located(plan, &format!("{register}/{text}")),
    }
}

/// The registers whose rows lead to a metric.
const MEASURED: [&str; 3] = ["metrics", "triggers", "objectives"];

/// What is measured under this name: an address, a bare id of a metric or of a row that names one, or a role.
/// Two rows that lead to one metric are no contradiction.
fn measured(plan: &Plan, text: &str) -> Result<Address, Failure> {
    let text = text.trim();
    if text.contains('/') {
        return located(plan, text);
    }
    let mut found: Vec<Address> = Vec::new();
    if let Some(id) = Id::parse(text) {
        for register in MEASURED {
            let at = Address { register, id: id.clone() };
            if register::row(plan, &at).is_some() {
                found.push(at);
            }
        }
    }
    if found.is_empty() {
        let metrics = &plan.metrics;
        let role = metrics.iter().find(|m| crate::model::cell::Choice::word(m.role) == text && text != "none");
        found.extend(role.map(|metric| Address { register: "metrics", id: metric.id.clone() }));
    }
    let mut metrics: Vec<Address> = found.iter().map(|at| metric_of(plan, at)).collect();
    metrics.dedup();
    match (metrics.len(), found.first()) {
        (1, Some(first)) => Ok(first.clone()),
        (0, _) | (_, None) => Err(unmeasured(plan, text)),
        _ => {
            let all: Vec<String> = found.iter().map(ToString::to_string).collect();
            Err(Failure::usage(format!("{text} stands in more than one register: write {}", all.join(" or ")))
                .hint(command(&["record", &all[0], "VALUE"])))
        }
    }
}

fn metric_of(plan: &Plan, at: &Address) -> Address {
    let field = register::register(at.register).and_then(|home| home.find("metric"));
    match register::row(plan, at).zip(field).map(|(row, field)| row.cell(field).get()) {
        Some(Value::Ref(id)) => Address { register: "metrics", id },
        _ => at.clone(),
    }
}

fn unmeasured(plan: &Plan, text: &str) -> Failure {
    let homes = MEASURED.iter().filter_map(|key| register::register(key));
    let ids: Vec<&str> = homes.flat_map(|home| home.rows(plan).map(|row| row.id().as_str())).collect();
    let near = nearest(text, &ids).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let what = crate::model::value::quoted(text);
    Failure::usage(format!("no metric, trigger, objective or role is called {what}{near}"))
        .hint("outgrow list metrics shows what is measured")
}
