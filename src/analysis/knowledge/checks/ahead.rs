//! What should be there one day and is not: a pack for whoever comes after, people for the next stage.

use crate::analysis::checks::{Hit, State, at};
use crate::analysis::column::{Sight, listed, short};
use crate::analysis::knowledge::{areas, pack};
use crate::analysis::trend::When;
use crate::analysis::triggers::AHEAD;

/// A pack that is missing is no alarm: one sentence with all that is not there.
pub fn alone(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let Some(pack) = pack(plan, &areas(plan, today), today) else { return Vec::new() };
    let unwritten: Vec<&str> = pack.pieces.iter().filter(|piece| !piece.written).map(|piece| piece.what).collect();
    let mut missing = Vec::new();
    if !unwritten.is_empty() {
        missing.push(format!("nothing is written down on {}", listed(&unwritten)));
    }
    if pack.stranger.is_none() {
        missing.push("nobody is named who would take over".to_string());
    }
    if pack.drill.is_none() {
        missing.push("nobody has tried it".to_string());
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let message =
        format!("For the day on which {} does not come, {}.", super::person(plan, &pack.person), listed(&missing));
    let piece = pack.pieces.iter().find(|piece| !piece.written).and_then(|piece| piece.area.as_ref());
    let (row, field, fix) = match (piece, &pack.stranger) {
        (Some(area), _) => {
            (at("domains", area), "note", format!("outgrow set domains/{area} note=\"WHERE IT IS WRITTEN\""))
        }
        (None, None) if !unwritten.is_empty() => (
            at("people", &pack.person),
            "note",
            "outgrow add domains \"Deploy\" kind=operations note=\"WHERE IT IS WRITTEN\"".to_string(),
        ),
        (None, None) => (at("people", &pack.person), "note", "outgrow add people NAME kind=external-team".to_string()),
        (None, Some(_)) => {
            (at("people", &pack.person), "note", "outgrow add cadences \"Restore drill\" every=3mo".to_string())
        }
    };
    vec![Hit::new(State::Mon, row, field, message).fix(fix)]
}

pub fn hires(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today, roadmap) = (sight.plan, sight.world.today, &sight.facts.roadmap);
    let each = roadmap.stages.iter().filter_map(|step| {
        let stage = plan.stages.get(&step.stage)?;
        let missing = step.missing.filter(|missing| *missing > 0)?;
        let (name, least) = (stage.name.show(), short(stage.heads_min?));
        let fix = format!("outgrow add people NAME kind=planned-hire joins=DAY stage={}", stage.id);
        if step.begun {
            // Stages that are over want nothing any more.
            let here = roadmap.by_users.as_ref() == Some(&step.stage);
            let message = format!("{name} has begun with {} of {least} people.", step.heads);
            return here.then(|| Hit::new(State::Mon, at("stages", &stage.id), "heads_min", message).fix(fix));
        }
        let When::On(begins) = step.enters?.p50 else { return None };
        let by = step.hire_by?;
        if by.since(today) > AHEAD {
            return None;
        }
        let (state, verb) = if by <= today { (State::Act, "had") } else { (State::Mon, "has") };
        let message = format!(
            "{name} begins about {} and asks for {least} people; {} by then. To find {missing} more, the search \
             {verb} to begin by {}.",
            begins.words(),
            if step.heads == 1 { "1 is there".to_string() } else { format!("{} are there", step.heads) },
            by.words(),
        );
        let hit = Hit::new(state, at("stages", &stage.id), "heads_min", message);
        Some(hit.fix(fix).bites(Some(begins)))
    });
    each.collect()
}
