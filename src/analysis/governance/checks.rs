//! What was promised and is not kept: what recurs, what stands before a promise, who answers, what is decided.

use super::gates::{Need, Stand, cadence_of};
use super::records::{self, Why};
use super::review;
use crate::analysis::capacity::elapsed;
use crate::analysis::checks::{About, Check, Hit, State, at, modes};
use crate::analysis::column::{Sight, listed};
use crate::analysis::knowledge::is_here;
use crate::model::field::Record;
use crate::model::{Address, DataModelKind, Id, Plan, Process, Status};

/// What recurs, then promises, people and decisions.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: "cadence-day",
            what: "what recurs has a day and a pause",
            why: "What has no day is done when there is time, and there never is.",
            minutes: 2,
        },
        needs: "a cadence with an owner or an entry",
        ready: |plan| plan.cadences.iter().any(|row| row.owner.id().is_some() || !row.held.0.is_empty()),
        find: undated,
    },
    Check {
        about: About {
            id: "missed",
            what: "steps that passed without an entry",
            why: "A rhythm that breaks unnoticed is gone after the third time.",
            minutes: 10,
        },
        needs: "a cadence with a day",
        ready: |plan| plan.cadences.iter().any(|row| row.next.is_some() || !row.held.0.is_empty()),
        find: missed,
    },
    Check {
        about: About {
            id: "same-artifact",
            what: "reviews that leave something new behind",
            why: "The same file every time says that nothing was decided.",
            minutes: 30,
        },
        needs: "a cadence that was held twice",
        ready: |plan| plan.cadences.iter().any(|row| row.held.0.len() > 1),
        find: same_artifact,
    },
    Check {
        about: About {
            id: "gate",
            what: "processes in place before a promise",
            why: "An enterprise or an investor asks for them, and none of them is set up overnight.",
            minutes: 120,
        },
        needs: "a milestone with an enterprise or an investor",
        ready: |plan| plan.milestones.iter().any(|row| row.at.is_some()),
        find: early_enough,
    },
    Check {
        about: About {
            id: "on-call",
            what: "turns on call that last",
            why: "Whoever is always on call leaves, and until then answers slower every month.",
            minutes: 60,
        },
        needs: "somebody who takes turns on call",
        ready: |plan| plan.people.iter().any(|person| person.on_call),
        find: on_call,
    },
    Check {
        about: About {
            id: "gone-owner",
            what: "owners who are still here",
            why: "What belongs to somebody who left belongs to nobody.",
            minutes: 5,
        },
        needs: "a cadence, flag or decision with an owner",
        ready: |plan| {
            plan.cadences.iter().any(|row| row.owner.id().is_some())
                || plan.flags.iter().any(|row| row.owner.id().is_some())
        },
        find: gone,
    },
    Check {
        about: About {
            id: "severities",
            what: "levels of incidents that oblige to something",
            why: "How soon somebody must answer is agreed by day, or argued about by night.",
            minutes: 20,
        },
        needs: "an incident with a severity, or severities",
        ready: |plan| !plan.severities.is_empty() || plan.incidents.iter().any(|incident| incident.severity.is_some()),
        find: severities,
    },
    Check {
        about: About {
            id: "stale-flags",
            what: "feature flags with an owner and a day to go",
            why: "Every flag that stays doubles the ways in which the product can be on.",
            minutes: 30,
        },
        needs: "a feature flag",
        ready: |plan| !plan.flags.is_empty(),
        find: stale,
    },
    Check {
        about: About {
            id: "record-due",
            what: "decision records for what changed",
            why: "In a year somebody asks why it is so, and whoever knew is gone.",
            minutes: records::MINUTES,
        },
        needs: "a vendor, a decision with a trigger, or a plan of the last review",
        ready: |plan| {
            plan.domains.iter().any(|domain| !domain.vendor.is_empty())
                || plan.decisions.iter().any(|row| row.void_when.id().is_some())
                || plan.models.iter().any(|model| model.status == Status::Done)
                || !plan.reviews.is_empty()
        },
        find: unwritten,
    },
    Check {
        about: About {
            id: "review-commit",
            what: "reviews that say at which commit they were held",
            why: "Without it nobody can tell what came of the last one.",
            minutes: 2,
        },
        needs: "a review",
        ready: |plan| !plan.reviews.is_empty(),
        find: no_commit,
    },
];

