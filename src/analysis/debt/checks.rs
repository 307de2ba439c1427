//! What is paid too late, or planned so that nothing can be added up: what comes before everything else, sprints, debts.

use std::collections::BTreeMap;

use super::share::RuleState;
use super::{Account, Admission, is_open, stabilise};
use crate::analysis::checks::{About, CREDENTIAL, Check, Hit, State, at};
use crate::analysis::column::{Sight, listed, short};
use crate::analysis::fixwhen::Due;
use crate::model::{Debt, DebtClass, Id};
use crate::register::product;

/// What comes before everything else, then sprints and debts.
pub const CHECKS: &[Check] = &[
    Check {
        about: About {
            id: CREDENTIAL,
            what: "a credential that was ever committed",
            why: "Whoever has read access to the history has the key; only changing it takes that away.",
            minutes: 30,
        },
        needs: "an answer on committed credentials",
        ready: |plan| stabilise::is_asked(plan, stabilise::LEAKED),
        find: leaked,
    },
    Check {
        about: About {
            id: "observability",
            what: "being able to see: errors, logs, uptime, performance",
            why: "What nobody can see is found out from customers, and no limit can be watched for it.",
            minutes: 480,
        },
        needs: "a trigger with a reading somewhere",
        ready: |plan| !plan.triggers.is_empty() && plan.metrics.iter().any(|metric| !metric.readings.0.is_empty()),
        find: unseen,
    },
    Check {
        about: About {
            id: "papers",
            what: "the papers that newcomers need",
            why: "Without them every newcomer costs somebody's week, at the very time when weeks are short.",
            minutes: 120,
        },
        needs: "an answer on a paper, and people",
        ready: |plan| stabilise::is_asked(plan, "docs-") && !plan.people.is_empty(),
        find: unwritten,
    },
    Check {
        about: About {
            id: "debt-share",
            what: "the share of every sprint that belongs to debt",
            why: "A share that features crowd out is a loan at a rate nobody has agreed to.",
            minutes: 30,
        },
        needs: "a closed sprint",
        ready: |plan| plan.sprints.iter().any(|sprint| sprint.start.is_some()),
        find: unpaid,
    },
    Check {
        about: About {
            id: "sprint-plan",
            what: "sprints whose figures can be added up",
            why: "What overlaps, has no capacity or is never closed makes the days owed wrong.",
            minutes: 5,
        },
        needs: "a sprint",
        ready: |plan| !plan.sprints.is_empty(),
        find: odd_sprints,
    },
    Check {
        about: About {
            id: "reserve",
            what: "work beside features within its cap",
            why: "A sprint that is full before its first feature slips, and the share for debt goes first.",
            minutes: 10,
        },
        needs: "a sprint with other work",
        ready: |plan| plan.sprints.iter().any(|sprint| sprint.other_planned.is_some()),
        find: over_cap,
    },
    Check {
        about: About {
            id: "undocumented-debt",
            what: "shortcuts on purpose with a document and a sprint",
            why: "A shortcut that nobody wrote down or planned to pay is no decision but an accident.",
            minutes: 15,
        },
        needs: "an intentional debt",
        ready: |plan| plan.debts.iter().any(|debt| debt.class == Some(DebtClass::Intentional)),
        find: undocumented,
    },
    Check {
        about: About {
            id: "debt-audit",
            what: "the audit of what launch revealed, by its sixtieth day",
            why: "Flaws that are found late are built upon, and end in rewrites.",
            minutes: 240,
        },
        needs: "the day of launch and a debt",
        ready: |plan| plan.product().launched.is_some() && !plan.debts.is_empty(),
        find: audit,
    },
    Check {
        about: About {
            id: "debt-due",
            what: "debts that cost now",
            why: "From here on leaving it is dearer than mending it.",
            minutes: 30,
        },
        needs: "a debt with a trigger or hours lost",
        ready: |plan| plan.debts.iter().any(|debt| debt.fix_when.id().is_some() || !debt.cost.0.is_empty()),
        find: due,
    },
    Check {
        about: About {
            id: "debt-admission",
            what: "debts with a reason to be paid, or to be left",
            why: "Mending what nobody touches and nothing waits for takes days from what hurts.",
            minutes: 10,
        },
        needs: "a debt, and a task or a trigger",
        ready: |plan| !plan.debts.is_empty() && (!plan.tasks.is_empty() || !plan.triggers.is_empty()),
        find: unplaced,
    },
    Check {
        about: About {
            id: "overdue-debt",
            what: "debts whose sprint is over",
            why: "A plan to pay that passed without payment is the first sign that the share is only on paper.",
            minutes: 10,
        },
        needs: "a debt in a sprint",
        ready: |plan| plan.debts.iter().any(|debt| debt.sprint.id().is_some()),
        find: overdue,
    },
    Check {
        about: About {
            id: "build-time",
            what: "time that like features take to build",
            why: "When the same feature takes longer than half a year ago, debt compounds.",
            minutes: 60,
        },
        needs: "three features of like size now and half a year ago",
        ready: |plan| plan.features.iter().filter(|feature| feature.took.is_some()).count() >= 6,
        find: slower,
    },
];

