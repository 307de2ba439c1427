//! The team on its way through the growth stages: where it stands by users and by heads, which of both lags, and until when
//! hiring has to begin.

use super::World;
use super::capacity::elapsed;
use super::growth::{Growth, users};
use super::knowledge::is_here;
use super::trend::{Dates, When};
use crate::model::{Day, Id, Person, PersonKind, Plan, Stage};

/// The roadmap.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Roadmap {
    /// The stage the users belong to, and the one the heads do.
    pub by_users: Option<Id>,
    pub by_heads: Option<Id>,
    /// People who are here today; teams outside and bots are none.
    pub heads: usize,
    pub lags: Option<Lags>,
    /// Every stage, by the users at which it begins.
    pub stages: Vec<Step>,
}

/// Which of both is behind the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lags {
    /// There are more users than such a team usually serves.
    Heads,
    /// There are more people than so many users usually need.
    Users,
    Neither,
}

/// One stage ahead, behind or here.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub stage: Id,
    /// When the users come to it; nothing where it has begun, and where no growth is known.
    pub enters: Option<Dates>,
    /// Whether it has begun by users.
    pub begun: bool,
    /// The last day on which to begin to hire for it: its beginning less the search and the ramp.
    pub hire_by: Option<Day>,
    /// Calendar days of both.
    pub search: f64,
    pub ramp: f64,
    /// People who will be here when it begins, by the days on which they come and leave.
    pub heads: usize,
    /// How many are missing to the fewest it needs; `None` where the stage does not say.
    pub missing: Option<usize>,
    /// What those people cost a month, of whom it is known.
    pub month: Option<f64>,
    /// People who are planned for it.
    pub planned: Vec<Id>,
}

fn is_head(person: &Person) -> bool {
    !matches!(person.kind, PersonKind::ExternalTeam | PersonKind::Bot)
}

fn heads(plan: &Plan, day: Day) -> impl Iterator<Item = &Person> {
    plan.people.iter().map(|person| &**person).filter(move |person| is_head(person) && is_here(person, day))
}

/// The roadmap. Linear in stages times people.
pub fn roadmap(plan: &Plan, world: &World, growth: &Growth) -> Roadmap {
    let mut stages: Vec<&Stage> = plan.stages.iter().map(|stage| &**stage).collect();
    let from = |stage: &Stage| stage.users_from.unwrap_or(0.0);
    stages.sort_by(|a, b| from(a).total_cmp(&from(b)).then_with(|| a.id.cmp(&b.id)));
    let now = users(plan);
    let by_users = now.as_ref().and_then(|users| users.stage).map(|stage| &stage.id);
    let count = heads(plan, world.today).count();
    // The last stage that this many people are enough for; more than any names belong to the last one that names some.
    let enough = |stage: &&&Stage| stage.heads_min.is_none_or(|least| count as f64 >= least);
    let sized = || stages.iter().filter(|stage| stage.heads_min.is_some() || stage.heads_max.is_some());
    let by_heads = sized().rfind(enough).or_else(|| sized().next()).map(|stage| &stage.id);
    let place = |id: Option<&Id>| id.and_then(|id| stages.iter().position(|stage| stage.id == *id));
    // Where the stage by users names no heads, there is nothing to compare.
    let named = by_users.is_some_and(|id| sized().any(|stage| stage.id == *id));
    let lags = place(by_users).zip(place(by_heads)).filter(|_| named).map(|(users, heads)| match users.cmp(&heads) {
        std::cmp::Ordering::Greater => Lags::Heads,
        std::cmp::Ordering::Less => Lags::Users,
        std::cmp::Ordering::Equal => Lags::Neither,
    });
    let steps =
        stages.iter().map(|stage| step(plan, world.today, growth, stage, now.as_ref().map(|users| users.count)));
    Roadmap { by_users: by_users.cloned(), by_heads: by_heads.cloned(), heads: count, lags, stages: steps.collect() }
}

fn step(plan: &Plan, today: Day, growth: &Growth, stage: &Stage, count: Option<f64>) -> Step {
    let begins = stage.users_from.unwrap_or(0.0);
    let begun = count.is_some_and(|count| count >= begins);
    let enters = match (&growth.users, count) {
        (Some(users), Some(count)) if !begun && count > 0.0 => Some(users.reaches(begins / count)),
        _ => None,
    };
    let hires = || plan.people.iter().filter(|person| person.kind == PersonKind::PlannedHire);
    let own: Vec<&Person> = hires().filter(|p| p.stage.id() == Some(&stage.id)).map(|person| &**person).collect();
    // Where nobody is planned for this very stage, whoever is planned says how long it takes.
    let say: Vec<&Person> = if own.is_empty() { hires().map(|person| &**person).collect() } else { own.clone() };
    let usual = elapsed(plan.product().hiring_time);
    let search = say.iter().filter_map(|person| person.hiring).map(elapsed).fold(None, longest).unwrap_or(usual);
    let ramp = say.iter().filter_map(|person| person.ramp).map(elapsed).fold(None, longest).unwrap_or(0.0);
    let on = enters.and_then(|dates| dates.p50.day());
    let before = (search + ramp - 1e-6).ceil();
    let hire_by = on.filter(|_| before < 1e6).and_then(|on| on.plus(-(before as i64)));
    let then = on.unwrap_or(today);
    let there: Vec<&Person> = heads(plan, then).collect();
    let costs: Vec<f64> = there.iter().filter_map(|person| person.cost_month).map(|cost| cost.units()).collect();
    let missing = stage.heads_min.map(|least| (least - there.len() as f64).max(0.0).ceil() as usize);
    Step {
        stage: stage.id.clone(),
        enters,
        begun,
        hire_by,
        search,
        ramp,
        heads: there.len(),
        missing,
        month: (!costs.is_empty()).then(|| costs.iter().sum()),
        planned: own.into_iter().map(|person| person.id.clone()).collect(),
    }
}

fn longest(known: Option<f64>, next: f64) -> Option<f64> {
    Some(known.map_or(next, |known| known.max(next)))
}

impl Roadmap {
    /// The first stage that has not begun.
    pub fn next(&self) -> Option<&Step> {
        self.stages.iter().find(|step| !step.begun)
    }

    /// Whether hiring for a stage had to begin already.
    pub fn is_late(step: &Step, today: Day) -> bool {
        !step.begun
            && step.enters.is_some_and(|dates| dates.p50 != When::Never)
            && step.hire_by.is_some_and(|day| day <= today)
    }
}
