//! By how much the work that is left ends later if something happens to somebody.

use super::What;
use crate::analysis::schedule::flaw::Trouble;
use crate::analysis::schedule::{Network, View, level, weeks};
use crate::model::{Day, DayRange, Plan};

/// Rows of work up to which the slip is worked out: each one costs a schedule of its own.
pub const MOST: usize = 300;

/// Days that somebody who is away is gone for.
const AWAY: i64 = 14;

/// Weeks of work by which the levelled schedule ends later if all of these happen today. `None` where some work would have
/// nobody left who could do it, where there is no work, and of more than [`MOST`] rows.
pub fn slip(plan: &Plan, today: Day, whats: &[What]) -> Option<f64> {
    if plan.tasks.len() + plan.phases.len() > MOST {
        return None;
    }
    let finish = |plan: &Plan| {
        let net = Network::of(plan, today, View::People);
        let schedule = level(&net);
        let stuck = |trouble: Trouble| matches!(trouble, Trouble::NoTime | Trouble::Leaves);
        let stuck = net.flaws.iter().chain(&schedule.flaws).filter(|flaw| stuck(flaw.trouble)).count();
        (!net.nodes.is_empty()).then_some((schedule.finish, stuck))
    };
    let (before, stuck) = finish(plan)?;
    let (after, more) = finish(&happened(plan, today, whats))?;
    (more <= stuck).then(|| weeks(after - before))
}

/// The plan in which these have happened.
fn happened(plan: &Plan, today: Day, whats: &[What]) -> Plan {
    let mut next = plan.clone();
    for what in whats {
        let (What::Leaves(id) | What::Away(id) | What::HalfTime(id) | What::Hired(id)) = what;
        let Some(mut person) = next.people.get(id).cloned() else { continue };
        match what {
            What::Leaves(_) => person.leaves = today.plus(-1),
            What::Away(_) => {
                let last = today.plus(AWAY - 1).unwrap_or(today);
                person.away.0.push(DayRange { first: today, last });
            }
            What::HalfTime(_) => {
                let share = 100.0 * crate::analysis::capacity::share(plan, &person);
                person.share = Some(share / 2.0);
            }
            What::Hired(_) => person.joins = person.joins.or(Some(today)),
        }
        next.people.put(person);
    }
    next
}
