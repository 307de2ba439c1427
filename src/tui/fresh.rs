//! What is computed of the plan on the screen, and what is still being computed: at most one job of each kind at a time,
//! and a late answer is taken only as long as nothing newer is there.

use std::sync::Arc;

use super::app::App;
use super::run::Effect;
use super::screen::picture::{Drawn, Subject};
use super::screen::timeline::{Advice, Shift};
use crate::analysis::LastReview;
use crate::analysis::governance::review;
use crate::analysis::knowledge::areas;
use crate::analysis::schedule::anomaly::anomaly;
use crate::analysis::schedule::moved::moved;
use crate::analysis::schedule::{Ahead, hours, overload};
use crate::analysis::{Facts, World, complete, facts_with};
use crate::figure::gantt::Gantt;
use crate::model::Plan;
use crate::report::doc::Doc;
use crate::report::words::Say;
use crate::report::{forecast, summary};
use crate::session::last_review;
use crate::text::Raw;

/// Which revisions of the plan are computed, and which are asked for.
#[derive(Default)]
pub struct Known {
    facts: Option<u64>,
    facts_asked: Option<u64>,
    /// The timeline that was computed last, its plan and revision.
    ahead: Option<(u64, Plan, Arc<Ahead>)>,
    ahead_asked: Option<u64>,
    advice: Option<u64>,
    advice_asked: Option<u64>,
    /// What is computed of the plan under a what-if, and of which plan it is being computed.
    base: Option<(Plan, Arc<Facts>)>,
    base_asked: bool,
    /// The commit of the last review whose plan was asked for.
    review: Option<Raw>,
    /// The graph that was asked for last, and of which revision.
    drawn: Option<(Subject, u64)>,
}

impl Known {
    /// What is computed of the plan under a what-if.
    pub fn base(&self) -> Option<&Facts> {
        self.base.as_ref().map(|(_, facts)| &**facts)
    }
}

/// Everything that is computed of the plan under a what-if.
pub struct Base {
    plan: Plan,
    facts: Facts,
}

/// The share of runs that should meet the target.
const SURE: f64 = 0.9;

/// Facts of a revision, with what Home shows of them.
pub struct Fresh {
    revision: u64,
    facts: Facts,
    board: Vec<Doc>,
}

impl Fresh {
    pub fn of(revision: u64, plan: &Plan, world: &World, ahead: Option<Arc<Ahead>>) -> Fresh {
        let facts = facts_with(plan, world, ahead);
        let board = summary::board(plan, &facts, world);
        Fresh { revision, facts, board }
    }
}

/// The timeline of a revision, the facts with it, its chart, and what moved the finish since the one before.
pub struct Seen {
    fresh: Fresh,
    plan: Plan,
    ahead: Arc<Ahead>,
    chart: Gantt,
    shift: Option<Shift>,
}

impl Seen {
    fn of(
        revision: u64,
        plan: Plan,
        world: &World,
        threads: usize,
        before: Option<(Plan, Arc<Ahead>)>,
        base: Option<Arc<Ahead>>,
    ) -> Seen {
        let old = base.as_deref();
        let ahead = Arc::new(Ahead::of(&plan, world.today, threads, old));
        let shift = before.filter(|(had, _)| *had != plan).map(|(had, old)| {
            let odd = anomaly((&had, &old.forecast), (&plan, &ahead.forecast)).map(|odd| odd.sentence);
            Shift { moved: moved(&had, &plan, world.today, ahead.forecast.draws), odd }
        });
        let fresh = Fresh::of(revision, &plan, world, Some(ahead.clone()));
        let say = Say { plan: &plan, facts: &fresh.facts, today: world.today };
        let chart = forecast::picture(&say, &ahead);
        Seen { fresh, plan, ahead, chart, shift }
    }
}

/// What would help, of a plan whose timeline is known.
fn advise(revision: u64, plan: &Plan, world: &World, ahead: &Ahead) -> Advice {
    let over = ahead.overfull().map(|week| {
        let ways = overload::ways(plan, &ahead.net, &ahead.schedule, week, &ahead.weeks, world.today);
        (forecast::overfull(ahead, week, world.today), ways)
    });
    let needed = hours::needed(plan, world.today, ahead.forecast.draws, SURE);
    Advice { revision, over, needed }
}

