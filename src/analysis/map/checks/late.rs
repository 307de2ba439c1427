//! Cuts that come too late or too early: past their last safe start, against what is said, halted, before anything asks.

use super::inner;
use crate::analysis::checks::{Hit, State, at};
use crate::analysis::column::{Sight, short};
use crate::analysis::map::Need;
use crate::model::cell::Choice;
use crate::model::{Pattern, Separation, Standing};

pub fn late(sight: &Sight<'_>) -> Vec<Hit> {
    let today = sight.world.today;
    let each = inner(sight).filter_map(|(domain, cut)| {
        let Need::Forced { on, .. } = &cut.need else { return None };
        let ahead = crate::analysis::triggers::AHEAD;
        let (state, message) = match cut.latest {
            Some(latest) if latest <= today => (
                State::Act,
                format!(
                    "{} is needed apart by {}; to be ready, the cut had to start by {}.",
                    domain.name.show(),
                    on.words(),
                    latest.words(),
                ),
            ),
            Some(latest) if latest.since(today) <= ahead => (
                State::Mon,
                format!(
                    "{} is needed apart by {}; to be ready, the cut has to start by {}.",
                    domain.name.show(),
                    on.words(),
                    latest.words(),
                ),
            ),
            Some(_) => return None,
            None => (
                State::Act,
                format!(
                    "{} is needed apart by {}, and nobody gives any time of the week to it.",
                    domain.name.show(),
                    on.words(),
                ),
            ),
        };
        let fix = format!("start it, or outgrow set domains/{} separation=later", domain.id);
        let hit = Hit::new(state, at("domains", &domain.id), "separation", message);
        Some(hit.fix(fix).bites(Some(*on)))
    });
    each.collect()
}

pub fn staying(sight: &Sight<'_>) -> Vec<Hit> {
    let each = inner(sight).filter(|(domain, _)| domain.separation == Some(Separation::Stay));
    let each = each.filter_map(|(domain, cut)| {
        let Need::Forced { on, by } = &cut.need else { return None };
        let (row, _) = by.at(&domain.id);
        let message = format!("{} is to stay, and {row} asks for a cut by {}.", domain.name.show(), on.words());
        let fix = format!("outgrow set domains/{} separation=later", domain.id);
        let hit = Hit::new(State::Mon, at("domains", &domain.id), "separation", message);
        Some(hit.fix(fix).bites(Some(*on)).with(vec![row]))
    });
    each.collect()
}

/// Days without progress after which a move stands still.
const STILL: i64 = 28;

pub fn stalled(sight: &Sight<'_>) -> Vec<Hit> {
    let each = inner(sight).filter_map(|(domain, cut)| {
        let moved = cut.moved.as_ref().filter(|moved| !moved.is_over() && moved.percent > 0.0)?;
        let back = moved.rate.is_some_and(|rate| rate <= 0.0);
        if moved.still <= STILL && !back {
            return None;
        }
        let cost = moved.week.map_or(String::new(), |week| format!(" Running both costs {week} a week."));
        let message = format!(
            "{}: {} % of its traffic is on the new side, and for {} weeks no more has moved.{cost}",
            domain.name.show(),
            short(moved.percent),
            moved.still / 7,
        );
        let fix = format!("outgrow set domains/{} moved+=TODAY:PERCENT", domain.id);
        Some(Hit::new(State::Mon, at("domains", &domain.id), "moved", message).fix(fix))
    });
    each.collect()
}

pub fn early(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, facts) = (sight.plan, sight.facts);
    let standing = |s: Standing| matches!(s, Standing::Proposed | Standing::Accepted);
    let each = plan.decisions.iter().filter(|d| d.pattern != Pattern::None && standing(d.standing));
    let each = each.filter(|decision| {
        let near = |domains: &[crate::model::Id]| {
            domains.is_empty()
                || decision.domains.0.is_empty()
                || domains.iter().any(|domain| decision.domains.0.contains(domain))
        };
        let pressed = plan.triggers.iter().any(|trigger| {
            let watch = facts.triggers.get(&trigger.id);
            near(&trigger.domains.0) && watch.is_some_and(|w| matches!(w.state, State::Act | State::Mon))
        });
        !pressed
    });
    let each = each.map(|decision| {
        let message = format!(
            "{} chooses {}, and no trigger on what it concerns is due.",
            decision.name.show(),
            decision.pattern.word(),
        );
        let fix = format!("outgrow set decisions/{} pattern=none until a trigger asks for it", decision.id);
        Hit::new(State::Mon, at("decisions", &decision.id), "pattern", message).fix(fix)
    });
    each.collect()
}