fn undated(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.cadences.iter().filter_map(|cadence| {
        let steps = sight.facts.governance.cadence(&cadence.id)?;
        // Nobody has taken it up yet: that is another finding's.
        if cadence.owner.id().is_none() && cadence.held.0.is_empty() && cadence.next.is_none() {
            return None;
        }
        let name = cadence.name.show();
        let (field, message, value) = match (cadence.every.is_some(), steps.every) {
            (true, None) => ("every", format!("{name}: a pause below a day is no rhythm."), "2w"),
            (false, _) => ("every", format!("{name} does not say how often it takes place."), "2w"),
            (true, Some(_)) if steps.next.is_none() => ("next", format!("{name} has no day on which it falls."), "DAY"),
            _ => return None,
        };
        let fix = format!("outgrow set cadences/{} {field}={value}", cadence.id);
        Some(Hit::new(State::Mon, at("cadences", &cadence.id), field, message).fix(fix))
    });
    each.collect()
}

fn missed(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.cadences.iter().filter_map(|cadence| {
        let steps = sight.facts.governance.cadence(&cadence.id)?;
        let last = steps.missed.last()?;
        let name = cadence.name.show();
        let message = match steps.missed_count {
            1 => format!("{name} was due on {} and has no entry.", last.words()),
            n => format!("{name} was missed {n} times, the last time on {}.", last.words()),
        };
        let fix = format!("outgrow set cadences/{} held+={last}:LINK next=DAY", cadence.id);
        Some(Hit::new(State::Mon, at("cadences", &cadence.id), "held", message).fix(fix).bites(Some(*last)))
    });
    each.collect()
}

fn same_artifact(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.plan.cadences.iter().filter_map(|cadence| {
        let steps = sight.facts.governance.cadence(&cadence.id)?;
        let day = steps.repeated.last()?;
        let link = cadence.held.0.get(day)?;
        let message = format!(
            "{} on {} left {} behind, as it had before.",
            cadence.name.show(),
            day.words(),
            link.show().cut(60),
        );
        let fix = "link what that time decided, each time a file or a commit of its own";
        Some(Hit::new(State::Mon, at("cadences", &cadence.id), "held", message).fix(fix))
    });
    each.collect()
}

/// Days of slack below which a gate is urgent.
pub const TIGHT: i64 = 14;

fn early_enough(sight: &Sight<'_>) -> Vec<Hit> {
    let mut found: Vec<Hit> = Vec::new();
    let mut told: Vec<Need> = Vec::new();
    for gate in &sight.facts.governance.gates {
        if !gate.required || gate.standing == Stand::InPlace || told.contains(&gate.need) {
            continue;
        }
        // That there is no flag at all while an enterprise waits is a failure mode of its own.
        let no_flag = sight.plan.flags.is_empty() && modes::next_enterprise(sight).is_some();
        if gate.need == Need::Process(Process::Flags) && no_flag {
            continue;
        }
        // What has its day in time is on its way.
        if matches!(gate.standing, Stand::Dated(_)) && gate.slack >= 0 && !gate.lacks.contains(&"an owner") {
            continue;
        }
        told.push(gate.need);
        let Some(milestone) = sight.plan.milestones.get(&gate.milestone) else { continue };
        let days = |n: i64| if n == 1 { "1 day".to_string() } else { format!("{n} days") };
        let wait = match (gate.standing, gate.slack) {
            (Stand::Dated(day), slack) if slack < 0 => {
                format!("it begins on {}, {} too late", day.words(), days(-slack))
            }
            (Stand::Dated(day), slack) => format!("it begins on {}, {} before", day.words(), days(slack)),
            (_, slack) if slack < 0 => format!("it is {} too late to begin in time", days(-slack)),
            (_, 0) => "it has to begin today".to_string(),
            (_, slack) => format!("it has to begin within {}", days(slack)),
        };
        let message = format!(
            "{} is on {}: {} still lacks {}; {wait}.",
            milestone.name.show(),
            gate.on.words(),
            title(gate.need),
            listed(&gate.lacks),
        );
        let state = if gate.slack < TIGHT { State::Act } else { State::Mon };
        let (row, field, fix) = mend(sight.plan, gate.need).unwrap_or_else(|| {
            let fix = format!("outgrow add cadences \"{}\" process={}", title(gate.need), gate.need.word());
            (at("milestones", &gate.milestone), "at", fix)
        });
        let hit = Hit::new(state, row, field, message).fix(fix).bites(Some(gate.on));
        found.push(hit.with(vec![at("milestones", &gate.milestone)]));
    }
    found
}