/// Asks for what the plan on the screen still lacks. Never waits.
pub fn ask(app: &mut App) {
    let revision = app.session.revision();
    if !app.drawn {
        return;
    }
    let (plan, world) = (app.session.plan().clone(), app.world.clone());
    ask_for_review(app, &plan);
    if app.known.facts != Some(revision) {
        if app.known.facts_asked != Some(revision) {
            app.known.facts_asked = Some(revision);
            let ahead = app.facts.ahead.clone();
            app.effects.push(Effect::work(move || Fresh::of(revision, &plan, &world, ahead)));
        }
        return;
    }
    if let Some(subject) = app.screens.subject()
        && app.known.drawn != Some((subject, revision))
    {
        app.known.drawn = Some((subject, revision));
        let before = app.screens.picture_of(subject).and_then(|picture| picture.drawn.clone());
        let (plan, world, facts) = (plan.clone(), world.clone(), app.facts.clone());
        app.effects.push(Effect::work(move || Drawn::of(subject, &plan, &facts, &world, before)));
    }
    if !app.screens.looks_ahead() && !app.session.is_trial() {
        return;
    }
    if app.session.is_trial() {
        let under = app.session.base_plan();
        if !app.known.base_asked && app.known.base.as_ref().is_none_or(|(of, _)| of != under) {
            app.known.base_asked = true;
            let (under, world, threads) = (under.clone(), world.clone(), app.threads);
            app.effects.push(Effect::slow(move || {
                let facts = complete(&under, &world, threads);
                Base { plan: under, facts }
            }));
        }
    }
    match &app.known.ahead {
        Some((of, _, ahead)) if *of == revision => {
            let wanted = app.known.advice != Some(revision) && app.known.advice_asked.is_none();
            if wanted && app.screens.timeline().is_some() {
                app.known.advice_asked = Some(revision);
                let ahead = ahead.clone();
                app.effects.push(Effect::slow(move || advise(revision, &plan, &world, &ahead)));
            }
        }
        // One that is under way is waited for: more at a time would only be slower.
        _ if app.known.ahead_asked.is_some() => {}
        before => {
            let before = before.as_ref().map(|(_, plan, ahead)| (plan.clone(), ahead.clone()));
            let threads = app.threads;
            // A what-if is held against the plan under it; the plan itself stands alone, whatever it was before.
            let base = app.known.base().and_then(|facts| facts.ahead.clone()).filter(|_| app.session.is_trial());
            app.known.ahead_asked = Some(revision);
            app.effects.push(Effect::slow(move || Seen::of(revision, plan, &world, threads, before, base)));
        }
    }
}

/// Asks for the plan of the last review, once for each: git is started for it.
fn ask_for_review(app: &mut App, plan: &Plan) {
    let today = app.world.today;
    let commit = review::last(plan, today).map(|last| last.commit.clone()).filter(|commit| !commit.is_empty());
    if app.known.review == commit {
        return;
    }
    app.known.review = commit;
    let (path, plan) = (app.session.path().to_path_buf(), plan.clone());
    app.effects.push(Effect::slow(move || Reviewed(last_review(&path, &plan, today).ok().flatten())));
}

/// The plan as it was at the last review, where it could be read.
pub struct Reviewed(Option<LastReview>);

/// Takes the plan of the last review in: facts are worked out again with it.
pub fn take_review(app: &mut App, reviewed: Reviewed) {
    app.world.last_review = reviewed.0.map(Arc::new);
    app.known.facts = None;
    app.known.facts_asked = None;
}

/// Takes facts in.
pub fn take(app: &mut App, fresh: Fresh) {
    // A late answer of an earlier plan is still the best there is, until its successor comes.
    let newer = app.known.facts.is_none_or(|have| have < fresh.revision);
    let fuller = app.known.facts == Some(fresh.revision) && fresh.facts.ahead.is_some();
    if newer || fuller {
        app.known.facts = Some(fresh.revision);
        app.facts = Arc::new(fresh.facts);
        app.screens.boards(fresh.board);
        app.refresh();
    }
    mark(app);
}

/// Takes a timeline in.
pub fn take_seen(app: &mut App, seen: Seen) {
    let Seen { fresh, plan, ahead, chart, shift } = seen;
    app.known.ahead_asked = None;
    let revision = fresh.revision;
    app.known.ahead = Some((revision, plan, ahead));
    app.screens.chart(&Arc::new(chart));
    let told = shift.filter(|shift| shift.moved.minutes != 0 || shift.odd.is_some());
    if let (Some(timeline), Some(shift)) = (app.screens.kept_timeline(), told) {
        timeline.shift = Some(shift);
    }
    take(app, fresh);
}

/// Takes a drawn graph in.
pub fn take_drawn(app: &mut App, drawn: Arc<Drawn>) {
    if let Some(picture) = app.screens.picture_of(drawn.subject) {
        picture.drawn = Some(drawn);
    }
}

/// Takes advice in.
pub fn take_advice(app: &mut App, advice: Advice) {
    app.known.advice_asked = None;
    app.known.advice = Some(advice.revision);
    if let Some(timeline) = app.screens.kept_timeline() {
        timeline.advice = Some(Arc::new(advice));
    }
    mark(app);
}

/// A what-if begins: what is known of the plan is what the trial is held against.
pub fn begin_trial(app: &mut App) {
    let whole = is_current(app) && is_seen(app);
    app.known.base = whole.then(|| (app.session.base_plan().clone(), app.facts.clone()));
    let able = areas(app.session.base_plan(), app.world.today);
    let able = able.into_iter().map(|area| (area.domain.id.clone(), area.able)).collect();
    app.screens.hold_against(able);
}

/// A what-if ends.
pub fn end_trial(app: &mut App) {
    app.known.base = None;
    app.screens.hold_against(Vec::new());
}

/// Takes in what is computed of the plan under a what-if.
pub fn take_base(app: &mut App, base: Base) {
    app.known.base_asked = false;
    if app.session.is_trial() {
        app.known.base = Some((base.plan, Arc::new(base.facts)));
    }
}

/// Whether the timeline belongs to the plan on the screen.
pub fn is_seen(app: &App) -> bool {
    app.known.ahead.as_ref().is_some_and(|(of, ..)| *of == app.session.revision())
}

/// Tells the timeline whether it is of the plan on the screen.
pub fn mark(app: &mut App) {
    let revision = app.session.revision();
    let current = is_seen(app);
    if let Some(timeline) = app.screens.kept_timeline() {
        timeline.current = current;
        if timeline.advice.as_ref().is_some_and(|advice| advice.revision != revision) {
            timeline.advice = None;
        }
    }
}

/// Whether the facts belong to the plan on the screen.
pub fn is_current(app: &App) -> bool {
    app.known.facts == Some(app.session.revision())
}