fn leaked(sight: &Sight<'_>) -> Vec<Hit> {
    let Some(row) = stabilise::leaked(sight.plan) else { return Vec::new() };
    let message = "A credential was committed, and no day is entered on which it was changed.";
    let fix = format!("change it, then outgrow add answers question={} answer=yes at=today", stabilise::ROTATED);
    vec![Hit::new(State::Act, row, "answer", message).fix(fix).bites(Some(sight.world.today))]
}

fn unseen(sight: &Sight<'_>) -> Vec<Hit> {
    let slots = stabilise::slots(sight.plan);
    let missing: Vec<_> = slots.iter().filter(|slot| !slot.filled).collect();
    let Some(first) = missing.first() else { return Vec::new() };
    let names: Vec<&str> = missing.iter().map(|slot| slot.what).collect();
    let message = format!("What would show how it runs is missing: {}. All four take one or two days.", listed(&names));
    let fix = format!("outgrow add answers question={} answer=yes evidence=LINK once it is so", first.id);
    vec![Hit::new(State::Mon, product(), "note", message).fix(fix)]
}

fn unwritten(sight: &Sight<'_>) -> Vec<Hit> {
    let papers = stabilise::papers(sight.plan);
    let missing: Vec<_> = papers.iter().filter(|paper| !paper.there).collect();
    let (Some(first), Some((heads, day))) = (
        missing.first(),
        stabilise::HEADS
            .iter()
            .zip(stabilise::heads(sight.plan, sight.world.today))
            .rev()
            .find_map(|(heads, day)| Some((heads, day.filter(|day| day.since(sight.world.today) <= 90)?))),
    ) else {
        return Vec::new();
    };
    let names: Vec<&str> = missing.iter().map(|paper| paper.what).collect();
    let when = if day <= sight.world.today { "work on it now".to_string() } else { format!("do on {}", day.words()) };
    let message = format!("{heads} people {when}, and there is no {}.", listed(&names));
    let fix = format!("outgrow add answers question={} answer=yes evidence=LINK once it is written", first.id);
    vec![Hit::new(State::Mon, product(), "note", message).fix(fix).bites(Some(day))]
}

fn unpaid(sight: &Sight<'_>) -> Vec<Hit> {
    let rule = &sight.facts.debts.rule;
    let state = match rule.state {
        RuleState::Escalated => State::Act,
        RuleState::Warn => State::Mon,
        _ => return Vec::new(),
    };
    let Some(row) = rule.row() else { return Vec::new() };
    let name = |id: &Id| sight.plan.people.get(id).map(|person| person.name.show().to_string()).unwrap_or_default();
    let asked = match (&rule.asked, rule.state) {
        (Some(asked), _) => match asked.on {
            Some(day) => format!(" {} was asked on {}.", name(&asked.whom), day.words()),
            None => format!(" {} was asked.", name(&asked.whom)),
        },
        (None, RuleState::Escalated) => " Nobody was asked to decide yet.".to_string(),
        (None, _) => String::new(),
    };
    let message = format!(
        "Debt is owed {} of the {} days that were due in the last {} sprints.{asked}",
        short(rule.deficit),
        short(rule.due),
        rule.counted.len(),
    );
    let fix = match (&rule.asked, rule.state) {
        (None, RuleState::Escalated) => {
            format!("outgrow set sprints/{} escalated_to=PERSON escalated_on=today", row.id)
        }
        _ => format!(
            "pay {} days this sprint, or outgrow set sprints/{} waiver=REASON waiver_until=DAY",
            short(rule.owed),
            row.id
        ),
    };
    let field = if rule.asked.is_none() { "escalated_to" } else { "debt_done" };
    vec![Hit::new(state, at("sprints", &row.id), field, message).fix(fix).bites(Some(row.end))]
}

