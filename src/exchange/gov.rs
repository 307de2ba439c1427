//! The governance screen's own keys in JSON: agenda, cadences with their steps, gates, rota, records, the review.

use serde_json::{Map, Value as Json, json};

use super::json::{number, rounded};
use crate::analysis::governance::agenda::agenda;
use crate::analysis::governance::{records, review, rota};
use crate::analysis::{Facts, World};
use crate::model::{Day, Plan};
use crate::report::changes;

/// Days that the agenda looks ahead, and weeks that the rota is planned for.
const AHEAD: i64 = 366;
const WEEKS: usize = 12;

fn plain(n: f64) -> Json {
    number(rounded(n))
}

/// Adds them; the rows of the cadences get their next step and the missed ones.
pub fn json(plan: &Plan, facts: &Facts, world: &World, out: &mut Map<String, Json>) {
    if let Some(Json::Array(rows)) = out.get_mut("cadences") {
        for (row, steps) in rows.iter_mut().zip(&facts.governance.cadences) {
            if let Some(day) = steps.next {
                row["next"] = day.to_string().into();
            }
            row["missed"] = steps.missed.iter().map(Day::to_string).collect();
            if steps.missed_count > steps.missed.len() {
                row["missed_count"] = steps.missed_count.into();
            }
        }
    }
    let until = world.today.plus(AHEAD).unwrap_or(world.today);
    let dates = agenda(plan, world, facts, until).into_iter().map(|item| {
        let mut out = json!({
            "date": item.day.to_string(),
            "kind": item.kind.word(),
            "id": item.at.id.as_str(),
            "register": item.at.register,
            "what": item.what.as_str(),
        });
        if let Some(owner) = item.owner {
            out["owner"] = owner.as_str().into();
        }
        if item.late {
            out["late"] = true.into();
        }
        out
    });
    out.insert("agenda".to_string(), dates.collect());
    let gates = facts.governance.gates.iter().map(|gate| {
        json!({
            "milestone": gate.milestone.as_str(),
            "process": gate.need.word(),
            "slack_days": gate.slack,
            "date": gate.on.to_string(),
            "required": gate.required,
            "standing": gate.standing.word(),
            "lacks": gate.lacks,
        })
    });
    out.insert("gates".to_string(), gates.collect());
    out.insert("rota".to_string(), turns(plan, facts, world));
    let due = facts.governance.records.iter().map(|due| {
        json!({ "row": due.at.to_string(), "field": due.field, "message": review::says(plan, due), "minutes": records::MINUTES })
    });
    out.insert("records_due".to_string(), due.collect());
    let flags = &facts.governance.flags;
    out.insert(
        "flag_count".to_string(),
        json!({
            "open": flags.len(),
            "stale": facts.governance.stale(),
            "endless": flags.iter().filter(|flag| flag.endless).count(),
            "unowned": flags.iter().filter(|flag| !flag.owned).count(),
        }),
    );
    out.insert("hours_month".to_string(), plain(facts.governance.hours));
    out.insert("review".to_string(), walk(plan, facts, world));
}

fn turns(plan: &Plan, facts: &Facts, world: &World) -> Json {
    let bench = &facts.governance.bench;
    let rota = rota::rota(plan, world.today, WEEKS);
    let weeks = rota.weeks.iter().map(|week| {
        let turns = week.turns.iter().map(|turn| {
            let mut out = json!({ "from": turn.from.to_string(), "to": turn.to.to_string() });
            if let Some(person) = &turn.person {
                out["person"] = person.as_str().into();
            }
            out
        });
        json!({ "start": week.start.to_string(), "turns": turns.collect::<Vec<_>>() })
    });
    let people = rota.hours.iter().map(|(id, hours)| json!({ "id": id.as_str(), "hours": plain(*hours) }));
    json!({
        "bench": bench.people.len(),
        "least": bench.least,
        "covers": bench.covers(),
        "answer": bench.answer().as_str(),
        "people": people.collect::<Vec<_>>(),
        "weeks": weeks.collect::<Vec<_>>(),
        "uncovered_days": rota.uncovered,
    })
}

fn walk(plan: &Plan, facts: &Facts, world: &World) -> Json {
    let items = review::items(plan, world, facts);
    let carried = review::carried(&items);
    let each = items.into_iter().map(|item| {
        let mut out = json!({
            "row": item.at.to_string(), "topic": item.topic.word(), "why": item.why.as_str(), "carried": item.carried
        });
        if let Some(day) = item.on {
            out["on"] = day.to_string().into();
        }
        out
    });
    let mut out = json!({ "items": each.collect::<Vec<_>>(), "carried": carried });
    out["next"] = review::next(plan, world, facts).to_string().into();
    if let Some(last) = review::last(plan, world.today).and_then(|review| review.at) {
        out["last"] = last.to_string().into();
    }
    if let Some(before) = &world.last_review {
        let rows = changes::rows(&before.plan, plan);
        out["since"] = json!({
            "commit": before.commit.raw(),
            "changed": rows.len(),
            "acted": crate::analysis::debt::acted::between(&before.plan, plan).len(),
        });
    }
    out
}
