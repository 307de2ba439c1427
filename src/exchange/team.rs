//! What the team screen says beyond its rows: who carries what, what would be, who learns what, the stages ahead.

use serde_json::{Map, Value as Json, json};

use super::json;
use crate::analysis::knowledge::{self, Area, Bus, Pack, Pairing, What, areas, bus, pack, what_if};
use crate::analysis::roadmap::{Lags, Roadmap, Step};
use crate::analysis::{Facts, World};
use crate::model::{Address, Id, Plan};

/// The keys beside the rows.
pub fn more(plan: &Plan, facts: &Facts, world: &World) -> Map<String, Json> {
    let all = areas(plan, world.today);
    let bus = facts.carried.bus.clone().unwrap_or_else(|| bus(&all));
    let leaning = |area: &Id| facts.carried.get(area).map_or(0, |held| held.stops.len());
    let way = knowledge::way(plan, &all, world.today, leaning);
    let mut out = overall(&bus);
    let held = facts.carried.areas.iter().map(|held| {
        json!({
            "id": held.area.as_str(),
            "bus_factor": held.holders.len(),
            "holders": ids(&held.holders),
            "stops": addresses(&held.stops),
        })
    });
    out.insert("areas".to_string(), held.collect());
    out.insert("bridges".to_string(), ids(&facts.carried.bridges));
    out.insert("what_if".to_string(), what_ifs(plan, facts, &all));
    out.insert("pairings".to_string(), way.pairings.iter().map(pairing).collect());
    out.insert("pairing_days".to_string(), days(way.work));
    out.insert("short".to_string(), ids(&way.short));
    if let Some(pack) = pack(plan, &all, world.today) {
        out.insert("succession".to_string(), succession(&pack));
    }
    out.insert("stage".to_string(), stage(&facts.roadmap));
    out
}

fn ids(ids: &[Id]) -> Json {
    ids.iter().map(|id| Json::from(id.as_str())).collect()
}

fn addresses(all: &[Address]) -> Json {
    all.iter().map(|at| Json::from(at.to_string())).collect()
}

/// Minutes of work as person-days.
fn days(minutes: u64) -> Json {
    json::number(json::rounded(minutes as f64 / 480.0))
}

/// `bus_factor` is left out where there is no area.
fn overall(bus: &Bus) -> Map<String, Json> {
    let mut out = Map::new();
    if let Some(factor) = bus.factor {
        out.insert("bus_factor".to_string(), factor.into());
    }
    out.insert("witness".to_string(), ids(&bus.witness));
    out.insert("only_witness".to_string(), bus.only.into());
    out.insert("exact".to_string(), bus.exact.into());
    out.insert("areas_lost".to_string(), bus.lost.into());
    out
}

/// What follows if each of those leaves who alone could mend something.
fn what_ifs(plan: &Plan, facts: &Facts, all: &[Area<'_>]) -> Json {
    let mut people: Vec<&Id> = facts.carried.single().flat_map(|held| &held.holders).collect();
    people.sort_unstable();
    people.dedup();
    let each = people.into_iter().map(|id| {
        let effect = what_if(plan, all, &[What::Leaves(id.clone())]);
        json!({
            "leaves": id.as_str(),
            "nobody": ids(&effect.nobody),
            "single": ids(&effect.single),
            "unowned": addresses(&effect.unowned),
            "days_a_week": json::number(json::rounded(effect.days_a_week)),
        })
    });
    each.collect()
}

fn pairing(pairing: &Pairing) -> Json {
    let mut out = json!({
        "person": pairing.learner.as_str(),
        "area": pairing.area.as_str(),
        "weeks": pairing.weeks,
        "days": days(pairing.work),
        "starts": pairing.starts.to_string(),
        "ends": pairing.ends.to_string(),
    });
    if let Some(teacher) = &pairing.teacher {
        out["teacher"] = teacher.as_str().into();
    }
    if pairing.too_late {
        out["too_late"] = true.into();
    }
    out
}

fn succession(pack: &Pack) -> Json {
    let pieces = pack.pieces.iter().map(|piece| {
        let mut out = json!({ "what": piece.what, "written": piece.written });
        if let Some(area) = &piece.area {
            out["area"] = area.as_str().into();
        }
        if let Some(hours) = piece.hours {
            out["hours"] = json::number(json::rounded(hours));
        }
        out
    });
    let mut out = json!({ "person": pack.person.as_str() });
    out["pieces"] = pieces.collect();
    if let Some(stranger) = &pack.stranger {
        out["stranger"] = stranger.as_str().into();
    }
    if let Some(hours) = pack.hours {
        out["hours"] = json::number(json::rounded(hours));
    }
    if let Some(drill) = pack.drill {
        out["drill"] = drill.to_string().into();
    }
    out
}

/// Where the team stands, and the stages. What is not known is left out.
fn stage(roadmap: &Roadmap) -> Json {
    let mut out = json!({ "heads": roadmap.heads });
    for (key, id) in [("by_users", &roadmap.by_users), ("by_heads", &roadmap.by_heads)] {
        if let Some(id) = id {
            out[key] = id.as_str().into();
        }
    }
    if let Some(lags) = roadmap.lags {
        out["lags"] = match lags {
            Lags::Heads => "heads",
            Lags::Users => "users",
            Lags::Neither => "neither",
        }
        .into();
    }
    out["stages"] = roadmap.stages.iter().map(step).collect();
    out
}

fn step(step: &Step) -> Json {
    let mut out = json!({
        "id": step.stage.as_str(),
        "begun": step.begun,
        "heads": step.heads,
        "planned": ids(&step.planned),
    });
    if let Some(dates) = &step.enters {
        out["enters"] = json::dates(dates);
    }
    if let Some(day) = step.hire_by {
        out["hire_by"] = day.to_string().into();
    }
    if let Some(missing) = step.missing {
        out["missing"] = missing.into();
    }
    if let Some(month) = step.month {
        out["cost_month"] = json::number(json::rounded(month));
    }
    out
}
