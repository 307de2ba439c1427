//! What must be done before a trigger's own work can start, and how long that takes.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::capacity::{calendar_days, share_of};
use crate::analysis::debt;
use crate::model::{Address, Debt, Id, Plan, Prerequisite, Status, Task, Trigger};

/// What must be done before a trigger's own work can start.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Chain {
    /// Calendar days of the longest chain.
    pub days: f64,
    /// Whether somebody on it gives no time, so that it is never done.
    pub never: bool,
    /// Its links, first to last: the row, its person-days, its calendar days.
    pub links: Vec<(Address, f64, f64)>,
    /// The prerequisites that are open.
    pub open: Vec<&'static str>,
    /// For how many of them no work is entered: they add nothing, since nobody knows how much.
    pub unpriced: usize,
}

/// The plan's open work, and what of it waits for what.
pub(super) struct Work<'p> {
    /// By the address of what is blocked: the debts that have to go first.
    debts: BTreeMap<String, Vec<&'p Debt>>,
    /// Open tasks by the trigger they are the work of.
    tasks: BTreeMap<&'p Id, Vec<&'p Task>>,
}

impl<'p> Work<'p> {
    pub fn of(plan: &'p Plan) -> Work<'p> {
        let mut work = Work { debts: BTreeMap::new(), tasks: BTreeMap::new() };
        for debt in plan.debts.iter().filter(|debt| debt::is_open(debt)) {
            for blocked in &debt.blocks.0 {
                work.debts.entry(blocked.to_string()).or_default().push(debt);
            }
        }
        for task in plan.tasks.iter().filter(|task| task.status != Status::Done) {
            if let Some(trigger) = task.trigger.id() {
                work.tasks.entry(trigger).or_default().push(task);
            }
        }
        work
    }

    pub fn is_planned(&self, trigger: &Id) -> bool {
        self.tasks.contains_key(trigger)
    }

    /// The longest chain of work that must be done before a trigger's own: debts that block it or its tasks, tasks
    /// that come before its tasks, and what blocks those in turn. What waits for nothing of the rest is done side by
    /// side, so the longest way decides. Circles end where they close. Linear in what comes before.
    pub fn before(&self, plan: &'p Plan, trigger: &Trigger) -> Chain {
        let own = self.tasks.get(&trigger.id).map_or(&[][..], Vec::as_slice);
        let steps = self.steps(plan, trigger, own);
        let ways = own.iter().map(|task| self.prior(plan, trigger, task, &steps));
        let debt = self.debt(plan, trigger, &format!("triggers/{}", trigger.id)).map(Prior::Debt);
        let longest = ways.chain([debt]).flatten().max_by(|a, b| a.days(&steps).total_cmp(&b.days(&steps)));
        let links = longest.map_or(Vec::new(), |prior| prior.links(&steps));
        let named = [
            (trigger.stateless_first, "no state on the instance"),
            (trigger.sessions_first, "a shared session store"),
            (trigger.replication_first, "database replication"),
        ];
        let open = named.into_iter().filter(|(state, _)| *state == Prerequisite::Open).map(|(_, name)| name);
        let open: Vec<&str> = open.collect();
        // Each piece of work counts for one of them, nobody says for which.
        let unpriced = open.len().saturating_sub(self.pieces(trigger, own, &steps));
        let never = links.iter().any(|(.., days)| days.is_infinite());
        let links: Vec<Link> =
            links.into_iter().map(|(at, work, days)| (at, work, if days.is_finite() { days } else { 0.0 })).collect();
        Chain { days: links.iter().map(|(.., days)| days).sum(), never, links, open, unpriced }
    }

    /// How many debts and tasks come before a trigger's own work.
    fn pieces(&self, trigger: &Trigger, own: &[&Task], steps: &Steps<'_>) -> usize {
        let tasks = own.iter().map(|task| &task.id).chain(steps.keys().copied());
        let blocked = tasks.map(|id| format!("tasks/{id}")).chain([format!("triggers/{}", trigger.id)]);
        let debts: BTreeSet<&Id> =
            blocked.filter_map(|at| self.debts.get(&at)).flatten().map(|debt| &debt.id).collect();
        steps.len() + debts.len()
    }

    /// Every open task that comes before some others, with the longest way up to its end.
    fn steps(&self, plan: &'p Plan, trigger: &Trigger, last: &[&'p Task]) -> Steps<'p> {
        let mut steps = Steps::new();
        let mut seen = BTreeSet::new();
        let mut stack: Vec<_> =
            last.iter().flat_map(|task| open_before(plan, task)).map(|task| (task, false)).collect();
        while let Some((task, all_before_are_known)) = stack.pop() {
            if all_before_are_known {
                let days = task.effort.or(trigger.effort).map_or(0.0, |span| span.work_days());
                let own = link(plan, "tasks", &task.id, task.owner.id(), days);
                let prior = self.prior(plan, trigger, task, &steps);
                let days = own.2 + prior.as_ref().map_or(0.0, |prior| prior.days(&steps));
                steps.insert(&task.id, Step { own, days, prior });
            } else if seen.insert(&task.id) {
                stack.push((task, true));
                stack.extend(open_before(plan, task).map(|before| (before, false)));
            }
        }
        steps
    }

    /// What takes longest of all that must be done before a task.
    fn prior(&self, plan: &'p Plan, trigger: &Trigger, task: &'p Task, steps: &Steps<'p>) -> Option<Prior<'p>> {
        // One that is not known yet closes a circle.
        let tasks = open_before(plan, task).filter(|before| steps.contains_key(&before.id));
        let tasks = tasks.map(|before| Prior::Task(&before.id));
        let debt = self.debt(plan, trigger, &format!("tasks/{}", task.id)).map(Prior::Debt);
        tasks.chain(debt).max_by(|a, b| a.days(steps).total_cmp(&b.days(steps)))
    }

    /// The longest of the debts that block something.
    fn debt(&self, plan: &Plan, trigger: &Trigger, at: &str) -> Option<Link> {
        let each = self.debts.get(at).into_iter().flatten().map(|debt| {
            let days = debt.effort.or(trigger.effort).map_or(0.0, |span| span.work_days());
            link(plan, "debts", &debt.id, debt.owner.id(), days)
        });
        each.max_by(|a, b| a.2.total_cmp(&b.2))
    }
}