/// What a need is called in a sentence.
pub fn title(need: Need) -> &'static str {
    match need {
        Need::Process(Process::Adr) => "keeping decision records",
        Need::Process(Process::Flags) => "working with flags",
        Need::Process(Process::OnCall) => "being on call",
        Need::Process(Process::ArchitectureReview) => "the quarterly review",
        Need::Process(_) => "the process",
        Need::Analytics => "running reports apart",
    }
}

/// The row and the field that bring a need on its way, and the command.
fn mend(plan: &Plan, need: Need) -> Option<(Address, &'static str, String)> {
    match need {
        Need::Process(process) => {
            let row = cadence_of(plan, process)?;
            let field = if row.owner.id().is_none() { "owner" } else { "next" };
            let fix = format!("outgrow set cadences/{} owner=PERSON next=DAY", row.id);
            Some((at("cadences", &row.id), field, fix))
        }
        Need::Analytics => {
            let kind = Some(DataModelKind::Analytics);
            let row = plan.models.iter().find(|model| model.kind == kind)?;
            Some((at("models", &row.id), "status", format!("decide, then outgrow done models/{}", row.id)))
        }
    }
}

fn on_call(sight: &Sight<'_>) -> Vec<Hit> {
    let bench = &sight.facts.governance.bench;
    let mut found = Vec::new();
    for id in &bench.absent {
        let Some(person) = sight.plan.people.get(id) else { continue };
        let why = match person.leaves.filter(|day| *day < sight.world.today) {
            Some(day) => format!("left on {}", day.words()),
            None => "is not here yet".to_string(),
        };
        let message = format!("{} takes turns on call and {why}.", person.name.show());
        let fix = format!("outgrow set people/{id} on_call=no");
        found.push(Hit::new(State::Mon, at("people", id), "on_call", message).fix(fix));
    }
    if !bench.covers()
        && let Some(id) = bench.people.first().map(|(id, _)| id).or(bench.absent.first())
    {
        let fix = "outgrow set people/ID on_call=yes, or agree on hours that are not covered";
        found.push(Hit::new(State::Mon, at("people", id), "on_call", bench.answer().to_string()).fix(fix));
    }
    found
}

fn gone(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, today) = (sight.plan, sight.world.today);
    let left = |id: Option<&Id>| {
        let person = id.and_then(|id| plan.people.get(id))?;
        (!is_here(person, today) && person.leaves.is_some_and(|day| day < today)).then_some(person)
    };
    let cadences =
        plan.cadences.iter().filter_map(|row| Some(("cadences", &row.id, row.name.show(), left(row.owner.id())?)));
    let flags = plan.flags.iter().filter(|row| row.status != Status::Done);
    let flags = flags.filter_map(|row| Some(("flags", &row.id, row.name.show(), left(row.owner.id())?)));
    let each = cadences.chain(flags).map(|(register, id, name, person)| {
        let message = format!("{name} belongs to {}, who has left.", person.name.show());
        let fix = format!("outgrow set {register}/{id} owner=PERSON");
        Hit::new(State::Mon, at(register, id), "owner", message).fix(fix)
    });
    each.collect()
}

