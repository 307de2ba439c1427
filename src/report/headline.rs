//! The sentence that begins each register's appendix: what its rows come to.

use super::doc::Words;
use super::grid::{counted, thin};
use super::summary::{days, whole_percent};
use super::words::{Say, count, is_guess, number};
use crate::analysis::knowledge::{areas, is_here};
use crate::analysis::readiness::progress;
use crate::analysis::{debt, growth};
use crate::model::{DebtClass, LinkKind, PersonKind, Reply, Risk, Standing, Status, Trigger};
use crate::register::Register;
use crate::text::Shown;

/// One sentence on a register's rows. Where page one states a number, it comes from the same place.
pub fn of(say: &Say, home: &'static dyn Register) -> Words {
    if home.is_product() {
        return Words::from(match say.plan.product().target {
            Some(day) => format!("The review is to be finished by {}.", day.words()),
            None => "No day is set by which the review is to be finished.".to_string(),
        });
    }
    let rows = home.len(say.plan);
    let guesses = home.rows(say.plan).filter(|row| is_guess(home, *row)).count();
    let words = counted(rows, guesses, home.about().singular);
    let more = finding(say, home.key());
    if more.is_empty() { words.plain(".") } else { words.plain(", ").plain(more).plain(".") }
}

/// What there is to say beyond the number of rows; nothing for registers that are only told.
fn finding(say: &Say, key: &str) -> Shown {
    let plan = say.plan;
    match key {
        "people" => {
            let here = plan.people.iter().filter(|person| is_here(person, say.today)).count();
            let hires = plan.people.iter().filter(|person| person.kind == PersonKind::PlannedHire).count();
            format!("{here} here today, {}", count(hires, "planned hire")).into()
        }
        "domains" => {
            let high = plan.domains.iter().filter(|domain| domain.risk == Some(Risk::High)).count();
            format!("{high} of them at high risk from growth").into()
        }
        "links" => {
            let shared = plan.links.iter().filter(|link| link.kind == LinkKind::SharedTable).count();
            format!("{shared} through shared tables").into()
        }
        "knowledge" => {
            let areas = areas(plan, say.today);
            let (nobody, one) = thin(&areas);
            let all = count(areas.len(), "area");
            format!("{all}: {nobody} with nobody who could fix it alone, {one} with one person").into()
        }
        "models" => {
            match say.facts.data.ranked().next().and_then(|cost| Some((plan.models.get(&cost.id)?, cost.waiting?))) {
                Some((model, wait)) => {
                    let cost = format!(", {} more at 100x than at 10x", days(wait));
                    Shown::from("first in rank ").then(model.name.show()).then(cost)
                }
                None => Shown::default(),
            }
        }
        "metrics" => {
            let read = plan.metrics.iter().filter(|metric| !metric.readings.0.is_empty()).count();
            format!("{read} of them with readings").into()
        }
        "triggers" => match nearest(say) {
            Some((trigger, percent)) => {
                let at = format!(" at {} of its limit", whole_percent(percent));
                Shown::from("the nearest is ").then(trigger.name.show()).then(at)
            }
            None => "none with a reading against a limit".into(),
        },
        "incidents" => {
            let minutes: f64 = plan.incidents.iter().filter_map(|incident| incident.minutes).sum();
            format!("{} minutes in all", number(minutes)).into()
        }
        "debts" => debts(say),
        "sprints" => {
            let planned: f64 = plan.sprints.iter().filter_map(|sprint| sprint.debt_planned).sum();
            let done: f64 = plan.sprints.iter().filter_map(|sprint| sprint.debt_done).sum();
            format!("{} planned for debt, {} done", days(planned), number(done)).into()
        }
        "cadences" => {
            let unowned = plan.cadences.iter().filter(|cadence| cadence.owner.id().is_none()).count();
            format!("{unowned} of them without an owner").into()
        }
        "decisions" => {
            let accepted = plan.decisions.iter().filter(|row| row.standing == Standing::Accepted).count();
            format!("{accepted} accepted").into()
        }
        "milestones" => {
            let ahead = plan.milestones.iter().filter_map(|row| Some((row.at.filter(|day| *day >= say.today)?, row)));
            match ahead.min_by_key(|(day, _)| *day) {
                Some((day, row)) => {
                    Shown::from("the next is ").then(row.name.show()).then(format!(" on {}", day.words()))
                }
                None => "none of them ahead".into(),
            }
        }
        "reviews" => match plan.reviews.iter().filter_map(|row| row.at).max() {
            Some(day) => format!("the last on {}", day.words()).into(),
            None => Shown::default(),
        },
        "stages" => match growth::users(plan).and_then(|users| users.stage) {
            Some(stage) => Shown::from("the users are in ").then(stage.name.show()),
            None => Shown::default(),
        },
        "phases" => {
            let done = plan.phases.iter().filter(|phase| progress(plan, phase) >= Some(100.0)).count();
            let begun = plan.phases.iter().filter(|phase| progress(plan, phase) > Some(0.0)).count() - done;
            format!("{done} done and {begun} under way").into()
        }
        "tasks" => {
            let done = plan.tasks.iter().filter(|task| task.status == Status::Done).count();
            format!("{done} done").into()
        }
        "answers" => {
            let yes = plan.answers.iter().filter(|answer| answer.answer == Reply::Yes).count();
            format!("{yes} of them yes").into()
        }
        _ => Shown::default(),
    }
}

/// The trigger that is nearest to its limit, and how much of that is used up.
pub fn nearest<'p>(say: &Say<'p>) -> Option<(&'p Trigger, f64)> {
    let watches = say.facts.triggers.nearest();
    watches.iter().find_map(|watch| Some((say.plan.triggers.get(&watch.id)?, watch.percent?)))
}

/// `27 days of work, 4 of them discovered`; closed ones apart, since page one counts what is open.
fn debts(say: &Say) -> Shown {
    let owed = debt::owed(say.plan);
    let classes = debt::by_class(say.plan);
    let discovered = classes.iter().find(|(class, _)| *class == Some(DebtClass::Discovered));
    let discovered = discovered.map_or(0, |(_, part)| part.count);
    let closed = say.plan.debts.len() - owed.count;
    let work = format!("{} of work, {discovered} of them discovered", days(owed.days));
    if closed == 0 { work.into() } else { format!("{} open with {work}", owed.count).into() }
}
