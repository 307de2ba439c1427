//! The debt screen's own keys in JSON: the share of every sprint, time to build, the audit, mending against rewriting.

use serde_json::{Map, Value as Json, json};

use super::json::{number, rounded};
use crate::analysis::debt::{acted, rewrite, stabilise};
use crate::analysis::{Facts, World, growth};
use crate::model::cell::Choice;
use crate::model::{Id, Plan};

fn plain(n: f64) -> Json {
    number(rounded(n))
}

fn ids(list: &[Id]) -> Json {
    list.iter().map(|id| Json::from(id.as_str())).collect()
}

/// Everything beside the rows.
pub fn json(plan: &Plan, facts: &Facts, world: &World) -> Map<String, Json> {
    let mut out = Map::from_iter([
        ("rule_20".to_string(), rule(plan, facts)),
        ("build_time".to_string(), build(facts)),
        ("action_rate".to_string(), moved(plan)),
        ("stabilise".to_string(), first(plan, world)),
    ]);
    let weights = facts.debts.weights;
    out.insert(
        "weights".to_string(),
        json!({ "stability": plain(weights.stability), "velocity": plain(weights.velocity), "priced": weights.priced }),
    );
    if let Some(audit) = facts.debts.audit {
        let late = world.today.since(audit.due).max(0);
        out.insert(
            "audit".to_string(),
            json!({
                "due": audit.due.to_string(),
                "done": audit.done,
                "late_days": if audit.done { 0 } else { late },
                "late_start": audit.late_start,
            }),
        );
    }
    if let Some(ratio) = growth::ratios(plan, world.today).into_iter().find(|ratio| ratio.name == "debt ratio") {
        out.insert("debt_ratio".to_string(), json!({ "value": plain(ratio.value), "rule": ratio.rule }));
    }
    if let Some(reach) = rewrite::reach(plan) {
        out.insert(
            "mending".to_string(),
            json!({
                "debts": ids(&reach.debts),
                "benefit": plain(reach.benefit),
                "days": plain(reach.days),
                "enough": reach.enough,
            }),
        );
    }
    out
}

/// Days due, paid and owed over the closed sprints that count; how it stands; what fits the days owed this sprint.
fn rule(plan: &Plan, facts: &Facts) -> Json {
    let rule = &facts.debts.rule;
    let mut out = json!({
        "target": plain(rule.due),
        "spent": plain(rule.paid),
        "deficit": plain(rule.deficit),
        "state": rule.state.word(),
        "owed_days": plain(rule.owed),
        "share": plain(rule.target),
        "sprints": rule.counted.iter().map(|at| Json::from(rule.sprints[*at].id.as_str())).collect::<Vec<_>>(),
        "fits": ids(&rule.fits),
    });
    if let Some(share) = rule.paid_share() {
        out["spent_share"] = plain(share);
    }
    if let Some(at) = rule.current {
        out["current"] = rule.sprints[at].id.as_str().into();
    }
    if let Some(asked) = &rule.asked {
        out["escalated_to"] = asked.whom.as_str().into();
        if let Some(day) = asked.on {
            out["escalated_on"] = day.to_string().into();
        }
    }
    if let Some(waived) = &rule.waived {
        let reason = plan.sprints.get(&waived.sprint).map_or("", |sprint| sprint.waiver.raw());
        out["waiver"] = json!({ "reason": reason, "until": waived.until.to_string() });
    }
    out
}

/// The ratio and its range only where there are pairs enough.
fn build(facts: &Facts) -> Json {
    let time = &facts.debts.build;
    let mut out = json!({ "pairs": time.pairs });
    if let Some(change) = time.change {
        out["ratio"] = plain(change.ratio);
        out["low"] = plain(change.low);
        out["high"] = plain(change.high);
        out["then_days"] = plain(change.then);
        out["now_days"] = plain(change.now);
        out["size"] = change.size.word().into();
    }
    out
}

fn moved(plan: &Plan) -> Json {
    let each = acted::rates(plan).into_iter().map(|moved| {
        let mut out = json!({ "review": moved.review.as_str() });
        if let Some(acted) = moved.acted {
            out["acted"] = acted.into();
        }
        if let Some(rate) = moved.rate {
            out["percent"] = plain(rate);
        }
        out
    });
    each.collect()
}

fn first(plan: &Plan, world: &World) -> Json {
    let slots = stabilise::slots(plan).map(|slot| json!({ "id": slot.id, "what": slot.what, "filled": slot.filled }));
    let papers =
        stabilise::papers(plan).map(|paper| json!({ "id": paper.id, "what": paper.what, "there": paper.there }));
    let paths = stabilise::paths(plan, world.today).map(|path| {
        let mut out = json!({ "id": path.id, "what": path.what, "trust": plain(path.trust) });
        if let Some(day) = path.green {
            out["green"] = day.to_string().into();
        }
        out
    });
    json!({
        "seeing": Json::from(slots.to_vec()),
        "tests": Json::from(paths.to_vec()),
        "papers": Json::from(papers.to_vec()),
        "credential_leaked": stabilise::leaked(plan).is_some(),
    })
}
