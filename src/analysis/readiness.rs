//! How far each of the six parts of the review has come.

use super::checks::{Finding, State};
use crate::model::{Phase, Plan, Status};
use crate::register::screens::{SCREENS, Screen, screen_of};
use crate::text::Shown;

/// One part of the review: a phase of the playbook and the screen it is worked on.
#[derive(Clone, Debug)]
pub struct Part {
    pub screen: &'static Screen,
    pub name: Shown,
    /// Percent done; `None` while nobody said and no task tells.
    pub progress: Option<f64>,
    pub state: State,
    /// Rows of the screen's main register.
    pub rows: usize,
    /// Rules that do not hold on this screen.
    pub broken: usize,
}

/// The phases' ids in the order of the screens 1–6.
pub const PHASES: [&str; 6] = ["domain-map", "data-risks", "team-roadmap", "triggers", "debt-audit", "governance"];

/// The six parts. A phase's own `progress` counts, else the share of its tasks that are done.
pub fn parts(plan: &Plan, findings: &[Finding]) -> Vec<Part> {
    PHASES
        .iter()
        .zip(&SCREENS[1..])
        .map(|(id, screen)| {
            let phase = plan.phases.iter().find(|phase| phase.id.as_str() == *id);
            let progress = phase.and_then(|phase| progress(plan, phase));
            let rows = crate::register::register(screen.registers[0]).map_or(0, |home| home.len(plan));
            let here = |f: &&Finding| screen_of(f.hit.at.register).key == screen.key && f.hit.state == State::Act;
            let broken = findings.iter().filter(here).count();
            let state = match progress {
                _ if broken > 0 => State::Act,
                Some(p) if p >= 100.0 => State::Ok,
                Some(p) if p > 0.0 => State::Mon,
                _ => State::Unknown,
            };
            let name = phase.map_or(screen.title.into(), |phase| phase.name.show());
            Part { screen, name, progress, state, rows, broken }
        })
        .collect()
}

/// Percent of a phase that is done: what somebody said, else what its tasks tell.
pub fn progress(plan: &Plan, phase: &Phase) -> Option<f64> {
    match phase.progress {
        _ if phase.status == Status::Done => Some(100.0),
        Some(progress) => Some(progress.clamp(0.0, 100.0)),
        None => tasks_done(plan, phase.id.as_str()),
    }
}

fn tasks_done(plan: &Plan, phase: &str) -> Option<f64> {
    let mine: Vec<_> = plan.tasks.iter().filter(|task| task.phase.as_str() == phase).collect();
    let done = mine.iter().filter(|task| task.status == Status::Done).count();
    (!mine.is_empty()).then(|| 100.0 * done as f64 / mine.len() as f64)
}