fn severities(sight: &Sight<'_>) -> Vec<Hit> {
    let plan = sight.plan;
    let mut found = Vec::new();
    let known: Vec<i64> = plan.severities.iter().filter_map(|row| row.level).collect();
    let mut told: Vec<i64> = Vec::new();
    for incident in &plan.incidents {
        let Some(level) = incident.severity.filter(|level| !known.contains(level) && !told.contains(level)) else {
            continue;
        };
        told.push(level);
        let message =
            format!("{} was of severity {level}, and nothing says what that obliges to.", incident.name.show());
        let fix = format!("outgrow add severities \"Severity {level}\" level={level} answer_in=1h restore_in=8h");
        found.push(Hit::new(State::Mon, at("incidents", &incident.id), "severity", message).fix(fix));
    }
    let mut by_level: Vec<_> =
        plan.severities.iter().filter_map(|row| Some((row.level?, row.answer_in?, row))).collect();
    by_level.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.id.cmp(&b.2.id)));
    for pair in by_level.windows(2).filter(|pair| pair[0].0 < pair[1].0) {
        if elapsed(pair[0].1) > elapsed(pair[1].1) {
            let message =
                format!("{} is graver than {} and is answered later.", pair[0].2.name.show(), pair[1].2.name.show(),);
            let fix = format!("outgrow set severities/{} answer_in=15min", pair[0].2.id);
            found.push(Hit::new(State::Mon, at("severities", &pair[0].2.id), "answer_in", message).fix(fix));
        }
    }
    found
}

fn stale(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.facts.governance.flags.iter().filter_map(|flag| {
        let row = sight.plan.flags.get(&flag.id)?;
        let name = row.name.show();
        let (field, message, fix) = match flag.late {
            Some(days) if days > 0 => {
                let days = if days == 1 { "1 day".to_string() } else { format!("{days} days") };
                let fix = format!("take it out of the code, then outgrow done flags/{}", flag.id);
                ("expires", format!("{name} should be gone for {days}."), fix)
            }
            _ if flag.endless => (
                "expires",
                format!("{name} is one that must go again, and has no day for it."),
                format!("outgrow set flags/{} expires=DAY", flag.id),
            ),
            _ if !flag.owned => {
                ("owner", format!("{name} has no owner."), format!("outgrow set flags/{} owner=PERSON", flag.id))
            }
            _ => return None,
        };
        Some(Hit::new(State::Mon, at("flags", &flag.id), field, message).fix(fix).bites(row.expires))
    });
    each.collect()
}

fn unwritten(sight: &Sight<'_>) -> Vec<Hit> {
    let each = sight.facts.governance.records.iter().map(|due| {
        let message = review::says(sight.plan, due);
        let (state, fix) = match &due.why {
            Why::Void { .. } => {
                (State::Act, format!("decide anew, then outgrow set decisions/{} standing=superseded", due.at.id))
            }
            _ => {
                let domain =
                    if due.at.register == "domains" { format!(" domains={}", due.at.id) } else { String::new() };
                (State::Mon, format!("outgrow add decisions \"NAME\"{domain} date=today"))
            }
        };
        let bites = if let Why::Void { since, .. } = due.why { since } else { None };
        Hit::new(state, due.at.clone(), due.field, message).fix(fix).bites(bites)
    });
    each.collect()
}

fn no_commit(sight: &Sight<'_>) -> Vec<Hit> {
    let Some(last) = review::last(sight.plan, sight.world.today) else { return Vec::new() };
    let Some(day) = last.at.filter(|_| last.commit.is_empty()) else { return Vec::new() };
    let message =
        format!("The review of {} names no commit, so what came of it cannot be told from the history.", day.words(),);
    let id = Record::id(last);
    let fix = format!("outgrow log --since {day} names it, then outgrow set reviews/{id} commit=COMMIT");
    vec![Hit::new(State::Mon, at("reviews", id), "commit", message).fix(fix)]
}