/// The open tasks that a task comes after.
fn open_before<'p>(plan: &'p Plan, task: &'p Task) -> impl Iterator<Item = &'p Task> {
    let before = task.after.0.iter().filter_map(|link| plan.tasks.get(&link.to));
    before.filter(|before| before.status != Status::Done)
}

/// By task: the longest way to its end.
type Steps<'p> = BTreeMap<&'p Id, Step<'p>>;

struct Step<'p> {
    own: Link,
    /// Calendar days of the whole way, its own among them; endless where somebody on it gives no time.
    days: f64,
    prior: Option<Prior<'p>>,
}

/// What comes right before a step.
enum Prior<'p> {
    Task(&'p Id),
    Debt(Link),
}

impl Prior<'_> {
    fn days(&self, steps: &Steps<'_>) -> f64 {
        match self {
            Prior::Task(id) => steps.get(id).map_or(0.0, |step| step.days),
            Prior::Debt((.., days)) => *days,
        }
    }

    /// The way that ends here, first to last.
    fn links(&self, steps: &Steps<'_>) -> Vec<Link> {
        let (mut links, mut here) = (Vec::new(), Some(self));
        while let Some(prior) = here {
            let step = match prior {
                Prior::Task(id) => steps.get(id),
                Prior::Debt(link) => {
                    links.push(link.clone());
                    None
                }
            };
            links.extend(step.map(|step| step.own.clone()));
            here = step.and_then(|step| step.prior.as_ref());
        }
        links.reverse();
        links
    }
}

/// A row, its person-days and its calendar days; endless where nobody gives it any time.
type Link = (Address, f64, f64);

fn link(plan: &Plan, register: &'static str, id: &Id, owner: Option<&Id>, person_days: f64) -> Link {
    let endless = if person_days > 0.0 { f64::INFINITY } else { 0.0 };
    let days = calendar_days(person_days, share_of(plan, owner)).unwrap_or(endless);
    (Address { register, id: id.clone() }, person_days, days)
}
