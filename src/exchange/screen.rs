//! Screens and facts as JSON and as plain records.

use serde_json::{Map, Value as Json, json};

use super::{json, plain};
use crate::analysis::Facts;
use crate::analysis::checks::{Finding, State};
use crate::analysis::next::Step;
use crate::analysis::readiness::Part;
use crate::model::{Address, Plan};
use crate::register::register;
use crate::register::screens::Screen;
use crate::text::{Shown, show, word};

/// A screen: the rows of its main register, or keys of its own.
pub fn json(plan: &Plan, facts: &Facts, screen: &Screen) -> Json {
    let mut out = json::envelope();
    out.insert("screen".to_string(), screen.key.into());
    match screen.key {
        "home" => out.extend(home(facts)),
        "checks" => {
            out.insert("findings".to_string(), facts.findings.iter().map(finding).collect());
        }
        "map" | "data" | "infra" | "debt" => {
            if let Some(main) = register(screen.registers[0]) {
                out.insert("rows".to_string(), json::rows(main, plan));
            }
        }
        _ => {
            for each in screen.registers.iter().filter_map(|key| register(key)) {
                out.insert(each.key().to_string(), json::rows(each, plan));
            }
        }
    }
    Json::Object(out)
}

/// How far, what next, what does not hold.
pub fn home(facts: &Facts) -> Map<String, Json> {
    let count = |state: State| facts.findings.iter().filter(|f| f.state == state).count();
    Map::from_iter([
        ("readiness".to_string(), facts.readiness.iter().map(part).collect()),
        ("next".to_string(), facts.next.iter().map(step).collect()),
        ("findings".to_string(), json!({ "act": count(State::Act), "mon": count(State::Mon) })),
        ("guesses".to_string(), facts.guesses.into()),
    ])
}

/// A state as JSON and plain records write it.
fn state(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Mon => "mon",
        State::Act => "act",
        State::Unknown => "?",
    }
}

fn address(at: &Address) -> String {
    if at.register == crate::register::PRODUCT { at.register.to_string() } else { at.to_string() }
}

fn finding(finding: &Finding) -> Json {
    json!({
        "check": finding.check,
        "state": state(finding.state),
        "row": address(&finding.at),
        "field": finding.field,
        "message": finding.message.as_str(),
    })
}

fn step(step: &Step) -> Json {
    let mut out = json!({
        "what": step.what.as_str(), "state": state(step.state), "minutes": step.minutes, "screen": step.screen
    });
    if let Some(at) = &step.at {
        out["row"] = address(at).into();
    }
    if let Some(field) = step.field {
        out["field"] = field.into();
    }
    out
}

fn part(part: &Part) -> Json {
    let mut out = json!({ "screen": part.screen.key, "name": part.name.as_str(), "state": state(part.state) });
    if let Some(progress) = part.progress {
        out["progress"] = json::number(progress);
    }
    out["rows"] = part.rows.into();
    out["findings"] = part.broken.into();
    out
}

/// A screen as plain records: its findings, its next steps, or the rows of its main register.
pub fn records(plan: &Plan, facts: &Facts, screen: &Screen) -> String {
    let row = |at: &Address| show(address(at));
    match screen.key {
        "home" => facts.next.iter().map(next_record).collect(),
        "checks" => facts
            .findings
            .iter()
            .map(|f| plain::line(&[word(state(f.state)), word(f.check), row(&f.at), word(f.field), f.message.clone()]))
            .collect(),
        _ => register(screen.registers[0])
            .map(|main| main.rows(plan).map(|each| plain::row(main, each)).collect())
            .unwrap_or_default(),
    }
}

fn next_record(step: &Step) -> String {
    plain::line(&[
        word(state(step.state)),
        show(step.minutes.to_string()),
        word(step.screen),
        step.at.as_ref().map_or(Shown::default(), |at| show(address(at))),
        word(step.field.unwrap_or("")),
        step.what.clone(),
    ])
}
