//! Screens and facts as JSON and as plain records.

use serde_json::{Map, Value as Json, json};

use super::{forecast, json, map, plain, team};
use crate::analysis::checks::{Finding, State};
use crate::analysis::column::{self, Sight};
use crate::analysis::next::Step;
use crate::analysis::objectives::{Kept, KeptKind};
use crate::analysis::readiness::Part;
use crate::analysis::{Facts, World, bites, fixwhen, growth, ladder};
use crate::model::cell::Choice;
use crate::model::{Address, Plan};
use crate::register::register;
use crate::register::screens::Screen;
use crate::text::{Shown, show, word};

/// A screen: the rows of its main register, or keys of its own.
pub fn json(plan: &Plan, facts: &Facts, world: &World, screen: &Screen) -> Json {
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
                "map" => out.extend(map::more(plan, facts)),
                "infra" => {
                    out.insert("objectives".to_string(), objectives(facts));
                    out.extend(outlook(plan, facts, world));
                }
                "data" => {
                    out.insert("growth".to_string(), multiples(facts));
                    out.insert("ladder".to_string(), rungs(plan, world));
                }
                "debt" => out.extend(super::debt::json(plan, facts, world)),
                _ => {}
            }
        }
        _ => {
            for each in screen.registers.iter().filter_map(|key| register(key)) {
                out.insert(each.key().to_string(), json::rows(each, plan, facts));
            }
            if let ("time", Some(ahead)) = (screen.key, &facts.ahead) {
                out.insert("forecast".to_string(), forecast::screen(ahead));
            }
            if screen.key == "gov" {
                super::gov::json(plan, facts, world, &mut out);
            }
        }
    }
    if screen.key == "team" {
        out.extend(team::more(plan, facts, world));
    }
    Json::Object(out)
}

/// The database ladder.
fn rungs(plan: &Plan, world: &World) -> Json {
    let each = ladder::ladder(plan, world.today).into_iter().map(|rung| {
        let mut out = json!({ "id": rung.id, "what": rung.what, "done": rung.done, "begun": rung.begun });
        if let Some(before) = rung.locked_by {
            out["locked_by"] = before.into();
        }
        out
    });
    each.collect()
}

/// What bites first, the three sides, the figures of the stage, the cost at each stage, when to mend what.
fn outlook(plan: &Plan, facts: &Facts, world: &World) -> Map<String, Json> {
    let number = |n: f64| json::number(json::rounded(n));
    let first = bites::bites(plan, facts).into_iter().map(|bite| {
        let mut out = json!({ "row": address(&bite.at), "what": bite.what.as_str(), "by": bite.by });
        if let Some(when) = bite.when {
            out["when"] = json::when(when);
        }
        out
    });
    let sides = facts.growth.dimensions.iter().map(|side| {
        let mut out = json!({ "name": side.name, "planned": side.planned, "ahead": side.ahead });
        out["values"] = side.values.iter().map(|n| number(*n)).collect();
        if let Some(rate) = side.monthly {
            out["monthly"] = number(rate);
        }
        out
    });
    let ratios =
        growth::ratios(plan, world.today).into_iter().map(|ratio| (ratio.name.to_string(), number(ratio.value)));
    let costs = growth::stage_costs(plan, &facts.growth, &facts.triggers).into_iter().map(|cost| {
        let mut out = json!({ "stage": cost.stage.as_str(), "month": number(cost.month), "added": number(cost.added) });
        out["per_user"] = number(cost.per_user);
        if let Some(when) = cost.on {
            out["from"] = json::when(when);
        }
        out
    });
    let mending = fixwhen::fix_when(plan, world, &facts.growth, &facts.triggers).into_iter().map(|fix| {
        let mut out = json!({ "what": fix.what, "due": fix.due.word(), "decided_by": fix.decided });
        if let Some(day) = fix.on {
            out["on"] = day.to_string().into();
        }
        out
    });
    let blind = growth::blind_spots(plan).into_iter().map(|role| Json::from(role.word()));
    let mut out = Map::from_iter([
        ("bites_first".to_string(), first.collect()),
        ("sides".to_string(), sides.collect()),
        ("ratios".to_string(), Json::Object(ratios.collect())),
        ("blind_spots".to_string(), blind.collect()),
        ("stage_costs".to_string(), costs.collect()),
        ("fix_when".to_string(), mending.collect()),
    ]);
    if let Some((from, to)) = facts.triggers.window {
        out.insert("window".to_string(), json!({ "from": from.to_string(), "to": to.to_string() }));
    }
    out
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
fn multiples(facts: &Facts) -> Json {
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
    let count = |state: State| facts.findings.iter().filter(|f| f.hit.state == state).count();
    let timeline = facts.ahead.as_ref().map(|ahead| ("forecast".to_string(), forecast::screen(ahead)));
    let known = [
        ("readiness".to_string(), facts.readiness.iter().map(part).collect()),
        ("next".to_string(), facts.next.iter().map(step).collect()),
        ("findings".to_string(), json!({ "act": count(State::Act), "mon": count(State::Mon) })),
        ("guesses".to_string(), facts.guesses.into()),
    ];
    known.into_iter().chain(timeline).collect()
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
    let waiting = facts.waiting.iter().map(|check| json!({ "id": check.about.id, "needs": check.needs }));
    let waiting: Vec<Json> = waiting.collect();
    Map::from_iter([
        ("findings".to_string(), facts.findings.iter().map(finding).collect()),
        ("waived".to_string(), waived.into()),
        ("waiting".to_string(), waiting.into()),
    ])
}

/// The rows of a finding: first the one that mends it.
fn finding(finding: &Finding) -> Json {
    let rows: Vec<Json> =
        std::iter::once(&finding.hit.at).chain(&finding.hit.others).map(|at| address(at).into()).collect();
    let mut out = json!({
        "id": finding.about.id,
        "state": finding.hit.state.key(),
        "rows": rows,
        "field": finding.hit.field,
        "message": finding.hit.message.as_str(),
        "why": finding.about.why,
        "fix": finding.hit.fix.as_str(),
        "minutes": finding.about.minutes,
    });
    if let Some(day) = finding.hit.bites {
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
            word(finding.hit.state.key()),
            word(finding.about.id),
            show(address(&finding.hit.at)),
            word(finding.hit.field),
            show(finding.about.minutes.to_string()),
            finding.hit.bites.map_or(Shown::default(), |day| show(day.to_string())),
            finding.hit.message.clone(),
            finding.hit.fix.clone(),
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
