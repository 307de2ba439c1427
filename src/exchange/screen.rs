//! Screens and facts as JSON and as plain records.

use serde_json::{Map, Value as Json, json};

use super::{json, plain};
use crate::analysis::checks::{Finding, State};
use crate::analysis::column::{self, Sight};
use crate::analysis::next::Step;
use crate::analysis::objectives::{Kept, KeptKind};
use crate::analysis::readiness::Part;
use crate::analysis::{Facts, World};
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
            out.extend(findings(facts));
        }
        "map" | "data" | "infra" | "debt" => {
            if let Some(main) = register(screen.registers[0]) {
                out.insert("rows".to_string(), json::rows(main, plan, facts));
            }
            match screen.key {
                "infra" => drop(out.insert("objectives".to_string(), objectives(facts))),
                "data" => drop(out.insert("growth".to_string(), growth(facts))),
                _ => {}
            }
        }
        _ => {
            for each in screen.registers.iter().filter_map(|key| register(key)) {
                out.insert(each.key().to_string(), json::rows(each, plan, facts));
            }
        }
    }
    Json::Object(out)
}

/// What is left of each error budget.
fn objectives(facts: &Facts) -> Json {
    let of = |kept: &Kept| {
        let mut out = json!({ "id": kept.id.as_str() });
        if let KeptKind::Budget { allowed, used, exhausted, .. } = kept.kind {
            out["budget_minutes"] = json::number(json::rounded(allowed));
            out["used_minutes"] = json::number(json::rounded(used));
            if let Some(day) = exhausted {
                out["exhausted_on"] = day.to_string().into();
            }
        }
        out
    };
    facts.objectives.iter().map(of).collect()
}

/// When the users multiply, as far as it is known.
fn growth(facts: &Facts) -> Json {
    let Some(users) = &facts.growth.users else { return json!({}) };
    let mut out = json!({
        "weekly": json::number(json::rounded(users.weekly)),
        "x10": json::dates(&users.x10),
        "x50": json::dates(&users.x50),
        "x100": json::dates(&users.x100),
    });
    if let Some((id, dates)) = &users.next_stage {
        out["next_stage"] = json!({ "id": id.as_str(), "date": json::dates(dates) });
    }
    out
}

/// How the computed values of a row came about, by their keys.
pub fn why(plan: &Plan, facts: &Facts, world: &World, at: &Address) -> Json {
    let sight = Sight { plan, world, facts };
    let told = column::of(at.register).filter_map(|column| {
        let why = (column.explain)(&sight, &at.id)?;
        let inputs = why.inputs.iter().map(|input| {
            let mut out = json!({ "label": input.label.as_str(), "value": input.value.as_str() });
            if let Some(day) = input.on {
                out["on"] = day.to_string().into();
            }
            if let Some((at, field)) = &input.at {
                out["row"] = address(at).into();
                out["field"] = (*field).into();
            }
            out
        });
        let inputs: Vec<Json> = inputs.collect();
        let told = json!({ "rule": why.rule.as_str(), "inputs": inputs, "source": why.source });
        Some((column.key.to_string(), told))
    });
    Json::Object(told.collect())
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

fn address(at: &Address) -> String {
    if at.register == crate::register::PRODUCT { at.register.to_string() } else { at.to_string() }
}

/// What does not hold, what was accepted, and which checks wait for data.
pub fn findings(facts: &Facts) -> Map<String, Json> {
    let waived = facts.waived.iter().map(|waived| {
        let mut out = finding(&waived.finding);
        out["waiver"] = waived.waiver.as_str().into();
        out["reason"] = waived.reason.as_str().into();
        if let Some(day) = waived.until {
            out["until"] = day.to_string().into();
        }
        out
    });
    let waived: Vec<Json> = waived.collect();
    let waiting = facts.waiting.iter().map(|check| json!({ "id": check.id, "needs": check.needs }));
    let waiting: Vec<Json> = waiting.collect();
    Map::from_iter([
        ("findings".to_string(), facts.findings.iter().map(finding).collect()),
        ("waived".to_string(), waived.into()),
        ("waiting".to_string(), waiting.into()),
    ])
}

/// The rows of a finding: first the one that mends it.
fn finding(finding: &Finding) -> Json {
    let rows: Vec<Json> = std::iter::once(&finding.at).chain(&finding.others).map(|at| address(at).into()).collect();
    let mut out = json!({
        "id": finding.check,
        "state": finding.state.key(),
        "rows": rows,
        "field": finding.field,
        "message": finding.message.as_str(),
        "why": finding.why,
        "fix": finding.fix.as_str(),
        "minutes": finding.minutes,
    });
    if let Some(day) = finding.bites {
        out["bites"] = day.to_string().into();
    }
    out
}

fn step(step: &Step) -> Json {
    let mut out = json!({
        "what": step.what.as_str(), "state": step.state.key(), "minutes": step.minutes, "screen": step.screen
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
    let mut out = json!({ "screen": part.screen.key, "name": part.name.as_str(), "state": part.state.key() });
    if let Some(progress) = part.progress {
        out["progress"] = json::number(progress);
    }
    out["rows"] = part.rows.into();
    out["findings"] = part.broken.into();
    out
}

/// A screen as plain records: its findings, its next steps, or the rows of its main register.
pub fn records(plan: &Plan, facts: &Facts, screen: &Screen) -> String {
    match screen.key {
        "home" => facts.next.iter().map(next_record).collect(),
        "checks" => finding_records(facts),
        _ => register(screen.registers[0])
            .map(|main| main.rows(plan).map(|each| plain::row(main, each, facts)).collect())
            .unwrap_or_default(),
    }
}

/// One finding a line: state, check, row, field, minutes, the day it bites, message, what mends it.
pub fn finding_records(facts: &Facts) -> String {
    let each = facts.findings.iter().map(|finding| {
        plain::line(&[
            word(finding.state.key()),
            word(finding.check),
            show(address(&finding.at)),
            word(finding.field),
            show(finding.minutes.to_string()),
            finding.bites.map_or(Shown::default(), |day| show(day.to_string())),
            finding.message.clone(),
            finding.fix.clone(),
        ])
    });
    each.collect()
}

fn next_record(step: &Step) -> String {
    plain::line(&[
        word(step.state.key()),
        show(step.minutes.to_string()),
        word(step.screen),
        step.at.as_ref().map_or(Shown::default(), |at| show(address(at))),
        word(step.field.unwrap_or("")),
        step.what.clone(),
    ])
}