fn odd_sprints(sight: &Sight<'_>) -> Vec<Hit> {
    let (plan, rule) = (sight.plan, &sight.facts.debts.rule);
    let mut found = Vec::new();
    let mut hit = |id: &Id, field, message: String, fix: String| {
        found.push(Hit::new(State::Mon, at("sprints", id), field, message).fix(fix));
    };
    for sprint in &plan.sprints {
        let (id, name) = (&sprint.id, sprint.name.show());
        let amounts = [
            ("debt_planned", sprint.debt_planned),
            ("debt_done", sprint.debt_done),
            ("other_planned", sprint.other_planned),
        ];
        for (field, _) in amounts.into_iter().filter(|(_, days)| days.is_some_and(|days| days < 0.0)) {
            let fix = format!("outgrow set sprints/{id} {field}=0");
            hit(id, field, format!("{name}: {field} is below nought and counts as nothing."), fix);
        }
        if sprint.start.is_none() {
            let fix = format!("outgrow set sprints/{id} start=DAY");
            hit(id, "start", format!("{name} has no first day and counts for nothing."), fix);
        }
        if sprint.capacity.is_none_or(|days| days <= 0.0) {
            let fix = format!("outgrow set sprints/{id} capacity=DAYS");
            hit(id, "capacity", format!("{name} has no capacity, so no share of it can be told."), fix);
        }
        if !sprint.waiver.is_empty() && sprint.waiver_until.is_none() {
            let fix = format!("outgrow set sprints/{id} waiver_until=DAY");
            hit(id, "waiver_until", format!("{name}: a waiver without a last day quiets nothing."), fix);
        }
    }
    for pair in rule.sprints.windows(2).filter(|pair| pair[1].overlaps) {
        let name = |id: &Id| plan.sprints.get(id).map(|sprint| sprint.name.show()).unwrap_or_default();
        let message = format!(
            "{} begins on {}, before {} ends on {}.",
            name(&pair[1].id),
            pair[1].start.words(),
            name(&pair[0].id),
            pair[0].end.words(),
        );
        let id = &pair[1].id;
        hit(id, "start", message, format!("outgrow set sprints/{id} start=DAY"));
    }
    for paid in rule.unsaid() {
        let name = plan.sprints.get(&paid.id).map(|sprint| sprint.name.show()).unwrap_or_default();
        let message = format!("{name} is over, and nobody said what was paid; it counts as nothing.");
        hit(&paid.id, "debt_done", message, format!("outgrow set sprints/{} debt_done=DAYS", paid.id));
    }
    found
}

fn over_cap(sight: &Sight<'_>) -> Vec<Hit> {
    let product = sight.plan.product();
    let cap = product.debt_share + product.other_cap;
    let ahead = sight.facts.debts.rule.sprints.iter().filter(|paid| paid.end >= sight.world.today);
    let each = ahead.filter_map(|paid| {
        let reserve = paid.reserve.filter(|share| *share > cap + 1e-9)?;
        let name = sight.plan.sprints.get(&paid.id)?.name.show();
        let message = format!(
            "{name}: {} % is planned for debt and other work; {} % and {} % are meant to be the most.",
            short(reserve),
            short(product.debt_share),
            short(product.other_cap),
        );
        let fix = format!("outgrow set sprints/{} other_planned=DAYS", paid.id);
        Some(Hit::new(State::Mon, at("sprints", &paid.id), "other_planned", message).fix(fix).bites(Some(paid.start)))
    });
    each.collect()
}

/// Open debts with what is concluded of them, in the order of the file.
fn open<'s>(sight: &Sight<'s>) -> impl Iterator<Item = (&'s Debt, &'s Account)> + use<'s> {
    let (plan, facts) = (sight.plan, sight.facts);
    let all = plan.debts.iter().filter(|debt| is_open(debt));
    all.filter_map(|debt| Some((&**debt, facts.debts.get(&debt.id)?)))
}

fn undocumented(sight: &Sight<'_>) -> Vec<Hit> {
    let each = open(sight).filter_map(|(debt, account)| {
        let lacks = account.lacks?;
        let message = format!("{} was taken on purpose and has {}.", debt.name.show(), lacks.word());
        let value = if lacks.field() == "sprint" { "SPRINT" } else { "LINK" };
        let fix = format!("outgrow set debts/{} {}={value}", debt.id, lacks.field());
        Some(Hit::new(State::Mon, at("debts", &debt.id), lacks.field(), message).fix(fix))
    });
    each.collect()
}

/// Days before the audit's last day in which it is spoken of.
const SOON: i64 = 30;

fn audit(sight: &Sight<'_>) -> Vec<Hit> {
    let Some(audit) = sight.facts.debts.audit.filter(|audit| !audit.done) else { return Vec::new() };
    let phase = sight.plan.phases.iter().find(|phase| phase.id.as_str() == crate::analysis::readiness::PHASES[4]);
    let (row, field) = phase.map_or((product(), "launched"), |phase| (at("phases", &phase.id), "progress"));
    let fix = phase.map_or("outgrow add phases \"Debt audit\" id=debt-audit".to_string(), |phase| {
        format!("finish it, then outgrow done phases/{}", phase.id)
    });
    let late = sight.world.today.since(audit.due);
    let (state, message) = match late {
        late if late < -SOON => return Vec::new(),
        late if late <= 0 => {
            (State::Mon, format!("The debt audit is due on {}, the sixtieth day after launch.", audit.due.words()))
        }
        late => {
            let days = if late == 1 { "1 day".to_string() } else { format!("{late} days") };
            let start = if audit.late_start { "; the review began after that" } else { "" };
            let state = if audit.late_start { State::Mon } else { State::Act };
            (state, format!("The debt audit was due on {} and is {days} late{start}.", audit.due.words()))
        }
    };
    vec![Hit::new(state, row, field, message).fix(fix).bites(Some(audit.due))]
}

fn due(sight: &Sight<'_>) -> Vec<Hit> {
    let each = open(sight).filter_map(|(debt, account)| {
        let name = debt.name.show();
        let watch = debt.fix_when.id().and_then(|id| sight.facts.triggers.get(id));
        let trigger = debt.fix_when.id().and_then(|id| sight.plan.triggers.get(id)).map(|row| row.name.show());
        let trigger = trigger.unwrap_or_default();
        let crosses = watch.and_then(|watch| watch.crosses).and_then(|dates| dates.p50.day());
        let lost = account.accrued.filter(|lost| lost.due);
        let (state, message) = match (account.fires, lost) {
            (Some(Due::Overdue), _) => {
                (State::Act, format!("{name} was to be mended when {trigger} fires, and it has."))
            }
            (Some(Due::Due), _) => {
                let day = crosses.map_or(String::new(), |day| format!(", about {}", day.words()));
                (State::Mon, format!("{name} is to be mended when {trigger} fires{day}."))
            }
            (_, Some(lost)) => (
                State::Act,
                format!("{name} cost {} hours in three months: mending it pays back in time.", short(lost.recent)),
            ),
            _ => return None,
        };
        let fix = format!("outgrow set debts/{} status=act sprint=SPRINT", debt.id);
        let field = if account.fires.is_some() { "fix_when" } else { "cost" };
        Some(Hit::new(state, at("debts", &debt.id), field, message).fix(fix).bites(crosses))
    });
    each.collect()
}

fn unplaced(sight: &Sight<'_>) -> Vec<Hit> {
    let all: Vec<_> = open(sight).filter(|(_, account)| account.admission == Admission::Unplaced).collect();
    let Some((first, _)) = all.first() else { return Vec::new() };
    let message = match all.len() {
        1 => format!(
            "{} blocks nothing, no open work touches it, it waits for no trigger and is not parked.",
            first.name.show()
        ),
        n => format!(
            "{} and {} more block nothing, are touched by no open work, wait for no trigger and are not parked.",
            first.name.show(),
            n - 1,
        ),
    };
    let fix = "outgrow set debts/ID blocks+=tasks/ID, or touched_by+=TASK, or status=monitor note=REASON";
    let others = all.iter().skip(1).map(|(debt, _)| at("debts", &debt.id)).collect();
    vec![Hit::new(State::Mon, at("debts", &first.id), "blocks", message).fix(fix).with(others)]
}

fn overdue(sight: &Sight<'_>) -> Vec<Hit> {
    let rule = &sight.facts.debts.rule;
    let places: BTreeMap<&Id, usize> = rule.sprints.iter().enumerate().map(|(n, paid)| (&paid.id, n)).collect();
    let each = open(sight).filter_map(|(debt, _)| {
        let id = debt.sprint.id()?;
        let place = *places.get(id)?;
        let paid = &rule.sprints[place];
        let begun = rule.sprints.get(place + 1).is_some_and(|next| next.start <= sight.world.today);
        if paid.end >= sight.world.today && !begun {
            return None;
        }
        let sprint = sight.plan.sprints.get(id)?.name.show();
        let message = format!("{} was to be paid in {sprint}, which is over.", debt.name.show());
        let fix = format!("outgrow set debts/{} sprint=SPRINT, or outgrow done debts/{}", debt.id, debt.id);
        let hit = Hit::new(State::Mon, at("debts", &debt.id), "sprint", message).fix(fix);
        Some(hit.bites(Some(paid.end)).with(vec![at("sprints", id)]))
    });
    each.collect()
}

fn slower(sight: &Sight<'_>) -> Vec<Hit> {
    let build = &sight.facts.debts.build;
    let Some(change) = build.change.filter(|_| build.compounds()) else { return Vec::new() };
    use crate::model::cell::Choice;
    let message = format!(
        "Features of size {} take {} days now and took {} half a year ago: {:+.0} %.",
        change.size.word(),
        short(change.now),
        short(change.then),
        100.0 * (change.ratio - 1.0),
    );
    let fix = "pay the debts of the domains that slow the work most, first in rank";
    vec![Hit::new(State::Mon, product(), "debt_share", message).fix(fix)]
}
